"""Unit 01: properties of one neuron's functions, and losses of sure answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.exercise.spec import Rng


def sums_to_one(fn: Any, rng: Rng) -> bool:
    """Say whether fn(z) + fn(-z) is 1."""
    z = rng.normal(0, 2, 6)
    return bool(np.allclose(np.add(fn(z), fn(-z)), 1))


def even(fn: Any, rng: Rng) -> bool:
    """Say whether fn(-z) is fn(z)."""
    z = rng.normal(0, 2, 6)
    return bool(np.allclose(fn(z), fn(-z)))


def targets(rng: Rng, n: int) -> Array:
    """Draw 0s and 1s; both occur."""
    return rng.permutation(np.append([0.0, 1.0, 1.0], rng.integers(0, 2, n - 3)))


def half_costs_log_2(fn: Any, rng: Rng) -> bool:
    """Say whether p = 1/2 costs log 2."""
    return bool(np.allclose(fn(np.full(4, 0.5), targets(rng, 4)), np.log(2), rtol=1e-4))


def differ_by_z(fn: Any, rng: Rng) -> bool:
    """Say whether the losses for y = 0 and y = 1 differ by z."""
    z = rng.normal(0, 2, 5)
    return bool(np.allclose(np.subtract(fn(z, np.zeros(5)), fn(z, np.ones(5))), z))


@dataclass(frozen=True)
class Ends:
    """Test the losses of sure answers: finite, large where `dear`, nearly 0 elsewhere."""

    dear: Array

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the losses, or None."""
        if problem := form(got, np.zeros(self.dear.shape)):
            return problem
        loss = np.asarray(got, float)
        if not np.isfinite(loss).all():
            return "it holds inf or nan, needed finite numbers"
        if (loss[self.dear] < 10).any():
            return "a wrong answer of which the neuron is sure costs less than 10"
        if (np.abs(loss[~self.dear]) > 1e-3).any():
            return "a right answer of which the neuron is sure should cost nearly nothing"
        return None


def neuron_data(rng: Rng, n: int, d: int) -> tuple[Array, Array, Array, float]:
    """Draw (X, y, w, b)."""
    return rng.normal(0, 1, (n, d)), targets(rng, n), rng.normal(0, 1, d), 0.4


def central_differences(fn: Any, rng: Rng) -> str | None:
    """Compare the gradient of the mean loss with measured slopes."""
    X, y, w, b = neuron_data(rng, 7, 3)
    dw, db = fn(X, y, w, b)
    theta, h, slope = np.append(w, b), 1e-5, np.empty(4)
    for i, step in enumerate(h * np.eye(4)):
        up, down = theta + step, theta - step
        losses = [nnkit.nll_logits(X @ t[:3] + t[3], y).mean() for t in (up, down)]
        slope[i] = (losses[0] - losses[1]) / (2 * h)
    got = np.append(np.asarray(dw, float), float(db))
    far = np.abs(got - slope) > 1e-9 + 1e-6 * np.maximum(np.abs(got), np.abs(slope))
    if not far.any():
        return None
    names = [f"w[{i}]" for i in range(3)] + ["b"]
    wrong = ", ".join(name for name, bad in zip(names, far, strict=True) if bad)
    return f"Nudging {wrong} changes the mean loss by another amount than your gradient says."


def layer(rng: Rng, n: int, d: int, k: int) -> tuple[Array, Array, Array]:
    """Draw (X, W, b) of several neurons."""
    return rng.normal(0, 1, (n, d)), rng.normal(0, 1, (d, k)), rng.normal(0, 1, k) + 2


def same_product(fn: Any, rng: Rng) -> str | bool:
    """Say whether the product of the two results is X W + b."""
    X, W, b = layer(rng, 4, 2, 3)
    X1, W1 = fn(X, W, b)
    if np.shape(X1) != (4, 3) or np.shape(W1) != (3, 3):
        return "for X 4×2 and W 2×3 the results should be 4×3 and 3×3"
    return bool(np.allclose(np.asarray(X1) @ np.asarray(W1), X @ W + b))
