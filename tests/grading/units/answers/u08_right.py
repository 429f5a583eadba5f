"""Right answers to unit 08 in many forms: each must pass, visible and hidden."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


def softmax(Z):
    Z = np.asarray(Z, dtype=float)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


def squared_rows(A, Y):
    rows = [(a - y) * a * (1 - a) for a, y in zip(A, Y, strict=True)]
    return np.array(rows) / len(rows)


def softmax_rows(Z, Y):
    out = []
    for z, y in zip(Z, Y, strict=True):
        e = [float(np.exp(v - max(z))) for v in z]
        out.append([(v / sum(e) - t) / len(Z) for v, t in zip(e, y, strict=True)])
    return out


def softmax_in_place_of_a_copy(Z, Y):
    P = softmax(Z)
    P -= Y
    P /= len(P)
    return P


def softmax_from_logarithms(Z, Y):
    m = np.max(Z, axis=1, keepdims=True)
    ln_p = Z - m - np.log(np.sum(np.exp(Z - m), axis=1, keepdims=True))
    return np.exp(ln_p) / len(Z) - Y / len(Z)


def softmax_labels(Z, Y):
    """All paths: the Jacobian of each row times the slope in P."""
    P = softmax(Z)
    J = np.einsum("rk,kj->rkj", P, np.eye(P.shape[1])) - P[:, :, None] * P[:, None]
    G = -np.asarray(Y) / np.maximum(P, 1e-300)
    if np.any(P < 1e-290):  # 0 times infinity: the two factors cancel by hand
        return (P - Y) / len(P)
    return np.einsum("rk,rkj->rj", G, J) / len(P)


def dense_loops(dZ, X, W):
    N, (n_in, n_out) = len(X), W.shape
    dX, dW, db = np.zeros((N, n_in)), np.zeros((n_in, n_out)), np.zeros(n_out)
    for r in range(N):
        for j in range(n_out):
            db[j] += dZ[r, j]
            for i in range(n_in):
                dW[i, j] += X[r, i] * dZ[r, j]
                dX[r, i] += dZ[r, j] * W[i, j]
    return dX, dW, db


def dense_outer(dZ, X, W):
    dW = sum(np.outer(x, d) for x, d in zip(X, dZ, strict=True))
    return [np.array([W @ d for d in dZ]), dW, sum(dZ)]


def dense_ones(dZ, X, W):
    return (W @ dZ.T).T, (dZ.T @ X).T, np.ones(len(dZ)) @ dZ


def dense_einsum(dZ, X, W):
    return (
        np.einsum("rj,ij->ri", dZ, W),
        np.einsum("ri,rj->ij", X, dZ),
        np.einsum("rj->j", dZ),
    )


def hidden_loops(dZ_next, W_next, A):
    out = np.zeros(A.shape)
    for r in range(A.shape[0]):
        for i in range(A.shape[1]):
            for m in range(W_next.shape[1]):
                out[r, i] += dZ_next[r, m] * W_next[i, m]
            out[r, i] *= A[r, i] * (1 - A[r, i])
    return out


def mlp_lines(X, Y, W1, b1, W2, b2):
    N = X.shape[0]
    A1 = sigmoid(X @ W1 + b1)
    A2 = sigmoid(A1 @ W2 + b2)
    dZ2 = 1 / N * (A2 - Y) * A2 * (1 - A2)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    return [X.T @ dZ1, np.sum(dZ1, axis=0), A1.T @ dZ2, np.sum(dZ2, axis=0)]


def mlp_mean_at_the_end(X, Y, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1 + b1)
    A2 = sigmoid(A1 @ W2 + b2)
    d2 = (A2 - Y) * A2 * (1 - A2)
    d1 = d2 @ W2.T * A1 * (1 - A1)
    return X.T @ d1 / len(X), d1.mean(axis=0), A1.T @ d2 / len(X), d2.mean(axis=0)


def mlp_one_by_one(X, Y, W1, b1, W2, b2):
    total = [np.zeros(np.shape(v)) for v in (W1, b1, W2, b2)]
    for x, y in zip(X, Y, strict=True):
        a1 = sigmoid(x @ W1 + b1)
        a2 = sigmoid(a1 @ W2 + b2)
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = (W2 @ d2) * a1 * (1 - a1)
        for k, g in enumerate([np.outer(x, d1), d1, np.outer(a1, d2), d2]):
            total[k] += g
    return tuple(g / len(X) for g in total)


def mlp_columns(X, Y, W1, b1, W2, b2):
    """As in books with an example in each column."""
    A0, T = X.T, np.transpose(Y)
    A1 = sigmoid(W1.T @ A0 + np.reshape(b1, (-1, 1)))
    A2 = sigmoid(W2.T @ A1 + np.reshape(b2, (-1, 1)))
    D2 = (A2 - T) * A2 * (1 - A2) / A0.shape[1]
    D1 = W2 @ D2 * A1 * (1 - A1)
    return A0 @ D1.T, D1.sum(axis=1), A1 @ D2.T, D2.sum(axis=1)


def mlp_folded(X, Y, W1, b1, W2, b2):
    """The bias as a weight from a constant 1."""
    one = np.ones((len(X), 1))
    X1 = np.hstack([one, X])
    A1 = np.hstack([one, sigmoid(X1 @ np.vstack([b1, W1]))])
    A2 = sigmoid(A1 @ np.vstack([b2, W2]))
    d2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    d1 = (d2 @ W2.T) * A1[:, 1:] * (1 - A1[:, 1:])
    G1, G2 = X1.T @ d1, A1.T @ d2
    return G1[1:], G1[0], G2[1:], G2[0]


ACT = {
    "identity": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "softmax": softmax,
}
SLOPE = {
    "identity": lambda z: np.ones_like(z),
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0).astype(float),
}


def run(X, params, acts):
    Z, A = [], [np.asarray(X, dtype=float)]
    for (W, b), act in zip(params, acts, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(ACT[act](Z[-1]))
    return Z, A


def loop_reversed(params, acts, X, Y, loss):
    Z, A = run(X, params, acts)
    dZ = (A[-1] - Y) / len(X)
    if loss == "half_sse":
        dZ = dZ * SLOPE[acts[-1]](Z[-1])
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.append((A[k].T @ dZ, dZ.sum(axis=0)))
        if k > 0:
            dZ = dZ @ params[k][0].T * SLOPE[acts[k - 1]](Z[k - 1])
    return grads[::-1]


def slopes_from_a(params, acts, X, Y, loss):
    from_a = {
        "identity": lambda a: 1.0,
        "sigmoid": lambda a: a - a**2,
        "tanh": lambda a: (1 - a) * (1 + a),
        "relu": lambda a: a > 0,
    }
    _, A = run(X, params, acts)
    dA, grads = (A[-1] - Y) / len(Y), [None] * len(params)
    for k in range(len(params))[::-1]:
        plain = k == len(params) - 1 and loss == "cross_entropy"
        dZ = dA if plain else dA * from_a[acts[k]](A[k + 1])
        grads[k] = [np.einsum("ri,rj->ij", A[k], dZ), np.add.reduce(dZ)]
        dA = dZ @ params[k][0].T
    return grads


def recursive(params, acts, X, Y, loss):
    def go(a, k):
        z = a @ params[k][0] + params[k][1]
        out = ACT[acts[k]](z)
        if k == len(params) - 1:
            d = (out - Y) / len(Y)
            d = d if loss == "cross_entropy" else d * SLOPE[acts[k]](z)
            rest = []
        else:
            d, rest = go(out, k + 1)
            d = d * SLOPE[acts[k]](z)
        return d @ params[k][0].T, [(a.T @ d, d.sum(0)), *rest]

    return go(np.asarray(X, dtype=float), 0)[1]


def mean_of_examples(params, acts, X, Y, loss):
    each = [loop_reversed(params, acts, X[r : r + 1], Y[r : r + 1], loss) for r in range(len(X))]
    return tuple(
        (
            np.mean([grads[k][0] for grads in each], axis=0),
            np.mean([grads[k][1] for grads in each], axis=0),
        )
        for k in range(len(params))
    )


def flatten_loop(params):
    theta = []
    for W, b in params:
        for row in W:
            theta.extend(row)
        theta.extend(b)
    return theta


def error_loop(g, n):
    worst = 0.0
    for a, b in zip(np.ravel(g).tolist(), np.ravel(n).tolist(), strict=True):
        worst = max(worst, abs(a - b) / max(1e-8, abs(a) + abs(b)))
    return worst


def error_where(g, n):
    size = np.abs(g) + np.abs(n)
    return (np.abs(np.subtract(g, n)) / np.where(size > 1e-8, size, 1e-8)).max()


def lines_in_other_forms(X, A1, W2, A2, Y, dZ2, dA1, dZ1):
    N = X.shape[0]
    return [
        np.einsum("ri,rh->ih", X, -(Y - A2) * (A2 - A2**2) @ W2.T * A1 * (1 - A1)) / N,
        (((W2 @ dZ2.T) * (A1 - A1**2).T) @ X).T,
        X.T @ (dA1 * A1) - X.T @ (dA1 * A1**2),
        sum(np.outer(x, d) for x, d in zip(X, dZ1, strict=True)),
    ]


def recursion_sums(x, y, W1, b1, W2, b2, dZ):
    a1 = sigmoid(x @ W1 + b1)
    a2 = sigmoid(a1 @ W2 + b2)
    e = [2 * (a - t) * a * (1 - a) for a, t in zip(a2, y, strict=True)]
    box = [sum(W2[k][m] * e[m] for m in range(len(e))) for k in range(len(a1))]
    delta = [g * a * (1 - a) for g, a in zip(box, a1, strict=True)]
    return (
        [[a * v for v in e] for a in a1],
        box,
        [[v * d for d in delta] for v in x],
        [sum(column) for column in dZ.T],
    )


def recursion_rows(x, y, W1, b1, W2, b2, dZ):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    gW1, _, gW2, gb2 = mlp_lines(x[None], y[None], W1, b1, W2, b2)
    return 2 * gW2, 2 * gb2 @ W2.T, 2 * gW1, dZ.sum(axis=0)


def float32_lists(params, acts, X, Y, loss):
    grads = mean_of_examples(params, acts, X, Y, loss)
    return tuple([np.asarray(g, dtype=np.float32) for g in pair] for pair in grads)


def half_sse(X, Y, W1, b1, W2, b2):
    out = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)
    return np.sum((out - Y) ** 2) / (2 * len(X))


def check_by_nudges(f):
    rng, h = np.random.default_rng(0), 1e-5
    for n, (d, m, k) in [(3, (2, 3, 2)), (4, (1, 2, 3))]:
        X, Y = rng.normal(size=(n, d)), rng.random((n, k))
        params = [rng.normal(size=s) for s in [(d, m), m, (m, k), k]]
        for which, got in enumerate(f(X, Y, *params)):
            for at in np.ndindex(params[which].shape):
                plus, minus = [[v.copy() for v in params] for _ in range(2)]
                plus[which][at] += h
                minus[which][at] -= h
                slope = (half_sse(X, Y, *plus) - half_sse(X, Y, *minus)) / (2 * h)
                if abs(np.asarray(got)[at] - slope) > 1e-7:
                    return False
    return True


def check_by_formula(f):
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(6, 2)), rng.random((6, 3))
    params = [rng.normal(size=s) for s in [(2, 4), 4, (4, 3), 3]]
    pairs = zip(f(X, Y, *params), mlp_one_by_one(X, Y, *params), strict=True)
    return all(np.allclose(g, n, rtol=1e-5, atol=1e-8) for g, n in pairs)


RIGHT = {
    "delta_squared": [
        lambda A, Y: (A - Y) * A * (1 - A) / len(A),
        lambda A, Y: -(Y - A) / A.shape[0] * (A - np.square(A)),
        lambda A, Y: np.multiply(A - Y, 0.25 - (A - 0.5) ** 2) * (1 / np.size(A, 0)),
        lambda A, Y: (A**2 - A**3 - Y * A + Y * A**2) / len(Y),
        squared_rows,
    ],
    "delta_softmax": [
        lambda Z, Y: (softmax(Z) - Y) / len(Z),
        lambda Z, Y: -(np.asarray(Y) - softmax(Z)) / Z.shape[0],
        softmax_rows,
        softmax_in_place_of_a_copy,
        softmax_labels,
        softmax_from_logarithms,
        lambda Z, Y: (softmax(Z) * np.sum(Y, axis=1, keepdims=True) - Y) / len(Z),
    ],
    "dense_backward": [dense_loops, dense_outer, dense_ones, dense_einsum],
    "hidden_delta": [
        lambda dZ, W, A: dZ @ W.T * A * (1 - A),
        lambda dZ, W, A: (W @ dZ.T).T * (A - A**2),
        lambda dZ, W, A: np.einsum("rm,im,ri->ri", dZ, W, A * (1 - A)),
        hidden_loops,
    ],
    "mlp_grads": [mlp_lines, mlp_mean_at_the_end, mlp_one_by_one, mlp_columns, mlp_folded],
    "backprop": [loop_reversed, slopes_from_a, recursive, mean_of_examples, float32_lists],
    "flatten": [
        lambda params: np.concatenate([v for W, b in params for v in (W.ravel(), b)]),
        lambda params: np.hstack([np.append(W.flatten(), b) for W, b in params]),
        lambda params: np.concatenate([np.vstack([W, b]).reshape(-1) for W, b in params]),
        flatten_loop,
        lambda params: [float(v) for W, b in params for v in [*W.flat, *b]],
    ],
    "relative_error": [
        lambda g, n: np.max(np.abs(g - n) / np.maximum(1e-8, np.abs(g) + np.abs(n))),
        lambda g, n: float(np.amax(abs(n - g) / np.clip(abs(g) + abs(n), 1e-8, None))),
        error_loop,
        error_where,
        lambda g, n: max((abs(g - n) / np.fmax(1e-8, abs(g) + abs(n))).flat),
    ],
    "derive_first_weights": [lines_in_other_forms],
    "corrected_recursion": [recursion_sums, recursion_rows],
    "check_mlp": [check_by_nudges, check_by_formula],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_first_weights", "corrected_recursion", "check_mlp"}
