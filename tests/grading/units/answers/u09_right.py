"""Right answers to unit 09 in many forms: each must pass, visible and hidden."""

import math

import numpy as np

from nnkit import backprop, forward, half_sse, softmax
from nnkit.train import minibatches, standardize


def start_numbers_one_by_one(n_in, n_out, rng):
    W = np.empty((n_in, n_out))
    for i in range(n_in):
        for j in range(n_out):
            W[i, j] = (2 / n_in) ** 0.5 * rng.standard_normal()
    return W, np.zeros(n_out)


def start_columns(n_in, n_out, rng):
    W = np.stack([rng.normal(scale=np.sqrt(2 / n_in), size=n_in) for _ in range(n_out)], axis=1)
    return [W, [0] * n_out]


def start_transposed(n_in, n_out, rng):
    return (rng.standard_normal((n_out, n_in)) * math.sqrt(2.0 / n_in)).T, np.zeros((n_out,))


def start_from_uniform(n_in, n_out, rng):
    """Box and Muller: normal numbers of two uniform ones; u is never 0."""
    u, v = 1 - rng.random((n_in, n_out)), rng.random((n_in, n_out))
    return np.sqrt(-4 / n_in * np.log(u)) * np.cos(2 * np.pi * v), np.zeros(n_out)


def start_float32(n_in, n_out, rng):
    W = rng.standard_normal((n_in, n_out), dtype=np.float32) * np.float32(np.sqrt(2 / n_in))
    return W, np.zeros(n_out, np.float32)


def scaled_loops(X_train, X_test):
    train, test = np.array(X_train, float), np.array(X_test, float)
    for j in range(train.shape[1]):
        mean = sum(X_train[:, j]) / len(X_train)
        std = (sum((v - mean) ** 2 for v in X_train[:, j]) / len(X_train)) ** 0.5
        for part in (train, test):
            part[:, j] = (part[:, j] - mean) / (std if std > 1e-12 else 1)
    return train, test


def scaled_in_two_steps(X_train, X_test):
    centre = np.mean(X_train, axis=0)
    size = np.sqrt(np.mean((X_train - centre) ** 2, axis=0))
    size[size == 0] = 1.0
    return (X_train - centre) / size, (X_test - centre) / size


def scaled_variance(X_train, X_test):
    var = np.var(X_train, axis=0, ddof=0)
    factor = 1 / np.sqrt(np.where(var > 0, var, 1))
    return [(X - X_train.mean(axis=0)) * factor for X in (X_train, X_test)]


def step_indices(params, grads, lr):
    return [
        (params[k][0] - lr * grads[k][0], params[k][1] - lr * grads[k][1])
        for k in range(len(params))
    ]


def step_lists(params, grads, lr):
    new = []
    for layer, slopes in zip(params, grads, strict=True):
        new.append([p + -lr * np.asarray(g) for p, g in zip(layer, slopes, strict=True)])
    return new


