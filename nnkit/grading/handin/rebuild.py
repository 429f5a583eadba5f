"""Build the notebook that is run and stored: the instructor's, with the student's answers in it.

Only the text of answer cells comes from the hand-in, and cells the student added, which run in
the student's room and carry no marks. Test cells, points, order, tags and every other cell are
the instructor's. ``cell.metadata.nnkit.origin`` says whose a cell is: ``instructor``,
``answer`` or ``extra``; ``defines`` are the names that an answer is to define.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict

from nnkit.grading.handin.cells import (
    ABOUT,
    MARKS,
    Cell,
    Marks,
    definitions,
    is_answer,
    nbgrader,
)
from nnkit.grading.handin.clean import as_typed, plain, safe_markdown
from nnkit.grading.handin.handin import HandedCell, HandIn
from nnkit.grading.handin.match import Match, match
from nnkit.grading.handin.trouble import Trouble

MAX_ALL_TEXT = 200_000  # characters in the text cells; beyond it they are shown as typed
MAX_ALL_CODE = 1_000_000  # characters in the code cells of a notebook with cells that are added

Clean = Callable[[str, Any], str]


@dataclass(frozen=True)
class Template:
    """The instructor's version of one notebook: hidden tests in, answers out.

    Parameters
    ----------
    name : str
        Its name, without ``.ipynb``.
    nb : dict
        The notebook as plain JSON.
    marks : pairs of str
        What begins and ends hidden parts.
    """

    name: str
    nb: dict[str, Any]
    marks: Marks = MARKS

    def answers_in(self, handed_in: HandIn) -> tuple[int, int]:
        """Count the answers of this notebook that a hand-in holds: those filled in, and all."""
        answers = match(self.nb["cells"], handed_in.cells, self.marks).answers
        stubs = {position: self.nb["cells"][position]["source"].strip() for position in answers}
        filled = [
            i for p, i in answers.items() if handed_in.cells[i].source.strip() not in ("", stubs[p])
        ]
        return len(filled), len(answers)

    @property
    def max_score(self) -> float:
        """The points of this notebook."""
        cells = (nbgrader(cell) for cell in self.nb["cells"])
        return float(sum(c.get("points", 0) for c in cells if c.get("grade") or c.get("task")))


@dataclass
class Rebuilt:
    """A notebook ready to be run, and remarks on how it was put together."""

    nb: NotebookNode
    notes: list[str]


def rebuild(template: Template, handed_in: HandIn, max_cells: int = 2000) -> Rebuilt:
    """Put the answers of `handed_in` into the instructor's notebook."""
    nb = _fresh(template)
    found = match(template.nb["cells"], handed_in.cells, template.marks)
    notes = [*handed_in.notes, *found.notes]
    code = sum(len(cell.source) for cell in handed_in.cells if cell.kind == "code")
    if len(handed_in.cells) > max_cells or code > MAX_ALL_CODE:
        found.extras = []
        size = f"{len(handed_in.cells)} cells with {code} characters of code"
        notes.append(f"The notebook has {size}; cells that were added are not run.")
    text = sum(len(cell.source) for cell in handed_in.cells if cell.kind == "markdown")
    clean = safe_markdown if text <= MAX_ALL_TEXT else lambda source, attachments: as_typed(source)
    for position, i in found.answers.items():
        _answer(nb.cells[position], handed_in.cells[i], clean)
    nb.cells = _with_extras(nb.cells, handed_in.cells, found, clean)
    return Rebuilt(nb, notes)


def _fresh(template: Template) -> NotebookNode:
    """Return a copy of the instructor's notebook that says of each cell whose it is."""
    nb = from_dict(json.loads(json.dumps(template.nb)))
    nb.nbformat, nb.nbformat_minor = 4, 5
    taken = {cell.get("id") for cell in nb.cells}
    for number, cell in enumerate(nb.cells):
        if not cell.get("id"):
            cell["id"] = _new_id(f"cell-{number}", taken)
        cell.metadata["nnkit"] = whose(cell, cell.source, cell.metadata.pop(ABOUT, {}))
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nb


def whose(cell: Cell, stub: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return whose a cell of the instructor's is, and which names an answer is to define.

    `stub` is what students are given of the cell, `about` what is known of it (`cells.ABOUT`).
    """
    if not is_answer(cell):
        return {"origin": "instructor", **about}
    defines = sorted({*definitions(stub), *about.get("binds", ())})
    return {"origin": "answer", "defines": defines, "changes": about.get("changes", [])}


def _new_id(wanted: str, taken: set[Any]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _answer(cell: NotebookNode, answer: HandedCell, clean: Clean) -> None:
    if cell.cell_type == "markdown":
        _write_markdown(cell, answer, clean)
    else:
        cell.source = answer.source


def _write_markdown(cell: NotebookNode, handed: HandedCell, clean: Clean) -> None:
    """Write a student's text into a markdown cell, harmless to whoever opens it."""
    if handed.source == cell.source:
        return
    cell.source = clean(handed.source, handed.attachments)
    if handed.attachments and "attachment:" in cell.source:
        cell["attachments"] = from_dict(handed.attachments)


def _with_extras(
    cells: Sequence[NotebookNode], handed: Sequence[HandedCell], found: Match, clean: Clean
) -> list[NotebookNode]:
    after: dict[int, list[NotebookNode]] = {}
    taken = {cell["id"] for cell in cells}
    for place, i in found.extras:
        cell = _extra(handed[i], _new_id(f"extra-{i}", taken), clean)
        after.setdefault(place, []).append(cell)
    result = list(after.get(-1, []))
    for position, cell in enumerate(cells):
        result += [cell, *after.get(position, [])]
    return result


def _extra(handed: HandedCell, cell_id: str, clean: Clean) -> NotebookNode:
    cell: Cell = {
        "cell_type": handed.kind,
        "id": cell_id,
        "metadata": {"nnkit": {"origin": "extra"}},
        "source": "",
    }
    if handed.kind == "code":
        cell |= {"source": handed.source, "outputs": [], "execution_count": None}
    node = from_dict(cell)
    if handed.kind == "markdown":
        _write_markdown(node, handed, clean)
    return node


def not_graded(template: Template, why: Trouble) -> Rebuilt:
    """Return the instructor's notebook with every test failed and the reason at its top."""
    nb = _fresh(template)
    for cell in nb.cells:
        if nbgrader(cell).get("grade") and cell.cell_type == "code" and not is_answer(cell):
            cell.outputs = [_error("NotGraded", why.student)]
    nb.metadata["nnkit"] = {"trouble": why.kind, "reason": why.student, "told": why.instructor}
    add_note(nb, ["This notebook could not be graded.", why.student])
    return Rebuilt(nb, [])


def _error(name: str, text: str) -> NotebookNode:
    error = {"output_type": "error", "ename": name, "evalue": text}
    return from_dict({**error, "traceback": [f"{name}: {text}"]})


def add_note(nb: NotebookNode, lines: Sequence[str]) -> None:
    """Put remarks for the student at the top of a notebook; without lines do nothing."""
    if not lines:
        return
    text = "**About this hand-in**\n\n" + "\n".join(f"- {plain(line)}" for line in lines)
    cell = {
        "cell_type": "markdown",
        "id": _new_id("about-this-hand-in", {cell["id"] for cell in nb.cells}),
        "metadata": {"nnkit": {"origin": "instructor"}, "editable": False},
        "source": text,
    }
    nb.cells.insert(0, from_dict(cell))
