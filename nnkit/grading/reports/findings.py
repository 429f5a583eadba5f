"""What the class got wrong, counted: the numbers behind the pictures and the tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from nnkit.grading.reports.classbook import (
    BLANK,
    FULL,
    NONE,
    OPEN,
    PART,
    UNGRADABLE,
    WAITING,
    ClassBook,
    Row,
    Task,
)


@dataclass(frozen=True)
class Misunderstanding:
    """One mistake: the task, its name (None: not a known mistake), the advice, who made it."""

    task: Task
    name: str | None
    rung: str
    advice: str
    students: tuple[str, ...]
    tried: int

    @property
    def title(self) -> str:
        """The mistake in a sentence, without its full stop."""
        if self.name:
            return first_sentence(self.advice)[0]
        return RUNG_WORDS.get(self.rung, "wrong in a way no known mistake explains")

    @property
    def rest(self) -> str:
        """The advice without what the title says."""
        return first_sentence(self.advice)[1] if self.name else self.advice


def first_sentence(text: str) -> tuple[str, str]:
    """Split a text: its first sentence without the full stop, and what follows.

    Of two mistakes at once ("Two things. First: …") both stay together.
    """
    found = re.match(r"(Two things\. First: .*|.*?[.?!])(?:\s+(?=[A-ZΑ-Ω`0-9])|$)", text, re.DOTALL)
    first = found[1] if found else text
    return first.removesuffix("."), text[len(first) :].strip()


RUNG_WORDS = {
    "returns": "does not return what was asked for (not a known mistake)",
    "arguments": "changes its argument",
    "hand": "wrong value (not a known mistake)",
    "isolated": "one term is wrong (not a known mistake)",
    "property": "breaks a property that must hold (not a known mistake)",
    "random": "wrong on random input (not a known mistake)",
    "gradient": "fails the gradient check (not a known mistake)",
    "edge": "fails on extreme or unusual input (not a known mistake)",
    "attempted": "could not be run",
    "test": "the test could not be finished",
}


def misunderstandings(book: ClassBook) -> list[Misunderstanding]:
    """Every mistake of the class: known ones first, the commonest first."""
    groups: dict[tuple[Task, str | None, str], list[tuple[str, str]]] = {}
    for task in book.tasks:
        for row in book.rows:
            mark = row.marks.get(task.key)
            if mark and mark.finding:
                finding = mark.finding
                rung = "" if finding.misconception else finding.rung
                group = groups.setdefault((task, finding.misconception, rung), [])
                group.append((row.student, finding.text))
    found = [
        Misunderstanding(
            task,
            name,
            rung,
            Counter(text for _, text in who).most_common(1)[0][0],
            tuple(student for student, _ in who),
            tried(book, task),
        )
        for (task, name, rung), who in groups.items()
    ]
    return sorted(found, key=lambda m: (m.name is None, -len(m.students)))


def states(book: ClassBook, task: Task) -> dict[str, int]:
    """How many graded students have full, part, no points, did not try, wait for a person."""
    counted = Counter(row.marks[task.key].state for row in book.rows if task.key in row.marks)
    return {state: counted[state] for state in (FULL, PART, NONE, BLANK, OPEN)}


def tried(book: ClassBook, task: Task) -> int:
    """How many students tried the task."""
    counted = states(book, task)
    return sum(counted.values()) - counted[BLANK]


def average(book: ClassBook, task: Task) -> float | None:
    """Mean points for the task; None without marks, or while it waits for the class."""
    marks = [row.marks[task.key] for row in book.rows if task.key in row.marks]
    given = [mark.score for mark in marks if mark.state != OPEN]
    return sum(given) / len(given) if 2 * len(given) >= len(marks) > 0 else None


def to_read(book: ClassBook) -> dict[Task, int]:
    """Count the answers that wait for a person, for each task that has any."""
    waiting = {task: states(book, task)[OPEN] for task in book.tasks}
    return {task: n for task, n in waiting.items() if n}


def counted(book: ClassBook) -> list[Task]:
    """The tasks that count so far: at least half of the class does not wait for a person there."""
    return [task for task in book.tasks if average(book, task) is not None]


def reachable(book: ClassBook) -> float:
    """The most that can be earned in the tasks that count so far."""
    return sum(task.points for task in counted(book))


def partly(book: ClassBook) -> list[Row]:
    """Who waits for a person in a task that counts: neither graded nor without a mark."""
    keys = {task.key for task in counted(book)}
    return [
        row
        for row in book.having(WAITING)
        if not keys or any(mark.state == OPEN for key, mark in row.marks.items() if key in keys)
    ]


def whole(book: ClassBook) -> list[Row]:
    """Who has a mark in every task that counts so far."""
    apart = {row.student for row in partly(book)}
    return [row for row in book.rows if row.score is not None and row.student not in apart]


def scores(book: ClassBook) -> list[float]:
    """Their points in the tasks that count so far, less the penalty."""
    tasks = counted(book)
    return [
        max(0.0, sum(row.marks[t.key].score for t in tasks if t.key in row.marks) - row.penalty)
        for row in whole(book)
        if tasks
    ]


def middle(book: ClassBook) -> float | None:
    """The median score."""
    found = scores(book)
    return median(found) if found else None


def hardest(book: ClassBook) -> Task | None:
    """The task with the smallest share of its points earned, if any points were lost."""
    shares = [
        (a / task.points, task) for task in book.tasks if (a := average(book, task)) is not None
    ]
    least = min(shares, key=lambda pair: pair[0], default=None)
    return least[1] if least and least[0] < 1 else None


@dataclass(frozen=True)
class Concern:
    """A submission that a person should look at, and why, in words."""

    row: Row
    reasons: tuple[str, ...]


def concerns(book: ClassBook) -> list[Concern]:
    """Submissions that could not be graded first, then those that were stopped or noted."""
    found = []
    for row in book.rows:
        if reasons := _unique([row.reason, *row.notes]):
            found.append(Concern(row, tuple(reasons)))
    return sorted(found, key=lambda concern: concern.row.status != UNGRADABLE)


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def late(book: ClassBook) -> list[Row]:
    """Who handed in after the deadline, latest first."""
    rows = [row for row in book.rows if row.late]
    return sorted(rows, key=lambda row: row.late or timedelta(), reverse=True)


def number(value: float) -> str:
    """Write points without needless digits: 2, 1.5, 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Write a share in whole percent: 0.756 is 76 %."""
    return f"{100 * share:.0f} %"
