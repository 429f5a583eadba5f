"""Further cases of unit 02: other shapes, ranges and corners than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import two_layers
from nnkit.grading.units.hidden.u01_one_neuron import elementwise
from nnkit.grading.units.u02_non_linearity.notes import nine_numbers


def _tanh_prime_from_a(rng: Rng) -> list[Case]:
    return [
        Case((rng.uniform(-1, 1, 11),), "11 random numbers", "random"),
        Case((rng.uniform(-1, 1, (3, 3)),), "a 3×3 array of random numbers", "random"),
        Case((np.asfortranarray(rng.uniform(-1, 1, (5, 2))),), "a 5×2 array", "random"),
        Case((rng.uniform(-1, 1, (6, 4))[::2, 1:],), "a part of a larger array", "random"),
        Case((np.tanh(rng.uniform(3, 6, 5)),), "numbers close to 1", "extreme"),
        Case((float(rng.uniform(-1, 1)),), "a plain number", "one"),
        Case((1,), "the plain whole number 1", "one"),
    ]


def _relu_prime(rng: Rng) -> list[Case]:
    """As `elementwise`, without a 0 among the whole numbers."""
    whole = rng.integers(1, 7, (2, 4)) * rng.choice([-1, 1], (2, 4))

    return [
        *(case for case in elementwise(rng) if np.all(np.asarray(case.args[0]) != 0)),
        Case((whole,), "a 2×4 array of whole numbers", "integer"),
    ]


def _collapse(rng: Rng) -> list[Case]:
    shapes: list[tuple[int, ...]] = [(3, 2), (2,), (2, 4), (4,)]
    whole = tuple(rng.integers(-4, 5, shape) for shape in shapes)
    return [
        Case(two_layers(rng, 5, 3, 2), "widths 5-3-2", "random"),
        Case(two_layers(rng, 2, 6, 4), "widths 2-6-4", "random"),
        Case(two_layers(rng, 4, 4, 4), "widths 4-4-4", "random"),
        Case(two_layers(rng, 3, 2, 3), "widths 3-2-3", "random"),
        Case(
            tuple(1e4 * part for part in two_layers(rng, 3, 4, 2)), "very large numbers", "extreme"
        ),
        Case(whole, "whole numbers", "integer"),
        Case(two_layers(rng, 1, 1, 1), "one input, one hidden neuron, one output", "one"),
    ]


def _corrected_bends(rng: Rng) -> list[Case]:
    return [
        Case((*rng.normal(0, 1, (2, 7)), *nine_numbers(rng)), "7 random days", "random"),
        Case((*rng.uniform(-2, 2, (2, 3)), *nine_numbers(rng)), "3 random days", "random"),
        Case((*rng.normal(0, 1, (2, 1)), *nine_numbers(rng)), "one day", "one"),
    ]


_tanh = _tanh_from_sigmoid = _tanh_prime = _relu = elementwise
