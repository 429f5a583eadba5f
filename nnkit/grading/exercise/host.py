"""Where a check runs: what the notebook and the judge's room do each in their own way."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnkit.grading.exercise import panel
from nnkit.grading.exercise.attempt import Place
from nnkit.grading.exercise.result import CheckResult


def fresh_seed(name: str) -> int:
    """Draw the seed of a hidden check."""
    return secrets.randbits(64)


@dataclass(frozen=True)
class Host(Place):
    """A place where checks are asked for: a notebook, or the judge's room.

    Parameters
    ----------
    diagnose : callable
        Names the mistake of an `Attempt`, or None; its second argument says that ordinary input is
        right.
    ahead : callable, optional
        Hears that an `Attempt` needs the outcome of a case, and may add those of several.
    within : callable
        The context in which a function is called that may take so many seconds: it stops a call
        that does not come back.
    show : callable
        Shows a result to who looks.
    told : callable
        Hears every result.
    later : callable, optional
        Takes a visible check (its name, how to run it) in place of running it at once.
    seed : callable
        The seed of a hidden check by the name of its exercise.
    known : dict
        {exercise: whether its answer is right}, as far as that is known of this student.
    find, put : callable
        Look up a name where a student's function looks it up, and let it mean something else.
    """

    show: Callable[[CheckResult], object] = panel.show
    told: Callable[[CheckResult], object] = lambda result: None
    later: Callable[[str, Callable[[], CheckResult]], Any] | None = None
    seed: Callable[[str], int] = fresh_seed
    known: Mapping[str, bool] = field(default_factory=dict)
    find: Callable[[Any, str], Any] = lambda fn, name: getattr(fn, "__globals__", {}).get(name)
    put: Callable[[Any, str, Any], object] = lambda fn, name, value: fn.__globals__.update(
        {name: value}
    )
