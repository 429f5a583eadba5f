"""One layer: for a table, for one example by hand, and from books with columns."""

import numpy as np

from nnkit.activations import sigmoid  # noqa: F401  (the mistakes use it)
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn, book, layer

HAND_W = np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]])
HAND_B = np.array([10.0, 20.0, 30.0])


def single(rng: Rng, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw one example, weights and biases."""
    X, W, b = layer(rng, 1, n_in, n_out)
    return X[0], W, b


def _whole(rng: Rng, n_in: int, n_out: int) -> tuple[Array, Array]:
    return rng.integers(-3, 4, (4, n_in)), rng.integers(-3, 4, (n_in, n_out))


def _dense_cases(rng: Rng) -> list[Case]:
    X, W, b = layer(rng, 5, 3, 2)
    return [
        Case(
            (np.array([[1.0, 2.0], [0.0, -1.0]]), HAND_W, HAND_B),
            "X = [[1, 2], [0, -1]], W = [[1, 0, 3], [0, 1, 1]], b = [10, 20, 30]",
            "hand",
        ),
        Case((np.zeros((4, 3)), W, b), "X of zeros: only the bias is left", "isolated"),
        Case((X, W, np.zeros(2)), "b = [0, 0]: only the product is left", "isolated"),
        Case((X, W, b), "X 5×3, W 3×2", "random"),
        Case(layer(rng, 2, 4, 5), "X 2×4, W 4×5", "random"),
        Case(layer(rng, 4, 4, 4), "X 4×4, W 4×4", "random"),
        Case(layer(rng, 3, 2, 3), "X 3×2, W 2×3", "random"),
        Case((*_whole(rng, 3, 2), np.array([0.5, -1.25])), "whole numbers in X and W", "integer"),
        Case(tuple(v.astype(np.float32) for v in (X, W, b)), "numbers of type float32", "float32"),
        Case(layer(rng, 1, 3, 2), "one example", "one"),
        Case(layer(rng, 3, 4, 1), "one neuron", "one"),
        Case(layer(rng, 3, 1, 4), "one input", "one"),
    ]


@exercise(_dense_cases, "an array (N, n_out)", points=1)
def dense(X, W, b):
    """
    return b
    # You return the bias: the notes print the product as if it were equal to it (erratum E51).
    products = W @ X
    # You multiply W by X, the order of books with columns. With examples in rows X comes first.
    biases = b[:, None]
    # The biases are added along the wrong axis: each example gets one, not each neuron. A flat b
    # fits the columns of X @ W.
    return (products + biases).T
    # Your result has an example in each column. It should have one in each row, as X has.
    biases = len(W) * b  # The bias is added once for each input. Add it once, after the sum.
    return X @ (W + b)
    # The bias is added to every weight, so it is multiplied by the inputs. Add it at the end.
    return sigmoid(products + biases)
    # You apply the sigmoid. Asked are the sums Z, before the activation.
    return np.tanh(products + biases)
    # You apply tanh. Asked are the sums Z, before the activation.
    return np.maximum(products + biases, 0)
    # You apply relu. Asked are the sums Z, before the activation.
    products = X @ W / len(W)
    # You divide by the number of inputs. Asked is the weighted sum, not a mean.
    return X[0] @ W + b  # You return the first example only. Is there a `return` inside a loop?
    return np.add(X @ W, b, out=X @ W)
    # With whole numbers in X and W the product holds integers, and `+=` cannot put fractions into
    # it. Make a new array: Z = ... + b.
    """
    # In this course W has a row for each input: the product X W fits as it is.
    products = X @ W  # the product of X and W
    # Each neuron has its own (erratum E35), and every row gets them.
    biases = b  # the row of biases
    return products + biases


def _loops_cases(rng: Rng) -> list[Case]:
    x, W, b = single(rng, 4, 2)
    return [
        Case(
            (np.array([1.0, 2.0]), HAND_W, HAND_B),
            "x = [1, 2], W = [[1, 0, 3], [0, 1, 1]], b = [10, 20, 30]",
            "hand",
        ),
        Case((np.zeros(4), W, b), "x of zeros: only the bias is left", "isolated"),
        Case((x, W, b), "4 inputs, 2 neurons", "random"),
        Case(single(rng, 2, 5), "2 inputs, 5 neurons", "random"),
        Case(single(rng, 3, 3), "3 inputs, 3 neurons", "random"),
        Case((x, W, np.array([2, -3])), "whole numbers in b", "integer"),
        Case(
            (rng.integers(-3, 4, 3), rng.integers(-3, 4, (3, 2)), np.array([0.5, -1.25])),
            "whole numbers in x and W",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (x, W, b)), "numbers of type float32", "float32"),
        Case(single(rng, 3, 1), "one neuron", "one"),
        Case(single(rng, 1, 3), "one input", "one"),
    ]


def _by_neuron(x, W, b):
    sums = []  # the list of the sums
    for j in range(len(b)):  # the neurons
        z = b[j]  # the sum so far
        for i in range(len(x)):  # the inputs
            z += x[i] * W[i, j]  # the sum of a neuron
        sums.append(z)
    # Is it collected for each neuron, and does `return` stand behind both loops?
    return np.array(sums)  # the sums


@exercise(_loops_cases, "an array (n_out,)", forms=(_by_neuron,), points=2)
def dense_loops(x, W, b):
    """
    product = x[i] * W[j, i]
    # The two indices of W are exchanged: W[i, j] leads from input i to neuron j.
    return [sum(x[i] * W[j, i] for i in range(len(x))) + b[j] for j in range(len(W))]
    # You take the rows of W for the neurons. A neuron is a column of W.
    return W @ x + b  # W times x uses the rows of W as neurons, but a neuron is a column of W.
    return sums - b  # The bias is subtracted. Add it.
    return sums  # The bias is missing: each sum gets its own, once.
    return sums + len(x) * b
    # The bias is added once for each input. Add it once, outside the inner loop.
    return sums + (len(x) + 1) * b
    # The bias is added once for each input, and once more. Add it once for each neuron.
    return sums + sum(b[i] for i in range(len(x)))
    # The bias is taken with the index of the input. It belongs to the neuron: b[j], once.
    return np.cumsum(sums) + b
    # The sum of a neuron goes on from the one before. Start at 0 inside the outer loop.
    return np.cumsum(sums + b)
    # The sum of a neuron goes on from the last, bias and all. Start anew inside the outer loop.
    sums = np.zeros(len(b), int)
    return (sums + b).astype(int)
    # The sums are kept in an array of integers, which drops all fractions. Leave out `dtype=int`.
    return x[:, None] * W + b
    # You return a table of products. Add over the inputs, for each neuron.
    product = x[i] * W[i, j] * (i < len(x) - 1)
    # The last input is left out of each sum: the loop over the inputs ends one step too early.
    product = x[i] * W[i, j] * (i > 0)
    # The first input is left out of each sum: indices begin at 0.
    product = x[i] * W[i, j] * (i == len(x) - 1)
    # Only the last input counts in each sum: inside the loop `=` overwrites, `+=` adds.
    return sigmoid(sums + b)  # You apply an activation. Asked are the sums, before it.
    product = x[i] * W[i, j] / len(x)
    # You divide by the number of inputs. Asked is the weighted sum, not a mean.
    """
    sums = np.zeros(len(b))  # the sum of the products
    for j in range(len(b)):  # the neurons
        for i in range(len(x)):  # the inputs
            product = x[i] * W[i, j]  # the product of an input and its weight
            sums[j] += product  # the sum of a neuron
    return sums + b  # the sums


def _columns_cases(rng: Rng) -> list[Case]:
    W, b = book(rng, 4, 3, column=True)
    return [
        Case(
            (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[7.0], [8.0]])),
            "W = [[1, 2, 3], [4, 5, 6]], b = [[7], [8]]",
            "hand",
        ),
        Case(book(rng, 3, 5, column=False), "W 3×5, b of shape (3,)", "isolated"),
        Case(book(rng, 16, 7, column=True), "W 16×7, b of shape (16, 1)", "random"),
        Case(book(rng, 4, 4, column=True), "W 4×4, b of shape (4, 1)", "random"),
        Case(book(rng, 3, 3, column=False), "W 3×3, b of shape (3,)", "random"),
        Case((rng.integers(-5, 6, (2, 4)), rng.integers(1, 6, (2, 1))), "whole numbers", "integer"),
        Case((W.astype(np.float32), b.astype(np.float32)), "numbers of type float32", "float32"),
        Case(book(rng, 1, 3, column=True), "one neuron, b of shape (1, 1)", "one"),
        Case(book(rng, 3, 1, column=True), "one input", "one"),
    ]


@exercise(
    _columns_cases,
    "two arrays: W (n_in, n_out) and b (n_out,)",
    parts=("W", "b"),
    points=1,
    properties=(
        Property(
            "same-sums", "x W + b in rows gives the sums W x + b in columns", Drawn("same sums")
        ),
    ),
)
def from_columns(W, b):
    """
    rows = W.reshape(W.shape[::-1])
    # `reshape` keeps the numbers in their order and only breaks the lines elsewhere. Rows must
    # become columns.
    rows = W[::-1]  # The rows of W are reversed. Rows must become columns.
    flat = b.T
    # The transpose of a column is a row (1, n_out), with two axes still. Make b flat: (n_out,).
    flat = b[:, 0]  # It is right for a column b only. b may come flat, of shape (n_out,), too.
    flat = b.T[0]  # This b is right for a column only. It may come flat, of shape (n_out,), too.
    flat = b[0]  # You keep the first bias only. Each neuron has its own.
    flat = np.squeeze(b)
    # For one neuron b becomes a number: `squeeze` drops every axis of length 1. Keep one axis.
    return np.vstack([flat, rows])
    # You put the bias into the matrix. Asked are two arrays, W and b.
    """
    # In the book a neuron is a row of W, in the course a column (erratum E48).
    rows = W.T  # the new `W`
    # Asked is one axis, of length n_out, however b comes.
    flat = np.ravel(b)  # the new `b`
    # Asked are two arrays, W first: the biases are part of the layer.
    return rows, flat
