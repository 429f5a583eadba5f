"""Networks: 2-3-2 line by line, and any depth in a loop."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import FORWARD as ACTS
from nnkit.activations import sigmoid, softmax
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u03_layers.counting import UNIT
from nnkit.grading.units.u03_layers.layer import layer

OVERFLOW = (
    "An exponential overflows for large sums. The functions at the top of the notebook are safe: "
    "use them, or form no exponential of a large positive number."
)
HAND_232 = (
    np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 1.0]]),
    np.array([0.0, 1.0, -1.0]),
    np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]),
    np.array([-1.0, 0.5]),
)


def weights_232(rng: Rng) -> tuple[Array, ...]:
    """Draw the parameters of a 2-3-2 network."""
    return (*layer(rng, 1, 2, 3)[1:], *layer(rng, 1, 3, 2)[1:])


def _cases_232(rng: Rng) -> list[Case]:
    W1, b1, W2, b2 = weights_232(rng)
    X = rng.normal(0, 1, (5, 2))
    zero = np.zeros_like
    return [
        Case(
            (np.array([[1.0, 2.0], [0.0, 0.0]]), *HAND_232),
            "X = [[1, 2], [0, 0]] and the weights of the task",
            "hand",
        ),
        Case((X, zero(W1), b1, W2, b2), "W1 of zeros", "isolated"),
        Case((X, W1, b1, zero(W2), b2), "W2 of zeros: only b2 is left", "isolated"),
        Case((X, W1, b1, W2, b2), "5 examples", "random"),
        Case((X[:3], *weights_232(rng)), "3 examples", "random"),
        Case((X[:2], *weights_232(rng)), "2 examples", "random"),
        Case((1000 * X, W1, b1, W2, b2), "very large inputs", "extreme"),
        Case((1000 * X, W1, b1, 1000 * W2, b2), "very large inputs and weights", "extreme"),
        Case((rng.integers(-3, 4, (4, 2)), W1, b1, W2, b2), "whole numbers in X", "integer"),
        Case(
            tuple(v.astype(np.float32) for v in (X, W1, b1, W2, b2)),
            "numbers of type float32",
            "float32",
        ),
        Case((X[:1], W1, b1, W2, b2), "one example", "one"),
    ]


def _naive(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _naive_nan(z: Any) -> Any:
    return np.exp(z) / (1 + np.exp(z))


def _naive_tanh(z: Any) -> Any:
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def _net(
    act1: Function = sigmoid,
    act2: Function = sigmoid,
    *,
    sum1: Function = lambda X, W, b: X @ W + b,
    sum2: Function = lambda Z1, A1, W, b: A1 @ W + b,
    result: Function = lambda Z1, A1, Z2, A2: (Z1, A1, Z2, A2),
) -> Function:
    """The 2-3-2 network with some of its four lines, or its `return`, replaced."""

    def answer(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        Z1 = sum1(X, W1, b1)
        A1 = act1(Z1)
        Z2 = sum2(Z1, A1, W2, b2)
        return result(Z1, A1, Z2, act2(Z2))

    return answer


def _z_activated(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    Z1 = sigmoid(X @ W1 + b1)
    A1 = sigmoid(Z1)
    Z2 = sigmoid(A1 @ W2 + b2)
    return Z1, A1, Z2, sigmoid(Z2)


FORWARD_232 = Spec(
    name="forward_232",
    reference=nnkit.forward_232,
    cases=_cases_232,
    returns="four arrays (Z1, A1, Z2, A2)",
    points=2,
    unit=UNIT,
    signature="forward_232(X, W1, b1, W2, b2)",
    misconceptions=(
        Misconception(
            "z-activated",
            _z_activated,
            "Your Z arrays hold the sigmoid already, and A applies it once more. Z are the sums.",
        ),
        Misconception(
            "z-fed-forward",
            _net(sum2=lambda Z1, A1, W, b: Z1 @ W + b),
            "The second layer gets Z1, the sums. It should read the activations A1; else the two "
            "layers collapse into one.",
        ),
        Misconception(
            "linear-hidden",
            _net(lambda z: z),
            "The hidden layer has no sigmoid, so A1 equals Z1. Both layers need it.",
        ),
        Misconception(
            "linear-output",
            _net(act2=lambda z: z),
            "The last array is Z2 again: the output neurons need their sigmoid, too.",
        ),
        Misconception(
            "linear-both",
            _net(lambda z: z, lambda z: z),
            "There is no sigmoid at all: A1 = Z1 and A2 = Z2.",
        ),
        Misconception(
            "sigmoid-before-layer-2",
            _net(sum2=lambda Z1, A1, W, b: sigmoid(A1) @ W + b),
            "The sigmoid is applied twice on the way into layer 2. A1 is what that layer reads.",
        ),
        Misconception(
            "sigmoid-twice-at-the-end",
            _net(act2=lambda z: sigmoid(sigmoid(z))),
            "The sigmoid is applied twice to Z2.",
        ),
        Misconception(
            "sigmoid-of-A1",
            _net(result=lambda Z1, A1, Z2, A2: (Z1, A1, Z2, sigmoid(A1))),
            "The last array is the sigmoid of A1. It should be the sigmoid of Z2.",
            part=3,
        ),
        Misconception(
            "inputs-again",
            _net(sum1=lambda X, W, b: X @ W.T + b),
            "The shapes do not fit. W1 has two rows, for the two inputs, and W2 three, for A1; no "
            "transpose is needed, and each layer has its own bias. If you use your own `dense`, "
            "does its check pass?",
            "erratum E23",
        ),
        Misconception(
            "no-b1",
            _net(sum1=lambda X, W, b: X @ W),
            "The biases b1 of the hidden layer are missing.",
        ),
        Misconception(
            "no-b2",
            _net(sum2=lambda Z1, A1, W, b: A1 @ W),
            "The biases b2 of the output layer are missing.",
        ),
        Misconception(
            "no-biases",
            _net(sum1=lambda X, W, b: X @ W, sum2=lambda Z1, A1, W, b: A1 @ W),
            "Both biases are missing.",
        ),
        Misconception(
            "minus-biases",
            _net(sum1=lambda X, W, b: X @ W - b, sum2=lambda Z1, A1, W, b: A1 @ W - b),
            "The biases are subtracted.",
        ),
        Misconception(
            "shared-bias",
            _net(sum1=lambda X, W, b: X @ W + b[0], sum2=lambda Z1, A1, W, b: A1 @ W + b[0]),
            "All neurons of a layer get the same bias. Each has its own (erratum E35).",
            "erratum E35",
        ),
        Misconception(
            "bias-after-sigmoid",
            lambda X, W1, b1, W2, b2: (
                Z1 := X @ W1,
                A1 := sigmoid(Z1) + b1,
                Z2 := A1 @ W2,
                sigmoid(Z2) + b2,
            ),
            "The biases are added after the sigmoid. They belong to the sums.",
        ),
        Misconception(
            "a-before-z",
            _net(result=lambda Z1, A1, Z2, A2: (A1, Z1, A2, Z2)),
            "In each layer A stands before Z. Asked is the order Z1, A1, Z2, A2.",
        ),
        Misconception(
            "z-then-a",
            _net(result=lambda Z1, A1, Z2, A2: (Z1, Z2, A1, A2)),
            "You return both Z first, then both A. Asked is the order Z1, A1, Z2, A2.",
        ),
        Misconception(
            "layers-exchanged",
            _net(result=lambda Z1, A1, Z2, A2: (Z2, A2, Z1, A1)),
            "Layer 2 stands before layer 1. Asked is the order Z1, A1, Z2, A2.",
        ),
        Misconception(
            "only-a",
            _net(result=lambda Z1, A1, Z2, A2: (A1, A2)),
            "You return the activations only. Asked are four arrays, Z1, A1, Z2, A2.",
        ),
        Misconception(
            "only-output",
            _net(result=lambda Z1, A1, Z2, A2: A2),
            "You return the output only. Asked are four arrays: learning will need them all.",
        ),
        Misconception(
            "z-overwritten",
            _net(result=lambda Z1, A1, Z2, A2: (A1, A1, A2, A2)),
            "Z1 and Z2 hold the activations: the sums were overwritten. Give A a name of its own.",
        ),
        Misconception(
            "tanh",
            _net(np.tanh, np.tanh),
            "You use tanh. This network has the sigmoid on both layers.",
        ),
        Misconception(
            "tanh-hidden",
            _net(np.tanh),
            "The hidden layer uses tanh. This network has the sigmoid on both layers.",
        ),
        Misconception(
            "relu-hidden",
            _net(lambda z: np.maximum(z, 0)),
            "The hidden layer uses relu. This network has the sigmoid on both layers.",
        ),
        Misconception(
            "softmax-output",
            _net(act2=softmax),
            "The output uses softmax, which makes the two outputs share one whole. Here each has "
            "a sigmoid of its own.",
        ),
        Misconception(
            "sign-of-exponent",
            _net(lambda z: sigmoid(-z), lambda z: sigmoid(-z)),
            "Your sigmoid falls instead of rising: look at the sign in its exponent.",
        ),
        Misconception(
            "slope",
            _net(lambda z: sigmoid(z) * sigmoid(-z), lambda z: sigmoid(z) * sigmoid(-z)),
            "You use the slope σ(1 - σ). The forward pass needs the sigmoid itself.",
        ),
        Misconception("overflow", _net(_naive, _naive), OVERFLOW),
        Misconception("overflow-nan", _net(_naive_nan, _naive_nan), OVERFLOW),
    ),
)


# Any depth


def params_for(rng: Rng, sizes: list[int]) -> list[tuple[Array, Array]]:
    """Draw the parameters of a network."""
    return [layer(rng, 1, n, m)[1:] for n, m in pairwise(sizes)]


def net_case(
    rng: Rng, n: int, sizes: list[int], acts: list[str], rung: str = "random", label: str = ""
) -> Case:
    """Draw a case of `forward`."""
    name = label or f"{n} examples, {'-'.join(map(str, sizes))}, {', '.join(acts)}"
    X = 0.8 * rng.normal(0, 1, (n, sizes[0]))
    return Case((X, params_for(rng, sizes), acts), name, rung)


def float32(case: Case) -> Case:
    """Give the case numbers of type float32."""
    X, params, acts = case.args
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    return Case((X.astype(np.float32), small, acts), "numbers of type float32", "float32")


def _forward_cases(rng: Rng) -> list[Case]:
    hand = [
        (np.array([[1.0, -1.0], [0.0, 1.0]]), np.array([0.0, 1.0])),
        (np.array([[1.0], [2.0]]), np.array([0.5])),
    ]
    random = net_case(rng, 4, [3, 4, 2], ["tanh", "softmax"])
    large = params_for(rng, [3, 2, 2, 3])
    return [
        Case(
            (np.array([[1.0, 2.0], [3.0, 0.0]]), hand, ["relu", "identity"]),
            "X = [[1, 2], [3, 0]] and the network of the task",
            "hand",
        ),
        net_case(rng, 5, [2, 3], ["sigmoid"], "isolated", "one layer, 2-3, sigmoid"),
        random,
        net_case(rng, 5, [2, 3, 3, 2], ["relu", "sigmoid", "identity"]),
        net_case(rng, 3, [3, 3, 3], ["sigmoid", "softmax"]),
        net_case(rng, 2, [4, 3, 2, 3], ["softmax", "identity", "tanh"]),
        Case(
            (
                1000 * rng.normal(0, 1, (3, 3)),
                [(1000 * W, b) for W, b in large],
                ["sigmoid", "tanh", "softmax"],
            ),
            "very large sums",
            "extreme",
        ),
        Case(
            (
                np.array([[1000.0, 0.0], [-1000.0, 1.0]]),
                [(np.array([[1.0, 1.0], [1.0, 0.0]]), np.zeros(2))],
                ["softmax"],
            ),
            "rows of sums that are far from each other, softmax",
            "extreme",
        ),
        Case(
            (rng.integers(-3, 4, (4, 3)), params_for(rng, [3, 2, 2]), ["tanh", "sigmoid"]),
            "whole numbers in X",
            "integer",
        ),
        float32(random),
        net_case(rng, 1, [3, 4, 2], ["relu", "softmax"], "one", "one example"),
        net_case(rng, 3, [1, 2, 1], ["tanh", "identity"], "one", "one input and one output"),
    ]


def _run(
    sums: Function = lambda X, A, W, b: A @ W + b,
    *,
    act: Function = lambda acts, i: acts[i],
    feed: Function = lambda Z, A: A,
    softmax: Function = softmax,
    result: Function = lambda Z, A: (Z, A),
    **other: Function,
) -> Function:
    """The forward pass with some of its parts replaced."""
    table = {**ACTS, "softmax": softmax, **other}

    def answer(X: Any, params: Any, acts: Any) -> Any:
        Z, A, a = [], [X], X
        for i, (W, b) in enumerate(params):
            Z.append(sums(X, a, W, b))
            A.append(table[act(acts, i)](Z[-1]))
            a = feed(Z[-1], A[-1])
        return result(Z, A)

    return answer


def _last_linear(X: Any, params: Any, acts: Any) -> Any:
    return nnkit.forward(X, params, [*acts[:-1], "identity"])


def _hidden_linear(X: Any, params: Any, acts: Any) -> Any:
    return nnkit.forward(X, params, ["identity"] * (len(acts) - 1) + [acts[-1]])


def _identity_forgotten(X: Any, params: Any, acts: Any) -> Any:
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(A[-1] if act == "identity" else ACTS[act](Z[-1]))
    return Z, A


def _exp(Z: Any) -> Any:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _shifted_by_all(Z: Any) -> Any:
    return _exp(Z - Z.max())


def _relu_into_z(X: Any, params: Any, acts: Any) -> Any:
    Z, A = nnkit.forward(X, params, acts)
    return [A[i + 1] if act == "relu" else Z[i] for i, act in enumerate(acts)], A


FORWARD = Spec(
    name="forward",
    reference=nnkit.forward,
    cases=_forward_cases,
    returns="two lists (Z, A), where A has one array more",
    points=3,
    unit=UNIT,
    signature="forward(X, params, acts)",
    misconceptions=(
        Misconception(
            "relu-into-z",
            _relu_into_z,
            "Z and A of the relu layer are one array: `z[z < 0] = 0` changes both. Make a new "
            "array for A.",
        ),
        Misconception(
            "no-input",
            _run(result=lambda Z, A: (Z, A[1:])),
            "A lacks its first array: A[0] is X.",
        ),
        Misconception(
            "input-in-both",
            _run(result=lambda Z, A: ([A[0], *Z], A)),
            "Z begins with X, too. X is not a sum: only A begins with it.",
        ),
        Misconception(
            "input-in-z",
            _run(result=lambda Z, A: ([A[0], *Z], A[1:])),
            "X stands at the beginning of Z. It belongs to A: A[0] is X.",
        ),
        Misconception(
            "exchanged",
            _run(result=lambda Z, A: (A, Z)),
            "The two lists are exchanged: Z comes first.",
        ),
        Misconception(
            "output-only",
            _run(result=lambda Z, A: A[-1]),
            "You return the output only. Asked are the lists of all Z and of all A.",
        ),
        Misconception(
            "last-of-each",
            _run(result=lambda Z, A: (Z[-1], A[-1])),
            "You return the last Z and the last A. Asked are the lists of all of them.",
        ),
        Misconception(
            "activations-only",
            _run(result=lambda Z, A: A),
            "You return A only. Asked are two lists, Z and A.",
        ),
        Misconception(
            "z-is-a",
            _run(result=lambda Z, A: (A[1:], A)),
            "Z holds the activations. Append the sums before the activation is applied.",
        ),
        Misconception(
            "a-is-z",
            _run(result=lambda Z, A: (Z, [A[0], *Z])),
            "A holds the sums. Append what comes out of the activation.",
        ),
        Misconception(
            "one-list",
            lambda X, params, acts: (
                (both := [X, *(m for pair in _layers(X, params, acts) for m in pair)]),
                both,
            ),
            "Z and A are one and the same list, `Z = A = [...]` does that. Each needs its own.",
        ),
        Misconception(
            "z-fed-forward",
            _run(feed=lambda Z, A: Z),
            "The next layer gets the sums Z. It should read the activations A.",
        ),
        Misconception(
            "inputs-again",
            _run(lambda X, A, W, b: X @ W + b),
            "Every layer reads X. Only the first one does; the others read the layer before "
            "(002 line 110, erratum E23).",
            "002 line 110, erratum E23",
        ),
        Misconception(
            "W-transposed",
            _run(lambda X, A, W, b: A @ W.T + b),
            "You multiply by the transpose of W. W has a row for each input: it fits as it is.",
        ),
        Misconception(
            "W-first",
            _run(lambda X, A, W, b: W @ A + b),
            "You multiply W by A. With examples in rows A comes first.",
        ),
        Misconception(
            "no-bias",
            _run(lambda X, A, W, b: A @ W),
            "The biases are missing.",
        ),
        Misconception(
            "minus-bias",
            _run(lambda X, A, W, b: A @ W - b),
            "The biases are subtracted.",
        ),
        Misconception(
            "column-of-biases",
            _run(lambda X, A, W, b: A @ W + b[:, None]),
            "The biases stand in a column, so each example gets a bias instead of each neuron.",
        ),
        Misconception(
            "first-activation",
            _run(act=lambda acts, i: acts[0]),
            "Every layer uses the first activation. Layer l has its own: walk through `params` "
            "and `acts` together.",
        ),
        Misconception(
            "last-activation",
            _run(act=lambda acts, i: acts[-1]),
            "Every layer uses the last activation. Layer l has its own: walk through `params` "
            "and `acts` together.",
        ),
        Misconception(
            "reversed-activations",
            _run(act=lambda acts, i: acts[-1 - i]),
            "The activations are used in reverse order.",
        ),
        Misconception(
            "shifted-activations",
            _run(act=lambda acts, i: acts[i - 1]),
            "The activations are shifted by one layer: check the index, Python counts from 0.",
        ),
        Misconception(
            "all-sigmoid",
            _run(act=lambda acts, i: "sigmoid"),
            "Every layer uses the sigmoid. The names in `acts` say which activation to use.",
        ),
        Misconception(
            "last-linear",
            _last_linear,
            "The last layer has no activation. Its name stands in `acts`, too.",
        ),
        Misconception(
            "hidden-linear",
            _hidden_linear,
            "Only the last layer has its activation. Every layer needs one.",
        ),
        Misconception(
            "last-layer-missing",
            lambda X, params, acts: (
                nnkit.forward(X, params[:-1], acts[:-1]) if len(params) > 1 else ([], [X])
            ),
            "The last layer is missing. Look where your loop stops.",
        ),
        Misconception(
            "first-layer-only",
            lambda X, params, acts: nnkit.forward(X, params[:1], acts[:1]),
            "You stop after the first layer. Look where the `return` stands.",
        ),
        Misconception(
            "identity-forgotten",
            _identity_forgotten,
            'For "identity" you pass on the activation of the layer before. Identity means A = Z.',
        ),
        Misconception(
            "softmax-over-examples",
            _run(softmax=lambda Z: softmax(Z.T).T),
            "Your softmax goes over the examples: its columns sum to 1. Each row should.",
        ),
        Misconception(
            "softmax-over-all",
            _run(softmax=lambda Z: softmax(Z.ravel()).reshape(Z.shape)),
            "Your softmax divides by the sum over the whole array. Each row should sum to 1.",
        ),
        Misconception(
            "softmax-not-divided",
            _run(softmax=lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True))),
            "Your softmax does not divide: each row should sum to 1.",
        ),
        Misconception(
            "softmax-as-sigmoid",
            _run(softmax=sigmoid),
            "For softmax you use the sigmoid. Softmax divides by the sum of the row.",
        ),
        Misconception("softmax-overflow", _run(softmax=_exp), OVERFLOW),
        Misconception(
            "softmax-largest-of-all",
            _run(softmax=_shifted_by_all),
            "You subtract the largest number of the whole array, so a row far below it becomes "
            "0/0. Subtract the largest of each row.",
        ),
        Misconception("sigmoid-overflow", _run(sigmoid=_naive), OVERFLOW),
        Misconception("tanh-overflow", _run(tanh=_naive_tanh), OVERFLOW),
        Misconception(
            "all-overflow", _run(sigmoid=_naive, tanh=_naive_tanh, softmax=_exp), OVERFLOW
        ),
    ),
)


def _layers(X: Any, params: Any, acts: Any) -> Any:
    Z, A = nnkit.forward(X, params, acts)
    return zip(Z, A[1:], strict=True)
