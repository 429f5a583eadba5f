"""Right answers to unit 03 in many forms: each must pass, visible and hidden."""

from functools import reduce
from itertools import pairwise

import numpy as np


def count_loop(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1]
        total += sizes[i + 1]
    return total


def count_arrays(sizes):
    return sum(np.zeros((n, m)).size + np.zeros(m).size for n, m in pairwise(sizes))


def count_recursive(sizes):
    return 0 if len(sizes) < 2 else (sizes[0] + 1) * sizes[1] + count_recursive(sizes[1:])


def dense_three_loops(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for r in range(len(X)):
        for j in range(len(b)):
            for i in range(len(W)):
                Z[r, j] += X[r, i] * W[i, j]
            Z[r, j] += b[j]
    return Z


def loops_append(x, W, b):
    out = []
    for j in range(W.shape[1]):
        z = b[j]
        for i in range(W.shape[0]):
            z = z + x[i] * W[i, j]
        out.append(z)
    return np.array(out)


def loops_by_input(x, W, b):
    z = np.array(b, dtype=float)
    for value, row in zip(x, W, strict=True):
        z = z + value * row
    return z


def loops_list(x, W, b):
    return [sum(v * w for v, w in zip(x, W[:, j], strict=True)) + b[j] for j in range(len(b))]


def columns_loop(W, b):
    out = np.empty((W.shape[1], W.shape[0]))
    for j in range(W.shape[0]):
        for i in range(W.shape[1]):
            out[i, j] = W[j, i]
    return out, np.array([float(np.ravel(v)[0]) for v in b])


def sigmoid(z):
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_tanh(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def net_tanh(X, W1, b1, W2, b2):
    Z1 = np.dot(X, W1) + b1
    A1 = sigmoid_tanh(Z1)
    Z2 = np.dot(A1, W2) + b2
    return [Z1, A1, Z2, sigmoid_tanh(Z2)]


def net_loop(X, W1, b1, W2, b2):
    rows = []
    for x in X:
        z1 = loops_append(x, W1, b1)
        a1 = sigmoid(z1)
        z2 = loops_append(a1, W2, b2)
        rows.append((z1, a1, z2, sigmoid(z2)))
    return tuple(np.array(part) for part in zip(*rows, strict=True))


def net_columns(X, W1, b1, W2, b2):
    z1 = W1.T @ X.T + b1[:, None]
    a1 = sigmoid(z1)
    z2 = W2.T @ a1 + b2[:, None]
    return z1.T, a1.T, z2.T, sigmoid(z2).T


def net_folded(X, W1, b1, W2, b2):
    one = np.ones((len(X), 1))
    Z1 = np.hstack([one, X]) @ np.vstack([b1, W1])
    A1 = np.exp(-np.logaddexp(0, -Z1))
    Z2 = np.hstack([one, A1]) @ np.vstack([b2, W2])
    return Z1, A1, Z2, np.exp(-np.logaddexp(0, -Z2))


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1).reshape(-1, 1))
    return E / np.sum(E, axis=1).reshape(-1, 1)


