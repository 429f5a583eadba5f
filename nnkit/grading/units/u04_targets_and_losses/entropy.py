"""Cross-entropy from probabilities: two classes, and several."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid, softmax
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import clipped_nll, rounded, targets
from nnkit.grading.units.u04_targets_and_losses.common import (
    CAPPED,
    KEEP_AWAY,
    NATURAL,
    ONE_NUMBER,
    UNIT,
    probabilities,
    soft_targets,
    sure,
)

Wrong = Callable[[Any, Any], Any]


def _bce_cases(rng: Rng) -> list[Case]:
    y5, y8 = targets(rng, 5), targets(rng, 8)
    ends = np.array([0.0, 1.0])
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
        Case((ends / 2, np.ones(2)), "p = [0, 0.5], y = [1, 1]", "extreme", test=sure(5)),
        Case((1 - ends / 2, np.zeros(2)), "p = [1, 0.5], y = [0, 0]", "extreme", test=sure(5)),
        Case((ends, ends), "p = [0, 1], y = [0, 1]", "extreme", test=sure(at_most=1e-3)),
        Case((np.array([1e-5, 0.5]), np.ones(2)), "p = [0.00001, 0.5], y = [1, 1]", "extreme"),
        Case((np.array([0.3, 0.8]), np.array([1, 0])), "whole numbers y = [1, 0]", "integer"),
        Case(
            (rng.uniform(0.05, 0.95, 8).astype(np.float32), y8.astype(np.float32)),
            "numbers of type float32",
            "float32",
            rtol=1e-4,
        ),
        Case((np.array([0.3]), np.array([1.0])), "one example", "one"),
    ]


def _mean(wrong: Wrong) -> Wrong:
    return lambda p, y: np.mean(wrong(p, y))


def _half(fn: Any, rng: Rng) -> bool:
    return bool(np.isclose(fn(np.full(4, 0.5), targets(rng, 4)), np.log(2), rtol=1e-4))


BCE = Spec(
    name="bce",
    reference=nnkit.bce,
    cases=_bce_cases,
    rtol=1e-4,  # where to clip is the student's choice
    atol=1e-6,
    returns="a number",
    points=2,
    unit=UNIT,
    signature="bce(p, y)",
    properties=(Property("half", "p = 1/2 costs log 2 = 0.693, whatever y is", _half),),
    misconceptions=(
        Misconception(
            "large-distance-tenth",
            _mean(lambda p, y: -y * np.log(p + 0.1) - (1 - y) * np.log(1 - p + 0.1)),
            "The number that you add in the logarithm is so large that it changes ordinary losses. "
            "Use a very small one, or a limit.",
        ),
        Misconception(
            "large-distance-hundredth",
            _mean(lambda p, y: -y * np.log(p + 0.01) - (1 - y) * np.log(1 - p + 0.01)),
            "The number that you add in the logarithm is so large that it changes ordinary losses. "
            "Use a very small one, or a limit.",
        ),
        Misconception(
            "one-minus-log",
            _mean(
                lambda p, y: (
                    -y * np.log(np.maximum(p, 1e-12)) - (1 - y) * (1 - np.log(np.maximum(p, 1e-12)))
                )
            ),
            "This is 1 - log p. For y = 0 it is the logarithm of 1 - p.",
        ),
        Misconception(
            "cut-afterwards",
            _mean(lambda p, y: -np.maximum(y * np.log(p) + (1 - y) * np.log(1 - p), -100)),
            "You cut the loss afterwards, but the logarithm of 0 is taken before. Keep p away from "
            "0 and 1 before the logarithm.",
        ),
        Misconception(
            "squared-error",
            lambda p, y: np.mean((p - y) ** 2),
            "This is the mean squared error, which 002 line 182 prints under this heading; see "
            "erratum E26. Cross-entropy takes logarithms.",
            "002 line 182, erratum E26",
        ),
        Misconception(
            "half-squared-error",
            lambda p, y: np.mean((p - y) ** 2) / 2,
            "This is half the mean squared error. Cross-entropy takes logarithms of probabilities.",
        ),
        Misconception(
            "printed-sign",
            _mean(lambda p, y: -y * np.log(p) + (1 - y) * np.log(1 - p)),
            "The part for y = 0 has the wrong sign, as in 001 line 63; see erratum E09. The minus "
            "belongs to both parts.",
            "001 line 63, erratum E09",
        ),
        Misconception(
            "other-sign",
            _mean(lambda p, y: y * np.log(p) - (1 - y) * np.log(1 - p)),
            "The part for y = 1 has the wrong sign. The minus belongs to both parts.",
        ),
        Misconception(
            "no-minus",
            _mean(lambda p, y: -clipped_nll(p, y)),
            "Your loss is negative: the logarithm of a probability is. The minus in front is "
            "missing.",
        ),
        Misconception(
            "sum",
            lambda p, y: np.sum(clipped_nll(p, y)),
            "This is the sum over the examples. Asked is their mean.",
        ),
        Misconception(
            "each-example",
            clipped_nll,
            "You return the loss of each example. " + ONE_NUMBER,
        ),
        Misconception(
            "averaged-twice",
            lambda p, y: np.mean(clipped_nll(p, y)) / len(p),
            "You divide by N twice: `np.mean` has done it already.",
        ),
        Misconception(
            "half",
            lambda p, y: np.mean(clipped_nll(p, y)) / 2,
            "Everything is half of what it should be. The factor ½ belongs to the squared error.",
        ),
        Misconception(
            "classes-exchanged",
            _mean(lambda p, y: clipped_nll(1 - p, y)),
            "The two classes are exchanged. Look at which of y and 1 - y stands with log p.",
        ),
        Misconception(
            "only-ones",
            _mean(lambda p, y: -y * np.log(p)),
            "Examples with y = 0 cost nothing: the part with 1 - y is missing.",
        ),
        Misconception(
            "only-zeros",
            _mean(lambda p, y: -(1 - y) * np.log(1 - p)),
            "Examples with y = 1 cost nothing: the part with y is missing.",
        ),
        Misconception(
            "ones-only-mean",
            lambda p, y: np.mean(-np.log(p[y == 1])),
            "The mean is taken of the examples with y = 1 only. The others count as well.",
        ),
        Misconception(
            "ignores-y",
            _mean(lambda p, y: -np.log(p)),
            "Your loss does not depend on y. For y = 0 the true class had the probability 1 - p.",
        ),
        Misconception(
            "brackets",
            _mean(lambda p, y: -(y * np.log(p) + 1 - y * np.log(1 - p))),
            "Brackets are missing around 1 - y: only y is multiplied by the logarithm.",
        ),
        Misconception(
            "second-y-missing",
            _mean(lambda p, y: -y * np.log(p) - np.log(1 - p)),
            "The factor 1 - y is missing before the second logarithm, so examples with y = 1 pay "
            "twice.",
        ),
        Misconception(
            "base-2",
            _mean(lambda p, y: clipped_nll(p, y) / np.log(2)),
            "Everything is 1.443 times what it should be: a logarithm to base 2. " + NATURAL,
        ),
        Misconception(
            "base-10",
            _mean(lambda p, y: clipped_nll(p, y) / np.log(10)),
            "Everything is 0.434 times what it should be: a logarithm to base 10. " + NATURAL,
        ),
        Misconception(
            "log-of-mean",
            lambda p, y: -np.log(np.mean(y * p + (1 - y) * (1 - p))),
            "You average the probabilities and take one logarithm. Take the logarithm of each "
            "example first.",
        ),
        Misconception(
            "absolute-error",
            lambda p, y: np.mean(np.abs(p - y)),
            "This is the mean distance |p - y|: the logarithm is missing.",
        ),
        Misconception(
            "error-rate",
            lambda p, y: np.mean((p >= 0.5) != y),
            "You count wrong decisions. The loss asks how probable the truth was, by a logarithm.",
        ),
        Misconception(
            "each-example-over-n",
            lambda p, y: clipped_nll(p, y) / len(p),
            "You divide by N but do not add up. " + ONE_NUMBER,
        ),
        Misconception(
            "likelihood",
            _mean(lambda p, y: y * p + (1 - y) * (1 - p)),
            "This is the mean probability of what happened: the negative logarithm is missing.",
        ),
        Misconception(
            "exchanged",
            _mean(lambda p, y: clipped_nll(y, p)),
            "You take the logarithm of the target. The prediction p stands in the logarithm, y "
            "chooses the part.",
        ),
        Misconception(
            "exchanged-clipped",
            lambda p, y: nnkit.bce(y, p),
            "You take the logarithm of the target. The prediction p stands in the logarithm, y "
            "chooses the part.",
        ),
        Misconception(
            "sigmoid-first",
            _mean(lambda p, y: clipped_nll(sigmoid(p), y)),
            "The sigmoid is applied to p, which is a probability already.",
        ),
        Misconception(
            "all-pairs",
            lambda p, y: np.mean(clipped_nll(p[:, None], y[None])),
            "Every p meets every y: one of the two is a column (N, 1). Both should be (N,).",
        ),
        Misconception(
            "one-example-only",
            lambda p, y: -math.log(p) if y == 1 else -math.log(1 - p),
            "`if` and `math.log` work on one number; p and y are arrays. One of the two parts is "
            "always multiplied by 0, so both can stand.",
        ),
        Misconception(
            "math-log",
            lambda p, y: -(y * math.log(p) + (1 - y) * math.log(1 - p)),
            "`math.log` works on one number, and p is an array. NumPy has a function of the same "
            "name that treats every entry.",
        ),
        *rounded(nnkit.bce)[:2],
        Misconception(
            "infinite",
            _mean(lambda p, y: -y * np.log(p) - (1 - y) * np.log(1 - p)),
            "At p = 0 or 1 the logarithm of 0 appears, and 0 times infinity is nan. " + KEEP_AWAY,
        ),
        Misconception(
            "infinite-chosen",
            _mean(lambda p, y: -np.log(np.where(y == 1, p, 1 - p))),
            "At p = 0 or 1 the loss of a wrong answer becomes infinite. " + KEEP_AWAY,
        ),
        Misconception(
            "nan-replaced",
            _mean(lambda p, y: np.nan_to_num(-y * np.log(p) - (1 - y) * np.log(1 - p))),
            "You replace nan and infinity afterwards, but the logarithm of 0 is still taken. "
            + KEEP_AWAY,
        ),
        Misconception(
            "one-side",
            _mean(lambda p, y: -y * np.log(np.maximum(p, 1e-12)) - (1 - y) * np.log(1 - p)),
            "You protect the logarithm of p, but 1 - p becomes 0 as well, at p = 1. A distance "
            "below 1e-16 is lost there: 1 - 1e-20 is 1.",
        ),
        Misconception(
            "capped-each",
            _mean(
                lambda p, y: (
                    -y * np.log(np.maximum(p, 1e-3)) - (1 - y) * np.log(np.maximum(1 - p, 1e-3))
                )
            ),
            CAPPED,
        ),
        Misconception("capped", lambda p, y: nnkit.bce(np.clip(p, 1e-3, 1 - 1e-3), y), CAPPED),
    ),
)


def _entropy_cases(rng: Rng) -> list[Case]:
    P = np.array([[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]])
    sure_wrong = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    shared = np.array([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
    soft = np.array([[0.5, 0.3, 0.2]])
    return [
        Case(
            (P, np.array([[1.0, 0, 0], [0, 0, 1.0]])),
            "P = [[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]], Y = [[1, 0, 0], [0, 0, 1]]",
            "hand",
        ),
        Case((P[1:], soft), "P = [[0.3, 0.5, 0.2]], Y = [[0.5, 0.3, 0.2]]", "isolated"),
        Case(
            (probabilities(rng, 5, 3), soft_targets(rng, 5, 3)), "5 examples, 3 classes", "random"
        ),
        Case(
            (probabilities(rng, 4, 4), soft_targets(rng, 4, 4)), "4 examples, 4 classes", "random"
        ),
        Case(
            (probabilities(rng, 2, 6), soft_targets(rng, 2, 6)), "2 examples, 6 classes", "random"
        ),
        Case(
            (sure_wrong, np.eye(3)[[0, 2]]),
            "P = [[0, 1, 0], [1, 0, 0]], Y = [[1, 0, 0], [0, 0, 1]]",
            "extreme",
            hint=KEEP_AWAY,
            test=sure(10),
        ),
        Case(
            (sure_wrong, sure_wrong),
            "P = Y = [[0, 1, 0], [1, 0, 0]]",
            "extreme",
            hint=KEEP_AWAY,
            test=sure(at_most=1e-3),
        ),
        Case((shared, shared), "P = Y = [[0.5, 0.5, 0], [0, 0.25, 0.75]]", "extreme"),
        Case(
            (np.array([[1e-5, 0.5, 0.49999]]), np.array([[0.5, 0.5, 0]])),
            "P = [[0.00001, 0.5, 0.49999]], Y = [[0.5, 0.5, 0]]",
            "extreme",
        ),
        Case((P, np.array([[0, 1, 0], [0, 0, 1]])), "targets of type int", "integer"),
        Case(
            tuple(
                v.astype(np.float32) for v in (probabilities(rng, 6, 3), soft_targets(rng, 6, 3))
            ),
            "numbers of type float32",
            "float32",
            rtol=1e-4,
        ),
        Case((P[:1], np.array([[0.0, 1.0, 0.0]])), "one example", "one"),
    ]


def _each(P: Any, Y: Any) -> Any:
    return -np.sum(Y * np.log(np.maximum(P, 1e-15)), axis=1)


def _uniform(fn: Any, rng: Rng) -> bool:
    return bool(
        np.isclose(fn(np.full((3, 4), 0.25), soft_targets(rng, 3, 4)), np.log(4), rtol=1e-4)
    )


CROSS_ENTROPY = Spec(
    name="cross_entropy",
    reference=nnkit.cross_entropy,
    cases=_entropy_cases,
    rtol=1e-4,  # where to clip is the student's choice
    atol=1e-6,
    returns="a number",
    points=2,
    unit=UNIT,
    signature="cross_entropy(P, Y)",
    properties=(Property("uniform", "P = 1/K everywhere costs log K, whatever Y is", _uniform),),
    misconceptions=(
        Misconception(
            "large-distance",
            lambda P, Y: -np.sum(Y * np.log(P + 0.01)) / len(P),
            "The number that you add in the logarithm is so large that it changes ordinary losses. "
            "Use a very small one, or a limit.",
        ),
        Misconception(
            "log-of-one-plus",
            lambda P, Y: -np.sum(Y * np.log(P + 1)) / len(P),
            "This is log(1 + P), which is negative as a loss. If the 1 was to avoid the logarithm "
            "of 0, use a very small number.",
        ),
        Misconception(
            "capped-early", lambda P, Y: nnkit.cross_entropy(np.maximum(P, 0.05), Y), CAPPED
        ),
        Misconception(
            "capped-both", lambda P, Y: nnkit.cross_entropy(np.clip(P, 1e-3, 1 - 1e-3), Y), CAPPED
        ),
        Misconception(
            "target-inside",
            lambda P, Y: -np.sum(np.log(np.maximum(Y * P, 1e-12))) / len(P),
            "The target stands inside the logarithm, so classes with target 0 cost most. Multiply "
            "the logarithm by it.",
        ),
        Misconception(
            "mean-over-targets",
            lambda P, Y: nnkit.cross_entropy(P, Y) * len(P) / np.sum(np.asarray(Y) > 0),
            "You divide by the number of targets above 0. Soft targets have several in a row; "
            "divide by the number of examples.",
        ),
        Misconception(
            "largest-term",
            lambda P, Y: -np.mean(np.max(Y * np.log(np.maximum(P, 1e-12)), axis=1)),
            "You take the largest term of each row. The loss of an example is the sum of its "
            "terms.",
        ),
        Misconception(
            "only-one",
            lambda P, Y: -np.sum((np.asarray(Y) == 1) * np.log(np.maximum(P, 1e-12))) / len(P),
            "Only targets that are exactly 1 count. Targets may be soft: every class counts with "
            "its share.",
        ),
        Misconception(
            "printed-no-minus",
            lambda P, Y: -np.mean(_each(P, Y)),
            "Your loss is negative: 003 line 244 prints it so; see erratum E41. The logarithm of "
            "a probability is negative, a loss is not.",
            "003 line 244, erratum E41",
        ),
        Misconception(
            "mean-over-all",
            lambda P, Y: -np.mean(Y * np.log(P)),
            "`np.mean` divides by N times K. Sum over the classes; the mean is over the examples.",
        ),
        Misconception(
            "sum",
            lambda P, Y: np.sum(_each(P, Y)),
            "This is the sum over the examples. Asked is their mean.",
        ),
        Misconception(
            "each-example",
            _each,
            "You return the loss of each example. " + ONE_NUMBER,
        ),
        Misconception(
            "each-example-mean",
            lambda P, Y: -np.mean(Y * np.log(P), axis=1),
            "You take the mean over the classes, for each example. Sum over the classes; the mean "
            "is over the examples.",
        ),
        Misconception(
            "each-class",
            lambda P, Y: -np.mean(Y * np.log(P), axis=0),
            "You return one number for each class. " + ONE_NUMBER,
        ),
        Misconception(
            "divided-by-classes",
            lambda P, Y: np.sum(_each(P, Y)) / P.shape[1],
            "You divide by the number of classes. The mean is over the examples, the rows.",
        ),
        Misconception(
            "binary-terms",
            lambda P, Y: np.mean(np.sum(clipped_nll(P, Y), axis=1)),
            "The terms (1 - y) log(1 - p) are added. They belong to separate yes-no questions; "
            "here the classes share one probability.",
        ),
        Misconception(
            "binary-mean",
            lambda P, Y: np.mean(clipped_nll(P, Y)),
            "This is the binary cross-entropy of every entry. Here only y log p is summed, over "
            "the classes.",
        ),
        Misconception(
            "other-classes",
            lambda P, Y: -np.sum((1 - Y) * np.log(1 - P)) / len(P),
            "You punish the other classes through log(1 - p). The loss is the logarithm of the "
            "true class's own probability.",
        ),
        Misconception(
            "hard-targets",
            lambda P, Y: -np.mean(np.log(P[np.arange(len(P)), np.argmax(Y, axis=1)])),
            "Only the largest target of each row counts. Targets may be soft: every class counts "
            "with its share.",
        ),
        Misconception(
            "target-above-zero",
            lambda P, Y: -np.sum(np.where(Y > 0, np.log(P), 0)) / len(P),
            "Every class with a target above 0 counts fully. Each logarithm has its target as a "
            "factor.",
        ),
        Misconception(
            "largest-probability",
            lambda P, Y: -np.mean(np.log(np.max(P, axis=1))),
            "You take the logarithm of the largest probability, whatever the target is. The "
            "target chooses the class.",
        ),
        Misconception(
            "ones-only",
            lambda P, Y: -np.mean(np.log(P[Y == 1])),
            "Only targets that are exactly 1 count. Targets may be soft: every class counts with "
            "its share.",
        ),
        Misconception(
            "all-examples-mixed",
            lambda P, Y: -np.sum(Y @ np.log(P).T) / len(P),
            "The matrix product pairs every target with every example. Multiply entry by entry.",
        ),
        Misconception(
            "all-logarithms",
            lambda P, Y: -np.sum(np.log(P)),
            "The targets are not used, and the mean is missing. Multiply each logarithm by its "
            "target.",
        ),
        Misconception(
            "log-of-product",
            lambda P, Y: -np.mean(np.log(np.sum(Y * P, axis=1))),
            "You sum first and take the logarithm then. For soft targets this differs: the "
            "logarithm comes first.",
        ),
        Misconception(
            "log-of-mean",
            lambda P, Y: -np.log(np.mean(np.sum(Y * P, axis=1))),
            "You take one logarithm of the mean probability. Take the logarithms first, then the "
            "mean.",
        ),
        Misconception(
            "no-logarithm",
            lambda P, Y: -np.sum(Y * P) / len(P),
            "The logarithm is missing: this is minus the mean probability of the true class.",
        ),
        Misconception(
            "one-minus",
            lambda P, Y: 1 - np.sum(Y * P) / len(P),
            "The logarithm is missing: this is 1 minus the mean probability of the true class.",
        ),
        Misconception(
            "exchanged",
            lambda P, Y: nnkit.cross_entropy(Y, P),
            "Target and prediction are exchanged. The prediction stands inside the logarithm.",
        ),
        Misconception(
            "exchanged-infinite",
            lambda P, Y: -np.sum(P * np.log(Y)) / len(P),
            "Target and prediction are exchanged, so the logarithm of 0 appears. The prediction "
            "stands inside the logarithm.",
        ),
        Misconception(
            "targets-ignored",
            lambda P, Y: -np.sum(np.log(P)) / len(P),
            "The targets are not used: every class counts. Multiply each logarithm by its target.",
        ),
        Misconception(
            "mean-of-all-logarithms",
            lambda P, Y: -np.mean(np.log(P)),
            "The targets are not used: this is the mean of all logarithms. Multiply each by its "
            "target.",
        ),
        Misconception(
            "entropy-of-prediction",
            lambda P, Y: -np.sum(P * np.log(P)) / len(P),
            "This is the entropy of the prediction; the targets are not used.",
        ),
        Misconception(
            "divergence",
            lambda P, Y: (
                np.sum(Y * (np.log(np.maximum(Y, 1e-300)) - np.log(np.maximum(P, 1e-12)))) / len(P)
            ),
            "The entropy of soft targets is subtracted: this is the Kullback-Leibler divergence. "
            "Cross-entropy is -Σ y log p alone.",
        ),
        Misconception(
            "softmax-first",
            lambda P, Y: nnkit.cross_entropy(softmax(P), Y),
            "Softmax is applied to P, which holds probabilities already.",
        ),
        Misconception(
            "squared-error",
            lambda P, Y: np.sum((P - Y) ** 2) / len(P),
            "This is a squared error. Cross-entropy takes logarithms of probabilities.",
        ),
        Misconception(
            "mean-squared-error",
            lambda P, Y: np.mean((P - Y) ** 2),
            "This is the mean squared error. Cross-entropy takes logarithms of probabilities.",
        ),
        Misconception(
            "half",
            lambda P, Y: np.mean(_each(P, Y)) / 2,
            "Everything is half of what it should be. The factor ½ belongs to the squared error.",
        ),
        Misconception(
            "base-2",
            lambda P, Y: np.mean(_each(P, Y)) / np.log(2),
            "Everything is 1.443 times what it should be: a logarithm to base 2. " + NATURAL,
        ),
        Misconception(
            "base-10",
            lambda P, Y: np.mean(_each(P, Y)) / np.log(10),
            "Everything is 0.434 times what it should be: a logarithm to base 10. " + NATURAL,
        ),
        Misconception(
            "gradient",
            lambda P, Y: -Y / P / len(P),
            "This is the gradient in P. Asked is the loss, one number.",
        ),
        Misconception(
            "exponential",
            lambda P, Y: np.exp(np.mean(_each(P, Y))),
            "You take the exponential of the cross-entropy at the end (the perplexity). Leave it "
            "out.",
        ),
        *rounded(nnkit.cross_entropy)[:2],
        Misconception(
            "infinite",
            lambda P, Y: -np.sum(Y * np.log(P)) / len(P),
            "At P = 0 the logarithm of 0 appears, and 0 times infinity is nan. " + KEEP_AWAY,
        ),
        Misconception(
            "nan-skipped",
            lambda P, Y: -np.nansum(Y * np.log(P)) / len(P),
            "`nansum` or `nan_to_num` hides the nan, but the logarithm of 0 is still taken: NumPy "
            "warns, and a wrong answer costs no useful number. " + KEEP_AWAY,
        ),
        Misconception(
            "zero-skipped",
            lambda P, Y: -np.sum(Y * np.log(np.where(P > 0, P, 1))) / len(P),
            "Where P is 0 you count no loss, so the worst answer costs nothing. " + KEEP_AWAY,
        ),
        Misconception("capped", lambda P, Y: nnkit.cross_entropy(np.maximum(P, 1e-3), Y), CAPPED),
    ),
)
