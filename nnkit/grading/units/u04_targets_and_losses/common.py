"""What the exercises of the unit share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnkit.activations import softmax
from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.exercise.spec import Rng

KEEP_AWAY = "Keep the probability a very small distance away from 0 before you take its logarithm."


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


def sure(at_least: float = -1e-3, at_most: float = np.inf) -> Callable[[Any], str | None]:
    """Test the mean loss of sure answers: finite, and between two limits."""

    def test(got: Any) -> str | None:
        problem = form(got, np.zeros(()))
        if problem:
            return problem
        loss = float(np.asarray(got))
        if not np.isfinite(loss):
            return "it is inf or nan, needed a finite number"
        if loss < at_least:
            return "answers that are sure and wrong cost too little, less than 10 each"
        return "sure and right answers should cost nearly nothing" if loss > at_most else None

    return test
