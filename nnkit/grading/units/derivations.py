"""Derivations line by line: a function that returns its lines, each a number or an array.

Every line must be equal to the one before it, and each must make its own step: on values that do
not belong together a line that repeats its neighbour is told from one that makes the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import form
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng


def derivation(
    lines: Function,
    values: tuple[Any, ...],
    label: str,
    rung: str,
    steps: Sequence[str],
    rng: Rng,
) -> list[Case]:
    """Make the cases of a derivation for one set of values.

    Parameters
    ----------
    lines : function
        Takes the values, returns the right lines.
    values : tuple
        Values that belong together: for them each line is equal to the one before it.
    steps : sequence of str
        What each line has to do, in the words of the task: "put C in the place of ...". It is
        judged on values that do not belong together, where only that line has its value: a line
        that repeats a neighbour, or a number, has another.
    """
    apart = tuple(_moved(value, rng) for value in values)
    wanted, alone = lines(*values), lines(*apart)
    return [
        Case(values, label, rung, test=lambda got: first_false_line(got, wanted)),
        Case(
            apart,
            f"{label}, each name with a value of its own",
            rung,
            expected=alone,
            test=lambda got: _first_without_step(got, alone, steps),
        ),
    ]


def first_false_line(got: Any, lines: Sequence[Any]) -> str | None:
    """Name the first line of `got` that is not equal to the one before it, or None.

    The first line is compared with the first of `lines`, the right ones.
    """
    if problem := _not_lines(got, len(lines)):
        return problem
    before, name = lines[0], "what is given"
    for number, line in enumerate(got, start=1):
        if problem := form(line, np.asarray(lines[0])):
            return f"line {number}: {problem}"
        if not _equal(line, before):
            return f"line {number} is the first false one: it is not equal to {name}"
        before, name = line, f"line {number}"
    return None


def _moved(value: Any, rng: Rng) -> Any:
    moved = np.asarray(value) * rng.uniform(0.6, 1.6, np.shape(value))
    return moved if np.ndim(value) else float(moved)


def _first_without_step(got: Any, lines: Sequence[Any], steps: Sequence[str]) -> str | None:
    if problem := _not_lines(got, len(lines)):
        return problem
    for number, (line, want, step) in enumerate(zip(got, lines, steps, strict=True), start=1):
        if form(line, np.asarray(want)) or not _equal(line, want):
            return f"line {number} does not make its step yet: {step}"
    return None


def form_mistakes(right: Function) -> tuple[Misconception, ...]:
    """The right lines, not all of them or not in order."""
    return (
        Misconception(
            "last-missing",
            lambda *values: right(*values)[:-1],
            "The last one is missing behind `return`: all of them, in order.",
        ),
        Misconception(
            "last-only",
            lambda *values: right(*values)[-1],
            "You return the last one only: all of them, in order.",
        ),
        Misconception(
            "from-the-end",
            lambda *values: right(*values)[::-1],
            "They stand from the last to the first. Begin with the first.",
        ),
    )


def _not_lines(got: Any, count: int) -> str | None:
    if not isinstance(got, (tuple, list)) and np.ndim(got) == 0:
        return f"it returns one {type(got).__name__}, needed the {count} lines, in order"
    return None if len(got) == count else f"it returns {len(got)} lines, needed {count} lines"


def _equal(a: Any, b: Any) -> bool:
    return bool(np.allclose(np.asarray(a), np.asarray(b), rtol=1e-8, atol=1e-11))
