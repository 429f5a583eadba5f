"""Further cases of unit 07: other numbers and sizes than the visible ones."""

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given.nets import Bent
from nnkit.grading.units.u07_backpropagation_by_hand.chain import chain_of_three
from nnkit.grading.units.u07_backpropagation_by_hand.output import outputs
from nnkit.grading.units.u07_backpropagation_by_hand.reasoning import derive_cases
from nnkit.grading.units.u07_backpropagation_by_hand.small_nets import examples_221, one_2221
from nnkit.grading.units.written_tests import wrong_ones


def _output_delta(rng: Rng) -> list[Case]:
    a, y = outputs(rng, 6, 4)
    return [
        Case((a[::2, ::-1], y[::2, ::-1]), "a part of a larger table", "random"),
        Case(outputs(rng, 2, 3, 4), "an array with three axes", "random"),
        Case((a, np.ones((6, 4), dtype=int)), "targets 1 of type integer", "integer"),
        Case(outputs(rng, 1), "one output", "one"),
    ]


def _grads_chain(rng: Rng) -> list[Case]:
    x, y, w, b = chain_of_three(rng)
    return [
        Case((-x, 1 - y, w[::-1], b), "another direction", "random"),
        Case((x, y, w, np.array([-1000.0, 2.0, 1.0])), "a bias of -1000", "extreme"),
        Case((x, y, np.array([-2, 1, 3]), b), "whole numbers in w", "integer"),
    ]


def _grads_221(rng: Rng) -> list[Case]:
    X, y, theta = examples_221(rng, 12)
    return [
        Case((X[::3], y[::3], theta), "a part of a larger table", "random"),
        Case((X, y, theta), "12 examples", "random"),
        Case((X[:2], y[:2], theta), "2 examples", "random"),
        Case((X, rng.integers(1, 5, 12), theta), "whole numbers in y", "integer"),
    ]


def _grad_w1_2221(rng: Rng) -> list[Case]:
    x, y, theta = one_2221(rng)
    return [
        Case((-x, y, theta), "another direction", "random"),
        Case((x, y, 400 * theta), "weights of size 400", "extreme"),
        Case((x, int(rng.integers(2, 5)), theta), "a whole number as target", "integer"),
    ]


def _derive_w1(rng: Rng) -> list[Case]:
    return derive_cases(chain_of_three(rng), "a third set of values", "random", rng)


def _swapped(x: float, y: float, w: Any, b: Any) -> Any:
    return nnkit.grads_chain(x, y, w, b)[::-1]


def _check_chain(rng: Rng) -> list[Case]:
    hint = "Compare all six numbers, each at its own place."
    wrong: list[tuple[Function, str]] = [
        (_swapped, hint),
        (Bent({"all": lambda n: (n.dw, n.db * n.b)}), hint),
        (Bent({"dw": lambda n: n.db * n.x}), hint),
    ]
    return wrong_ones(wrong, first="M")


def _corrected_chain(rng: Rng) -> list[Case]:
    return [
        Case(chain_of_three(rng), "a third set of numbers", "random"),
        Case(chain_of_three(rng), "a fourth set of numbers", "random"),
    ]
