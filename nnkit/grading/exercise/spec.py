"""What an exercise is for its author: what it asks, the right answer, and the known mistakes.

A `Case` is one call of the student's function:

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
    With a method ``causes(got)``: why a wrong answer is wrong, as (name, words), if that shows.
    With a method ``view(got)``, of any value: what mistakes are told apart by, without chance.
rtol : float, optional
    Replaces the tolerance of the spec for this case.
again : tuple
    Arguments of further calls where luck may spoil a good answer: they are made as long as the
    `share` of the test is below 1 and above 0 and time is left, and the best one counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnkit.grading.exercise.asked import (
    EDGE,
    MISSING,
    ORDINARY,
    USUAL_SECONDS,
    Asked,
    Case,
    Function,
    Property,
    Rng,
)

__all__ = [
    "EDGE",
    "MISSING",
    "ORDINARY",
    "USUAL_SECONDS",
    "Case",
    "Function",
    "Misconception",
    "Property",
    "Rng",
    "Spec",
]


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
class Spec(Asked):
    """The definition of one exercise.

    Parameters
    ----------
    name : str
        Name of the function the student writes.
    reference : callable
        The right answer.
    cases : callable
        ``cases(rng)`` -> list of `Case`.
    misconceptions : tuple
        Known mistakes that can be run.
    points, unit
        What it is worth, and the number of its unit.
    forms : tuple of functions
        Clear programs that are right on ordinary input: what usual mistakes are derived from.
    mistakes : str
        Special mistakes, each some lines that stand in place of those of a form, and behind or
        below them, as a comment, what is said to who wrote them.
    hidden : callable, optional
        Further cases of the hidden check, ``hidden(rng)``.
    hidden_rounds : int
        So many times the hidden check draws the visible cases anew.
    signature : str
        Its first line.
    properties : tuple
        Statements that must hold.
    gradient : callable, optional
        ``gradient(fn, rng)`` -> None or what is wrong, against central differences.
    rtol, atol : float
        Tolerance of the comparison with the reference.
    kind : str
        ``"float"``, ``"integer"`` (the answer's numbers must be integers) or ``"any"``.
    returns : str
        The answer in words, e.g. ``"an array of the shape of z"``.
    edge_score : float
        Share of the points for an answer that is right on ordinary input only, or that is right
        but changes its arguments.
    seconds : float
        A call that takes longer is stopped, where answers are graded only if it is more than
        usual.
    parts : tuple of str
        Names of the results, where there are several.
    follow : tuple of str
        The parts in the order in which they follow from each other, where it is another one:
        the first that is not right is looked for in this order.
    by_parts : bool
        Each right part is worth its share of the points (but for those numbered in `given_parts`,
        which are right as the task gives them).
    shuffled : bool
        The cases are called twice, in an order of chance, and functions come without names.
    place : str
        Where a lecture treats it, such as "lecture 7, section 3".
    """

    reference: Function
    cases: Callable[[Rng], list[Case]]
    misconceptions: tuple[Misconception, ...] = ()
    points: float = 1
    unit: str = ""
    forms: tuple[Function, ...] = ()
    mistakes: str = ""
    hidden: Callable[[Rng], list[Case]] | None = None
    hidden_rounds: int = 3
