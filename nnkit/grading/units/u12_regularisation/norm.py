"""Batch normalisation: forward in training and at test time, and its way back."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case
from nnkit.grading.units.drawing import arrays, by_hand, drawn, variant

BATCH = "wide:nd bias:d bias:d bias:d size:d"  # X, gamma, beta, running_mean, running_var
BACK = "nd wide:nd bias:d"  # dY, X, gamma
HAND = tuple(np.array(v) for v in ([[1.0], [5.0]], [3.0], [10.0], [2.0], [8.0]))
OWN = 0.7, 0.5  # momentum, eps


@exercise(
    Case((*HAND, True, 0.9, 0.0), "the numbers of the task, train=True", "hand"),
    Case((*HAND, False, 0.9, 0.0), "the numbers of the task, train=False", "hand"),
    drawn(BATCH, "{}×{}, train={}", (6, 3, True), (6, 3, False), one=(1, 3, True), whole=True),
    drawn(
        BATCH, "{}×{}, train={}, momentum = {}, eps = {}", (4, 4, True, *OWN), (4, 4, False, *OWN)
    ),
    variant(BATCH, (4, 3, True), "columns of equal numbers", "extreme", 0),
    "three arrays: (out, new_mean, new_var)",
    points=4,
)
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


@exercise(
    by_hand([[3.0], [0], [0]], [[-1.0], [0], [1]], [2.0], 1 / 3),
    lambda rng: Case(
        (np.ones((6, 3)), *arrays(rng, "wide:nd bias:d", 6, 3)),
        "the same slope for all examples",
        "isolated",
    ),
    lambda rng: Case((*arrays(rng, "nd wide:nd", 6, 3), np.ones(3)), "gamma = 1", "isolated"),
    drawn(BACK, "{} examples, {} columns", (6, 3), one=(1, 3), whole=True),
    drawn(BACK, "{} examples, {} columns, eps = {}", (4, 4, 0.6), (3, 2, 0.2)),
    variant(BACK, (6, 3), "columns of equal numbers", "extreme", 1, 0),
    "three arrays: (dX, dgamma, dbeta)",
    follow=("dbeta", "dgamma", "dX"),
    points=4,
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
