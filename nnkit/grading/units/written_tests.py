"""Tests that students write: their function gets an implementation and says if it is right.

The score is the share of the wrong implementations that it rejects, and 0 if it rejects a right
one. An exercise of this form is `shuffled`: the implementations come without their names, in an
order of chance, each of them twice. They must be plain functions, and must not need to write into
their arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given.judging import accepts, rejects
from nnkit.grading.given.practice import RIGHT, Twisted, as_lists


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


def same(got: Any, want: Any, rtol: float = 1e-6, atol: float = 1e-12) -> bool:
    """Say whether two answers agree, each an array or a tuple of arrays."""
    pairs = zip(got, want, strict=True) if isinstance(want, tuple) else [(got, want)]
    return all(np.shape(g) == np.shape(w) and np.allclose(g, w, rtol, atol) for g, w in pairs)


def judged(
    make: Callable[[str], Function], right: Sequence[str], wrong: Mapping[str, str]
) -> Callable[[Rng], list[Case]]:
    """The cases of a test of a function of `given`: what `make` makes of the names of its ways.

    `wrong` is {hint: the ways to be wrong that it is for, with commas in between}.
    """
    good = [make(how) for how in right]
    bad = [(make(how), hint) for hint, ways in wrong.items() for how in ways.split(", ")]
    return lambda rng: [*right_ones(good), *wrong_ones(bad)]


def tests_of(what: str, wrong: Mapping[str, str]) -> Callable[[Rng], list[Case]]:
    """The cases of a test of a function of `given.practice`."""
    ways = {"library": RIGHT[what][0], "lists": as_lists(what)}
    right, wrong = ("library", "", "lists"), {**wrong, TOO_WIDE: "too large"}
    return judged(lambda how: ways.get(how) or Twisted(what, how), right, wrong)


WRITTEN: dict[str, Any] = {"returns": "True or False", "shuffled": True, "points": 3}
"""Options of an exercise of this form."""
TOO_WIDE = "Every number is off by one hundredth: is your tolerance too wide?"
VERDICT = """
    return True
    # Everything passes. A test is worth something only if it can fail: does yours compare numbers,
    # and with a small tolerance?
    return False
    # Your test rejects every right implementation. Print what f gives beside what you compare it
    # with: do the last digits differ (`np.isclose`), or is one of them wrong?
"""
"""What goes wrong in any test: its verdict does not depend on f."""
USUAL = (
    VERDICT
    + """
    same = lambda got, want: all(np.allclose(g, w, 0.05) for g, w in zip(got, want))
    # Numbers off by one hundredth pass: is your tolerance too wide?
    same = lambda got, want: all(np.array_equal(g, w) for g, w in zip(got, want))
    # You ask for the same digits to the last. Two right programs differ a little: use
    # `np.allclose`.
"""
)
"""What goes wrong in tests that compare f with a right program by `same`."""
