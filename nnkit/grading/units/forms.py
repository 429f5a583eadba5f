"""Forms of exercise that the units share: a derivation line by line, and a test to write.

A derivation is a function that returns its lines, each a number or an array. Every line must be
equal to the one before it, and the first that is not is named. Values that a line may not use are
nan when it is tested, so a line cannot simply repeat the one above.

In *write the test* the student's function gets an implementation and says True (right) or False.
The score is the share of the wrong implementations that it rejects, and 0 if it rejects a right
one. Implementations must be plain functions, and must not need to write into their arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import form
from nnkit.grading.exercise.spec import Case, Function, Misconception

NAN = float("nan")


def derivation(
    right: Function,
    names: Sequence[str],
    values: tuple[Any, ...],
    label: str,
    rung: str,
    without: dict[int, str] | None = None,
) -> list[Case]:
    """Make the cases of a derivation for one set of values.

    Parameters
    ----------
    right : function
        Takes the values, returns the right lines.
    names, values : sequence of str, tuple
        The arguments, names as the student sees them.
    without : dict, optional
        Line number (from 1) -> names it may not use, with blanks: ``{4: "x y"}``.
    """
    lines = right(*values)
    cases = [Case(values, label, rung, test=lambda got: first_false_line(got, lines))]
    for number, left_out in (without or {}).items():
        hidden = left_out.split()
        given = tuple(
            np.full(np.shape(v), NAN)[()] if n in hidden else v
            for n, v in zip(names, values, strict=True)
        )
        cases.append(
            Case(
                given,
                f"{label}, without {' and '.join(hidden)}",
                "random" if rung == "random" else "isolated",
                test=partial(_stands_alone, lines=lines, number=number, hidden=hidden),
            )
        )
    return cases


def first_false_line(got: Any, lines: Sequence[Any]) -> str | None:
    """Name the first line of `got` that is not equal to the one before it, or None.

    The first line is compared with the first of `lines`, the right ones.
    """
    if problem := _not_lines(got, len(lines)):
        return problem
    before, name = lines[0], "what is given"
    for number, line in enumerate(got, start=1):
        if problem := form(line, np.asarray(lines[0])):
            return f"line {number}: {problem}"
        if not _equal(line, before):
            return f"line {number} is the first false one: it is not equal to {name}"
        before, name = line, f"line {number}"
    return None


def needs_name(
    right: Function,
    names: Sequence[str],
    values: tuple[Any, ...],
    label: str,
    rung: str,
    where: str,
) -> Case:
    """Make a case of a derivation in which one name has another value, so a line must use it.

    `where` is the line number (from 1) and the name, with a blank: ``"3 C"``.
    """
    number, name = int(where.split()[0]), where.split()[1]
    given = tuple(v + 1 if n == name else v for n, v in zip(names, values, strict=True))
    want = right(*given)

    def test(got: Any) -> str | None:
        if problem := _not_lines(got, len(want)):
            return problem
        fits = _equal(got[number - 1], want[number - 1])
        return None if fits else f"line {number} must hold {name}: it does not, or is not equal"

    return Case(given, f"{label}, with another {name}", rung, test=test)


def line_mistake(
    right: Function, number: int, id: str, wrong: Function, advice: str
) -> Misconception:
    """The right lines with line `number` (from 1) replaced by ``wrong(*values)``."""

    def answer(*values: Any) -> tuple[Any, ...]:
        lines = right(*values)
        return (*lines[: number - 1], wrong(*values), *lines[number:])

    return Misconception(id, answer, advice, part=number - 1)


def form_mistakes(right: Function) -> tuple[Misconception, ...]:
    """The right lines, not all of them or not in order."""
    return (
        Misconception(
            "last-missing",
            lambda *values: right(*values)[:-1],
            "The last one is missing behind `return`: all of them, in order.",
        ),
        Misconception(
            "last-only",
            lambda *values: right(*values)[-1],
            "You return the last one only: all of them, in order.",
        ),
        Misconception(
            "from-the-end",
            lambda *values: right(*values)[::-1],
            "They stand from the last to the first. Begin with the first.",
        ),
    )


def right_ones(implementations: Sequence[Function]) -> list[Case]:
    """Cases of *write the test*: implementations that the student's test must accept."""
    hint = "Compare with a tolerance (`np.allclose`), and only what the task promises."
    return [
        Case((f,), f"right implementation {k}", "hand", test=_accepts, hint=hint)
        for k, f in enumerate(implementations, start=1)
    ]


def wrong_ones(implementations: Sequence[tuple[Function, str]], first: str = "A") -> list[Case]:
    """Cases of *write the test*: wrong implementations, each with a hint for who accepts it."""
    return [
        Case((f,), f"wrong implementation {chr(ord(first) + k)}", "share", test=_rejects, hint=hint)
        for k, (f, hint) in enumerate(implementations)
    ]


def _stands_alone(got: Any, lines: Sequence[Any], number: int, hidden: list[str]) -> str | None:
    if problem := _not_lines(got, len(lines)):
        return problem
    line, names = got[number - 1], " and ".join(hidden)
    if form(line, np.asarray(lines[0])) is None and _equal(line, lines[number - 1]):
        return None
    return f"line {number} must do without {names}: it still uses them, or is not equal"


def _not_lines(got: Any, count: int) -> str | None:
    if not isinstance(got, (tuple, list)) and np.ndim(got) == 0:
        return f"it returns one {type(got).__name__}, needed the {count} lines, in order"
    return None if len(got) == count else f"it returns {len(got)} lines, needed {count} lines"


def _equal(a: Any, b: Any) -> bool:
    return bool(np.allclose(np.asarray(a), np.asarray(b), rtol=1e-8, atol=1e-11))


def _accepts(got: Any) -> str | None:
    return _no_verdict(got) or (None if got else "it is rejected, but it is right")


def _rejects(got: Any) -> str | None:
    return _no_verdict(got) or ("it is accepted, but it is wrong" if got else None)


def _no_verdict(got: Any) -> str | None:
    if isinstance(got, (bool, np.bool_)):
        return None
    return f"your test returns a {type(got).__name__}, needed True or False"
