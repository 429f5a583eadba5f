"""Drawings of neurons and networks, and of what depends on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise, product
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnkit import activations
from nnkit._types import choice
from nnkit.plotting._base import INK, RED, alt, array, count, names_of, new_axes, number

Point = tuple[float, float]
Layer = dict[int, Point]  # the place of each unit drawn
BIAS = -1  # stands for the constant 1 among the units of a layer
NODES = {  # kind: mark, fill, edge
    "input": ("s", "white", INK), "one": ("s", "#E6E6E6", INK), "unit": ("o", "#DCEBF5", INK),
    "on": ("o", "#F6CDB5", RED), "loss": ("D", "#FBE7C6", INK),
}  # fmt: skip


def _node(ax: Axes, at: Point, text: str, kind: str = "unit", size: float = 30) -> None:
    mark, fill, edge = NODES[kind]
    ax.plot(*at, mark, ms=size, mfc=fill, mec=edge, mew=2.2 if kind == "on" else 1.2, zorder=3)
    ax.text(*at, text, ha="center", va="center", zorder=4, fontsize=11)


def _edge(
    ax: Axes, start: Point, end: Point, text: str = "", at: float = 0.5, **style: Any
) -> None:
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.2, "shrinkA": 16, "shrinkB": 17} | style
    ax.annotate("", end, start, arrowprops=arrow, zorder=1)
    if text:
        place = np.add(start, at * np.subtract(end, start))
        box = {"fc": "white", "ec": "none", "pad": 0.8}
        ax.text(*place, text, ha="center", va="center", bbox=box, zorder=2)


def _frame(ax: Axes, x: Point, y: Point) -> None:
    ax.set(xlim=x, ylim=y)
    ax.set_axis_off()


def _equals(name: str, value: float | None) -> str:
    return name if value is None else f"{name} = {number(value)}"


def neuron(
    w: int | Sequence[float],
    b: float | None = None,
    x: Sequence[float] | None = None,
    *,
    activation: str | None = "sigmoid",
    names: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one neuron: inputs, the constant 1 of the bias, the sum z, the activation a.

    `w` holds the weights, or is a whole number d that draws d inputs with letters. With numbers
    for `w`, `b` and `x` the values of z and a are written out; activation=None draws the sum alone.
    """
    weights = None if isinstance(w, int | np.integer) else array("w", w, "d")
    d = len(weights) if weights is not None else int(w)  # type: ignore[arg-type]
    if d < 1:
        raise ValueError(f"w is {w}, expected a number of inputs from 1")
    values = None if x is None else array("x", x, d)
    z = a = None
    if weights is not None and values is not None and b is not None:
        z = float(weights @ values + b)
        a = None if activation is None else float(activations.activate(activation, np.array(z)))
    ax = new_axes(ax, 0.75 * (d + 1) + 0.4)
    summed, active = (2.0, d / 2), (3.0, d / 2)
    for i, name in enumerate(names_of("names", names, d, "")):
        at = (0.0, float(d - i))
        weight = None if weights is None else weights[i]
        _edge(ax, at, summed, _equals(f"$w_{{{i + 1}}}$", weight), 0.45)
        _node(ax, at, f"$x_{{{i + 1}}}$", "input")
        value = "" if values is None else number(values[i])
        text = " = ".join(part for part in (name, value) if part)
        ax.text(-0.22, at[1], text, ha="right", va="center")
    _edge(ax, (0.0, 0.0), summed, _equals("$b$", b), 0.45)
    _node(ax, (0.0, 0.0), "1", "one")
    _node(ax, summed, r"$\Sigma$")
    ax.text(summed[0], summed[1] - 0.42, _equals("$z$", z), ha="center", va="top")
    told = f"The weighted sum is {_equals('z', z)}"
    if activation is not None:
        _edge(ax, summed, active)
        _node(ax, active, r"$\sigma$" if activation == "sigmoid" else r"$\phi$")
        ax.text(active[0], active[1] - 0.42, _equals("$a$", a), ha="center", va="top")
        ax.text(active[0], active[1] + 0.42, activation, ha="center", va="bottom")
        told += f", the activation {activation} gives {_equals('a', a)}"
    last = active if activation else summed
    _edge(ax, last, (last[0] + 0.75, last[1]), shrinkB=0)
    _frame(ax, (-0.8, last[0] + 0.9), (-0.5, d + 0.5))
    return alt(ax, f"One neuron with {count(d, 'input')} and a constant 1 for the bias. {told}.")


