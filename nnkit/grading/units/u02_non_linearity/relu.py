"""ReLU and its slope."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import relu, relu_prime, sigmoid, sigmoid_prime
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import CHANGES, FLAT_ONLY, rounded
from nnkit.grading.units.u02_non_linearity.common import (
    ARRAY_ONLY,
    UNIT,
    flattened,
    z_cases,
)

AT_ZERO = "At z = 0 ReLU has no slope; return 0 by convention (1, or anything between, will do)."
ONE_ONLY = (
    "`max` and `if` compare two single numbers, and z may be an array. NumPy has functions that "
    "compare entry by entry."
)


def _cases(rng: Rng) -> list[Case]:
    return [
        *z_cases(rng, np.array([-2.0, 0.5, 7.0]), "z = [-2, 0.5, 7]"),
        Case((np.array([0.0, -0.0]),), "z = [0, -0]", "extreme"),
    ]


def _in_place(z: Any) -> Any:
    z[z < 0] = 0
    return z


def _counted(z: Any) -> Array:
    """ReLU through a mask: a plain number has no parts."""
    out = z.copy()
    out[out < 0] = 0
    return out


RELU = Spec(
    name="relu",
    reference=nnkit.relu,
    cases=_cases,
    returns="an array of the shape of z, a number for a number",
    points=1,
    unit=UNIT,
    signature="relu(z)",
    properties=(
        Property(
            "difference",
            "relu(z) - relu(-z) is z",
            lambda fn, rng: bool(np.allclose(np.subtract(fn(z := rng.normal(0, 2, 6)), fn(-z)), z)),
        ),
    ),
    misconceptions=(
        Misconception(
            "maximum-with-1",
            lambda z: np.maximum(1, z),
            "You compare with 1, so nothing is below 1. ReLU compares with 0.",
        ),
        Misconception(
            "elu",
            lambda z: np.where(np.asarray(z) > 0, z, np.expm1(np.minimum(z, 0))),
            "Negative z give e^z - 1: this is the ELU, a smooth relative. ReLU gives 0 there.",
        ),
        Misconception(
            "of-tanh",
            lambda z: np.maximum(0, np.tanh(z)),
            "tanh is applied first. ReLU stands in its place and keeps positive z as they are.",
        ),
        Misconception(
            "leaky",
            lambda z: np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z)),
            "Negative z still give a small negative value, 0.01 z: this is the leaky ReLU. The "
            "plain one gives 0 there.",
        ),
        Misconception(
            "leaky-tenth",
            lambda z: np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z)),
            "Negative z still give a small negative value, 0.1 z: this is the leaky ReLU. The "
            "plain one gives 0 there.",
        ),
        Misconception(
            "absolute-value",
            lambda z: np.abs(z),
            "This is |z|: negative z are turned round. ReLU gives 0 for them.",
        ),
        Misconception(
            "identity",
            lambda z: np.asarray(z) * 1.0,
            "You return z unchanged. ReLU gives 0 for negative z.",
        ),
        Misconception(
            "minimum",
            lambda z: np.minimum(0, z),
            "This keeps the negative part, min(0, z). ReLU keeps the positive one.",
        ),
        Misconception(
            "mirrored",
            lambda z: np.maximum(0, -np.asarray(z)),
            "This is ReLU of -z: it keeps negative sums, with the sign turned. Look at the sign "
            "inside.",
        ),
        Misconception(
            "step",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
            "Your values are only 0 and 1, or False and True: this is the slope of ReLU. ReLU "
            "itself keeps the size of positive z.",
        ),
        Misconception(
            "sigmoid",
            lambda z: sigmoid(z),
            "This is the sigmoid. The notes call ReLU σ in 002 line 27, where only the letter is "
            "wrong; see erratum E22. Look at the two cases.",
            "002 line 27, erratum E22",
        ),
        Misconception(
            "tanh",
            lambda z: np.tanh(z),
            "This is tanh, between -1 and 1. ReLU keeps positive z as they are.",
        ),
        Misconception(
            "softplus",
            lambda z: np.logaddexp(0, z),
            "This is log(1 + e^z), a smooth relative of ReLU: at z = 0 it is 0.69. ReLU has a "
            "corner and needs no exponential.",
        ),
        Misconception(
            "times-sigmoid",
            lambda z: z * sigmoid(z),
            "This is z σ(z), a smooth relative of ReLU. ReLU has a corner and needs no "
            "exponential.",
        ),
        Misconception(
            "clipped-at-1",
            lambda z: np.clip(z, 0.0, 1.0),
            "Values above 1 are cut to 1. ReLU has no upper limit.",
        ),
        Misconception(
            "clipped-at-6",
            lambda z: np.clip(z, 0.0, 6.0),
            "Values above 6 are cut to 6. ReLU has no upper limit.",
        ),
        Misconception(
            "threshold-1",
            lambda z: np.where(np.asarray(z) > 1, z, 0.0),
            "Positive z below 1 give 0. The border between the two cases is 0.",
        ),
        Misconception(
            "picked",
            lambda z: np.asarray(z)[np.asarray(z) > 0],
            "You return the positive entries only, so the shape is lost. Negative entries stay in "
            "their places, as 0.",
        ),
        Misconception(
            "largest",
            lambda z: np.max(z),
            "This is the largest entry of z, one number. `np.maximum` compares two arrays entry "
            "by entry.",
        ),
        Misconception(
            "np-max",
            lambda z: np.max(0, z),
            "`np.max` takes the largest entry of one array; its second argument is an axis. "
            "`np.maximum` compares entry by entry.",
        ),
        Misconception("one-number-only", lambda z: max(0, z), ONE_ONLY),
        Misconception("flat-only", lambda z: np.array([max(0, v) for v in z]), FLAT_ONLY),
        flattened(relu),
        *rounded(relu),
        Misconception(
            "in-place",
            _in_place,
            CHANGES,
        ),
        Misconception("array-only", _counted, ARRAY_ONLY),
    ),
)


def _slope_cases(rng: Rng) -> list[Case]:
    """As for relu, but at z = 0 any slope from 0 to 1 will do."""
    return [
        *z_cases(rng, np.array([-2.0, 0.5, 7.0]), "z = [-2, 0.5, 7]"),
        Case((np.array([0.0]),), "z = [0]", "extreme", hint=AT_ZERO, test=_between),
        Case((0.0,), "the plain number z = 0", "one", hint=AT_ZERO, test=_between_one),
    ]


def _allowed(shape: tuple[int, ...]) -> Function:
    def test(got: Any) -> str | None:
        try:
            value = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            return "it does not return a number"
        if value.shape != shape:
            return f"its shape is {value.shape}, needed {shape}"
        return None if np.all((value >= 0) & (value <= 1)) else "it is not between 0 and 1"

    return test


_between, _between_one = _allowed((1,)), _allowed(())


def _slope_in_place(z: Any) -> Any:
    z[z > 0] = 1
    z[z < 0] = 0
    return z


def _slope_masked(z: Any) -> Array:
    out = np.zeros(z.shape)
    out[z > 0] = 1
    return out


RELU_PRIME = Spec(
    name="relu_prime",
    reference=nnkit.relu_prime,
    cases=_slope_cases,
    returns="an array of the shape of z, a number for a number",
    points=1,
    unit=UNIT,
    signature="relu_prime(z)",
    properties=(
        Property(
            "sides",
            "the slopes at z and at -z add up to 1",
            lambda fn, rng: bool(np.allclose(np.add(fn(z := rng.normal(0, 2, 6)), fn(-z)), 1)),
        ),
    ),
    misconceptions=(
        Misconception(
            "sigmoid-rule",
            lambda z: np.asarray(z) * (1 - np.asarray(z)),
            "This is z (1 - z), the form of the sigmoid's slope with z for a. The slope of ReLU is "
            "0 or 1.",
        ),
        Misconception(
            "difference-quotient",
            lambda z: (np.maximum(0, z + 1e-5) - np.maximum(0, z)) / 1e-5,
            "A difference quotient gives only a few right digits, fewer in float32. Compare z with "
            "0.",
        ),
        Misconception(
            "one-everywhere",
            lambda z: np.ones(np.shape(z)),
            "Your slope is 1 everywhere. The notes say in 001 line 54 that it does not vanish; "
            "see erratum E12: on the left ReLU is flat. If you set entries in two steps, the "
            "second must not undo the first.",
            "001 line 54, erratum E12",
        ),
        Misconception(
            "value",
            lambda z: np.maximum(0, z),
            "This is ReLU itself, not its slope. For positive z the value grows, but how fast?",
        ),
        Misconception(
            "leaky",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.01),
            "Negative z have the slope 0.01 of the leaky ReLU. The plain one is flat there.",
        ),
        Misconception(
            "leaky-tenth",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.1),
            "Negative z have the slope 0.1 of a leaky ReLU. The plain one is flat there.",
        ),
        Misconception(
            "sign",
            lambda z: np.sign(z),
            "Negative z have the slope -1: this belongs to |z|. ReLU is flat there.",
        ),
        Misconception(
            "reversed",
            lambda z: np.where(np.asarray(z) > 0, 0.0, 1.0),
            "The two sides are exchanged: the slope is 1 where ReLU rises.",
        ),
        Misconception(
            "zeros",
            lambda z: np.zeros(np.shape(z)),
            "Your slope is 0 everywhere. For positive z ReLU rises.",
        ),
        Misconception(
            "booleans",
            lambda z: np.asarray(z) > 0,
            "You return True and False. A slope is a number, 1 or 0; booleans add and subtract in "
            "another way.",
        ),
        Misconception(
            "value-or-one",
            lambda z: np.where(np.asarray(z) > 0, 1.0, z),
            "Negative z are returned unchanged. ReLU is flat there.",
        ),
        Misconception(
            "threshold-1",
            lambda z: np.where(np.asarray(z) > 1, 1.0, 0.0),
            "Between 0 and 1 your slope is 0. The corner of ReLU is at 0.",
        ),
        Misconception(
            "clipped",
            lambda z: np.clip(z, 0.0, 1.0),
            "Between 0 and 1 your slope is z itself. It jumps from 0 to 1 at the corner.",
        ),
        Misconception(
            "sigmoid",
            lambda z: sigmoid(z),
            "This is the sigmoid, which is the slope of the smooth log(1 + e^z). The slope of ReLU "
            "is 0 or 1.",
        ),
        Misconception(
            "sigmoid-slope",
            lambda z: sigmoid_prime(z),
            "This is the slope of the sigmoid. The notes call ReLU σ in 002 line 27, where only "
            "the letter is wrong; see erratum E22.",
            "002 line 27, erratum E22",
        ),
        Misconception(
            "tanh-slope",
            lambda z: 1 - np.tanh(z) ** 2,
            "This is the slope of tanh. The slope of ReLU is 0 or 1.",
        ),
        Misconception(
            "square-slope",
            lambda z: 2 * np.maximum(0, z),
            "Positive z give 2z, the slope of z². ReLU is z there, without a square.",
        ),
        Misconception(
            "np-max",
            lambda z: np.max(0, z),
            "`np.max` takes the largest entry of one array; its second argument is an axis. And "
            "asked is the slope, not the value.",
        ),
        Misconception("one-number-only", lambda z: 1.0 if z > 0 else 0.0, ONE_ONLY),
        Misconception(
            "flat-only", lambda z: np.array([1.0 if v > 0 else 0.0 for v in z]), FLAT_ONLY
        ),
        flattened(relu_prime),
        Misconception("in-place", _slope_in_place, CHANGES),
        Misconception(
            "quotient",
            lambda z: np.maximum(0, z) / z,
            "At z = 0 your slope is not a number, as 0/0 in max(0, z)/z. Compare z with 0, and "
            "give "
            "0 or 1 there.",
        ),
        Misconception("array-only", _slope_masked, ARRAY_ONLY),
    ),
)
