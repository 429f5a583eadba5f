"""Targets and losses. A loss is one number; its `_grad` has the shape of the prediction.

Prediction first, target second. The 1/N of the mean is applied here and nowhere else, so a
backward pass only sums. Logarithms are natural; a probability of 0 counts as 1e-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, ShapeError, class_labels, floats, need_same_shape, shaped
from nnkit.activations import sigmoid, softmax

__all__ = [
    "accuracy", "bce", "bce_grad", "confusion_matrix", "cross_entropy", "cross_entropy_grad",
    "cross_entropy_labels", "cross_entropy_labels_grad", "cross_entropy_logits",
    "cross_entropy_logits_grad", "delta_softmax", "delta_squared", "digit_cost", "half_sse",
    "half_sse_grad", "mse", "mse_grad", "nll", "nll_grad", "nll_logits", "nll_logits_grad",
    "nudges", "one_hot", "output_delta", "sse", "sse_grad", "to_bits",
]  # fmt: skip

TINY = 1e-12


def one_hot(labels: ArrayLike, K: int) -> Array:
    """Row r is 0 except for a 1 in column labels[r]: (N,) integers 0..K-1 -> (N, K) floats.

    Notes 003, lines 237-243, with classes counted from 0.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    return np.eye(K)[class_labels(labels, K)]


def to_bits(labels: ArrayLike, n: int) -> Array:
    """Write each label with `n` bits, the most significant first: (N,) -> (N, n) of 0.0 and 1.0.

    Four classes need two sigmoid outputs. Notes 003, line 248 (erratum E42).

    >>> to_bits([0, 1, 2], 2)
    array([[0., 0.],
           [0., 1.],
           [1., 0.]])
    """
    return (class_labels(labels, 2**n)[:, None] >> np.arange(n)[::-1] & 1).astype(float)


def sse(A: ArrayLike, Y: ArrayLike) -> float:
    """Sum over outputs, mean over examples: 1/N sum_r sum_j (A - Y)^2. Notes 004, line 355."""
    return float(np.sum(_difference(A, Y) ** 2) / _examples(A))


