"""A run with nothing to do says so at once, and looks again when anything has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course
from nbgrader.api import Gradebook

from nnkit.grading.run import grade as run
from nnkit.grading.run import unchanged


@pytest.fixture
def graded(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Ann is right, bob is wrong and cyd has handed in nothing; graded."""
    monkeypatch.setattr(unchanged, "RACE", 0)  # the hand-ins are just written
    (course.root / "own.py").write_text("answer = 1\n")
    course.hand_in("ann", course.solved())
    course.hand_in("bob", course.solved(double="def double(x):\n    return x * 3"))
    course.folder("cyd")
    course.grade()
    return course


def whole(course: Course, monkeypatch: pytest.MonkeyPatch, **options: Any) -> bool:
    """Grade once more; tell whether anything had to be looked into."""
    opened = []
    usual = run.open_classroom
    with monkeypatch.context() as patch:
        patch.setattr(run, "open_classroom", lambda *a, **k: opened.append(1) or usual(*a, **k))
        course.summary = course.grade(**options)  # type: ignore[attr-defined]
    return bool(opened)


def test_it_says_what_a_whole_run_says(graded: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not whole(graded, monkeypatch)
    quick, lines = graded.summary, graded.lines
    shutil.rmtree(graded.root / ".nnkit" / "unchanged")
    assert whole(graded, monkeypatch)
    assert (quick, lines) == (graded.summary, graded.lines)
    assert lines[0] == "ps1: 0 submissions to grade (3 are done already)"
    assert lines[-1].startswith("  cyd  ungradable: there is no notebook in the folder")


def test_it_finds_a_course_that_lies_elsewhere(
    graded: Course, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    graded.configure(f"c.CourseDirectory.root = {str(graded.root)!r}")
    other = tmp_path_factory.mktemp("other")
    shutil.copy(graded.root / "nbgrader_config.py", other)
    graded.root = other
    assert whole(graded, monkeypatch)
    assert not whole(graded, monkeypatch)


def test_a_copy_of_a_course_looks_at_its_own_hand_ins(
    graded: Course, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("copy") / "course"
    shutil.copytree(graded.root, other)
    graded.root = other
    graded.hand_in("ann", graded.solved(double=None))
    assert whole(graded, monkeypatch)
    assert {row.student: row.status for row in graded.summary.rows}["ann"] == "graded"


def test_it_imports_neither_nbgrader_nor_its_data_base(course: Course) -> None:
    course.hand_in("ann", course.solved())
    time.sleep(unchanged.RACE)
    course.grade()
    code = "import sys; from nnkit.grading.cli import main; main(sys.argv[1:])\n"
    code += "print([m for m in ('nbgrader', 'sqlalchemy', 'nbconvert') if m in sys.modules])"
    command = [sys.executable, "-c", code, "grade", "ps1", "--root", str(course.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["notebooks: 1 skipped", "[]"]


def handed_in_anew(course: Course) -> None:
    path = course.folder("ann") / "one.ipynb"
    text, times = path.read_text(), path.stat()
    path.write_text(text.replace("2 * x", "3 * x"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def due_date(course: Course) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "small") as book:
        book.update_or_create_assignment("ps1", duedate=datetime(2026, 10, 20))


def source(course: Course) -> None:
    (course.root / "source" / "ps1" / "data.csv").write_text("1")


CHANGES: list[Callable[[Course], object]] = [
    handed_in_anew,
    due_date,
    source,
    lambda course: course.hand_in("dan", course.solved()),
    lambda course: (course.folder("ann") / "timestamp.txt").write_text("2026-10-21 12:00 UTC"),
    lambda course: course.configure("c.TwoRooms.otherwise = 'person'"),
    lambda course: (course.root / "own.py").write_text("answer = 2\n"),
    lambda course: shutil.rmtree(course.root / "autograded" / "bob"),
    lambda course: (course.root / "gradebook.db").unlink(),
]


def test_a_change_is_seen_once(graded: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for change in CHANGES:
        change(graded)
        assert whole(graded, monkeypatch), change
        assert not whole(graded, monkeypatch), change


def test_what_is_asked_for_is_done(graded: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole(graded, monkeypatch, students=["ann"])
    assert not whole(graded, monkeypatch, students=["ann"])
    assert [row.student for row in graded.summary.rows] == ["ann"]
    assert whole(graded, monkeypatch, students=["ann"], force=True)


def test_what_is_changed_during_a_run_is_seen(
    graded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = run.sort_out

    def sort_out(*arguments: Any) -> Any:
        found = usual(*arguments)
        handed_in_anew(graded)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(run, "sort_out", sort_out)
        graded.grade(force=True)
    assert whole(graded, monkeypatch)


def test_a_file_that_is_being_written_is_not_relied_on(course: Course) -> None:
    path = course.hand_in("ann", course.solved())
    assert unchanged._stamp([str(path)], race=60) is None
    assert unchanged._stamp([str(path)]) is not None


def test_a_run_that_ends_early_leaves_nothing_to_rely_on(
    graded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    partial = graded.root / "autograded" / "ann" / ".ps1.partial"
    with monkeypatch.context() as patch:
        patch.setattr(run, "_run", stopped)
        with pytest.raises(KeyboardInterrupt):
            graded.grade(force=True)
    partial.mkdir()
    assert whole(graded, monkeypatch)
    assert not partial.exists()


def test_a_link_that_was_handed_in_is_not_followed(course: Course, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    before = unchanged._stamp([str(tmp_path / "link")])
    (tmp_path / "elsewhere" / "new").write_text("1")
    assert unchanged._stamp([str(tmp_path / "link")]) == before
    assert unchanged._stamp([str(tmp_path / "link") + "/"]) is not None
