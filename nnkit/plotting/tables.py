"""Pictures and tables: images, weights, matrices, confusion, outputs and their nudges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnkit._types import Array
from nnkit.plotting._base import INK, RED, alt, array, count, listing, names_of, new_axes, number


def images(
    stack: Any,
    titles: Sequence[str] | None = None,
    *,
    signed: bool = False,
    columns: int = 5,
    ax: Axes | None = None,
) -> Axes:
    """Show pictures, (h, w) or (n, h, w), side by side on one axes and on one scale.

    `signed` is for weights: zero is white, negative orange, positive purple, with a scale beside.
    """
    stack = array("stack", stack if np.ndim(stack) != 2 else [stack], "n", "h", "w")
    n, h, w = stack.shape
    names = names_of("titles", titles, n, "")
    columns = min(columns, n)
    width = min(6.4, 2.0 * columns + 1.2 * signed)
    inch = columns * 1.1 * w / (width - 1.2 * signed)  # pixels of the pictures
    across, down = 1.1 * w, h + (0.28 * inch if any(names) else 0.1 * w)
    rows = -(-n // columns)
    ax = new_axes(ax, rows * down / inch + 0.15, width)
    top = float(np.abs(stack).max()) or 1.0
    style = {"cmap": "PuOr" if signed else "gray_r", "vmin": -top if signed else 0.0, "vmax": top}
    for i, (picture, name) in enumerate(zip(stack, names, strict=True)):
        x, y = across * (i % columns), -down * (i // columns)
        drawn = ax.imshow(picture, extent=(x, x + w, y - h, y), interpolation="nearest", **style)
        ax.add_patch(Rectangle((x, y - h), w, h, fill=False, ec="#B0B0B0", lw=0.8))
        ax.text(x + w / 2, y + 0.03 * inch, name, ha="center", va="bottom")
    bottom = -(rows - 1) * down - 1.02 * h
    ax.set(xlim=(-0.02 * w, columns * across - 0.08 * w), ylim=(bottom, down - h))
    ax.set_axis_off()
    if signed:
        ax.figure.colorbar(drawn, ax=ax, shrink=0.8, label="weight")
    told = f": {', '.join(names)}" if any(names) else ""
    return alt(ax, f"{count(n, 'picture')} of {h} x {w}{told}.")


def weights(
    W: Any,
    shape: tuple[int, int] = (28, 28),
    titles: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Show the weights W (h * w, n_out) of each neuron as a picture of its inputs.

    The pictures carry the numbers 1, 2, ... of the neurons, or `titles`.
    """
    W = array("W", W, shape[0] * shape[1], "n_out")
    names = names_of("titles", titles or [f"{k + 1}" for k in range(W.shape[1])], W.shape[1])
    columns = min(8, max(4, len(names) // 2))
    ax = images(W.T.reshape(-1, *shape), names, signed=True, columns=columns, ax=ax)
    return alt(ax, f"Weights of each neuron. {ax.alt_text}")


def matrix(
    M: Any,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    *,
    signed: bool = False,
    shades: Any = None,
    ax: Axes | None = None,
) -> Axes:
    """Show the matrix M as a table of shaded numbers; `shades` may hold other values to shade by.

    With `signed` zero is white, negative orange, positive purple; else the largest is darkest.
    """
    M = array("M", M, "n", "m")
    n, m = M.shape
    rows, columns = names_of("rows", rows, n), names_of("columns", columns, m)
    ax = new_axes(ax, min(6.0, 0.42 * n + 0.6), min(6.4, 0.85 * m + 0.8))
    shades = M if shades is None else shades
    top = float(np.abs(shades).max()) or 1.0
    style = {"cmap": "PuOr" if signed else "Blues", "vmin": -top if signed else 0.0, "vmax": top}
    drawn = ax.imshow(shades, aspect="auto", **style)
    for (i, j), value in np.ndenumerate(M):
        light = np.dot(drawn.to_rgba(shades[i, j])[:3], (0.299, 0.587, 0.114)) > 0.5
        color = INK if light else "white"
        ax.text(j, i, number(value), ha="center", va="center", color=color)
    ax.set_xticks(range(m), columns)
    ax.set_yticks(range(n), rows)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    told = "; ".join(f"Row {name}: {listing(row)}" for name, row in zip(rows, M, strict=True))
    return alt(ax, f"Table with the columns {', '.join(columns)}. {told}.")


def confusion(M: Any, classes: Sequence[str] | None = None, *, ax: Axes | None = None) -> Axes:
    """Show a confusion matrix M (K, K) of counts: row = label, column = prediction."""
    M = array("M", M, "K", len(M) if np.ndim(M) else "K")
    if M.min() < 0 or not M.any():
        raise ValueError("M has a count below 0 or no count above 0, expected counts")
    names = names_of("classes", classes, len(M))
    ax = matrix(M, names, names, shades=np.sqrt(M), ax=ax)  # the root lets rare mistakes show
    ax.set(xlabel="prediction", ylabel="label")
    ax.xaxis.set_label_position("top")
    wrong = M - np.diag(np.diag(M))
    told = f"Confusion matrix of {M.sum():.0f} examples, {100 * np.trace(M) / M.sum():.3g} % right."
    if wrong.any():
        i, j = np.unravel_index(wrong.argmax(), M.shape)
        often = count(int(wrong[i, j]), "time")
        told += f" Most frequent mistake: {names[i]} taken for {names[j]}, {often}."
    return alt(ax, told)


def outputs(
    a: Any,
    target: int | None = None,
    *,
    image: Any = None,
    classes: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Show the outputs a (K,) of a network as bars, the right class hatched, beside its picture."""
    a = array("a", a, "K")
    ax, names = _bars(a, [f"{value:.2f}" for value in a], image, classes, ax)
    told = ", ".join(f"{name} {number(value)}" for name, value in zip(names, a, strict=True))
    told = f"Outputs: {told}. Largest: {names[int(a.argmax())]}."
    if target is not None:
        if not 0 <= target < len(a):
            raise ValueError(f"target is {target}, expected a class from 0 to {len(a) - 1}")
        ax.patches[target].set(hatch="///", label="right class")
        ax.legend(loc="upper right")
        told += f" Right: {names[target]}."
    return alt(ax, told)


def nudges(
    a: Any,
    y: Any,
    *,
    image: Any = None,
    classes: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Show how each output of one example should change: an arrow from a to y, and 2 (y - a)."""
    a = array("a", a, "K")
    y = array("y", y, len(a))
    signed = [("+" if v > 0 else "") + number(round(v, 2)) for v in 2 * (y - a)]
    ax, names = _bars(a, signed, image, classes, ax)
    for k, text in enumerate(list(ax.texts)):
        tip = {"arrowstyle": "-|>", "color": RED, "lw": 2, "shrinkA": 0, "shrinkB": 0}
        if abs(a[k] - y[k]) > 0.04:  # a shorter arrow would be a blot
            ax.annotate("", (k, y[k]), (k, a[k]), arrowprops=tip)
        ax.hlines(y[k], k - 0.35, k + 0.35, color=INK, lw=3, label="_" if k else "target")
        text.set_y(max(a[k], y[k]) + 0.02)
    ax.legend(loc="upper right")
    told = ", ".join(f"{name} {value}" for name, value in zip(names, signed, strict=True))
    return alt(ax, f"Nudges 2 (y \N{MINUS SIGN} a): {told}.")


def _bars(
    a: Array, texts: list[str], image: Any, classes: Sequence[str] | None, ax: Axes | None
) -> tuple[Axes, list[str]]:
    names, ax = names_of("classes", classes, len(a)), new_axes(ax, 3.0)
    ax.bar(range(len(a)), a, color="#9CCBE8", ec=INK, width=0.7)
    for k, text in enumerate(texts):
        ax.text(k, max(a[k], 0.0), text, ha="center", va="bottom")
    ax.set_xticks(range(len(a)), names)
    ax.set(yticks=[], ylim=(min(0.0, a.min()), 1.3 * max(1.0, a.max())), xlim=(-0.6, len(a) - 0.4))
    ax.spines[["left", "top", "right"]].set_visible(False)
    if image is not None:  # a quarter of the width is kept free for it
        ax.set_xlim(-0.6 - len(a) / 3)
        picture = ax.inset_axes((0.0, 0.0, 0.23, 1.0))
        picture.imshow(array("image", image, "h", "w"), cmap="gray_r")
        picture.set(xticks=[], yticks=[])
    return ax, names
