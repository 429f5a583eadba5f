"""The price of large weights: the penalty, its gradient, and the weights that pay it best."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def _penalty_cases(rng: Rng) -> list[Case]:
    W1, W2 = rng.normal(0, 1, (3, 4)), rng.normal(0, 0.5, (4, 2))
    by_hand = [np.array([[1.0, -2.0]]), np.array([[3.0]])]
    return [
        Case((by_hand, 0.5), "W = [[1, -2]] and [[3]]", "hand"),
        Case(([W1, W2], 0.0), "lam = 0", "isolated"),
        Case(([W1], 0.3), "one array", "isolated"),
        Case(([W1, W2], 0.7), "two arrays", "random"),
        Case(([W2, W1, -W2.T], 1.9), "three arrays", "random"),
        Case(([rng.integers(1, 4, (2, 3))], 2), "whole numbers", "integer"),
        Case(([W1.astype(np.float32)], 0.7), "type float32", "float32"),
    ]


@exercise(_penalty_cases, "one number", points=1)
def l2_penalty(weights, lam):
    """
    squares = [np.sum(np.abs(W)) for W in weights]
    # You add the sizes of the weights: that is the L1 penalty. Ridge adds their squares.
    total = squares[0]  # Only the first array pays: does `return` stand inside the loop?
    total = squares[-1]
    # Only the last array pays: in a loop, `=` in place of adding to what is there.
    squares = [np.sum(np.array(weights) ** 2)]
    # The arrays have different shapes and do not fit into one array. Go through the list.
    """
    squares = [np.sum(W**2) for W in weights]  # the squares of each array
    # All arrays of weights pay.
    total = sum(squares)  # the sum of all squares
    # The half is there for the slope: that of ½ w² is w.
    return lam * total / 2


def _ridge_cases(rng: Rng) -> list[Case]:
    W, dW = rng.normal(0, 1, (2, 3, 4))
    by_hand = 3.0, np.array([[2.0, -1.0]]), np.array([[0.5, 0.0]]), 0.2
    whole = rng.integers(-3, 4, (2, 2, 2))
    return [
        Case(by_hand, "the numbers of the task", "hand"),
        Case((0.0, W, 0 * dW, 0.4), "J = 0 and dW = 0", "isolated"),
        Case((1.7, W, dW, 0.6), "a 3×4 array", "random"),
        Case((0.4, dW[:2], W[:2], 2.3), "a 2×4 array", "random"),
        Case((2, *whole, 1), "whole numbers", "integer"),
        Case((1.5, W[0].astype(np.float32), dW[0], 0.6), "type float32", "float32"),
    ]


@exercise(_ridge_cases, "a number and an array of the shape of W: (cost, gradient)", points=2)
def add_ridge(J, W, dW, lam):
    """
    gradient = dW + lam * np.sign(W)
    # `gradient` holds the slope of |w|, that of the L1 penalty. The slope of ½ w² grows with w.
    gradient = dW + lam / 2 * W**2
    # `gradient` adds the penalty itself. Asked is its slope in each weight.
    gradient = dW + penalty
    # `gradient` adds the penalty, one number for all weights. Asked is its slope in each weight.
    cost = J + lam * np.sum(np.abs(W))
    gradient = dW + lam * np.sign(W)
    # This is the L1 penalty in both results. Ridge squares the weights.
    """
    penalty = lam / 2 * np.sum(W**2)  # the penalty
    cost = J + penalty  # cost
    slope = lam * W  # the slope of the penalty
    gradient = dW + slope  # gradient
    return cost, gradient


def examples(rng: Rng, n: int, d: int) -> tuple[Array, Array]:
    """Draw (X, y) of a linear fit."""
    return rng.normal(0, 1, (n, d)), rng.normal(0, 2, n)


def _fit_cases(rng: Rng) -> list[Case]:
    X, y = examples(rng, 8, 3)
    copies = np.repeat(X[:, :1], 3, axis=1) * [1, 2, -1]
    whole = rng.integers(-3, 4, (5, 2)), rng.integers(-3, 4, 5), 2
    by_hand = np.array([[1.0], [2.0]]), np.array([3.0, 4.0]), 5.0
    return [
        Case(by_hand, "the numbers of the task", "hand"),
        Case((X, y, 1e-5), "nearly no penalty", "isolated", rtol=1e-6),
        Case((X, y, 0.8), "8 examples, 3 columns", "random"),
        Case((*examples(rng, 3, 3), 1.7), "3 examples, 3 columns", "random"),
        Case((*examples(rng, 3, 5), 0.3), "fewer examples than columns", "random"),
        Case((copies, y, 0.4), "three columns that say the same", "extreme"),
        Case(whole, "whole numbers", "integer"),
        Case((X.astype(np.float32), y.astype(np.float32), 0.8), "type float32", "float32"),
        Case((X[:1], y[:1], 0.8), "one example", "one"),
    ]


@exercise(_fit_cases, "an array (d,): the weights", points=3)
def ridge_fit(X, y, lam):
    """
    price = lam
    # You add lam to every entry of the matrix. It belongs on the diagonal only: `lam * np.eye(d)`.
    return np.linalg.inv(X.T @ X + lam) @ right
    # You add lam to every entry of the matrix. It belongs on the diagonal only: `lam * np.eye(d)`.
    return np.linalg.inv(X.T @ X + lam) @ X.T @ y
    # You add lam to every entry of the matrix. It belongs on the diagonal only: `lam * np.eye(d)`.
    price = lam * np.diag((np.arange(X.shape[1]) > 0) * 1.0)
    # The first weight pays nothing, as a bias would. Here every column is an input: all pay.
    return np.linalg.lstsq(X, y, rcond=None)[0]
    # The penalty is missing: this is the fit without it.
    return right / (1 + lam)
    # You shrink what comes out without X. The penalty acts inside the equation.
    return np.linalg.lstsq(X, y, rcond=None)[0] / (1 + lam)
    # You shrink all weights alike. Ridge shrinks those most that the data say least about.
    """
    price = lam * np.eye(X.shape[1])  # the penalty's part of the matrix
    # The slope of the cost in w is 2 (Xᵀ(X w - y) + lam w), and at the minimum it is 0.
    left = X.T @ X + price  # the matrix in front of w
    right = X.T @ y  # the right side
    return np.linalg.solve(left, right)
