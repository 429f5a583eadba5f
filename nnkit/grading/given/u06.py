"""Unit 06: the functions that its cases hand to answers, and the tests' implementations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Function, Rng


@dataclass(frozen=True)
class Polynomial:
    """The function c_0 + c_1 x + c_2 x² + ..., of a number or of every entry of an array."""

    coefficients: tuple[float, ...]

    def __call__(self, x: Any) -> Any:
        """The value at x; that of a constant is a number, whatever x is."""
        first, *others = self.coefficients
        return first + sum(c * x**n for n, c in enumerate(others, start=1))

    def slope(self) -> Polynomial:
        """The derivative."""
        powers = enumerate(self.coefficients[1:], start=1)
        return Polynomial(tuple(n * c for n, c in powers))


@dataclass(frozen=True)
class Wave:
    """The function c cos(c u), the slope of sin(c u)."""

    c: float

    def __call__(self, u: Any) -> Any:
        """The value at u."""
        return self.c * np.cos(self.c * u)


@dataclass(frozen=True, eq=False)
class Linear:
    """The function A x."""

    A: Array

    def __call__(self, x: Any) -> Any:
        """The value at x."""
        return self.A @ x


@dataclass(frozen=True, eq=False)
class Bend:
    """A smooth function of several numbers: sin(A x + c) + A² x²."""

    A: Array
    c: Array

    def __call__(self, x: Any) -> Any:
        """The value at x."""
        return np.sin(self.A @ x + self.c) + (self.A**2) @ (x * x)


def product_and_square(x: Any) -> Any:
    """The function (x1 x2, x1 + x2²)."""
    return np.array([x[0] * x[1], x[0] + x[1] ** 2])


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
