"""Further cases of unit 15: other numbers and sizes than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.practice import Twisted
from nnkit.grading.units.drawing import asked, cell, conv_case, plain, words
from nnkit.grading.units.u15_families.reasoning import arguments, derive_cases
from nnkit.grading.units.written_tests import wrong_ones


def _conv2d_valid(rng: Rng) -> list[Case]:
    image = rng.normal(0, 1, (12, 8))
    return [
        Case((image[::2, ::-1], rng.normal(0, 1, (3, 2))), "a part of a larger image", "random"),
        conv_case(rng, (5, 9), (4, 4), "random"),
        conv_case(rng, (6, 3), (1, 3), "random"),
        conv_case(rng, (1, 1), (1, 1), "one"),
    ]


def _rnn_step(rng: Rng) -> list[Case]:
    x, h, *rest = plain(rng, 6, 4, 3)
    return [
        Case((x[::2], h[::2], *rest), "a part of a larger table", "random"),
        Case(tuple(plain(rng, 2, 2, 4)), "2 examples, 2 inputs, 4 units", "random"),
    ]


def _lstm_step(rng: Rng) -> list[Case]:
    x, h, c, *rest = cell(rng, 6, 4, 3, 4)
    return [
        Case((x[::2], h[::2], c[::2], *rest), "a part of a larger table", "random"),
        Case(tuple(cell(rng, 2, 2, 4, 4)), "2 examples, 2 inputs, 4 units", "random"),
    ]


def _attention(rng: Rng) -> list[Case]:
    Q, K, V = asked(rng, 6, 6, 5, 3)
    return [
        Case((Q[::2], K, V), "a part of a larger table", "random"),
        Case((Q, K, V, True), f"{words(6, 6, 5, 3)}, causal", "random"),
        Case((Q[:2], K, V, True), f"{words(2, 6, 5, 3)}, causal", "random"),
        Case((Q[:1], K, V), "one query", "one"),
    ]


def _derive_recurrence(rng: Rng) -> list[Case]:
    return derive_cases(rng, -0.8, rng.uniform(0.3, 0.9, 4), -0.4, "random")


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
