"""The instructor's own answers go through the two rooms before the class does.

What they do not pass there, although they pass in one process, cannot be judged apart. For each
test cell the first way is taken that gives the instructor's answers all points: ``rooms``,
``asking``, ``one_room`` (`judge.judge` says what they are); ``c.TwoRooms.otherwise = "person"``
puts a person in the place of the last. Also found out are the tests that end in no number, and
the files that answers write: those come from the student's room, never from the source folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnkit.grading.gradebook.scores import marks, tidy
from nnkit.grading.handin.cells import Cell, bound, is_answer, nbgrader, without_hidden
from nnkit.grading.handin.files import copy_instructors, instructors
from nnkit.grading.handin.rebuild import whose
from nnkit.grading.run.one_process import needs_one_process

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms, Verdict

SOLUTION = (("BEGIN SOLUTION", "END SOLUTION"),)
WAYS = ("rooms", "asking", "one_room")
Found = dict[str, Any]


def rehearse(source: Path | str, ignore: Sequence[str], rooms: Rooms) -> Found:
    """Run the instructor's answers of an assignment; return what was found, as plain data.

    Returns
    -------
    found : dict
        ``tests``: {notebook: {test cell: {way, why, ends, passed}}}; ``written``: names of files,
        and of these ``withheld``: those that the source folder has as well.
    """
    written: set[str] = set()
    tests = {}
    source = Path(source)
    for path in sorted(source.glob("*.ipynb")):
        nb = _read(path)
        if nb is None:
            continue
        rehearsal = _Rehearsal(nb, rooms, source, ignore)
        tests[path.stem] = rehearsal.run()
        written |= rehearsal.written
    there = set(map(str, instructors(source, ignore)))
    return {"tests": tests, "written": sorted(written), "withheld": sorted(written & there)}


def rehearse_notebook(nb: Any, rooms: Rooms, source: Path) -> Found:
    """Run the instructor's answers of one notebook: {test cell: {way, why, ends, passed}}."""
    return _Rehearsal(nb, rooms, source, ()).run()


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # whatever a notebook that is none makes the reader raise: told elsewhere
        return None


class _Rehearsal:
    """One notebook: its test cells, and the way of each."""

    def __init__(self, nb: Any, rooms: Rooms, source: Path, ignore: Sequence[str]) -> None:
        self.nb, self.rooms, self.source, self.ignore = nb, rooms, source, ignore
        self.written: set[str] = set()
        self.tests = {
            nbgrader(cell)["grade_id"]: {"way": "rooms", "why": "", "ends": True, "passed": False}
            for cell in nb.cells
            if is_test(cell)
        }
        names = answered(nb.cells)
        self.same = {  # what two processes would answer by chance
            nbgrader(cell)["grade_id"]: needs_one_process(cell["source"], names)
            for cell in nb.cells
            if is_test(cell)
        }

    def run(self) -> Found:
        """Try the ways in turn; what passes in none of them stays as it was."""
        self._try()
        if self.written & set(map(str, self._files())):
            self._try()  # without the files that answers are to write
        for way in WAYS[1:]:
            left = [name for name in self.tests if not self._done(name)]
            if not left:
                break
            for name in left:
                self.tests[name]["way"] = way
            self._try()
        for name, test in self.tests.items():
            test["why"] = self.same[name] or test["why"]
            if not test["passed"]:
                test["way"] = "rooms"
        return self.tests

    def _done(self, name: str) -> bool:
        test = self.tests[name]
        return bool(test["passed"]) and (not self.same[name] or test["way"] == "one_room")

    def _files(self) -> list[Path]:
        return instructors(self.source, self.ignore)

    def _try(self) -> None:
        """Run the notebook, each test in the way that it has now."""
        own, verdict = self._executed()
        while verdict.hung and self.tests.get(verdict.at, {"way": "one_room"})["way"] != "one_room":
            test = self.tests[verdict.at]  # it would take the marks of the others along
            test["way"], test["why"] = "one_room", verdict.stopped
            own, verdict = self._executed()
        self.written.update(verdict.written)
        tidy(own)
        scores = marks(own).scores
        for cell in own.cells:
            if not is_test(cell):
                continue
            name = nbgrader(cell)["grade_id"]
            test, most = self.tests[name], float(nbgrader(cell).get("points") or 0)
            test["passed"] = (scores.get(name) or 0.0) >= most
            test["ends"] = verdict.ends.get(name, test["ends"])
            said = [n.removeprefix(f"{name}: ") for n in verdict.notes if n.startswith(f"{name}: ")]
            if not test["passed"] and not test["why"]:
                test["why"] = (said or [verdict.stopped or "it does not get all points"])[0]

    def _executed(self) -> tuple[Any, Verdict]:
        from nbformat import from_dict

        own = from_dict(json.loads(json.dumps(self.nb)))
        for cell in own.cells:
            stub = without_hidden(cell.source, SOLUTION)
            cell.metadata["nnkit"] = whose(cell, stub, bound(cell.source))
            if is_test(cell):
                cell.metadata["nnkit"]["way"] = self.tests[nbgrader(cell)["grade_id"]]["way"]
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
            kept = [path for path in self._files() if str(path) not in self.written]
            copy_instructors(self.source, Path(folder), kept)
            return own, self.rooms.execute(own, folder, probe=True)


def is_test(cell: Cell) -> bool:
    """Tell whether a cell of the instructor's is an autograded test."""
    data = nbgrader(cell)
    return cell["cell_type"] == "code" and bool(data.get("grade")) and not is_answer(cell)


def answered(cells: list[Cell]) -> set[str]:
    """Return the names that the instructor's answers bind."""
    code = [cell for cell in cells if cell["cell_type"] == "code" and is_answer(cell)]
    return {name for cell in code for name in bound(cell["source"])["binds"]}


def kept(root: Path, name: str, key: str | None = None) -> Found | None:
    """Return what was found out about an assignment; with a key, if it has not changed since."""
    try:
        found = json.loads(_path(root, name).read_text("utf-8"))
        return found["found"] if key in (None, found["key"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(root: Path, name: str, key: str, found: Found) -> None:
    """Keep what was found out, where that is possible."""
    path = _path(root, name)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"key": key, "found": found}), "utf-8")
        part.replace(path)


def _path(root: Path, name: str) -> Path:
    return root / ".nnkit" / "rehearsed" / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
