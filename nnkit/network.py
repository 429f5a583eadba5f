"""Whole networks as pure functions: forward, backward, and the parameters as one vector."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Params, floats, need_choice, shaped
from nnkit.activations import activate, activate_backward
from nnkit.layers import count_params, dense, dense_backward, hidden_delta
from nnkit.losses import LOSSES, delta_squared, half_sse_grad

__all__ = [
    "backprop", "backward", "flatten", "forward", "forward_232", "mlp_grads", "output_gradient",
    "unflatten",
]  # fmt: skip


def forward(X: ArrayLike, params: Params, acts: Sequence[str]) -> tuple[list[Array], list[Array]]:
    """Run a network and keep every layer: Z_l = A_{l-1} W_l + b_l, A_l = act_l(Z_l).

    Parameters
    ----------
    X : (N, n_0) array
        Examples as rows.
    params : list of (W, b)
        Weights (n_in, n_out) and biases (n_out,) of each layer.
    acts : list of names
        One a layer: "identity", "sigmoid", "tanh", "relu" or "softmax".

    Returns
    -------
    Z, A : lists of arrays
        Pre-activations Z_1 .. Z_L, and activations A_0 = X, A_1 .. A_L.

    Notes
    -----
    Notes 000, lines 151-169, and 002, lines 130-144.
    """
    if len(acts) != len(params) or not params:
        raise ValueError(
            f"acts has {len(acts)} names, expected one for each of {len(params)} layers"
        )
    Z: list[Array] = []
    A = [floats(X)]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(dense(A[-1], W, b))
        A.append(activate(act, Z[-1]))
    return Z, A


def forward_232(
    X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Forward pass of the 2-3-2 network, sigmoid on both layers: (Z1, A1, Z2, A2).

    Notes 000, lines 151-162.
    """
    (Z1, Z2), (_, A1, A2) = forward(X, [(W1, b1), (W2, b2)], ["sigmoid", "sigmoid"])  # type: ignore[list-item]
    return Z1, A1, Z2, A2


def output_gradient(Z: Array, A: Array, Y: ArrayLike, act: str, loss: str) -> Array:
    """Gradient of the loss in the last pre-activation, 1/N included.

    (A - Y)/N for softmax with "cross_entropy" and sigmoid with "bce", where the slopes cancel;
    otherwise the gradient of the loss in A, carried through the activation.
    """
    need_choice("loss", loss, LOSSES)
    if act == LOSSES[loss].fits:
        return half_sse_grad(A, Y)
    return activate_backward(LOSSES[loss].grad(A, Y), act, Z)


def backward(
    dZ: Array, params: Params, acts: Sequence[str], Z: Sequence[Array], A: Sequence[Array]
) -> tuple[list[tuple[Array, Array]], Array]:
    """Backpropagate from the last pre-activation to every parameter and to the input.

    With dZ_L given, for l = L, ..., 1:

        dW_l = A_{l-1}^T dZ_l,   db_l = sum over rows of dZ_l,
        dZ_{l-1} = (dZ_l W_l^T) * act'_{l-1}(Z_{l-1}).

    Parameters
    ----------
    dZ : (N, n_L) array
        Gradient of the loss in Z_L, 1/N included.
    params, acts
        What `forward` was given.
    Z, A : lists of arrays
        What `forward` returned.

    Returns
    -------
    grads, dX : list of (dW, db) in the form of `params`, (N, n_0) array
    """
    grads: list[tuple[Array, Array]] = []
    for layer in reversed(range(len(params))):
        dA, dW, db = dense_backward(dZ, A[layer], params[layer][0])
        grads.insert(0, (dW, db))
        dZ = activate_backward(dA, acts[layer - 1], Z[layer - 1]) if layer else dA
    return grads, dZ


def backprop(
    params: Params, acts: Sequence[str], X: ArrayLike, Y: ArrayLike, loss: str
) -> list[tuple[Array, Array]]:
    """Gradient of a loss in every parameter of a network of any depth.

    Parameters
    ----------
    params, acts
        As in `forward`.
    X, Y : (N, n_0) and (N, n_L) arrays
        Examples and targets as rows.
    loss : str
        "half_sse", "sse", "mse", "bce" or "cross_entropy".

    Returns
    -------
    grads : list of (dW, db)
        Same form and shapes as `params`.

    Notes
    -----
    One forward pass, the gradient at the output, one `backward` pass. Notes 004, lines 341-375.
    """
    Z, A = forward(X, params, acts)
    return backward(output_gradient(Z[-1], A[-1], Y, acts[-1], loss), params, acts, Z, A)[0]


def mlp_grads(
    X: ArrayLike, Y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Gradients (dW1, db1, dW2, db2) of `half_sse` for two sigmoid layers, line by line.

    dZ2 = 1/N (A2 - Y) A2 (1 - A2),   dZ1 = (dZ2 W2^T) A1 (1 - A1),
    dW = (input of the layer)^T dZ,   db = sum over rows of dZ.

    Notes 000, lines 194-222, completed with 004, lines 343-375.
    """
    _, A1, _, A2 = forward_232(X, W1, b1, W2, b2)
    dZ2 = delta_squared(A2, Y)
    dZ1 = hidden_delta(dZ2, W2, A1)
    return floats(X).T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def flatten(params: Params) -> Array:
    """All parameters as one vector: W1, b1, W2, b2, ..., each row by row. Notes 004, line 328.

    >>> flatten([(np.array([[1, 2], [3, 4]]), np.array([5, 6]))])
    array([1, 2, 3, 4, 5, 6])
    """
    return np.concatenate([np.ravel(array) for layer in params for array in layer])


def unflatten(theta: ArrayLike, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """Undo `flatten` for the network with these widths: a list of (W, b)."""
    theta = shaped("theta", np.array(theta), count_params(sizes), fit="sizes")
    params = []
    for n_in, n_out in pairwise(sizes):
        W, b, theta = np.split(theta, [n_in * n_out, (n_in + 1) * n_out])
        params.append((W.reshape(n_in, n_out), b))
    return params
