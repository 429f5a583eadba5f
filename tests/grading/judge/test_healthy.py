"""Honest notebooks get their marks, and their outputs are kept."""

# ruff: noqa: E501 (attacks are easier to read on one line)
from __future__ import annotations

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from notebooks import hidden, marks, run, text_of

from nnkit.grading.judge import Rooms

FORMS = {
    "function": "def square(x):\n    return x * x",
    "lambda": "square = lambda x: np.multiply(x, x)",
    "loop": "def square(x):\n    x = np.asarray(x, float)\n"
    "    return np.array([v * v for v in x.ravel()]).reshape(x.shape)",
    "partial": "import functools\nsquare = functools.partial(lambda p, x: x ** p, 2)",
    "callable object": "class Square:\n    def __call__(self, x):\n        return x * x\n"
    "square = Square()",
    "own import": "import numpy as xp\ndef square(x):\n    return xp.square(x)",
    "prints and warns": "def square(x):\n    print('hi')\n    np.log(0.0)\n    return x * x",
    "magic lines": "%matplotlib inline\n!ls\nsquare?\n%time def_ = 1\ndef square(x):\n    return x*x",
    "fortran order": "def square(x):\n    return np.asfortranarray(np.asarray(x) ** 2)",
    "numpy scalar": "def square(x):\n    y = np.square(x)\n    return y",
}
TEST = hidden(
    "X = np.arange(6.0).reshape(2, 3)\n"
    "assert square(X).shape == (2, 3)\n"
    "np.testing.assert_allclose(square(X), X ** 2)\n"
    "np.testing.assert_allclose(X, np.arange(6.0).reshape(2, 3))",
    "assert square(3) == 9",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_right_answer_in_any_form_gets_its_points(rooms, form):
    nb, verdict = run(rooms, ("student", FORMS[form]), ("test", TEST, 3))
    assert marks(nb) == [3], text_of(nb)
    assert verdict.stopped is None
    assert verdict.cells == 3


def test_a_wrong_answer_gets_none(rooms):
    nb, _ = run(rooms, ("student", "def square(x):\n    return x + x"), ("test", TEST, 3))
    assert marks(nb) == [0]


def test_a_missing_answer_is_a_name_error(rooms):
    nb, _ = run(rooms, ("student", "# nothing"), ("test", TEST, 3))
    assert marks(nb) == [0]
    assert "name 'square' is not defined" in text_of(nb)


def test_partial_credit_is_the_last_expression(rooms):
    nb, _ = run(
        rooms, ("student", "x = 1"), ("test", "2 * 0.25", 2), ("test", "np.float64(1.5)", 2)
    )
    assert marks(nb) == [0.5, 1.5]


@pytest.mark.parametrize("value", ["2.5", "-0.5", "float('nan')", "True", "'2'", "10 ** 400"])
def test_a_last_expression_that_is_no_mark_gives_no_points(rooms, value):
    nb, verdict = run(rooms, ("student", "x = 1"), ("test", value, 2))
    assert marks(nb) == [0]
    assert verdict.notes


def test_the_check_ladder_runs_with_the_judge_and_its_hidden_result_is_kept(rooms):
    test = hidden(
        'result = check("sigmoid", sigmoid, hidden=True, partial=True)',
        'result = check("sigmoid", sigmoid)',
    )
    answer = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))"
    nb, verdict = run(rooms, ("student", answer), ("test", f"{test}\n2 * result.score", 2))
    assert marks(nb) == [1.0]
    assert [(c["name"], c["score"], c["cell"]) for c in verdict.checks] == [
        ("sigmoid", 0.5, "test2")
    ]
    assert "exponential overflows" in verdict.checks[0]["advice"]


def test_outputs_of_the_student_are_stored_without_what_acts(rooms):
    cell = (
        "from IPython.display import HTML, display\nprint('text')\n"
        "display(HTML('<script>alert(1)</script>'))\n"
        "display({'text/html': '<b>', 'text/plain': 'raw'}, raw=True)\n"
        "import sys; sys.stderr.write('warned\\x1b[31m!')\n1 + 1"
    )
    nb, _ = run(rooms, ("student", cell))
    kinds = [(out.output_type, out.get("text", "")) for out in nb.cells[1].outputs]
    assert ("stream", "text\n") in kinds
    assert ("stream", "warned!") in kinds
    assert nb.cells[1].outputs[-1].data == {"text/plain": "2"}
    assert "<script>" not in text_of(nb)
    assert "text/html" not in text_of(nb)


def test_figures_are_stored_as_png(rooms):
    cell = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nfig, ax = plt.subplots()\nax.plot([1])"
    nb, _ = run(rooms, ("student", cell))
    pictures = [
        out.data["image/png"] for out in nb.cells[1].outputs if "image/png" in out.get("data", {})
    ]
    assert len(pictures) == 2
    assert all(base64.b64decode(p).startswith(b"\x89PNG") for p in pictures)


