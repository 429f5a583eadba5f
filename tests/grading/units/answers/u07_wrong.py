"""Wrong answers to unit 07 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import grads_221, grads_chain, output_delta, sigmoid


def chain(wrong):
    """Forward through the chain, then what `wrong` makes of a, s, w and y."""

    def answer(x, y, w, b):
        a = [x]
        for k in range(3):
            a.append(sigmoid(w[k] * a[-1] + b[k]))
        s = [v * (1 - v) for v in a]
        return wrong(a, s, w, y)

    return answer


def from_errors(e3, e2, e1, a):
    return np.array([e1 * a[0], e2 * a[1], e3 * a[2]]), np.array([e1, e2, e3])


def same_cost_everywhere(a, s, w, y):
    return from_errors(*(2 * (a[k] - y) * s[k] for k in (3, 2, 1)), a)


def weights_one_off(a, s, w, y):
    e3 = 2 * (a[3] - y) * s[3]
    e2 = e3 * w[1] * s[2]
    return from_errors(e3, e2, e2 * w[0] * s[1], a)


def weights_forgotten(a, s, w, y):
    e3 = 2 * (a[3] - y) * s[3]
    return from_errors(e3, e3 * s[2], e3 * s[2] * s[1], a)


def inner_slopes_forgotten(a, s, w, y):
    e3 = 2 * (a[3] - y) * s[3]
    return from_errors(e3, e3 * w[2], e3 * w[2] * w[1], a)


def output_slope_forgotten(a, s, w, y):
    e3 = 2 * (a[3] - y)
    return from_errors(e3, e3 * w[2] * s[2], e3 * w[2] * s[2] * w[1] * s[1], a)


def other_sign(a, s, w, y):
    e3 = -2 * (a[3] - y) * s[3]
    e2 = e3 * w[2] * s[2]
    return from_errors(e3, e2, e2 * w[1] * s[1], a)


def activation_shifted(a, s, w, y):
    return from_errors(*right_errors(a, s, w, y), a[1:])


def right_errors(a, s, w, y):
    e3 = 2 * (a[3] - y) * s[3]
    e2 = e3 * w[2] * s[2]
    return e3, e2, e2 * w[1] * s[1]


def from_the_end(a, s, w, y):
    dw, db = from_errors(*right_errors(a, s, w, y), a)
    return list(dw)[::-1], list(db)[::-1]


def all_in_a_row(a, s, w, y):
    return [v for part in from_errors(*right_errors(a, s, w, y), a) for v in part]


def squares(a, s, w, y):
    dw, db = from_errors(*right_errors(a, s, w, y), a)
    return dw, db**2


def nine(wrong):
    def answer(X, y, theta):
        w1, w2, w3, w4, w5, w6, b1, b2, b3 = theta
        x1, x2 = X[:, 0], X[:, 1]
        N1, N2 = w1 * x1 + w2 * x2 + b1, w3 * x1 + w4 * x2 + b2
        r = y - (w5 * N1 + w6 * N2 + b3)
        return wrong(r, x1, x2, N1, N2, w5, w6)

    return answer


def terms(e, x1, x2, N1, N2, w5, w6):
    one = np.ones_like(e)
    columns = [w5 * x1, w5 * x2, w6 * x1, w6 * x2, N1, N2, w5 * one, w6 * one, one]
    return np.array([e @ column for column in columns])


def two(wrong):
    def answer(x, y, theta):
        w, b = theta[:10], theta[10:]
        N1, N2 = (np.tanh(w[k] * x[0] + w[k + 1] * x[1] + b[k // 2]) for k in (0, 2))
        N3, N4 = (np.tanh(w[k] * N1 + w[k + 1] * N2 + b[k // 2]) for k in (4, 6))
        dL = 2 * (w[8] * N3 + w[9] * N4 + b[4] - y)
        return wrong(dL, w[8] * (1 - N3**2), w[9] * (1 - N4**2), (1 - N1**2) * x[0], w)

    return answer


def lines(**changed):
    def answer(x, w2, w3, a1, a2, a3, y, e3, e2, e1):
        s1, s2 = a1 * (1 - a1), a2 * (1 - a2)
        v = {"x": x, "w2": w2, "w3": w3, "s1": s1, "s2": s2, "e3": e3, "e2": e2, "e1": e1}
        v |= {"a1": a1, "a3": a3, "y": y}
        right = [2 * (a3 - y) * a3 * (1 - a3) * w3 * s2 * w2 * s1 * x]
        right += [e3 * w3 * s2 * w2 * s1 * x, e2 * w2 * s1 * x, e1 * x]
        return [
            changed[f"line_{k}"](v) if f"line_{k}" in changed else line
            for k, line in enumerate(right, start=1)
        ]

    return answer


def comparing(agree, places=((0.7, 1.0), (-1.2, 0.3))):
    w, b = np.array([0.6, -1.1, 0.9]), np.array([0.1, 0.2, -0.3])
    other = (np.array([-0.8, 1.3, 0.7]), np.array([0.5, -0.6, 0.4]))

    def answer(f):
        return all(
            bool(agree(f(*place, *net), grads_chain(*place, *net)))
            for place, net in zip(places, [(w, b), other], strict=False)
        )

    return answer


def corrected(**changed):
    def answer(x, y, w, b):
        dw, db = grads_chain(x, y, w, b)
        a1 = sigmoid(w[0] * x + b[0])
        a3 = sigmoid(w[2] * sigmoid(w[1] * a1 + b[1]) + b[2])
        out = {"A": dw[2], "B": db[0], "C": db[2] * w[2], "D": dw[2] / 2}
        return tuple(
            changed[key](dw, db, w, a1, a3, y) if key in changed else value
            for key, value in out.items()
        )

    return answer


def printed_d(dw, db, w, a1, a3, y):
    return dw[2] / 2 / a3**2


WRONG = {
    "output_delta": [
        (lambda a, y: (a - y) * y * (1 - y), True),
        (lambda a, y: y - a, True),
        (lambda a, y: -(a - y) * a * (1 - a), True),
        (lambda a, y: np.subtract(a, y), True),
        (lambda a, y: (a - y) * sigmoid(a) * (1 - sigmoid(a)), True),
        (lambda a, y: output_delta(a, y) / np.shape(a)[0], True),
        (lambda a, y: (a - y) * (1 - a) / a, True),
        (lambda a, y: (a - y) * (1 - a**2), True),
        (lambda a, y: np.mean(output_delta(a, y)), True),
        (lambda a, y: a * (1 - a), True),
        (lambda a, y: 2 * output_delta(a, y), True),
        (lambda a, y: (y - a) ** 2 / 2, True),
    ],
    "grads_chain": [
        (lambda x, y, w, b: (grads_chain(x, y, w, b)[0], np.zeros(3)), True),
        (lambda x, y, w, b: grads_chain(x, y, w, b)[0], True),
        (lambda x, y, w, b: tuple(g / 3 for g in grads_chain(x, y, w, b)), True),
        (chain(same_cost_everywhere), True),
        (chain(weights_one_off), True),
        (chain(weights_forgotten), True),
        (chain(inner_slopes_forgotten), True),
        (chain(output_slope_forgotten), True),
        (chain(other_sign), True),
        (chain(activation_shifted), True),
        (chain(from_the_end), True),
        (chain(all_in_a_row), True),
        (chain(squares), False),
    ],
    "grads_221": [
        (lambda X, y, theta: grads_221(X, y, theta)[:6], True),
        (lambda X, y, theta: theta - grads_221(X, y, theta), True),
        (lambda X, y, theta: grads_221(X, y, theta) * len(y) / 2, True),
        (nine(lambda r, *rest: terms(2 / len(r) * r, *rest)), True),
        (nine(lambda r, *rest: terms(-2 * r, *rest)), True),
        (nine(lambda r, *rest: terms(-r / len(r), *rest)), True),
        (nine(lambda r, *rest: terms(-2 * r / len(r) ** 2, *rest)), True),
        (nine(lambda r, x1, x2, *rest: terms(-2 * r / len(r), x2, x1, *rest)), True),
        (
            nine(lambda r, p, q, N1, N2, u, v: terms(-2 * r / len(r), p, q, N2, N1, u, v)),
            True,
        ),
        (nine(lambda r, p, q, N1, N2, u, v: terms(-2 * r / len(r), p, q, N1, N2, v, u)), True),
        (lambda X, y, theta: grads_221(X, y, theta)[[6, 7, 8, 0, 1, 2, 3, 4, 5]], True),
        (lambda X, y, theta: grads_221(X, y, theta) / np.linalg.norm(theta), False),
        (lambda X, y, theta: grads_221(X[:1], y[:1], theta), True),
    ],
    "grad_w1_2221": [
        (two(lambda dL, p3, p4, start, w: dL * p3 * w[4] * start), True),
        (two(lambda dL, p3, p4, start, w: dL * p4 * w[6] * start), True),
        (two(lambda dL, p3, p4, start, w: dL * (p3 * w[4] + p4 * w[5]) * start), True),
        (two(lambda dL, p3, p4, start, w: -dL * (p3 * w[4] + p4 * w[6]) * start), True),
        (two(lambda dL, p3, p4, start, w: dL * (p3 * w[4] * p4 * w[6]) * start), True),
        (two(lambda dL, p3, p4, start, w: dL / 2 * (p3 * w[4] + p4 * w[6]) * start), True),
        (two(lambda dL, p3, p4, start, w: (p3 * w[4] + p4 * w[6]) * start), True),
        (two(lambda dL, p3, p4, start, w: dL * (p3 + p4) * start), True),
        (two(lambda dL, p3, p4, start, w: dL * (p3 * w[4] - p4 * w[6]) * start), True),
    ],
    "derive_w1": [
        (lines(line_1=lambda v: 2 * (v["a1"] - v["y"]) * v["s1"] * v["x"]), True),
        (lines(line_2=lambda v: v["e3"] * v["s2"] * v["w2"] * v["s1"] * v["x"]), True),
        (lines(line_3=lambda v: v["e3"] * v["w3"] * v["s2"] * v["w2"] * v["s1"] * v["x"]), True),
        (lines(line_4=lambda v: v["e1"]), True),
        (lines(line_4=lambda v: v["e2"] * v["w2"] * v["s1"] * v["x"]), True),
        (lines(line_3=lambda v: v["e2"] * v["s1"] * v["x"]), True),
        (lambda *values: values[-1] * values[0], True),
    ],
    "check_chain": [
        (lambda f: bool(f(0.7, 1.0, np.ones(3), np.zeros(3))), True),
        (lambda f: False, True),
        (comparing(lambda got, want: np.allclose(got[0], want[0])), True),
        (comparing(lambda got, want: np.allclose(got[1], want[1])), True),
        (comparing(lambda got, want: np.allclose(got, want), places=[(0.7, 1.0)]), True),
        (comparing(lambda got, want: np.allclose(np.abs(got), np.abs(want))), True),
        (comparing(lambda got, want: np.allclose(got, want, rtol=0.03)), True),
        (lambda f: "right", False),
    ],
    "corrected_chain": [
        (corrected(B=lambda dw, db, w, a1, a3, y: 2 * (a1 - y) * a1 * (1 - a1)), True),
        (corrected(B=lambda dw, db, w, a1, a3, y: db[2], D=printed_d), True),
        (corrected(D=printed_d), True),
        (corrected(B=lambda dw, db, w, a1, a3, y: dw[0]), True),
        (corrected(D=lambda dw, db, w, a1, a3, y: dw[2]), True),
        (corrected(C=lambda dw, db, w, a1, a3, y: db[2]), True),
        (corrected(B=lambda dw, db, w, a1, a3, y: db[0] * 3), False),
    ],
}
