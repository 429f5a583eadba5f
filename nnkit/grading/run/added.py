"""Cells that the student added: answers that may stand there, and requests for a regrade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.gradebook.texts import about, is_request
from nnkit.grading.handin.cells import is_added, nbgrader

COMMENT = (
    "The answer cell {name} was left as it was, but a cell was added beside it: a person reads it."
)

REQUEST = "The request for a regrade of {name} waits for a person."


def requests(nb: Any, marks: Marks) -> list[str]:
    """Ask a person where the student added a text cell that begins with "Regrade".

    Returns lines for the instructor.
    """
    said = []
    for name, (_, cells) in about(nb.cells).items():
        if any(map(is_request, cells)):
            said.append(REQUEST.format(name=name))
            marks.look.append(name)
            answers = [nbgrader(cell).get("grade_id") for cell in cells]
            for answer in [a for a in (name, *answers[::-1]) if a in marks.comments][:1]:
                before = marks.comments[answer]
                marks.comments[answer] = " ".join(filter(None, [before, said[-1]]))
    return said


def tell(nb: Any, marks: Marks) -> list[str]:
    """Ask a person where an answer cell is untouched and a cell was added beside it.

    An answer that a person reads waits for one; so does each test of the answer that has not all
    its points. Returns lines for the instructor.
    """
    said = []
    for place, cell in enumerate(nb.cells):
        name = str(nbgrader(cell).get("grade_id"))
        if marks.comments.get(name) != "No response." or not _added(nb.cells, place):
            continue
        asked = list(_asked(nb.cells[place:], marks))
        if asked:
            marks.scores |= {name: None for name in asked if name in marks.comments}
            marks.look += [name for name in asked if name not in marks.comments]
            marks.comments[name] = COMMENT.format(name=name)
            said.append(COMMENT.format(name=name))
    return said


def _added(cells: Sequence[Any], place: int) -> bool:
    """Tell whether the student put a cell directly above or below an answer."""
    around = [*takewhile(is_added, cells[place + 1 :]), *takewhile(is_added, cells[:place][::-1])]
    return any(
        cell.source.strip() and cells[place].cell_type in ("markdown", cell.cell_type)
        for cell in around
    )


def _asked(cells: Sequence[Any], marks: Marks) -> Iterator[str]:
    """Yield what is marked of the answer that is the first of these cells."""
    answer = nbgrader(cells[0])
    if answer.get("grade"):
        yield answer["grade_id"]
        return
    tested = False
    for data in map(nbgrader, cells[1:]):
        if data.get("grade") and not data.get("solution"):
            tested = True
            if (marks.scores.get(data["grade_id"]) or 0.0) < float(data["points"]):
                yield data["grade_id"]
        elif data.get("solution") and tested:
            return
