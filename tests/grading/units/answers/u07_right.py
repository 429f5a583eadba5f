"""Right answers to unit 07 in many forms: each must pass, visible and hidden."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


def chain(x, w, b):
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(sigmoid(w_l * a[-1] + b_l))
    return a


def chain_loop(x, y, w, b):
    a = chain(x, w, b)
    dw, db = np.zeros(3), np.zeros(3)
    e = 2 * (a[3] - y)
    for k in (2, 1, 0):
        e = e * a[k + 1] * (1 - a[k + 1])
        dw[k], db[k] = e * a[k], e
        e = e * w[k]
    return dw, db


def chain_product(x, y, w, b):
    a = np.array(chain(x, w, b), dtype=float)
    s = a[1:] * (1 - a[1:])
    db = (
        2
        * (a[3] - y)
        * np.array([s[2] * w[2] * s[1] * w[1] * s[0], s[2] * w[2] * s[1], s[2]], dtype=float)
    )
    return [db * a[:3], db]


def chain_recursive(x, y, w, b):
    def back(a, k):
        out = sigmoid(w[k] * a + b[k])
        slope, rest = (2 * (out - y), ()) if k == 2 else back(out, k + 1)
        e = slope * out * (1 - out)
        return e * w[k], ((e * a, e), *rest)

    pairs = back(x, 0)[1]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def chain_matrices(x, y, w, b):
    A = [np.array([[x]], dtype=float)]
    for k in range(3):
        A.append(sigmoid(A[-1] * w[k] + b[k]))
    dZ = 2 * (A[3] - y) * A[3] * (1 - A[3])
    dw, db = [], []
    for k in (2, 1, 0):
        dw.insert(0, (A[k].T @ dZ).item())
        db.insert(0, dZ.sum())
        dZ = dZ * w[k] * A[k] * (1 - A[k])
    return np.array(dw), np.array(db)


def nine_matrices(X, y, theta):
    theta = np.asarray(theta, dtype=float)
    W1 = theta[:4].reshape(2, 2).T
    N = X @ W1 + theta[6:8]
    dZ2 = 2 * (N @ theta[4:6] + theta[8] - y) / len(y)
    dZ1 = np.outer(dZ2, theta[4:6])
    return np.concatenate([(X.T @ dZ1).T.ravel(), N.T @ dZ2, dZ1.sum(axis=0), [dZ2.sum()]])


def nine_means(X, y, theta):
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = theta
    x1, x2 = X[:, 0], X[:, 1]
    N1, N2 = w1 * x1 + w2 * x2 + b1, w3 * x1 + w4 * x2 + b2
    r = y - w5 * N1 - w6 * N2 - b3
    terms = [w5 * x1, w5 * x2, w6 * x1, w6 * x2, N1, N2, w5 + 0 * r, w6 + 0 * r, 1 + 0 * r]
    return [-2 * np.mean(r * term) for term in terms]


def nine_loop(X, y, theta):
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = (float(v) for v in theta)
    g = [0.0] * 9
    for i in range(len(y)):
        p, q = X[i][0], X[i][1]
        N1, N2 = w1 * p + w2 * q + b1, w3 * p + w4 * q + b2
        e = 2 / len(y) * (w5 * N1 + w6 * N2 + b3 - y[i])
        row = [e * w5 * p, e * w5 * q, e * w6 * p, e * w6 * q, e * N1, e * N2, e * w5, e * w6, e]
        g = [a + b for a, b in zip(g, row, strict=True)]
    return np.array(g)


def nine_einsum(X, y, theta):
    theta = np.asarray(theta, dtype=float)
    W, v, c = theta[:4].reshape(2, 2), theta[4:6], theta[6:8]
    N = np.einsum("ri,ji->rj", X, W) + c
    e = -2 * (y - np.einsum("rj,j->r", N, v) - theta[8]) / len(y)
    dW = np.einsum("r,j,ri->ji", e, v, X)
    return np.array([*dW.flat, *(e @ N), *(v * e.sum()), e.sum()])


def layers(x, theta):
    w, b = np.asarray(theta[:10], dtype=float), theta[10:]
    h = np.tanh(w[:4].reshape(2, 2) @ x + b[:2])
    return w, h, np.tanh(w[4:8].reshape(2, 2) @ h + b[2:4])


def two_matrices(x, y, theta):
    w, h, g = layers(x, theta)
    error = 2 * (w[8:] @ g + theta[14] - y)
    back = (error * w[8:] * (1 - g**2)) @ w[4:8].reshape(2, 2)
    return (back * (1 - h**2))[0] * x[0]


def two_cosh(x, y, theta):
    w, h, g = layers(x, theta)
    s = [(1 - v) * (1 + v) for v in (h[0], *g)]
    first = w[8] * s[1] * w[4] * s[0] * x[0]
    second = w[9] * s[2] * w[6] * s[0] * x[0]
    return -2 * (y - (w[8] * g[0] + w[9] * g[1] + theta[14])) * (first + second)


def two_forward(x, y, theta):
    """Forward mode: carry the slope along with the value."""
    w, h, g = layers(x, theta)
    dh = (1 - h[0] ** 2) * x[0]
    dg = (1 - g**2) * w[[4, 6]] * dh
    return np.array(2 * (w[8:] @ g + theta[14] - y) * (w[8:] @ dg))


def two_stacked(x, y, theta):
    w, h, g = layers(x, theta)
    out = np.dot(w[8:], g) + theta[14]
    return float(2 * (out - y) * np.sum(w[8:] * (1 - g * g) * w[4:8:2]) * (1 - h[0] ** 2) * x[0])


def lines_names(x, w2, w3, a1, a2, a3, y, e3, e2, e1):
    s1, s2, s3 = (a - a**2 for a in (a1, a2, a3))
    return [
        -2 * (y - a3) * s3 * w3 * s2 * w2 * s1 * x,
        x * s1 * w2 * s2 * w3 * e3,
        x * s1 * w2 * e2,
        x * e1,
    ]


def measured(f, theta):
    h = 1e-6
    return np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(6)])


def by_nudges(f):
    for seed in range(3):
        theta, (x, y) = np.random.default_rng(seed).normal(size=6), (0.4 + seed, 0.3 * seed)
        want = measured(lambda t, x=x, y=y: (chain(x, t[:3], t[3:])[3] - y) ** 2, theta)
        if not np.allclose(np.concatenate(f(x, y, theta[:3], theta[3:])), want, 1e-4, 1e-8):
            return False
    return True


def by_formula(f):
    places = [
        (0.5, 0.0, [1.0, -2.0, 1.5], [0.3, 0.1, -0.2]),
        (-2.0, 0.7, [0.4, 0.9, 2], [1, -1, 0]),
    ]
    good = True
    for x, y, w, b in places:
        got, want = f(x, y, np.array(w), np.array(b)), chain_loop(x, y, w, b)
        good = good and bool(np.max(np.abs(np.subtract(got, want))) < 1e-7)
    return good


def corrected_loop(x, y, w, b):
    dw, db = chain_loop(x, y, w, b)
    return dw[2], db[0], db[2] * w[2], dw[2] / 2


def corrected_lines(x, y, w, b):
    _, a1, a2, a3 = chain(x, w, b)
    s = a3 * (1 - a3)
    B = 2 * (a3 - y) * s * w[2] * a2 * (1 - a2) * w[1] * a1 * (1 - a1)
    return [2 * a2 * s * (a3 - y), B, 2 * w[2] * s * (a3 - y), -(y - a3) * s * a2]


RIGHT = {
    "output_delta": [
        lambda a, y: (a - y) * a * (1 - a),
        lambda a, y: -(y - a) * (a - np.square(a)),
        lambda a, y: np.multiply(np.subtract(a, y), a) - np.multiply(np.subtract(a, y), a) * a,
        lambda a, y: a**2 - a**3 - y * a + y * a**2,
        lambda a, y: np.asarray(a) * (1 - np.asarray(a)) * np.asarray(a - y),
        lambda a, y: 0.5 * 2 * (y - a) * (-1) * (0.25 - (a - 0.5) ** 2),
    ],
    "grads_chain": [chain_loop, chain_product, chain_recursive, chain_matrices],
    "grads_221": [nine_matrices, nine_means, nine_loop, nine_einsum],
    "grad_w1_2221": [two_matrices, two_cosh, two_forward, two_stacked],
    "derive_w1": [lines_names],
    "check_chain": [by_nudges, by_formula],
    "corrected_chain": [corrected_loop, corrected_lines],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_w1", "check_chain", "corrected_chain"}
