"""What unit 05 hands to answers: slopes to walk down, functions to measure, arrows to judge."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array


def landscape_slope(w: Any) -> Any:
    """Slope of (w^2 - 1)^2 + 0.3 w."""
    return 4 * w * (w**2 - 1) + 0.3


def twice(w: Any) -> Any:
    """Slope of w^2."""
    return 2 * np.asarray(w)


def bowl(w: Any) -> Any:
    """Slope of a bowl with its bottom at 0.3."""
    return 1.5 * (np.asarray(w) - 0.3)


def narrow_bowl(w: Any) -> Any:
    """Slope of a bowl with its bottom at 0.25."""
    return 2.4 * (np.asarray(w) - 0.25)


def two_bowls(w: Any) -> Any:
    """Slopes of a bowl that is steeper in one direction."""
    return np.array([3.0, 1.0]) * w


def four_bowls(w: Any) -> Any:
    """Slopes of a bowl in four directions, with its bottom at 0.4."""
    return np.array([0.7, 2.6, 1.3, 1.9]) * (np.asarray(w) - 0.4)


def askew(w: Any) -> Any:
    """Slopes of a bowl that lies askew: each depends on all three w."""
    return np.array([[2.0, 0.9, -0.4], [0.9, 1.5, 0.6], [-0.4, 0.6, 3.0]]) @ w


def slanted(v: Any) -> Any:
    """v0^2 + 3 v1."""
    return v[0] ** 2 + 3 * v[1]


def quartic(w: Any) -> Any:
    """(w^2 - 1)^2 + 0.3 w, added up."""
    return np.sum((np.asarray(w) ** 2 - 1) ** 2 + 0.3 * np.asarray(w))


def cubes(x: Any) -> Any:
    """Cubes with weights 1, 1.1, 1.2 ..., and half the square of the sum."""
    flat = np.ravel(x)
    return np.sum((1 + 0.1 * np.arange(flat.size)) * flat**3) + 0.5 * np.sum(flat) ** 2


def first_by_last(X: Any) -> Any:
    """The first row times the last, added up."""
    return np.sum(X[0] * X[-1])


def down_by_length(g: Any) -> Array:
    """Right: divides by the length."""
    g = np.asarray(g, dtype=float)
    size = np.sqrt(np.sum(g**2))
    return np.asarray(-g / size if size > 0 else 0.0 * g)


def down_by_logarithms(g: Any) -> Array:
    """Right, with another rounding."""
    total = float(sum(float(v) ** 2 for v in g))
    sizes = [math.exp(math.log(abs(v)) - math.log(total) / 2) if v else 0.0 for v in g]
    return np.array([-math.copysign(size, v) for size, v in zip(sizes, g, strict=True)])


def up(g: Any) -> Array:
    """Wrong: points uphill."""
    return -down_by_length(g)


def too_long(g: Any) -> Array:
    """Wrong: keeps the length of g."""
    return -np.asarray(g, dtype=float)


def by_sizes(g: Any) -> Array:
    """Wrong: divides by the sum of the sizes."""
    return -np.asarray(g, dtype=float) / (np.sum(np.abs(g)) or 1.0)


def without_signs(g: Any) -> Array:
    """Wrong: every component is negative."""
    return -np.abs(down_by_length(g))


def nan_at_zero(g: Any) -> Array:
    """Wrong for g = 0."""
    with np.errstate(all="ignore"):
        return np.asarray(-np.asarray(g, dtype=float) / np.linalg.norm(g))


def never_zero(g: Any) -> Array:
    """Wrong for g = 0."""
    return down_by_length(g) if np.any(g) else np.ones(len(g)) / np.sqrt(len(g))


def along_one_axis(g: Any) -> Array:
    """Wrong: follows the largest component only."""
    arrow, k = np.zeros(len(g)), int(np.argmax(np.abs(g)))
    arrow[k] = -np.sign(g[k])
    return arrow


def in_the_plane(g: Any) -> Array:
    """Wrong: measures the length of the first two components."""
    return -np.asarray(g, dtype=float) / (np.hypot(g[0], g[1]) or 1.0)
