"""Words and links of the reports about single students."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from nnkit.grading.errors import UseError
from nnkit.grading.reports.classbook import MISSING, OPEN, UNMARKED, ClassBook, Mark, Row, Task
from nnkit.grading.reports.findings import first_sentence, number


def need_student(student: str, rows: Mapping[str, Row]) -> None:
    """Raise UseError, with names that are near, unless there is such a student."""
    if student in rows:
        return
    called = {f"{row.first_name} {row.last_name}".casefold(): name for name, row in rows.items()}
    called |= {row.last_name.casefold(): name for name, row in rows.items()}
    called |= {name.casefold(): name for name in rows}
    asked = student.casefold()
    near = [key for key in called if asked in key][:3]
    near = near or difflib.get_close_matches(asked, called, n=3)
    ids = dict.fromkeys(called[name] for name in near)
    names = ", ".join(f"{name!r}{called_by(rows[name])}" for name in ids)
    fix = f"did you mean {names}?" if near else f"it holds {len(rows)} students"
    raise UseError(f"no student {student!r} in the gradebook; {fix}")


def called_by(row: Row) -> str:
    """Return the name in brackets, if it is known."""
    name = " ".join(filter(None, [row.first_name, row.last_name]))
    return f" ({name})" if name else ""


def span(late: timedelta | None) -> str:
    """Return how late a submission is."""
    minutes = int((late or timedelta()).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{max(1, minutes)} min"


def stands(row: Row, book: ClassBook) -> str:
    """Say what a student earned in an assignment, and what waits."""
    if row.status in (MISSING, *UNMARKED):
        return row.status
    waits = sum(task.points for task in book.tasks if task.key in row.open)
    more = f", {number(waits)} more wait for a person" if row.open else ""
    return f"{number(row.earned({}))} of {number(book.points)} points{more}"


def dates(row: Row) -> str:
    """Say when it was handed in and due, and what being late costs."""
    said = []
    if row.handed_in:
        said.append(f"handed in {_day(row.handed_in)}")
    if row.due:
        more = f" ({span(row.extension)} more than the class)" if row.extension else ""
        said.append(f"due {_day(row.due)}{more}")
    if row.late:
        cost = f"{number(row.penalty)} points less" if row.penalty else "no penalty"
        said.append(f"{span(row.late)} late, {cost}")
    return "; ".join(said)


def _day(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def said_of(mark: Mark) -> str:
    """The first sentence of what the check found."""
    return first_sentence(mark.finding.text)[0] if mark.finding else ""


def given(task: Task, mark: Mark | None) -> str:
    """The points of a task as a student reads them."""
    got = "–" if mark is None else "waits," if mark.state == OPEN else number(mark.score)
    return f"{got} of {number(task.points)}"


def links(book: ClassBook, root: Path | None, at: Path | None) -> dict[str, str]:
    """Return {student: address of the feedback page}, "" where there is none.

    `root` is the course's folder, `at` where the report will lie.
    """
    return {row.student: feedback(book.assignment, row.student, root, at) for row in book.rows}


def feedback(assignment: str, student: str, root: Path | None, at: Path | None) -> str:
    """Return the address of a feedback page, "" where there is none."""
    if root is None or at is None:
        return ""
    pages = sorted((root / "feedback" / student / assignment).glob("*.html"))
    if not pages:
        return ""
    relative = Path(os.path.relpath(pages[0].resolve(), at.resolve().parent))
    return "/".join(quote(part) for part in relative.parts)
