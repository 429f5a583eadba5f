"""Make an exercise of a program: for who writes exercises, not published."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nnkit.grading.exercise.spec import Function, Spec


def exercise(
    unit: str,
    *,
    reference: Function | None = None,
    forms: tuple[Function, ...] = (),
    **options: Any,
) -> Callable[[Function], Spec]:
    """Make an exercise of the program below: its name, signature, right answer and mistakes.

    Parameters
    ----------
    unit : str
        Number of the unit, two digits.
    reference : callable, optional
        The right answer, where the program is right on ordinary input only.
    forms : tuple of functions
        Other programs that are right on ordinary input; the docstring of a form is what who wrote
        it is told when it fails on the rest.
    options
        The other fields of `Spec`: cases, returns, points, mistakes, parts …
    """

    def made(program: Function) -> Spec:
        name = program.__name__
        return Spec(
            name=name,
            reference=reference or program,
            unit=unit,
            signature=f"{name}{inspect.signature(program)}",
            forms=(program, *forms),
            **options,
        )

    return made
