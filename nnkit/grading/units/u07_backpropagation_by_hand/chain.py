"""One neuron per layer: the six derivatives of the 1-1-1-1 network."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u07_backpropagation_by_hand.output import UNIT

NOTES: tuple[Any, ...] = (0.7, 1.0, np.array([0.6, -1.1, 0.9]), np.array([0.1, 0.2, -0.3]))
Rule = Callable[[Any, int], Any]


def chain_of_three(rng: Rng) -> tuple[float, float, Array, Array]:
    """Draw an input, a target, three weights and three biases, none of them near 0 or 1."""
    w, b = rng.uniform(0.4, 1.6, (2, 3)) * rng.choice([-1, 1], (2, 3))
    return float(rng.uniform(1.2, 2) * rng.choice([-1, 1])), float(rng.uniform(0, 0.4)), w, b


def _cases(rng: Rng) -> list[Case]:
    x, y, w, b = chain_of_three(rng)
    wide = np.array([1000.0, -1000.0, 1000.0])
    single = tuple(np.float32(v) for v in (x, y))
    return [
        Case(NOTES, "the numbers of the lecture, x = 0.7, y = 1", "hand"),
        Case((0.0, y, w, b), "x = 0", "isolated"),
        Case((x, y, w * [1, 1, 0], b), "w3 = 0", "isolated"),
        Case((x, y, w, b), "random numbers", "random"),
        Case(chain_of_three(rng), "other random numbers", "random"),
        Case(chain_of_three(rng), "a third set of random numbers", "random"),
        Case((1.0, 0.0, wide, np.array([3.0, 500.0, -1500.0])), "sums of size 1000", "extreme"),
        Case((2, 1, np.array([1, -2, 3]), np.array([-1, 1, 2])), "whole numbers", "integer"),
        Case((*single, w.astype(np.float32), b.astype(np.float32)), "type float32", "float32"),
    ]


def sweep(
    first: Rule = lambda n, k: 2 * (n.a[3] - n.y) * n.s[3],
    back: Rule = lambda n, k: n.e[k + 1] * n.w[k + 1] * n.s[k],
    dw: Rule = lambda n, k: n.e[k] * n.a[k - 1],
    db: Rule = lambda n, k: n.e[k],
    slope: Callable[[Any, Any], Any] = lambda z, a: a * (1 - a),
    act: Function = sigmoid,
) -> Function:
    """Go forward and back through the chain, with some rules replaced; layers count from 1.

    A rule gets the numbers so far: n.w, n.b, n.z, n.a, n.s (slopes) and n.e (errors).
    """

    def answer(x: Any, y: Any, w: Any, b: Any) -> tuple[Array, Array]:
        n = SimpleNamespace(x=x, y=y, w=[0, *w], b=[0, *b], a=[x], z=[x], s=[1.0], e=[0.0] * 4)
        for k in (1, 2, 3):
            n.z.append(n.w[k] * n.a[-1] + n.b[k])
            n.a.append(act(n.z[-1]))
            n.s.append(slope(n.z[-1], n.a[-1]))
        n.e[3] = first(n, 3)
        for k in (2, 1):
            n.e[k] = back(n, k)
        return np.array([dw(n, k) for k in (1, 2, 3)]), np.array([db(n, k) for k in (1, 2, 3)])

    return answer


def _plain(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _math(z: Any) -> Any:
    return 1 / (1 + math.exp(-z))


def _like_w(x: Any, y: Any, w: Any, b: Any) -> Any:
    dw, db = np.zeros_like(w), np.zeros_like(w)
    dw[:], db[:] = nnkit.grads_chain(x, y, w, b)
    return dw, db


def _linear_output(x: Any, y: Any, w: Any, b: Any) -> Any:
    a1 = sigmoid(w[0] * x + b[0])
    a2 = sigmoid(w[1] * a1 + b[1])
    a3 = w[2] * a2 + b[2]
    e3 = 2 * (a3 - y) * a3 * (1 - a3)
    e2 = e3 * w[2] * a2 * (1 - a2)
    e1 = e2 * w[1] * a1 * (1 - a1)
    return np.array([e1 * x, e2 * a1, e3 * a2]), np.array([e1, e2, e3])


OVERFLOW = (
    "For sums of size 1000 the exponential overflows. For negative z write σ so that the exponent "
    "is not positive."
)
GRADS_CHAIN = Spec(
    name="grads_chain",
    reference=nnkit.grads_chain,
    cases=_cases,
    returns="two arrays (3,): (dw, db)",
    points=4,
    unit=UNIT,
    signature="grads_chain(x, y, w, b)",
    misconceptions=(
        Misconception(
            "each-layer-its-own-cost",
            sweep(back=lambda n, k: 2 * (n.a[k] - n.y) * n.s[k]),
            "Every layer starts anew with 2 (a - y). Only the last layer touches the cost; "
            "read literally, 004 line 332 says otherwise (erratum E63).",
            "004 line 332, erratum E63",
        ),
        Misconception(
            "bias-of-its-own",
            sweep(db=lambda n, k: 2 * (n.a[k] - n.y) * n.s[k]),
            "Your dw is right, but each bias uses 2 (a - y) of its own layer (erratum E63). What "
            "do weight and bias of one neuron share?",
            "erratum E63",
        ),
        Misconception(
            "no-weight",
            sweep(back=lambda n, k: n.e[k + 1] * n.s[k]),
            "On the way back the weight between two neurons is missing. How strongly does z of "
            "the next layer react to a?",
        ),
        Misconception(
            "weight-of-the-wrong-layer",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k] * n.s[k]),
            "On the way back you use the weight that leads *into* the neuron. Which weight leads "
            "from it to the next one?",
        ),
        Misconception(
            "own-activation",
            sweep(dw=lambda n, k: n.e[k] * n.a[k]),
            "dw of a layer uses the activation that leaves the layer. Which number is multiplied "
            "by this weight?",
        ),
        Misconception(
            "sum-for-activation",
            sweep(dw=lambda n, k: n.e[k] * n.z[k - 1]),
            "dw uses z of the layer before. What enters a neuron is the activation, after σ.",
        ),
        Misconception(
            "input-everywhere",
            sweep(dw=lambda n, k: n.e[k] * n.x),
            "Every layer gets the input x (compare erratum E33). Only the first neuron reads x.",
            "erratum E33",
        ),
        Misconception(
            "input-forgotten",
            sweep(dw=lambda n, k: n.e[k] * (n.a[k - 1] if k > 1 else 1)),
            "In dw of the first layer the input x is missing.",
        ),
        Misconception(
            "no-activation",
            sweep(dw=lambda n, k: n.e[k]),
            "dw is the same as db. A weight acts only as strongly as the number that it "
            "multiplies.",
        ),
        Misconception(
            "no-factor-2",
            sweep(first=lambda n, k: (n.a[3] - n.y) * n.s[3]),
            "The factor 2 is missing: this cost has no ½.",
        ),
        Misconception(
            "target-first",
            sweep(first=lambda n, k: 2 * (n.y - n.a[3]) * n.s[3]),
            "All signs are wrong: the slope of (a - y)² in a is 2 (a - y), the output first.",
        ),
        Misconception(
            "no-output-slope",
            sweep(first=lambda n, k: 2 * (n.a[3] - n.y)),
            "The slope of the last sigmoid is missing: from the cost to z3 there are two steps.",
        ),
        Misconception(
            "no-hidden-slope",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1]),
            "On the way back the slope of the sigmoid is missing: from a to z is a step, too.",
        ),
        Misconception(
            "no-slope",
            sweep(slope=lambda z, a: 1.0),
            "No sigmoid slope anywhere. Each neuron brings one factor σ'(z).",
        ),
        Misconception(
            "slope-of-a",
            sweep(slope=lambda z, a: sigmoid(a) * (1 - sigmoid(a))),
            "You take σ' at a. It is needed at z; written with a it is a (1 - a).",
        ),
        Misconception(
            "lost-square",
            sweep(slope=lambda z, a: 1 - a),
            "Your slope is 1 - a, as in 002 line 239 (erratum E28). A factor is missing.",
            "002 line 239, erratum E28",
        ),
        Misconception(
            "tanh-slope",
            sweep(slope=lambda z, a: 1 - a * a),
            "1 - a² is the slope of tanh. These are sigmoid neurons.",
        ),
        Misconception(
            "slope-of-the-next-layer",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1] * n.s[k + 1]),
            "The slope of the layer behind is used a second time. On the way to z of this layer "
            "you need σ' of this layer.",
        ),
        Misconception(
            "weight-in-db",
            sweep(db=lambda n, k: n.e[k] * n.w[k]),
            "db holds the weight as a factor. How strongly does z react to b?",
        ),
        Misconception(
            "bias-in-db",
            sweep(db=lambda n, k: n.e[k] * n.b[k]),
            "db holds the bias as a factor. The slope of z in b is a plain number.",
        ),
        Misconception(
            "cost-for-slope",
            sweep(first=lambda n, k: (n.a[3] - n.y) ** 2 * n.s[3]),
            "You start from the cost. The chain rule starts with the slope of the cost.",
        ),
        Misconception(
            "last-layer-only",
            sweep(back=lambda n, k: 0.0),
            "Only the last layer gets a gradient. Go on: the error of one layer gives that of "
            "the layer before.",
        ),
        Misconception(
            "from-end-to-start",
            lambda x, y, w, b: tuple(v[::-1] for v in nnkit.grads_chain(x, y, w, b)),
            "The numbers are right but stand from the last layer to the first. Layer 1 first.",
        ),
        Misconception(
            "exchanged",
            lambda x, y, w, b: nnkit.grads_chain(x, y, w, b)[::-1],
            "The two arrays are exchanged: dw first, then db.",
        ),
        Misconception(
            "six-in-a-row",
            lambda x, y, w, b: np.concatenate(nnkit.grads_chain(x, y, w, b)),
            "The six numbers stand in one array. Return two arrays, (dw, db).",
        ),
        Misconception(
            "tanh",
            sweep(act=np.tanh, slope=lambda z, a: 1 - a * a),
            "Your neurons are tanh neurons. Here they are sigmoid neurons.",
        ),
        Misconception(
            "no-bias",
            lambda x, y, w, b: nnkit.grads_chain(x, y, w, 0 * b),
            "The forward pass leaves out the biases.",
        ),
        Misconception(
            "integers",
            _like_w,
            "For whole numbers the result is cut to whole numbers: an array made like w holds "
            "integers then.",
        ),
        Misconception("overflow", sweep(act=_plain), OVERFLOW),
        Misconception("overflow-math", sweep(act=_math), OVERFLOW),
        Misconception(
            "no-slope-at-1",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1] * (n.s[k] if k == 2 else 1)),
            "The slope of the first sigmoid is missing, from a1 to z1. The other layers are right.",
        ),
        Misconception(
            "no-slope-at-2",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1] * (n.s[k] if k == 1 else 1)),
            "The slope of the second sigmoid is missing, from a2 to z2.",
        ),
        Misconception(
            "slope-of-layer-before",
            sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1] * n.a[k - 1] * (1 - n.a[k - 1])),
            "The slope of the sigmoid is taken one layer too early: e of a layer needs a (1 - a) "
            "of the same layer.",
        ),
        Misconception(
            "lost-square-at-the-end",
            sweep(first=lambda n, k: 2 * (n.a[3] - n.y) * (1 - n.a[3])),
            "In the last error the slope of σ is 1 - a: a factor is missing.",
        ),
        Misconception(
            "bias-on-the-way",
            sweep(back=lambda n, k: n.e[k + 1] * n.b[k + 1] * n.s[k]),
            "On the way back you multiply by the bias. z of the next layer reacts to a with its "
            "weight.",
        ),
        Misconception(
            "added-on-the-way",
            sweep(back=lambda n, k: n.e[k + 1] + n.w[k + 1] * n.s[k]),
            "On the way back the error is added. Along one path everything multiplies.",
        ),
        Misconception(
            "skipped-layer",
            sweep(back=lambda n, k: n.e[3] * n.w[k + 1] * n.s[k]),
            "The error of layer 1 comes from layer 3. It comes from the layer behind it, which is "
            "layer 2.",
        ),
        Misconception(
            "last-own-activation",
            sweep(dw=lambda n, k: n.e[k] * n.a[3 if k == 3 else k - 1]),
            "dw of the last layer uses a3, which leaves the layer. Which number does w3 multiply?",
        ),
        Misconception(
            "weight-for-activation",
            sweep(dw=lambda n, k: n.e[k] * (n.w[3] if k == 3 else n.a[k - 1])),
            "dw of the last layer holds w3 itself. Which number does w3 multiply?",
        ),
        Misconception(
            "db-last-only",
            sweep(db=lambda n, k: n.e[k] * (k == 3)),
            "dw is right. In db only the last layer is filled; each layer has its error.",
        ),
        Misconception(
            "db-zero",
            sweep(db=lambda n, k: 0.0),
            "dw is right, db is 0. A bias moves z with slope 1: its slope is the error of the "
            "layer.",
        ),
        Misconception(
            "db-one",
            sweep(db=lambda n, k: 1.0),
            "dw is right. db is only the last link, 1: the links in front of it are the same as "
            "for the weight.",
        ),
        Misconception(
            "db-summed",
            sweep(db=lambda n, k: n.e[1] + n.e[2] + n.e[3]),
            "dw is right. In db all errors are added up; each layer keeps its own.",
        ),
        Misconception(
            "weights-only",
            lambda x, y, w, b: nnkit.grads_chain(x, y, w, b)[0],
            "You return dw only. Return two arrays, (dw, db).",
        ),
        Misconception(
            "linear-output",
            _linear_output,
            "The last neuron has no σ in your forward pass. All three neurons are sigmoid neurons.",
        ),
        Misconception(
            "tanh-with-sigmoid-slope",
            sweep(act=np.tanh),
            "Your neurons use tanh. Here they are sigmoid neurons.",
        ),
        Misconception(
            "mean",
            lambda x, y, w, b: tuple(v / 3 for v in nnkit.grads_chain(x, y, w, b)),
            "Everything is divided by 3. The cost of one example has no mean.",
        ),
        Misconception(
            "updated",
            lambda x, y, w, b: tuple(
                p - d for p, d in zip((w, b), nnkit.grads_chain(x, y, w, b), strict=True)
            ),
            "You return new weights and biases. Asked are the slopes.",
        ),
        Misconception(
            "updated-on-the-way",
            sweep(back=lambda n, k: n.e[k + 1] * (n.w[k + 1] - 0.1 * n.e[k + 1] * n.a[k]) * n.s[k]),
            "On the way back you use a weight that has been updated. All slopes belong to the old "
            "weights.",
        ),
    ),
)
