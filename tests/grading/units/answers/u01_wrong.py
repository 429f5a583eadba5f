"""Wrong answers to unit 01 that are not in the specs: all rejected, most of them named."""

import math

import numpy as np

from nnkit import fold_bias, logistic_grads, neuron, nll, nll_logits, sigmoid, sigmoid_prime


def relu_prime_like(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def printed_not_returned(z):
    text = f"{sigmoid(z)}"
    assert text


def zeros_when_integers(z):
    out = np.zeros_like(z)
    for place in np.ndindex(np.shape(z)):
        out[place] = sigmoid(np.asarray(z)[place])
    return out


def nll_one_forgotten(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(p))


def logits_naive(z, y):
    p = 1 / (1 + np.exp(-z))
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def grads_overwritten(X, y, w, b):
    X -= X.mean(axis=0)
    return logistic_grads(X, y, w, b)


def grads_loop_without_plus(X, y, w, b):
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(X)):
        error = neuron(X[i], w, b) - y[i]
        dw, db = error * X[i], error
    return dw / len(X), db / len(X)


def grads_y_column(X, y, w, b):
    error = sigmoid(X @ w + b) - y[:, None]
    return (X.T @ error).mean(axis=1) / len(X), error.mean()


def fold_in_lists(X, W, b):
    return [[1, *row] for row in X], [list(b), *W, list(b)]


def labels_while(p, threshold=0.5):
    return ["yes" if value >= threshold else "no" for value in np.ravel(p)]


def neuron_in_place(x, w, b):
    x *= w
    return float(sigmoid(x.sum() + b))


def ovr_in_place(S):
    S[S < 0.5] = 0
    return S.argmax(axis=1)


def lines(change):
    """The right lines with some replaced."""

    def answer(z, y):
        s = sigmoid(z)
        right = [sigmoid_prime(z), sigmoid_prime(z), nll(s, y), s - y]
        for i, wrong in change.items():
            right[i] = wrong(s, y)
        return tuple(right)

    return answer


