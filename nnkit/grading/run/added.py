"""Cells that the student added: answers that may stand there, and requests for a regrade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.gradebook.texts import about, is_request
from nnkit.grading.handin.cells import definitions, is_added, nbgrader

COMMENT = (
    "The answer cell {name} was left as it was, but a cell was added beside it: a person reads it."
)

REQUEST = "A regrade of {name} is asked for: a person looks at it again."


def requests(nb: Any, marks: Marks) -> dict[str, list[str]]:
    """Ask a person where the student added a text cell that begins with "Regrade".

    Returns {line for the instructor: [what is to be marked]}.
    """
    said = {}
    for name, (_, cells) in about(nb.cells).items():
        if any(map(is_request, cells)):
            line = REQUEST.format(name=name)
            said[line] = [name]
            marks.look.append(name)
            answers = [nbgrader(cell).get("grade_id") for cell in cells]
            for answer in [a for a in (name, *answers[::-1]) if a in marks.comments][:1]:
                before = marks.comments[answer]
                marks.comments[answer] = " ".join(filter(None, [before, line]))
    return said


def tell(nb: Any, marks: Marks) -> dict[str, list[str]]:
    """Ask a person where an answer cell is untouched and a cell was added beside it.

    An answer that a person reads waits for one; so does each test of the answer that has not all
    its points. Returns {line for the instructor: [what is to be marked]}.
    """
    said = {}
    for place, cell in enumerate(nb.cells):
        name = str(nbgrader(cell).get("grade_id"))
        if marks.comments.get(name) != "No response." or not _added(nb.cells, place):
            continue
        asked = list(_asked(nb.cells[place:], marks))
        if asked:
            marks.scores |= {name: None for name in asked if name in marks.comments}
            marks.look += [name for name in asked if name not in marks.comments]
            marks.comments[name] = COMMENT.format(name=name)
            said[COMMENT.format(name=name)] = asked
    return said


def _added(cells: Sequence[Any], place: int) -> bool:
    """Tell whether the student put a cell directly above or below an answer, or defines it below.

    A definition below the test comes too late for it, though it did not in the student's session.
    """
    wanted = set(cells[place]["metadata"].get("nnkit", {}).get("defines", ()))
    around = [*takewhile(is_added, cells[place + 1 :]), *takewhile(is_added, cells[:place][::-1])]
    below = [cell for cell in cells[place + 1 :] if is_added(cell) and cell.cell_type == "code"]
    return any(wanted & definitions(cell.source) for cell in below) or any(
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
