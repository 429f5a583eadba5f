"""Why a digit network reads too little: causes that show in what it does, and no others."""

import functools

import numpy as np
import pytest

from nnkit.data import handwritten
from nnkit.grading.checking import climb
from nnkit.grading.given.digits import SIZES, Pictures, Reads
from nnkit.grading.units import SPECS
from nnkit.grading.units.kept_digits import kept_digits

X, LABELS = Pictures().made(), handwritten("train")[1]
Y = np.eye(10)[LABELS]
OTHERS = X - X.mean(axis=0)
UNITS = {"tanh": (np.tanh, lambda a: 1 - a * a), "relu": (lambda z: z * (z > 0), lambda a: a > 0)}


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def he(rng):
    return [(rng.normal(0, (2 / n) ** 0.5, (n, m)), np.zeros(m)) for n, m in SIZES]


def width(spread):
    return lambda rng: [(rng.normal(0, spread, shape), np.zeros(shape[1])) for shape in SIZES]


def constant(value):
    return lambda rng: [(np.full(shape, float(value)), np.zeros(shape[1])) for shape in SIZES]


def trained(
    X=X, Y=Y, start=he, lr=3.0, passes=3, apart=False, units=None, still=(), sums=False, steps=9999
):
    """A network trained in a hurry."""
    rng = np.random.default_rng(0)
    params, size = start(rng), 32
    squash, slope = UNITS.get(units, (sigmoid, lambda a: a * (1 - a)))
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    for _ in range(passes):
        order = rng.permutation(len(X))
        targets = rng.permutation(len(X)) if apart else order
        for k in range(0, min(len(X), steps * size), size):
            A = [X[order[k : k + size]]]
            for n, (W, b) in enumerate(params, start=1):
                A.append((sigmoid if n == 3 else squash)(A[-1] @ W + b))
            d = (A[3] - Y[targets[k : k + size]]) * A[3] * (1 - A[3]) / (1 if sums else size)
            for n in (2, 1, 0):
                (W, b), dW, db = params[n], A[n].T @ d, d.sum(axis=0)
                d = (d @ W.T) * slope(A[n])
                moved = b if f"b{n + 1}" in still else b - lr * db
                params[n] = (W if n in still else W - lr * dW), moved
    return [(np.asarray(W, float), np.asarray(b, float)) for W, b in params]


@pytest.mark.parametrize(
    ("params", "name"),
    [
        (lambda: trained(steps=0), "not-trained"),
        (lambda: trained(passes=1), "not-enough"),
        (lambda: trained(lr=0.01, passes=1), "hardly-begun"),
        (lambda: trained(lr=100), "stuck"),
        (lambda: trained(sums=True), "stuck"),
        (lambda: trained(start=width(10)), "stuck"),
        (lambda: trained(start=width(1)), "saturated"),
        (lambda: trained(start=constant(0)), "start-alike"),
        (lambda: trained(start=constant(0.1)), "start-alike"),
        (lambda: trained(apart=True), "flat"),
        (lambda: trained(lr=0.1), "flat"),
        (lambda: trained(lr=-3.0, passes=1), "uphill"),
        (lambda: trained(Y=Y[:, ::-1], passes=5), "other-order"),
        (lambda: trained(Y=np.roll(Y, 1, axis=1), passes=5), "other-order"),
        (lambda: trained(OTHERS / np.where(X.std(0) > 0, X.std(0), 1), lr=1), "other-inputs"),
        (lambda: trained(OTHERS, passes=4), "other-inputs"),
        (lambda: trained(units="tanh", lr=0.3, passes=4), "other-activation"),
        (lambda: trained(X[:500], Y[:500], passes=80), "part-of-X"),
        (lambda: trained(X[-500:], Y[-500:], passes=80), "part-of-X"),
        (lambda: trained(X[:32], Y[:32], passes=500), "part-of-X"),
        (lambda: trained(still=("b1", "b2", "b3"), passes=2), "biases-stay"),
        (lambda: trained(still=(0, 1, "b1", "b2")), "layers-stay"),
        (lambda: [(W * np.inf, b) for W, b in he(np.random.default_rng(0))], "not-finite"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_cause_that_shows_is_named(params, name):
    got = params()
    for digits in (kept_digits, functools.partial(handwritten, "test")):
        test = Reads(digits, np.arange(10))
        assert test(got)
        ((found, words),) = test.causes(got)
        assert found == name, (found, test.right(got))
        assert "{" not in words


def test_the_panel_tells_the_cause_and_needs_no_table():
    def answer(X, Y, rng):
        return trained(steps=0)

    result = climb(SPECS["train_digits"], answer, hidden=False, seed=0)
    assert (result.misconception, result.score) == ("not-trained", 0)
    assert "All biases are still 0" in result.advice
