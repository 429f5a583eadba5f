"""Find the answers in a hand-in: which of its cells answers which cell of the instructor's.

An answer is found by nbgrader's name of the cell. Where an editor has stripped that name
(Colab does), it is found by the cell's id, then by the function or class it defines, and in a
notebook without any names by the instructor's cell in front of it. Everything else that the
student wrote is an extra cell; it keeps its place among the instructor's cells.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nnkit.grading.classroom.handin import HandedCell

Cell = dict[str, Any]


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


def nbgrader(cell: Cell) -> dict[str, Any]:
    """Return the nbgrader metadata of an instructor's cell, empty when it has none."""
    data: dict[str, Any] = cell["metadata"].get("nbgrader") or {}
    return data


def is_answer(cell: Cell) -> bool:
    """Tell whether the student is meant to edit this cell of the instructor's notebook."""
    data = nbgrader(cell)
    open_task = bool(data.get("task")) and not data.get("locked")
    return bool(data.get("solution")) or open_task


def hidden_marks(config: Any) -> tuple[str, str]:
    """Return what begins and ends hidden tests in this course, by its nbgrader configuration."""
    clear = config.get("ClearHiddenTests", {})
    begin = clear.get("begin_test_delimeter", "BEGIN HIDDEN TESTS")
    return begin, clear.get("end_test_delimeter", "END HIDDEN TESTS")


def without_hidden(source: str, marks: tuple[str, str]) -> str:
    """Return `source` without its hidden tests: what the student has seen."""
    kept, inside = [], False
    for line in source.split("\n"):
        if marks[0] in line:
            inside = True
        elif marks[1] in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def match(template: Sequence[Cell], handed: Sequence[HandedCell], marks: tuple[str, str]) -> Match:
    """Match the cells handed in with those of the instructor's notebook.

    Parameters
    ----------
    template : list of cells
        The instructor's notebook with stubs in its answer cells.
    handed : list of HandedCell
        The cells handed in, in their order.
    marks : (str, str)
        What begins and ends hidden tests.
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
    for position in _open_answers(template, result):
        wanted = definitions(template[position]["source"])
        if not wanted or template[position]["cell_type"] != "code":
            continue
        fits = [
            i
            for i in _free(handed, template, result)
            if handed[i].kind == "code" and wanted <= definitions(handed[i].source)
        ]
        if fits:
            result.answers[position] = fits[-1]


def definitions(source: str) -> set[str]:
    """Return the names of the functions and classes that a cell defines.

    Examples
    --------
    >>> definitions("def f(x):\\n    return x")
    {'f'}
    >>> definitions("def g(x:\\n    a syntax error")
    {'g'}
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = re.findall(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", source, re.MULTILINE)
        return set(found)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in body if isinstance(node, kinds)}


def _recognised(
    template: Sequence[Cell], handed: Sequence[HandedCell], marks: tuple[str, str], result: Match
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
    last = -1
    for i, cell in enumerate(handed):
        if i in known:
            last = known[i]
        elif cell.kind != "raw" and cell.source.strip():
            result.extras.append((last, i))
