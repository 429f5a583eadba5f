"""Batch normalisation: forward in training and at test time, and its way back."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def batch(rng: Rng, n: int, d: int) -> tuple[Array, ...]:
    """Draw (X, gamma, beta, running_mean, running_var)."""
    X = rng.normal(rng.uniform(-2, 2, d), rng.uniform(0.3, 2, d), (n, d))
    gamma = rng.uniform(0.4, 2, d) * rng.choice([-1, 1], d)
    return X, gamma, rng.uniform(0.5, 2, d), rng.uniform(-3, -1, d), rng.uniform(0.5, 4, d)


HAND_BATCH = tuple(np.array(v) for v in ([[1.0], [5.0]], [3.0], [10.0], [2.0], [8.0]))


def _forward_cases(rng: Rng) -> list[Case]:
    X, *rest = batch(rng, 6, 3)
    whole = [rng.integers(-4, 5, (5, 3)), *(rng.integers(1, 4, 3) for _ in range(4))]
    rough: dict[str, Any] = {"eps": 0.5, "momentum": 0.7}
    return [
        Case((*HAND_BATCH, True, 0.9, 0.0), "the numbers of the task, train=True", "hand"),
        Case((*HAND_BATCH, False, 0.9, 0.0), "the numbers of the task, train=False", "hand"),
        Case((X, *rest, True), "6 examples, 3 columns, train=True", "random"),
        Case((X, *rest, False), "6 examples, 3 columns, train=False", "random"),
        Case((*batch(rng, 4, 4), True), "4×4, train=True, eps = 0.5", "random", kwargs=rough),
        Case((*batch(rng, 4, 4), False), "4×4, train=False, eps = 0.5", "random", kwargs=rough),
        Case((np.ones((4, 3)), *rest, True), "columns of equal numbers", "extreme"),
        Case((*whole, True), "whole numbers", "integer"),
        Case((*(v.astype(np.float32) for v in (X, *rest)), True), "type float32", "float32"),
        Case((X[:1], *rest, True), "one example", "one"),
    ]


@exercise(_forward_cases, "three arrays: (out, new_mean, new_var)", points=4)
def batchnorm_forward(X, gamma, beta, running_mean, running_var, train, momentum=0.9, eps=1e-5):
    """
    H = (X - running_mean) / np.sqrt(running_var + eps)
    # In training, too, you normalise by the running values. The batch has its own.
    H = (X - moved_mean) / np.sqrt(moved_var + eps)
    # You move the running values first and normalise by them. `out` takes those of the batch.
    H = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps)
    # At test time you still normalise by the batch. Then the running values stand in its place.
    new_mean = momentum * running_mean + (1 - momentum) * X.mean(axis=0)
    new_var = momentum * running_var + (1 - momentum) * X.var(axis=0)
    # The running values also move at test time. They are learned in training only.
    var = X.std(axis=0) if train else running_var
    # You take the standard deviation for the variance, which is its square.
    var = X.var(axis=0, ddof=1) if train else running_var
    # You divide the variance by N - 1. Here it is the mean of the squares, by N.
    mean = X.mean(axis=1, keepdims=True) if train else running_mean
    var = X.var(axis=1, keepdims=True) if train else running_var
    # You normalise each example. Here each *column* is normalised, over the examples.
    new_mean = momentum * mean + (1 - momentum) * running_mean if train else running_mean
    new_var = momentum * var + (1 - momentum) * running_var if train else running_var
    # momentum is the share of the *old* running values that is kept. You give it to the batch.
    new_mean = running_mean
    new_var = running_var
    # The running values do not move. In training they follow the batch a little.
    out = gamma * (X - mean) / (np.sqrt(var) + eps) + beta
    # eps is added behind the root. It is added to the variance, below the root.
    """
    mean = X.mean(axis=0) if train else running_mean  # the mean
    var = X.var(axis=0) if train else running_var  # the variance
    # The old value keeps the share momentum; at test time nothing moves.
    moved_mean = momentum * running_mean + (1 - momentum) * mean  # the moved mean
    # The old value keeps the share momentum; at test time nothing moves.
    moved_var = momentum * running_var + (1 - momentum) * var  # the moved variance
    H = (X - mean) / np.sqrt(var + eps)  # the normalised columns
    out = gamma * H + beta  # out
    new_mean = moved_mean if train else running_mean  # new_mean
    new_var = moved_var if train else running_var  # new_var
    return out, new_mean, new_var


def back(rng: Rng, n: int, d: int) -> tuple[Array, Array, Array]:
    """Draw (dY, X, gamma)."""
    X, gamma, *_ = batch(rng, n, d)
    return rng.normal(0.4, 1, (n, d)), X, gamma


def _backward_cases(rng: Rng) -> list[Case]:
    dY, X, gamma = back(rng, 6, 3)
    hand = np.array([[3.0], [0.0], [0.0]]), np.array([[-1.0], [0.0], [1.0]]), np.array([2.0])
    whole = rng.integers(-3, 4, (4, 2)), np.arange(8).reshape(4, 2) ** 2 - 9
    return [
        Case((*hand, 1 / 3), "the numbers of the task", "hand"),
        Case((np.ones((6, 3)), X, gamma), "the same slope for all examples", "isolated"),
        Case((dY, X, np.ones(3)), "gamma = 1", "isolated"),
        Case((dY, X, gamma), "6 examples, 3 columns", "random"),
        Case((*back(rng, 4, 4), 0.6), "4×4, eps = 0.6", "random"),
        Case((*back(rng, 3, 2), 0.2), "3 examples, 2 columns, eps = 0.2", "random"),
        Case((dY, np.ones((6, 3)), gamma), "columns of equal numbers", "extreme"),
        Case((*whole, np.array([1, -2])), "whole numbers", "integer"),
        Case(tuple(v.astype(np.float32) for v in (dY, X, gamma)), "type float32", "float32"),
        Case((dY[:1], X[:1], gamma), "one example", "one"),
    ]


@exercise(
    _backward_cases, "three arrays: (dX, dgamma, dbeta)", follow=("dbeta", "dgamma", "dX"), points=4
)
def batchnorm_backward(dY, X, gamma, eps=1e-5):
    """
    dX = dH / s
    # `dX` takes mean and variance for constants. Every example moves both: two ways are missing.
    dX = (dH - dH.mean(axis=0)) / s  # In `dX` the way through the variance is missing.
    dX = (dH - H * (dH * H).mean(axis=0)) / s  # In `dX` the way through the mean is missing.
    """
    D = X - X.mean(axis=0)  # X without its mean
    s = np.sqrt(np.mean(D**2, axis=0) + eps)  # the root of the variance
    H = D / s  # the normalised columns
    dH = gamma * dY  # the slope in the normalised columns
    # Scale and shift are like a dense layer of one weight a column: add the examples.
    dbeta = np.sum(dY, axis=0)  # dbeta
    dgamma = np.sum(dY * H, axis=0)  # dgamma
    by_mean = np.mean(dH, axis=0)  # the way through the mean
    by_var = H * np.mean(dH * H, axis=0)  # the way through the variance
    # Every example moves the mean and the variance of its column: two ways more.
    dX = (dH - by_mean - by_var) / s  # dX
    return dX, dgamma, dbeta
