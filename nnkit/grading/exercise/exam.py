"""What one check asks: its cases, the answers wanted, and what a call of an answer did."""

from __future__ import annotations

import contextlib
import itertools
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from nnkit.grading.errors import ArgumentChanged
from nnkit.grading.exercise import clock, compare
from nnkit.grading.exercise.asked import Asked, Case, Function

MOST_ITEMS = 10_000  # that are taken from an answer that comes step by step


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


class Stopped(Exception):
    """A call did not come back and was stopped."""


UNLIMITED: AbstractContextManager[Any] = contextlib.nullcontext()


def call(fn: Function, case: Case, limit: AbstractContextManager[Any] = UNLIMITED) -> Outcome:
    """Call `fn` on copies of the arguments of `case`; nothing it raises gets out."""
    args, kwargs = compare.copied(case.args), compare.copied(dict(case.kwargs))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with limit:
                value = listed(fn(*args, **kwargs))
        except clock.TooLong as late:
            return Outcome(error=Stopped(str(late)))
        except Exception as error:
            return Outcome(error=error)
    if not (compare.unchanged(args, case.args) and compare.unchanged(kwargs, dict(case.kwargs))):
        return Outcome(error=ArgumentChanged("an argument was changed", value))
    return Outcome(value=value, warned=first_warning([w.message for w in caught]))


def listed(value: Any) -> Any:
    """The items of an answer that comes step by step (``yield``, ``zip``); another as it is."""
    steps = isinstance(value, Iterator) and not callable(value)
    return list(itertools.islice(value, MOST_ITEMS)) if steps else value


def of_case(fn: Function, case: Case) -> Any:
    """What a function returns for copies of the arguments of a case."""
    return fn(*compare.copied(case.args), **compare.copied(dict(case.kwargs)))


def first_warning(warned: Sequence[Warning | str]) -> str:
    """The first warning of NumPy."""
    return next((str(w) for w in warned if isinstance(w, RuntimeWarning)), "")


class Exam:
    """The cases of one check, ordinary ones first, and the values wanted there."""

    hidden = False
    seed = 0

    def __init__(self, spec: Asked, cases: Sequence[Case]):
        self.spec, self.cases = spec, cases

    @property
    def home(self) -> Exam:
        """The visible check of the same exercise."""
        return self

    def at(self, *rungs: str) -> Iterator[tuple[int, Case]]:
        """The cases of some rungs, with their numbers."""
        return ((i, case) for i, case in enumerate(self.cases) if case.rung in rungs)

    def wanted(self, index: int) -> Any:
        """The value that case `index` asks for."""
        return self.cases[index].expected

    def blame(self, what: str, test: Callable[[Function], object]) -> None:
        """Raise where `test`, which has failed on an answer, fails on the right one too."""

    def seen(self, index: int, outcome: Outcome) -> Outcome:
        """An outcome of case `index` as mistakes are told apart by it: without what is chance."""
        view = getattr(self.cases[index].test, "view", None)
        return outcome if outcome.error or not view else replace(outcome, value=view(outcome.value))

    def judge(self, index: int, outcome: Outcome, *, reveal: bool = False) -> str | None:
        """Compare an outcome with what case `index` asks for: what is wrong, in words, or None."""
        spec, case = self.spec, self.cases[index]
        if isinstance(outcome.error, Stopped):
            return (
                f"it does not come back, and was {outcome.error}. Is there a loop whose condition "
                "stays true, or one that grows with each pass?"
            )
        if outcome.error is not None:
            return f"it raises {outcome.error_name}: {one_line(outcome.error)}"
        if case.rung == "extreme" and outcome.warned:
            return f'NumPy warns "{outcome.warned}"'
        if case.test is not None:
            return self._tested(case, case.test, outcome.value)
        rtol = case.rtol or (1e-5 if case.rung == "float32" else spec.rtol)
        atol = 1e-6 if case.rung == "float32" else spec.atol
        want = self.wanted(index)
        how: dict[str, Any] = {"rtol": rtol, "atol": atol, "kind": spec.kind, "reveal": reveal}
        if spec.parts and len(compare.rows(want)) == len(spec.parts):
            return compare.parts(outcome.value, want, spec.parts, spec.follow, **how)
        return compare.difference(outcome.value, want, **how)

    def _tested(self, case: Case, test: Callable[[Any], str | None], got: Any) -> str | None:
        """What a test says of an answer; where it fails on it, that it cannot be judged."""
        spec = self.spec
        try:
            return test(got)
        except Exception:
            what = f"the test of {spec.name} for {case.label} fails"
            self.blame(what, lambda right: test(of_case(right, case)))
            needed = f"; needed {spec.returns}" if spec.returns else ""
            return f"it returns a {type(got).__name__} that cannot be judged{needed}"


def one_line(error: BaseException) -> str:
    """The text of an error in at most 200 characters without line breaks."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."
