"""Make an exercise of a program: for who writes exercises, not published."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from nnkit.grading.exercise.spec import Function, Spec


def ways(*texts: str) -> str:
    """Several ways to make the same mistake, as `Spec` describes them."""
    return "or\n".join(f"{text}\n" for text in texts)


def exercise(
    unit: str,
    *,
    reference: Function | None = None,
    forms: tuple[Function, ...] = (),
    mistakes: str = "",
    **options: Any,
) -> Callable[[Function], Spec]:
    """Make an exercise of the program below: its name, signature, right answer and mistakes.

    The docstring of the program lists special mistakes, as `Spec` describes them.

    Parameters
    ----------
    unit : str
        Number of the unit, two digits.
    reference : callable, optional
        The right answer, where the program is right on ordinary input only.
    forms : tuple of functions
        Other programs that are right on ordinary input; the docstring of a form is what who wrote
        it is told when it fails on the rest.
    mistakes : str
        Special mistakes to come before those of the docstring.
    options
        The other fields of `Spec`: cases, returns, points, parts …
    """

    def made(program: Function) -> Spec:
        name = program.__name__
        return Spec(
            name=name,
            reference=reference or program,
            unit=unit,
            signature=f"{name}{inspect.signature(program)}",
            forms=(program, *forms),
            mistakes=f"{textwrap.dedent(mistakes)}\n{inspect.cleandoc(program.__doc__ or '')}",
            **options,
        )

    return made
