"""Further cases of unit 01: other shapes, ranges and corners than the visible ones."""

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import neurons


def elementwise(rng: Rng) -> list[Case]:
    return [
        Case((rng.uniform(-9, 9, 11),), "11 random numbers", "random"),
        Case((rng.normal(0, 1, (3, 3)),), "a 3×3 array of random numbers", "random"),
        Case((np.asfortranarray(rng.normal(0, 3, (5, 2))),), "a 5×2 array", "random"),
        Case((rng.normal(0, 3, (6, 4))[::2, 1:],), "a part of a larger array", "random"),
        Case((rng.uniform(-800, -710, 4),), "numbers below -710", "extreme"),
        Case((rng.uniform(710, 800, 4),), "numbers above 710", "extreme"),
        Case((rng.uniform(-45, 45, 9),), "numbers between -45 and 45", "extreme"),
        Case((rng.integers(-6, 7, (2, 4)),), "a 2×4 array of whole numbers", "integer"),
        Case((float(rng.normal()),), "a plain number", "one"),
        Case((int(rng.integers(-5, 6)),), "a plain whole number", "one"),
    ]


def _neuron(rng: Rng) -> list[Case]:
    d = int(rng.integers(6, 12))
    big = rng.uniform(50, 90, 4)
    return [
        Case((rng.normal(0, 1, d), rng.normal(0, 1, d), rng.normal()), f"{d} inputs", "random"),
        Case((rng.normal(0, 1, 2), rng.normal(0, 2, 2), -1.3), "2 inputs, b = -1.3", "random"),
        Case((big, np.full(4, -5.0), 0.5), "a sum far below 0", "extreme"),
        Case((big, np.full(4, 5.0), 0.5), "a sum far above 0", "extreme"),
        Case((rng.integers(-2, 3, 4), rng.integers(-2, 3, 4), -1), "whole numbers", "integer"),
        Case((rng.normal(0, 1, 1), rng.normal(0, 1, 1), 0.9), "one input", "one"),
    ]


def _predict_label(rng: Rng) -> list[Case]:
    t = float(rng.uniform(0.15, 0.35))
    p = np.array([t, t / 2, (t + 0.5) / 2, 0.8, np.nextafter(t, 0), np.nextafter(t, 1)])
    return [
        Case((rng.permutation(p), t), "6 probabilities, another threshold", "random"),
        Case((rng.permutation(p).reshape(3, 2), t), "a 3×2 array, another threshold", "random"),
        Case((rng.uniform(0, 1, (2, 2, 3)),), "a 2×2×3 array of probabilities", "random"),
        Case((t, t), "a plain number exactly at the threshold", "one"),
    ]


def _labels(rng: Rng, n: int) -> Array:
    return rng.permutation(np.arange(n) % 2).astype(float)


def _nll(rng: Rng) -> list[Case]:
    n = int(rng.integers(9, 15))
    return [
        Case((rng.uniform(0.01, 0.99, n), _labels(rng, n)), f"{n} probabilities", "random"),
        Case((rng.uniform(0.4, 0.6, 4), np.zeros(4)), "4 examples with y = 0", "random"),
        Case((rng.uniform(0.4, 0.6, 4), np.ones(4)), "4 examples with y = 1", "random"),
        Case((np.array([1e-5, 1 - 1e-5]), np.array([1.0, 0.0])), "p near 0 and 1", "extreme"),
        Case((rng.uniform(0.1, 0.9, 1), np.zeros(1)), "one example with y = 0", "one"),
    ]


def _nll_logits(rng: Rng) -> list[Case]:
    n = int(rng.integers(10, 15))
    return [
        Case((rng.uniform(-6, 6, n), _labels(rng, n)), f"{n} sums", "random"),
        Case((rng.normal(0, 2, 4), np.zeros(4)), "4 examples with y = 0", "random"),
        Case((rng.normal(0, 2, 4), np.ones(4)), "4 examples with y = 1", "random"),
        Case((rng.uniform(710, 900, 4), _labels(rng, 4)), "sums above 710", "extreme"),
        Case((rng.uniform(-900, -710, 4), _labels(rng, 4)), "sums below -710", "extreme"),
        Case((rng.normal(0, 2, 1), np.zeros(1)), "one example with y = 0", "one"),
    ]


def _examples(rng: Rng, n: int, d: int) -> tuple[Array, Array, Array, float]:
    return rng.normal(0, 1, (n, d)), _labels(rng, n), rng.normal(0, 1, d), float(rng.normal())


def _logistic_grads(rng: Rng) -> list[Case]:
    X, y, w, b = _examples(rng, 9, 4)
    return [
        Case((X, y, w, b), "9 examples with 4 inputs", "random"),
        Case((X[:, :3], np.ones(9), w[:3], b), "9 examples, all y = 1", "random"),
        Case(_examples(rng, 3, 3), "3 examples with 3 inputs", "random"),
        Case(_examples(rng, 2, 7), "fewer examples than inputs", "random"),
        Case((X, y.astype(int), w, b), "targets of type int", "integer"),
        Case((1e4 * X, y, w, b), "very large inputs", "extreme"),
        Case(_examples(rng, 8, 1), "one input", "one"),
        Case(_examples(rng, 1, 4), "one example", "one"),
    ]


def _fold_bias(rng: Rng) -> list[Case]:
    return [
        Case(neurons(rng, 6, 4, 2), "X 6×4, W 4×2", "random"),
        Case(neurons(rng, 2, 5, 4), "X 2×5, W 5×4", "random"),
        Case(neurons(rng, 4, 4, 4), "X 4×4, W 4×4", "random"),
        Case(
            (rng.integers(0, 5, (3, 2)), rng.integers(-4, 5, (2, 4)), rng.uniform(-0.9, 0.9, 4)),
            "whole numbers X and W",
            "integer",
        ),
        Case(neurons(rng, 1, 1, 1), "one example, one input, one neuron", "one"),
    ]


def _ovr_predict(rng: Rng) -> list[Case]:
    n, k = int(rng.integers(8, 12)), int(rng.integers(3, 7))
    return [
        Case(
            (rng.permuted(np.tile(np.linspace(0.05, 0.4, k), (n, 1)), axis=1),),
            "all outputs below 0.5",
            "random",
        ),
        Case(
            (rng.permuted(np.tile(np.linspace(0.6, 0.95, k), (n, 1)), axis=1),),
            "all outputs above 0.5",
            "random",
        ),
        Case((rng.uniform(0, 1, (n, k)),), f"{n} examples, {k} neurons", "random"),
        Case((rng.uniform(0, 1, (2, 8)),), "2 examples, 8 neurons", "random"),
        Case((rng.uniform(0, 1, (1, k)),), "one example", "one"),
    ]


def _corrected_lines(rng: Rng) -> list[Case]:
    n = int(rng.integers(9, 13))
    return [
        Case((rng.uniform(-5, 5, n), _labels(rng, n)), f"{n} random numbers", "random"),
        Case((rng.uniform(-5, 5, 2), np.zeros(2)), "2 examples with y = 0", "random"),
        Case((rng.uniform(-5, 5, 2), np.ones(2)), "2 examples with y = 1", "random"),
    ]


_sigmoid = _sigmoid_prime = elementwise
