"""What a mark is given for: of each graded cell the points and a digest of the student's text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nnkit.grading.handin.cells import Cell, nbgrader


def texts(cells: Iterable[Cell]) -> dict[str, str]:
    """Return {graded cell: ``points:digest``} of a graded notebook.

    The text of an answer that a person reads is the answer with the cells that were added below
    it; that of a test is the answers in front of it.
    """
    found: dict[str, str] = {}
    answers: list[Cell] = []  # those that the next test is about
    below: list[Cell] = []  # those of the answer or task that is read
    tested = False
    read = worth = ""
    for cell in cells:
        data = nbgrader(cell)
        ours = cell["metadata"].get("nnkit", {}).get("origin", "instructor") == "instructor"
        name = data.get("grade_id")
        if read and not ours and not data:
            below.append(cell)
            found[read] = _mark(worth, below)
            continue
        read = str(name) if data.get("task") or (data.get("grade") and data.get("solution")) else ""
        if read:
            worth = data.get("points", 0)
            below = [] if data.get("locked") else [cell]
            found[read] = _mark(worth, below)
        elif data.get("grade"):
            found[str(name)] = _mark(data["points"], answers)
            tested = True
        elif data.get("solution") or not ours:
            answers, tested = ([] if tested else answers) + [cell], False
    return found


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


def _mark(worth: Any, cells: Iterable[Cell]) -> str:
    what = [[cell["source"], cell.get("attachments", {})] for cell in cells]
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    return f"{float(worth):g}:{digest[:32]}"
