"""One attempt at an exercise: the student's function called on the cases, and judged."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnkit.grading.checks import compare
from nnkit.grading.checks.blame import need_right, one_line, own_code
from nnkit.grading.checks.spec import EDGE, MISSING, ORDINARY, Case, Function, Property, Spec
from nnkit.grading.errors import ArgumentChanged, GraderFault

HIDDEN_ROUNDS = 3
TOGETHER = (ORDINARY, EDGE[:-1])  # the rungs whose cases may be called at once

Together = Callable[[Function, Sequence[Any]], list[Callable[[], tuple[Any, list[Warning]]]]]
together: Together | None = None
"""Calls a function on several (args, kwargs) at once; the judge sets its own.

What it returns gives, for each call that was made, its value and its warnings, or raises.
"""


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
    return Outcome(value=value, warned=_first([w.message for w in caught]))


def _outcome(answer: Callable[[], tuple[Any, list[Warning]]]) -> Outcome:
    """What a call did that has been made already."""
    try:
        value, warned = answer()
    except Exception as error:
        return Outcome(error=error)
    return Outcome(value=value, warned=_first(warned))


def _first(warned: Sequence[Warning | str]) -> str:
    """The first warning of NumPy."""
    return next((str(w) for w in warned if isinstance(w, RuntimeWarning)), "")


@dataclass
class Attempt:
    """The student's function on the cases of one check; each case is called once."""

    spec: Spec
    fn: Function
    hidden: bool
    seed: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    answers: dict[int, Any] = field(default_factory=dict)
    hint: str = ""

    @cached_property
    def cases(self) -> list[Case]:
        """The cases, ordinary ones first."""
        rng = np.random.default_rng(self.seed)
        rounds = HIDDEN_ROUNDS if self.hidden else 1
        with own_code(f"the cases of {self.spec.name} cannot be made"):
            drawn = [case for _ in range(rounds) for case in self.spec.cases(rng)]
        if self.hidden:
            drawn += _hidden_cases(self.spec, rng)
        return sorted(drawn, key=lambda case: (ORDINARY + EDGE).index(case.rung))

    def outcome(self, index: int) -> Outcome:
        """What the student's function does on case `index`."""
        if index not in self.outcomes:
            self._ask(index)
        if index not in self.outcomes:
            self.outcomes[index] = call(self.fn, self.cases[index])
        return self.outcomes[index]

    def _ask(self, first: int) -> None:
        """Have the cases of the same kind called at once, from `first` on, if that can be done."""
        rungs = next((kind for kind in TOGETHER if self.cases[first].rung in kind), ())
        if together is None or first in self.asked or not rungs:
            return
        numbers = [i for i, _ in self.at(*rungs) if i >= first]
        self.asked.update(numbers)
        answers = together(self.fn, [(self.cases[i].args, self.cases[i].kwargs) for i in numbers])
        self.outcomes.update(zip(numbers, map(_outcome, answers), strict=False))

    def at(self, *rungs: str) -> Iterator[tuple[int, Case]]:
        """The cases of some rungs, with their numbers."""
        return ((i, case) for i, case in enumerate(self.cases) if case.rung in rungs)

    def wanted(self, index: int) -> Any:
        """The value that case `index` asks for."""
        if index not in self.answers:
            case = self.cases[index]
            given = case.expected is not MISSING
            self.answers[index] = case.expected if given else _reference(self.spec, case)
        return self.answers[index]

    def problem(self, index: int) -> str | None:
        """What is wrong with the answer on case `index`, in words, or None."""
        problem = self.judge(index, self.outcome(index), reveal=not self.hidden)
        return f"For {self.cases[index].label}: {sentence(problem)}" if problem else None

    def judge(self, index: int, outcome: Outcome, *, reveal: bool = False) -> str | None:
        """Compare an outcome with what case `index` asks for."""
        spec, case = self.spec, self.cases[index]
        if outcome.error is not None:
            return f"it raises {outcome.error_name}: {one_line(outcome.error)}"
        if case.rung == "extreme" and outcome.warned:
            return f'NumPy warns "{outcome.warned}"'
        if case.test is not None:
            return _tested(spec, case, outcome.value)
        rtol = case.rtol or (1e-5 if case.rung == "float32" else spec.rtol)
        atol = 1e-6 if case.rung == "float32" else spec.atol
        want = self.wanted(index)
        return compare.difference(
            outcome.value, want, rtol=rtol, atol=atol, kind=spec.kind, reveal=reveal
        )


def _tested(spec: Spec, case: Case, got: Any) -> str | None:
    """What the test of `case` says; of an answer on which it fails, that it cannot be judged."""
    assert case.test is not None
    test = case.test
    try:
        return test(got)
    except Exception:
        what = f"the test of {spec.name} for {case.label} fails"
        need_right(what, lambda: test(_reference(spec, case)))
        needed = f"; needed {spec.returns}" if spec.returns else ""
        return f"it returns a {type(got).__name__} that cannot be judged{needed}"


def _reference(spec: Spec, case: Case) -> Any:
    with own_code(f"the reference of {spec.name} fails for {case.label}"):
        return spec.reference(*compare.copied(case.args), **compare.copied(dict(case.kwargs)))


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
            _need_right_property(spec, prop, seed)
            name = getattr(error, "type_name", type(error).__name__)
            found = f"it raises {name}: {one_line(error)}"
        if found is not None and found is not True:
            words = f" ({found})" if isinstance(found, str) else ""
            broken[prop.id] = f"This does not hold: {prop.statement}{words}. {prop.hint}".strip()
            if first:
                break
    return broken


def _need_right_property(spec: Spec, prop: Property, seed: int) -> None:
    what = f"the property {prop.id!r} of {spec.name} fails"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        need_right(what, lambda: prop.test(spec.reference, np.random.default_rng(seed)))


def _hidden_cases(spec: Spec, rng: np.random.Generator) -> list[Case]:
    try:
        from nnkit.grading.hidden import HIDDEN
    except ModuleNotFoundError as error:
        if error.name != "nnkit.grading.hidden":
            raise GraderFault(f"the hidden cases cannot be read: {one_line(error)}") from error
        raise RuntimeError(
            "hidden=True works where the course is graded: the hidden cases stay with the "
            "instructor; leave hidden out"
        ) from None
    with own_code(f"the hidden cases of {spec.name} cannot be made"):
        return HIDDEN[spec.name](rng) if spec.name in HIDDEN else []


def sentence(words: str) -> str:
    """End `words` with a full stop, if nothing else ends them."""
    return words if words.endswith((".", "?", "!")) else words + "."
