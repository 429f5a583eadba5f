"""Right answers to unit 04 in many forms: each must pass, visible and hidden."""

import math

import numpy as np


def one_hot_loop(labels, K):
    Y = np.zeros((len(labels), K))
    for r, label in enumerate(labels):
        Y[r, label] = 1.0
    return Y


def one_hot_index(labels, K):
    Y = np.zeros((len(labels), K))
    Y[np.arange(len(labels)), labels] = 1
    return Y


def one_hot_put(labels, K):
    Y = np.zeros((len(labels), K), dtype=np.float32)
    np.put_along_axis(Y, np.asarray(labels, dtype=int)[:, None], 1, axis=1)
    return Y


def softmax_loop(Z):
    out = np.empty(np.shape(Z))
    for r, row in enumerate(Z):
        e = [math.exp(v - max(row)) for v in row]
        out[r] = [v / sum(e) for v in e]
    return out


def softmax_columns(Z):
    Zt = np.asarray(Z, dtype=float).T
    E = np.exp(Zt - Zt.max(axis=0))
    return (E / E.sum(axis=0)).T


def softmax_log(Z):
    Z = np.asarray(Z, dtype=float)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])


def softmax_pairs(Z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(np.asarray(Z)[:, None, :] - np.asarray(Z)[:, :, None] * 1.0).sum(axis=2)


def jacobian_loop(z):
    p = softmax_loop([z])[0]
    J = np.zeros((len(z), len(z)))
    for i in range(len(z)):
        for j in range(len(z)):
            J[i, j] = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
    return J


def p_of(z):
    return softmax_columns(np.asarray(z)[None])[0]


def mse_loop(A, Y):
    total = 0.0
    for a_row, y_row in zip(A, Y, strict=True):
        for a, y in zip(a_row, y_row, strict=True):
            total += (float(a) - float(y)) ** 2
    return total / (len(A) * len(A[0]))


def cost_list(a, y):
    return [sum((i - j) ** 2 for i, j in zip(a, y, strict=True)), [2 * i for i in a - y]]


def bce_loop(p, y):
    return sum(
        -math.log(max(pi, 1e-15)) if yi == 1 else -math.log(max(1 - pi, 1e-15))
        for pi, yi in zip(p, y, strict=True)
    ) / len(p)


def bce_clip(eps):
    def bce(p, y):
        q = np.clip(p, eps, 1 - eps)
        return -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))

    return bce


def entropy_loop(P, Y):
    total = 0.0
    for p_row, y_row in zip(P, Y, strict=True):
        total -= sum(y * math.log(max(p, 1e-12)) for p, y in zip(p_row, y_row, strict=True) if y)
    return total / len(P)


def picked(P, labels):
    return np.array([P[r][k] for r, k in enumerate(labels)])


def logits_loop(Z, labels):
    losses = []
    for row, k in zip(Z, labels, strict=True):
        top = max(row)
        losses.append(top + math.log(sum(math.exp(v - top) for v in row)) - row[k])
    return sum(losses) / len(losses)


def logits_shifted(Z, labels):
    S = Z - np.max(Z, axis=1, keepdims=True)
    return np.mean(np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(S)), labels])


