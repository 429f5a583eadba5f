"""Error carried forward: a wrong answer does not cost the points of those that call it.

A task may call the answers of earlier tasks. When it fails and one of these is wrong, it is
judged again while that name is answered by the right program; right then means right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from nnkit.grading.errors import StudentError
from nnkit.grading.exercise import ladder
from nnkit.grading.exercise.drawn import exam, home_seed
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.exercise.spec import Function, Spec

MOST = 5  # earlier answers that are looked at


@dataclass(frozen=True, repr=False)
class Carried(CheckResult):
    """A result that was found with right programs in place of the earlier answers `given`."""

    given: tuple[str, ...] = ()


def carried(
    spec: Spec, fn: Function, first: CheckResult, climb: Callable[[], CheckResult], host: Host
) -> CheckResult:
    """Return the result of `fn` with right earlier answers in place of wrong ones.

    Parameters
    ----------
    first : CheckResult
        What was found before; returned as it is when `fn` calls no answer that is wrong.
    climb : callable
        Judges `fn` again.
    """
    if first.passed:
        return first
    from nnkit.grading.units import SPECS

    names = list(SPECS)[: list(SPECS).index(spec.name)] if SPECS.get(spec.name) is spec else []
    called = _called(fn) if names else set()
    wrong: dict[str, tuple[Function, Function]] = {}
    for name in [name for name in names if name in called][:MOST]:
        theirs = host.find(fn, name)
        if callable(theirs) and not _right(name, theirs, host):
            wrong[name] = theirs, SPECS[name].reference
    if not wrong:
        return first
    with _answered(fn, wrong, host):
        again = climb()
    alike = (again.message, again.advice) == (first.message, first.advice)
    if again.score < first.score or alike:  # what is `np.tanh` there calls no `tanh` of theirs
        return first
    words = " and ".join(f"`{name}`" for name in wrong)
    given = tuple(wrong)
    if again.passed:
        remark = f"`{spec.name}` is right, given a right {words}, which yours is not yet."
        return Carried(**vars(replace(again, remark=remark)), given=given)
    text = f"{again.message} (A right {words} was put in place of yours, which is not right yet.)"
    return Carried(**vars(replace(again, message=text)), given=given)


def _right(name: str, fn: Function, host: Host) -> bool:
    """Whether the answer to an earlier task is right."""
    from nnkit.grading.units import SPECS

    if name in host.known:
        return host.known[name]
    return ladder.climb(exam(SPECS[name], False, home_seed(name)), fn, host).passed


def _called(fn: Any) -> set[str]:
    """The names that the code of a function uses; what a student's room says of it is checked."""
    with suppress(StudentError, AttributeError):
        names = fn.__code__.co_names
        if isinstance(names, tuple):
            return {name for name in names if isinstance(name, str)}
    return set()


@contextmanager
def _answered(fn: Function, wrong: dict[str, Any], host: Host) -> Iterator[None]:
    """Let the names be those of right programs in the block."""
    try:
        for name, (_, right) in wrong.items():
            host.put(fn, name, right)
        yield
    finally:
        for name, (theirs, _) in wrong.items():
            host.put(fn, name, theirs)
