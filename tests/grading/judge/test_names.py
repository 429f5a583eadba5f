"""Whose a name is: cells that students may edit, and names that a test takes away."""

from __future__ import annotations

import pytest
from notebooks import KINDS, hidden, marks, notebook, text_of

F = ("student", "def f(x):\n    return x * x\ndef g(x):\n    return f(x) + 1")
TAKE = "keep = f\ndel f\n{}\nf = keep\nassert f(3) == 9 and g(3) == 10"


def judged(rooms, *cells):
    """Marks, notes and faults; an ("open", source) cell is the instructor's and may be edited."""
    nb = notebook(*[("free" if kind == "open" else kind, text) for kind, text in cells])
    for cell, (kind, _) in zip(nb.cells, cells, strict=True):
        if kind in ("open", *KINDS) and kind != "student":
            cell.metadata["nnkit"] = {"origin": "instructor"}
    verdict = rooms.execute(nb)
    return marks(nb), verdict, nb


@pytest.mark.parametrize(
    "test",
    [
        TAKE.format("try:\n    g(1)\nexcept NameError:\n    pass\nelse:\n    assert False"),
        TAKE.format("f = lambda x: 7\nassert g(1) == 8\ndel f"),
        TAKE.format("f = abs\nassert g(-2) == 3\ndel f"),
        TAKE.format("f = 5\nassert f == 5\ndel f"),
        "own = 1\ndel own\nown = 2\nassert own == 2",
        "try:\n    del nothing\nexcept NameError:\n    pass\nelse:\n    assert False",
    ],
)
def test_a_test_takes_a_name_away_and_gives_it_back(rooms, test):
    assert judged(rooms, F, ("test", hidden(test)), ("test", "assert g(2) == 5"))[0] == [1, 1]


def test_an_answer_that_does_not_use_the_other_is_found(rooms):
    alone = ("student", "def f(x):\n    return x * x\ndef g(x):\n    return x * x + 1")
    test = TAKE.format("try:\n    g(1)\nexcept NameError:\n    pass\nelse:\n    assert False")
    assert judged(rooms, alone, ("test", hidden(test)), ("test", "assert g(2) == 5"))[0][0] == 0


def test_a_name_of_the_instructor_is_taken_from_nobody(rooms):
    locked = ("locked", "def close(a, b):\n    return abs(a - b) < 1e-9")
    cheat = ("student", "def close(a, b):\n    return True\nf = g = lambda x: 0")
    test = "keep = close\ndel close\nclose = keep\nassert close(f(3), 9)"
    assert judged(rooms, locked, cheat, ("test", hidden(test)))[0] == [0]


OPEN = "from math import isclose\n\ndef near(a, b):\n    return isclose(a, b)"
CHEAT = "isclose = near = lambda *a: True\nf = lambda x: 0"


@pytest.mark.parametrize("test", ["assert near(f(3), 9)", "assert isclose(f(3), 9)"])
def test_imports_and_functions_of_an_open_cell_hold_in_tests(rooms, test):
    assert judged(rooms, ("open", OPEN), F, ("test", hidden(test)))[0] == [1]
    assert judged(rooms, ("open", OPEN), ("student", CHEAT), ("test", hidden(test)))[0] == [0]
    assert judged(rooms, ("free", OPEN), ("student", CHEAT), ("test", hidden(test)))[0] == [1], (
        "what a cell of the student's binds is the student's"
    )


def test_a_name_that_an_answer_is_to_define_is_the_answers(rooms):
    nb = notebook(("free", "def f(x):\n    return 0"), F, ("test", hidden("assert f(3) == 9")))
    nb.cells[0].metadata["nnkit"] = {"origin": "instructor"}
    nb.cells[1].metadata["nnkit"] = {"origin": "answer", "defines": ["f"]}
    rooms.execute(nb)
    assert marks(nb) == [1]


ADD = "def sum(xs):\n    return xs[0] + xs[1]"
ADDS = "assert sum([1, 2]) == 3\nassert list(map(abs, [sum([4, -5])])) == [1]"


