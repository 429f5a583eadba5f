"""Networks of any depth: the loop over the layers, from the last to the first."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import ACTIVATIONS, FORWARD
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.output import UNIT, scores

Rule = Callable[[Any, int], Any]
Net = tuple[list[tuple[Array, Array]], list[str], Array, Array, str]


def net(rng: Rng, n: int, sizes: list[int], acts: list[str], loss: str) -> Net:
    """Draw (params, acts, X, Y, loss); no sum of a relu unit is near 0."""
    while True:
        params = params_for(rng, sizes)
        X = rng.normal(0, 1, (n, sizes[0]))
        Z, _ = nnkit.forward(X, params, acts)
        if all(np.abs(z).min() > 0.05 for z, a in zip(Z, acts, strict=True) if a == "relu"):
            break
    soft = scores(rng, n, sizes[-1])[1]
    return params, acts, X, soft if loss == "cross_entropy" else 2 * soft, loss


def net_case(
    rng: Rng, n: int, sizes: list[int], acts: list[str], loss: str, rung: str = "random"
) -> Case:
    """Draw a case of `backprop`."""
    words = "one example" if n == 1 else f"{n} examples"
    label = f"{words}, {'-'.join(map(str, sizes))}, {', '.join(acts)}, {loss}"
    return Case(net(rng, n, sizes, acts, loss), label, rung)


def float32(case: Case) -> Case:
    """Give the case numbers of type float32."""
    params, acts, X, Y, loss = case.args
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    args = small, acts, X.astype(np.float32), Y.astype(np.float32), loss
    return Case(args, "numbers of type float32", "float32")


HAND_NET = (
    [
        (np.array([[1.0, -1.0], [0.0, 1.0]]), np.array([0.0, 1.0])),
        (np.array([[1.0], [2.0]]), np.array([0.5])),
    ],
    ["relu", "identity"],
    np.array([[1.0, 2.0], [3.0, 0.0]]),
    np.array([[4.5], [1.5]]),
    "half_sse",
)


def _cases(rng: Rng) -> list[Case]:
    random = net_case(rng, 4, [3, 4, 2], ["tanh", "softmax"], "cross_entropy")
    params, acts, X, Y, loss = net(rng, 3, [3, 4, 2], ["tanh", "softmax"], "cross_entropy")
    large = [(1000 * W, b) for W, b in params]
    whole = rng.integers(-2, 3, (4, 2)), rng.integers(0, 2, (4, 2))
    return [
        Case(HAND_NET, "the numbers of the task", "hand"),
        net_case(rng, 5, [2, 3], ["softmax"], "cross_entropy", "isolated"),
        net_case(rng, 5, [3, 2], ["sigmoid"], "half_sse", "isolated"),
        random,
        net_case(rng, 5, [2, 4, 3, 2], ["tanh", "relu", "softmax"], "cross_entropy"),
        net_case(rng, 3, [3, 2, 4, 2], ["sigmoid", "tanh", "identity"], "half_sse"),
        net_case(rng, 3, [3, 3, 3, 3], ["relu", "tanh", "sigmoid"], "half_sse"),
        net_case(rng, 2, [4, 3, 2, 3], ["identity", "sigmoid", "tanh"], "half_sse"),
        Case((large, acts, 1000 * X, Y, loss), "very large sums, softmax", "extreme"),
        Case((large, ["sigmoid"] * 2, X, Y, "half_sse"), "very large sums, sigmoid", "extreme"),
        Case(
            (params_for(rng, [2, 3, 2]), ["tanh", "sigmoid"], *whole, "half_sse"),
            "whole numbers in X and Y",
            "integer",
        ),
        float32(random),
        net_case(rng, 1, [2, 3, 2], ["tanh", "softmax"], "cross_entropy", "one"),
        net_case(rng, 4, [1, 2, 1], ["sigmoid", "identity"], "half_sse", "one"),
    ]


def _slope(name: str, Z: Any) -> Any:
    """Slope of an elementwise activation at Z; the number 1 for softmax, which has none."""
    return 1.0 if name == "softmax" else ACTIVATIONS[name][1](np.ones_like(Z), Z)


def _start(n: Any) -> Any:
    error = (n.A[-1] - n.Y) / len(n.X)
    return error if n.loss == "cross_entropy" else error * _slope(n.acts[-1], n.Z[-1])


def loop(
    *,
    start: Callable[[Any], Any] = _start,
    dW: Rule = lambda n, k: n.A[k].T @ n.dZ,
    db: Rule = lambda n, k: n.dZ.sum(axis=0),
    back: Rule = lambda n, k: n.dZ @ n.params[k][0].T,
    slope: Rule = lambda n, k: _slope(n.acts[k - 1], n.Z[k - 1]),
    result: Callable[[Any], Any] = lambda n: n.grads,
    forward: Function = nnkit.forward,
) -> Function:
    """Make an implementation of `backprop` with some of its rules replaced.

    A rule gets n with params, acts, X, Y, loss, Z, A (A[0] = X), dZ and grads, and the number k of
    the layer, from 0.
    """

    def answer(params: Any, acts: Any, X: Any, Y: Any, loss: Any) -> Any:
        n = SimpleNamespace(params=params, acts=acts, X=X, Y=Y, loss=loss, grads=[])
        n.Z, n.A = forward(X, params, acts)
        n.dZ = start(n)
        for k in reversed(range(len(params))):
            n.new = (dW(n, k), db(n, k))
            n.grads.insert(0, n.new)
            if k:
                n.dZ = back(n, k) * slope(n, k)
        return result(n)

    return answer


def _naive(X: Any, params: Any, acts: Any) -> Any:
    plain = FORWARD | {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    }
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(plain[act](Z[-1]))
    return Z, A


def _slopes(**wrong: Function) -> Function:
    """Make an implementation with other slopes of the activations named; a rule gets Z and A."""

    def at(n: Any, k: int) -> Any:
        act, Z, A = n.acts[k], n.Z[k], n.A[k + 1]
        return wrong[act](Z, A) if act in wrong else _slope(act, Z)

    def start(n: Any) -> Any:
        error = (n.A[-1] - n.Y) / len(n.X)
        return error if n.loss == "cross_entropy" else error * at(n, len(n.acts) - 1)

    return loop(start=start, slope=lambda n, k: at(n, k - 1))


def _always_squared(n: Any) -> Any:
    return ACTIVATIONS[n.acts[-1]][1]((n.A[-1] - n.Y) / len(n.X), n.Z[-1])


def _extra_slope(n: Any) -> Any:
    P = n.A[-1]
    return _start(n) * (P * (1 - P) if n.loss == "cross_entropy" else 1)


def _slope_in_p(n: Any) -> Any:
    if n.loss == "half_sse":
        return _start(n)
    return -n.Y / np.maximum(n.A[-1], 1e-300) / len(n.X)


BACKPROP = Spec(
    name="backprop",
    reference=nnkit.backprop,
    cases=_cases,
    returns="a list of pairs (dW, db), one for each layer, as in params",
    points=5,
    unit=UNIT,
    signature="backprop(params, acts, X, Y, loss)",
    misconceptions=(
        Misconception(
            "target-first",
            loop(start=lambda n: -_start(n)),
            "All signs are wrong: the error at the output is A - Y, the output first.",
        ),
        Misconception(
            "last-layer-first",
            loop(result=lambda n: n.grads[::-1]),
            "The last layer comes first in your list: the loop runs backwards, so turn the list "
            "round at the end.",
        ),
        Misconception(
            "last-layer-left-out",
            loop(result=lambda n: n.grads[:-1]),
            "The gradients of the last layer are missing. The loop must begin with it.",
        ),
        Misconception(
            "first-layer-left-out",
            loop(result=lambda n: n.grads[1:]),
            "The gradients of the first layer are missing. The loop must reach it.",
        ),
        Misconception(
            "two-layers",
            loop(result=lambda n: n.grads[-2:]),
            "Only the last two layers are there. The number of layers is `len(params)`.",
        ),
        Misconception(
            "no-hidden-slope",
            loop(slope=lambda n, k: 1.0),
            "The slopes of the hidden activations are missing: the way from Z to A has a factor, "
            "too.",
        ),
        Misconception(
            "name-of-next-layer",
            loop(slope=lambda n, k: _slope(n.acts[k], n.Z[k - 1])),
            "You take the slope of the wrong layer's activation. Going back through layer k you "
            "arrive at the sums of the layer before it.",
        ),
        Misconception(
            "slope-of-next-layer",
            loop(slope=lambda n, k: _slope(n.acts[k], n.Z[k])),
            "You multiply by the slope of the layer you come from. You need that of the layer at "
            "which you arrive.",
        ),
        Misconception(
            "slope-at-A",
            loop(slope=lambda n, k: _slope(n.acts[k - 1], n.A[k])),
            "The hidden slope is taken at A, as if it were a sum. The slope belongs to Z.",
        ),
        Misconception(
            "slopes-at-A",
            _slopes(sigmoid=lambda Z, A: _slope("sigmoid", A), tanh=lambda Z, A: _slope("tanh", A)),
            "Every slope is taken at A, as if it were a sum, that of the output layer, too. The "
            "slope belongs to Z.",
        ),
        Misconception(
            "tanh-slope-at-A",
            _slopes(tanh=lambda Z, A: _slope("tanh", A)),
            "The slope of tanh is taken at A, as if it were a sum: tanh is applied twice.",
        ),
        Misconception(
            "slopes-with-Z",
            _slopes(sigmoid=lambda Z, A: Z * (1 - Z), tanh=lambda Z, A: 1 - Z**2),
            "The formulas a(1 - a) and 1 - a² are filled with Z. There a is the activation: use A.",
        ),
        Misconception(
            "tanh-lost-square",
            _slopes(tanh=lambda Z, A: 1 - A),
            "Your slope of tanh is 1 - A: a square is missing.",
        ),
        Misconception(
            "relu-as-slope",
            _slopes(relu=lambda Z, A: A),
            "For relu you multiply by its value. Its slope is 1 or 0.",
        ),
        Misconception(
            "relu-slope-1",
            _slopes(relu=lambda Z, A: 1.0),
            "For relu you always take the slope 1. Units with a negative sum pass nothing back.",
        ),
        Misconception(
            "identity-as-slope",
            _slopes(identity=lambda Z, A: A),
            "For identity you multiply by its value. What is the slope of f(z) = z?",
        ),
        Misconception(
            "identity-slope-0",
            _slopes(identity=lambda Z, A: 0.0),
            "For identity you take the slope 0, and no error gets through. What is the slope of "
            "f(z) = z?",
        ),
        Misconception(
            "always-sigmoid",
            loop(slope=lambda n, k: n.A[k] * (1 - n.A[k])),
            "You use A(1 - A) in every hidden layer. That is the slope of σ only; look at acts.",
        ),
        Misconception(
            "always-tanh",
            loop(slope=lambda n, k: 1 - n.A[k] ** 2),
            "You use 1 - A² in every hidden layer. That is the slope of tanh only; look at acts.",
        ),
        Misconception(
            "no-output-slope",
            loop(start=lambda n: (n.A[-1] - n.Y) / len(n.X)),
            "You start with (A - Y)/N for both losses. With half_sse nothing cancels the slope of "
            "the last activation.",
        ),
        Misconception(
            "always-squared",
            loop(start=_always_squared),
            "You start with the squared error for both losses. Softmax with cross-entropy has a "
            "simpler start.",
        ),
        Misconception(
            "error-only",
            loop(start=lambda n: n.A[-1] - n.Y),
            "You start with A - Y for both losses. The mean over the examples is missing, and with "
            "half_sse the slope of the last activation.",
        ),
        Misconception(
            "always-sigmoid-start",
            loop(start=lambda n: (n.A[-1] - n.Y) * n.A[-1] * (1 - n.A[-1]) / len(n.X)),
            "You start with the slope of a sigmoid, whatever the last activation and the loss are.",
        ),
        Misconception(
            "slope-in-P",
            loop(start=_slope_in_p),
            "With cross-entropy you start with -Y/P, the slope in the probabilities. One step is "
            "left, back to the sums Z.",
        ),
        Misconception(
            "extra-slope",
            loop(start=_extra_slope),
            "With cross-entropy you multiply by P(1 - P). With softmax that factor has cancelled.",
        ),
        Misconception(
            "not-averaged",
            loop(start=lambda n: _start(n) * len(n.X)),
            "The mean over the examples is missing: every number is N times too large.",
        ),
        Misconception(
            "doubled",
            loop(start=lambda n: 2 * _start(n)),
            "Every number is twice too large, with both losses: a factor 2 too many.",
        ),
        Misconception(
            "halved",
            loop(start=lambda n: _start(n) / 2),
            "Every number is half of what it should be, with both losses. The ½ of half_sse "
            "meets the 2 of the square, and cross-entropy has no ½.",
        ),
        Misconception(
            "dW-averaged",
            loop(dW=lambda n, k: n.A[k].T @ n.dZ / len(n.X)),
            "dW is divided by N, but dZ carries the 1/N already: add.",
        ),
        Misconception(
            "averaged-in-every-layer",
            loop(back=lambda n, k: n.dZ @ n.params[k][0].T / len(n.X)),
            "You divide by N in every layer. The 1/N enters once, at the output.",
        ),
        Misconception(
            "averaged-twice",
            loop(
                dW=lambda n, k: n.A[k].T @ n.dZ / len(n.X),
                db=lambda n, k: n.dZ.mean(axis=0),
            ),
            "You divide by N twice: at the output, and again in dW and db.",
        ),
        Misconception(
            "db-averaged",
            loop(db=lambda n, k: n.dZ.mean(axis=0)),
            "db is a mean over the examples, but dZ carries the 1/N already: add them.",
        ),
        Misconception(
            "averaged-over-outputs",
            loop(start=lambda n: _start(n) * len(n.X) / n.Y.shape[1]),
            "You divide by the number of outputs. The mean runs over the examples, the rows.",
        ),
        Misconception(
            "averaged-over-entries",
            loop(start=lambda n: _start(n) / n.Y.shape[1]),
            "You divide by the number of outputs as well. Both losses are means over the examples "
            "only.",
        ),
        Misconception(
            "no-half",
            loop(start=lambda n: _start(n) * (1 if n.loss == "cross_entropy" else 2)),
            "With half_sse a factor 2 is left over: the loss has a ½ in front of the square.",
        ),
        Misconception(
            "Z-in-dW",
            loop(dW=lambda n, k: (n.Z[k - 1] if k else n.X).T @ n.dZ),
            "dW is made with the sums Z of the layer before. Its weights multiply the activations.",
        ),
        Misconception(
            "own-output-in-dW",
            loop(dW=lambda n, k: n.A[k + 1].T @ n.dZ),
            "dW is made with the activation that leaves the layer. With A[0] = X the one that "
            "enters layer k, counted from 0, is A[k].",
        ),
        Misconception(
            "index-one-less",
            loop(dW=lambda n, k: n.A[k - 1].T @ n.dZ),
            "dW is made with the activation of one layer too early. With A[0] = X the one that "
            "enters layer k, counted from 0, is A[k].",
        ),
        Misconception(
            "X-in-dW",
            loop(dW=lambda n, k: n.X.T @ n.dZ),
            "Every dW is made with X. Only the first layer reads X.",
        ),
        Misconception(
            "new-weights",
            loop(back=lambda n, k: n.dZ @ (n.params[k][0] - n.new[0]).T),
            "A layer makes its step before it carries the error back. All gradients belong to the "
            "weights of the forward pass.",
        ),
        Misconception(
            "weights-of-layer-before",
            loop(back=lambda n, k: n.dZ @ n.params[k - 1][0].T),
            "The error goes back over the weights of the wrong layer. It passes those between the "
            "two layers.",
        ),
        Misconception(
            "not-turned",
            loop(back=lambda n, k: n.dZ @ n.params[k][0]),
            "W must be turned on the way back: write the shapes beside the product.",
        ),
        Misconception(
            "transposed",
            loop(dW=lambda n, k: n.dZ.T @ n.A[k]),
            "Every dW is transposed. A gradient has the shape of its array.",
        ),
        Misconception(
            "db-over-neurons",
            loop(db=lambda n, k: n.dZ.sum(axis=1)),
            "db is summed over the neurons, axis 1. Add over the examples.",
        ),
        Misconception(
            "db-not-averaged",
            loop(db=lambda n, k: n.dZ.sum(axis=0) * len(n.X)),
            "Only dW has the mean over the examples, db has not. Put the 1/N into the start.",
        ),
        Misconception(
            "db-ones",
            loop(db=lambda n, k: np.ones(n.dZ.shape[1])),
            "Every db is 1: that is the slope of z in b. Asked is the slope of the loss "
            "(erratum E46).",
            "erratum E46",
        ),
        Misconception(
            "db-column",
            loop(db=lambda n, k: n.dZ.sum(axis=0)[:, None]),
            "db is a column; b has one axis.",
        ),
        Misconception(
            "db-keepdims",
            loop(db=lambda n, k: n.dZ.sum(axis=0, keepdims=True)),
            "db has two axes, b has one. Leave `keepdims` out.",
        ),
        Misconception(
            "db-one-number",
            loop(db=lambda n, k: n.dZ.sum()),
            "db is one number: `np.sum` needs an axis (erratum E46).",
            "erratum E46",
        ),
        Misconception(
            "db-zero",
            loop(db=lambda n, k: np.zeros(n.dZ.shape[1])),
            "Every db is 0. A bias has a slope, too: add dZ over the examples.",
        ),
        Misconception(
            "bias-first",
            loop(result=lambda n: [(db, dW) for dW, db in n.grads]),
            "In each pair db comes first. The order is that of params: weights, then bias.",
        ),
        Misconception(
            "one-flat-list",
            loop(result=lambda n: [g for pair in n.grads for g in pair]),
            "You return one flat list. Asked is a pair (dW, db) for each layer, as in params.",
        ),
        Misconception(
            "one-vector",
            loop(result=lambda n: nnkit.flatten(n.grads)),
            "You return one vector. Asked is a pair (dW, db) for each layer, as in params.",
        ),
        Misconception(
            "two-lists",
            loop(result=lambda n: tuple(list(part) for part in zip(*n.grads, strict=True))),
            "You return all dW, then all db. Asked is a pair (dW, db) for each layer, as in "
            "params.",
        ),
        Misconception(
            "weights-only",
            loop(result=lambda n: [dW for dW, _ in n.grads]),
            "The gradients of the biases are missing: asked is a pair (dW, db) for each layer.",
        ),
        Misconception(
            "step-made",
            loop(
                result=lambda n: [
                    (W - dW, b - db) for (W, b), (dW, db) in zip(n.params, n.grads, strict=True)
                ]
            ),
            "You return the parameters after a step. Asked are the gradients.",
        ),
        Misconception(
            "overflow",
            loop(forward=_naive),
            "An exponential overflows for large sums. The functions at the top of the notebook are "
            "safe.",
        ),
    ),
)
