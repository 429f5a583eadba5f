"""The price of large weights: the penalty, its gradient, and the weights that pay it best."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import arrays, by_hand, drawn, variant

RIDGE = "size: ab ab size:"  # J, W, dW, lam
FIT = "nd n"  # X, y; lam comes behind


def weights(rng: Rng, shapes: str, lam: float) -> tuple[Any, ...]:
    """Draw (weights, lam) for shapes such as "3×4 4×2"."""
    return [rng.normal(0, 1, [*map(int, s.split("×"))]) for s in shapes.split()], lam


@exercise(
    Case(([np.array([[1.0, -2.0]]), np.array([[3.0]])], 0.5), "W = [[1, -2]] and [[3]]", "hand"),
    variant(weights, ("3×4 4×2", 0.0), "lam = 0", "isolated"),
    variant(weights, ("3×4", 0.3), "one array", "isolated"),
    drawn(weights, "arrays {}", ("3×4 4×2", 0.7), ("4×2 3×4 2×4", 1.9), whole=True),
    "one number",
)
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


@exercise(
    by_hand(3.0, [[2.0, -1.0]], [[0.5, 0.0]], 0.2),
    variant(RIDGE, (3, 4), "J = 0 and dW = 0", "isolated", 0, 1, 0),
    drawn(RIDGE, "a {}×{} array", (3, 4), (2, 4), whole=True),
    "a number and an array of the shape of W: (cost, gradient)",
    points=2,
)
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


@exercise(
    by_hand([[1.0], [2]], [3.0, 4], 5.0),
    lambda rng: Case(arrays(rng, FIT, 8, 3, 1e-5), "nearly no penalty", "isolated", rtol=1e-6),
    drawn(FIT, "{} examples, {} columns", (8, 3, 0.8), (3, 3, 1.7), one=(1, 3, 0.8), whole=True),
    variant(FIT, (3, 5, 0.3), "fewer examples than columns", "random"),
    variant(FIT, (8, 1, 0.4), "three columns that say the same", "extreme", [[1, 2, -1]]),
    "an array (d,): the weights",
    points=3,
)
def ridge_fit(X, y, lam):
    """
    price = lam
    # You add lam to every entry of the matrix. It belongs on the diagonal only: `lam * np.eye(d)`.
    return np.linalg.inv(X.T @ X + lam) @ right
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
