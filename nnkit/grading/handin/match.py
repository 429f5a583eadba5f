"""Find the answers in a hand-in: which of its cells answers which cell of the instructor's.

An answer is found by nbgrader's name of the cell. Where an editor has stripped that name
(Colab does), it is found by the cell's id, then by the function or class it defines, and in a
notebook without any names by the instructor's cell in front of it. Everything else that the
student wrote is an extra cell; it keeps its place among the instructor's cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nnkit.grading.handin.cells import (
    MARKS,
    Cell,
    Marks,
    definitions,
    is_answer,
    nbgrader,
    without_hidden,
)
from nnkit.grading.handin.handin import HandedCell


@dataclass
class Match:
    """Where the cells of a hand-in belong.

    Parameters
    ----------
    answers : dict
        Position of the instructor's answer cell -> position of the cell handed in.
    extras : list of (int, int)
        (position of the instructor's cell it follows, -1 for none; position handed in).
    notes : list of str
        Remarks for the instructor and the student.
    """

    answers: dict[int, int] = field(default_factory=dict)
    extras: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def match(template: Sequence[Cell], handed: Sequence[HandedCell], marks: Marks = MARKS) -> Match:
    """Match the cells handed in with those of the instructor's notebook.

    Parameters
    ----------
    template : list of cells
        The instructor's notebook with stubs in its answer cells.
    handed : list of HandedCell
        The cells handed in, in their order.
    marks : pairs of str
        What begins and ends hidden parts.
    """
    result = Match()
    _by_name(template, handed, result)
    _by_id(template, handed, result)
    _by_definition(template, handed, result)
    known = _recognised(template, handed, marks, result)
    if not any(cell.grade_id in _names(template) for cell in handed if cell.grade_id):
        _by_neighbour(template, handed, known, result)
    _extras(template, handed, known, result)
    for position, cell in enumerate(template):
        if is_answer(cell) and position not in result.answers and not nbgrader(cell).get("task"):
            result.notes.append(
                f"The answer cell {nbgrader(cell)['grade_id']!r} is not in the hand-in; "
                "it counts as not answered."
            )
    return result


def _names(template: Sequence[Cell]) -> set[str]:
    return {nbgrader(cell)["grade_id"] for cell in template if "grade_id" in nbgrader(cell)}


def _open_answers(template: Sequence[Cell], result: Match) -> list[int]:
    return [i for i, c in enumerate(template) if is_answer(c) and i not in result.answers]


def _by_name(template: Sequence[Cell], handed: Sequence[HandedCell], result: Match) -> None:
    for position in _open_answers(template, result):
        name = nbgrader(template[position])["grade_id"]
        copies = [i for i, cell in enumerate(handed) if cell.grade_id == name]
        if not copies:
            continue
        stub = template[position]["source"].strip()
        filled = [i for i in copies if handed[i].source.strip() not in ("", stub)]
        result.answers[position] = filled[-1] if filled else copies[-1]
        if len(copies) > 1:
            which = "the last one that is filled in" if filled else "none of them is filled in"
            result.notes.append(
                f"The answer cell {name!r} is there {len(copies)} times; "
                + (f"{which} was graded." if filled else f"{which}.")
            )


def _free(handed: Sequence[HandedCell], template: Sequence[Cell], result: Match) -> list[int]:
    """Return the cells handed in that no name of the instructor's claims."""
    taken, names = set(result.answers.values()), _names(template)
    return [
        i
        for i, cell in enumerate(handed)
        if i not in taken and cell.grade_id not in names and cell.kind != "raw"
    ]


def _by_id(template: Sequence[Cell], handed: Sequence[HandedCell], result: Match) -> None:
    for position in _open_answers(template, result):
        cell_id = template[position].get("id")
        fits = [i for i in _free(handed, template, result) if cell_id == handed[i].cell_id]
        if cell_id and fits:
            result.answers[position] = fits[-1]


def _by_definition(template: Sequence[Cell], handed: Sequence[HandedCell], result: Match) -> None:
    wanted_at = {
        position: definitions(template[position]["source"])
        for position in _open_answers(template, result)
        if template[position]["cell_type"] == "code"
    }
    if not any(wanted_at.values()):
        return
    defined = {i: definitions(cell.source) for i, cell in enumerate(handed) if cell.kind == "code"}
    for position, wanted in wanted_at.items():
        free = _free(handed, template, result)
        fits = [i for i in free if wanted and wanted <= defined.get(i, set())]
        if fits:
            result.answers[position] = fits[-1]


def _recognised(
    template: Sequence[Cell], handed: Sequence[HandedCell], marks: Marks, result: Match
) -> dict[int, int]:
    """Return {position handed in: position of the instructor's cell} for what is the same cell."""
    by_name = {nbgrader(c)["grade_id"]: i for i, c in enumerate(template) if nbgrader(c)}
    by_id = {c["id"]: i for i, c in enumerate(template) if c.get("id")}
    by_text = {without_hidden(c["source"], marks).strip(): i for i, c in enumerate(template)}
    known = {handed_in: position for position, handed_in in result.answers.items()}
    for i, cell in enumerate(handed):
        if i in known:
            continue
        place = by_name.get(cell.grade_id or "")
        if place is None:
            place = by_text.get(cell.source.strip())
        if place is None and cell.cell_id in by_id:
            place = by_id[cell.cell_id]
            if not nbgrader(template[place]):  # an open cell of the instructor's, edited
                place = None
        filled_copy = place is not None and is_answer(template[place]) and cell.source.strip()
        if place is not None and not (
            filled_copy and cell.source.strip() != template[place]["source"].strip()
        ):
            known[i] = place
    return known


def _by_neighbour(
    template: Sequence[Cell],
    handed: Sequence[HandedCell],
    known: dict[int, int],
    result: Match,
) -> None:
    for position in _open_answers(template, result):
        before = [i for i, place in known.items() if place == position - 1]
        after = before[-1] + 1 if before else len(handed)
        kind = template[position]["cell_type"]
        if after < len(handed) and after not in known and handed[after].kind == kind:
            result.answers[position] = after
            known[after] = position


def _extras(
    template: Sequence[Cell],
    handed: Sequence[HandedCell],
    known: dict[int, int],
    result: Match,
) -> None:
    """Give every other cell of the student its place: after the last cell that was recognised."""
    places = {c["id"]: i for i, c in enumerate(template) if c.get("id") and not nbgrader(c)}
    last = -1
    for i, cell in enumerate(handed):
        last = known.get(i, places.get(cell.cell_id or "", last))
        if i in known:
            continue
        if cell.kind != "raw" and cell.source.strip():
            result.extras.append((last, i))
