"""Read a `ClassBook` from an nbgrader course: its gradebook, its hand-ins, the judge's findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nnkit.grading.errors import UseError
from nnkit.grading.handin.folder import CHECKS, Classroom, need_gradebook, open_classroom
from nnkit.grading.reports.classbook import ClassBook, Key, Task
from nnkit.grading.reports.judged import load, read_judged
from nnkit.grading.reports.marks import marked, person
from nnkit.grading.run import rehearsal, ways


def read(root: Path, assignment: str | None = None) -> ClassBook:
    """Read one assignment of the course in `root`.

    Parameters
    ----------
    root : Path
        The folder of the course: it holds ``nbgrader_config.py``.
    assignment : str, optional
        Its name; may be left out when the gradebook holds one only.

    Raises
    ------
    UseError
        Not a course, no gradebook, not a gradebook, or no such assignment.
    """
    room = open_classroom(root)
    path = need_gradebook(room)
    engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true")
    try:
        with Session(engine) as session:
            return _read(session, room, _choose(session, path, assignment))
    except DatabaseError as error:
        raise UseError(f"{path} cannot be read as a gradebook: {error.orig}") from None
    finally:
        engine.dispose()


def _choose(session: Session, path: Path, name: str | None) -> Any:
    from nbgrader.api import Assignment

    found = {a.name: a for a in session.scalars(select(Assignment).order_by(Assignment.name))}
    listed = ", ".join(found) or "none"
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name is None:
        raise UseError(f"which assignment? {path} holds: {listed}")
    if name not in found:
        raise UseError(f"no assignment {name!r} in {path}; it holds: {listed}")
    return found[name]


def _read(session: Session, room: Classroom, assignment: Any) -> ClassBook:
    tasks = _tasks(session, room, assignment)
    handed_in = room.handed_in(assignment.name)
    entries = list(_students(session, assignment))
    known = {student for student, *_ in entries}
    entries += [(student, None, None, {}) for student in handed_in if student not in known]
    rows = []
    for student, record, submission, grades in entries:
        path = room.path("autograded", student, assignment.name) / CHECKS
        judged = read_judged(path, tasks)
        row = person(student, record, judged)
        rows.append(marked(row, submission, grades, tasks, judged, student in handed_in))
    rows.sort(key=lambda row: row.student.casefold())
    found = rehearsal.kept(room.root, assignment.name) or {"tests": {}}
    apart = tuple(ways.lines(found, room.rooms.otherwise))
    return ClassBook(assignment.name, tuple(tasks), tuple(rows), apart)


def _tasks(session: Session, room: Classroom, assignment: Any) -> list[Task]:
    from nbgrader.api import GradeCell, Notebook, SolutionCell, TaskCell

    def cells(kind: Any, *columns: Any) -> Iterator[Any]:
        query = select(Notebook.name, kind.name, *columns)
        query = query.join(Notebook, Notebook.id == kind.notebook_id)
        yield from session.execute(query.where(Notebook.assignment_id == assignment.id))

    answers = {(notebook, cell) for notebook, cell in cells(SolutionCell)}
    graded = [
        ((notebook, cell), float(points))
        for kind in (GradeCell, TaskCell)
        for notebook, cell, points in cells(kind, kind.max_score)
        if points > 0
    ]
    several = len({notebook for (notebook, _), _ in graded}) > 1
    order = _order(room, assignment.name)
    graded.sort(key=lambda task: (task[0][0], order.get(task[0], len(order)), task[0][1]))
    return [
        Task(key, _label(key, several), points, by_hand=key in answers) for key, points in graded
    ]


def _label(key: Key, several: bool) -> str:
    notebook, cell = key
    name = cell.removeprefix("test_") or cell
    return f"{notebook}/{name}" if several else name


def _order(room: Classroom, assignment: str) -> dict[Key, int]:
    """Number the cells of each notebook, read from the first graded copy that can be read."""
    order: dict[Key, int] = {}
    seen: set[str] = set()
    for student in room.handed_in(assignment):
        for path in room.path("autograded", student, assignment).glob("*.ipynb"):
            if path.stem not in seen:
                cells = load(path).get("cells", [])
                ids = [c.get("metadata", {}).get("nbgrader", {}).get("grade_id") for c in cells]
                order.update({(path.stem, name): n for n, name in enumerate(ids) if name})
                seen.add(path.stem)
        if seen:
            break
    return order


def _students(session: Session, assignment: Any) -> Iterator[tuple[str, Any, Any, dict[Key, Any]]]:
    """Every student of the gradebook: id, record, submission (or None), grades."""
    from nbgrader.api import BaseCell, Grade, Notebook, Student, SubmittedAssignment
    from nbgrader.api import SubmittedNotebook as Submitted

    grades: dict[str, dict[Key, Any]] = {}
    query = (
        select(Submitted.assignment_id, Notebook.name, BaseCell.name, Grade)
        .join(Submitted, Submitted.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == Submitted.notebook_id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Notebook.assignment_id == assignment.id)
    )
    for submission, notebook, cell, grade in session.execute(query):
        grades.setdefault(submission, {})[notebook, cell] = grade
    mine = SubmittedAssignment.assignment_id == assignment.id
    submissions = {
        s.student_id: s for s in session.scalars(select(SubmittedAssignment).where(mine))
    }
    for student in session.scalars(select(Student)):
        submission = submissions.get(student.id)
        yield student.id, student, submission, grades.get(submission.id, {}) if submission else {}
