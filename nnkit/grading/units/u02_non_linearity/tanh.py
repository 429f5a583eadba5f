"""The hyperbolic tangent, from exponentials and from the sigmoid."""

import itertools

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng
from nnkit.grading.units.drawing import Drawn
from nnkit.grading.units.elementwise import z_cases
from nnkit.grading.units.u02_non_linearity.common import ARRAY_ONLY, family, others

ODD = Property(
    "odd",
    "the value at -z is minus the value at z",
    Drawn("f(-z) = -f(z)"),
)
EDGES = """
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))
    # For z = -1000 your formula divides infinity by infinity, which is nan. Use it for positive z
    # only, and the mirrored form for negative z.
    return np.nan_to_num((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)))
    # For |z| = 1000 an exponential overflows and NumPy warns. `np.where` and `np.nan_to_num` choose
    # too late: what they leave out has been computed. Use an exponent that is never positive.
"""
INEXACT = (
    *family(
        "z is clipped too early: beyond the limit tanh is not yet 1 to all digits. Choose a form "
        "that needs no limit, or a far wider one.",
        lambda z, limit: np.tanh(np.clip(z, -limit, limit)),
        *range(1, 7),
    ),
    *family(
        "The number e is cut to {}. Use `np.exp`, which has all its digits.",
        lambda z, e: np.tanh(np.log(e) * z),
        *(2.7, 2.71, 2.72, 2.718, 2.71828),
    ),
)


def _cases(rng: Rng) -> list[Case]:
    return z_cases(rng, np.array([-1.0, 0.0, 2.0]), "z = [-1, 0, 2]")


def _two_exponentials(z):
    """For |z| = 1000 your formula divides infinity by infinity, which is nan.

    Divide top and bottom by the larger exponential, which is another one for each sign of z.
    """
    top = np.exp(z) - np.exp(-z)  # the difference of the two exponentials
    below = np.exp(z) + np.exp(-z)  # the sum of the two exponentials
    return top / below  # the value of tanh


def _one_exponential(z):
    """For z = 1000 your formula divides infinity by infinity, which is nan.

    On paper it is right (the notes print such a form, erratum E14); rewrite it for positive z so
    that no exponent is positive.
    """
    e = np.exp(2 * z)  # the exponential of 2z
    return (e - 1) / (e + 1)  # the value of tanh


@exercise(
    _cases,
    "an array of the shape of z, a number for a number",
    forms=(_two_exponentials, _one_exponential),
    points=2,
    properties=(ODD,),
    misconceptions=(
        *INEXACT,
        *others("tanh: a smooth S from -1 to 1, which is 0 at z = 0", "tanh"),
    ),
    mistakes=ARRAY_ONLY + EDGES,
)
def tanh(z):
    """
    return np.where(
        z >= 0,
        (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z)),
        (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
    )
    # The two forms are right, but `np.where` works out both for every entry, and one of them
    # overflows. Take the exponential of -2|z| and give the result the sign of z.
    return sigmoid(2 * z)
    # This is σ(2z), a scaled sigmoid, which is 1/2 at z = 0. The notes call tanh that; see erratum
    # E13: it is shifted as well.
    return 2 * sigmoid(2 * z)
    # Your values lie between 0 and 2 and are 1 at z = 0: the curve has the right size but is not
    # shifted yet.
    return np.tanh(np.abs(z))
    # This is tanh |z|: negative z get the values of positive ones. The sign of z is lost.
    return np.tanh(z / 2)
    # This is tanh(z/2), too flat: at z = 1 it gives 0.46. Look at the exponents: the form with one
    # exponential and the form with the sigmoid both need 2z.
    return np.tanh(2 * z)
    # This is tanh(2z), too steep. The form with two exponentials has z and -z in it, the form with
    # one exponential has 2z.
    return 1 / np.tanh(z)
    # The fraction stands upside down: at z = 0 it divides by 0. The difference of the exponentials
    # belongs on top.
    return np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z)
    # Python divides before it adds and subtracts. Put brackets around the whole top and around the
    # whole bottom of the fraction.
    return np.exp(2 * z) - 1 / np.exp(2 * z) + 1
    # Python divides before it adds and subtracts. Put brackets around the whole top and around the
    # whole bottom of the fraction.
    return 2 / (1 + np.exp(-2 * z)) - 1
    # The values are right, but for z = -1000 the exponential overflows and NumPy warns. Choose, for
    # each sign of z, a form whose exponent is not positive.
    """
    return np.tanh(z)  # the value of tanh


FACTS = {
    "c": "From one end to the other tanh climbs from -1 to 1.",
    "k": "At z = 0 the slope of tanh is 1.",
    "s": "At z = 0 the value of tanh is 0.",
}


def _numbers(c: float, k: float, s: float) -> Misconception:
    """Other numbers in c σ(kz) + s: which of them are not right."""
    given, right = {"c": c, "k": k, "s": s}, {"c": 2, "k": 2, "s": -1}
    wrong = [name for name in given if given[name] != right[name]]
    which = " and ".join(", ".join(wrong).rsplit(", ", 1))
    return Misconception(
        f"number-{'-'.join(wrong)}",
        lambda z: c * sigmoid(k * np.asarray(z)) + s,
        f"In c σ(kz) + s, {which} {'are' if wrong[1:] else 'is'} not right"
        f"{'' if wrong[2:] else ', the rest is'}. " + " ".join(FACTS[name] for name in wrong),
    )


@exercise(
    _cases,
    "an array of the shape of z, a number for a number",
    forms=(_two_exponentials, _one_exponential),
    properties=(ODD,),
    misconceptions=(
        *INEXACT,
        *(
            _numbers(*numbers)
            for numbers in itertools.product((0.5, 1, 2, 4), (0.5, 1, 2, 4), (0, -0.5, -1, -2, 1))
            if numbers not in ((2, 2, -1), (2, 2, -2), (1, 2, 0), (4, 1, -2))
        ),
        *others("tanh, made of the sigmoid", "tanh sigmoid mirrored"),
    ),
    mistakes=ARRAY_ONLY + EDGES,
)
def tanh_from_sigmoid(z):
    """
    return sigmoid(2 * z)
    # This is σ(2z), which is 1/2 at z = 0, where tanh is 0. The notes say only scaled; see erratum
    # E13: the height is scaled and shifted as well.
    return 4 * sigmoid(z) - 2
    # The slope at 0 is right, but your values end at -2 and 2. The steepness must come from inside
    # the sigmoid.
    return 2 * (sigmoid(2 * z) - 1)
    # The shift stands inside the bracket and is doubled as well, so your values lie between -2 and
    # 0. Scale first, then shift.
    return 2 * sigmoid(2 * z - 1)
    # The 1 is subtracted from the argument of σ, which moves the curve to the right. It should be
    # moved down.
    return 2 * sigmoid(2 * (z - 1))
    # The 1 is subtracted from z, which moves the curve to the right. It should be moved down.
    return 2 * np.tanh(2 * z) - 1
    # The formula is right but has tanh where the sigmoid belongs. The sigmoid of 0 is 1/2.
    """
    return 2 * sigmoid(2 * z) - 1  # the value of tanh
