"""The public door of the checks: the exercises of the course, climbed where this runs."""

from __future__ import annotations

from contextvars import ContextVar
from importlib import import_module

from nnkit.grading.carried import Carried, carried
from nnkit.grading.errors import need_exercise
from nnkit.grading.exercise import ladder
from nnkit.grading.exercise.attempt import Attempt, broken_properties
from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.drawn import DrawnExam, exam, home_seed
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.exercise.spec import Function, Spec
from nnkit.grading.mistakes.diagnosis import diagnose
from nnkit.grading.mistakes.table import Known
from nnkit.mine import keep

__all__ = ["CheckFailed", "CheckResult", "check", "climb"]


class CheckFailed(AssertionError):
    """A hidden check found the answer wrong; `result` says how."""

    def __init__(self, result: CheckResult):
        self.result = result
        super().__init__(" ".join(filter(None, [result.message, result.advice])))

    def _render_traceback_(self) -> list[str]:
        """Show one line in a notebook, not the inside of the grader."""
        return [f"CheckFailed: {self}"]


def name_mistake(attempt: Attempt, edge: bool) -> Known | None:
    """Name the mistake of an attempt by the table of its exercise."""
    assert isinstance(attempt.exam, DrawnExam)
    spec = attempt.exam.spec
    if attempt.exam.cases:
        kept = import_module("nnkit.grading.mistakes.cache")
        return diagnose(attempt, edge, lambda: kept.table_of(spec))
    broken = {prop for prop, _ in broken_properties(attempt.exam, attempt.fn)}
    for known in spec.misconceptions:
        if {prop for prop, _ in broken_properties(attempt.exam, known.wrong)} == broken:
            return Known(known.id, known.advice)
    return None


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
    with own_code("the exercises of the course cannot be read"):
        specs = import_module("nnkit.grading.units").SPECS
    need_exercise(name, specs)
    return run(specs[name], fn, hidden, seed, show, partial)


def run(
    spec: Spec, fn: Function, hidden: bool, seed: int | None, show: bool, partial: bool
) -> CheckResult:
    """Check the answer to any exercise, as `check` does."""
    host, name = HOST.get(), spec.name
    if seed is None:
        seed = host.seed(name) if hidden else home_seed(name)

    def now() -> CheckResult:
        def climb() -> CheckResult:
            return ladder.climb(exam(spec, hidden, seed), fn, host)

        result = carried(spec, fn, climb(), climb, host)
        host.told(result)
        if result.passed and not isinstance(result, Carried) and host is NOTEBOOK:
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


def climb(spec: Spec, fn: Function, *, hidden: bool, seed: int) -> CheckResult:
    """Climb the ladder of any exercise, as a notebook does; `seed` decides the random cases."""
    return ladder.climb(exam(spec, hidden, seed), fn, HOST.get())
