"""Where a check runs: what the notebook and the judge's room do each in their own way."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from nnkit.grading.exercise import clock, panel
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.exercise.spec import Misconception

Diagnose = Callable[[Any, bool], Misconception | None]


def no_name(attempt: Any, edge: bool) -> None:
    """Name no mistake."""


def fresh_seed(name: str) -> int:
    """Draw the seed of a hidden check."""
    return secrets.randbits(64)


def stopped_after(fn: Any, seconds: float) -> AbstractContextManager[Any]:
    """Stop a call by an alarm of the system."""
    return clock.at_most(seconds)


@dataclass(frozen=True)
class Host:
    """What a check asks of the place where it runs.

    Parameters
    ----------
    diagnose : callable
        Names the mistake of an `Attempt`; its second argument says that ordinary input is right.
    show : callable
        Shows a result to who looks.
    told : callable
        Hears every result.
    later : callable, optional
        Takes a visible check (its name, how to run it) in place of running it at once.
    ahead : callable, optional
        Hears that an `Attempt` needs the outcome of a case, and may add those of several.
    seed : callable
        The seed of a hidden check by the name of its exercise.
    within : callable
        The context in which a function is called that may take so many seconds: it stops a call
        that does not come back.
    """

    diagnose: Diagnose = no_name
    show: Callable[[CheckResult], object] = panel.show
    told: Callable[[CheckResult], object] = lambda result: None
    later: Callable[[str, Callable[[], CheckResult]], Any] | None = None
    ahead: Callable[[Any, int], None] | None = None
    seed: Callable[[str], int] = fresh_seed
    within: Callable[[Any, float], AbstractContextManager[Any]] = stopped_after
