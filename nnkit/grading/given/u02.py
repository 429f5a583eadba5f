"""Unit 02: properties of activations and of linear layers, and the slope of ReLU at 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Rng


def odd(fn: Any, rng: Rng) -> bool:
    """Say whether fn(-z) is -fn(z)."""
    z = rng.normal(0, 2, 6)
    return bool(np.allclose(fn(z), -np.asarray(fn(-z))))


def differ_by_z(fn: Any, rng: Rng) -> bool:
    """Say whether fn(z) - fn(-z) is z."""
    z = rng.normal(0, 2, 6)
    return bool(np.allclose(np.subtract(fn(z), fn(-z)), z))


def slope_from_value(fn: Any, rng: Rng) -> bool:
    """Say whether fn(tanh z) is the slope of tanh at z."""
    z = rng.normal(0, 1, 6)
    return bool(np.allclose(fn(np.tanh(z)), nnkit.tanh_prime(z)))


@dataclass(frozen=True)
class AnySlope:
    """Test the slope at a corner: of this shape, between 0 and 1."""

    shape: tuple[int, ...]

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the slope, or None."""
        try:
            value = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            return "it does not return a number"
        if value.shape != self.shape:
            return f"its shape is {value.shape}, needed {self.shape}"
        return None if np.all((value >= 0) & (value <= 1)) else "it is not between 0 and 1"


def layers(rng: Rng, n: int, hidden: int, m: int) -> tuple[Array, Array, Array, Array]:
    """Two layers of widths n-hidden-m, no bias near 0."""
    return (
        rng.normal(0, 1, (n, hidden)),
        rng.normal(0, 1, hidden) + 2,
        rng.normal(0, 1, (hidden, m)),
        rng.normal(0, 1, m) - 3,
    )


def same_function(fn: Any, rng: Rng) -> str | bool:
    """Say whether X W + b is what the two layers give."""
    W1, b1, W2, b2 = layers(rng, 2, 4, 3)
    X = rng.normal(0, 1, (5, 2))
    W, b = fn(W1, b1, W2, b2)
    if np.shape(W) != (2, 3) or np.shape(b) != (3,):
        return "for widths 2-4-3 the shapes should be (2, 3) and (3,)"
    return bool(np.allclose(X @ np.asarray(W) + b, (X @ W1 + b1) @ W2 + b2))
