"""Networks of any depth: the loop over the layers, from the last to the first."""

from typing import Any

import numpy as np

from nnkit import forward
from nnkit.activations import FORWARD, activate_backward
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.output import scores

Net = tuple[list[tuple[Array, Array]], list[str], Array, Array, str]


def net(rng: Rng, n: int, widths: str, functions: str, loss: str) -> Net:
    """Draw (params, acts, X, Y, loss); no sum of a relu unit is near 0."""
    acts = functions.split()
    while True:
        params = params_for(rng, widths)
        X = rng.normal(0, 1, (n, len(params[0][0])))
        Z, _ = forward(X, params, acts)
        if all(np.abs(z).min() > 0.05 for z, a in zip(Z, acts, strict=True) if a == "relu"):
            break
    soft = scores(rng, n, len(params[-1][1]))[1]
    return params, acts, X, soft if loss == "cross_entropy" else 2 * soft, loss


def net_case(rng: Rng, n: int, widths: str, acts: str, loss: str, rung: str = "random") -> Case:
    """Draw a case of `backprop`."""
    words = "one example" if n == 1 else f"{n} examples"
    label = f"{words}, {widths}, {', '.join(acts.split())}, {loss}"
    return Case(net(rng, n, widths, acts, loss), label, rung)


def _float32(case: Case) -> Case:
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
    random = net_case(rng, 4, "3-4-2", "tanh softmax", "cross_entropy")
    params, acts, X, Y, loss = net(rng, 3, "3-4-2", "tanh softmax", "cross_entropy")
    large = [(1000 * W, b) for W, b in params]
    whole = rng.integers(-2, 3, (4, 2)), rng.integers(0, 2, (4, 2))
    return [
        Case(HAND_NET, "the numbers of the task", "hand"),
        net_case(rng, 5, "2-3", "softmax", "cross_entropy", "isolated"),
        net_case(rng, 5, "3-2", "sigmoid", "half_sse", "isolated"),
        random,
        net_case(rng, 5, "2-4-3-2", "tanh relu softmax", "cross_entropy"),
        net_case(rng, 3, "3-2-4-2", "sigmoid tanh identity", "half_sse"),
        net_case(rng, 3, "3-3-3-3", "relu tanh sigmoid", "half_sse"),
        net_case(rng, 2, "4-3-2-3", "identity sigmoid tanh", "half_sse"),
        Case((large, acts, 1000 * X, Y, loss), "very large sums, softmax", "extreme"),
        Case((large, ["sigmoid"] * 2, X, Y, "half_sse"), "very large sums, sigmoid", "extreme"),
        Case(
            (params_for(rng, "2-3-2"), ["tanh", "sigmoid"], *whole, "half_sse"),
            "whole numbers in X and Y",
            "integer",
        ),
        _float32(random),
        net_case(rng, 1, "2-3-2", "tanh softmax", "cross_entropy", "one"),
        net_case(rng, 4, "1-2-1", "sigmoid identity", "half_sse", "one"),
    ]


def naive(X: Any, params: Any, acts: Any) -> Any:
    """Run a network with exponentials that overflow."""
    plain = FORWARD | {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    }
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(plain[act](Z[-1]))
    return Z, A


def sums(A: Any, params: Any, k: int) -> Any:
    """Compute the sums of layer k, or of the last one (-1)."""
    k %= len(params)
    return A[k] @ params[k][0] + params[k][1]


def slope(act: str, Z: Any) -> Any:
    """Slope of an activation at the sums Z; 1 for softmax, which has none."""
    return 1.0 if act == "softmax" else activate_backward(np.ones_like(Z), act, Z)


