"""Squared errors: two means of the same squares, and the cost of one digit."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn


def _pair(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    return rng.uniform(-1, 2, (n, k)), rng.uniform(-1, 2, (n, k))


def _cases(rng: Rng) -> list[Case]:
    A = np.array([[0.5, 1.0, 0.0, 2.0], [0.0, 1.5, 1.0, 0.5], [3.0, 0.0, 0.5, 1.0]])
    Y = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    whole = np.array([[1, 4, 0], [2, 3, -1]]), np.array([[0, 1, 0], [1, 0, 0]])
    rows = "[[0.5, 1, 0, 2], [0, 1.5, 1, 0.5], [3, 0, 0.5, 1]]"
    hot = "[[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]"
    return [
        Case((A, Y), f"A = {rows}, Y = {hot}", "hand"),
        Case((A[:1], Y[:1]), "A = [[0.5, 1, 0, 2]], Y = [[1, 0, 0, 0]]", "isolated"),
        Case((A[:, 1:2], Y[:, 1:2]), "3 examples with one output", "isolated"),
        Case(_pair(rng, 5, 3), "5 examples, 3 outputs", "random"),
        Case(_pair(rng, 4, 4), "4 examples, 4 outputs", "random"),
        Case(_pair(rng, 2, 6), "2 examples, 6 outputs", "random"),
        Case(tuple(1e4 * v for v in _pair(rng, 3, 5)), "numbers around 10000", "extreme"),
        Case(whole, "whole numbers", "integer"),
        Case((A, Y.astype(int)), "targets of type int", "integer"),
        Case(tuple(v.astype(np.float32) for v in _pair(rng, 6, 3)), "type float32", "float32"),
        Case((np.array([[0.3]]), np.array([[1.0]])), "one example, one output", "one"),
    ]


SQUARES = """
    squares = Y - A
    # The differences are not squared, so too much and too little cancel (erratum E53).
    squares = A**2 - Y**2
    # You subtract the squares of A and Y. Subtract first, then square the difference.
    squares = A - Y**2
    # Only Y is squared: `A - Y**2` needs brackets around the difference.
    squares = (A - Y) ** 4
    # Every difference is squared twice: this is the fourth power.
    A = A.astype(Y.dtype)
    # When Y holds whole numbers, A is cut to whole numbers as well. Compute in floats.
    """
MIRROR = Property(
    "mirror", "the cost is 0 for A = Y, and the same for A - Y = 1 and -1", Drawn("mirror")
)


@exercise(_cases, "a number", properties=(MIRROR,), mistakes=SQUARES)
def mse(A, Y):
    """
    return squares.sum() / len(A)
    # You divide by the number of examples only. Here the mean is over all entries, N times K.
    return squares.sum() / A.shape[1]
    # You divide by the number of outputs only. Here the mean is over all entries, N times K.
    return squares.sum() / (2 * len(A))
    # This is `half_sse`: half the sum over the outputs, mean over the examples. `mse` is the plain
    # mean over all entries.
    return squares[:, :-1].sum() / A.size
    # The last output is left out: the loop over the outputs ends one step too early.
    return squares.mean() / 2
    # Everything is half of what it should be: the mean squared error has no factor ½.
    return squares.sum() / 2
    # This is half the sum of the squares. Asked is their mean over all entries.
    return (A - Y).mean() ** 2
    # You take the mean first and square then. Square every difference first.
    return (A - Y).sum() ** 2 / A.size
    # You add the differences first, in which too much and too little cancel. Square each one
    # first.
    return np.linalg.norm(A - Y)
    # This is the length of the difference: a root of the sum. Asked is a mean of squares.
    return np.mean((A - Y) @ (A - Y).T)
    # The matrix product pairs every example with every other. Square entry by entry, with `** 2`.
    return ((A[:, None] - Y) ** 2).mean()
    # Every example is compared with the targets of all: an axis too many makes all pairs.
    """
    # Subtract first, then square, so that too much and too little do not cancel.
    squares = (A - Y) ** 2  # the square of each difference
    return squares.sum() / A.size  # the mean of all squares


def _sse_by_total(A, Y):
    total = ((A - Y) ** 2).sum()  # the sum of all squares
    return total / 2 / len(A)  # the mean cost


@exercise(_cases, "a number", properties=(MIRROR,), forms=(_sse_by_total,), mistakes=SQUARES)
def half_sse(A, Y):
    """
    return squares.mean()
    # This is `mse`, the mean over all entries. Asked is ½ Σ (a - y)² over the outputs of an
    # example, and then the mean over the examples.
    return squares.mean() / 2
    # You divide by N times K. Sum over the outputs, and take the mean over the examples only.
    return each.sum() / A.shape[1]
    # You divide by the number of outputs. The mean is over the examples, the rows.
    total = squares[:, :-1].sum(axis=1)
    # The last output is left out: the loop over the outputs ends one step too early.
    each = 2 * squares.sum(axis=1)  # You multiply by 2. The factor is ½.
    return (A - Y).sum() ** 2 / (2 * len(A))
    # You add the differences first, in which too much and too little cancel. Square each one
    # first.
    return (0.5 * (A - Y)).sum() ** 2 / len(A)
    # You halve and add the differences and square then. Square each first, and halve at the end.
    return np.linalg.norm(A - Y) / (2 * len(A))
    # The root of the sum of squares is taken: `np.linalg.norm` is a length. Square it.
    return np.linalg.norm(A - Y)
    # This is the length of the difference: a root. Asked are squares, halved, and their mean.
    """
    # Subtract first, then square, so that too much and too little do not cancel.
    squares = (A - Y) ** 2  # the square of each difference
    total = squares.sum(axis=1)  # the sum of each example
    each = total / 2  # the cost of each example
    return each.mean()  # the mean cost


def _digit_cases(rng: Rng) -> list[Case]:
    a = rng.uniform(0.02, 0.98, 10)
    return [
        Case(
            (np.array([0.43, 0.28, 0.8]), np.array([0.0, 0.0, 1.0])),
            "a = [0.43, 0.28, 0.8], y = [0, 0, 1]",
            "hand",
        ),
        Case(
            (np.array([0.3, 0.6]), np.array([1.0, 0.0])), "a = [0.3, 0.6], y = [1, 0]", "isolated"
        ),
        Case((a, np.eye(10)[rng.integers(10)]), "10 random outputs", "random"),
        Case((rng.uniform(-1, 2, 4), rng.uniform(0, 1, 4)), "4 outputs, soft targets", "random"),
        Case((1e4 * a, np.eye(10)[2]), "very large outputs", "extreme"),
        Case((np.array([0, 1, 2]), np.array([1, 0, 0])), "whole numbers", "integer"),
        Case((a, np.eye(10, dtype=int)[3]), "a target of type int", "integer"),
        Case((a.astype(np.float32), np.eye(10, dtype=np.float32)[3]), "type float32", "float32"),
        Case((np.array([0.3]), np.array([1.0])), "one output", "one"),
    ]


@exercise(
    _digit_cases,
    "(cost, gradient): a number and an array (K,)",
    points=2,
    properties=(
        Property(
            "slope", "the gradient is the measured slope of the cost", Drawn("gradient of the cost")
        ),
    ),
)
def digit_cost(a, y):
    """
    cost = (a**2).sum()
    # The cost has no targets, a mistake of the loss of the dog in the notes; see erratum E27.
    cost = (a - y)[0] ** 2  # Only the first output counts in the cost: add up all of them.
    cost = (a - y)[-1] ** 2
    # Only the last output counts in the cost: inside the loop `=` overwrites, `+=` adds.
    cost = ((a - y)[:-1] ** 2).sum()
    # The last output is left out of the cost: the loop ends one step too early.
    cost = 0.3033
    # The cost of the worked example is written into the code. Compute it from a and y.
    gradient = 2 * (y - a)
    # The gradient has the wrong sign: 2 (y - a) is the desired change. The gradient points to
    # where the cost grows.
    gradient = a - y  # The gradient is half of what it should be: the square leaves a factor 2.
    gradient = y - a
    # The gradient lacks the factor 2 that the square leaves, and has the wrong sign.
    gradient = 2 * (a - y) / len(a)
    # The gradient is divided by the number of outputs. The cost is a sum: its slopes are not
    # divided.
    gradient = (a - y) / 2  # The gradient is divided by 2. The square leaves the factor 2 in front.
    gradient = 2 * (a - y) * a * (1 - a)
    # The gradient holds the slope of the sigmoid as well. Asked is the slope in a, not in z.
    gradient = (a - y) ** 2  # The second value holds the squares. Asked are their slopes in a.
    cost = ((a - y) ** 2).sum() / 2
    gradient = a - y
    # Cost and gradient are half of what they should be: this note has no factor ½.
    cost = ((a - y) ** 2).mean()
    gradient = 2 * (a - y) / len(a)
    # You divide by the number of outputs. For one example the cost is the sum over its outputs.
    cost = (a**2).sum()
    gradient = 2 * a
    # The targets are not used, a mistake of the loss of the dog in the notes; see erratum E27.
    a = a.astype(y.dtype)
    # When y holds whole numbers, a is cut to whole numbers as well. Compute in floats.
    """
    cost = ((a - y) ** 2).sum()  # cost
    gradient = 2 * (a - y)  # gradient
    return cost, gradient
