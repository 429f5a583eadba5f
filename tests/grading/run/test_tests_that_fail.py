"""Tests that fail by themselves do not give a silent 0: the submission asks for a person."""

from __future__ import annotations

import pytest
from conftest_course import Course, code, graded_cell

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.handin.folder import open_classroom
from nnkit.grading.run.prepare import register

FAULT = "from nnkit.grading.errors import GraderFault\nraise GraderFault('the cases are lost')"
POISONED = "assert double(1) == table[1]"
KILLED = "import os\nos._exit(9)"
WRONG = "class GraderFault(RuntimeError): pass\ndef double(x):\n    raise GraderFault('lost')"
KINDS = {
    "check": ("import math", FAULT, "GraderFault: the cases are lost"),
    "setup": ("table = open('/nowhere').read()", POISONED, "locked cell 1 failed"),
    "exercise": (
        "from nnkit.grading import check",
        "check('no_such_exercise', double, hidden=True)",
        "test_double: WrongExercise: name is 'no_such_exercise', but no exercise is called that",
    ),
    "died": ("import math", KILLED, "ended the judge's process"),
}


def change_tests(course: Course, setup: str, hidden: str) -> None:
    nb = course.source()
    nb.cells[1] = code("setup", setup, locked=True)
    nb.cells[4] = graded_cell("double", "", hidden, 2)
    course.add_source("ps1", {"one": nb})


@pytest.mark.parametrize("kind", KINDS)
def test_tests_that_fail_are_not_a_zero(course: Course, kind: str) -> None:
    setup, hidden, words = KINDS[kind]
    change_tests(course, setup, hidden)
    course.hand_in("ann", course.solved())
    summary = course.grade()
    (row,) = summary.failed
    assert row.reason.startswith("the tests themselves failed: ")
    assert words in row.reason
    assert f"ungradable: {row.reason}" in "\n".join(course.lines)
    found = course.checks("ann")
    assert found["status"] == "ungradable"
    assert found["stopped"] == row.reason
    area = 0.0 if kind == "died" else 3.0
    assert course.rows()["ann", "test_double"] == (0.0, True, None)
    assert course.rows()["ann", "test_area"] == (area, True, None)
    feedback(course.root, "ps1")
    page = (course.root / "feedback" / "ann" / "ps1" / "one.html").read_text()
    assert "the tests themselves failed" in page
    assert "lost" not in page
    change_tests(course, "import math", "assert double(4) == 8")  # mended, then graded again
    assert course.grade().failed == []
    assert course.rows()["ann", "test_double"] == (2.0, False, None)
    assert course.rows()["ann", "test_area"] == (3.0, False, None)


def test_an_answer_cannot_pretend_that_the_tests_failed(course: Course) -> None:
    change_tests(course, "import math", "assert double(4) == 8")
    course.hand_in("ann", course.solved(double=WRONG))
    assert course.grade().failed == []
    assert course.rows()["ann", "test_double"] == (0.0, False, None)


def test_autograde_says_it_too(course: Course) -> None:
    change_tests(course, *KINDS["check"][:2])
    register(open_classroom(course.root), "ps1")
    course.hand_in("ann", course.solved())
    run = course.command("autograde", "ps1")
    assert "the tests themselves failed: test_double: GraderFault" in run.stderr
    assert course.checks("ann")["status"] == "ungradable"
    assert course.rows()["ann", "test_double"] == (0.0, True, None)
    assert course.rows()["ann", "test_area"] == (3.0, True, None)
