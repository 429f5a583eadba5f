"""The output layer: the error of sigmoid outputs."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def outputs(rng: Rng, *shape: int) -> tuple[Array, Array]:
    """Draw outputs of sigmoid neurons, and targets between 0 and 1."""
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


def _cases(rng: Rng) -> list[Case]:
    a, y = outputs(rng, 4, 3)
    return [
        Case((np.array([0.8, 0.3]), np.array([1.0, 0.0])), "a = [0.8, 0.3], y = [1, 0]", "hand"),
        Case((a[0], np.zeros(3)), "targets 0", "isolated"),
        Case((a[1], np.ones(3)), "targets 1", "isolated"),
        Case((a, y), "4 examples, 3 outputs", "random"),
        Case(outputs(rng, 3, 3), "3 examples, 3 outputs", "random"),
        Case(outputs(rng, 5), "5 outputs", "random"),
        Case((np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0])), "outputs 0 and 1", "extreme"),
        Case((a, rng.permutation([[1, 0, 0]] * 4)), "targets of type integer", "integer"),
        Case((a.astype(np.float32), y.astype(np.float32)), "numbers of type float32", "float32"),
        Case(outputs(rng, 1, 3), "one example", "one"),
        Case((0.7, 1.0), "a = 0.7, y = 1, two numbers", "one"),
    ]


@exercise(_cases, "an array of the shape of a", points=2)
def output_delta(a, y):
    """
    delta = (a - y) * a * (1 - a) / a**2
    # You divide by a², as the notes print it. That is the name δ under a brace, not a denominator
    # (erratum E31).
    delta = e
    # The slope of the sigmoid is missing. With cross-entropy it would cancel, but this loss is the
    # squared error.
    delta = e * (1 - a)  # Your slope is 1 - a: a factor of σ' is missing (erratum E28).
    delta = e * (a * (1 - a)) ** 2  # You multiply by the slope of the sigmoid twice.
    e = -y - a
    # You use -y - a. The minus stands in front of the bracket, -(y - a), and turns both signs
    # (erratum E01).
    a = 1 / (1 + np.exp(-a))
    # You apply σ to a first. The argument is the output, after σ, not the sum z.
    delta = -e * a * (1 - a)
    # The sign is turned: one of the two differences, a - y or 1 - a, is the wrong way round. An
    # output that is too large needs a positive error.
    delta = 2 * e * a * (1 - a)
    # The result is twice too large: the 2 of the slope of the square cancels the ½ of the loss.
    delta = e / (a * (1 - a))
    # You divide by a (1 - a): that is the slope of the cross-entropy in a. Here the chain rule
    # multiplies by σ'.
    delta = a - y * a * (1 - a)
    # Brackets are missing around a - y: a product is computed before a difference.
    delta = e * a - a
    # Brackets are missing around 1 - a: a product is computed before a difference.
    return (y - a) ** 2 / 2  # You return the loss. Asked is its slope in z.
    delta = e * a * (1 - a) / np.size(a)
    # You divide by the number of entries. δ is one error for each output, without a mean.
    """
    # An output that is too large needs a positive error.
    e = a - y  # the slope of the loss in a
    delta = e * a * (1 - a)  # the error of each output
    return delta
