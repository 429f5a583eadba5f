"""The negative log-likelihood, from probabilities and from sums."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import (
    CHANGES,
    STABLE,
    UNIT,
    clipped_nll,
    rounded,
    targets,
)


def _ends(dear: Array) -> Callable[[Any], str | None]:
    """Test the losses of sure answers: finite, large where `dear`, nearly 0 elsewhere."""

    def test(got: Any) -> str | None:
        problem = form(got, np.zeros(dear.shape))
        if problem:
            return problem
        loss = np.asarray(got, float)
        if not np.isfinite(loss).all():
            return "it holds inf or nan, needed finite numbers"
        if (loss[dear] < 10).any():
            return "a wrong answer of which the neuron is sure costs less than 10"
        if (np.abs(loss[~dear]) > 1e-3).any():
            return "a right answer of which the neuron is sure should cost nearly nothing"
        return None

    return test


KEEP_AWAY = "Keep p a very small distance away from 0 and 1 before you take the logarithm."


def _nll_cases(rng: Rng) -> list[Case]:
    y5, y8 = targets(rng, 5), targets(rng, 8)
    ends, at = np.array([0.0, 1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0, 1.0])
    near = np.array([1e-6, 1 - 1e-6]), np.array([1.0, 0.0])
    return [
        Case(
            (np.array([0.8, 0.1, 0.6]), np.array([1.0, 0.0, 0.0])),
            "p = [0.8, 0.1, 0.6], y = [1, 0, 0]",
            "hand",
        ),
        Case((np.array([0.7, 0.2]), np.ones(2)), "p = [0.7, 0.2], y = [1, 1]", "isolated"),
        Case((np.array([0.7, 0.2]), np.zeros(2)), "p = [0.7, 0.2], y = [0, 0]", "isolated"),
        Case((rng.uniform(0.05, 0.95, 5), y5), "5 random probabilities", "random"),
        Case((rng.uniform(0.05, 0.95, 8), y8), "8 random probabilities", "random"),
        Case(
            (ends, at),
            "p = [0, 1, 0, 1], y = [1, 0, 0, 1]",
            "extreme",
            hint=KEEP_AWAY,
            test=_ends(ends != at),
        ),
        Case(near, "p = [0.000001, 0.999999], y = [1, 0]", "extreme"),
        Case(
            (np.array([0, 1, 1]), np.array([1, 1, 0])),
            "whole numbers p = [0, 1, 1], y = [1, 1, 0]",
            "integer",
            hint=KEEP_AWAY,
            test=_ends(np.array([True, False, True])),
        ),
        Case((np.array([0.3, 0.8]), np.array([1, 0])), "whole numbers y = [1, 0]", "integer"),
        Case(
            (rng.uniform(0.05, 0.95, 8).astype(np.float32), y8.astype(np.float32)),
            "numbers of type float32",
            "float32",
            rtol=1e-4,
        ),
        Case((np.array([0.3]), np.array([1.0])), "one example", "one"),
    ]


def _clipped_in_place(p: Any, y: Any) -> Any:
    np.clip(p, 1e-12, 1 - 1e-12, out=p)
    p[y == 0] = 1 - p[y == 0]
    return -np.log(p)


NLL_MISTAKES: tuple[tuple[str, Callable[[Any, Any], Any], str, str], ...] = (
    (
        "printed-sign",
        lambda p, y: -y * np.log(p) + (1 - y) * np.log(1 - p),
        "The part for y = 0 has the wrong sign, so a wrong answer is rewarded there. The notes "
        "print this in 001 line 63; see erratum E09: the minus belongs to both parts.",
        "001 line 63, erratum E09",
    ),
    (
        "other-part-sign",
        lambda p, y: y * np.log(p) - (1 - y) * np.log(1 - p),
        "The part for y = 1 has the wrong sign. A loss is never negative here: the minus "
        "belongs to both parts.",
        "",
    ),
    (
        "no-minus",
        lambda p, y: y * np.log(p) + (1 - y) * np.log(1 - p),
        "Every value is negative: this is the log-likelihood. The loss is its negative.",
        "",
    ),
    (
        "labels-exchanged",
        lambda p, y: clipped_nll(1 - p, y),
        "The two classes are exchanged: a good prediction for y = 1 is punished. Look at which "
        "of y and 1 - y stands with log p.",
        "",
    ),
    (
        "only-ones",
        lambda p, y: -y * np.log(p),
        "Examples with y = 0 cost nothing. The second part, with 1 - y, is missing.",
        "",
    ),
    (
        "only-zeros",
        lambda p, y: -(1 - y) * np.log(1 - p),
        "Examples with y = 1 cost nothing. The first part, with y, is missing.",
        "",
    ),
    (
        "ignores-y",
        lambda p, y: -np.log(p) + 0 * y,
        "Your loss does not depend on y. For y = 0 the neuron gave the observed class the "
        "probability 1 - p.",
        "",
    ),
    (
        "second-y-missing",
        lambda p, y: -y * np.log(p) - np.log(1 - p),
        "The factor 1 - y is missing before the second logarithm, so examples with y = 1 pay "
        "twice.",
        "",
    ),
    (
        "first-y-missing",
        lambda p, y: -np.log(p) - (1 - y) * np.log(1 - p),
        "The factor y is missing before the first logarithm, so examples with y = 0 pay twice.",
        "",
    ),
    (
        "brackets",
        lambda p, y: -(y * np.log(p) + 1 - y * np.log(1 - p)),
        "Brackets are missing around 1 - y: without them only y is multiplied by the logarithm.",
        "",
    ),
    (
        "parts-multiplied",
        lambda p, y: -(y * np.log(p) * (1 - y) * np.log(1 - p)),
        "Your loss is always 0: the two parts are multiplied, and one of them is 0. Add them.",
        "",
    ),
    (
        "mean-log-likelihood",
        lambda p, y: -np.mean(clipped_nll(p, y)),
        "You return one negative number, the mean log-likelihood. Asked is the loss of each "
        "example, which is its negative.",
        "",
    ),
    (
        "first-only",
        lambda p, y: clipped_nll(p, y)[0],
        "You return the loss of the first example only. If you use a loop, look at where it ends.",
        "",
    ),
    (
        "log10",
        lambda p, y: clipped_nll(p, y) / np.log(10),
        "Every value is 0.434 times what it should be: this is the logarithm to base 10. The "
        "course uses the natural logarithm.",
        "",
    ),
    (
        "log2",
        lambda p, y: clipped_nll(p, y) / np.log(2),
        "Every value is 1.443 times what it should be: this is the logarithm to base 2. The "
        "course uses the natural logarithm.",
        "",
    ),
    (
        "log1p",
        lambda p, y: -y * np.log(p) - (1 - y) * np.log1p(p),
        "For y = 0 you take the logarithm of 1 + p. Look at the sign of p inside.",
        "",
    ),
    (
        "one-outside-log",
        lambda p, y: -y * np.log(p) - (1 - y) * (1 - np.log(p)),
        "For y = 0 you take 1 - log p. The subtraction belongs inside the logarithm.",
        "",
    ),
    (
        "mean",
        lambda p, y: np.mean(clipped_nll(p, y)),
        "You return one number, the mean. Asked is the loss of each example.",
        "",
    ),
    (
        "sum",
        lambda p, y: np.sum(clipped_nll(p, y)),
        "You return one number, the sum. Asked is the loss of each example.",
        "",
    ),
    (
        "divided-by-n",
        lambda p, y: clipped_nll(p, y) / np.size(y),
        "Each loss is divided by the number of examples. That belongs to the mean, not to the "
        "loss of one example.",
        "",
    ),
    (
        "halved",
        lambda p, y: clipped_nll(p, y) / 2,
        "Every value is half of what it should be. The factor 1/2 belongs to the squared error.",
        "",
    ),
    (
        "squared-error",
        lambda p, y: (p - y) ** 2,
        "This is the squared error. The negative log-likelihood takes the logarithm of the "
        "probability given to the observed class.",
        "",
    ),
    (
        "half-squared-error",
        lambda p, y: (p - y) ** 2 / 2,
        "This is half the squared error. The negative log-likelihood takes the logarithm of the "
        "probability given to the observed class.",
        "",
    ),
    (
        "absolute-error",
        lambda p, y: np.abs(p - y),
        "This is the distance |p - y|: the logarithm is missing.",
        "",
    ),
    (
        "likelihood",
        lambda p, y: y * p + (1 - y) * (1 - p),
        "This is the likelihood, the probability given to the observed class. The negative "
        "logarithm is missing.",
        "",
    ),
    (
        "slope",
        lambda p, y: (p - y) / (p * (1 - p)),
        "This is the slope of the loss in p, not the loss.",
        "",
    ),
    (
        "all-pairs",
        lambda p, y: clipped_nll(p[:, None], y[None, :]),
        "You return an N×N table, every p with every y: one of the two has the shape (N, 1). "
        "Both should be (N,).",
        "",
    ),
    (
        "column",
        lambda p, y: clipped_nll(p, y)[:, None],
        "The values are right but stand in a column of shape (N, 1). Return the shape (N,).",
        "",
    ),
)


def _as_misconceptions(
    of_p: Callable[[Callable[[Any, Any], Any]], Callable[[Any, Any], Any]],
) -> tuple[Misconception, ...]:
    return tuple(
        Misconception(name, of_p(wrong), advice, note) for name, wrong, advice, note in NLL_MISTAKES
    )


ONE_EXAMPLE = (
    "`if` and `math.log` work on one number; p and y are arrays. Both parts of the formula can "
    "be written with arrays: one of them is always multiplied by 0."
)

NLL = Spec(
    name="nll",
    reference=nnkit.nll,
    cases=_nll_cases,
    rtol=1e-4,  # where to clip is the student's choice: 1e-8 shows in the sixth digit
    atol=1e-6,
    returns="an array (N,), one loss for each example",
    points=2,
    unit=UNIT,
    signature="nll(p, y)",
    properties=(
        Property(
            "half",
            "p = 1/2 costs log 2 = 0.693, whatever y is",
            lambda fn, rng: bool(
                np.allclose(fn(np.full(4, 0.5), targets(rng, 4)), np.log(2), rtol=1e-4)
            ),
        ),
    ),
    misconceptions=(
        *_as_misconceptions(lambda wrong: wrong),
        Misconception(
            "arguments-exchanged",
            lambda p, y: clipped_nll(y, p),
            "You take the logarithm of y, which is 0 or 1. The logarithm is taken of the "
            "prediction p; y chooses the part.",
        ),
        Misconception(
            "arguments-exchanged-12",
            lambda p, y: nnkit.nll(y, p),
            "You take the logarithm of y, which is 0 or 1. The logarithm is taken of the "
            "prediction p; y chooses the part.",
        ),
        Misconception(
            "arguments-exchanged-inf",
            lambda p, y: -p * np.log(y) - (1 - p) * np.log(1 - y),
            "You take the logarithm of y, which is 0 or 1, and get infinity. The logarithm is "
            "taken of the prediction p; y chooses the part.",
        ),
        Misconception(
            "sigmoid-first",
            lambda p, y: clipped_nll(sigmoid(p), y),
            "The sigmoid is applied to p, which is a probability already. The form that starts "
            "from z is the next exercise.",
        ),
        Misconception(
            "one-example-only",
            lambda p, y: -math.log(p) if y == 1 else -math.log(1 - p),
            ONE_EXAMPLE,
        ),
        Misconception(
            "math-log",
            lambda p, y: -(y * math.log(p) + (1 - y) * math.log(1 - p)),
            ONE_EXAMPLE,
        ),
        *rounded(clipped_nll),
        Misconception("in-place", _clipped_in_place, CHANGES),
        Misconception(
            "infinite",
            lambda p, y: -y * np.log(p) - (1 - y) * np.log(1 - p),
            "At p = 0 or 1 the logarithm of 0 appears, and 0 times infinity is nan. " + KEEP_AWAY,
        ),
        Misconception(
            "infinite-chosen",
            lambda p, y: -np.log(np.where(np.asarray(y) == 1, p, 1 - p)),
            "At p = 0 or 1 the loss becomes infinite. " + KEEP_AWAY,
        ),
        Misconception(
            "capped",
            lambda p, y: clipped_nll(np.clip(p, 1e-3, 1 - 1e-3), y),
            "Your limit around 0 and 1 is so wide that a sure and wrong answer costs too little. "
            "Use a much smaller distance.",
        ),
        Misconception(
            "one-side",
            lambda p, y: -y * np.log(np.maximum(p, 1e-12)) - (1 - y) * np.log(1 - p),
            "You protect the logarithm of p, but 1 - p becomes 0 as well, at p = 1.",
        ),
    ),
)


def _logit_cases(rng: Rng) -> list[Case]:
    y6, y9 = targets(rng, 6), targets(rng, 9)
    whole = np.array([-2, 3, 1]), np.array([0, 1, 0])
    far = np.array([-30.0, 28.0]), np.array([1.0, 0.0])
    return [
        Case(
            (np.array([-2.0, 0.0, 3.0]), np.array([1.0, 0.0, 0.0])),
            "z = [-2, 0, 3], y = [1, 0, 0]",
            "hand",
        ),
        Case((np.array([-1.0, 2.0]), np.ones(2)), "z = [-1, 2], y = [1, 1]", "isolated"),
        Case((np.array([-1.0, 2.0]), np.zeros(2)), "z = [-1, 2], y = [0, 0]", "isolated"),
        Case((rng.normal(0, 2, 6), y6), "6 random numbers", "random"),
        Case((rng.normal(0, 2, 9), y9), "9 random numbers", "random"),
        Case(far, "z = [-30, 28], y = [1, 0]", "extreme"),
        Case(
            (np.array([1000.0, 1000.0]), np.array([0.0, 1.0])),
            "z = [1000, 1000], y = [0, 1]",
            "extreme",
            hint=STABLE,
        ),
        Case(
            (np.array([-1000.0, -1000.0]), np.array([0.0, 1.0])),
            "z = [-1000, -1000], y = [0, 1]",
            "extreme",
            hint=STABLE,
        ),
        Case(whole, "whole numbers z = [-2, 3, 1], y = [0, 1, 0]", "integer"),
        Case(
            (rng.normal(0, 2, 9).astype(np.float32), y9.astype(np.float32)),
            "numbers of type float32",
            "float32",
        ),
        Case((np.array([-0.7]), np.array([1.0])), "one example", "one"),
    ]


CAPPED = (
    "The probability is kept away from 0 and 1 before the logarithm, so no loss is above about "
    "30; for z = -1000 and y = 1 it should be 1000. Simplify the logarithm of the sigmoid on "
    "paper first."
)

NLL_LOGITS = Spec(
    name="nll_logits",
    reference=nnkit.nll_logits,
    cases=_logit_cases,
    returns="an array (N,), one loss for each example",
    points=2,
    unit=UNIT,
    signature="nll_logits(z, y)",
    properties=(
        Property(
            "difference",
            "the losses of z for y = 0 and for y = 1 differ by z",
            lambda fn, rng: bool(
                np.allclose(
                    np.subtract(fn(z := rng.normal(0, 2, 5), np.zeros(5)), fn(z, np.ones(5))), z
                )
            ),
        ),
    ),
    misconceptions=(
        *_as_misconceptions(lambda wrong: lambda z, y: wrong(sigmoid(z), y)),
        Misconception(
            "plus-zy",
            lambda z, y: np.logaddexp(0, z) + z * y,
            "The term z y is added. For y = 1 and a large z the loss should be small: look at "
            "its sign.",
        ),
        Misconception(
            "no-zy",
            lambda z, y: np.logaddexp(0, z) + 0 * y,
            "Your loss does not depend on y: the term with z y is missing.",
        ),
        Misconception(
            "falling-softplus",
            lambda z, y: np.logaddexp(0, -z) - z * y,
            "You subtract z y from log(1 + e^-z). That form of the logarithm goes with another "
            "term: check the derivation with z = 3 and y = 1.",
        ),
        Misconception(
            "no-absolute-value",
            lambda z, y: np.maximum(z, 0) - z * y + np.log(1 + np.exp(-z)),
            "For negative z one term is wrong: the exponent must be -|z|, and the first term must "
            "be 0 there, not |z|.",
        ),
        Misconception(
            "logarithm-missing",
            lambda z, y: np.maximum(z, 0) - z * y + np.exp(-np.abs(z)),
            "The last term is e^-|z| itself: the logarithm of 1 + e^-|z| is missing.",
        ),
        Misconception(
            "minus-logarithm",
            lambda z, y: np.maximum(z, 0) - z * y - np.log1p(np.exp(-np.abs(z))),
            "The logarithm is subtracted. Check with z = 0: the loss is log 2, whatever y is.",
        ),
        Misconception(
            "exponent-sign",
            lambda z, y: np.maximum(z, 0) - z * y + np.log1p(np.exp(np.abs(z))),
            "The exponent is |z|; its minus is missing. Check with a large z and y = 1: the loss "
            "is nearly 0.",
        ),
        Misconception(
            "minimum",
            lambda z, y: np.minimum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))),
            "The first term takes the smaller of z and 0. Check with a large z and y = 0: the "
            "loss is about z.",
        ),
        Misconception(
            "plus-minus-labels",
            lambda z, y: np.log(1 + np.exp(-y * z)),
            "log(1 + e^(-yz)) is the formula for labels 1 and -1. Here the labels are 1 and 0.",
        ),
        Misconception(
            "no-maximum",
            lambda z, y: -z * y + np.log(1 + np.exp(-np.abs(z))),
            "The term max(z, 0) is missing. It appears when e^z is taken out of the logarithm "
            "for positive z.",
        ),
        Misconception(
            "takes-z-for-p",
            lambda z, y: -y * np.log(z) - (1 - y) * np.log(1 - z),
            "You take the logarithm of z itself. z is the sum before the sigmoid, not a "
            "probability.",
        ),
        Misconception(
            "takes-z-for-p-clipped",
            lambda z, y: nnkit.nll(z, y),
            "You call the loss for probabilities with z. z is the sum before the sigmoid and may "
            "be negative or above 1.",
        ),
        Misconception(
            "gradient",
            lambda z, y: sigmoid(z) - y,
            "This is the slope of the loss in z, not the loss.",
        ),
        Misconception(
            "sigmoid-twice",
            lambda z, y: clipped_nll(sigmoid(sigmoid(z)), y),
            "The sigmoid is applied twice.",
        ),
        Misconception(
            "one-example-only",
            lambda z, y: max(z, 0) - z * y + math.log(1 + math.exp(-abs(z))),
            "`max` and `math.log` work on one number; z and y are arrays. NumPy has functions "
            "for every entry.",
        ),
        *rounded(nnkit.nll_logits),
        Misconception(
            "log-of-sigmoid",
            lambda z, y: -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z)),
            "For |z| = 1000 the sigmoid is exactly 0 or 1 and its logarithm is infinite. "
            "Simplify the logarithm of the sigmoid on paper first.",
        ),
        Misconception(
            "softplus-overflow",
            lambda z, y: np.log(1 + np.exp(z)) - z * y,
            "For z = 1000 the exponential overflows. Take e^z out of the logarithm when z is "
            "positive.",
        ),
        Misconception(
            "softplus-left-overflow",
            lambda z, y: np.log(1 + np.exp(-z)) + z * (1 - y),
            "For z = -1000 the exponential overflows. Take e^-z out of the logarithm when z is "
            "negative.",
        ),
        Misconception(
            "clips-z",
            lambda z, y: nnkit.nll_logits(np.clip(z, -500, 500), y),
            "z is clipped, so the loss stops growing; for z = -1000 and y = 1 it should be 1000. "
            "Choose a form that needs no limit.",
        ),
        Misconception(
            "capped-12",
            lambda z, y: _clipped_loss(z, y, 1e-12),
            CAPPED,
        ),
        Misconception(
            "capped-15",
            lambda z, y: _clipped_loss(z, y, 1e-15),
            CAPPED,
        ),
        Misconception(
            "capped-16",
            lambda z, y: _clipped_loss(z, y, float(np.finfo(float).eps)),
            CAPPED,
        ),
        Misconception(
            "added-epsilon",
            lambda z, y: _padded_loss(z, y, 1e-12),
            CAPPED,
        ),
        Misconception(
            "added-epsilon-15",
            lambda z, y: _padded_loss(z, y, 1e-15),
            CAPPED,
        ),
    ),
)


def _clipped_loss(z: Any, y: Any, eps: float) -> Any:
    p = np.clip(sigmoid(z), eps, 1 - eps)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def _padded_loss(z: Any, y: Any, eps: float) -> Any:
    p = sigmoid(z)
    return -y * np.log(p + eps) - (1 - y) * np.log(1 - p + eps)
