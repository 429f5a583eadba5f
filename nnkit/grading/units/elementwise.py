"""Cases of functions that treat each entry of an array by itself."""

from __future__ import annotations

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng

STABLE = (
    "Look at what your exponential gives there: choose, for each sign of z, the form of the "
    "formula whose exponent is not positive."
)
NUMBER = "z may be a number, not an array."


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
