"""Squared errors: three means of the same squares, and the cost of one digit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import rounded
from nnkit.grading.units.u04_targets_and_losses.common import ONE_NUMBER, UNIT

Wrong = Callable[[Any, Any], Any]


def _pair(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    return rng.uniform(-1, 2, (n, k)), rng.uniform(-1, 2, (n, k))


def _cases(rng: Rng) -> list[Case]:
    A, Y = np.array([[0.5, 1.0], [0.0, 2.0], [3.0, 1.0]]), np.array([[1.0, 0], [0, 1], [1, 0]])
    whole = np.array([[1, 4], [0, 2], [3, -1]]), np.array([[0, 1], [1, 0], [1, 0]])
    return [
        Case((A, Y), "A = [[0.5, 1], [0, 2], [3, 1]], Y = [[1, 0], [0, 1], [1, 0]]", "hand"),
        Case((A[:1], Y[:1]), "A = [[0.5, 1]], Y = [[1, 0]]", "isolated"),
        Case((A[:, 1:], Y[:, 1:]), "3 examples with one output", "isolated"),
        Case(_pair(rng, 5, 3), "5 examples, 3 outputs", "random"),
        Case(_pair(rng, 4, 4), "4 examples, 4 outputs", "random"),
        Case(_pair(rng, 2, 6), "2 examples, 6 outputs", "random"),
        Case(tuple(1e4 * v for v in _pair(rng, 3, 2)), "numbers around 10000", "extreme"),
        Case(whole, "whole numbers", "integer"),
        Case((A, Y.astype(int)), "targets of type int", "integer"),
        Case(tuple(v.astype(np.float32) for v in _pair(rng, 6, 3)), "type float32", "float32"),
        Case((np.array([[0.3]]), np.array([[1.0]])), "one example, one output", "one"),
    ]


def _zero(fn: Any, rng: Rng) -> bool:
    A = rng.normal(0, 1, (4, 3))
    return bool(np.isclose(fn(A, A), 0) and np.isclose(fn(A, A + 1), fn(A, A - 1)))


MIRROR = Property("mirror", "the cost is 0 for A = Y, and the same for A - Y = 1 and -1", _zero)
HALF = "½ Σ (a - y)² over the outputs of an example, and then the mean over the examples"


def _common(right: Wrong, name: str) -> tuple[Misconception, ...]:
    """The mistakes that `mse` and `half_sse` share; `name` says what is wanted."""
    rows: tuple[tuple[str, Wrong, str], ...] = (
        (
            "difference",
            lambda A, Y: np.mean(A - Y),
            "This is the mean difference, in which too much and too little cancel (004 line 121, "
            "erratum E53). Square first.",
        ),
        (
            "sum-of-differences",
            lambda A, Y: np.sum(A - Y),
            "This is the sum of the differences, in which too much and too little cancel. Square "
            "first.",
        ),
        (
            "absolute",
            lambda A, Y: np.mean(np.abs(A - Y)),
            "You take the distance |a - y|. Asked is its square.",
        ),
        (
            "root",
            lambda A, Y: np.sqrt(right(A, Y)),
            "You take a square root at the end. The squares are asked, without a root.",
        ),
        (
            "norm",
            lambda A, Y: np.linalg.norm(A - Y),
            "This is the length of the difference: a root of the sum. Asked is a mean of squares.",
        ),
        (
            "square-of-the-mean",
            lambda A, Y: np.mean(A - Y) ** 2,
            "You take the mean first and square then. Square every difference first.",
        ),
        (
            "squares-subtracted",
            lambda A, Y: np.mean(A**2 - Y**2),
            "You subtract the squares of A and Y. Subtract first, then square the difference.",
        ),
        (
            "square-of-y-only",
            lambda A, Y: np.mean(A - Y**2),
            "Only Y is squared: `A - Y**2` needs brackets around the difference.",
        ),
        (
            "added",
            lambda A, Y: right(A, -Y),
            "You add A and Y. The error is their difference.",
        ),
        (
            "no-square",
            lambda A, Y: 2 * np.mean(A - Y),
            "You multiply by 2 instead of squaring: in Python the square is `** 2`.",
        ),
        (
            "ignores-targets",
            lambda A, Y: right(A, 0 * Y),
            "The targets are not used: this is the cost for targets that are all 0.",
        ),
        (
            "each-entry",
            lambda A, Y: (A - Y) ** 2,
            "You return the square of every entry. " + name,
        ),
        (
            "each-example",
            lambda A, Y: np.mean((A - Y) ** 2, axis=1),
            "You return one number for each example. " + name,
        ),
        (
            "each-output",
            lambda A, Y: np.mean((A - Y) ** 2, axis=0),
            "You return one number for each output. " + name,
        ),
        (
            "sum-each-example",
            lambda A, Y: np.sum((A - Y) ** 2, axis=1),
            "You return one sum for each example. " + name,
        ),
        (
            "all-pairs",
            lambda A, Y: right(A[:, None] - Y[None], 0 * (A[:, None] - Y[None])),
            "Every example is compared with the targets of all examples: an axis too many makes "
            "NumPy combine all pairs.",
        ),
        (
            "variance",
            lambda A, Y: np.var(A - Y),
            "This is the variance: the mean difference is taken away before squaring. Square the "
            "difference itself.",
        ),
        (
            "gradient",
            lambda A, Y: 2 * (A - Y) / A.size,
            "This is a gradient, with the shape of A. Asked is the cost, one number.",
        ),
        (
            "half-gradient",
            lambda A, Y: (A - Y) / len(A),
            "This is a gradient, with the shape of A. Asked is the cost, one number.",
        ),
    )
    halved = (
        (f"half-of-{id}", _half_of(wrong), advice)
        for id, wrong, advice in rows
        if id != "no-square"
    )
    return tuple(Misconception(*row) for row in (*rows, *halved))


def _half_of(wrong: Wrong) -> Wrong:
    return lambda A, Y: wrong(A, Y) / 2


def _squares(A: Any, Y: Any) -> Any:
    return np.sum((A - Y) ** 2)


MSE = Spec(
    name="mse",
    reference=nnkit.mse,
    cases=_cases,
    returns="a number",
    points=1,
    unit=UNIT,
    signature="mse(A, Y)",
    properties=(MIRROR,),
    misconceptions=(
        Misconception(
            "square-of-sum",
            lambda A, Y: np.sum(A - Y) ** 2 / np.size(A),
            "You add the differences first, in which too much and too little cancel, and square "
            "then. Square each difference.",
        ),
        Misconception(
            "one-example-less",
            lambda A, Y: _squares(A, Y) / max(len(A) - 1, 1),
            "You divide by N - 1, as for a variance. Divide by the number of entries, N times K.",
        ),
        Misconception(
            "matrix-product",
            lambda A, Y: np.mean((A - Y) @ (A - Y).T),
            "The matrix product pairs every example with every other. Square entry by entry, with "
            "`** 2`.",
        ),
        Misconception(
            "mean-over-examples",
            lambda A, Y: _squares(A, Y) / len(A),
            "You divide by the number of examples only. Here the mean is over all entries, N "
            "times K of them.",
        ),
        Misconception(
            "mean-over-outputs",
            lambda A, Y: _squares(A, Y) / A.shape[1],
            "You divide by the number of outputs only. Here the mean is over all entries, N times "
            "K of them.",
        ),
        Misconception(
            "half-sse",
            lambda A, Y: _squares(A, Y) / 2 / len(A),
            "This is `half_sse`: half the sum over the outputs, mean over the examples. `mse` is "
            "the plain mean over all entries.",
        ),
        Misconception(
            "half",
            lambda A, Y: np.mean((A - Y) ** 2) / 2,
            "Everything is half of what it should be: the mean squared error has no factor ½.",
        ),
        Misconception(
            "total",
            _squares,
            "This is the sum of the squares. Asked is their mean over all entries.",
        ),
        Misconception(
            "half-total",
            lambda A, Y: _squares(A, Y) / 2,
            "This is half the sum of the squares. Asked is their mean over all entries.",
        ),
        Misconception(
            "one-less",
            lambda A, Y: _squares(A, Y) / max(A.size - 1, 1),
            "You divide by one less than the number of entries. A mean divides by their number.",
        ),
        *_common(nnkit.mse, "Asked is one number, the mean over all entries."),
        *rounded(nnkit.mse),
        Misconception(
            "integers-cut",
            lambda A, Y: _squares(A, Y) // A.size if A.dtype.kind == "i" else nnkit.mse(A, Y),
            "For whole numbers the mean is cut: `//` and integer arrays drop the digits behind "
            "the point.",
        ),
        Misconception(
            "types-cut",
            lambda A, Y: nnkit.mse(A.astype(Y.dtype), Y),
            "When Y holds whole numbers, A is cut to whole numbers as well. Compute in floats.",
        ),
    ),
)


def _halved_in_loop(A: Any, Y: Any) -> Any:
    total: Any = 0
    for row in (A - Y) ** 2:
        total = (total + row.sum()) / 2
    return total / len(A)


HALF_SSE = Spec(
    name="half_sse",
    reference=nnkit.half_sse,
    cases=_cases,
    returns="a number",
    points=1,
    unit=UNIT,
    signature="half_sse(A, Y)",
    properties=(MIRROR,),
    misconceptions=(
        Misconception(
            "square-of-sum",
            lambda A, Y: np.sum(A - Y) ** 2 / (2 * len(A)),
            "You add the differences first, in which too much and too little cancel, and square "
            "then. Square each difference.",
        ),
        Misconception(
            "half-inside",
            lambda A, Y: np.sum(0.5 * (A - Y)) ** 2 / len(A),
            "You halve and add the differences and square then. Square each difference first, and "
            "halve once at the end.",
        ),
        Misconception(
            "times-two",
            lambda A, Y: 2 * np.sum((A - Y) ** 2) / len(A),
            "You multiply by 2. The factor is ½.",
        ),
        Misconception(
            "halved-in-the-loop",
            _halved_in_loop,
            "The total is halved after every example. Halve once, after the loop.",
        ),
        Misconception(
            "no-half",
            lambda A, Y: _squares(A, Y) / len(A),
            "Everything is twice too large: the factor ½ is missing.",
        ),
        Misconception(
            "mean-over-all",
            lambda A, Y: np.mean((A - Y) ** 2),
            "This is `mse`, the mean over all entries. Asked is " + HALF + ".",
        ),
        Misconception(
            "half-mean-over-all",
            lambda A, Y: np.mean((A - Y) ** 2) / 2,
            "You divide by N times K. Sum over the outputs, and take the mean over the examples "
            "only.",
        ),
        Misconception(
            "half-mean-over-outputs",
            lambda A, Y: _squares(A, Y) / 2 / A.shape[1],
            "You divide by the number of outputs. The mean is over the examples, the rows.",
        ),
        Misconception(
            "total",
            _squares,
            "This is the sum of all squares. Asked is " + HALF + ".",
        ),
        Misconception(
            "half-total",
            lambda A, Y: _squares(A, Y) / 2,
            "The mean over the examples is missing: divide by N once.",
        ),
        Misconception(
            "times-n",
            lambda A, Y: _squares(A, Y) / 2 * len(A),
            "You multiply by N: `/ 2 * N` divides by 2 only. Put brackets around 2 * N.",
        ),
        Misconception(
            "quarter",
            lambda A, Y: _squares(A, Y) / 4 / len(A),
            "Everything is half of what it should be: the factor ½ is used twice.",
        ),
        Misconception(
            "averaged-twice",
            lambda A, Y: _squares(A, Y) / 2 / len(A) ** 2,
            "You divide by N twice. A mean divides by the number of examples once.",
        ),
        Misconception(
            "mean-twice",
            lambda A, Y: np.mean((A - Y) ** 2) / len(A),
            "`np.mean` divides by N times K already, and you divide by N again.",
        ),
        Misconception(
            "half-before-square",
            lambda A, Y: _squares(A, Y) / 4 / A.size,
            "The factor ½ is squared as well, and the mean is over all entries. Square first, "
            "then halve.",
        ),
        Misconception(
            "half-outside-difference",
            lambda A, Y: np.sum((A / 2 - Y) ** 2) / len(A),
            "The ½ meets only A. It belongs before the whole square.",
        ),
        Misconception(
            "half-each-output",
            lambda A, Y: np.sum((A - Y) ** 2, axis=0) / 2,
            "You add over the examples and return one number for each output. " + ONE_NUMBER,
        ),
        *_common(nnkit.half_sse, ONE_NUMBER),
        Misconception(
            "half-sum-of-absolute",
            lambda A, Y: np.sum(np.abs(A - Y)) / 2,
            "You take the distance |a - y|. Asked is its square, and a mean over the examples.",
        ),
        Misconception(
            "half-difference",
            lambda A, Y: np.sum(A - Y) / 2 / len(A),
            "You add the differences, in which too much and too little cancel. Square first.",
        ),
        Misconception(
            "half-norm-mean",
            lambda A, Y: np.linalg.norm(A - Y) / 2 / len(A),
            "You take the root of the sum of squares. Asked are the squares, without a root.",
        ),
        Misconception(
            "half-absolute",
            lambda A, Y: np.sum(np.abs(A - Y)) / 2 / len(A),
            "You take the distance |a - y|. Asked is its square.",
        ),
        *rounded(nnkit.half_sse),
        Misconception(
            "integers-cut",
            lambda A, Y: (
                _squares(A, Y) // (2 * len(A)) if A.dtype.kind == "i" else nnkit.half_sse(A, Y)
            ),
            "For whole numbers the result is cut: `//` and integer arrays drop the digits behind "
            "the point.",
        ),
        Misconception(
            "types-cut",
            lambda A, Y: nnkit.half_sse(A.astype(Y.dtype), Y),
            "When Y holds whole numbers, A is cut to whole numbers as well. Compute in floats.",
        ),
    ),
)


def _digit_cases(rng: Rng) -> list[Case]:
    a = rng.uniform(0.02, 0.98, 10)
    return [
        Case(
            (np.array([0.43, 0.28, 0.8]), np.array([0.0, 0.0, 1.0])),
            "a = [0.43, 0.28, 0.8], y = [0, 0, 1]",
            "hand",
        ),
        Case(
            (np.array([0.3, 0.7]), np.array([1.0, 0.0])), "a = [0.3, 0.7], y = [1, 0]", "isolated"
        ),
        Case((a, np.eye(10)[rng.integers(10)]), "10 random outputs", "random"),
        Case((rng.uniform(-1, 2, 4), rng.uniform(0, 1, 4)), "4 outputs, soft targets", "random"),
        Case((1e4 * a, np.eye(10)[2]), "very large outputs", "extreme"),
        Case((np.array([0, 1, 2]), np.array([1, 0, 0])), "whole numbers", "integer"),
        Case((a, np.eye(10, dtype=int)[3]), "a target of type int", "integer"),
        Case((a.astype(np.float32), np.eye(10, dtype=np.float32)[3]), "type float32", "float32"),
        Case((np.array([0.3]), np.array([1.0])), "one output", "one"),
    ]


def _slope(a: Any, y: Any) -> Any:
    return 2 * (a - y)


def _cost(a: Any, y: Any) -> Any:
    return np.sum((a - y) ** 2)


def _wrong_cost(id: str, wrong: Wrong, advice: str, note: str = "") -> Misconception:
    return Misconception(id, lambda a, y: (wrong(a, y), _slope(a, y)), advice, note, part=0)


def _wrong_gradient(id: str, wrong: Wrong, advice: str) -> Misconception:
    return Misconception(id, lambda a, y: (_cost(a, y), wrong(a, y)), advice, part=1)


def _consistent(fn: Any, rng: Rng) -> str | bool:
    a, y, h = rng.uniform(0, 1, 5), np.eye(5)[2], 1e-6
    measured = [(fn(a + h * e, y)[0] - fn(a - h * e, y)[0]) / (2 * h) for e in np.eye(5)]
    return bool(np.allclose(measured, fn(a, y)[1], rtol=1e-5, atol=1e-7))


BOTH = "Asked are two things in a tuple: the cost, one number, and its gradient, one for each a."

DIGIT_COST = Spec(
    name="digit_cost",
    reference=nnkit.digit_cost,
    cases=_digit_cases,
    returns="(cost, gradient): a number and an array (K,)",
    points=2,
    unit=UNIT,
    signature="digit_cost(a, y)",
    properties=(Property("slope", "the gradient is the measured slope of the cost", _consistent),),
    misconceptions=(
        _wrong_cost(
            "last-output",
            lambda a, y: (a[-1] - y[-1]) ** 2,
            "Only the last output counts in the cost: inside the loop `=` overwrites, `+=` adds.",
        ),
        _wrong_cost(
            "cost-of-the-example",
            lambda a, y: 0.3033,
            "The cost of the worked example is written into the code. Compute it from a and y.",
        ),
        _wrong_gradient(
            "quarter-gradient",
            lambda a, y: (a - y) / 2,
            "The gradient is divided by 2. The square leaves the factor 2 in front.",
        ),
        _wrong_gradient(
            "added-gradient",
            lambda a, y: 2 * (a + y),
            "The gradient adds a and y. The inside of the square is their difference.",
        ),
        Misconception(
            "half-both",
            lambda a, y: (_cost(a, y) / 2, a - y),
            "Cost and gradient are half of what they should be: this note has no factor ½.",
        ),
        Misconception(
            "mean-both",
            lambda a, y: (np.mean((a - y) ** 2), 2 * (a - y) / a.size),
            "You divide by the number of outputs. For one example the cost is the sum over its "
            "outputs.",
        ),
        Misconception(
            "printed-dog",
            lambda a, y: (np.sum(a**2), 2 * a),
            "The targets are not used. The loss of the dog in 002 line 224 has this mistake; see "
            "erratum E27.",
            "002 line 224, erratum E27",
        ),
        _wrong_cost(
            "no-target",
            lambda a, y: np.sum(a**2),
            "The cost squares the outputs without their targets, as the dog in 002 line 224; see "
            "erratum E27.",
            "002 line 224, erratum E27",
        ),
        _wrong_cost(
            "difference",
            lambda a, y: np.sum(a - y),
            "The cost adds the differences, in which too much and too little cancel (004 line "
            "121, erratum E53). Square them first.",
        ),
        _wrong_cost(
            "absolute",
            lambda a, y: np.sum(np.abs(a - y)),
            "The cost adds the distances |a - y|. Asked are their squares.",
        ),
        _wrong_cost(
            "mean",
            lambda a, y: np.mean((a - y) ** 2),
            "The cost is a mean over the outputs. For one example it is their sum.",
        ),
        _wrong_cost(
            "half",
            lambda a, y: _cost(a, y) / 2,
            "The cost is half of what it should be: this note has no factor ½, and the gradient "
            "must fit.",
        ),
        _wrong_cost(
            "root",
            lambda a, y: np.sqrt(_cost(a, y)),
            "The cost is the root of the sum of squares. Asked is the sum itself.",
        ),
        _wrong_cost(
            "square-of-sum",
            lambda a, y: np.sum(a - y) ** 2,
            "You add the differences first and square then. Square each difference first.",
        ),
        _wrong_cost(
            "squares-subtracted",
            lambda a, y: np.sum(a**2 - y**2),
            "You subtract the squares of a and y. Subtract first, then square.",
        ),
        _wrong_cost(
            "terms",
            lambda a, y: (a - y) ** 2,
            "The cost holds one term for each output. Asked is their sum, one number.",
        ),
        _wrong_cost(
            "negative",
            lambda a, y: -_cost(a, y),
            "The cost is negative, but it is a sum of squares.",
        ),
        _wrong_gradient(
            "nudge",
            lambda a, y: 2 * (y - a),
            "The gradient has the wrong sign: 2 (y - a) is the desired change. The gradient points "
            "to where the cost grows.",
        ),
        _wrong_gradient(
            "half-gradient",
            lambda a, y: a - y,
            "The gradient is half of what it should be: the square leaves a factor 2, and no ½ "
            "cancels it here.",
        ),
        _wrong_gradient(
            "half-nudge",
            lambda a, y: y - a,
            "The gradient has the wrong sign and lacks the factor 2 that the square leaves.",
        ),
        _wrong_gradient(
            "mean-gradient",
            lambda a, y: 2 * (a - y) / a.size,
            "The gradient is divided by the number of outputs. The cost is a sum, so its slopes "
            "are not divided.",
        ),
        _wrong_gradient(
            "summed-gradient",
            lambda a, y: np.sum(_slope(a, y)),
            "The gradient is added into one number. Each output has its own slope.",
        ),
        _wrong_gradient(
            "chain",
            lambda a, y: 2 * (a - y) * a * (1 - a),
            "The gradient holds the slope of the sigmoid as well. Asked is the slope in a, not "
            "in z.",
        ),
        _wrong_gradient(
            "squared-gradient",
            lambda a, y: 2 * (a - y) ** 2,
            "The gradient keeps the square. The slope of a square is 2 times its inside.",
        ),
        _wrong_gradient(
            "squares-as-gradient",
            lambda a, y: (a - y) ** 2,
            "The second value holds the squares. Asked are their slopes in a.",
        ),
        _wrong_gradient(
            "brackets",
            lambda a, y: 2 * a - y,
            "The factor 2 meets only a: put brackets around the difference.",
        ),
        _wrong_gradient(
            "twice-a",
            lambda a, y: 2 * a,
            "The gradient has lost the target: the inside of the square is a - y.",
        ),
        _wrong_gradient(
            "sign-only",
            lambda a, y: np.sign(a - y),
            "The gradient is the direction only. The slope of a square grows with the distance.",
        ),
        _wrong_gradient(
            "absolute-gradient",
            lambda a, y: np.abs(_slope(a, y)),
            "The gradient has lost its signs: an output that is too small needs a negative slope.",
        ),
        Misconception(
            "exchanged",
            lambda a, y: (_slope(a, y), _cost(a, y)),
            "Cost and gradient are exchanged: the cost comes first.",
        ),
        Misconception("cost-only", _cost, "You return the cost only. " + BOTH),
        Misconception("gradient-only", _slope, "You return the gradient only. " + BOTH),
        *rounded(lambda a, y: np.append(_cost(a, y), _slope(a, y))),
        Misconception(
            "targets-cut",
            lambda a, y: nnkit.digit_cost(a.astype(y.dtype), y),
            "When y holds whole numbers, a is cut to whole numbers as well. Compute in floats.",
        ),
    ),
)
