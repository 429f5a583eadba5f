"""Every rule of the lint: a test that fails in the rooms on right answers, and its replacement."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nnkit.grading.judge import Limits, Rooms
from nnkit.grading.lint import lint
from nnkit.grading.run.rehearsal import rehearse_notebook

ANSWER = '''
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def __eq__(self, other): return self.items == other.items
    def __add__(self, other): return Stack()
    def __contains__(self, x): return x in self.items
    def __str__(self): return "Stack"
class Own(Exception): pass
def f(x):
    "The double."
    return 2 * x
def g(x):
    if x < 0:
        raise Own("negative")
    return f(x)
def text(show=print): show("hello")
def asked(ask=input): return ask("?")
def sort_it(a): a.sort()
def ordered(a): return sorted(a)
def same(x): return x
def apply(fn, x): return fn(x)
def total(values): return sum(values)
def roll(rng=None):
    import random
    return random.random() if rng is None else float(rng.random())
def draw():
    import numpy
    return float(numpy.random.rand())
def read(path): return open(path).read()
def write(path): open(path, "w").write("written")
async def later(): return 1
'''  # fmt: skip

KEEP = "keep = f\ndel f\nf = lambda x: 7\nassert g(1) == 7\ndel f\nf = keep\nassert f(1) == 2"
LINES = "lines = []\ntext(lines.append)\nassert lines == ['hello']"
ASK = "assert asked(lambda *_: 'yes') == 'yes'"
NAMED = "try:\n    f\nexcept NameError:\n    raise AssertionError('f is missing')\nassert f(1) == 2"
METHODS = "s = Stack()\ns.push(1)\nassert s.items == [1]"
CAUGHT = "try:\n    g(-1)\nexcept Exception as error:\n    assert str(error) == 'negative'\nelse:\n    assert False"
RNG = (
    "import numpy as np\nassert roll(np.random.default_rng(1)) == np.random.default_rng(1).random()"
)
SORTED = "from nnkit.grading import in_place\nsort_it = in_place(sort_it)\na = [2, 1]\nsort_it(a)\nassert a == [1, 2]"
PLAIN = "assert same({'a': [1.5, 'x']}) == {'a': [1.5, 'x']}"

# (words of the finding, its line, a test that fails on right answers, the same as advised)
RULES: list[tuple[str, int, str, str]] = [
    ("globals() does not hold", 1, "assert 'f' in globals()", NAMED),
    ("globals() does not hold", 2, "name = 'f'\nassert globals().get(name)(1) == 2", NAMED),
    ("locals() does not hold", 1, "assert 'f' in locals()", NAMED),
    ("dir() does not hold", 1, "assert 'f' in dir()", NAMED),
    ("eval in a function", 2, "def h():\n    return eval('f(1)')\nassert h() == 2", NAMED),
    ("get_ipython does not hold", 1, "assert get_ipython().user_ns['f'](1) == 2", NAMED),
    ("__main__ does not hold", 1, "import __main__\nassert __main__.f(1) == 2", NAMED),
    ("sys.modules does not hold", 2, "import sys\nassert sys.modules['__main__'].f(1) == 2", NAMED),
    ("class Own is a stand-in", 1, "assert issubclass(Own, Exception)", CAUGHT),
    ("class Stack is a stand-in", 1, "class Mine(Stack):\n    pass\nMine().push(1)", METHODS),
    ("error Own cannot be caught", 3, "try:\n    g(-1)\nexcept Own:\n    pass", CAUGHT),
    ("error Own cannot be caught", 2, "import numpy as np\nnp.testing.assert_raises(Own, g, -1)", CAUGHT),
    ("has no comparison", 1, "assert Stack() == Stack()", "assert Stack().items == Stack().items"),
    ("has no comparison", 3, "s = Stack()\ns.push(1)\nassert 1 in s", METHODS),
    ("has no operators", 1, "assert (Stack() + Stack()).items == []", METHODS),
    ("has no truth value", 1, "assert Stack()", METHODS),
    ("has no text", 1, "assert f'{Stack()}' == 'Stack'", METHODS),
    ("has no str()", 2, "s = Stack()\nassert str(s) == 'Stack'", METHODS),
    ("has no copy.deepcopy()", 2, "import copy\nassert copy.deepcopy(Stack()).items == []", METHODS),
    ("inspect.getsource of a student's", 2, "import inspect\nassert 'return' in inspect.getsource(f)", "assert f(1) == 2"),
    ("inspect.signature of a student's", 2, "import inspect\nassert len(inspect.signature(f).parameters) == 1", "assert f(x=1) == 2"),
    ("replacing names by patch", 2, "from unittest.mock import patch\nwith patch('__main__.f', lambda x: 7):\n    assert g(1) == 7", KEEP),
    ("replacing f does", 2, "keep = f\nf = lambda x: 7\nassert g(1) == 7\nf = keep", KEEP),
    ("replacing f does", 1, "def f(x):\n    return 7\nassert g(1) == 7", KEEP),
    ("replacing random.random does", 2, "import random\nrandom.random = lambda: 0.5\nassert roll() == 0.5", RNG),
    ("builtins.input does not reach", 2, "import builtins\nbuiltins.input = lambda *_: 'yes'\nassert asked() == 'yes'", ASK),
    ("sys.stdin does not reach", 2, "import io, sys\nsys.stdin = io.StringIO('yes')\nassert asked() == 'yes'", ASK),
    ("redirect_stdout", 3, "import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    text()\nassert out.getvalue() == 'hello\\n'", LINES),
    ("sys.stdout", 2, "import io, sys\nout = sys.stdout = io.StringIO()\ntext()\nassert 'hello' in out.getvalue()", LINES),
    ("%%capture out", 1, "%%capture out\ntext()\nassert 'hello' in out.stdout", LINES),
    ("'%%bash' is for IPython", 1, "%%bash\nls", "assert f(1) == 2"),
    ("'!ls > x' is for IPython", 1, "!ls > x\nassert f(1) == 2", "assert f(1) == 2"),
    ("random.seed does not reach", 2, "import random\nrandom.seed(1)\nfirst = roll()\nrandom.seed(1)\nassert first == roll()", RNG),
    ("np.random.seed does not reach", 2, "import numpy as np\nnp.random.seed(1)\nfirst = draw()\nnp.random.seed(1)\nassert first == draw()", RNG),
    ("this writes a file", 1, "with open('in.txt', 'w') as file:\n    file.write('x')\nassert read('in.txt') == 'x'", "assert read('data.txt') == 'x'"),
    ("no file 'out.txt' beside", 2, "write('out.txt')\nassert open('out.txt').read() == 'written'", "assert open('data.txt').read() == read('data.txt')"),
    ("sort_it changes an argument", 2, "a = [2, 1]\nsort_it(a)\nassert a == [1, 2]", SORTED),
    ("sort_it changes an argument", 2, "a = [2, 1]\nsort_it(a)\nassert a == [1, 2]", "a = [2, 1]\nassert ordered(a) == [1, 2] and a == [2, 1]"),
    ("object of your class Point", 3, "class Point:\n    x = 1\nassert same(Point()).x == 1", PLAIN),
    ("generator expression cannot", 1, "assert total(i for i in range(3)) == 3", "assert total([i for i in range(3)]) == 3"),
    ("what map makes cannot", 1, "assert total(map(abs, [-1])) == 1", "assert total(list(map(abs, [-1]))) == 1"),
    ("what ChainMap makes cannot", 2, "from collections import ChainMap\nassert same(ChainMap({1: 2}))[1] == 2", "from fractions import Fraction\nassert same(Fraction(1, 2)) == Fraction(1, 2)"),
    ("what count makes cannot", 3, "from itertools import count\nc = count(1)\nassert next(same(c)) == 1", PLAIN),
    ("what io.StringIO makes cannot", 2, "import io\nsame(io.StringIO('x'))", PLAIN),
    ("what np.random.RandomState makes", 2, "import numpy as np\nroll(np.random.RandomState(1))", RNG),
    ("array of objects or records", 2, "import numpy as np\nassert len(same(np.array([1, 'a'], dtype=object))) == 2", PLAIN),
    ("array of objects or records", 2, "import numpy as np\nassert len(same(np.zeros(2, dtype=[('a', int)]))) == 2", PLAIN),
    ("module math cannot", 2, "import math\nsame(math)", PLAIN),
    ("await does not run", 1, "await later()", "assert f(1) == 2"),
    ("this is not Python", 1, "assert f(1) ==", "assert f(1) == 2"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rooms() -> Any:
    limits = Limits(cell_seconds=5, call_seconds=2, total_seconds=30)
    with Rooms(limits) as opened:
        yield opened


def cell(source: str, name: str, **kind: Any) -> Any:
    data = {"grade": False, "solution": False, "locked": False, "grade_id": name} | kind
    return new_code_cell(source, metadata={"nbgrader": data | {"schema_version": 3}})


def notebook(test: str, *before: Any) -> Any:
    hidden = f"pass\n### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
    source = test if test.startswith(("%", "!")) else hidden
    first = [*before, cell(ANSWER, "answer", solution=True)]
    return new_notebook(cells=[*first, cell(source, "test", grade=True, locked=True, points=1)])


def found(nb: Any, rooms: Rooms, folder: Path, judge_only: set[str] | None = None) -> Any:
    (folder / "data.txt").write_text("x")
    nbformat.write(nb, folder / "one.ipynb")
    return list(lint.notebook(folder / "one.ipynb", rooms, judge_only or set()))


@pytest.mark.parametrize(("words", "line", "bad", "good"), RULES)
def test_what_is_found_fails_in_the_rooms_and_the_advice_works(
    rooms: Rooms, tmp_path: Path, words: str, line: int, bad: str, good: str
) -> None:
    nb = notebook(bad)
    findings = found(nb, rooms, tmp_path)
    shift = 0 if bad.startswith(("%", "!")) else 2
    told = [f for f in findings if words in f.text]
    assert [(f.cell, f.line - shift) for f in told[:1]] == [("test", line)], findings
    test = rehearse_notebook(nb, rooms, tmp_path)["test"]
    assert test["way"] != "rooms" or not test["passed"], "it can be judged apart after all"
    assert (lint.HOW[test["way"]] or "x") in f"{told[0].text}x"
    assert found(notebook(good), rooms, tmp_path) == []


UNTOUCHED = [
    "s = Stack()\nassert isinstance(s, Stack) and type(s).__name__ == 'Stack'",
    "import types\nassert isinstance(f, types.FunctionType) and f and f.__doc__ == 'The double.'",
    "assert 'f' in g.__code__.co_names",
    "f(1) == 2",
    "same('text')",
    "assert f(1) == 2 and isinstance(f(1), int) and type(f(1.0)) is float",
    "assert callable(f) and f.__name__ == 'f' and hasattr(Stack(), 'push') and f is not None",
    "import pytest\nwith pytest.raises(TypeError):\n    f()",
    "assert globals()['f'](1) == 2 and eval('f(1)') == 2",
    "assert apply(abs, -1) == 1 and apply(lambda x: x + 1, 1) == 2 and apply(int, 1.5) == 1",
    "assert list(map(f, [1, 2])) == [2, 4] and sorted([3, 1], key=f) == [1, 3]",
    "import numpy as np\nnp.testing.assert_allclose(f(np.ones(3)), [2, 2, 2])\na = same(np.ones(2))\na[0] = 5",
    "'''a sentence about the test'''\nassert f(1) == 2",
    "%time f(1)\nassert f(1) == 2",
    "try:\n    f([1], 2)\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError('did not raise')",
    "0.5 * (f(1) == 2) + 0.5 * (g(1) == 2)",
    "s = Stack()\nfor value in (1, 2):\n    s.push(value)\nassert s.items[-1] == 2 and len(s.items) == 2",
    "import timeit\nassert timeit.timeit('f(1)', globals=globals(), number=2) < 5",
    "import random\nrandom.shuffle([1, 2])\nx = [1]\nassert total(x) == 1 and x == [1]",
    KEEP,
]


@pytest.mark.parametrize("test", UNTOUCHED)
def test_what_runs_in_the_rooms_raises_no_alarm(rooms: Rooms, tmp_path: Path, test: str) -> None:
    assert found(notebook(test), rooms, tmp_path) == []


def test_a_judge_only_module_in_lines_that_students_see(rooms: Rooms, tmp_path: Path) -> None:
    nb = notebook("assert f(1) == 2")
    nb.cells[-1].source = "import json\nassert f(1) == 2"
    (finding,) = found(nb, rooms, tmp_path, {"json"})
    assert (finding.line, "students do not have json" in finding.text) == (1, True)
    nb.cells[-1].source = "pass\n### BEGIN HIDDEN TESTS\nimport json\n### END HIDDEN TESTS"
    assert found(nb, rooms, tmp_path, {"json"}) == []


def test_an_example_with_the_name_of_an_answer_is_no_trouble(rooms: Rooms, tmp_path: Path) -> None:
    example = new_code_cell("def f(x):\n    return 'an example'")
    assert found(notebook("assert f(1) == 2", example), rooms, tmp_path) == []


def test_an_object_of_a_read_only_class_is_found(rooms: Rooms, tmp_path: Path) -> None:
    locked = cell("class Point:\n    x = 1", "classes", locked=True)
    (finding,) = found(notebook("assert same(Point()).x == 1", locked), rooms, tmp_path)
    assert "an object of your class Point cannot be passed" in finding.text
    editable = new_code_cell("class Point:\n    x = 1")
    assert found(notebook("assert same(Point()).x == 1", editable), rooms, tmp_path) == []


def test_what_no_rule_knows_is_found_by_trying_the_own_answers(
    rooms: Rooms, tmp_path: Path
) -> None:
    test = "import pickle\nassert pickle.loads(pickle.dumps(Stack())).items == []"
    (finding,) = found(notebook(test), rooms, tmp_path)
    assert finding.text.startswith("runs in one process with the answers")
    assert "cannot be looked into" in finding.text
    test = "assert f(1) == 3"
    (finding,) = found(notebook(test), rooms, tmp_path)
    assert finding.text == (
        "your own answers do not get all points: AssertionError, in line 3: assert f(1) == 3"
    )
