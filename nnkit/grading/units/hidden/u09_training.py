"""Further cases of unit 09: other numbers and sizes than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given import functions
from nnkit.grading.given.chance import Dealer
from nnkit.grading.units import written_tests
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.u09_training import training
from nnkit.grading.units.u09_training.training import dealt, start_case, step_args, train_args


def _init_layer(rng: Rng) -> list[Case]:
    return [start_case(rng, 400, 150), start_case(rng, 3, 20_000), start_case(rng, 5, 1, "one")]


def _standardize(rng: Rng) -> list[Case]:
    X, T = arrays(rng, training.COLUMNS, 8, 4, 6)
    return [
        Case((X[::2], T[:, ::-1][::2]), "a part of a larger table", "random"),
        Case(arrays(rng, training.COLUMNS, 3, 2, 9), "3 and 9 examples", "random"),
        Case(arrays(rng, training.COLUMNS, 4, 1, 2), "one column", "one"),
    ]


def _sgd_step(rng: Rng) -> list[Case]:
    return [
        Case(step_args(rng, "2-5-3-2-2", 0.05), "a network 2-5-3-2-2", "random"),
        Case(step_args(rng, "3-3-3", 2.0), "a network 3-3-3", "random"),
    ]


def _softmax_step(rng: Rng) -> list[Case]:
    X, Y, W, b, lr = arrays(rng, training.CLASSIFIER, 8, 3, 4, 0.5)
    return [
        Case((X[::2], Y[::2], W, b, lr), "a part of a larger table", "random"),
        Case((X, Y, W, b - 900, lr), "scores near -900", "extreme"),
    ]


def _minibatches(rng: Rng) -> list[Case]:
    drawn = ((40, 8, 2), (41, 12, 1), (25, 1, 2))
    return [dealt(rng, 1, 3, "one"), *(dealt(rng, n, size, "random", k) for n, size, k in drawn)]


def _check_minibatches(rng: Rng) -> list[Case]:
    hint = "The targets of a batch are as many as its examples."
    return written_tests.wrong_ones([(Dealer("one label"), hint)], first="P")


def _updates(rng: Rng) -> list[Case]:
    drawn = [tuple(int(v) for v in rng.integers([100, 9, 2], [200, 20, 9])) for _ in range(3)]
    return [Case(d, f"N = {d[0]}, batch_size = {d[1]}, epochs = {d[2]}", "random") for d in drawn]


def _batch_gradient(rng: Rng) -> list[Case]:
    G = rng.normal(0, 1, (9, 4))
    return [
        Case((G[::2, ::-1], np.array([4, 1, 2])), "a part of a larger table", "random"),
        Case((G, np.arange(9)), "all examples", "random"),
    ]


def _derive_noise(rng: Rng) -> list[Case]:
    lines, values = training.derive_noise.reference, training.noise(rng, 20, 3)
    return derivation(lines, values, "N = 20, B = 3", "random", training.STEPS, rng)


def _sgd(rng: Rng) -> list[Case]:
    return [
        Case(
            (rng.normal(0, 2, 3), 0.15, [0, 0, 3, 1, 2, 1], functions.of_example),
            "6 steps",
            "random",
        ),
        Case((-2.0, 0.6, np.array([2, 0]), functions.of_point), "order is an array", "random"),
    ]


def _train(rng: Rng) -> list[Case]:
    deep = train_args(rng, "3-4-2-2", "relu tanh sigmoid", 0.4, 6)
    return [
        Case(deep, "6 steps, 3-4-2-2", "random"),
        Case(train_args(rng, "2-2", "sigmoid", 1.5, 5), "5 steps, 2-2", "random"),
    ]


def _to_bits(rng: Rng) -> list[Case]:
    return [Case((rng.integers(0, 64, 7), 6), "7 labels, 6 bits", "random")]


def _corrected_epoch(rng: Rng) -> list[Case]:
    return [
        Case(arrays(rng, training.BATCH, 4, 9, 2, 0.3), "9 examples, 2 in the batch", "random"),
        Case(arrays(rng, training.BATCH, 3, 6, 6, 0.5), "all examples in the batch", "random"),
    ]
