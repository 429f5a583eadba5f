"""Wrong answers to unit 06 that are not in the specs: all rejected, most of them named."""

import math

import numpy as np

from nnkit import chain_jacobian, jacobian, neuron_grads, sigmoid
from nnkit.grading.units.u06_chain_rule.notes import corrected_rules
from nnkit.grading.units.u06_chain_rule.reasoning import path_lines


def paths_overwritten(du, dg):
    for a, b in zip(du, dg, strict=True):
        total = a * b
    return total


def paths_early_return(du, dg):
    total = 0
    for a, b in zip(du, dg, strict=True):
        total += a * b
        return total


def paths_off_by_one(du, dg):
    return sum((du[m] * dg[m] for m in range(len(du) - 1)), 0.0)


def paths_in_place(du, dg):
    du *= dg
    return du.sum()


def chain_loops_overwritten(du, dg):
    out = np.zeros((du.shape[0], dg.shape[1]))
    for i in range(du.shape[0]):
        for j in range(dg.shape[1]):
            for m in range(du.shape[1]):
                out[i, j] = du[i, m] * dg[m, j]
    return out


def chain_zeros_like(du, dg):
    out = np.zeros((du.shape[0], dg.shape[1]), dtype=du.dtype)
    for i in range(len(du)):
        out[i] = du[i] @ dg
    return out


def jacobian_rows(f, x):
    return np.array([(f(x + 1e-5 * e) - f(x - 1e-5 * e)) / 2e-5 for e in np.eye(len(x))])


def jacobian_in_whole_numbers(f, x):
    J = []
    for j in range(len(x)):
        up, down = x.copy(), x.copy()
        up[j] += 1e-5
        down[j] -= 1e-5
        J.append((f(up) - f(down)) / 2e-5)
    return np.array(J).T


def jacobian_in_place(f, x):
    J = []
    for j in range(len(x)):
        x[j] += 1e-5
        up = f(x)
        x[j] -= 2e-5
        J.append((up - f(x)) / 2e-5)
    return np.array(J).T


def scaled(factor):
    return lambda f, x: factor * jacobian(f, x)


def one_sided(h):
    return lambda f, x: np.array([(f(x + h * e) - f(x)) / h for e in np.eye(len(x))]).T


def grads(formula):
    def answer(x, y, w, b):
        s = sigmoid(np.dot(x, w) + b)
        return formula(s, y) * x, formula(s, y)

    return answer


def neuron_exp(x, y, w, b):
    s = 1 / (1 + np.exp(-np.dot(w, x) - b))
    return (s - y) * s * (1 - s) * x, (s - y) * s * (1 - s)


def derive(change):
    def answer(*values):
        lines = list(path_lines(*values))
        for number, wrong in change.items():
            lines[number - 1] = wrong(*values)
        return lines

    return answer


def derive_early(x, u1, u2, du1, du2, dg1, dg2):
    last = 2 * x * np.sin(x) ** 2 + 2 * x**2 * np.sin(x) * np.cos(x)
    return (du1 * dg1 + du2 * dg2, last, last, last)


def rules(change):
    def answer(*given):
        lines = list(corrected_rules.reference(*given))
        for number, wrong in change.items():
            lines[number] = wrong(*given)
        return lines

    return answer


def tries(du, dg, wanted):
    return lambda f: bool(np.isclose(f(np.array(du), np.array(dg)), wanted))


# The second entry says whether the check must name the mistake (True) or only reject it.
def walk(turned=-1, seed=1.0, hand=lambda old, mine, step: old + mine * step, last=None):
    def answer(steps):
        slopes = np.zeros(len(steps))
        slopes[-1] = seed
        for k in list(range(len(steps)))[::turned]:
            for i in range(k):
                slopes[i] = hand(slopes[i], slopes[k], steps[k][i])
        return slopes if last is None else last(slopes)

    return answer


