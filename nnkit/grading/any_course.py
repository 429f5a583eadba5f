"""Checks for any course: a right answer and some cases are all that they need."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nnkit.grading.checking import run
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import shown
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.exercise.spec import Case, Function, Rng, Spec


def check_against(
    fn: Function,
    reference: Function,
    cases: Sequence[tuple[Any, ...] | Case] | Callable[[Rng], Sequence[tuple[Any, ...] | Case]],
    *,
    hidden: bool = False,
    show: bool = True,
    **options: Any,
) -> CheckResult:
    """Check `fn` against a right answer of your own, and name the mistake.

    For any course: nothing of this one is used. The usual mistakes are derived from the source of
    `reference`; comments behind its lines give them better words.

    Parameters
    ----------
    fn : callable
        The student's function.
    reference : callable
        The right answer: a plain Python function whose source can be read.
    cases : sequence, or a function of a Generator that gives one
        Arguments to call both with, each a tuple (or a `Case`, which has a label and a kind).
    hidden : bool
        Raise CheckFailed when the answer is wrong; a function for `cases` then draws anew.
    show : bool
        Show the panel.
    options
        Further fields of `Spec`: ``returns``, ``parts``, ``rtol``, ``mistakes`` ...

    Raises
    ------
    CheckFailed
        With `hidden`, when the answer is wrong. It is an AssertionError.
    """
    name = getattr(fn, "__name__", reference.__name__)
    try:
        spec = _made_once(name, reference, cases, tuple(sorted(options.items())))
    except TypeError:  # something that has no hash: a list of cases
        spec = _made(name, reference, cases, options)
    return run(spec, fn, hidden, None, show, partial=False)


@functools.lru_cache(maxsize=64)
def _made_once(
    name: str, reference: Function, cases: Any, options: tuple[tuple[str, Any], ...]
) -> Spec:
    """The exercise for all submissions that a judge sees, so that its table is built once."""
    return _made(name, reference, cases, dict(options))


def _made(name: str, reference: Function, cases: Any, options: dict[str, Any]) -> Spec:
    """The exercise under the name that the student's function has."""
    drawn = cases if callable(cases) else lambda rng: cases
    spec = exercise(lambda rng: list(map(_case, drawn(rng))), **options)(reference)
    signature, mistakes = spec.signature.replace(spec.name, name, 1), options.get("mistakes", "")
    return replace(spec, name=name, signature=signature, mistakes=mistakes)


def _case(case: tuple[Any, ...] | Case) -> Case:
    if isinstance(case, Case):
        return case
    if not isinstance(case, tuple):
        raise TypeError(
            f"a case is a {type(case).__name__}, needed the arguments of one call in a tuple: "
            "(x, y), or (x,) for one argument"
        )
    return Case(case, f"({', '.join(map(shown, case))})", "random")