def sse_grad(A: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of `sse` in `A`: 2/N (A - Y)."""
    return 2 * _difference(A, Y) / _examples(A)


def half_sse(A: ArrayLike, Y: ArrayLike) -> float:
    """Half of `sse`: 1/(2N) sum_r sum_j (A - Y)^2. Notes 000, line 209, and 002, line 197."""
    return sse(A, Y) / 2


def half_sse_grad(A: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of `half_sse` in `A`: 1/N (A - Y)."""
    return _difference(A, Y) / _examples(A)


def mse(A: ArrayLike, Y: ArrayLike) -> float:
    """Mean of (A - Y)^2 over all entries; for one output this is `sse`. Notes 003, line 123."""
    return float(np.mean(_difference(A, Y) ** 2))


def mse_grad(A: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of `mse` in `A`: 2/(N K) (A - Y)."""
    return 2 * _difference(A, Y) / np.size(A)


def digit_cost(a: ArrayLike, y: ArrayLike) -> tuple[float, Array]:
    """Cost of one example and its gradient in `a`: (sum_j (a_j - y_j)^2, 2 (a - y)).

    Both are (K,). Notes 004, lines 125 and 309.
    """
    d = _difference(a, y)
    return float(np.sum(d**2)), 2 * d


def nudges(A: ArrayLike, Y: ArrayLike) -> Array:
    """Desired change of each output, the negative gradient of sum (a - y)^2: 2 (Y - A).

    Notes 004, lines 227-230 (erratum E60).
    """
    return -2 * _difference(A, Y)


def nll(p: ArrayLike, y: ArrayLike) -> Array:
    """Loss of each example: -y log p - (1 - y) log(1 - p), from p and y of shape (N,).

    Finite for p = 0 and p = 1. Notes 001, line 27 (line 63 has a wrong sign: erratum E09).

    >>> nll([0.5, 1.0], [1, 1]).round(4)
    array([0.6931, 0.    ])
    """
    p, y = _pair("p", p, "y", y)
    return -y * np.log(np.maximum(p, TINY)) - (1 - y) * np.log(np.maximum(1 - p, TINY))


def nll_grad(p: ArrayLike, y: ArrayLike) -> Array:
    """Slope of each `nll` in `p`: (p - y) / (p (1 - p))."""
    p, y = _pair("p", p, "y", y)
    return (1 - y) / np.maximum(1 - p, TINY) - y / np.maximum(p, TINY)


def nll_logits(z: ArrayLike, y: ArrayLike) -> Array:
    """`nll` of p = sigma(z), from z: log(1 + e^z) - z y.

    Computed as max(z, 0) - z y + log(1 + e^-|z|), whose exponent is never positive.
    """
    z, y = _pair("z", z, "y", y)
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def nll_logits_grad(z: ArrayLike, y: ArrayLike) -> Array:
    """Slope of each `nll_logits` in `z`: sigma(z) - y."""
    z, y = _pair("z", z, "y", y)
    return sigmoid(z) - y


def bce(p: ArrayLike, y: ArrayLike) -> float:
    """Mean over examples of the binary cross-entropy, summed over the outputs of an example.

    1/N sum_r sum_k [-y log p - (1 - y) log(1 - p)]; p and y are (N,), or (N, K).
    """
    return float(np.sum(nll(p, y)) / _examples(p))


def bce_grad(p: ArrayLike, y: ArrayLike) -> Array:
    """Gradient of `bce` in `p`: 1/N (p - y) / (p (1 - p))."""
    return nll_grad(p, y) / _examples(p)


def cross_entropy(P: ArrayLike, Y: ArrayLike) -> float:
    """Mean categorical cross-entropy: -1/N sum_r sum_k Y log P.

    P and Y are (N, K); the rows of Y may be soft labels. Notes 003, lines 244-263 (line 244
    lacks the minus: erratum E41).

    >>> round(cross_entropy([[0.8, 0.1, 0.1]], [[1, 0, 0]]), 6)
    0.223144
    """
    P, Y = _pair("P", P, "Y", Y)
    return float(-np.sum(Y * np.log(np.maximum(P, TINY))) / _examples(P))


def cross_entropy_grad(P: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of `cross_entropy` in `P`: -1/N Y / P."""
    P, Y = _pair("P", P, "Y", Y)
    return -Y / np.maximum(P, TINY) / _examples(P)


def cross_entropy_labels(P: ArrayLike, labels: ArrayLike) -> float:
    """`cross_entropy` from integer labels: -1/N sum_r log P[r, labels[r]]."""
    P, labels = _scores("P", P, labels)
    return float(-np.mean(np.log(np.maximum(P[np.arange(len(P)), labels], TINY))))


def cross_entropy_labels_grad(P: ArrayLike, labels: ArrayLike) -> Array:
    """Gradient of `cross_entropy_labels` in `P`: -1 / (N P[r, labels[r]]) there, else 0."""
    P, labels = _scores("P", P, labels)
    return cross_entropy_grad(P, one_hot(labels, P.shape[1]))


def cross_entropy_logits(Z: ArrayLike, labels: ArrayLike) -> float:
    """`cross_entropy_labels` of P = softmax(Z), from Z (N, K).

    1/N sum_r [log sum_k exp(Z[r, k]) - Z[r, labels[r]]], with the row maximum taken out of the
    exponentials and added back.
    """
    Z, labels = _scores("Z", Z, labels)
    top = Z.max(axis=1)
    log_sum = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    return float(np.mean(log_sum - Z[np.arange(len(Z)), labels]))


def cross_entropy_logits_grad(Z: ArrayLike, labels: ArrayLike) -> Array:
    """Gradient of `cross_entropy_logits` in `Z`: 1/N (softmax(Z) - one_hot(labels, K))."""
    Z, labels = _scores("Z", Z, labels)
    return delta_softmax(Z, one_hot(labels, Z.shape[1]))


def output_delta(a: ArrayLike, y: ArrayLike) -> Array:
    """Error of sigmoid outputs for the loss 1/2 sum (y - a)^2: (a - y) a (1 - a).

    Per example, without 1/N; any shape. Notes 002, lines 255-281 (erratum E31).
    """
    a, y = _pair("a", a, "y", y)
    return (a - y) * a * (1 - a)


def delta_squared(A: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of `half_sse` in the pre-activation of sigmoid outputs: 1/N (A - Y) A (1 - A)."""
    return output_delta(A, Y) / _examples(A)


def delta_softmax(Z: ArrayLike, Y: ArrayLike) -> Array:
    """Gradient of the mean cross-entropy of softmax(Z) in `Z`: (softmax(Z) - Y) / N.

    The rows of Y must sum to 1; then the rows of the result sum to 0. Notes 003, line 298.
    """
    Z, Y = _pair("Z", Z, "Y", Y)
    return (softmax(Z) - Y) / _examples(Z)


def accuracy(P: ArrayLike, labels: ArrayLike) -> float:
    """Share of the rows of P (N, K) whose largest entry is at labels[r]."""
    P, labels = _scores("P", P, labels)
    return float(np.mean(P.argmax(axis=1) == labels))


def confusion_matrix(P: ArrayLike, labels: ArrayLike, K: int) -> Array:
    """Count the predictions: (K, K) integers, row = label, column = largest entry of the row of P.

    >>> confusion_matrix([[0.9, 0.1], [0.2, 0.8]], [1, 1], 2)
    array([[0, 0],
           [1, 1]])
    """
    P, labels = _scores("P", P, labels, K)
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (labels, P.argmax(axis=1)), 1)
    return counts


def _pair(name: str, a: ArrayLike, other: str, b: ArrayLike) -> tuple[Array, Array]:
    a, b = floats(a), floats(b)
    need_same_shape(other, b, name, a)
    return a, b


def _difference(A: ArrayLike, Y: ArrayLike) -> Array:
    A, Y = _pair("A", A, "Y", Y)
    _examples(A)
    return A - Y


def _examples(A: ArrayLike) -> int:
    N = len(np.atleast_1d(A))
    if N == 0:
        raise ShapeError("the batch is empty: its first axis has 0 examples, expected at least 1")
    return N


def _scores(name: str, P: ArrayLike, labels: ArrayLike, K: int | str = "K") -> tuple[Array, Array]:
    P = shaped(name, P, "N", K)
    labels = class_labels(labels, P.shape[1])
    if len(labels) != len(P):
        raise ShapeError(f"labels has shape {labels.shape}, expected ({len(P)},) for {name}")
    return P, labels


@dataclass(frozen=True)
class Loss:
    """The mean over examples of factor(K) times squares summed over K outputs, or logarithms."""

    value: Function
    grad: Function
    factor: Function
    fits: str = ""  # the activation that logarithms need; the gradient in its Z is (A - Y)/N


LOSSES = MappingProxyType({
    "half_sse": Loss(half_sse, half_sse_grad, lambda K: 1 / 2),
    "sse": Loss(sse, sse_grad, lambda K: 1),
    "mse": Loss(mse, mse_grad, lambda K: 1 / K),
    "bce": Loss(bce, bce_grad, lambda K: 1, "sigmoid"),
    "cross_entropy": Loss(cross_entropy, cross_entropy_grad, lambda K: 1, "softmax"),
})  # fmt: skip
