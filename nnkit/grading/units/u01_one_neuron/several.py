"""The bias as a weight, and several neurons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import CHANGES, UNIT


def _layer(rng: Rng, n: int, d: int, k: int) -> tuple[Array, Array, Array]:
    return rng.normal(0, 1, (n, d)), rng.normal(0, 1, (d, k)), rng.normal(0, 1, k) + 2


def _fold_cases(rng: Rng) -> list[Case]:
    X, W, b = _layer(rng, 5, 2, 3)
    whole_b = np.array([0.5, -0.25, 1.5])
    return [
        Case(
            (
                np.array([[2.0, 3.0]]),
                np.array([[4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]),
                np.array([-1.0, -2.0, -3.0]),
            ),
            "X = [[2, 3]], W = [[4, 5, 6], [7, 8, 9]], b = [-1, -2, -3]",
            "hand",
        ),
        Case((X, W, b), "X 5×2, W 2×3, b of length 3", "random"),
        Case(_layer(rng, 4, 3, 2), "X 4×3, W 3×2, b of length 2", "random"),
        Case(_layer(rng, 3, 3, 3), "X 3×3, W 3×3, b of length 3", "random"),
        Case(
            (np.array([[1, 2], [3, 4]]), np.array([[1, 0, 3], [2, 1, -1]]), whole_b),
            "whole numbers X and W, b = [0.5, -0.25, 1.5]",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (X, W, b)), "numbers of type float32", "float32"),
        Case(_layer(rng, 1, 2, 3), "one example", "one"),
        Case(_layer(rng, 4, 1, 2), "one input", "one"),
        Case(_layer(rng, 4, 3, 1), "one neuron", "one"),
    ]


def _folded(
    X1: Callable[[Any, Any], Any], W1: Callable[[Any, Any], Any]
) -> Callable[[Any, Any, Any], tuple[Any, Any]]:
    """A wrong pair: X1(X, column of ones), W1(W, b)."""
    return lambda X, W, b: (X1(X, np.ones((len(X), 1))), W1(W, b))


def _ones_first(X: Any, one: Any) -> Any:
    return np.hstack([one, X])


def _bias_first(W: Any, b: Any) -> Any:
    return np.vstack([b, W])


def _same_product(fn: Callable[..., Any], rng: Rng) -> str | bool:
    X, W, b = _layer(rng, 4, 2, 3)
    X1, W1 = fn(X, W, b)
    if np.shape(X1) != (4, 3) or np.shape(W1) != (3, 3):
        return "for X 4×2 and W 2×3 the results should be 4×3 and 3×3"
    return bool(np.allclose(np.asarray(X1) @ np.asarray(W1), X @ W + b))


FLAT = (
    "`np.append` and `np.concatenate` without an axis give one long row of numbers. Choose the "
    "axis."
)

FOLD_BIAS = Spec(
    name="fold_bias",
    reference=nnkit.fold_bias,
    cases=_fold_cases,
    returns="two arrays: X with a column more, W with a row more",
    points=1,
    unit=UNIT,
    signature="fold_bias(X, W, b)",
    properties=(Property("product", "the product of the two results is X W + b", _same_product),),
    misconceptions=(
        Misconception(
            "at-the-end",
            _folded(lambda X, one: np.hstack([X, one]), lambda W, b: np.vstack([W, b])),
            "The product is right, but the ones stand last. Asked is [1 X]: the ones and the "
            "bias come first, as the notes write w₀.",
        ),
        Misconception(
            "ones-last-bias-first",
            _folded(lambda X, one: np.hstack([X, one]), _bias_first),
            "The ones are the last column but the bias is the first row, so the bias meets the "
            "first input. Put both first.",
        ),
        Misconception(
            "ones-first-bias-last",
            _folded(_ones_first, lambda W, b: np.vstack([W, b])),
            "The ones are the first column but the bias is the last row, so the bias meets the "
            "last input. Put both first.",
        ),
        Misconception(
            "printed-one",
            _folded(_ones_first, lambda W, b: np.vstack([np.ones(W.shape[1]), W])),
            "You put ones in the new row of W. The notes print w₀ = 1 in 002 line 96; see "
            "erratum E21: the input is 1, its weight is the bias.",
            "002 line 96, erratum E21",
            part=1,
        ),
        Misconception(
            "zeros",
            _folded(lambda X, one: np.hstack([0 * one, X]), _bias_first),
            "The new column of X holds zeros, so the bias is multiplied by 0. It must leave the "
            "bias as it is.",
            part=0,
        ),
        Misconception(
            "zero-bias",
            _folded(_ones_first, lambda W, b: np.vstack([0 * b, W])),
            "The new row of W holds zeros: the bias is lost.",
            part=1,
        ),
        Misconception(
            "minus-bias",
            _folded(_ones_first, lambda W, b: np.vstack([-b, W])),
            "The new row of W holds -b, so the bias is subtracted.",
            part=1,
        ),
        Misconception(
            "minus-ones",
            _folded(lambda X, one: np.hstack([-one, X]), _bias_first),
            "The new column of X holds -1, so the bias is subtracted.",
            part=0,
        ),
        Misconception(
            "exchanged",
            lambda X, W, b: nnkit.fold_bias(X, W, b)[::-1],
            "The two results stand in the wrong order: X with its ones comes first.",
        ),
        Misconception(
            "ones-as-row",
            _folded(lambda X, one: np.vstack([np.ones(X.shape[1]), X]), _bias_first),
            "The ones form a new row of X, as if there were one more example. They should be a "
            "new column: one more input.",
            part=0,
        ),
        Misconception(
            "too-many-ones",
            _folded(lambda X, one: np.hstack([np.ones(X.shape), X]), _bias_first),
            "X gets as many new columns as it has. One column of ones is enough.",
            part=0,
        ),
        Misconception(
            "x-only",
            _folded(_ones_first, lambda W, b: W),
            "W is unchanged: it needs one more row for the new input.",
            part=1,
        ),
        Misconception(
            "w-only",
            _folded(lambda X, one: X, _bias_first),
            "X is unchanged: it needs one more column for the new row of W.",
            part=0,
        ),
        Misconception(
            "bias-added",
            _folded(_ones_first, lambda W, b: W + b),
            "The bias is added to every weight. It should become a row of its own.",
            part=1,
        ),
        Misconception(
            "bias-as-column",
            _folded(_ones_first, lambda W, b: np.column_stack([b, W])),
            "The bias is put beside W as a column, which fits only when W is square. Each neuron "
            "is a column of W; its bias is one more entry in that column.",
            part=1,
        ),
        Misconception(
            "both-transposed",
            lambda X, W, b: tuple(part.T for part in nnkit.fold_bias(X, W, b)),
            "Both results are transposed: examples belong to the rows of the first, inputs to "
            "the rows of the second.",
        ),
        Misconception(
            "transposed",
            lambda X, W, b: (nnkit.fold_bias(X, W, b)[0], nnkit.fold_bias(X, W, b)[1].T),
            "The second result is transposed: inputs belong to rows, neurons to columns.",
            part=1,
        ),
        Misconception(
            "product",
            lambda X, W, b: X @ W + b,
            "You return X W + b. Asked are the two factors whose product gives it.",
        ),
        Misconception(
            "reversed-bias",
            _folded(_ones_first, lambda W, b: np.vstack([b[::-1], W])),
            "The biases stand in the reverse order.",
            part=1,
        ),
        Misconception(
            "first-bias-only",
            _folded(_ones_first, lambda W, b: np.vstack([np.full(W.shape[1], b[0]), W])),
            "Every neuron gets the first bias. Each has its own.",
            part=1,
        ),
        Misconception(
            "mean-bias",
            _folded(_ones_first, lambda W, b: np.vstack([np.full(W.shape[1], b.mean()), W])),
            "Every neuron gets the mean of the biases. Each has its own.",
            part=1,
        ),
        Misconception(
            "one-result",
            lambda X, W, b: nnkit.fold_bias(X, W, b)[0],
            "You return X with its ones only. Asked are two arrays; the bias goes into the second.",
        ),
        Misconception(
            "weights-only",
            lambda X, W, b: nnkit.fold_bias(X, W, b)[1],
            "You return the weights only. Asked are two arrays, X with its ones first.",
        ),
        Misconception(
            "flat-end",
            _folded(lambda X, one: np.append(X, one), lambda W, b: np.append(W, b)),
            FLAT,
        ),
        Misconception(
            "flat-one",
            _folded(lambda X, one: np.append(X, 1), lambda W, b: np.append(W, b)),
            FLAT,
        ),
        Misconception(
            "bias-not-copied",
            _folded(_ones_first, lambda W, b: np.vstack([0 * b, W + b])),
            "The bias is added to every weight. It should become a row of its own.",
            part=1,
        ),
        Misconception(
            "flat",
            _folded(lambda X, one: np.append(one, X), lambda W, b: np.append(b, W)),
            FLAT,
        ),
        Misconception(
            "integers-cut",
            _folded(_ones_first, lambda W, b: np.vstack([b.astype(W.dtype), W])),
            "With whole numbers in W the bias is cut to whole numbers: an array made in the type "
            "of W holds integers.",
            part=1,
        ),
        Misconception(
            "one-example-only",
            _folded(lambda X, one: np.hstack([[1.0], X]), _bias_first),
            "X has one row for each example: the ones must be a column with as many rows.",
        ),
    ),
)


def _scores(rng: Rng, n: int, k: int) -> Array:
    """Draw neuron outputs: in the first row none reaches 1/2, in the second several do."""
    S = rng.uniform(0.02, 0.98, (n, k))
    S[0] = rng.permutation(np.linspace(0.1, 0.45, k))
    S[1] = rng.permutation(np.linspace(0.55, 0.95, k))
    S[2] = rng.permutation(np.append(np.linspace(0.6, 0.9, k - 1), 0.2))
    return S


def _ovr_cases(rng: Rng) -> list[Case]:
    close = np.array([[1e-9, 3e-9, 2e-9], [1.0, 1 - 1e-9, 0.5]])
    S = np.array([[0.2, 0.9, 0.6], [0.1, 0.2, 0.4], [0.8, 0.3, 0.7], [0.6, 0.7, 0.8]])
    return [
        Case((S,), "4 examples, 3 neurons", "hand"),
        Case(
            (np.array([[0.1, 0.4, 0.3], [0.45, 0.2, 0.1]]),),
            "2 examples for which no neuron reaches 0.5",
            "isolated",
        ),
        Case(
            (np.array([[0.6, 0.7, 0.95, 0.8], [0.55, 0.9, 0.3, 0.6]]),),
            "2 examples for which several neurons are above 0.5",
            "isolated",
        ),
        Case((_scores(rng, 7, 4),), "7 examples, 4 neurons", "random"),
        Case((_scores(rng, 5, 5),), "5 examples, 5 neurons", "random"),
        Case((_scores(rng, 4, 10),), "4 examples, 10 neurons", "random"),
        Case((close,), "outputs that differ by 1e-9", "extreme"),
        Case((np.array([[0, 1, 0], [0, 0, 1]]),), "whole numbers", "integer"),
        Case((_scores(rng, 6, 4).astype(np.float32),), "outputs of type float32", "float32"),
        Case((np.array([[0.3, 0.1, 0.8, 0.4]]),), "one example", "one"),
        Case((np.array([[0.3], [0.8], [0.6]]),), "one neuron", "one"),
    ]


def _cleared_in_place(S: Any) -> Any:
    S[S < 0.5] = 0
    return S.argmax(axis=1)


OVR_PREDICT = Spec(
    name="ovr_predict",
    reference=nnkit.ovr_predict,
    cases=_ovr_cases,
    kind="integer",
    returns="an array (N,) of integers 0..K-1",
    points=1,
    unit=UNIT,
    signature="ovr_predict(S)",
    misconceptions=(
        Misconception(
            "threshold-first",
            lambda S: np.argmax(S >= 0.5, axis=1),
            "You take the first neuron above 0.5. When none or several are above it, the largest "
            "output still decides: do not compare with 0.5.",
        ),
        Misconception(
            "last-above",
            lambda S: S.shape[1] - 1 - np.argmax(S[:, ::-1] >= 0.5, axis=1),
            "You take the last neuron above 0.5. When none or several are above it, the largest "
            "output still decides: do not compare with 0.5.",
        ),
        Misconception(
            "wrong-axis",
            lambda S: np.argmax(S, axis=0),
            "You look for the largest output in each column, over the examples. Each row is an "
            "example: look along the row.",
        ),
        Misconception(
            "no-axis",
            lambda S: np.argmax(S),
            "Without an axis, `argmax` gives one position in the whole array. Asked is one class "
            "for each row.",
        ),
        Misconception(
            "from-one",
            lambda S: np.argmax(S, axis=1) + 1,
            "Your classes are counted from 1. In this course they are counted from 0.",
        ),
        Misconception(
            "largest-value",
            lambda S: np.max(S, axis=1),
            "You return the largest output itself. Asked is its position in the row.",
        ),
        Misconception(
            "smallest",
            lambda S: np.argmin(S, axis=1),
            "You take the smallest output. Look at the direction of the search or of the sorting.",
        ),
        Misconception(
            "second-largest",
            lambda S: np.argsort(S, axis=1)[:, -2] if S.shape[1] > 1 else np.zeros(len(S), int),
            "You take the second largest output.",
        ),
        Misconception(
            "one-hot",
            lambda S: (S.max(axis=1, keepdims=True) == S).astype(int),
            "You return a table with a 1 at the largest output. Asked is the number of the class.",
        ),
        Misconception(
            "decisions",
            lambda S: (S >= 0.5).astype(int),
            "You return every neuron's own decision. Asked is one class for each row.",
        ),
        Misconception(
            "booleans",
            lambda S: S.max(axis=1, keepdims=True) == S,
            "You return a table that is True at the largest output. Asked is the number of the "
            "class.",
        ),
        Misconception(
            "count",
            lambda S: (S >= 0.5).sum(axis=1),
            "You count how many neurons are above 0.5. Asked is which neuron is largest.",
        ),
        Misconception(
            "no-class",
            lambda S: np.where((S >= 0.5).any(axis=1), S.argmax(axis=1), -1),
            "When no neuron reaches 0.5 you return -1. The largest output decides then too.",
        ),
        Misconception(
            "floats",
            lambda S: np.argmax(S, axis=1).astype(float),
            "The classes are right but have the type float. Classes are integers.",
        ),
        Misconception(
            "column",
            lambda S: np.argmax(S, axis=1)[:, None],
            "The classes are right but stand in a column of shape (N, 1). Return the shape (N,).",
        ),
        Misconception(
            "first-neuron-skipped",
            lambda S: np.argmax(S[:, 1:], axis=1) if S.shape[1] > 1 else np.zeros(len(S), int),
            "The first neuron is left out, so all classes are one too small and class 0 is never "
            "found as such.",
        ),
        Misconception(
            "with-value",
            lambda S: (S.argmax(axis=1), S.max(axis=1)),
            "You return the classes and the outputs. Asked are the classes only.",
        ),
        Misconception(
            "in-place",
            _cleared_in_place,
            CHANGES,
        ),
        Misconception(
            "sorted-positions-down",
            lambda S: np.argsort(-S, axis=1),
            "You return the order of all neurons. Asked is the number of the largest only.",
        ),
        Misconception(
            "sorted-positions",
            lambda S: np.argsort(S, axis=1),
            "You return the order of all neurons. Asked is the number of the largest only.",
        ),
        Misconception(
            "first-row-only",
            lambda S: int(np.argmax(S[0])),
            "You answer for the first example only. Asked is one class for each row.",
        ),
        Misconception(
            "nearest-to-one-half",
            lambda S: np.argmin(np.abs(S - 0.5), axis=1),
            "You take the output nearest to 0.5. Asked is the largest.",
        ),
        Misconception(
            "rounded",
            lambda S: np.argmax(np.round(S, 1), axis=1),
            "The outputs are rounded before they are compared, so close ones become equal.",
        ),
    ),
)
