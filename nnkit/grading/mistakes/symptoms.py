"""Mistakes that are seen in how an answer fails, whatever the exercise.

They are looked at last, when no known wrong answer gives what the student's gives.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from nnkit.grading.exercise import compare
from nnkit.grading.exercise.asked import ORDINARY
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.exercise.exam import Outcome
from nnkit.grading.mistakes.table import Known

ADVICE: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
ERRORS: dict[str, str] = ADVICE.pop("errors")
CHANGES_ARGUMENT = ADVICE["changes-argument"]
GENERAL = {"index", "shapes", "entry-by-entry", "other-place", None}  # errors of many causes


def by_symptom(attempt: Attempt, scope: list[int]) -> Known | None:
    """Find what the first failing case of `scope` shows by itself."""
    failing = [i for i in scope if attempt.problem(i)]
    if not failing:
        return None
    if _remembers(attempt, failing[0]):
        return Known("remembers", ADVICE["remembers"])
    formless = (
        i for i in failing if attempt.exam.cases[i].rung in ORDINARY and _formless(attempt, i)
    )
    found = _symptom(attempt, next(formless, failing[0]), scope)
    return Known(found, ADVICE[found]) if found else None


def _symptom(attempt: Attempt, failing: int, scope: list[int]) -> str | None:
    case, outcome = attempt.exam.cases[failing], attempt.outcome(failing)
    if outcome.error is not None:
        if case.rung == "one" and not any(np.ndim(arg) for arg in case.args):
            return "plain-number"
        if case.rung == "share" and not any(attempt.problem(i) for i, _ in attempt.exam.at("hand")):
            return "wrong-one-raises"
        return _of_error(outcome, _only_example(attempt, failing))
    if case.test is not None:
        return None
    want = attempt.exam.wanted(failing)
    found = _of_form(outcome.value, want)
    if found in {"other-shape", None} and _constant(attempt, scope):
        return "same-for-all"
    if found == "wrong-shape" and not all(_only_shape(attempt, i) for i in scope):
        found = "other-shape"
    only_example = found == "other-shape" and _only_example(attempt, failing)
    return "example-only" if only_example else found


def _remembers(attempt: Attempt, index: int) -> bool:
    """Say whether another call on the same case gives something else."""
    before, case = attempt.outcome(index).value, attempt.exam.cases[index]
    moved = any(callable(arg) or isinstance(arg, np.random.Generator) for arg in case.args)
    if moved or not isinstance(before, (list, tuple, np.ndarray)):
        return False
    again, parts = attempt.call(case), [before, *before]
    lists = [again.value, *again.value] if isinstance(again.value, (list, tuple)) else []
    kept = any(x is y and isinstance(x, list) for x, y in zip(lists, parts, strict=False))
    return again.error is None and (kept or not compare.same(again.value, before))


def _formless(attempt: Attempt, index: int) -> bool:
    """Say whether the outcome is an error or has another form: what the ladder reports first."""
    case, outcome = attempt.exam.cases[index], attempt.outcome(index)
    if outcome.error is not None:
        return True
    return case.test is None and _of_form(outcome.value, attempt.exam.wanted(index)) is not None


def _of_error(outcome: Outcome, only_example: bool) -> str | None:
    words = f"{outcome.error_name}: {outcome.error}"
    found = next((what for pattern, what in ERRORS.items() if re.search(pattern, words)), None)
    general = found in GENERAL and outcome.error_name in ("IndexError", "ValueError")
    return "example-only" if general and only_example else found


def _of_form(got: Any, want: Any) -> str | None:
    """What the type or the shape of a result shows."""
    if isinstance(want, (*compare.NO_NUMBERS, bool)):
        return None
    if isinstance(got, (str, dict)):
        return "text" if isinstance(got, str) else "dict"
    if isinstance(want, tuple):
        if not isinstance(got, (tuple, list)) or len(got) != len(want):
            return "not-separate"
        parts = (_of_form(g, w) for g, w in zip(got, want, strict=True))
        return next(filter(None, parts), None)
    try:
        x, y = np.asarray(got), np.asarray(want)
    except (TypeError, ValueError):
        return None
    if x.shape == y.shape or not {x.dtype.kind, y.dtype.kind} <= set("biufc"):
        return None
    if x.size == y.size and compare.same(x.ravel(), y.ravel()):
        return "wrong-shape"
    if x.ndim == 0 or y.ndim == 0:
        return "one-for-many" if x.ndim == 0 else "many-for-one"
    return "left-out" if x.ndim == y.ndim == 1 and x.size < y.size else "other-shape"


def _only_shape(attempt: Attempt, index: int) -> bool:
    """Say whether the numbers of a case are right, whatever their shape."""
    case, outcome = attempt.exam.cases[index], attempt.outcome(index)
    if case.test is not None or case.rung not in ORDINARY or outcome.error is not None:
        return True
    right = attempt.problem(index) is None
    return right or _of_form(outcome.value, attempt.exam.wanted(index)) == "wrong-shape"


def _only_example(attempt: Attempt, failing: int) -> bool:
    """Say whether the hand-worked cases are right and the failing one has other sizes."""
    hand = [i for i, _ in attempt.exam.at("hand")]
    right = bool(hand) and all(attempt.problem(i) is None for i in hand)
    sizes = [_shapes(attempt.exam.cases[i].args) for i in hand]
    return right and _shapes(attempt.exam.cases[failing].args) not in sizes


def _constant(attempt: Attempt, scope: list[int]) -> bool:
    """Say whether every case of `scope` gets the same result, where others are wanted."""
    cases = [i for i in scope if attempt.exam.cases[i].test is None]
    wants = [attempt.exam.wanted(i) for i in cases]
    outcomes = [attempt.outcome(i) for i in cases]
    return (
        any(not compare.same(want, wants[0]) for want in wants)
        and all(o.error is None for o in outcomes)
        and all(compare.same(o.value, outcomes[0].value) for o in outcomes)
    )


def _shapes(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_shapes(item) for item in value)
    return np.shape(value)
