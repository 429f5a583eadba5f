"""Right answers to unit 10 in many forms: each must pass, visible and hidden."""

import math

import numpy as np

from nnkit import forward
from nnkit.lessons.representation import permute_hidden, staircase, tent_params


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


def stairs_unit_by_unit(f, M, k, x):
    low, high = min(x), max(x)
    knots = [low + i * (high - low) / M for i in range(M + 1)]
    y = np.full(len(x), float(f(np.array(knots))[0]))
    for left, right in zip(knots, knots[1:]):  # noqa: RUF007, B905
        jump = f(np.array([right]))[0] - f(np.array([left]))[0]
        y = y + jump * sigmoid(k * (np.asarray(x, float) - (left + right) / 2))
    return y


def stairs_as_a_network(f, M, k, x):
    x = np.asarray(x, dtype=float)
    t = np.linspace(x.min(), x.max(), M + 1)
    values = np.asarray(f(t), dtype=float)
    W1, b1 = np.full((1, M), float(k)), -k * (t[:-1] + np.diff(t) / 2)
    params = [(W1, b1), (np.diff(values)[:, None], values[:1])]
    return forward(x[:, None], params, ["sigmoid", "identity"])[1][-1][:, 0]


def stairs_with_tanh(f, M, k, x):
    knots = np.linspace(np.min(x), np.max(x), M + 1)
    centres = np.convolve(knots, [0.5, 0.5], "valid")
    y = np.asarray(f(knots), dtype=float)
    hidden = (1 + np.tanh(k * np.subtract.outer(x, centres) / 2)) / 2
    return y[0] + np.sum(hidden * (y[1:] - y[:-1]), axis=1)


def tent_scaled(k):
    """The units carry twice as much, the next weights half."""
    W, b = np.array([[2.0, 4.0]]), np.array([0.0, -2.0])
    params = [(W, b)]
    for _ in range(k - 1):
        params.append((np.array([[1.0], [-1.0]]) @ W, b))
    return [*params, (np.array([[1.0], [-1.0]]), np.array([0.0]))]


def tent_exchanged(k):
    """The unit of the middle comes first."""
    middle = np.array([[-4.0, -4.0], [2.0, 2.0]])
    bias = np.array([-0.5, 0.0])
    layers = [(np.ones((1, 2)), bias)] + [(middle, bias)] * (k - 1)
    return (*layers, (np.array([[-4.0], [2.0]]), np.zeros(1)))


def tent_lists(k):
    layers = [([[1, 1]], [0, -0.5])]
    layers += [([[2, 2], [-4, -4]], [0, -0.5]) for _ in range(k - 1)]
    return [*layers, ([[2], [-4]], [0])]


def tent_mirrored(k):
    """The falling side comes first: 2 - 2x, less 4 (1/2 - x) on the left."""
    W, b = np.array([[-1.0, -1.0]]), np.array([1.0, 0.5])
    out = np.array([[2.0], [-4.0]])
    return [(W, b), *[(out @ W, b)] * (k - 1), (out, np.zeros(1))]


def units_by_matrix(W1, b1, W2, perm):
    P = np.eye(len(perm))[:, perm]
    return W1 @ P, b1 @ P, P.T @ W2


def units_one_by_one(W1, b1, W2, perm):
    new_W1, new_b1, new_W2 = np.empty(W1.shape), np.empty(b1.shape), np.empty(W2.shape)
    for j, old in enumerate(perm):
        new_W1[:, j], new_b1[j], new_W2[j] = W1[:, old], b1[old], W2[old]
    return new_W1, new_b1, new_W2


def units_taken(W1, b1, W2, perm):
    take = lambda A, axis: np.take(A, perm, axis=axis)  # noqa: E731
    return [take(W1, 1), take(b1, 0), take(W2, 0)]


def same_and_moved(f):
    """The function stays, and each unit stands where it should."""
    rng = np.random.default_rng(8)
    params = [(rng.normal(size=(3, 5)), rng.normal(size=5)), (rng.normal(size=(5, 2)), np.zeros(2))]
    (W1, b1), (W2, b2) = params
    perm, X = np.array([4, 0, 3, 1, 2]), rng.normal(size=(6, 3))
    new_W1, new_b1, new_W2 = (np.asarray(v) for v in f(W1, b1, W2, perm))
    if (new_W1.shape, new_b1.shape, new_W2.shape) != (W1.shape, b1.shape, W2.shape):
        return False
    acts = ["tanh", "identity"]
    before = forward(X, params, acts)[1]
    after = forward(X, [(new_W1, new_b1), (new_W2, b2)], acts)[1]
    return np.allclose(before[-1], after[-1]) and np.allclose(before[1][:, perm], after[1])


def ratio_lines(e1, eL, a, w, s, r, L):
    return [e1 / eL * a / a, e1 / eL, (s * w) ** L / (s * w), math.exp((L - 1) * math.log(r))]


def ratio_in_a_loop(e1, eL, a, w, s, r, L):
    product = 1.0
    for _ in range(L - 1):
        product *= w * s
    return e1 * a / (eL * a), e1 / eL, product, r**L / r


def claims(hidden, k):
    orders = [math.gamma(n + 1) for n in hidden]
    return 4.0 ** -len(hidden), math.prod(orders), sum(2**j for j in range(k))


RIGHT = {
    "staircase": [staircase, stairs_unit_by_unit, stairs_as_a_network, stairs_with_tanh],
    "tent_params": [tent_params, tent_scaled, tent_exchanged, tent_lists, tent_mirrored],
    "permute_hidden": [permute_hidden, units_by_matrix, units_one_by_one, units_taken],
    "check_permute": [same_and_moved],
    "derive_ratio": [ratio_lines, ratio_in_a_loop],
    "gradient_ratios": [
        lambda dWs: [np.linalg.norm(dW) / np.linalg.norm(dWs[-1]) for dW in dWs],
        lambda dWs: np.sqrt([np.sum(np.square(dW)) / np.sum(np.square(dWs[-1])) for dW in dWs]),
        lambda dWs: (
            np.array([np.vdot(d, d) ** 0.5 for d in dWs]) / np.vdot(dWs[-1], dWs[-1]) ** 0.5
        ),
        lambda dWs: [
            np.hypot.reduce(np.ravel(d)) / np.hypot.reduce(np.ravel(dWs[-1])) for d in dWs
        ],
    ],
    "corrected_claims": [claims],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"check_permute", "derive_ratio", "corrected_claims"}
