"""Tests of other courses give the marks of stock nbgrader, apart or in the third way."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, code
from kinds_of_tests import KINDS, Kind
from nbformat.v4 import new_code_cell, new_notebook

THERE = {
    name: kind for name, kind in KINDS.items()
    if not kind.needs or importlib.util.find_spec(kind.needs)
}  # fmt: skip
STOCK = """
import json, os, sys
import matplotlib
matplotlib.use("Agg")
from nnkit.grading.sandbox.cells import NOTHING, run_cell
for name, cells in json.load(sys.stdin).items():
    names = {"__name__": "__main__"}
    sys.modules["__main__"].__dict__.update(names)
    try:
        for cell in cells:
            value, _ = run_cell(cell, names, "cell")
        number = type(value) in (int, float)
        points = float(value) if number else 1.0
    except BaseException:
        points = 0.0
    print(json.dumps([name, points]))
"""


def in_one_process(answers: dict[str, str], folder: Path) -> dict[str, float]:
    """The points where setup, answer and test share a process, as in stock nbgrader."""
    given = {n: [k.setup, k.locked, answers[n], k.test] for n, k in THERE.items()}
    done = subprocess.run(
        [sys.executable, "-c", STOCK], input=json.dumps(given), capture_output=True, text=True,
        check=True, cwd=folder,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith('["')]
    return dict(map(json.loads, lines))


def notebook(answers: dict[str, str], begin: str = "", end: str = "") -> Any:
    cells = []
    for number, (name, kind) in enumerate(THERE.items()):
        cells += [new_code_cell(kind.setup)] if kind.setup else []
        cells += [code(f"locked{number}", kind.locked, locked=True)] if kind.locked else []
        cells.append(code(f"answer{number}", f"{begin}{answers[name]}{end}", solution=True))
        cells.append(code(f"test{number}", kind.test, grade=True, locked=True, points=1))
    return new_notebook(cells=cells)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, str]]:
    course = Course(tmp_path_factory.mktemp("kinds"))
    right = {name: kind.right for name, kind in THERE.items()}
    wrong = {name: kind.wrong for name, kind in THERE.items()}
    source = notebook(right, "### BEGIN SOLUTION\n", "\n### END SOLUTION")
    course.add_source("ps1", {"one": source})
    (course.root / "source" / "ps1" / "out1.txt").write_text("ready")  # left by the instructor
    course.hand_in("right", notebook(right))
    course.hand_in("wrong", notebook(wrong))
    course.grade()
    about = json.loads(next((course.root / ".nnkit" / "rehearsed").glob("*")).read_text())
    tests = about["found"]["tests"]["one"]
    ways = {name: tests[f"test{i}"]["way"] for i, name in enumerate(THERE)}
    return course, ways


@pytest.mark.parametrize("student", ["right", "wrong"])
def test_marks_are_those_of_one_process(
    graded: tuple[Course, dict[str, str]], student: str, tmp_path: Path
) -> None:
    stock = in_one_process({n: getattr(k, student) for n, k in THERE.items()}, tmp_path)
    assert len(stock) == len(THERE)
    if student == "right":
        assert set(stock.values()) == {1.0}  # guards the rest: the tests can be passed
    scores = graded[0].scores(student)
    ours = {name: scores[f"test{i}"] for i, name in enumerate(THERE)}
    assert {n: (ours[n], graded[1][n]) for n in ours if ours[n] != stock[n]} == {}


def test_most_are_judged_apart(graded: tuple[Course, dict[str, str]]) -> None:
    ways = list(graded[1].values())
    assert ways.count("one_room") <= 0.4 * len(ways), graded[1]


def test_the_run_says_which_are_not(graded: tuple[Course, dict[str, str]]) -> None:
    course, ways = graded
    for number, (name, way) in enumerate(ways.items()):
        told = [line for line in course.lines if line.startswith(f"one.ipynb: test{number} ")]
        assert len(told) == (way == "one_room"), (name, told)
        assert all("one process with the answers" in line for line in told)


def test_every_kind_is_complete() -> None:
    for name, kind in KINDS.items():
        assert isinstance(kind, Kind), name
        assert kind.right != kind.wrong, name
