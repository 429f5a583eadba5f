"""The public door of the checks: the exercises of the course, climbed where this runs."""

from __future__ import annotations

import contextlib
import difflib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from nnkit.grading.errors import WrongExercise
from nnkit.grading.exercise import ladder
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.compare import shown
from nnkit.grading.exercise.exam import home_seed
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckFailed, CheckResult
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec, exercise
from nnkit.grading.mistakes.diagnosis import diagnose
from nnkit.grading.mistakes.table import Table

__all__ = ["CheckFailed", "CheckResult", "check", "check_against", "climb", "hosted"]


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
    specs, table_of = _course()
    if specs.get(attempt.spec.name) is not attempt.spec:
        table_of = _built
    return diagnose(attempt, edge, table_of=table_of)


@functools.lru_cache(maxsize=64)
def _built(spec: Spec) -> Table:
    """The table of an exercise that is not of this course."""
    from nnkit.grading.mistakes import build

    return build.table_of(spec)


NOTEBOOK = Host(name_mistake)
HOST: ContextVar[Host] = ContextVar("host", default=NOTEBOOK)


@contextlib.contextmanager
def hosted(host: Host) -> Iterator[None]:
    """Let the checks of the block run in another place than a notebook."""
    token = HOST.set(host)
    try:
        yield
    finally:
        HOST.reset(token)


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
    return _run(_spec(name), fn, hidden, seed, show, partial)


def _run(
    spec: Spec, fn: Function, hidden: bool, seed: int | None, show: bool, partial: bool
) -> CheckResult:
    host, name = HOST.get(), spec.name
    if seed is None:
        seed = host.seed(name) if hidden else home_seed(name)

    def now() -> CheckResult:
        result = ladder.climb(spec, fn, hidden=hidden, seed=seed, host=host)
        host.told(result)
        return result

    if host.later is not None and show and not hidden:
        return host.later(name, now)
    result = now()
    if show:
        host.show(result)
    if hidden and not result.passed and not (partial and result.score > 0):
        raise CheckFailed(result)
    return result


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
    drawn: Any = cases if callable(cases) else lambda rng: cases
    spec = exercise("", cases=lambda rng: list(map(_case, drawn(rng))), **options)(reference)
    return _run(_named(spec, fn), fn, hidden, None, show, partial=False)


def _case(case: tuple[Any, ...] | Case) -> Case:
    if isinstance(case, Case):
        return case
    if not isinstance(case, tuple):
        raise TypeError(
            f"a case is a {type(case).__name__}, needed the arguments of one call in a tuple: "
            "(x, y), or (x,) for one argument"
        )
    return Case(case, f"({', '.join(map(shown, case))})", "random")


def _named(spec: Spec, fn: Function) -> Spec:
    """The exercise under the name that the student's function has."""
    name = getattr(fn, "__name__", spec.name)
    return replace(spec, name=name, signature=spec.signature.replace(spec.name, name, 1))


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
