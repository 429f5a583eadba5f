"""Is a gradient right? Compare it with slopes that were found without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnkit import _oracle
from nnkit._types import Array, Function, Params, floats, need_same_shape, need_same_shapes
from nnkit.network import flatten

__all__ = [
    "GradientReport", "check_gradient", "jacobian", "numerical_gradient", "relative_error",
]  # fmt: skip


def numerical_gradient(f: Function, x: ArrayLike, h: float = 1e-5) -> Array:
    """Gradient of a function with one number as value, by central differences.

    g_i = (f(x + h e_i) - f(x - h e_i)) / (2 h)

    Parameters
    ----------
    f : function of an array like `x`
    x : array of any shape, or a number
        It is not changed.
    h : float

    Returns
    -------
    g : the shape of `x`

    Examples
    --------
    >>> numerical_gradient(lambda v: v[0] ** 2 + 3 * v[1], [2.0, 0.0]).round(6)
    array([4., 3.])
    """
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        g[i] = (f(x + step) - f(x - step)) / (2 * h)
    return g[()]


def jacobian(f: Function, x: ArrayLike) -> Array:
    """All slopes of f: R^d -> R^k by central differences: entry (i, j) is df_i/dx_j, (k, d).

    Row = output (numerator layout); `chain_jacobian` takes the transpose.
    """
    x, h = np.array(x, dtype=float), 1e-5
    steps = h * np.eye(x.size)
    columns = [(np.asarray(f(x + s)) - np.asarray(f(x - s))) / (2 * h) for s in steps]
    return np.stack(columns, axis=-1)


def relative_error(g: ArrayLike, n: ArrayLike) -> float:
    """Largest relative difference: max |g - n| / max(1e-8, |g| + |n|).

    >>> relative_error([1.0, 0.0], [1.0, 0.0])
    0.0
    """
    g, n = floats(g), floats(n)
    need_same_shape("n", n, "g", g)
    return float(np.max(np.abs(g - n) / np.maximum(1e-8, np.abs(g) + np.abs(n)), initial=0))


@dataclass(frozen=True)
class GradientReport:
    """What `check_gradient` found.

    Attributes
    ----------
    ok : bool
        Whether every entry agrees within the tolerance of the method.
    error : float
        Relative error of the whole: |g - n| / (|g| + |n|), lengths of the two vectors.
    worst : str
        The entry that is furthest off for its size, with the value given and the value found.
    entries : int
        How many entries were compared.
    method : str
    """

    ok: bool
    error: float
    worst: str
    entries: int
    method: str

    def __str__(self) -> str:
        verdict = "agrees" if self.ok else "DIFFERS"
        return (
            f"gradient {verdict}: {self.entries} entries, relative error {self.error:.1e}, "
            f"worst {self.worst} ({self.method})"
        )


def check_gradient(target: Any, *arguments: Any) -> GradientReport:
    """Compare a gradient with slopes that were found without it.

    ``check_gradient(net, X, Y)`` checks `MLP.gradient`; ``check_gradient(f, x, gradient)`` checks
    the gradient of a function with one number as value: an array, or a function of x.

    Returns
    -------
    report : GradientReport
        Print it for one sentence; `report.ok` is the verdict.

    Notes
    -----
    A neuron's weighted sum is linear in its weights and bias, so one step in the sum of neuron j
    gives, with the activations that enter it, the slope in all of them: dW[:, j] = A^T dz_j.
    The step is imaginary, dz = Im L(z + i h)/h with h = 1e-30, which loses no digits (Squire and
    Trapp 1998, SIAM Review 40(1)). It needs smooth formulas: with relu, central differences take
    its place; with batch norm, which ties the examples together, every parameter is stepped.
    A function is always checked by central differences (h = 1e-5).

    Examples
    --------
    >>> print(check_gradient(lambda v: np.sum(v**2), [0.0, -2.0], lambda v: 3 * v))
    gradient DIFFERS: 2 entries, relative error 2.0e-01, worst entry (1,): -6 given, -4 found
    (central differences)
    """
    if hasattr(target, "gradient"):
        return _check_network(target, *arguments)
    x, given = arguments
    given = floats(given(floats(x)) if callable(given) else given)
    found = np.asarray(numerical_gradient(target, x))
    need_same_shape("gradient", given, "x", found)
    places = (f"entry {entry}" for entry in np.ndindex(found.shape))
    return _report(given.ravel(), found.ravel(), places, "central differences", 1e-9, 1e-6)


def _check_network(net: Any, X: ArrayLike, Y: ArrayLike) -> GradientReport:
    given = net.gradient(X, Y)
    inputs, targets = net._data(X, Y)
    inputs = inputs / 255 if inputs.dtype == np.uint8 else inputs.astype(float)
    params = [tuple(array.astype(float) for array in layer) for layer in net.params]
    smooth = "relu" not in net.acts
    stepped = _oracle.by_parameter if net.batch_norm else _oracle.by_neuron
    found = stepped(params, net.acts, net.loss, inputs, targets.astype(float), smooth)
    for (dW, *_), (W, *_) in zip(found, params, strict=True):
        dW += net.l2 * W
    need_same_shapes("gradient", given, found)
    method = "complex step" if smooth else "central differences"
    method = method if net.batch_norm else f"neuron-wise {method}"
    atol, rtol = (1e-11, 1e-8) if smooth else (1e-9, 1e-6)
    if given[0][0].dtype == np.float32:
        atol, rtol = 1e-5, 1e-3
    return _report(flatten(given), flatten(found), _places(params), method, atol, rtol)


def _places(params: Params) -> Iterator[str]:
    """Name each parameter, in the order of `flatten`."""
    for layer, arrays in enumerate(params, start=1):
        for name, array in zip(("W", "b", "gamma", "beta"), arrays, strict=False):
            for i, *to in np.ndindex(array.shape):
                ends = f"from {i} to {to[0]}" if to else f"unit {i}"
                yield f"{name}{layer}{[i, *to]} (layer {layer}, {ends})"


def _report(
    given: Array, found: Array, places: Iterator[str], method: str, atol: float, rtol: float
) -> GradientReport:
    """Compare two vectors, whose entries `places` names."""
    used = np.abs(given - found) / (atol + rtol * np.maximum(np.abs(given), np.abs(found)))
    used = np.nan_to_num(used, nan=np.inf)
    at = int(np.argmax(used))
    worst = f"{next(islice(places, at, None))}: {given[at]:.6g} given, {found[at]:.6g} found"
    size = np.linalg.norm(given) + np.linalg.norm(found)
    error = float(np.linalg.norm(given - found) / size) if size else 0.0
    return GradientReport(bool(used[at] <= 1), error, worst, given.size, method)
