"""What an exercise is, as data: its cases, its properties and its known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Function = Callable[..., Any]
Rng = np.random.Generator

ORDINARY = ("hand", "isolated", "random")
EDGE = ("extreme", "integer", "float32", "one", "share")
MISSING: Any = object()
USUAL_SECONDS = 10.0


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    Parameters
    ----------
    args : tuple
        The arguments; the function gets copies.
    label : str
        The input in words, as the message names it: ``"z = 0"``, ``"a random 4x3 array"``.
    rung : str
        One of ``"hand" "isolated" "random"`` (ordinary input) or
        ``"extreme" "integer" "float32" "one"`` (edges), or ``"share"``: when such cases are all
        that fails, the score is the share of them that are right, in place of `edge_score`.
    expected : optional
        The value wanted; if left out, what the reference returns.
    hint : str
        One idea to look at when this case fails and no known mistake fits.
    test : callable, optional
        Replaces the comparison with `expected`: ``test(got)`` returns None or what is wrong.
        With a method ``share(got)``: what part of the points a wrong answer is worth.
        With a method ``view(got)``, of any value: what mistakes are told apart by, without chance.
    rtol : float, optional
        Replaces the tolerance of the spec for this case.
    again : tuple
        Arguments of further calls where luck may spoil a good answer: they are made as long as the
        `share` of the test is below 1 and above 0 and time is left, and the best one counts.
    """

    args: tuple[Any, ...]
    label: str
    rung: str
    expected: Any = MISSING
    hint: str = ""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    test: Callable[[Any], str | None] | None = None
    rtol: float | None = None
    again: tuple[tuple[Any, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.rung not in ORDINARY + EDGE:
            raise ValueError(f"rung is {self.rung!r}, needed one of {ORDINARY + EDGE}")


@dataclass(frozen=True)
class Property:
    """A statement that must hold, whatever the values: ``test(fn, rng)`` -> None, bool or words."""

    id: str
    statement: str
    test: Callable[[Function, Rng], bool | str | None]
    hint: str = ""


@dataclass(frozen=True, eq=False)
class Misconception:
    """A wrong answer that can be run, and the advice that helps who wrote it.

    With `part`, only that value of a tuple answer (0 the first) is compared.
    """

    id: str
    wrong: Function
    advice: str
    note: str = ""
    part: int | None = None


@dataclass(frozen=True, eq=False)
class Spec:
    """The definition of one exercise.

    Parameters
    ----------
    name : str
        Name of the function the student writes.
    reference : callable
        The right answer; only the judge and the student's own notebook hold it.
    cases : callable
        ``cases(rng)`` -> list of `Case`.
    misconceptions, properties : tuples
        Known mistakes and statements that must hold.
    gradient : callable, optional
        ``gradient(fn, rng)`` -> None or what is wrong, against central differences.
    rtol, atol : float
        Tolerance of the comparison with the reference.
    kind : str
        ``"float"``, ``"integer"`` (the answer's numbers must be integers) or ``"any"``.
    returns : str
        The answer in words, e.g. ``"an array of the shape of z"``.
    edge_score : float
        Share of the points for an answer that is right on ordinary input only.
    forms : tuple of functions
        Clear programs that are right on ordinary input: what usual mistakes are derived from.
    mistakes : str
        Special mistakes, each some lines that stand in place of those of a form, and below them,
        as a comment, what is said to who wrote them.
    hidden : callable, optional
        Further cases of the hidden check, ``hidden(rng)``.
    seconds : float
        A call that takes longer is stopped, where answers are graded only if it is more than
        usual.
    hidden_rounds : int
        So many times the hidden check draws the visible cases anew.
    parts : tuple of str
        Names of the results, where there are several.
    follow : tuple of str
        The parts in the order in which they follow from each other, where it is another one:
        the first that is not right is looked for in this order.
    by_parts : bool
        Each right part is worth its share of the points (but for the first `given_parts`, which
        the task gives).
    shuffled : bool
        The cases are called twice, in an order of chance, and functions come without names.
    """

    name: str
    reference: Function
    cases: Callable[[Rng], list[Case]]
    misconceptions: tuple[Misconception, ...] = ()
    properties: tuple[Property, ...] = ()
    gradient: Callable[[Function, Rng], str | None] | None = None
    rtol: float = 1e-7
    atol: float = 1e-12
    kind: str = "float"
    returns: str = ""
    points: float = 1
    unit: str = ""
    signature: str = ""
    edge_score: float = 0.5
    forms: tuple[Function, ...] = ()
    mistakes: str = ""
    hidden: Callable[[Rng], list[Case]] | None = None
    seconds: float = USUAL_SECONDS
    hidden_rounds: int = 3
    parts: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    by_parts: bool = False
    given_parts: int = 0
    shuffled: bool = False
