"""Unit 06: the functions that its cases hand to answers, and the tests' implementations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Function, Rng

BENT = np.random.default_rng(6).normal(0, 1, (4, 3))


def always_1(x: Any) -> Any:
    """The slope of what moves as x does."""
    return 1.0


def always_2(u: Any) -> Any:
    """The slope of the second car in the first."""
    return 2.0


def always_100(x: Any) -> Any:
    """The slope of the first car in time."""
    return 100.0


def hundredfold(x: Any) -> Any:
    """The way of the first car."""
    return 100 * x


def plus_3(x: Any) -> Any:
    """The function x + 3."""
    return x + 3


def square(x: Any) -> Any:
    """The function x²."""
    return x**2


def twice(x: Any) -> Any:
    """The slope of x²."""
    return 2 * x


def cubic(x: Any) -> Any:
    """The function x³ + 0.7 x."""
    return x**3 + 0.7 * x


def cubic_slope(x: Any) -> Any:
    """Its slope."""
    return 3 * x**2 + 0.7


def wave_slope(u: Any) -> Any:
    """The slope of sin(1.3 u)."""
    return 1.3 * np.cos(1.3 * u)


def linear(x: Any) -> Any:
    """Two sums of three inputs."""
    return np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]) @ x


def product_and_square(x: Any) -> Any:
    """The function (x1 x2, x1 + x2²)."""
    return np.array([x[0] * x[1], x[0] + x[1] ** 2])


def bend_1(x: Any) -> Any:
    """A smooth function with one output."""
    return _bend(x, 1)


def bend_2(x: Any) -> Any:
    """A smooth function with two outputs."""
    return _bend(x, 2)


def bend_3(x: Any) -> Any:
    """A smooth function with three outputs."""
    return _bend(x, 3)


def bend_4(x: Any) -> Any:
    """A smooth function with four outputs."""
    return _bend(x, 4)


def _bend(x: Any, k: int) -> Any:
    A = BENT[:k, : len(x)]
    return np.sin(A @ x + 0.3) + (A**2) @ (x * x)


def paths(rng: Rng, k: int) -> tuple[Array, Array]:
    """Draw the slopes (du, dg) of k paths, of both signs."""
    signs = rng.choice([-1.0, 1.0], (2, k))
    signs[:, :2] = [[1, -1], [1, 1]]
    du, dg = signs * rng.uniform(0.4, 2, (2, k))
    return du, dg


def groups_add_up(fn: Function, rng: Rng) -> bool:
    """Say whether two groups of paths add up to all of them."""
    du, dg = paths(rng, 5)
    parts = fn(du[:2], dg[:2]) + fn(du[2:], dg[2:])
    return bool(np.isclose(fn(du, dg), parts) and np.isclose(fn(3 * du, dg), 3 * fn(du, dg)))


def _each(du: Any, dg: Any) -> Array:
    return np.asarray(du, float) * np.asarray(dg, float)


def rounded_once(du: Any, dg: Any) -> float:
    """Right, and rounded only at the end."""
    return math.fsum(_each(du, dg))


def backwards(du: Any, dg: Any) -> Any:
    """Right, from the last path to the first, as a NumPy number."""
    return np.cumsum(_each(du, dg)[::-1])[-1]


def as_printed(du: Any, dg: Any) -> float:
    """Wrong: the first path is multiplied, the others are added."""
    return float(du[0] * dg[0] + np.sum(du[1:]) + np.sum(dg[1:]))


def first_path(du: Any, dg: Any) -> float:
    """Wrong: one path."""
    return float(_each(du, dg)[0])


def two_only(du: Any, dg: Any) -> float:
    """Wrong: two paths at most."""
    return float(_each(du, dg)[:2].sum())


def without_signs(du: Any, dg: Any) -> float:
    """Wrong: no path pulls down."""
    return float(np.abs(_each(du, dg)).sum())


def sums_multiplied(du: Any, dg: Any) -> float:
    """Wrong: added first."""
    return float(np.sum(du) * np.sum(dg))


def all_added(du: Any, dg: Any) -> float:
    """Wrong: nothing is multiplied."""
    return float(np.sum(du) + np.sum(dg))


def whole(du: Any, dg: Any) -> float:
    """Wrong: the digits behind the point are cut."""
    return float(int(_each(du, dg).sum()))


def mean(du: Any, dg: Any) -> float:
    """Wrong: divided by the number of paths."""
    return float(_each(du, dg).mean())


def largest(du: Any, dg: Any) -> float:
    """Wrong: the largest path alone."""
    return float(_each(du, dg).max())


def crossed(du: Any, dg: Any) -> float:
    """Wrong: one list is read backwards."""
    return float(_each(du, dg[::-1]).sum())
