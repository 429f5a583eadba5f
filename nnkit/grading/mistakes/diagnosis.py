"""Name the mistake: find the known wrong answers that give what the student's gives.

The answer is looked up on the visible cases, whichever check has found it wrong: so the notebook
and the hidden test say the same.
"""

from __future__ import annotations

from nnkit.grading.exercise.asked import EDGE, ORDINARY, USUAL_SECONDS
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.mistakes.fingerprint import printed
from nnkit.grading.mistakes.relations import by_relation
from nnkit.grading.mistakes.symptoms import by_symptom
from nnkit.grading.mistakes.table import Known, Table, sign


def diagnose(attempt: Attempt, edge: bool, table: Table) -> Known | None:
    """Find the known mistakes whose answers are the student's answers.

    With `edge`, ordinary input is right.
    """
    slow = attempt.spec.seconds > USUAL_SECONDS  # then it is not called again
    home = attempt.exam if slow else attempt.exam.home
    visible = attempt if attempt.exam is home else Attempt(home, attempt.fn, attempt.host)
    found = _known(visible, table)
    if found:
        return Known("+".join(k.id for k in found), told(found))
    if slow:
        return None
    if related := by_relation(visible):
        return related
    scope = [i for i, _ in attempt.exam.at(*(ORDINARY + EDGE if edge else ORDINARY))]
    return by_symptom(attempt, scope)


def told(found: list[Known]) -> str:
    """The sentences of one or two mistakes."""
    first, *others = dict.fromkeys(k.advice for k in found)
    return f"Two things. First: {first} Second: {others[0]}" if others else first


def _known(attempt: Attempt, table: Table) -> list[Known]:
    ordinary = [i for i, _ in attempt.exam.at(*ORDINARY)]
    if any(attempt.problem(i) for i in ordinary):
        row = printed([attempt.exam.seen(i, attempt.outcome(i)) for i in ordinary], table.counts)
        return table.explain(row, attempt.spec.follow)
    signs = [sign(attempt.exam, i, attempt.outcome(i)) for i, _ in attempt.exam.at(*EDGE)]
    shares = any(True for _ in attempt.exam.at("share"))
    found = table.explain_edges(signs, partly=not shares) if any(signs) else None
    return [found] if found else []
