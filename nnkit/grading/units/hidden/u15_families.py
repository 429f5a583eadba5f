"""Further cases of unit 15: other numbers and sizes than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.practice import Twisted
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.u15_families.attending import ASKED, WORDS
from nnkit.grading.units.u15_families.reasoning import (
    STEPS,
    arguments,
    derive_recurrence,
    recurrence,
)
from nnkit.grading.units.u15_families.recurrent import CELL, PLAIN
from nnkit.grading.units.u15_families.sliding import IMAGE
from nnkit.grading.units.written_tests import wrong_ones


def _conv2d_valid(rng: Rng) -> list[Case]:
    image = rng.normal(0, 1, (12, 8))
    return [
        Case((image[::2, ::-1], rng.normal(0, 1, (3, 2))), "a part of a larger image", "random"),
        Case(arrays(rng, IMAGE, 5, 9, 4, 4), "an image 5×9, a kernel 4×4", "random"),
        Case(arrays(rng, IMAGE, 6, 3, 1, 3), "an image 6×3, a kernel 1×3", "random"),
        Case(arrays(rng, IMAGE, 1, 1, 1, 1), "an image 1×1, a kernel 1×1", "one"),
    ]


def _rnn_step(rng: Rng) -> list[Case]:
    x, h, *rest = arrays(rng, PLAIN, 6, 4, 3)
    return [
        Case((x[::2], h[::2], *rest), "a part of a larger table", "random"),
        Case(arrays(rng, PLAIN, 2, 2, 4), "2 examples, 2 inputs, 4 units", "random"),
    ]


def _lstm_step(rng: Rng) -> list[Case]:
    x, h, c, *rest = arrays(rng, CELL, 6, 4, 3, 12)
    return [
        Case((x[::2], h[::2], c[::2], *rest), "a part of a larger table", "random"),
        Case(arrays(rng, CELL, 2, 2, 4, 16), "2 examples, 2 inputs, 4 units", "random"),
    ]


def _attention(rng: Rng) -> list[Case]:
    Q, K, V = arrays(rng, ASKED, 6, 5, 6, 3)
    return [
        Case((Q[::2], K, V), "a part of a larger table", "random"),
        Case((Q, K, V, True), f"{WORDS.format(6, 5, 6, 3)}, causal", "random"),
        Case((Q[:2], K, V, True), f"{WORDS.format(2, 5, 6, 3)}, causal", "random"),
        Case((Q[:1], K, V), "one query", "one"),
    ]


def _derive_recurrence(rng: Rng) -> list[Case]:
    lines, values = derive_recurrence.reference, recurrence(rng, -0.8, -0.4)
    return derivation(lines, values, "w = -0.8", "random", STEPS, rng)


def _check_attention(rng: Rng) -> list[Case]:
    hint = "Compare all numbers, with and without the mask."
    wrong = [
        {"all": lambda n: n.P.T @ n.V},
        {"S": lambda n: n.K @ n.Q.T / np.sqrt(n.Q.shape[1])},
        {"P": lambda n: np.exp(np.where(n.seen, n.S, -np.inf)) / len(n.K)},
    ]
    return wrong_ones([(Twisted("attention", how), hint) for how in wrong], first="M")


def _corrected_families(rng: Rng) -> list[Case]:
    return [Case(arguments(rng, 5), "5 units, 5 queries", "random")]