def network(
    sizes: Sequence[int],
    *,
    labels: str | None = "number",
    edges: str | None = None,
    bias: bool = False,
    paths: Sequence[Sequence[int]] = (),
    losses: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    image: Any = None,
    max_units: int = 8,
    ax: Axes | None = None,
) -> Axes:
    """Draw the network with the widths n_0, n_1, ..., n_L, inputs on the left.

    Parameters
    ----------
    labels : "number", "activation" or None
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
    max_units : int
        A larger layer shows its first and last units only.

    Examples
    --------
    >>> network([2, 3, 2], edges="index").alt_text
    'Network 2-3-2, every unit connected to all units of the next layer, 17 parameters.'
    """
    widths = _check_network(sizes, labels, edges, paths, max_units)
    goals = names_of("losses", losses, widths[-1]) if losses else []
    stretch = 1.0 if edges is None else 1.3 if labels == "number" else 1.8  # room for the labels
    place = _places(widths, max_units, stretch)
    low = min(y for layer in place for _, y in layer.values()) - 1.2 * stretch * bias
    high = max(y for layer in place for _, y in layer.values())
    ax = new_axes(ax, min(4.8, 0.62 * (high - low) + 1.5))
    for layer, units in enumerate(place[:-1]):
        if bias:
            units[BIAS] = (layer, low)
        lit = {(path[layer], path[layer + 1]) for path in paths}
        _draw_edges(
            ax, units, place[layer + 1], lit, partial(_edge_text, edges, labels, widths, layer)
        )
    for layer, units in enumerate(place):
        on = {path[layer] for path in paths}
        _draw_units(
            ax, layer, units, on, partial(_unit_text, labels, widths, layer), high - low > 7
        )
        if len(units) - (BIAS in units) < widths[layer]:
            ax.text(layer, 0, "\N{VERTICAL ELLIPSIS}", ha="center", va="center", fontsize=18)
    kinds = ["input", *["hidden"] * (len(widths) - 2), "output"]
    standard = [f"{kind}\n{n}" for kind, n in zip(kinds, widths, strict=True)]
    for layer, text in enumerate(names_of("names", names or standard, len(widths))):
        ax.text(layer, low - 0.65, text, ha="center", va="top")
    for goal, (right, y) in zip(goals, place[-1].values(), strict=False):
        _edge(ax, (right, y), (right + 0.7, y), shrinkB=22)
        _node(ax, (right + 0.7, y), f"${goal}$", "loss", 28)
    if image is not None:
        picture = ax.inset_axes((-1.4, -2.5, 0.9, 5.0), transform=ax.transData)
        picture.imshow(array("image", image, "h", "w"), cmap="gray_r")
        picture.set(xticks=[], yticks=[])
    left, right = -0.4 if image is None else -1.45, len(widths) - (0.0 if goals else 0.6)
    _frame(ax, (left, right), (low - 1.55, high + 0.65))
    return alt(ax, _describe(widths, paths, goals))


def _draw_edges(
    ax: Axes, units: Layer, after: Layer, lit: set[tuple[int, int]], text: Callable[..., str]
) -> None:
    thin = len(units) * len(after) > 40
    for i, j in product(units, after):
        style: dict[str, Any] = {"color": "#9A9A9A", "lw": 0.5 if thin else 1.0}
        style |= {"color": RED, "lw": 2.6} if (i, j) in lit else {}
        style |= {"arrowstyle": "-", "ls": ":" if i == BIAS else "-", "shrinkA": 0, "shrinkB": 0}
        _edge(ax, units[i], after[j], text(i, j), 0.3, **style)


