"""Name the mistake: find the known wrong answers that give what the student's gives.

The answer is looked up on the visible cases, whichever check has found it wrong: so the notebook
and the hidden test say the same.
"""

from __future__ import annotations

from collections.abc import Callable

from nnkit.grading.exercise.attempt import Attempt, broken_properties
from nnkit.grading.exercise.exam import exam, home_seed
from nnkit.grading.exercise.spec import EDGE, ORDINARY, USUAL_SECONDS, Misconception, Spec
from nnkit.grading.mistakes.fingerprint import printed
from nnkit.grading.mistakes.relations import by_relation
from nnkit.grading.mistakes.symptoms import by_symptom
from nnkit.grading.mistakes.table import Known, Table, sign


def diagnose(
    attempt: Attempt, edge: bool, *, table_of: Callable[[Spec], Table]
) -> Misconception | None:
    """Find the known mistakes whose answers are the student's answers."""
    spec = attempt.spec
    if not attempt.exam.cases:
        return _of_properties(attempt)
    slow = spec.seconds > USUAL_SECONDS  # then it is not called again
    home = attempt.exam if slow else exam(spec, False, home_seed(spec.name))
    visible = attempt if attempt.exam is home else Attempt(home, attempt.fn, attempt.host)
    found = _known(visible, table_of(spec))
    if found:
        return Misconception("+".join(k.id for k in found), lambda: None, told(found))
    if slow:
        return None
    if related := by_relation(visible):
        return related
    scope = [i for i, _ in attempt.exam.at(*(ORDINARY + EDGE if edge else ORDINARY))]
    return by_symptom(attempt, scope)


def told(found: list[Known]) -> str:
    """The sentences of one or two mistakes."""
    first, *others = dict.fromkeys(k.advice for k in found)
    if not others:
        return first
    second = others[0]
    return f"Two things. First: {first} Second: {second}"


def _known(attempt: Attempt, table: Table) -> list[Known]:
    ordinary = [i for i, _ in attempt.exam.at(*ORDINARY)]
    if any(attempt.problem(i) for i in ordinary):
        row = printed([attempt.exam.seen(i, attempt.outcome(i)) for i in ordinary], table.counts)
        return table.explain(row)
    signs = [sign(attempt.exam, i, attempt.outcome(i)) for i, _ in attempt.exam.at(*EDGE)]
    shares = any(True for _ in attempt.exam.at("share"))
    found = table.explain_edges(signs, partly=not shares) if any(signs) else None
    return [found] if found else []


def _of_properties(attempt: Attempt) -> Misconception | None:
    spec, seed = attempt.spec, attempt.exam.seed
    broken = set(broken_properties(spec, attempt.fn, seed))
    return next(
        (m for m in spec.misconceptions if set(broken_properties(spec, m.wrong, seed)) == broken),
        None,
    )
