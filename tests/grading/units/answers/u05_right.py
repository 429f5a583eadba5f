"""Right answers to unit 05 in many forms: each must pass."""

from itertools import accumulate

import numpy as np


def descend_list(df, w0, lr, steps):
    w, path = w0, [w0]
    for _ in range(steps):
        w = w - lr * df(w)
        path.append(w)
    return path


def descend_in_place(df, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        w -= lr * df(w)
        path.append(w.copy())
    return np.array(path)


def descend_stacked(df, w0, lr, steps):
    path = np.asarray(w0, dtype=float)[None]
    while len(path) <= steps:
        path = np.concatenate([path, (path[-1] - lr * df(path[-1]))[None]])
    return path


def descend_recursive(df, w0, lr, steps):
    if steps == 0:
        return [w0]
    return [w0, *descend_recursive(df, w0 - np.multiply(lr, df(w0)), lr, steps - 1)]


def gradient_restored(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
        it.iternext()
    return g


def gradient_flat(f, x, h=1e-5):
    x = np.asarray(x)
    flat, out = x.astype(float).ravel(), []
    for i in range(flat.size):
        step = np.eye(flat.size)[i] * h
        ahead, behind = (flat + step).reshape(x.shape), (flat - step).reshape(x.shape)
        out.append((f(ahead) - f(behind)) / h / 2)
    return np.array(out).reshape(x.shape)


def gradient_steps(f, x, h=1e-5):
    x = np.asarray(x)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + s) - f(x - s)) * 0.5 / h for s in steps], x.shape)


def gradient_apart(f, x, h=1e-5):
    if np.ndim(x) == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    return gradient_flat(f, x, h)


def steepest_if(g):
    size = np.sqrt(np.sum(g**2))
    if size == 0:
        return np.zeros(g.shape)
    return -g / size


def rank_loop(g):
    left, order = list(range(len(g))), []
    while left:
        best = max(left, key=lambda i: abs(g[i]))
        order.append(best)
        left.remove(best)
    return order


def nudges_loop(T):
    out = np.zeros(T.shape[0])
    for i in range(T.shape[0]):
        for j in range(T.shape[1]):
            out[i] += T[i, j] / T.shape[1]
    return out


def settle_loop(df, w0, lr, tol, limit):
    w, steps = w0, 0
    while abs(df(w)) > tol and steps < limit:
        w, steps = w - lr * df(w), steps + 1
    return w, steps


def settle_recursive(df, w0, lr, tol, limit):
    if limit == 0 or -tol <= df(w0) <= tol:
        return [w0, 0]
    w, steps = settle_recursive(df, w0 - lr * df(w0), lr, tol, limit - 1)
    return w, steps + 1


def settle_break(df, w0, lr, tol, limit):
    w, steps = float(w0), 0
    while True:
        g = df(w)
        if g * g <= tol * tol or steps >= limit:
            break
        w -= lr * g
        steps += 1
    return w, np.int64(steps)


def derive_dots(x, y, gx, gy, C, lr):
    one = 1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2
    two = 1.5 * (x * x - 2 * lr * x * gx + (lr * gx) ** 2) + y * y / 2 - lr * y * gy
    two += (lr * gy) ** 2 / 2
    three = C - 3 * lr * x * gx + 1.5 * (lr * gx) ** 2 - lr * y * gy + (lr * gy) ** 2 / 2
    four = C - lr * (gx**2 + gy**2) + lr**2 * (1.5 * gx**2 + 0.5 * gy**2)
    return [one, two, three, four]


def check_angles(f):
    for g in np.array([[3.0, 1.0, 0.0], [-1.0, 2.0, -2.0], [0.3, 0.4, 5.0]]):
        a = np.asarray(f(g))
        if a.shape != g.shape or abs(a @ a - 1) > 1e-6 or abs(a @ g + np.linalg.norm(g)) > 1e-6:
            return False
    return bool(np.allclose(f(np.zeros(3)), 0))


def check_random(f):
    rng = np.random.default_rng(0)
    for _ in range(5):
        g = rng.normal(size=4)
        if np.abs(f(g) + g / np.sqrt(np.sum(g**2))).max() > 1e-9:
            return np.bool_(False)
    return np.all(f(np.zeros(4)) == 0)


