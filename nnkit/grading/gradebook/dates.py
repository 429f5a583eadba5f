"""Due dates, extensions and late penalties: computed anew in each run, without grading.

nbgrader keeps an extension with the submission, so there is none before the hand-in. Here it is
kept in a table of our own in the gradebook, ``nnkit_extension``, until there is one.
"""

from __future__ import annotations

import datetime
import difflib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.book import Book
from nnkit.grading.handin.folder import Classroom, need_assignment, open_classroom
from nnkit.grading.handin.timestamp import need_moment

_SPAN = re.compile(
    r"(\d+(?:\.\d+)?)\s*(w(?:eeks?)?|d(?:ays?)?|h(?:ours?)?|m(?:in(?:utes?)?)?)", re.IGNORECASE
)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


def zone(room: Classroom) -> str:
    """Return the time zone of a course, as nbgrader is told it."""
    return str(room.config.get("Exchange", {}).get("timezone", "UTC"))


def extend(root: Path, student: str, assignment: str, time: str) -> Iterator[str]:
    """Grant a student more time, before or after the hand-in; yield what was done, in lines.

    Parameters
    ----------
    root : Path
        The folder of the course.
    student, assignment : str
        Who, and for what.
    time : str
        How much: ``2 days``, ``36 hours``; until when: ``2026-10-23 12:00 Europe/Berlin``; ``none``
        takes the extension back. It is kept as a span, as nbgrader has it: when the due date is
        moved, the student's is moved with it.

    Raises
    ------
    UseError
        No such course, assignment or student, no due date, a time that cannot be read.
    """
    room = open_classroom(root)
    with Book(room) as book:
        known = book.make() if book.exists() else []
        need_assignment(room, assignment, known)
        if assignment in known:
            book.open_assignment(assignment)
            _need_student(book, student)
        if assignment not in known or book.duedate is None:
            raise UseError(
                f"{assignment!r} has no due date; set it in the formgrader, or with: nbgrader db "
                f'assignment add {shlex.quote(assignment)} --duedate "2026-10-20 12:00 UTC"'
            )
        span = _span(time, book.duedate, zone(room))
        book.extend(student, span)
        yield f"{student}: {assignment} is due {_shown(book.duedate + span)}, {_later(span)}"
        yield from book.redate()


def _need_student(book: Book, student: str) -> None:
    known = book.students()
    if student in known:
        return
    near = difflib.get_close_matches(student, known, n=1)
    fix = f"did you mean {near[0]!r}?" if near else "add with:"
    raise UseError(
        f"no student {student!r} in the gradebook; {fix} "
        + ("" if near else f"nbgrader db student add {shlex.quote(student)}")
    )


def _span(text: str, due: datetime.datetime, zone: str) -> datetime.timedelta:
    if text.strip().lower() in ("none", "0"):
        return datetime.timedelta(0)
    if found := _SPAN.fullmatch(text.strip()):
        try:
            return datetime.timedelta(**{_UNITS[found[2][0].lower()]: float(found[1])})
        except OverflowError as error:
            raise UseError(f"TIME is {text!r}: that is too long") from error
    if not re.search(r"\d{4}|\d+[/.:]\d+", text):
        raise UseError(
            f"TIME is {text!r}; write a span (2 days, 36 hours), a date (2026-10-23 12:00 UTC), "
            "or none"
        )
    until = need_moment("TIME", text, zone)
    if until <= due:
        raise UseError(f"TIME is {_shown(until)}, not after the due date, {_shown(due)}")
    return until - due


def _shown(time: datetime.datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _later(span: datetime.timedelta) -> str:
    if not span:
        return "as for everybody"
    hours = span.total_seconds() / 3600
    if hours % 24:
        return f"{hours:.4g} hours later"
    return "1 day later" if hours == 24 else f"{hours / 24:g} days later"
