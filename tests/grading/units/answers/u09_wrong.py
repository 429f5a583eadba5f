"""Wrong answers to unit 09 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import backprop, forward, half_sse, sgd_step, softmax


def start(spread, b=lambda rng, n: np.zeros(n), shape=lambda n, m: (n, m)):
    """A start with another spread, bias or shape."""
    return lambda n_in, n_out, rng: (
        spread(n_in, n_out) * rng.standard_normal(shape(n_in, n_out)),
        b(rng, n_out),
    )


def he(n_in, n_out):
    return np.sqrt(2 / n_in)


def own_generator(n_in, n_out, rng):
    rng = np.random.default_rng()
    return rng.normal(0, he(n_in, n_out), (n_in, n_out)), np.zeros(n_out)


def fixed_generator(n_in, n_out, rng):
    rng = np.random.default_rng(0)
    return rng.normal(0, he(n_in, n_out), (n_in, n_out)), np.zeros(n_out)


def one_row_for_all(n_in, n_out, rng):
    return np.tile(rng.normal(0, he(n_in, n_out), n_out), (n_in, 1)), np.zeros(n_out)


def scaled(mean=np.mean, std=np.std, test=None, axis=0, ddof=0, safe=True):
    """Standardising with parts of it replaced."""

    def answer(X_train, X_test):
        def with_own(X, own):
            m, s = mean(own, axis=axis), std(own, axis=axis, ddof=ddof)
            return (X - m) / (np.where(s > 0, s, 1) if safe else s)

        return with_own(X_train, X_train), with_own(X_test, X_test if test else X_train)

    return answer


def only_shifted(X_train, X_test):
    mean = X_train.mean(axis=0)
    return X_train - mean, X_test - mean


def only_scaled(X_train, X_test):
    std = X_train.std(axis=0)
    std[std == 0] = 1
    return X_train / std, X_test / std


def by_variance(X_train, X_test):
    mean, var = X_train.mean(axis=0), X_train.var(axis=0)
    var[var == 0] = 1
    return (X_train - mean) / var, (X_test - mean) / var


def brackets(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    return X_train - mean / std, X_test - mean / std


def mean_of_test_only(X_train, X_test):
    std = X_train.std(axis=0)
    std[std == 0] = 1
    return (X_train - X_train.mean(axis=0)) / std, (X_test - X_test.mean(axis=0)) / std


def step(W=lambda W, dW, lr: W - lr * dW, b=lambda b, db, lr: b - lr * db):
    return lambda params, grads, lr: [
        (W(w, dw, lr), b(c, dc, lr)) for (w, c), (dw, dc) in zip(params, grads, strict=True)
    ]


def step_in_place(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return params


def step_last(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        new = [(W - lr * dW, b - lr * db)]
    return new


def classifier(made):
    """One step with the gradients that `made` makes of the arrays."""

    def answer(X, Y, W, b, lr):
        P = softmax(X @ W + b)
        dW, db = made(X, Y, P)
        return W - lr * dW, b - lr * db

    return answer


def gradients(X, dZ):
    return X.T @ dZ, dZ.sum(axis=0)


def gradients_of(X, Y, P):
    return gradients(X, (P - Y) / len(X))


def softmax_other_axis(X, Y, W, b, lr):
    Z = X @ W + b
    E = np.exp(Z - Z.max())
    dZ = (E / E.sum(axis=0) - Y) / len(X)
    return W - lr * X.T @ dZ, b - lr * dZ.sum(axis=0)


def bias_after_weights(X, Y, W, b, lr):
    W = W - lr * X.T @ (softmax(X @ W + b) - Y) / len(X)
    return W, b - lr * (softmax(X @ W + b) - Y).mean(axis=0)


def softmax_uphill_and_sum(X, Y, W, b, lr):
    dW, db = gradients(X, softmax(X @ W + b) - Y)
    return W + lr * dW, b + lr * db


def apart(X, Y, batch_size, rng):
    rows, others = rng.permutation(len(X)), rng.permutation(len(Y))
    for k in range(0, len(X), batch_size):
        yield X[rows[k : k + batch_size]], Y[others[k : k + batch_size]]


def only_x(X, Y, batch_size, rng):
    X = rng.permutation(X)
    return [(X[k : k + batch_size], Y[k : k + batch_size]) for k in range(0, len(X), batch_size)]


def in_place(X, Y, batch_size, rng):
    rng.shuffle(X)
    return [(X[k : k + batch_size], Y[k : k + batch_size]) for k in range(0, len(X), batch_size)]


def not_shuffled(X, Y, batch_size, rng):
    for k in range(0, len(X), batch_size):
        yield X[k : k + batch_size], Y[k : k + batch_size]


def with_return(X, Y, batch_size, rng):
    for _ in range(0, len(X), batch_size):
        chosen = rng.choice(len(X), batch_size)
        yield X[chosen], Y[chosen]


def each_drawn_anew(X, Y, batch_size, rng):
    for k in range(0, len(X), batch_size):
        chosen = rng.permutation(len(X))[: min(batch_size, len(X) - k)]
        yield X[chosen], Y[chosen]


def tail_lost(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        part = order[k * batch_size : (k + 1) * batch_size]
        yield X[part], Y[part]


def tail_lost_and_apart(X, Y, batch_size, rng):
    a, b = rng.permutation(len(X)), rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        part = slice(k * batch_size, (k + 1) * batch_size)
        yield X[a[part]], Y[b[part]]


def so_many_batches(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    return [(X[part], Y[part]) for part in np.array_split(order, batch_size)]


def shuffled_batches(X, Y, batch_size, rng):
    for k in rng.permutation(np.arange(0, len(X), batch_size)):
        yield X[k : k + batch_size], Y[k : k + batch_size]


def first_batch(X, Y, batch_size, rng):
    order = rng.permutation(len(X))[:batch_size]
    return [(X[order], Y[order])]


def two_lists(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    cuts = [order[k : k + batch_size] for k in range(0, len(X), batch_size)]
    return [X[c] for c in cuts], [Y[c] for c in cuts]


def without_targets(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    return [X[order[k : k + batch_size]] for k in range(0, len(X), batch_size)]


def own_order(X, Y, batch_size, rng):
    order = np.random.default_rng(1).permutation(len(X))
    for k in range(0, len(X), batch_size):
        yield X[order[k : k + batch_size]], Y[order[k : k + batch_size]]


def examined(n=23, B=5, sizes=True, once=True, pairs=True, order=True):
    """A test of mini-batches that looks at some things only."""

    def answer(f):
        X = np.arange(float(n))[:, None]
        got = [(np.asarray(a)[:, 0], np.asarray(b)) for a, b in f(X, 10 * X[:, 0], B, 1)]
        rows = np.concatenate([a for a, _ in got])
        return bool(
            (not sizes or [len(a) for a, _ in got] == [B] * (n // B) + [n % B] * (n % B > 0))
            and (not once or sorted(rows) == list(range(n)))
            and (not pairs or all(np.array_equal(10 * a, b) for a, b in got))
            and (not order or any(np.any(np.diff(a) != 1) for a, _ in got))
        )

    return answer


def noise(**false):
    """The derivation with some lines replaced."""

    def answer(s2, c, N, B, rest):
        lines = {
            "line_1": (B * s2 + B * (B - 1) * c) / B**2,
            "line_2": (s2 + (B - 1) * c) / B,
            "line_3": (s2 - (B - 1) * s2 / (N - 1)) / B,
            "line_4": s2 / B * rest / (N - 1),
        }
        return [*(lines | {k: f(s2, c, N, B, rest) for k, f in false.items()}).values()]

    return answer


def frozen(theta, lr, order, grad):
    return theta - lr * sum((grad(theta, i) for i in order), 0 * np.asarray(theta))


def mean_of_steps(theta, lr, order, grad):
    for i in order:
        theta = theta - lr * grad(theta, i) / len(order)
    return theta


def counted(theta, lr, order, grad):
    for i in range(len(order)):
        theta = theta - lr * grad(theta, i)
    return theta


def sgd_uphill(theta, lr, order, grad):
    for i in order:
        theta = theta + lr * grad(theta, i)
    return theta


def sgd_sorted(theta, lr, order, grad):
    for i in sorted(order):
        theta = theta - lr * grad(theta, i)
    return theta


def sgd_returns_early(theta, lr, order, grad):
    for i in order:
        theta = theta - lr * grad(theta, i)
        return theta
    return theta


def sgd_last_only(theta, lr, order, grad):
    new = theta
    for i in order:
        new = theta - lr * grad(theta, i)
    return new


def frozen_and_uphill(theta, lr, order, grad):
    return theta + lr * sum((grad(theta, i) for i in order), 0 * np.asarray(theta))


def loop(after=False, last=True, loss=half_sse, sign=-1, frozen=False, bias=True, extra=0):
    """A training loop with parts of it replaced."""

    def answer(params, acts, X, Y, lr, steps):
        now, losses = params, []
        for _ in range(steps + extra):
            before = loss(forward(X, now, acts)[1][-1], Y)
            grads = backprop(params if frozen else now, acts, X, Y, "half_sse")
            grads = grads if bias else [(dW, 0 * db) for dW, db in grads]
            now = sgd_step(now, grads, -sign * lr)
            losses.append(loss(forward(X, now, acts)[1][-1], Y) if after else before)
        return now, losses if last else losses[:1]

    return answer


def in_place_loop(params, acts, X, Y, lr, steps):
    losses = []
    for _ in range(steps):
        losses.append(half_sse(forward(X, params, acts)[1][-1], Y))
        for (W, b), (dW, db) in zip(params, backprop(params, acts, X, Y, "half_sse"), strict=True):
            W -= lr * dW
            b -= lr * db
    return params, losses


def loss_only(params, acts, X, Y, lr, steps):
    return loop()(params, acts, X, Y, lr, steps)[1]


def params_unchanged(params, acts, X, Y, lr, steps):
    return params, loop()(params, acts, X, Y, lr, steps)[1]


def bits(how):
    def answer(labels, n):
        B = np.asarray(labels)[:, None] >> np.arange(n)[::-1] & 1
        return how(B, np.asarray(labels), n)

    return answer


def epoch(B=lambda t, g, G, lr: t - lr * g.mean(axis=0), C=lambda N, b: -(-N // b), A=np.mean):
    return lambda theta, G, idx, lr: (
        theta - lr * A(G, axis=0),
        B(theta, G[idx], G, lr),
        C(len(G), len(idx)),
    )


WRONG = {
    "init_layer": [
        (start(lambda n, m: 2 / n), True),
        (start(lambda n, m: 1 / np.sqrt(n)), True),
        (start(lambda n, m: np.sqrt(2 / m)), True),
        (start(lambda n, m: 1.0), True),
        (start(lambda n, m: 0.01), True),
        (start(lambda n, m: 0.1), True),
        (start(lambda n, m: np.sqrt(2 / (n + m))), True),
        (start(lambda n, m: np.sqrt(2 * n)), True),
        (start(lambda n, m: 0.0), True),
        (start(he, shape=lambda n, m: (m, n)), True),
        (start(he, b=lambda rng, n: rng.standard_normal(n)), True),
        (start(he, b=lambda rng, n: np.zeros((1, n))), True),
        (start(he, b=lambda rng, n: np.ones(n)), True),
        (start(lambda n, m: 2 / n, b=lambda rng, n: np.ones(n)), True),
        (start(lambda n, m: 1 / np.sqrt(n), b=lambda rng, n: rng.standard_normal(n)), True),
        (lambda n_in, n_out, rng: (rng.random((n_in, n_out)), np.zeros(n_out)), True),
        (lambda n, m, rng: (np.full((n, m), 0.5), np.zeros(m)), True),
        (lambda n, m, rng: (np.abs(rng.normal(0, he(n, m), (n, m))), np.zeros(m)), True),
        (lambda n, m, rng: rng.normal(0, he(n, m), (n, m)), True),
        (one_row_for_all, True),
        (own_generator, False),
        (fixed_generator, False),
    ],
    "standardize": [
        (scaled(test=True), True),
        (scaled(ddof=1), True),
        (scaled(ddof=1, test=True), True),
        (scaled(axis=None), True),
        (scaled(axis=1), True),
        (scaled(mean=np.median), False),
        (scaled(safe=False), True),
        (only_shifted, True),
        (only_scaled, True),
        (by_variance, True),
        (brackets, True),
        (mean_of_test_only, True),
        (lambda X_train, X_test: scaled()(X_train, X_test)[0], True),
        (lambda X_train, X_test: scaled()(X_train, X_test)[::-1], True),
        (lambda X_train, X_test: scaled()(X_test, X_train)[::-1], True),
    ],
    "sgd_step": [
        (step(W=lambda W, dW, lr: W + lr * dW, b=lambda b, db, lr: b + lr * db), True),
        (step(W=lambda W, dW, lr: W - dW, b=lambda b, db, lr: b - db), True),
        (step(b=lambda b, db, lr: b), True),
        (step(b=lambda b, db, lr: b + lr * db), True),
        (step(W=lambda W, dW, lr: -lr * dW, b=lambda b, db, lr: -lr * db), True),
        (step(W=lambda W, dW, lr: (1 - lr) * W, b=lambda b, db, lr: (1 - lr) * b), True),
        (step(W=lambda W, dW, lr: W - dW / lr, b=lambda b, db, lr: b - db / lr), False),
        (step_in_place, True),
        (step_last, True),
        (lambda params, grads, lr: None, True),
        (lambda params, grads, lr: step()(params, grads, lr)[::-1], True),
        (lambda params, grads, lr: [p for pair in step()(params, grads, lr) for p in pair], True),
    ],
    "softmax_step": [
        (classifier(lambda X, Y, P: gradients(X, P - Y)), True),
        (classifier(lambda X, Y, P: gradients(X, (Y - P) / len(X))), True),
        (classifier(lambda X, Y, P: gradients(X, (P - Y) / len(X) * P * (1 - P))), True),
        (classifier(lambda X, Y, P: gradients(X, (P - Y) / Y.size)), True),
        (classifier(lambda X, Y, P: (X.T @ (P - Y) / len(X), (P - Y).sum(axis=0))), True),
        (classifier(lambda X, Y, P: (X.T @ (P - Y) / len(X), 0 * Y[0])), True),
        (classifier(lambda X, Y, P: (X.T @ (P - Y), (P - Y).mean(axis=0))), True),
        (classifier(lambda X, Y, P: gradients(X, -Y / P / len(X))), False),
        (softmax_other_axis, True),
        (bias_after_weights, True),
        (softmax_uphill_and_sum, True),
        (lambda X, Y, W, b, lr: gradients(X, (softmax(X @ W + b) - Y) / len(X)), True),
        (lambda X, Y, W, b, lr: classifier(gradients_of)(X, Y, W, b, 1.0), True),
    ],
    "minibatches": [
        (apart, True),
        (only_x, True),
        (in_place, True),
        (not_shuffled, True),
        (with_return, True),
        (each_drawn_anew, True),
        (tail_lost, True),
        (tail_lost_and_apart, True),
        (so_many_batches, True),
        (shuffled_batches, True),
        (first_batch, True),
        (two_lists, True),
        (without_targets, True),
        (own_order, False),
    ],
    "check_minibatches": [
        (lambda f: f is not None, True),
        (examined(pairs=False), True),
        (examined(order=False), True),
        (examined(once=False), True),
        (examined(sizes=False), True),
        (examined(n=24, B=6), True),
        (examined(once=False, pairs=False, order=False), False),
        (lambda f: "right", False),
    ],
    "updates": [
        (lambda N, B, E: E * (N // B), True),
        (lambda N, B, E: -(-N * E // B), True),
        (lambda N, B, E: E, True),
        (lambda N, B, E: -(-N // B), True),
        (lambda N, B, E: E * N / B, True),
        (lambda N, B, E: E * round(N / B), True),
        (lambda N, B, E: E * (N // B + 1), True),
        (lambda N, B, E: E * B, True),
        (lambda N, B, E: N * E // B, True),
    ],
    "batch_gradient": [
        (lambda G, idx: G[idx].sum(axis=0), True),
        (lambda G, idx: G[idx].sum(axis=0) / len(G), True),
        (lambda G, idx: G.mean(axis=0), True),
        (lambda G, idx: G[idx].mean(), True),
        (lambda G, idx: G[idx].mean(axis=1), True),
        (lambda G, idx: G[: len(idx)].mean(axis=0), True),
        (lambda G, idx: G[idx], True),
        (lambda G, idx: G[np.unique(idx)].mean(axis=0), False),
    ],
    "derive_noise": [
        (noise(line_2=lambda s2, c, N, B, rest: s2 + (B - 1) * c), True),
        (noise(line_2=lambda s2, c, N, B, rest: s2 / B), True),
        (noise(line_2=lambda s2, c, N, B, rest: (s2 + B * c) / B), True),
        (noise(line_3=lambda s2, c, N, B, rest: (s2 + (B - 1) * s2 / (N - 1)) / B), True),
        (noise(line_3=lambda s2, c, N, B, rest: (s2 - (B - 1) * s2 / N) / B), True),
        (noise(line_4=lambda s2, c, N, B, rest: s2 / B * rest / N), True),
        (noise(line_4=lambda s2, c, N, B, rest: s2 / B * (N - B) / (N - 1)), True),
    ],
    "sgd": [
        (frozen, True),
        (mean_of_steps, True),
        (counted, True),
        (sgd_uphill, True),
        (sgd_sorted, True),
        (sgd_returns_early, True),
        (sgd_last_only, True),
        (frozen_and_uphill, True),
        (lambda theta, lr, order, grad: sgd_uphill(theta, -1, order, grad), True),
        (lambda theta, lr, order, grad: sgd_uphill(theta, -lr, set(order), grad), False),
        (lambda theta, lr, order, grad: sgd_uphill(theta, -lr, order[::-1], grad), True),
    ],
    "train": [
        (loop(after=True), True),
        (loop(sign=1), True),
        (loop(frozen=True), True),
        (loop(bias=False), True),
        (loop(last=False), True),
        (loop(extra=1), True),
        (loop(extra=-1), True),
        (loop(loss=lambda A, Y: 2 * half_sse(A, Y)), True),
        (loop(loss=lambda A, Y: np.mean((A - Y) ** 2)), False),
        (loop(loss=lambda A, Y: len(Y) * half_sse(A, Y)), True),
        (loop(after=True, sign=1), True),
        (in_place_loop, True),
        (loss_only, True),
        (params_unchanged, True),
        (lambda *args: loop()(*args)[::-1], True),
        (lambda *args: loop()(*args)[0], True),
    ],
    "to_bits": [
        (bits(lambda B, labels, n: B[:, ::-1]), True),
        (bits(lambda B, labels, n: 1 - B), True),
        (bits(lambda B, labels, n: B.T), True),
        (bits(lambda B, labels, n: np.eye(2**n)[labels]), True),
        (bits(lambda B, labels, n: labels), True),
        (bits(lambda B, labels, n: ["".join(map(str, b)) for b in B]), False),
        (bits(lambda B, labels, n: (labels + 1)[:, None] >> np.arange(n)[::-1] & 1), True),
        (bits(lambda B, labels, n: 2 * B - 1), True),
        (bits(lambda B, labels, n: 1 - B[:, ::-1]), True),
        (bits(lambda B, labels, n: labels[:, None] // 2 ** np.arange(n)[::-1]), True),
    ],
    "corrected_epoch": [
        (epoch(B=lambda t, g, G, lr: t - lr * g.sum(axis=0)), True),
        (epoch(C=lambda N, b: 1), True),
        (epoch(C=lambda N, b: N // b), True),
        (epoch(C=lambda N, b: N), True),
        (epoch(B=lambda t, g, G, lr: t - lr * g.sum(axis=0) / len(G)), True),
        (epoch(B=lambda t, g, G, lr: t - lr * g.sum(axis=0), C=lambda N, b: 1), True),
        (epoch(A=np.sum), True),
        (epoch(B=lambda t, g, G, lr: t - lr * G.mean(axis=0)), True),
    ],
}
