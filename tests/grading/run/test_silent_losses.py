"""Work that would be lost without a word is named, and a person is asked."""

from __future__ import annotations

from typing import Any

import pytest
from conftest_course import ANSWERS, Course
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from nnkit.grading.reports import findings, page
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.summary import summary

BLANK: dict[str, None] = dict.fromkeys(ANSWERS)


def comment(course: Course, cell: str, student: str = "ann") -> str:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return str(book.find_comment(cell, "one", "ps1", student).auto_comment)


def told(course: Course, words: str, cell: str) -> None:
    """The run's lines, the gradebook's comment and the report all say it."""
    assert any(words in line for line in course.lines), course.lines
    assert words in comment(course, cell)
    (concern,) = findings.concerns(read(course.root, "ps1"))
    assert any(words in reason for reason in concern.reasons)


def with_cell(nb: Any, answer: str, cell: Any, *, above: bool = False) -> Any:
    place = [c.id for c in nb.cells].index(answer)
    nb.cells.insert(place + (not above), cell)
    return nb


def test_a_blank_notebook_beside_a_solved_copy_asks_which_one_counts(course: Course) -> None:
    course.hand_in("ann", course.solved(**BLANK))
    course.hand_in("ann", course.solved(), "one-Copy1.ipynb")
    (row,) = course.grade().rows
    assert (row.status, row.score) == ("graded", 5.0)
    assert course.rows()["ann", "test_double"] == (2.0, True, None)
    words = "one.ipynb is not filled in; one-Copy1.ipynb was graded in its place. A person must say"
    told(course, words, "double")
    assert words in course.autograded("ann").cells[0].source
    (course.folder("ann") / "one.ipynb").unlink()  # it is said: the copy counts
    (row,) = course.grade().rows
    assert course.rows()["ann", "test_double"] == (2.0, False, None)


def test_a_copy_with_more_answers_asks_too(course: Course) -> None:
    course.hand_in("ann", course.solved(area=None, explain=None))
    course.hand_in("ann", course.solved(), "one (2).ipynb")
    (row,) = course.grade().rows
    assert row.score == 2.0
    assert course.rows()["ann", "test_double"] == (2.0, True, None)
    told(course, "A notebook beside one.ipynb has more answers filled in (3, not 1)", "double")


@pytest.mark.parametrize("copied", [BLANK, {"area": None}, {"double": "def double(x): ..."}])
def test_a_copy_that_holds_no_more_is_passed_over(course: Course, copied: dict[str, Any]) -> None:
    course.hand_in("ann", course.solved(explain=None))
    course.hand_in("ann", course.solved(**({"explain": None} | copied)), "one-Copy1.ipynb")
    (row,) = course.grade().rows
    assert (row.score, row.reason) == (5.0, "")


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("kind", [new_markdown_cell, new_code_cell])
def test_a_text_in_an_added_cell_is_read_by_a_person(
    course: Course, kind: Any, above: bool
) -> None:
    nb = with_cell(course.solved(explain=None), "explain", kind("a = b"), above=above)
    course.hand_in("ann", nb)
    course.grade()
    assert course.rows()["ann", "explain"] == (None, True, None)
    told(course, "The answer cell explain was left as it was, but a cell was added", "explain")


def test_code_in_an_added_cell_that_does_not_pass_asks_a_person(course: Course) -> None:
    added = new_code_cell("def dubble(x):\n    return 2 * x")
    course.hand_in("ann", with_cell(course.solved(double=None), "double", added))
    course.grade()
    assert course.rows()["ann", "test_double"] == (0.0, True, None)
    told(course, "The answer cell double was left as it was, but a cell was added", "double")


def test_an_answer_that_was_added_below_its_test_asks_a_person(course: Course) -> None:
    late = new_code_cell(ANSWERS["double"])
    course.hand_in("ann", with_cell(course.solved(double=None), "test_double", late))
    scratch = new_code_cell("def triple(x):\n    return 3 * x")
    course.hand_in("bob", with_cell(course.solved(double=None), "test_double", scratch))
    course.grade()
    assert course.rows()["ann", "test_double"] == (0.0, True, None)
    assert course.rows()["bob", "test_double"] == (0.0, False, None)
    told(course, "The answer cell double was left as it was, but a cell was added", "double")


def test_nobody_is_asked_where_nothing_is_lost(course: Course) -> None:
    right = new_code_cell(ANSWERS["double"])  # it passes where it stands
    course.hand_in("ann", with_cell(course.solved(double=None), "double", right))
    empty = with_cell(course.solved(explain=None), "explain", new_markdown_cell("  "))
    course.hand_in("bob", empty)
    scratch = with_cell(course.solved(area=None), "area", new_markdown_cell("I do not know"))
    course.hand_in("cyd", scratch)
    assert [row.reason for row in course.grade().rows] == ["", "", ""]
    assert course.scores("ann")["test_double"] == 2.0
    assert course.scores("bob")["explain"] == course.scores("cyd")["test_area"] == 0.0


def test_an_ungradable_hand_in_that_is_marked_in_part_waits_for_the_rest(course: Course) -> None:
    course.hand_in("ann", b"not a notebook")
    course.hand_in("bob", course.solved(explain=None))
    course.grade()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        grade = book.find_grade("test_area", "one", "ps1", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    (ann, _) = course.grade().rows
    assert ann.reason.endswith("; 1 of 3 marks were given by hand")
    found = read(course.root, "ps1")
    assert [row.status for row in found.rows] == ["could not be graded", "graded"]
    assert findings.concerns(found)[0].reasons[0].endswith("1 of 3 marks were given by hand")
    assert (findings.middle(found), findings.reachable(found)) == (5.0, 9.0)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for grade in book.find_submission_notebook("one", "ps1", "ann").grades:
            grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    assert [row.status for row in read(course.root, "ps1").rows] == ["graded", "graded"]


def test_what_was_not_graded_yet_is_not_said_to_be_ungradable(course: Course) -> None:
    for student in ("ann", "bob", "cyd"):
        course.hand_in(student, course.solved())
    course.grade(students=["ann"])
    found = read(course.root, "ps1")
    status = {row.student: row.status for row in found.rows}
    assert status["bob"] == status["cyd"] == "not graded yet"
    assert "not graded yet" in page.html(found)
    assert "2 not graded yet" in summary(found)
    assert "could not be graded" not in summary(found)
