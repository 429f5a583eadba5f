"""The check ladder: climb rung by rung, stop at the first that fails, name the mistake.

The rungs, in order: attempted, returns, arguments, hand, isolated, property, random,
gradient, edge. It works the same on a plain function (in the student's notebook) and on the
judge's proxy of a function that lives in another process.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nnkit.grading.errors import ArgumentChanged, RoomClosed
from nnkit.grading.exercise import compare
from nnkit.grading.exercise.asked import EDGE, ORDINARY, Function
from nnkit.grading.exercise.attempt import Attempt, Place, broken_properties, sentence, tested
from nnkit.grading.exercise.exam import Exam, Outcome, listed, one_line
from nnkit.grading.exercise.result import CheckResult, Rung


def climb(exam: Exam, fn: Function, place: Place) -> CheckResult:
    """Climb the ladder of an exam with `fn`."""
    spec, hidden = exam.spec, exam.hidden
    attempt = Attempt(exam, fn, place)
    names, states = _rungs(exam), []
    for name in names:
        problem = RUNGS[name](attempt)
        states.append(Rung(name, "failed" if problem else "passed"))
        if problem:
            states += [Rung(rest, "not reached") for rest in names[len(states) :]]
            return _failed(attempt, name, problem, states)
    message, remark = f"{spec.name}: all checks passed.", _remark(attempt)
    return CheckResult(spec.name, True, 1.0, message, states, hidden=hidden, remark=remark)


def _rungs(exam: Exam) -> list[str]:
    """The rungs that this exercise has."""
    there = {case.rung for case in exam.cases}
    kinds = {"edge": EDGE, **{kind: (kind,) for kind in ORDINARY}}
    missing = {rung for rung in kinds if not there.intersection(kinds[rung])}
    missing |= {"property"} if not exam.spec.properties else set()
    missing |= {"gradient"} if exam.spec.gradient is None else set()
    return [name for name in RUNGS if name not in missing]


def _remark(attempt: Attempt) -> str:
    """What is worth saying about the type of a right answer."""
    for index, case in attempt.exam.at(*ORDINARY):
        if case.test is None:
            got, want = attempt.outcome(index).value, attempt.exam.wanted(index)
            return compare.remark(got, want, attempt.spec.kind)
    return ""


def _attempted(attempt: Attempt) -> str | None:
    if not callable(attempt.fn):
        return None
    if attempt.exam.cases:
        outcome = attempt.outcome(0)
        if isinstance(outcome.error, NotImplementedError):
            return "Not attempted yet: the cell still raises NotImplementedError."
        if isinstance(outcome.error, RoomClosed):
            return f"It could not be run: {one_line(outcome.error)}."
    return None


def _returns(attempt: Attempt) -> str | None:
    if not callable(attempt.fn):
        found = compare.shown(attempt.fn)
        return f"{attempt.spec.name} is {found}, needed a function: write def {attempt.spec.name}."
    for index, case in attempt.exam.at(*ORDINARY):
        outcome = attempt.outcome(index)
        if isinstance(outcome.error, ArgumentChanged):
            continue
        if outcome.error is not None:
            return attempt.problem(index)
        want = None if case.test else attempt.exam.wanted(index)
        if not isinstance(want, (*compare.NO_NUMBERS, tuple, list)):
            problem = compare.form(outcome.value, np.asarray(want), attempt.spec.kind)
            if problem:
                return f"For {case.label}: {sentence(problem)}"
    return None


def _arguments(attempt: Attempt) -> str | None:
    for index, case in attempt.exam.at(*ORDINARY):
        if isinstance(attempt.outcome(index).error, ArgumentChanged):
            return f"For {case.label}: it changes its argument. Work on a copy, return a new array."
    return None


def _first_problem(*rungs: str) -> Callable[[Attempt], str | None]:
    def climb_rung(attempt: Attempt) -> str | None:
        for index, case in attempt.exam.at(*rungs):
            if problem := attempt.problem(index):
                attempt.hint = case.hint
                return problem
        return None

    return climb_rung


def _properties(attempt: Attempt) -> str | None:
    return next((words for _, words in broken_properties(attempt.exam, attempt.fn)), None)


def _gradient(attempt: Attempt) -> str | None:
    test, what = attempt.spec.gradient, f"the gradient check of {attempt.spec.name} fails"
    assert test is not None
    found, error = tested(test, attempt.fn, attempt.exam, what)
    return f"The gradient check raises {error}." if error else found


RUNGS: dict[str, Callable[[Attempt], str | None]] = {
    "attempted": _attempted,
    "returns": _returns,
    "arguments": _arguments,
    "hand": _first_problem("hand"),
    "isolated": _first_problem("isolated"),
    "property": _properties,
    "random": _first_problem("random"),
    "gradient": _gradient,
    "edge": _first_problem(*EDGE),
}


def _failed(attempt: Attempt, rung: str, problem: str, states: list[Rung]) -> CheckResult:
    spec = attempt.spec
    advice, mistake = "", None
    if rung != "attempted" and callable(attempt.fn) and attempt.stopped is None:
        mistake = attempt.host.diagnose(attempt, rung == "edge")
        advice = mistake.advice if mistake else ""
        problem = problem if mistake else f"{problem} {attempt.hint}".strip()
    score = SCORES.get(rung, _part_score)(attempt)
    if rung == "arguments" and score:
        problem = f"{problem} But for that it is right, which is worth {score:.0%} of the points."
    known, tried = mistake.id if mistake else None, rung != "attempted"
    words = (problem, states, advice, known, tried, attempt.exam.hidden)
    return CheckResult(spec.name, False, float(score), *words, place=spec.place)


def _edge_score(attempt: Attempt) -> float:
    """The score of an answer that is right on ordinary input only."""
    right = [attempt.problem(index) is None for index, _ in attempt.exam.at("share")]
    return attempt.spec.edge_score if all(right) else sum(right) / len(right)


def _changed_score(attempt: Attempt) -> float:
    """The score of an answer that changes its arguments: half of what it is worth otherwise."""

    def kept(*args: Any, **kwargs: Any) -> Any:
        try:
            return attempt.fn(*compare.copied(args), **compare.copied(kwargs))
        except ArgumentChanged as changed:
            return changed.value

    outcomes = dict(attempt.outcomes)
    for index, outcome in attempt.outcomes.items():
        if isinstance(outcome.error, ArgumentChanged):
            outcomes[index] = Outcome(listed(outcome.error.value))
    freed = replace(attempt, fn=kept, outcomes=outcomes)
    others = [name for name in _rungs(attempt.exam) if name not in ("arguments", "edge")]
    wrong = any(RUNGS[name](freed) for name in others)
    return attempt.spec.edge_score * (_part_score(freed) if wrong else 1.0)


def _part_score(attempt: Attempt) -> float:
    """The share that tests give, or that of the parts that are right on all ordinary cases."""
    spec = attempt.spec
    tests = [(getattr(case.test, "share", None), i) for i, case in attempt.exam.at(*ORDINARY)]
    shares = [share(attempt.outcome(i).value) for share, i in tests if share]
    if shares:
        return float(min(shares))
    if not spec.by_parts or not callable(attempt.fn):
        return 0.0
    right = [True] * len(spec.parts)
    for index, case in attempt.exam.at(*ORDINARY):
        got, want = attempt.outcome(index).value, attempt.exam.wanted(index)
        if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != len(want):
            return 0.0
        how: dict[str, Any] = {"rtol": case.rtol or spec.rtol, "atol": spec.atol}
        for k, (part, wanted) in enumerate(zip(got, want, strict=True)):
            right[k] = right[k] and compare.difference(part, wanted, **how) is None
    spoilt = not all(right[k] for k in spec.given_parts)
    worth = [ok for k, ok in enumerate(right) if spoilt or k not in spec.given_parts]
    return sum(worth) / len(worth)


SCORES = {"arguments": _changed_score, "edge": _edge_score}
