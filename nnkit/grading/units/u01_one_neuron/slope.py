"""The slope of the sigmoid."""

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Misconception, Property
from nnkit.grading.units.drawing import Drawn
from nnkit.grading.units.u01_one_neuron.activation import sigmoid_cases


def _quotient(z):
    """For z = -1000 your formula divides infinity by infinity, which is nan.

    Use a form that calls your stable sigmoid.
    """
    e = np.exp(-z)  # the exponential
    return e / (1 + e) ** 2  # the slope


def _of_tanh(z):
    rise = np.tanh(z / 2)  # tanh of z/2
    # The slope of tanh is 1 at the middle, that of the sigmoid 1/4.
    return (1 - rise**2) / 4  # the slope


def _measured(h: float) -> Misconception:
    return Misconception(
        f"difference-quotient-{h:.0e}",
        lambda z: (sigmoid(z + h) - sigmoid(z)) / h,
        "A difference quotient gives only a few right digits. Use the formula for the slope.",
    )


@exercise(
    sigmoid_cases,
    "an array of the shape of z, a number for a number",
    points=1,
    reference=nnkit.sigmoid_prime,
    forms=(_quotient, _of_tanh),
    properties=(Property("even", "the slope at -z is the slope at z", Drawn("f(-z) = f(z)")),),
    misconceptions=tuple(map(_measured, (0.01, 0.001, 0.0001, 1e-05, 1e-06))),
)
def sigmoid_prime(z):
    """
    return 1 - s
    # This is 1 - σ(z), which is 1/2 at z = 0. The notes print such a line, where a square is
    # lost; see erratum E28 and compare with the line before it.
    return s  # This is the sigmoid itself, not its slope. At z = 0 the slope is 1/4.
    return z * (1 - z)
    # This is z(1 - z). The formula with a(1 - a) takes the activation a = σ(z); here the argument
    # is z.
    return s ** 2
    # This is σ², or 1/(1 + e^-z)²: the derivative of the bracket itself is missing (chain rule).
    return s - 2 * s  # This is σ - 2σ. The slope is σ minus the square of σ: look at `*` and `**`.
    return s / 2
    # This is σ/2, which goes on growing. The slope is σ minus the square of σ, so it falls again.
    return s * (1 + s)
    # This is σ(1 + σ), which grows towards 2; a slope of the sigmoid is never above 1/4. Look at
    # the sign in the bracket.
    return 1 - np.tanh(z) ** 2
    # This is the slope of tanh, which is 1 at z = 0. The slope of the sigmoid is at most 1/4.
    return np.where(z > 0, 1.0, 0.0)  # Your values are only 0 and 1: this is the slope of ReLU.
    return s * (1 - s) * (1 - 2 * s)
    # This is the second derivative, which is 0 at z = 0. One differentiation is enough.
    return z * s * (1 - s)  # There is a factor z too many: the slope at z = 0 is 1/4, not 0.
    s = sigmoid(z[...])
    # Your function picks parts of z, and a plain number has no parts. Turn z into an array
    # first, or use a form that needs no picking.
    s = sigmoid(z.copy())
    # A plain number is no array: it has no `.shape`, no `.copy`. Turn z into an array first, or
    # use functions of NumPy, which take both.
    """
    s = sigmoid(z)  # the sigmoid
    # It is 1/4 at z = 0, nowhere more, and nowhere below 0.
    return s * (1 - s)  # the slope
