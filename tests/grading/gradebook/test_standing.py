"""A mark by hand belongs to the text it was given for, and stands until that text changes."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from conftest_course import Course, graded_cell, nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.texts import texts
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.report import report


def mark(course: Course, score: float | None, cell: str = "explain", student: str = "ann") -> None:
    """As the formgrader writes it."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "small") as book:
        grade = book.find_grade(cell, "one", "ps1", student)
        grade.manual_score = score
        grade.needs_manual_grade = score is None and grade.auto_score is None
        book.db.commit()


def row(course: Course, cell: str = "explain") -> tuple[Any, ...]:
    return course.rows()["ann", cell][1:]


@pytest.fixture
def marked(course: Course) -> Course:
    course.hand_in("ann", course.solved())
    course.grade()
    mark(course, 3.0)
    return course


def test_a_mark_stands_through_every_run_while_its_text_is_the_same(marked: Course) -> None:
    for options in ({"force": True}, {}, {"force": True}):
        marked.grade(**options)
        assert row(marked) == (False, 3.0)
    marked.hand_in("ann", marked.solved(double="def double(x):\n    return x + x"))
    (line,) = marked.grade().rows
    assert (line.status, line.score, line.reason) == ("graded", 8.0, "")
    assert row(marked) == (False, 3.0)


def test_it_asks_again_when_the_text_changes_and_shows_the_mark_before(marked: Course) -> None:
    marked.hand_in("ann", marked.solved(explain="Now I know"))
    (line,) = marked.grade().rows
    assert row(marked) == (True, 3.0)
    said = "3 of 4 points were given for what was there before"
    assert line.reason == f"explain asks again: {said}"
    assert any(said in printed for printed in marked.lines)
    with Gradebook(f"sqlite:///{marked.root}/gradebook.db", "small") as book:
        assert book.find_comment("explain", "one", "ps1", "ann").auto_comment == f"{said}."
    assert read(marked.root, "ps1").rows[0].notes == (
        "explain asks again: 3 points were given for what was there before",
    )


def test_the_old_text_brings_its_mark_back(marked: Course) -> None:
    marked.hand_in("ann", marked.solved(explain="Now I know"))
    marked.grade()
    marked.hand_in("ann", marked.solved())
    marked.grade()
    assert row(marked) == (False, 3.0)
    with Gradebook(f"sqlite:///{marked.root}/gradebook.db", "small") as book:
        assert book.find_comment("explain", "one", "ps1", "ann").auto_comment is None


def test_a_mark_for_the_new_text_stands_from_then_on(marked: Course) -> None:
    marked.hand_in("ann", marked.solved(explain="Now I know"))
    marked.grade()
    mark(marked, 4.0)
    marked.grade(force=True)
    assert row(marked) == (False, 4.0)
    marked.hand_in("ann", marked.solved())
    marked.grade()
    assert row(marked) == (True, 4.0)  # the last mark was for another text


def source_with(course: Course, **cells: Any) -> None:
    nb = course.source()
    for cell in nb.cells:
        if cell.id in cells:
            cell.update(cells[cell.id])
    course.add_source("ps1", {"one": nb})


def test_a_change_of_the_course_leaves_marks_alone_and_one_of_the_points_asks(
    marked: Course,
) -> None:
    title = {"source": "# Another title"}
    source_with(marked, title=title)
    marked.grade()
    assert "1 submissions to grade" in "".join(marked.lines)
    assert row(marked) == (False, 3.0)
    worth = nbgrader("explain", grade=True, solution=True, points=8)
    source_with(marked, title=title, explain={"metadata": worth})
    (line,) = marked.grade().rows
    assert row(marked) == (True, 3.0)
    assert "3 of 4 points were given" in line.reason


