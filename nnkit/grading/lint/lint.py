"""``nnkit lint``: which tests of an assignment cannot be judged in two rooms, and what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnkit.grading.errors import UseError
from nnkit.grading.handin.cells import Cell
from nnkit.grading.handin.cells import nbgrader as data_of
from nnkit.grading.handin.folder import Classroom, need_assignment, open_classroom
from nnkit.grading.lint.known import kind_of, known_names
from nnkit.grading.lint.rules import look, visible
from nnkit.grading.run.rehearsal import rehearse_notebook

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms

OWN = "your own answers do not get all points: {}"
HOW = {
    "rooms": "",
    "asking": "operators of students' objects are asked for, which is weaker against cheating: ",
    "one_room": "runs in one process with the answers, which is weaker against cheating: ",
}


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
    """Yield what is found in one notebook of the instructor's.

    Where the instructor's answers pass apart from the tests, nothing is said of how these are
    written, but for modules that students do not have.
    """
    nb = _read(path)
    known = known_names(cell for cell in nb.cells if cell.cell_type == "code")
    known.judge_only = judge_only
    known.beside = {str(p.relative_to(path.parent)) for p in path.parent.rglob("*")}
    short = f"{path.parent.name}/{path.name}"
    tests = rehearse_notebook(nb, rooms, path.parent)
    for number, cell in enumerate(nb.cells):
        if cell.cell_type != "code" or kind_of(cell) == "answer":
            continue
        name = _name(cell, number)
        for line, text in visible(cell.source, known):
            yield Finding(short, number, name, line, text)
        test = tests.get(name) if kind_of(cell) == "test" else None
        if all(_as_usual(other) for other in ([test] if test else tests.values())):
            continue
        how = HOW[test["way"]] if test and test["passed"] else ""
        rules = look(cell.source, known, test=test is not None)
        for line, text in rules:
            yield Finding(short, number, name, line, how + text)
        if test and not rules:
            why = test["why"]
            yield Finding(short, number, name, 0, how + why if how else OWN.format(why))


def _as_usual(test: dict[str, Any]) -> bool:
    return bool(test["passed"]) and test["way"] == "rooms"


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a notebook that is none makes the reader raise
        raise UseError(f"{path} cannot be read: {type(error).__name__}: {error}") from error


def _name(cell: Cell, number: int) -> str:
    return str(data_of(cell).get("grade_id") or cell.get("id") or f"number {number + 1}")
