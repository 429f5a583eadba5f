"""What `MLP` accepts: settings that make sense together, data that fits them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnkit._fast import Shape
from nnkit._types import Array, ShapeError, class_labels, layer_widths, need_choice, need_share
from nnkit.activations import FORWARD
from nnkit.losses import LOSSES, one_hot


def need_shape(net: Any) -> Shape:
    """The settings of an `MLP` that the fast path needs, once they make sense together."""
    widths = layer_widths(net.sizes)
    depth = len(widths) - 2
    hidden = [net.hidden] * depth if isinstance(net.hidden, str) else list(net.hidden)
    if len(hidden) != depth:
        raise ValueError(f"hidden has {len(hidden)} names, expected {depth} for sizes {widths}")
    for name in hidden:
        need_choice("hidden", name, FORWARD)
    need_choice("output", net.output, FORWARD)
    need_choice("loss", net.loss, LOSSES)
    needed = LOSSES[net.loss].fits or net.output
    if net.output != needed:
        raise ValueError(f"output is {net.output!r}, expected {needed!r} for loss {net.loss!r}")
    need_share("dropout", net.dropout, "probability")
    if not net.l2 >= 0:
        raise ValueError(f"l2 is {net.l2}, expected at least 0")
    dtype = np.dtype(net.dtype)
    if dtype not in (np.float64, np.float32):
        raise ValueError(f"dtype is {dtype.name}, expected float64 or float32")
    return Shape(widths, [*hidden, net.output], net.loss, net.dropout, bool(net.batch_norm), dtype)


def need_inputs(X: ArrayLike, n_in: int) -> Array:
    """X as (N, n_in) numbers; images lose their second axis."""
    X = np.asarray(X)
    if X.ndim == 3 and X.dtype == np.uint8:
        X = X.reshape(len(X), -1)
    if X.ndim != 2 or X.shape[1] != n_in:
        hint = "; X.T would fit" if X.ndim == 2 and len(X) == n_in else ""
        hint = "; X.reshape(1, -1) would fit" if X.shape == (n_in,) else hint
        raise ShapeError(f"X has shape {X.shape}, expected (N, {n_in}) for {n_in} inputs{hint}")
    if not len(X):
        raise ShapeError(f"X has shape {X.shape}, expected at least one example")
    return _need_numbers("X", X)


def need_targets(Y: ArrayLike, N: int, shape: Shape) -> Array:
    """Y as (N, n_L) floats, from such an array or from labels."""
    Y, n_out = np.asarray(Y), shape.sizes[-1]
    if Y.shape == (N,):
        Y = one_hot(class_labels(Y, n_out), n_out) if n_out > 1 else Y[:, None]
    if Y.shape != (N, n_out):
        raise ShapeError(f"Y has shape {Y.shape}, expected ({N}, {n_out}) or labels ({N},)")
    need_finite("Y", _need_numbers("Y", Y))
    low, high, fits = Y.min(), Y.max(), LOSSES[shape.loss].fits
    if fits and not 0 <= low <= high <= 1:
        raise ValueError(f"Y has entries from {low} to {high}, expected 0 to 1 for {shape.loss!r}")
    if fits == "softmax" and not np.allclose(Y.sum(axis=1), 1):
        raise ValueError("Y has rows that do not sum to 1, expected that for 'cross_entropy'")
    return Y.astype(shape.dtype, copy=False)


def _need_numbers(name: str, a: Array) -> Array:
    """Refuse text and objects."""
    if a.dtype.kind not in "biuf":
        raise ValueError(f"{name} has dtype {a.dtype}, expected numbers")
    return a


def need_finite(name: str, a: Array) -> None:
    """Refuse NaN and infinity, without a copy of the data."""
    if a.dtype.kind == "f" and not (np.isfinite(a.min()) and np.isfinite(a.max())):
        row = int(np.argmax(~np.isfinite(a).all(axis=1)))
        raise ValueError(f"{name} has NaN or infinite entries, the first in row {row}")
