"""The sigmoid and its slope."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import (
    CHANGES,
    FLAT_ONLY,
    PLAIN_ONLY,
    STABLE,
    UNIT,
    WHOLE,
    rounded,
)


def _z_cases(rng: Rng) -> list[Case]:
    return [
        Case((np.array([-2.0, 0.0, 3.0]),), "z = [-2, 0, 3]", "hand"),
        Case((rng.normal(0, 2, 5),), "5 random numbers", "random"),
        Case((rng.normal(0, 2, (4, 3)),), "a 4×3 array of random numbers", "random"),
        Case((rng.normal(0, 2, (2, 3, 4)),), "a 2×3×4 array of random numbers", "random"),
        Case((np.array([-40.0, 40.0]),), "z = [-40, 40]", "extreme"),
        Case((np.array([-1000.0]),), "z = [-1000]", "extreme", hint=STABLE),
        Case((np.array([1000.0]),), "z = [1000]", "extreme", hint=STABLE),
        Case((np.array([-3, 0, 2]),), "whole numbers z = [-3, 0, 2]", "integer"),
        Case((rng.normal(0, 2, 6).astype(np.float32),), "6 numbers of type float32", "float32"),
        Case((0.5,), "the plain number z = 0.5", "one", hint="z may be a number, not an array."),
        Case((2,), "the plain number z = 2", "one", hint="z may be a number, not an array."),
        Case((np.array(-1.5),), "z = np.array(-1.5), an array without axes", "one"),
    ]


def _cut(z: Any) -> Array:
    """Sigmoid, written into an array of the type of z: integers are cut off."""
    out = np.zeros_like(z)
    out[...] = sigmoid(z)
    return out


def _masked(z: Any) -> Array:
    """Sigmoid by two masks; a plain number has no items to choose."""
    out = np.empty(z.shape)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    out[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return out


def _masked_in_type_of_z(z: Any) -> Array:
    """Sigmoid by two masks, written into an array of the type of z."""
    out = np.zeros_like(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    out[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return out


def _by_if(z: Any) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _quotients() -> tuple[Misconception, ...]:
    """Difference quotients to the right, with the usual steps."""

    def quotient(h: float) -> Function:
        return lambda z: (sigmoid(np.asarray(z) + h) - sigmoid(z)) / h

    return tuple(
        Misconception(
            f"difference-quotient-{n}",
            quotient(10.0**-n),
            "A difference quotient gives only a few right digits. Use the formula for the slope.",
        )
        for n in (2, 3, 4, 5, 6)
    )


def _in_place(z: Any) -> Any:
    z *= -1
    return 1 / (1 + np.exp(z))


SHAPE_LOST = "The values are right but stand in one long row. Return an array of the shape of z."
EARLY_CLIP = (
    "z is clipped too early: beyond the limit all values are the same, although σ(-40) is far "
    "below σ(-20). Choose a form that needs no limit, or a far wider one."
)
OVERFLOWS = (
    "The values are right, but for z = -1000 the exponential overflows and NumPy warns. "
    "There the exponent is large and positive; rewrite the formula for negative z."
)
BECOMES_NAN = (
    "For z = 1000 your formula divides infinity by infinity, which is nan. Rewrite it for "
    "positive z so that the exponent is never positive."
)

SIGMOID = Spec(
    name="sigmoid",
    reference=nnkit.sigmoid,
    cases=_z_cases,
    returns="an array of the shape of z, a number for a number",
    points=2,
    unit=UNIT,
    signature="sigmoid(z)",
    properties=(
        Property(
            "mirror",
            "sigmoid(-z) and sigmoid(z) add up to 1",
            lambda fn, rng: bool(np.allclose(np.add(fn(z := rng.normal(0, 2, 6)), fn(-z)), 1)),
        ),
    ),
    misconceptions=(
        Misconception(
            "falling",
            lambda z: 1 / (1 + np.exp(z)),
            "Your curve falls as z grows: this is 1 - σ(z). Look at the sign of the exponent; "
            "at z = 3 the exponential must be small.",
        ),
        Misconception(
            "tanh",
            lambda z: np.tanh(z),
            "Your values lie between -1 and 1 and pass through 0: this is tanh z. The sigmoid "
            "stays between 0 and 1.",
        ),
        Misconception(
            "brackets",
            lambda z: 1 / 1 + np.exp(-z),
            "Python reads `1 / 1 + np.exp(-z)` as 1 + e^-z, because division comes before "
            "addition. Put brackets around the denominator.",
        ),
        Misconception(
            "one-outside",
            lambda z: 1 + np.exp(z),
            "You add 1 after the division, which gives e^z + 1. The 1 belongs to the denominator: "
            "put brackets around it.",
        ),
        Misconception(
            "summed",
            lambda z: sigmoid(z).sum(),
            "You return one number, the sum. Asked is the sigmoid of every entry.",
        ),
        Misconception(
            "one-forgotten",
            lambda z: np.exp(z),
            "This is e^z, which grows without end. Look at the denominator: which number is "
            "added to e^-z there?",
        ),
        Misconception(
            "minus-in-denominator",
            lambda z: 1 / (1 - np.exp(-z)),
            "Your denominator is 1 - e^-z, which is 0 at z = 0. Look at its sign in the "
            "definition.",
        ),
        Misconception(
            "slope",
            lambda z: sigmoid(z) * (1 - sigmoid(z)),
            "This is the slope of the sigmoid, the next exercise; it is 1/4 at z = 0, where the "
            "sigmoid itself is 1/2.",
        ),
        Misconception(
            "log-sigmoid",
            lambda z: -np.logaddexp(0, -z),
            "This is the logarithm of the sigmoid: it is never positive. The last step, undoing "
            "the logarithm, is missing.",
        ),
        Misconception(
            "twice",
            lambda z: sigmoid(sigmoid(z)),
            "The sigmoid is applied twice: all your values lie between 0.5 and 0.74.",
        ),
        Misconception(
            "step",
            lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
            "Your values are only 0 and 1: this is a hard step. The sigmoid passes from 0 to 1 "
            "smoothly, and is 1/2 at z = 0.",
        ),
        Misconception(
            "relu",
            lambda z: np.maximum(0.0, z),
            "This is ReLU, which is 0 for negative z and z itself otherwise. The sigmoid stays "
            "between 0 and 1 (the notes call both σ in 002 line 26; see erratum E22).",
            "002 line 26, erratum E22",
        ),
        Misconception(
            "softmax",
            lambda z: np.exp(z) / np.exp(z).sum(),
            "Your values add up to 1 over the whole array: this is softmax. The sigmoid treats "
            "each number on its own.",
        ),
        Misconception(
            "absolute-value",
            lambda z: 1 / (1 + np.exp(-np.abs(z))),
            "Negative z give the same values as positive ones. A form with |z| in the exponent "
            "needs a case for negative z.",
        ),
        Misconception(
            "short-e",
            lambda z: 1 / (1 + np.power(2.718, -np.asarray(z, float))),
            "Your e is cut to 2.718, so the values differ from the fourth digit on. NumPy has "
            "the exponential function.",
        ),
        Misconception(
            "short-e-5",
            lambda z: 1 / (1 + np.power(2.71828, -np.asarray(z, float))),
            "Your e is cut to 2.71828, so the values differ from the sixth digit on. NumPy has "
            "the exponential function.",
        ),
        *rounded(nnkit.sigmoid),
        Misconception("plain-number-only", lambda z: 1 / (1 + math.exp(-z)), PLAIN_ONLY),
        Misconception(
            "flat-only", lambda z: np.array([1 / (1 + math.exp(-v)) for v in z]), FLAT_ONLY
        ),
        Misconception("if-on-array", _by_if, PLAIN_ONLY),
        Misconception("flattened", lambda z: sigmoid(np.ravel(z)), SHAPE_LOST),
        Misconception(
            "negative",
            lambda z: -sigmoid(z),
            "Every value has the wrong sign. The sigmoid lies between 0 and 1.",
        ),
        Misconception(
            "only-exponential",
            lambda z: np.exp(-np.asarray(z, float)),
            "This is e^-z, one term of the denominator. The rest of the fraction is missing.",
        ),
        Misconception(
            "squared",
            lambda z: sigmoid(z) ** 2,
            "This is σ²: at z = 0 it gives 1/4 where the sigmoid is 1/2.",
        ),
        Misconception("in-place", _in_place, CHANGES),
        Misconception("integers-cut", _cut, WHOLE),
        Misconception(
            "array-only-integers-cut",
            _masked_in_type_of_z,
            "Two things: picking parts of z needs an array, so a plain number must become one "
            "first; and an array made in the type of z cuts the results to whole numbers when z "
            "holds integers.",
        ),
        Misconception("overflow", lambda z: 1 / (1 + np.exp(-z)), OVERFLOWS),
        Misconception("nan", lambda z: np.exp(z) / (1 + np.exp(z)), BECOMES_NAN),
        Misconception("early-clip", lambda z: sigmoid(np.clip(z, -10, 10)), EARLY_CLIP),
        Misconception("early-clip-20", lambda z: sigmoid(np.clip(z, -20, 20)), EARLY_CLIP),
        Misconception(
            "array-only",
            _masked,
            "Your function picks parts of z, and a plain number has no parts. Turn z into an "
            "array first, or use a form that needs no picking.",
        ),
    ),
)

SIGMOID_PRIME = Spec(
    name="sigmoid_prime",
    reference=nnkit.sigmoid_prime,
    cases=_z_cases,
    returns="an array of the shape of z, a number for a number",
    points=1,
    unit=UNIT,
    signature="sigmoid_prime(z)",
    properties=(
        Property(
            "even",
            "the slope at -z is the slope at z",
            lambda fn, rng: bool(np.allclose(fn(z := rng.normal(0, 2, 6)), fn(-z))),
        ),
    ),
    misconceptions=(
        Misconception(
            "printed-line",
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
            "This is 1 - σ(z), which is 1/2 at z = 0. The notes print this line in 002 line 239, "
            "where a square is lost; see erratum E28 and compare with the line before it.",
            "002 line 239, erratum E28",
        ),
        Misconception(
            "minus-printed-line",
            lambda z: sigmoid(z) - 1,
            "This is σ - 1, which is negative. The sigmoid rises, so its slope is positive; and a "
            "factor is missing.",
        ),
        Misconception(
            "twice-for-square",
            lambda z: sigmoid(z) - 2 * sigmoid(z),
            "This is σ - 2σ. The slope is σ minus the square of σ: look at `*` and `**`.",
        ),
        Misconception(
            "takes-z-for-a",
            lambda z: z * (1 - z),
            "This is z(1 - z). The formula with a(1 - a) takes the activation a = σ(z); here the "
            "argument is z.",
        ),
        Misconception(
            "half-sigmoid",
            lambda z: sigmoid(z) * (1 - z),
            "The second factor uses z where it should use σ(z).",
        ),
        Misconception(
            "plus",
            lambda z: sigmoid(z) * (1 + sigmoid(z)),
            "This is σ(1 + σ), which grows towards 2; a slope of the sigmoid is never above 1/4. "
            "Look at the sign in the bracket.",
        ),
        Misconception(
            "sign",
            lambda z: -sigmoid(z) * (1 - sigmoid(z)),
            "Every value has the wrong sign: the sigmoid rises, so its slope is positive. Look "
            "at the two minus signs of the chain rule in lecture 1.",
        ),
        Misconception(
            "no-derivative",
            nnkit.sigmoid,
            "This is the sigmoid itself, not its slope. At z = 0 the slope is 1/4.",
        ),
        Misconception(
            "inner-derivative",
            lambda z: sigmoid(z) ** 2,
            "This is σ², or 1/(1 + e^-z)²: the derivative of the bracket itself is missing "
            "(chain rule).",
        ),
        Misconception(
            "tanh-rule",
            lambda z: 1 - sigmoid(z) ** 2,
            "This is 1 - σ², the rule for tanh. The sigmoid has a rule of its own.",
        ),
        Misconception(
            "tanh",
            lambda z: 1 - np.tanh(z) ** 2,
            "This is the slope of tanh, which is 1 at z = 0. The slope of the sigmoid is at most "
            "1/4.",
        ),
        Misconception(
            "brackets",
            lambda z: sigmoid(z) * 1 - sigmoid(z),
            "Your slope is 0 everywhere: without brackets σ * 1 - σ is σ - σ.",
        ),
        Misconception(
            "square-misplaced",
            lambda z: np.exp(-z) / (1 + np.exp(-z) ** 2),
            "Only e^-z is squared. In the derivative the whole denominator is squared.",
        ),
        Misconception(
            "both-squared",
            lambda z: nnkit.sigmoid_prime(z) ** 2,
            "The whole product is squared: at z = 0 this gives 1/16 where the slope is 1/4.",
        ),
        Misconception(
            "one-minus-squared",
            lambda z: (1 - sigmoid(z)) ** 2,
            "This is (1 - σ)², which keeps falling. The slope is largest at z = 0 and the same "
            "on both sides.",
        ),
        Misconception(
            "doubled",
            lambda z: 2 * nnkit.sigmoid_prime(z),
            "Every value is twice too large; the largest slope of the sigmoid is 1/4.",
        ),
        Misconception(
            "times-z",
            lambda z: z * nnkit.sigmoid_prime(z),
            "There is a factor z too many: the slope at z = 0 is 1/4, not 0.",
        ),
        Misconception(
            "step-slope",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
            "Your values are only 0 and 1: this is the slope of ReLU.",
        ),
        Misconception("flattened", lambda z: nnkit.sigmoid_prime(np.ravel(z)), SHAPE_LOST),
        Misconception("if-on-array", lambda z: _by_if(z) * (1 - _by_if(z)), PLAIN_ONLY),
        Misconception(
            "flat-only", lambda z: np.array([_by_if(v) * (1 - _by_if(v)) for v in z]), FLAT_ONLY
        ),
        Misconception(
            "array-only-integers-cut",
            lambda z: (s := _masked_in_type_of_z(z)) * (1 - s),
            "The sigmoid inside cuts its results to whole numbers when z holds integers, and "
            "fails for a plain number. Correct it there.",
        ),
        Misconception(
            "squared-bracket",
            lambda z: sigmoid(z) * (1 - sigmoid(z)) ** 2,
            "One factor too many: at z = 0 this gives 1/8 where the slope is 1/4. Check which "
            "factor of your product is squared.",
        ),
        Misconception(
            "twice",
            lambda z: nnkit.sigmoid_prime(sigmoid(z)),
            "The sigmoid is applied twice: σ(z) is put where z belongs. The argument of this "
            "function is z, before the sigmoid.",
        ),
        Misconception(
            "second-derivative",
            lambda z: sigmoid(z) * (1 - sigmoid(z)) * (1 - 2 * sigmoid(z)),
            "This is the second derivative, which is 0 at z = 0. One differentiation is enough.",
        ),
        *_quotients(),
        *rounded(nnkit.sigmoid_prime),
        Misconception(
            "plain-number-only",
            lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
            PLAIN_ONLY,
        ),
        Misconception(
            "in-place",
            lambda z: np.multiply(s := _in_place(z), 1 - s),
            CHANGES,
        ),
        Misconception(
            "integers-cut",
            lambda z: np.array(nnkit.sigmoid_prime(z)).astype(np.asarray(z).dtype),
            WHOLE,
        ),
        Misconception(
            "nan-left",
            lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
            "For z = -1000 your formula divides infinity by infinity, which is nan. Use a form "
            "that calls your stable sigmoid.",
        ),
        Misconception(
            "nan-right",
            lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
            "For z = 1000 your formula divides infinity by infinity, which is nan. Use a form "
            "that calls your stable sigmoid.",
        ),
        Misconception(
            "overflow",
            lambda z: (s := 1 / (1 + np.exp(-z))) * (1 - s),
            "The values are right, but for z = -1000 the exponential overflows and NumPy warns. "
            "Call the stable sigmoid of the exercise before.",
        ),
        Misconception(
            "array-only",
            lambda z: (s := _masked(z)) * (1 - s),
            "Your function picks parts of z, and a plain number has no parts. Turn z into an "
            "array first, or use a form that needs no picking.",
        ),
    ),
)