def _draw_units(
    ax: Axes, layer: int, units: Layer, on: set[int], text: Callable[..., str], small: bool
) -> None:
    for unit, at in units.items():
        kind = "one" if unit == BIAS else "on" if unit in on else "unit" if layer else "input"
        _node(ax, at, "" if small else text(unit), kind, 18 if small else 30)


def _describe(widths: list[int], paths: Sequence[Sequence[int]], goals: list[str]) -> str:
    told = f"Network {'-'.join(map(str, widths))}, every unit connected to all units of the next"
    told += f" layer, {sum((n + 1) * m for n, m in pairwise(widths)):,} parameters."
    for path in paths:
        told += f" Highlighted: unit {' to unit '.join(str(u + 1) for u in path)}."
    return told + (f" Each output has its own loss: {', '.join(goals)}." if goals else "")


def _check_network(
    sizes: Sequence[int],
    labels: str | None,
    edges: str | None,
    paths: Sequence[Sequence[int]],
    max_units: int,
) -> list[int]:
    widths = [int(n) for n in sizes]
    if len(widths) < 2 or min(widths) < 1 or widths != list(sizes):
        raise ValueError(f"sizes is {list(sizes)}, expected two or more whole numbers from 1")
    if max_units < 2:
        raise ValueError(f"max_units is {max_units}, expected 2 or more")
    choice("labels", labels, ("number", "activation", None))  # type: ignore[arg-type]
    choice("edges", edges, ("index", None))  # type: ignore[arg-type]
    for path in paths:
        inside = all(0 <= unit < n for unit, n in zip(path, widths, strict=False))
        if len(path) != len(widths) or not inside:
            raise ValueError(f"paths has {list(path)}, expected one unit (from 0) for each layer")
    return widths


def _places(widths: list[int], most: int, stretch: float) -> list[Layer]:
    """Place the drawn units of each layer, centred at height 0; a shortened layer has a gap."""
    half, places = most // 2, list[Layer]()
    tallest = max(n if n <= most else 2 * half + 1 for n in widths)
    for layer, n in enumerate(widths):
        drawn = {u: u for u in range(n)}  # unit: row
        if n > most:
            drawn = {u: u for u in range(half)} | {n - half + i: half + 1 + i for i in range(half)}
        last = max(drawn.values())
        step = min(1.5, (tallest - 1) / last) if last and n <= most else 1.0
        places.append({u: (layer, stretch * step * (last / 2 - r)) for u, r in drawn.items()})
    return places


def _index(labels: str | None, widths: list[int], layer: int, unit: int) -> int:
    return unit + 1 + (sum(widths[1:layer]) if labels == "number" else 0)


def _unit_text(labels: str | None, widths: list[int], layer: int, unit: int) -> str:
    index = _index(labels, widths, layer, unit)
    if unit == BIAS or labels is None:
        return "1" if unit == BIAS else ""
    if layer == 0:
        return f"$x_{{{index}}}$"
    return f"{index}" if labels == "number" else f"$a_{{{index}}}^{{[{layer}]}}$"


def _edge_text(
    edges: str | None, labels: str | None, widths: list[int], layer: int, i: int, j: int
) -> str:
    if edges is None:
        return ""
    mark = "" if labels == "number" else f"^{{[{layer + 1}]}}"
    end = _index(labels, widths, layer + 1, j)
    start = _index(labels, widths, layer, i)
    return f"$b_{{{end}}}{mark}$" if i == BIAS else f"$w_{{{start}{end}}}{mark}$"


