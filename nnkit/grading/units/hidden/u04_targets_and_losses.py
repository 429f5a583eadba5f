"""Further cases of unit 04: other shapes, ranges and corners than the visible ones."""

from collections.abc import Callable

import numpy as np

from nnkit.activations import softmax
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import probabilities


def _labels(rng: Rng, n: int, k: int) -> Array:
    return rng.permutation(np.append([0, k - 1], rng.integers(0, k, n - 2)))


def _one_hot(rng: Rng) -> list[Case]:
    n, k = int(rng.integers(8, 12)), int(rng.integers(4, 8))
    absent = rng.permutation(np.append([0, k - 2], rng.integers(0, k - 1, n - 2)))
    return [
        Case((absent, k), f"{n} labels, K = {k}", "random"),
        Case((rng.permutation(5), 5), "5 different labels, K = 5", "random"),
        Case((np.array([0, 0, 2]), 6), "labels [0, 0, 2], K = 6", "random"),
        Case((_labels(rng, 4, 3).astype(np.int8), 3), "labels of type int8", "integer"),
        Case((np.array([3]), 4), "one label", "one"),
    ]


def _softmax(rng: Rng) -> list[Case]:
    n = int(rng.integers(6, 10))
    apart = rng.normal(0, 2, (4, 3)) + np.array([[0.0], [800.0], [-800.0], [400.0]])
    return [
        Case((rng.normal(0, 3, (n, 5)),), f"a random {n}×5 array", "random"),
        Case((rng.normal(0, 1, (3, 3)),), "a random 3×3 array", "random"),
        Case((rng.normal(0, 2, (6, 4))[::2, 1:],), "a part of a larger array", "random"),
        Case((np.asfortranarray(rng.normal(0, 2, (2, 5))),), "a 2×5 array", "random"),
        Case((apart,), "rows that are far apart", "extreme"),
        Case((rng.uniform(-1000, 1000, (3, 4)),), "scores between -1000 and 1000", "extreme"),
        Case((rng.integers(-3, 4, (2, 5)),), "whole numbers", "integer"),
        Case((rng.normal(0, 2, (1, 3)),), "one example", "one"),
    ]


def _softmax_jacobian(rng: Rng) -> list[Case]:
    k = int(rng.integers(6, 9))
    return [
        Case((rng.normal(0, 2, k),), f"{k} random scores", "random"),
        Case((rng.normal(0, 2, 3),), "3 random scores", "random"),
        Case((rng.normal(0, 1, 2),), "2 random scores", "random"),
        Case((rng.uniform(710, 720, 4),), "scores above 710", "extreme"),
        Case((rng.uniform(-900, -710, 3),), "scores below -710", "extreme"),
        Case((rng.integers(-3, 4, 4),), "whole numbers", "integer"),
    ]


def _squares(rng: Rng) -> list[Case]:
    n = int(rng.integers(7, 11))
    whole = rng.integers(-3, 4, (5, 3)), rng.integers(0, 2, (5, 3))
    return [
        Case((rng.normal(0, 1, (n, 4)), rng.normal(0, 1, (n, 4))), f"{n} examples", "random"),
        Case((rng.normal(0, 1, (3, 3)), rng.normal(0, 1, (3, 3))), "a 3×3 table", "random"),
        Case((rng.normal(0, 1, (1, 5)), rng.normal(0, 1, (1, 5))), "one example", "one"),
        Case((rng.normal(0, 1, (6, 1)), rng.normal(0, 1, (6, 1))), "one output", "one"),
        Case(whole, "whole numbers, 5 examples", "integer"),
    ]


def _digit_cost(rng: Rng) -> list[Case]:
    k = int(rng.integers(4, 9))
    return [
        Case((rng.uniform(0, 1, k), np.eye(k)[0]), f"{k} outputs", "random"),
        Case((rng.normal(0, 2, 3), rng.normal(0, 2, 3)), "3 outputs, any targets", "random"),
        Case((rng.integers(-2, 3, 5), rng.integers(0, 2, 5)), "whole numbers", "integer"),
    ]