def check_pieces(f):
    g = np.array([1.0, -2.0, 2.0])
    unit = np.isclose(np.linalg.norm(f(g)), 1)
    parallel = np.allclose(np.outer(f(g), g), np.outer(g, f(g)))
    return bool(unit and parallel and f(g) @ g < 0 and not np.any(f(0 * g)))


def check_assertions(f):
    try:
        np.testing.assert_allclose(f(np.array([0.0, -5.0, 0.0])), [0, 1, 0], atol=1e-9)
        np.testing.assert_allclose(f(np.array([2.0, 1.0, -2.0])), [-2 / 3, -1 / 3, 2 / 3])
        np.testing.assert_allclose(f(np.zeros(3)), 0)
    except AssertionError:
        return False
    return True


def derive_array(x, y, gx, gy, C, lr):
    line_1 = 3 / 2 * (x - lr * gx) ** 2 + 1 / 2 * (y - lr * gy) ** 2
    middle, last = lr * (3 * x * gx + y * gy), lr**2 * (3 * gx**2 + gy**2) / 2
    line_2 = 3 / 2 * x**2 + 1 / 2 * y**2 - middle + last
    return np.array([line_1, line_2, C - middle + last, C - lr * (gx**2 + gy**2) + last])


def descend_accumulated(df, w0, lr, steps):
    walk = accumulate(range(steps), lambda w, _: w - lr * df(w), initial=w0)
    return np.stack([np.asarray(w, float) for w in walk])


def gradient_by_parts(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        return (f(x + h) - f(x - h)) / (2 * h)

    def with_row(k):
        return lambda row: f(np.stack([row if j == k else x[j] for j in range(len(x))]))

    return np.array([gradient_by_parts(with_row(k), x[k], h) for k in range(len(x))])


def derive_steps(x, y, gx, gy, C, lr):
    sx, sy = lr * gx, lr * gy
    last = 3 / 2 * sx * sx + sy * sy / 2
    line_2 = 3 / 2 * x * x - 3 * x * sx + y * y / 2 - y * sy + last
    line_3 = C - (3 * x * sx + y * sy) + last
    return 1.5 * (x - sx) ** 2 + (y - sy) ** 2 / 2, line_2, line_3, C - gx * sx - gy * sy + last


RIGHT = {
    "descend": [
        descend_list,
        descend_in_place,
        descend_stacked,
        descend_recursive,
        descend_accumulated,
    ],
    "grad_C": [
        lambda v: np.array([3 * v[0], v[1]]),
        lambda v: [3 * v[0], 1 * v[1]],
        lambda v: np.asarray(v) @ np.diag([3.0, 1.0]),
        lambda v: v * np.array([3, 1]),
        lambda v: np.array([v[0] + v[0] + v[0], v[1]]),
    ],
    "numerical_gradient": [
        gradient_restored,
        gradient_flat,
        gradient_steps,
        gradient_apart,
        gradient_by_parts,
    ],
    "steepest": [
        steepest_if,
        lambda g: -g / (np.linalg.norm(g) or 1.0),
        lambda g: np.array([-v for v in g]) / np.sqrt(g @ g) if g.any() else g * 0.0,
        lambda g: -g / np.linalg.norm(g) if np.linalg.norm(g) > 1e-12 else np.zeros(len(g)),
        lambda g: -g / max(float(np.sqrt(np.sum(np.square(g, dtype=float)))), 1e-300),
    ],
    "rank_components": [
        rank_loop,
        lambda g: np.argsort(-np.abs(g)),
        lambda g: np.argsort(np.abs(g))[::-1],
        lambda g: np.flip(np.argsort(np.square(g, dtype=float))).astype(np.int32),
        lambda g: np.lexsort((-np.abs(g),)),
    ],
    "average_nudges": [
        nudges_loop,
        lambda T: np.mean(T, axis=1),
        lambda T: T.mean(-1).tolist(),
        lambda T: T @ np.ones(T.shape[1]) / T.shape[1],
        lambda T: np.mean(T.T, axis=0),
        lambda T: np.einsum("pn->p", T) / T.shape[1],
    ],
    "corrected_settle": [settle_loop, settle_recursive, settle_break],
    "derive_step": [derive_dots, derive_array, derive_steps],
    "check_steepest": [check_angles, check_random, check_pieces, check_assertions],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"corrected_settle", "derive_step"}
