"""Wrong answers to unit 11 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import backprop, sgd_step
from nnkit.data import trained_digits
from nnkit.grading.given.digits import SIZES


def trained(spread=0.05, steps=300, lr=1.0, apart=False, sign=1, given=lambda params: params):
    """A training that goes wrong: few steps, and parts of it replaced."""

    def answer(X, Y, rng):
        params = [(rng.normal(0, spread, s), np.zeros(s[1])) for s in SIZES]
        for _ in range(steps):
            rows = rng.integers(0, len(X), 32)
            others = rng.integers(0, len(X), 32) if apart else rows
            grads = backprop(params, ["sigmoid"] * 3, X[rows], Y[others], "half_sse")
            params = sgd_step(params, grads, sign * lr)
        return given(params)

    return answer


def ready_made(X, Y, rng):
    """Weights that somebody else has trained: the classes stand elsewhere in the hidden check."""
    return [(W + 0.6 * rng.normal(size=W.shape), b) for W, b in trained_digits()]


def confusion(how=lambda T, P, labels, K: T, read=lambda P, labels: P.argmax(axis=1)):
    def answer(P, labels, K):
        T = np.zeros((K, K), int)
        np.add.at(T, (labels, read(P, labels)), 1)
        return how(T, P, labels, K)

    return answer


def counted_once(P, labels, K):
    T = np.zeros((K, K), int)
    T[labels, P.argmax(axis=1)] += 1
    return T


def as_many_classes_as_occur(P, labels, K):
    n = max(labels) + 1
    T = np.zeros((n, n), int)
    for i, j in zip(labels, P.argmax(axis=1), strict=True):
        if j < n:
            T[i, j] += 1
    return T


def overwritten(P, labels, K):
    T = np.zeros((K, K), int)
    for i, j in zip(labels, P.argmax(axis=1), strict=True):
        T[i, j] = 1
    return T


def compared(equal, n=20, sure=False):
    """A test that compares in another way, or in a poor example."""

    def answer(f):
        rng = np.random.default_rng(3)
        labels = rng.integers(0, 4, n)
        read = labels if sure else rng.integers(0, 4, n)
        P = 0.1 + 0.3 * np.eye(4)[read]
        want = np.zeros((4, 4), int)
        np.add.at(want, (labels, read), 1)
        return bool(equal(np.asarray(f(P, labels, 4)), want))

    return answer


def weight(**false):
    def answer(x, a, y, wish, s, g):
        lines = {
            "line_1": 2 * (y - a) * a * (1 - a) * x,
            "line_2": wish * a * (1 - a) * x,
            "line_3": wish * s * x,
            "line_4": g * x,
        }
        return [*(lines | {k: f(x, a, y, wish, s, g) for k, f in false.items()}).values()]

    return answer


def numbers(A=np.argmax, B=lambda d: np.sum(d**2), C=lambda w, b: w + b - 1):
    def answer(a, y, sizes):
        weights = sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1))
        return A(a), B(a - y), C(weights, sum(sizes[1:]))

    return answer


WRONG = {
    "to_inputs": [
        (lambda images: images.reshape(len(images), -1) / 256, True),
        (lambda images: images.reshape(len(images), -1) / images.max(), True),
        (lambda images: images.reshape(len(images), -1) // 255, True),
        (lambda images: images.reshape(len(images), -1), True),
        (lambda images: images / 255, True),
        (lambda images: images.reshape(len(images), -1, order="F") / 255, True),
        (lambda images: images.reshape(-1, len(images)) / 255, True),
        (lambda images: images.reshape(len(images), -1).T / 255, True),
        (lambda images: 1 - images.reshape(len(images), -1) / 255, True),
        (lambda images: (images.reshape(len(images), -1) > 127) * 1.0, True),
        (lambda images: images.transpose(0, 2, 1).reshape(len(images), -1) / 256, True),
        (lambda images: images.ravel() / 255, True),
        (lambda images: np.round(images.reshape(len(images), -1) / 255), True),
        (lambda images: images.reshape(len(images), -1) / 255 - 0.5, True),
    ],
    "train_digits": [
        (trained(steps=0), True),
        (trained(spread=0.0), True),
        (trained(apart=True), True),
        (trained(sign=-1), True),
        (trained(lr=0.01), True),
        (ready_made, True),
        (trained(steps=1, given=lambda params: params[:2]), False),
        (trained(steps=1, given=lambda params: [W for W, b in params]), False),
        (trained(steps=1, given=lambda params: [(np.nan * W, b) for W, b in params]), False),
        (trained(steps=1, given=lambda params: [(W.T, b) for W, b in params]), False),
        (lambda X, Y, rng: None, False),
    ],
    "confusion_matrix": [
        (confusion(lambda T, P, labels, K: T.T), True),
        (confusion(lambda T, P, labels, K: T / len(P)), True),
        (confusion(lambda T, P, labels, K: T / np.maximum(T.sum(axis=1, keepdims=True), 1)), True),
        (confusion(lambda T, P, labels, K: np.diag(np.diag(T))), True),
        (confusion(lambda T, P, labels, K: np.diag(T)), True),
        (confusion(lambda T, P, labels, K: T - np.diag(np.diag(T))), True),
        (confusion(read=lambda P, labels: labels), False),
        (confusion(read=lambda P, labels: P.argmin(axis=1)), True),
        (confusion(lambda T, P, labels, K: T + 1), True),
        (confusion(lambda T, P, labels, K: (T / len(P)).T), True),
        (counted_once, True),
        (overwritten, True),
        (as_many_classes_as_occur, True),
        (lambda P, labels, K: np.argmax(P, axis=1), True),
        (lambda P, labels, K: float(np.mean(P.argmax(axis=1) == labels)), True),
    ],
    "check_confusion": [
        (lambda f: f is not None, True),
        (compared(lambda got, want: got.shape == want.shape), True),
        (compared(lambda got, want: got.sum() == want.sum()), True),
        (compared(lambda got, want: np.trace(got) == np.trace(want)), False),
        (compared(np.array_equal, sure=True), False),
        (compared(lambda got, want: got[0, 0] == want[0, 0]), False),
        (lambda f: "right", False),
    ],
    "nudges": [
        (lambda A, Y: 2 * (A - Y), True),
        (lambda A, Y: Y - A, True),
        (lambda A, Y: 2 * (Y - A) / len(A), True),
        (lambda A, Y: 2 * (Y - A) * A * (1 - A), True),
        (lambda A, Y: (Y - A) ** 2, True),
        (lambda A, Y: A - Y, True),
        (lambda A, Y: np.sign(Y - A), True),
        (lambda A, Y: np.abs(2 * (Y - A)), True),
        (lambda A, Y: 2 * (Y - A).mean(axis=0), True),
        (lambda A, Y: 2 * (A - Y) / len(A), True),
    ],
    "derive_weight_nudge": [
        (weight(line_1=lambda x, a, y, wish, s, g: 2 * (a - y) * a * (1 - a) * x), True),
        (weight(line_1=lambda x, a, y, wish, s, g: (y - a) * a * (1 - a) * x), True),
        (weight(line_1=lambda x, a, y, wish, s, g: 2 * (y - a) * x), True),
        (weight(line_2=lambda x, a, y, wish, s, g: wish * a * x), True),
        (weight(line_2=lambda x, a, y, wish, s, g: -wish * a * (1 - a) * x), True),
        (weight(line_3=lambda x, a, y, wish, s, g: wish * s), True),
        (weight(line_4=lambda x, a, y, wish, s, g: g), True),
        (weight(line_4=lambda x, a, y, wish, s, g: wish * s * x), True),
        (weight(line_1=lambda x, a, y, wish, s, g: (a - y) * a * (1 - a) * x), True),
    ],
    "corrected_digits": [
        (numbers(B=np.sum), True),
        (numbers(C=lambda w, b: w + b), True),
        (numbers(C=lambda w, b: w - 1), True),
        (numbers(C=lambda w, b: w), True),
        (numbers(B=lambda d: np.mean(d**2)), True),
        (numbers(B=lambda d: np.sum(np.abs(d))), True),
        (numbers(B=lambda d: np.sum(d) ** 2), True),
        (numbers(B=np.sum, C=lambda w, b: w + b), True),
        (numbers(A=np.max), True),
    ],
}


def counted(P, labels, K, read=np.argmax, rows=slice(None), cells=lambda k, p: (k, p)):
    """The confusion matrix counted in a loop, with parts of it replaced."""
    table = np.zeros((K, K), int)
    for p, label in list(zip(P, labels, strict=True))[rows]:
        table[cells(label, read(p))] += 1
    return table


WRONG["to_inputs"] += [
    (lambda images: images.reshape(len(images), -1) / 127.5 - 1, True),
    (lambda images: images.reshape(len(images), -1) / 255 - 0.5, True),
]
WRONG["confusion_matrix"] += [
    (lambda P, labels, K: counted(P, labels, K, rows=slice(-1)), True),
    (lambda P, labels, K: counted(P, labels, K, rows=slice(1, None)), True),
    (lambda P, labels, K: counted(P, labels, K, rows=slice(K)), True),
    (lambda P, labels, K: counted(P, labels, K, cells=lambda k, p: (k - 1, p - 1)), True),
    (lambda P, labels, K: counted(P, labels, K, cells=lambda k, p: ((p + 1) % K, k)), True),
    (lambda P, labels, K: counted(P, labels, K, np.argmin, cells=lambda k, p: (p, k)), True),
    (lambda P, labels, K: np.eye(K)[labels].T @ (P > 0.5), True),
    (
        lambda P, labels, K: [
            [np.sum((labels == i) & (P.argmax(axis=1) == j)) for j in np.unique(labels)]
            for i in np.unique(labels)
        ],
        True,
    ),
]
WRONG["derive_weight_nudge"] += [
    (
        lambda x, a, y, wish, s, g: (
            *(2 * (y - a) * a * (1 - a) * x, wish * a * (1 - a) * x, wish * s * x),
            g * s * x,
        ),
        True,
    ),
]
