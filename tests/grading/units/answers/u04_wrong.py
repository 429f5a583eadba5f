"""Wrong answers to unit 04 that are not in the specs: all rejected, most of them named."""

import math

import numpy as np

from nnkit import (
    bce,
    cross_entropy,
    cross_entropy_labels,
    cross_entropy_logits,
    digit_cost,
    half_sse,
    mse,
    softmax,
    softmax_jacobian,
)


def one_hot_columns(labels, K):
    Y = np.zeros((len(labels), K))
    Y[:, labels] = 1
    return Y


def one_hot_returns_early(labels, K):
    Y = np.zeros((len(labels), K))
    for r, label in enumerate(labels):
        Y[r, label] = 1
        return Y


def one_hot_from_labels_array(labels, K):
    Y = np.zeros_like(labels)
    Y[labels] = 1
    return Y


def softmax_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    return Z


def softmax_zeros_like(Z):
    out = np.zeros_like(Z)
    for r in range(len(Z)):
        e = np.exp(Z[r] - Z[r].max())
        out[r] = e / e.sum()
    return out


def softmax_three_classes(Z):
    e = np.exp(Z)
    return e / (e[:, :1] + e[:, 1:2] + e[:, 2:3])


def jacobian_double_loop(z):
    p, J = softmax(z), np.zeros((len(z), len(z)))
    for i in range(len(z)):
        for j in range(len(z)):
            if i == j:
                J[i, j] = p[i] * (1 - p[i])
    return J


def mse_in_place(A, Y):
    A -= Y
    return np.mean(A**2)


def cost_only_first(a, y):
    return (a[0] - y[0]) ** 2, 2 * (a - y)


def entropy_first_example(P, Y):
    for p, y in zip(P, Y, strict=True):
        return -np.sum(y * np.log(np.maximum(p, 1e-12)))


def labels_loop_without_plus(P, labels):
    for r, k in enumerate(labels):
        total = -math.log(P[r, k])
    return total / len(labels)


def lines(change):
    """The right lines with some replaced."""

    def answer(a, y):
        right = [half_sse([a], [y]), 2 * half_sse([a], [y]), cross_entropy([a], [y]), bce([a], [y])]
        for i, wrong in change.items():
            right[i] = wrong(a, y)
        return tuple(right)

    return answer


