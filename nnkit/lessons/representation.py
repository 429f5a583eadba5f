"""What networks can represent: networks built by hand, symmetries, the flow of the gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, count, floats
from nnkit.activations import sigmoid

__all__ = ["gradient_ratios", "permute_hidden", "staircase", "tent_params"]


def staircase(f: Function, M: int, k: float, x: ArrayLike) -> Array:
    """Approximate f on the range of x with M steep sigmoids: a 1-M-1 network built by hand.

    m(x) = f(t_0) + sum_i (f(t_{i+1}) - f(t_i)) sigma(k (x - c_i))

    The M + 1 knots t divide [min x, max x] into equal cells, c_i is the middle of cell i.
    The error is at most the change of f over one cell. Notes 000, lines 74-119 (erratum E03).

    Parameters
    ----------
    f : function of an array
    M, k : number of hidden units, steepness of each
    x : (n,) array

    Returns
    -------
    m : (n,) array
    """
    x = floats(x)
    t = np.linspace(x.min(), x.max(), M + 1)
    values, centres = np.asarray(f(t)), (t[1:] + t[:-1]) / 2
    return values[0] + sigmoid(k * (x[..., None] - centres)) @ np.diff(values)


def tent_params(k: int) -> list[tuple[Array, Array]]:
    """Relu network equal to the tent map applied k times on [0, 1], with 6k + 1 parameters.

    tent(x) = 2 relu(x) - 4 relu(x - 1/2): two units a layer, widths 1-2-..-2-1, k hidden layers
    (relu) and an identity output. It has 2^k straight pieces; one hidden layer needs 2^k - 1
    units for them (Telgarsky 2015, arXiv:1509.08101). Notes 000, lines 105-130.
    """
    count("k", k)
    b = np.array([0.0, -0.5])
    layers = [(np.ones((1, 2)), b)]
    layers += [(np.array([[2.0, 2.0], [-4.0, -4.0]]), b.copy()) for _ in range(k - 1)]
    return [*layers, (np.array([[2.0], [-4.0]]), np.zeros(1))]


def permute_hidden(
    W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, perm: Sequence[int]
) -> tuple[Array, Array, Array]:
    """Renumber the hidden units; the network computes the same function.

    (W1[:, perm], b1[perm], W2[perm]): new unit i is old unit perm[i]. Hence no minimum is the
    only one: notes 004, line 141 (erratum E56).
    """
    order = np.asarray(perm)
    if not np.array_equal(np.sort(order), np.arange(len(np.asarray(b1)))):
        raise ValueError(f"perm is {list(perm)}, expected each of 0 .. {np.size(b1) - 1} once")
    return floats(W1)[:, order], floats(b1)[order], floats(W2)[order]


def gradient_ratios(dWs: Sequence[ArrayLike]) -> Array:
    """Size of the gradient of each layer over that of the last: |dW_l| / |dW_L|, shape (L,).

    |.| is the root of the sum of squares. Notes 001, line 52 (erratum E11).
    """
    sizes = np.array([np.sqrt(np.sum(floats(dW) ** 2)) for dW in dWs])
    return sizes / sizes[-1]
