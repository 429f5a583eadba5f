"""Slopes of the loss of a network without backpropagation, for `check_gradient`.

The forward pass is written once more, in formulas that are fit for complex numbers: nothing here
shares code with what is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnkit._types import Array, Function, Params
from nnkit.network import flatten


def by_neuron(
    params: Params, acts: Sequence[str], loss: str, X: Array, Y: Array, smooth: bool
) -> list[tuple[Array, ...]]:
    """Gradient from one step in the weighted sum of each neuron, for all examples at once."""
    grads: list[tuple[Array, ...]] = []
    A = X
    for layer, (W, b) in enumerate(params):
        Z = A @ W + b

        def costs(Z: Array, layer: int = layer) -> Array:
            return _costs(Z, params, acts, loss, Y, layer)

        dZ = np.column_stack([_slope(costs, Z, unit, smooth) for unit in range(Z.shape[1])])
        grads.append((A.T @ dZ, dZ.sum(axis=0)))
        A = ANALYTIC[acts[layer]](Z)
    return grads


def _slope(costs: Function, Z: Array, unit: int, smooth: bool) -> Array:
    """Slope of the cost of each example in its weighted sum of one neuron."""
    h = 1e-30j if smooth else 1e-5
    step = np.zeros(Z.shape[1], type(h))
    step[unit] = h
    if smooth:
        return costs(Z + step).imag / 1e-30 / len(Z)
    return (costs(Z + step) - costs(Z - step)) / (2 * h) / len(Z)


def by_parameter(
    params: Params, acts: Sequence[str], loss: str, X: Array, Y: Array, smooth: bool
) -> list[tuple[Array, ...]]:
    """Gradient from one step in each parameter."""
    theta = flatten(params)
    h = 1e-30j if smooth else 1e-5
    slopes = np.empty_like(theta)
    for i in range(theta.size):
        step = np.zeros(theta.size, type(h))
        step[i] = h
        up = _normed_cost(_like(params, theta + step), acts, loss, X, Y)
        if smooth:
            slopes[i] = up.imag / 1e-30
        else:
            slopes[i] = (up - _normed_cost(_like(params, theta - step), acts, loss, X, Y)) / (2 * h)
    return _like(params, slopes)


def _like(params: Params, theta: Array) -> list[tuple[Array, ...]]:
    """Cut a vector into arrays with the shapes of `params`."""
    arrays = [array for layer in params for array in layer]
    pieces = iter(np.split(theta, np.cumsum([array.size for array in arrays])[:-1]))
    return [tuple(next(pieces).reshape(array.shape) for array in layer) for layer in params]


def _normed_cost(params: Params, acts: Sequence[str], loss: str, X: Array, Y: Array) -> Any:
    """Mean cost of a network whose hidden layers are batch-normed."""
    A = X
    for (W, b, gamma, beta), act in zip(params[:-1], acts[:-1], strict=True):
        Z = A @ W + b
        C = Z - Z.mean(axis=0)
        A = ANALYTIC[act](gamma * C / np.sqrt((C * C).mean(axis=0) + 1e-5) + beta)
    W, b = params[-1]
    return _costs(A @ W + b, params, acts, loss, Y, len(params) - 1).mean()


def _costs(Z: Array, params: Params, acts: Sequence[str], loss: str, Y: Array, layer: int) -> Array:
    """Cost of each example from the weighted sums of `layer`, in formulas fit for complex Z."""
    for act, (W, b) in zip(acts[layer:-1], params[layer + 1 :], strict=True):
        Z = ANALYTIC[act](Z) @ W + b
    if loss == "bce":
        return np.sum(_softplus(Z) - Y * Z, axis=1)
    if loss == "cross_entropy":
        top = Z.real.max(axis=1, keepdims=True)
        return (np.log(np.exp(Z - top).sum(axis=1)) + top[:, 0]) - np.sum(Y * Z, axis=1)
    factor = {"half_sse": 0.5, "sse": 1.0, "mse": 1 / Y.shape[1]}[loss]
    return factor * np.sum((ANALYTIC[acts[-1]](Z) - Y) ** 2, axis=1)


def _softplus(Z: Array) -> Array:
    return np.where(Z.real > 0, Z, 0) + np.log1p(np.exp(np.where(Z.real > 0, -Z, Z)))


def _sigmoid(Z: Array) -> Array:
    return np.exp(-_softplus(-Z))


def _softmax(Z: Array) -> Array:
    E = np.exp(Z - Z.real.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


ANALYTIC: dict[str, Function] = {
    "identity": lambda Z: Z,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda Z: np.maximum(Z, 0),
    "softmax": _softmax,
}
