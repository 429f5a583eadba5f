"""Ask for the cases of a check ahead: one message to the student's room for all of a kind."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.exercise.compare import copied
from nnkit.grading.exercise.exam import Exam, Outcome, first_warning, listed
from nnkit.grading.exercise.spec import EDGE, ORDINARY
from nnkit.grading.judge.proxies import Calls, Made, together

TOGETHER = (ORDINARY, EDGE[:-1])  # the rungs whose cases may be called at once
_CALLS: WeakKeyDictionary[Exam, dict[int, tuple[list[int], Calls]]] = WeakKeyDictionary()


def ahead(attempt: Attempt, index: int) -> None:
    """Call the student's function on case `index` and those that may be called with it."""
    if index in attempt.asked:
        return
    numbers, calls = _calls(attempt.exam, index)
    attempt.asked.update(numbers)
    answers = together(attempt.fn, calls) if numbers else []
    attempt.outcomes.update(zip(numbers, map(_outcome, answers), strict=False))


def _calls(exam: Exam, first: int) -> tuple[list[int], Calls]:
    """The cases to be called at once from `first` on: their numbers, and their arguments."""
    known = _CALLS.setdefault(exam, {})
    if first not in known:
        rungs = next((kind for kind in TOGETHER if exam.cases[first].rung in kind), ())
        numbers = [i for i, _ in exam.at(*rungs) if i >= first]
        known[first] = (
            numbers,
            Calls(copied((exam.cases[i].args, exam.cases[i].kwargs)) for i in numbers),
        )
    return known[first]


def _outcome(answer: Made) -> Outcome:
    """What a call did that has been made already."""
    try:
        value, warned = answer()
        value = listed(value)
    except Exception as error:
        return Outcome(error=error)
    return Outcome(value=value, warned=first_warning(warned))
