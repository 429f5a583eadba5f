"""Further cases of unit 10: other numbers and sizes than the visible ones."""

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given import functions
from nnkit.grading.given.shapes import Permuter
from nnkit.grading.units import written_tests
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.u10_representation.networks import folded, gradients, permuted
from nnkit.grading.units.u10_representation.reasoning import STEPS, chain_of, derive_ratio


def _staircase(rng: Rng) -> list[Case]:
    x = rng.uniform(-2, 3, 21)
    return [
        Case((functions.wavy, 40, 60.0, x), "M = 40, k = 60", "random"),
        Case((functions.cubic, 7, 1.5, x[::2]), "a part of a larger array", "random"),
    ]


def _tent_params(rng: Rng) -> list[Case]:
    return [folded(4), folded(7), folded(8)]


def _permute_hidden(rng: Rng) -> list[Case]:
    W1, b1, W2, perm = permuted(rng, 3, 6, 4)
    return [Case((W1[::-1], b1, W2[:, ::2], perm), "a part of a larger table", "random")]


def _check_permute(rng: Rng) -> list[Case]:
    return written_tests.wrong_ones([(Permuter("inverse W2"), "Compare W2, too.")], first="P")


def _gradient_ratios(rng: Rng) -> list[Case]:
    (grads,) = gradients(rng, 5, 4, 3, 2, 2, 3)
    return [
        Case((grads,), "5 layers", "random"),
    ]


def _derive_ratio(rng: Rng) -> list[Case]:
    lines, values = derive_ratio.reference, chain_of(rng, 7)
    return derivation(lines, values, "7 layers", "random", STEPS, rng)


def _corrected_claims(rng: Rng) -> list[Case]:
    return [Case(([8, 5], 10), "hidden widths [8, 5], k = 10", "random")]
