"""Read a `ClassBook` from a course folder: gradebook.db, submitted/ and autograded/."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nnkit.grading.errors import UseError
from nnkit.grading.reports.classbook import (
    BLANK,
    FULL,
    GRADED,
    MISSING,
    NONE,
    OPEN,
    PART,
    UNGRADABLE,
    WAITING,
    ClassBook,
    Finding,
    Mark,
    Row,
    Task,
)

Key = tuple[str, str]


def read(root: Path, assignment: str | None = None) -> ClassBook:
    """Read one assignment of the course in `root`.

    Parameters
    ----------
    root : Path
        The course folder, where ``gradebook.db`` lies.
    assignment : str, optional
        Its name; may be left out when the gradebook holds one only.

    Raises
    ------
    UseError
        No gradebook, not a gradebook, or no such assignment.
    """
    path = root / "gradebook.db"
    if not path.is_file():
        raise UseError(f"no gradebook.db in {root}: grade first (nnkit grade ASSIGNMENT)")
    engine = create_engine(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&uri=true")
    try:
        with Session(engine) as session:
            return _read(session, root, assignment)
    except DatabaseError as error:
        raise UseError(f"{path} cannot be read as a gradebook: {error.orig}") from None
    finally:
        engine.dispose()


def _read(session: Session, root: Path, name: str | None) -> ClassBook:
    assignment = _choose(session, root, name)
    tasks = _tasks(session, assignment, root)
    rows = [_row(entry, assignment.name, tasks, root) for entry in _students(session, assignment)]
    known = {row.student for row in rows}
    for student in sorted(_handed_in(root, assignment.name) - known):
        rows.append(_row((student, None, None, []), assignment.name, tasks, root))
    rows.sort(key=lambda row: row.student.casefold())
    return ClassBook(assignment.name, tuple(tasks), tuple(rows))


def _choose(session: Session, root: Path, name: str | None) -> Any:
    from nbgrader.api import Assignment

    found = {a.name: a for a in session.scalars(select(Assignment).order_by(Assignment.name))}
    listed = ", ".join(found) or "none"
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name is None:
        raise UseError(f"which assignment? {root / 'gradebook.db'} holds: {listed}")
    if name not in found:
        raise UseError(f"no assignment {name!r} in {root / 'gradebook.db'}; it holds: {listed}")
    return found[name]


def _tasks(session: Session, assignment: Any, root: Path) -> list[Task]:
    from nbgrader.api import GradeCell, Notebook, TaskCell

    tasks = []
    for kind in (GradeCell, TaskCell):
        query = select(kind.name, kind.max_score, Notebook.name).join(
            Notebook, Notebook.id == kind.notebook_id
        )
        for cell, points, notebook in session.execute(
            query.where(Notebook.assignment_id == assignment.id)
        ):
            tasks.append(((notebook, cell), points))
    several = len({notebook for (notebook, _), _ in tasks}) > 1
    order = _order(root, assignment.name)
    tasks.sort(key=lambda task: (task[0][0], order.get(task[0], len(order)), task[0][1]))
    return [Task(key, _label(key, several), float(points)) for key, points in tasks if points > 0]


def _label(key: Key, several: bool) -> str:
    notebook, cell = key
    name = cell.removeprefix("test_") or cell
    return f"{notebook}/{name}" if several else name


def _order(root: Path, assignment: str) -> dict[Key, int]:
    """Number the cells of each notebook, read from the first autograded copy that can be read."""
    order: dict[Key, int] = {}
    seen: set[str] = set()
    for path in sorted((root / "autograded").glob(f"*/{glob.escape(assignment)}/*.ipynb")):
        if path.stem in seen:
            continue
        cells = _json(path).get("cells", [])
        ids = [cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") for cell in cells]
        order.update({(path.stem, grade_id): n for n, grade_id in enumerate(ids) if grade_id})
        seen.add(path.stem)
    return order


def _students(session: Session, assignment: Any) -> Iterator[tuple[str, Any, Any, list[Any]]]:
    """Every student of the gradebook: id, record, submission (or None), grades."""
    from nbgrader.api import BaseCell, Grade, Notebook, Student, SubmittedAssignment
    from nbgrader.api import SubmittedNotebook as Submitted

    marks: dict[str, list[Any]] = {}
    query = (
        select(Submitted.assignment_id, Notebook.name, BaseCell.name, Grade)
        .join(Submitted, Submitted.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == Submitted.notebook_id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Notebook.assignment_id == assignment.id)
    )
    for submission, notebook, cell, grade in session.execute(query):
        marks.setdefault(submission, []).append(((notebook, cell), grade))
    handed_in = {
        s.student_id: s
        for s in session.scalars(
            select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == assignment.id)
        )
    }
    for student in session.scalars(select(Student)):
        submission = handed_in.get(student.id)
        yield student.id, student, submission, marks.get(submission.id, []) if submission else []


def _row(
    entry: tuple[str, Any, Any, list[Any]], assignment: str, tasks: list[Task], root: Path
) -> Row:
    student, record, submission, grades = entry
    judged = _judged(root / "autograded" / student / assignment / "checks.json")
    row = Row(
        student,
        first_name=getattr(record, "first_name", None) or "",
        last_name=getattr(record, "last_name", None) or "",
        email=getattr(record, "email", None) or "",
        lms_id=getattr(record, "lms_user_id", None) or "",
        seconds=judged.get("seconds"),
        notes=_notes(judged),
    )
    status, reason = _status(submission, grades, judged, root / "submitted" / student / assignment)
    if status in (MISSING, UNGRADABLE):
        return replace(row, status=status, reason=reason)
    marks = _marks(dict(grades), tasks, judged)
    return replace(
        row,
        status=status,
        reason=reason,
        score=sum(mark.score for mark in marks.values()),
        penalty=submission.late_submission_penalty or 0.0,
        late=_late(submission),
        marks=marks,
    )


def _status(submission: Any, grades: list[Any], judged: Any, handed_in: Path) -> tuple[str, str]:
    stopped = str(judged.get("stopped") or "")
    scored = [g for _, g in grades if g.auto_score is not None or g.manual_score is not None]
    if submission is None or not scored:
        if not stopped and not handed_in.is_dir():
            return MISSING, ""
        return UNGRADABLE, stopped or "it was handed in, but the gradebook has no score for it"
    if judged.get("status") == "ungradable" and not _anything_judged(scored, judged):
        return UNGRADABLE, stopped
    if any(grade.needs_manual_grade for _, grade in grades):
        return WAITING, stopped
    return GRADED, stopped


def _anything_judged(scored: list[Any], judged: Any) -> bool:
    """Whether a person has given marks, or a part of the submission could be graded."""
    by_hand = any(grade.manual_score is not None for grade in scored)
    return by_hand or bool(judged.get("checks")) or any(grade.auto_score for grade in scored)


def _marks(grades: dict[Key, Any], tasks: list[Task], judged: Any) -> dict[Key, Mark]:
    checks = {(str(c.get("notebook")), str(c["grade_id"])): c for c in judged.get("checks") or []}
    return {
        task.key: _mark(grades[task.key], task, checks.get(task.key) or {})
        for task in tasks
        if task.key in grades
    }


def _mark(grade: Any, task: Task, check: dict[str, Any]) -> Mark:
    score = float(grade.score or 0.0)
    finding = _finding(check) if score < task.points else None
    if grade.needs_manual_grade:
        return Mark(score, OPEN)
    if score >= task.points - 1e-9:
        return Mark(score, FULL)
    if score > 0:
        return Mark(score, PART, finding)
    return Mark(score, NONE if _tried(check) else BLANK, finding)


def _tried(check: dict[str, Any]) -> bool:
    return bool(check.get("attempted", True)) or "NotImplementedError" not in str(check["message"])


def _finding(check: dict[str, Any]) -> Finding | None:
    if not check or check.get("passed") or not _tried(check):
        return None
    rung = next((name for name, state in check.get("rungs", []) if state == "failed"), "")
    mistake = check.get("misconception")
    text = str((mistake and check.get("advice")) or check.get("message") or "")
    return Finding(str(mistake) if mistake else None, str(rung), text)


def _notes(judged: dict[str, Any]) -> tuple[str, ...]:
    """Return the judge's remarks, without those that only repeat why it was stopped."""
    stopped = judged.get("stopped")
    notes = map(str, judged.get("notes") or ())
    return tuple(note for note in notes if not (stopped and stopped in note))


def _late(submission: Any) -> timedelta | None:
    due: datetime | None = submission.assignment.duedate
    if due is None or submission.timestamp is None:
        return None
    if submission.extension is not None:
        due += submission.extension
    late: timedelta = submission.timestamp - due
    return late if late > timedelta(0) else None


def _judged(path: Path) -> dict[str, Any]:
    found = _json(path)
    return found if isinstance(found, dict) else {}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _handed_in(root: Path, assignment: str) -> set[str]:
    return {path.parent.name for path in (root / "submitted").glob(f"*/{glob.escape(assignment)}")}
