"""Where the gradebook differs on purpose from stock nbgrader's: what both make of a hand-in."""

from __future__ import annotations

from typing import Any

import pytest
from conftest_course import Course, code, graded_cell, source_notebook
from corpus import STOCK

EXITS = "import os\ndef area(a, b):\n    os._exit(0)"
WARNS = "import warnings\ndef double(x):\n    warnings.warn('large')\n    return 2 * x"


def make_class(course: Course, *, stock: bool) -> None:
    """Hand in what stock nbgrader and the two rooms judge differently."""
    if stock:
        (course.root / "nbgrader_config.py").write_text(STOCK)
    nb = source_notebook()
    nb.cells += [code("tail", "import numpy as np", locked=True)]
    nb.cells += [graded_cell("numpy", "", "", 2, "np.float64(1.5) if double(1) == 2 else 0")]
    nb.cells += [graded_cell("nan", "", "", 1, "float('nan') if double(1) == 2 else 0")]
    course.add_source("ps1", {"one": nb})
    course.command("generate_assignment", "ps1")
    course.hand_in("honest", course.solved())
    course.hand_in("warns", course.solved(double=WARNS))
    course.hand_in("exits", course.solved(area=EXITS))
    course.hand_in("corrupt", b'{"cells": [')
    course.hand_in("misnamed", course.solved(), "one (1).ipynb")
    course.hand_in("zoe-copied", copied(course.solved()))
    course.hand_in("deleted", without(course.solved(), "test_area"))
    course.hand_in("stripped", stripped(course.solved()))
    course.hand_in("stamp", course.solved())
    (course.folder("stamp") / "timestamp.txt").write_text("yesterday")
    course.folder("empty")


def copied(nb: Any) -> Any:
    """The answer, and below the test a copy of its cell as it was released."""
    nb.cells.insert(5, dict(nb.cells[3], id="copy", source="raise NotImplementedError"))
    return nb


def without(nb: Any, name: str) -> Any:
    nb.cells = [cell for cell in nb.cells if cell.id != name]
    return nb


def stripped(nb: Any) -> Any:
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)
    return nb


Row = tuple[float | None, ...]
CELLS = ("test_double", "test_area", "explain", "test_numpy", "test_nan")
OPEN: Row = (None,) * 5
FULL: Row = (2.0, 3.0, None, 1.5, 1.0)
NONE: Row = (0.0,) * 5
EXPECTED: dict[str, tuple[Row | None, Row]] = {  # (stock nbgrader, ours)
    "honest": ((2.0, 3.0, None, 2.0, 1.0), FULL),  # np.float64(1.5) is 1.5; NaN is no mark
    "warns": ((0.0, 3.0, None, 0.0, 0.0), FULL),  # a warning costs nothing
    "exits": (OPEN, (2.0, 0.0, None, 1.5, 1.0)),  # what was reached counts
    "corrupt": (OPEN, NONE),
    "empty": (None, NONE),
    "misnamed": (OPEN, FULL),
    "deleted": ((2.0, None, None, 2.0, 1.0), FULL),
    "stripped": (OPEN, FULL),
    "stamp": (None, FULL),
    "zoe-copied": (OPEN, FULL),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Row]]:
    """{"stock" or "ours": {student: scores}}."""
    found = {}
    for kind in ("stock", "ours"):
        course = Course(tmp_path_factory.mktemp(kind))
        make_class(course, stock=kind == "stock")
        if kind == "stock":
            stderr = course.command("autograde", "ps1", check=False).stderr
            assert "an old version" in stderr, "the copied cell ends the run"
        else:
            course.grade(jobs=2)
        rows = course.rows()
        found[kind] = {
            student: tuple(rows[student, cell][0] for cell in CELLS) for student, _ in rows
        }
        attention = {student for (student, _), row in rows.items() if row[1]}
        told = {student for (student, cell), row in rows.items() if row[1] and cell != "explain"}
        assert attention == set(found[kind])
        assert kind == "stock" or told == {"corrupt", "empty"}
    return found


@pytest.mark.parametrize("student", EXPECTED)
def test_a_difference_is_there_on_purpose(graded: dict[str, dict[str, Row]], student: str) -> None:
    stock, ours = EXPECTED[student]
    assert graded["stock"].get(student) == stock
    assert graded["ours"][student] == ours
