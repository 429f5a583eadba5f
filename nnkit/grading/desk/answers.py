"""What was answered: the students' texts, as text, from the graded notebooks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from nnkit.grading.desk.questions import Question
from nnkit.grading.gradebook.scores import untouched
from nnkit.grading.gradebook.texts import about, is_request
from nnkit.grading.handin.cells import is_added, nbgrader
from nnkit.grading.handin.folder import Classroom

UNREADABLE = "the graded notebook cannot be read; grade it again"
_FENCE = re.compile(r"(`{3,})text\n(.*)\n\1\Z", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What a student wrote: the text, and a note on it for whoever marks."""

    text: str
    note: str = ""


def answer(room: Classroom, question: Question, student: str) -> Answer:
    """Return what a student answered to a question."""
    folder = room.path("autograded", student, question.assignment)
    path = folder / f"{question.notebook}.ipynb"
    try:
        return _read(path, path.stat().st_mtime_ns, question.cell)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Answer("", UNREADABLE)


@lru_cache(maxsize=20_000)
def _read(path: Path, _changed: int, name: str) -> Answer:
    from nbformat import from_dict

    nb = from_dict(json.loads(path.read_text(encoding="utf-8")))
    told = nb.metadata.get("nnkit", {}).get("told", "")
    if told:
        return Answer("", f"could not be graded: {told}")
    cells = nb.cells
    place = next(i for i, cell in enumerate(cells) if nbgrader(cell).get("grade_id") == name)
    data = nbgrader(cells[place])
    mine = about(cells)[name][1]
    notes = []
    if data.get("solution") or data.get("task"):
        parts = [cell for cell in mine if is_added(cell) or not untouched(cell)]
        if data.get("solution") and cells[place] not in parts:
            parts[:0] = list(takewhile(is_added, cells[:place][::-1]))[::-1]
            notes += ["in a cell that was added"] if parts else []
    else:
        parts = mine
    notes += ["asks for a regrade"] if any(map(is_request, parts)) else []
    pictures = sum(len(part.get("attachments", {})) for part in parts)
    notes += [f"{pictures} pictures: see the formgrader"] if pictures else []
    return Answer("\n\n".join(as_written(part["source"]) for part in parts), "; ".join(notes))


def as_written(source: str) -> str:
    """Return a stored text as the student wrote it: it is shown as text, where nothing acts."""
    found = _FENCE.match(source)
    return found[2] if found else source.replace("&lt;", "<")
