"""The chain rule at work: the slopes of one neuron."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import STABLE, rounded
from nnkit.grading.units.u06_chain_rule.scalars import UNIT


def draw(rng: Rng, d: int) -> tuple[Any, Any, Any, Any]:
    """Draw (x, y, w, b) with a sum that is not near 0."""
    x, w = rng.uniform(0.4, 1.6, (2, d)) * rng.choice([-1.0, 1.0], (2, d))
    b = 0.6 - float(x @ w) + float(rng.uniform(0.1, 0.8))
    return x, float(rng.uniform(0.8, 1.0)), w, b


def _cases(rng: Rng) -> list[Case]:
    x, y, w, b = draw(rng, 3)
    f32 = (x.astype(np.float32), np.float32(y), w.astype(np.float32), np.float32(b))
    return [
        Case(
            (np.array([1.0, 2.0]), 1.0, np.array([0.5, -0.5]), 1.0),
            "x = [1, 2], y = 1, w = [0.5, -0.5], b = 1",
            "hand",
        ),
        Case((np.zeros(2), 1.0, np.array([0.5, -1.0]), 0.3), "x = [0, 0], b = 0.3", "isolated"),
        Case((x, y, w, b), "3 inputs", "random"),
        Case(draw(rng, 2), "2 inputs", "random"),
        Case((*draw(rng, 4)[:1], 0.0, *draw(rng, 4)[2:]), "4 inputs, y = 0", "random"),
        Case((x, 0.0, 800 * x, 1.0), "a sum far above 0", "extreme", hint=STABLE),
        Case((x, 1.0, -800 * x, 1.0), "a sum far below 0", "extreme", hint=STABLE),
        Case((np.array([1, -1, 2]), 1, np.array([2, 1, 0]), -1), "whole numbers", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case((np.array([-1.5]), 0.0, np.array([0.4]), 0.9), "one input", "one"),
    ]


def _delta(
    delta: Callable[[Any, Any, Any], Any],
    z: Callable[[Any, Any, Any], Any] = lambda x, w, b: x @ w + b,
) -> Function:
    """The pair (delta x, delta) with another delta(s, y, z) or another sum."""

    def wrong(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
        total = z(x, w, b)
        d = delta(sigmoid(total), y, total)
        return d * x, d

    return wrong


def _parts(pair: Callable[[Any, Any, Any, Any], Any]) -> Function:
    """Other parts from the right delta: pair(x, delta, w, s)."""

    def wrong(x: Any, y: Any, w: Any, b: Any) -> Any:
        s = sigmoid(x @ w + b)
        return pair(x, (s - y) * s * (1 - s), w, s)

    return wrong


def _prime(s: Any) -> Any:
    return s * (1 - s)


def _naive(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
    s = 1 / (1 + np.exp(-(x @ w + b)))
    return (s - y) * _prime(s) * x, (s - y) * _prime(s)


def _naive_other_side(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
    e = np.exp(x @ w + b)
    d = (e / (1 + e) - y) * _prime(e / (1 + e))
    return d * x, d


def _each_weight(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
    s = sigmoid(x * w + b)
    return (s - y) * _prime(s) * x, (s - y) * _prime(s)


NEURON_GRADS = Spec(
    name="neuron_grads",
    reference=nnkit.neuron_grads,
    cases=_cases,
    returns="(dw, db): an array of the shape of w and a number",
    points=2,
    unit=UNIT,
    signature="neuron_grads(x, y, w, b)",
    misconceptions=(
        Misconception(
            "as-printed",
            _delta(lambda s, y, z: (-y - s) * _prime(s)),
            "The loss slope is -y - σ, as the note prints it (000 line 209, erratum E01). The "
            "minus belongs to the whole bracket.",
            "000 line 209, erratum E01",
        ),
        Misconception(
            "sign",
            _delta(lambda s, y, z: (y - s) * _prime(s)),
            "Every slope has the wrong sign: the inside of (y - σ)² has a slope of its own in σ.",
        ),
        Misconception(
            "no-sigma-slope",
            _delta(lambda s, y, z: s - y),
            "The middle link is missing: how fast σ moves with z. Only cross-entropy has a "
            "gradient without it.",
        ),
        Misconception(
            "sign-no-sigma-slope",
            _delta(lambda s, y, z: y - s),
            "The middle link is missing, how fast σ moves with z, and the sign is wrong.",
        ),
        Misconception(
            "sigma-slope-of-sigma",
            _delta(lambda s, y, z: (s - y) * _prime(sigmoid(s))),
            "σ' is taken at σ(z) instead of z: the sigmoid is applied twice.",
        ),
        Misconception(
            "sigma-slope-from-z",
            _delta(lambda s, y, z: (s - y) * z * (1 - z)),
            "You write z (1 - z). The form with 1 minus itself needs the activation, not the sum.",
        ),
        Misconception(
            "sigma-for-slope",
            _delta(lambda s, y, z: (s - y) * s),
            "You multiply by σ itself in place of its slope: one factor of σ' is missing.",
        ),
        Misconception(
            "tanh-slope",
            _delta(lambda s, y, z: (s - y) * (1 - s**2)),
            "1 - a² is the slope of tanh. This neuron has a sigmoid.",
        ),
        Misconception(
            "doubled",
            _delta(lambda s, y, z: 2 * (s - y) * _prime(s)),
            "Every slope is twice too large: the ½ of this loss takes the 2 away.",
        ),
        Misconception(
            "no-loss-slope",
            _delta(lambda s, y, z: _prime(s)),
            "This is the slope of σ. The first link is missing: how fast the loss moves with σ.",
        ),
        Misconception(
            "loss-for-slope",
            _delta(lambda s, y, z: (s - y) ** 2 / 2 * _prime(s)),
            "The first factor is the loss itself. Its slope in σ is needed.",
        ),
        Misconception(
            "no-bias",
            _delta(lambda s, y, z: (s - y) * _prime(s), lambda x, w, b: x @ w),
            "The sum z lacks the bias, so σ and its slope are taken at the wrong place.",
        ),
        Misconception(
            "no-input",
            _parts(lambda x, d, w, s: (d * np.ones_like(w, dtype=float), d)),
            "dw lacks its last link: how fast z moves with w.",
        ),
        Misconception(
            "times-weights",
            _parts(lambda x, d, w, s: (d * w, d)),
            "dw has w as its last link: that is the slope in x. How fast does z move with w?",
        ),
        Misconception(
            "bias-times-input",
            _parts(lambda x, d, w, s: (d * x, d * np.sum(x))),
            "db is multiplied by the inputs. How fast does z move with b?",
        ),
        Misconception(
            "bias-times-b",
            lambda x, y, w, b: (
                nnkit.neuron_grads(x, y, w, b)[0],
                nnkit.neuron_grads(x, y, w, b)[1] * b,
            ),
            "db is multiplied by b. How fast does z move with b?",
        ),
        Misconception(
            "bias-array",
            _parts(lambda x, d, w, s: (d * x, np.array([d]))),
            "db is an array with one number. The bias is a number, and so is its slope.",
        ),
        Misconception(
            "weights-summed",
            _parts(lambda x, d, w, s: (np.sum(d * x), d)),
            "dw is added up to one number. Each weight has a slope of its own.",
        ),
        Misconception(
            "exchanged",
            _parts(lambda x, d, w, s: (d, d * x)),
            "dw and db are exchanged: the weights come first.",
        ),
        Misconception(
            "weights-only",
            _parts(lambda x, d, w, s: d * x),
            "You return dw only. The bias moves z as well: return (dw, db).",
        ),
        Misconception(
            "one-list",
            _parts(lambda x, d, w, s: np.append(d * x, d)),
            "dw and db stand in one array. Return two values, `return dw, db`.",
        ),
        *rounded(lambda x, y, w, b: np.append(*nnkit.neuron_grads(x, y, w, b))),
        Misconception(
            "overflow",
            _naive,
            "It is right, but warns for large sums: `exp` overflows. " + STABLE,
        ),
        Misconception(
            "lost-sigma",
            _delta(lambda s, y, z: (s - y) * (1 - s)),
            "Your slope of σ is 1 - σ: a factor is missing.",
        ),
        Misconception(
            "plus-in-slope",
            _delta(lambda s, y, z: (s - y) * s * (1 + s)),
            "Your slope of σ is σ (1 + σ). It has a minus.",
        ),
        Misconception(
            "mean",
            lambda x, y, w, b: tuple(v / len(x) for v in nnkit.neuron_grads(x, y, w, b)),
            "You divide by the number of inputs. There is one example, and no mean over its "
            "inputs.",
        ),
        Misconception(
            "sum-of-minus",
            lambda x, y, w, b: _delta(
                lambda s, y, z: (s - y) * _prime(s), lambda x, w, b: -(x @ w) - b
            )(x, y, w, b),
            "Your sigmoid has the wrong sign in its exponent: σ(z) is 1/(1 + e^-z).",
        ),
        Misconception(
            "minus-bias",
            _delta(lambda s, y, z: (s - y) * _prime(s), lambda x, w, b: x @ w - b),
            "The bias is subtracted in the sum. It is added.",
        ),
        Misconception(
            "no-sigmoid",
            _delta(lambda s, y, z: (z - y) * z * (1 - z)),
            "The sigmoid is not there: s = σ(z), not z.",
        ),
        Misconception(
            "tanh",
            _delta(lambda s, y, z: (np.tanh(z) - y) * _prime(np.tanh(z))),
            "Your neuron uses tanh. Here it uses the sigmoid.",
        ),
        Misconception(
            "entry-by-entry",
            _each_weight,
            "z is one number, the *sum* of all x_i w_i. `x * w` gives one z for each input.",
        ),
        Misconception(
            "two-inputs",
            _parts(lambda x, d, w, s: (d * x[:2], d)),
            "You return two slopes only. There is one for each weight.",
        ),
        Misconception(
            "db-one",
            _parts(lambda x, d, w, s: (d * x, 1.0)),
            "dw is right. db is only the last link, 1: the links in front of it are the same as "
            "for the weights.",
        ),
        Misconception(
            "db-zero",
            _parts(lambda x, d, w, s: (d * x, 0.0)),
            "dw is right, db is 0. The bias moves z as well, with slope 1.",
        ),
        Misconception(
            "db-mean",
            _parts(lambda x, d, w, s: (d * x, np.mean(d * x))),
            "dw is right. db is not the mean of dw: the last link of the bias is 1.",
        ),
        Misconception(
            "db-no-sigma-slope",
            _parts(lambda x, d, w, s: (d * x, d / _prime(s) if _prime(s) else d)),
            "dw is right. In db the slope of σ is missing: only the last link differs from that of "
            "a weight.",
        ),
        Misconception(
            "dw-no-sigma-slope",
            _parts(lambda x, d, w, s: (d / _prime(s) * x if _prime(s) else d * x, d)),
            "db is right. In dw the slope of σ is missing: only the last link differs from that of "
            "the bias.",
        ),
        Misconception(
            "dw-sign",
            _parts(lambda x, d, w, s: (-d * x, d)),
            "db is right, dw has the wrong sign: the last link of a weight is x.",
        ),
        Misconception(
            "updated",
            lambda x, y, w, b: tuple(
                p - d for p, d in zip((w, b), nnkit.neuron_grads(x, y, w, b), strict=True)
            ),
            "You return new weights. Asked are the slopes.",
        ),
        Misconception(
            "column",
            _parts(lambda x, d, w, s: ((d * x)[:, None], d)),
            "dw is a column (d, 1). Give it the shape of w.",
        ),
        Misconception(
            "overflow-other-side",
            _naive_other_side,
            "It is right, but warns for large sums: `exp` overflows. " + STABLE,
        ),
    ),
)
