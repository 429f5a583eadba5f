"""Courses that are not ours: nbgrader's own example, and one with a reference of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest_course import code, graded_cell, nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nnkit.grading.errors import UseError
from nnkit.grading.run.grade import grade

TWO_ROOMS = "\nfrom nnkit.grading import use_two_rooms\nuse_two_rooms(c{})\n"
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
            assert not summary.failed
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


REFERENCE = "SECRET = 'the reference'\ndef triple(x):\n    return 3 * x\n"
TOOLS = "def close(a, b):\n    assert abs(a - b) < 1e-9, 'not close'\n"
PEEK = """
import importlib, os, sys
found = []
for folder in ['.', 'ROOT', *sys.path]:
    for base, _, names in os.walk(folder):
        for name in names:
            if name.startswith('reference'):
                try:
                    text = open(os.path.join(base, name), 'rb').read()
                    found += [text] if b'SECRET' in text else []
                except OSError:
                    pass
try:
    import reference
    found.append(reference.SECRET)
except ImportError:
    pass
def triple(x):
    return 3 * x if found else 0
"""
PLAIN = "import numpy as np\nfrom tools import close\nscale = 1\n"
TESTS = """from reference import triple as right
import tools
x = np.random.default_rng().normal(size=4)
np.testing.assert_allclose([triple(v) for v in x], [right(v) for v in x])
close(triple(2.5), 7.5)
tools.close(triple(-1), -3)"""


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    """A course with a reference beside its configuration, and a module beside its notebook."""
    stub = "def triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION"
    partial = "right = [triple(v) == 3 * v for v in (1, 2, -4, 0)]"
    nb = new_notebook(
        cells=[
            new_code_cell(PLAIN, id="plain"),
            code("triple", stub, solution=True),
            graded_cell("all", "close(triple(1), 3)", TESTS, 2),
            graded_cell("partial", "close(triple(1), 3)", partial, 4, "sum(right)"),
            new_markdown_cell(
                "Why?", metadata=nbgrader("why", grade=True, solution=True, points=3)
            ),
        ]
    )
    source = tmp_path / "source" / "hw1"
    source.mkdir(parents=True)
    nbformat.write(nb, source / "main.ipynb")
    (source / "tools.py").write_text(TOOLS)
    (tmp_path / "reference.py").write_text(REFERENCE)
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'own'"
        + TWO_ROOMS.format(", judge_only=['reference']")
    )
    return tmp_path


def submit(root: Path, student: str, triple: str, plain: str = PLAIN) -> Path:
    nb = nbformat.read(root / "source/hw1/main.ipynb", 4)
    nb.cells[0].source, nb.cells[1].source = plain, triple
    folder = root / "submitted" / student / "hw1"
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / "main.ipynb")
    return folder


LAX = (
    "def close(*a):\n    pass\nimport numpy as np\nnp.testing.assert_allclose = close\nscale = 2\n"
)
DESERVED = {"ann": (2, 4), "half": (0, 2), "peek": (0, 0), "lax": (0, 2), "edited": (2, 4)}


@pytest.mark.parametrize("way", ["command", "config"])
def test_the_reference_of_a_course_is_for_the_judge_alone(own_course: Path, way: str) -> None:
    root = own_course
    half = "def triple(x):\n    return 3 * x if x in (1, 0) else None"
    submit(root, "ann", "def triple(x):\n    return 3 * x")
    submit(root, "half", half)
    submit(root, "peek", PEEK.replace("ROOT", str(root)))
    evil = submit(root, "lax", half, LAX)
    (evil / "tools.py").write_text("def close(a, b): pass")
    (evil / "reference.py").write_text("def triple(x): return None")
    submit(root, "edited", "def triple(x):\n    return scale * x", PLAIN.replace("1", "3"))
    if way == "command":
        assert not grade(root, "hw1", jobs=1, log=lambda line: None).failed
    else:
        command(root, "nbgrader", "generate_assignment", "hw1")
        command(root, "nbgrader", "autograde", "hw1")
    book = scores(root, "hw1")
    got = {name: (book[name, "test_all"][0], book[name, "test_partial"][0]) for name in DESERVED}
    assert got == DESERVED
    assert all(book[name, "why"][1] for name in DESERVED), "words are for a person to mark"
    assert not list((root / "release").rglob("reference*"))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("['nowhere']", "there is no nowhere.py in"),
        ("['reference.py']", "needed is a module without dots"),
        ("['tools']", "is released to the students although judge_only names it"),
    ],
)
def test_a_wrong_name_of_a_judge_only_module_is_one_line(
    own_course: Path, names: str, words: str
) -> None:
    config = own_course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("['reference']", names))
    submit(own_course, "ann", "def triple(x):\n    return 3 * x")
    with pytest.raises(UseError, match=words):
        grade(own_course, "hw1", jobs=1, log=lambda line: None)


def test_lint_names_cell_line_and_what_to_write(own_course: Path) -> None:
    good = command(own_course, "nnkit", "lint", "hw1")
    assert good.stdout == "hw1: every test can be judged in two rooms\n"
    path = own_course / "source/hw1/main.ipynb"
    nb = nbformat.read(path, 4)
    nb.cells[2].source += "\nassert 'triple' in globals()"
    nbformat.write(nb, path)
    bad = command(own_course, "nnkit", "lint", check=False)
    assert bad.returncode == 1
    lines = bad.stdout.splitlines()
    assert lines[0].startswith("hw1/main.ipynb: cell test_all, line 10: globals() does not hold")
    assert lines[1:] == ["hw1: 1 cells to change"]


def test_the_example_of_nbgrader_needs_no_change(tmp_path: Path) -> None:
    command(tmp_path, "nbgrader", "quickstart", "course101")
    good = command(tmp_path / "course101", "nnkit", "lint")
    assert good.stdout == "ps1: every test can be judged in two rooms\n"
