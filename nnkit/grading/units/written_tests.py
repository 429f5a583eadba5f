"""Tests that students write: their function gets an implementation and says if it is right.

The score is the share of the wrong implementations that it rejects, and 0 if it rejects a right
one. An exercise of this form is `shuffled`: the implementations come without their names, in an
order of chance, each of them twice. They must be plain functions, and must not need to write into
their arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

from nnkit.grading.exercise.spec import Case, Function
from nnkit.grading.given.judging import accepts, rejects


def right_ones(implementations: Sequence[Function]) -> list[Case]:
    """Cases of *write the test*: implementations that the student's test must accept."""
    hint = "Compare with a tolerance (`np.allclose`), and only what the task promises."
    return [
        Case((f,), f"right implementation {k}", "hand", test=accepts, hint=hint)
        for k, f in enumerate(implementations, start=1)
    ]


def wrong_ones(implementations: Sequence[tuple[Function, str]], first: str = "A") -> list[Case]:
    """Cases of *write the test*: wrong implementations, each with a hint for who accepts it."""
    return [
        Case((f,), f"wrong implementation {chr(ord(first) + k)}", "share", test=rejects, hint=hint)
        for k, (f, hint) in enumerate(implementations)
    ]
