"""The dense layer: counting, forward, backward, and the same layer written in other ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, ShapeError, floats, need_columns, need_same_shape

__all__ = [
    "collapse", "count_params", "dense", "dense_backward", "dense_loops", "from_columns",
    "hidden_delta", "init_layer",
]  # fmt: skip


def count_params(sizes: Sequence[int]) -> int:
    """Number of weights and biases of a network: sum over layers of (n_in + 1) n_out.

    Notes 002, line 85, and 004, lines 81-94.

    >>> count_params([4, 5, 3]), count_params([784, 16, 16, 10])
    (43, 13002)
    """
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def init_layer(n_in: int, n_out: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Random start of a layer: W ~ N(0, 2/n_in) of shape (n_in, n_out), b = 0.

    The standard deviation sqrt(2/n_in) keeps the size of the activations from layer to layer
    with relu (He et al. 2015, arXiv:1502.01852). Equal or zero weights would stay equal.
    """
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out)


def dense(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Weighted sums of a layer: Z = X W + b.

    Parameters
    ----------
    X : (N, n_in) array
        Examples as rows; one example (n_in,) will do.
    W : (n_in, n_out) array
        Entry (i, j) leads from input i to unit j.
    b : (n_out,) array
        Added to every row.

    Returns
    -------
    Z : (N, n_out) array

    Notes
    -----
    Notes 000, lines 137-169; notes 004, lines 100-115, write W a + b with the transpose.

    Examples
    --------
    >>> dense([[1.0, 2.0]], [[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]], [0.0, 0.0, 10.0])
    array([[ 1.,  2., 15.]])
    """
    X, W, b = _layer("X", X, W, b)
    return X @ W + b


def dense_backward(dZ: ArrayLike, X: ArrayLike, W: ArrayLike) -> tuple[Array, Array, Array]:
    """Gradients of the loss in the arguments of `dense`, from its gradient in Z.

    dX = dZ W^T,   dW = X^T dZ,   db = sum over rows of dZ.

    Parameters
    ----------
    dZ : (N, n_out) array
        Gradient of the loss in Z, 1/N included.
    X, W : (N, n_in) array, (n_in, n_out) array
        What `dense` was given.

    Returns
    -------
    dX, dW, db : (N, n_in), (n_in, n_out) and (n_out,) arrays

    Notes
    -----
    Notes 003, lines 298-333 (errata E44-E46).
    """
    dZ, X, W = floats(dZ), floats(X), floats(W)
    if dZ.ndim != 2 or X.ndim != 2 or len(dZ) != len(X):
        raise ShapeError(
            f"dZ has shape {dZ.shape} and X {X.shape}, expected (N, n_out) and (N, n_in)"
        )
    need_same_shape("W", W, "X^T dZ", np.empty((X.shape[1], dZ.shape[1])))
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def dense_loops(x: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """`dense` for one example, neuron by neuron: z_j = sum_i x_i w_ij + b_j, shape (n_out,).

    Notes 002, lines 105-122.
    """
    x, W, b = _layer("x", x, W, b)
    return np.array([sum(x[i] * W[i, j] for i in range(len(x))) + b[j] for j in range(len(b))])


def from_columns(W: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """Turn the weights of books that write W a + b into ours: (W^T, b as (n_out,)).

    W is (n_out, n_in), b is (n_out,) or a column (n_out, 1). Notes 004, lines 100-118.
    """
    return floats(W).T.copy(), floats(b).ravel().copy()


def collapse(W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike) -> tuple[Array, Array]:
    """Two layers without an activation are one: (W1 W2, b1 W2 + b2).

    Notes 003, lines 65-79.
    """
    return floats(W1) @ floats(W2), dense(b1, W2, b2)


def hidden_delta(dZ_next: ArrayLike, W_next: ArrayLike, A: ArrayLike) -> Array:
    """Carry the gradient one sigmoid layer back: (dZ_next W_next^T) A (1 - A).

    dZ_next is (N, n_next), W_next (n_hidden, n_next), A (N, n_hidden) the hidden activations;
    the product sums over every path from a hidden unit to the next layer.
    Notes 004, lines 343-375 (errata E64, E65).
    """
    dZ_next, W_next, A = floats(dZ_next), floats(W_next), floats(A)
    need_columns("dZ_next", dZ_next, W_next.shape[-1], "the columns of W_next")
    dA = dZ_next @ W_next.T
    need_same_shape("A", A, "dZ_next W_next^T", dA)
    return dA * A * (1 - A)


def _layer(name: str, X: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    """Refuse inputs, weights and biases that do not belong to one layer."""
    X, W, b = floats(X), floats(W), floats(b)
    if W.ndim != 2:
        raise ShapeError(f"W has shape {W.shape}, expected (n_in, n_out)")
    if b.shape != (W.shape[1],):
        hint = "; b.ravel() would fit" if b.size == W.shape[1] else ""
        raise ShapeError(
            f"b has shape {b.shape}, expected ({W.shape[1]},) for the columns of W{hint}"
        )
    need_columns(name, X, len(W), "the rows of W")
    return X, W, b
