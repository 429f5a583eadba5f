"""One student's row, from the records of the gradebook and what the judge found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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
    Key,
    Mark,
    Row,
    Task,
)
from nnkit.grading.reports.judged import Judged


def person(student: str, record: Any, judged: Judged) -> Row:
    """Begin the row of a student: who it is, and what the judge said."""
    return Row(
        student,
        first_name=getattr(record, "first_name", None) or "",
        last_name=getattr(record, "last_name", None) or "",
        email=getattr(record, "email", None) or "",
        lms_id=getattr(record, "lms_user_id", None) or "",
        reason=judged.stopped,
        notes=judged.notes,
        seconds=judged.seconds,
    )


def marked(
    row: Row,
    submission: Any,
    grades: Mapping[Key, Any],
    tasks: Sequence[Task],
    judged: Judged,
    handed_in: bool,
) -> Row:
    """Finish the row of a student: status, marks, lateness.

    Parameters
    ----------
    row : Row
        From `person`.
    submission, grades
        nbgrader's records (None and empty where there are none).
    tasks : sequence of Task
        The tasks of the assignment.
    judged : Judged
        What the judge found.
    handed_in : bool
        Whether there is a folder in ``submitted``.
    """
    status = _status(submission, grades, judged, handed_in)
    if status == UNGRADABLE:
        reason = row.reason or "handed in, but the gradebook has no score for it"
        if done := sum(not grade.needs_manual_grade for grade in grades.values()):
            reason += f"; {done} of {len(grades)} marks were given by hand"
        return replace(row, status=status, reason=reason)
    if status == MISSING:
        return replace(row, status=status)
    marks = {t.key: _mark(grades[t.key], t, judged) for t in tasks if t.key in grades}
    again = [
        f"{t.label} asks again: {grades[t.key].manual_score:g} points were given for what was "
        "there before"
        for t in tasks
        if t.key in marks and marks[t.key].state == OPEN and grades[t.key].manual_score is not None
    ]
    return replace(
        row,
        notes=(*row.notes, *again),
        status=status,
        score=sum(mark.score for mark in marks.values()),
        penalty=submission.late_submission_penalty or 0.0,
        late=_late(submission),
        marks=marks,
    )


def _status(submission: Any, grades: Mapping[Key, Any], judged: Judged, handed_in: bool) -> str:
    scored = [g for g in grades.values() if g.auto_score is not None or g.manual_score is not None]
    if submission is None or not scored:
        return UNGRADABLE if handed_in or judged.stopped else MISSING
    waits = any(grade.needs_manual_grade for grade in grades.values())
    in_part = bool(judged.checks) or any(grade.auto_score for grade in scored)
    if judged.status == "ungradable" and waits and not in_part:
        return UNGRADABLE
    return WAITING if waits else GRADED


def _mark(grade: Any, task: Task, judged: Judged) -> Mark:
    score = float(grade.score or 0.0)
    if grade.needs_manual_grade:
        return Mark(score, OPEN)
    if score >= task.points - 1e-9:
        return Mark(score, FULL)
    unchanged = task.by_hand and grade.manual_score is None and not score
    if unchanged or not judged.attempted(task):
        return Mark(score, BLANK)
    return Mark(score, PART if score > 0 else NONE, judged.finding(task))


def _late(submission: Any) -> timedelta | None:
    due: datetime | None = submission.assignment.duedate
    if due is None or submission.timestamp is None:
        return None
    if submission.extension is not None:
        due += submission.extension
    late: timedelta = submission.timestamp - due
    return late if late > timedelta(0) else None
