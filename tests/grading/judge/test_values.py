"""Values of libraries go over by copy, in both directions, and are what they were."""

from __future__ import annotations

import gc
import importlib.util

import pytest
from notebooks import hidden, marks, run, text_of

SAME = "def same(value):\n    return value\n"
# name: (imports, values as they are written, how two of them are compared)
VALUES = {
    "pandas": (
        "import numpy as np\nimport pandas as pd",
        [
            "pd.Series([1, 2], name='n')", "pd.Series(['a', None], index=[3, 4])",
            "pd.Series([1.5, np.nan], pd.date_range('2024-02-28', periods=2))",
            "pd.Series(['u', 'v', 'u'], dtype='category')", "pd.Series([1, None], dtype='Int64')",
            "pd.Series([1, 'a', (2,)], dtype=object)", "pd.Series([], dtype=float)",
            "pd.DataFrame({'k': [1, 2], 'v': ['a', 'b']}, index=['x', 'y'])", "pd.DataFrame()",
            "pd.DataFrame({('a', 1): [1.0], ('b', 2): [True]})",
            "pd.DataFrame({'k': [1, 1, 2], 'w': [1., 2., 3.]}).groupby('k').mean()",
            "pd.DataFrame([[1, 2]], columns=['twice', 'twice'])",
            "pd.Index([1, 2], name='i')", "pd.RangeIndex(3)", "pd.date_range('2024', periods=3)",
            "pd.Timestamp('2024-02-29 12:00')", "pd.Timedelta('1h')",
        ],
        "import pandas as pd\ndef equal(a, b):\n"
        "    for kind in ('frame', 'series', 'index'):\n"
        "        if type(a).__name__.lower().endswith(kind[-5:]):\n"
        "            return getattr(pd.testing, f'assert_{kind}_equal')(a, b) is None\n"
        "    return bool(a == b)",
    ),
    "sympy": (
        "import sympy as sp\nx, y = sp.symbols('x y')",
        [
            "x**2 + 2*x*y - sp.Rational(1, 3)", "sp.sin(x) * sp.exp(-y) / sp.pi",
            "sp.Symbol('n', positive=True, integer=True) + sp.I", "sp.Eq(x, 2*y)",
            "sp.Float('0.1')",
            "sp.Matrix([[x, 1], [0, y]])", "sp.Integral(x, (x, 0, 1))", "sp.Function('f')(x)",
            "2*(x + y)", "sp.sqrt(2)", "sp.oo", "sp.Derivative(x*y, x)", "sp.Integer(7)",
            "sp.Piecewise((x, x > 0), (0, True))", "[x, {'a': sp.zoo}]",
        ],
        "def equal(a, b):\n    return a == b and hash(str(a)) == hash(str(b))",
    ),
    "networkx": (
        "import networkx as nx",
        ["nx.path_graph(4)", "nx.DiGraph([('a', 'b', {'w': 2.5})])", "nx.MultiGraph([(1, 2)] * 2)",
         "nx.Graph(name='g')"],
        "def equal(a, b):\n    return type(a) is type(b) and a.graph == b.graph and (\n"
        "        dict(a.nodes(data=True)) == dict(b.nodes(data=True)) and a.adj == b.adj)",
    ),
    "PIL": (
        "from PIL import Image",
        ["Image.new('RGB', (4, 2), (1, 2, 3))", "Image.new('L', (1, 1), 9)",
         "Image.new('RGB', (2, 2), 'red').convert('P')"],
        "def equal(a, b):\n    return a.size == b.size and a.convert('RGB').tobytes() == "
        "b.convert('RGB').tobytes()",
    ),
    "numpy": (
        "import collections, datetime, pathlib\nimport numpy as np",
        ["np.matrix([[1, 2], [3, 4]])", "collections.deque([1, 2], 5)", "pathlib.Path('a.txt')",
         "pathlib.PurePosixPath('/a')", "datetime.time(12, 30)"],
        "def equal(a, b):\n    return bool((a == b).all() if hasattr(a, 'all') else a == b)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("package", VALUES)
def test_a_value_comes_over_and_comes_back_as_it_was(rooms, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    setup, values, equal = VALUES[package]
    made = "\n".join(f"value{k} = {value}" for k, value in enumerate(values))
    student = f"{setup}\n{SAME}{made}"
    tests = []
    for k, value in enumerate(values):
        checks = f"for got in (value{k}, same({value}), same([{value}])[0]):\n"
        checks += f"    wanted = {value}\n    assert type(got).__name__ == type(wanted).__name__\n"
        checks += "    assert equal(got, wanted)"
        tests.append(("test", hidden(f"{setup}\n{equal}\n{checks}")))
    nb, _ = run(rooms, ("student", student), *tests)
    lost = [value for value, mark in zip(values, marks(nb), strict=True) if not mark]
    assert lost == (["pd.Series([1, None], dtype='Int64')"] if package == "pandas" else []), (
        text_of(nb)
    )


RECORDS = """
import enum
from collections import namedtuple
from dataclasses import dataclass
Point = namedtuple("Point", "x y")
@dataclass(frozen=True)
class Box:
    width: float
    height: float
class Colour(enum.Enum):
    RED = 1
    BLUE = 2
"""


def test_records_of_a_test_reach_the_answer_and_come_back(rooms):
    answers = """
def right(p):
    return p._replace(x=p.x + 1)
def wide(box):
    return type(box)(2 * box.width, box.height)
def other(colour):
    return type(colour).BLUE if colour.name == "RED" else colour
"""
    test = """
moved = right(Point(1, 2))
assert moved == Point(2, 2) and type(moved) is Point and moved.x == 2
assert wide(Box(1.0, 3.0)) == Box(2.0, 3.0)
assert other(Colour.RED) is Colour.BLUE and other(Colour.BLUE) is Colour.BLUE
"""
    wrong = "assert wide(Box(1.0, 3.0)) == Box(1.0, 3.0)"
    cells = [("test", hidden(RECORDS + part)) for part in (test, wrong)]
    nb, _ = run(rooms, ("student", answers), *cells)
    assert marks(nb) == [1, 0], text_of(nb)


def test_a_class_of_a_test_is_gone_when_the_test_is():
    from nnkit.grading.sandbox import records

    names = {}
    exec(RECORDS + "values = [Point(1, 2), Box(1.0, 2.0), Colour.RED]", names)
    before = len(records._keys), len(records._classes)
    for value in names.pop("values"):
        records.introduce(value)
        name, held = records.holds(value)
        assert records.made(name, [tuple(held[0]), held[1]]) == value
    assert len(records._keys) == before[0] + 3
    del value, held
    names.clear()
    gc.collect()
    assert (len(records._keys), len(records._classes)) == before


CHANGES = {
    "pandas": ("import pandas as pd", "pd.DataFrame({'k': [1]})", "def f(v):\n    v['k'] = 9"),
    "networkx": ("import networkx as nx", "nx.Graph()", "def f(v):\n    v.add_node(1)"),
    "numpy": ("from collections import deque", "deque([1])", "def f(v):\n    v.append(2)"),
}


@pytest.mark.parametrize("package", CHANGES)
def test_an_answer_that_changes_its_copy_is_told(rooms, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    setup, value, answer = CHANGES[package]
    test = f"{setup}\nmine = {value}\nf(mine)\n"
    nb, verdict = run(rooms, ("student", answer), ("test", hidden(test)))
    assert any("changes its argument" in note for note in verdict.notes), (text_of(nb), verdict)


LIES = {
    "a class that is no expression": ["sympy", ["c", "lambdify", []]],
    "a name that is no text": ["sympy", ["s", 3, {}]],
    "a module": ["sympy", ["c", "core", []]],
    "an image larger than its data": ["PIL.Image", ["L", [10**6, 10**6], b"", b""]],
    "a frame of no columns": ["pandas.DataFrame", 3],
    "a record of no class": ["record", [("function", "f", "x"), [1]]],
    "an unknown package": ["os.system", ["true"]],
}


@pytest.mark.parametrize("lie", LIES)
def test_what_a_room_makes_up_is_refused_in_one_sentence(lie):
    from nnkit.grading.sandbox import frames, library, wire

    encoder = wire.Encoder(lambda value: None)
    name, held = LIES[lie]
    if (package := name.partition(".")[0]) in VALUES and not importlib.util.find_spec(package):
        pytest.skip(f"needs {package}")
    node = ["k", name, encoder.node(held)]
    decoder = wire.Decoder(encoder.buffers, lambda *tag: None)
    with pytest.raises(frames.WireError, match="malformed"):
        decoder.value(node)
    assert library.holds(object()) is None
