"""What is said of an unknown wrong answer: facts about its numbers."""

import numpy as np
import pytest

from nnkit.grading.checking import climb
from nnkit.grading.exercise.spec import Case, Spec


def cases(rng):
    return [Case((rng.normal(size=n), rng.normal(size=n)), f"{n}", "random") for n in (4, 6, 9)]


def flat(rng):
    return [Case((rng.normal(size=n),), f"{n}", "random") for n in (4, 6)]


def tables(rng):
    return [Case((rng.normal(size=(n, d)),), f"{n}x{d}", "random") for n, d in ((4, 3), (5, 2))]


PRODUCT = Spec("product", lambda x, y: x * y + 0.3 * x, cases, signature="product(x, y)")
ONES = Spec(
    "ones",
    lambda x: x**3 + 1,
    lambda rng: [Case((np.array([1.0, 3.0]),), "two", "hand"), *flat(rng)],
    signature="ones(x)",
)
CUBES = Spec("cubes", lambda X: X**3 + X.sum(), tables, signature="cubes(X)")


def product(x, y):
    return x * y + 0.3 * x


def cubes(X):
    return X**3 + X.sum()


def placed(mask):
    def wrong(X):
        return np.where(mask(X), cubes(X), 0.123 * X)

    return wrong


def shuffled(X):
    flat = cubes(X).ravel()
    return flat[np.argsort(np.sin(7 * flat))].reshape(X.shape)


@pytest.mark.parametrize(
    ("spec", "answer", "words"),
    [
        (PRODUCT, lambda x, y: 1.7 * product(x, y), "Every number is 1.7 times"),
        (PRODUCT, lambda x, y: product(x, y) / np.log(10), "base 10"),
        (
            PRODUCT,
            lambda x, y: -product(x, y) / np.log(2),
            "with the wrong sign. The log",
        ),
        (PRODUCT, lambda x, y: product(x, y) + 0.25, "off by the same amount, +0.25"),
        (PRODUCT, lambda x, y: np.where(x > 0, product(x, y), 9), "right where `x` is positive"),
        (PRODUCT, lambda x, y: product(x, y) * np.sign(y), "some of the signs are not"),
        (CUBES, lambda X: cubes(X) * len(X) ** 1.0 * -1, "number of rows and has the wrong sign"),
        (CUBES, lambda X: cubes(X) / X.shape[1], "too small by a factor of the number of columns"),
        (CUBES, placed(lambda X: np.eye(*X.shape) > 0), "Only the diagonal is right"),
        (CUBES, placed(lambda X: np.arange(X.shape[1]) + 0 * X > 0), "Only the first column is wr"),
        (CUBES, shuffled, "in another order"),
    ],
)
def test_the_relation_is_said(spec, answer, words):
    result = climb(spec, answer, hidden=False, seed=0)
    assert not result.passed
    assert words in result.advice, result.advice


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        (CUBES, lambda X: np.sin(3 * X)),
        (PRODUCT, lambda x, y: (1 + 3e-5) * product(x, y)),
        (ONES, lambda x: np.where(x == 1, 2, np.sin(x))),
    ],
    ids=["no relation", "nearly right", "right in one place by chance"],
)
def test_nothing_is_said_where_nothing_can_be(spec, answer):
    result = climb(spec, answer, hidden=False, seed=0)
    assert not result.passed
    assert result.misconception is None