WRONG = {
    "chain": [
        (lambda dg, du, u, x: dg(du(x)) * du(x), True),
        (lambda dg, du, u, x: np.sum(dg(u(x)) * du(x)), True),
        (lambda dg, du, u, x: dg(x) * u(x) + du(x), True),
        (lambda dg, du, u, x: dg(x) * du(x), True),
        (lambda dg, du, u, x: dg(u(x)), True),
        (lambda dg, du, u, x: dg(u(x)) + du(x), True),
        (lambda dg, du, u, x: dg * du, True),
        (lambda dg, du, u, x: dg(u) * du(x), False),
        (lambda dg, du, u, x: dg(u(x)) * du(u(x)), True),
        (lambda dg, du, u, x: dg(u(x)) / du(x), True),
        (lambda dg, du, u, x: u(x) * dg(u(x)), True),
        (lambda dg, du, u, x: int(np.sum(dg(u(x)) * du(x))), True),
        (lambda dg, du, u, x: np.round(dg(u(x)) * du(x), 2), True),
        (lambda dg, du, u, x: x * dg(u(x)) * du(x), True),
    ],
    "two_paths": [
        (lambda du, dg: np.sum(dg), True),
        (lambda du, dg: np.linalg.norm(du * dg), True),
        (lambda du, dg: np.cumsum(du * dg), True),
        (lambda du, dg: du[0] * dg[0] + du[1] * dg[1], True),
        (paths_overwritten, True),
        (paths_early_return, True),
        (paths_off_by_one, True),
        (paths_in_place, True),  # a generic mistake names it
        (lambda du, dg: du * dg, True),
        (lambda du, dg: sum(du) + sum(dg), True),
        (lambda du, dg: sum(du) * sum(dg), True),
        (lambda du, dg: np.mean(du * dg), True),
        (lambda du, dg: round(float(du @ dg), 3), True),
        (lambda du, dg: np.array([[du @ dg]]), True),
        (lambda du, dg: np.sqrt(np.sum((du * dg) ** 2)), True),
    ],
    "chain_jacobian": [
        (lambda A, B: np.diag(A)[:, None] * B, True),
        (lambda A, B: A[:, :-1] @ B[:-1], True),
        (lambda A, B: (A.T if A.shape[0] == A.shape[1] else A) @ B, True),
        (lambda du, dg: np.dot(dg, du), True),
        (lambda du, dg: np.dot(dg.T, du.T), True),
        (lambda du, dg: du * dg, True),
        (chain_loops_overwritten, True),
        (chain_zeros_like, True),
        (lambda du, dg: np.einsum("ik,kj->ji", du, dg), True),
        (lambda du, dg: np.einsum("ik,kj->ikj", du, dg), True),
        (lambda du, dg: chain_jacobian(du, dg).sum(), True),
        (lambda du, dg: du.T @ dg, True),
        (lambda du, dg: np.inner(du, dg), True),
    ],
    "jacobian": [
        (lambda f, x: np.array([(f(x + 1e-5 * e) - f(x)) / 1e-5 for e in np.eye(len(x))]), True),
        (lambda f, x: np.cumsum(jacobian(f, x), axis=1), True),
        (jacobian_rows, True),
        (jacobian_in_whole_numbers, True),
        (jacobian_in_place, True),
        (scaled(2), True),
        (scaled(-1), True),
        (one_sided(0.01), True),
        (one_sided(1e-3), True),
        (lambda f, x: jacobian(f, x)[0], True),
        (lambda f, x: jacobian(f, x).sum(axis=0), True),
        (lambda f, x: jacobian(f, x).sum(axis=1), True),
        (lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, True),
        (lambda f, x: (f - 1) / x, True),
    ],
    "neuron_grads": [
        (lambda x, y, w, b: (neuron_grads(x, y, w, b)[0], 0.0), True),
        (lambda x, y, w, b: neuron_grads(x, y, w, -b), True),
        (lambda x, y, w, b: tuple(g / len(x) for g in neuron_grads(x, y, w, b)), True),
        (grads(lambda s, y: -(y - s)), True),
        (grads(lambda s, y: (-y - s) * s * (1 - s)), True),
        (grads(lambda s, y: (y - s) * s * (1 - s)), True),
        (grads(lambda s, y: 2 * (s - y) * s * (1 - s)), True),
        (grads(lambda s, y: s * (1 - s)), True),
        (grads(lambda s, y: (s - y) * (1 - s)), True),
        (grads(lambda s, y: (s - y) * s), True),
        (neuron_exp, True),
        (lambda *a: neuron_grads(*a)[::-1], True),
        (lambda *a: neuron_grads(*a)[0], True),
        (lambda *a: np.array([*neuron_grads(*a)[0], neuron_grads(*a)[1]]), True),
        (lambda x, y, w, b: (neuron_grads(x, y, w, b)[1] * w, neuron_grads(x, y, w, b)[1]), True),
    ],
    "derive_two_paths": [
        (derive_early, True),
        (lambda *v: path_lines(*v)[:3], True),
        (derive({2: lambda x, u1, u2, du1, du2, dg1, dg2: u2**2 * du1 + u1 * u2 * du2}), True),
        (derive({3: lambda x, u1, u2, *_: x**2 * u2**2 + 2 * u1 * u2 * math.cos(x)}), True),
        (lambda *values: [path_lines(*values)[0]] * 4, True),
        (derive({4: lambda x, *_: 2 * x * math.sin(x**2) + x**2 * math.sin(2 * x)}), True),
        (lambda *values: path_lines(*values)[:3], True),
        (derive({1: lambda x, u1, u2, du1, du2, dg1, dg2: du1 * dg1 + du2 + dg2}), True),
    ],
    "corrected_rules": [
        (rules({2: lambda du, dg, Du, Dg: du[0] * dg[0] + du[1] + dg[1]}), True),
        (rules({1: lambda du, dg, Du, Dg: du[0] ** 2 * dg[0]}), True),
        (rules({3: lambda du, dg, Du, Dg: Dg @ Du}), True),
        (rules({0: lambda du, dg, Du, Dg: du[0] + dg[0]}), True),
        (rules({3: lambda du, dg, Du, Dg: Dg.T @ Du.T}), True),
        (lambda du, dg, Du, Dg: du @ dg, True),
    ],
    "check_two_paths": [
        (lambda f: f(np.array([1.0, 2.0]), np.array([3.0, 4.0])) is not None, True),
        (tries([2.0, 3.0], [5.0, 7.0], 20.0), True),
        (tries([2.0, 3.0], [5.0, 7.0], 31.0), True),
        (tries([4.0], [5.5], 22.0), True),
        (tries([2.0, -3.0], [5.0, 7.5], -12.5), True),
        (lambda f: f(np.array([0.1, 0.2, 0.3, -0.5]), np.ones(4)) == 0.1 + 0.2 + 0.3 - 0.5, True),
        (lambda f: "right", False),
        (lambda f: f([1.0, 2.0], [3.0, 4.0]) + "?", False),
    ],
    "walk_back": [
        (walk(turned=1), True),
        (walk(seed=0.0), True),
        (walk(hand=lambda old, mine, step: old + step), True),
        (walk(hand=lambda old, mine, step: mine * step if step else old), True),
        (walk(hand=lambda old, mine, step: old + mine if step else old), True),
        (walk(last=lambda slopes: slopes[:-1]), False),
        (walk(last=lambda slopes: slopes[::-1]), False),
        (lambda steps: np.linalg.solve(np.eye(len(steps)) - steps, np.eye(len(steps))[-1]), True),
    ],
}
