"""The check ladder: climb rung by rung, stop at the first that fails, name the mistake.

The rungs, in order: attempted, returns, arguments, hand, isolated, property, random,
gradient, edge. It works the same on a plain function (in the student's notebook) and on the
judge's proxy of a function that lives in another process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnkit.grading.errors import ArgumentChanged, RoomClosed
from nnkit.grading.exercise import compare
from nnkit.grading.exercise.attempt import Attempt, broken_properties, sentence, tested
from nnkit.grading.exercise.blame import one_line
from nnkit.grading.exercise.exam import exam
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckResult, Rung
from nnkit.grading.exercise.spec import EDGE, ORDINARY, Function, Spec


def climb(
    spec: Spec, fn: Function, *, hidden: bool, seed: int, host: Host | None = None
) -> CheckResult:
    """Climb the ladder of `spec` with `fn`; `seed` decides the random cases."""
    attempt = Attempt(exam(spec, hidden, seed), fn, host or Host())
    states: dict[str, Rung] = {}
    for name, rung in RUNGS.items():
        problem = rung(attempt)
        if problem is SKIP:
            continue
        states[name] = Rung(name, "failed" if problem else "passed", problem or "")
        if problem:
            return _failed(attempt, name, str(problem), list(states.values()))
    message, remark = f"{spec.name}: all checks passed.", _remark(attempt)
    rungs = list(states.values())
    return CheckResult(spec.name, True, 1.0, message, rungs, hidden=hidden, remark=remark)


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
        if case.test is None and not isinstance(
            want := attempt.exam.wanted(index), (tuple, list, set, frozenset, str, dict, type(None))
        ):
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
        found = False
        for index, case in attempt.exam.at(*rungs):
            found = True
            problem = attempt.problem(index)
            if problem:
                attempt.hint = case.hint
                return problem
        return None if found else SKIP

    return climb_rung


def _properties(attempt: Attempt) -> str | None:
    failed = broken_properties(attempt.spec, attempt.fn, attempt.exam.seed, first=True)
    return next(iter(failed.values()), None) if attempt.spec.properties else SKIP


def _gradient(attempt: Attempt) -> str | None:
    spec = attempt.spec
    if spec.gradient is None:
        return SKIP
    what = f"the gradient check of {spec.name} fails"
    found, error = tested(spec.gradient, attempt.fn, spec, attempt.exam.seed, what)
    return f"The gradient check raises {error}." if error else found


SKIP: Any = object()
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
    rest = list(RUNGS)[list(RUNGS).index(rung) + 1 :]
    states += [Rung(name, "not reached") for name in rest if _exists(attempt, name)]
    advice, mistake = "", None
    if rung != "attempted" and callable(attempt.fn) and attempt.stopped is None:
        mistake = attempt.host.diagnose(attempt, rung == "edge")
        advice = mistake.advice if mistake else ""
        problem = problem if mistake else f"{problem} {attempt.hint}".strip()
    score = _edge_score(attempt) if rung == "edge" else _part_score(attempt)
    return CheckResult(
        spec.name,
        False,
        float(score),
        problem,
        states,
        advice=advice,
        misconception=mistake.id if mistake else None,
        attempted=rung != "attempted",
        hidden=attempt.exam.hidden,
    )


def _edge_score(attempt: Attempt) -> float:
    """The score of an answer that is right on ordinary input only."""
    right = [attempt.problem(index) is None for index, _ in attempt.exam.at("share")]
    return attempt.spec.edge_score if all(right) else sum(right) / len(right)


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
    worth = right[spec.given_parts :] if all(right[: spec.given_parts]) else right
    return sum(worth) / len(worth)


def _exists(attempt: Attempt, rung: str) -> bool:
    """Say whether this exercise has such a rung."""
    if rung == "property":
        return bool(attempt.spec.properties)
    if rung == "gradient":
        return attempt.spec.gradient is not None
    kinds = {"hand": ("hand",), "isolated": ("isolated",), "random": ("random",), "edge": EDGE}
    return rung not in kinds or any(True for _ in attempt.exam.at(*kinds[rung]))