# The second entry says whether the check must name the mistake (True) or only reject it.
WRONG = {
    "sigmoid": [
        (lambda z: np.exp(-z) / (1 + np.exp(-z)), True),
        (lambda z: 1 - sigmoid(z), True),
        (lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)), True),
        (lambda z: 1 / np.exp(-z), True),
        (lambda z: math.exp(z) / (math.exp(z) + 1), True),
        (lambda z: np.exp(z) / np.sum(np.exp(z)), True),
        (lambda z: [1 / (1 + math.exp(-v)) for v in z], True),
        (lambda z: (np.asarray(z) >= 0) * 1.0, True),
        (zeros_when_integers, True),
        (lambda z: np.round(1 / (1 + np.exp(-z)), 3), True),
        (lambda z: 1 / (1 + np.exp(-np.clip(z, -20, 20))), True),
        (lambda z: 1 / (1 + 2.0 ** -np.asarray(z, float)), True),
        (lambda z: 1 / (1 + np.exp(-(np.asarray(z, float) ** 2))), True),
        (printed_not_returned, True),
    ],
    "sigmoid_prime": [
        (lambda z: sigmoid(-z), True),
        (lambda z: 1 / (1 + np.exp(-z)) ** 2, True),
        (lambda z: -np.exp(-z) / (1 + np.exp(-z)) ** 2, True),
        (lambda z: np.asarray(z) - np.asarray(z) ** 2, True),
        (lambda z: sigmoid(z) * 1 - sigmoid(z), True),
        (lambda z: (sigmoid(z) * (1 - sigmoid(z))) ** 2, True),
        (lambda z: np.exp(-z) / (1 + np.exp(-z) ** 2), True),
        (lambda z: np.cosh(np.clip(z, -400, 400)) ** -2.0, True),
        (relu_prime_like, True),
        (lambda z: np.gradient(sigmoid(z)), True),
    ],
    "neuron": [
        (lambda x, w, b: float(sigmoid(np.dot(x, w))), True),
        (lambda x, w, b: np.dot(x, w) + b, True),
        (lambda x, w, b: sigmoid(np.dot(x, w)) + b, True),
        (lambda x, w, b: sigmoid(w * x + b), True),
        (lambda x, w, b: sigmoid([np.dot(x, w) + b]), True),
        (lambda x, w, b: float(sigmoid(sigmoid(x @ w) + b)), True),
        (lambda x, w, b: float(sigmoid(x[0] * w[0] + b)), True),
        (lambda x, w, b: float(sigmoid(np.sum(x + w) + b)), True),
        (lambda x, w, b: sigmoid(x @ w + b).sum() + 1, False),
        (lambda x, w, b: sum(sigmoid(x * w + b)), True),
        (neuron_in_place, True),
        (lambda x, w, b: round(neuron(x, w, b)), True),
    ],
    "predict_label": [
        (lambda p, threshold=0.5: p > 0.5, True),
        (lambda p, threshold=0.5: p >= 0.5, True),
        (lambda p, threshold=0.5: np.asarray(p).round().astype(int), True),
        (lambda p, threshold=0.5: [int(v >= threshold) for v in p], True),
        (lambda p, threshold=0.5: np.floor(np.asarray(p) + 0.5), True),
        (lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 0, 1), True),
        (lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 2, 1), True),
        (labels_while, False),
        (lambda p, threshold=0.5: np.ceil(p).astype(int), True),
        (lambda p, threshold=0.5: np.argmax(p), True),
        (lambda p, threshold=0.5: np.sign(np.asarray(p) - threshold).astype(int), True),
    ],
    "nll": [
        (lambda p, y: -y * np.log(p) + (1 - y) * np.log(1 - p), True),
        (lambda p, y: -np.log(p) * y + np.log(1 - p) * (1 - y), True),
        (lambda p, y: -(1 - y) * np.log(p) - y * np.log(1 - p), True),
        (lambda p, y: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), True),
        (nll_one_forgotten, True),
        (lambda p, y: -y * np.log10(p) - (1 - y) * np.log10(1 - p), True),
        (lambda p, y: -(y * math.log(p) + (1 - y) * math.log(1 - p)), True),
        (lambda p, y: -y * np.log(p) * (1 - y) * np.log(1 - p), True),
        (lambda p, y: np.log(np.abs(p - y)), False),
        (lambda p, y: 1 - (y * p + (1 - y) * (1 - p)), True),
        (lambda p, y: nll(np.clip(p, 0.01, 0.99), y), True),
        (lambda p, y: nll(p, y.reshape(-1, 1) * np.ones(len(p))), False),
        (lambda p, y: -y * np.log(np.asarray(p) + 0.1) - (1 - y) * np.log(1.1 - p), False),
    ],
    "nll_logits": [
        (logits_naive, True),
        (lambda z, y: nll(sigmoid(z), y), True),
        (lambda z, y: np.log1p(np.exp(z)) - z * y, True),
        (lambda z, y: np.maximum(z, 0) + z * y + np.log1p(np.exp(-np.abs(z))), True),
        (lambda z, y: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))), True),
        (lambda z, y: np.mean(nll_logits(z, y)), True),
        (lambda z, y: np.maximum(z, 0) - z * y + np.exp(-np.abs(z)), True),
        (lambda z, y: np.maximum(z, 0) - z * y - np.log1p(np.exp(-np.abs(z))), True),
        (lambda z, y: np.abs(z) - z * y + np.log1p(np.exp(-np.abs(z))), True),
        (lambda z, y: np.log(sigmoid(z)) * y + np.log(1 - sigmoid(z)) * (1 - y), True),
        (lambda z, y: nll_logits(np.clip(z, -700, 700), y), True),
        (lambda z, y: np.logaddexp(1, z) - z * y, False),
    ],
    "logistic_grads": [
        (
            lambda X, y, w, b: (X.T @ (sigmoid(X @ w) - y) / len(y), np.mean(sigmoid(X @ w) - y)),
            True,
        ),
        (lambda X, y, w, b: (logistic_grads(X, y, w, b)[0] * len(X),) * 2, True),
        (lambda X, y, w, b: [-g for g in logistic_grads(X, y, w, b)], True),
        (grads_loop_without_plus, True),
        (grads_y_column, True),
        (grads_overwritten, True),
        (lambda X, y, w, b: (np.abs((g := logistic_grads(X, y, w, b))[0]), abs(g[1])), True),
        (lambda X, y, w, b: (logistic_grads(X, y, w, b)[0], b), True),
        (lambda X, y, w, b: np.append(*logistic_grads(X, y, w, b)), True),
        (lambda X, y, w, b: (X.T @ (e := sigmoid(X @ w + b) - y) / (len(y) - 1), e.mean()), True),
        (lambda X, y, w, b: (w * 0, 0.0), True),
        (lambda X, y, w, b: nll(sigmoid(X @ w + b), y).mean(), True),
    ],
    "fold_bias": [
        (lambda X, W, b: (np.c_[X, np.ones(len(X))], np.vstack([W, b])), True),
        (lambda X, W, b: (np.c_[np.zeros(len(X)), X], np.vstack([b, W])), True),
        (lambda X, W, b: (np.c_[np.ones(len(X)), X], np.vstack([np.ones(len(b)), W])), True),
        (lambda X, W, b: (np.insert(X, 0, 1, axis=1), np.insert(W, 0, b, axis=0)), True),
        (lambda X, W, b: np.hstack([np.ones((len(X), 1)), X]), True),
        (lambda X, W, b: (np.append(X, 1), np.append(W, b)), True),
        (lambda X, W, b: (np.c_[np.ones(len(X)), X], np.vstack([2 * b, W])), True),
        (lambda X, W, b: (np.c_[np.ones(len(X)), X], np.vstack([np.zeros(len(b)), W + b])), True),
        (lambda X, W, b: tuple(part.T for part in fold_bias(X, W, b)), True),
        (fold_in_lists, True),
    ],
    "ovr_predict": [
        (lambda S: np.argmax(S > 0.5, axis=1), True),
        (lambda S: S.argmax(0), True),
        (lambda S: S.argmax(), True),
        (lambda S: S.max(axis=1), True),
        (lambda S: [int(np.argmax(row)) + 1 for row in S], True),
        (lambda S: np.argmax(S, axis=1, keepdims=True), True),
        (ovr_in_place, True),
        (lambda S: np.argmax(S.round(), axis=1), True),
        (lambda S: (S >= 0.5).sum(axis=1) - 1, False),
        (lambda S: np.argmax(S, axis=1) % 2, False),
        (lambda S: np.array([np.argmax(row[1:]) for row in S]), True),
    ],
    "corrected_lines": [
        (lines({1: lambda s, y: 1 - s, 3: lambda s, y: y - s}), True),
        (lines({0: lambda s, y: s * (1 + s)}), False),
        (lines({3: lambda s, y: -(y + s)}), True),
        (lines({2: lambda s, y: -np.log(s)}), True),
        (lines({2: lambda s, y: nll(s, y).sum()}), True),
        (lambda z, y: sigmoid_prime(z), True),
        (lambda z, y: lines({})(z, y)[::-1], True),
    ],
    "predict_step": [
        (lambda: "B", True),
        (lambda: "d", True),
        (lambda: 3, False),
        (lambda: "", False),
        (lambda: "about 400 times", False),
    ],
}
