"""Wrong answers to unit 03 that are not in the specs: all rejected, most of them named."""

from itertools import pairwise

import numpy as np

from nnkit import dense, forward, forward_232, sigmoid
from nnkit.activations import FORWARD


def count_returned_early(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += (sizes[i] + 1) * sizes[i + 1]
        return total


def count_one_too_far(sizes):
    return sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(len(sizes)))


def count_replaced(sizes):
    for i in range(len(sizes) - 1):
        total = sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


def count_wrapped(sizes):
    return sum(sizes[i] + sizes[i] * sizes[i - 1] for i in range(len(sizes)))


def dense_one_row(X, W, b):
    for x in X:
        return np.dot(x, W) + b


def dense_integers(X, W, b):
    Z = np.zeros((X.shape[0], W.shape[1]), dtype=int) if X.dtype.kind == "i" else None
    if Z is None:
        return X @ W + b
    Z[:] = X @ W + b
    return Z


def dense_into_b(X, W, b):
    b += 1
    return X @ W + b - 1


def loops(term, start=0.0):
    def answer(x, W, b):
        out = []
        for j in range(len(b)):
            z = start
            for i in range(len(x)):
                z = term(z, x, W, b, i, j)
            out.append(z)
        return np.array(out)

    return answer


def loops_transposed(x, W, b):
    z = []
    for j in range(len(b)):
        z.append(b[j] + sum(W[j][i] * x[i] for i in range(len(x))))
    return np.array(z)


def loops_not_reset(x, W, b):
    out, z = [], 0
    for j in range(len(b)):
        for i in range(len(x)):
            z += x[i] * W[i, j]
        out.append(z + b[j])
    return np.array(out)


def loops_same_list(x, W, b):
    z = b
    for j in range(len(b)):
        for i in range(len(x)):
            z[j] = z[j] + x[i] * W[i, j]
    return z


def loops_one_short(x, W, b):
    out = np.zeros(len(b))
    for j in range(len(b)):
        for i in range(len(x) - 1):
            out[j] += x[i] * W[i, j]
        out[j] += b[j]
    return out


def loops_return_inside(x, W, b):
    for j in range(len(b)):
        z = b[j]
        for i in range(len(x)):
            z = z + x[i] * W[i, j]
        return z


def net(change):
    """The right arrays, with some replaced."""

    def answer(X, W1, b1, W2, b2):
        Z1, A1, Z2, A2 = forward_232(X, W1, b1, W2, b2)
        return change(Z1, A1, Z2, A2, W2, b2)

    return answer


def net_without_hidden_sigmoid(X, W1, b1, W2, b2):
    Z1 = dense(X, W1, b1)
    Z2 = dense(Z1, W2, b2)
    return Z1, sigmoid(Z1), Z2, sigmoid(Z2)


def net_naive(X, W1, b1, W2, b2):
    def s(z):
        return np.exp(z) / (1 + np.exp(z))

    Z1 = X @ W1 + b1
    Z2 = s(Z1) @ W2 + b2
    return Z1, s(Z1), Z2, s(Z2)


def net_overwritten(X, W1, b1, W2, b2):
    Z = X @ W1 + b1
    Z1 = Z
    Z[...] = sigmoid(Z)
    Z2 = Z @ W2 + b2
    A2 = sigmoid(Z2)
    return Z1, Z, A2, A2


def forward_in_place(X, params, acts):
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        z = A[-1] @ W + b
        Z.append(z)
        z[...] = FORWARD[act](z)
        A.append(z)
    return Z, A


def forward_same_list(X, params, acts):
    Z = A = [X]
    for (W, b), act in zip(params, acts, strict=True):
        z = A[-1] @ W + b
        Z.append(z)
        A.append(FORWARD[act](z))
    return Z, A


def forward_no_start(X, params, acts):
    Z, A, a = [], [], X
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(a @ W + b)
        a = FORWARD[act](Z[-1])
        A.append(a)
    return Z, A


def forward_first_name(X, params, acts):
    return forward(X, params, [acts[0] for _ in params])


