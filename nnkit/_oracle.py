"""Slopes of the loss of a network without backpropagation, for `check_gradient`.

The forward pass is written once more, in formulas that are fit for complex numbers: nothing here
shares code with what is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from nnkit._types import Array, Function, Params

Gradient = list[tuple[Array, ...]]


def by_neuron(
    params: Params, acts: Sequence[str], loss: str, X: Array, Y: Array, smooth: bool
) -> Gradient:
    """Gradient from one step in the weighted sum of each neuron, for all examples at once."""
    grads: Gradient = []
    A = X
    for layer, (W, b) in enumerate(params):
        Z = A @ W + b
        costs = partial(_costs, layer, params, acts, loss, Y)
        dZ = np.stack([_slope(costs, Z, unit, smooth) for unit in np.eye(len(b))], axis=1) / len(X)
        grads.append((A.T @ dZ, dZ.sum(axis=0)))
        A = ANALYTIC[acts[layer]](Z)
    return grads


def by_parameter(
    params: Params, acts: Sequence[str], loss: str, X: Array, Y: Array, smooth: bool
) -> Gradient:
    """Gradient from one step in each parameter."""
    grads = [tuple(np.empty_like(array) for array in layer) for layer in params]
    for layer, arrays in enumerate(params):
        for place, array in enumerate(arrays):

            def cost(array: Array, layer: int = layer, place: int = place) -> Any:
                moved = list(params)
                moved[layer] = (*params[layer][:place], array, *params[layer][place + 1 :])
                W, b, *_ = moved[0]
                return np.mean(_costs(0, moved, acts, loss, Y, X @ W + b))

            for entry in np.ndindex(array.shape):
                unit = np.zeros(array.shape)
                unit[entry] = 1
                grads[layer][place][entry] = _slope(cost, array, unit, smooth)
    return grads


def _slope(f: Function, x: Array, unit: Array, smooth: bool) -> Array:
    """Slope of f at x along `unit`: by an imaginary step, or by central differences."""
    if smooth:
        return f(x + 1e-30j * unit).imag / 1e-30
    return (f(x + 1e-5 * unit) - f(x - 1e-5 * unit)) / 2e-5


def _costs(layer: int, params: Params, acts: Sequence[str], loss: str, Y: Array, Z: Array) -> Array:
    """Cost of each example from the weighted sums Z of `layer`."""
    for act, (_, _, *norm), (W, b, *_) in zip(
        acts[layer:-1], params[layer:-1], params[layer + 1 :], strict=True
    ):
        Z = ANALYTIC[act](_normed(Z, *norm) if norm else Z) @ W + b
    if loss == "bce":
        return np.sum(_softplus(Z) - Y * Z, axis=1)
    if loss == "cross_entropy":
        top = Z.real.max(axis=1, keepdims=True)
        return (np.log(np.exp(Z - top).sum(axis=1)) + top[:, 0]) - np.sum(Y * Z, axis=1)
    factor = {"half_sse": 0.5, "sse": 1.0, "mse": 1 / Y.shape[1]}[loss]
    return factor * np.sum((ANALYTIC[acts[-1]](Z) - Y) ** 2, axis=1)


def _normed(Z: Array, gamma: Array, beta: Array) -> Array:
    C = Z - Z.mean(axis=0)
    return gamma * C / np.sqrt((C * C).mean(axis=0) + 1e-5) + beta


def _softplus(Z: Array) -> Array:
    return np.where(Z.real > 0, Z, 0) + np.log1p(np.exp(np.where(Z.real > 0, -Z, Z)))


def _softmax(Z: Array) -> Array:
    E = np.exp(Z - Z.real.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


ANALYTIC: dict[str, Function] = {
    "identity": lambda Z: Z,
    "sigmoid": lambda Z: np.exp(-_softplus(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.maximum(Z, 0),
    "softmax": _softmax,
}
