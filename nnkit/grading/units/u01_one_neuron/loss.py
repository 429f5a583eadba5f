"""The negative log-likelihood, from probabilities and from sums."""

from typing import Any

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Function, Misconception, Property, Rng
from nnkit.grading.given.judging import Ends
from nnkit.grading.units.drawing import Drawn, targets
from nnkit.grading.units.elementwise import STABLE

KEEP_AWAY = "Keep p a very small distance away from 0 and 1 before you take the logarithm."


def _nll_cases(rng: Rng) -> list[Case]:
    y5, y8 = targets(rng, 5), targets(rng, 8)
    p32, y32 = rng.uniform(0.05, 0.95, 8).astype(np.float32), y8.astype(np.float32)
    hand, two = (np.array([0.8, 0.1, 0.6]), np.array([1.0, 0, 0])), np.array([0.7, 0.2])
    ends, at = np.array([0.0, 1, 0, 1]), np.array([1.0, 0, 0, 1])
    near = np.array([1e-6, 1 - 1e-6]), np.array([1.0, 0.0])
    whole, which = np.array([0, 1, 1]), np.array([1, 1, 0])
    text = "p = [0, 1, 0, 1], y = [1, 0, 0, 1]", "whole numbers p = [0, 1, 1], y = [1, 1, 0]"
    away: dict[str, Any] = {"hint": KEEP_AWAY}
    return [
        Case(hand, "p = [0.8, 0.1, 0.6], y = [1, 0, 0]", "hand"),
        Case((two, np.ones(2)), "p = [0.7, 0.2], y = [1, 1]", "isolated"),
        Case((two, np.zeros(2)), "p = [0.7, 0.2], y = [0, 0]", "isolated"),
        Case((rng.uniform(0.05, 0.95, 5), y5), "5 random probabilities", "random"),
        Case((rng.uniform(0.05, 0.95, 8), y8), "8 random probabilities", "random"),
        Case((ends, at), text[0], "extreme", test=Ends(ends != at), **away),
        Case(near, "p = [0.000001, 0.999999], y = [1, 0]", "extreme"),
        Case((whole, which), text[1], "integer", test=Ends(whole != which), **away),
        Case((np.array([0.3, 0.8]), np.array([1, 0])), "whole numbers y = [1, 0]", "integer"),
        Case((p32, y32), "numbers of type float32", "float32", rtol=1e-4),
        Case((np.array([0.3]), np.array([1.0])), "one example", "one"),
    ]


def _clipped(id: str, of: Function, advice: str) -> tuple[Misconception, ...]:
    """A mistake whose numbers depend on how far `nll` keeps away from 0 and 1."""

    def made(tiny: float) -> Misconception:
        def loss(p: Any, y: Any) -> Any:
            p = np.clip(p, tiny, 1 - tiny)
            return -y * np.log(p) - (1 - y) * np.log(1 - p)

        return Misconception(f"{id}-{tiny:.0e}", lambda a, b: of(a, b, loss), advice)

    return tuple(map(made, (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)))


def _of_observed(p, y):
    seen = y * p + (1 - y) * (1 - p)  # the probability of the observed class
    return -np.log(seen)  # the losses


