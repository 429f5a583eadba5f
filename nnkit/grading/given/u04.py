"""Unit 04: properties of targets, probabilities and losses, and losses of sure answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import softmax
from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.exercise.spec import Rng


def probabilities(rng: Rng, n: int, k: int) -> Array:
    """Draw rows of probabilities, none near 0."""
    return np.asarray(softmax(rng.uniform(-1.5, 1.5, (n, k))))


def soft_targets(rng: Rng, n: int, k: int) -> Array:
    """Draw rows of targets that sum to 1: the first one one-hot, the others soft."""
    Y = np.asarray(softmax(rng.uniform(-3, 3, (n, k))))
    Y[0] = np.eye(k)[rng.integers(k)]
    return Y


def labels(rng: Rng, n: int, k: int) -> Array:
    """Draw labels of which the class k - 1 does not occur, but 0 and k - 2 do."""
    return rng.permutation(np.append([0, k - 2], rng.integers(0, k - 1, n - 2)))


def mixed_labels(rng: Rng, n: int, k: int) -> Array:
    """Draw labels that are neither all equal nor in order."""
    return np.append([k - 1, 0], rng.integers(0, k, n - 2))


@dataclass(frozen=True)
class Sure:
    """Test the mean loss of sure answers: finite, and between two limits."""

    at_least: float = -1e-3
    at_most: float = np.inf

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the loss, or None."""
        if problem := form(got, np.zeros(())):
            return problem
        loss = float(np.asarray(got))
        if not np.isfinite(loss):
            return "it is inf or nan, needed a finite number"
        if loss < self.at_least:
            return "answers that are sure and wrong cost too little, less than 10 each"
        far = loss > self.at_most
        return "sure and right answers should cost nearly nothing" if far else None


def one_each(fn: Any, rng: Rng) -> bool:
    """Say whether each row holds one 1 and zeros."""
    Y = np.asarray(fn(labels(rng, 9, 5), 5), dtype=float)
    return bool(np.allclose(Y.sum(axis=1), 1) and set(np.unique(Y)) == {0.0, 1.0})


def mirror(fn: Any, rng: Rng) -> bool:
    """Say whether the cost is 0 for A = Y, and the same for A - Y = 1 and -1."""
    A = rng.normal(0, 1, (4, 3))
    return bool(np.isclose(fn(A, A), 0) and np.isclose(fn(A, A + 1), fn(A, A - 1)))


def consistent(fn: Any, rng: Rng) -> bool:
    """Say whether the gradient is the measured slope of the cost."""
    a, y, h = rng.uniform(0, 1, 5), np.eye(5)[2], 1e-6
    measured = [(fn(a + h * e, y)[0] - fn(a - h * e, y)[0]) / (2 * h) for e in np.eye(5)]
    return bool(np.allclose(measured, fn(a, y)[1], rtol=1e-5, atol=1e-7))


@dataclass(frozen=True)
class RowsSum:
    """The rows of the result for random scores of a shape have this sum."""

    total: float
    scale: float
    shape: tuple[int, ...]

    def __call__(self, fn: Any, rng: Rng) -> bool:
        """Say whether it is so."""
        got = fn(rng.normal(0, self.scale, self.shape))
        return bool(np.allclose(np.sum(got, axis=1), self.total))


def unchanged_by_shift(fn: Any, rng: Rng, *given: Any) -> bool:
    """Say whether a constant added to a row of scores changes nothing."""
    Z = rng.normal(0, 2, (4, 3))
    moved = Z + np.array([[1.0], [-2.0], [0.5], [3.0]])
    return bool(np.allclose(fn(moved, *given), fn(Z, *given)))


def loss_unchanged_by_shift(fn: Any, rng: Rng) -> bool:
    """Say whether a constant added to a row of scores does not change the loss."""
    return unchanged_by_shift(fn, rng, np.array([2, 0, 1, 1]))


def uniform_costs_log(fn: Any, rng: Rng) -> bool:
    """Say whether P = 1/K everywhere costs log K."""
    cost = fn(np.full((3, 4), 0.25), soft_targets(rng, 3, 4))
    return bool(np.isclose(cost, np.log(4), rtol=1e-4))


def same_as_one_hot(fn: Any, rng: Rng) -> bool:
    """Say whether it is the cross-entropy with one-hot targets."""
    P, y = probabilities(rng, 5, 4), mixed_labels(rng, 5, 4)
    return bool(np.isclose(fn(P, y), nnkit.cross_entropy(P, np.eye(4)[y]), rtol=1e-4))
