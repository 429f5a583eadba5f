"""One class with every fault that a hand-in can have: told to instructor and student in words."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, make_course

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.run.grade import GradeSummary

FULL = {"test_double": 2.0, "test_area": 3.0, "explain": None}
NONE = dict.fromkeys(FULL, 0.0)
NAMES = [
    "علي", "学生", "Ελένη", "👩🏽‍🎓", "e\u0301ve", "\u00e9ve", "o'brien", "two  words",
    " lead", "-rf", "--help", "a*b?", "[ab]", "{0}", "%s", "back\\slash", "$HOME", "~", "#1; x",
    "N" * 120,
]  # fmt: skip
STAMPS: dict[str, bytes] = {
    "stamp word": b"yesterday",
    "stamp far": b"99999-01-01 00:00:00 UTC",
    "stamp zone": b"2026-01-01 12:00:00 +9999999999999",
    "stamp path": b"2026-01-01 12:00:00 ../../../etc/passwd",
    "stamp bytes": b"\xff\xfe\x00",
    "stamp digits": b"1" * 400,
    "stamp month": b"2026-13-01 12:00:00 UTC",
}
GOOD_STAMPS = {
    "stamp future": (b"2100-01-01 00:00:00 UTC", "2100"),
    "stamp past": (b"1970-01-01 00:00:00 UTC", "1970"),
    "stamp none": (b"\n", "None"),
}
VERSIONS: dict[str, dict[str, Any]] = {
    "format 99": {"nbformat": 99},
    "format x": {"nbformat": "x", "nbformat_minor": None},
    "format 2": {"nbformat": 2, "nbformat_minor": -1},
}
SCHEMAS = {"schema -1": -1, "schema 99": 99, "schema x": "x", "schema none": None}


def large(course: Course, student: str) -> None:
    with course.hand_in(student, b"{").open("wb") as file:
        file.truncate(200_000_000)


def as_link(course: Course, student: str) -> None:
    course.hand_in("other", course.solved(), "elsewhere.ipynb")
    (course.folder(student) / "one.ipynb").symlink_to(course.folder("other") / "elsewhere.ipynb")


def as_folder(course: Course, student: str) -> None:
    (course.folder(student) / "one.ipynb").mkdir()


def as_pipe(course: Course, student: str) -> None:
    os.mkfifo(course.folder(student) / "one.ipynb")


def nothing(course: Course, student: str) -> None:
    (course.folder(student) / "readme.txt").write_text("sorry")


def a_file(course: Course, student: str) -> None:
    course.folder(student).rmdir()
    (course.root / "submitted" / student / "ps1").write_text("x")


def holding(data: bytes) -> Callable[[Course, str], object]:
    return lambda course, student: course.hand_in(student, data)


UNGRADABLE: dict[str, tuple[Callable[[Course, str], object], str, str]] = {
    "200 MB": (
        large,
        "one.ipynb is 200 MB large, more than the 64 MB allowed",
        "one.ipynb is 200 MB large, more than the 64 MB allowed. Clear its outputs",
    ),
    "cut off": (
        holding(b'{"cells": ['),
        "one.ipynb is damaged: it breaks off in line 1",
        "one.ipynb is damaged and cannot be opened (it breaks off in line 1)",
    ),
    "nested": (holding(b"[" * 200_000), "one.ipynb is damaged", "Check that it opens in Jupyter"),
    "no bytes": (holding(b""), "one.ipynb is empty (0 bytes)", "it holds nothing at all"),
    "zip": (holding(b"PK\x03\x04x"), "is a ZIP archive, not a notebook", "is a ZIP archive"),
    "no cells": (holding(b'{"cells": []}'), "has no cells that can be read", "has no cells"),
    "link": (as_link, "one.ipynb is a link", "one.ipynb is a link to another file"),
    "folder": (as_folder, "one.ipynb is a folder", "one.ipynb is a folder, not a notebook"),
    "pipe": (as_pipe, "is not an ordinary file", "is not an ordinary file"),
    "nothing": (nothing, "there is no notebook", "There was no notebook in your hand-in"),
    "a file": (a_file, "what was handed in is a file", "Your hand-in could not be opened"),
}


def versions(course: Course) -> None:
    for student, change in VERSIONS.items():
        course.hand_in(student, dict(course.solved()) | change)
    for student, version in SCHEMAS.items():
        nb = course.solved()
        for cell in nb.cells:
            cell.metadata.get("nbgrader", {}).update(schema_version=version)
        course.hand_in(student, nb)


READS = """
def area(a, b):
    for name in ("données é.csv", "-rf", "👩🏽‍🎓.txt", "it's.csv"):
        assert open(name).read() == "x"
    return a * b
