"""One sigmoid neuron: what it computes, what it decides, and its gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, floats, need_columns, shaped
from nnkit.activations import sigmoid
from nnkit.losses import output_delta

__all__ = ["fold_bias", "logistic_grads", "neuron", "neuron_grads", "ovr_predict", "predict_label"]


def neuron(x: ArrayLike, w: ArrayLike, b: float) -> float:
    """Output of one neuron, sigma(x . w + b), for x and w of shape (d,).

    Notes 000, line 7, and 002, lines 11-21.

    >>> neuron([1.0, 2.0], [2.0, -1.0], 0.0)
    0.5
    """
    x, w = floats(x), floats(w)
    need_columns("x", x, w.size, "the weights w")
    return float(sigmoid(x @ w + b))


def neuron_grads(x: ArrayLike, y: float, w: ArrayLike, b: float) -> tuple[Array, float]:
    """Gradient (dw, db) of 1/2 (y - s)^2 with s = sigma(x . w + b).

    dw = (s - y) s (1 - s) x,   db = (s - y) s (1 - s).

    Notes 000, lines 208-222 (erratum E01: the printed sign of y - s is wrong).
    """
    delta = float(output_delta(neuron(x, w, b), y))
    return delta * floats(x), delta


def predict_label(p: ArrayLike, threshold: float = 0.5) -> Array:
    """Decide: integer 1 where p >= threshold, else 0. Notes 002, lines 22-24.

    >>> predict_label([0.2, 0.5, 0.9])
    array([0, 1, 1])
    """
    return (floats(p) >= threshold).astype(int)[()]


def logistic_grads(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Array, float]:
    """Gradient of the mean `nll` of p = sigma(X w + b).

    dw = 1/N X^T (p - y),   db = 1/N sum_r (p_r - y_r).

    Parameters
    ----------
    X : (N, d) array
        Examples as rows.
    y : (N,) array
        Targets 0 or 1.
    w, b : (d,) array, number

    Returns
    -------
    dw, db : (d,) array, float

    Notes
    -----
    Notes 001, lines 27 and 37.
    """
    X, w = floats(X), floats(w)
    need_columns("X", X, w.size, "the weights w")
    error = (sigmoid(X @ w + b) - shaped("y", y, len(X), fit="X")) / len(X)
    return X.T @ error, float(error.sum())


def fold_bias(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """Make the bias a weight of an input that is always 1: ([1 X], [b; W]).

    The product of the two results is X W + b. Shapes: X (N, d) -> (N, d + 1),
    W (d, n) -> (d + 1, n). Notes 000, lines 145-150, and 002, line 91 (erratum E21).
    """
    X, W = floats(X), floats(W)
    need_columns("X", X, len(W), "the rows of W")
    b = floats(b).reshape((1, *W.shape[1:]))
    return np.hstack([np.ones((len(X), 1), X.dtype), X]), np.concatenate([b, W])


def ovr_predict(S: ArrayLike) -> Array:
    """Class of each example from K one-versus-rest neurons: the column of the largest output.

    S (N, K) -> (N,) integers. The K outputs need not sum to 1, and none or several of them may
    exceed 1/2. Notes 000, line 17.
    """
    return shaped("S", S, "N", "K").argmax(axis=1)
