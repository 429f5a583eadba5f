"""Further cases of unit 11, and digits that no student has."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.digits import Counter, Reads
from nnkit.grading.units import written_tests
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.kept_digits import kept_digits
from nnkit.grading.units.u11_digit_network.pictures import answers, pictures, training
from nnkit.grading.units.u11_digit_network.reasoning import STEPS, derive_weight_nudge, wish_of


def _to_inputs(rng: Rng) -> list[Case]:
    images = pictures(rng, 6)
    return [
        Case((images[::2],), "a part of a larger array", "random"),
        Case((pictures(rng, 9, 200),), "9 pictures", "random"),
    ]


def _confusion_matrix(rng: Rng) -> list[Case]:
    P, labels, K = answers(rng, 40, 6)
    return [
        Case((P[::2], labels[::2], K), "a part of a larger table", "random"),
        Case(answers(rng, 100, 10), "100 examples, 10 classes", "random"),
    ]


def _nudges(rng: Rng) -> list[Case]:
    A, Y = rng.uniform(0, 1, (6, 10)), np.eye(10)[rng.integers(0, 10, 6)]
    return [Case((A[::2], Y[::2]), "a part of a larger table", "random")]


def _train_digits(rng: Rng) -> list[Case]:
    """The classes stand in another order, so weights that were trained before are of no use."""
    return [training(rng, Reads(kept_digits, rng.permutation(10)))]


def _check_confusion(rng: Rng) -> list[Case]:
    return written_tests.wrong_ones([(Counter("transposed"), "Look at both axes.")], first="P")


def _derive_weight_nudge(rng: Rng) -> list[Case]:
    lines, drawn = (
        derive_weight_nudge.reference,
        map(float, rng.uniform([0.1, 0.1, 0], [1, 0.9, 1])),
    )
    return derivation(lines, wish_of(rng, *drawn), "other numbers", "random", STEPS, rng)


def _corrected_digits(rng: Rng) -> list[Case]:
    sizes = [9, 7, 5, 3]
    return [Case((rng.uniform(0, 1, 3), np.eye(3)[0], sizes), "a network 9-7-5-3", "random")]
