"""Further cases of unit 05: other functions, shapes and wrong implementations."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.u05_slopes_and_descent.reasoning import STEPS, derive_step, place
from nnkit.grading.units.written_tests import wrong_ones


def _valley(a: float, c: float) -> Function:
    return lambda w: a * np.sin(np.asarray(w)) + c


def _descend(rng: Rng) -> list[Case]:
    df = _valley(float(rng.uniform(0.5, 1.5)), float(rng.uniform(0.1, 0.4)))
    bends = rng.uniform(-0.4, 0.4, (4, 4))
    bends = bends + bends.T + 2 * np.eye(4)
    return [
        Case((df, float(rng.normal()), 0.3, 9), "another landscape, 9 steps", "random"),
        Case(
            (lambda w: bends @ w, rng.normal(0, 2, 4), 0.2, 3),
            "another bowl that lies askew",
            "random",
        ),
        Case((df, rng.normal(0, 1, (3, 2)), 0.2, 3), "a 3×2 array of w", "random"),
        Case((df, rng.normal(0, 1, 5), 0.1, 1), "5 w, a single step", "random"),
        Case((df, np.array([1, 2, -2]), 0.3, 3), "whole numbers", "integer"),
        Case((df, rng.normal(0, 1, 2), 0.2, 0), "2 w and no step", "one"),
    ]


def _grad_C(rng: Rng) -> list[Case]:  # noqa: N802
    return [
        Case((rng.normal(0, 1, 2),), "another v", "random"),
        Case((-rng.uniform(2, 4, 2),), "a v on the left", "random"),
        Case((np.array([-4, 1]),), "other whole numbers", "integer"),
    ]


def _waves(table: Array) -> Function:
    return lambda x: float(np.sum(table * np.sin(x)) + np.sum(np.square(x)))


def _numerical_gradient(rng: Rng) -> list[Case]:
    shapes = [(5,), (3, 2), (2, 2, 2)]
    cases = [
        Case((_waves(rng.normal(0, 1, s)), rng.normal(0, 1, s)), f"an array of shape {s}", "random")
        for s in shapes
    ]
    whole = rng.integers(1, 4, 3)
    return [
        *cases,
        Case((_waves(np.ones(3)), whole), "3 whole numbers", "integer"),
        Case((_waves(np.ones(())), float(rng.uniform(1, 2))), "another plain number", "one"),
    ]


def _steepest(rng: Rng) -> list[Case]:
    return [
        Case((rng.normal(0, 2, int(rng.integers(6, 10))),), "more components", "random"),
        Case((-rng.uniform(1, 2, 3),), "negative components", "random"),
        Case((np.array([0.0, 0.0, float(rng.uniform(1, 2))]),), "one that is not 0", "random"),
        Case((np.zeros(5),), "five zeros", "extreme"),
        Case((np.array([1, 2, -2, 4]),), "other whole numbers", "integer"),
        Case((np.zeros(1),), "one zero", "one"),
    ]


def _rank_components(rng: Rng) -> list[Case]:
    n = int(rng.integers(20, 30))
    sizes = rng.permutation(n) + rng.uniform(0.1, 0.4, n)
    signed = sizes * np.where(rng.permutation(n) % 2, 1, -1)
    return [
        Case((signed / n,), f"{n} numbers", "random"),
        Case((-sizes,), f"{n} negative numbers", "random"),
        Case((rng.permutation([8, -9, 1, -2, 5]),), "other whole numbers", "integer"),
    ]


def _average_nudges(rng: Rng) -> list[Case]:
    n = int(rng.integers(8, 12))
    return [
        Case((rng.normal(0, 1, (2, n)),), f"2 parameters, {n} examples", "random"),
        Case((rng.normal(1, 1, (7, 4)),), "7 parameters, 4 examples", "random"),
        Case((np.asfortranarray(rng.normal(0, 1, (3, 5))),), "3 parameters, 5 examples", "random"),
        Case((rng.integers(-5, 6, (3, 4)) * 2 + 1,), "other whole numbers", "integer"),
        Case((rng.normal(0, 1, (1, 1)),), "one parameter, one example", "one"),
    ]


def _corrected_settle(rng: Rng) -> list[Case]:
    c, m = (float(v) for v in rng.uniform([0.8, -1], [1.6, 1]))

    def df(w: Any) -> Any:
        return c * (w - m) / (1 + abs(w - m))

    return [
        Case((df, m + 2.5, 0.4, 0.02, 60), "another bowl, from the right", "random"),
        Case((df, m - 2.5, 0.4, 0.02, 60), "another bowl, from the left", "random"),
        Case((df, m - 1.5, 0.1, 0.02, 5), "5 steps at most", "random"),
        Case((df, m, 0.4, 0.02, 9), "a start at the bottom", "one"),
    ]


def _derive_step(rng: Rng) -> list[Case]:
    x, y, lr = (float(v) for v in rng.uniform([0.5, -3, 0.7], [3, -0.5, 1.5]))
    return derivation(
        derive_step.reference, place(rng, x, y, lr), "other values", "random", STEPS, rng
    )


def _coarse(g: Any) -> Array:
    size = float(np.sqrt(sum(v * v for v in np.asarray(g, dtype=float))))
    return np.round(-np.asarray(g) / size, 1) if size else np.zeros(len(g))


def _turned(g: Any) -> Array:
    size = float(np.sqrt(sum(v * v for v in np.asarray(g, dtype=float))))
    return np.asarray(-np.asarray(g)[::-1] / size if size else np.zeros(len(g)))


def _check_steepest(rng: Rng) -> list[Case]:
    hint = "Compare the whole arrow with one you computed by hand."
    return wrong_ones([(_coarse, hint), (_turned, hint)], first="K")
