"""How hard each task was, and how well it tells who is strong in the rest of the assignment.

Difficulty is the share of the points that was earned; discrimination the corrected item-rest
correlation: that of the points for the task with those for all other tasks. The steps are those of
R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation

from nnkit.grading.reports.classbook import ClassBook, Task
from nnkit.grading.reports.findings import average, counted, whole

LEAST = 20  # with fewer students a correlation of 0.4 is what chance alone often gives
HARD = ((0.9, "easy"), (0.5, "medium"), (0.0, "hard"))
TELLS = ((0.4, "very clear"), (0.3, "clear"), (0.2, "weak"), (0.0, "hardly any"))


@dataclass(frozen=True)
class Item:
    """A task: the share of its points that was earned, its discrimination, and both in words.

    A number is None where there is none; the words then say why.
    """

    task: Task
    share: float | None
    hard: str
    discrimination: float | None
    tells: str


def items(book: ClassBook) -> list[Item]:
    """Look at every task of an assignment."""
    count = counted(book)
    rows = [row for row in whole(book) if all(task.key in row.marks for task in count)]
    sums = [sum(row.marks[task.key].score for task in count) for row in rows]
    found = []
    for task in book.tasks:
        mean = average(book, task)
        if mean is None:
            found.append(Item(task, None, "waits for a person", None, "waits for a person"))
            continue
        own = [row.marks[task.key].score for row in rows]
        rest = [total - score for total, score in zip(sums, own, strict=True)]
        value, why = _discrimination(own, rest, len(count) > 1)
        share = mean / task.points
        tells = why if value is None else _step(value, TELLS, "the wrong way round")
        found.append(Item(task, share, _step(share, HARD), value, tells))
    return found


def why_none(found: Sequence[Item]) -> str:
    """Say why no task has a discrimination, where one reason holds for all; "" where some have."""
    marked = [item for item in found if item.share is not None]
    reasons = {item.tells for item in marked}
    same = len(reasons) == 1 and all(item.discrimination is None for item in marked)
    return reasons.pop() if same else ""


def _discrimination(own: list[float], rest: list[float], others: bool) -> tuple[float | None, str]:
    """Return the correlation, or why there is none."""
    if not others:
        return None, "no other task to compare with"
    if len(own) < LEAST:
        return None, f"{len(own)} students, at least {LEAST} are needed"
    if max(own) - min(own) < 1e-9:
        return None, "everyone has the same points"
    if max(rest) - min(rest) < 1e-9:
        return None, "everyone has the same points in the other tasks"
    return correlation(own, rest), ""


def _step(value: float, steps: tuple[tuple[float, str], ...], below: str = "") -> str:
    return next((words for least, words in steps if value >= least - 1e-9), below)
