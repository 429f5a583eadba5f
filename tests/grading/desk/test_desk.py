"""What the desk reads and writes: nbgrader's gradebook, and nothing over what others wrote."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, nbgrader
from essays import COMMON, HOSTILE, LONG, MODEL, QUESTION, make_class
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from nnkit.grading.cli import main
from nnkit.grading.desk.alike import groups
from nnkit.grading.desk.desk import Changed, Desk
from nnkit.grading.desk.questions import beside
from nnkit.grading.errors import UseError
from nnkit.grading.handin.folder import open_classroom
from nnkit.grading.reports.findings import concerns
from nnkit.grading.reports.reading import read


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), 24).root


def open_desk(course: Course, **options: Any) -> Desk:
    return Desk(open_classroom(course.root), None, options.get("names", False))


def all_items(desk: Desk) -> list[dict[str, Any]]:
    found = desk.answers(desk.questions[0])["groups"]
    return [item for group in found for item in group]


def item_with(desk: Desk, text: str) -> dict[str, Any]:
    return next(item for item in all_items(desk) if text in item["text"])


def marks(course: Course) -> dict[str, Any]:
    return {student: row[1:] for (student, _), row in course.rows().items()}


def comment(course: Course, student: str) -> Any:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return book.find_comment("own_words", "one", "ps1", student).comment


def test_equal_answers_are_one_and_similar_ones_stand_together() -> None:
    (first, second) = groups(["a b c d e f g h", *COMMON[:3], "A b, c d e f g h."])
    assert first == [[1, 2], [3]]
    assert second == [[0, 4]]
    assert groups([]) == []
    assert groups(["", "x", ""]) == [[[0, 2]], [[1]]]


def test_what_stands_beside_the_answers_comes_from_the_solutions(course: Course) -> None:
    desk = open_desk(course)
    near = beside(desk.room, desk.questions[0])
    assert (near.question, near.rubric) == (QUESTION, MODEL.partition("\n\n")[0])
    assert near.model.startswith("- The slope is **exactly 0**")
    released = course.released().cells[-1].source
    assert "exactly 0" not in released
    assert "1 point for" not in released


def test_answers_are_shown_without_names_as_they_were_written(course: Course) -> None:
    desk = open_desk(course)
    found = desk.answers(desk.questions[0])
    assert found["blank"] == 1
    assert not any("student" in str(item["who"]) for item in all_items(desk))
    assert item_with(desk, "onerror")["text"] == HOSTILE
    long = item_with(desk, "It is dead. It is dead.")
    assert (len(long["text"]), long["length"]) == (20_000, len(LONG))
    assert desk.text(desk.questions[0], next(iter(long["grades"]))) == LONG
    named = open_desk(course, names=True)
    assert item_with(named, "onerror")["who"] == ["student000"]


def test_a_mark_is_nbgraders_and_stands_when_the_class_is_graded_again(course: Course) -> None:
    desk = open_desk(course)
    item = item_with(desk, "onerror")
    desk.mark(desk.questions[0], item["grades"], 1.5, "say why")
    assert marks(course)["student000"] == (False, 1.5)
    assert comment(course, "student000") == "say why"
    course.grade(force=True)
    assert marks(course)["student000"] == (False, 1.5)
    assert desk.counts()[0]["waiting"] == 22
    assert item_with(desk, "onerror")["points"] == 1.5


def test_undo_takes_back_one_step_after_the_other(course: Course) -> None:
    desk = open_desk(course)
    before = marks(course)
    item = item_with(desk, "onerror")
    seen = desk.mark(desk.questions[0], item["grades"], 1.5, None)
    desk.mark(desk.questions[0], seen, None, "say why")
    assert len(desk.undo()[1]) == 1
    assert (marks(course)["student000"], comment(course, "student000")) == ((False, 1.5), None)
    assert len(desk.undo()[1]) == 1
    assert marks(course) == before
    with pytest.raises(UseError, match="nothing to undo"):
        desk.undo()


def test_two_desks_do_not_write_over_each_other(course: Course) -> None:
    one, other = open_desk(course), open_desk(course)
    item = item_with(one, "onerror")
    other.mark(other.questions[0], item_with(other, "onerror")["grades"], 2.0, None)
    with pytest.raises(Changed, match="1 of these answers was marked or handed in again elsewhere"):
        one.mark(one.questions[0], item["grades"], 0.0, None)
    assert marks(course)["student000"] == (False, 2.0)
    one.mark(one.questions[0], item_with(one, "onerror")["grades"], 1.0, None)
    with pytest.raises(Changed):
        other.undo()
    assert marks(course)["student000"] == (False, 1.0)


def test_the_formgrader_and_a_run_are_seen_too(course: Course) -> None:
    desk = open_desk(course)
    item = item_with(desk, "onerror")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.find_comment("own_words", "one", "ps1", "student000").manual_comment = "by hand"
        book.db.commit()
    with pytest.raises(Changed):
        desk.mark(desk.questions[0], item["grades"], 1.0, None)
    item = item_with(desk, "onerror")
    nb = course.released()
    nb.cells[-1].source = "another text"
    course.hand_in("student000", nb)
    course.grade()
    with pytest.raises(Changed):
        desk.mark(desk.questions[0], item["grades"], 1.0, None)
    assert marks(course)["student000"] == (True, None)


def test_a_text_that_changed_asks_again_with_its_mark_beside_it(course: Course) -> None:
    desk = open_desk(course)
    desk.mark(desk.questions[0], item_with(desk, "onerror")["grades"], 1.5, None)
    nb = course.released()
    place = next(i for i, cell in enumerate(nb.cells) if cell.id == "own_words")
    nb.cells.insert(place + 1, new_markdown_cell("It is dead, I think"))
    course.hand_in("student000", nb)
    course.grade()
    item = item_with(desk, "I think")
    assert item["earlier"] == "1.5 of 2 points for what was there before"
    assert (item["waits"], item["note"]) == (True, "in a cell that was added")


def test_a_hand_in_that_could_not_be_graded_says_why(course: Course) -> None:
    course.hand_in("student000", b"not a notebook")
    course.grade()
    found = [item for item in all_items(open_desk(course)) if not item["text"]]
    assert [item["note"] for item in found] == [
        "could not be graded: one.ipynb is damaged: line 1 is not valid JSON"
    ]


@pytest.mark.parametrize("points", [-1, 2.5, float("nan")])
def test_points_that_there_are_not_are_refused(course: Course, points: float) -> None:
    desk = open_desk(course)
    with pytest.raises(UseError, match="needed is a number from 0 to 2"):
        desk.mark(desk.questions[0], item_with(desk, "onerror")["grades"], points, None)
    assert marks(course)["student000"] == (True, None)


def test_a_locked_gradebook_is_said_and_nothing_is_lost(course: Course) -> None:
    course.configure("c.TwoRooms.lock_seconds = 0.1")
    desk = open_desk(course)
    item = item_with(desk, "onerror")
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UseError, match="is locked by another program"):
        desk.mark(desk.questions[0], item["grades"], 1.0, None)
    other.execute("ROLLBACK")
    other.close()
    desk.mark(desk.questions[0], item["grades"], 1.0, None)
    assert marks(course)["student000"] == (False, 1.0)


def test_a_course_without_a_written_question_has_no_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = Course(tmp_path)
    assert main(["mark", "--root", str(tmp_path)]) == 2
    assert "grade first (nnkit grade ASSIGNMENT)" in capsys.readouterr().err
    nb = course.source()
    nb.cells = [cell for cell in nb.cells if cell.id != "explain"]
    course.add_source("ps1", {"one": nb})
    course.hand_in("ann", course.released())
    course.grade()
    assert main(["mark", "ps1", "--root", str(tmp_path)]) == 2
    assert "nothing of 'ps1' in the gradebook waits for a person" in capsys.readouterr().err
    assert main(["mark", "ps9", "--root", str(tmp_path)]) == 2
    assert "there is no assignment 'ps9'" in capsys.readouterr().err


def test_a_task_shows_its_mark_scheme_as_the_model(tmp_path: Path) -> None:
    course = Course(tmp_path)
    task = "Write a plan.\n### BEGIN MARK SCHEME\nThree steps.\n### END MARK SCHEME"
    data = nbgrader("plan", task=True, locked=True, points=3)
    nb = course.source()
    nb.cells.append(new_markdown_cell(task, metadata=data))
    course.add_source("ps1", {"one": nb})
    handed = course.released()
    handed.cells.append(new_markdown_cell("First this, then that"))
    course.hand_in("ann", handed)
    course.grade()
    desk = open_desk(course)
    plan = next(question for question in desk.questions if question.cell == "plan")
    near = beside(desk.room, plan)
    assert (near.question, near.model) == ("Write a plan.", "Three steps.")
    ((item,),) = desk.answers(plan)["groups"]
    assert item["text"] == "First this, then that"


def test_a_regrade_is_asked_for_in_a_text_cell_and_marked_at_the_desk(tmp_path: Path) -> None:
    course = Course(tmp_path)
    wrong = {"double": "def double(x):\n    return x + x + 1", "explain": "I do not know"}
    for student in ("ann", "bob"):
        course.hand_in(student, course.solved(**wrong))
    course.grade()
    assert [question.cell for question in open_desk(course).questions] == ["explain"]

    again = course.solved(**wrong)
    place = next(i for i, cell in enumerate(again.cells) if cell.id == "test_double")
    again.cells.insert(place + 1, new_markdown_cell("**Regrade**: <b onclick=x>off</b> by one"))
    course.hand_in("ann", again)
    summary = course.grade()
    assert "A regrade of test_double is asked for" in str(summary)
    asked = "A regrade of test_double is asked for: a person looks at it again."
    assert concerns(read(course.root, "ps1"))[0].reasons == (asked,)
    desk = open_desk(course)
    (double,) = (question for question in desk.questions if question.test)
    ((item,),) = desk.answers(double)["groups"]
    assert item["text"] == f"{wrong['double']}\n\n**Regrade**: <b onclick=x>off</b> by one"
    assert item["note"] == "the test gave 0 of 2; asks for a regrade"
    assert "return 2 * x" in beside(desk.room, double).model

    desk.mark(double, item["grades"], 1.0, "Half of it.")
    before = marks(course)
    course.grade(force=True)
    assert marks(course) == before
    assert concerns(read(course.root, "ps1")) == []  # it was looked at
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        grade = book.find_grade("test_double", "one", "ps1", "ann")
        assert (grade.manual_score, grade.needs_manual_grade) == (1.0, False)
        assert book.find_comment("double", "one", "ps1", "ann").comment == "Half of it."
        others = {s.student.id: s.needs_manual_grade for s in book.assignment_submissions("ps1")}
    assert others == {"ann": True, "bob": True}  # what each wrote in words
    again.cells[place + 1].source = "Regrade: look once more"
    course.hand_in("ann", again)
    course.grade()
    ((item,),) = open_desk(course).answers(double)["groups"]
    assert item["earlier"] == "1 of 2 points for what was there before"


def test_a_test_that_waits_for_another_reason_is_marked_there_too(tmp_path: Path) -> None:
    course = Course(tmp_path)
    nb = course.solved(double=None)
    place = next(i for i, cell in enumerate(nb.cells) if cell.id == "double")
    nb.cells.insert(place + 1, new_code_cell("def twice(x):\n    return 2 * x"))
    course.hand_in("ann", nb)
    course.grade()
    desk = open_desk(course)
    assert [(question.cell, question.test) for question in desk.questions] == [
        ("explain", False),
        ("test_double", True),
    ]
    ((item,),) = desk.answers(desk.questions[1])["groups"]
    assert "def twice" in item["text"]
    assert item["note"] == "the test gave 0 of 2"


def test_answers_that_cannot_be_read_are_never_marked_as_one(course: Course) -> None:
    shutil.rmtree(course.root / "autograded")
    found = open_desk(course).answers(open_desk(course).questions[0])["groups"]
    assert len(found) > 2
    assert all(len(group) == 1 and len(group[0]["grades"]) == 1 for group in found)
