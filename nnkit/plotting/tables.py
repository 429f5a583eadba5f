"""Pictures and tables: images, weights, matrices, confusion, outputs and their nudges."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnkit._types import Array, need_choice
from nnkit.plotting._base import INK, On, array, arrow, new_axes, picture
from nnkit.plotting._words import Names, alt, listing, names_of, number, plural


def images(stack: Any, titles: Names = None, *, signed: bool = False, ax: On = None) -> Axes:
    """Show pictures, (h, w) or (n, h, w), in rows of four to eight, on one axes and one scale.

    `signed` is for weights: zero is white, negative orange, positive purple, with a scale beside.
    """
    stack = array("stack", stack if np.ndim(stack) != 2 else [stack], "n", "h", "w")
    n, h, w = stack.shape
    names = names_of("titles", titles, n, "")
    columns = min(n, 8, max(4, n // 2))
    rows = -(-n // columns)
    side = min(2.0, (6.3 - signed) / columns)  # inches of a picture and its margin
    ax = new_axes(ax, rows * (side * h / w + 0.2), columns * side + signed)
    for i, (image, name) in enumerate(zip(stack, names, strict=True)):
        box = (i % columns / columns, 1 - (1 + i // columns) / rows, 0.92 / columns, 0.85 / rows)
        inset = picture(ax, box, image, **_colours(stack, signed, "gray_r"))
        inset.set_title(name, fontsize=10, pad=3)
    ax.set_axis_off()
    if signed:
        ax.figure.colorbar(inset.images[0], ax=ax, shrink=0.8, label="weight")
    told = f": {', '.join(names)}" if any(names) else ""
    return alt(ax, f"{plural(n, 'picture')} of {h} x {w}{told}.")


def _colours(values: Array, signed: bool, cmap: str) -> dict[str, Any]:
    """Colours from 0, or for `signed` from both sides of 0, to the largest of `values`."""
    top = float(np.abs(values).max()) or 1.0
    return {"cmap": "PuOr" if signed else cmap, "vmin": -top if signed else 0.0, "vmax": top}


def weights(W: Any, shape: tuple[int, int] = (28, 28), *, ax: On = None) -> Axes:
    """Show the weights W (h * w, n_out) of each neuron 1, 2, ... as a picture of its inputs."""
    W = array("W", W, shape[0] * shape[1], "n_out")
    titles = [f"{k + 1}" for k in range(W.shape[1])]
    ax = images(W.T.reshape(-1, *shape), titles, signed=True, ax=ax)
    return alt(ax, f"Weights of each neuron. {ax.alt_text}")


def matrix(
    M: Any, rows: Names = None, columns: Names = None, *, signed: bool = False, ax: On = None
) -> Axes:
    """Show the matrix M as a table of shaded numbers.

    With `signed` zero is white, negative orange, positive purple; else the largest is darkest, and
    the root of each number makes the shade, so that small ones show.
    """
    M = array("M", M, "n", "m")
    n, m = M.shape
    rows, columns = names_of("rows", rows, n), names_of("columns", columns, m)
    ax = new_axes(ax, min(6.0, 0.42 * n + 0.6), min(6.4, 0.85 * m + 0.8))
    shades = M if signed else np.sqrt(np.maximum(M, 0.0))
    drawn = ax.matshow(shades, aspect="auto", **_colours(shades, signed, "Blues"))
    for (i, j), value in np.ndenumerate(M):
        light = np.dot(drawn.to_rgba(shades[i, j])[:3], (0.299, 0.587, 0.114)) > 0.5
        ax.text(j, i, number(value), ha="center", va="center", color=INK if light else "white")
    ax.set_xticks(range(m), columns)
    ax.set_yticks(range(n), rows)
    ax.tick_params(length=0)
    told = "; ".join(f"Row {name}: {listing(row)}" for name, row in zip(rows, M, strict=True))
    return alt(ax, f"Table with the columns {', '.join(columns)}. {told}.")


def confusion(M: Any, classes: Names = None, *, ax: On = None) -> Axes:
    """Show a confusion matrix M (K, K) of counts: row = label, column = prediction."""
    M = array("M", M, "K", len(M) if np.ndim(M) else "K")
    if M.min() < 0 or not M.any():
        raise ValueError("M has a count below 0 or no count above 0, expected counts")
    names = names_of("classes", classes, len(M))
    ax = matrix(M, names, names, ax=ax)
    ax.set(xlabel="prediction", ylabel="label")
    ax.xaxis.set_label_position("top")
    wrong = M - np.diag(np.diag(M))
    told = f"Confusion matrix of {M.sum():.0f} examples, {100 * np.trace(M) / M.sum():.3g} % right."
    if wrong.any():
        i, j = np.unravel_index(wrong.argmax(), M.shape)
        often = plural(int(wrong[i, j]), "time")
        told += f" Most frequent mistake: {names[i]} taken for {names[j]}, {often}."
    return alt(ax, told)


def outputs(
    a: Any, target: int | None = None, *, image: Any = None, classes: Names = None, ax: On = None
) -> Axes:
    """Show the outputs a (K,) of a network as bars, the right class hatched, beside its picture."""
    a = array("a", a, "K")
    ax, names = _bars(ax, a, classes, image, [f"{value:.2f}" for value in a], np.maximum(a, 0.0))
    told = ", ".join(f"{name} {number(value)}" for name, value in zip(names, a, strict=True))
    told = f"Outputs: {told}. Largest: {names[int(a.argmax())]}."
    if target is not None:
        need_choice("target", target, range(len(a)))
        ax.patches[target].set(hatch="///", label="right class")
        ax.legend(loc="upper right")
        told += f" Right: {names[target]}."
    return alt(ax, told)


def nudges(a: Any, y: Any, *, image: Any = None, classes: Names = None, ax: On = None) -> Axes:
    """Show how each output of one example should change: an arrow from a to y, and 2 (y - a)."""
    a = array("a", a, "K")
    y = array("y", y, len(a))
    signed = [("+" if v > 0 else "") + number(round(v, 2)) for v in 2 * (y - a)]
    ax, names = _bars(ax, a, classes, image, signed, np.maximum(a, y) + 0.02)
    k = np.arange(len(a))
    ax.hlines(y, k - 0.35, k + 0.35, color=INK, lw=3, label="target")
    for i in k[abs(a - y) > 0.04]:  # a shorter arrow would be a blot
        arrow(ax, (i, a[i]), (i, y[i]))
    ax.legend(loc="upper right")
    told = ", ".join(f"{name} {value}" for name, value in zip(names, signed, strict=True))
    return alt(ax, f"Nudges 2 (y \N{MINUS SIGN} a): {told}.")


def _bars(
    ax: On, a: Array, classes: Names, image: Any, texts: list[str], heights: Array
) -> tuple[Axes, list[str]]:
    """Draw bars a (K,) with `texts` at `heights`, and `image` in a quarter of the width."""
    names, ax = names_of("classes", classes, len(a)), new_axes(ax, 3.0)
    ax.bar(range(len(a)), a, tick_label=names, color="#9CCBE8", ec=INK, width=0.7)
    for k, text in enumerate(texts):
        ax.text(k, heights[k], text, ha="center", va="bottom")
    left = -0.6 - (0 if image is None else len(a) / 3)
    ax.set(yticks=[], ylim=(min(0.0, a.min()), 1.3 * max(1.0, a.max())), xlim=(left, len(a) - 0.4))
    ax.spines[["left", "top", "right"]].set_visible(False)
    if image is not None:
        picture(ax, (0.0, 0.0, 0.23, 1.0), image)
    return ax, names
