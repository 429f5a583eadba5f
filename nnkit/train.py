"""The training loop in its parts: data, batches, steps, when to stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Params, ShapeError, count, floats
from nnkit.layers import dense, init_layer
from nnkit.losses import delta_softmax, half_sse, one_hot
from nnkit.network import backprop, backward, forward, output_gradient
from nnkit.optim import sgd_step

__all__ = [
    "batch_gradient", "early_stop", "minibatches", "softmax_step", "standardize", "to_inputs",
    "train", "train_digits", "updates",
]  # fmt: skip


def to_inputs(images: ArrayLike) -> Array:
    """Grey values 0..255 to inputs in [0, 1], one image a row: (N, 28, 28) -> (N, 784).

    Divided by 255 whatever the brightest pixel is. Notes 004, lines 15-29.
    """
    images = np.asarray(images)
    if images.ndim != 3:
        raise ShapeError(f"images has shape {images.shape}, expected (N, height, width)")
    return images.reshape(len(images), -1) / 255


def standardize(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Array, Array]:
    """Shift and scale both by the mean and standard deviation (ddof 0) of the training columns.

    A column that is constant in training is only shifted.
    """
    X_train, X_test = floats(X_train), floats(X_test)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std > 0, std, 1)
    return (X_train - mean) / std, (X_test - mean) / std


def minibatches(
    X: ArrayLike, Y: ArrayLike, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Shuffle the examples and deal them out in pairs (Xb, Yb) of at most `batch_size` rows.

    Every example comes once, its target with it; the last batch may be smaller.
    Notes 001, lines 76-83, and 004, line 270.
    """
    X, Y = np.asarray(X), np.asarray(Y)
    if len(X) != len(Y):
        raise ShapeError(f"Y has {len(Y)} rows, expected {len(X)} as X has")
    count("batch_size", batch_size)
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], Y[batch]


def updates(N: int, batch_size: int, epochs: int) -> int:
    """Number of updates: epochs * ceil(N / batch_size). Notes 003, line 182 (erratum E37).

    >>> updates(300, 32, 2)
    20
    """
    return epochs * -(-N // batch_size)


def batch_gradient(G: ArrayLike, idx: ArrayLike) -> Array:
    """Mean of the chosen rows of the per-example gradients G (N, P): shape (P,).

    Notes 001, line 82 (erratum E16: the mean, not the sum).
    """
    return floats(G)[np.asarray(idx)].mean(axis=0)


def softmax_step(
    X: ArrayLike, Y: ArrayLike, W: ArrayLike, b: ArrayLike, lr: float
) -> tuple[Array, Array]:
    """One descent step (W, b) of the softmax classifier on the mean cross-entropy.

    dZ = (softmax(X W + b) - Y)/N,   W <- W - lr X^T dZ,   b <- b - lr sum over rows of dZ.

    Notes 003, lines 298-333 (errata E45, E46).
    """
    X, W, b = floats(X), floats(W), floats(b)
    dZ = delta_softmax(dense(X, W, b), Y)
    return W - lr * X.T @ dZ, b - lr * dZ.sum(axis=0)


def train(
    params: Params, acts: Sequence[str], X: ArrayLike, Y: ArrayLike, lr: float, steps: int
) -> tuple[list[tuple[Array, ...]], list[float]]:
    """Full-batch gradient descent on `half_sse`: (params, losses).

    losses[t] is the loss before step t. Notes 003, lines 168-184 (erratum E36).
    """
    params, losses = [tuple(np.array(floats(p)) for p in layer) for layer in params], []
    for _ in range(steps):
        Z, A = forward(X, params, acts)
        losses.append(half_sse(A[-1], Y))
        dZ = output_gradient(Z[-1], A[-1], Y, acts[-1], "half_sse")
        grads, _ = backward(dZ, params, acts, Z, A)
        params = list(sgd_step(params, grads, lr))
    return params, losses


def train_digits(X: ArrayLike, Y: ArrayLike, rng: np.random.Generator) -> list[tuple[Array, Array]]:
    """Train the digit network 784-16-16-10 of sigmoids: its params.

    Mini-batches of 32, `half_sse`, lr 3, at least 20 epochs and 4000 updates.

    Parameters
    ----------
    X : (N, 784) array
        Images as rows, in [0, 1].
    Y : (N, 10) array, or (N,) integer labels
    rng : Generator

    Notes
    -----
    Notes 004, lines 23-99 and 253-273.
    """
    X, Y = floats(X), np.asarray(Y)
    targets = one_hot(Y, 10) if Y.ndim == 1 else floats(Y)
    sizes, acts = [784, 16, 16, 10], ["sigmoid"] * 3
    params = [init_layer(n_in, n_out, rng) for n_in, n_out in pairwise(sizes)]
    for _ in range(max(20, -(-4000 // updates(len(X), 32, 1)))):
        for Xb, Yb in minibatches(X, targets, 32, rng):
            params = sgd_step(params, backprop(params, acts, Xb, Yb, "half_sse"), lr=3.0)
    return params


def early_stop(losses: Sequence[float], patience: int, tol: float) -> int:
    """Index at which training stops: the `patience`-th loss in a row without progress.

    Progress means less than the best loss so far by more than `tol`. If that never runs out,
    the index of the last loss.

    >>> early_stop([3.0, 2.0, 2.5, 2.1, 1.0], patience=2, tol=0.0)
    3
    """
    best, waited = np.inf, 0
    for index, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best - tol else (best, waited + 1)
        if waited == patience:
            return index
    return len(losses) - 1
