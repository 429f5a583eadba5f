"""Courses that are not ours: nbgrader's own example, and one with a reference of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest_course import answer, code, graded_cell, nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nnkit.grading.classroom.grade import grade
from nnkit.grading.errors import UseError

TWO_ROOMS = "\nfrom nnkit.grading.classroom import use_two_rooms\nuse_two_rooms(c{})\n"
WRONG = "def squares(n):\n    return [i ** 2 for i in range(n)]"
HELPED = {  # right with a cell of the student's own; the sum does not use squares
    "helper": "def to(n):\n    if n < 1:\n        raise ValueError(n)\n    return range(1, n + 1)",
    "squares": "def squares(n):\n    return [i * i for i in to(n)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
}


def command(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    run = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, timeout=240
    )
    assert run.returncode == 0 or not check, run.stderr
    return run


def scores(root: Path, assignment: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """{(student, cell): (automatic score, needs a person)}."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        return {
            (s.student_id, g.cell.name): (g.auto_score, g.needs_manual_grade)
            for s in book.assignment_submissions(assignment)
            for nb in s.notebooks
            for g in nb.grades
        }


def hand_in(root: Path, student: str, assignment: str, answers: dict[str, str]) -> None:
    """Hand in the released notebooks with these answers, and a helper cell on top."""
    for path in (root / "release" / assignment).glob("*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
        if "helper" in answers and "squares" in path.read_text():
            helper = new_code_cell(answers["helper"])
            del helper["id"]  # the example is of an older format
            nb.cells.insert(0, helper)
        target = root / "submitted" / student / assignment / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, target)


def solutions(root: Path, assignment: str) -> dict[str, str]:
    """{name of the cell: source} of the answers in the source notebooks."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for path in (root / "source" / assignment).glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ``nbgrader quickstart`` makes, graded by stock nbgrader and by ours in both ways."""
    first = tmp_path_factory.mktemp("example") / "course101"
    command(first.parent, "nbgrader", "quickstart", "course101")
    command(first, "nbgrader", "generate_assignment", "ps1")
    right = solutions(first, "ps1")
    hand_in(first, "right", "ps1", right)
    hand_in(first, "wrong", "ps1", right | {"squares": WRONG})
    hand_in(first, "helped", "ps1", right | HELPED)
    hand_in(first, "empty", "ps1", {})
    books = {}
    for kind in ("stock", "command", "config"):
        root = tmp_path_factory.mktemp(kind) / "course101"
        shutil.copytree(first, root)
        config = root / "nbgrader_config.py"
        if kind != "stock":
            config.write_text(config.read_text() + TWO_ROOMS.format(""))
        if kind == "command":
            summary = grade(root, "ps1", jobs=1, log=lambda line: None)
            assert summary.failed == 0
        else:
            command(root, "nbgrader", "autograde", "ps1")
        books[kind] = scores(root, "ps1")
    return books


def test_the_example_of_nbgrader_gets_the_marks_of_stock_nbgrader(graded: dict[str, Any]) -> None:
    assert len(graded["stock"]) == 4 * 9
    assert graded["command"] == graded["stock"]
    assert graded["config"] == graded["stock"]


@pytest.mark.parametrize(
    ("student", "points"),
    [
        ("right", (1, 1, 0.5, 0.5)),
        ("helped", (1, 1, 0.5, 0)),
        ("wrong", (0, 0, 0, 0.5)),
        ("empty", (0, 0, 0, 0)),
    ],
)
def test_each_submission_to_the_example_gets_what_it_deserves(
    graded: dict[str, Any], student: str, points: tuple[float, ...]
) -> None:
    tests = ("correct_squares", "squares_invalid_input")
    tests += ("correct_sum_of_squares", "sum_of_squares_uses_squares")
    for book in graded.values():
        assert tuple(book[student, name][0] for name in tests) == points