def picture_of(lines, rooms):
    """The picture of a figure of 4 x 2 inches, as an array."""
    cell = f"import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(4, 2))\n{lines}"
    nb, _ = run(rooms, ("student", f"{cell}\nNone"))
    [out] = [out for out in nb.cells[1].outputs if "image/png" in out.get("data", {})]
    return plt.imread(io.BytesIO(base64.b64decode(out.data["image/png"])))


@pytest.mark.parametrize(
    "lines",
    [
        "ax.plot([1, 2])",
        "ax.text(1.05, 0, 'beside')",
        "ax.text(2, 3, 'far outside')",
        "fig.add_axes([1.5, 0.1, 0.3, 0.8]).plot([1, 2])",
        "ax.plot([0, 0], [3, 3.5], transform=ax.transAxes, clip_on=False)",
        "ax.plot([0, 9], [0, 9])\nax.set(xlim=(0, 1), ylim=(0, 1))",
        "ax.axis('off')",
        "fig.set_facecolor('0.9')\nax.set_title('grey')",
        "fig.set_layout_engine('constrained')\nax.set_ylabel('large')",
    ],
    ids=[
        *("plain", "text beside", "text far outside", "axes far outside", "line far outside"),
        *("clipped", "empty", "grey", "with a layout"),
    ],
)
def test_a_figure_is_cut_as_matplotlib_cuts_it(rooms, lines):
    fig, ax = plt.subplots(figsize=(4, 2))
    exec(lines, {"fig": fig, "ax": ax})
    file = io.BytesIO()
    fig.savefig(file, bbox_inches=None if fig.get_layout_engine() else "tight")
    plt.close(fig)
    wanted = plt.imread(io.BytesIO(file.getvalue()))
    got = picture_of(lines, rooms)
    assert np.abs(np.subtract(got.shape, wanted.shape)).max() <= 12  # empty space around letters
    assert got[0, 0] == pytest.approx(wanted[0, 0], abs=0.01)
    ink, all_of_it = np.sum(got != got[0, 0]), np.sum(wanted != wanted[0, 0])
    assert ink == pytest.approx(all_of_it, rel=0.02)  # nothing is lost


def test_a_figure_is_drawn_where_none_was_expected():
    with Rooms(draws=False) as plain:
        test_figures_are_stored_as_png(plain)


def test_what_an_assignment_imports_is_there_before_any_answer():
    wanted = ["xml.dom.minidom", "no_such_module", "nnkit.mlp", "antigravity.x", "nnkit"]
    cell = (
        "import sys\nprint([n in sys.modules for n in ('xml.dom.minidom', 'nnkit.mlp', 'turtle')])"
    )
    with Rooms(imports=wanted) as ready:
        nb, _ = run(ready, ("student", cell))
    assert nb.cells[1].outputs[0].text == "[True, False, False]\n"


def test_a_forged_picture_is_not_stored(rooms):
    cell = "class P:\n    def _repr_png_(self):\n        return b'<svg onload=alert(1)>' * 9\nP()"
    nb, _ = run(rooms, ("student", cell))
    assert set(nb.cells[1].outputs[0].data) == {"text/plain"}


def test_an_error_shows_the_line_of_the_students_cell(rooms):
    nb, _ = run(rooms, ("student", "def f(x):\n    return x / 0\nf(1)"))
    (error,) = nb.cells[1].outputs
    assert error.ename == "ZeroDivisionError"
    assert any("return x / 0" in line for line in error.traceback)


def test_an_error_inside_a_test_is_the_builtin_of_its_name(rooms):
    test = hidden(
        "try:\n    f(-1)\nexcept ValueError as error:\n    assert 'negative' in str(error)\n"
        "else:\n    raise AssertionError"
    )
    answer = "class Negative(ValueError): pass\ndef f(x):\n    raise Negative('negative')"
    nb, _ = run(rooms, ("student", answer), ("test", test))
    assert marks(nb) == [1]


def test_a_warning_in_a_call_can_be_seen_by_the_test_and_costs_nothing(rooms):
    test = hidden(
        "import warnings\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n    f(0.0)\n"
        "assert [w.category for w in caught] == [RuntimeWarning]\nagain = f(0.0)"
    )
    nb, _ = run(rooms, ("student", "def f(x):\n    return np.log(np.float64(x))"), ("test", test))
    assert marks(nb) == [1], text_of(nb)


