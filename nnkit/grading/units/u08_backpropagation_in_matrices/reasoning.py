"""A derivation in matrices, lines of the notes to correct, and a test to write."""

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given.nets import Bent, as_lists, measured
from nnkit.grading.mistakes.edits import given
from nnkit.grading.mistakes.program import read
from nnkit.grading.units import written_tests
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.u08_backpropagation_in_matrices.two_layers import mlp_grads, two_layers

STEPS = (
    "everything written out, from the outputs on",
    "put dZ2 in place of the start of the way back",
    "put dA1 in place of all that comes back to A1",
    "put dZ1 in place of all but X",
)


def way_back(rng: Rng, n: int, d: int, h: int, m: int) -> tuple[Any, ...]:
    """Draw (X, A1, W2, A2, Y, dZ2, dA1, dZ1) of a network of these widths."""
    X, Y, W1, b1, W2, b2 = two_layers(rng, n, (d, h, m))
    _, A1, _, A2 = nnkit.forward_232(X, W1, b1, W2, b2)
    dZ2 = nnkit.delta_squared(A2, Y)
    return X, A1, W2, A2, Y, dZ2, dZ2 @ W2.T, nnkit.hidden_delta(dZ2, W2, A1)


@derived(
    STEPS, way_back, "{} examples, {}-{}-{}", (2, 3, 2, 1), (3, 3, 3, 3), (4, 2, 3, 2), points=3
)
def derive_first_weights(X, A1, W2, A2, Y, dZ2, dA1, dZ1):
    """
    line_2 = X.T @ ((dZ2 * A2 * (1 - A2)) @ W2.T * A1 * (1 - A1))
    # Line 2 holds the slope of the output twice: dZ2 has it inside.
    line_2 = X.T @ (dZ2 @ W2.T * A1 * (1 - A1)) / len(X)
    line_3 = X.T @ (dA1 * A1 * (1 - A1)) / len(X)
    line_4 = X.T @ dZ1 / len(X)
    # You divide by N once more, but dZ2, dA1 and dZ1 have done so already.
    line_3 = X.T @ (dA1 @ W2 @ W2.T * A1 * (1 - A1))
    # Line 3 holds the weights W2 once more: dA1 has them inside.
    line_4 = X.T @ (dZ1 * A1 * (1 - A1))
    # Line 4 holds the slope of the hidden sigmoid twice: dZ1 has it inside.
    line_4 = dZ1.sum(axis=0)  # Line 4 is the gradient of b1. What do the weights W1 multiply?
    """
    start = (A2 - Y) * A2 * (1 - A2) / len(X)  # the first part of line 1
    line_1 = X.T @ (start @ W2.T * A1 * (1 - A1))  # line 1
    line_2 = X.T @ (dZ2 @ W2.T * A1 * (1 - A1))  # line 2
    line_3 = X.T @ (dA1 * A1 * (1 - A1))  # line 3
    line_4 = X.T @ dZ1  # line 4
    return line_1, line_2, line_3, line_4


def one_example(rng: Rng, sizes: tuple[int, int, int]) -> tuple[Array, ...]:
    """Draw (x, y, W1, b1, W2, b2) of one example, and a gradient dZ of five rows."""
    X, Y, *params = two_layers(rng, 1, sizes)
    return X[0], Y[0], *params, rng.normal(0, 1, (5, 3))


HAND_LINES = (
    np.array([2.0, 1.0]),
    np.array([1.0, 0.0]),
    np.zeros((2, 2)),
    np.zeros(2),
    np.array([[4.0, 0.0], [2.0, -2.0]]),
    np.array([-3.0, 1.0]),
    np.array([[1.0, 0.0], [0.5, -2.0]]),
)


def _corrected_cases(rng: Rng) -> list[Case]:
    whole = (np.array([1, -2]), np.array([1, 0]), *one_example(rng, (2, 2, 2))[2:])
    return [
        Case(HAND_LINES, "the numbers of the task", "hand"),
        Case(one_example(rng, (2, 2, 2)), "a network 2-2-2", "random"),
        Case(one_example(rng, (3, 3, 2)), "a network 3-3-2", "random"),
        Case(whole, "whole numbers in x and y", "integer"),
    ]


@exercise(_corrected_cases, **lettered("ABCD", ", each an array"), points=3)
def corrected_recursion(x, y, W1, b1, W2, b2, dZ):
    """
    B = 2 * (a2 - y)
    # Line B is still as printed (erratum E64). That is the derivative in the outputs; asked is the
    # one in a1.
    C = np.outer(x * (W2 @ e), a1 * (1 - a1))
    # Line C is still as printed (erratum E65): the box goes with the input. Of which unit is the
    # box the derivative?
    D = np.sum(dZ)
    # Line D is still as printed (erratum E46): the axis must stand inside the bracket.
    B = (W2 @ e) * a1 * (1 - a1)
    # Line B holds the slope of a1: that is the derivative in the hidden sums. Asked is the one in
    # a1.
    B = W2 @ (2 * (a2 - y))  # In line B the slope of the output units is missing.
    B = e  # Line B is the derivative in the sums of the outputs. One step is left: over W2.
    C = np.outer(x, 2 * (a1 - y) * a1 * (1 - a1))
    # In line C the hidden units are compared with the target. What takes the place of 2(a - y)
    # there?
    """
    a1 = sigmoid(x @ W1 + b1)  # a1
    a2 = sigmoid(a1 @ W2 + b2)  # a2
    e = 2 * (a2 - y) * a2 * (1 - a2)  # e
    # It was right as printed.
    A = np.outer(a1, e)  # line A
    B = W2 @ e  # line B
    C = np.outer(x, (W2 @ e) * a1 * (1 - a1))  # line C
    D = np.sum(dZ, axis=0)  # line D
    return A, B, C, D


