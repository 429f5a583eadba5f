"""The gradient of the loss in the last sums: squared error, and softmax with cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid, softmax
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Rng, Spec

UNIT = "08"
SUMMED = "You add up the examples. Every example keeps its row; only dW and db add them up."


def outputs(rng: Rng, *shape: int) -> tuple[Array, Array]:
    """Draw outputs of sigmoid neurons, and targets between 0 and 1."""
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


def _squared_cases(rng: Rng) -> list[Case]:
    A, Y = outputs(rng, 5, 3)
    hand = np.array([[0.8, 0.5], [0.6, 0.2]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    sure = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 1.0], [0.0, 1, 0]])
    return [
        Case(hand, "A = [[0.8, 0.5], [0.6, 0.2]], Y = [[1, 0], [0, 1]]", "hand"),
        Case((A, np.zeros((5, 3))), "targets 0", "isolated"),
        Case((A, np.ones((5, 3))), "targets 1", "isolated"),
        Case((A, Y), "5 examples, 3 outputs", "random"),
        Case(outputs(rng, 3, 3), "3 examples, 3 outputs", "random"),
        Case(outputs(rng, 4, 2), "4 examples, 2 outputs", "random"),
        Case(sure, "outputs 0 and 1", "extreme"),
        Case((A, rng.permutation([[1, 0, 0]] * 5)), "targets of type integer", "integer"),
        Case((A.astype(np.float32), Y.astype(np.float32)), "numbers of type float32", "float32"),
        Case(outputs(rng, 1, 3), "one example", "one"),
        Case(outputs(rng, 4, 1), "one output", "one"),
    ]


def _into_integers(A: Any, Y: Any) -> Any:
    dZ = np.zeros_like(Y)
    dZ[...] = nnkit.delta_squared(A, Y)
    return dZ


DELTA_SQUARED = Spec(
    name="delta_squared",
    reference=nnkit.delta_squared,
    cases=_squared_cases,
    returns="an array of the shape of A",
    points=2,
    unit=UNIT,
    signature="delta_squared(A, Y)",
    misconceptions=(
        Misconception(
            "target-first",
            lambda A, Y: (Y - A) * A * (1 - A) / len(A),
            "The sign is wrong: the output comes first, A - Y. An output that is too large needs "
            "a positive gradient.",
        ),
        Misconception(
            "printed-denominator",
            lambda A, Y: (A - Y) * A * (1 - A) / np.square(A) / len(A),
            "You divide by A², as printed in 002 line 256. That is the name δ under a brace, not a "
            "denominator (erratum E31).",
            "002 line 256, erratum E31",
        ),
        Misconception(
            "no-slope",
            lambda A, Y: (A - Y) / len(A),
            "The slope of the sigmoid is missing. It cancels with cross-entropy, but not with the "
            "squared error.",
        ),
        Misconception(
            "no-slope-no-mean",
            lambda A, Y: A - Y,
            "Two factors are missing: the slope of the sigmoid, and the mean over the examples.",
        ),
        Misconception(
            "slope-of-A",
            lambda A, Y: (A - Y) * sigmoid(A) * (1 - sigmoid(A)) / len(A),
            "You apply σ to A in the slope. But A already is σ(Z): how does σ'(Z) look in terms of "
            "A?",
        ),
        Misconception(
            "A-as-Z",
            lambda A, Y: nnkit.delta_squared(sigmoid(A), Y),
            "You apply σ to A first. The argument is the output, after σ, not the sum Z.",
        ),
        Misconception(
            "not-averaged",
            lambda A, Y: (A - Y) * A * (1 - A),
            "The mean is missing. The loss is a mean over the examples, and its 1/N belongs here, "
            "at the start of the way back.",
        ),
        Misconception(
            "averaged-over-outputs",
            lambda A, Y: (A - Y) * A * (1 - A) / np.shape(A)[1],
            "You divide by the number of outputs, the columns. The mean runs over the examples, "
            "the rows.",
        ),
        Misconception(
            "averaged-over-entries",
            lambda A, Y: (A - Y) * A * (1 - A) / np.size(A),
            "You divide by the number of entries. This loss is a mean over examples, and a sum "
            "over outputs.",
        ),
        Misconception(
            "averaged-twice",
            lambda A, Y: (A - Y) * A * (1 - A) / len(A) ** 2,
            "You divide by the number of examples twice.",
        ),
        Misconception(
            "no-half",
            lambda A, Y: 2 * (A - Y) * A * (1 - A) / len(A),
            "The factor 2 is left over. This loss has a ½, and ½ times 2 is 1.",
        ),
        Misconception(
            "half-kept",
            lambda A, Y: (A - Y) * A * (1 - A) / (2 * len(A)),
            "The ½ of the loss is still there. The square brings a 2 that cancels it.",
        ),
        Misconception(
            "tanh-slope",
            lambda A, Y: (A - Y) * (1 - np.square(A)) / len(A),
            "1 - A² is the slope of tanh. These outputs come from σ.",
        ),
        Misconception(
            "lost-square",
            lambda A, Y: (A - Y) * (1 - A) / len(A),
            "Your slope is 1 - A: a factor is missing, as in 002 line 239 (erratum E28).",
            "002 line 239, erratum E28",
        ),
        Misconception(
            "half-a-slope",
            lambda A, Y: (A - Y) * A / len(A),
            "Your slope is A alone. σ' has two factors.",
        ),
        Misconception(
            "summed-over-examples",
            lambda A, Y: np.sum((A - Y) * A * (1 - A), axis=0) / len(A),
            SUMMED,
        ),
        Misconception(
            "matrix-product",
            lambda A, Y: ((A - Y) * A) @ (1 - A).T / len(A),
            "`@` mixes the examples. The slope belongs to each entry on its own: multiply with "
            "`*`.",
        ),
        Misconception(
            "brackets-error",
            lambda A, Y: (A - Y * A * (1 - A)) / len(A),
            "Brackets are missing around A - Y: a product is computed before a difference.",
        ),
        Misconception(
            "brackets-slope",
            lambda A, Y: ((A - Y) * A - A) / len(A),
            "Brackets are missing around 1 - A: a product is computed before a difference.",
        ),
        Misconception(
            "brackets-error-first",
            lambda A, Y: A - Y * A * (1 - A) / len(A),
            "Brackets are missing around A - Y: products and quotients are computed before a "
            "difference.",
        ),
        Misconception(
            "slope-of-Y",
            lambda A, Y: (A - Y) * Y * (1 - Y) / len(A),
            "The slope is taken at the targets. It belongs to the outputs: they came out of σ.",
        ),
        Misconception(
            "slope-sign",
            lambda A, Y: (A - Y) * A * (1 + A) / len(A),
            "Your slope is A(1 + A): one sign in σ' is wrong.",
        ),
        Misconception(
            "slope-only",
            lambda A, Y: A * (1 - A) / len(A),
            "You return the slope of the sigmoid. The slope of the loss in A is the other factor.",
        ),
        Misconception(
            "error-squared",
            lambda A, Y: np.square(A - Y) * A * (1 - A) / len(A),
            "The error is squared. You need the slope of the loss, not the loss.",
        ),
        Misconception(
            "loss",
            lambda A, Y: np.sum(np.square(A - Y)) / (2 * len(A)),
            "You return the loss. Asked are its slopes in Z, a table.",
        ),
        Misconception(
            "one-number",
            lambda A, Y: np.mean((A - Y) * A * (1 - A)),
            "You average over everything. Every output of every example keeps its own number; only "
            "the factor 1/N stands before it.",
        ),
        Misconception(
            "brackets-mean",
            lambda A, Y: (A - Y / len(A)) * A * (1 - A),
            "Only Y is divided by N: brackets are missing around A - Y.",
        ),
        Misconception(
            "cross-entropy-slope",
            lambda A, Y: (A - Y) / np.maximum(A * (1 - A), 1e-12) / len(A),
            "You divide by A(1 - A): that is the slope of the cross-entropy in A. Here the chain "
            "rule multiplies by σ'.",
        ),
        Misconception(
            "integers",
            _into_integers,
            "With whole numbers as targets the result is cut to whole numbers: an array made like "
            "Y holds integers then.",
        ),
    ),
)


def scores(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    """Draw scores, and soft labels: rows of numbers between 0 and 1 whose sum is 1."""
    Y = rng.uniform(0.1, 1, (n, k))
    return rng.normal(0, 1.5, (n, k)), Y / Y.sum(axis=1, keepdims=True)


def hot(rng: Rng, n: int, k: int) -> Array:
    """Draw one-hot targets of type float, the last class never."""
    return np.eye(k)[rng.integers(0, k - 1, n)]


def _softmax_cases(rng: Rng) -> list[Case]:
    Z, Y = scores(rng, 5, 3)
    hand = np.log([[1.0, 1.0], [3.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    far = np.array([[1000.0, 0.0, -5.0], [-1000.0, -1001.0, -999.0], [0.0, 1.0, 2.0]])
    return [
        Case(hand, "Z = [[0, 0], [ln 3, 0]], Y = [[1, 0], [0, 1]]", "hand"),
        Case((np.zeros((4, 3)), hot(rng, 4, 3)), "scores 0", "isolated"),
        Case((Z, hot(rng, 5, 3)), "5 examples, 3 classes", "random"),
        Case((Z, Y), "5 examples with soft labels", "random"),
        Case(scores(rng, 3, 3), "3 examples, 3 classes, soft labels", "random"),
        Case(scores(rng, 4, 2), "4 examples, 2 classes, soft labels", "random"),
        Case((far, np.eye(3)), "scores of size 1000", "extreme"),
        Case(
            (rng.integers(-3, 4, (4, 3)), rng.permutation([[0, 1, 0]] * 4)),
            "whole numbers in Z and Y",
            "integer",
        ),
        Case((Z.astype(np.float32), Y.astype(np.float32)), "numbers of type float32", "float32"),
        Case(scores(rng, 1, 4), "one example", "one"),
    ]


def _with(probabilities: Any) -> Any:
    """Put other probabilities in the place of softmax(Z)."""
    return lambda Z, Y: (probabilities(Z) - Y) / len(Z)


def _over(axis: int | None) -> Any:
    def wrong(Z: Any) -> Any:
        E = np.exp(Z - np.max(Z))
        return E / E.sum(axis=axis, keepdims=axis is not None)

    return wrong


def _naive(Z: Any) -> Any:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _hard(Y: Any) -> Any:
    return np.eye(np.shape(Y)[1])[np.argmax(Y, axis=1)]


DELTA_SOFTMAX = Spec(
    name="delta_softmax",
    reference=nnkit.delta_softmax,
    cases=_softmax_cases,
    returns="an array of the shape of Z",
    points=1,
    unit=UNIT,
    signature="delta_softmax(Z, Y)",
    misconceptions=(
        Misconception(
            "target-first",
            lambda Z, Y: (Y - softmax(Z)) / len(Z),
            "The sign is wrong: the prediction comes first. A probability that is too large needs "
            "a positive gradient.",
        ),
        Misconception(
            "Z-as-P",
            lambda Z, Y: (Z - Y) / len(Z),
            "You compare the scores Z with the targets. Turn them into probabilities first.",
        ),
        Misconception(
            "not-averaged",
            lambda Z, Y: softmax(Z) - Y,
            "The mean is missing. The loss is a mean over the examples, and its 1/N belongs here, "
            "at the start of the way back.",
        ),
        Misconception(
            "averaged-again",
            lambda Z, Y: (softmax(Z) - Y) / len(Z) ** 2,
            "You divide by the number of examples twice.",
        ),
        Misconception(
            "averaged-over-classes",
            lambda Z, Y: (softmax(Z) - Y) / np.shape(Z)[1],
            "You divide by the number of classes. The mean runs over the examples, the rows.",
        ),
        Misconception(
            "averaged-over-entries",
            lambda Z, Y: (softmax(Z) - Y) / np.size(Z),
            "You divide by the number of entries. The mean runs over the examples only.",
        ),
        Misconception(
            "extra-slope",
            lambda Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z)) / len(Z),
            "The slope P(1 - P) is one factor too many. With softmax and cross-entropy together it "
            "has cancelled.",
        ),
        Misconception(
            "slope-in-P",
            lambda Z, Y: -Y / softmax(Z) / len(Z),
            "-Y/P is the slope in the probabilities P. Asked is the slope in Z, one step further "
            "back.",
        ),
        Misconception(
            "diagonal-only",
            lambda Z, Y: -Y * (1 - softmax(Z)) / len(Z),
            "You use only the paths from z_i to its own p_i. In a softmax every p depends on every "
            "z of its row.",
        ),
        Misconception(
            "true-class-only",
            lambda Z, Y: (softmax(Z) - Y) * (Y > 0.5) / len(Z),
            "Only the column of the true class gets a gradient. The other scores must go down, "
            "too.",
        ),
        Misconception(
            "sigmoid",
            _with(sigmoid),
            "You take the sigmoid of each score. Here the classes share one softmax.",
        ),
        Misconception(
            "softmax-of-columns",
            _with(_over(0)),
            "Your softmax runs down the columns, over the examples. It belongs to each row.",
        ),
        Misconception(
            "softmax-of-all",
            _with(_over(None)),
            "Your softmax runs over the whole table. Each row is a distribution of its own.",
        ),
        Misconception(
            "softmax-twice",
            _with(lambda Z: softmax(softmax(Z))),
            "You apply softmax twice.",
        ),
        Misconception(
            "largest-class",
            _with(lambda Z: np.eye(np.shape(Z)[1])[np.argmax(Z, axis=1)]),
            "You compare the chosen classes with the targets. Use the probabilities.",
        ),
        Misconception(
            "one-maximum",
            _with(_over(1)),
            "You subtract the maximum of the whole table: in a row far below it every "
            "exponential becomes 0, and 0 is divided by 0. Subtract each row's own maximum.",
        ),
        Misconception(
            "exp-only",
            _with(np.exp),
            "The exponentials are not divided by their sum, so the rows are no probabilities.",
        ),
        Misconception(
            "hard-labels",
            lambda Z, Y: (softmax(Z) - _hard(Y)) / len(Z),
            "You replace the target row by its largest class. The targets may be soft; subtract "
            "them as they are.",
        ),
        Misconception(
            "P-only",
            lambda Z, Y: softmax(Z) / len(Z),
            "The targets are missing.",
        ),
        Misconception(
            "summed-over-examples",
            lambda Z, Y: np.sum(softmax(Z) - Y, axis=0) / len(Z),
            SUMMED,
        ),
        Misconception(
            "brackets-mean",
            lambda Z, Y: softmax(Z) - Y / len(Z),
            "Only Y is divided by N: brackets are missing around P - Y.",
        ),
        Misconception(
            "half-a-slope",
            lambda Z, Y: (softmax(Z) - Y) * softmax(Z) / len(Z),
            "The factor P is one too many. With softmax and cross-entropy together the slope has "
            "cancelled.",
        ),
        Misconception(
            "loss",
            lambda Z, Y: -np.sum(Y * np.log(np.maximum(softmax(Z), 1e-300))) / len(Z),
            "You return the loss. Asked are its slopes in Z, a table.",
        ),
        Misconception(
            "overflow",
            _with(_naive),
            "An exponential overflows for large scores. Subtract the maximum of each row first: "
            "the softmax stays the same.",
        ),
    ),
)
