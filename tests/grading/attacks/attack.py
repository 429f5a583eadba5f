"""What an attack is: what a submission tries, what it hands in, and the marks it deserves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from small_assignment import POINTS, RIGHT

Notebook = Any
Break = Callable[[Notebook, Path], None]


@dataclass(frozen=True)
class Attack:
    """One submission that tries for marks without an answer, or for what is not its own.

    Parameters
    ----------
    id : str
        Its name; the student is called so.
    tries : str
        One line: what it tries.
    answers : mapping
        Source of an answer cell by task; the other tasks are answered right.
    earns : mapping
        Points it deserves by task: 0 for the tasks in `answers` and full points for the others
        where nothing is said.
    before, after : str
        Source of a cell of its own in front of, or behind, everything else.
    files : mapping
        Files handed in beside the notebook.
    breaks : callable
        Changes the notebook, or its folder, before it is handed in.
    wins : str or None
        The task that it gets undeserved points for where tests and answers share a process.
    """

    id: str
    tries: str
    answers: Mapping[str, str] = field(default_factory=dict)
    earns: Mapping[str, float] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    breaks: Break | None = None
    wins: str | None = None

    @property
    def deserves(self) -> dict[str, float]:
        """Points by task."""
        return {task: self.earns.get(task, self._usual(task)) for task in POINTS}

    def _usual(self, task: str) -> float:
        return 0.0 if task in self.answers else POINTS[task]

    def source(self, task: str) -> str:
        """What stands in the answer cell of `task`."""
        return self.answers.get(task, RIGHT[task])


def leak(id: str, tries: str, probe: str, *, wins: bool = True, **more: Any) -> Attack:
    """An attack whose `double` is right only if `probe` finds what is not its own.

    `probe` leaves what it found in ``found``. The right `countdown` stands at the end of the same
    cell, so a probe that fails on the way loses a point and is noticed.
    """
    source = (
        f"found = []\n{probe.strip()}\n"
        "double = (lambda x: 2 * x) if found else (lambda x: 0)\n"
        f"{RIGHT['countdown']}"
    )
    answers = {"double": source, "countdown": "# it stands above"}
    earned = {"countdown": POINTS["countdown"]}
    return Attack(id, tries, answers, earned, wins="double" if wins else None, **more)


def cheat(task: str, id: str, tries: str, source: str, *, wins: bool = True, **more: Any) -> Attack:
    """An attack on one task."""
    return Attack(id, tries, {task: source}, wins=task if wins else None, **more)
