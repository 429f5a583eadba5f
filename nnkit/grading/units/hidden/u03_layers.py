"""Further cases of unit 03: other widths, depths and corners than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import layer
from nnkit.grading.units.u03_layers.counting import widths
from nnkit.grading.units.u03_layers.layer import single
from nnkit.grading.units.u03_layers.network import net_case, params_for, weights_232
from nnkit.grading.units.u03_layers.notes import two_layers


def _count_params(rng: Rng) -> list[Case]:
    return [
        Case((widths(rng, 2),), "two random widths", "random"),
        Case((widths(rng, 4),), "four random widths", "random"),
        Case((widths(rng, 7),), "seven random widths", "random"),
        Case(([2, 3, 2],), "sizes = [2, 3, 2]", "random"),
        Case(([1, 1, 1, 1],), "sizes = [1, 1, 1, 1]", "random"),
    ]


def _dense(rng: Rng) -> list[Case]:
    X, W, b = layer(rng, 6, 4, 3)
    return [
        Case((X, W, b), "X 6×4, W 4×3", "random"),
        Case((X[::2, ::-1], W, b), "a part of a larger table", "random"),
        Case(layer(rng, 7, 2, 6), "X 7×2, W 2×6", "random"),
        Case(layer(rng, 3, 3, 3), "X 3×3, W 3×3", "random"),
        Case((1e6 * X, W, b), "very large inputs", "extreme"),
        Case((X, rng.integers(-3, 4, (4, 3)), b), "whole numbers in W", "integer"),
        Case((rng.integers(-3, 4, (2, 4)), W, b), "whole numbers in X", "integer"),
        Case(layer(rng, 1, 1, 1), "one example, one input, one neuron", "one"),
    ]


def _dense_loops(rng: Rng) -> list[Case]:
    x, W, b = single(rng, 6, 3)
    return [
        Case((x, W, b), "6 inputs, 3 neurons", "random"),
        Case(single(rng, 3, 7), "3 inputs, 7 neurons", "random"),
        Case(single(rng, 4, 4), "4 inputs, 4 neurons", "random"),
        Case((x, W, rng.integers(1, 6, 3)), "whole numbers in b", "integer"),
        Case(single(rng, 1, 1), "one input, one neuron", "one"),
    ]


def _from_columns(rng: Rng) -> list[Case]:
    return [
        Case((rng.normal(0, 1, (5, 2)), rng.uniform(1, 2, (5, 1))), "W 5×2, b (5, 1)", "random"),
        Case((rng.normal(0, 1, (2, 6)), rng.uniform(1, 2, 2)), "W 2×6, b (2,)", "random"),
        Case((rng.normal(0, 1, (5, 5)), rng.uniform(1, 2, (5, 1))), "W 5×5, b (5, 1)", "random"),
        Case((rng.normal(0, 1, (1, 4)), rng.uniform(1, 2, 1)), "one neuron, b (1,)", "one"),
        Case((np.array([[2.5]]), np.array([[0.5]])), "one input, one neuron", "one"),
    ]


def _forward_232(rng: Rng) -> list[Case]:
    n = int(rng.integers(6, 10))
    large = tuple(500 * v for v in weights_232(rng))
    return [
        Case((rng.normal(0, 1, (n, 2)), *weights_232(rng)), f"{n} examples", "random"),
        Case((rng.uniform(-3, 3, (4, 2)), *weights_232(rng)), "4 examples", "random"),
        Case((rng.normal(0, 1, (3, 2)), *large), "very large weights", "extreme"),
        Case((rng.normal(0, 1, (1, 2)), *weights_232(rng)), "one example", "one"),
    ]


def _forward(rng: Rng) -> list[Case]:
    n = int(rng.integers(6, 10))
    large = [(300 * W, b) for W, b in params_for(rng, "4-3-2")]
    return [
        net_case(rng, n, "3-5-4-2", "sigmoid relu softmax"),
        net_case(rng, 4, "5-4-3-2-3", "tanh sigmoid relu identity"),
        net_case(rng, 3, "2-2-2", "relu tanh"),
        net_case(rng, 5, "4-3", "softmax"),
        Case((rng.normal(0, 9, (3, 4)), large, ["tanh", "softmax"]), "very large sums", "extreme"),
        net_case(rng, 1, "2-3-2-2", "relu identity softmax", "one", "one example"),
    ]


def _corrected_layers(rng: Rng) -> list[Case]:
    return [
        Case(two_layers(rng), "random numbers", "random"),
        Case(two_layers(rng), "other random numbers", "random"),
    ]