def step_copied(params, grads, lr):
    new = [(np.array(W, float), np.array(b, float)) for W, b in params]
    for (W, b), (dW, db) in zip(new, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return tuple(new)


def softmax_one_by_one(X, Y, W, b, lr):
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for x, y in zip(X, Y, strict=True):
        e = softmax((x @ W + b)[None])[0] - y
        dW += np.outer(x, e) / len(X)
        db += e / len(X)
    return W - lr * dW, b - lr * db


def softmax_folded(X, Y, W, b, lr):
    ones = np.hstack([np.ones((len(X), 1)), X])
    V = np.vstack([b, W])
    V = V - lr / len(X) * ones.T @ (softmax(ones @ V) - Y)
    return V[1:], V[0]


def softmax_by_backprop(X, Y, W, b, lr):
    ((dW, db),) = backprop([(W, b)], ["softmax"], X, Y, "cross_entropy")
    return W - lr * dW, b - lr * db


def softmax_means(X, Y, W, b, lr):
    Z = X @ W + b
    E = np.exp(Z - Z.max(axis=1)[:, None])
    D = E / E.sum(axis=1)[:, None] - Y
    return [W - lr * np.einsum("ri,rk->ik", X, D) / len(X), b - lr * np.mean(D, axis=0)]


def batches_in_a_list(X, Y, batch_size, rng):
    places = np.arange(len(X))
    rng.shuffle(places)
    return [
        (X[places[k : k + batch_size]], Y[places[k : k + batch_size]])
        for k in range(0, len(X), batch_size)
    ]


def batches_by_keys(X, Y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    X, Y = X[order], Y[order]
    count = math.ceil(len(X) / batch_size)
    return zip(
        [X[k * batch_size : (k + 1) * batch_size] for k in range(count)],
        [Y[k * batch_size : (k + 1) * batch_size] for k in range(count)],
        strict=True,
    )


def batches_drawn_one_by_one(X, Y, batch_size, rng):
    left = list(range(len(X)))
    while left:
        batch = [left.pop(rng.integers(len(left))) for _ in range(min(batch_size, len(left)))]
        yield [X[batch], Y[batch]]


def batches_by_choice(X, Y, batch_size, rng):
    order = rng.choice(len(X), size=len(X), replace=False)
    cuts = range(batch_size, len(X), batch_size)
    return [[X[part].tolist(), Y[part].tolist()] for part in np.split(order, cuts)]


def looks_at_all(f):
    X = np.arange(47.0)[:, None]
    for B in (5, 47, 50):
        got = [(np.asarray(a)[:, 0], np.asarray(b)) for a, b in f(X, np.cos(X[:, 0]), B, 7)]
        wanted = [B] * (47 // B) + [47 % B] * (47 % B > 0)
        if [len(a) for a, _ in got] != wanted:
            return False
        rows = np.concatenate([a for a, _ in got])
        if sorted(rows) != list(range(47)) or list(rows) == list(range(47)):
            return False
        if any(a.shape != b.shape or not np.allclose(np.cos(a), b) for a, b in got):
            return False
        if B == 5 and all(np.all(np.diff(a) == 1) for a, _ in got):
            return False
    return True


def noise_in_other_forms(s2, c, N, B, rest):
    return (
        (s2 + (B - 1) * c) / B,
        s2 / B + c - c / B,
        s2 / B - s2 * (B - 1) / (B * (N - 1)),
        s2 / (N - 1) * (rest / B),
    )


def sgd_recursive(theta, lr, order, grad):
    if len(order) == 0:
        return theta
    return sgd_recursive(theta - lr * grad(theta, order[0]), lr, order[1:], grad)


def sgd_list(theta, lr, order, grad):
    path = [np.asarray(theta, dtype=float)]
    for i in order:
        path.append(path[-1] - lr * np.asarray(grad(path[-1], i)))
    return path[-1]


def sgd_copy(theta, lr, order, grad):
    theta = np.array(theta, dtype=float)
    for i in order:
        theta -= lr * grad(theta.copy(), i)
    return theta


def train_while(params, acts, X, Y, lr, steps):
    losses, t = [], 0
    while t < steps:
        A = forward(X, params, acts)[1][-1]
        losses.append(float(np.sum((A - Y) ** 2) / 2 / len(X)))
        grads = backprop(params, acts, X, Y, "half_sse")
        params = [
            (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
        t += 1
    return params, losses


def train_array(params, acts, X, Y, lr, steps):
    now = [(W.copy(), b.copy()) for W, b in params]
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = half_sse(forward(X, now, acts)[1][-1], Y)
        now = step_lists(now, backprop(now, acts, X, Y, "half_sse"), lr)
    return [now, losses]


def train_in_place_of_copies(params, acts, X, Y, lr, steps):
    now = [[np.array(W, float), np.array(b, float)] for W, b in params]
    losses = []
    for _ in range(steps):
        losses += [half_sse(forward(X, now, acts)[1][-1], Y)]
        for (W, b), (dW, db) in zip(now, backprop(now, acts, X, Y, "half_sse"), strict=True):
            W -= lr * dW
            b -= lr * db
    return now, tuple(losses)


def train_recursive(params, acts, X, Y, lr, steps):
    if steps == 0:
        return params, []
    loss = half_sse(forward(X, params, acts)[1][-1], Y)
    params = step_indices(params, backprop(params, acts, X, Y, "half_sse"), lr)
    params, losses = train_recursive(params, acts, X, Y, lr, steps - 1)
    return params, [loss, *losses]


def bits_of_text(labels, n):
    return np.array([[int(c) for c in format(int(k), f"0{n}b")] for k in labels])


def bits_by_division(labels, n):
    rest, columns = np.array(labels), []
    for _ in range(n):
        columns.insert(0, rest % 2)
        rest = rest // 2
    return np.stack(columns, axis=1).astype(float)


def epoch(theta, G, idx, lr):
    B = theta - lr / len(idx) * sum(G[i] for i in idx)
    return theta - lr * sum(G) / len(G), B, len(range(0, len(G), len(idx)))


RIGHT = {
    "init_layer": [
        lambda n_in, n_out, rng: (rng.normal(0, (2 / n_in) ** 0.5, (n_in, n_out)), np.zeros(n_out)),
        start_numbers_one_by_one,
        start_columns,
        start_transposed,
        start_from_uniform,
        start_float32,
    ],
    "standardize": [standardize, scaled_loops, scaled_in_two_steps, scaled_variance],
    "sgd_step": [
        step_indices,
        step_lists,
        step_copied,
        lambda P, G, lr: [tuple(map(lambda p, g: p - lr * g, *k)) for k in zip(P, G, strict=True)],
    ],
    "softmax_step": [softmax_one_by_one, softmax_folded, softmax_by_backprop, softmax_means],
    "minibatches": [
        minibatches,
        batches_in_a_list,
        batches_by_keys,
        batches_drawn_one_by_one,
        batches_by_choice,
    ],
    "check_minibatches": [looks_at_all],
    "updates": [
        lambda N, batch_size, epochs: epochs * -(-N // batch_size),
        lambda N, batch_size, epochs: epochs * ((N + batch_size - 1) // batch_size),
        lambda N, batch_size, epochs: epochs * len(range(0, N, batch_size)),
        lambda N, batch_size, epochs: np.ceil(N / batch_size) * epochs,
        lambda N, batch_size, epochs: (N // batch_size + (N % batch_size > 0)) * epochs,
    ],
    "batch_gradient": [
        lambda G, idx: np.mean([G[i] for i in idx], axis=0),
        lambda G, idx: sum(G[i] for i in idx) / len(idx),
        lambda G, idx: np.bincount(idx, minlength=len(G)) @ G / len(idx),
        lambda G, idx: np.asarray(G, float)[list(idx), :].sum(0) / np.size(idx),
    ],
    "derive_noise": [noise_in_other_forms],
    "sgd": [
        sgd_recursive,
        sgd_list,
        sgd_copy,
        lambda theta, lr, order, grad: (
            [theta := theta - lr * grad(theta, i) for i in order][-1] if len(order) else theta
        ),
    ],
    "train": [train_while, train_array, train_in_place_of_copies, train_recursive],
    "to_bits": [
        bits_of_text,
        bits_by_division,
        lambda labels, n: np.asarray(labels)[:, None] // 2 ** np.arange(n - 1, -1, -1) % 2,
        lambda labels, n: [[(k >> (n - 1 - j)) & 1 for j in range(n)] for k in labels],
        lambda labels, n: (np.asarray(labels)[:, None] & 2 ** np.arange(n)[::-1]) > 0,
    ],
    "corrected_epoch": [epoch],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_noise", "check_minibatches", "corrected_epoch"}
