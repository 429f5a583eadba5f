"""What is known about a whole course: its class books and the total of every student."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnkit.grading.reports.classbook import (
    FULL,
    GRADED,
    MISSING,
    UNMARKED,
    WAITING,
    ClassBook,
    Key,
    Mark,
    Row,
    Task,
)
from nnkit.grading.reports.reading import Reader
from nnkit.grading.reports.rules import Course, best, rules

TOTAL = Task(("", ""), "total", 100.0)
PASSED, FAILED, UNKNOWN = "passed", "not passed", "not known yet"


@dataclass(frozen=True)
class Total:
    """One student of the course.

    Parameters
    ----------
    rows : dict of str to Row
        {assignment: what was handed in and what it earned}.
    low, high : float
        The total in percent when all that waits earns nothing, or everything.
    dropped : tuple of str
        Assignments that do not count for this student, as it stands now.
    """

    rows: dict[str, Row]
    low: float
    high: float
    dropped: tuple[str, ...]

    @property
    def who(self) -> Row:
        """Any of the rows, for the names."""
        return next(iter(self.rows.values()))

    @property
    def final(self) -> bool:
        """Whether nothing that waits can change the total."""
        return self.high - self.low < 1e-9

    @property
    def nothing(self) -> bool:
        """Whether nothing was handed in at all."""
        return all(row.status == MISSING for row in self.rows.values())

    @property
    def waits(self) -> list[str]:
        """The assignments that wait for a person, in part or as a whole."""
        return [n for n, row in self.rows.items() if row.status in (WAITING, *UNMARKED)]

    def result(self, needed: float | None) -> str:
        """Whether the total is enough; "" where nothing is needed."""
        if needed is None:
            return ""
        if self.low >= needed - 1e-9:
            return PASSED
        return FAILED if self.high < needed - 1e-9 else UNKNOWN


@dataclass(frozen=True)
class CourseBook:
    """A course: its assignments in their order, its rules, its students by their ids.

    `counted` is {assignment: weight} of those that count so far: graded, and with a weight.
    """

    books: tuple[ClassBook, ...]
    rules: Course
    students: dict[str, Total]
    counted: dict[str, float]

    @cached_property
    def total(self) -> ClassBook:
        """The total as a class book with one task of 100 points, where each stands at `low`."""
        return ClassBook("Course total", (TOTAL,), tuple(map(_total_row, self.students.values())))


def read_course(reader: Reader) -> CourseBook:
    """Read a whole course and work out the totals; raise as `rules` does."""
    found = rules(reader.room, reader.names())
    books = tuple(map(reader.book, reader.names()))
    handed = [{row.student: row for row in book.rows} for book in books]
    names = sorted({student for rows in handed for student in rows}, key=str.casefold)
    rows = {
        student: {
            book.assignment: mine.get(student, Row(student, status=MISSING))
            for book, mine in zip(books, handed, strict=True)
        }
        for student in names
    }
    weights = _counted(books, found)
    worth = {book.assignment: {t.key: t.points for t in book.tasks} for book in books}
    students = {
        student: _total(mine, weights, worth, found.drop_lowest) for student, mine in rows.items()
    }
    return CourseBook(books, found, students, weights)


def _counted(books: tuple[ClassBook, ...], found: Course) -> dict[str, float]:
    weights = {
        book.assignment: found.weights.get(book.assignment, book.points)
        for book in books
        if book.points and any(row.score is not None for row in book.rows)
    }
    return {name: weight for name, weight in weights.items() if weight}


def _total(
    rows: dict[str, Row], weights: dict[str, float], worth: dict[str, dict[Key, float]], drop: int
) -> Total:
    if not weights:
        return Total(rows, 0.0, 0.0, ())
    drop = min(drop, len(weights) - 1)
    ends = []
    for hope in (False, True):
        earned = [_earned(rows[name], worth[name], hope) for name in weights]
        shares = [e / sum(worth[name].values()) for e, name in zip(earned, weights, strict=True)]
        ends.append(best(shares, list(weights.values()), drop))
    (low, kept), (high, _) = ends
    dropped = tuple(name for i, name in enumerate(weights) if i not in kept)
    return Total(rows, 100 * low, 100 * high, dropped)


def _earned(row: Row, tasks: dict[Key, float], hope: bool) -> float:
    """What an assignment earns when all that waits earns nothing, or with `hope` everything."""
    if row.status == MISSING:
        return 0.0
    if row.status in UNMARKED:
        return sum(tasks.values()) if hope else 0.0
    return row.earned(tasks if hope else {})


def _total_row(total: Total) -> Row:
    who = total.who
    status = MISSING if total.nothing else GRADED if total.final else WAITING
    return Row(
        who.student,
        who.first_name,
        who.last_name,
        who.email,
        who.lms_id,
        status,
        score=None if total.nothing else total.low,
        marks={} if total.nothing else {TOTAL.key: Mark(total.low, FULL)},
    )
