"""Activations and their slopes, elementwise except softmax, which works on each row.

`f_prime(z)` is the slope; `f_backward(dA, Z)` turns the gradient of the loss in ``A = f(Z)``
into the gradient in `Z`. All of them are safe for entries of any size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, floats, need_choice, need_same_shape

__all__ = [
    "activate", "activate_backward", "identity", "identity_backward", "identity_prime", "relu",
    "relu_backward", "relu_prime", "sigmoid", "sigmoid_backward", "sigmoid_prime", "softmax",
    "softmax_backward", "softmax_jacobian", "tanh", "tanh_backward", "tanh_from_sigmoid",
    "tanh_prime", "tanh_prime_from_a",
]  # fmt: skip


def identity(z: ArrayLike) -> Array:
    """Return the input: a = z."""
    return np.array(floats(z))[()]


def identity_prime(z: ArrayLike) -> Array:
    """Slope of the identity: 1 everywhere."""
    return np.ones_like(floats(z))[()]


def identity_backward(dA: ArrayLike, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = Z``: dA."""
    return _elementwise(dA, Z, identity_prime)


def sigmoid(z: ArrayLike) -> Array:
    """Squash every number into (0, 1): sigma(z) = 1 / (1 + e^-z).

    Parameters
    ----------
    z : array of any shape, or a number

    Returns
    -------
    a : the shape of `z`

    Notes
    -----
    For z < 0 the same value is computed as e^z / (1 + e^z), so the exponent is never positive
    and nothing overflows. Notes 000, line 7.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    z = floats(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_prime(z: ArrayLike) -> Array:
    """Slope of the sigmoid: sigma'(z) = sigma(z) (1 - sigma(z)), at most 1/4.

    1 - sigma(z) is computed as sigma(-z), which keeps its digits for large z.
    Notes 002, lines 233-246, and 000, line 213.
    """
    z = floats(z)
    return sigmoid(z) * sigmoid(-z)


def sigmoid_backward(dA: ArrayLike, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = sigmoid(Z)``: dA * A * (1 - A)."""
    return _elementwise(dA, Z, sigmoid_prime)


def tanh(z: ArrayLike) -> Array:
    """Squash every number into (-1, 1): tanh(z) = (e^z - e^-z) / (e^z + e^-z).

    Both terms are divided by the larger exponential; the numerator is then
    sign(z) (1 - e^(-2|z|)), where `expm1` keeps the digits near 0. Notes 001, line 43.

    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    z = floats(z)
    e = np.expm1(-2 * np.abs(z))
    return np.sign(z) * -e / (e + 2)


def tanh_from_sigmoid(z: ArrayLike) -> Array:
    """The same curve as a scaled and shifted sigmoid: tanh(z) = 2 sigma(2 z) - 1.

    Notes 001, line 44 (which says "scaled" only: erratum E13).
    """
    return 2 * sigmoid(2 * floats(z)) - 1


def tanh_prime(z: ArrayLike) -> Array:
    """Slope of tanh: tanh'(z) = 1 - tanh(z)^2.

    Computed as the equal 4 sigma(2 z) sigma(-2 z), which keeps its digits for large z.
    """
    return 4 * sigmoid_prime(2 * floats(z))


def tanh_prime_from_a(a: ArrayLike) -> Array:
    """Slope of tanh from its value ``a = tanh(z)``: 1 - a^2."""
    return 1 - floats(a) ** 2


def tanh_backward(dA: ArrayLike, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = tanh(Z)``: dA * (1 - A^2)."""
    return _elementwise(dA, Z, tanh_prime)


def relu(z: ArrayLike) -> Array:
    """Keep what is positive: relu(z) = max(0, z). Notes 001, line 50, and 002, line 26."""
    return np.maximum(floats(z), 0)


def relu_prime(z: ArrayLike) -> Array:
    """Slope of relu: 1 for z > 0, 0 for z < 0, and by convention 0 at z = 0."""
    z = floats(z)
    return np.where(z > 0, np.ones_like(z), 0)[()]


def relu_backward(dA: ArrayLike, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = relu(Z)``: dA where Z > 0, else 0."""
    return _elementwise(dA, Z, relu_prime)


def softmax(Z: ArrayLike) -> Array:
    """Turn each row of scores into a probability distribution.

    A[i, k] = exp(Z[i, k]) / sum_j exp(Z[i, j])

    Parameters
    ----------
    Z : (N, K) array
        Scores (logits), one example a row; a single row (K,) will do.

    Returns
    -------
    A : the shape of `Z`
        Probabilities: every entry in [0, 1], every row sums to 1.

    Notes
    -----
    The row maximum is subtracted first. Adding a constant to a row does not change its softmax,
    and the largest exponent becomes 0, so nothing overflows. Notes 002, lines 72-80, 153-165.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    Z = floats(Z)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_jacobian(z: ArrayLike) -> Array:
    """Every slope of one row of softmax: diag(p) - p p^T with p = softmax(z).

    Entry (i, j) is dp_i/dz_j, shape (K, K); each row sums to 0. Softmax is not elementwise:
    notes 002, lines 148-152 (erratum E29).
    """
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_backward(dA: ArrayLike, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = softmax(Z)``: A * (dA - sum_k dA_k A_k) in each row.

    This is dA times the Jacobian diag(p) - p p^T of the row.
    """
    dA, A = floats(dA), softmax(Z)
    need_same_shape("dA", dA, "Z", A)
    return A * (dA - (dA * A).sum(axis=-1, keepdims=True))


def _elementwise(dA: ArrayLike, Z: ArrayLike, prime: Function) -> Array:
    dA, Z = floats(dA), floats(Z)
    need_same_shape("dA", dA, "Z", Z)
    return dA * prime(Z)


ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "identity": (identity, identity_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "tanh": (tanh, tanh_backward),
    "relu": (relu, relu_backward),
    "softmax": (softmax, softmax_backward),
}
FORWARD = {name: forward for name, (forward, _) in ACTIVATIONS.items()}


def activate(name: str, Z: ArrayLike) -> Array:
    """Apply the activation called `name` ("identity", "sigmoid", "tanh", "relu", "softmax")."""
    need_choice("the activation", name, ACTIVATIONS)
    return ACTIVATIONS[name][0](Z)


def activate_backward(dA: ArrayLike, name: str, Z: ArrayLike) -> Array:
    """Gradient of the loss in `Z` for ``A = activate(name, Z)``."""
    need_choice("the activation", name, ACTIVATIONS)
    return ACTIVATIONS[name][1](dA, Z)
