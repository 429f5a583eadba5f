"""Further cases of unit 13: other numbers and sizes than the visible ones."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.practice import Twisted
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.drawing import arrays
from nnkit.grading.units.u13_optimisers.reasoning import PRINTED, RATES, STEPS, derive_adam, means
from nnkit.grading.units.u13_optimisers.steps import ADAM, MOVING
from nnkit.grading.units.u13_optimisers.stopping import walk
from nnkit.grading.units.written_tests import wrong_ones


def _momentum_step(rng: Rng) -> list[Case]:
    w, g, v = arrays(rng, MOVING, 6)
    return [
        Case((w[::2], g[::2], v[::2], 0.2, 0.8), "every other weight", "random"),
        Case((w, g, v, 0.02, 0.99), "beta = 0.99", "random"),
        Case((w[:1], g[:1], v[:1], 0.3, 0.9), "one weight", "one"),
        Case((*map(float, (w[0], g[0], v[0])), 0.4, 0.7), "plain numbers", "one"),
    ]


def _adam_step(rng: Rng) -> list[Case]:
    w, g, m, v = arrays(rng, ADAM, 6)
    own: dict[str, Any] = {"lr": 0.5, "b1": 0.3, "b2": 0.6, "eps": 0.05}
    return [
        Case((w[::2], g[::2], m[::2], v[::2], 2), "every other weight", "random", kwargs=own),
        Case((w, g, m, v, 7), "t = 7, own settings", "random", kwargs=own),
        Case((w, g, m, v, 100000), "t = 100000", "extreme", kwargs=own),
        Case((*map(float, (w[0], g[0], m[0], v[0])), 2), "plain numbers", "one", kwargs=own),
    ]


def _early_stop(rng: Rng) -> list[Case]:
    return [
        *(walk(rng, patience) for patience in (1, 2, 3, 4, 5)),
        Case(([2.0, 2.0, 2.0], 1, 0.0), "patience = 1", "random"),
        Case((np.array([3.0, 2.0, 2.5, 2.1, 1.0]), 2, 0.0), "an array", "extreme"),
    ]


def _derive_adam(rng: Rng) -> list[Case]:
    values = means(rng, float(rng.uniform(0.3, 0.9)), float(rng.uniform(-4, -1)))
    return derivation(derive_adam.reference, values, "other numbers", "random", STEPS, rng)


def _check_adam(rng: Rng) -> list[Case]:
    hint = "Compare all three results, at early steps."
    wrong = [
        {"v_hat": lambda n: n.v / (1 - n.b1**n.t)},
        {"m_hat": lambda n: n.m / (1 - n.b1)},
        {"step": lambda n: n.lr * n.m_hat},
    ]
    return wrong_ones([(Twisted("adam", how), hint) for how in wrong], first="M")


def _corrected_runners(rng: Rng) -> list[Case]:
    other = (*arrays(rng, PRINTED, 5, *RATES)[:-1], 5)
    return [
        Case(arrays(rng, PRINTED, 5, *RATES), "other numbers", "random"),
        Case(other, "t = 5", "random"),
    ]
