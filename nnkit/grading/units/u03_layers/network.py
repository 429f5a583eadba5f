"""Networks: 2-3-2 line by line, and any depth in a loop."""

from itertools import pairwise

import numpy as np

from nnkit.activations import relu, sigmoid, softmax, tanh
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import layer

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


@exercise(_cases_232, "four arrays (Z1, A1, Z2, A2)", points=2)
def forward_232(X, W1, b1, W2, b2):
    """
    Z1 = sigmoid(P1 + b1)
    Z2 = sigmoid(P2 + b2)
    # Your Z arrays hold the sigmoid already, and A applies it once more. Z are the sums.
    return A1, A1, A2, A2
    # Z1 and Z2 hold the activations: the sums were overwritten. Give A a name of its own.
    return Z1, A1, Z2, sigmoid(A1)
    # The last array is the sigmoid of A1. It should be the sigmoid of Z2.
    P2 = Z1 @ W2
    # The second layer gets Z1, the sums. It should read A1; else the two layers become one.
    P1 = X @ W1.T
    # The shapes do not fit. W1 has two rows, for the inputs, and W2 three, for A1: no transpose is
    # needed, and each layer has its own bias. If you use your own `dense`, does its check pass?
    b1 = 0 * b1
    b2 = 0 * b2
    # Both biases are missing. They belong to the sums Z1 and Z2.
    b1 = -b1
    b2 = -b2
    # Both biases are subtracted. They are added to the sums.
    Z1 = P1 + b1[0]
    Z2 = P2 + b2[0]
    # All neurons of a layer get the same bias. Each has its own (erratum E35).
    Z1 = P1
    A1 = sigmoid(Z1) + b1
    Z2 = P2
    A2 = sigmoid(Z2) + b2
    # The biases are added after the sigmoid. They belong to the sums.
    A2 = softmax(Z2)
    # The output uses softmax: its two outputs share one whole. Here each has its own sigmoid.
    A2 = np.round(sigmoid(Z2))
    # A2 holds decisions, 0 or 1. Asked are the numbers themselves, between 0 and 1.
    sigmoid = lambda z: 1 / (1 + np.exp(z))
    # Your sigmoid falls instead of rising: look at the sign in its exponent.
    """
    P1 = X @ W1  # the product of layer 1
    Z1 = P1 + b1  # Z1
    A1 = sigmoid(Z1)  # A1
    P2 = A1 @ W2  # the product of layer 2
    Z2 = P2 + b2  # Z2
    A2 = sigmoid(Z2)  # A2
    # Asked are Z1, A1, Z2, A2, in this order: learning will need them all.
    return Z1, A1, Z2, A2


# Any depth


def params_for(rng: Rng, widths: str) -> list[tuple[Array, Array]]:
    """Draw the parameters of a network such as "3-4-2"."""
    return [layer(rng, 1, n, m)[1:] for n, m in pairwise(map(int, widths.split("-")))]


def net_case(
    rng: Rng, n: int, widths: str, acts: str, rung: str = "random", label: str = ""
) -> Case:
    """Draw a case of `forward`."""
    params, name = params_for(rng, widths), f"{n} examples, {widths}, {', '.join(acts.split())}"
    X = 0.8 * rng.normal(0, 1, (n, len(params[0][0])))
    return Case((X, params, acts.split()), label or name, rung)


def _float32(case: Case) -> Case:
    X, params, acts = case.args
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    return Case((X.astype(np.float32), small, acts), "numbers of type float32", "float32")


HAND = "X = [[1, 2], [3, 0]] and the network of the task"


def _sums(rows: list[list[float]], act: str, label: str) -> Case:
    """Make a case of one layer with these sums."""
    X = np.array(rows, float)
    return Case((X, [(np.eye(2), np.zeros(2))], [act]), f"{label}, {act}", "extreme")


