"""What the parts need beside their Python files is installed with them."""

import tomllib
from pathlib import Path

import pytest

from nnkit.grading.course.student_files import pyproject

ROOT = Path(__file__).parents[2]
COURSE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("given", [COURSE, tomllib.loads(pyproject(COURSE["project"]))])
def test_modules_and_questions_are_installed(given):
    patterns = given["tool"]["setuptools"]["package-data"]["nnkit"]
    installed = {path for pattern in patterns for path in (ROOT / "nnkit").glob(pattern)}
    needed = {p for kind in ("mjs", "toml") for p in (ROOT / "nnkit/widgets").rglob(f"*.{kind}")}
    assert len(needed) > 3
    assert needed <= installed
