"""Folders in folders in folders beside a notebook do not end the run of the class."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack import Attack
from attacked_class import AttackedClass, marks_in
from kinds import HONEST

DEPTH = 1500  # more than Python's own limit of calls


def nested(nb: object, file: Path) -> None:
    """Make the folders; no function of Python's makes, lists or removes them all at once."""
    with contextlib.chdir(file.parent):
        for _ in range(DEPTH):
            os.mkdir("a")  # noqa: PTH102
            os.chdir("a")


def remove_nested(folder: Path) -> None:
    """Remove them again, for those who clean up after the tests."""
    with contextlib.chdir(folder):
        for _ in range(DEPTH):
            os.chdir("a")
        for _ in range(DEPTH):
            os.chdir("..")
            os.rmdir("a")  # noqa: PTH106


DEEP = Attack("files-deep", "folders nested too deeply to be listed", breaks=nested)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[AttackedClass]:
    attacked = AttackedClass(tmp_path, [DEEP, HONEST["honest-plain"]])
    attacked.ears.close()
    yield attacked
    remove_nested(tmp_path / "submitted" / DEEP.id / "ps1")


def test_deep_folders_are_left_out(deep: AttackedClass) -> None:
    deep.grade(jobs=1)
    for attack in (DEEP, HONEST["honest-plain"]):
        assert deep.marks[attack.id] == attack.deserves, deep.told(attack.id)
    assert deep.rows[DEEP.id].status == "graded"
    assert "Folders nested more than 50 deep were left out" in deep.told(DEEP.id)


def test_nbgrader_autograde_leaves_them_out_too(deep: AttackedClass) -> None:
    deep.enter_in_gradebook()
    command = [sys.executable, "-m", "nbgrader", "autograde", "ps1"]
    done = subprocess.run(command, cwd=deep.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert marks_in(deep.root)[DEEP.id] == DEEP.deserves