# The second entry says whether the check must name the mistake (True) or only reject it.
WRONG = {
    "one_hot": [
        (lambda labels, K: np.eye(K)[np.asarray(labels, int) - 1], True),
        (lambda labels, K: np.eye(max(labels) + 1)[labels], True),
        (one_hot_columns, True),
        (one_hot_returns_early, True),
        (lambda labels, K: np.eye(K)[:, ::-1][labels], True),
        (lambda labels, K: np.array([np.arange(K) == v for v in labels]) * 2.0 - 1, True),
        (one_hot_from_labels_array, True),
        (lambda labels, K: np.eye(len(labels))[labels], True),
        (lambda labels, K: (labels == np.arange(K)).astype(float), True),
        (lambda labels, K: np.eye(3)[labels], True),
        (lambda labels, K: np.eye(len(set(labels)))[labels], True),
    ],
    "softmax": [
        (lambda Z: np.exp(Z) / np.exp(Z).sum(), True),
        (lambda Z: (np.exp(Z).T / np.exp(Z).sum(axis=1)).T * 2, True),
        (lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0, keepdims=True), True),
        (lambda Z: (np.exp(Z).T / np.exp(Z).sum(axis=1)).T, True),
        (softmax_zeros_like, True),
        (lambda Z: np.exp(Z / 10) / np.exp(Z / 10).sum(axis=1, keepdims=True), True),
        (lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1, keepdims=True), True),
        (lambda Z: 1 / (1 + np.exp(-Z)), True),
        (lambda Z: Z / Z.sum(axis=1)[:, None], True),
        (lambda Z: np.exp(-Z) / np.sum(np.exp(-Z), axis=1, keepdims=True), True),
        (softmax_three_classes, True),
        (lambda Z: np.round(softmax(Z), 3), True),
        (lambda Z: np.exp(Z) / 10, True),
        (lambda Z: np.exp(Z - 1000) / np.sum(np.exp(Z - 1000), axis=1, keepdims=True), True),
        (lambda Z: np.exp(Z) / (np.sum(np.exp(Z), axis=1, keepdims=True) + 1e-8), False),
    ],
    "softmax_jacobian": [
        (jacobian_double_loop, True),
        (lambda z: softmax(z) * (1 - softmax(z)), True),
        (lambda z: np.outer(p := softmax(z), p) - np.diag(p), True),
        (lambda z: np.diag(p := softmax(z)) - np.dot(p, p), True),
        (lambda z: np.diag(p := softmax(z)) - p**2, True),
        (lambda z: np.outer(p := softmax(z), 1 - p), True),
        (lambda z: np.eye(len(z)) - np.outer(p := softmax(z), p), True),
        (lambda z: np.diag(p := np.exp(z) / np.exp(z).sum()) - np.outer(p, p), True),
        (lambda z: softmax_jacobian(z).sum(axis=0) + 0.1, True),
        (lambda z: np.diag(softmax(z)) - np.outer(softmax(z), z), True),
        (lambda z: np.diag(softmax(z)) - 2 * np.outer(softmax(z), softmax(z)), True),
        (lambda z: np.diag(1 - softmax(z)) - np.outer(softmax(z), softmax(z)), True),
    ],
    "mse": [
        (lambda A, Y: np.sum((A - Y) ** 2) / len(A), True),
        (lambda A, Y: np.sum((A - Y) ** 2), True),
        (lambda A, Y: np.mean((A - Y) ** 2, axis=1), True),
        (lambda A, Y: np.sqrt(np.mean((A - Y) ** 2)), True),
        (lambda A, Y: np.mean(np.abs(Y - A)), True),
        (lambda A, Y: 0.5 * np.mean((Y - A) ** 2), True),
        (mse_in_place, True),  # a generic mistake names it
        (lambda A, Y: np.mean(A - Y) ** 2, True),
        (lambda A, Y: np.mean((A[:, None, :] - Y[None, :, :]) ** 2), True),
        (lambda A, Y: np.mean((A - Y) ** 4), True),
        (lambda A, Y: np.mean((A - Y) @ (A - Y).T), True),
        (lambda A, Y: np.median((A - Y) ** 2), False),
        (lambda A, Y: np.mean((A[0] - Y[0]) ** 2), True),
        (lambda A, Y: np.sum(A - Y) ** 2 / A.size, True),
        (lambda A, Y: np.mean((A - Y) ** 2, keepdims=True), True),
    ],
    "half_sse": [
        (lambda A, Y: np.sum((A - Y) ** 2) / len(A), True),
        (lambda A, Y: 0.5 * np.mean((A - Y) ** 2), True),
        (lambda A, Y: 0.5 * np.sum((A - Y) ** 2), True),
        (lambda A, Y: 1 / 2 * len(A) * np.sum((A - Y) ** 2), True),
        (lambda A, Y: np.mean((A - Y) ** 2), True),
        (lambda A, Y: 0.5 * np.sum((A - Y) ** 2, axis=1), True),
        (lambda A, Y: np.sum((A - Y) / 2) ** 2, False),
        (lambda A, Y: 0.5 * np.sum((A - Y) ** 2) / A.shape[1], True),
        (lambda A, Y: np.sum((A - Y) ** 2) / A.size / 2, True),
        (lambda A, Y: 2 * np.sum((A - Y) ** 2) / len(A), True),
        (lambda A, Y: np.sum(A - Y) ** 2 / (2 * len(A)), True),
        (lambda A, Y: np.sum(0.5 * (A - Y)) ** 2 / len(A), True),
        (lambda A, Y: np.sum((A - Y) ** 2, axis=1) / (2 * len(A)), True),
        (lambda A, Y: np.sum((A[0] - Y[0]) ** 2) / 2, True),
    ],
    "digit_cost": [
        (lambda a, y: (np.mean((a - y) ** 2), 2 * (a - y) / len(a)), True),
        (lambda a, y: (0.5 * np.sum((a - y) ** 2), a - y), True),
        (lambda a, y: (np.sum((a - y) ** 2), 2 * (y - a)), True),
        (lambda a, y: (np.sum((a - y) ** 2), a - y), True),
        (lambda a, y: np.sum((a - y) ** 2), True),
        (lambda a, y: (np.sum(a - y), 2 * (a - y)), True),
        (lambda a, y: ((a - y) ** 2, 2 * (a - y)), True),
        (cost_only_first, True),
        (lambda a, y: digit_cost(a, y)[::-1], True),
        (lambda a, y: (np.sum(np.abs(a - y)), 2 * (a - y)), True),
        (lambda a, y: (np.sum((a - y) ** 2), 2 * (a - y)[0]), True),
        (lambda a, y: (np.sum((a - y) ** 2), 2 * (a - y).reshape(-1, 1)), True),
        (lambda a, y: (np.sum((a - y) ** 2), (a - y) / 2), True),
        (lambda a, y: np.array([np.sum((a - y) ** 2), *(2 * (a - y))]), True),
        (lambda a, y: (0.3033, 2 * (a - y)), True),
    ],
    "bce": [
        (lambda p, y: np.mean((y - p) ** 2), True),
        (lambda p, y: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), True),
        (lambda p, y: -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), True),
        (lambda p, y: np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), True),
        (lambda p, y: -np.mean(y * np.log(p)), True),
        (lambda p, y: -y * np.log(p) - (1 - y) * np.log(1 - p), True),
        (lambda p, y: -np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p)), True),
        (lambda p, y: -np.mean(y * np.log(p + 0.05) + (1 - y) * np.log(1.05 - p)), False),
        (lambda p, y: -np.mean(y * np.log(1 - p) + (1 - y) * np.log(p)), True),
        (lambda p, y: bce(np.clip(p, 0.001, 0.999), y), True),
        (lambda p, y: -(y * math.log(p) + (1 - y) * math.log(1 - p)), True),
        (lambda p, y: -np.mean(y * np.log(p + 0.1) + (1 - y) * np.log(1 - p + 0.1)), False),
        (lambda p, y: -np.mean(np.clip(y * np.log(p) + (1 - y) * np.log(1 - p), -100, 0)), True),
        (lambda p, y: -np.mean(y * np.log(1e-12) + (1 - y) * np.log(1 - p)), False),
    ],
    "cross_entropy": [
        (lambda P, Y: np.sum(Y * np.log(P)) / len(P), True),
        (lambda P, Y: -np.mean(Y * np.log(P)), True),
        (lambda P, Y: -np.sum(Y * np.log(np.maximum(P, 1e-12))), True),
        (lambda P, Y: -np.mean(np.sum(Y * np.log(P), axis=1)), True),
        (lambda P, Y: -np.sum(Y * np.log2(P)) / len(P), True),
        (lambda P, Y: -np.mean(np.log(np.sum(P * Y, axis=1))), True),
        (lambda P, Y: -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(P), True),
        (lambda P, Y: -np.log(np.maximum(P, 1e-12))[np.arange(len(P)), Y.argmax(1)].mean(), True),
        (lambda P, Y: mse(P, Y), True),
        (lambda P, Y: -np.sum(Y * np.log(P), axis=1), True),
        (entropy_first_example, True),
        (lambda P, Y: -np.nansum(Y * np.log(P)) / len(P), True),
        (lambda P, Y: np.nan_to_num(-np.sum(Y * np.log(P)) / len(P)), False),
        (lambda P, Y: -np.sum(Y * np.log(P + 0.01)) / len(P), True),
        (lambda P, Y: -np.sum(Y * np.log(P + 1)) / len(P), True),
        (lambda P, Y: -Y * np.log(np.clip(P, 1e-12, 1)), True),
        (lambda P, Y: -np.sum(np.log(np.clip(Y * P, 1e-12, 1))) / len(P), True),
    ],
    "cross_entropy_labels": [
        (lambda P, labels: -np.mean(np.log(P[:, labels])), True),
        (lambda P, labels: -np.mean(np.log(P[range(len(P)), labels])), True),
        (lambda P, labels: -np.log(P[range(len(P)), labels]).sum(), True),
        (lambda P, labels: np.log(P[range(len(P)), labels]).mean(), True),
        (lambda P, labels: -np.mean(np.log(P[labels])), True),
        (lambda P, labels: -np.log(P.max(axis=1)).mean(), True),
        (lambda P, labels: -np.mean(P[range(len(P)), labels]), True),
        (labels_loop_without_plus, True),
        (lambda P, labels: cross_entropy_labels(P, labels) / P.shape[0], True),
        (lambda P, labels: -np.log(P[range(len(P)), labels]), True),
        (lambda P, labels: -np.sum(labels * np.log(np.clip(P, 1e-12, 1))) / len(P), True),
        (lambda P, labels: -np.mean(np.log(P[np.arange(len(P)), labels] + 0.01)), True),
        (lambda P, labels: -np.mean(np.log(np.clip(P[np.arange(3), labels], 1e-12, 1))), True),
        (lambda P, labels: -np.mean(np.log(np.clip(P, 1e-12, 1))), True),
    ],
    "cross_entropy_logits": [
        (lambda Z, labels: cross_entropy_labels(softmax(Z), labels), True),
        (lambda Z, labels: -np.mean(np.log(softmax(Z)[range(len(Z)), labels])), True),
        (lambda Z, labels: -np.mean(Z[range(len(Z)), labels]), True),
        (lambda Z, labels: -np.mean(np.log(Z[range(len(Z)), labels])), True),
        (lambda Z, labels: np.mean(np.log(np.exp(Z).sum(1)) - Z[range(len(Z)), labels]), True),
        (lambda Z, labels: np.mean(np.log(np.exp(Z).sum(1)) + Z[range(len(Z)), labels]), True),
        (
            lambda Z, labels: np.mean(
                np.log(np.exp(Z - Z.max(1, keepdims=True)).sum(1)) - Z[range(len(Z)), labels]
            ),
            True,
        ),
        (lambda Z, labels: cross_entropy_logits(Z, labels) * len(Z), True),
        (lambda Z, labels: cross_entropy_logits(Z.clip(-100, 100), labels), True),
        (lambda Z, labels: np.mean(Z.max(1) - Z[range(len(Z)), labels]) + 0.1, False),
        (lambda Z, labels: np.mean(np.logaddexp.reduce(Z, axis=1) - labels), True),
        (lambda Z, labels: np.mean(np.logaddexp.reduce(Z, axis=1) - Z[labels].sum(axis=1)), True),
    ],
    "accuracy": [
        (lambda P, labels: (P.argmax(1) == labels).sum(), True),
        (lambda P, labels: np.mean(P.argmax(0) == labels), True),
        (lambda P, labels: np.mean(P.argmax(1) != labels), True),
        (lambda P, labels: P.argmax(1) == labels, True),
        (lambda P, labels: np.mean(P[range(len(P)), labels] > 0.5), True),
        (lambda P, labels: 100 * np.mean(P.argmax(1) == labels), True),
        (lambda P, labels: np.mean(P.argmax(1) + 1 == labels), True),
        (lambda P, labels: np.mean(P[range(len(P)), labels]), True),
        (lambda P, labels: np.mean(np.abs(P.argmax(1) - labels) <= 1), False),
        (lambda P, labels: int(np.mean(P.argmax(1) == labels)), True),
        (lambda P, labels: np.sum(P.argmax(axis=1) == labels) / 2, True),
        (lambda P, labels: np.mean(labels == P), True),
        (lambda P, labels: f"{np.mean(P.argmax(axis=1) == labels):.0%}", True),
        (lambda P, labels: P.argmax(axis=1).mean() == labels.mean(), False),
        (lambda P, labels: round(np.mean(P.argmax(axis=1) == labels), 1), True),
    ],
    "corrected_losses": [
        (lines({1: lambda a, y: np.sum(a**2)}), True),
        (
            lines({2: lambda a, y: np.sum(y * np.log(a)), 3: lambda a, y: np.sum((a - y) ** 2)}),
            True,
        ),
        (lines({3: lambda a, y: cross_entropy([a], [y])}), True),
        (lines({0: lambda a, y: np.sum((a - y) ** 2)}), True),
        (lines({1: lambda a, y: half_sse([a], [y])}), True),
        (lines({3: lambda a, y: bce([a], [y]) / len(a)}), True),
        (lambda a, y: [v + 1 for v in lines({})(a, y)], False),
        (lambda a, y: half_sse([a], [y]), True),
    ],
}