def _forward_cases(rng: Rng) -> list[Case]:
    X = np.array([[1.0, 2.0], [3.0, 0.0]])
    hand = [
        (np.array([[1.0, -1.0], [0.0, 1.0]]), np.array([0.0, 1.0])),
        (np.array([[1.0], [2.0]]), np.array([0.5])),
    ]
    random = net_case(rng, 4, "3-4-2", "tanh softmax")
    whole = (rng.integers(-3, 4, (4, 3)), params_for(rng, "3-2-2"), ["tanh", "sigmoid"])
    return [
        Case((X, hand, ["relu", "identity"]), HAND, "hand"),
        net_case(rng, 5, "2-3", "sigmoid", "isolated", "one layer, 2-3, sigmoid"),
        random,
        net_case(rng, 5, "2-3-3-2", "relu sigmoid identity"),
        net_case(rng, 3, "3-3-3", "sigmoid softmax"),
        net_case(rng, 2, "4-3-2-3", "softmax identity tanh"),
        _sums([[2000, -2000], [-800, 900]], "sigmoid", "very large sums"),
        _sums([[2000, -2000], [-800, 900]], "tanh", "very large sums"),
        _sums([[1000, 999], [900, 1001]], "softmax", "very large sums"),
        _sums([[1000, 0], [-1000, -999]], "softmax", "rows of sums that are far from each other"),
        Case(whole, "whole numbers in X", "integer"),
        _float32(random),
        net_case(rng, 1, "3-4-2", "relu softmax", "one", "one example"),
        net_case(rng, 3, "1-2-1", "tanh identity", "one", "one input and one output"),
    ]


@exercise(_forward_cases, "two lists (Z, A), where A has one array more", points=3)
def forward(X, params, acts):
    """
    sums = products  # The bias is missing from the sums Z.
    sums = products - b  # The bias is subtracted in the sums Z. Add it.
    return A, Z  # The two lists have changed places in what you return: Z comes first, then A.
    name = acts[-1]
    # Every layer uses the last activation. Each has its own: go through `params` and `acts`
    # together.
    name = acts[0]
    # Every layer uses the first activation. Each has its own: go through `params` and `acts`
    # together.
    softmax = lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)
    # Your softmax goes over the examples: its columns sum to 1. Each row should.
    softmax = lambda Z: np.exp(Z) / np.exp(Z).sum()
    # Your softmax divides by the sum over the whole array. Each row should sum to 1.
    before = X
    # Every layer reads X. Only the first one does; the others read the layer before (erratum E23).
    before = Z[-1] if Z else X  # The next layer gets the sums Z. It should read the activations A.
    name = "sigmoid"
    # Every layer uses the sigmoid. The names in `acts` say which activation to use.
    softmax = sigmoid  # For softmax you use the sigmoid. Softmax divides by the sum of the row.
    sums = products + b[:, None]
    # The biases stand in a column, so each example gets a bias instead of each neuron.
    return Z, A[1:]  # A lacks its first array: A[0] is X.
    return [X, *Z], A  # Z begins with X, too. X is not a sum: only A begins with it.
    return Z[-1], A[-1]  # You return the last Z and the last A. Asked are the lists of all of them.
    return A[-1]  # You return the output only. Asked are the lists of all Z and of all A.
    return A[1:], A  # Z holds the activations. Append the sums before the activation is applied.
    return Z, [X, *Z]  # A holds the sums. Append what comes out of the activation.
    Z = [X]
    A = Z
    # Z and A are one and the same list, `Z = A = [...]` does that. Each needs its own.
    sums = table[acts[k]](products + b)
    # Z holds the activations already, and A applies them once more. Z are the sums.
    sums = products
    after = table[name](sums) + b
    # The biases are added after the activation. They belong to the sums.
    sums = relu(products + b) if acts[k] == "relu" else products + b
    # Z and A of the relu layer are one array: `z[z < 0] = 0` changes both. Make a new one.
    name = acts[-1 - k]  # The activations are used in reverse order.
    name = acts[k] if k < len(params) - 1 else "identity"
    # The last layer has no activation. Its name stands in `acts`, too.
    after = before if name == "identity" else table[name](sums)
    # For "identity" you pass on the activation of the layer before. Identity means A = Z.
    """
    table = {
        "identity": lambda sums: sums,
        "sigmoid": lambda sums: sigmoid(sums),
        "tanh": lambda sums: tanh(sums),
        "relu": lambda sums: relu(sums),
        "softmax": lambda sums: softmax(sums),
    }  # the table of activations
    Z = []  # the list Z
    A = [X]  # the list A
    for k in range(len(params)):  # the layers
        before = A[-1]  # what a layer reads
        W, b = params[k]  # the weights and biases of a layer
        # In this course W has a row for each input: the product fits as it is.
        products = before @ W  # the product of a layer's input and its weights
        sums = products + b  # the sums of a layer
        # Each layer has its own: walk through `params` and `acts` together.
        name = acts[k]  # the name of the activation
        after = table[name](sums)  # the activations of a layer
        Z.append(sums)
        A.append(after)
    # Asked are two lists, Z first.
    return Z, A
