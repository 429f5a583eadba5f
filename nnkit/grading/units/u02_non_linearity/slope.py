"""The slope of tanh, from z and from the activation."""

import numpy as np

import nnkit
from nnkit.activations import sigmoid, sigmoid_prime, tanh
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn
from nnkit.grading.units.elementwise import z_cases
from nnkit.grading.units.u02_non_linearity.common import ARRAY_ONLY, family, others

BITS = """
    return np.asarray(z) ^ 2
    # Python cannot do this with an array. `^` is not a power (that is `**`) but an operation on
    # bits, and the functions of `math` take one number only.
"""
QUOTIENT = "A difference quotient gives only a few right digits. Use the formula for the slope."
STEPS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
DERIVE = (
    "This is made of the slope of the sigmoid, with another number in it. Derive 2σ(2z) - 1: a "
    "factor 2 stands in front, another comes from inside, and the argument stays 2z."
)


def _cases(rng: Rng) -> list[Case]:
    steep = rng.uniform(6, 9, 12) * rng.choice([-1, 1], 12)
    return [
        *z_cases(rng, np.array([-1.0, 0.0, 2.0]), "z = [-1, 0, 2]"),
        Case((steep,), "12 numbers with |z| between 6 and 9", "random"),
    ]


def _of_sigmoid(z):
    s = sigmoid(2 * z)  # the sigmoid of 2z
    # The derivative of 2σ(2z) - 1 has a factor 2 in front and another from inside.
    return 4 * s * (1 - s)  # the slope


def _of_cosh(z):
    """The values are right, but for |z| = 1000 an exponential overflows and NumPy warns.

    Choose, for each sign of z, a form whose exponent is not positive.
    """
    c = np.cosh(z)  # cosh z
    return 1 / c**2  # the slope


@exercise(
    _cases,
    "an array of the shape of z, a number for a number",
    reference=nnkit.tanh_prime,
    forms=(_of_sigmoid, _of_cosh),
    properties=(Property("even", "the slope at -z is the slope at z", Drawn("f(-z) = f(z)")),),
    misconceptions=(
        *family(QUOTIENT, lambda z, h: (np.tanh(z + h) - np.tanh(z)) / h, *STEPS),
        *family(QUOTIENT, lambda z, h: (np.tanh(z + h) - np.tanh(z - h)) / (2 * h), *STEPS[:3]),
        *family(DERIVE, lambda z, k: sigmoid_prime(k * z) * 4 / k, 1, 4),
        *family(DERIVE, lambda z, c: c * sigmoid_prime(2 * z), 1, 2),
        *family(DERIVE, lambda z, c: c * sigmoid_prime(z), 2),
        *others("the slope of tanh: 1 at z = 0, and flat at both ends", "tanh-slope"),
    ),
    mistakes=ARRAY_ONLY + BITS,
)
def tanh_prime(z):
    """
    return 1 - z**2
    # This is 1 - z². The formula 1 - a² takes the activation a = tanh z; here the argument is z.
    return -2 * a * (1 - a**2)
    # This is the second derivative, which is 0 at z = 0. One differentiation is enough.
    return -2 * a
    # This is -2 tanh z, the derivative of 1 - a² in a. Asked is 1 - a² itself, with a = tanh z.
    return a**2
    # This is tanh², which is 0 at z = 0, where tanh is steepest. What is it subtracted from?
    return a * (1 - a**2)
    # There is a factor a too many: at z = 0 the slope is 1. Only the rule of the sigmoid has one.
    return 1 - 2 * a**2
    # This is 1 - 2 tanh²z, which is -1 for large z. There is a factor 2 too many.
    return 1 - np.tanh(z**2)
    # This is 1 - tanh(z²): the argument is squared, not tanh. tanh²z means (tanh z)².
    return 1 - np.tanh(2 * z)
    # This is 1 - tanh(2z). In tanh²z it is the value that is squared; nothing is doubled.
    return np.cosh(z)**2  # This is cosh², which grows without end: the fraction stands upside down.
    return 1 / np.cosh(z)  # This is 1/cosh z, the root of the slope: the square is missing.
    a = np.tan(z)  # You use the tangent of an angle, `np.tan`. The hyperbolic one is `np.tanh`.
    """
    a = tanh(z)  # the value of tanh
    return 1 - a**2  # the slope


def _a_cases(rng: Rng) -> list[Case]:
    number = "a may be a number, not an array."
    return [
        Case((np.array([-0.5, 0.0, 0.8]),), "a = [-0.5, 0, 0.8]", "hand"),
        Case((rng.uniform(-1, 1, 5),), "5 random numbers", "random"),
        Case((rng.uniform(-1, 1, (4, 3)),), "a 4×3 array of random numbers", "random"),
        Case((rng.uniform(-1, 1, (2, 3, 4)),), "a 2×3×4 array of random numbers", "random"),
        Case((np.array([-1.0, 1.0]),), "a = [-1, 1], a saturated neuron", "extreme"),
        Case((np.array([-1, 0, 1]),), "whole numbers a = [-1, 0, 1]", "integer"),
        Case((rng.uniform(-1, 1, 6).astype(np.float32),), "6 numbers of type float32", "float32"),
        Case((0.5,), "the plain number a = 0.5", "one", hint=number),
        Case((np.array(-0.25),), "a = np.array(-0.25), an array without axes", "one"),
    ]


@exercise(
    _a_cases,
    "an array of the shape of a, a number for a number",
    properties=(
        Property(
            "agrees", "with a = tanh z it is the slope of tanh at z", Drawn("f(tanh z) = tanh' z")
        ),
    ),
    misconceptions=others(
        "the slope of tanh from its value a = tanh z, without another exponential",
        "tanh-slope logistic clipped hard",
        "a",
    ),
    mistakes=(ARRAY_ONLY + BITS).replace("z", "a"),
)
def tanh_prime_from_a(a):
    """
    return 1 - np.tanh(a)**2  # You apply tanh once more. The argument a already is tanh z.
    return -2 * a
    # This is -2a, the derivative of 1 - a² in a. Asked is 1 - a² itself: the slope of tanh in z.
    return -2 * a * (1 - a**2)
    # This is the second derivative of tanh, which is 0 at a = 0. One is enough.
    return a * (1 - a**2)
    # There is a factor a too many: at a = 0 the slope is 1. Only the rule of the sigmoid has one.
    return 1 - sigmoid(a)**2
    # The sigmoid is applied to a. The argument a already is an activation, and nothing is applied
    # to it but the square.
    return 1 - np.tanh(np.arctanh(a))**2
    # You go back to z and forward again, and arctanh is infinite at a = 1. The formula takes a as
    # it is.
    """
    return 1 - a**2  # the slope
