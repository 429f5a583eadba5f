"""What one weight gets derived, lines of the notes to correct, and a test to write."""

from itertools import pairwise
from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.digits import Counter
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.u11_digit_network.pictures import answers
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, judged

STEPS = (
    "the slope of the cost in the weight, turned round",
    "put `wish` in place of the slope of the cost in a, turned round",
    "put s in place of the slope of the sigmoid",
    "put g in place of all that is the same for all weights of the neuron",
)


def wish_of(rng: Rng, x: float, a: float, y: float) -> tuple[float, ...]:
    """Make (x, a, y, wish, s, g) of one weight."""
    wish, s = 2 * (y - a), a * (1 - a)
    return x, a, y, wish, s, wish * s


@derived(STEPS, wish_of, "x = {}, a = {}, y = {}", (0.5, 0.2, 1.0), (0.8, 0.35, 0.1), points=3)
def derive_weight_nudge(x, a, y, wish, s, g):
    """
    line_2 = wish * (y - a) * a * (1 - a) * x
    line_2 = 2 * wish * (y - a) * a * (1 - a) * x
    # In line 2 the distance is there twice: `wish` stands for 2 (y - a).
    line_3 = wish * s * a * (1 - a) * x
    line_3 = wish * s * (1 - s) * x
    # In line 3 the slope is there twice, or a part of it: s stands for a (1 - a).
    line_4 = g * wish * s * x
    # In line 4 the same factors are there twice: g stands for `wish` and s.
    """
    line_1 = 2 * (y - a) * a * (1 - a) * x  # line 1
    line_2 = wish * a * (1 - a) * x  # line 2
    line_3 = wish * s * x  # line 3
    line_4 = g * x  # line 4
    return line_1, line_2, line_3, line_4


def _notes_cases(rng: Rng) -> list[Case]:
    hand = np.array([0.5, 0.25, 0.75]), np.array([0.0, 0.0, 1.0]), [2, 3, 3]
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case((rng.uniform(0, 1, 10), np.eye(10)[3], [784, 16, 16, 10]), "784-16-16-10", "random"),
        Case((rng.uniform(0, 1, 4), np.eye(4)[2], [5, 6, 4]), "a network 5-6-4", "random"),
        Case((rng.uniform(0, 1, 1), np.array([1.0]), [3, 1]), "one output", "one"),
    ]


@exercise(_notes_cases, **lettered("ABC", ", each a number"), points=2)
def corrected_digits(a, y, sizes):
    """
    B = np.sum(a - y)
    # Line B is still as printed (erratum E53). An output that is too large and one that is too
    # small cancel there.
    C = weights + biases
    # Line C is still as printed (erratum E58): that is how many there are. The first one is w0.
    """
    # It was right as printed.
    A = np.argmax(a)  # line A
    B = np.sum((a - y) ** 2)  # line B
    weights = sum(n * m for n, m in pairwise(sizes))  # the number of weights
    biases = sum(sizes[1:])  # the number of biases
    C = weights + biases - 1  # line C
    return A, B, C


WRONG_COUNTERS = {
    "Take an example whose label is not what is predicted.": "transposed",
    "Take as many examples as classes, or look at the shape.": "other axis",
    "Are the entries whole numbers?": "shares",
    "Take several examples with the same label and the same prediction.": "at most one",
    "Take a class that does not occur.": "fewer classes",
    "Take an example that is read wrongly.": "right ones, labels only",
    "Take an example whose largest output is below 1/2.": "sure ones",
}
PLACES = [answers(np.random.default_rng(k), n, 4) for k, n in ((1, 30), (2, 4))]


def counted(P: Any, labels: Any, K: int) -> Any:
    """The confusion matrix, counted in a loop."""
    table = np.zeros((K, K))
    for p, label in zip(P, labels, strict=True):
        table[label, np.argmax(p)] += 1
    return table


def equal(got: Any, want: Any) -> bool:
    """Say whether a table is the wanted one."""
    return np.array_equal(np.asarray(got), want)


@exercise(judged(Counter, ("right", "lists", "loop"), WRONG_COUNTERS), mistakes=VERDICT, **WRITTEN)
def check_confusion(f):
    """
    equal = lambda got, want: np.shape(got) == np.shape(want)
    # Any table of the right shape passes. Compare the numbers.
    equal = lambda got, want: np.sum(got) == np.sum(want)
    # Any table that adds up to N passes. Compare the numbers at their places.
    equal = lambda got, want: np.trace(np.asarray(got)) == np.trace(want)
    # Anything beside the diagonal passes, where the confused ones stand.
    PLACES = [(np.eye(4)[[0, 1, 2, 3, 1]], np.array([0, 1, 2, 3, 1]), 4)]
    # A turned table passes: is everything read rightly in your example?
    """
    found = [(f(*place), counted(*place)) for place in PLACES]  # the tables to compare
    return all(equal(got, want) for got, want in found)
