"""The sigmoid."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn
from nnkit.grading.units.elementwise import z_cases


def sigmoid_cases(rng: Rng) -> list[Case]:
    """The cases of the sigmoid and of its slope."""
    return z_cases(rng, np.array([-2.0, 0.0, 3.0]), "z = [-2, 0, 3]")


def _growing(z):
    """For z = 1000 your formula divides infinity by infinity, which is nan.

    Rewrite it for positive z so that the exponent is never positive.
    """
    e = np.exp(z)  # the exponential
    return e / (1 + e)  # the sigmoid


def _of_tanh(z):
    rise = np.tanh(z / 2)  # tanh of z/2
    # Half of the way from -1 to 1, moved up by one half, is the way from 0 to 1.
    return 0.5 + 0.5 * rise  # the sigmoid


def _two_cases(z):
    small = np.exp(-np.abs(z))  # the exponential of -|z|
    top = np.where(z >= 0, 1, small)  # the numerator
    return top / (1 + small)  # the sigmoid


@exercise(
    sigmoid_cases,
    "an array of the shape of z, a number for a number",
    points=2,
    reference=nnkit.sigmoid,
    forms=(_growing, _two_cases, _of_tanh),
    properties=(
        Property("mirror", "sigmoid(-z) and sigmoid(z) add up to 1", Drawn("f(z) + f(-z) = 1")),
    ),
)
def sigmoid(z):
    """
    e = np.exp(-z)
    # The values are right, but for z = -1000 the exponential overflows and NumPy warns. There
    # the exponent is large and positive; rewrite the formula for negative z.
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    # The two forms are right, but `np.where` works out both for every entry, and one of them
    # overflows. Take the exponential of -|z|, whose exponent is never positive.
    e = np.exp(z)
    # This is 1 - σ(z), which falls: a minus is lost or one too many, or the numerator is that of
    # the other form. At z = 3 the sigmoid is near 1.
    return 1 / (1 - e)
    # Your denominator is 1 - e^-z, which is 0 at z = 0. Look at its sign in the definition.
    return np.tanh(z)
    # Your values lie between -1 and 1 and pass through 0: this is tanh z. The sigmoid stays
    # between 0 and 1.
    return np.maximum(0.0, z)
    # This is ReLU, 0 for negative z and z itself otherwise. The sigmoid stays between 0 and 1
    # (the notes once call both σ; see erratum E22).
    return np.where(z >= 0, 1.0, 0.0)
    # Your values are only 0 and 1: this is a hard step. The sigmoid passes from 0 to 1 smoothly,
    # and is 1/2 at z = 0.
    return e / (1 + e) ** 2
    # This is the slope of the sigmoid, the next exercise; it is 1/4 at z = 0, where the sigmoid
    # itself is 1/2.
    return np.exp(z) / np.exp(z).sum()
    # All your values together add up to 1: this is softmax. The sigmoid treats each number on
    # its own.
    return 1 / (1 + np.exp(-1 / (1 + e)))
    # The sigmoid is applied twice: all your values lie between 0.5 and 0.74.
    e = 2.718 ** -z
    # Your e is cut to 2.718, so the values differ from the fourth digit on. NumPy has the
    # exponential function.
    e = 2.71828 ** -z
    # Your e is cut to 2.71828, so the values differ from the sixth digit on. NumPy has the
    # exponential function.
    small = np.exp(-np.abs(np.clip(z, -20, 20)))
    # z is limited too early: beyond the limit all values are the same, although σ(-40) is far
    # below σ(-20). Choose a form that needs no limit, or a far wider one.
    small = np.exp(-np.abs(z[...]))
    # Your function picks parts of z, and a plain number has no parts. Turn z into an array
    # first, or use a form that needs no picking.
    small = np.exp(-np.abs(z[...]))
    return (top / (1 + small)).astype(z.dtype)
    # Two things. Picking parts of z needs an array, so a plain number must become one first; and
    # an array made in the type of z cuts the results when z holds whole numbers.
    small = np.exp(-np.abs(z.copy()))
    # A plain number is no array: it has no `.shape`, no `.copy`. Turn z into an array first, or
    # use functions of NumPy, which take both.
    """
    # At z = 3 it must be small.
    e = np.exp(-z)  # the exponential
    return 1 / (1 + e)  # the sigmoid
