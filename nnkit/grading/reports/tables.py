"""Marks as comma-separated text: a table for people and files that learning platforms take.

The columns follow what the platforms' importers read:

- canvas: "Student, ID, SIS User ID, SIS Login ID, Section", then the assignment, and a second
  line "Points Possible" (Canvas LMS, lib/gradebook_importer.rb). A student is found by ID (the
  gradebook's ``lms_user_id``), else by SIS Login ID (the student id).
- moodle: any columns, mapped by hand on import; "Username" or "Email address" identifies the
  student (Moodle docs "Grade import", grade/import/csv/classes/load_data.php).
- blackboard: "Username" identifies the student, every cell in quotation marks; a column whose
  heading has no Blackboard column number becomes a new column, so paste the heading of a
  downloaded file ("name [Total Pts: 14 Score] |123456") to fill one that exists (Blackboard help
  "Upload or download grades to work offline").
- csv: one line a student: student_id, assignment, score, max_score.

A student without a final mark (not handed in, could not be graded, waits for a person) has no
line at all: an empty cell or "-" takes away what a platform has already. In csv, which no platform
reads, the score is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from nnkit.grading.reports.classbook import BLANK, GRADED, OPEN, ClassBook, Row
from nnkit.grading.reports.coursebook import CourseBook
from nnkit.grading.reports.findings import number

Line = list[str]


def table(book: ClassBook) -> str:
    """One row a student, one column a task.

    ``status`` tells an honest zero (graded, 0) from work that could not be graded or was not
    handed in (both without score); ``not_attempted`` lists the tasks left as they were.
    """
    heading = ["student_id", "last_name", "first_name", "email", "status", "score", "max_score"]
    heading += ["late_penalty", "late_hours", *(_safe(task.label) for task in book.tasks)]
    heading += ["not_attempted", "grading_seconds", "reason"]
    return _csv([heading, *(_line(book, row) for row in book.rows)])


def _line(book: ClassBook, row: Row) -> Line:
    marks = [row.marks.get(task.key) for task in book.tasks]
    blank = [
        task.label
        for task, mark in zip(book.tasks, marks, strict=True)
        if mark and mark.state == BLANK
    ]
    return [
        *map(_safe, [row.student, row.last_name, row.first_name, row.email]),
        row.status,
        _points(row.final),
        number(book.points),
        _points(row.penalty),
        f"{row.late.total_seconds() / 3600:.1f}" if row.late else "",
        *("" if mark is None or mark.state == OPEN else number(mark.score) for mark in marks),
        _safe(" ".join(blank)),
        "" if row.seconds is None else f"{row.seconds:.2f}",
        _safe("; ".join(filter(None, [row.reason, *row.notes]))),
    ]


def course_table(course: CourseBook) -> str:
    """One row a student, one column an assignment.

    ``total`` is in percent, what waits counting nothing; ``total_at_most`` counts it in full.
    """
    heading = ["student_id", "last_name", "first_name", "email", "total", "total_at_most"]
    heading += ["result", *(_safe(book.assignment) for book in course.books), "dropped", "waits"]
    lines = [heading]
    for student, total in course.students.items():
        who, rows = total.who, [total.rows[book.assignment] for book in course.books]
        lines.append(
            [
                *map(_safe, [student, who.last_name, who.first_name, who.email]),
                *("" if total.nothing else number(end) for end in (total.low, total.high)),
                total.result(course.rules.pass_percent),
                *("" if row.final is None else number(row.earned({})) for row in rows),
                _safe(" ".join(total.dropped)),
                _safe(" ".join(total.waits)),
            ]
        )
    return _csv(lines)


def upload(book: ClassBook, platform: str) -> str:
    """The file that `platform` (one of `PLATFORMS`) takes."""
    return PLATFORMS[platform](book)


def _canvas(book: ClassBook) -> str:
    heading = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", book.assignment]
    points = ["Points Possible", "", "", "", "", number(book.points)]
    lines = [
        [_sortable(row), _safe(row.lms_id), "", _safe(row.student), "", _mark(row)]
        for row in _final(book)
    ]
    return _csv([heading, points, *lines])


def _moodle(book: ClassBook) -> str:
    heading = ["First name", "Last name", "Username", "Email address", book.assignment]
    lines = [
        [*map(_safe, [row.first_name, row.last_name, row.student, row.email]), _mark(row)]
        for row in _final(book)
    ]
    return _csv([heading, *lines])


def _blackboard(book: ClassBook) -> str:
    heading = ["Last Name", "First Name", "Username", book.assignment]
    lines = [
        [*map(_safe, [row.last_name, row.first_name, row.student]), _mark(row)]
        for row in _final(book)
    ]
    return _csv([heading, *lines], csv.QUOTE_ALL)


def _plain(book: ClassBook) -> str:
    lines = [
        [_safe(row.student), book.assignment, _mark(row), number(book.points)] for row in book.rows
    ]
    return _csv([["student_id", "assignment", "score", "max_score"], *lines])


PLATFORMS: dict[str, Callable[[ClassBook], str]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "csv": _plain,
}


def _final(book: ClassBook) -> list[Row]:
    return [row for row in book.rows if row.status == GRADED]


def _mark(row: Row) -> str:
    return _points(row.final) if row.status == GRADED else ""


def _points(value: float | None) -> str:
    return "" if value is None else number(value)


def _sortable(row: Row) -> str:
    return _safe(", ".join(filter(None, [row.last_name, row.first_name])) or row.student)


def _safe(text: str) -> str:
    """Keep a spreadsheet from running text of a submission as a formula."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _csv(lines: Iterable[Line], quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="\r\n").writerows(lines)  # type: ignore[arg-type]
    return out.getvalue()
