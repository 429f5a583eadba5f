"""The output layer: the error of sigmoid outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Rng, Spec

UNIT = "07"


def outputs(rng: Rng, *shape: int) -> tuple[Array, Array]:
    """Draw outputs of sigmoid neurons, and targets between 0 and 1."""
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


def _cases(rng: Rng) -> list[Case]:
    a, y = outputs(rng, 4, 3)
    return [
        Case((np.array([0.8, 0.3]), np.array([1.0, 0.0])), "a = [0.8, 0.3], y = [1, 0]", "hand"),
        Case((a[0], np.zeros(3)), "targets 0", "isolated"),
        Case((a[1], np.ones(3)), "targets 1", "isolated"),
        Case((a, y), "4 examples, 3 outputs", "random"),
        Case(outputs(rng, 3, 3), "3 examples, 3 outputs", "random"),
        Case(outputs(rng, 5), "5 outputs", "random"),
        Case((np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0])), "outputs 0 and 1", "extreme"),
        Case((a, rng.permutation([[1, 0, 0]] * 4)), "targets of type integer", "integer"),
        Case((a.astype(np.float32), y.astype(np.float32)), "numbers of type float32", "float32"),
        Case(outputs(rng, 1, 3), "one example", "one"),
        Case((0.7, 1.0), "a = 0.7, y = 1, two numbers", "one"),
    ]


def _into_integers(a: Any, y: Any) -> Any:
    delta = np.zeros_like(y)
    delta[...] = nnkit.output_delta(a, y)
    return delta


OUTPUT_DELTA = Spec(
    name="output_delta",
    reference=nnkit.output_delta,
    cases=_cases,
    returns="an array of the shape of a",
    points=2,
    unit=UNIT,
    signature="output_delta(a, y)",
    misconceptions=(
        Misconception(
            "target-first",
            lambda a, y: (y - a) * a * (1 - a),
            "The sign is wrong: the inner slope of y - a brings a minus, so the output comes "
            "first. An output that is too large needs a positive error.",
        ),
        Misconception(
            "printed-denominator",
            lambda a, y: (a - y) * a * (1 - a) / np.square(a),
            "You divide by a², as printed in 002 line 256. That is the name δ under a brace, not "
            "a denominator (erratum E31).",
            "002 line 256, erratum E31",
        ),
        Misconception(
            "no-slope",
            lambda a, y: a - y,
            "The slope of the sigmoid is missing. With cross-entropy it would cancel, but this "
            "loss is the squared error.",
        ),
        Misconception(
            "slope-of-a",
            lambda a, y: (a - y) * sigmoid(a) * (1 - sigmoid(a)),
            "You apply σ to a in the slope. But a already is σ(z): how does σ'(z) look in terms of "
            "a?",
        ),
        Misconception(
            "a-as-z",
            lambda a, y: (sigmoid(a) - y) * sigmoid(a) * (1 - sigmoid(a)),
            "You apply σ to a first. The argument is the output, after σ, not the sum z.",
        ),
        Misconception(
            "no-half",
            lambda a, y: 2 * (a - y) * a * (1 - a),
            "The factor 2 is left over. This loss has a ½, and ½ times 2 is 1.",
        ),
        Misconception(
            "half-kept",
            lambda a, y: (a - y) * a * (1 - a) / 2,
            "The ½ of the loss is still there. The square brings a 2 that cancels it.",
        ),
        Misconception(
            "mean-over-rows",
            lambda a, y: (a - y) * a * (1 - a) / len(a),
            "You divide by the number of rows. δ is the error of each example; a mean comes later.",
        ),
        Misconception(
            "mean-over-all",
            lambda a, y: (a - y) * a * (1 - a) / np.size(a),
            "You divide by the number of entries. δ is one error for each output, without a mean.",
        ),
        Misconception(
            "tanh-slope",
            lambda a, y: (a - y) * (1 - np.square(a)),
            "1 - a² is the slope of tanh. These outputs come from σ.",
        ),
        Misconception(
            "lost-square",
            lambda a, y: (a - y) * (1 - a),
            "Your slope is 1 - a: a factor is missing, as in 002 line 239 (erratum E28).",
            "002 line 239, erratum E28",
        ),
        Misconception(
            "half-a-slope",
            lambda a, y: (a - y) * a,
            "Your slope is a alone. σ' has two factors.",
        ),
        Misconception(
            "minus-minus",
            lambda a, y: (-y - a) * a * (1 - a),
            "You use -y - a. The minus stands in front of the bracket, -(y - a), and turns both "
            "signs (erratum E01).",
            "erratum E01",
        ),
        Misconception(
            "slope-only",
            lambda a, y: a * (1 - a),
            "You return the slope of the sigmoid. The slope of the loss is the other factor.",
        ),
        Misconception(
            "brackets-error",
            lambda a, y: a - y * a * (1 - a),
            "Brackets are missing around a - y: a product is computed before a difference.",
        ),
        Misconception(
            "brackets-slope",
            lambda a, y: (a - y) * a - a,
            "Brackets are missing around 1 - a: a product is computed before a difference.",
        ),
        Misconception(
            "error-squared",
            lambda a, y: np.square(a - y) * a * (1 - a),
            "The error is squared. You need the slope of the loss, not the loss.",
        ),
        Misconception(
            "cross-entropy-slope",
            lambda a, y: (a - y) / (a * (1 - a)),
            "You divide by a(1 - a): that is the slope of the cross-entropy in a. Here the chain "
            "rule multiplies by σ'.",
        ),
        Misconception(
            "loss",
            lambda a, y: np.square(y - a) / 2,
            "You return the loss. Asked is its slope in z.",
        ),
        Misconception(
            "sign-lost",
            lambda a, y: np.abs(a - y) * a * (1 - a),
            "The error lost its sign. It says in which direction the output is wrong.",
        ),
        Misconception(
            "integers",
            _into_integers,
            "With whole numbers as targets the result is cut to whole numbers: an array made like "
            "y holds integers then.",
        ),
        Misconception(
            "slope-of-y",
            lambda a, y: (a - y) * y * (1 - y),
            "You write the slope of σ with y. It belongs to the output: a (1 - a).",
        ),
        Misconception(
            "plus",
            lambda a, y: (a - y) * a * (1 + a),
            "Your slope is a (1 + a). The slope of σ has a minus.",
        ),
        Misconception(
            "sign-no-slope",
            lambda a, y: y - a,
            "The slope of the sigmoid is missing, and the sign is wrong: the inner slope of y - a "
            "is -1.",
        ),
        Misconception(
            "cross-entropy",
            lambda a, y: -y / np.where(a == 0, 1.0, a),
            "This belongs to cross-entropy. Here the loss is half the squared error.",
        ),
        Misconception(
            "bracket-lost",
            lambda a, y: (a - y) * a - (1 - a),
            "1 - a is subtracted. It is a factor: `* (1 - a)`.",
        ),
        Misconception(
            "dot",
            lambda a, y: np.sum((a - y) * a * (1 - a)),
            "The entries are added up (`@`, `np.dot` or `sum`). Every output has an error of its "
            "own: use `*`.",
        ),
        Misconception(
            "arrays-only",
            lambda a, y: (
                nnkit.output_delta(a, y) if np.ndim(a) else (_ for _ in ()).throw(TypeError())
            ),
            "This works for arrays only. a and y may be plain numbers: compute with the whole of "
            "a, without a loop.",
        ),
    ),
)
