"""Name the mistake: find the known wrong answers that give what the student's gives.

The answer is looked up on the visible cases, whichever check has found it wrong: so the notebook
and the hidden test say the same.
"""

from __future__ import annotations

from collections.abc import Callable

from nnkit.grading.exercise.asked import EDGE, ORDINARY, USUAL_SECONDS
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.mistakes.fingerprint import printed
from nnkit.grading.mistakes.relations import by_relation
from nnkit.grading.mistakes.symptoms import by_symptom
from nnkit.grading.mistakes.table import Known, Table, sign


def diagnose(attempt: Attempt, edge: bool, table_of: Callable[[], Table]) -> Known | None:
    """Find the known mistakes whose answers are the student's answers.

    With `edge`, ordinary input is right. `table_of` gives the table of the exercise; a test that
    tells the cause itself (`causes`) needs none.
    """
    slow = attempt.spec.seconds > USUAL_SECONDS  # then it is not called again
    home = attempt.exam if slow else attempt.exam.home
    visible = attempt if attempt.exam is home else Attempt(home, attempt.fn, attempt.host)
    if found := _by_cause(attempt) or _known(visible, table_of()):
        return _together(found)
    related = None if slow else by_relation(visible)
    if slow or related:
        return related
    scope = [i for i, _ in attempt.exam.at(*(ORDINARY + EDGE if edge else ORDINARY))]
    accepted = [case.hint for i, case in attempt.exam.at("share") if edge and attempt.problem(i)]
    hints = [Known("-".join(hint.split()[:5]), hint) for hint in dict.fromkeys(accepted)]
    return by_symptom(attempt, scope) or (_together(hints[:2]) if hints else None)


def _by_cause(attempt: Attempt) -> list[Known]:
    """What the test of the first ordinary case that fails says itself of why it does."""
    for index, case in attempt.exam.at(*ORDINARY):
        causes = getattr(case.test, "causes", None)
        if causes and attempt.problem(index) and attempt.outcome(index).error is None:
            return [Known(*cause) for cause in causes(attempt.outcome(index).value)][:2]
    return []


def _together(found: list[Known]) -> Known:
    return Known("+".join(k.id for k in found), told(found))


def told(found: list[Known]) -> str:
    """The sentences of one or two mistakes."""
    first, *others = dict.fromkeys(k.advice for k in found)
    return f"Two things. First: {first} Second: {others[0]}" if others else first


def _known(attempt: Attempt, table: Table) -> list[Known]:
    ordinary = [i for i, _ in attempt.exam.at(*ORDINARY)]
    if any(attempt.problem(i) for i in ordinary):
        seen = [attempt.exam.seen(i, attempt.outcome(i)) for i in ordinary]
        row = printed(seen, table.counts, table.truth)
        return table.explain(row, attempt.spec.follow)
    edge = [(i, attempt.outcome(i)) for i, _ in attempt.exam.at(*EDGE)]
    signs = [sign(attempt.exam, i, outcome) for i, outcome in edge]
    tests = any(True for _ in attempt.exam.at("share"))
    raises = tests and any(outcome.error is not None for _, outcome in edge)
    return [] if raises or not any(signs) else table.explain_edges(signs, tests=tests)
