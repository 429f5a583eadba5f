"""Right answers to unit 06 in many forms: each must pass, visible and hidden."""

import math

import numpy as np

from nnkit.grading.units import SPECS

UNIT = {name: spec for name, spec in SPECS.items() if spec.unit == "06"}


def paths_loop(du, dg):
    total = 0
    for k in range(len(du)):
        total += float(du[k]) * float(dg[k])
    return total


def chain_loops(du_dx, dg_du):
    (d, k), p = du_dx.shape, dg_du.shape[1]
    out = np.zeros((d, p))
    for i in range(d):
        for j in range(p):
            for m in range(k):
                out[i, j] += du_dx[i, m] * dg_du[m, j]
    return out


def jacobian_restored(f, x):
    x = np.array(x, dtype=float)
    J = np.zeros((len(f(x)), len(x)))
    for j in range(len(x)):
        keep = x[j]
        x[j] = keep + 1e-5
        up = f(x)
        x[j] = keep - 1e-5
        J[:, j] = (up - f(x)) / 2e-5
        x[j] = keep
    return J


def jacobian_steps(h):
    return lambda f, x: np.transpose(
        [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]
    )


def jacobian_complex(f, x):
    return np.column_stack([np.imag(f(x + 1e-20j * e)) / 1e-20 for e in np.eye(len(x))])


def grads_links(x, y, w, b):
    z = sum(float(p) * float(q) for p, q in zip(x, w, strict=True)) + float(b)
    s = 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))
    dz = (s - float(y)) * s * (1 - s)
    return [dz * float(v) for v in x], dz


def grads_folded(x, y, w, b):
    full = np.append(x, 1.0)
    s = 0.5 + 0.5 * np.tanh((full @ np.append(w, b)) / 2)
    slopes = -(y - s) * (s - s * s) * full
    return slopes[:-1], slopes[-1]


def grads_exp(x, y, w, b):
    e = np.exp(-abs(np.dot(x, w) + b))
    s = (1 if np.dot(x, w) + b >= 0 else e) / (1 + e)
    return (s - y) * e / (1 + e) ** 2 * np.array(x), np.array((s - y) * e / (1 + e) ** 2)


def derive_direct(x, u1, u2, du1, du2, dg1, dg2):
    line_2 = u2**2 * du1 + 2 * u1 * u2 * du2
    line_3 = 2 * x * u2**2 + 2 * u1 * u2 * math.cos(x)
    line_4 = 2 * x * math.sin(x) ** 2 + x**2 * math.sin(2 * x)
    return [dg1 * du1 + dg2 * du2, line_2, line_3, line_4]


def derive_factored(x, u1, u2, du1, du2, dg1, dg2):
    s, c = np.sin(x), np.cos(x)
    line_2 = u2 * (du1 * u2 + 2 * du2 * u1)
    return du2 * dg2 + du1 * dg1, line_2, 2 * u2 * (x * u2 + c * u1), 2 * x * s * (s + x * c)


def rules_loops(du, dg, Du, Dg):
    return du[0] * dg[0], dg[0], paths_loop(du, dg), chain_loops(Du, Dg)


def rules_short(du, dg, Du, Dg):
    return [np.prod([du[0], dg[0]]), 1.0 * dg[0], np.vdot(du, dg), (Dg.T @ Du.T).T]


def check_random(f):
    rng = np.random.default_rng(0)
    for k in (1, 2, 3, 5):
        du, dg = rng.normal(size=(2, k))
        if not np.isclose(f(du, dg), du @ dg):
            return False
    return True


def check_assertions(f):
    try:
        np.testing.assert_allclose(f(np.array([0.2, -1.0, 3.0]), np.array([1.5, 2.0, 0.1])), -1.4)
        np.testing.assert_allclose(f(np.array([1.0, 2.0]), np.array([-0.5, -4.0])), -8.5)
    except AssertionError:
        return False
    return True


def check_words(f):
    du = np.array([1.0, -10.0, 100.0, 0.5])
    dg = np.array([3.0, 2.0, 0.1, 0.3])
    return abs(f(du, dg) - (3.0 - 20.0 + 10.0 + 0.15)) < 1e-6


def walk_columns(steps):
    """Each number asks all that were made from it."""
    steps = np.asarray(steps, float)
    slopes = np.eye(len(steps))[-1]
    for i in reversed(range(len(steps) - 1)):
        slopes[i] = slopes[i + 1 :] @ steps[i + 1 :, i]
    return slopes


def walk_pairs(steps):
    n = len(steps)
    slopes = np.zeros(n)
    slopes[n - 1] = 1
    for k in range(n - 1, -1, -1):
        for i in range(k):
            slopes[i] += slopes[k] * steps[k][i]
    return slopes


def walk_powers(steps):
    """All ways of one step, of two, of three ..."""
    way = total = np.eye(len(steps))[-1]
    for _ in range(len(steps)):
        way = way @ steps
        total = total + way
    return total


RIGHT = {
    "chain": [
        lambda dg, du, u, x: du(x) * dg(u(x)),
        lambda dg, du, u, x: np.multiply(dg(u(x)), du(x)),
        lambda dg, du, u, x: np.exp(np.log(dg(u(x)) * du(x) + 100.0)) - 100.0,
        lambda dg, du, u, x: np.array(dg(np.array(u(x)))) * np.array(du(np.array(x))),
        lambda dg, du, u, x: sum([dg(u(x)) * du(x)]),
    ],
    "two_paths": [
        paths_loop,
        np.dot,
        lambda du, dg: np.sum(du * dg),
        lambda du, dg: (du.reshape(1, -1) @ dg.reshape(-1, 1))[0, 0],
        lambda du, dg: math.fsum(du * dg),
        lambda du, dg: np.trace(np.outer(du, dg)),
    ],
    "chain_jacobian": [
        chain_loops,
        np.matmul,
        lambda du, dg: (dg.T @ du.T).T,
        lambda du, dg: sum(np.outer(du[:, m], dg[m]) for m in range(len(dg))),
        lambda du, dg: np.tensordot(du, dg, axes=1).tolist(),
        lambda du, dg: (du[:, :, None] * dg[None]).sum(axis=1),
    ],
    "jacobian": [
        jacobian_restored,
        jacobian_steps(1e-5),
        jacobian_steps(1e-6),
        jacobian_steps(1e-4),
        jacobian_complex,
        lambda f, x: jacobian_steps(1e-5)(f, x).tolist(),
    ],
    "neuron_grads": [grads_links, grads_folded, grads_exp, lambda *args: list(grads_folded(*args))],
    "derive_two_paths": [derive_direct, derive_factored],
    "corrected_rules": [rules_loops, rules_short],
    "check_two_paths": [check_random, check_assertions, check_words, lambda f: check_random(f)],
    "walk_back": [walk_columns, walk_pairs, walk_powers, lambda steps: walk_pairs(steps).tolist()],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_two_paths", "corrected_rules"}
