"""The check ladder: climb rung by rung, stop at the first that fails, name the mistake.

The rungs, in order: attempted, returns, arguments, hand, isolated, property, random,
gradient, edge. `check` is the public door; it works the same on a plain function (in the
student's notebook) and on the judge's proxy of a function that lives in another process.
"""

from __future__ import annotations

import difflib
import secrets
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnkit.grading.checks import compare, panel
from nnkit.grading.checks.result import CheckFailed, CheckResult, Rung
from nnkit.grading.checks.spec import EDGE, MISSING, ORDINARY, Case, Function, Misconception, Spec
from nnkit.grading.errors import ArgumentChanged, RoomClosed

HIDDEN_ROUNDS = 3

listeners: list[Callable[[CheckResult], None]] = []
"""Functions that are told every result; the judge adds its own."""


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
        True: a fresh seed and more cases, in the hidden test.
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
    ValueError
        No exercise has this name.
    """
    spec = _spec(name)
    if seed is None:
        seed = secrets.randbits(64) if hidden else zlib.crc32(name.encode())
    result = climb(spec, fn, hidden=hidden, seed=seed)
    for listener in listeners:
        listener(result)
    if show:
        panel.show(result)
    if hidden and not result.passed and not (partial and result.score > 0):
        raise CheckFailed(result)
    return result


def climb(spec: Spec, fn: Function, *, hidden: bool, seed: int) -> CheckResult:
    """Climb the ladder of `spec` with `fn`; `seed` decides the random cases."""
    attempt = Attempt(spec, fn, hidden=hidden, seed=seed)
    states: dict[str, Rung] = {}
    for name, rung in RUNGS.items():
        problem = rung(attempt)
        if problem is SKIP:
            continue
        states[name] = Rung(name, "failed" if problem else "passed", problem or "")
        if problem:
            return _failed(attempt, name, str(problem), list(states.values()))
    message = f"{spec.name}: all checks passed."
    return CheckResult(spec.name, True, 1.0, message, list(states.values()), hidden=hidden)


@dataclass(frozen=True)
class Outcome:
    """What one call did: its value or its error, and the warnings on the way."""

    value: Any = None
    error: Exception | None = None
    warned: str = ""

    @property
    def error_name(self) -> str:
        """Name of the error's type, as the student knows it."""
        return str(getattr(self.error, "type_name", type(self.error).__name__))


def call(fn: Function, case: Case) -> Outcome:
    """Call `fn` on copies of the arguments of `case`; nothing it raises gets out."""
    args, kwargs = compare.copied(case.args), compare.copied(dict(case.kwargs))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = fn(*args, **kwargs)
        except Exception as error:
            return Outcome(error=error)
    if not (compare.unchanged(args, case.args) and compare.unchanged(kwargs, dict(case.kwargs))):
        return Outcome(error=ArgumentChanged("an argument was changed"))
    warned = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    return Outcome(value=value, warned=warned[0] if warned else "")


@dataclass
class Attempt:
    """The student's function on the cases of one check; each case is called once."""

    spec: Spec
    fn: Function
    hidden: bool
    seed: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    hint: str = ""

    @cached_property
    def cases(self) -> list[Case]:
        """The cases, ordinary ones first."""
        rng = np.random.default_rng(self.seed)
        rounds = HIDDEN_ROUNDS if self.hidden else 1
        drawn = [case for _ in range(rounds) for case in self.spec.cases(rng)]
        if self.hidden:
            drawn += _hidden_cases(self.spec, rng)
        return sorted(drawn, key=lambda case: (ORDINARY + EDGE).index(case.rung))

    def outcome(self, index: int) -> Outcome:
        """What the student's function does on case `index`."""
        if index not in self.outcomes:
            self.outcomes[index] = call(self.fn, self.cases[index])
        return self.outcomes[index]

    def at(self, *rungs: str) -> Iterator[tuple[int, Case]]:
        """The cases of some rungs, with their numbers."""
        return ((i, case) for i, case in enumerate(self.cases) if case.rung in rungs)

    def problem(self, index: int) -> str | None:
        """What is wrong with the answer on case `index`, in words, or None."""
        case = self.cases[index]
        problem = judge(self.spec, case, self.outcome(index), reveal=not self.hidden)
        return f"For {case.label}: {_sentence(problem)}" if problem else None


