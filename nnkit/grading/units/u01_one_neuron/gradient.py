"""The gradient of the mean loss of one neuron."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import Drawn, neuron_data
from nnkit.grading.units.elementwise import STABLE


def _gradient_cases(rng: Rng) -> list[Case]:
    X = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 1.0]])
    y, w, b = np.array([1.0, 0.0, 1.0]), np.array([0.5, -1.0]), 0.25
    X5, y5, w5, b5 = neuron_data(rng, 5, 3)
    f32 = (X5.astype(np.float32), y5.astype(np.float32), w5.astype(np.float32), np.float32(b5))
    whole = np.array([[1, 2], [0, -3], [2, 1]]), np.array([1, 0, 1]), np.array([1, -1]), 1
    one = np.array([[1.5, -0.5, 2.0]]), np.array([0.0]), np.array([0.3, 1.0, -0.2]), 0.1
    return [
        Case((X, y, w, b), "3 examples with 2 inputs", "hand"),
        Case((np.zeros((4, 2)), np.array([1.0, 0, 0, 0]), w, 0.3), "X all 0, b = 0.3", "isolated"),
        Case((X, np.array([1.0, 1.0, 0.0]), np.zeros(2), 0.0), "w = [0, 0], b = 0", "isolated"),
        Case(neuron_data(rng, 7, 3), "7 examples with 3 inputs", "random"),
        Case((X5, y5, w5, b5), "5 examples with 3 inputs", "random"),
        Case(neuron_data(rng, 4, 4), "4 examples with 4 inputs", "random"),
        Case((600 * X, y, w, b), "sums z down to -900", "extreme", hint=STABLE),
        Case((600 * X, y, -w, b), "sums z up to 900", "extreme", hint=STABLE),
        Case(whole, "whole numbers", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case(one, "one example", "one"),
    ]


@exercise(
    _gradient_cases,
    "(dw, db): an array of the shape of w, and a number",
    gradient=Drawn("measured slopes"),
    points=3,
)
def logistic_grads(X, y, w, b):
    """
    e = -y - p
    # Your error is -y - p, as an early line of the notes prints it. For p = y it must be 0.
    e = (-y - p) * p * (1 - p)
    # Your error is -y - p, times the slope p(1 - p). For p = y it must be 0, and with this loss the
    # slope cancels.
    dw = X.T @ e / len(X)
    db = e / len(X)
    # db holds one number for each example. b is one number, so its gradient is one number.
    db = dw.mean()
    # db is the mean of dw. The bias belongs to an input that is always 1: average the errors.
    db = dw.sum()
    # db is the sum of dw. The bias belongs to an input that is always 1: average the errors.
    dw = X.mean(axis=0) * e.mean()
    # dw is the mean input times the mean error. Multiply example by example first, then average.
    dw = e.mean() * np.ones(X.shape[1])
    # All entries of dw are the same: the factor x, the derivative of z in w, is missing.
    dw = (X * e[:, None]).mean(axis=1)
    # dw has one number for each example: the mean runs along the wrong axis.
    dw = X * e[:, None]
    # dw still holds a row for each example. Add them up, axis 0, and divide by N.
    dw = X * e[:, None] / len(X)  # dw still holds a row for each example. Add them up, axis 0.
    e = p[:, None] - y
    db = e.sum() / len(X)
    # dw is a table: p or y stands in a column of shape (N, 1), and all their pairs are subtracted.
    # Keep both flat, of shape (N,).
    e = p - y[:, None]
    db = e.sum() / len(X)
    # dw is a table: p or y stands in a column of shape (N, 1), and all their pairs are subtracted.
    # Keep both flat, of shape (N,).
    dw = X.T @ (p.mean() - y) / len(X)
    # In dw all pairs of p and y are subtracted, and a mean hides it: one of the two stands in a
    # column of shape (N, 1). Keep both flat, of shape (N,).
    return 0 * w, 0.0  # Both gradients are always 0. If you use a loop, is it ever reached?
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
    # You return the loss. Asked is its gradient, dw and db.
    return np.append(dw, db), db
    # dw has one entry too many: the gradient of the bias is appended. Keep the two apart.
    dw = X[:-1].T @ e[:-1] / len(X)
    db = e[:-1].sum() / len(X)
    # The last example is not added: the loop over the examples ends one step too early.
    dw = X[0] * e[0] / len(X)
    db = e[0] / len(X)
    # Only the first example is added before the division: does `return` stand in the loop?
    dw = X[-1] * e[-1] / len(X)
    db = e[-1] / len(X)
    # Only the last example counts: inside the loop the sums are replaced, not increased.
    """
    p = sigmoid(X @ w + b)  # the output of the neuron
    # Prediction minus target: p - y.
    e = p - y  # the error of each example
    dw = X.T @ e / len(X)  # dw
    db = e.mean()  # db
    return dw, db
