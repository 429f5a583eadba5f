"""Cross-entropy from probabilities: two classes, and several."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.judging import Sure
from nnkit.grading.units.drawing import Drawn, probabilities, soft_targets, targets
from nnkit.grading.units.u04_targets_and_losses.common import KEEP_AWAY


def _bce_cases(rng: Rng) -> list[Case]:
    p, y = np.array([0.8, 0.1, 0.6]), np.array([1.0, 0.0, 0.0])
    y5, y8 = targets(rng, 5), targets(rng, 8)
    single = rng.uniform(0.05, 0.95, 8).astype(np.float32), y8.astype(np.float32)
    ends, far = np.array([0.0, 1.0]), np.array([1e-5, 0.5])
    return [
        Case((p, y), "p = [0.8, 0.1, 0.6], y = [1, 0, 0]", "hand"),
        Case((np.array([0.7, 0.2]), np.ones(2)), "p = [0.7, 0.2], y = [1, 1]", "isolated"),
        Case((np.array([0.7, 0.2]), np.zeros(2)), "p = [0.7, 0.2], y = [0, 0]", "isolated"),
        Case((rng.uniform(0.05, 0.95, 5), y5), "5 random probabilities", "random"),
        Case((rng.uniform(0.05, 0.95, 8), y8), "8 random probabilities", "random"),
        Case((ends / 2, np.ones(2)), "p = [0, 0.5], y = [1, 1]", "extreme", test=Sure(5)),
        Case((1 - ends / 2, np.zeros(2)), "p = [1, 0.5], y = [0, 0]", "extreme", test=Sure(5)),
        Case((ends, ends), "p = [0, 1], y = [0, 1]", "extreme", test=Sure(at_most=1e-3)),
        Case((far, np.ones(2)), "p = [0.00001, 0.5], y = [1, 1]", "extreme"),
        Case((np.array([0.3, 0.8]), np.array([1, 0])), "whole numbers y = [1, 0]", "integer"),
        Case(single, "numbers of type float32", "float32", rtol=1e-4),
        Case((np.array([0.3]), np.array([1.0])), "one example", "one"),
    ]


def _bce_chosen(p, y):
    """At p = 0 or 1 the loss of a wrong answer becomes infinite.

    Keep the probability a very small distance away from 0 before you take its logarithm.
    """
    happened = np.where(y == 1, p, 1 - p)  # the probability of what happened
    each = -np.log(happened)  # the loss of each example
    return each.mean()  # the mean loss


@exercise(
    _bce_cases,
    "a number",
    rtol=0.0001,
    atol=1e-06,
    points=2,
    properties=(
        Property(
            "half", "p = 1/2 costs log 2 = 0.693, whatever y is", Drawn("p = 1/2 costs log 2")
        ),
    ),
    forms=(_bce_chosen,),
)
def bce(p, y):
    """
    kept = p
    # At p = 0 or 1 the logarithm of 0 appears, and 0 times infinity is nan. Keep p a very small
    # distance away from both before you take its logarithm.
    each = -ones + zeros
    # The part for y = 0 has the wrong sign, as in an early line of the notes (erratum E09). The
    # minus belongs to both parts.
    each = -ones  # Examples with y = 0 cost nothing: the part with 1 - y is missing.
    each = -(ones * zeros)
    # Your loss is 0: one of the two parts always is, so add them in place of multiplying.
    zeros = (1 - y) * np.log(kept - 1)
    # The logarithm of a negative number is taken. What stands inside must lie between 0 and 1.
    p = 1 - p  # The two classes are exchanged. Look at which of y and 1 - y stands with log p.
    y = np.ones(len(p))
    # Your loss does not depend on y. For y = 0 the true class had the probability 1 - p.
    return ((p - y) ** 2).mean()
    # This is the mean squared error, which the notes once print under this heading (erratum E26).
    return -np.log(p[y == 1]).mean()
    # The mean is taken of the examples with y = 1 only. The others count as well.
    p = 1 / (1 + np.exp(-p))  # The sigmoid is applied to p, which is a probability already.
    p, y = np.clip(y, 1e-12, 1 - 1e-12), p
    # You take the logarithm of the target. The prediction p stands in it, y chooses the part.
    ones = np.outer(y, np.log(p))
    zeros = np.outer(1 - y, np.log(1 - p))
    # Every p meets every y: one of the two is a column (N, 1). Both should be (N,).
    ones = np.outer(y, np.log(p))
    zeros = np.outer(1 - y, np.log(1 - p))
    return each.sum() / len(p)
    # A product of a column and a row makes all pairs of p and y. Only those of the same example
    # count: multiply entry by entry, with `*`.
    ones = y * np.log(p + 0.01)
    zeros = (1 - y) * np.log(1 - p + 0.01)
    # The number that you add in the logarithm is so large that it changes ordinary losses.
    return np.nan_to_num(-y * np.log(p) - (1 - y) * np.log(1 - p)).mean()
    # You replace nan and infinity afterwards, but the logarithm of 0 is taken before.
    each = -np.maximum(y * np.log(p) + (1 - y) * np.log(1 - p), -100)
    # You cut the loss afterwards, but the logarithm of 0 is taken before.
    zeros = (1 - y) * np.log(1 - p)
    # You protect the logarithm of p, but 1 - p becomes 0 as well, at p = 1. A distance below 1e-16
    # is lost there: 1 - 1e-20 is 1.
    ones = y * np.log(np.maximum(p, 1e-3))
    zeros = (1 - y) * np.log(np.maximum(1 - p, 1e-3))
    # The probability is kept so far away from 0 that a sure and wrong answer costs too little.
    """
    kept = np.clip(p, 1e-15, 1 - 1e-15)  # the probability
    ones = y * np.log(kept)  # the part for y = 1
    zeros = (1 - y) * np.log(1 - kept)  # the part for y = 0
    each = -(ones + zeros)  # the loss of each example
    return each.mean()  # the mean loss


def _entropy_cases(rng: Rng) -> list[Case]:
    P = np.array([[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]])
    Y = np.array([[1.0, 0, 0], [0, 0, 1.0]])
    wrong = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    shared = np.array([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
    far = np.array([[1e-5, 0.5, 0.49999]]), np.array([[0.5, 0.5, 0]])

    def drawn(n: int, k: int) -> tuple[Any, Any]:
        return probabilities(rng, n, k), soft_targets(rng, n, k)

    single = tuple(v.astype(np.float32) for v in drawn(6, 3))
    ends = "[[0, 1, 0], [1, 0, 0]]"
    away: dict[str, Any] = {"rung": "extreme", "hint": KEEP_AWAY}
    return [
        Case((P, Y), "P = [[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]], Y = [[1, 0, 0], [0, 0, 1]]", "hand"),
        Case(
            (P[1:], np.array([[0.5, 0.3, 0.2]])),
            "P = [[0.3, 0.5, 0.2]], Y = [[0.5, 0.3, 0.2]]",
            "isolated",
        ),
        Case(drawn(5, 3), "5 examples, 3 classes", "random"),
        Case(drawn(4, 4), "4 examples, 4 classes", "random"),
        Case(drawn(2, 6), "2 examples, 6 classes", "random"),
        Case((wrong, Y), f"P = {ends}, Y = [[1, 0, 0], [0, 0, 1]]", test=Sure(10), **away),
        Case((wrong, wrong), f"P = Y = {ends}", test=Sure(at_most=1e-3), **away),
        Case((shared, shared), "P = Y = [[0.5, 0.5, 0], [0, 0.25, 0.75]]", "extreme"),
        Case(far, "P = [[0.00001, 0.5, 0.49999]], Y = [[0.5, 0.5, 0]]", "extreme"),
        Case((P, np.array([[0, 1, 0], [0, 0, 1]])), "targets of type int", "integer"),
        Case(single, "numbers of type float32", "float32", rtol=1e-4),
        Case((P[:1], np.array([[0.0, 1.0, 0.0]])), "one example", "one"),
    ]


@exercise(
    _entropy_cases,
    "a number",
    rtol=0.0001,
    atol=1e-06,
    points=2,
    properties=(
        Property(
            "uniform", "P = 1/K everywhere costs log K, whatever Y is", Drawn("P = 1/K costs log K")
        ),
    ),
)
def cross_entropy(P, Y):
    """
    kept = P
    # At P = 0 the logarithm of 0 appears, and 0 times infinity is nan. Keep P a very small
    # distance away from 0 before you take its logarithm.
    logs = -np.log(kept)
    # Your loss is negative, as the notes print it once (erratum E41). The logarithm of a
    # probability is negative, a loss is not.
    return -(Y * logs).mean()
    # `np.mean` divides by N times K. Sum over the classes; the mean is over the examples.
    return each.sum() / P.shape[1]
    # You divide by the number of classes. The mean is over the examples, the rows.
    return -(Y @ logs.T).sum() / len(P)
    # The matrix product pairs every target with every example. Multiply entry by entry.
    return -logs.mean()
    # The targets are not used: this is the mean of all logarithms. Multiply each by its target.
    each = -(Y * logs)[:, :-1].sum(axis=1)
    # The last class is left out: the loop over the classes ends one step too early.
    return -(Y * logs)[-1, -1] / len(P)
    # Only the last class of the last example counts: inside the loops `=` overwrites, `+=` adds.
    each = -np.log(P[np.arange(len(P)), Y.argmax(axis=1)])
    # Only the largest target of each row counts. Targets may be soft: each class has its share.
    each = -((Y == 1) * logs).sum(axis=1)
    # Only targets that are exactly 1 count. Targets may be soft: each class counts with its share.
    each = -(Y * logs + (1 - Y) * np.log(1 - P)).sum(axis=1)
    # The terms (1 - y) log(1 - p) are added. They belong to separate yes-no questions.
    return -(Y * logs + (1 - Y) * np.log(1 - P)).mean()
    # This is the binary cross-entropy of every entry. Here only y log p is summed over the
    # classes.
    each = -np.log((Y * P).sum(axis=1))
    # You sum first and take the logarithm then. For soft targets the logarithm comes first.
    return -np.log(np.clip(Y * P, 1e-12, 1)).sum() / len(P)
    # The target stands inside the logarithm. Multiply the logarithm by it.
    P, Y = np.clip(Y, 1e-12, 1), P
    # Target and prediction are exchanged. The prediction stands inside the logarithm.
    each = -(P * np.log(Y)).sum(axis=1)
    # The logarithm is taken of the target. The prediction stands inside it.
    P = np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)
    # Softmax is applied to P, which holds probabilities already.
    return ((P - Y) ** 2).mean()
    # This is the mean squared error. Cross-entropy takes logarithms of probabilities.
    logs = np.log(P + 0.01)
    # The number that you add in the logarithm is so large that it changes ordinary losses.
    each = -np.nansum(Y * np.log(P), axis=1)
    # `nansum` or `nan_to_num` hides the nan, but the logarithm of 0 is still taken.
    kept = np.maximum(P, 1e-3)
    # The probability is kept so far away from 0 that a sure and wrong answer costs too little.
    kept = np.where(P > 0, P, 1)
    # Where P is 0 you count no loss, so the worst answer costs nothing.
    """
    kept = np.maximum(P, 1e-15)  # the probability
    logs = np.log(kept)  # the logarithm of each probability
    each = -(Y * logs).sum(axis=1)  # the loss of each example
    return each.mean()  # the mean loss
