"""Curves: activations and slopes, losses, landscapes, gradient flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from nnkit import activations
from nnkit._types import Array, Function, choice
from nnkit.plotting._base import INK, LINES, PALETTE, RED, alt, array, count, look, new_axes, number

Span = tuple[float, float]
KNOWN = ("identity", "sigmoid", "tanh", "relu")


def activation(
    *functions: str | Function,
    slope: bool | None = None,
    at: float | None = None,
    span: Span = (-6.0, 6.0),
    ax: Axes | None = None,
) -> Axes:
    """Plot activations, by name or your own functions of an array.

    The slope is plotted too when there is one function, or with slope=True; for a function of
    your own it is the central difference. `at` draws the tangent there.
    """
    if not functions:
        raise ValueError("functions is empty, expected a name such as 'sigmoid' or a function")
    z, ax = _grid(span), new_axes(ax, 3.2)
    single = len(functions) == 1
    slope = single if slope is None else slope
    names, told = [], ""
    for k, function in enumerate(functions):
        f, df, name = _with_slope(function)
        names.append(name)
        ax.plot(z, f(z), ls=LINES[k % 6], color=PALETTE[k % 8], lw=2.2, label=name)
        if slope:
            style = (
                {"ls": "--", "color": RED} if single else {"ls": LINES[k % 6], "color": PALETTE[k]}
            )
            ax.plot(z, df(z), lw=1.3, label=f"slope of {name}", **style)
        if at is not None:
            value, rise = (float(g(np.array([float(at)]))[0]) for g in (f, df))
            _tangent(ax, at, value, rise, span)
            told += f" At z = {number(at)} {name} is {number(value)} and its slope {number(rise)}."
    ax.set(xlabel="z", ylabel="a", xlim=span)
    ax.grid(alpha=0.3)
    ax.legend()
    also = f", with {'its slope' if single else 'their slopes'}" if slope else ""
    ends = f"{number(span[0])} to {number(span[1])}"
    return alt(ax, f"{', '.join(names)} over z from {ends}{also}.{told}")


def _with_slope(function: str | Function) -> tuple[Function, Function, str]:
    if isinstance(function, str):
        choice("activation", function, KNOWN)
        return getattr(activations, function), getattr(activations, f"{function}_prime"), function

    def slope(z: Array) -> Array:
        return (function(z + 1e-5) - function(z - 1e-5)) / 2e-5

    return function, slope, getattr(function, "__name__", "f")


def _grid(span: Span) -> Array:
    low, high = array("span", span, 2)
    if low >= high:
        raise ValueError(f"span is ({number(low)}, {number(high)}), expected the smaller end first")
    return np.linspace(low, high, 601)


def _tangent(ax: Axes, x: float, y: float, rise: float, span: Span) -> None:
    half = 0.12 * (span[1] - span[0])
    ax.plot([x - half, x + half], [y - half * rise, y + half * rise], ":", color=INK, lw=2)
    ax.plot(x, y, "o", color=INK, ms=7)
    offset = (10, 10) if rise < 0 else (10, -18)
    ax.annotate(f"slope {number(rise)}", (x, y), offset, textcoords="offset points", zorder=5)


def losses(
    history: Mapping[str, Sequence[float]] | Sequence[float],
    *,
    log: bool = False,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    ax: Axes | None = None,
) -> Axes:
    """Plot the loss curves of `history`, a dict of lists or one list.

    `history` may be what `MLP.fit` returns (its "val_score" is no loss and is left out). The
    smallest value of a curve called "validation" or "val_loss" is marked: the place to stop.
    """
    curves = dict(history) if isinstance(history, Mapping) else {ylabel: history}
    curves.pop("val_score", None)
    if not curves:
        raise ValueError("history is empty, expected at least one list of losses")
    ax, told = new_axes(ax, 3.2), []
    for k, (name, given) in enumerate(curves.items()):
        source = f"history[{name!r}]" if isinstance(history, Mapping) else "history"
        values = array(source, given, "steps", finite=False)  # a descent may have diverged
        style = look(k) | ({} if len(values) <= 30 else {"marker": ""})
        ax.plot(np.arange(len(values)), values, label=name, ms=5, lw=1.8, **style)
        told.append(f"{name} from {number(values[0])} to {number(values[-1])}")
        if name in ("validation", "val_loss"):
            best = int(np.where(np.isfinite(values), values, np.inf).argmin())
            ax.plot(best, values[best], "o", ms=12, mfc="none", mec=RED, mew=2, label="smallest")
            told[-1] += f", smallest {number(values[best])} at {best}"
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    ax.legend()
    return alt(ax, f"{ylabel} over {xlabel}: {', '.join(told)}.")


def landscape(
    f: Callable[[float], float],
    paths: Mapping[str, Sequence[float]] | None = None,
    *,
    span: Span = (-2.0, 2.0),
    slope_at: float | None = None,
    xlabel: str = "w",
    ylabel: str = "loss",
    ax: Axes | None = None,
) -> Axes:
    """Plot a loss of one weight, and on it the paths of descents.

    `paths` holds the weights of every step, as `descend` returns them: ``{"model 1": [2, 1.5]}``.
    A large open mark is the start, a large filled one the end. `slope_at` draws the tangent there.
    """
    w, ax = _grid(span), new_axes(ax, 3.6)
    ax.plot(w, [float(f(x)) for x in w], color=INK, lw=1.6)
    told = f"{ylabel} over {xlabel} from {number(span[0])} to {number(span[1])}."
    for k, (name, steps) in enumerate((paths or {}).items()):
        path = array(f"paths[{name!r}]", steps, "steps", finite=False)
        inside = (path >= span[0]) & (path <= span[1])
        height = [float(f(x)) if ok else np.nan for x, ok in zip(path, inside, strict=True)]
        style, legend = look(k), {0: f"{name}: start", -1: f"{name}: end"}
        ax.plot(path, height, ms=4, lw=1, **style)
        for end, fill in ((0, "white"), (-1, style["color"])):
            if inside[end]:
                ax.plot(path[end], height[end], ms=11, mfc=fill, mew=2, label=legend[end], **style)
        told += f" Path {name} goes from {number(path[0])} to {number(path[-1])}"
        told += f" in {count(len(path) - 1, 'step')}."
        if not inside.all():
            leaves = f"{name} leaves the figure at step {int(inside.argmin())}"
            ax.plot([], [], " ", label=leaves)
            told += f" {leaves}."
    if slope_at is not None:
        rise = float(f(slope_at + 1e-5) - f(slope_at - 1e-5)) / 2e-5
        _tangent(ax, slope_at, float(f(slope_at)), rise, span)
        told += f" At {xlabel} = {number(slope_at)} the slope is {number(rise)}."
    room = 0.03 * (span[1] - span[0])
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(span[0] - room, span[1] + room), ymargin=0.12)
    if paths:
        ax.legend()
    return alt(ax, told)


def gradient_flow(
    norms: Mapping[str, Sequence[float]] | Sequence[float], *, ax: Axes | None = None
) -> Axes:
    """Plot the size of the gradient from the first to the last layer, on a logarithmic axis."""
    curves = norms if isinstance(norms, Mapping) else {"the net": norms}
    ax, told = new_axes(ax, 3.2), []
    for k, (name, given) in enumerate(curves.items()):
        sizes = array(f"norms[{name!r}]" if curves is norms else "norms", given, "layers")
        if sizes.min() <= 0:
            raise ValueError(f"norms has {number(sizes.min())} ({name}), expected sizes above 0")
        ax.plot(np.arange(1, len(sizes) + 1), sizes, label=name, **look(k))
        told.append(f"{name} has {sizes[0] / sizes[-1]:.2g} times that of the last")
    ax.set(xlabel="layer (1 = next to the input)", ylabel="size of the gradient", yscale="log")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    if curves is norms:
        ax.legend()
    return alt(ax, f"Size of the gradient by layer: in the first layer {', '.join(told)}.")
