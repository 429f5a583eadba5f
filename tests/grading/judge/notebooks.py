"""Building the notebooks of these tests, and reading marks as nbgrader does."""

from __future__ import annotations

import json
import logging
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

KINDS = {
    "student": {"grade": False, "solution": True, "locked": False},
    "locked": {"grade": False, "solution": False, "locked": True},
    "test": {"grade": True, "solution": False, "locked": True},
}
SETUP = ("locked", "import numpy as np\nfrom nnkit.grading import check")


def notebook(*cells: tuple[Any, ...]) -> Any:
    """A notebook of ("student" | "locked" | "test" | "free", source[, points]) cells."""
    made = []
    for number, (kind, source, *points) in enumerate(cells):
        cell = new_code_cell(source)
        if kind != "free":
            meta = {**KINDS[kind], "grade_id": f"{kind}{number}", "schema_version": 3}
            if kind == "test":
                meta["points"] = points[0] if points else 1
            cell.metadata["nbgrader"] = meta
        made.append(cell)
    return new_notebook(cells=made)


def hidden(text: str, visible: str = "") -> str:
    """A test cell's source whose `text` is hidden."""
    return f"{visible}\n### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS"


def marks(nb: Any) -> list[float]:
    """The points of each test cell, by nbgrader's own reading of the outputs."""
    from nbgrader.utils import determine_grade, is_grade

    nbformat.validate(nb)
    log = logging.getLogger("marks")
    return [determine_grade(cell, log)[0] for cell in nb.cells if is_grade(cell)]


def text_of(nb: Any) -> str:
    """Everything that is stored in the outputs."""
    return json.dumps([cell.outputs for cell in nb.cells])


def run(rooms: Any, *cells: tuple[Any, ...], files: Any = None) -> tuple[Any, Any]:
    """Execute the notebook of `cells` after a setup cell: the notebook and the verdict."""
    nb = notebook(SETUP, *cells)
    verdict = rooms.execute(nb, files)
    return nb, verdict
