"""All gradients of a network with two sigmoid layers, line by line."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u03_layers.layer import layer
from nnkit.grading.units.u08_backpropagation_in_matrices.output import UNIT

Rule = Callable[[Any], Any]


def two_layers(rng: Rng, n: int, sizes: tuple[int, int, int]) -> tuple[Array, ...]:
    """Draw (X, Y, W1, b1, W2, b2) with soft targets."""
    n_in, hidden, n_out = sizes
    X, W1, b1 = layer(rng, n, n_in, hidden)
    return X, rng.uniform(0, 1, (n, n_out)), W1, b1, *layer(rng, 1, hidden, n_out)[1:]


HAND_MLP = (
    np.array([[1.0, 0.0], [0.0, 2.0]]),
    np.array([[1.0], [0.0]]),
    np.zeros((2, 2)),
    np.zeros(2),
    np.array([[4.0], [-4.0]]),
    np.zeros(1),
)


def _cases(rng: Rng) -> list[Case]:
    X, Y, W1, b1, W2, b2 = drawn = two_layers(rng, 5, (2, 3, 2))
    whole = rng.integers(-2, 3, (4, 2)), rng.permutation([[1, 0]] * 4)
    return [
        Case(HAND_MLP, "the numbers of the task", "hand"),
        Case((X, Y, W1, b1, np.zeros((3, 2)), b2), "W2 of zeros", "isolated"),
        Case((np.zeros((5, 2)), Y, W1, b1, W2, b2), "X of zeros", "isolated"),
        Case(drawn, "5 examples, 2-3-2", "random"),
        Case(two_layers(rng, 4, (3, 2, 4)), "4 examples, 3-2-4", "random"),
        Case(two_layers(rng, 3, (3, 3, 3)), "3 examples, 3-3-3", "random"),
        Case((1000 * X, Y, W1, b1, W2, b2), "very large inputs", "extreme"),
        Case((X, Y, W1, 1000 * b1, 1000 * W2, b2), "very large sums", "extreme"),
        Case((*whole, W1, b1, W2, b2), "whole numbers in X and Y", "integer"),
        Case(tuple(v.astype(np.float32) for v in drawn), "numbers of type float32", "float32"),
        Case(two_layers(rng, 1, (2, 3, 2)), "one example", "one"),
        Case(two_layers(rng, 4, (1, 2, 1)), "one input and one output", "one"),
    ]


RULES: dict[str, Rule] = {
    "A1": lambda n: n.sigmoid(n.Z1),
    "Z2": lambda n: n.A1 @ n.W2 + n.b2,
    "A2": lambda n: n.sigmoid(n.Z2),
    "dZ2": lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2) / len(n.X),
    "dW2": lambda n: n.A1.T @ n.dZ2,
    "db2": lambda n: n.dZ2.sum(axis=0),
    "dA1": lambda n: n.dZ2 @ n.W2.T,
    "dZ1": lambda n: n.dA1 * n.A1 * (1 - n.A1),
    "dW1": lambda n: n.X.T @ n.dZ1,
    "db1": lambda n: n.dZ1.sum(axis=0),
    "result": lambda n: (n.dW1, n.db1, n.dW2, n.db2),
}


def grads(sigmoid: Function = sigmoid, **changed: Rule) -> Function:
    """Make an implementation of `mlp_grads` with some of its lines replaced.

    A rule gets the arrays so far: n.X, n.Y, n.W1 ..., and what the rules before it have made.
    """

    def answer(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        n = SimpleNamespace(X=X, Y=Y, W1=W1, b1=b1, W2=W2, b2=b2, sigmoid=sigmoid)
        n.Z1 = X @ W1 + b1
        for name, rule in (RULES | changed).items():
            setattr(n, name, rule(n))
        return n.result

    return answer


def _naive(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _slope_of(a: Any) -> Any:
    return sigmoid(a) * (1 - sigmoid(a))


MLP_GRADS = Spec(
    name="mlp_grads",
    reference=nnkit.mlp_grads,
    cases=_cases,
    returns="four arrays (dW1, db1, dW2, db2)",
    points=4,
    unit=UNIT,
    signature="mlp_grads(X, Y, W1, b1, W2, b2)",
    misconceptions=(
        Misconception(
            "target-first",
            grads(dZ2=lambda n: (n.Y - n.A2) * n.A2 * (1 - n.A2) / len(n.X)),
            "All signs are wrong: the error at the output is A2 - Y, the output first.",
        ),
        Misconception(
            "no-output-slope",
            grads(dZ2=lambda n: (n.A2 - n.Y) / len(n.X)),
            "The slope of the output sigmoid is missing in dZ2. It cancels with cross-entropy, but "
            "this loss is the squared error.",
        ),
        Misconception(
            "error-only",
            grads(dZ2=lambda n: n.A2 - n.Y),
            "In dZ2 two factors are missing: the slope of the output sigmoid, and the mean over "
            "the examples.",
        ),
        Misconception(
            "no-hidden-slope",
            grads(dZ1=lambda n: n.dA1),
            "The slope of the hidden sigmoid is missing: the way from Z1 to A1 has a factor, too.",
        ),
        Misconception(
            "no-slopes",
            grads(dZ2=lambda n: (n.A2 - n.Y) / len(n.X), dZ1=lambda n: n.dA1),
            "The slopes of both sigmoids are missing.",
        ),
        Misconception(
            "not-averaged",
            grads(dZ2=lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2)),
            "The mean over the examples is missing: every number is N times too large. Put the 1/N "
            "into dZ2.",
        ),
        Misconception(
            "averaged-twice",
            grads(dZ2=lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2) / len(n.X) ** 2),
            "You divide by N twice, in dZ2 and again in the sums. Once is enough.",
        ),
        Misconception(
            "averaged-in-front-again",
            grads(dZ1=lambda n: n.dA1 * n.A1 * (1 - n.A1) / len(n.X)),
            "The gradients of layer 1 are divided by N twice. dZ1 has it from dZ2.",
        ),
        Misconception(
            "dW-averaged",
            grads(dW1=lambda n: n.X.T @ n.dZ1 / len(n.X), dW2=lambda n: n.A1.T @ n.dZ2 / len(n.X)),
            "You divide dW1 and dW2 by N. The 1/N is in dZ already: add.",
        ),
        Misconception(
            "averaged-in-front-only",
            grads(
                dZ2=lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2),
                dZ1=lambda n: n.dA1 * n.A1 * (1 - n.A1) / len(n.X),
            ),
            "Only the gradients of layer 1 are means: put the 1/N into dZ2, where both layers "
            "get it.",
        ),
        Misconception(
            "averaged-over-outputs",
            grads(dZ2=lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2) / n.Y.shape[1]),
            "You divide by the number of outputs. The mean runs over the examples.",
        ),
        Misconception(
            "averaged-over-entries",
            grads(dZ2=lambda n: (n.A2 - n.Y) * n.A2 * (1 - n.A2) / n.Y.size),
            "You divide by the number of entries of Y. This loss is a mean over examples, and a "
            "sum over outputs.",
        ),
        Misconception(
            "no-half",
            grads(dZ2=lambda n: 2 * (n.A2 - n.Y) * n.A2 * (1 - n.A2) / len(n.X)),
            "A factor 2 is left over: the loss has a ½ in front of the square.",
        ),
        Misconception(
            "printed-denominator",
            grads(dZ2=lambda n: (n.A2 - n.Y) * (1 - n.A2) / n.A2 / len(n.X)),
            "You divide by σ², as printed in 002 line 256 (erratum E31). No denominator belongs "
            "there.",
            "002 line 256, erratum E31",
        ),
        Misconception(
            "slope-of-A1",
            grads(dZ1=lambda n: n.dA1 * _slope_of(n.A1)),
            "The hidden slope is taken at A1, as if it were a sum. With A1 = σ(Z1) the slope is "
            "A1(1 - A1).",
        ),
        Misconception(
            "slope-of-A2",
            grads(dZ2=lambda n: (n.A2 - n.Y) * _slope_of(n.A2) / len(n.X)),
            "The output slope is taken at A2, as if it were a sum. With A2 = σ(Z2) the slope is "
            "A2(1 - A2).",
        ),
        Misconception(
            "slopes-of-A",
            grads(
                dZ2=lambda n: (n.A2 - n.Y) * _slope_of(n.A2) / len(n.X),
                dZ1=lambda n: n.dA1 * _slope_of(n.A1),
            ),
            "Both slopes are taken at A, as if it were a sum. With A = σ(Z) the slope is A(1 - A).",
        ),
        Misconception(
            "tanh-slope",
            grads(dZ1=lambda n: n.dA1 * (1 - n.A1**2)),
            "In dZ1 stands 1 - A1², the slope of tanh. These units are sigmoids.",
        ),
        Misconception(
            "half-a-slope",
            grads(dZ1=lambda n: n.dA1 * n.A1),
            "In dZ1 you multiply by A1 alone. The slope of σ has two factors.",
        ),
        Misconception(
            "slope-with-Z1",
            grads(dZ1=lambda n: n.dA1 * n.Z1 * (1 - n.Z1)),
            "The hidden slope is written with Z1. z(1 - z) means nothing: which array holds σ(Z1)?",
        ),
        Misconception(
            "slope-with-Z2",
            grads(dZ2=lambda n: (n.A2 - n.Y) * n.Z2 * (1 - n.Z2) / len(n.X)),
            "The output slope is written with Z2. z(1 - z) means nothing: which array holds σ(Z2)?",
        ),
        Misconception(
            "error-passed-on",
            grads(dA1=lambda n: (n.A2 - n.Y) / len(n.X) @ n.W2.T),
            "The error A2 - Y goes back without the slope of the output sigmoid. What goes back "
            "over W2 is dZ2.",
        ),
        Misconception(
            "slope-of-other-layer",
            grads(dZ1=lambda n: n.dA1 * n.A2 * (1 - n.A2)),
            "In dZ1 stands the slope of the output layer. Which units does the way back pass "
            "there?",
        ),
        Misconception(
            "one-path",
            grads(dA1=lambda n: n.dZ2[:, :1] * n.W2[:, 0]),
            "A hidden unit is reached through the first output only. Add the paths through all "
            "outputs.",
        ),
        Misconception(
            "no-weights",
            grads(dA1=lambda n: n.dZ2.sum(axis=1, keepdims=True) + 0 * n.A1),
            "The weights W2 are missing on the way back.",
        ),
        Misconception(
            "W2-not-turned",
            grads(dA1=lambda n: n.dZ2 @ n.W2),
            "W2 must be turned on the way back: write the shapes beside the product.",
        ),
        Misconception(
            "new-weights",
            grads(dA1=lambda n: n.dZ2 @ (n.W2 - n.dW2).T),
            "W2 has made its step before it carries the error back. All gradients belong to the "
            "weights of the forward pass.",
        ),
        Misconception(
            "Z1-in-dW2",
            grads(dW2=lambda n: n.Z1.T @ n.dZ2),
            "dW2 is made with Z1. Layer 2 reads A1: that is what its weights multiply.",
            part=2,
        ),
        Misconception(
            "own-output-in-dW2",
            grads(dW2=lambda n: n.A2.T @ n.dZ2),
            "dW2 is made with A2, which leaves layer 2. What enters it?",
            part=2,
        ),
        Misconception(
            "X-in-dW2",
            grads(dW2=lambda n: n.X.T @ n.dZ2),
            "dW2 is made with X. Layer 2 does not read X: what enters it (erratum E33)?",
            "erratum E33",
            part=2,
        ),
        Misconception(
            "own-output-in-dW1",
            grads(dW1=lambda n: n.A1.T @ n.dZ1),
            "dW1 is made with A1, which leaves layer 1. What enters it?",
            part=0,
        ),
        Misconception(
            "transposed",
            grads(result=lambda n: (n.dW1.T, n.db1, n.dW2.T, n.db2)),
            "dW1 and dW2 are transposed. A gradient has the shape of its array.",
        ),
        Misconception(
            "db-over-neurons",
            grads(db1=lambda n: n.dZ1.sum(axis=1), db2=lambda n: n.dZ2.sum(axis=1)),
            "db1 and db2 are summed over the neurons, axis 1. Add over the examples.",
        ),
        Misconception(
            "db-one-number",
            grads(db1=lambda n: n.dZ1.sum(), db2=lambda n: n.dZ2.sum()),
            "db1 and db2 are one number each: `np.sum` needs an axis (erratum E46).",
            "erratum E46",
        ),
        Misconception(
            "db-not-averaged",
            grads(
                db1=lambda n: n.dZ1.sum(axis=0) * len(n.X),
                db2=lambda n: n.dZ2.sum(axis=0) * len(n.X),
            ),
            "Only dW1 and dW2 have the mean over the examples. Put the 1/N into dZ2.",
        ),
        Misconception(
            "db-ones",
            grads(
                db1=lambda n: np.ones(n.dZ1.shape[1]),
                db2=lambda n: np.ones(n.dZ2.shape[1]),
            ),
            "db1 and db2 are 1: that is the slope of z in b. Asked is the slope of the loss "
            "(erratum E46).",
            "erratum E46",
        ),
        Misconception(
            "db-keepdims",
            grads(
                db1=lambda n: n.dZ1.sum(axis=0, keepdims=True),
                db2=lambda n: n.dZ2.sum(axis=0, keepdims=True),
            ),
            "db1 and db2 have two axes, the biases have one. Leave `keepdims` out.",
        ),
        Misconception(
            "db-averaged",
            grads(db1=lambda n: n.dZ1.mean(axis=0), db2=lambda n: n.dZ2.mean(axis=0)),
            "The bias gradients are means of dZ. The 1/N is in dZ already: add.",
        ),
        Misconception(
            "order-of-layers",
            grads(result=lambda n: (n.dW2, n.db2, n.dW1, n.db1)),
            "Layer 2 comes first in your answer. The order is that of the arguments: W1, b1, W2, "
            "b2.",
        ),
        Misconception(
            "weights-then-biases",
            grads(result=lambda n: (n.dW1, n.dW2, n.db1, n.db2)),
            "Both weight arrays come first. The order is that of the arguments: W1, b1, W2, b2.",
        ),
        Misconception(
            "bias-first",
            grads(result=lambda n: (n.db1, n.dW1, n.db2, n.dW2)),
            "In each layer db comes first. The order is that of the arguments: W1, b1, W2, b2.",
        ),
        Misconception(
            "weights-only",
            grads(result=lambda n: (n.dW1, n.dW2)),
            "The gradients of the biases are missing in the answer.",
        ),
        Misconception(
            "pairs",
            grads(result=lambda n: ((n.dW1, n.db1), (n.dW2, n.db2))),
            "You return a pair for each layer. Here four arrays are asked, without inner brackets.",
        ),
        Misconception(
            "layer-2-left-out",
            grads(result=lambda n: (n.dW1, n.db1)),
            "The gradients of layer 2 are missing in the answer.",
        ),
        Misconception(
            "layer-1-left-out",
            grads(result=lambda n: (n.dW2, n.db2)),
            "The gradients of layer 1 are missing in the answer.",
        ),
        Misconception(
            "step-made",
            grads(
                result=lambda n: (n.W1 - n.dW1, n.b1 - n.db1, n.W2 - n.dW2, n.b2 - n.db2),
            ),
            "You return the parameters after a step. Asked are the gradients.",
        ),
        Misconception(
            "linear-hidden",
            grads(A1=lambda n: n.Z1),
            "The hidden layer has no sigmoid on the way forward: A1 is Z1.",
        ),
        Misconception(
            "no-hidden-sigmoid",
            grads(A1=lambda n: n.Z1, dZ1=lambda n: n.dA1),
            "The hidden layer has no sigmoid, neither forward nor back.",
        ),
        Misconception(
            "linear-output",
            grads(A2=lambda n: n.Z2, dZ2=lambda n: (n.A2 - n.Y) / len(n.X)),
            "The output layer has no sigmoid, neither forward nor back.",
        ),
        Misconception(
            "biases-forgotten",
            lambda X, Y, W1, b1, W2, b2: nnkit.mlp_grads(X, Y, W1, 0 * b1, W2, 0 * b2),
            "The biases are missing on the way forward.",
        ),
        Misconception(
            "overflow-upwards",
            grads(sigmoid=lambda z: np.exp(z) / (1 + np.exp(z))),
            "An exponential overflows for large sums. The `sigmoid` at the top of the notebook "
            "is safe.",
        ),
        Misconception(
            "overflow",
            grads(sigmoid=_naive),
            "An exponential overflows for large sums. The `sigmoid` at the top of the notebook is "
            "safe.",
        ),
    ),
)