@exercise(
    _nll_cases,
    "an array (N,), one loss for each example",
    rtol=0.0001,
    atol=1e-06,
    points=2,
    forms=(_of_observed,),
    properties=(
        Property(
            "half", "p = 1/2 costs log 2 = 0.693, whatever y is", Drawn("p = 1/2 costs log 2")
        ),
    ),
    misconceptions=_clipped(
        "arguments-exchanged",
        lambda p, y, loss: loss(y, p),
        "You take the logarithm of y, which is 0 or 1. The logarithm is taken of the prediction p; "
        "y chooses the part.",
    ),
)
def nll(p, y):
    """
    q = p
    # At p = 0 or p = 1 the logarithm of 0 appears, and the loss becomes infinite, or nan. Keep
    # both p and 1 - p a very small distance away from 0 before you take the logarithm.
    q = np.clip(p, 1e-3, 1 - 1e-3)
    # Your limit around 0 and 1 is so wide that a sure and wrong answer costs too little. Use a
    # much smaller distance.
    q = sigmoid(p)
    # The sigmoid is applied to p, which is a probability already. The form that starts from z is
    # the next exercise.
    return -ones + zeros
    # The part for y = 0 has the wrong sign, so a wrong answer is rewarded there. The notes print
    # this once; see erratum E09: the minus belongs to both parts.
    return -ones  # Examples with y = 0 cost nothing. The second part, with 1 - y, is missing.
    q = 1 - p
    # The two classes are exchanged: a good prediction for y = 1 is punished. Look at which of y
    # and 1 - y stands with log p.
    return -np.log(p)
    # Your loss does not depend on y. For y = 0 the neuron gave the observed class the probability
    # 1 - p.
    return -ones * zeros
    # Your loss is always 0: the two parts are multiplied, and one of them is 0. Add them.
    return (p - y) ** 2
    # This is the squared error. The negative log-likelihood takes the logarithm of the
    # probability given to the observed class.
    return (p - y) ** 2 / 2
    # This is half the squared error. The negative log-likelihood takes the logarithm of the
    # probability given to the observed class.
    return abs(p - y)  # This is the distance |p - y|: the logarithm is missing.
    return y * p + (1 - y) * (1 - p)
    # This is the likelihood, the probability of the observed class. The negative logarithm is
    # missing.
    return (p - y) / (p * (1 - p))  # This is the slope of the loss in p, not the loss.
    """
    q = np.clip(p, 1e-15, 1 - 1e-15)  # the probability
    ones = y * np.log(q)  # the part for y = 1
    zeros = (1 - y) * np.log(1 - q)  # the part for y = 0
    # A loss is never negative here.
    return -(ones + zeros)  # the losses


def _logit_cases(rng: Rng) -> list[Case]:
    y6, y9 = targets(rng, 6), targets(rng, 9)
    z32, y32 = rng.normal(0, 2, 9).astype(np.float32), y9.astype(np.float32)
    both, two, far = np.array([0.0, 1.0]), np.array([-1.0, 2.0]), np.array([-30.0, 28.0])
    high, low = (np.full(2, 1000.0), both), (np.full(2, -1000.0), both)
    hand, whole = (np.array([-2.0, 0, 3]), np.array([1.0, 0, 0])), np.array([-2, 3, 1])
    text = "whole numbers z = [-2, 3, 1], y = [0, 1, 0]"
    return [
        Case(hand, "z = [-2, 0, 3], y = [1, 0, 0]", "hand"),
        Case((two, np.ones(2)), "z = [-1, 2], y = [1, 1]", "isolated"),
        Case((two, np.zeros(2)), "z = [-1, 2], y = [0, 0]", "isolated"),
        Case((rng.normal(0, 2, 6), y6), "6 random numbers", "random"),
        Case((rng.normal(0, 2, 9), y9), "9 random numbers", "random"),
        Case((far, 1 - both), "z = [-30, 28], y = [1, 0]", "extreme"),
        Case(high, "z = [1000, 1000], y = [0, 1]", "extreme", hint=STABLE),
        Case(low, "z = [-1000, -1000], y = [0, 1]", "extreme", hint=STABLE),
        Case((whole, np.array([0, 1, 0])), text, "integer"),
        Case((z32, y32), "numbers of type float32", "float32"),
        Case((np.array([-0.7]), np.array([1.0])), "one example", "one"),
    ]


def _of_softplus(z, y):
    """For z = 1000 the exponential overflows. Take e^z out of the logarithm when z is positive."""
    log = np.log(1 + np.exp(z))  # the logarithm of 1 + e^z
    # At z = 0 the loss is log 2; for a large z it is nearly 0 if y = 1, and nearly z if y = 0.
    return log - z * y  # the losses