def test_classes_iterators_callbacks_and_generators_cross_the_rooms(rooms):
    answer = """
class Net:
    def __init__(self, sizes, act):
        self.W = [np.ones((a, b)) for a, b in zip(sizes, sizes[1:])]
        self.act = act
    def forward(self, x):
        for W in self.W:
            x = self.act(x @ W)
        return x
    def __len__(self):
        return len(self.W)
    def __getitem__(self, i):
        return self.W[i]
def steps(n):
    for i in range(n):
        yield i
def draw(rng):
    return rng.normal(size=3)
def twice(f, x):
    return f(f(x))
"""
    test = hidden("""
net = Net([2, 3, 1], np.tanh)
assert net.forward(np.ones((1, 2))).shape == (1, 1)
net.W = [np.zeros((2, 1))]
assert len(net) == 1 and net[0].shape == (2, 1)
assert net.forward(np.ones((4, 2))).tolist() == [[0.0]] * 4
assert list(steps(3)) == [0, 1, 2] and sum(steps(4)) == 6
rng = np.random.default_rng(3)
first = draw(rng)
np.testing.assert_array_equal(first, np.random.default_rng(3).normal(size=3))
assert not np.array_equal(draw(rng), first)
assert twice(lambda v: v + 1, 5) == 7
""")
    nb, _ = run(rooms, ("student", answer), ("test", test))
    assert marks(nb) == [1], text_of(nb)


LIBRARY = """
import collections, datetime, decimal, fractions
def word(text):
    return collections.Counter(text), collections.OrderedDict(a=1)
def groups(pairs):
    found = collections.defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
def half(x):
    return x / 2
def later(day):
    return day + datetime.timedelta(1), datetime.datetime(day.year, 1, 1)
sure = decimal.Decimal("0.5")
class Own(collections.Counter):
    def __eq__(self, other):
        return True
    __hash__ = None
liar = Own()
"""


def test_values_of_the_standard_library_cross_the_rooms(rooms):
    test = """
from collections import Counter, OrderedDict, defaultdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
found, ordered = word("abca")
assert found == {"a": 2, "b": 1, "c": 1} and type(found) is Counter and found["z"] == 0
assert found == Counter("abca") and ordered == OrderedDict(a=1)
assert groups([(1, 2), (1, 3)]) == {1: [2, 3]} and groups([])[5] == []
assert half(Fraction(2, 3)) == Fraction(1, 3) and half(Decimal("1.5")) == Decimal("0.75")
assert half(defaultdict(int)["x"]) == 0 and sure == Decimal("0.5")
assert later(date(2024, 2, 28)) == (date(2024, 2, 29), datetime(2024, 1, 1))
"""
    lie = "from collections import Counter\nassert liar == Counter('a')"
    nb, _ = run(rooms, ("student", LIBRARY), ("test", hidden(test), 2), ("test", hidden(lie)))
    assert marks(nb) == [2, 0], text_of(nb)


def test_a_cell_may_speak_to_ipython(rooms):
    cell = "get_ipython().run_line_magic('matplotlib', 'inline')\nx = str(get_ipython())"
    nb, _ = run(rooms, ("student", cell), ("test", "assert 'colab' not in x"))
    assert marks(nb) == [1], text_of(nb)


def test_empty_answers_and_ranges_are_plain_where_they_are_right(rooms):
    answer = """
def rows(x):
    return x[x[:, 0] > 5]
def wrong(y):
    return [i for i, v in enumerate(y) if v]
def same(x):
    return x
def count(n):
    return range(n)
def last(numbers):
    return numbers[-1]
"""
    test = hidden("""
none = rows(np.ones((4, 2)))
assert none.shape == (0, 2) and none.size == 0 and len(none) == 0 and none.dtype == float
np.testing.assert_array_equal(none, np.empty((0, 2)))
assert np.allclose(none, np.empty((0, 2))) and np.array_equal(none, np.empty((0, 2)))
assert (none == np.empty((0, 2))).all() and none.tolist() == []
assert same(none).shape == (0, 2) and same([none])[0].shape == (0, 2)
assert wrong([0, 0]) == [] and type(wrong([0])) is list
np.testing.assert_array_equal(wrong([0]), [])
assert (same(np.empty(0)) >= 0).all() and np.allclose(same(np.empty(0)), 1.0)
assert list(count(3)) == [0, 1, 2] and count(3) == range(3) and sum(count(200)) == 19900
assert len(count(10 ** 9)) == 10 ** 9 and next(iter(count(10 ** 9))) == 0
assert last(range(10 ** 12)) == 10 ** 12 - 1
""")
    nb, _ = run(rooms, ("student", answer), ("test", test))
    assert marks(nb) == [1], text_of(nb)