def forward_features(X, params, acts):
    Z = [X @ W + b for W, b in params]
    return Z, [X] + [FORWARD[act](z) for z, act in zip(Z, acts, strict=True)]


def forward_sums_on(X, params, acts):
    Z, A, z = [], [X], X
    for (W, b), act in zip(params, acts, strict=True):
        z = z @ W + b
        Z.append(z)
        A.append(FORWARD[act](z))
    return Z, A


def forward_columns_softmax(X, params, acts):
    def soft(z):
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)

    table = {**FORWARD, "softmax": soft}
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(table[act](Z[-1]))
    return Z, A


def forward_softplus(X, params, acts):
    table = {**FORWARD, "relu": lambda z: np.logaddexp(0, z)}
    Z, A = [], [X]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(table[act](Z[-1]))
    return Z, A


def forward_last_only(X, params, acts):
    return forward(X, params, acts)[1][-1]


def lines(**change):
    """The right lines with some replaced: B=lambda x, a1, W2, b2: ..."""

    def answer(x, W1, b1, W2, b2):
        a1 = sigmoid(x @ W1 + b1)
        right = {"A": x @ W1 + b1, "B": a1 @ W2 + b2}
        right |= {"C": sigmoid(right["B"]), "D": np.tanh(right["B"])}
        right |= {name: wrong(x, a1, W2, b2) for name, wrong in change.items()}
        return tuple(right.values())

    return answer


def printed_b(x, a1, W2, b2):
    return x @ W2 + b2


def printed_d(x, a1, W2, b2):
    return np.tanh(a1 @ W2 + b2[0])


