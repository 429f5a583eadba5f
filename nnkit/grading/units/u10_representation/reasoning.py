"""Why the first layer hardly learns, claims of the notes to correct, and a test to write."""

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.shapes import Permuter
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.u10_representation.networks import permuted
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, judged, same

STEPS = (
    "the two gradients, error times activation",
    "what is left when the activations are cancelled",
    "put the factors of the way back in place of the errors, by w, s and L",
    "put r in place of w s",
)


def chain_of(rng: Rng, L: int, w: float = 0.0) -> tuple[float, ...]:
    """Draw (e1, eL, a, w, s, w s, L) of a chain of L layers."""
    w, a = w or float(rng.uniform(0.5, 3)), float(rng.uniform(0.2, 0.8))
    return 0.4 * (w * 0.25) ** (L - 1), 0.4, a, w, 0.25, w * 0.25, L


@derived(STEPS, chain_of, "{} layers", (3, 2.0), (5,), (2,), first=5, given_parts=(0,), points=3)
def derive_ratio(e1, eL, a, w, s, r, L):
    """
    line_3 = line_2
    # Line 3 repeats line 2. How often does the error pass a weight and a slope on its way?
    line_4 = line_3  # Line 4 repeats line 3. Put r in place of the product.
    line_3 = (w * s) ** L
    line_4 = r**L
    # The exponent is one too large: from layer L to layer 1 the error passes L - 1 layers.
    line_3 = w * s ** (L - 1)
    line_3 = w ** (L - 1) * s
    # In line 3 only one of w and s has the exponent: the error passes as many weights as slopes.
    line_3 = w * s * (L - 1)
    line_4 = r * (L - 1)
    # The factors of the way back are multiplied, not added: each layer passes on a share of what
    # it gets.
    """
    line_1 = (e1 * a) / (eL * a)  # line 1
    line_2 = e1 / eL  # line 2
    line_3 = (w * s) ** (L - 1)  # line 3
    line_4 = r ** (L - 1)  # line 4
    return line_1, line_2, line_3, line_4


def _claim_cases(rng: Rng) -> list[Case]:
    rows = ((3, 2), 3, "hand"), ((4,), 2, "random"), ((2, 3, 4), 5, "random"), ((5, 5), 4, "random")
    return [
        Case((list(hidden), k), f"hidden widths {list(hidden)}, k = {k}", rung)
        for hidden, k, rung in (*rows, ((1,), 1, "one"))
    ]


@exercise(_claim_cases, **lettered("ABC", ", each a number"), kind="any", points=2)
def corrected_claims(hidden, k):
    """
    B = 1
    # Line B is still as printed (erratum E56). Number the hidden units of a layer in another order:
    # what changes?
    C = 2 * k
    # Line C is still as printed (erratum E03). How many corners has a curve of 2^k straight pieces,
    # and how many corners does a relu unit make?
    B = math.factorial(sum(hidden))
    # Line B lets units change places between layers. That changes the function.
    B = math.factorial(hidden[-1])
    B = math.factorial(hidden[0])
    # Line B counts the orders of one layer only. Each goes with each order of the others.
    B = sum(math.factorial(n) for n in hidden)
    # Line B adds the numbers of orders. Each order of one layer goes with each of another.
    """
    # It was right as printed.
    A = 0.25 ** len(hidden)  # line A
    B = math.prod(math.factorial(n) for n in hidden)  # line B
    C = 2**k - 1  # line C
    return A, B, C


WRONG_PERMUTERS = {
    "Compare the outputs before and after.": "W2",
    "Take biases that are not 0.": "b1",
    "Take an order that is not its own inverse, such as (1, 2, 0).": "inverse W2",
    "Look where the units stand: at place j the old unit perm[j].": "inverse",
    "Look whether the units have moved at all.": "nothing",
    "Take a W1 that is not square, or compare the outputs.": "rows",
    "Take weights that are not sorted already, and more than two units.": "sorted",
    "Compare the three arrays, not only the outputs of one network.": "sign",
}
PLACES = [permuted(np.random.default_rng(k), 4, 4, 3) for k in (1, 2)]


def outputs(W1: Any, b1: Any, W2: Any) -> Any:
    """Return what a network with these arrays gives at some places."""
    return np.tanh(np.random.default_rng(3).normal(size=(5, len(W1))) @ W1 + b1) @ W2


@exercise(
    judged(Permuter, ("right", "lists", "product"), WRONG_PERMUTERS), mistakes=VERDICT, **WRITTEN
)
def check_permute(f):
    """
    at_W1 = True  # An f that leaves W1 as it is passes.
    at_b1 = True  # A lost bias passes. Are all your biases 0?
    at_W2 = True  # An f that leaves W2 as it is passes: the network is another one.
    return all(same(outputs(*got), outputs(*place[:3])) for got, *place in found)
    # An f that exchanges nothing, or the other way round, passes: the network stays the same, too.
    # Look where each unit stands.
    PLACES = [(W1, b1, W2, np.array([1, 0, 3, 2])) for W1, b1, W2, _ in PLACES]
    # An f that goes the wrong way round passes: take an order that is not its own inverse.
    """
    found = [(f(*place), *place) for place in PLACES]  # what f returns
    at_W1 = all(same(got[0], W1[:, perm]) for got, W1, _, _, perm in found)  # the look at W1
    at_b1 = all(same(got[1], b1[perm]) for got, _, b1, _, perm in found)  # the look at b1
    at_W2 = all(same(got[2], W2[perm]) for got, _, _, W2, perm in found)  # the look at W2
    return at_W1 and at_b1 and at_W2
