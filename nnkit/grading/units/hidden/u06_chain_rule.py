"""Further cases of unit 06: other functions, shapes and corners than the visible ones."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.u06_chain_rule.matrices import pair
from nnkit.grading.units.u06_chain_rule.notes import matrices, rates
from nnkit.grading.units.u06_chain_rule.reasoning import derive_cases
from nnkit.grading.units.u06_chain_rule.walking import table
from nnkit.grading.units.written_tests import wrong_ones


def _chain(rng: Rng) -> list[Case]:
    a, x = rng.uniform(0.5, 1.5), float(rng.uniform(0.3, 0.9))
    cube = (lambda u: 3 * u**2, lambda x: a + 2 * x, lambda x: a * x + x**2)
    log = (lambda u: 1 / u, lambda x: 2 * x, lambda x: 1 + x**2)
    return [
        Case((*cube, x), "g = u³, u = a x + x²", "random"),
        Case((*log, -x), "g = log u, u = 1 + x², x < 0", "random"),
        Case((*cube, rng.uniform(0.2, 2, (2, 3))), "a 2×3 array of x", "random"),
        Case((*cube, np.array([1, 2])), "whole numbers", "integer"),
    ]


def _signed(rng: Rng, k: int) -> Any:
    return rng.uniform(0.3, 3, k) * np.where(np.arange(k) % 2, -1, 1)


def _two_paths(rng: Rng) -> list[Case]:
    k = int(rng.integers(5, 9))
    return [
        Case((_signed(rng, k), rng.uniform(0.3, 2, k)), f"{k} paths", "random"),
        Case((_signed(rng, 3), rng.uniform(0.3, 2, 3)), "three paths", "random"),
        Case((rng.integers(1, 5, 4), rng.uniform(0.2, 0.9, 4)), "du of type int", "integer"),
        Case((rng.uniform(1, 2, 1), rng.uniform(1, 2, 1)), "one path", "one"),
    ]


def _chain_jacobian(rng: Rng) -> list[Case]:
    d = int(rng.integers(4, 7))
    return [
        Case(pair(rng, d, 2, 3), f"x in R{d}, u in R2, g in R3", "random"),
        Case(pair(rng, 4, 4, 4), "four square times square", "random"),
        Case(pair(rng, 3, 4, 1), "one output", "random"),
        Case(
            (rng.integers(1, 5, (2, 3)), rng.normal(0, 1, (3, 2))), "du_dx of type int", "integer"
        ),
        Case(pair(rng, 1, 2, 3), "one input", "one"),
    ]


def _jacobian(rng: Rng) -> list[Case]:
    B = rng.normal(0, 1, (3, 5))
    return [
        Case((lambda x: np.tanh(B @ x), rng.normal(0, 0.3, 5)), "tanh of sums, 5 to 3", "random"),
        Case(
            (lambda x: np.array([x[0] ** 2, x[0] * x[1], np.exp(x[1]), x[1] ** 3]),
             rng.uniform(0.5, 1.5, 2)),
            "two inputs, four outputs",
            "random",
        ),
        Case((lambda x: x**3 + x[::-1], np.array([1, 2, -1])), "x of whole numbers", "integer"),
    ]  # fmt: skip


def _neuron_grads(rng: Rng) -> list[Case]:
    d = int(rng.integers(4, 7))
    x, w = rng.uniform(0.3, 1.2, (2, d))
    return [
        Case((x, 0.0, w, -0.4), f"{d} inputs, y = 0", "random"),
        Case(
            (x[:2], float(rng.uniform(0.2, 0.4)), w[:2], 0.7), "a target between 0 and 1", "random"
        ),
        Case((1000 * x, 0.0, w, 0.3), "large inputs", "extreme"),
        Case((rng.integers(1, 3, 3), 0, np.array([1, -1, 1]), 1), "whole numbers", "integer"),
        Case((x[:1], 1.0, w[:1], 0.2), "one input", "one"),
    ]


def _derive_two_paths(rng: Rng) -> list[Case]:
    return derive_cases(float(rng.uniform(-1.4, -0.4)), "a negative x", "random", rng)


def _corrected_rules(rng: Rng) -> list[Case]:
    return [Case((*rates(rng), *matrices(rng)), "further numbers", "random")]


def _check_two_paths(rng: Rng) -> list[Case]:
    return wrong_ones(
        [
            (lambda du, dg: float(du[0] * dg[0] - np.sum(du[1:] * dg[1:])), "Are the paths added?"),
            (lambda du, dg: float(np.sum(np.maximum(du * dg, 0))), "Try slopes of both signs."),
        ],
        first="K",
    )


def _walk_back(rng: Rng) -> list[Case]:
    n = int(rng.integers(6, 10))
    apart = table(rng, 6)
    apart[3] = 0  # made from nothing, in the middle
    return [
        Case((table(rng, n),), f"{n} numbers", "random"),
        Case((table(rng, 6, 0.4),), "6 numbers with few steps", "random"),
        Case((apart,), "a number in the middle that is made from nothing", "random"),
        Case((np.tril(rng.integers(-2, 3, (5, 5)), -1),), "whole numbers", "integer"),
        Case((table(rng, 2),), "two numbers", "one"),
    ]
