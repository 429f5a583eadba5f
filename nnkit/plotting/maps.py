"""Maps of the plane: points, decision regions and decision lines."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb

from nnkit._types import Array, Function, ShapeError, class_labels
from nnkit.plotting._base import INK, PALETTE, On, array, arrow, beside, look, new_axes
from nnkit.plotting._words import Names, alt, names_of, number

TINTS = ListedColormap([tuple(0.72 + 0.28 * c for c in to_rgb(color)) for color in PALETTE])


def points(X: Any, labels: Any = None, *, classes: Names = None, ax: On = None) -> Axes:
    """Plot the points X (N, 2); each class of `labels` has its own colour and mark."""
    X = array("X", X, "N", 2)
    given = array("labels", np.zeros(len(X)) if labels is None else labels, len(X))
    names = names_of("classes", classes, max(0, int(given.max())) + 1, "class {}")
    given = class_labels(given, len(names))
    ax, told = new_axes(ax, 4.2), ""
    for k, name in enumerate(names):
        ax.plot(*X[given == k].T, label=name, **look(k, ls="", mec=INK, mew=0.6, ms=6))
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    if labels is not None:
        beside(ax)
        counts = (f"{np.sum(given == k)} of {name}" for k, name in enumerate(names))
        told = f": {', '.join(counts)}"
    return alt(ax, f"{len(X)} points of the plane{told}.")


def regions(
    predict: Function, X: Any, labels: Any = None, *, classes: Names = None, ax: On = None
) -> Axes:
    """Shade the plane around the points X (N, 2) by what `predict` answers there.

    `predict` takes an (M, 2) array and returns (M,) integer labels, (M, K) scores of which the
    largest wins, or (M,) or (M, 1) probabilities of class 1.
    """
    X = array("X", X, "N", 2)
    size = np.ptp(X, axis=0)
    room = 0.12 * np.maximum(size, 0.2 * size.max()) + 1e-6
    low, high = X.min(axis=0) - room, X.max(axis=0) + room
    x, y = np.linspace(low, high, 241).T
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    answer = _as_labels(np.asarray(predict(grid)), len(grid)).reshape(241, 241)
    ax = points(X, labels, classes=classes, ax=ax)
    box = (low[0], high[0], low[1], high[1])
    ax.imshow(answer % 8, cmap=TINTS, vmin=0, vmax=7, extent=box, origin="lower", aspect="auto")
    found = np.unique(answer)
    for k in found[1:]:
        ax.contour(x, y, answer >= k, levels=[0.5], colors=INK, linewidths=1.2, zorder=1)
    ax.set(xlim=box[:2], ylim=box[2:])
    told = f"Shaded: {len(found)} regions, one for each answer"
    return alt(ax, f"{ax.alt_text} {told if len(found) > 1 else 'All is one region'}.")


def _as_labels(answer: Array, n: int) -> Array:
    if answer.shape[:1] != (n,) or answer.ndim > 2:
        raise ShapeError(f"predict(X) has shape {answer.shape}, expected ({n},) or ({n}, K)")
    if answer.ndim == 2 and answer.shape[1] > 1:
        return answer.argmax(axis=1)
    return (answer >= 0.5 if answer.dtype.kind == "f" else answer).astype(int)


def decision(
    W: Any, b: Any, X: Any, labels: Any = None, *, classes: Names = None, ax: On = None
) -> Axes:
    """Draw where neurons are undecided, z = X @ W + b = 0, an arrow to their yes, and the regions.

    `W` is (2,) and `b` a number for one neuron, which shades its two sides; (2, K) and (K,) for K
    one-vs-rest neurons, of which the largest z wins: their lines are not the regions' borders.
    """
    W = array("W", W, *(2, "K")[: max(1, np.ndim(W))]).reshape(2, -1)
    K = W.shape[1]
    b = array("b", np.atleast_1d(b), K)
    if not W.any(axis=0).all():
        raise ValueError("W has a neuron with both weights 0, expected a weight that is not 0")
    ax = regions(
        lambda A: A @ W + b if K > 1 else A @ W[:, 0] + b >= 0, X, labels, classes=classes, ax=ax
    )
    low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
    middle, reach, told = (low + high) / 2, float(np.linalg.norm(high - low)), []
    for k, (w, bias) in enumerate(zip(W.T, b, strict=True)):
        unit = w / np.linalg.norm(w)
        foot = middle - (w @ middle + bias) / (w @ w) * w  # the line's point next to the middle
        color, name = (INK, "$z = 0$") if K == 1 else (PALETTE[k % 8], f"neuron {k}: $z = 0$")
        line = foot + np.outer([-reach, reach], [-unit[1], unit[0]])
        ax.plot(*line.T, **look(k, color=color, marker=""), lw=2.2, label=name, zorder=2.5)
        arrow(ax, foot, foot + 0.09 * reach * unit, 2.6, color=color, mutation_scale=16)
        told.append(f"{number(w[0])} x1 + {number(w[1])} x2 + {number(bias)} = 0")
    beside(ax)
    lines = "; ".join(told).replace("+ \N{MINUS SIGN}", "\N{MINUS SIGN} ")
    return alt(ax, f"{ax.alt_text} Lines: {lines}.")
