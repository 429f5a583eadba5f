"""``nnkit lint``: which tests of an assignment cannot be judged in two rooms, and what to write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnkit.grading.errors import UseError
from nnkit.grading.handin.cells import Cell, bindings, without_hidden
from nnkit.grading.handin.cells import nbgrader as data_of
from nnkit.grading.handin.folder import Classroom, need_assignment, open_classroom
from nnkit.grading.handin.rebuild import whose
from nnkit.grading.lint.known import kind_of, known_names
from nnkit.grading.lint.rules import look

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms

SOLUTION = (("BEGIN SOLUTION", "END SOLUTION"),)
OWN = "your own answers do not get all points in the two rooms: {}"


@dataclass(frozen=True, order=True)
class Finding:
    """One line of the report; `line` is 0 when the whole cell is meant."""

    notebook: str
    number: int
    cell: str
    line: int
    text: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.notebook}: cell {self.cell}{line}: {self.text}"


def lint(
    root: Path, assignment: str | None = None, *, log: Callable[[str], object] = print
) -> list[Finding]:
    """Look at the tests of an assignment, or of all, and run them with the instructor's answers.

    Raises
    ------
    UseError
        No such course or assignment, a notebook that cannot be read, nothing to confine code.
    """
    room = open_classroom(root)
    if assignment is not None:
        need_assignment(room, assignment, [])
    names = [assignment] if assignment is not None else room.assignments()
    if not names:
        raise UseError(f"there is no assignment in {room.path('source', '.', '.').resolve()}")
    found = sorted(finding for name in names for finding in _assignment(room, name))
    for finding in found:
        log(str(finding))
    cells = len({(f.notebook, f.number) for f in found})
    done = f"{', '.join(names)}: "
    log(done + (f"{cells} cells to change" if found else "every test can be judged in two rooms"))
    return found


def _assignment(room: Classroom, name: str) -> Iterator[Finding]:
    source = room.path("source", ".", name).resolve()
    with room.rooms.rooms(room.root, source) as rooms:
        for path in sorted(source.glob("*.ipynb")):
            yield from notebook(path, rooms, set(room.rooms.judge_only))


def notebook(path: Path, rooms: Rooms, judge_only: set[str]) -> Iterator[Finding]:
    """Yield what is found in one notebook of the instructor's."""
    nb = _read(path)
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    known = known_names(code)
    known.judge_only = judge_only
    known.beside = {str(p.relative_to(path.parent)) for p in path.parent.rglob("*")}
    short = f"{path.parent.name}/{path.name}"
    told: set[int] = set()
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and kind_of(cell) != "answer":
            for line, text in look(cell.source, known, test=kind_of(cell) == "test"):
                told.add(number)
                yield Finding(short, number, _name(cell, number), line, text)
    for number, text in tried(nb, rooms, path.parent):
        if number not in told:
            name = _name(nb.cells[number], number)
            yield Finding(short, number, name, 0, OWN.format(text))


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a notebook that is none makes the reader raise
        raise UseError(f"{path} cannot be read: {type(error).__name__}: {error}") from error


def _name(cell: Cell, number: int) -> str:
    return str(data_of(cell).get("grade_id") or cell.get("id") or f"number {number + 1}")


def tried(nb: Any, rooms: Rooms, folder: Path) -> Iterator[tuple[int, str]]:
    """Yield the test cells that the instructor's own answers do not pass, and why."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade

    own = from_dict(json.loads(json.dumps(nb)))
    for cell in own.cells:
        stub = without_hidden(cell.source, SOLUTION)
        cell.metadata["nnkit"] = whose(cell, stub, bindings(cell.source))
    verdict = rooms.execute(own, folder)
    for number, cell in enumerate(own.cells):
        if cell.cell_type != "code" or kind_of(cell) != "test":
            continue
        got, most = determine_grade(cell)
        if got is not None and most is not None and got < most:
            start = f"{data_of(cell)['grade_id']}: "
            notes = [n.removeprefix(start) for n in verdict.notes if n.startswith(start)]
            yield number, notes[0] if notes else f"{got:g} of {most:g}"