def wrong_mlp(lines: str) -> Function:
    """Make an implementation of `mlp_grads` with some of its lines replaced."""
    edit = given(read(mlp_grads.forms[0]), lines, "", "")
    return lambda *arrays: edit(*arrays)


BACK = "Compare the gradients of layer 1 with measured ones."
MANY = "Try several examples: with one, a mean and a sum are the same."
OUTPUTS = "Try a network with several outputs, not as many as there are examples."
SOFT = "Try biases that are not 0 and targets between 0 and 1."
WRONG_MLPS = (
    ("no slope 1", BACK),
    ("slope of a value", BACK),
    ("weights after the step", BACK),
    ("no slope 2", "Compare sizes, not only signs."),
    ("target first", "Compare signs, too."),
    ("twice", "Compare sizes, not only directions."),
    ("no mean", MANY),
    ("mean of biases", MANY),
    ("mean of outputs", OUTPUTS),
    ("one path", OUTPUTS),
    ("sums for values", "Compare dW2, not only the others."),
    ("second mean", "Compare dW1, not only the others."),
    ("no biases", SOFT),
    ("rounded targets", SOFT),
    (
        "too large",
        "Every number is off by one hundredth: is your tolerance too wide?",
    ),
)
PLACES = [
    two_layers(np.random.default_rng(81), 5, (2, 3, 2)),
    two_layers(np.random.default_rng(82), 3, (3, 2, 4)),
]


def same(got: Any, want: Any, rtol: float = 1e-5, atol: float = 1e-9) -> bool:
    """Say whether the arrays of two gradients agree."""
    return all(
        np.shape(g) == np.shape(w) and np.allclose(g, w, rtol, atol)
        for g, w in zip(got, want, strict=True)
    )


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *written_tests.right_ones([nnkit.mlp_grads, measured, as_lists]),
        *written_tests.wrong_ones([(Bent(how), hint) for how, hint in WRONG_MLPS]),
    ]


@exercise(_check_cases, mistakes=written_tests.VERDICT, **written_tests.WRITTEN)
def check_mlp(f):
    """
    PLACES = [two_layers(np.random.default_rng(83), 1, (2, 3, 2))]
    # A lost mean passes, or one taken twice: test with several examples.
    PLACES = [two_layers(np.random.default_rng(84), 5, (2, 3, 1))]
    # Lost paths through other outputs pass: test with several outputs.
    PLACES = [(X, np.round(Y), *params) for X, Y, *params in PLACES]
    # An f that rounds the targets passes: try numbers between 0 and 1.
    PLACES = [(X, Y, W1, 0 * b1, W2, 0 * b2) for X, Y, W1, b1, W2, b2 in PLACES]
    # An f that forgets the biases passes: try some that are not 0.
    same = lambda got, want: all(np.allclose(g, w) for g, w in zip(got[2:], want[2:]))
    # An f that is wrong in layer 1 passes. Compare all four arrays.
    same = lambda got, want: all(np.allclose(g, w) for g, w in zip(got[:2], want[:2]))
    # An f that is wrong in layer 2 passes. Compare all four arrays.
    same = lambda got, want: all(np.allclose(g, w) for g, w in zip(got[::2], want[::2]))
    # Wrong gradients of the biases pass. Compare these, too.
    same = lambda got, want: all(np.allclose(g, w) for g, w in zip(got[1::2], want[1::2]))
    # Wrong gradients of the weights pass. Compare these, too.
    same = lambda got, want: all(np.all(np.sign(g) == np.sign(w)) for g, w in zip(got, want))
    # Whatever has the right signs passes. Compare the numbers.
    same = lambda got, want: all(np.allclose(np.abs(g), np.abs(w)) for g, w in zip(got, want))
    # Wrong signs pass. A gradient with the wrong sign goes uphill.
    same = lambda got, want: all(np.allclose(g, w, 0.05) for g, w in zip(got, want))
    # Numbers off by one hundredth pass: is your tolerance too wide? Central differences are right
    # to about nine digits.
    same = lambda got, want: all(np.array_equal(g, w) for g, w in zip(got, want))
    # You ask for the same digits to the last. Measured and computed numbers differ a little: use
    # `np.allclose`.
    """
    pairs = [(f(*place), nnkit.mlp_grads(*place)) for place in PLACES]  # the gradients to compare
    return all(same(got, want) for got, want in pairs)
