"""The check that students have: the sealed exercises, climbed in their own process."""

import functools
from pathlib import Path
from typing import Any

from nnkit.grading.errors import GraderFault, WithInstructor, need_exercise
from nnkit.grading.exercise import panel
from nnkit.grading.exercise.asked import Function
from nnkit.grading.exercise.attempt import Place
from nnkit.grading.exercise.exam import Exam
from nnkit.grading.exercise.ladder import climb
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.mistakes.diagnosis import diagnose
from nnkit.grading.sealed.read import opened
from nnkit.mine import keep

TABLES = Path(__file__).parent / "tables"
NAMES = "names.txt"
"""The file in ``tables/`` that lists the exercises."""


def check(
    name: str, fn: Function, hidden: bool = False, *, show: bool = True, **judges: Any
) -> CheckResult:
    """Check the answer `fn` to the exercise `name` and show what was found.

    Parameters
    ----------
    name : str
        Name of the exercise, e.g. ``"sigmoid"``.
    fn : callable
        Your function.
    hidden, judges
        For the marks: they work only where the course is graded.
    show : bool
        Show the panel (HTML in a notebook, text elsewhere).

    Returns
    -------
    CheckResult
        ``passed``, ``score`` (0..1), ``message``, ``misconception`` (id or None).

    Raises
    ------
    WrongExercise
        No exercise has this name: a ValueError.
    GraderFault
        The files of the exercises are missing or damaged: a RuntimeError.
    """
    need_exercise(name, _names())
    if hidden or judges:
        raise WithInstructor(
            "hidden=True works where the course is graded: the hidden cases stay with the "
            "instructor; leave hidden out"
        )
    exam, place = _opened(name)
    result = climb(exam, fn, place)
    if result.passed:
        keep(name, fn)
    if show:
        panel.show(result)
    return result


@functools.cache
def _opened(name: str) -> tuple[Exam, Place]:
    try:
        exam, table = opened((TABLES / f"{name}.npz").read_bytes())
    except Exception as error:  # a damaged file can fail in any way
        how = "missing" if isinstance(error, FileNotFoundError) else "damaged"
        words = f"the table of the exercise {name} is {how}: fetch the course again"
        raise GraderFault(words) from None
    return exam, Place(functools.partial(diagnose, table_of=lambda: table))


def _names() -> list[str]:
    try:
        return (TABLES / NAMES).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        words = "the tables of the exercises are missing: fetch the course again"
        raise GraderFault(words) from None