def test_a_test_that_a_person_marked_belongs_to_the_answer_in_front_of_it(course: Course) -> None:
    wrong = "def double(x):\n    return x"
    course.hand_in("ann", course.solved(double=wrong))
    course.grade()
    mark(course, 1.5, "test_double")
    course.hand_in("ann", course.solved(double=wrong, area="def area(a, b):\n    return b * a"))
    course.grade(force=True)
    assert row(course, "test_double") == (False, 1.5)
    course.hand_in("ann", course.solved(double=f"{wrong} + 0"))
    course.grade()
    assert row(course, "test_double") == (True, 1.5)


def test_what_a_person_left_at_the_graders_points_is_settled_too(course: Course) -> None:
    course.hand_in("ann", b"not a notebook")
    course.grade()
    mark(course, None, "test_area")  # looked at in the formgrader, the 0 left as it was
    course.grade(force=True)
    assert row(course, "test_area") == (False, None)
    assert row(course, "test_double") == (True, None)


def test_the_mark_of_what_cannot_be_graded_stands_until_something_else_is_handed_in(
    course: Course,
) -> None:
    course.hand_in("ann", b"not a notebook")
    course.grade()
    mark(course, 2.0)
    course.grade(force=True)
    assert row(course) == (False, 2.0)
    course.hand_in("ann", course.solved())
    course.grade()
    assert row(course) == (True, 2.0)


def test_a_gradebook_from_before_keeps_its_marks_too(marked: Course) -> None:
    engine = create_engine(f"sqlite:///{marked.root}/gradebook.db")
    with engine.begin() as db:
        db.execute(text("DROP TABLE nnkit_text"))
    engine.dispose()
    marked.grade(force=True)
    assert row(marked) == (False, 3.0)


def test_the_file_for_a_platform_has_no_line_that_would_erase_a_mark(
    marked: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    marked.hand_in("bob", marked.solved())
    marked.hand_in("cyd", b"not a notebook")
    marked.grade()
    for platform in ("moodle", "canvas", "blackboard"):
        report(marked.root, "ps1", lms=platform)
        file = (marked.root / f"ps1-{platform}.csv").read_text()
        assert "ann" in file
        assert "bob" not in file
        assert "cyd" not in file
    assert "2 of 3 have no final mark: left out" in capsys.readouterr().out


def cells(*sources: Any) -> list[Any]:
    return json.loads(json.dumps(sources))


def graded(name: str, source: str, **kind: Any) -> Any:
    data = {"nbgrader": nbgrader(name, **kind)["nbgrader"], "nnkit": {"origin": "answer"}}
    if not kind.get("solution"):
        data["nnkit"]["origin"] = "instructor"
    return new_markdown_cell(source, metadata=nbformat.from_dict(data))


def extra(source: str) -> Any:
    return new_code_cell(source, metadata={"nnkit": {"origin": "extra"}})


@pytest.mark.parametrize(("changed", "asks"), [("own", "own"), ("below", "own"), ("drawn", "plan")])
def test_a_text_is_the_answer_and_what_was_added_below_it(changed: str, asks: str) -> None:
    def notebook(own: str = "a", below: str = "a", drawn: str = "a") -> dict[str, str]:
        answer = graded("own", own, grade=True, solution=True, points=2)
        task = graded("plan", "Plan", task=True, locked=True, points=1)
        return texts(cells(answer, extra(below), task, extra(drawn)))

    before, after = notebook(), notebook(**{changed: "b"})
    assert {name for name in before if before[name] != after[name]} == {asks}


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_cell_that_came_or_went_stops_a_run_before_it_touches_a_mark(
    marked: Course, change: str
) -> None:
    before = marked.rows()
    nb = marked.source()
    if change == "added":
        nb.cells.append(graded_cell("more", "assert double(2) == 4", "", 2))
    else:
        nb.cells = [cell for cell in nb.cells if cell.id not in ("area", "test_area")]
    marked.add_source("ps1", {"one": nb})
    with pytest.raises(UseError, match="nothing is changed: put them back as they were"):
        marked.grade()
    assert marked.rows() == before
    marked.add_source("ps1", {"one": marked.source()})
    marked.hand_in("bob", marked.solved())
    marked.grade()
    assert {key: row for key, row in marked.rows().items() if key[0] != "bob"} == before
