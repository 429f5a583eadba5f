"""One attempt at an exercise: the student's function called on the cases, and judged."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from nnkit.grading.exercise import clock, compare
from nnkit.grading.exercise.asked import Asked, Case, Function, Rng
from nnkit.grading.exercise.exam import Exam, Outcome, Stopped, call, one_line


def alarmed(fn: Function, seconds: float) -> AbstractContextManager[Any]:
    """Stop a call by an alarm of the system."""
    return clock.at_most(seconds)


@dataclass(frozen=True)
class Place:
    """What a check asks of the place where it runs; `host.Host` says what each of it means."""

    diagnose: Callable[[Any, bool], Any] = lambda attempt, edge: None
    ahead: Callable[[Any, int], None] | None = None
    within: Callable[[Any, float], AbstractContextManager[Any]] = alarmed


@dataclass
class Attempt:
    """The student's function on the cases of one check; each case is called once."""

    exam: Exam
    fn: Function
    host: Place = field(default_factory=Place)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    stopped: Outcome | None = None
    hint: str = ""

    @property
    def spec(self) -> Asked:
        """The exercise."""
        return self.exam.spec

    def outcome(self, index: int) -> Outcome:
        """What the student's function does on case `index`."""
        if self.spec.shuffled and not self.outcomes:
            self._call_shuffled()
        if index not in self.outcomes and self.host.ahead is not None:
            self.host.ahead(self, index)
        if index not in self.outcomes:
            self.outcomes[index] = self._best(self.exam.cases[index])
        return self.outcomes[index]

    def _best(self, case: Case) -> Outcome:
        """The outcome of a case; the best one, where luck may spoil an answer (`Case.again`)."""
        begun, best = time.monotonic(), self.call(case)
        for tried, args in enumerate(case.again, start=1):
            late = (time.monotonic() - begun) * (tried + 1) / tried > self.spec.seconds
            if late or not 0 < _share(case, best) < 1:
                break
            best = max(best, self.call(replace(case, args=args)), key=partial(_share, case))
        return best

    def call(self, case: Case) -> Outcome:
        """Call the function on one case; after one that did not come back, no more."""
        if self.stopped is None:
            outcome = call(self.fn, case, self.host.within(self.fn, self.spec.seconds))
            self.stopped = outcome if isinstance(outcome.error, Stopped) else None
            return outcome
        return self.stopped

    def _call_shuffled(self) -> None:
        """Call the function on all cases twice, in an order of chance, functions without names."""
        twice = [i for i, _ in enumerate(self.exam.cases)] * 2
        for index in np.random.default_rng().permutation(twice):
            case = self.exam.cases[index]
            given = replace(case, args=tuple(map(_nameless, case.args)))
            outcome, before = self.call(given), self.outcomes.get(index)
            if before and not (outcome.error or before.error):
                again = compare.same(outcome.value, before.value)
                outcome = outcome if again else Outcome(TwoAnswers())
            self.outcomes[int(index)] = outcome

    def problem(self, index: int) -> str | None:
        """What is wrong with the answer on case `index`, in words, or None."""
        problem = self.exam.judge(index, self.outcome(index), reveal=not self.exam.hidden)
        return f"For {self.exam.cases[index].label}: {sentence(problem)}" if problem else None


def _share(case: Case, outcome: Outcome) -> float:
    """What part of the points an outcome is worth by the test of its case."""
    worth: Any = case.test
    return 0.0 if outcome.error else float(worth.share(outcome.value))


class TwoAnswers:
    """The value of an answer that is another one when it is asked again."""


def _nameless(argument: Any) -> Any:
    """The argument; a function without its name, documentation and source."""
    return (lambda *args, **kwargs: argument(*args, **kwargs)) if callable(argument) else argument


def broken_properties(exam: Exam, fn: Function) -> Iterator[tuple[str, str]]:
    """The properties that do not hold for `fn`: id, and what is wrong."""
    for prop in exam.spec.properties:
        what = f"the property {prop.id!r} of {exam.spec.name} fails"
        found, error = tested(prop.test, fn, exam, what)
        found = f"it raises {error}" if error else found
        if found is not None and found is not True:
            words = f" ({found})" if isinstance(found, str) else ""
            yield prop.id, f"This does not hold: {prop.statement}{words}. {prop.hint}".strip()


def tested(
    test: Callable[[Function, Rng], Any], fn: Function, exam: Exam, what: str
) -> tuple[Any, str]:
    """What a property or gradient check says of `fn`, and the error that it raises, if any.

    Where it raises for the right answer, too, the exercise is at fault: `what` it is that fails.
    """

    def run(fn: Function) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return test(fn, np.random.default_rng(exam.seed))

    try:
        return run(fn), ""
    except Exception as error:
        exam.blame(what, run)
        return None, f"{Outcome(error=error).error_name}: {one_line(error)}"


def sentence(words: str) -> str:
    """End `words` with a full stop, if nothing else ends them."""
    return words if words.endswith((".", "?", "!")) else words + "."
