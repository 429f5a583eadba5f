"""Wrong answers to unit 10 that are not in the specs: all rejected, most of them named."""

import math

import numpy as np

from nnkit import sigmoid


def stairs(start=True, jumps=np.diff, places=lambda t: (t[1:] + t[:-1]) / 2, k=None, cells=0):
    """A staircase with parts of it replaced."""

    def answer(f, M, steep, x):
        x = np.asarray(x, dtype=float)
        t = np.linspace(x.min(), x.max(), M + 1 + cells)
        values = np.asarray(f(t), dtype=float)
        hidden = sigmoid((steep if k is None else k) * (x[:, None] - places(t)))
        return (values[0] if start else 0) + hidden @ jumps(values)

    return answer


def stairs_over_places(f, M, k, x):
    t = np.linspace(x[0], x[-1], M + 1)
    values = f(t)
    return values[0] + sigmoid(k * (x[:, None] - (t[1:] + t[:-1]) / 2)) @ np.diff(values)


def stairs_from_0_to_1(f, M, k, x):
    t = np.linspace(0, 1, M + 1)
    values = f(t)
    return values[0] + sigmoid(k * (x[:, None] - (t[1:] + t[:-1]) / 2)) @ np.diff(values)


def stairs_with_last_value(f, M, k, x):
    t = np.linspace(x.min(), x.max(), M + 1)
    values = f(t)
    return values[-1] + sigmoid(k * (x[:, None] - (t[1:] + t[:-1]) / 2)) @ np.diff(values)


def stairs_of_x(f, M, k, x):
    values = f(x)
    return values[0] + sigmoid(k * (x[:, None] - (x[1:] + x[:-1]) / 2)) @ np.diff(values)


def tent(out=(2.0, -4.0), bend=(0.0, -0.5), more=0, W=(1.0, 1.0), narrow=False):
    """A folded tent with other numbers."""

    def answer(k):
        first, b, last = np.array([W]), np.array(bend), np.array(out)[:, None]
        if narrow:
            return [(first, b), (last, np.zeros(1))] * k
        middle = [(last @ first, b)] * (k - 1 + more)
        return [(first, b), *middle, (last, np.zeros(1))]

    return answer


def tent_transposed(k):
    layers = tent()(k)
    return [layers[0], *[(W.T, b) for W, b in layers[1:-1]], layers[-1]]


def units(W1=True, b1=True, W2=True, back=False, back2=False):
    """Moved units, with some arrays left behind or moved the other way."""

    def answer(V1, c1, V2, perm):
        order = np.argsort(perm) if back else perm
        second = np.argsort(perm) if back or back2 else perm
        return (
            V1[:, order] if W1 else V1,
            c1[order] if b1 else c1,
            V2[second] if W2 else V2,
        )

    return answer


def ratios(length, last=-1, turned=False):
    def answer(dWs):
        n = np.array([length(np.asarray(dW, dtype=float)) for dW in dWs])
        return n[last] / n if turned else n / n[last]

    return answer


def checked(W1=True, b1=True, W2=True, perm=(2, 0, 3, 1), zero=False):
    """A test that looks at some of the arrays, for one order."""

    def answer(f):
        rng = np.random.default_rng(4)
        V1, c1, V2 = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=(4, 3))
        c1 = 0 * c1 if zero else c1
        order = np.array(perm)
        got = [np.asarray(v) for v in f(V1, c1, V2, order)]
        right = [V1[:, order], c1[order], V2[order]]
        seen = [W1, b1, W2]
        return all(
            not s or (g.shape == r.shape and np.allclose(g, r))
            for s, g, r in zip(seen, got, right, strict=True)
        )

    return answer


def ratio(**false):
    def answer(e1, eL, a, w, s, r, L):
        lines = {
            "line_1": (e1 * a) / (eL * a),
            "line_2": e1 / eL,
            "line_3": (w * s) ** (L - 1),
            "line_4": r ** (L - 1),
        }
        return [*(lines | {k: f(e1, eL, a, w, s, r, L) for k, f in false.items()}).values()]

    return answer


def claims(
    A=lambda n: 0.25**n, B=lambda h: math.prod(map(math.factorial, h)), C=lambda k: 2**k - 1
):
    return lambda hidden, k: (A(len(hidden)), B(hidden), C(k))


