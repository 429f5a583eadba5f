"""Tests that students write: their function gets an implementation and says if it is right.

The score is the share of the wrong implementations that it rejects, and 0 if it rejects a right
one. An exercise of this form is `shuffled`: the implementations come without their names, in an
order of chance, each of them twice. They must be plain functions, and must not need to write into
their arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.attempt import TwoAnswers
from nnkit.grading.exercise.spec import Case, Function


def right_ones(implementations: Sequence[Function]) -> list[Case]:
    """Cases of *write the test*: implementations that the student's test must accept."""
    hint = "Compare with a tolerance (`np.allclose`), and only what the task promises."
    return [
        Case((f,), f"right implementation {k}", "hand", test=_accepts, hint=hint)
        for k, f in enumerate(implementations, start=1)
    ]


def wrong_ones(implementations: Sequence[tuple[Function, str]], first: str = "A") -> list[Case]:
    """Cases of *write the test*: wrong implementations, each with a hint for who accepts it."""
    return [
        Case((f,), f"wrong implementation {chr(ord(first) + k)}", "share", test=_rejects, hint=hint)
        for k, (f, hint) in enumerate(implementations)
    ]


def _accepts(got: Any) -> str | None:
    return _no_verdict(got) or (None if got else "it is rejected, but it is right")


def _rejects(got: Any) -> str | None:
    return _no_verdict(got) or ("it is accepted, but it is wrong" if got else None)


def _no_verdict(got: Any) -> str | None:
    if isinstance(got, TwoAnswers):
        return "your test says one thing the first time and another the second"
    if isinstance(got, (bool, np.bool_)):
        return None
    return f"your test returns a {type(got).__name__}, needed True or False"