@pytest.mark.parametrize(("answer", "mark"), [(ADD, 1), ("", 0), ("def sum(xs):\n    return 0", 0)])
def test_an_answer_with_a_name_of_pythons_is_the_answer(rooms, answer, mark):
    nb = notebook(
        ("locked", "def total(xs):\n    return sum(xs)\nseven = sum([3, 4])"),
        ("student", answer),
        ("test", hidden(ADDS)),
        F,
        ("test", hidden("assert f(3) == sum([4, 5]) and total([4, 5]) == 9 and seven == 7")),
    )
    nb.cells[1].metadata["nnkit"] = {"origin": "answer", "defines": ["sum"]}
    nb.cells[3].metadata["nnkit"] = {"origin": "answer", "defines": ["f", "g"]}
    rooms.execute(nb)
    assert marks(nb) == [mark, 1]


def test_an_answer_may_be_called_display(rooms):
    nb = notebook(("student", "def display(x):\n    return x"), ("test", "assert display(2) == 2"))
    nb.cells[0].metadata["nnkit"] = {"origin": "answer", "defines": ["display"]}
    rooms.execute(nb)
    assert marks(nb) == [1]


def test_what_a_test_binds_is_its_own_though_it_took_the_name_away(rooms):
    cheat = (
        "student",
        "wanted = 0\ndef f(x):\n    globals()['wanted'] = 7\n    return 7",
    )
    test = "try:\n    del wanted\nexcept NameError:\n    pass\nwanted = 9\nassert f(3) == wanted"
    assert judged(rooms, cheat, ("test", hidden(test)))[0] == [0]
    assert judged(rooms, F, ("student", "wanted = 0"), ("test", hidden(test)))[0] == [1]


TWICE = [
    ("student", "def f(x):\n    return x"),
    ("test", "x = f(3)\nsecret = 7\nassert x == 3"),
    ("student", "x = 5\nsecret = f(0)"),
    ("test", "assert x == 5 and secret == 7"),
]


def test_an_answer_binds_anew_what_a_test_has_bound_if_it_is_to(rooms):
    nb = notebook(*TWICE)
    rooms.execute(nb)
    assert marks(nb) == [1, 0], "nobody asked it to bind x"
    nb = notebook(*TWICE)
    nb.cells[2].metadata["nnkit"] = {"origin": "answer", "defines": ["x"]}
    rooms.execute(nb)
    assert marks(nb) == [1, 1]
    nb = notebook(("locked", "x = 3"), TWICE[0], ("test", "assert f(1)"), *TWICE[2:])
    nb.cells[3].metadata["nnkit"] = {"origin": "answer", "defines": ["x", "secret"]}
    rooms.execute(nb)
    assert marks(nb) == [1, 0], "what a locked cell binds is the instructor's"


def test_variables_and_classes_of_an_open_cell_are_the_students(rooms):
    cell = "name = ''\nclass Node:\n    def __init__(self, x):\n        self.x = x"
    answer = ("student", "name = 'Ada'\ndef twice(node):\n    return 2 * node.x")
    test = hidden("assert name == 'Ada' and twice(Node(4)) == 8")
    assert judged(rooms, ("open", cell), answer, ("test", test))[0] == [1]


def test_an_import_that_fails_is_told_only_when_a_test_needs_it(rooms):
    cell = ("open", "import no_such_module")
    got, verdict, _ = judged(rooms, cell, F, ("test", hidden("assert f(3) == 9")))
    assert (got, verdict.notes) == ([1], [])
    _, verdict, _ = judged(rooms, cell, F, ("test", hidden("no_such_module.check(f)")))
    assert "no_such_module is not there" in verdict.faults[0]


@pytest.mark.parametrize(
    "line",
    ["%%bash\nls", "!ls > names", "!echo $(touch x)", "!python3 x.py", "a = !ls", "%run x.py"],
)
def test_a_test_that_ipython_would_have_to_run_is_no_full_mark(rooms, line):
    _, verdict, nb = judged(rooms, F, ("test", line))
    assert verdict.faults[0].endswith(
        f"a line for IPython does not run in a test: {line.split(chr(10))[0]}"
    )
    assert "GraderFault" in text_of(nb)
    usual = "!date\n! echo f 3\n!ls -l\n%matplotlib inline\n%time f(1)\nassert f(3) == 9"
    assert judged(rooms, F, ("test", usual))[0] == [1]


SEEN = ("student", "seen = []\ndef f(x):\n    seen.append(x)\n    return x * x")


def test_a_visible_test_calls_the_answer_once(rooms):
    tests = ("test", "y = f(3)\nassert y == 9"), ("test", "y = f(4)\nassert y == 16")
    assert judged(rooms, SEEN, *tests, ("test", "assert seen == [3, 4]"))[0] == [1, 1, 1]


