"""What the tests of the classroom share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest_course import Course, make_course


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with its assignment in the gradebook: made once, copied for each test."""
    from nnkit.grading.gradebook.book import Book
    from nnkit.grading.handin.folder import open_classroom
    from nnkit.grading.run.prepare import register

    root = tmp_path_factory.mktemp("course")
    Course(root)
    room = open_classroom(root)
    with Book(room) as book:
        book.make()
    register(room, "ps1")
    return root


@pytest.fixture
def course(tmp_path: Path, registered: Path) -> Course:
    return make_course(tmp_path, registered)


@pytest.fixture(scope="session")
def as_plain_user() -> Callable[[list[str]], list[str]]:
    """Turn a command into one that runs without the rights of root."""
    if os.getuid() != 0:
        return lambda command: command
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to drop root")
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run([*drop, sys.executable, "-c", ""], capture_output=True).returncode:
        pytest.skip("this Python lies where only its owner can run it")
    return lambda command: [*drop, *command]
