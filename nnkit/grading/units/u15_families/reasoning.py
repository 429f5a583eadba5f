"""Weights that are used at every step, a test of attention to write, and lines to correct."""

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import softmax
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.written_tests import USUAL, WRITTEN, same, tests_of

STEPS = (
    "add the three uses of w, all written out",
    "put e3 in place of the slope in z3",
    "put e2 in place of the slope in z2",
    "put e1 in place of the slope in z1",
)


def recurrence(rng: Rng, w: float, y: float, *states: float) -> tuple[float, ...]:
    """Draw (w, h0, h1, h2, h3, y, e3, e2, e1); the states may be given."""
    drawn = rng.uniform(0.3, 0.9, 4) * rng.choice([-1, 1], 4)
    h0, h1, h2, h3 = map(float, states or drawn)
    e3 = (h3 - y) * (1 - h3**2)
    e2 = e3 * w * (1 - h2**2)
    return w, h0, h1, h2, h3, y, e3, e2, e2 * w * (1 - h1**2)


HAND = 2.0, -0.5, 1.0, 0.5, 0.5, 0.5


@derived(STEPS, recurrence, "w = {}, y = {}", HAND, (1.3, 0.2), each="each a number", points=4)
def derive_recurrence(w, h0, h1, h2, h3, y, e3, e2, e1):
    """
    line_1 = start * h2
    or
    line_1 = start * h2
    line_2 = e3 * h2
    # The last use of w stands alone. w is used at every step: there are three ways to the loss.
    line_1 = start * h2 + start * (1 - h2**2) * h1 + start * (1 - h2**2) * (1 - h1**2) * h0
    # In line 1 the way back from state to state lacks w.
    line_1 = start * h2 + start * w * h1 + start * w * w * h0
    # In line 1 the slopes of the tanh on the way back are missing.
    line_1 = start * w * s2 * w * s1 * h0
    # Line 1 is the first use of w alone, the longest way. Add the two shorter ones.
    line_4 = e3 + e2 + e1  # Line 4 is the slope in a bias. w multiplies the state before.
    """
    s2 = 1 - h2**2  # the slope of the second tanh
    s1 = 1 - h1**2  # the slope of the first tanh
    start = (h3 - y) * (1 - h3**2)  # the slope in z3
    line_1 = start * h2 + start * w * s2 * h1 + start * w * s2 * w * s1 * h0  # line 1
    line_2 = e3 * h2 + e3 * w * s2 * h1 + e3 * w * s2 * w * s1 * h0  # line 2
    line_3 = e3 * h2 + e2 * h1 + e2 * w * s1 * h0  # line 3
    line_4 = e3 * h2 + e2 * h1 + e1 * h0  # line 4
    return line_1, line_2, line_3, line_4


WRONG = {
    "Take a d other than 1, and more keys than d.": "no root, d for its root, root of the length",
    "Try as many queries as keys, and look which numbers sum to 1.": "columns",
    "Try causal=True with several keys.": "mask after, mask with 0, one more, past for future",
    "Try causal=False and causal=True.": "never causal, always causal",
    "Compare numbers, not only shapes.": "no softmax",
}
PLACES: list[Any] = [
    arrays(np.random.default_rng(15), "nd md mv", 4, 3, 4, 2, causal) for causal in (0, 1)
]


@exercise(tests_of("attention", WRONG), mistakes=USUAL, **WRITTEN)
def check_attention(f):
    """
    PLACES = PLACES[:1]  # An f that is wrong with the mask passes: try causal=True, too.
    PLACES = PLACES[1:]  # An f that is wrong without the mask passes: try causal=False, too.
    PLACES = [(Q[:1], K[:1], V[:1], causal) for Q, K, V, causal in PLACES]
    # Wrong shares pass: with one query and one key the only share is 1.
    """
    pairs = [(f(*p), nnkit.attention(*p)) for p in PLACES]  # the results to compare
    return all(same(got, want) for got, want in pairs)


def arguments(rng: Rng, n: int) -> tuple[Any, ...]:
    """Draw the arguments of the four lines."""
    f, i, g, c = (rng.uniform(0.2, 0.9, (2, n))[k % 2] * (1 + k) for k in range(4))
    image, kernel = rng.normal(0, 1, (n + 3, n + 1)), rng.normal(0, 1, (2, n))
    return f, i, g, c, rng.normal(0, 1, (n, n)), np.tri(n), image, kernel


def _corrected_cases(rng: Rng) -> list[Case]:
    held = [0.5], [1.0], [0.25], [4.0], [[0.0, 7.0], [0.0, 0.0]], [[1.0, 0.0], [1.0, 1.0]]
    return [
        Case((*map(np.array, held), np.eye(28), np.eye(5, 3)), "the numbers of the task", "hand"),
        *(Case(arguments(rng, n), f"{n} units, {n} queries", "random") for n in (3, 4)),
    ]


@exercise(_corrected_cases, points=3, **lettered("ABCD", ", each an array"))
def corrected_families(f, i, g, c, S, seen, image, kernel):
    """
    A = f * c
    # You changed line A, which was right: the memory is multiplied by f, so that is its slope.
    B = np.tanh(f * c + i * g)
    # Line B is still as printed: a tanh at each step would wear the memory out.
    C = softmax(S) * seen
    # Line C is still as printed: the rows do not sum to 1. Mask before the shares are made.
    C = softmax(S * seen)
    # In line C hidden scores become 0, and softmax gives them a share. Which score gives none?
    D = np.array(image.shape) - np.array(kernel.shape)
    # Line D is still as printed: a kernel as large as the image fits once.
    """
    # It was right as printed.
    A = f  # line A
    B = f * c + i * g  # line B
    C = softmax(np.where(seen > 0, S, -np.inf))  # line C
    D = np.array(image.shape) - np.array(kernel.shape) + 1  # line D
    return A, B, C, D
