"""A class that was graded once (`graded`, by each module), copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest_course import Course


@pytest.fixture
def course(tmp_path: Path, graded: Path) -> Course:
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    made = Course.__new__(Course)
    made.root, made.copied = tmp_path, set()
    return made