def judge(spec: Spec, case: Case, outcome: Outcome, *, reveal: bool = False) -> str | None:
    """Compare one outcome with what `case` asks for."""
    if outcome.error is not None:
        return f"it raises {outcome.error_name}: {_one_line(outcome.error)}"
    if case.rung == "extreme" and outcome.warned:
        return f'NumPy warns "{outcome.warned}"'
    if case.test is not None:
        return case.test(outcome.value)
    rtol = case.rtol or (1e-5 if case.rung == "float32" else spec.rtol)
    atol = 1e-6 if case.rung == "float32" else spec.atol
    want = wanted(spec, case)
    return compare.difference(
        outcome.value, want, rtol=rtol, atol=atol, kind=spec.kind, reveal=reveal
    )


def wanted(spec: Spec, case: Case) -> Any:
    """The value that `case` asks for."""
    if case.expected is not MISSING:
        return case.expected
    return spec.reference(*compare.copied(case.args), **compare.copied(dict(case.kwargs)))


def _attempted(attempt: Attempt) -> str | None:
    if not callable(attempt.fn):
        return None
    if attempt.cases:
        outcome = attempt.outcome(0)
        if isinstance(outcome.error, NotImplementedError):
            return "Not attempted yet: the cell still raises NotImplementedError."
        if isinstance(outcome.error, RoomClosed):
            return f"It could not be run: {_one_line(outcome.error)}."
    return None


def _returns(attempt: Attempt) -> str | None:
    if not callable(attempt.fn):
        found = compare.shown(attempt.fn)
        return f"{attempt.spec.name} is {found}, needed a function: write def {attempt.spec.name}."
    for index, case in attempt.at(*ORDINARY):
        outcome = attempt.outcome(index)
        if isinstance(outcome.error, ArgumentChanged):
            continue
        if outcome.error is not None:
            return attempt.problem(index)
        if case.test is None and not isinstance(
            want := wanted(attempt.spec, case), (tuple, list, set, frozenset, str, dict, type(None))
        ):
            problem = compare.form(outcome.value, np.asarray(want), attempt.spec.kind)
            if problem:
                return f"For {case.label}: {_sentence(problem)}"
    return None


def _arguments(attempt: Attempt) -> str | None:
    for index, case in attempt.at(*ORDINARY):
        if isinstance(attempt.outcome(index).error, ArgumentChanged):
            return f"For {case.label}: it changes its argument. Work on a copy, return a new array."
    return None


def _first_problem(*rungs: str) -> Callable[[Attempt], str | None]:
    def climb_rung(attempt: Attempt) -> str | None:
        found = False
        for index, case in attempt.at(*rungs):
            found = True
            problem = attempt.problem(index)
            if problem:
                attempt.hint = case.hint
                return problem
        return None if found else SKIP

    return climb_rung


def _properties(attempt: Attempt) -> str | None:
    failed = broken_properties(attempt.spec, attempt.fn, attempt.seed, first=True)
    return next(iter(failed.values()), None) if attempt.spec.properties else SKIP


def broken_properties(
    spec: Spec, fn: Function, seed: int, *, first: bool = False
) -> dict[str, str]:
    """The properties that do not hold for `fn`: id -> what is wrong."""
    broken: dict[str, str] = {}
    for prop in spec.properties:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = prop.test(fn, np.random.default_rng(seed))
        except Exception as error:
            name = getattr(error, "type_name", type(error).__name__)
            found = f"it raises {name}: {_one_line(error)}"
        if found is not None and found is not True:
            words = f" ({found})" if isinstance(found, str) else ""
            broken[prop.id] = f"This does not hold: {prop.statement}{words}. {prop.hint}".strip()
            if first:
                break
    return broken