@exercise(_cases, "a list of pairs (dW, db), one for each layer, as in params", points=5)
def backprop(params, acts, X, Y, loss):
    """
    start = error / len(X)
    # You start with (A - Y)/N for both losses. With half_sse nothing cancels the slope of the last
    # activation.
    start = error
    # You start with A - Y for both losses. The mean over the examples is missing, and with half_sse
    # the slope of the last activation.
    factor = 1.0
    # The slopes of the hidden activations are missing: the way from Z to A has a factor, too.
    db = dZ.mean(axis=0)
    # db is a mean, but dZ carries the 1/N already: here the examples are only added.
    factor = slopes[acts[k]](A[k + 1])
    # You multiply by the slope of the layer you come from. You need that of the layer at which you
    # arrive.
    factor = A[k] * (1 - A[k])
    # You use A(1 - A) in every hidden layer. That is the slope of σ only; look at acts.
    start = error * A[-1] * (1 - A[-1]) / len(X)
    # You start with the slope of a sigmoid, whatever the last activation and the loss are.
    factor = slope(acts[k], sums(A, params, k - 1))
    factor = slopes[acts[k]](A[k])
    factor = {key: slopes[key] for key in slopes if key != "softmax"}[acts[k]](A[k])
    # You take the slope of the wrong layer's activation. Going back through layer k you arrive at
    # the sums of the layer before it.
    factor = slope(acts[k - 1], A[k])
    last = slope(acts[-1], A[-1])
    # The slopes are taken at A, as if it were a sum. The slope belongs to Z.
    factor = slope(acts[k - 1], A[k])
    # The hidden slope is taken at A, as if it were a sum. The slope belongs to Z.
    factor = slopes[acts[k - 1]](sums(A, params, k - 1))
    last = slopes[acts[-1]](sums(A, params, -1))
    # The formulas a(1 - a) and 1 - a² are filled with Z. There a is the activation: use A.
    factor = 1 - A[k] ** 2
    # You use 1 - A² in every hidden layer. That is the slope of tanh only; look at acts.
    factor = A[k] if acts[k - 1] == "relu" else slopes[acts[k - 1]](A[k])
    # For relu you multiply by its value. Its slope is 1 or 0.
    start = error * A[-1] * (1 - A[-1]) / len(X) if plain else error * last / len(X)
    # With cross-entropy you multiply by P(1 - P). With softmax that factor has cancelled.
    start = -Y / A[-1] / len(X) if plain else error * last / len(X)
    # With cross-entropy you start with -Y/P, the slope in the probabilities. One step is left, back
    # to the sums Z.
    start = error / len(X) if plain else 2 * error * last / len(X)
    # With half_sse a factor 2 is left over: the loss has a ½ in front of the square.
    dW = (sums(A, params, k - 1) if k > 0 else X).T @ dZ
    # dW is made with the sums Z of the layer before. Its weights multiply the activations.
    db = np.ones(dZ.shape[1])
    # Every db is 1: that is the slope of z in b. Asked is the slope of the loss (erratum E46).
    dA = dZ @ (W - dW).T
    # A layer makes its step before it carries the error back. All gradients belong to the weights
    # of the forward pass.
    return grads[::-1]
    # The last layer comes first in your list: the loop runs backwards, so turn the list round at
    # the end.
    return [g for pair in grads for g in pair]
    # You return one flat list. Asked is a pair (dW, db) for each layer, as in params.
    return np.concatenate([np.ravel(g) for pair in grads for g in pair])
    # You return one vector. Asked is a pair (dW, db) for each layer, as in params.
    return [dW for dW, _ in grads], [db for _, db in grads]
    # You return all dW, then all db. Asked is a pair (dW, db) for each layer, as in params.
    return [(W - dW, b - db) for (W, b), (dW, db) in zip(params, grads)]
    # You return the parameters after a step. Asked are the gradients.
    return grads[-2:]  # Only the last two layers are there. The number of layers is `len(params)`.
    forward = naive
    # An exponential overflows for large sums. The functions at the top of the notebook are safe.
    """
    slopes = {
        "identity": lambda a: 1.0,
        "sigmoid": lambda a: a * (1 - a),
        "tanh": lambda a: 1 - a**2,
        "relu": lambda a: a > 0,
        "softmax": lambda a: 1.0,
    }  # the slopes of the activations
    A = forward(X, params, acts)[1]  # the activations
    error = A[-1] - Y  # the error at the output
    last = slopes[acts[-1]](A[-1])  # the slope of the last activation
    plain = loss == "cross_entropy"  # the choice of the loss
    start = error / len(X) if plain else error * last / len(X)  # the start of the way back
    dZ = start  # dZ
    grads: list[Any] = []  # the list of gradients
    for k in reversed(range(len(params))):  # the layers
        # With A[0] = X, what enters layer k, counted from 0, is A[k].
        dW = A[k].T @ dZ  # dW
        # One bias serves all examples.
        db = dZ.sum(axis=0)  # db
        grads.insert(0, (dW, db))  # the list of gradients
        if k > 0:
            # The way back goes over the weights between the two layers.
            W = params[k][0]  # the weights of the layer
            dA = dZ @ W.T  # the gradient passed back
            factor = slopes[acts[k - 1]](A[k])  # the slope of the hidden units
            dZ = dA * factor  # dZ
    return grads  # the list of gradients