def tree(
    depends: Mapping[str, Sequence[str]],
    *,
    edges: Mapping[tuple[str, str], str] | None = None,
    path: Sequence[str] = (),
    ax: Axes | None = None,
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
    texts, lit = edges or {}, list(pairwise(path))
    for top, below in [*texts, *lit]:
        if (top, below) not in links:
            raise ValueError(f"depends does not say that {top!r} is computed from {below!r}")
    place = _tree_places(depends)
    xs, ys = zip(*place.values(), strict=True)
    ax = new_axes(ax, 0.8 * (max(ys) - min(ys)) + 1.2)
    half = {name: 16 if len(name) < 3 or "$" in name else 3.7 * len(name) + 6 for name in place}
    for top, below in links:
        style: dict[str, Any] = {"color": RED, "lw": 2.6} if (top, below) in lit else {}
        style |= {"shrinkA": half[below], "shrinkB": half[top] + 1}
        _edge(ax, place[below], place[top], texts.get((top, below), ""), **style)
    for name, at in place.items():
        kind = "on" if name in path else "unit" if name in depends else "input"
        if half[name] == 16:
            _node(ax, at, name, kind)
        else:
            box = {"fc": NODES[kind][1], "ec": NODES[kind][2], "boxstyle": "round,pad=0.5"}
            ax.text(*at, name, ha="center", va="center", bbox=box, zorder=3)
    _frame(ax, (min(xs) - 0.4, max(xs) + 0.4), (min(ys) - 0.6, max(ys) + 0.6))
    told = "; ".join(f"{top} depends on {', '.join(belows)}" for top, belows in depends.items())
    told += f". Highlighted: {', '.join(path)}." if path else "."
    return alt(ax, f"Dependency tree: {told}")


def _tree_places(depends: Mapping[str, Sequence[str]]) -> dict[str, Point]:
    """Place the last quantity right, what it is computed from on its left, the chain at 0."""
    depth = dict.fromkeys(depends, 0)
    for _ in range(len(depends) + 1):
        before = dict(depth)
        for top, belows in depends.items():
            depth |= {below: max(depth.get(below, 0), depth[top] + 1) for below in belows}
        if depth == before:
            break
    else:
        raise ValueError("depends has a circle: a quantity is computed from itself")
    order = [*depends, *(below for belows in depends.values() for below in belows)]
    listed = [below for belows in depends.values() for below in belows]
    places: dict[str, Point] = {}
    for level in set(depth.values()):
        column = [name for name in depth if depth[name] == level]
        column.sort(key=(listed if level else order).index)
        chain = [row for row, name in enumerate(column) if name in depends]
        middle = float(np.mean(chain or range(len(column))))
        places |= {name: (-float(level), middle - row) for row, name in enumerate(column)}
    return places


def biological_neuron(ax: Axes | None = None) -> Axes:
    """Sketch a nerve cell; its parts carry the names of the parts of an artificial neuron."""
    ax = new_axes(ax, 2.6)
    for y in (-1.0, 0.0, 1.0):  # dendrites, each with two tips
        stem = np.array([[-2.2, y], [-1.2, 0.7 * y], [0.0, 0.0]])
        ax.plot(*stem.T, color=INK, lw=2.5, zorder=1)
        for tip in (-0.35, 0.35):
            ax.plot([-2.2, -2.8], [y, y + tip], color=INK, lw=1.5)
    ax.plot([0, 3.2], [0, 0], color=INK, lw=4, zorder=1)
    for y in (-0.6, 0.0, 0.6):
        ax.plot([3.2, 4.0], [0, y], color=INK, lw=1.5)
        ax.plot(4.0, y, "o", color=INK, ms=5)
    ax.plot(0, 0, "o", ms=60, mfc="#DCEBF5", mec=INK, mew=1.2)
    ax.plot(0, 0, "o", ms=16, mfc="#9CCBE8", mec=INK)
    words = {(-2.3, -1.7): "dendrites\n(inputs)", (0.0, -1.7): "cell body\n(sum)"}
    words |= {(2.0, -0.7): "axon\n(output)", (3.9, -1.7): "endings\n(to other neurons)"}
    for at, text in words.items():
        ax.text(*at, text, ha="center", va="center")
    _frame(ax, (-3.2, 4.7), (-2.2, 1.5))
    return alt(
        ax,
        "A nerve cell: dendrites (the inputs) lead to the cell body (the sum), from which an axon "
        "(the output) runs to other neurons.",
    )
