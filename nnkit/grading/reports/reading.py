"""Read class books from an nbgrader course: its gradebook, its hand-ins, the judge's findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbgrader import api
from sqlalchemy import Connection, create_engine, func, inspect, select
from sqlalchemy.exc import DatabaseError

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.own_tables import EXTENSION
from nnkit.grading.handin.folder import CHECKS, Classroom, need_gradebook, open_classroom
from nnkit.grading.reports.classbook import ClassBook, Key, Task
from nnkit.grading.reports.judged import load, read_judged
from nnkit.grading.reports.marks import Grade, marked, person
from nnkit.grading.run import rehearsal, ways

_STUDENT = api.Student.__table__
_ASSIGNMENT = api.Assignment.__table__
_NOTEBOOK = api.Notebook.__table__
_CELL = api.BaseCell.__table__
_SUBMISSION = api.SubmittedAssignment.__table__
_SHEET = api.SubmittedNotebook.__table__
_GRADE = api.Grade.__table__
_COMMENT = api.Comment.__table__


class Reader:
    """A gradebook that is open for reading, and the folders of its course."""

    def __init__(self, room: Classroom, db: Connection) -> None:
        self.room, self.db = room, db
        self.assignments = [dict(row) for row in db.execute(select(_ASSIGNMENT)).mappings()]
        dated = all(entry["duedate"] for entry in self.assignments)
        self.assignments.sort(key=lambda e: (e["duedate"] if dated else None, _natural(e["name"])))
        self.students = {row["id"]: row for row in db.execute(select(_STUDENT)).mappings()}

    def names(self) -> list[str]:
        """Return the assignments in the order of their due dates, or of their names."""
        return [entry["name"] for entry in self.assignments]

    def book(self, name: str) -> ClassBook:
        """Read one assignment.

        Raises
        ------
        UseError
            There is no such assignment.
        """
        entry = next((entry for entry in self.assignments if entry["name"] == name), None)
        if entry is None:
            listed = ", ".join(self.names()) or "none"
            where = need_gradebook(self.room)
            raise UseError(f"no assignment {name!r} in {where}; it holds: {listed}")
        handed_in = self.room.handed_in(name)
        tasks = self._tasks(entry, handed_in)
        submissions, grades = self._submissions(entry), self._grades(entry)
        rows = []
        for student in sorted({*self.students, *handed_in}, key=str.casefold):
            path = self.room.path("autograded", student, name) / CHECKS
            judged = read_judged(path, tasks)
            row = person(student, self.students.get(student, {}), judged)
            submission, given = submissions.get(student, {}), grades.get(student, {})
            rows.append(marked(row, submission, given, tasks, judged, student in handed_in))
        found = rehearsal.kept(self.room.root, name) or {"tests": {}}
        apart = tuple(ways.lines(found, self.room.rooms.otherwise))
        return ClassBook(name, tuple(tasks), tuple(rows), apart, entry["duedate"])

    def comments(self, student: str) -> dict[str, list[tuple[str, str]]]:
        """Return {assignment: [(cell, comment)]} of what was said to a student."""
        said = func.coalesce(_COMMENT.c.manual_comment, _COMMENT.c.auto_comment)
        query = (
            select(_ASSIGNMENT.c.name, _CELL.c.name, said)
            .join_from(_COMMENT, _CELL, _CELL.c.id == _COMMENT.c.cell_id)
            .join(_SHEET, _SHEET.c.id == _COMMENT.c.notebook_id)
            .join(_SUBMISSION, _SUBMISSION.c.id == _SHEET.c.assignment_id)
            .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _SUBMISSION.c.assignment_id)
            .where((_SUBMISSION.c.student_id == student) & said.is_not(None))
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for name, cell, text in self.db.execute(query):
            found.setdefault(name, []).append((cell, text))
        return found

    def _tasks(self, assignment: Mapping[str, Any], handed_in: Iterable[str]) -> list[Task]:
        mine = _NOTEBOOK.c.assignment_id == assignment["id"]
        cells = select(_NOTEBOOK.c.name, _CELL.c.name, _CELL.c.type)
        cells = cells.join(_NOTEBOOK, _NOTEBOOK.c.id == _CELL.c.notebook_id).where(mine)
        answers = {
            (nb, cell) for nb, cell, kind in self.db.execute(cells) if kind == "SolutionCell"
        }
        graded: list[tuple[Key, float]] = []
        for table in (api.GradeCell.__table__, api.TaskCell.__table__):
            worth = select(_NOTEBOOK.c.name, _CELL.c.name, table.c.max_score)
            worth = worth.join_from(table, _CELL, _CELL.c.id == table.c.id)
            worth = worth.join(_NOTEBOOK, _NOTEBOOK.c.id == _CELL.c.notebook_id).where(mine)
            rows = self.db.execute(worth)
            graded += [((nb, cell), float(points)) for nb, cell, points in rows if points > 0]
        several = len({notebook for (notebook, _), _ in graded}) > 1
        order = self._order(assignment["name"], handed_in)
        graded.sort(key=lambda task: (task[0][0], order.get(task[0], len(order)), task[0][1]))
        return [
            Task(key, _label(key, several), points, by_hand=key in answers)
            for key, points in graded
        ]

    def _order(self, assignment: str, handed_in: Iterable[str]) -> dict[Key, int]:
        """Number the cells of each notebook, read from the first graded copy that can be read."""
        order: dict[Key, int] = {}
        for student in handed_in:
            for path in self.room.path("autograded", student, assignment).glob("*.ipynb"):
                cells = load(path).get("cells", [])
                ids = [c.get("metadata", {}).get("nbgrader", {}).get("grade_id") for c in cells]
                order.update({(path.stem, name): n for n, name in enumerate(ids) if name})
            if order:
                break
        return order

    def _submissions(self, assignment: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return {student: when it was handed in and due, the penalty}."""
        mine, due = _SUBMISSION.c.assignment_id == assignment["id"], assignment["duedate"]
        penalty = func.coalesce(func.sum(_SHEET.c.late_submission_penalty), 0.0).label("penalty")
        query = (
            select(_SUBMISSION, penalty)
            .outerjoin(_SHEET, _SHEET.c.assignment_id == _SUBMISSION.c.id)
            .where(mine)
            .group_by(_SUBMISSION.c.id)
        )
        found = {row["student_id"]: dict(row) for row in self.db.execute(query).mappings()}
        granted = {}
        if inspect(self.db).has_table(EXTENSION.name):
            rows = self.db.execute(select(EXTENSION).filter_by(assignment_id=assignment["id"]))
            granted = {row.student_id: timedelta(seconds=row.seconds) for row in rows}
        for student in self.students:
            entry = found.setdefault(student, {})
            more = entry.get("extension", granted.get(student)) or timedelta(0)
            entry |= {"extension": more, "due": due and due + more}
        return found

    def _grades(self, assignment: Mapping[str, Any]) -> dict[str, dict[Key, Grade]]:
        query = (
            select(
                _SUBMISSION.c.student_id, _NOTEBOOK.c.name, _CELL.c.name,
                *(_GRADE.c[column] for column in Grade._fields),
            )
            .join_from(_GRADE, _SHEET, _SHEET.c.id == _GRADE.c.notebook_id)
            .join(_SUBMISSION, _SUBMISSION.c.id == _SHEET.c.assignment_id)
            .join(_NOTEBOOK, _NOTEBOOK.c.id == _SHEET.c.notebook_id)
            .join(_CELL, _CELL.c.id == _GRADE.c.cell_id)
            .where(_SUBMISSION.c.assignment_id == assignment["id"])
        )  # fmt: skip
        found: dict[str, dict[Key, Grade]] = {}
        for student, notebook, cell, *columns in self.db.execute(query):
            found.setdefault(student, {})[notebook, cell] = Grade(*columns)
        return found


@contextmanager
def reading(root: Path) -> Iterator[Reader]:
    """Open the gradebook of a course for reading: a formgrader or a run is not disturbed.

    Parameters
    ----------
    root : Path
        The folder of the course: it holds ``nbgrader_config.py``.

    Raises
    ------
    UseError
        Not a course, no gradebook, or not a gradebook.
    """
    room = open_classroom(root)
    path = need_gradebook(room)
    engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true")
    try:
        with engine.connect() as db:
            yield Reader(room, db)
    except DatabaseError as error:
        if "locked" in str(error.orig):
            raise UseError(f"{path} is locked by another program; close it and run again") from None
        raise UseError(f"{path} cannot be read as a gradebook: {error.orig}") from None
    finally:
        engine.dispose()


def read(root: Path, assignment: str) -> ClassBook:
    """Read one assignment of the course in `root`; raise as `reading` and `Reader.book` do."""
    with reading(root) as reader:
        return reader.book(assignment)


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """Return what sorts ps2 before ps10."""
    parts = re.findall(r"\d+|\D+", name)
    return [(not p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts]


def _label(key: Key, several: bool) -> str:
    notebook, cell = key
    name = cell.removeprefix("test_") or cell
    return f"{notebook}/{name}" if several else name
