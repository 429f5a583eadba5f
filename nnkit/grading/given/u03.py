"""Unit 03: layers in rows and in columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Rng


def layer(rng: Rng, n: int, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw examples, weights and biases; no bias is near 0."""
    b = rng.uniform(0.5, 2, n_out) * rng.choice([-1, 1], n_out)
    return rng.normal(0, 1, (n, n_in)), rng.normal(0, 1, (n_in, n_out)), b


def book(rng: Rng, n_out: int, n_in: int, *, column: bool) -> tuple[Array, Array]:
    """Draw a layer as books with columns have it."""
    _, W, b = layer(rng, 1, n_in, n_out)
    return W.T.copy(), b[:, None] if column else b


def same_sums(fn: Any, rng: Rng) -> str | bool:
    """Say whether x W + b in rows gives the sums W x + b in columns."""
    W, b = book(rng, 4, 3, column=True)
    x = rng.normal(0, 1, 3)
    ours = fn(W.copy(), b.copy())
    if np.shape(ours[0]) != (3, 4):
        return f"for W of 4×3 the new W has the shape {np.shape(ours[0])}"
    return bool(np.allclose(x @ np.asarray(ours[0]) + np.asarray(ours[1]), W @ x + b.ravel()))
