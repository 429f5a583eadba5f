"""Further cases of unit 12: other numbers and sizes than the visible ones."""

from typing import Any

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.practice import Twisted
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.u12_regularisation.dropout import dropout_case, still
from nnkit.grading.units.u12_regularisation.norm import BACK, BATCH
from nnkit.grading.units.u12_regularisation.reasoning import (
    PRINTED,
    RATES,
    STEPS,
    column,
    derive_batchnorm,
)
from nnkit.grading.units.u12_regularisation.ridge import FIT
from nnkit.grading.units.written_tests import wrong_ones


def _l2_penalty(rng: Rng) -> list[Case]:
    W = rng.normal(0, 1, (6, 4))
    return [
        Case(
            ([W[::2], W.T, W[:, 0]], 0.9), "a part of a larger table among three arrays", "random"
        ),
        Case(((W, W[:1]), 1.3), "a tuple of arrays", "random"),
        Case(([W[:1, :1]], 0.4), "one weight", "one"),
    ]


def _add_ridge(rng: Rng) -> list[Case]:
    W, dW = rng.normal(0, 1, (2, 6, 4))
    return [
        Case((0.3, W[::2], dW[::2], 1.2), "a part of a larger table", "random"),
        Case((2.5, W[0], dW[0], 0.7), "one row of weights", "random"),
        Case((2.5, W[:1, :1], dW[:1, :1], 0.7), "one weight", "one"),
    ]


def _ridge_fit(rng: Rng) -> list[Case]:
    X, y = arrays(rng, FIT, 12, 4)
    return [
        Case((X[::2], y[::2], 0.6), "a part of a larger table", "random"),
        Case((X, y, 30.0), "a large penalty", "random"),
        Case((X[:, :1], y, 0.6), "one column", "one"),
    ]


def _dropout_forward(rng: Rng) -> list[Case]:
    return [
        dropout_case(rng, 0.5),
        dropout_case(rng, 0.35),
        still(rng, rng.uniform(0.5, 2, (7, 3)), 0.55),
    ]


def _batchnorm_forward(rng: Rng) -> list[Case]:
    X, *rest = arrays(rng, BATCH, 10, 4)
    own: dict[str, Any] = {"momentum": 0.3, "eps": 0.2}
    return [
        Case((X[::2], *rest, True), "a part of a larger table, train=True", "random"),
        Case((X, *rest, True), "train=True, momentum = 0.3", "random", kwargs=own),
        Case((X, *rest, False), "train=False, momentum = 0.3", "random", kwargs=own),
        Case((X[:1], *rest, False), "one example, train=False", "one"),
    ]


def _batchnorm_backward(rng: Rng) -> list[Case]:
    dY, X, gamma = arrays(rng, BACK, 10, 4)
    return [
        Case((dY[::2], X[::2], gamma), "a part of a larger table", "random"),
        Case((dY, X, gamma, 1.5), "eps = 1.5", "random"),
        Case((dY[:, :1], X[:, :1], gamma[:1]), "one column", "one"),
    ]


def _derive_batchnorm(rng: Rng) -> list[Case]:
    lines = derive_batchnorm.reference
    return derivation(lines, column(rng, 6), "6 examples", "random", STEPS, rng)


def _check_batchnorm(rng: Rng) -> list[Case]:
    hint = "Compare all three results, in training and at test time."
    wrong = [
        {"H": lambda n: n.X / n.root},
        {"root": lambda n: n.var + n.eps},
        {"new_var": lambda n: n.share * n.running_var + (1 - n.share) * n.X.std(axis=0)},
    ]
    return wrong_ones([(Twisted("batchnorm", how), hint) for how in wrong], first="N")


def _corrected_regularisers(rng: Rng) -> list[Case]:
    args = {n: arrays(rng, PRINTED, 3, 2, n, *RATES) for n in (3, 6)}
    return [Case(args[n], f"{n} examples", "random") for n in args]
