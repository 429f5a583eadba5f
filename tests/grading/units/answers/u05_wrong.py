"""Wrong answers to unit 05 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import descend, numerical_gradient, steepest


def descend_uphill(df, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        path.append(path[-1] + lr * df(path[-1]))
    return np.array(path)


def descend_frozen(df, w0, lr, steps):
    g, path = df(w0), [w0]
    for _ in range(steps):
        path.append(path[-1] - lr * g)
    return path


def descend_one_object(df, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w -= lr * df(w)
        path.append(w)
    return np.array(path) if w.ndim else descend(df, w0, lr, steps)


def descend_integer_array(df, w0, lr, steps):
    path = np.zeros((steps + 1, *np.shape(w0)), dtype=np.asarray(w0).dtype)
    path[0] = w0
    for k in range(steps):
        path[k + 1] = path[k] - lr * df(path[k])
    return path


def descend_momentum(df, w0, lr, steps):
    w, v, path = np.asarray(w0, float), 0.0, [w0]
    for _ in range(steps):
        v = 0.5 * v - lr * df(w)
        w = w + v
        path.append(w)
    return np.array(path)


def moved(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        g[i] = (up - f(x)) / (2 * h)
    return g


def forward(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        g[i] = (f(up) - f(x)) / h
    return g


def first_axis(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    if x.ndim == 0:
        raise TypeError("len() of unsized object")
    return numerical_gradient(f, x, h)


def settle(sign=-1, size=abs, below=lambda steps, limit: steps < limit):
    def answer(df, w0, lr, tol, limit):
        w, steps = w0, 0
        while size(df(w)) > tol and below(steps, limit):
            w, steps = w + sign * lr * df(w), steps + 1
        return w, steps

    return answer


def steps_only(df, w0, lr, tol, limit):
    return settle()(df, w0, lr, tol, limit)[1]


def lines(change):
    """The right lines with some replaced."""

    def answer(x, y, gx, gy, C, lr):
        last = lr**2 / 2 * (3 * gx**2 + gy**2)
        middle = lr * (3 * x * gx + y * gy)
        right = [
            1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2,
            1.5 * x**2 + 0.5 * y**2 - middle + last,
            C - middle + last,
            C - lr * (gx**2 + gy**2) + last,
        ]
        for k, wrong in change.items():
            right[k - 1] = wrong(x, y, gx, gy, C, lr, last, middle)
        return tuple(right)

    return answer


def tries(*places):
    def check(f):
        return all(np.allclose(f(np.array(g)), steepest(np.array(g))) for g in places)

    return check


def descend_stops_early(df, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        if np.all(np.abs(df(path[-1])) < 1e-2):
            break
        path.append(path[-1] - lr * df(path[-1]))
    return np.array(path)


def descend_lr_twice(df, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        path.append(path[-1] - lr * (lr * df(path[-1])))
    return np.array(path)


def descend_from_the_start(df, w0, lr, steps):
    w, path = w0, [w0]
    for _ in range(steps):
        w = w0 - lr * df(w)
        path.append(w)
    return np.array(path)


def descend_overwritten(df, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w -= lr * df(w)
        path.append(w)
    return np.array(path)


def gradient_one_side_by_2h(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += h
        out[i] = (f(moved) - f(x)) / (2 * h)
    return out


def gradient_steps_add_up(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    e, out = np.zeros(x.shape), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e[i] = h
        out[i] = (f(x + e) - f(x - e)) / (2 * h)
    return out


def settle_exactly_tol(df, w0, lr, tol, limit):
    w, steps = w0, 0
    while abs(df(w)) >= tol and steps < limit:
        w, steps = w - lr * df(w), steps + 1
    return w, steps


def settle_slope_once(df, w0, lr, tol, limit):
    w, steps, slope = w0, 0, df(w0)
    while abs(slope) > tol and steps < limit:
        w, steps = w - lr * slope, steps + 1
    return w, steps


def settle_for(df, w0, lr, tol, limit):
    w, last = w0, 0
    for steps in range(limit):
        last = steps
        if abs(df(w)) <= tol:
            break
        w = w - lr * df(w)
    return w, last


def derive_early(x, y, gx, gy, C, lr):
    """Makes all three steps at once."""
    end = C - lr * (gx * gx + gy * gy) + lr * lr * (1.5 * gx * gx + 0.5 * gy * gy)
    return 1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2, end, end, end


# The second entry says whether the check must name the mistake (True) or only reject it.
WRONG = {
    "descend": [
        (descend_stops_early, True),
        (descend_lr_twice, True),
        (descend_from_the_start, True),
        (descend_overwritten, True),
        (descend_uphill, True),
        (descend_frozen, True),
        (descend_one_object, True),
        (descend_integer_array, True),
        (descend_momentum, False),
        (lambda df, w0, lr, steps: descend(df, w0, lr, steps)[1:], True),
        (lambda df, w0, lr, steps: descend(df, w0, lr, steps)[-1], True),
        (lambda df, w0, lr, steps: descend(df, w0, lr, steps + 1), True),
        (lambda df, w0, lr, steps: descend(df, w0, 1, steps), False),
    ],
    "grad_C": [
        (lambda v: np.array([3 * v[0], 2 * v[1]]), True),
        (lambda v: np.array([1.5 * v[0] ** 2, 0.5 * v[1] ** 2]), True),
        (lambda v: np.array([3 * v[0], 0.0]), True),
        (lambda v: np.array([3 / 2 * v[0] ** 2, 1 / 2 * v[1] ** 2]).sum(), True),
        (lambda v: np.array([3 / 2 * v[0], 1 / 2 * v[1]]), True),
        (lambda v: np.array([v[1], 3 * v[0]]), True),
        (lambda v: np.array([v[0], 3 * v[1]]), True),
        (lambda v: -np.array([3 * v[0], v[1]]), True),
        (lambda v: np.array([3, 1]), True),
        (lambda v: np.array([3 * v[0], 2 * v[1]]), True),
    ],
    "numerical_gradient": [
        (gradient_one_side_by_2h, True),
        (gradient_steps_add_up, True),
        (moved, True),
        (forward, True),
        (first_axis, True),
        (lambda f, x, h=1e-5: numerical_gradient(f, x, h) * 2, True),
        (lambda f, x, h=1e-5: numerical_gradient(f, x), True),
        (lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h), True),
        (lambda f, x, h=1e-5: numerical_gradient(f, x, h).reshape(-1), True),
        (lambda f, x, h=1e-5: -numerical_gradient(f, x, h), True),
        (lambda f, x, h=1e-5: numerical_gradient(f, x, h) + 0.01, False),
    ],
    "steepest": [
        (lambda g: -np.asarray(g) / np.linalg.norm(g) if sum(g) else np.zeros(len(g)), True),
        (lambda g: -np.asarray(g) / np.linalg.norm(g) if np.any(g) else 0, True),
        (lambda g: -np.asarray(g) / max(np.linalg.norm(g), 1), True),
        (lambda g: g / np.linalg.norm(g) if g.any() else g * 0.0, True),
        (lambda g: -g / np.linalg.norm(g), True),
        (lambda g: -1.0 * g, True),
        (lambda g: -g / np.sum(np.abs(g)) if g.any() else g * 0.0, True),
        (lambda g: -g / np.dot(g, g) if g.any() else g * 0.0, True),
        (lambda g: -np.sign(g).astype(float), True),
        (lambda g: -g / (np.linalg.norm(g) + 1e-6), True),
        (lambda g: -g / np.sqrt(np.sum(np.abs(g))) if g.any() else g * 0.0, True),
    ],
    "rank_components": [
        (lambda g: np.argsort(g)[::-1], True),
        (lambda g: np.argsort(np.abs(g)), True),
        (lambda g: np.argsort(g), True),
        (lambda g: np.argsort(np.abs(g))[::-1] + 1, True),
        (lambda g: sorted(np.abs(g), reverse=True), True),
        (lambda g: int(np.abs(g).argmax()), True),
        (lambda g: np.argsort(np.argsort(np.abs(g))[::-1]), True),
        (lambda g: np.arange(len(g)), True),
    ],
    "average_nudges": [
        (lambda T: T.sum(axis=1) // T.shape[1], True),
        (lambda T: T.sum(axis=0), True),
        (lambda T: T.sum(axis=1) / 2, True),
        (lambda T: T.mean(axis=0), True),
        (lambda T: T.sum(axis=1), True),
        (lambda T: T.mean(), True),
        (lambda T: np.round(T.mean(axis=1), 2), True),
        (lambda T: T.sum(axis=1) / len(T), True),
        (lambda T: np.abs(T).mean(axis=1), True),
        (lambda T: (T.max(axis=1) + T.min(axis=1)) / 2, True),
    ],
    "corrected_settle": [
        (settle_exactly_tol, True),
        (settle_slope_once, True),
        (settle_for, True),
        (settle(+1, lambda g: g, lambda steps, limit: steps <= limit), True),
        (settle(+1), True),
        (settle(size=lambda g: g), True),
        (settle(below=lambda steps, limit: steps <= limit), True),
        (settle(+1, below=lambda steps, limit: steps <= limit), True),
        (steps_only, True),
        (settle(size=lambda g: -g), True),
    ],
    "derive_step": [
        (
            lambda *given: (*lines({})(*given)[:2], *lines({})(*given)[1:2], lines({})(*given)[3]),
            True,
        ),
        (lambda *given: lines({})(*given)[:3], True),
        (lines({2: lambda x, y, gx, gy, C, lr, last, middle: 1.5 * x**2 + y**2 / 2 + last}), True),
        (
            lines(
                {2: lambda x, y, gx, gy, C, lr, last, middle: 1.5 * x**2 + y**2 / 2 + middle + last}
            ),
            True,
        ),
        (lines({3: lambda x, y, gx, gy, C, lr, last, middle: C - middle + 2 * last}), True),
        (lines({4: lambda x, y, gx, gy, C, lr, last, middle: C - middle + last}), True),
        (lines({4: lambda x, y, gx, gy, C, lr, last, middle: C - lr * (gx + gy) + last}), True),
        (lambda *given: lines({})(*given)[1:], True),
        (derive_early, False),
    ],
    "check_steepest": [
        (tries([3.0, 4.0]), True),
        (tries([3.0, 4.0, 1.0], [1.0, -2.0, 2.0]), True),
        (tries([3.0, -4.0], [0.0, 0.0]), True),
        (lambda f: bool(np.isclose(np.linalg.norm(f(np.array([3.0, -4.0, 1.0]))), 1)), True),
        (lambda f: not tries([3.0, 4.0, -1.0])(f), True),
        (lambda f: f(np.array([0.3, 0.7, 0.1])).sum() == steepest([0.3, 0.7, 0.1]).sum(), True),
    ],
}
