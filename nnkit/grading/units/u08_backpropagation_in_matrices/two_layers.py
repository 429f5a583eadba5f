"""All gradients of a network with two sigmoid layers, line by line."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import layer


def two_layers(rng: Rng, n: int, sizes: tuple[int, int, int]) -> tuple[Array, ...]:
    """Draw (X, Y, W1, b1, W2, b2) with soft targets."""
    n_in, hidden, n_out = sizes
    X, W1, b1 = layer(rng, n, n_in, hidden)
    return X, rng.uniform(0, 1, (n, n_out)), W1, b1, *layer(rng, 1, hidden, n_out)[1:]


HAND_MLP = (
    np.array([[1.0, 0.0], [0.0, 3.0]]),
    np.array([[1.0], [0.25]]),
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


@exercise(_cases, "four arrays (dW1, db1, dW2, db2)", points=4)
def mlp_grads(X, Y, W1, b1, W2, b2):
    """
    dZ1 = dA1
    # The slope of the hidden sigmoid is missing: the way from Z1 to A1 has a factor, too.
    dZ2 = error / len(X)
    # The slope of the output sigmoid is missing in `dZ2`. It cancels with cross-entropy, but this
    # loss is the squared error.
    dZ2 = error
    # In `dZ2` two factors are missing: the slope of the output sigmoid, and the mean over the
    # examples.
    slope2 = (A2 * (1 - A2)) ** 2  # The slope of the output sigmoid is multiplied in twice.
    error = 2 * (A2 - Y)  # A factor 2 is left over: the loss has a ½ in front of the square.
    slope2 = (1 - A2) / A2
    # In the slope of the output units you divide by σ². In the notes that is a name under a brace,
    # not a denominator (erratum E31).
    dA1 = error / len(X) @ W2.T
    # The error A2 - Y goes back without the slope of the output sigmoid. What goes back over W2 is
    # dZ2.
    dA1 = dZ2 @ (W2 - dW2).T
    # W2 has made its step before it carries the error back. All gradients belong to the weights of
    # the forward pass.
    dA1 = dZ2.sum(axis=1, keepdims=True)  # The weights W2 are missing on the way back.
    dZ2 = error * slope2 / len(X) * (np.arange(len(X)) < len(X) - 1)[:, None]
    # The last example is not added: the loop over the examples ends one step too early.
    dZ2 = error * slope2 / len(X) * (np.arange(len(X)) == len(X) - 1)[:, None]
    # Only the last example counts: inside the loop `=` overwrites, `+=` adds.
    db1 = dZ1.mean(axis=0)
    db2 = dZ2.mean(axis=0)
    # `db1` and `db2` are means, but dZ carries the 1/N already: here the examples are only added.
    db1 = np.ones(len(b1))
    db2 = np.ones(len(b2))
    # `db1` and `db2` are 1: that is the slope of z in b. Asked is the slope of the loss (erratum
    # E46).
    dW2 = A1.T @ error / len(X)
    db2 = error.mean(axis=0)
    # In `dW2` and `db2` the slope of the output sigmoid is missing: they are made with dZ2, too.
    b1 = 0 * b1
    b2 = 0 * b2
    # The biases are missing on the way forward.
    """
    Z1 = X @ W1 + b1  # Z1
    A1 = sigmoid(Z1)  # A1
    Z2 = A1 @ W2 + b2  # Z2
    A2 = sigmoid(Z2)  # A2
    error = A2 - Y  # the error at the output
    slope2 = A2 * (1 - A2)  # the slope of the output units
    dZ2 = error * slope2 / len(X)  # dZ2
    # Its weights multiply what enters layer 2, and a gradient has the shape of its array.
    dW2 = A1.T @ dZ2  # dW2
    db2 = dZ2.sum(axis=0)  # db2
    # Every path from a hidden unit to an output counts.
    dA1 = dZ2 @ W2.T  # dA1
    slope1 = A1 * (1 - A1)  # the slope of the hidden units
    dZ1 = dA1 * slope1  # dZ1
    # Its weights multiply what enters layer 1, and a gradient has the shape of its array.
    dW1 = X.T @ dZ1  # dW1
    db1 = dZ1.sum(axis=0)  # db1
    return dW1, db1, dW2, db2
