"""Derivations line by line: a function that returns its lines, each a number or an array.

Every line must be equal to the one before it, and each must make its own step: on values that do
not belong together a line that repeats its neighbour is told from one that makes the step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Function, Rng, Spec
from nnkit.grading.given.judging import EachStep, EqualLines


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
        Case(values, label, rung, test=EqualLines(wanted)),
        Case(
            apart,
            f"{label}, each name with a value of its own",
            rung,
            expected=alone,
            test=EachStep(alone, steps),
        ),
    ]


def _moved(value: Any, rng: Rng) -> Any:
    if isinstance(value, int):
        return value + int(rng.integers(1, 4))  # what counts stays whole
    moved = np.asarray(value) * rng.uniform(0.6, 1.6, np.shape(value))
    return moved if np.ndim(value) else float(moved)


def repeats(steps: Sequence[str], first: int = 2) -> str:
    """The mistakes of who writes a line twice in place of making its step; line `first` on."""
    return "".join(
        f"line_{k} = line_{k - 1}  # Line {k} repeats line {k - 1}: {step}.\n"
        for k, step in enumerate(steps, start=1)
        if k >= first
    )


def lettered(letters: str, what: str) -> dict[str, Any]:
    """The options of an exercise with lines to correct, of which the first is right."""
    number = {3: "three", 4: "four"}[len(letters)]
    returns = f"the {number} lines ({', '.join(letters)}){what}"
    return {"returns": returns, "by_parts": True, "given_parts": (0,)}


def four_lines(steps: Sequence[str], each: str = "", first: int = 2) -> dict[str, Any]:
    """The options of such an exercise whose mistakes are lines that repeat the one before."""
    returns = ", ".join(filter(None, ["the four lines, in order", each]))
    return {"returns": returns, "by_parts": True, "mistakes": repeats(steps, first)}


def derived(
    steps: Sequence[str],
    draw: Callable[..., Any],
    label: str,
    *sizes: tuple[Any, ...],
    each: str = "",
    first: int = 2,
    **options: Any,
) -> Callable[[Function], Spec]:
    """Make an exercise of four lines, for the values ``draw(rng, *size)`` of each of the sizes.

    The first size is that of the task; from line `first` on, a line must not repeat another.
    """

    def made(lines: Function) -> Spec:
        def cases(rng: Rng) -> list[Case]:
            rungs = ["hand", *["random"] * (len(sizes) - 1)]
            sets = (
                derivation(lines, draw(rng, *size), label.format(*size), rung, steps, rng)
                for size, rung in zip(sizes, rungs, strict=True)
            )
            return [case for some in sets for case in some]

        return exercise(cases, **four_lines(steps, each, first), **options)(lines)

    return made
