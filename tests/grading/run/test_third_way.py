"""Tests that cannot be judged apart: found out with the instructor's answers, told everywhere."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, code
from nbformat.v4 import new_notebook

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.judge import Limits, Rooms
from nnkit.grading.reports import page
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.summary import summary
from nnkit.grading.run.rehearsal import rehearse

PRINTS = "def greet():\n    print('hello')"
READS_OUTPUT = (
    "import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n"
    "    greet()\nassert out.getvalue() == 'hello\\n', 'kumquat-4217'"
)
SOLUTIONS = sorted((Path(__file__).parents[3] / "solutions").glob("[0-9]*"))


def notebook(greet: str, *, hidden: bool = True, solution: bool = False) -> Any:
    answers = [greet, "def double(x):\n    return 2 * x"]
    if solution:
        answers = [f"### BEGIN SOLUTION\n{text}\n### END SOLUTION" for text in answers]
    secret = f"### BEGIN HIDDEN TESTS\n{READS_OUTPUT}\n### END HIDDEN TESTS"
    test = secret if hidden else READS_OUTPUT
    return new_notebook(
        cells=[
            code("greet", answers[0], solution=True),
            code("test_greet", test, grade=True, locked=True, points=2),
            code("double", answers[1], solution=True),
            code("test_double", "assert double(2) == 4", grade=True, locked=True, points=1),
        ]
    )


def course_with(root: Path, *lines: str, hidden: bool = True) -> Course:
    course = Course(root)
    course.configure(*lines)
    course.add_source("ps1", {"one": notebook(PRINTS, hidden=hidden, solution=True)})
    course.hand_in("ann", notebook(PRINTS))
    course.hand_in("bob", notebook("def greet():\n    print('bye')"))
    return course


def comments(course: Course, student: str) -> str:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        submission = book.find_submission("ps1", student)
        return " ".join(str(c.comment) for nb in submission.notebooks for c in nb.comments)


@pytest.mark.parametrize("how", ["nnkit grade", "nbgrader autograde"])
def test_it_is_judged_in_one_room_and_said_so(tmp_path: Path, how: str) -> None:
    course = course_with(tmp_path)
    if how == "nnkit grade":
        course.grade()
        said = "\n".join(course.lines)
    else:
        course.command("generate_assignment", "ps1")
        said = course.command("autograde", "ps1").stderr
    assert said.count("one.ipynb: test_greet runs in one process with the answers") == 1
    assert "test_double runs" not in said
    assert course.scores("ann") == {"test_greet": 2.0, "test_double": 1.0}
    assert course.scores("bob") == {"test_greet": 0.0, "test_double": 1.0}
    assert "test_greet was run in one process with this answer" in comments(course, "ann")
    feedback(course.root, "ps1")
    for student in ("ann", "bob"):
        page = (course.root / "feedback" / student / "ps1" / "one.html").read_text()
        assert "was run in one process with this answer" in page
        assert "kumquat" not in page
        assert "kumquat" not in json.dumps(course.autograded(student).cells[1].outputs)
    assert "one.ipynb: test_greet runs in one process with the answers" in reported(course)


def reported(course: Course) -> str:
    """What the report says, in the terminal and on its page alike."""
    book = read(course.root, "ps1")
    text = page.html(book, root=course.root, at=course.root / "report.html")
    for line in book.apart:
        assert line in summary(book)
        assert line in html.unescape(text)
    return "\n".join(book.apart)


def test_it_is_found_out_once(tmp_path: Path) -> None:
    course = course_with(tmp_path)
    course.grade()
    (kept,) = (course.root / ".nnkit" / "rehearsed").iterdir()
    stamp = kept.stat().st_mtime_ns
    summary = course.grade()
    assert kept.stat().st_mtime_ns == stamp
    assert {row.status for row in summary.rows} == {"skipped"}
    assert any("test_greet runs in one process" in line for line in course.lines)
    course.add_source("ps1", {"one": notebook("def greet():\n    print('bye')", solution=True)})
    course.grade()
    assert kept.stat().st_mtime_ns != stamp
    told = [line for line in course.lines if "test_greet: your own answers do not pass" in line]
    assert len(told) == 1, course.lines


def test_lines_for_ipython_that_only_show_cost_nothing(tmp_path: Path) -> None:
    course = Course(tmp_path)
    source = notebook(PRINTS, solution=True)
    source.cells[1].source = f"%matplotlib inline\n!date\n{READS_OUTPUT}\n!ls -l"
    course.add_source("ps1", {"one": source})
    course.hand_in("ann", notebook(PRINTS))
    course.hand_in("bob", notebook("def greet():\n    print('bye')"))
    course.grade()
    assert course.scores("ann")["test_greet"] == 2.0
    assert course.rows()["bob", "test_greet"] == (0.0, False, None)
    assert any("test_greet runs in one process" in line for line in course.lines)


def test_the_line_that_fails_is_told(tmp_path: Path) -> None:
    course = course_with(tmp_path)
    course.add_source("ps1", {"one": notebook("def greet():\n    print('bye')", solution=True)})
    course.grade()
    words = "do not pass (AssertionError: kumquat-4217, in line 6: assert out.getvalue() == "
    assert any(words in line for line in course.lines), course.lines


def test_a_person_is_asked_where_the_course_wants_it(tmp_path: Path) -> None:
    course = course_with(tmp_path, 'c.TwoRooms.otherwise = "person"')
    course.grade()
    assert "test_greet waits for a person" in "\n".join(course.lines)
    for student in ("ann", "bob"):
        assert course.rows()[student, "test_greet"] == (None, True, None)
        assert course.rows()[student, "test_double"] == (1.0, False, None)
    assert "A person marks what the test test_greet is about." in comments(course, "ann")
    assert "one.ipynb: test_greet waits for a person" in reported(course)


def test_an_answer_that_could_say_anything_waits_for_a_person(tmp_path: Path) -> None:
    course = Course(tmp_path)
    nothing = "class Zero:\n    def __eq__(self, other):\n        return True\n"
    course.hand_in("ann", course.solved(area=f"{nothing}def area(a, b):\n    return Zero()"))
    (row,) = course.grade().rows
    assert (
        "test_area waits for a person: <the student's Zero> came where a plain value" in row.reason
    )
    assert course.rows()["ann", "test_area"] == (0.0, True, None)
    assert "a person will look at it" in comments(course, "ann")


def test_what_a_test_says_is_shown_where_nothing_is_hidden(tmp_path: Path) -> None:
    course = course_with(tmp_path, hidden=False)
    course.grade()
    assert "kumquat" in json.dumps(course.autograded("bob").cells[1].outputs)


HOLDS = {
    "the network": "import socket\nsocket.create_connection(('127.0.0.1', 9))",
    "other files": "open('/etc/passwd').read()",
    "a program": "import subprocess\nsubprocess.run(['true'])",
    "the reference": "import nnkit.activations",
    "memory": "x = bytearray(10 ** 10)",
}


@pytest.mark.parametrize("what", HOLDS)
def test_the_one_room_has_the_walls_of_any_room(tmp_path: Path, what: str) -> None:
    course = course_with(tmp_path)
    lines = ["try:", *(f"    {line}" for line in HOLDS[what].splitlines())]
    lines += ["except BaseException:", "    print('hello')"]
    course.hand_in("cat", notebook("\n    ".join(["def greet():", *lines])))
    course.grade(students=["cat"])
    assert course.scores("cat")["test_greet"] == 2.0  # it was refused


def test_an_endless_answer_costs_its_own_points(tmp_path: Path) -> None:
    course = course_with(tmp_path, "c.TwoRooms.cell_seconds = 1", "c.TwoRooms.total_seconds = 12")
    course.hand_in("cat", notebook("def greet():\n    while True:\n        pass"))
    course.hand_in("dog", notebook("import os\ndef greet():\n    os._exit(0)"))
    course.grade()
    for student in ("cat", "dog"):
        assert course.scores(student) == {"test_greet": 0.0, "test_double": 1.0}


def test_a_check_is_never_passed_over_in_one_room(tmp_path: Path) -> None:
    check = "from nnkit.grading import check\ncheck('sigmoid', sigmoid, hidden=True)"
    both = f"{PRINTS}\ndef sigmoid(z):\n    import math\n    return 1 / (1 + math.exp(-z))"
    nb = notebook(both, solution=True)
    nb.cells[1].source = f"{check}\n{READS_OUTPUT}"
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "one.ipynb").write_text(json.dumps(nb))
    with Rooms(Limits()) as rooms:
        found = rehearse(tmp_path / "source", (), rooms)["tests"]["one"]["test_greet"]
    assert not found["passed"]
    assert found["way"] == "rooms"


@pytest.mark.parametrize("folder", SOLUTIONS, ids=lambda folder: folder.name)
def test_the_tests_of_this_course_are_judged_apart(folder: Path) -> None:
    with Rooms(Limits()) as rooms:
        found = rehearse(folder, (), rooms)
    assert found["written"] == []
    tests = [test for notebook in found["tests"].values() for test in notebook.values()]
    assert [test for test in tests if test["way"] != "rooms" or not test["passed"]] == []