def _bce(rng: Rng) -> list[Case]:
    n = int(rng.integers(9, 14))
    y = rng.permutation(np.arange(n) % 2).astype(float)
    return [
        Case((rng.uniform(0.01, 0.99, n), y), f"{n} probabilities", "random"),
        Case((rng.uniform(0.4, 0.6, 4), np.zeros(4)), "4 examples with y = 0", "random"),
        Case((rng.uniform(0.4, 0.6, 3), np.ones(3)), "3 examples with y = 1", "random"),
        Case((rng.uniform(0.1, 0.9, n), y.astype(int)), "targets of type int", "integer"),
        Case((np.array([1 - 1e-5, 0.3]), np.zeros(2)), "p near 1, y = 0", "extreme"),
        Case((rng.uniform(0.1, 0.9, 1), np.zeros(1)), "one example with y = 0", "one"),
    ]


def _soft(rng: Rng, n: int, k: int) -> Array:
    return np.asarray(softmax(rng.uniform(-3, 3, (n, k))))


def _cross_entropy(rng: Rng) -> list[Case]:
    n = int(rng.integers(6, 10))
    hard = np.eye(5)[_labels(rng, n, 5)]
    return [
        Case((probabilities(rng, n, 5), hard), f"{n} examples, one-hot targets", "random"),
        Case((probabilities(rng, n, 3), _soft(rng, n, 3)), f"{n} examples, soft targets", "random"),
        Case((probabilities(rng, 3, 3), _soft(rng, 3, 3)), "3 examples, 3 classes", "random"),
        Case((hard, np.where(hard == 1, 1.0, 0.0)), "sure and right answers", "extreme"),
        Case((probabilities(rng, 1, 4), _soft(rng, 1, 4)), "one example", "one"),
    ]


def _labelled(draw: Callable[[Rng, int, int], Array]) -> Callable[[Rng], list[Case]]:
    def cases(rng: Rng) -> list[Case]:
        n = int(rng.integers(6, 10))
        return [
            Case((draw(rng, n, 4), _labels(rng, n, 4)), f"{n} examples, 4 classes", "random"),
            Case((draw(rng, 5, 5), _labels(rng, 5, 5)), "5 examples, 5 classes", "random"),
            Case((draw(rng, 2, 7), np.array([6, 2])), "2 examples, 7 classes", "random"),
            Case((draw(rng, 1, 3), np.array([2])), "one example", "one"),
            Case((draw(rng, 4, 3), np.array([2, 0, 1, 2], np.uint8)), "labels uint8", "integer"),
        ]

    return cases


def _scores(rng: Rng, n: int, k: int) -> Array:
    return rng.normal(0, 3, (n, k))


def _cross_entropy_logits(rng: Rng) -> list[Case]:
    apart = rng.uniform(-2, 2, (3, 4)) + np.array([[900.0], [0.0], [-900.0]])
    far = rng.uniform(-1000, 1000, (2, 3))
    return [
        *_labelled(_scores)(rng),
        Case((apart, np.array([1, 3, 0])), "rows that are far apart", "extreme"),
        Case((far, np.array([0, 2])), "scores between -1000 and 1000", "extreme"),
        Case((np.array([[0.0, 60.0]]), np.array([0])), "Z = [[0, 60]], labels [0]", "extreme"),
    ]


def _accuracy(rng: Rng) -> list[Case]:
    n, k = int(rng.integers(8, 13)), int(rng.integers(3, 6))
    P, R = probabilities(rng, n, k), probabilities(rng, 5, 5)
    y = np.where(np.arange(n) % 3 == 0, (P.argmax(axis=1) + 1) % k, P.argmax(axis=1))
    return [
        Case((P, y), f"{n} examples, {k} classes", "random"),
        Case((R, R.argmax(axis=1)), "5 right answers", "random"),
        Case((R, (R.argmax(axis=1) + 2) % 5), "5 wrong answers", "random"),
        Case((P, y.astype(np.uint8)), "labels of type uint8", "integer"),
        Case((P[1:2], y[1:2]), "one right answer", "one"),
    ]


def _corrected_losses(rng: Rng) -> list[Case]:
    k = int(rng.integers(5, 9))
    return [
        Case((rng.uniform(0.02, 0.98, k), np.eye(k)[1]), f"{k} outputs", "random"),
        Case((rng.uniform(0.02, 0.98, 2), np.array([0.0, 1.0])), "2 outputs", "random"),
    ]


_mse = _half_sse = _squares
_cross_entropy_labels = _labelled(probabilities)
