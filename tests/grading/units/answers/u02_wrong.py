"""Wrong answers to unit 02 that are not in the specs: all rejected, most of them named."""

import math
from types import SimpleNamespace

import numpy as np

from nnkit import collapse, relu, relu_prime, sigmoid, tanh, tanh_prime


def naive(z):
    return 1 / (1 + np.exp(-z))


def no_return(z):
    tanh(z)


def tanh_in_integers(z):
    out = np.zeros_like(z)
    for place in np.ndindex(np.shape(z)):
        out[place] = math.tanh(np.asarray(z)[place])
    return out


def tanh_overwritten(z):
    z -= 0.5
    return tanh(z + 0.5)


def tanh_capped(z):
    with np.errstate(all="ignore"):
        value = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
    return np.where(np.isnan(value), 1.0, value)


def relu_filter(z):
    return [v for v in np.ravel(z) if v > 0]


def relu_sorted(z):
    z.sort()
    return np.maximum(z, 0)


def relu_first_only(z):
    return z if np.all(np.asarray(z) >= 0) else np.zeros(np.shape(z))


def slope_in_two_steps(z):
    out = np.array(z, dtype=float)
    out[out < 0] = 0
    out[out >= 0] = 1
    return out


def slope_keeps_small(z):
    out = np.array(z, dtype=float)
    out[out >= 1] = 1
    out[out < 0] = 0
    return out


def collapse_looped_once(W1, b1, W2, b2):
    W = np.zeros((len(W1), len(b2)))
    for i in range(len(W1)):
        for j in range(len(b2)):
            for h in range(len(b1)):
                W[i, j] = W1[i, h] * W2[h, j]
    return W, b1 @ W2 + b2


def collapse_with_tanh(W1, b1, W2, b2):
    return np.tanh(W1) @ W2, np.tanh(b1) @ W2 + b2


def collapse_in_place(W1, b1, W2, b2):
    b1 *= 1.5
    return W1 @ W2, b1 @ W2 / 1.5 + b2


# The second entry says whether the check must name the mistake (True) or only reject it.
def bends(**change):
    """The right lines with some replaced: B=lambda v: v.n1 * v.P + ..."""

    def answer(x1, x2, w, b):
        (w1, w2, w3, w4, w5, w6), (b1, b2, b3) = w, b
        v = SimpleNamespace(x1=x1, x2=x2, w=w, b=b, w1=w1, w5=w5, w6=w6, b3=b3)
        v.n1, v.n2 = w1 * x1 + w2 * x2 + b1, w3 * x1 + w4 * x2 + b2
        v.P, v.Q, v.R = w5 * w1 + w6 * w3, w5 * w2 + w6 * w4, w5 * b1 + w6 * b2 + b3
        v.A = w5 * v.n1 + w6 * v.n2 + b3
        right = {"A": v.A, "B": v.A, "C": sigmoid(v.A), "D": tanh(v.A)}
        return tuple((right | {name: wrong(v) for name, wrong in change.items()}).values())

    return answer


def printed_b(v):
    return v.n1 * v.P + v.n2 * v.Q + v.R


def printed_c(v):
    return np.where(v.A >= 0, v.A, 0)


