"""The slope of tanh, from z and from the activation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid, sigmoid_prime, tanh_prime, tanh_prime_from_a
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Property, Rng, Spec
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
    quotients,
    z_cases,
)


def _cases(rng: Rng) -> list[Case]:
    steep = rng.uniform(6, 9, 12) * rng.choice([-1, 1], 12)
    return [
        *z_cases(rng, np.array([-1.0, 0.0, 2.0]), "z = [-1, 0, 2]"),
        Case((steep,), "12 numbers with |z| between 6 and 9", "random"),
    ]


def _one(z: float) -> float:
    return 1 - math.tanh(z) ** 2


def _by_if(z: Any) -> float:
    return _one(z) if z >= 0 else _one(-z)


def _in_place(z: Any) -> Any:
    z *= 2
    return 4 * sigmoid_prime(z)


def _cut(z: Any) -> Array:
    out = np.zeros_like(z)
    out[...] = np.tanh(z)
    return 1 - out**2


def _masked(z: Any) -> Array:
    out = np.empty(z.shape)
    out[z >= 0], out[z < 0] = np.tanh(z[z >= 0]), np.tanh(z[z < 0])
    return 1 - out**2


def _square_of_naive(quotient: Function) -> Function:
    return lambda z: 1 - quotient(z) ** 2


NAN = (
    "For {} the tanh inside divides infinity by infinity, which is nan. Call your stable tanh of "
    "the exercise before."
)
CARET = (
    "In Python ^ is not a power but an operation on bits; the power is `**`. If you used the "
    "module `math`: its functions work on one number only, NumPy's on whole arrays."
)

TANH_PRIME = Spec(
    name="tanh_prime",
    reference=nnkit.tanh_prime,
    cases=_cases,
    returns="an array of the shape of z, a number for a number",
    points=1,
    unit=UNIT,
    signature="tanh_prime(z)",
    properties=(
        Property(
            "even",
            "the slope at -z is the slope at z",
            lambda fn, rng: bool(np.allclose(fn(z := rng.normal(0, 2, 6)), fn(-z))),
        ),
    ),
    misconceptions=(
        Misconception(
            "argument-doubled",
            lambda z: 1 - np.tanh(2 * np.asarray(z)),
            "This is 1 - tanh(2z). In tanh²z it is the value that is squared; nothing is doubled.",
        ),
        Misconception(
            "tan",
            lambda z: 1 - np.tan(z) ** 2,
            "You use the tangent of an angle, `np.tan`. The hyperbolic one is `np.tanh`.",
        ),
        Misconception(
            "twice-the-square",
            lambda z: 1 - 2 * np.tanh(z) ** 2,
            "This is 1 - 2 tanh²z, which is -1 for large z. There is a factor 2 too many.",
        ),
        Misconception(
            "cube",
            lambda z: 1 - np.tanh(z) ** 3,
            "This is 1 - tanh³z, above 1 for negative z. The power is 2.",
        ),
        Misconception(
            "takes-z-for-a",
            lambda z: 1 - np.asarray(z) ** 2,
            "This is 1 - z². The formula 1 - a² takes the activation a = tanh z; here the "
            "argument is z.",
        ),
        Misconception(
            "not-squared",
            lambda z: 1 - np.tanh(z),
            "This is 1 - tanh z, without the square: for negative z it is above 1. The slope is "
            "the same at z and -z.",
        ),
        Misconception(
            "plus",
            lambda z: 1 + np.tanh(z) ** 2,
            "This is 1 + tanh², which grows towards 2. The curve becomes flat for large |z|, so "
            "its slope must go to 0.",
        ),
        Misconception(
            "no-derivative",
            lambda z: np.tanh(z),
            "This is tanh itself, not its slope. At z = 0 the slope is 1.",
        ),
        Misconception(
            "square-only",
            lambda z: np.tanh(z) ** 2,
            "This is tanh², which is 0 at z = 0, where tanh is steepest. What is it subtracted "
            "from?",
        ),
        Misconception(
            "sigmoid-slope",
            lambda z: sigmoid_prime(z),
            "This is the slope of the sigmoid, 1/4 at z = 0. tanh is four times as steep there.",
        ),
        Misconception(
            "sigmoid-rule",
            lambda z: np.tanh(z) * (1 - np.tanh(z)),
            "This is a(1 - a) with a = tanh z: the rule of the sigmoid. tanh has a rule of its "
            "own.",
        ),
        Misconception(
            "rule-with-sigmoid",
            lambda z: 1 - sigmoid(z) ** 2,
            "This is 1 - σ²: the rule of tanh, but with the sigmoid inside.",
        ),
        Misconception(
            "inner-derivative",
            lambda z: 2 * sigmoid_prime(2 * np.asarray(z)),
            "This is half of the slope: a factor 2 of 2σ(2z) - 1 is lost, the one in front or "
            "the one from the inner function 2z.",
        ),
        Misconception(
            "factors-lost",
            lambda z: sigmoid_prime(2 * np.asarray(z)),
            "This is σ(2z)(1 - σ(2z)), a quarter of the slope. The factor in front and the inner "
            "derivative of 2σ(2z) - 1 are missing.",
        ),
        Misconception(
            "half-argument",
            lambda z: 4 * sigmoid_prime(z),
            "The argument of the sigmoid is z where it should be 2z: the bell is twice too wide.",
        ),
        Misconception(
            "half-argument-halved",
            lambda z: 2 * sigmoid_prime(z),
            "This is the slope of 2σ(z) - 1, which is not tanh: the argument of the sigmoid must "
            "be 2z.",
        ),
        Misconception(
            "bracket-squared",
            lambda z: (1 - np.tanh(z)) ** 2,
            "The whole bracket is squared: (1 - tanh)². Only tanh is squared.",
        ),
        Misconception(
            "argument-squared",
            lambda z: 1 - np.tanh(np.asarray(z) ** 2),
            "This is 1 - tanh(z²): the argument is squared, not tanh. tanh²z means (tanh z)².",
        ),
        Misconception(
            "second-derivative",
            lambda z: -2 * np.tanh(z) * (1 - np.tanh(z) ** 2),
            "This is the second derivative, which is 0 at z = 0. One differentiation is enough.",
        ),
        Misconception(
            "outer-only",
            lambda z: -2 * np.tanh(z),
            "This is -2 tanh z, the derivative of 1 - a² in a. Asked is 1 - a² itself, with "
            "a = tanh z.",
        ),
        Misconception(
            "twice-for-square",
            lambda z: 1 - 2 * np.tanh(z),
            "This is 1 - 2 tanh z. Look at `*` and `**`.",
        ),
        Misconception(
            "twice",
            lambda z: 1 - np.tanh(np.tanh(z)) ** 2,
            "tanh is applied twice: a = tanh z is put where z belongs. The argument of this "
            "function is z.",
        ),
        Misconception(
            "upside-down",
            lambda z: np.cosh(z) ** 2,
            "This is cosh², which grows without end: the fraction stands upside down.",
        ),
        Misconception(
            "cosh-not-squared",
            lambda z: 1 / np.cosh(z),
            "This is 1/cosh z, the root of the slope: the square is missing.",
        ),
        Misconception(
            "times-z",
            lambda z: z * tanh_prime(z),
            "There is a factor z too many: the slope at z = 0 is 1, not 0.",
        ),
        Misconception("type-error", lambda z: np.asarray(np.tanh(z)) ^ 2, CARET),
        Misconception("if-on-array", _by_if, PLAIN_ONLY),
        Misconception("flat-only", lambda z: np.array([_one(v) for v in z]), FLAT_ONLY),
        flattened(tanh_prime),
        *rounded(tanh_prime),
        Misconception("in-place", _in_place, CHANGES),
        Misconception("integers-cut", _cut, WHOLE),
        Misconception(
            "nan",
            _square_of_naive(
                lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
            ),
            NAN.format("|z| = 1000"),
        ),
        Misconception(
            "nan-right",
            _square_of_naive(lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)),
            NAN.format("z = 1000"),
        ),
        Misconception(
            "nan-left",
            _square_of_naive(lambda z: (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))),
            NAN.format("z = -1000"),
        ),
        Misconception("overflow", lambda z: 1 / np.cosh(z) ** 2, OVERFLOWS),
        Misconception("array-only", _masked, ARRAY_ONLY),
        *quotients(np.tanh),
    ),
)


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


def _a_in_place(a: Any) -> Any:
    a *= a
    return 1 - a


def _loop(a: Any) -> Array:
    return np.array([1 - value**2 for value in a])


TANH_PRIME_FROM_A = Spec(
    name="tanh_prime_from_a",
    reference=nnkit.tanh_prime_from_a,
    cases=_a_cases,
    returns="an array of the shape of a, a number for a number",
    points=1,
    unit=UNIT,
    signature="tanh_prime_from_a(a)",
    properties=(
        Property(
            "agrees",
            "with a = tanh z it is the slope of tanh at z",
            lambda fn, rng: bool(np.allclose(fn(np.tanh(z := rng.normal(0, 1, 6))), tanh_prime(z))),
        ),
    ),
    misconceptions=(
        Misconception(
            "cube",
            lambda a: 1 - np.asarray(a) ** 3,
            "This is 1 - a³: look at the power. The slope is the same at a and at -a.",
        ),
        Misconception(
            "sigmoid-of-a",
            lambda a: 1 - sigmoid(a) ** 2,
            "The sigmoid is applied to a. The argument a already is an activation, and nothing is "
            "applied to it but the square.",
        ),
        Misconception(
            "reciprocal",
            lambda a: 1 / (1 - np.asarray(a) ** 2),
            "This is 1 / (1 - a²), the slope of the inverse function. The slope of tanh is at most "
            "1.",
        ),
        Misconception(
            "tanh-again",
            lambda a: 1 - np.tanh(a) ** 2,
            "You apply tanh once more. The argument a already is tanh z.",
        ),
        Misconception(
            "sigmoid-rule",
            lambda a: a * (1 - a),
            "This is a(1 - a), the rule of the sigmoid. For tanh the largest slope, 1, is at "
            "a = 0.",
        ),
        Misconception(
            "not-squared",
            lambda a: 1 - a,
            "This is 1 - a, without the square. For a = -0.5 and a = 0.5 the slope is the same.",
        ),
        Misconception(
            "plus",
            lambda a: 1 + a**2,
            "This is 1 + a². Near a = 1 the curve is flat, so the slope must go to 0.",
        ),
        Misconception(
            "square-only",
            lambda a: a**2,
            "This is a², which is 0 at a = 0, where tanh is steepest. What is it subtracted from?",
        ),
        Misconception(
            "twice-for-square",
            lambda a: 1 - 2 * a,
            "This is 1 - 2a. Look at `*` and `**`.",
        ),
        Misconception(
            "outer-only",
            lambda a: -2 * a,
            "This is -2a, the derivative of 1 - a² in a. Asked is 1 - a² itself: the slope of "
            "tanh in z.",
        ),
        Misconception(
            "second-derivative",
            lambda a: -2 * a * (1 - a**2),
            "This is the second derivative of tanh, which is 0 at a = 0. One is enough.",
        ),
        Misconception(
            "bracket-squared",
            lambda a: (1 - a) ** 2,
            "The whole bracket is squared: (1 - a)². Only a is squared.",
        ),
        Misconception(
            "absolute-value",
            lambda a: 1 - np.abs(a),
            "This is 1 - |a|. The slope has a square in it, not the absolute value.",
        ),
        Misconception(
            "root",
            lambda a: np.sqrt(1 - a**2),
            "This is the root of 1 - a². There is no root in the slope.",
        ),
        Misconception(
            "same",
            lambda a: a,
            "You return a itself. Asked is the slope that belongs to it.",
        ),
        Misconception(
            "tanh",
            lambda a: np.tanh(a),
            "This is tanh a. The argument a already is tanh z; asked is the slope.",
        ),
        Misconception(
            "takes-a-for-z",
            lambda a: sigmoid_prime(a),
            "This is the slope of the sigmoid at a. The argument is the activation of a tanh "
            "neuron, and no exponential is needed.",
        ),
        Misconception(
            "from-z",
            lambda a: 1 - np.arctanh(np.clip(a, -0.999999999, 0.999999999)) ** 2,
            "You go back from a to z and put z into the formula, which wants a.",
        ),
        Misconception(
            "times-a",
            lambda a: a * (1 - a**2),
            "There is a factor a too many: at a = 0 the slope is 1.",
        ),
        Misconception("type-error", lambda a: np.asarray(a) ^ 2, CARET),
        Misconception(
            "if-on-array",
            lambda a: 1 - a**2 if a >= 0 else 1 - (-a) ** 2,
            "`if` works on one number only, and a may be an array. No `if` is needed here.",
        ),
        Misconception(
            "in-place",
            _a_in_place,
            CHANGES,
        ),
        flattened(tanh_prime_from_a),
        *rounded(tanh_prime_from_a),
        Misconception(
            "flat-only",
            lambda a: np.array([1 - float(value) ** 2 for value in a]),
            FLAT_ONLY,
        ),
        Misconception("array-only", _loop, ARRAY_ONLY),
        Misconception(
            "there-and-back",
            lambda a: 1 - np.tanh(np.arctanh(a)) ** 2,
            "You go back to z and forward again, and arctanh is infinite at a = 1. The formula "
            "takes a as it is.",
        ),
    ),
)