@pytest.mark.parametrize(
    ("test", "later"),
    [
        ("y = f(3)\nassert y == 9", "z = y + 1"),
        ("for y in [9]:\n    assert f(3) == y", "z = 1 + y"),
        ("globals()['y'] = 9\nassert f(3) == 9", "z = y + 1"),
        ("import math as y\nassert f(3) == 9", "z = round(3 * y.pi) + 1"),
    ],
)
def test_what_a_visible_test_defines_is_there_for_the_student(rooms, test, later):
    tests = ("test", test), ("student", later), ("test", "assert z == 10")
    assert judged(rooms, F, *tests)[0] == [1, 1]


def test_a_name_of_a_test_reaches_the_student_through_another_test(rooms):
    chain = ("test", "y = f(3)\nassert y == 9"), ("test", "z = y + 1\nassert z == 10")
    assert judged(rooms, F, *chain, ("student", "w = z"), ("test", "assert w == 10"))[0] == [1] * 3


FORGED = """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ == "Room":
        thing._reference = lambda value: {node}
def f(x):
    return 0
"""


@pytest.mark.parametrize("node", ["9", "['k', 'Fraction', ['l', [9, 1]]]", "['f', 0]", "['o', 7]"])
def test_what_comes_with_a_cell_as_its_function_earns_nothing(rooms, node):
    nb = notebook(("student", FORGED.format(node=node)), ("test", hidden("assert f(3) == 9")))
    nb.cells[0].metadata["nnkit"] = {"origin": "answer", "defines": ["f"]}
    verdict = rooms.execute(nb)
    assert (marks(nb), verdict.faults) == ([0], [])


def test_a_function_that_replaces_itself_is_looked_up_in_every_test(rooms):
    twice = "def f(x):\n    global f\n    f = lambda x: x * x\n    return 0"
    tests = ("test", hidden("assert f(3) == 0")), ("test", hidden("assert f(3) == 9"))
    nb = notebook(("student", twice), *tests)
    nb.cells[0].metadata["nnkit"] = {"origin": "answer", "defines": ["f"]}
    rooms.execute(nb)
    assert marks(nb) == [1, 1]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (r"data = 'C:\Users\ann'", r"write / for \, or r before the text: r'C:\Users')"),
        ("n = int(input())", "(input() has nobody to ask where answers are graded)"),
        ("import nowhere", "No module named 'nowhere'"),
    ],
)
@pytest.mark.parametrize("way", ["rooms", "one_room"])
def test_a_name_that_is_missing_comes_with_the_cell_that_failed(rooms, way, first, said):
    cells = [
        ("student", "x = 1 / 0"),
        ("student", f"{first}\n{F[1]}"),
        ("test", "assert f(3) == 9"),
    ]
    nb = notebook(*cells)
    nb.cells[2].metadata["nnkit"] = {"origin": "instructor", "way": way}
    verdict = rooms.execute(nb)
    assert marks(nb) == [0]
    begins = "test2: NameError: name 'f' is not defined: the cell student1 failed before with "
    assert verdict.notes[0].startswith(begins)
    assert verdict.notes[0].endswith(said)
    assert nb.cells[2].outputs[0].evalue in verdict.notes[0]


def test_a_name_that_no_cell_has_is_put_down_to_none(rooms):
    nb = notebook(("student", "x = 1 / 0"), ("test", "assert f(3) == 9"))
    assert rooms.execute(nb).notes == ["test1: NameError: name 'f' is not defined"]


@pytest.mark.parametrize(
    "again", ["n = [4, 5]", "n = list(range(4, 6))", "for n in [[4, 5]]: pass"]
)
def test_what_an_open_cell_binds_after_a_test_counts_in_the_tests_after_it(rooms, again):
    first = ("test", hidden("n = [1]\nassert f(n[0]) == 1"))
    total = ("student", "total = sum(n)")
    test = ("test", hidden("assert n == [4, 5] and total == 9"))
    assert judged(rooms, F, first, ("open", again), total, test)[0] == [1, 1]


def test_what_a_test_binds_stays_its_own_where_no_cell_of_the_instructor_binds_it(rooms):
    first = ("test", hidden("wanted = 9\nassert f(3) == wanted"))
    free = ("free", "wanted = 0\ndef f(x):\n    return 0")
    test = ("test", hidden("assert f(3) == wanted"))
    assert judged(rooms, F, first, free, test)[0] == [1, 0]
