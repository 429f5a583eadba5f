"""What goes beyond a bound is named, costs only its own submission, and is not tried every run."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest
from conftest_course import Course
from nbformat.v4 import new_markdown_cell

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.judge import Limits, Rooms, Verdict
from nnkit.grading.run import pending
from nnkit.grading.run.submission import grade_submission

NONE = {"test_double": 0.0, "test_area": 0.0, "explain": 0.0}


def test_many_notebooks_of_other_names_are_not_all_read(course: Course) -> None:
    course.configure("c.TwoRooms.notebook_mb = 2")
    filler = json.dumps({"cells": [], "metadata": {"x": "y" * 900_000}}).encode()
    for number in range(30):
        course.hand_in("ann", filler, f"other{number}.ipynb")
    course.hand_in("bob", course.solved(), "my one.ipynb")
    for number in range(30):
        course.hand_in("bob", filler, f"other{number}.ipynb")
    course.hand_in("cat", course.solved())
    summary = course.grade()
    assert [row.student for row in summary.failed] == ["ann"]
    assert course.scores("bob")["test_area"] == course.scores("cat")["test_area"] == 3.0
    notes = course.checks("bob")["notes"]
    assert "Not all of the 31 notebooks of other names were looked into." in notes
    assert {row.status for row in course.grade().rows} == {"skipped", "ungradable"}
    assert course.lines[0].startswith("ps1: 0 submissions")


FORMULAS = {
    "\\\\(": "the beginnings of formulas",
    "\\(": "of one form",
    "\\\\[": "and of another",
    "$": "dollars",
    "|-|\n": "tables",
    "[": "brackets",
}


@pytest.mark.parametrize("piece", FORMULAS)
def test_a_text_that_is_slow_to_render_is_shown_as_typed(course: Course, piece: str) -> None:
    nb = course.solved(explain="<" + piece * (48_000 // len(piece)))
    nb.cells.append(new_markdown_cell("<" + piece * (19_000 // len(piece))))
    course.hand_in("ann", nb)
    begin = time.process_time()
    (row,) = course.grade().rows
    assert row.seconds < 20, "it takes 14 s for each on an idle machine where nothing is done"
    feedback(course.root, "ps1")
    assert time.process_time() - begin < 15
    assert course.scores("ann")["test_area"] == 3.0


@pytest.mark.parametrize(("number", "size"), [(60, 90_000_000), (3, 5_000_000_000), (900, 10**7)])
def test_huge_files_are_not_looked_through_in_every_run(
    tmp_path: Path, number: int, size: int
) -> None:
    for name in range(number):
        with (tmp_path / f"{name}.bin").open("wb") as file:
            file.truncate(size)
    (tmp_path / "zzz.ipynb").write_text("{}")
    begin = time.process_time()
    digest = hashlib.sha256()
    pending._digest(tmp_path, digest, ())
    assert time.process_time() - begin < 3
    again = hashlib.sha256()
    (tmp_path / "zzz.ipynb").write_text('{"a": 1}')
    pending._digest(tmp_path, again, ())
    assert again.digest() != digest.digest()


class Hung:
    """Rooms whose judge had to be ended."""

    def __init__(self, at: str) -> None:
        self.at = at

    def execute(self, nb: object, files: object) -> Verdict:
        return Verdict(stopped="the test test_area did not come to an end", hung=True, at=self.at)


@pytest.mark.parametrize("at", ["test_area", ""])
def test_who_keeps_the_judge_busy_is_told_so_and_not_graded_again(course: Course, at: str) -> None:
    from nnkit.grading.handin.folder import open_classroom
    from nnkit.grading.run.assignment import Task
    from nnkit.grading.run.prepare import assignment

    room = open_classroom(course.root)
    from nbgrader.converters import Autograde

    step = Autograde(coursedir=room.coursedir, config=room.config)
    path = course.hand_in("ann", course.solved())
    task = Task("ann", str(path.parent), str(course.root / "autograded/ann/ps1"), "key")
    (graded,), files = grade_submission(task, assignment(room, "ps1", step), Hung(at))  # type: ignore[arg-type]
    assert graded.status == "ungradable"
    assert "the answers kept the tests busy without an end" in graded.reason
    assert "the tests themselves failed" not in graded.reason
    assert json.loads(files["checks.json"])["again"] is False


def test_an_answer_that_makes_a_test_endless_is_known_by_the_test(
    monkeypatch: pytest.MonkeyPatch, course: Course
) -> None:
    monkeypatch.setattr("nnkit.grading.judge.rooms.EXTRA_SECONDS", 0.5)
    nb = course.solved(area="def area(a, b):\n    return 10 ** 10")
    test = next(cell for cell in nb.cells if cell.id == "test_area")
    test.source = "assert 7 ** area(6, 7) > 0"
    with Rooms(Limits(cell_seconds=0.5, call_seconds=0.5, total_seconds=1)) as rooms:
        verdict = rooms.execute(nb)
        assert (verdict.hung, verdict.at) == (True, "test_area")
        assert verdict.stopped == "the test test_area did not come to an end"
        assert rooms.execute(course.solved()).hung is False


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", 'a"onclick="b', "x&lt;y", "`a`"])
def test_a_name_that_acts_in_a_page_is_not_entered(course: Course, name: str) -> None:
    folder = course.root / "submitted" / name / "ps1"
    folder.mkdir(parents=True)
    (folder / "one.ipynb").write_text(json.dumps(course.solved()))
    course.hand_in("o'neil", course.solved())
    (row,) = course.grade().failed
    assert "which act in a page; rename the folder" in row.reason
    assert {student for student, _ in course.rows()} == {"o'neil"}