WRONG = {
    "tanh": [
        (lambda z: np.exp(z) / (np.exp(z) + np.exp(-z)), True),  # σ(2z)
        (lambda z: (np.exp(-z) - np.exp(z)) / (np.exp(z) + np.exp(-z)), True),
        (lambda z: (np.exp(z) + np.exp(-z)) / (np.exp(z) - np.exp(-z)), True),
        (lambda z: (np.exp(z) - np.exp(-z)) / 2, True),
        (lambda z: (np.exp(z) - 1) / (np.exp(z) + 1), True),
        (lambda z: np.sinh(z) / np.cosh(z), True),
        (lambda z: naive(2 * z) * 2 - 1, True),
        (lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)), True),
        (lambda z: [math.tanh(v) for v in z], True),
        (lambda z: np.maximum(-1, np.minimum(1, z)), True),
        (lambda z: tanh(np.abs(np.asarray(z))), True),
        (lambda z: np.round(tanh(z), 3), True),
        (lambda z: tanh(z).reshape(-1) if np.ndim(z) else tanh(z), True),
        (tanh_in_integers, True),
        (tanh_overwritten, True),
        (tanh_capped, False),
        (no_return, True),
        (lambda z: (2.718**z - 2.718**-z) / (2.718**z + 2.718**-z), True),
    ],
    "tanh_from_sigmoid": [
        (lambda z: naive(2 * z), True),
        (lambda z: 2 * naive(z) - 1, True),
        (lambda z: naive(2 * z) * 2, True),
        (lambda z: 2 * (naive(2 * z) - 1), True),
        (lambda z: 2 * naive(2 * z) - 1, True),
        (lambda z: 2 * np.exp(2 * z) / (1 + np.exp(2 * z)) - 1, True),
        (lambda z: 2 / (1 + math.exp(-2 * z)) - 1, True),
        (lambda z: -(2 * sigmoid(2 * np.asarray(z)) - 1), True),
        (lambda z: sigmoid(np.asarray(z)) - 0.5, True),
        (lambda z: 2 * sigmoid(z / 2) - 1, True),
        (lambda z: 2 * sigmoid(np.asarray(z) + 2) - 1, False),
        (lambda z: sigmoid(z) ** 2, False),
        (lambda z: 2 * sigmoid(2 * (np.asarray(z) - 1)), True),
        (lambda z: 2 * sigmoid(2 * z) - 0.5, True),
        (lambda z: 4 * sigmoid(z) - 2, True),
        (lambda z: (sigmoid(2 * z) - 1) / 2, True),
        (lambda z: (2, 2, -1), True),
        (lambda z: 0.5 * sigmoid(2 * z) - 1, True),
    ],
    "tanh_prime": [
        (lambda z: 1 - z * z, True),
        (lambda z: 1 - np.tanh(z), True),
        (lambda z: np.tanh(z) ** 2 - 1, True),
        (lambda z: 1 + np.tanh(z) ** 2, True),
        (lambda z: sigmoid(z) * (1 - sigmoid(z)), True),
        (lambda z: np.tanh(z) - np.tanh(z) ** 2, True),
        (lambda z: 2 * sigmoid(2 * np.asarray(z)) * (1 - sigmoid(2 * np.asarray(z))), True),
        (lambda z: 1 - np.tanh(z) ^ 2, True),
        (lambda z: 1 - math.tanh(z) ** 2, True),
        (lambda z: 4 / (np.exp(z) + np.exp(-z)) ** 2, True),
        (lambda z: 1 - ((np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)) ** 2, True),
        (lambda z: (np.tanh(np.asarray(z) + 1e-4) - np.tanh(z)) / 1e-4, True),
        (lambda z: (1 - np.tanh(z)) * (1 - np.tanh(z)), True),
        (lambda z: np.gradient(np.tanh(z)), True),
        (lambda z: 1 - np.tanh(z) ** 3, True),
        (lambda z: 1 - np.tanh(2 * z), True),
        (lambda z: 1 - np.tan(z) ** 2, True),
        (lambda z: 1 - np.tanh(z) ** 2 * 2, True),
        (lambda z: 1 - np.tanh(z) @ np.tanh(z), True),
        (lambda z: 1 - np.tanh(z) ** 3, True),
    ],
    "tanh_prime_from_a": [
        (lambda a: 1 - tanh(a) ** 2, True),
        (lambda a: tanh_prime(a), True),
        (lambda a: a - a**2, True),
        (lambda a: 1 - a, True),
        (lambda a: -(1 - a**2), True),
        (lambda a: 1 - 2 * a, True),
        (lambda a: a * a, True),
        (lambda a: (1 - a) ** 2, True),
        (lambda a: 1 - a ^ 2, True),
        (lambda a: -2 * a, True),
        (lambda a: 2 * (1 - a**2), True),
        (lambda a: np.round(1 - a**2, 2), True),
        (lambda a: 1 - np.sum(a**2), True),
        (lambda a: 1 - a**4, True),
        (lambda a: 1 - (a - 0.1) ** 2, False),
        (lambda a: 1 - np.tanh(np.arctanh(a)) ** 2, True),
        (lambda a: 1 - a @ a, True),
        (lambda a: 1 - a**3, True),
        (lambda a: 1 - a**2 * a, True),
        (lambda a: 1 - sigmoid(a) ** 2, True),
    ],
    "relu": [
        (lambda z: np.where(z > 0, z, 0.01 * z), True),
        (lambda z: abs(z), True),
        (lambda z: min(0, z), True),
        (lambda z: np.minimum(z, 0.0), True),
        (lambda z: (z > 0) * 1.0, True),
        (lambda z: np.max([0, z]), True),
        (lambda z: [max(v, 0) for v in z], True),
        (lambda z: z if z > 0 else 0, True),
        (lambda z: np.log1p(np.exp(np.minimum(z, 700))), True),
        (lambda z: 1 / (1 + np.exp(-z)), True),
        (lambda z: np.maximum(z, 0).astype(int), True),
        (lambda z: np.maximum(0.5, z), False),
        (relu_filter, True),
        (relu_sorted, True),
        (relu_first_only, False),
        (lambda z: np.max(z, 0), True),
        (lambda z: np.maximum(1, z), True),
        (lambda z: np.where(z > 0, z, np.exp(z) - 1), True),
        (lambda z: np.maximum(0, np.tanh(z)), True),
    ],
    "relu_prime": [
        (lambda z: np.ones_like(z, dtype=float), True),
        (lambda z: relu(z), True),
        (lambda z: np.where(np.asarray(z) > 0, z, 0), True),
        (lambda z: np.sign(np.asarray(z)), True),
        (lambda z: np.where(np.asarray(z) >= 0, 1, -1), True),
        (lambda z: np.where(np.asarray(z) < 0, 1.0, 0.0), True),
        (lambda z: np.where(np.asarray(z) > 0, 1.0, 0.01), True),
        (lambda z: 1 if z > 0 else 0, True),
        (lambda z: [1 if v > 0 else 0 for v in z], True),
        (lambda z: relu(z) / z, True),
        (lambda z: sigmoid(z) * (1 - sigmoid(z)), True),
        (slope_in_two_steps, True),
        (slope_keeps_small, True),
        (lambda z: "1 or 0", True),
        (lambda z: relu_prime(np.asarray(z) - 0.3), False),
        (lambda z: 1, True),
        (lambda z: np.where(z >= 0, 1, np.nan), False),
        (lambda z: np.min(np.maximum(z, 0), 1), True),
        (lambda z: (z > 0).any(), True),
        (lambda z: np.where(z > 0, 1, np.where(z == 0, 2, 0)), False),
    ],
    "collapse": [
        (lambda W1, b1, W2, b2: (W2 @ W1, b1 @ W2 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b2), True),
        (lambda W1, b1, W2, b2: (W1 * W2, b1 @ W2 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 * W2 + b2), True),
        (lambda W1, b1, W2, b2: (W2.T @ W1.T, b1 @ W2 + b2), True),
        (lambda W1, b1, W2, b2: collapse(W1, b1, W2, b2)[0], True),
        (lambda W1, b1, W2, b2: (b1 @ W2 + b2, W1 @ W2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, (b1 @ W2 + b2).reshape(1, -1)), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, 2 * (b1 @ W2 + b2)), False),
        (lambda W1, b1, W2, b2: {"W": W1 @ W2, "b": b1 @ W2 + b2}, True),
        (collapse_looped_once, False),
        (collapse_with_tanh, True),
        (collapse_in_place, True),
        (lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, np.sum(b1 * W2) + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 * b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1.sum() * W2 + b2), True),
        (lambda W1, b1, W2, b2: (W1 @ W2, np.mean(b1) + b2), True),
    ],
    "predict_linear": [
        (lambda: "A", True),
        (lambda: "b", True),
        (lambda: "D", True),
        (lambda: "69 percent", False),
        (lambda: 0.69, False),
        (lambda: ["C"], False),
        (lambda: "C about 70, as before", False),
        (lambda: 70, False),
        (lambda: "AC", False),
        (lambda C=1: C, False),
    ],
    "corrected_bends": [
        (bends(B=printed_b, C=printed_c), True),
        (bends(B=printed_b), True),
        (bends(C=printed_c), True),
        (bends(B=printed_b, C=lambda v: sigmoid(printed_b(v))), True),
        (bends(B=lambda v: v.x1 * v.P + v.x2 * v.Q + v.b3), True),
        (bends(B=lambda v: v.w5 * v.n1 + v.w6 * v.n2 + v.R), True),
        (bends(B=lambda v: v.w5 * v.n1 + v.w6 * v.n2), True),
        (bends(B=lambda v: v.x1 * v.w5 + v.x2 * v.w6 + v.b3), True),
        (bends(B=lambda v: v.n1 * v.w5 + v.n2 * v.w5 + v.b3), True),
        (bends(B=lambda v: v.w5 * tanh(v.n1) + v.w6 * tanh(v.n2) + v.b3), True),
        (bends(C=lambda v: v.A >= 0), True),
        (bends(C=lambda v: sigmoid(v.A) >= 0.5), True),
        (bends(C=lambda v: 1 / (1 + np.exp(v.A))), True),
        (bends(C=lambda v: sigmoid(v.A) * (1 - sigmoid(v.A))), True),
        (bends(C=lambda v: np.where(v.A > 0, v.A, 0.01 * v.A)), False),
        (bends(D=lambda v: sigmoid(2 * v.A)), True),
        (bends(D=lambda v: 2 * sigmoid(v.A) - 1), True),
        (bends(D=lambda v: 1 - tanh(v.A) ** 2), True),
        (bends(A=printed_b), True),
        (lambda x1, x2, w, b: bends()(x1, x2, w, b)[:3], True),
        (lambda x1, x2, w, b: bends()(x1, x2, w, b)[1], True),
    ],
}
