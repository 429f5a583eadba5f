"""Adam's correction line by line, a test of Adam to write, and lines to correct."""

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Rng
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.drawing import arrays, by_hand, drawn
from nnkit.grading.units.u13_optimisers.steps import ADAM
from nnkit.grading.units.written_tests import USUAL, WRITTEN, same, tests_of

STEPS = (
    "make the third step from m2",
    "put in place of m2 the step that made it",
    "put in place of m1 the step that made it, from 0",
    "put c in place of all that stands before g",
)


def means(rng: Rng, b: float, g: float) -> tuple[float, ...]:
    """Make (b, g, m2, m1, c) of Adam's first three steps with one slope g."""
    return b, g, (1 - b**2) * g, (1 - b) * g, 1 - b**3


@derived(STEPS, means, "b = {}, g = {}", (0.5, 8.0), (0.7, 2.6), each="each a number", points=3)
def derive_adam(b, g, m2, m1, c):
    """
    line_1 = b * m2 + g
    # In line 1 the slope counts in full. Of the slope only the share 1 - b comes in.
    line_1 = (1 - b) * m2 + b * g
    # In line 1 the shares are exchanged: b is the share of the old m that is kept.
    line_3 = (1 - b**2) * g  # Line 3 is what has arrived after two steps. These are three.
    line_3 = b**3 * g  # Line 3 is what is still missing. What has arrived?
    line_4 = (1 - c) * g  # Line 4 takes the share 1 - c. c itself is what stands before g.
    line_4 = g / c  # Line 4 divides by c. Here it is still m3 itself, the share c of g.
    """
    new = (1 - b) * g  # the share of the slope
    line_1 = b * m2 + new  # line 1
    line_2 = b * (b * m1 + new) + new  # line 2
    line_3 = b * (b * new + new) + new  # line 3
    line_4 = c * g  # line 4
    return line_1, line_2, line_3, line_4


WRONG = {
    "Try early steps, such as t = 1 and t = 2: later the correction hardly shows.": (
        "m not corrected, v not corrected, counts from 0"
    ),
    "Try another t than 1.": "b times t",
    "Compare m and v, too.": "not squared, corrected returned",
    "Try an m that is not 0, or a second step.": "slope for m",
    "Try an eps that counts, such as 0.1.": "eps below the root",
    "Compare signs, too.": "uphill",
    "Try other settings than the usual ones.": "own rate",
}
PLACES: list[Any] = [
    arrays(np.random.default_rng(13), ADAM, 3, 1, 0.1, 0.7, 0.9, 0.2),
    arrays(np.random.default_rng(14), ADAM, 4, 3, 0.2, 0.6, 0.8, 0.1),
]


@exercise(tests_of("adam", WRONG), mistakes=USUAL, **WRITTEN)
def check_adam(f):
    """
    same = lambda got, want: np.allclose(got[0], want[0], 1e-6)
    # An f that is wrong in the other results passes. Compare all three.
    PLACES = PLACES[:1]
    # An f that is right at t = 1 alone passes: b · t and b to the power t are the same there.
    PLACES = [(*place[:4], 10000, *place[5:]) for place in PLACES]
    # A wrong correction passes: at late steps it is nearly 1. Try t = 1 and t = 3.
    PLACES = [(*place[:8], 1e-12) for place in PLACES]
    # A wrong place of eps passes. Try one that counts, such as 0.1.
    """
    pairs = [(f(*p), nnkit.adam_step(*p)) for p in PLACES]  # the results to compare
    return all(same(got, want) for got, want in pairs)


PRINTED = "bias:a bias:a a bias:a size:a"  # w, g, v, m, u
RATES = 0.1, 0.9, 0.7, 0.6, 3  # lr, beta, b1, b2, t


@exercise(
    by_hand(1.0, 2.0, 4.0, 6.0, 8.0, 0.5, 0.25, 0.25, 0.5, 2),
    drawn(PRINTED, "{} weights", (3, *RATES), (4, *RATES)),
    **lettered("ABCD", ", each of the shape of w"),
    points=3,
)
def corrected_runners(w, g, v, m, u, lr, beta, b1, b2, t):
    """
    B = beta * (v - lr * g)
    # Line B is still as printed: the push is braked, too. beta is the share of the old velocity.
    B = beta * v - lr * (1 - beta) * g
    # In line B the push carries a factor 1 - beta. It counts in full.
    C = b2 * u + (1 - b2) * g
    # Line C is still as printed: slopes of both signs cancel. u follows their squares.
    D = m / (1 - b1 * t)
    # Line D is still as printed: it is right for t = 1 only, and at t = 2 it may divide by 0.
    D = m / (1 - b1)  # Line D does not look at t any more. What has arrived after t steps?
    """
    # It was right as printed.
    A = w + beta * v  # line A
    B = beta * v - lr * g  # line B
    C = b2 * u + (1 - b2) * g**2  # line C
    left = b1**t  # the share that has not arrived yet
    D = m / (1 - left)  # line D
    return A, B, C, D