# The second entry says whether the check must name the mistake (True) or only reject it.
WRONG = {
    "count_params": [
        (count_returned_early, True),
        (count_one_too_far, True),
        (count_replaced, True),
        (count_wrapped, True),
        (lambda sizes: np.dot(sizes[:-1], sizes[1:]), True),
        (lambda sizes: sum(a * b for a, b in pairwise(sizes)) + 1, False),
        (
            lambda sizes: sum((a + 1) * (b + 1) for a, b in pairwise(sizes)),
            True,
        ),
        (lambda sizes: sizes[0] * sizes[-1] + sizes[-1], True),
        (lambda sizes: [(a + 1) * b for a, b in pairwise(sizes)], True),
        (lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] + sizes[1] + sizes[2], True),
        (lambda sizes: sizes[0] * sizes[-1], True),
        (lambda sizes: 13002, True),
    ],
    "dense": [
        (lambda X, W, b: np.dot(X, W), True),
        (lambda X, W, b: X @ W + b.reshape(-1, 1), True),
        (lambda X, W, b: W.dot(X) + b, True),
        (lambda X, W, b: np.dot(X, W.T) + b, True),
        (lambda X, W, b: np.multiply(X, W) + b, True),
        (lambda X, W, b: 1 / (1 + np.exp(-(X @ W + b))), True),
        (lambda X, W, b: np.einsum("ri,ij->jr", X, W) + b[:, None], True),
        (lambda X, W, b: X @ W + sum(b), True),
        (lambda X, W, b: np.maximum(0, X @ W + b), True),
        (lambda X, W, b: (X @ W + b) / np.linalg.norm(b), False),
        (dense_one_row, True),
        (dense_integers, True),
        (dense_into_b, True),
        (lambda X, W, b: W.T @ X.T + b, True),
        (lambda X, W, b: (X + b) @ W, True),
        (lambda X, W, b: np.sum(X @ W, axis=0) + b, True),
        (lambda X, W, b: X @ W + len(X) * b, True),
        (lambda X, W, b: X @ W + np.ones(3) * b, True),
    ],
    "dense_loops": [
        (loops(lambda z, x, W, b, i, j: z + x[i] * W[i, j]), True),
        (loops(lambda z, x, W, b, i, j: z + x[i] * W[j, i]), True),
        (loops(lambda z, x, W, b, i, j: z + x[i] * W[i, j] + b[j]), True),
        (loops(lambda z, x, W, b, i, j: x[i] * W[i, j] + b[j]), True),
        (loops(lambda z, x, W, b, i, j: z * x[i] * W[i, j] + b[j], 1.0), False),
        (loops_transposed, True),
        (loops_not_reset, True),
        (loops_same_list, True),
        (loops_one_short, True),
        (loops_return_inside, True),
        (lambda x, W, b: W.dot(x) + b, True),
        (lambda x, W, b: 1 / (1 + np.exp(-(x @ W + b))), True),
        (lambda x, W, b: np.sum(x * W) + b, True),
        (lambda x, W, b: x * W + b, True),
    ],
    "from_columns": [
        (lambda W, b: (W, b.flatten()), True),
        (lambda W, b: (W.reshape(W.shape[::-1]), b.ravel()), True),
        (lambda W, b: (W.T, b.reshape(-1, 1)), True),
        (lambda W, b: (W.transpose(), b.transpose()), True),
        (lambda W, b: (np.flip(W, axis=0), b.ravel()), True),
        (lambda W, b: (np.flip(W.T), b.ravel()), False),
        (lambda W, b: (W.T, np.squeeze(b)), True),
        (lambda W, b: (W.T, b.T[0]), True),
        (lambda W, b: [b.ravel(), W.T], True),
        (lambda W, b: (W.T, W.T @ b), True),
        (lambda W, b: (np.linalg.pinv(W), b.ravel()), False),
        (lambda W, b: (W.T, b.ravel()[::-1]), True),
        (lambda W, b: W.T + b.ravel(), True),
        (lambda W, b: (W.T, np.sum(b)), True),
        (lambda W, b: (W.T, W.T @ b), True),
    ],
    "forward_232": [
        (net_without_hidden_sigmoid, True),
        (net_naive, True),
        (net_overwritten, True),
        (net(lambda Z1, A1, Z2, A2, W2, b2: (Z1, A1, Z2, Z2)), True),
        (net(lambda Z1, A1, Z2, A2, W2, b2: [A1, A2]), True),
        (net(lambda Z1, A1, Z2, A2, W2, b2: (A1, Z1, A2, Z2)), True),
        (net(lambda Z1, A1, Z2, A2, W2, b2: (Z1, A1, A1 @ W2, sigmoid(A1 @ W2))), True),
        (net(lambda Z1, A1, Z2, A2, W2, b2: (Z1, A1, Z2, np.round(A2))), False),
        (lambda X, W1, b1, W2, b2: forward_232(X, W1, b1 * 0, W2, b2 * 0), True),
        (lambda X, W1, b1, W2, b2: dense(sigmoid(dense(X, W1, b1)), W2, b2), True),
        (lambda X, W1, b1, W2, b2: sigmoid(X @ W2 + b2), True),
    ],
    "forward": [
        (forward_in_place, True),
        (forward_same_list, True),
        (forward_no_start, True),
        (forward_first_name, True),
        (forward_features, True),
        (forward_sums_on, True),
        (forward_columns_softmax, True),
        (forward_softplus, False),
        (forward_last_only, True),
        (lambda X, params, acts: forward(X, params, acts[::-1]), True),
        (lambda X, params, acts: forward(X, [(W, 0 * b) for W, b in params], acts), True),
        (lambda X, params, acts: forward(X, params, acts)[::-1], True),
    ],
    "corrected_layers": [
        (lines(B=printed_b), True),
        (lines(B=printed_b, D=printed_d), True),
        (lines(C=lambda x, a1, W2, b2: b2), True),
        (lines(C=lambda x, a1, W2, b2: W2.T @ a1 + b2), True),
        (lines(C=lambda x, a1, W2, b2: sigmoid(W2.T @ a1) + b2), True),
        (lines(D=lambda x, a1, W2, b2: np.tanh(a1 @ W2) + b2), True),
        (lines(D=printed_d), True),
    ],
    "predict_wider": [
        (lambda: "C", True),
        (lambda: "a", True),
        (lambda: 2, False),
        (lambda: "about twice", False),
        (lambda: "d", True),
        (lambda: 2, False),
        (lambda: "about doubles", False),
    ],
}