WRONG = {
    "staircase": [
        (stairs(start=False), True),
        (stairs(jumps=lambda v: v[1:]), True),
        (stairs(jumps=lambda v: v[:-1]), True),
        (stairs(jumps=lambda v: v[:-1] - v[1:]), True),
        (stairs(places=lambda t: t[:-1]), True),
        (stairs(places=lambda t: t[1:]), True),
        (stairs(k=1.0), True),
        (stairs(k=100.0), False),
        (stairs(cells=-1), True),
        (stairs(cells=1), True),
        (stairs(places=lambda t: t[1:] + t[:-1]), True),
        (stairs(start=False, places=lambda t: t[:-1]), True),
        (stairs(start=False, jumps=lambda v: v[1:]), True),
        (stairs_over_places, True),
        (stairs_from_0_to_1, True),
        (stairs_with_last_value, True),
        (stairs_of_x, True),
        (lambda f, M, k, x: np.asarray(f(np.asarray(x, float))), True),
        (lambda f, M, k, x: stairs()(f, M, k, x)[:, None], True),
    ],
    "tent_params": [
        (tent(out=(2.0, -2.0)), True),
        (tent(out=(1.0, -2.0)), True),
        (tent(out=(4.0, -2.0)), False),
        (tent(out=(2.0, 4.0)), True),
        (tent(bend=(0.0, 0.5)), True),
        (tent(bend=(0.0, -1.0)), True),
        (tent(bend=(-0.5, 0.0)), True),
        (tent(more=1), True),
        (tent(narrow=True), True),
        (tent(out=(2.0, -2.0), more=1), True),
        (tent_transposed, True),
        (lambda k: tent()(1), True),
        (lambda k: tent()(k)[::-1], True),
        (lambda k: tent()(k)[:-1], True),
        (lambda k: 6 * k + 1, False),
    ],
    "permute_hidden": [
        (units(W2=False), True),
        (units(b1=False), True),
        (units(W1=False), True),
        (units(b1=False, W2=False), True),
        (units(back=True), True),
        (units(back2=True), True),
        (units(back=True, b1=False), True),
        (units(W1=False, b1=False, W2=False), True),
        (lambda W1, b1, W2, perm: (W1[perm % len(W1)], b1[perm], W2[perm]), True),
        (lambda W1, b1, W2, perm: units()(W1, b1, W2, perm)[::-1], True),
        (lambda W1, b1, W2, perm: units()(W1, b1, W2, perm)[:2], True),
    ],
    "check_permute": [
        (lambda f: f is not None, True),
        (checked(b1=False), True),
        (checked(zero=True), True),
        (checked(W2=False), True),
        (checked(W1=False), True),
        (checked(perm=(1, 0, 3, 2)), True),
        (checked(b1=False, W2=False), False),
        (lambda f: "right", False),
    ],
    "derive_ratio": [
        (ratio(line_2=lambda e1, eL, a, w, s, r, L: eL / e1), True),
        (ratio(line_3=lambda e1, eL, a, w, s, r, L: (w * s) ** L), True),
        (ratio(line_3=lambda e1, eL, a, w, s, r, L: w * s ** (L - 1)), True),
        (ratio(line_3=lambda e1, eL, a, w, s, r, L: s ** (L - 1)), True),
        (ratio(line_3=lambda e1, eL, a, w, s, r, L: w * s * (L - 1)), True),
        (ratio(line_4=lambda e1, eL, a, w, s, r, L: r**L), True),
        (ratio(line_4=lambda e1, eL, a, w, s, r, L: r * (L - 1)), True),
        (ratio(line_4=lambda e1, eL, a, w, s, r, L: (w * s) ** (L - 1)), True),
    ],
    "gradient_ratios": [
        (ratios(np.linalg.norm, last=0), True),
        (ratios(np.linalg.norm, turned=True), True),
        (ratios(lambda d: np.sum(d**2)), True),
        (ratios(lambda d: np.sum(np.abs(d))), True),
        (ratios(lambda d: np.linalg.norm(d, 2)), True),
        (ratios(np.sum), True),
        (ratios(lambda d: np.sqrt(np.mean(d**2))), True),
        (ratios(lambda d: np.max(np.abs(d))), True),
        (lambda dWs: np.array([np.linalg.norm(d) for d in dWs]), True),
        (lambda dWs: ratios(np.linalg.norm)(dWs)[:-1], True),
        (lambda dWs: ratios(lambda d: np.sum(d**2), last=0)(dWs), True),
    ],
    "corrected_claims": [
        (claims(B=lambda h: 1), True),
        (claims(C=lambda k: 2 * k), True),
        (claims(C=lambda k: 2**k), True),
        (claims(C=lambda k: k**2), False),
        (claims(B=math.prod), True),
        (claims(B=lambda h: math.factorial(sum(h))), True),
        (claims(B=lambda h: 1, C=lambda k: 2 * k), True),
        (claims(A=lambda n: 4.0**n), True),
        (claims(B=lambda h: math.prod(2**n for n in h)), False),
    ],
}


def stairs_one_by_one(f, M, k, x, first=0, less=0, start=1, of=np.sum):
    t = np.linspace(x.min(), x.max(), M + 1)
    y = np.asarray(f(t), dtype=float)
    steps = [(y[j + 1] - y[j]) * sigmoid(k * (x - (t[j] + t[j + 1]) / 2)) for j in range(M)]
    return start * y[0] + 0 * x + of(steps[first : M - less], axis=0)


WRONG["staircase"] += [
    (lambda *args: stairs_one_by_one(*args, first=1), True),
    (lambda *args: stairs_one_by_one(*args, less=1), True),
    (lambda *args: stairs_one_by_one(*args, first=-1), True),
    (lambda *args: stairs_one_by_one(*args, less=1, start=0), True),
    (lambda *args: stairs_one_by_one(*args, of=np.mean), True),
]
WRONG["tent_params"] += [
    (tent(out=(2.0, 4.0)), True),
    (tent(bend=(0.0, -1.0)), True),
    (tent(out=(-4.0, 2.0)), True),
    (lambda k: [*tent()(k)[:1], *((W, 0 * b) for W, b in tent()(k)[1:])], True),
]
WRONG["gradient_ratios"] += [
    (lambda dWs: [np.linalg.norm(d) / sum(map(np.linalg.norm, dWs)) for d in dWs], True),
    (lambda dWs: [np.mean(d**2) ** 0.5 / np.mean(dWs[-1] ** 2) ** 0.5 for d in dWs], True),
    (
        lambda dWs: [
            np.linalg.norm(d) / d.size / (np.linalg.norm(dWs[-1]) / dWs[-1].size) for d in dWs
        ],
        True,
    ),
]
