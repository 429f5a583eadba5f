"""What one check asks: its cases, and the answers wanted.

All of it follows from the exercise and a seed, whoever answers: the judge, who checks one
submission after another, makes it once.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnkit.grading.errors import ArgumentChanged
from nnkit.grading.exercise import clock, compare
from nnkit.grading.exercise.blame import need_right, one_line, own_code
from nnkit.grading.exercise.spec import EDGE, MISSING, ORDINARY, Case, Function, Spec

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
        return Outcome(error=ArgumentChanged("an argument was changed"))
    return Outcome(value=value, warned=first_warning([w.message for w in caught]))


def listed(value: Any) -> Any:
    """The items of an answer that comes step by step (``yield``, ``zip``); another as it is."""
    steps = isinstance(value, Iterator) and not callable(value)
    return list(itertools.islice(value, MOST_ITEMS)) if steps else value


def first_warning(warned: Sequence[Warning | str]) -> str:
    """The first warning of NumPy."""
    return next((str(w) for w in warned if isinstance(w, RuntimeWarning)), "")


@dataclass(eq=False)
class Exam:
    """The cases of one check, drawn with `seed`, and what follows from them."""

    spec: Spec
    hidden: bool
    seed: int
    _wanted: dict[int, Any] = field(default_factory=dict)

    @functools.cached_property
    def cases(self) -> list[Case]:
        """The cases, ordinary ones first."""
        rng = np.random.default_rng(self.seed)
        rounds = self.spec.hidden_rounds if self.hidden else 1
        with own_code(f"the cases of {self.spec.name} cannot be made"):
            drawn = [case for _ in range(rounds) for case in self.spec.cases(rng)]
        if self.hidden:
            drawn += _hidden_cases(self.spec, rng)
        return sorted(drawn, key=lambda case: (ORDINARY + EDGE).index(case.rung))

    def at(self, *rungs: str) -> Iterator[tuple[int, Case]]:
        """The cases of some rungs, with their numbers."""
        return ((i, case) for i, case in enumerate(self.cases) if case.rung in rungs)

    def wanted(self, index: int) -> Any:
        """The value that case `index` asks for."""
        if index not in self._wanted:
            case = self.cases[index]
            given = case.expected is not MISSING
            self._wanted[index] = case.expected if given else _reference(self.spec, case)
        return self._wanted[index]

    def seen(self, index: int, outcome: Outcome) -> Outcome:
        """An outcome of case `index` as mistakes are told apart by it: without what is chance."""
        view = getattr(self.cases[index].test, "view", None)
        return (
            replace(outcome, value=view(outcome.value)) if view and not outcome.error else outcome
        )

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
            return _tested(spec, case, case.test, outcome.value)
        rtol = case.rtol or (1e-5 if case.rung == "float32" else spec.rtol)
        atol = 1e-6 if case.rung == "float32" else spec.atol
        want = self.wanted(index)
        how: dict[str, Any] = {"rtol": rtol, "atol": atol, "kind": spec.kind, "reveal": reveal}
        if spec.parts and compare.count(want) == len(spec.parts):
            return compare.parts(outcome.value, want, spec.parts, spec.follow, **how)
        return compare.difference(outcome.value, want, **how)


def home_seed(name: str) -> int:
    """The seed of the visible check of an exercise: the same everywhere."""
    return zlib.crc32(name.encode())


exam = functools.lru_cache(maxsize=256)(Exam)
"""The exam of an exercise, hidden or not, with a seed; the last ones are kept."""


def _tested(spec: Spec, case: Case, test: Any, got: Any) -> str | None:
    """What the test of `case` says; of an answer on which it fails, that it cannot be judged."""
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


def _hidden_cases(spec: Spec, rng: np.random.Generator) -> list[Case]:
    if spec.hidden is None:
        return []
    with own_code(f"the hidden cases of {spec.name} cannot be made"):
        return spec.hidden(rng)