def log_softmax(Z):
    S = Z - np.max(Z, axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


def accuracy_loop(P, labels):
    hits = 0
    for row, label in zip(P, labels, strict=True):
        hits += int(list(row).index(max(row)) == label)
    return hits / len(labels)


def lines(a, y):
    A = 0.5 * np.sum((a - y) ** 2)
    D = -np.sum(np.log(np.abs(1 - y - a)))
    return A, 2 * A, -np.log(a[np.argmax(y)]), D


def lines_loop(a, y):
    pairs = list(zip(a, y, strict=True))
    B = sum((i - t) ** 2 for i, t in pairs)
    C = sum(-t * math.log(i) for i, t in pairs)
    D = sum(-math.log(i) if t == 1 else -math.log(1 - i) for i, t in pairs)
    return [B / 2, B, C, D]


RIGHT = {
    "one_hot": [
        one_hot_loop,
        one_hot_index,
        one_hot_put,
        lambda labels, K: np.eye(K)[labels],
        lambda labels, K: (np.asarray(labels)[:, None] == np.arange(K)).astype(float),
        lambda labels, K: np.array([[float(k == label) for k in range(K)] for label in labels]),
        lambda labels, K: np.identity(K).take(labels, axis=0),
        lambda labels, K: np.eye(K)[np.asarray(labels)],
        lambda labels, K: np.vstack([np.eye(1, K, int(k)) for k in labels]),
        lambda labels, K: np.asarray(labels)[:, None] == np.arange(K)[None],
        lambda labels, K: [[int(k == label) for k in range(K)] for label in labels],
    ],
    "softmax": [
        softmax_loop,
        softmax_columns,
        softmax_log,
        softmax_pairs,
        lambda Z: np.array([p_of(row) for row in Z]),
        lambda Z: (E := np.exp(Z - Z.max(1)[:, None])) / E.sum(1).reshape(-1, 1),
        lambda Z: np.apply_along_axis(p_of, 1, Z),
    ],
    "softmax_jacobian": [
        jacobian_loop,
        lambda z: np.diag(p_of(z)) - np.outer(p_of(z), p_of(z)),
        lambda z: p_of(z)[:, None] * (np.eye(len(z)) - p_of(z)),
        lambda z: np.einsum("i,ij->ij", p_of(z), np.eye(len(z)) - p_of(z)[None]),
        lambda z: (np.eye(len(z)) - p_of(z)[:, None]) @ np.diag(p_of(z)),
    ],
    "mse": [
        mse_loop,
        lambda A, Y: np.mean((A - Y) ** 2),
        lambda A, Y: np.square(Y - A).sum() / A.size,
        lambda A, Y: np.linalg.norm(A - Y) ** 2 / A.size,
        lambda A, Y: float(np.mean(np.mean((A - Y) ** 2, axis=1))),
        lambda A, Y: np.vdot(A - Y, A - Y) / (A.shape[0] * A.shape[1]),
        lambda A, Y: float(np.sum((np.asarray(A) - Y) ** 2) / np.size(A)),
        lambda A, Y: np.einsum("ij,ij->", A - Y, A - Y) / (A.shape[0] * A.shape[1]),
    ],
    "half_sse": [
        lambda A, Y: mse_loop(A, Y) * A.shape[1] / 2,
        lambda A, Y: np.sum((A - Y) ** 2) / (2 * len(A)),
        lambda A, Y: np.mean(0.5 * np.sum((Y - A) ** 2, axis=1)),
        lambda A, Y: np.einsum("rj,rj", A - Y, A - Y) / 2 / A.shape[0],
        lambda A, Y: np.trace((A - Y) @ (A - Y).T) / (2 * len(A)),
        lambda A, Y: np.array(0.5 * np.mean(np.sum((A - Y) ** 2, axis=1))),
        lambda A, Y: 0.5 * np.sum((A - Y) ** 2) / len(A),
        lambda A, Y: np.mean(0.5 * ((A - Y) ** 2).sum(axis=1)),
    ],
    "digit_cost": [
        cost_list,
        lambda a, y: (np.sum((a - y) ** 2), 2 * (a - y)),
        lambda a, y: ((a - y) @ (a - y), 2 * a - 2 * y),
        lambda a, y: (np.linalg.norm(y - a) ** 2, -2 * (y - a)),
        lambda a, y: (float(np.dot(d := a - y, d)), d + d),
        lambda a, y: (float((a - y) @ (a - y)), [2 * (u - v) for u, v in zip(a, y, strict=True)]),
        lambda a, y: [np.linalg.norm(np.subtract(a, y)) ** 2, 2 * np.subtract(a, y)],
    ],
    "bce": [
        bce_loop,
        bce_clip(1e-12),
        bce_clip(1e-15),
        bce_clip(1e-9),
        bce_clip(1e-7),
        lambda p, y: -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)),
        lambda p, y: np.mean(-np.log(np.maximum(np.where(y == 1, p, 1 - p), 1e-300))),
        lambda p, y: -np.log(np.maximum(np.abs(1 - y - p), 1e-12)).sum() / len(p),
    ],
    "cross_entropy": [
        entropy_loop,
        lambda P, Y: -np.sum(Y * np.log(np.clip(P, 1e-12, 1))) / len(P),
        lambda P, Y: -np.mean(np.sum(Y * np.log(np.maximum(P, 1e-15)), axis=1)),
        lambda P, Y: -np.einsum("rk,rk", Y, np.log(P + 1e-10)) / P.shape[0],
        lambda P, Y: np.trace(-Y @ np.log(np.maximum(P, 1e-9)).T) / len(Y),
        lambda P, Y: float(np.mean((Y * -np.log(np.clip(P, 1e-7, 1 - 1e-7))).sum(1))),
        lambda P, Y: -np.mean(np.sum(Y * np.log(np.clip(P, 1e-12, 1)), axis=1)),
        lambda P, Y: -np.sum(np.asarray(Y) * np.log(np.maximum(P, 1e-15))) / len(P),
    ],
    "cross_entropy_labels": [
        lambda P, labels: -np.mean(np.log(np.maximum(picked(P, labels), 1e-12))),
        lambda P, labels: -np.log(np.clip(P, 1e-15, 1))[np.arange(len(P)), labels].mean(),
        lambda P, labels: entropy_loop(P, one_hot_loop(labels, P.shape[1])),
        lambda P, labels: sum(-math.log(max(v, 1e-12)) for v in picked(P, labels)) / len(P),
        lambda P, labels: (
            -np.mean(np.log(np.take_along_axis(P, labels[:, None].astype(int), 1) + 1e-10))
        ),
        lambda P, labels: -np.mean(np.log(np.maximum(np.choose(labels, P.T), 1e-12))),
        lambda P, labels: -np.log(np.maximum(np.diag(P[:, labels]), 1e-12)).mean(),
    ],
    "cross_entropy_logits": [
        logits_loop,
        logits_shifted,
        lambda Z, labels: -np.mean(picked(log_softmax(Z), labels)),
        lambda Z, labels: np.mean(np.logaddexp.reduce(Z * 1.0, axis=1) - picked(Z, labels)),
        lambda Z, labels: -np.sum(one_hot_loop(labels, Z.shape[1]) * log_softmax(Z)) / len(Z),
        lambda Z, labels: np.mean(
            np.logaddexp.reduce(Z - picked(Z, labels)[:, None] * 1.0, axis=1)
        ),
    ],
    "accuracy": [
        accuracy_loop,
        lambda P, labels: np.mean(np.argmax(P, axis=1) == labels),
        lambda P, labels: np.sum(P.argmax(-1) == labels) / len(labels),
        lambda P, labels: np.count_nonzero(np.argmax(P.T, axis=0) == labels) / P.shape[0],
        lambda P, labels: np.mean(picked(P, labels) >= P.max(axis=1)),
        lambda P, labels: 1 - np.mean(np.argsort(P, axis=1)[:, -1] != labels),
        lambda P, labels: np.mean(P.argmax(axis=1) == labels),
        lambda P, labels: np.count_nonzero(np.argmax(P, 1) == labels) / len(P),
    ],
    "corrected_losses": [lines, lines_loop],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"corrected_losses"}
