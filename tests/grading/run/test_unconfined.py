"""Where nothing can confine a submission, no way of grading runs one unless told to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest_course import Course

HELPERS = Path(__file__).parents[1] / "judge"
UNCONFINED = [sys.executable, str(HELPERS / "unconfined.py")]
AS_USER = [sys.executable, str(HELPERS / "as_user.py"), "54321", "may"]
BUTTON = """
from nbgrader.apps import NbGraderAPI
from nnkit.grading.handin.folder import open_classroom
from pathlib import Path
room = open_classroom(Path())
answer = NbGraderAPI(room.coursedir, config=room.config).autograde("ps1", "ann")
print(answer["success"], answer.get("log"), answer.get("error"))
"""


def unconfined(course: Course, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UNCONFINED, sys.executable, *command],
        cwd=course.root, capture_output=True, text=True, timeout=240,
    )  # fmt: skip


@pytest.fixture
def handed_in(course: Course) -> Course:
    course.hand_in("ann", course.solved())
    return course


def ungraded(course: Course) -> bool:
    return not any(row[0] for row in course.rows().values())


def test_nnkit_grade_refuses_and_says_how_to_go_on(handed_in: Course) -> None:
    run = unconfined(handed_in, "-m", "nnkit", "grade", "ps1")
    assert run.returncode == 2
    (line,) = [line for line in run.stderr.splitlines() if line.startswith("nnkit")]
    assert "cannot be confined" in line
    assert "--unsafe" in line
    assert "Traceback" not in run.stderr
    assert ungraded(handed_in)


def test_nnkit_grade_unsafe_grades_and_says_what_is_not_in_force(handed_in: Course) -> None:
    run = unconfined(handed_in, "-m", "nnkit", "grade", "ps1", "--unsafe")
    assert run.returncode == 0, run.stderr
    assert "student code runs as an ordinary process" in run.stdout
    assert handed_in.scores("ann")["test_double"] == 2


def test_nbgrader_autograde_refuses(handed_in: Course) -> None:
    run = unconfined(handed_in, "-m", "nbgrader", "autograde", "ps1")
    assert run.returncode == 1
    (line, *_) = [line for line in run.stderr.splitlines() if "ERROR" in line]
    assert "cannot be confined" in line
    assert "Traceback" not in run.stderr
    assert ungraded(handed_in)


def test_the_button_of_the_formgrader_refuses(handed_in: Course) -> None:
    run = unconfined(handed_in, "-c", BUTTON)
    assert run.stdout.startswith("False"), run.stdout + run.stderr
    assert "cannot be confined" in run.stdout
    assert ungraded(handed_in)


def test_the_doctor_says_that_grading_is_not_safe_here(course: Course) -> None:
    run = unconfined(course, "-m", "nnkit", "doctor")
    assert run.returncode == 1
    assert "MISSING  submissions cannot be confined: nothing but limits" in run.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests are a plain user's already")
def test_a_plain_user_is_told_too() -> None:
    run = subprocess.run(
        [*AS_USER, *UNCONFINED, sys.executable, "-m", "nnkit", "doctor"],
        cwd="/", capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "MISSING  submissions cannot be confined: nothing but limits" in run.stdout, run.stderr
