"""All parameters in one vector, and how far two gradients are apart."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.output import UNIT

HAND_PARAMS = [
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([7.0, 8.0, 9.0])),
    (np.array([[10.0], [11.0], [12.0]]), np.array([13.0])),
]


def _flatten_cases(rng: Rng) -> list[Case]:
    params = params_for(rng, [3, 4, 2])
    whole = [(rng.integers(-9, 9, (2, 3)), rng.integers(-9, 9, 3))]
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    return [
        Case((HAND_PARAMS,), "the numbers of the task", "hand"),
        Case((params_for(rng, [2, 3]),), "one layer, 2-3", "isolated"),
        Case((params,), "a network 3-4-2", "random"),
        Case((params_for(rng, [2, 3, 3, 2]),), "a network 2-3-3-2", "random"),
        Case((whole,), "whole numbers", "integer"),
        Case((small,), "numbers of type float32", "float32"),
        Case((params_for(rng, [1, 1, 1]),), "a network 1-1-1", "one"),
    ]


def _joined(pieces: Function) -> Function:
    """Join the arrays that `pieces` takes from params."""
    return lambda params: np.concatenate([np.ravel(piece) for piece in pieces(params)])


FLATTEN = Spec(
    name="flatten",
    reference=nnkit.flatten,
    cases=_flatten_cases,
    returns="one array with a single axis",
    points=1,
    unit=UNIT,
    signature="flatten(params)",
    misconceptions=(
        Misconception(
            "weights-then-biases",
            _joined(lambda p: [*(W for W, _ in p), *(b for _, b in p)]),
            "All weights come first, then all biases. The order goes layer by layer: W1, b1, W2, "
            "b2.",
        ),
        Misconception(
            "biases-then-weights",
            _joined(lambda p: [*(b for _, b in p), *(W for W, _ in p)]),
            "All biases come first. The order goes layer by layer: W1, b1, W2, b2.",
        ),
        Misconception(
            "bias-first",
            _joined(lambda p: [a for W, b in p for a in (b, W)]),
            "In each layer the bias comes first. The weights do.",
        ),
        Misconception(
            "last-layer-first",
            _joined(lambda p: [a for layer in p[::-1] for a in layer]),
            "The last layer comes first. Begin with layer 1.",
        ),
        Misconception(
            "column-by-column",
            _joined(lambda p: [a for W, b in p for a in (W.T, b)]),
            "The weights are read column by column. Read them row by row.",
        ),
        Misconception(
            "weights-only",
            _joined(lambda p: [W for W, _ in p]),
            "The biases are missing.",
        ),
        Misconception(
            "biases-only",
            _joined(lambda p: [b for _, b in p]),
            "The weights are missing.",
        ),
        Misconception(
            "first-layer-only",
            _joined(lambda p: p[0]),
            "Only the first layer is there: does a `return` stand inside the loop?",
        ),
        Misconception(
            "last-layer-only",
            _joined(lambda p: p[-1]),
            "Only the last layer is there: in a loop, `=` in place of adding to a list.",
        ),
        Misconception(
            "list-of-vectors",
            lambda p: [np.ravel(a) for layer in p for a in layer],
            "You return a list of vectors. Join them into one.",
        ),
        Misconception(
            "list-of-arrays",
            lambda p: [a for layer in p for a in layer],
            "You return a list of arrays. Make each a vector and join them into one.",
        ),
        Misconception(
            "as-it-was",
            lambda params: params,
            "You return params as it is. Make each array a vector and join them into one.",
        ),
        Misconception(
            "not-raveled",
            lambda params: np.concatenate([a for layer in params for a in layer]),
            "NumPy cannot join tables and vectors. Turn each array into a vector first.",
        ),
        Misconception(
            "neuron-by-neuron",
            _joined(lambda p: [np.vstack([W, b]).T for W, b in p]),
            "You go neuron by neuron: the weights into it, then its bias. Asked is all of W, row "
            "by row, then b.",
        ),
        Misconception(
            "backwards",
            lambda p: nnkit.flatten(p)[::-1],
            "The whole vector is turned round. Begin with the first weight of layer 1.",
        ),
        Misconception(
            "sorted",
            lambda p: np.sort(nnkit.flatten(p)),
            "The numbers are sorted. Their place must say which parameter they are.",
        ),
    ),
)


def near(rng: Rng, *shape: int) -> tuple[Array, Array]:
    """Draw a gradient and one that is a little off, of both signs and several sizes."""
    g = rng.normal(0, 1, shape) * 10.0 ** rng.integers(-3, 2, shape)
    return g, g * (1 + rng.uniform(-0.5, 0.5, shape))


def _error_cases(rng: Rng) -> list[Case]:
    g, n = near(rng, 5)
    zero = np.array([0.0, 2.0, 0.0])
    return [
        Case((np.array([2.0, 4.0]), np.array([2.0, 6.0])), "g = [2, 4], n = [2, 6]", "hand"),
        Case((np.array([-2.0, 4.0]), np.array([2.0, 4.0])), "g = [-2, 4], n = [2, 4]", "hand"),
        Case((zero, np.array([0.0, 3.0, 0.0])), "two entries 0 in both", "isolated"),
        Case((np.array([3e-12, 1.0]), np.array([1e-12, 1.0])), "a tiny entry", "isolated"),
        Case((g, g), "twice the same", "isolated"),
        Case((g, n), "5 entries", "random"),
        Case(near(rng, 3, 4), "a table 3×4", "random"),
        Case((g, -n), "the wrong sign", "random"),
        Case((np.zeros(3), np.zeros(3)), "zeros only", "extreme"),
        Case((1e150 * g, 1e150 * n), "huge entries", "extreme"),
        Case((np.array([3, -2]), np.array([1, -4])), "whole numbers", "integer"),
        Case((g.astype(np.float32), n.astype(np.float32)), "type float32", "float32"),
        Case((g[:1], n[:1]), "one entry", "one"),
    ]


FLOOR = 1e-8


def _ratio(
    below: Function,
    above: Function = lambda g, n: np.abs(g - n),
    whole: Function = np.max,
) -> Function:
    return lambda g, n: whole(above(g, n) / np.maximum(FLOOR, below(g, n)))


def _sum(g: Any, n: Any) -> Any:
    return np.abs(g) + np.abs(n)


def _length(g: Any) -> Any:
    return np.sqrt(np.sum(np.square(g)))


def _no_floor(g: Any, n: Any) -> Any:
    return np.max(np.abs(g - n) / _sum(g, n))


RELATIVE_ERROR = Spec(
    name="relative_error",
    reference=nnkit.relative_error,
    cases=_error_cases,
    returns="one number",
    points=2,
    unit=UNIT,
    signature="relative_error(g, n)",
    misconceptions=(
        Misconception(
            "absolute",
            lambda g, n: np.max(np.abs(g - n)),
            "This is the absolute error. Compare the difference with the size of the two numbers.",
        ),
        Misconception(
            "no-floor",
            _no_floor,
            "Where both gradients are 0 you divide 0 by 0. The denominator is never below 1e-8.",
        ),
        Misconception(
            "no-floor-each-entry",
            lambda g, n: np.abs(g - n) / _sum(g, n),
            "You return the error of each entry, and 0 divided by 0 is possible. Asked is one "
            "number, the largest.",
        ),
        Misconception(
            "no-floor-mean",
            lambda g, n: np.mean(np.abs(g - n) / _sum(g, n)),
            "You take the mean, and 0 divided by 0 is possible. Take the largest, with a "
            "denominator of at least 1e-8.",
        ),
        Misconception(
            "no-floor-by-n",
            lambda g, n: np.max(np.abs(g - n) / np.abs(n)),
            "You divide by n alone, which may be 0. Use the sum of both sizes, at least 1e-8.",
        ),
        Misconception(
            "no-floor-by-g",
            lambda g, n: np.max(np.abs(g - n) / np.abs(g)),
            "You divide by g alone, which may be 0. Use the sum of both sizes, at least 1e-8.",
        ),
        Misconception(
            "no-floor-size-of-the-sum",
            lambda g, n: np.max(np.abs(g - n) / np.abs(g + n)),
            "The denominator is the size of the sum; for numbers of opposite sign it is 0. Add the "
            "sizes.",
        ),
        Misconception(
            "percent",
            lambda g, n: 100 * nnkit.relative_error(g, n),
            "Your error is in percent. Asked is the plain ratio, at most 1.",
        ),
        Misconception(
            "floor-added",
            lambda g, n: np.max(np.abs(g - n) / (FLOOR + _sum(g, n))),
            "You add 1e-8 to the denominator. It should be the larger of the two.",
        ),
        Misconception(
            "floor-below",
            lambda g, n: np.max(np.abs(g - n) / np.minimum(FLOOR, _sum(g, n))),
            "Your denominator is the smaller of 1e-8 and the sizes. It should be the larger.",
        ),
        Misconception(
            "floor-too-low",
            lambda g, n: np.max(np.abs(g - n) / np.maximum(1e-300, _sum(g, n))),
            "0 divided by 0 is avoided, but two tiny numbers still count as a large error. The "
            "denominator is never below 1e-8.",
        ),
        Misconception(
            "floor-1",
            lambda g, n: np.max(np.abs(g - n) / np.maximum(1, _sum(g, n))),
            "Your floor is 1, so small gradients are compared absolutely. It is 1e-8.",
        ),
        Misconception(
            "floor-too-high",
            lambda g, n: np.max(np.abs(g - n) / np.maximum(1e-5, _sum(g, n))),
            "Your floor is above 1e-8, so small gradients that differ seem to agree.",
        ),
        Misconception(
            "mean",
            _ratio(_sum, whole=np.mean),
            "You take the mean over the entries. One wrong entry in a thousand must show: take the "
            "largest.",
        ),
        Misconception(
            "total",
            _ratio(_sum, whole=np.sum),
            "You add the errors of all entries. Take the largest.",
        ),
        Misconception(
            "smallest",
            _ratio(_sum, whole=np.min),
            "You take the smallest error. Take the largest: one wrong entry is enough.",
        ),
        Misconception(
            "each-entry",
            _ratio(_sum, whole=lambda e: e),
            "You return the error of each entry. Asked is one number, the largest.",
        ),
        Misconception(
            "signed",
            _ratio(_sum, lambda g, n: g - n),
            "The difference keeps its sign, so an entry that is too small counts as no error at "
            "all. `abs` belongs around each difference, not around the largest.",
        ),
        Misconception(
            "difference-of-sizes",
            _ratio(_sum, lambda g, n: np.abs(np.abs(g) - np.abs(n))),
            "You compare the sizes, so a wrong sign is no error. Subtract first, then take the "
            "size.",
        ),
        Misconception(
            "brackets-below",
            lambda g, n: np.max(np.abs(g - n) / np.maximum(FLOOR, np.abs(g)) + np.abs(n)),
            "Brackets are missing below the line: only the size of g divides.",
        ),
        Misconception(
            "place",
            _ratio(_sum, whole=np.argmax),
            "You return the place of the largest error (`argmax`). Asked is the error itself.",
        ),
        Misconception(
            "size-of-the-sum",
            _ratio(lambda g, n: np.abs(g + n)),
            "The denominator is the size of the sum; for numbers of opposite sign it is near 0. "
            "Add the sizes.",
        ),
        Misconception(
            "sum-with-signs",
            _ratio(lambda g, n: g + n),
            "The denominator adds the numbers with their signs. Add their sizes.",
        ),
        Misconception(
            "by-g",
            _ratio(lambda g, n: np.abs(g)),
            "You divide by the size of g alone. Use the sum of both sizes, so that the order does "
            "not matter.",
        ),
        Misconception(
            "by-n",
            _ratio(lambda g, n: np.abs(n)),
            "You divide by the size of n alone. Use the sum of both sizes, so that the order does "
            "not matter.",
        ),
        Misconception(
            "by-larger",
            _ratio(lambda g, n: np.maximum(np.abs(g), np.abs(n))),
            "You divide by the larger of the two sizes. Here their sum is asked.",
        ),
        Misconception(
            "by-mean",
            _ratio(lambda g, n: _sum(g, n) / 2),
            "You divide by the mean of the two sizes. Here their sum is asked.",
        ),
        Misconception(
            "of-lengths",
            lambda g, n: _length(g - n) / np.maximum(FLOOR, _length(g) + _length(n)),
            "You compare the lengths of the two vectors. A small entry that is quite wrong is lost "
            "then: compare entry by entry.",
        ),
        Misconception(
            "largest-of-each",
            lambda g, n: np.max(np.abs(g - n)) / np.maximum(FLOOR, np.max(_sum(g, n))),
            "You take the largest difference and the largest size, perhaps of two different "
            "entries. Divide entry by entry, then take the largest.",
        ),
        Misconception(
            "by-twice-the-sum",
            _ratio(lambda g, n: 2 * _sum(g, n)),
            "You divide by twice the sum of the sizes.",
        ),
        Misconception(
            "squares",
            _ratio(lambda g, n: g**2 + n**2, lambda g, n: (g - n) ** 2),
            "You use squares in place of sizes.",
        ),
    ),
)
