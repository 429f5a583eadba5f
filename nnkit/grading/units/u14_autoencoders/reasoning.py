"""The two uses of shared weights line by line, a test of their gradient, and lines to correct."""

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.drawing import arrays, by_hand
from nnkit.grading.units.u14_autoencoders.coders import TIED
from nnkit.grading.units.written_tests import USUAL, WRITTEN, same, tests_of

STEPS = (
    "add the parts of both uses of W, from the errors E on",
    "put G in place of the slope in what comes back",
    "put A in place of the codes",
    "put dA in place of the slope in the codes",
)


def uses(rng: Rng, n: int, d: int, h: int, *given: Any) -> tuple[Any, ...]:
    """Draw (X, W, E, G, X W, G W) of an autoencoder that shares its weights; X, W may be given."""
    X, W = given or arrays(rng, TIED, n, d, h)
    E = X @ W @ W.T - X
    G = 2 / n * E
    return X, W, E, G, X @ W, G @ W


HAND = 1, 2, 1, np.array([[1.0, 0.0]]), np.array([[2.0], [1.0]])
EACH = "each an array of the shape of W"


@derived(STEPS, uses, "{} examples, W of {}×{}", HAND, (4, 3, 2), each=EACH, points=4)
def derive_tied(X, W, E, G, A, dA):
    """
    line_1 = 2 / len(X) * E.T @ (X @ W)
    # Line 1 is the decoding use of W alone. W makes the codes, too.
    line_1 = 2 / len(X) * X.T @ (E @ W)  # Line 1 is the coding use of W alone. W decodes, too.
    line_1 = 2 * X.T @ (E @ W) + 2 * E.T @ (X @ W)
    # In line 1 the mean over the examples is missing.
    line_1 = (X.T @ (E @ W) + E.T @ (X @ W)) / len(X)  # In line 1 the 2 of the square is missing.
    line_2 = 2 / len(X) * (X.T @ (G @ W) + G.T @ (X @ W))
    # In line 2 the factor 2/N is there twice: G holds it.
    line_4 = 2 / len(X) * (X.T @ dA + G.T @ A)
    # In line 4 the factor 2/N is there twice: G and dA hold it.
    line_4 = X.T @ dA  # Line 4 is the coding use alone.
    """
    first = 2 / len(X) * E  # the slope in what comes back
    line_1 = X.T @ (first @ W) + first.T @ (X @ W)  # line 1
    line_2 = X.T @ (G @ W) + G.T @ (X @ W)  # line 2
    line_3 = X.T @ (G @ W) + G.T @ A  # line 3
    line_4 = X.T @ dA + G.T @ A  # line 4
    return line_1, line_2, line_3, line_4


WRONG = {
    "Take a W whose columns are not at right angles: then both uses of W show.": (
        "decoding only, coding only, decoding twice"
    ),
    "Compare sizes, not only directions, with more than one example.": (
        "not averaged, mean of all, half"
    ),
    "Compare signs, too.": "uphill",
    "Try an X whose columns have a mean that is not 0.": "centred",
}
PLACES: list[Any] = [
    arrays(np.random.default_rng(14), TIED, 4, 3, 2),
    arrays(np.random.default_rng(15), TIED, 3, 4, 3),
]


@exercise(tests_of("tied", WRONG), mistakes=USUAL, **WRITTEN)
def check_tied(f):
    """
    PLACES = [(X, np.linalg.qr(W)[0]) for X, W in PLACES]
    # An f that forgets the coding use passes: that gives nothing where the columns of W are at
    # right angles and of length 1.
    PLACES = [(X[:1], W) for X, W in PLACES]
    # A lost mean passes: with one example it does not show.
    PLACES = [(X - X.mean(axis=0), W) for X, W in PLACES]
    # An f that subtracts the mean passes: take columns of X whose mean is not 0.
    """
    pairs = [(f(*p), nnkit.tied_grad(*p)) for p in PLACES]  # the gradients to compare
    return all(same(got, want) for got, want in pairs)


def arguments(rng: Rng, n: int, d: int, h: int) -> tuple[Any, ...]:
    """Draw the arguments of the four lines."""
    X, back, G = rng.normal(0.7, 1, (3, n, d))
    W = np.linalg.qr(rng.normal(0, 1, (d, h)))[0]
    x, w = rng.normal(0, 1, (2, d))
    return X, W, rng.uniform(0, 1, (n, h)), G, back, x, w, rng.uniform(0.1, 0.9)


@exercise(
    by_hand(
        *([[3.0, 1], [1, 1]], [[1.0], [0]], [[0.5], [1]], [[1.0, 0], [0, 2]]),
        *([[3.0, 3], [1, 0]], [1.0, 2], [4.0, -1], 0.5),
    ),
    lambda rng: Case(arguments(rng, 4, 3, 2), "4 examples, 3-2-3", "random"),
    lambda rng: Case(arguments(rng, 3, 3, 3), "3 examples, 3-3-3", "random"),
    **lettered("ABCD", ", each an array"),
    points=3,
)
def corrected_coders(X, W, H, G, X_hat, w, x, a):
    """
    A = X @ W @ W.T + X.mean(axis=0)
    # You changed line A, which was right: the mean must be away before the axes of W are used.
    B = X.T @ G  # Line B is still as printed. Wd multiplies the codes, not the input.
    C = np.mean((X_hat - X) ** 2, axis=0)
    # Line C is still as printed: one number for each pixel. Asked is one for each picture.
    C = np.sum((X_hat - X) ** 2, axis=1)
    # Line C adds the pixels. Asked is their mean, for each picture.
    C = np.mean((X_hat - X) ** 2)  # Line C is one number for all pictures. Asked is one for each.
    D = a * (1 - a) * w * x
    # Line D is still as printed: times x it is a share of the output. How far does a move when x
    # does?
    """
    m = X.mean(axis=0)  # the mean picture
    # It was right as printed.
    A = (X - m) @ W @ W.T + m  # line A
    B = H.T @ G  # line B
    C = np.mean((X_hat - X) ** 2, axis=1)  # line C
    D = a * (1 - a) * w  # line D
    return A, B, C, D
