"""Drawings of neurons and networks, and of what depends on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes

from nnkit import activations
from nnkit._types import choice
from nnkit.plotting._base import (
    INK,
    RED,
    Names,
    On,
    Span,
    alt,
    array,
    count,
    names_of,
    new_axes,
    number,
    picture,
)

Layer: TypeAlias = dict[int, Span]  # the place of each unit drawn
Depends: TypeAlias = Mapping[str, Sequence[str]]  # each quantity: what it is computed from
Slopes: TypeAlias = Mapping[tuple[str, str], str]
GAP, BIAS = -1, -2  # among the units of a layer: those not drawn, and the constant 1
LIT = {"color": RED, "lw": 2.6}
NODES = {  # kind: mark, fill, edge
    "input": ("s", "white", INK), "one": ("s", "#E6E6E6", INK), "unit": ("o", "#DCEBF5", INK),
    "on": ("o", "#F6CDB5", RED), "loss": ("D", "#FBE7C6", INK),
}  # fmt: skip


def _node(ax: Axes, at: Span, text: str, kind: str = "unit", size: float = 30) -> None:
    """Draw a mark with a symbol in it, or a box around a word."""
    (mark, fill, edge), box = NODES[kind], None
    if _half(text) > 16:
        box = {"fc": fill, "ec": edge, "boxstyle": "round,pad=0.5"}
    else:
        ax.plot(*at, mark, ms=size, mfc=fill, mec=edge, mew=2.2 if kind == "on" else 1.2, zorder=3)
    ax.text(*at, text, ha="center", va="center", bbox=box, zorder=4, fontsize=11)


def _half(text: str) -> float:
    """Return half the width of the node around `text`, in points."""
    word = len(text) > 2 and "$" not in text and not text.isdigit()
    return 3.7 * len(text) + 6 if word else 16


def _edge(ax: Axes, start: Span, end: Span, text: str = "", at: float = 0.5, **style: Any) -> None:
    """Draw an arrow between two nodes, with `text` at the share `at` of its way."""
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.2, "shrinkA": 16, "shrinkB": 17} | style
    ax.annotate("", end, start, arrowprops=arrow, zorder=1)
    if text:
        place, box = np.add(start, at * np.subtract(end, start)), {"fc": "white", "ec": "none"}
        ax.text(*place, text, ha="center", va="center", bbox=box | {"pad": 0.8}, zorder=2)


def _frame(ax: Axes, x: Span, y: Span) -> None:
    ax.set(xlim=x, ylim=y)
    ax.set_axis_off()


def _equals(name: str, value: float | None) -> str:
    return name if value is None else f"{name} = {number(value)}"


def neuron(
    w: int | Sequence[float],
    b: float | None = None,
    x: Sequence[float] | None = None,
    *,
    activation: str = "sigmoid",
    names: Names = None,
    ax: On = None,
) -> Axes:
    """Draw one neuron: inputs, the constant 1 of the bias, the sum z, the activation a.

    `w` holds the weights, or is a whole number d that draws d inputs with letters. With numbers
    for `w`, `b` and `x` the values of z and a are written out.
    """
    weights: Any = [None] * int(w) if isinstance(w, int | np.integer) else array("w", w, "d")
    d = len(weights)
    if d < 1:
        raise ValueError(f"w is {w}, expected a number of inputs from 1")
    choice("activation", activation, list(activations.FORWARD))
    values: Any = [None] * d if x is None else array("x", x, d)
    z = a = None
    if None not in (weights[0], values[0], b):
        z = float(weights @ values + b)
        a = float(activations.activate(activation, np.array(z)))
    ax, summed = new_axes(ax, 0.75 * (d + 1) + 0.4), (2.0, d / 2)
    rows = zip(weights, values, names_of("names", names, d, ""), strict=True)
    for i, (weight, value, name) in enumerate(rows, 1):
        at = (0.0, d - i + 1.0)
        _edge(ax, at, summed, _equals(f"$w_{{{i}}}$", weight), 0.45)
        _node(ax, at, f"$x_{{{i}}}$", "input")
        ax.text(-0.22, at[1], _equals(name, value).removeprefix(" = "), ha="right", va="center")
    _edge(ax, (0.0, 0.0), summed, _equals("$b$", b), 0.45)
    _node(ax, (0.0, 0.0), "1", "one")
    phi = r"$\sigma$" if activation == "sigmoid" else r"$\phi$"
    stages = [(r"$\Sigma$", _equals("$z$", z), ""), (phi, _equals("$a$", a), activation)]
    for column, (mark, below, above) in enumerate(stages, 2):
        _node(ax, (column, d / 2), mark)
        _edge(ax, (column, d / 2), (column + 0.8, d / 2), shrinkB=0)
        ax.text(column, d / 2 - 0.42, below, ha="center", va="top")
        ax.text(column, d / 2 + 0.42, above, ha="center", va="bottom")
    _frame(ax, (-0.8, 3.9), (-0.5, d + 0.5))
    told = f"The weighted sum is {_equals('z', z)}, the activation {activation} gives"
    told = f"{count(d, 'input')} and a constant 1 for the bias. {told} {_equals('a', a)}."
    return alt(ax, f"One neuron with {told}")


def network(
    sizes: Sequence[int],
    *,
    labels: str = "number",
    edges: str | None = None,
    bias: bool = False,
    paths: Sequence[Sequence[int]] = (),
    losses: Names = None,
    names: Names = None,
    image: Any = None,
    ax: On = None,
) -> Axes:
    """Draw the network with the widths n_0, n_1, ..., n_L, inputs on the left.

    Of a layer with more than 8 units the first four and the last four are drawn.

    Parameters
    ----------
    labels : "number" or "activation"
        In a neuron stands its number, counted on from layer to layer, or its activation, counted
        in its layer.
    edges : "index" or None
        "index" writes w_ij, from i to j, at every line.
    bias : bool
        Show the constant 1 that feeds each layer.
    paths : list of lists
        Paths to highlight, one unit (from 0) for each layer: ``[[0, 1, 0]]``.
    losses : list of str, optional
        A loss for each output: ``["L_1", "L_2"]``.
    names : list of str, optional
        A caption for each layer.
    image : (h, w) array, optional
        A picture beside the inputs.

    Examples
    --------
    >>> network([2, 3, 2], edges="index").alt_text
    'Network 2-3-2, every unit connected to all units of the next layer, 17 parameters.'
    """
    widths = _check_network(sizes, labels, edges, paths)
    goals = names_of("losses", losses, widths[-1]) if losses else []
    kinds = ["input", *["hidden"] * (len(widths) - 2), "output"]
    standard = [f"{kind}\n{n}" for kind, n in zip(kinds, widths, strict=True)]
    captions = names_of("names", names or standard, len(widths))
    stretch = 1.0 if edges is None else 1.3 if labels == "number" else 1.8  # room for the labels
    place = _places(widths, stretch)
    high = max(y for layer in place for _, y in layer.values())
    low = -high - 1.2 * stretch * bias
    ax = new_axes(ax, min(4.8, 0.62 * (high - low) + 1.5))
    first = [1 + (labels == "number") * sum(widths[1:k]) for k in range(len(widths))]
    for k, (units, after) in enumerate(pairwise(place)):
        units |= {BIAS: (k, low)} if bias else {}
        lit = {(path[k], path[k + 1]) for path in paths}
        mark = "$" if labels == "number" else f"^{{[{k + 1}]}}$"
        _connect(ax, units, after, lit, (first[k], first[k + 1], mark) if edges else None)
    for k, units in enumerate(place):
        ax.text(k, low - 0.65, captions[k], ha="center", va="top")
        on, size = {path[k] for path in paths}, 18 if high - low > 7 else 30
        for unit, at in units.items():
            if unit == GAP:
                ax.text(*at, "\N{VERTICAL ELLIPSIS}", ha="center", va="center", fontsize=18)
                continue
            kind = "one" if unit == BIAS else "on" if unit in on else "unit" if k else "input"
            text = _symbol(labels, k, unit, first[k]) if size == 30 else ""
            _node(ax, at, text, kind, size)
    for unit, (right, y) in place[-1].items():
        if goals and unit != GAP:
            _edge(ax, (right, y), (right + 0.7, y), shrinkB=22)
            _node(ax, (right + 0.7, y), f"${goals[unit]}$", "loss", 28)
    if image is not None:
        picture(ax, (-1.4, -2.5, 0.9, 5.0), image, transform=ax.transData)
    left, right = -0.4 if image is None else -1.45, len(widths) - (0.0 if goals else 0.6)
    _frame(ax, (left, right), (low - 1.55, high + 0.65))
    told = f"Network {'-'.join(map(str, widths))}, every unit connected to all units of the next"
    told += f" layer, {sum((n + 1) * m for n, m in pairwise(widths)):,} parameters."
    for path in paths:
        told += f" Highlighted: unit {' to unit '.join(str(u + 1) for u in path)}."
    return alt(ax, told + (f" Each output has its own loss: {', '.join(goals)}." if goals else ""))


def _connect(ax: Axes, units: Layer, after: Layer, lit: set[tuple[int, int]], index: Any) -> None:
    """Draw the lines between two layers; `index`: their first numbers and a mark."""
    thin = len(units) * len(after) > 40
    for i, j in product(units, after):
        style = {"color": "#9A9A9A", "lw": 0.5 if thin else 1.0, "ls": ":" if i == BIAS else "-"}
        style |= {"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0} | (LIT if (i, j) in lit else {})
        text = ""
        if index:
            start, end, mark = index[0] + i, index[1] + j, index[2]
            text = f"$b_{{{end}}}{mark}" if i == BIAS else f"$w_{{{start}{end}}}{mark}"
        if GAP not in (i, j):
            _edge(ax, units[i], after[j], text, 0.3, **style)


def _symbol(labels: str, layer: int, unit: int, first: int) -> str:
    if unit == BIAS:
        return "1"
    if layer == 0:
        return f"$x_{{{1 + unit}}}$"
    return f"{first + unit}" if labels == "number" else f"$a_{{{1 + unit}}}^{{[{layer}]}}$"


def _check_network(
    sizes: Sequence[int], labels: str, edges: Any, paths: Sequence[Sequence[int]]
) -> list[int]:
    widths = [int(n) for n in sizes]
    if len(widths) < 2 or min(widths) < 1 or widths != list(sizes):
        raise ValueError(f"sizes is {list(sizes)}, expected two or more whole numbers from 1")
    choice("labels", labels, ("number", "activation"))
    choice("edges", edges, ("index", None))  # type: ignore[arg-type]
    for path in paths:
        inside = all(0 <= unit < n for unit, n in zip(path, widths, strict=False))
        if len(path) != len(widths) or not inside:
            raise ValueError(f"paths has {list(path)}, expected one unit (from 0) for each layer")
    return widths


def _places(widths: list[int], stretch: float) -> list[Layer]:
    """Place the drawn units of each layer, centred at height 0; a large layer has a gap."""
    layers = [[*range(n)] if n <= 8 else [*range(4), GAP, *range(n - 4, n)] for n in widths]
    tallest, places = max(map(len, layers)), list[Layer]()
    for layer, units in enumerate(layers):
        last = len(units) - 1
        step = stretch * min(1.5, (tallest - 1) / max(1, last))
        places.append({unit: (layer, step * (last / 2 - row)) for row, unit in enumerate(units)})
    return places


def tree(
    depends: Depends, *, edges: Slopes | None = None, path: Sequence[str] = (), ax: On = None
) -> Axes:
    """Draw what depends on what: the chain rule multiplies along a path and adds over paths.

    Parameters
    ----------
    depends : dict
        For each quantity those it is computed from: ``{"$C$": ["$a$", "$y$"], "$a$": ["$z$"]}``.
    edges : dict, optional
        The derivative at the line (quantity, what it is computed from).
    path : list of str
        A path to highlight, starting at the last quantity.
    """
    links = [(top, below) for top, belows in depends.items() for below in belows]
    texts, lit = dict(edges or {}), list(pairwise(path))
    for top, below in [*texts, *lit]:
        if (top, below) not in links:
            raise ValueError(f"depends does not say that {top!r} is computed from {below!r}")
    place = _tree_places(depends)
    xs, ys = zip(*place.values(), strict=True)
    ax = new_axes(ax, 0.8 * (max(ys) - min(ys)) + 1.2)
    for top, below in links:
        style: dict[str, Any] = LIT if (top, below) in lit else {}
        style = style | {"shrinkA": _half(below), "shrinkB": _half(top) + 1}
        _edge(ax, place[below], place[top], texts.get((top, below), ""), **style)
    for name, at in place.items():
        _node(ax, at, name, "on" if name in path else "unit" if name in depends else "input")
    _frame(ax, (min(xs) - 0.4, max(xs) + 0.4), (min(ys) - 0.6, max(ys) + 0.6))
    told = "; ".join(f"{top} depends on {', '.join(belows)}" for top, belows in depends.items())
    told += f". Highlighted: {', '.join(path)}." if path else "."
    return alt(ax, f"Dependency tree: {told}")


def _tree_places(depends: Depends) -> dict[str, Span]:
    """Place the last quantity right, what it is computed from on its left, the chain at 0."""
    try:
        order = [*TopologicalSorter(depends).static_order()]
    except CycleError:
        raise ValueError("depends has a circle: a quantity is computed from itself") from None
    depth = dict.fromkeys(order, 0)
    for top in reversed(order):
        depth |= {below: max(depth[below], depth[top] + 1) for below in depends.get(top, ())}
    listed = [*(below for belows in depends.values() for below in belows), *depends]
    places: dict[str, Span] = {}
    for level in range(max(depth.values()) + 1):
        column = sorted((name for name in depth if depth[name] == level), key=listed.index)
        chain = [row for row, name in enumerate(column) if name in depends]
        middle = float(np.mean(chain or range(len(column))))
        places |= {name: (-float(level), middle - row) for row, name in enumerate(column)}
    return places


def biological_neuron(ax: On = None) -> Axes:
    """Sketch a nerve cell; its parts carry the names of the parts of an artificial neuron."""
    ax = new_axes(ax, 2.6)
    ax.plot([0, 3.2], [0, 0], color=INK, lw=4)
    for y in (-1.0, 0.0, 1.0):  # three dendrites with two tips each, three endings
        ax.plot([-2.2, -1.2, 0.0], [y, 0.7 * y, 0.0], color=INK, lw=2.5)
        ax.plot([-2.8, -2.2, -2.8], [y - 0.35, y, y + 0.35], color=INK, lw=1.5)
        ax.plot([3.2, 4.0], [0, 0.6 * y], color=INK, lw=1.5)
        ax.plot(4.0, 0.6 * y, "o", color=INK, ms=5)
    ax.plot(0, 0, "o", ms=60, mfc="#DCEBF5", mec=INK, mew=1.2)
    ax.plot(0, 0, "o", ms=16, mfc="#9CCBE8", mec=INK)
    words = {(-2.3, -1.7): "dendrites\n(inputs)", (0.0, -1.7): "cell body\n(sum)"}
    words |= {(2.0, -0.7): "axon\n(output)", (3.9, -1.7): "endings\n(to other neurons)"}
    for at, text in words.items():
        ax.text(*at, text, ha="center", va="center")
    _frame(ax, (-3.2, 4.7), (-2.2, 1.5))
    told = "A nerve cell: dendrites (the inputs) lead to the cell body (the sum), from which an "
    return alt(ax, told + "axon (the output) runs to other neurons.")
