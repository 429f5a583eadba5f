"""The outcome of a run, one row for each notebook that was handed in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """The outcome for one notebook: `status` is ``graded``, ``ungradable`` or ``skipped``.

    `reason` says why it is ungradable, or what stopped a notebook that was graded.
    """

    student: str
    notebook: str
    score: float
    max_score: float
    status: str
    reason: str = ""
    seconds: float = 0.0


@dataclass
class GradeSummary:
    """The outcome of a run: one row for each notebook of each submission."""

    rows: list[Row] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The notebooks that could not be graded."""
        return [row for row in self.rows if row.status == "ungradable"]

    def lines(self) -> list[str]:
        """Return the outcome in words: the counts, then a line for each that needs a look."""
        return [self.counts(), *(f"  {line}" for line in self.told())]

    def counts(self) -> str:
        """Return how many notebooks were graded, skipped, found ungradable."""
        states = {state: [r for r in self.rows if r.status == state] for state in _STATES}
        counts = [f"{len(rows)} {state}" for state, rows in states.items() if rows]
        return "notebooks: " + ", ".join(counts)

    def told(self) -> list[str]:
        """Return a line for each notebook that needs a look."""
        told = [row for row in self.rows if row.reason]
        width = max((len(row.student) for row in told), default=0)
        return [f"{row.student:<{width}}  {row.status}: {row.reason}" for row in told]


_STATES = ("graded", "skipped", "ungradable")
