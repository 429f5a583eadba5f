"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnkit.grading.exercise import panel


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder; `state` is "passed", "failed" or "not reached"."""

    name: str
    state: str


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
    place : str
        Where a lecture treats it.
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
    place: str = ""

    def _repr_html_(self) -> str:
        return panel.html(self)

    def __repr__(self) -> str:
        return panel.text(self)
