"""Mistakes that can be made in any exercise: the right answer, bent in one way.

They are looked at after the exercise's own mistakes, so a more telling advice wins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import Any

import numpy as np

from nnkit.grading.errors import ArgumentChanged
from nnkit.grading.exercise.spec import Function, Misconception, Spec
from nnkit.grading.mistakes.symptoms import CHANGES_ARGUMENT

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
    "first-only": (
        lambda a: _kept(a, slice(0, 1)),
        "Only the first part is filled in, the rest is 0: does `return` stand inside the loop?",
    ),
    "last-missing": (
        lambda a: _kept(a, slice(0, -1)),
        "The last part is 0, the rest is right: the loop ends one step too early.",
    ),
    "last-only": (
        lambda a: np.asarray(a)[-1:],
        "Only the result of the last step of the loop is kept: indent the line that collects.",
    ),
    "column": (lambda a: np.asarray(a)[..., None], "There is one axis too many at the end."),
    "row": (lambda a: np.asarray(a)[None], "There is one axis too many in front."),
}
BENT_ANSWER |= {
    f"rounded-to-{n}": (partial(np.round, decimals=n), BENT_ANSWER["rounded"][1])
    for n in (1, 2, 3, 4)
}
BENT_ARGUMENT: dict[str, tuple[Callable[[Any], Any], str]] = {
    "of-minus": (lambda x: -x, "This is right for minus the first argument: look at its sign."),
    "of-double": (lambda x: 2 * x, "This is right for twice the first argument."),
    "of-half": (lambda x: x / 2, "This is right for half of the first argument."),
    "of-square": (np.square, "This is right for the square of the first argument."),
}


BENT_EXAMPLES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "first-example": (lambda a: a[0], "Only the first example counts. Use all of them."),
    "last-example": (
        lambda a: a[-1],
        "Only the last example counts: inside the loop `=` overwrites, `+=` adds.",
    ),
    "first-of-all": (
        lambda a: a[0] / len(a),
        "Only the first example is added before the division: does `return` stand in the loop?",
    ),
    "last-of-all": (
        lambda a: a[-1] / len(a),
        "Only the last example is divided by N: inside the loop `=` overwrites, `+=` adds.",
    ),
    "all-but-last-of-all": (
        lambda a: np.sum(a[:-1]) / len(a),
        "The last example is not added: the loop over the examples ends one step too early.",
    ),
    "by-two": (
        lambda a: np.sum(a) / 2,
        "You divide by 2, where the number of examples is needed: `len` gives it.",
    ),
    "one-for-each": (
        lambda a: a,
        "There is one number for each example. Asked is their mean.",
    ),
    "one-share-each": (
        lambda a: a / len(a),
        "Each example is divided by N, but they are not added up.",
    ),
    "largest-example": (np.max, "This is the largest of the examples' numbers, not the mean."),
    "median": (np.median, "This is the median of the examples' numbers, not the mean."),
}


@lru_cache(maxsize=256)
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
            CHANGES_ARGUMENT,
        ),
    ]
    for name, (bend, advice) in BENT_ANSWER.items():
        found.append(Misconception(name, _after(spec.reference, bend), advice))
    for name, (bend, advice) in BENT_ARGUMENT.items():
        found.append(Misconception(name, _before(spec.reference, bend), advice))
    for name, (bend, advice) in BENT_EXAMPLES.items():
        found.append(Misconception(name, _of_examples(spec.reference, bend), advice))
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


def _of_examples(reference: Function, bend: Callable[[Any], Any]) -> Function:
    """For a mean over examples: all arguments are arrays with one row for each, the answer one."""

    @wraps(reference)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        try:
            rows = [[np.asarray(arg)[i : i + 1] for arg in args] for i in range(len(args[0]))]
            single = np.array([float(reference(*row, **kwargs)) for row in rows])
            if {len(arg) for arg in args} != {len(rows)}:
                raise ValueError("not one row for each example")
            if not np.isclose(single.mean(), reference(*args, **kwargs)):
                raise ValueError("not a mean over examples")
            return bend(single)
        except Exception as error:
            raise NotApplicable from error

    return wrong


def _kept(array: Any, part: slice) -> Any:
    """`array` with zeros outside `part` of its first axis."""
    out = np.zeros_like(array)
    out[part] = array[part]
    return out
