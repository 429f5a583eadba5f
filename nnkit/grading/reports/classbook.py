"""What is known about one assignment of a class: the gradebook's marks and the judge's findings.

Marks come from nbgrader's ``gradebook.db`` (opened read-only, so an open formgrader does not
disturb and is not disturbed), what went wrong from
``autograded/<student>/<assignment>/checks.json``.
Student ids, names and messages were written by others: whoever shows them has to escape them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Key = tuple[str, str]
"""Notebook and cell."""

GRADED = "graded"
WAITING = "waits for manual grading"
UNGRADABLE = "could not be graded"
MISSING = "not handed in"
NEW = "not graded yet"
UNMARKED = (UNGRADABLE, NEW)

FULL, PART, NONE, BLANK, OPEN = "full", "part", "none", "blank", "open"


@dataclass(frozen=True)
class Task:
    """One graded cell: its key in the gradebook, the name it is shown by, its points.

    `by_hand` is True for an answer that a person reads.
    """

    key: Key
    label: str
    points: float
    by_hand: bool = False


@dataclass(frozen=True)
class Finding:
    """Why an answer was not right, as the check said it."""

    misconception: str | None
    rung: str
    text: str


@dataclass(frozen=True)
class Mark:
    """The points of one student for one task.

    `state` is one of FULL, PART, NONE (tried, no points), BLANK (not tried), OPEN (a person has
    to look at it).
    """

    score: float
    state: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Row:
    """One student: what was handed in and what it earned.

    `score` is None where there is no judgement: nothing was handed in, or it could not be graded.
    An honest zero is 0.0. `due` has the extension in it; times are UTC.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    status: str = GRADED
    reason: str = ""
    score: float | None = None
    penalty: float = 0.0
    handed_in: datetime | None = None
    due: datetime | None = None
    extension: timedelta = timedelta(0)
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    marks: dict[Key, Mark] = field(default_factory=dict)

    @property
    def late(self) -> timedelta | None:
        """How much too late it was handed in."""
        if self.score is None or self.handed_in is None or self.due is None:
            return None
        return max(self.handed_in - self.due, timedelta(0)) or None

    @property
    def open(self) -> list[Key]:
        """The tasks that wait for a person."""
        return [key for key, mark in self.marks.items() if mark.state == OPEN]

    def earned(self, waiting: Mapping[Key, float]) -> float:
        """The points after the penalty when what waits earns `waiting`; nothing where not said."""
        given = (waiting.get(k, 0.0) if k in self.open else m.score for k, m in self.marks.items())
        return max(0.0, sum(given) - self.penalty)

    @property
    def final(self) -> float | None:
        """The score after the penalty for lateness, never below zero."""
        return None if self.score is None else max(0.0, self.score - self.penalty)


@dataclass(frozen=True)
class ClassBook:
    """One assignment, its tasks in the order of the notebook and every student of the class."""

    assignment: str
    tasks: tuple[Task, ...]
    rows: tuple[Row, ...]
    apart: tuple[str, ...] = ()
    """A line for each test that is not judged in two rooms: which, how instead, and why."""
    due: datetime | None = None

    @property
    def points(self) -> float:
        """The most that can be earned."""
        return sum(task.points for task in self.tasks)

    def having(self, status: str) -> list[Row]:
        """The rows of that status."""
        return [row for row in self.rows if row.status == status]
