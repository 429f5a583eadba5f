"""Right answers to unit 13 in other forms than the references."""

import numpy as np

from nnkit import adam_step, early_stop, momentum_step


def momentum_lists(w, g, v, lr, beta):
    if np.ndim(w) == 0:
        v = beta * v - lr * g
        return w + v, v
    pairs = [momentum_lists(*item, lr, beta) for item in zip(w, g, v, strict=True)]
    return tuple([pair[k] for pair in pairs] for k in (0, 1))


def momentum_back(w, g, v, lr, beta):
    down = np.negative(lr * np.asarray(g))
    new = down + beta * np.asarray(v)
    return np.asarray(w) + beta * np.asarray(v) + down, new


def adam_rate(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m, v = m * b1 + g * (1 - b1), v * b2 + g * g * (1 - b2)
    root = np.sqrt(1 - b2**t)
    return w - lr * root / (1 - b1**t) * m / (np.sqrt(v) + eps * root), m, v


def adam_in_place_of_copies(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    w, m, v = (np.array(a, dtype=float) for a in (w, m, v))
    m *= b1
    m += (1 - b1) * np.asarray(g)
    v *= b2
    v += (1 - b2) * np.asarray(g) ** 2
    w -= lr * (m / (1 - b1**t)) / ((v / (1 - b2**t)) ** 0.5 + eps)
    return w, m, v


def stop_while(losses, patience, tol):
    best, waited, k = losses[0], 0, 0
    while k < len(losses) - 1 and waited < patience:
        k += 1
        if best - losses[k] > tol:
            best, waited = losses[k], 0
        else:
            waited += 1
    return k


def stop_list(losses, patience, tol):
    best, bad = float("inf"), []
    for k, loss in enumerate(losses):
        if loss < best - tol:
            best, bad = loss, []
        else:
            bad.append(k)
        if len(bad) >= patience:
            return bad[-1]
    return len(losses) - 1


def stop_float(losses, patience, tol):
    return float(early_stop(list(losses), patience, tol))


def powers(b, g, m2, m1, c):
    return [
        g + b * (m2 - g),
        g + b * (g + b * (m1 - g) - g),
        sum((1 - b) * b**k * g for k in range(3)),
        c * g,
    ]


def check_by_formula(f):
    rng = np.random.default_rng(1)
    for t in (1, 2, 4):
        args = *rng.normal(size=(3, 5)), rng.uniform(0.1, 1, 5), t
        options = {"lr": 0.5, "b1": 0.4, "b2": 0.7, "eps": 0.3}
        pairs = zip(f(*args, **options), adam_step(*args, **options), strict=True)
        if not all(np.allclose(a, b, rtol=1e-6) for a, b in pairs):
            return False
    return True


def corrected(w, g, v, m, u, lr, beta, b1, b2, t):
    left = 1.0
    for _ in range(t):
        left = left * b1
    return w + beta * v, -lr * g + v * beta, (1 - b2) * np.square(g) + u * b2, m * (1 / (1 - left))


RIGHT = {
    "momentum_step": [
        momentum_lists,
        momentum_back,
        momentum_step,
        lambda w, g, v, lr, beta: [w - (lr * g - beta * v), beta * v - lr * g],
    ],
    "adam_step": [
        adam_rate,
        adam_in_place_of_copies,
        adam_step,
        lambda *args, **kw: [np.asarray(a).tolist() for a in adam_step(*args, **kw)],
    ],
    "early_stop": [stop_while, stop_list, stop_float, early_stop],
    "derive_adam": [powers],
    "check_adam": [check_by_formula],
    "corrected_runners": [corrected],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_adam", "check_adam", "corrected_runners"}
