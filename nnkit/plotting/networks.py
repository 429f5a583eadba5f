"""Drawings of neurons and networks, and of what depends on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, pairwise, product
from operator import contains
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes

from nnkit import activations
from nnkit._types import count, layer_widths, need_choice
from nnkit.plotting._base import INK, RED, On, Span, array, arrow, new_axes, picture
from nnkit.plotting._words import Names, alt, names_of, number, plural

Depends: TypeAlias = Mapping[str, Sequence[str]]  # each quantity: what it is computed from
Slopes: TypeAlias = Mapping[tuple[str, str], str]
Unit: TypeAlias = tuple[int, int]  # layer and number in it, from 0
BIAS = -1  # the number of the constant 1 in its layer
LABELS = {  # what stands in neuron n of layer k, the mark of its weights, the room for them
    "number": ("{n}", "", 1.3),
    "activation": ("$a_{{{n}}}^{{[{k}]}}$", "^{{[{k}]}}", 1.8),
}
LIT: dict[str, Any] = {"color": RED, "lw": 2.6}
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
    arrow(ax, start, end, 1, **({"color": INK, "lw": 1.2, "shrinkA": 16, "shrinkB": 17} | style))
    if text:
        place, box = np.add(start, at * np.subtract(end, start)), {"fc": "white", "ec": "none"}
        ax.text(*place, text, ha="center", va="center", bbox=box | {"pad": 0.8}, zorder=2)


def _framed(ax: Axes, x: Span, y: Span, told: str) -> Axes:
    """Return `ax` with these limits, without axis lines, with the alt text `told`."""
    ax.set(xlim=x, ylim=y)
    ax.set_axis_off()
    return alt(ax, told)


def _equals(name: str, value: Any) -> str:
    """Write "name = value", or only the name where the value is not known (NaN)."""
    return name if np.isnan(value) else f"{name} = {number(value)}"


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
    weights = array("w", w, "d") if np.ndim(w) else np.full(count("w", w), np.nan)
    d = len(weights)
    need_choice("activation", activation, activations.FORWARD)
    bias = np.nan if b is None else b
    values = np.full(d, np.nan) if x is None else array("x", x, d)
    z = weights @ values + bias  # NaN, "not known", when one of them is
    a = activations.activate(activation, z)
    ax, summed = new_axes(ax, 0.75 * (d + 1) + 0.4), (2.0, d / 2)
    rows = zip(weights, values, names_of("names", names, d, ""), strict=True)
    for i, (weight, value, name) in enumerate(rows, 1):
        at = (0.0, d - i + 1.0)
        _edge(ax, at, summed, _equals(f"$w_{{{i}}}$", weight), 0.45)
        _node(ax, at, f"$x_{{{i}}}$", "input")
        ax.text(-0.22, at[1], _equals(name, value).removeprefix(" = "), ha="right", va="center")
    _edge(ax, (0.0, 0.0), summed, _equals("$b$", bias), 0.45)
    _node(ax, (0.0, 0.0), "1", "one")
    phi = r"$\sigma$" if activation == "sigmoid" else r"$\phi$"
    stages = [(r"$\Sigma$", _equals("$z$", z), ""), (phi, _equals("$a$", a), activation)]
    for column, (mark, below, above) in enumerate(stages, 2):
        _node(ax, (column, d / 2), mark)
        _edge(ax, (column, d / 2), (column + 0.8, d / 2), shrinkB=0)
        ax.text(column, d / 2 - 0.42, below, ha="center", va="top")
        ax.text(column, d / 2 + 0.42, above, ha="center", va="bottom")
    told = f"One neuron with {plural(d, 'input')} and a constant 1 for the bias. The weighted sum"
    told += f" is {_equals('z', z)}, the activation {activation} gives {_equals('a', a)}."
    return _framed(ax, (-0.8, 3.9), (-0.5, d + 0.5), told)


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
    widths = layer_widths(sizes)
    need_choice("labels", labels, LABELS)
    need_choice("edges", edges, ("index", None))
    for path in paths:
        if len(path) != len(widths) or not all(map(contains, map(range, widths), path)):
            raise ValueError(f"paths has {list(path)}, expected one unit (from 0) for each layer")
    on = {unit for path in paths for unit in enumerate(path)}
    lit = {pair for path in paths for pair in pairwise(enumerate(path))}
    goals = names_of("losses", losses, widths[-1]) if losses else []
    kinds = ["input", *["hidden"] * (len(widths) - 2), "output"]
    standard = [f"{kind}\n{n}" for kind, n in zip(kinds, widths, strict=True)]
    symbol, mark, room = LABELS[labels]
    place = _places(widths, bias, room if edges else 1.0)
    low, high = (end(y for _, y in place.values()) for end in (min, max))
    ax = new_axes(ax, min(4.8, 0.62 * (high - low) + 1.5))
    size, width = (18, 0.5) if high - low > 7 else (30, 1.0)
    numbers = {(k, i): 1 + i + (labels == "number") * sum(widths[1:k]) for k, i in place}
    for (k, i), (after, j) in product(place, place):
        if after == k + 1 and j != BIAS:
            name = ("$b_{{{n}}}" if i == BIAS else "$w_{{{m}{n}}}") + mark + "$"
            text = name.format(m=numbers[k, i], n=numbers[after, j], k=after) if edges else ""
            style = LIT if ((k, i), (after, j)) in lit else {"color": "#9A9A9A", "lw": width}
            style = style | {"ls": ":" if i == BIAS else "-", "shrinkA": 0, "shrinkB": 0}
            _edge(ax, place[k, i], place[after, j], text, 0.3, arrowstyle="-", **style)
    for (k, i), at in place.items():
        kind = "one" if i == BIAS else "on" if (k, i) in on else "unit" if k else "input"
        text = "1" if i == BIAS else (symbol if k else "$x_{{{n}}}$").format(n=numbers[k, i], k=k)
        _node(ax, at, text if size == 30 else "", kind, size)
        if goals and k == len(widths) - 1:
            _edge(ax, at, (k + 0.7, at[1]), shrinkB=22)
            _node(ax, (k + 0.7, at[1]), f"${goals[i]}$", "loss", 28)
    for k, caption in enumerate(names_of("names", names or standard, len(widths))):
        ax.text(k, low - 0.65, caption, ha="center", va="top")
        if widths[k] > 8:
            ax.text(k, 0, "\N{VERTICAL ELLIPSIS}", ha="center", va="center", fontsize=18)
    if image is not None:
        picture(ax, (-1.4, -2.5, 0.9, 5.0), image, transform=ax.transData)
    told = f"Network {'-'.join(map(str, widths))}, every unit connected to all units of the next"
    told += f" layer, {sum((n + 1) * m for n, m in pairwise(widths)):,} parameters."
    for path in paths:
        told += f" Highlighted: unit {' to unit '.join(str(u + 1) for u in path)}."
    told += f" Each output has its own loss: {', '.join(goals)}." if goals else ""
    left, right = -0.4 if image is None else -1.45, len(widths) - (0.0 if goals else 0.6)
    return _framed(ax, (left, right), (low - 1.55, high + 0.65), told)


def _places(widths: list[int], bias: bool, stretch: float) -> dict[Unit, Span]:
    """Place the units drawn of each layer, centred at height 0; a large layer has a gap."""
    places, tallest = dict[Unit, Span](), min(9, max(widths)) - 1
    for k, n in enumerate(widths):
        rows = [*range(n)] if n <= 8 else [*range(4), None, *range(n - 4, n)]
        step = stretch * min(1.5, tallest / max(1, len(rows) - 1))
        top = step * (len(rows) - 1) / 2
        places |= {(k, i): (k, top - step * row) for row, i in enumerate(rows) if i is not None}
    low = min(y for _, y in places.values()) - 1.2 * stretch
    return places | {(k, BIAS): (k, low) for k in range(len(widths) - 1) if bias}


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
    links = {(top, below): "" for top, belows in depends.items() for below in belows}
    texts, lit = dict(edges or {}), list(pairwise(path))
    for top, below in [*texts, *lit]:
        if (top, below) not in links:
            raise ValueError(f"depends does not say that {top!r} is computed from {below!r}")
    place = _tree_places(depends)
    xs, ys = zip(*place.values(), strict=True)
    ax = new_axes(ax, 0.8 * (max(ys) - min(ys)) + 1.2)
    for (top, below), text in (links | texts).items():
        style = LIT if (top, below) in lit else {}
        style = style | {"shrinkA": _half(below), "shrinkB": _half(top) + 1}
        _edge(ax, place[below], place[top], text, **style)
    for name, at in place.items():
        _node(ax, at, name, "on" if name in path else "unit" if name in depends else "input")
    told = "; ".join(f"{top} depends on {', '.join(belows)}" for top, belows in depends.items())
    told = f"Dependency tree: {told}." + (f" Highlighted: {', '.join(path)}." if path else "")
    return _framed(ax, (min(xs) - 0.4, max(xs) + 0.4), (min(ys) - 0.6, max(ys) + 0.6), told)


def _tree_places(depends: Depends) -> dict[str, Span]:
    """Place the last quantity right, what it is computed from on its left, the chain at 0."""
    try:
        order = [*TopologicalSorter(depends).static_order()]
    except CycleError:
        raise ValueError("depends has a circle: a quantity is computed from itself") from None
    level = dict.fromkeys([*chain.from_iterable(depends.values()), *depends], 0)
    for top in reversed(order):
        for below in depends.get(top, ()):
            level[below] = max(level[below], level[top] + 1)
    places: dict[str, Span] = {}
    for depth in set(level.values()):
        column = [name for name in level if level[name] == depth]
        chained = [row for row, name in enumerate(column) if name in depends]
        middle = float(np.mean(chained or range(len(column))))
        places |= {name: (-depth, middle - row) for row, name in enumerate(column)}
    return places


def biological_neuron(ax: On = None) -> Axes:
    """Sketch a nerve cell; its parts carry the names of the parts of an artificial neuron."""
    ax = new_axes(ax, 2.6)
    ax.plot([0, 3.2], [0, 0], color=INK, lw=4)
    for y in (-1.0, 0.0, 1.0):  # three dendrites with two tips each, three endings
        ax.plot([-2.2, -1.2, 0.0], [y, 0.7 * y, 0.0], color=INK, lw=2.5)
        ax.plot([-2.8, -2.2, -2.8], [y - 0.35, y, y + 0.35], color=INK, lw=1.5)
        ax.plot([3.2, 4.0], [0, 0.6 * y], "o-", markevery=[1], color=INK, lw=1.5, ms=5)
    ax.plot(0, 0, "o", ms=60, mfc="#DCEBF5", mec=INK, mew=1.2)
    ax.plot(0, 0, "o", ms=16, mfc="#9CCBE8", mec=INK)
    words = {(-2.3, -1.7): "dendrites\n(inputs)", (0.0, -1.7): "cell body\n(sum)"}
    words |= {(2.0, -0.7): "axon\n(output)", (3.9, -1.7): "endings\n(to other neurons)"}
    for at, text in words.items():
        ax.text(*at, text, ha="center", va="center")
    told = "A nerve cell: dendrites (the inputs) lead to the cell body (the sum), from which an "
    told += "axon (the output) runs to other neurons."
    return _framed(ax, (-3.2, 4.7), (-2.2, 1.5), told)
