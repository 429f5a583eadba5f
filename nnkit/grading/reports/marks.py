"""One student's row, from the records of the gradebook and what the judge found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from nnkit.grading.reports.classbook import (
    BLANK,
    FULL,
    GRADED,
    MISSING,
    NEW,
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


class Grade(NamedTuple):
    """What the gradebook has of one graded cell of a submission."""

    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    needs_manual_grade: bool

    @property
    def score(self) -> float:
        """The points: the mark of a person before that of the grader, as nbgrader has it."""
        given = [mark for mark in (self.manual_score, self.auto_score) if mark is not None]
        return given[0] + (self.extra_credit or 0.0) if given else 0.0


def person(student: str, record: Mapping[str, Any], judged: Judged) -> Row:
    """Begin the row of a student: who it is, and what the judge said."""
    return Row(
        student,
        first_name=record.get("first_name") or "",
        last_name=record.get("last_name") or "",
        email=record.get("email") or "",
        lms_id=record.get("lms_user_id") or "",
        reason=judged.stopped,
        notes=judged.notes,
        seconds=judged.seconds,
    )


def marked(
    row: Row,
    submission: Mapping[str, Any],
    grades: Mapping[Key, Grade],
    tasks: Sequence[Task],
    judged: Judged,
    handed_in: bool,
) -> Row:
    """Finish the row of a student: status, marks, lateness.

    Parameters
    ----------
    row : Row
        From `person`.
    submission : mapping
        When it was handed in and due, the penalty; without a timestamp where there is none.
    grades : mapping of Key to Grade
        Its marks; empty where there are none.
    tasks : sequence of Task
        The tasks of the assignment.
    judged : Judged
        What the judge found.
    handed_in : bool
        Whether there is a folder in ``submitted``.
    """
    row = replace(
        row,
        notes=tuple(note for note in row.notes if not _settled(note, grades, judged)),
        status=_status(grades, judged, handed_in),
        handed_in=submission.get("timestamp"),
        due=submission.get("due"),
        extension=submission.get("extension") or timedelta(0),
    )
    if row.status == UNGRADABLE:
        reason = row.reason or "handed in, but the gradebook has no score for it"
        if done := sum(not grade.needs_manual_grade for grade in grades.values()):
            reason += f"; {done} of {len(grades)} marks were given by hand"
        return replace(row, reason=reason)
    if row.status in (MISSING, NEW):
        return row
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
        score=sum(mark.score for mark in marks.values()),
        penalty=submission["penalty"],
        marks=marks,
    )


def _settled(note: str, grades: Mapping[Key, Grade], judged: Judged) -> bool:
    """Tell whether a note asked a person for marks that are given by now."""
    asked = judged.asked.get(note, [])
    return bool(asked) and not any(grades[k].needs_manual_grade for k in asked if k in grades)


def _status(grades: Mapping[Key, Grade], judged: Judged, handed_in: bool) -> str:
    scored = [g for g in grades.values() if g.auto_score is not None or g.manual_score is not None]
    if not scored:
        if judged.stopped or judged.status:
            return UNGRADABLE
        return NEW if handed_in else MISSING
    waits = any(grade.needs_manual_grade for grade in grades.values())
    in_part = bool(judged.checks) or any(grade.auto_score for grade in scored)
    if judged.status == "ungradable" and waits and not in_part:
        return UNGRADABLE
    return WAITING if waits else GRADED


def _mark(grade: Grade, task: Task, judged: Judged) -> Mark:
    score = float(grade.score)
    if grade.needs_manual_grade:
        return Mark(score, OPEN)
    if score >= task.points - 1e-9:
        return Mark(score, FULL)
    unchanged = task.by_hand and grade.manual_score is None and not score
    if unchanged or not judged.attempted(task):
        return Mark(score, BLANK)
    return Mark(score, PART if score > 0 else NONE, judged.finding(task))
