"""Name the mistake: find the known wrong answer that gives what the student's gives."""

from __future__ import annotations

import numpy as np

from nnkit.grading.exercise import compare
from nnkit.grading.exercise.attempt import Attempt, broken_properties
from nnkit.grading.exercise.exam import Outcome
from nnkit.grading.exercise.spec import EDGE, ORDINARY, Misconception
from nnkit.grading.mistakes.generic import generic_mistakes
from nnkit.grading.mistakes.symptoms import by_symptom


def diagnose(attempt: Attempt, *, edge: bool) -> Misconception | None:
    """Find the known mistake whose answers are the student's answers."""
    spec = attempt.spec
    if not attempt.exam.cases:
        broken = set(broken_properties(spec, attempt.fn, attempt.exam.seed))
        return next(
            (
                m
                for m in spec.misconceptions
                if set(broken_properties(spec, m.wrong, attempt.exam.seed)) == broken
            ),
            None,
        )
    scope = [i for i, _ in attempt.exam.at(*(ORDINARY + EDGE if edge else ORDINARY))]
    for mistake in (*spec.misconceptions, *generic_mistakes(spec)):
        if _fits(attempt, mistake, scope):
            return mistake
    same = _fails_alike(attempt, scope) if edge else None
    return same or by_symptom(attempt, scope)


def _fails_alike(attempt: Attempt, scope: list[int]) -> Misconception | None:
    """Find the known mistake that fails on the same unusual inputs in the same way.

    If there is none, one that explains a part of the failures, the first among them.
    """
    spec, partly = attempt.spec, None
    shown = {i: _symptom(attempt, i, attempt.outcome(i)) for i in scope}
    theirs = {i: symptom for i, symptom in shown.items() if symptom}
    for mistake in spec.misconceptions:
        ours: dict[int, str] = {}
        for i in scope:
            symptom = _symptom(attempt, i, attempt.exam.mistaken(mistake, i))
            if symptom and theirs.get(i) != symptom:
                break
            ours |= {i: symptom} if symptom else {}
        else:
            if ours == theirs:
                return mistake
            if next(iter(theirs)) in ours:
                partly = partly or mistake
    return partly


def _symptom(attempt: Attempt, index: int, outcome: Outcome) -> str | None:
    """Say in a word how an outcome of case `index` fails, or None when it is right."""
    case = attempt.exam.cases[index]
    if attempt.exam.judge(index, outcome) is None:
        return None
    if outcome.error is not None:
        return outcome.error_name
    values = outcome.value if isinstance(outcome.value, (tuple, list)) else [outcome.value]
    try:
        if not all(np.isfinite(np.asarray(value, dtype=float)).all() for value in values):
            return "not finite"
    except (TypeError, ValueError):
        return "no numbers"
    return "warns" if case.rung == "extreme" and outcome.warned else "value"


def _fits(attempt: Attempt, mistake: Misconception, scope: list[int]) -> bool:
    telling = False
    for index in scope:
        case = attempt.exam.cases[index]
        theirs, ours = attempt.outcome(index), attempt.exam.mistaken(mistake, index)
        if not _alike(theirs, ours, attempt.spec.kind, mistake.part, case.rung == "float32"):
            return False
        telling = telling or attempt.exam.judge(index, ours) is not None
    return telling


def _alike(a: Outcome, b: Outcome, kind: str, part: int | None, single: bool) -> bool:
    if a.error is not None or b.error is not None:
        return a.error is not None and b.error is not None and a.error_name == b.error_name
    x, y = a.value, b.value
    if part is not None:
        if not isinstance(x, (tuple, list)) or len(x) != len(y):
            return False
        x, y = x[part], y[part]
    rtol, atol = (1e-5, 1e-6) if single else (1e-6, 1e-9)
    return compare.same(x, y, rtol=rtol, atol=atol, types=kind == "integer")
