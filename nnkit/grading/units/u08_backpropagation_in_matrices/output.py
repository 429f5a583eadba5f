"""The gradient of the loss in the last sums: squared error, and softmax with cross-entropy."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


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


@exercise(_squared_cases, "an array of the shape of A", points=2)
def delta_squared(A, Y):
    """
    dZ = error * (1 - A) / A / len(A)
    # You divide by A². In the notes that is the name δ under a brace, not a denominator (erratum
    # E31).
    dZ = error / len(A)
    # The slope of the sigmoid is missing. It cancels with cross-entropy, but not with the squared
    # error.
    dZ = error  # Two factors are missing: the slope of the sigmoid, and the mean over the examples.
    dZ = error * (1 - A) / len(A)
    # Your slope is 1 - A: the slope of the sigmoid has a second factor (erratum E28).
    dZ = error * A**2 * (1 - A) ** 2 / len(A)  # The slope of the sigmoid is multiplied in twice.
    dZ = error / (A * (1 - A)) / len(A)
    # You divide by A(1 - A): that is the slope of the cross-entropy in A. Here the chain rule
    # multiplies by the slope of the sigmoid.
    A = 1 / (1 + np.exp(-A))
    # You apply σ to A first. The argument is the output, after σ, not the sum Z.
    dZ = A - Y * A * (1 - A) / len(A)
    # Brackets are missing around A - Y: products and quotients come before a difference.
    dZ = (A - Y * A * (1 - A)) / len(A)
    # Brackets are missing around A - Y: a product comes before a difference.
    dZ = (A - Y / len(A)) * A * (1 - A)
    # Only Y is divided by N: brackets are missing around A - Y.
    error = 2 * (A - Y)  # A factor 2 is left over: the loss has a ½ in front of the square.
    return np.sum(error**2) / (2 * len(A))
    # You return the loss. Asked are its slopes in Z, a table.
    """
    # It is A - Y: an output that is too large needs a positive gradient.
    error = A - Y  # the error of each output
    dZ = error * A * (1 - A) / len(A)  # dZ
    return dZ


def scores(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    """Draw scores, and soft labels: rows of numbers between 0 and 1 whose sum is 1."""
    Y = rng.uniform(0.1, 1, (n, k))
    return rng.normal(0, 1.5, (n, k)), Y / Y.sum(axis=1, keepdims=True)


def _softmax_cases(rng: Rng) -> list[Case]:
    Z, Y = scores(rng, 5, 3)
    hand = np.log([[1.0, 1.0], [3.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    far = np.array([[1000.0, 0.0, -5.0], [-1000.0, -1001.0, -999.0], [0.0, 1.0, 2.0]])
    whole = rng.integers(-3, 4, (4, 3)), rng.permutation([[0, 1, 0]] * 4)
    hot = np.eye(3)[rng.integers(0, 2, 5)]
    return [
        Case(hand, "Z = [[0, 0], [log 3, 0]], Y = [[1, 0], [0, 1]]", "hand"),
        Case((np.zeros((5, 3)), hot), "scores 0", "isolated"),
        Case((Z, hot), "5 examples, 3 classes", "random"),
        Case((Z, Y), "5 examples with soft labels", "random"),
        Case(scores(rng, 3, 3), "3 examples, 3 classes, soft labels", "random"),
        Case(scores(rng, 4, 2), "4 examples, 2 classes, soft labels", "random"),
        Case((far, np.eye(3)), "scores of size 1000", "extreme"),
        Case(whole, "whole numbers in Z and Y", "integer"),
        Case((Z.astype(np.float32), Y.astype(np.float32)), "numbers of type float32", "float32"),
        Case(scores(rng, 1, 4), "one example", "one"),
    ]


@exercise(_softmax_cases, "an array of the shape of Z", reference=nnkit.delta_softmax, points=1)
def delta_softmax(Z, Y):
    """
    E = np.exp(Z)
    # Your exponentials fail for scores of size 1000. Subtract each row's own maximum first.
    dZ = -Y / P / len(Z)
    # -Y/P is the slope in the probabilities P. Asked is the slope in Z, one step further back.
    dZ = -Y * (1 - P) / len(Z)
    # You use only the paths from each z to its own p. In a softmax every p depends on every z of
    # its row.
    dZ = error * (Y > 0.5) / len(Z)
    # Only the column of the true class gets a gradient. The other scores must go down, too.
    dZ = error * P / len(Z)
    # The factor P is one too many. With softmax and cross-entropy together the slope has cancelled.
    P = E
    P = E / E.max(axis=1, keepdims=True)
    # The exponentials are not divided by the sum of their row: the probabilities of a row add up
    # to 1.
    P = Z  # You compare the scores Z with the targets. Turn them into probabilities first.
    P = 1 / (1 + np.exp(-Z))
    # You take the sigmoid of each score. Here the classes share one softmax.
    Z = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)  # You apply softmax twice.
    P = np.eye(Z.shape[1])[np.argmax(Z, axis=1)]
    # You compare the chosen classes with the targets. Use the probabilities.
    Y = np.eye(Y.shape[1])[np.argmax(Y, axis=1)]
    # You replace the target row by its largest class. The targets may be soft; subtract them as
    # they are.
    dZ = P - Y / len(Z)  # Only Y is divided by N: brackets are missing around P - Y.
    return -np.sum(Y * np.log(np.maximum(P, 1e-300))) / len(Z)
    # You return the loss. Asked are its slopes in Z, a table.
    """
    E = np.exp(Z)  # the table of exponentials
    # Each row is a distribution of its own.
    P = E / E.sum(axis=1, keepdims=True)  # the table of probabilities
    # It is P - Y: a probability that is too large needs a positive gradient.
    error = P - Y  # the error of each class
    dZ = error / len(Z)  # dZ
    return dZ
