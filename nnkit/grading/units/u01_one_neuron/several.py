"""The bias as a weight, and several neurons."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn, neurons


def _fold_cases(rng: Rng) -> list[Case]:
    X, W, b = neurons(rng, 7, 2, 3)
    hand = [[2.0, 3.0]], [[4.0, 5.0, 6.0], [7.0, 8.0, 9.0]], [-1.0, -2.0, -3.0]
    text = "X = [[2, 3]], W = [[4, 5, 6], [7, 8, 9]], b = [-1, -2, -3]"
    half = np.array([0.5, -0.25, 1.5])
    whole = np.array([[1, 2], [3, 4]]), np.array([[1, 0, 3], [2, 1, -1]]), half
    return [
        Case(tuple(map(np.array, hand)), text, "hand"),
        Case((X, W, b), "X 7×2, W 2×3, b of length 3", "random"),
        Case(neurons(rng, 4, 3, 2), "X 4×3, W 3×2, b of length 2", "random"),
        Case(neurons(rng, 3, 3, 3), "X 3×3, W 3×3, b of length 3", "random"),
        Case(whole, "whole numbers X and W, b = [0.5, -0.25, 1.5]", "integer"),
        Case(tuple(v.astype(np.float32) for v in (X, W, b)), "numbers of type float32", "float32"),
        Case(neurons(rng, 1, 2, 3), "one example", "one"),
        Case(neurons(rng, 4, 1, 2), "one input", "one"),
        Case(neurons(rng, 4, 3, 1), "one neuron", "one"),
    ]


@exercise(
    _fold_cases,
    "two arrays: X with a column more, W with a row more",
    parts=("X1", "W1"),
    points=1,
    properties=(
        Property("product", "the product of the two results is X W + b", Drawn("same product")),
    ),
)
def fold_bias(X, W, b):
    """
    X1 = np.hstack([X, ones])
    W1 = np.vstack([W, b])
    # The product is right, but the ones stand last. Asked is [1 X]: the ones and the bias come
    # first, as the notes write w₀.
    X1 = np.hstack([X, ones])
    # The ones are the last column but the bias is the first row, so the bias meets the first
    # input. Put both first.
    W1 = np.vstack([W, b])
    # The ones are the first column but the bias is the last row, so the bias meets the last
    # input. Put both first.
    W1 = np.vstack([np.ones(len(b)), W])
    # You put ones in the new row of W. The notes print w₀ = 1; see erratum E21: the input is 1,
    # its weight is the bias.
    X1 = np.vstack([np.ones(X.shape[1]), X])
    # The ones form a new row of X, as if there were one more example. They should be a new
    # column: one more input.
    ones = np.ones(X.shape)  # X gets as many new columns as it has. One column of ones is enough.
    X1 = X  # X is unchanged: it needs one more column for the new row of W.
    W1 = W  # W is unchanged: it needs one more row for the new input.
    W1 = W + b  # The bias is added to every weight. It should become a row of its own.
    W1 = np.vstack([0 * b, W + b])
    # The bias is added to all weights. It should become a row of its own.
    W1 = np.column_stack([b, W])
    # The bias is put beside W as a column, which fits only when W is square. Each neuron is a
    # column of W; its bias is one more entry in that column.
    return X @ W + b  # You return X W + b. Asked are the two factors whose product gives it.
    X1 = np.append(X, ones)
    W1 = np.append(W, b)
    # `np.append` and `np.concatenate` without an axis give one long row of numbers. Choose the
    # axis.
    X1 = np.append(ones, X)
    W1 = np.append(b, W)
    # Without an axis, `np.append` and `np.concatenate` give one long row of numbers. Choose the
    # axis.
    W1 = np.vstack([0 * b, W])  # The new row of W holds zeros: the bias is lost.
    W1 = np.vstack([0 * b + b[0], W])  # Every neuron gets the first bias. Each has its own.
    ones = np.ones(len(X))
    # `hstack`, `vstack` and `concatenate` want parts that fit: beside X the ones must be a column
    # of shape (N, 1), above W the biases a row of shape (1, n).
    W1 = np.vstack([b.astype(W.dtype), W])
    # With whole numbers in W the bias is cut to whole numbers: an array made in the type of W
    # holds integers.
    """
    ones = np.ones((len(X), 1))  # the column of ones
    X1 = np.hstack([ones, X])  # X with its ones
    W1 = np.vstack([b, W])  # W with its biases
    return X1, W1


def _scores(rng: Rng, n: int, k: int) -> Array:
    """Draw neuron outputs: in the first row none reaches 1/2, in the second several do."""
    S = rng.uniform(0.02, 0.98, (n, k))
    S[0] = rng.permutation(np.linspace(0.1, 0.45, k))
    S[1] = rng.permutation(np.linspace(0.55, 0.95, k))
    S[2] = rng.permutation(np.append(np.linspace(0.6, 0.9, k - 1), 0.2))
    return S


def _ovr_cases(rng: Rng) -> list[Case]:
    S = np.array([[0.2, 0.9, 0.6], [0.1, 0.2, 0.4], [0.8, 0.3, 0.7], [0.6, 0.7, 0.8]])
    none = np.array([[0.1, 0.4, 0.3], [0.45, 0.2, 0.1]])
    many = np.array([[0.6, 0.7, 0.95, 0.8], [0.55, 0.9, 0.3, 0.6]])
    close = np.array([[1e-9, 3e-9, 2e-9], [1.0, 1 - 1e-9, 0.5]])
    return [
        Case((S,), "4 examples, 3 neurons", "hand"),
        Case((none,), "2 examples for which no neuron reaches 0.5", "isolated"),
        Case((many,), "2 examples for which several neurons are above 0.5", "isolated"),
        Case((_scores(rng, 7, 4),), "7 examples, 4 neurons", "random"),
        Case((_scores(rng, 5, 5),), "5 examples, 5 neurons", "random"),
        Case((_scores(rng, 4, 10),), "4 examples, 10 neurons", "random"),
        Case((close,), "outputs that differ by 1e-9", "extreme"),
        Case((np.array([[0, 1, 0], [0, 0, 1]]),), "whole numbers", "integer"),
        Case((_scores(rng, 6, 4).astype(np.float32),), "outputs of type float32", "float32"),
        Case((np.array([[0.3, 0.1, 0.8, 0.4]]),), "one example", "one"),
        Case((np.array([[0.3], [0.8], [0.6]]),), "one neuron", "one"),
    ]


@exercise(_ovr_cases, "an array (N,) of integers 0..K-1", kind="integer", points=1)
def ovr_predict(S):
    """
    return np.argmax(S >= 0.5, axis=1)
    # You take the first neuron above 0.5. When none or several are above it, the largest output
    # still decides: do not compare with 0.5.
    return np.where((S >= 0.5).any(axis=1), S.argmax(axis=1), -1)
    # When no neuron reaches 0.5 you return -1. The largest output decides then too.
    return np.where((S >= 0.5).any(axis=1), S.argmax(axis=1), 0)
    # When no neuron reaches 0.5 you return class 0. The largest output decides then too.
    return np.argmax(S, axis=1) + 1
    # Your classes are counted from 1. In this course they are counted from 0.
    return np.argmax(S[:, 1:], axis=1)
    # The first neuron is left out, so all classes are one too small and class 0 is never found
    # as such.
    return np.argmax(S[:, :-1], axis=1)
    # The last neuron is never looked at: the loop over the neurons ends one step too early.
    return np.argsort(S, axis=1)[:, -2]  # You take the second largest output.
    return (S.max(axis=1, keepdims=True) == S) * 1
    # You return a table with a 1 at the largest output. Asked is the number of the class.
    return (S >= 0.5) * 1
    # You return every neuron's own decision. Asked is one class for each row.
    return (S >= 0.5).sum(axis=1)
    # You count how many neurons are above 0.5. Asked is which neuron is largest.
    return S.argmax(axis=1), S.max(axis=1)
    # You return the classes and the outputs. Asked are the classes only.
    return np.argsort(S, axis=1)
    # You return the order of all neurons. Asked is the number of the largest only.
    return np.argsort(-S, axis=1)
    # Your result is the order of all neurons. Asked is the number of the largest only.
    """
    # Asked is the position of the largest output in each row.
    return np.argmax(S, axis=1)  # the classes
