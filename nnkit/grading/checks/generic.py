"""Mistakes that can be made in any exercise: the right answer, bent in one way.

They are looked at after the exercise's own mistakes, so a more telling advice wins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from nnkit.grading.checks.spec import Function, Misconception, Spec
from nnkit.grading.errors import ArgumentChanged

BENT_ANSWER: dict[str, tuple[Callable[[Any], Any], str]] = {
    "negated": (lambda a: -a, "Every number has the wrong sign: follow one minus."),
    "complement": (lambda a: 1 - a, "This is 1 minus what is needed: the other of two cases."),
    "rounded": (np.round, "The numbers are rounded. Keep all digits; rounding is for printing."),
    "truncated": (np.trunc, "The digits behind the point are lost: an integer array or `int`?"),
    "yes-no": (lambda a: (a >= 0.5) * 1.0, "You return a decision, 0 or 1; asked is the number."),
    "absolute": (np.abs, "The signs are lost: look for an absolute value or a square."),
    "squared": (np.square, "This is the square of what is needed."),
    "doubled": (
        lambda a: 2 * a,
        "Every number is twice too large: a factor 2 too many, or ½ lost.",
    ),
    "halved": (lambda a: a / 2, "Every number is half of what it should be."),
    "sum": (np.sum, "Everything is added into one number. Keep the shape that is asked for."),
    "mean": (np.mean, "Everything is averaged into one number. Keep the shape that is asked for."),
    "sum-of-columns": (lambda a: np.sum(a, axis=0), "The rows are added up (axis 0)."),
    "sum-of-rows": (lambda a: np.sum(a, axis=-1), "The columns are added up (last axis)."),
    "transposed": (
        lambda a: np.asarray(a).T,
        "This is the transpose: rows and columns are exchanged.",
    ),
    "column": (lambda a: np.asarray(a)[..., None], "There is one axis too many at the end."),
    "row": (lambda a: np.asarray(a)[None], "There is one axis too many in front."),
}
BENT_ARGUMENT: dict[str, tuple[Callable[[Any], Any], str]] = {
    "of-minus": (lambda x: -x, "This is right for minus the first argument: look at its sign."),
    "of-double": (lambda x: 2 * x, "This is right for twice the first argument."),
    "of-half": (lambda x: x / 2, "This is right for half of the first argument."),
    "of-square": (np.square, "This is right for the square of the first argument."),
}


def generic_mistakes(spec: Spec) -> list[Misconception]:
    """List the mistakes of this module for one exercise."""
    found = [
        Misconception(
            "returns-none",
            lambda *args, **kwargs: None,
            "The function returns nothing. End it with `return`; `print` only shows a value.",
        ),
        Misconception(
            "changes-argument",
            _changes_argument,
            "The function writes into the array it was given, and the caller's data are lost. "
            "`x += 1`, `x[...] = 0` and `out=x` do that; `x = x + 1` makes a new array.",
        ),
    ]
    for name, (bend, advice) in BENT_ANSWER.items():
        found.append(Misconception(name, _after(spec.reference, bend), advice))
    for name, (bend, advice) in BENT_ARGUMENT.items():
        found.append(Misconception(name, _before(spec.reference, bend), advice))
    return found


class NotApplicable(Exception):
    """The mistake cannot be made here: the first argument is a function, say."""


def _changes_argument(*args: Any, **kwargs: Any) -> Any:
    raise ArgumentChanged("an argument was changed")


def _after(reference: Function, bend: Callable[[Any], Any]) -> Function:
    @wraps(reference)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        answer = reference(*args, **kwargs)
        try:
            if isinstance(answer, tuple):
                return tuple(bend(part) for part in answer)
            return bend(answer)
        except Exception as error:
            raise NotApplicable from error

    return wrong


def _before(reference: Function, bend: Callable[[Any], Any]) -> Function:
    @wraps(reference)
    def wrong(first: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return reference(bend(first), *args, **kwargs)
        except Exception as error:
            raise NotApplicable from error

    return wrong