def _gradient(attempt: Attempt) -> str | None:
    if attempt.spec.gradient is None:
        return SKIP
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return attempt.spec.gradient(attempt.fn, np.random.default_rng(attempt.seed))
    except Exception as error:
        name = getattr(error, "type_name", type(error).__name__)
        return f"The gradient check raises {name}: {_one_line(error)}."


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
    states += [Rung(name, "not reached") for name in list(RUNGS)[list(RUNGS).index(rung) + 1 :]]
    advice, mistake = "", None
    if rung != "attempted" and callable(attempt.fn):
        mistake = diagnose(attempt, edge=rung == "edge")
        advice = mistake.advice if mistake else ""
        problem = problem if mistake else f"{problem} {attempt.hint}".strip()
    score = spec.edge_score if rung == "edge" else 0.0
    return CheckResult(
        spec.name,
        False,
        float(score),
        problem,
        states,
        advice=advice,
        misconception=mistake.id if mistake else None,
        attempted=rung != "attempted",
        hidden=attempt.hidden,
    )


def diagnose(attempt: Attempt, *, edge: bool) -> Misconception | None:
    """Find the known mistake whose answers are the student's answers."""
    spec = attempt.spec
    if not attempt.cases:
        broken = set(broken_properties(spec, attempt.fn, attempt.seed))
        return next(
            (
                m
                for m in spec.misconceptions
                if set(broken_properties(spec, m.wrong, attempt.seed)) == broken
            ),
            None,
        )
    scope = [i for i, _ in attempt.at(*(ORDINARY + EDGE if edge else ORDINARY))]
    for mistake in spec.misconceptions:
        if _fits(attempt, mistake, scope):
            return mistake
    return _by_symptoms(attempt, scope) if edge else None


def _by_symptoms(attempt: Attempt, scope: list[int]) -> Misconception | None:
    """Find the known mistake that fails on the same unusual inputs in the same way.

    If there is none, one that explains a part of the failures, the first among them.
    """
    spec, partly = attempt.spec, None
    shown = {i: _symptom(spec, attempt.cases[i], attempt.outcome(i)) for i in scope}
    theirs = {i: symptom for i, symptom in shown.items() if symptom}
    for mistake in spec.misconceptions:
        ours: dict[int, str] = {}
        for i in scope:
            symptom = _symptom(spec, attempt.cases[i], call(mistake.wrong, attempt.cases[i]))
            if symptom and theirs.get(i) != symptom:
                break
            ours |= {i: symptom} if symptom else {}
        else:
            if ours == theirs:
                return mistake
            if next(iter(theirs)) in ours:
                partly = partly or mistake
    return partly


def _symptom(spec: Spec, case: Case, outcome: Outcome) -> str | None:
    """Say in a word how an outcome fails, or None when it is right."""
    if judge(spec, case, outcome) is None:
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
        case = attempt.cases[index]
        theirs, ours = attempt.outcome(index), call(mistake.wrong, case)
        if not _alike(theirs, ours, attempt.spec.kind, mistake.part):
            return False
        telling = telling or judge(attempt.spec, case, ours) is not None
    return telling


def _alike(a: Outcome, b: Outcome, kind: str, part: int | None) -> bool:
    if a.error is not None or b.error is not None:
        return a.error is not None and b.error is not None and a.error_name == b.error_name
    x, y = a.value, b.value
    if part is not None:
        if not isinstance(x, (tuple, list)) or len(x) != len(y):
            return False
        x, y = x[part], y[part]
    return compare.same(x, y, types=kind == "integer")


def _spec(name: str) -> Spec:
    from nnkit.grading.specs import SPECS

    if not isinstance(name, str):
        raise ValueError(
            f"name is a {type(name).__name__}, needed the exercise's name first: "
            'check("sigmoid", sigmoid)'
        )
    if name not in SPECS:
        near = difflib.get_close_matches(name, SPECS, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(SPECS)}"
        raise ValueError(f"name is {name!r}, but no exercise is called that; {fix}")
    return SPECS[name]


def _hidden_cases(spec: Spec, rng: np.random.Generator) -> list[Case]:
    try:
        from nnkit.grading.hidden import HIDDEN
    except ModuleNotFoundError:
        raise RuntimeError(
            "hidden=True works where the course is graded: the hidden cases stay with the "
            "instructor; leave hidden out"
        ) from None
    return HIDDEN[spec.name](rng) if spec.name in HIDDEN else []


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else words + "."


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."