def test_the_last_result_of_each_check_is_shown_as_a_panel(rooms):
    test = hidden(
        'check("sigmoid", sigmoid, hidden=True, partial=True)\nprint("said")',
        'check("tanh", np.tanh)\nresult = check("sigmoid", sigmoid)',
    )
    answer = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))"
    nb, _ = run(rooms, ("student", answer), ("test", f"{test}\n2 * result.score", 2))
    stream, *panels, value = nb.cells[2].outputs
    assert (stream.text, value.output_type) == ("said\n", "execute_result")
    assert [out.output_type for out in panels] == ["display_data"] * 2
    assert ["tanh" in out.data["text/plain"] for out in panels] == [True, False]
    assert panels[1].data["text/plain"].startswith("✗ sigmoid: right on ordinary input")
    assert '<div role="status" style="border-left' in panels[1].data["text/html"]
    assert marks(nb) == [1.0]


def test_a_failed_check_is_shown_in_front_of_its_error(rooms):
    answer = "def sigmoid(z):\n    raise ValueError('<script>alert(1)</script>')"
    test = hidden('check("sigmoid", sigmoid, hidden=True)', 'check("sigmoid", sigmoid)')
    nb, _ = run(rooms, ("student", answer), ("test", test))
    panel, error = nb.cells[2].outputs
    assert (panel.output_type, error.ename) == ("display_data", "CheckFailed")
    assert "<script>" not in panel.data["text/html"]
    assert "&lt;script&gt;" in panel.data["text/html"]
    assert marks(nb) == [0]


def test_data_files_beside_the_notebook_are_in_both_rooms(rooms, tmp_path):
    (tmp_path / "data.csv").write_text("1,2\n3,4\n")
    (tmp_path / "other.ipynb").write_text("{}")
    (tmp_path / "link").symlink_to("/etc/passwd")
    cell = "import os\nx = np.loadtxt('data.csv', delimiter=',')\nfound = sorted(os.listdir())"
    test = hidden(
        "assert x.sum() == 10 == np.loadtxt('data.csv', delimiter=',').sum()\n"
        "assert found == ['data.csv'], found"
    )
    nb, _ = run(rooms, ("student", cell), ("test", test), files=tmp_path)
    assert marks(nb) == [1], text_of(nb)


def test_names_of_locked_cells_win_and_helpers_may_call_the_student(rooms):
    locked = "def holds(f):\n    return f(2) == 4\nlimit = 3\nprint(square(1))"
    cheat = "def holds(f):\n    return True\nlimit = 0\ndef square(x):\n    return x + 1"
    nb, _ = run(
        rooms, ("locked", locked), ("student", cheat), ("test", hidden("assert holds(square)"))
    )
    assert marks(nb) == [0]
    nb, _ = run(
        rooms,
        ("locked", locked),
        ("student", "square = lambda x: x * x"),
        ("test", hidden("assert holds(square) and limit == 3")),
    )
    assert marks(nb) == [1], text_of(nb)


def test_a_name_that_a_locked_cell_failed_to_bind_is_never_asked_from_the_student(rooms, tmp_path):
    (tmp_path / "verify.py").write_text("def passed(f):\n    return True\n")
    cells = [("locked", "from verify import passed"), ("student", "f = 1")]
    nb, verdict = run(rooms, *cells, ("test", hidden("assert passed(f)")), files=tmp_path)
    assert marks(nb) == [0]
    assert any("verify" in note for note in verdict.notes)


def test_hidden_lines_do_not_come_back(rooms):
    test = hidden("secret_value = 4217\nassert f(1) == secret_value")
    nb, _ = run(rooms, ("student", "def f(x): return 0"), ("test", test))
    nb.cells[2].source = ""
    assert marks(nb) == [0]
    assert "4217" not in text_of(nb)
    assert "secret_value" not in text_of(nb)


@pytest.mark.parametrize("place", ["nnkit.grading", "nnkit.grading.rooms"])
def test_in_place_answers_are_judged_where_the_test_allows_it(rooms, place):
    answer = "def clear(x):\n    x[...] = 0"
    test = hidden(
        f"from {place} import in_place\nx = np.ones(3)\nin_place(clear)(x)\n"
        "assert x.tolist() == [0, 0, 0]"
    )
    nb, _ = run(rooms, ("student", answer), ("test", test))
    assert marks(nb) == [1], text_of(nb)


@pytest.mark.parametrize("end", ["return z", "return 1 * z"])
def test_a_right_answer_that_changes_its_argument_gets_half(rooms, end):
    test = hidden('result = check("relu", relu, hidden=True, partial=True)')
    answer = f"def relu(z):\n    if np.ndim(z):\n        z[z < 0] = 0\n        {end}\n    return z * (z > 0)"
    nb, _ = run(rooms, ("student", answer), ("test", f"{test}\n2 * result.score", 2))
    assert marks(nb) == [1.0], text_of(nb)
    assert "worth 50% of the points" in text_of(nb)
