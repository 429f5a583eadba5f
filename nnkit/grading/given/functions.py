"""The functions that cases hand to answers, by their names: units 05 and 06."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array

A = np.random.default_rng(6).normal(0, 1, (4, 3))
BOWL = np.array([[2.0, 0.9, -0.4], [0.9, 1.5, 0.6], [-0.4, 0.6, 3.0]])


def down_by_length(g: Any) -> Array:
    """The steepest way down: minus g, divided by its length."""
    g = np.asarray(g, dtype=float)
    size = np.sqrt(np.sum(g**2))
    return np.asarray(-g / size if size > 0 else 0.0 * g)


def _by_logarithms(g: Any) -> Array:
    total = float(sum(float(v) ** 2 for v in g))
    sizes = [math.exp(math.log(abs(v)) - math.log(total) / 2) if v else 0.0 for v in g]
    return np.array([-math.copysign(size, v) for size, v in zip(sizes, g, strict=True)])


def along_one_axis(g: Any) -> Array:
    """A wrong way down: follows the largest component only."""
    arrow, k = np.zeros(len(g)), int(np.argmax(np.abs(g)))
    arrow[k] = -np.sign(g[k])
    return arrow


def _nan_at_zero(g: Any) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(-np.asarray(g, dtype=float) / np.linalg.norm(g))


def cubes(x: Any) -> Any:
    """Cubes with weights 1, 1.1, 1.2 ..., and half the square of the sum."""
    flat = np.ravel(x)
    return np.sum((1 + 0.1 * np.arange(flat.size)) * flat**3) + 0.5 * np.sum(flat) ** 2


def _bend(x: Any, k: int) -> Any:
    return np.sin(A[:k, : len(x)] @ x + 0.3) + (A[:k, : len(x)] ** 2) @ (x * x)


def _each(du: Any, dg: Any) -> Array:
    return np.asarray(du, float) * np.asarray(dg, float)


FUNCTIONS: dict[str, Any] = {
    # slopes to walk down
    "landscape_slope": lambda w: 4 * w * (w**2 - 1) + 0.3,
    "twice": lambda w: 2 * np.asarray(w),
    "bowl": lambda w: 1.5 * (np.asarray(w) - 0.3),
    "narrow_bowl": lambda w: 2.4 * (np.asarray(w) - 0.25),
    "two_bowls": lambda w: np.array([3.0, 1.0]) * w,
    "four_bowls": lambda w: np.array([0.7, 2.6, 1.3, 1.9]) * (np.asarray(w) - 0.4),
    "askew": lambda w: BOWL @ w,
    # slopes of one example
    "of_example": lambda theta, i: A[i] * (A[i] @ theta - i) + 0.3 * np.asarray(theta),
    "of_point": lambda theta, i: theta - 2 * (i + 1),
    # functions to measure
    "slanted": lambda v: v[0] ** 2 + 3 * v[1],
    "quartic": lambda w: np.sum((np.asarray(w) ** 2 - 1) ** 2 + 0.3 * np.asarray(w)),
    "first_by_last": lambda X: np.sum(X[0] * X[-1]),
    "linear": lambda x: np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]) @ x,
    "product_and_square": lambda x: np.array([x[0] * x[1], x[0] + x[1] ** 2]),
    "bend_1": lambda x: _bend(x, 1),
    "bend_2": lambda x: _bend(x, 2),
    "bend_3": lambda x: _bend(x, 3),
    "bend_4": lambda x: _bend(x, 4),
    # right and wrong ways down
    "down_by_logarithms": _by_logarithms,
    "up": lambda g: -down_by_length(g),
    "too_long": lambda g: -np.asarray(g, dtype=float),
    "by_sizes": lambda g: -np.asarray(g, dtype=float) / (np.sum(np.abs(g)) or 1.0),
    "without_signs": lambda g: -np.abs(down_by_length(g)),
    "nan_at_zero": _nan_at_zero,
    "never_zero": lambda g: down_by_length(g) if np.any(g) else np.ones(len(g)) / np.sqrt(len(g)),
    "in_the_plane": lambda g: -np.asarray(g, dtype=float) / (np.hypot(g[0], g[1]) or 1.0),
    "wavy": lambda x: 1.5 + np.sin(3 * np.asarray(x)),
    # functions in functions
    "always_1": lambda x: 1.0,
    "always_2": lambda u: 2.0,
    "always_100": lambda x: 100.0,
    "hundredfold": lambda x: 100 * x,
    "plus_3": lambda x: x + 3,
    "square": lambda x: x**2,
    "double": lambda x: 2 * x,
    "cubic": lambda x: x**3 + 0.7 * x,
    "cubic_slope": lambda x: 3 * x**2 + 0.7,
    "wave_slope": lambda u: 1.3 * np.cos(1.3 * u),
    # right and wrong sums over paths
    "rounded_once": lambda du, dg: math.fsum(_each(du, dg)),
    "backwards": lambda du, dg: np.cumsum(_each(du, dg)[::-1])[-1],
    "as_printed": lambda du, dg: float(du[0] * dg[0] + np.sum(du[1:]) + np.sum(dg[1:])),
    "first_path": lambda du, dg: float(_each(du, dg)[0]),
    "two_only": lambda du, dg: float(_each(du, dg)[:2].sum()),
    "sizes_only": lambda du, dg: float(np.abs(_each(du, dg)).sum()),
    "sums_multiplied": lambda du, dg: float(np.sum(du) * np.sum(dg)),
    "all_added": lambda du, dg: float(np.sum(du) + np.sum(dg)),
    "whole": lambda du, dg: float(int(_each(du, dg).sum())),
    "mean": lambda du, dg: float(_each(du, dg).mean()),
    "largest": lambda du, dg: float(_each(du, dg).max()),
    "crossed": lambda du, dg: float(_each(du, dg[::-1]).sum()),
}


for _name, _function in FUNCTIONS.items():
    _function.__name__ = _function.__qualname__ = _name


def __getattr__(name: str) -> Any:
    """A function of the table: they are handed out by their names, like those above."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    raise AttributeError(f"there is no function {name!r}")
