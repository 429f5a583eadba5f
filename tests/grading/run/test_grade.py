"""A class is graded: every submission gets the mark it deserves and is accounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, make_course
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook

from nnkit.grading.run.grade import GradeSummary, Row

FULL = {"test_double": 2.0, "test_area": 3.0, "explain": None}
NAME = "Ünï-学生 (2)"


def hand_in_class(course: Course) -> None:
    course.hand_in("ann", course.solved())
    course.hand_in("bob", course.solved(double=PARTLY, explain=None))
    course.hand_in("bom", json.dumps(course.solved()).encode("utf-8-sig"))
    course.hand_in("corrupt", b'{"cells": [')
    course.hand_in("misnamed", course.solved(), "one (1).ipynb")
    course.hand_in("twice", twice(course))
    course.hand_in("deleted", only(course.solved(), "double", "area", "explain"))
    course.hand_in("forger", forged(course.solved(double=None, area=None)))
    course.hand_in("noisy", course.solved(double=NOISY))
    course.hand_in("helper", helper(course))
    course.hand_in("loops", course.solved(double="def double(x):\n    while True: pass"))
    course.hand_in("exits", course.solved(area=EXITS))
    course.hand_in("many", many(course))
    course.hand_in(NAME, course.solved())
    course.folder("nothing")
    (course.folder("folder") / "one.ipynb").mkdir()
    (course.folder("text") / "one.ipynb").write_text("def double(x): ...")


PARTLY = "def double(x):\n    return 2 * abs(x)"
EXITS = "import os\ndef area(a, b):\n    os._exit(0)"
NOISY = """
import sys, warnings
def double(x):
    print("noise"); print("more", file=sys.stderr); warnings.warn("careful")
    return 2 * x