"""


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, registered: Path
) -> tuple[Course, GradeSummary]:
    course = make_course(tmp_path_factory.mktemp("faults"), registered)
    for student, (make, _, _) in UNGRADABLE.items():
        make(course, student)
    versions(course)
    stamps = STAMPS | {student: stamp for student, (stamp, _) in GOOD_STAMPS.items()}
    for student in [*NAMES, *stamps, "files", "two\nlines", "bell\a"]:
        course.hand_in(
            student, course.solved(area=READS) if student == "files" else course.solved()
        )
    for student, stamp in stamps.items():
        (course.folder(student) / "timestamp.txt").write_bytes(stamp)
    for name in ("données é.csv", "-rf", "👩🏽‍🎓.txt", "it's.csv", "new\nline"):
        (course.folder("files") / name).write_text("x")
    (course.folder("files") / os.fsdecode(b"no \xff name")).write_text("x")
    summary = course.grade(jobs=2)
    feedback(course.root, "ps1")
    return course, summary


def reason(graded: tuple[Course, GradeSummary], student: str) -> str:
    (row,) = [row for row in graded[1].rows if row.student == student]
    return row.reason


def page(course: Course, student: str) -> str:
    text = (course.root / "feedback" / student / "ps1" / "one.html").read_text()
    return " ".join(html.unescape(text).split())


@pytest.mark.parametrize("student", UNGRADABLE)
def test_what_cannot_be_graded_is_told_to_both_in_words(
    graded: tuple[Course, GradeSummary], student: str
) -> None:
    course, _ = graded
    _, instructor, words = UNGRADABLE[student]
    assert instructor in reason(graded, student)
    (line,) = [line for line in course.lines if line.startswith(f"  {student} ")]
    assert f"ungradable: {reason(graded, student)}" in line
    assert "This notebook could not be graded." in page(course, student)
    assert words in page(course, student)
    assert course.scores(student) == NONE
    assert {row[1] for (who, _), row in course.rows().items() if who == student} == {True}


@pytest.mark.parametrize("student", [*NAMES, *STAMPS, *GOOD_STAMPS, *VERSIONS, *SCHEMAS, "files"])
def test_what_only_looks_odd_is_graded_and_given_back(
    graded: tuple[Course, GradeSummary], student: str
) -> None:
    course, _ = graded
    assert course.scores(student) == FULL
    assert "area" in page(course, student)
    told = "timestamp.txt is not a date; the time of the hand-in was not recorded"
    assert reason(graded, student) == (told if student in STAMPS else "")


def test_times_of_the_past_and_the_future_are_kept(graded: tuple[Course, GradeSummary]) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded[0].root}/gradebook.db") as book:
        for student, (_, words) in GOOD_STAMPS.items():
            assert str(book.find_submission("ps1", student).timestamp).startswith(words)


@pytest.mark.parametrize("student", ["two?lines", "bell?"])
def test_a_name_that_no_line_can_show_is_told_of_and_left_out(
    graded: tuple[Course, GradeSummary], student: str
) -> None:
    course, _ = graded
    assert "control character; rename the folder" in reason(graded, student)
    assert not any("\n" in line or "\a" in line for line in course.lines)


def test_one_of_the_odd_names_can_be_asked_for(graded: tuple[Course, GradeSummary]) -> None:
    course, _ = graded
    odd = ["-rf", "a*b?", "[ab]", "{0}"]
    assert {row.student for row in course.grade(students=odd).rows} == set(odd)
    for student in ("-rf", "a*b?", "{0}"):
        assert [f.parent.name for f in feedback(course.root, "ps1", [student])] == [student]


def test_a_clock_that_jumps_has_nothing_graded_again(
    graded: tuple[Course, GradeSummary],
) -> None:
    course, _ = graded
    done = [path for path in course.root.glob("autograded/*/ps1/checks.json")]
    before = {path: path.read_text() for path in done}
    for number, path in enumerate([*course.root.rglob("*")]):
        if not path.is_symlink() and not path.is_fifo():
            os.utime(path, times=[(0, 0), (4e9, 4e9), (-1e9, 1e9)][number % 3])
    summary = course.grade(students=NAMES)
    assert {row.status for row in summary.rows} == {"skipped"}
    path = course.folder("علي") / "one.ipynb"
    text = json.dumps(course.solved(area="def area(a, b):\n    return a + b"))
    path.write_text(text)
    os.utime(path, times=(0, 0))  # older than what was graded
    course.grade(students=NAMES)
    assert course.scores("علي")["test_area"] == 0.0
    assert all(path.read_text() == text for path, text in before.items() if "علي" not in str(path))
