"""The noise of a mini-batch derived, lines of the notes to correct, and a test to write."""

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.chance import Dealer
from nnkit.grading.units.derivations import derivation, lettered
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, judged

STEPS = (
    "B variances, and B (B - 1) pairs of different draws",
    "divide each of the two by B",
    "put what c is for draws without return, by s2 and N",
    "one fraction: put `rest` in place of N - B",
)


def noise_case(rng: Rng, N: int, B: int, rung: str, s2: float = 0.0) -> list[Case]:
    """Make the cases of the derivation for N examples and batches of B."""
    s2 = s2 or float(rng.uniform(1, 5))
    values = s2, -s2 / (N - 1), float(N), float(B), float(N - B)
    return derivation(derive_noise.reference, values, f"N = {N}, B = {B}", rung, STEPS, rng)


def _noise_cases(rng: Rng) -> list[Case]:
    cases = noise_case(rng, 5, 2, "hand", 4.0) + noise_case(rng, 12, 4, "random")
    return cases + noise_case(rng, 9, 7, "random")


@exercise(_noise_cases, "the four lines, in order", by_parts=True, given_parts=(0,), points=3)
def derive_noise(s2, c, N, B, rest):
    """
    line_3 = line_2  # Line 3 repeats line 2. Put the value of c in its place.
    line_4 = line_3
    # Line 4 repeats line 3. Bring both terms over N - 1, and put `rest` in place of N - B.
    """
    line_1 = (B * s2 + B * (B - 1) * c) / B**2  # line 1
    line_2 = (s2 + (B - 1) * c) / B  # line 2
    line_3 = (s2 - (B - 1) * s2 / (N - 1)) / B  # line 3
    line_4 = s2 / B * rest / (N - 1)  # line 4
    return line_1, line_2, line_3, line_4


def batch_args(rng: Rng, n: int, p: int, size: int) -> tuple[Any, ...]:
    """Draw (theta, G, idx, lr) with a batch of `size`; n is no multiple of it."""
    idx = rng.choice(n, size, replace=False)
    return rng.normal(0, 1, p), rng.normal(0, 1, (n, p)), idx, float(rng.uniform(0.1, 0.6))


def _corrected_cases(rng: Rng) -> list[Case]:
    G = np.array([[2.0, 0.0], [4.0, 2.0], [0.0, -2.0], [6.0, 4.0], [-2.0, 1.0]])
    hand = np.array([1.0, 1.0]), G, np.array([1, 3]), 0.1
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case(batch_args(rng, 7, 3, 3), "7 examples, 3 in the batch", "random"),
        Case(batch_args(rng, 8, 2, 4), "8 examples, 4 in the batch", "random"),
        Case(batch_args(rng, 5, 2, 1), "one example in the batch", "one"),
    ]


@exercise(_corrected_cases, **lettered("ABC", ": two arrays and a number"), points=2)
def corrected_epoch(theta, G, idx, lr):
    """
    B = theta - lr * chosen.sum(axis=0)
    # Line B is still as printed (erratum E16): a sum. With a batch twice as large its step is twice
    # as long.
    C = 1
    # Line C is still as printed (erratum E37). One pass forward and back is one update; an epoch
    # sees all the data.
    B = theta - lr * chosen.sum(axis=0) / len(G)
    # In line B the sum over the batch is divided by the number of all examples.
    """
    # It was right as printed.
    A = theta - lr * G.mean(axis=0)  # line A
    chosen = G[idx]  # the gradients of the batch
    B = theta - lr * chosen.mean(axis=0)  # line B
    C = math.ceil(len(G) / len(idx))  # line C
    return A, B, C


WRONG_DEALERS = {
    "Does your test look whether each example still has its own target?": "pairs, sorted",
    "Does your test look whether each example comes once?": "with replacement",
    "Does your test look whether the order is another one?": "old order",
    "Take a number of examples that is no multiple of the batch size.": "tail",
    "Look inside a batch: are neighbours of the table still neighbours?": "whole batches",
    "Does your test look whether all examples come?": "first again",
    "Does your test look at the sizes of the batches?": "small tail",
}
PLACES = (23, 5), (24, 6)


def dealt(f: Any, N: int, B: int) -> tuple[Any, ...]:
    """The numbers of the examples in each batch, and their targets, ten times that."""
    X = np.arange(float(N))
    batches = [(np.asarray(Xb), np.asarray(Yb)) for Xb, Yb in f(X[:, None], 10 * X, B, 1)]
    return [Xb[:, 0] for Xb, _ in batches], [Yb for _, Yb in batches], N, B


@exercise(judged(Dealer, ("right", "lists", "keys"), WRONG_DEALERS), mistakes=VERDICT, **WRITTEN)
def check_minibatches(f):
    """
    pairs = True
    # Your test does not see that examples get the targets of others. Choose Y so that each target
    # can be known from its example, as Y = 10 X.
    once = True
    # Your test does not see that examples are missing or come twice. Collect all rows and compare.
    order = True  # Your test does not see that nothing is shuffled within the batches.
    sizes = True
    # Your test does not look at the sizes of the batches: the last one may be smaller, not larger.
    return all(len(rows) == -(-N // B) for rows, _, N, B in found)
    # You count the batches only. Look at what is in them.
    PLACES = ((24, 6),)
    # All your batches are full. Take a number of examples that is no multiple of the batch size.
    """
    found = [dealt(f, N, B) for N, B in PLACES]  # the batches
    full = all(len(rows[0]) == B for rows, _, N, B in found)  # the size of a batch
    last = all(len(rows[-1]) == (N % B or B) for rows, _, N, B in found)  # the size of the last one
    sizes = full and last  # the look at the sizes
    once = all(
        sorted(np.concatenate(rows)) == list(range(N)) for rows, _, N, _ in found
    )  # the look at the examples
    pairs = all(
        np.array_equal(10 * r, t) for rows, Y, _, _ in found for r, t in zip(rows, Y, strict=True)
    )  # the look at the targets
    order = any(np.any(np.diff(rows[0]) != 1) for rows, _, _, _ in found)  # the look at the order
    return sizes and once and pairs and order