def softmax_log(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


TABLE = {
    "identity": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "softmax": softmax,
}


def forward_table(X, params, acts):
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(TABLE[act](Z[-1]))
    return Z, A


def forward_ifs(X, params, acts):
    Zs, As, a = [], [X.copy()], X
    for i in range(len(params)):
        z = np.einsum("ri,ij->rj", a, params[i][0]) + params[i][1]
        if acts[i] == "sigmoid":
            a = sigmoid_tanh(z)
        elif acts[i] == "tanh":
            a = 2 * sigmoid(2 * z) - 1
        elif acts[i] == "relu":
            a = z * (z > 0)
        elif acts[i] == "softmax":
            a = softmax_log(z)
        else:
            a = z.copy()
        Zs.append(z)
        As.append(a)
    return tuple(Zs), tuple(As)


def forward_recursive(X, params, acts):
    if not params:
        return [], [X]
    (W, b), *rest = params
    z = X @ W + b
    Z, A = forward_recursive(TABLE[acts[0]](z), rest, acts[1:])
    return [z, *Z], [X, *A]


def forward_by_rows(X, params, acts):
    runs = [forward_table(X[r : r + 1], params, acts) for r in range(len(X))]
    Z = [np.vstack([run[0][k] for run in runs]) for k in range(len(params))]
    return Z, [np.vstack([run[1][k] for run in runs]) for k in range(len(params) + 1)]


def forward_reduced(X, params, acts):
    def step(done, layer):
        Z, A = done
        (W, b), act = layer
        z = b + np.tensordot(A[-1], W, axes=1)
        return [*Z, z], [*A, TABLE[act](z)]

    return reduce(step, zip(params, acts, strict=True), ([], [X]))


def layers_rows(x, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    return z1, z2, sigmoid(z2), np.tanh(z2)


def layers_columns(x, W1, b1, W2, b2):
    a1 = sigmoid_tanh(W1.T @ x + b1)
    N3, N4 = np.tanh(a1 @ W2[:, 0] + b2[0]), np.tanh(a1 @ W2[:, 1] + b2[1])
    return [
        loops_append(x, W1, b1),
        loops_list(a1, W2, b2),
        sigmoid(W2.T @ a1 + b2),
        np.array([N3, N4]),
    ]


RIGHT = {
    "count_params": [
        count_loop,
        count_arrays,
        count_recursive,
        lambda sizes: sum((sizes[i - 1] + 1) * sizes[i] for i in range(1, len(sizes))),
        lambda sizes: int(np.dot(np.array(sizes[:-1]) + 1, sizes[1:])),
        lambda sizes: float(np.dot(np.array(sizes[:-1]) + 1, sizes[1:])),
        lambda sizes: np.sum((np.array(sizes[:-1]) + 1) * np.array(sizes[1:])),
        lambda sizes: sum((a + 1) * b for a, b in pairwise(sizes)),
        lambda sizes: int(np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:])),
    ],
    "dense": [
        dense_three_loops,
        lambda X, W, b: X.dot(W) + b,
        lambda X, W, b: b + np.einsum("ri,ij->rj", X, W),
        lambda X, W, b: (W.T @ X.T + b[:, None]).T,
        lambda X, W, b: np.array([x @ W + b for x in X]),
        lambda X, W, b: np.c_[np.ones(len(X)), X] @ np.vstack([b, W]),
        lambda X, W, b: np.matmul(X, W) + np.tile(b, (len(X), 1)),
        lambda X, W, b: (X[:, :, None] * W).sum(axis=1) + b.reshape(1, -1),
        lambda X, W, b: X @ W + b,
        lambda X, W, b: np.einsum("ni,ij->nj", X, W) + b[None, :],
    ],
    "dense_loops": [
        loops_append,
        loops_by_input,
        loops_list,
        lambda x, W, b: np.array([sum(x * W[:, j]) + b[j] for j in range(len(b))]),
        lambda x, W, b: x @ W + b,
        lambda x, W, b: (
            np.array([sum(x[i] * column[i] for i in range(len(x))) for column in W.T]) + b
        ),
        lambda x, W, b: (x[:, None] * W).sum(0) + b,
        lambda x, W, b: np.einsum("i,ij->j", x, W) + b,
    ],
    "from_columns": [
        columns_loop,
        lambda W, b: (W.T, b.ravel()),
        lambda W, b: (np.transpose(W), np.reshape(b, -1)),
        lambda W, b: [W.T.copy(), b.flatten()],
        lambda W, b: (np.swapaxes(W, 0, 1), b.reshape(len(W))),
        lambda W, b: (np.array(list(zip(*W, strict=True))), b[:, 0] if b.ndim == 2 else b),
        lambda W, b: (np.einsum("ji->ij", W), np.concatenate([b], axis=None)),
        lambda W, b: (W.T, np.ravel(b)),
        lambda W, b: (np.transpose(W), b.flatten()),
    ],
    "forward_232": [net_tanh, net_loop, net_columns, net_folded],
    "forward": [forward_table, forward_ifs, forward_recursive, forward_by_rows, forward_reduced],
    "predict_wider": [lambda: "B", lambda: "b", lambda: " B "],
    "corrected_layers": [layers_rows, layers_columns],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"corrected_layers", "predict_wider"}
