"""One layer backwards: its weights, its bias, its input; and the step through a sigmoid layer."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def dense_arrays(rng: Rng, n: int, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw (dZ, X, W) of a dense layer."""
    return (
        rng.normal(0, 1, (n, n_out)),
        rng.normal(0, 1, (n, n_in)),
        rng.normal(0, 1, (n_in, n_out)),
    )


def _dense_cases(rng: Rng) -> list[Case]:
    dZ, X, W = dense_arrays(rng, 5, 3, 2)
    hand = (
        np.array([[1.0, 0.0], [0.5, -1.0]]),
        np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 1.0]]),
        np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 3.0]]),
    )
    whole = rng.normal(0, 1, (4, 2)), rng.integers(-3, 4, (4, 3)), rng.integers(-3, 4, (3, 2))
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case((dZ, X, np.zeros((3, 2))), "W of zeros", "isolated"),
        Case((dZ, np.zeros((5, 3)), W), "X of zeros", "isolated"),
        Case((dZ, X, W), "5 examples, a layer 3-2", "random"),
        Case(dense_arrays(rng, 2, 3, 4), "2 examples, a layer 3-4", "random"),
        Case(dense_arrays(rng, 4, 4, 4), "4 examples, a layer 4-4", "random"),
        Case(dense_arrays(rng, 3, 2, 3), "3 examples, a layer 2-3", "random"),
        Case(whole, "whole numbers in X and W", "integer"),
        Case(tuple(v.astype(np.float32) for v in (dZ, X, W)), "type float32", "float32"),
        Case(dense_arrays(rng, 1, 3, 2), "one example", "one"),
        Case(dense_arrays(rng, 4, 3, 1), "one neuron", "one"),
    ]


@exercise(_dense_cases, "three arrays (dX, dW, db)", points=3)
def dense_backward(dZ, X, W):
    """
    return dW, db, dX  # The order is dX, dW, db, that of the arguments of the layer X, W, b.
    dX = W @ dZ.T
    dW = dZ.T @ X
    # `dX` and `dW` are transposed, as in books that write W a + b with an example in each column.
    # Ours are in the rows.
    dW = X.T @ dZ / len(X)
    db = dZ.mean(axis=0)
    # You divide by N in `dW` and `db`, but dZ carries the 1/N already: here the examples are only
    # added.
    dW = X @ dZ.T
    # In `dW` the wrong factor is turned: X dZᵀ has an entry for each pair of examples. Which sum
    # should remain?
    dX = dZ.T @ W
    # In `dX` the wrong factor is turned. The rows of dZ are the examples and must stay.
    dW = np.outer(X.sum(axis=0), dZ.sum(axis=0))
    # In `dW` you add the examples first and multiply then, so different examples meet. Multiply
    # within each example.
    dW = W - X.T @ dZ  # In place of `dW` you return W after a step. Asked is the gradient.
    dX = dZ @ (W - dW).T
    # `dX` uses weights that have made their step already. All gradients belong to the weights of
    # the forward pass.
    dX = dZ @ W.T * X * (1 - X)
    # `dX` holds the slope of a sigmoid. A dense layer has no activation; that is the next step
    # back.
    db = dZ.sum()
    # `db` is one number: `np.sum` without an axis adds everything (erratum E46). Each neuron has
    # its own bias.
    db = np.ones(dZ.shape[1])
    # `db` is 1: that is the slope of z in b. Asked is the slope of the loss (erratum E46).
    """
    # Every input meets every neuron, and the examples are added: X has its examples in the rows.
    dW = X.T @ dZ  # dW
    # Each neuron has its own bias, and one bias serves all examples: add the examples.
    db = dZ.sum(axis=0)  # db
    # It goes from the neurons back to the inputs: write the shapes beside the product.
    dX = dZ @ W.T  # dX
    return dX, dW, db


def hidden_arrays(rng: Rng, n: int, hidden: int, after: int) -> tuple[Array, Array, Array]:
    """Draw (dZ_next, W_next, A); no slope in the rows of A is like another."""
    A = rng.uniform(0.1, 0.9, (n, hidden))
    return rng.normal(0, 1, (n, after)), rng.normal(0, 1, (hidden, after)), A


def _hidden_cases(rng: Rng) -> list[Case]:
    dZ, W, A = hidden_arrays(rng, 5, 3, 2)
    hand = np.array([[1.0, 2.0]]), np.array([[3.0, -1.0], [0.0, 4.0]]), np.array([[0.5, 0.2]])
    sure = np.array([[0.0, 1.0, 0.5]] * 5)
    return [
        Case(hand, "dZ_next = [[1, 2]], W_next = [[3, -1], [0, 4]], A = [[0.5, 0.2]]", "hand"),
        Case((dZ, W, np.full((5, 3), 0.5)), "all activations ½", "isolated"),
        Case((dZ, W, A), "5 examples, 3 hidden units, 2 behind", "random"),
        Case(hidden_arrays(rng, 3, 3, 3), "3 examples, 3 hidden units, 3 behind", "random"),
        Case(hidden_arrays(rng, 2, 3, 4), "2 examples, 3 hidden units, 4 behind", "random"),
        Case((1000 * dZ, W, sure), "saturated units", "extreme"),
        Case((dZ, rng.integers(-3, 4, (3, 2)), A), "whole numbers in W_next", "integer"),
        Case(tuple(v.astype(np.float32) for v in (dZ, W, A)), "type float32", "float32"),
        Case(hidden_arrays(rng, 1, 3, 2), "one example", "one"),
        Case(hidden_arrays(rng, 4, 3, 1), "one unit behind", "one"),
        Case(hidden_arrays(rng, 4, 1, 3), "one hidden unit", "one"),
    ]


@exercise(_hidden_cases, "an array of the shape of A", points=2)
def hidden_delta(dZ_next, W_next, A):
    """
    dZ = dA
    # The slope of the hidden sigmoid is missing: this is the gradient in A, one step short of the
    # gradient in Z.
    slope = 1 - A
    # You multiply by 1 - A alone: the slope of the sigmoid has a second factor (erratum E28).
    dZ = (dZ_next * dZ_next * (1 - dZ_next)) @ W_next.T
    # The slope is made with dZ_next and stands before the weights. It belongs to the hidden units:
    # use A, after the weights.
    dA = dZ_next.sum(axis=1, keepdims=True)
    # The weights are missing: each path is as strong as the weight on it.
    dA = dZ_next.sum(axis=1, keepdims=True) * W_next.sum(axis=1)
    # You add first and multiply then, so the error of one unit meets the weight to another.
    # Multiply along each path, then add.
    dA = dZ_next @ W_next.T / W_next.shape[1]
    # You take the mean over the paths. They are added; nothing is divided.
    slope = A[0] * (1 - A[0])
    # All examples get the slopes of the first one. Each has its own activations.
    dZ = dA * A - A  # Brackets are missing around 1 - A: a product comes before a difference.
    dZ = A.T @ dZ_next  # This is the gradient of W_next. Asked is the one in the hidden sums.
    """
    # It adds the paths over all units behind; the examples stay in their rows.
    dA = dZ_next @ W_next.T  # the gradient in A
    slope = A * (1 - A)  # the slope of the hidden units
    dZ = dA * slope  # dZ
    return dZ
