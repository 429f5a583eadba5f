"""The public door of the checks: the exercises of the course, climbed where this runs."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from nnkit.grading.errors import WrongExercise
from nnkit.grading.exercise import ladder
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.exam import home_seed
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckFailed, CheckResult
from nnkit.grading.exercise.spec import Function, Misconception, Spec
from nnkit.grading.mistakes.diagnosis import diagnose
from nnkit.grading.mistakes.table import Table
from nnkit.mine import keep

__all__ = ["CheckFailed", "CheckResult", "check", "climb"]


@functools.cache
def _course() -> tuple[Mapping[str, Spec], Callable[[Spec], Table]]:
    """The exercises and their tables: the instructor's, or the sealed ones that students have."""
    with own_code("the exercises of the course cannot be read"):
        if find_spec("nnkit.grading.units") is None:
            sealed = import_module("nnkit.grading.sealed")
            return sealed.SPECS, sealed.table_of
        specs = import_module("nnkit.grading.units").SPECS
        return specs, import_module("nnkit.grading.mistakes.cache").table_of


def name_mistake(attempt: Attempt, edge: bool) -> Misconception | None:
    """Name the mistake of an attempt by the table of its exercise."""
    return diagnose(attempt, edge, table_of=_course()[1])


NOTEBOOK = Host(name_mistake)
HOST: ContextVar[Host] = ContextVar("host", default=NOTEBOOK)
"""Where checks run: the judge sets another place than a notebook."""


def check(
    name: str,
    fn: Function,
    hidden: bool = False,
    *,
    partial: bool = False,
    seed: int | None = None,
    show: bool = True,
) -> CheckResult:
    """Check the answer `fn` to the exercise `name` and show what was found.

    Parameters
    ----------
    name : str
        Name of the exercise, e.g. ``"sigmoid"``.
    fn : callable
        The student's function.
    hidden : bool
        False: a fixed seed, in the student's notebook, never raises for a wrong answer.
        True: a fresh seed (in a grading run one for all submissions) and more cases, in the
        hidden test.
    partial : bool
        With `hidden`: raise only when the score is 0, for cells that give partial credit.
    seed : int, optional
        Seed of the random cases, to repeat a hidden check.
    show : bool
        Show the panel (HTML in a notebook, text elsewhere).

    Returns
    -------
    CheckResult
        ``passed``, ``score`` (0..1), ``message``, ``misconception`` (id or None).

    Raises
    ------
    CheckFailed
        With `hidden`, when the answer is wrong. It is an AssertionError.
    WrongExercise
        No exercise has this name: a ValueError, and a GraderFault in a test cell.
    GraderFault
        The exercise's own code fails (its cases, reference, a test): a RuntimeError.
    """
    return run(_spec(name), fn, hidden, seed, show, partial)


def run(
    spec: Spec, fn: Function, hidden: bool, seed: int | None, show: bool, partial: bool
) -> CheckResult:
    """Check the answer to any exercise, as `check` does."""
    host, name = HOST.get(), spec.name
    if seed is None:
        seed = host.seed(name) if hidden else home_seed(name)

    def now() -> CheckResult:
        result = ladder.climb(spec, fn, hidden=hidden, seed=seed, host=host)
        host.told(result)
        if result.passed and host is NOTEBOOK:
            keep(name, fn)
        return result

    if host.later is not None and show and not hidden:
        return host.later(name, now)
    result = now()
    if show:
        host.show(result)
    if hidden and not result.passed and not (partial and result.score > 0):
        raise CheckFailed(result)
    return result


def climb(spec: Spec, fn: Function, **how: Any) -> CheckResult:
    """Climb the ladder of any exercise, as a notebook does."""
    return ladder.climb(spec, fn, host=HOST.get(), **how)


def _spec(name: str) -> Spec:
    specs, _ = _course()
    if not isinstance(name, str):
        raise WrongExercise(
            f"name is a {type(name).__name__}, needed the exercise's name first: "
            'check("sigmoid", sigmoid)'
        )
    if name not in specs:
        near = difflib.get_close_matches(name, specs, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(specs)}"
        raise WrongExercise(f"name is {name!r}, but no exercise is called that; {fix}")
    return specs[name]
