"""ReLU and its slope."""

import textwrap

import numpy as np

from nnkit.grading.exercise.author import exercise, ways
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.judging import AnySlope
from nnkit.grading.units.drawing import Drawn
from nnkit.grading.units.elementwise import z_cases
from nnkit.grading.units.u02_non_linearity.common import ARRAY_ONLY, others

AT_ZERO = "At z = 0 ReLU has no slope; return 0 by convention (1, or anything between, will do)."
NO_ARRAY = """
    return np.zeros(z)
    # NumPy expects a whole number where it gets your array: the argument of `np.zeros` is a shape,
    # the second one of `np.max` an axis. `np.zeros_like` and `np.maximum` take arrays.
    return np.max(0, z)
    # NumPy expects a whole number where it gets your array: the argument of `np.zeros` is a shape,
    # the second one of `np.max` an axis. `np.zeros_like` and `np.maximum` take arrays.
"""


def _leaky(left: str) -> str:
    """The mistake to let something through for negative z."""
    shares = 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3
    words = "Negative z still give something: this is a leaky ReLU. The plain one is flat there."
    made = ways(*(f"left = {left.format(share)}" for share in shares))
    return textwrap.indent(f"{made}# {words}\n", "    ")


def _cases(rng: Rng) -> list[Case]:
    return [
        *z_cases(rng, np.array([-2.0, 0.5, 7.0]), "z = [-2, 0.5, 7]"),
        Case((np.array([0.0, -0.0]),), "z = [0, -0]", "extreme"),
    ]


def _by_cases(z):
    left = np.zeros(np.shape(z))  # the value for negative z
    right = z  # the value for positive z
    return np.where(z > 0, right, left)  # the value


@exercise(
    _cases,
    "an array of the shape of z, a number for a number",
    forms=(_by_cases,),
    properties=(Property("difference", "relu(z) - relu(-z) is z", Drawn("f(z) - f(-z) = z")),),
    misconceptions=(
        *others(
            "ReLU: 0 for negative z, z itself for positive z",
            "relu sigmoid identity absolute relu-slope",
        ),
    ),
    mistakes=ARRAY_ONLY + NO_ARRAY + _leaky("{} * z"),
)
def relu(z):
    """
    return 1 / (1 + np.exp(-z))
    # This is the sigmoid. The notes once call ReLU σ, where only the letter is wrong; see erratum
    # E22. Look at the two cases.
    return np.where(z > 0, z, np.exp(z) - 1)
    # Negative z give e^z - 1: this is the ELU, a smooth relative. ReLU gives 0 there.
    return np.clip(z, 0, 6)  # Values above 6 are cut to 6. ReLU has no upper limit.
    return np.maximum(0, np.tanh(z))
    # tanh is applied first. ReLU stands in its place and keeps positive z as they are.
    return z[z > 0]
    # You return the positive entries only, so the shape is lost. Negative entries stay in their
    # places, as 0.
    left = 1.0
    left = -1.0  # Where z is negative you return a number that is not 0.
    left = z  # Negative z are returned unchanged. ReLU is flat there.
    left = -z  # Negative z are turned round. ReLU is 0 there.
    right = z**2  # Positive z are squared. ReLU gives them back as they are.
    right = 1.0  # Where z is positive you return 1, the slope of ReLU. Its value there is z itself.
    """
    return np.maximum(0, z)  # the value


def _slope_cases(rng: Rng) -> list[Case]:
    """As for relu, but at z = 0 any slope from 0 to 1 will do."""
    return [
        *z_cases(rng, np.array([-2.0, 0.5, 7.0]), "z = [-2, 0.5, 7]"),
        Case((np.array([0.0]),), "z = [0]", "extreme", hint=AT_ZERO, test=AnySlope((1,))),
        Case((0.0,), "the plain number z = 0", "one", hint=AT_ZERO, test=AnySlope(())),
    ]


def _slope_by_cases(z):
    left = np.zeros(np.shape(z))  # the slope for negative z
    right = np.ones(np.shape(z))  # the slope for positive z
    return np.where(z > 0, right, left)  # the slope


@exercise(
    _slope_cases,
    "an array of the shape of z, a number for a number",
    forms=(_slope_by_cases,),
    properties=(
        Property("sides", "the slopes at z and at -z add up to 1", Drawn("f(z) + f(-z) = 1")),
    ),
    misconceptions=(
        *others(
            "the slope of ReLU: 0 for negative z, 1 for positive z",
            "relu-slope ones sigmoid-slope sign relu",
        ),
    ),
    mistakes=ARRAY_ONLY + NO_ARRAY + _leaky("{}"),
)
def relu_prime(z):
    """
    left = 1.0
    # Where z is negative the slope is 1. The notes say that it does not vanish; see erratum E12: on
    # the left ReLU is flat. If you set entries in two steps, the second must not undo the first.
    right = 2 * z  # Positive z give 2z, the slope of z². ReLU is z there, without a square.
    right = z  # Where z is positive you return z itself. Asked is the slope of ReLU there.
    right = 0.5
    right = 2.0  # Where z is positive the slope has the wrong size: how much does z grow with z?
    left = z  # Negative z are returned unchanged. ReLU is flat there.
    left = -1.0  # Where z is negative the slope is -1. ReLU is flat there.
    return np.exp(-z) / (1 + np.exp(-z)) ** 2
    # This is the slope of the sigmoid. The notes once call ReLU σ, where only the letter is wrong;
    # see erratum E22.
    return (np.maximum(0, z + 1e-5) - np.maximum(0, z)) / 1e-5
    # A difference quotient gives only a few right digits, fewer in float32. Compare z with 0.
    return np.where(z > 0, 1, np.where(z < 0, 0, -1))
    # Your slope at z = 0 is neither 0 nor 1 nor between them. ReLU has no slope there; 0 is the
    # convention.
    return np.maximum(0, z) / z
    # At z = 0 your slope is not a number, as 0/0 in max(0, z)/z. Compare z with 0, and give 0 or 1
    # there.
    """
    return np.where(z > 0, 1.0, 0.0)  # the slope