"""


def only(nb: Any, *names: str) -> Any:
    nb.cells = [cell for cell in nb.cells if cell.id in names]
    return nb


def twice(course: Course) -> Any:
    nb = course.solved()
    nb.cells.insert(4, dict(nb.cells[3], source="def double(x):\n    return x", id="copy"))
    nb.cells.append(dict(nb.cells[3], id="copy2"))
    return nb


def forged(nb: Any) -> Any:
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        data = cell.metadata.get("nbgrader", {})
        if data.get("grade") and cell.cell_type == "code":
            cell.source = "2.0"
            cell.outputs = [new_output("execute_result", data={"text/plain": "3.0"})]
            data.update(points=100, locked=False, checksum="0" * 32)
    return nb


def helper(course: Course) -> Any:
    nb = course.solved(double="def double(x):\n    return twice(x)")
    nb.cells.insert(3, new_code_cell("def twice(x):\n    return 2 * x"))
    return nb


def many(course: Course) -> Any:
    nb = course.solved()
    nb.cells += [new_code_cell(f"x = {i}") for i in range(10_000)]
    return nb


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, registered: Path
) -> tuple[Course, GradeSummary]:
    course = make_course(tmp_path_factory.mktemp("class"), registered)
    course.configure("c.TwoRooms.call_seconds = 1", "c.TwoRooms.cell_seconds = 3")
    hand_in_class(course)
    return course, course.grade(jobs=2)


EXPECTED: dict[str, dict[str, float | None]] = {
    "ann": FULL,
    "bob": {"test_double": 1.5, "test_area": 3.0, "explain": 0.0},
    "bom": FULL,
    "corrupt": dict.fromkeys(FULL, 0.0),
    "misnamed": FULL,
    "twice": FULL,
    "deleted": FULL,
    "forger": {"test_double": 0.0, "test_area": 0.0, "explain": None},
    "noisy": FULL,
    "helper": FULL,
    "loops": FULL | {"test_double": 0.0},
    "exits": FULL | {"test_area": 0.0},
    "many": FULL,
    NAME: FULL,
    "nothing": dict.fromkeys(FULL, 0.0),
    "folder": dict.fromkeys(FULL, 0.0),
    "text": dict.fromkeys(FULL, 0.0),
}
UNGRADABLE = {
    "corrupt": "one.ipynb is damaged: it breaks off in line 1",
    "nothing": "there is no notebook in the folder",
    "folder": "one.ipynb is a folder",
    "text": "one.ipynb is damaged: line 1 is not valid JSON",
}


@pytest.mark.parametrize("student", EXPECTED)
def test_everybody_gets_the_mark_that_is_deserved(
    graded: tuple[Course, GradeSummary], student: str
) -> None:
    assert graded[0].scores(student) == EXPECTED[student]


def test_every_submission_is_accounted_for(graded: tuple[Course, GradeSummary]) -> None:
    course, summary = graded
    assert [row.student for row in summary.rows] == sorted(EXPECTED)
    assert {row.student for row in summary.failed} == set(UNGRADABLE)
    for row in summary.failed:
        assert row.reason.startswith(UNGRADABLE[row.student])
        assert any(row.student in line and row.reason in line for line in course.lines)
    ann = next(row for row in summary.rows if row.student == "ann")
    assert (ann.score, ann.max_score, ann.status, ann.reason) == (5.0, 9.0, "graded", "")


@pytest.mark.parametrize("student", UNGRADABLE)
def test_what_cannot_be_graded_asks_for_a_person_and_tells_the_student(
    graded: tuple[Course, GradeSummary], student: str
) -> None:
    course, _ = graded
    assert {row[1] for (who, _), row in course.rows().items() if who == student} == {True}
    assert "could not be graded" in course.autograded(student).cells[0].source
    assert course.checks(student)["status"] == "ungradable"


def test_what_stopped_a_notebook_is_told_to_both(graded: tuple[Course, GradeSummary]) -> None:
    course, summary = graded
    row = next(row for row in summary.rows if row.student == "exits")
    assert row.status == "graded"
    assert row.reason == course.checks("exits")["stopped"]
    note = course.autograded("exits").cells[0].source
    assert note.startswith("**About this hand-in**")


def test_the_stored_notebook_is_the_instructors(graded: tuple[Course, GradeSummary]) -> None:
    nb = graded[0].autograded("forger")
    points = [c.metadata.nbgrader.get("points") for c in nb.cells if "nbgrader" in c.metadata]
    assert points == [None, None, 2, None, 3, 4]
    assert not any("tags" in cell.metadata for cell in nb.cells)


def test_grading_again_skips_what_is_unchanged_and_only_that(
    graded: tuple[Course, GradeSummary],
) -> None:
    course, _ = graded
    before, stamp = course.rows(), (course.root / "autograded/ann/ps1/one.ipynb").stat().st_mtime_ns
    course.hand_in("bob", course.solved())
    summary = course.grade()
    assert {row.student for row in summary.rows if row.status == "graded"} == {"bob"}
    assert {row.student for row in summary.failed} == set(UNGRADABLE)
    assert course.lines[0] == f"ps1: 1 submissions to grade ({len(EXPECTED) - 1} are done already)"
    assert course.rows() == before | {
        ("bob", "test_double"): (2.0, False, None),
        ("bob", "explain"): (None, True, None),
    }
    assert (course.root / "autograded/ann/ps1/one.ipynb").stat().st_mtime_ns == stamp
    ann = next(row for row in summary.rows if row.student == "ann")
    assert ann == Row("ann", "one", 5.0, 9.0, "skipped")


def test_what_a_person_has_settled_is_told_again_but_not_asked_again(course: Course) -> None:
    course.hand_in("ann", b'{"cells": [')
    before = course.grade()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for grade in book.find_submission_notebook("one", "ps1", "ann").grades:
            grade.manual_score, grade.needs_manual_grade = 1.0, False
        book.db.commit()
    (row,) = course.grade().rows
    assert (row.score, row.status, row.reason) == (3.0, "ungradable", before.failed[0].reason)
    assert {row[1:] for row in course.rows().values()} == {(False, 1.0)}
    course.hand_in("ann", course.solved())
    assert course.grade().rows[0].status == "graded"


def test_a_hand_in_that_was_too_large_is_graded_when_the_limit_is_raised(course: Course) -> None:
    course.configure("c.TwoRooms.notebook_mb = 1")
    course.hand_in("ann", json.dumps(course.solved()).encode() + b" " * 1_000_000)
    assert "c.TwoRooms.notebook_mb" in course.grade().failed[0].reason
    course.configure("c.TwoRooms.notebook_mb = 2")
    assert course.grade().rows[0].status == "graded"
    assert course.scores("ann") == FULL


def test_a_changed_test_is_graded_anew_without_being_asked(course: Course) -> None:
    course.hand_in("ann", course.solved())
    assert course.grade().rows[0].score == 5
    path = course.root / "source" / "ps1" / "one.ipynb"
    path.write_text(path.read_text().replace("area(6, 7) == 42", "area(6, 7) == 43"))
    summary = course.grade()
    assert "brought up to date" in course.lines[0]
    assert (summary.rows[0].score, summary.rows[0].status) == (2.0, "graded")


def test_cells_cannot_be_added_once_there_are_marks(course: Course) -> None:
    from nnkit.grading.errors import UseError

    course.hand_in("ann", course.solved())
    course.grade()
    nb = course.source()
    nb.cells = [cell for cell in nb.cells if cell.id != "test_area"]
    course.add_source("ps1", {"one": nb})
    before = course.rows()
    with pytest.raises(UseError, match="after 'ps1' was graded"):
        course.grade()
    assert course.rows() == before


def test_marks_of_a_person_late_penalties_and_data_files_are_kept(course: Course) -> None:
    from datetime import datetime

    url = f"sqlite:///{course.root}/gradebook.db"
    course.configure('c.LateSubmissionPlugin.penalty_method = "zero"')
    with Gradebook(url) as book:
        book.update_or_create_assignment("ps1", duedate=datetime(2026, 1, 1, 12))
    course.hand_in("ann", course.solved())
    (course.folder("ann") / "timestamp.txt").write_text("2026-01-01 11:00:00 UTC")
    (course.folder("ann") / "data").mkdir()
    (course.folder("ann") / "data" / "own.csv").write_text("1,2")
    (course.folder("ann") / "secret").symlink_to("/etc/passwd")
    (course.root / "source" / "ps1" / "given.csv").write_text("3,4")
    (course.folder("ann") / "given.csv").write_text("changed")
    course.hand_in("bob", course.solved())
    (course.folder("bob") / "timestamp.txt").write_text("2026-01-01 14:00:00 +0100")
    course.hand_in("cyd", course.solved())
    (course.folder("cyd") / "timestamp.txt").write_text("yesterday")
    summary = course.grade()
    scores = {row.student: row.score for row in summary.rows}
    assert scores == {"ann": 5.0, "bob": 0.0, "cyd": 5.0}
    assert "not a date" in summary.rows[2].reason
    graded = course.root / "autograded" / "ann" / "ps1"
    assert (graded / "data" / "own.csv").read_text() == "1,2"
    assert (graded / "given.csv").read_text() == "3,4"
    assert not (graded / "secret").exists()
    with Gradebook(url) as book:
        book.find_grade("explain", "one", "ps1", "ann").manual_score = 3.0
        book.find_grade("explain", "one", "ps1", "ann").needs_manual_grade = False
        book.find_comment("explain", "one", "ps1", "ann").manual_comment = "well put"
        book.db.commit()
    course.grade(force=True)
    with Gradebook(url) as book:
        submission = book.find_submission("ps1", "ann")
        assert (submission.score, submission.timestamp) == (8.0, datetime(2026, 1, 1, 11))
        assert book.find_comment("explain", "one", "ps1", "ann").comment == "well put"
        assert book.find_submission("ps1", "bob").late_submission_penalty == 5.0
    assert course.rows()["ann", "explain"] == (None, False, 3.0)


def test_each_notebook_of_an_assignment_counts(course: Course) -> None:
    course.add_source("ps2", {"one": course.source(), "two": course.source()})
    folder = course.folder("ann", "ps2")
    (folder / "one.ipynb").write_text(json.dumps(course.solved()))
    both = course.folder("bob", "ps2")
    for name in ("one", "two"):
        (both / f"{name}.ipynb").write_text(json.dumps(course.solved()))
    rows = course.grade(assignment="ps2").rows
    assert [(r.student, r.notebook, r.score, r.status) for r in rows] == [
        ("ann", "one", 5.0, "graded"),
        ("ann", "two", 0.0, "ungradable"),
        ("bob", "one", 5.0, "graded"),
        ("bob", "two", 5.0, "graded"),
    ]
    assert rows[1].reason == "two.ipynb was not handed in"


def test_answers_reach_their_own_helpers_and_files_only(course: Course) -> None:
    (course.root / "source" / "ps1" / "given.csv").write_text("7")
    reader = "def double(x):\n    return 2 * x if open('given.csv').read() == '7' else 0"
    spy = "import glob\nfound = glob.glob('**', recursive=True)\n"
    spy += "def double(x):\n    raise ValueError(found)"
    course.hand_in("ann", course.solved(double=reader))
    course.hand_in("bob", course.solved(double=spy))
    (course.folder("bob") / "mine.txt").write_text("x")
    course.grade()
    assert course.scores("ann")["test_double"] == 2.0
    said = str(course.autograded("bob").cells)
    assert "mine.txt" in said
    assert ".ipynb" not in said.split("ValueError", 1)[1].split("]")[0]


def test_one_student_of_many_is_graded_when_asked(course: Course) -> None:
    for student in ("ann", "bob"):
        course.hand_in(student, course.solved())
    summary = course.grade(students=["bob"])
    assert [row.student for row in summary.rows] == ["bob"]
    assert not (course.root / "autograded" / "ann").exists()
