"""Make an exercise of a program: for who writes exercises, not published."""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
from collections.abc import Callable
from typing import Any

from nnkit.grading.exercise.spec import Case, Function, Rng, Spec
from nnkit.grading.mistakes.program import Results


def ways(*texts: str) -> str:
    """Several ways to make the same mistake, as `Spec` describes them."""
    return "or\n".join(f"{text}\n" for text in texts)


def exercise(
    *cases: Case | Callable[[Rng], Case | list[Case]] | str,
    returns: str = "",
    unit: str = "",
    reference: Function | None = None,
    forms: tuple[Function, ...] = (),
    mistakes: str = "",
    **options: Any,
) -> Callable[[Function], Spec]:
    """Make an exercise of the program below: its name, signature, right answer and mistakes.

    The docstring of the program lists special mistakes, as `Spec` describes them. A program that
    returns several names has its `parts` from them: the words behind the lines that make them.

    Parameters
    ----------
    cases : Case, or callable
        Cases, and functions of a Generator that make one or a list of them. A text behind them
        is `returns`, the answer in words.
    unit : str
        Number of the unit, two digits; left out, that of the package, as in ``u09_training``.
    reference : callable, optional
        The right answer, where the program is right on ordinary input only.
    forms : tuple of functions
        Other programs that are right on ordinary input; the docstring of a form is what who wrote
        it is told when it fails on the rest.
    mistakes : str
        Special mistakes to come before those of the docstring.
    options
        The other fields of `Spec`: points, parts, properties ...
    """

    def made(program: Function) -> Spec:
        name = program.__name__
        package = re.search(r"\bu(\d\d)_", program.__module__ or "")
        return Spec(
            name=name,
            reference=reference or program,
            cases=functools.partial(_all, [case for case in cases if not isinstance(case, str)]),
            returns=returns or next((text for text in cases if isinstance(text, str)), ""),
            unit=unit or (package[1] if package else ""),
            signature=f"{name}{inspect.signature(program)}",
            forms=(program, *forms),
            mistakes=f"{textwrap.dedent(mistakes)}\n{inspect.cleandoc(program.__doc__ or '')}",
            **{"parts": Results(program)} | options,
        )

    return made


def _all(cases: list[Case | Callable[[Rng], Case | list[Case]]], rng: Rng) -> list[Case]:
    found = [case if isinstance(case, Case) else case(rng) for case in cases]
    return [case for some in found for case in (some if isinstance(some, list) else [some])]
