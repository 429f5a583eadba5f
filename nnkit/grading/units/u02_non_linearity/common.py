"""What the elementwise exercises of the unit share."""

from __future__ import annotations

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng
from nnkit.grading.units.u01_one_neuron.common import STABLE

UNIT = "02"
NUMBER = "z may be a number, not an array."
SHAPE_LOST = (
    "The values are right but stand in one long row. Return an array of the shape of the argument."
)
ARRAY_ONLY = (
    "Your function picks or counts the parts of its argument, and a plain number has no parts. "
    "Turn the argument into an array first, or use a form that needs no parts."
)
OVERFLOWS = (
    "The values are right, but for |z| = 1000 an exponential overflows and NumPy warns. Choose, "
    "for each sign of z, a form whose exponent is not positive."
)


def z_cases(rng: Rng, hand: Array, label: str) -> list[Case]:
    """Arrays of several shapes, then the ends, whole numbers, float32 and plain numbers."""
    return [
        Case((hand,), label, "hand"),
        Case((rng.normal(0, 2, 5),), "5 random numbers", "random"),
        Case((rng.normal(0, 2, (4, 3)),), "a 4×3 array of random numbers", "random"),
        Case((rng.normal(0, 2, (2, 3, 4)),), "a 2×3×4 array of random numbers", "random"),
        Case((np.array([-40.0, 40.0]),), "z = [-40, 40]", "extreme"),
        Case((np.array([-1000.0]),), "z = [-1000]", "extreme", hint=STABLE),
        Case((np.array([1000.0]),), "z = [1000]", "extreme", hint=STABLE),
        Case((np.array([-3, 1, 2]),), "whole numbers z = [-3, 1, 2]", "integer"),
        Case((rng.normal(0, 2, 6).astype(np.float32),), "6 numbers of type float32", "float32"),
        Case((0.5,), "the plain number z = 0.5", "one", hint=NUMBER),
        Case((2,), "the plain number z = 2", "one", hint=NUMBER),
        Case((np.array(-1.5),), "z = np.array(-1.5), an array without axes", "one"),
    ]


def flattened(right: Function) -> Misconception:
    """The right values in one long row."""
    return Misconception("flattened", lambda z: right(np.ravel(z)), SHAPE_LOST)


def quotients(f: Function) -> tuple[Misconception, ...]:
    """Difference quotients of `f` with the usual steps, one-sided and central."""
    advice = "A difference quotient gives only a few right digits. Use the formula for the slope."

    def right(h: float) -> Function:
        return lambda z: (f(np.asarray(z) + h) - f(z)) / h

    def central(h: float) -> Function:
        return lambda z: (f(np.asarray(z) + h) - f(np.asarray(z) - h)) / (2 * h)

    return tuple(
        Misconception(f"{kind}-quotient-{n}", quotient(10.0**-n), advice)
        for kind, quotient, steps in (
            ("difference", right, (2, 3, 4, 5, 6)),
            ("central", central, (2, 3)),
        )
        for n in steps
    )
