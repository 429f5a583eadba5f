"""What a mark is given for: of each graded cell the points and a digest of the student's text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

from nnkit.grading.handin.cells import Cell, is_added, is_students, nbgrader

_REQUEST = re.compile(r"(?:`{3,}text\s)?[\W_]*regrade\b", re.IGNORECASE)


def texts(cells: Iterable[Cell]) -> dict[str, str]:
    """Return {graded cell: ``points:digest``} of a graded notebook."""
    return {name: _mark(points, found) for name, (points, found) in about(cells).items()}


def about(cells: Iterable[Cell]) -> dict[str, tuple[float, list[Cell]]]:
    """Return {graded cell: its points, the cells of the student that they are given for}.

    Of an answer that a person reads these are the answer and the cells that were added below
    it; of a test, the answers in front of it. A request to look again belongs to what is above it.
    """
    found: dict[str, tuple[float, list[Cell]]] = {}
    answers: list[Cell] = []  # those that the next test is about
    tested = False
    last = read = ""
    for cell in cells:
        data, name = nbgrader(cell), str(nbgrader(cell).get("grade_id"))
        theirs = is_students(cell)
        if (read and theirs and not data) or (last and is_request(cell)):
            found[read or last][1].append(cell)
            continue
        read = name if data.get("task") or (data.get("grade") and data.get("solution")) else ""
        if read:
            found[name] = (float(data.get("points", 0)), [] if data.get("locked") else [cell])
        elif data.get("grade"):
            found[name] = (float(data["points"]), list(answers))
            tested = True
        elif data.get("solution") or theirs:
            answers, tested = ([] if tested else answers) + [cell], False
        last = name if name in found else last
    return found


def is_request(cell: Cell) -> bool:
    """Tell whether the student added this cell to ask that a mark is looked at again."""
    text = is_added(cell) and cell["cell_type"] == "markdown"
    return text and bool(_REQUEST.match(cell["source"]))


def not_run(cells: Iterable[Cell], handed_in: str) -> dict[str, str]:
    """Return the same of a notebook that could not be graded: all that was handed in stands."""
    return {
        str(data["grade_id"]): f"{float(data.get('points', 0)):g}:{handed_in[:32]}"
        for data in map(nbgrader, cells)
        if data.get("grade") or data.get("task")
    }


def earlier(path: Path) -> dict[str, str]:
    """Return the texts of a notebook that was graded before; nothing when it cannot be read."""
    try:
        return texts(json.loads(path.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def points(text: str) -> str:
    """Return the points of the task as they were when it was marked."""
    return text.partition(":")[0]


def _mark(worth: float, cells: Iterable[Cell]) -> str:
    what = [[cell["source"], cell.get("attachments", {})] for cell in cells]
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    return f"{worth:g}:{digest[:32]}"