def _of_sigmoid(z, y):
    """For |z| = 1000 the sigmoid is exactly 0 or 1 and its logarithm is infinite.

    Simplify the logarithm of the sigmoid on paper first.
    """
    p = sigmoid(z)  # the probability
    ones = y * np.log(p)  # the part for y = 1
    zeros = (1 - y) * np.log(1 - p)  # the part for y = 0
    return -(ones + zeros)  # the losses


@exercise(
    _logit_cases,
    "an array (N,), one loss for each example",
    points=2,
    forms=(_of_softplus, _of_sigmoid),
    misconceptions=_clipped(
        "z-for-p",
        lambda z, y, loss: loss(z, y),
        "You treat z as a probability. It is the sum before the sigmoid, and may be negative or "
        "above 1.",
    ),
    properties=(
        Property(
            "difference",
            "the losses of z for y = 0 and for y = 1 differ by z",
            Drawn("losses differ by z"),
        ),
    ),
)
def nll_logits(z, y):
    """
    p = sigmoid(z)
    return -ones + zeros
    # The part for y = 0 has the wrong sign, so a wrong answer is rewarded there. The notes print
    # this once; see erratum E09: the minus belongs to both parts.
    return most + z * y + log
    # The term z y is added. For y = 1 and a large z the loss should be small: look at its sign.
    p = sigmoid(-z)
    # The two classes are exchanged: a good prediction for y = 1 is punished. Look at the sign of
    # z, or which of y and 1 - y stands with log p.
    return np.log(1 + np.exp(-y * z))
    # log(1 + e^(-yz)) is the formula for labels 1 and -1. Here the labels are 1 and 0.
    log = np.log(1 + np.exp(-z))
    return most - z * y + log
    # For negative z one term is wrong: the exponent must be -|z|, and the first term must be 0
    # there, not |z|.
    return log - z * y
    # The larger of z and 0 is missing: log(1 + e^z) is that plus log(1 + e^-|z|).
    log = np.log(1 + np.exp(-z))
    return log - z * (1 - y)
    # You subtract z (1 - y) from log(1 + e^-z). Look at its sign: for y = 0 and a large z the loss
    # is nearly z.
    log = np.log(1 + np.exp(-z))
    return log - z * y
    # You subtract z y from log(1 + e^-z). That form of the logarithm goes with another term: check
    # the derivation with z = 3 and y = 1.
    return sigmoid(z) - y  # This is the slope of the loss in z, not the loss.
    return (sigmoid(z) - y) ** 2
    # This is the squared error of the probability. The loss is its negative logarithm.
    log = np.log(1 + np.exp(-z))
    return log + z * (1 - y)
    # For z = -1000 the exponential overflows. Take e^-z out of the logarithm when z is negative.
    log = np.log1p(np.exp(np.minimum(z, 700)))
    return log - z * y
    # The exponent is limited but z y is not, so the loss is wrong for z = 1000. Take e^z out of
    # the logarithm when z is positive.
    z = np.clip(z, -500, 500)
    # z is clipped, so the loss stops growing; for z = -1000 and y = 1 it should be 1000. Choose a
    # form that needs no limit.
    return np.minimum(most - z * y + log, 27)
    # The probability is kept away from 0 and 1 before the logarithm, so no loss is above about
    # 30; for z = -1000 and y = 1 it should be 1000. Simplify the logarithm of the sigmoid on
    # paper first.
    """
    most = np.maximum(z, 0)  # the larger of z and 0
    log = np.log1p(np.exp(-np.abs(z)))  # the logarithm of 1 + e^-|z|
    # At z = 0 the loss is log 2; for a large z it is nearly 0 if y = 1, and nearly z if y = 0.
    return most - z * y + log  # the losses
