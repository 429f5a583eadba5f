"""The 1-1-1-1 chain once more: a test to write."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Rng, exercise
from nnkit.grading.units.u07_backpropagation_by_hand.chain import NOTES
from nnkit.grading.units.written_tests import right_ones, wrong_ones


def sweep(
    first: Any = lambda n, k: 2 * (n.a[3] - n.y) * n.s[3],
    back: Any = lambda n, k: n.e[k + 1] * n.w[k + 1] * n.s[k],
    dw: Any = lambda n, k: n.e[k] * n.a[k - 1],
    db: Any = lambda n, k: n.e[k],
) -> Function:
    """Go forward and back through the chain, with some rules replaced; layers count from 1.

    A rule gets the numbers so far: n.w, n.b, n.a, n.s (slopes) and n.e (errors).
    """

    def implementation(x: float, y: float, w: Any, b: Any) -> tuple[Array, Array]:
        n = SimpleNamespace(x=x, y=y, w=[0, *w], b=[0, *b], a=[x], s=[1.0], e=[0.0] * 4)
        for k in (1, 2, 3):
            n.a.append(sigmoid(n.w[k] * n.a[-1] + n.b[k]))
            n.s.append(n.a[k] * (1 - n.a[k]))
        n.e[3] = first(n, 3)
        for k in (2, 1):
            n.e[k] = back(n, k)
        return np.array([dw(n, k) for k in (1, 2, 3)]), np.array([db(n, k) for k in (1, 2, 3)])

    return implementation


def _measured(x: float, y: float, w: Any, b: Any) -> tuple[Array, Array]:
    theta, h = np.array([*w, *b], dtype=float), 1e-5

    def cost(t: Array) -> Any:
        a1 = sigmoid(t[0] * x + t[3])
        a2 = sigmoid(t[1] * a1 + t[4])
        return (sigmoid(t[2] * a2 + t[5]) - y) ** 2

    slopes = [(cost(theta + h * e) - cost(theta - h * e)) / (2 * h) for e in np.eye(6)]
    return np.array(slopes[:3]), np.array(slopes[3:])


def _as_lists(x: float, y: float, w: Any, b: Any) -> tuple[list[float], list[float]]:
    dw, db = nnkit.grads_chain(x, y, w, b)
    return [float(v) for v in dw], [float(v) for v in db]


PLACE = "Try another place than the one of the lecture, too."
BACK = "Compare the derivatives of layers 1 and 2 with measured ones."
WRONG_CHAINS = [
    (sweep(back=lambda n, k: 2 * (n.a[k] - n.y) * n.s[k]), BACK),
    (sweep(back=lambda n, k: n.e[k + 1] * n.s[k]), BACK),
    (sweep(back=lambda n, k: n.e[k + 1] * n.w[k + 1] * (n.s[k] if k == 2 else 1)), BACK),
    (sweep(dw=lambda n, k: n.e[k] * n.a[k]), "Compare dw, not only db."),
    (sweep(db=lambda n, k: n.e[k] * n.w[k]), "Compare db, not only dw."),
    (sweep(first=lambda n, k: 2 * (n.y - n.a[3]) * n.s[3]), "Compare signs, too."),
    (sweep(first=lambda n, k: (n.a[3] - n.y) * n.s[3]), "Compare sizes, not only signs."),
    (sweep(first=lambda n, k: 2 * (n.a[3] - 1) * n.s[3]), PLACE),
    (lambda x, y, w, b: nnkit.grads_chain(NOTES[0], y, w, b), PLACE),
    (lambda x, y, w, b: nnkit.grads_chain(x, y, NOTES[2], NOTES[3]), PLACE),
    (sweep(dw=lambda n, k: n.e[k] * n.a[2 if k == 2 else k - 1]), "Compare every layer."),
    (
        lambda x, y, w, b: tuple(1.01 * v for v in nnkit.grads_chain(x, y, w, b)),
        "Every number is off by one hundredth: is your tolerance too wide?",
    ),
]
PLACES = [NOTES, (-1.3, 0.2, np.array([0.9, 1.2, -0.7]), np.array([-0.4, 0.3, 0.6]))]


def _check_cases(rng: Rng) -> list[Case]:
    return [*right_ones([sweep(), _measured, _as_lists]), *wrong_ones(WRONG_CHAINS)]


def slopes_at(f, places):
    """The slopes that f gives: an array of shape (places, 2, 3)."""
    return np.array([f(*place) for place in places], dtype=float)


@exercise(
    "07",
    cases=_check_cases,
    returns="True or False",
    points=3,
    shuffled=True,
    mistakes="""
    return True
    # Your test accepts everything, or looks at the form only. A test is worth something only if it
    # can fail.

    return False
    # Your test rejects everything, right implementations as well. Does it ask for the same digits
    # to the last? Measured slopes differ a little: use `np.allclose`.

    places = PLACES[:1]
    # You test at one place only, and there some wrong programs are right by chance. Try a second x,
    # y, w and b.

    return bool(np.allclose(got[:, 0], want[:, 0], rtol=1e-5, atol=1e-9))
    # You compare dw only. The biases have derivatives, too.

    return bool(np.allclose(got[:, 1], want[:, 1], rtol=1e-5, atol=1e-9))
    # You compare db only. The weights have derivatives, too.

    return bool(np.allclose(got[..., 2], want[..., 2], rtol=1e-5, atol=1e-9))
    # You compare the last layer only. Mistakes on the way back show in front of it.

    return bool(np.allclose(got[..., 0], want[..., 0], rtol=1e-5, atol=1e-9))
    # You compare the first layer only. Compare all six numbers.

    return bool(np.all(np.sign(got) == np.sign(want)))
    # You compare signs only. Compare the numbers.

    return bool(np.allclose(np.abs(got), np.abs(want), rtol=1e-5, atol=1e-9))
    # You compare sizes without their signs. A gradient with the wrong sign goes uphill.

    return bool(np.allclose(got, want, rtol=0.05))
    # Your tolerance is so wide that numbers off by one hundredth pass. Central differences are
    # right to about nine digits.

    return bool(np.allclose(got, want, atol=0.1))
    # Your tolerance is larger than most of the slopes, so nearly everything passes. Slopes here can
    # be 0.01: allow about 1e-7.

    return bool(np.array_equal(got, slopes_at(nnkit.grads_chain, places)))
    # You ask for the same digits to the last. Measured and computed numbers differ a little: use
    # `np.allclose`.

    places = [(1.0, 0.0, np.zeros(3), np.zeros(3))]
    # Your test tries weights of 0, where most slopes are 0 whatever the formula. Take weights,
    # biases and x that all differ.

    places = [(1.0, 1.0, np.ones(3), np.ones(3))]
    # In your test all numbers are 1, so a factor too many or too few, or another layer's weight,
    # does not show. Take numbers that all differ.
    """,
)
def check_chain(f):
    places = PLACES  # the places
    got = slopes_at(f, places)  # the slopes of f
    want = slopes_at(_measured, places)  # the measured slopes
    return bool(np.allclose(got, want, rtol=1e-5, atol=1e-9))
