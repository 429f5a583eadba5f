"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nnkit.grading.exercise import panel


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder; `state` is "passed", "failed" or "not reached"."""

    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    Parameters
    ----------
    name : str
        Name of the exercise.
    passed : bool
        The whole ladder was climbed.
    score : float
        Share of the points, 0..1; an answer that is right on ordinary input only gets a part.
    message : str
        What differs, and on which input.
    rungs : list of Rung
        The ladder.
    advice : str
        What helps who made this mistake; empty when the mistake is not a known one.
    misconception : str or None
        Id of the known mistake.
    attempted : bool
        False while the answer cell still raises NotImplementedError.
    hidden : bool
        Whether this was the hidden check.
    remark : str
        What is worth saying of a right answer; it costs nothing.
    """

    name: str
    passed: bool
    score: float
    message: str
    rungs: list[Rung] = field(default_factory=list)
    advice: str = ""
    misconception: str | None = None
    attempted: bool = True
    hidden: bool = False
    remark: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON."""
        return {**vars(self), "rungs": [[rung.name, rung.state] for rung in self.rungs]}

    def _repr_html_(self) -> str:
        return panel.html(self)

    def __repr__(self) -> str:
        return panel.text(self)


class CheckFailed(AssertionError):
    """A hidden check found the answer wrong; `result` says how."""

    def __init__(self, result: CheckResult):
        self.result = result
        super().__init__(" ".join(filter(None, [result.message, result.advice])))

    def _render_traceback_(self) -> list[str]:
        """Show one line in a notebook, not the inside of the grader."""
        return [f"CheckFailed: {self}"]
