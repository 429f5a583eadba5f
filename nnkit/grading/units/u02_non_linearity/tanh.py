"""The hyperbolic tangent, from exponentials and from the sigmoid."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import (
    CHANGES,
    FLAT_ONLY,
    PLAIN_ONLY,
    WHOLE,
    rounded,
)
from nnkit.grading.units.u02_non_linearity.common import (
    ARRAY_ONLY,
    OVERFLOWS,
    UNIT,
    flattened,
    z_cases,
)


def _cases(rng: Rng) -> list[Case]:
    return z_cases(rng, np.array([-1.0, 0.0, 2.0]), "z = [-1, 0, 2]")


def _cut(z: Any) -> Array:
    out = np.zeros_like(z)
    out[...] = np.tanh(z)
    return out


def _masked(z: Any) -> Array:
    out = np.empty(z.shape)
    right = z >= 0
    out[right] = (1 - np.exp(-2 * z[right])) / (1 + np.exp(-2 * z[right]))
    out[~right] = (np.exp(2 * z[~right]) - 1) / (np.exp(2 * z[~right]) + 1)
    return out


def _masked_in_type_of_z(z: Any) -> Array:
    out = np.zeros_like(z)
    out[z >= 0] = np.tanh(z[z >= 0])
    out[z < 0] = np.tanh(z[z < 0])
    return out


def _by_if(z: Any) -> float:
    return math.tanh(z) if z >= 0 else -math.tanh(-z)


def _in_place(z: Any) -> Any:
    z *= 2
    return 2 * sigmoid(z) - 1


def _quotient(z: Any) -> Any:
    """(e^z - e^-z) / (e^z + e^-z), as it stands."""
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


EARLY_CLIP = (
    "z is clipped too early: the values beyond the limit are not yet -1 and 1 to all digits. "
    "Choose a form that needs no limit, or a far wider one."
)
NAN_RIGHT = (
    "For z = 1000 your formula divides infinity by infinity, which is nan. On paper it is right "
    "(the notes print this form in 001 line 43, erratum E14); rewrite it for positive z so that "
    "no exponent is positive."
)
ODD = Property(
    "odd",
    "the value at -z is minus the value at z",
    lambda fn, rng: bool(np.allclose(fn(z := rng.normal(0, 2, 6)), -np.asarray(fn(-z)))),
)

# What goes wrong on unusual input only; shared by both exercises.
EDGES = (
    Misconception("in-place", _in_place, CHANGES),
    Misconception("plain-number-only", lambda z: math.tanh(z), PLAIN_ONLY),
    Misconception("if-on-array", _by_if, PLAIN_ONLY),
    Misconception("flat-only", lambda z: np.array([math.tanh(v) for v in z]), FLAT_ONLY),
    flattened(np.tanh),
    *rounded(np.tanh),
    Misconception("integers-cut", _cut, WHOLE),
    Misconception(
        "array-only-integers-cut",
        _masked_in_type_of_z,
        "Two things: picking parts of z needs an array, so a plain number must become one first; "
        "and an array made in the type of z cuts the results to whole numbers when z holds "
        "integers.",
    ),
    Misconception(
        "nan",
        _quotient,
        "For |z| = 1000 your formula divides infinity by infinity, which is nan. Divide top and "
        "bottom by the larger exponential, which is another one for each sign of z.",
    ),
    Misconception(
        "nan-right",
        lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
        NAN_RIGHT,
        "001 line 43, erratum E14",
    ),
    Misconception(
        "nan-left",
        lambda z: (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z)),
        "For z = -1000 your formula divides infinity by infinity, which is nan. Use it for "
        "positive z only, and the mirrored form for negative z.",
    ),
    Misconception(
        "nan-to-zero",
        lambda z: np.nan_to_num(_quotient(z)),
        "Replacing nan by 0 gives 0 at z = 1000, where tanh is 1. Choose a form that does not "
        "become nan.",
    ),
    Misconception("overflow", lambda z: 2 / (1 + np.exp(-2 * z)) - 1, OVERFLOWS),
    *(
        Misconception(
            f"early-clip-{limit}",
            lambda z, limit=limit: np.tanh(np.clip(z, -limit, limit)),
            EARLY_CLIP,
        )
        for limit in (1, 2, 3, 4, 5, 6)
    ),
    Misconception("array-only", _masked, ARRAY_ONLY),
)

TANH = Spec(
    name="tanh",
    reference=nnkit.tanh,
    cases=_cases,
    returns="an array of the shape of z, a number for a number",
    points=2,
    unit=UNIT,
    signature="tanh(z)",
    properties=(ODD,),
    misconceptions=(
        Misconception(
            "same",
            lambda z: np.asarray(z) * 1.0,
            "You return z itself. The curve bends away from the line a = z and stays between -1 "
            "and 1.",
        ),
        Misconception(
            "rough-e",
            lambda z: np.tanh(np.asarray(z) * np.log(2.718)),
            "The number e is cut to 2.718. Use `np.exp`, which has all its digits.",
        ),
        Misconception(
            "sigmoid",
            lambda z: sigmoid(z),
            "Your values lie between 0 and 1: this is the sigmoid. tanh lies between -1 and 1 "
            "and is 0 at z = 0.",
        ),
        Misconception(
            "scaled-only",
            lambda z: sigmoid(2 * np.asarray(z)),
            "This is σ(2z), a scaled sigmoid, which is 1/2 at z = 0. The notes call tanh that in "
            "001 line 44; see erratum E13: it is shifted as well.",
            "001 line 44, erratum E13",
        ),
        Misconception(
            "sinh",
            lambda z: np.sinh(z),
            "This is (e^z - e^-z)/2, the hyperbolic sine, which grows without end. Look at the "
            "denominator of tanh.",
        ),
        Misconception(
            "top-only",
            lambda z: np.exp(z) - np.exp(-np.asarray(z, float)),
            "This is e^z - e^-z, the top of the fraction only. The denominator is missing.",
        ),
        Misconception(
            "cosh",
            lambda z: np.cosh(z),
            "This is (e^z + e^-z)/2, the hyperbolic cosine, which is 1 at z = 0. tanh is 0 there.",
        ),
        Misconception(
            "upside-down",
            lambda z: 1 / np.tanh(z),
            "The fraction stands upside down: at z = 0 it divides by 0. The difference of the "
            "exponentials belongs on top.",
        ),
        Misconception(
            "brackets",
            lambda z: np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z),
            "Python divides before it adds and subtracts. Put brackets around the whole top and "
            "around the whole denominator.",
        ),
        Misconception(
            "brackets-top",
            lambda z: np.exp(z) - np.exp(-z) / (np.exp(z) + np.exp(-z)),
            "Only e^-z is divided by the denominator. Put brackets around the whole top.",
        ),
        Misconception(
            "brackets-bottom",
            lambda z: (np.exp(z) - np.exp(-z)) / np.exp(z) + np.exp(-z),
            "Only e^z is in the denominator; e^-z is added afterwards. Put brackets around the "
            "whole denominator.",
        ),
        Misconception(
            "brackets-double",
            lambda z: np.exp(2 * z) - 1 / np.exp(2 * z) + 1,
            "Python divides before it adds and subtracts: this is e^2z - e^-2z + 1. Put brackets "
            "around the top and around the denominator.",
        ),
        Misconception(
            "half-exponent",
            lambda z: np.tanh(np.asarray(z) / 2),
            "This is tanh(z/2), too flat: at z = 1 it gives 0.46. Look at the exponents: the form "
            "with one exponential and the form with the sigmoid both need 2z.",
        ),
        Misconception(
            "double-exponent",
            lambda z: np.tanh(2 * np.asarray(z)),
            "This is tanh(2z), too steep. The form with two exponentials has z and -z in them, "
            "the form with one exponential has 2z.",
        ),
        Misconception(
            "ones",
            lambda z: np.ones(np.shape(z)),
            "All your values are 1: top and denominator are the same. One of them has a minus "
            "between the exponentials.",
        ),
        Misconception(
            "not-shifted",
            lambda z: 2 * sigmoid(2 * np.asarray(z)),
            "Your values lie between 0 and 2 and are 1 at z = 0: the curve has the right size but "
            "is not shifted yet.",
        ),
        Misconception(
            "slope",
            lambda z: 1 - np.tanh(z) ** 2,
            "This is the slope of tanh, which is 1 at z = 0. Asked is tanh itself.",
        ),
        Misconception(
            "tan",
            lambda z: np.tan(z),
            "This is the tangent of an angle, tan. The hyperbolic one is built from exponentials.",
        ),
        Misconception(
            "arctan",
            lambda z: np.arctan(z),
            "This is the arc tangent, which rises to 1.57. tanh is built from exponentials and "
            "rises to 1.",
        ),
        Misconception(
            "arctanh",
            lambda z: np.arctanh(z),
            "This is the inverse of tanh, and nan for |z| > 1. tanh takes every number.",
        ),
        Misconception(
            "hard",
            lambda z: np.clip(z, -1.0, 1.0),
            "You cut z at -1 and 1, which makes two corners. tanh is smooth: at z = 1 it is 0.76.",
        ),
        Misconception(
            "softsign",
            lambda z: z / (1 + np.abs(z)),
            "This is z/(1 + |z|), another S-curve. tanh is built from exponentials.",
        ),
        Misconception(
            "step",
            lambda z: np.sign(z),
            "Your values are only -1, 0 and 1: a hard step. tanh passes from -1 to 1 smoothly.",
        ),
        Misconception(
            "twice",
            lambda z: np.tanh(np.tanh(z)),
            "tanh is applied twice: all your values lie between -0.77 and 0.77.",
        ),
        Misconception(
            "relu",
            lambda z: np.maximum(0.0, z),
            "This is ReLU, which keeps positive z as they are. tanh stays between -1 and 1.",
        ),
        Misconception(
            "softmax",
            lambda z: np.exp(z) / np.exp(z).sum(),
            "Your values add up to 1 over the whole array: this is softmax. tanh treats each "
            "number on its own.",
        ),
        *EDGES,
    ),
)


TANH_FROM_SIGMOID = Spec(
    name="tanh_from_sigmoid",
    reference=nnkit.tanh_from_sigmoid,
    cases=_cases,
    returns="an array of the shape of z, a number for a number",
    points=1,
    unit=UNIT,
    signature="tanh_from_sigmoid(z)",
    properties=(ODD,),
    misconceptions=(
        Misconception(
            "shifted-by-half",
            lambda z: 2 * sigmoid(2 * np.asarray(z)) - 0.5,
            "The height is right, the shift is not: at z = 0 you get 1/2. Twice the sigmoid is 1 "
            "there.",
        ),
        Misconception(
            "slope-by-height",
            lambda z: 4 * sigmoid(z) - 2,
            "The slope at 0 is right, but your values end at -2 and 2. The steepness must come "
            "from inside the sigmoid.",
        ),
        Misconception(
            "height-halved",
            lambda z: 0.5 * sigmoid(2 * np.asarray(z)) - 1,
            "The height is halved. From -1 to 1 it is twice that of the sigmoid.",
        ),
        Misconception(
            "bracket-halved",
            lambda z: (sigmoid(2 * np.asarray(z)) - 1) / 2,
            "Your values lie between -1/2 and 0. The height must double, and the shift comes after "
            "it.",
        ),
        Misconception(
            "scaled-only",
            lambda z: sigmoid(2 * np.asarray(z)),
            "This is σ(2z), which is 1/2 at z = 0, where tanh is 0. The notes say only scaled in "
            "001 line 44; see erratum E13: the height is scaled and shifted as well.",
            "001 line 44, erratum E13",
        ),
        Misconception(
            "not-doubled-inside",
            lambda z: 2 * sigmoid(z) - 1,
            "This is 2σ(z) - 1, which is tanh(z/2): its slope at 0 is 1/2 instead of 1. The "
            "argument of σ must be scaled, too.",
        ),
        Misconception(
            "not-shifted",
            lambda z: 2 * sigmoid(2 * np.asarray(z)),
            "This is 2σ(2z), between 0 and 2. It must be shifted so that it is 0 at z = 0.",
        ),
        Misconception(
            "height-not-scaled",
            lambda z: sigmoid(2 * np.asarray(z)) - 1,
            "This is σ(2z) - 1, between -1 and 0. The height of the sigmoid is 1, that of tanh "
            "is 2.",
        ),
        Misconception(
            "bracket",
            lambda z: 2 * (sigmoid(2 * np.asarray(z)) - 1),
            "The shift stands inside the bracket and is doubled as well, so your values lie "
            "between -2 and 0. Scale first, then shift.",
        ),
        Misconception(
            "shifted-inside",
            lambda z: 2 * sigmoid(2 * np.asarray(z) - 1),
            "The 1 is subtracted from the argument of σ, which moves the curve to the right. It "
            "should be moved down.",
        ),
        Misconception(
            "shifted-inside-only",
            lambda z: sigmoid(2 * np.asarray(z) - 1),
            "The 1 is subtracted from the argument of σ, which moves the curve to the right. It "
            "should be scaled in height and moved down.",
        ),
        Misconception(
            "sigmoid",
            lambda z: sigmoid(z),
            "This is the sigmoid as it is. Scale it in both directions and shift it so that it "
            "lies between -1 and 1.",
        ),
        Misconception(
            "doubled",
            lambda z: 2 * sigmoid(z),
            "This is 2σ(z), between 0 and 2. The argument is not scaled and the shift is missing.",
        ),
        Misconception(
            "centred",
            lambda z: sigmoid(z) - 0.5,
            "This is σ(z) - 1/2: shifted but not scaled. tanh lies between -1 and 1 and is "
            "steeper.",
        ),
        Misconception(
            "half-height",
            lambda z: sigmoid(2 * np.asarray(z)) - 0.5,
            "This is σ(2z) - 1/2, half of what it should be. The height is not scaled.",
        ),
        Misconception(
            "wrong-way",
            lambda z: 2 * sigmoid(np.asarray(z) / 2) - 1,
            "The argument is divided by 2, which makes the curve flatter than the sigmoid. tanh is "
            "steeper.",
        ),
        Misconception(
            "plus",
            lambda z: 2 * sigmoid(2 * np.asarray(z)) + 1,
            "The curve is moved up, to values between 1 and 3. At z = 0 it must be 0.",
        ),
        Misconception(
            "tanh-inside",
            lambda z: 2 * np.tanh(2 * np.asarray(z)) - 1,
            "The formula is right but has tanh where the sigmoid belongs. The sigmoid of 0 is 1/2.",
        ),
        Misconception(
            "slope",
            lambda z: 1 - np.tanh(z) ** 2,
            "This is the slope of tanh, which is 1 at z = 0. Asked is tanh itself.",
        ),
        Misconception(
            "squared",
            lambda z: 2 * sigmoid(z) ** 2 - 1,
            "The sigmoid is squared; its argument should be doubled.",
        ),
        Misconception(
            "shift-in-argument-plus",
            lambda z: 2 * sigmoid(2 * (np.asarray(z) - 1)),
            "The 1 is subtracted from z, which moves the curve to the right. It should be moved "
            "down.",
        ),
        *EDGES,
    ),
)
