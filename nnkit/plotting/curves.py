"""Curves: activations and slopes, losses, gradient flow, landscapes of one and two weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes

from nnkit import activations
from nnkit._types import Array, Function, need_choice
from nnkit.plotting._base import INK, RED, On, Span, array, arrow, beside, look, new_axes
from nnkit.plotting._words import alt, listing, number, plural

Curve: TypeAlias = str | Function  # the name of an activation, or a function of an array
At: TypeAlias = float | None  # where to draw a tangent
Lists: TypeAlias = Mapping[str, Sequence[float]] | Sequence[float]
Arrows: TypeAlias = Mapping[Span, Span] | None
Paths: TypeAlias = Mapping[str, Any] | None


def activation(
    *functions: Curve, slope: bool | None = None, at: At = None, span: Span = (-6, 6), ax: On = None
) -> Axes:
    """Plot activations, by name or your own functions of an array.

    The slope is plotted too when there is one function, or with slope=True; for a function of
    your own it is the central difference. `at` draws the tangent there.
    """
    if not functions:
        raise ValueError("functions is empty, expected a name such as 'sigmoid' or a function")
    z, ax, names, told = _grid(span), new_axes(ax, 3.2), [], ""
    single = len(functions) == 1
    slope = single if slope is None else slope
    for k, (name, f, df) in enumerate(map(_with_slope, functions)):
        style = look(k, marker="")
        ax.plot(z, f(z), lw=2.2, label=name, **style)
        if slope:
            style |= {"ls": "--", "color": RED} if single else {}
            ax.plot(z, df(z), lw=1.3, label=f"slope of {name}", **style)
        if at is not None:
            value, rise = _tangent(ax, f, df, at, span)
            told += f" At z = {number(at)} {name} is {value} and its slope {rise}."
        names.append(name)
    ax.set(xlabel="z", ylabel="a", xlim=span)
    ax.grid(alpha=0.3)
    ax.legend()
    also = f", with {'its slope' if single else 'their slopes'}" if slope else ""
    return alt(ax, f"{', '.join(names)} over z from {listing(span, ' to ')}{also}.{told}")


def _with_slope(function: Curve) -> tuple[str, Function, Function]:
    if not isinstance(function, str):
        return getattr(function, "__name__", "f"), function, _slope(function)
    need_choice("activation", function, ("identity", "sigmoid", "tanh", "relu"))
    return function, getattr(activations, function), getattr(activations, f"{function}_prime")


def _slope(f: Function, h: float = 1e-5) -> Function:
    return lambda x: (f(x + h) - f(x - h)) / (2 * h)


def _grid(span: Span, n: int = 601) -> Array:
    low, high = array("span", span, 2)
    if low >= high:
        raise ValueError(f"span is ({listing(span)}), expected the smaller end first")
    return np.linspace(low, high, n)


def _tangent(ax: Axes, f: Function, df: Function, at: float, span: Span) -> tuple[str, str]:
    """Draw the tangent of f at `at`; return the value and the slope there, as they are written."""
    x, half = np.float64(at), 0.12 * (span[1] - span[0])
    y, rise = float(f(x)), float(df(x))
    ax.plot([x - half, x + half], [y - half * rise, y + half * rise], ":", color=INK, lw=2)
    ax.plot(x, y, "o", color=INK, ms=7)
    left = x > span[0] + 0.65 * (span[1] - span[0])  # of the point, or the text leaves the frame
    offset = (-10 if left else 10, 10 if (rise < 0) != left else -18)
    ax.annotate(
        f"slope {number(rise)}", (x, y), offset, textcoords="offset points", zorder=5,
        ha="right" if left else "left",
    )  # fmt: skip
    return number(y), number(rise)


def losses(history: Lists, *, xlabel: str = "epoch", ylabel: str = "loss", ax: On = None) -> Axes:
    """Plot the loss curves of `history`, a dict of lists or one list.

    `history` may be what `MLP.fit` returns (its "val_score" is no loss and is left out). The
    smallest value of a curve called "validation" or "val_loss" is marked: the place to stop.
    """
    ax, told = new_axes(ax, 3.2), []
    for name, values in _lists(ax, "history", history, ylabel, 0).items():
        told.append(f"{name} from {listing(values[[0, -1]], ' to ')}")
        if name in ("validation", "val_loss"):
            best = int(np.where(np.isfinite(values), values, np.inf).argmin())
            ax.plot(best, values[best], "o", ms=12, mfc="none", mec=RED, mew=2, label="smallest")
            told[-1] += f", smallest {number(values[best])} at {best}"
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    return alt(ax, f"{ylabel} over {xlabel}: {', '.join(told)}.")


def _lists(ax: Axes, name: str, given: Any, alone: str, first: int) -> dict[str, Array]:
    """Plot each list of `given`, or the one called `alone`, over first, first + 1, ..."""
    curves = dict(given) if isinstance(given, Mapping) else {alone: given}
    curves.pop("val_score", None)
    if not curves:
        raise ValueError(f"{name} is empty, expected at least one list")
    for k, (key, value) in enumerate(curves.items()):
        source = f"{name}[{key!r}]" if isinstance(given, Mapping) else name
        curves[key] = array(source, value, "steps", finite=False)  # a descent may have diverged
        steps = first + np.arange(len(curves[key]))
        style = look(k) if len(steps) <= 30 else look(k, marker="")
        ax.plot(steps, curves[key], label=key, ms=5, lw=1.8, **style)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    return curves


def gradient_flow(norms: Lists, *, ax: On = None) -> Axes:
    """Plot the size of the gradient from the first to the last layer, on a logarithmic axis."""
    ax, told = new_axes(ax, 3.2), []
    for name, sizes in _lists(ax, "norms", norms, "the net", 1).items():
        if not sizes.min() > 0:
            raise ValueError(f"norms has {number(sizes.min())} ({name}), expected sizes above 0")
        told.append(f"{name} has {sizes[0] / sizes[-1]:.2g} times that of the last")
    ax.set(xlabel="layer (1 = next to the input)", ylabel="size of the gradient", yscale="log")
    ax.legend()
    return alt(ax, f"Size of the gradient by layer: in the first layer {', '.join(told)}.")


def landscape(
    f: Function, paths: Paths = None, *, span: Span = (-2, 2), slope_at: At = None, ax: On = None
) -> Axes:
    """Plot a loss of one weight, and on it the paths of descents.

    `paths` holds the weights of every step, as `descend` returns them: ``{"model 1": [2, 1.5]}``.
    A large open mark is the start, a large filled one the end. `slope_at` draws the tangent there.
    """
    w, ax, each = _grid(span), new_axes(ax, 3.6), np.vectorize(f, otypes=[float])
    ax.plot(w, each(w), color=INK, lw=1.6)
    told = f"loss over w from {listing(span, ' to ')}."
    told += _walks(ax, paths, span, lambda w: np.column_stack([w, each(w)]))
    if slope_at is not None:
        _, rise = _tangent(ax, f, _slope(f), slope_at, span)
        told += f" At w = {number(slope_at)} the slope is {rise}."
    room = 0.03 * (span[1] - span[0])
    ax.set(xlabel="w", ylabel="loss", xlim=(span[0] - room, span[1] + room), ymargin=0.12)
    if paths:
        ax.legend()
    return alt(ax, told)


def contour(
    f: Function, paths: Paths = None, *, arrows: Arrows = None, span: Span = (-2, 2), ax: On = None
) -> Axes:
    """Plot contour lines of a function of a (2,) array, with paths and arrows on them.

    `paths` holds (steps, 2) arrays, as `descend` returns them, drawn as in `landscape`; `arrows`
    vectors by their start, at a quarter of their length: ``{(1, 1): (3, 1)}`` is the gradient
    (3, 1) at (1, 1).
    """
    ticks, ax = _grid(span, 81), new_axes(ax, 4.4)
    height = [[float(f(np.array([x, y]))) for x in ticks] for y in ticks]
    ax.clabel(ax.contour(ticks, ticks, height, levels=8, cmap="cividis", linewidths=1.2))
    told = f"Contour lines over x and y from {listing(span, ' to ')}."
    told += _walks(ax, paths, span, lambda path: path, 2)
    for start, vector in (arrows or {}).items():
        at, v = array("arrows", start, 2), array("arrows", vector, 2)
        arrow(ax, at, at + 0.25 * v, mutation_scale=18)
        ax.plot(*at, "o", color=RED, ms=6)
        tip, up = at + 0.25 * v, 12 if v[1] >= 0 else -12
        near = (tip[0] - span[0]) / (span[1] - span[0])  # 0 at the left edge, 1 at the right one
        ax.annotate(
            f"gradient ({listing(v)})", tip, xytext=(0, up), textcoords="offset points",
            ha="left" if near < 0.3 else "right" if near > 0.7 else "center", va="center",
            bbox={"fc": "white", "ec": "none", "pad": 1},
        )  # fmt: skip
        told += f" Arrow ({listing(v)}) at ({listing(at)})."
    ax.set(xlabel="$x$", ylabel="$y$", xlim=span, ylim=span, aspect="equal")
    if paths:
        beside(ax)
    return alt(ax, told)


def _walks(ax: Axes, paths: Paths, span: Span, place: Function, *dims: int) -> str:
    """Draw each path (steps, *dims) at the points `place(path)` (steps, 2); put them in words."""
    told = ""
    for k, (name, steps) in enumerate((paths or {}).items()):
        path, style = array(f"paths[{name!r}]", steps, "steps", *dims, finite=False), look(k)
        ends = [f"({listing(p)})" if dims else number(p) for p in path[[0, -1]]]
        told += f" Path {name} goes from {ends[0]} to {ends[1]} in {plural(len(path) - 1, 'step')}."
        inside = np.all((path >= span[0]) & (path <= span[1]), axis=tuple(range(1, path.ndim)))
        points = place(np.where(inside, path.T, np.nan).T)
        ax.plot(*points.T, ms=4, lw=1, **style)
        for end, what, fill in ((0, "start", "white"), (-1, "end", style["color"])):
            label = f"{name}: {what}" if inside[end] else None
            ax.plot(*points[end], ms=11, mfc=fill, mew=2, label=label, **style)
        if not inside.all():
            leaves = f"{name} leaves the figure at step {int(inside.argmin())}"
            ax.plot([], [], " ", label=leaves)
            told += f" {leaves}."
    return told
