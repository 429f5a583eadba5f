"""Further cases of unit 14: other numbers and sizes than the visible ones."""

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.practice import Twisted
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.u14_autoencoders.coders import CODER, TIED
from nnkit.grading.units.u14_autoencoders.looking import net_case
from nnkit.grading.units.u14_autoencoders.reasoning import STEPS, arguments, derive_tied, uses
from nnkit.grading.units.written_tests import wrong_ones


def _denoising_loss(rng: Rng) -> list[Case]:
    clean, noisy, *rest = arrays(rng, CODER, 8, 5, 2)
    return [
        Case((clean[::2], noisy[::2], *rest), "a part of a larger table", "random"),
        Case(arrays(rng, CODER, 4, 3, 5), "4 examples, 3-5-3", "random"),
        Case((5 * clean, noisy, *rest), "targets above 1", "random"),
    ]


def _tied_grad(rng: Rng) -> list[Case]:
    X, W = arrays(rng, TIED, 8, 4, 2)
    return [
        Case((X[::2], W), "a part of a larger table", "random"),
        Case(arrays(rng, TIED, 6, 2, 3), "a code larger than the input", "random"),
        Case((X[:, :1], W[:1]), "one column", "one"),
    ]


def _saliency(rng: Rng) -> list[Case]:
    return [
        net_case(rng, "5-4-3-4", "tanh sigmoid softmax", 3),
        net_case(rng, "3-4-4", "relu sigmoid", 2),
        net_case(rng, "3-3", "softmax", 1),
        net_case(rng, "4-2-1", "tanh sigmoid", 0, "one"),
    ]


def _derive_tied(rng: Rng) -> list[Case]:
    lines, values = derive_tied.reference, uses(rng, 3, 4, 3)
    return derivation(lines, values, "3 examples, W of 4×3", "random", STEPS, rng)


def _check_tied(rng: Rng) -> list[Case]:
    hint = "Compare all numbers, with more than one example."
    wrong = [
        {"decoding": lambda n: n.X.T @ n.E @ n.W, "coding": lambda n: n.X.T @ n.E @ n.W},
        {"coding": lambda n: -n.X.T @ n.E @ n.W},
        {"E": lambda n: n.X @ n.W @ n.W.T},
    ]
    return wrong_ones([(Twisted("tied", how), hint) for how in wrong], first="J")


def _corrected_coders(rng: Rng) -> list[Case]:
    return [Case(arguments(rng, 5, 4, 2), "5 examples, 4-2-4", "random")]
