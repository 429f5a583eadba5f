"""Cross-entropy from integer labels: from probabilities, and from scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid, softmax
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import rounded
from nnkit.grading.units.u04_targets_and_losses.common import (
    CAPPED,
    KEEP_AWAY,
    NATURAL,
    ONE_NUMBER,
    UNIT,
    probabilities,
    sure,
)

Wrong = Callable[[Any, Any], Any]


def _drawn(rng: Rng, n: int, k: int) -> Any:
    """Draw labels that are neither all equal nor in order."""
    return np.append([k - 1, 0], rng.integers(0, k, n - 2))


def _of_true(P: Any, labels: Any) -> Any:
    """Return the probability of each true class."""
    return P[np.arange(len(P)), labels]


def _labels_cases(rng: Rng) -> list[Case]:
    P = np.array([[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]])
    ends = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    return [
        Case(
            (P, np.array([0, 2])),
            "P = [[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]], labels [0, 2]",
            "hand",
        ),
        Case((P[:1], np.array([1])), "P = [[0.8, 0.1, 0.1]], labels [1]", "isolated"),
        Case((probabilities(rng, 5, 3), _drawn(rng, 5, 3)), "5 examples, 3 classes", "random"),
        Case((probabilities(rng, 4, 4), np.array([3, 0, 1, 1])), "4 examples, 4 classes", "random"),
        Case((probabilities(rng, 3, 6), _drawn(rng, 3, 6)), "3 examples, 6 classes", "random"),
        Case(
            (ends, np.array([0, 2])),
            "P = [[0, 1, 0], [1, 0, 0]], labels [0, 2]",
            "extreme",
            hint=KEEP_AWAY,
            test=sure(10),
        ),
        Case(
            (ends, np.array([1, 0])),
            "P = [[0, 1, 0], [1, 0, 0]], labels [1, 0]",
            "extreme",
            hint=KEEP_AWAY,
            test=sure(at_most=1e-3),
        ),
        Case(
            (np.array([[1e-5, 0.5, 0.49999]]), np.array([0])),
            "P = [[0.00001, 0.5, 0.49999]], labels [0]",
            "extreme",
        ),
        Case((P, np.array([1, 0], dtype=np.uint8)), "labels of type uint8", "integer"),
        Case(
            (probabilities(rng, 6, 3).astype(np.float32), _drawn(rng, 6, 3)),
            "probabilities of type float32",
            "float32",
            rtol=1e-4,
        ),
        Case((P[1:], np.array([2])), "one example", "one"),
    ]


def _same_as_one_hot(fn: Any, rng: Rng) -> bool:
    P, y = probabilities(rng, 5, 4), _drawn(rng, 5, 4)
    return bool(np.isclose(fn(P, y), nnkit.cross_entropy(P, np.eye(4)[y]), rtol=1e-4))


def _shared(of: Callable[[Wrong], Wrong]) -> tuple[Misconception, ...]:
    """The mistakes made with P, also for scores: `of` turns them into an answer to the exercise."""
    rows: tuple[tuple[str, Wrong, str], ...] = (
        (
            "all-rows",
            lambda P, labels: -np.mean(np.log(P[:, labels])),
            "`[:, labels]` takes these columns of every row, an N×N table. Pair each row with "
            "its own label: two index arrays.",
        ),
        (
            "rows-for-labels",
            lambda P, labels: -np.mean(np.log(P[labels])),
            "`P[labels]` takes whole rows. The label is a column, and the row is the example.",
        ),
        (
            "exchanged-index",
            lambda P, labels: -np.mean(np.log(P[labels, np.arange(len(labels))])),
            "Row and column are exchanged in the index: the example is the row, the label the "
            "column.",
        ),
        (
            "first-row",
            lambda P, labels: -np.mean(np.log(P[0, labels])),
            "Every label is looked up in the first row. Each example has its own row.",
        ),
        (
            "no-minus",
            lambda P, labels: np.mean(np.log(_of_true(P, labels))),
            "Your loss is negative, as in 003 line 244 (erratum E41): the logarithm of a "
            "probability is negative, a loss is not.",
        ),
        (
            "sum",
            lambda P, labels: -np.sum(np.log(_of_true(P, labels))),
            "This is the sum over the examples. Asked is their mean.",
        ),
        (
            "divided-by-classes",
            lambda P, labels: -np.sum(np.log(_of_true(P, labels))) / P.shape[1],
            "You divide by the number of classes. The mean is over the examples, the rows.",
        ),
        (
            "divided-by-all",
            lambda P, labels: -np.sum(np.log(_of_true(P, labels))) / P.size,
            "You divide by N times K. The mean is over the examples, the rows.",
        ),
        (
            "each-example",
            lambda P, labels: -np.log(_of_true(P, labels)),
            "You return the loss of each example. " + ONE_NUMBER,
        ),
        (
            "largest",
            lambda P, labels: -np.mean(np.log(np.max(P, axis=1))),
            "You take the largest entry of each row, whatever the label is. The label "
            "chooses the class.",
        ),
        (
            "from-one",
            lambda P, labels: -np.mean(np.log(_of_true(P, np.asarray(labels, dtype=int) - 1))),
            "Your labels are counted from 1: label 0 takes the last column. Here label 0 is the "
            "first column.",
        ),
        (
            "log-of-mean",
            lambda P, labels: -np.log(np.mean(_of_true(P, labels))),
            "You take one logarithm of the mean probability. Take the logarithms first, then the "
            "mean.",
        ),
        (
            "no-logarithm",
            lambda P, labels: -np.mean(_of_true(P, labels)),
            "The logarithm is missing: this is minus the mean probability of the true class.",
        ),
        (
            "one-minus",
            lambda P, labels: 1 - np.mean(_of_true(P, labels)),
            "The logarithm is missing: this is 1 minus the mean probability of the true class.",
        ),
        (
            "log-of-one-minus",
            lambda P, labels: -np.mean(np.log(1 - _of_true(P, labels))),
            "You take the logarithm of 1 - p. The loss is the logarithm of the true class's own "
            "probability.",
        ),
        (
            "squared",
            lambda P, labels: np.mean((1 - _of_true(P, labels)) ** 2),
            "This is a squared error of the true class. Cross-entropy takes its logarithm.",
        ),
        (
            "base-2",
            lambda P, labels: -np.mean(np.log2(_of_true(P, labels))),
            "Everything is 1.443 times what it should be: a logarithm to base 2. " + NATURAL,
        ),
        (
            "base-10",
            lambda P, labels: -np.mean(np.log10(_of_true(P, labels))),
            "Everything is 0.434 times what it should be: a logarithm to base 10. " + NATURAL,
        ),
        (
            "half",
            lambda P, labels: -np.mean(np.log(_of_true(P, labels))) / 2,
            "Everything is half of what it should be. The factor ½ belongs to the squared error.",
        ),
        (
            "all-classes",
            lambda P, labels: -np.sum(np.log(P)) / len(P),
            "Every class counts. Only the class of the label does.",
        ),
        (
            "own-binary-term",
            lambda P, labels: nnkit.bce(P, np.eye(P.shape[1])[labels]),
            "The terms log(1 - p) of the other classes are added. Here the classes share one "
            "probability: only the true class counts.",
        ),
        (
            "accuracy",
            lambda P, labels: np.mean(np.argmax(P, axis=1) == labels),
            "This is the share of right answers. Asked is the mean of minus log p.",
        ),
    )
    return tuple(Misconception(id, of(wrong), advice) for id, wrong, advice in rows)


CROSS_ENTROPY_LABELS = Spec(
    name="cross_entropy_labels",
    reference=nnkit.cross_entropy_labels,
    cases=_labels_cases,
    rtol=1e-4,  # where to clip is the student's choice
    atol=1e-6,
    returns="a number",
    points=1,
    unit=UNIT,
    signature="cross_entropy_labels(P, labels)",
    properties=(
        Property("one-hot", "it is `cross_entropy` with one-hot targets", _same_as_one_hot),
    ),
    misconceptions=(
        Misconception(
            "large-distance",
            lambda P, labels: -np.mean(np.log(_of_true(P, labels) + 0.01)),
            "The number that you add in the logarithm is so large that it changes ordinary losses. "
            "Use a very small one, or a limit.",
        ),
        Misconception(
            "all-entries",
            lambda P, labels: -np.mean(np.log(np.maximum(P, 1e-12))),
            "The labels are not used: every entry counts. Each row costs the logarithm at its own "
            "label.",
        ),
        Misconception(
            "binary-terms",
            lambda P, labels: (
                -np.mean(
                    np.log(np.maximum(_of_true(P, labels), 1e-12))
                    + np.log(np.maximum(1 - _of_true(P, labels), 1e-12))
                )
            ),
            "A term log(1 - p) is added. It belongs to binary cross-entropy; here only log p of "
            "the label counts.",
        ),
        *_shared(lambda wrong: wrong),
        Misconception(
            "label-as-factor",
            lambda P, labels: -np.sum(labels[:, None] * np.log(P)) / len(P),
            "The label multiplies the logarithms as if it were a target. It is the number of a "
            "column.",
        ),
        Misconception(
            "softmax-first",
            lambda P, labels: nnkit.cross_entropy_logits(P, labels),
            "Softmax is applied to P, which holds probabilities already. The form that starts "
            "from scores is the next exercise.",
        ),
        *rounded(nnkit.cross_entropy_labels)[:2],
        Misconception(
            "infinite",
            lambda P, labels: -np.mean(np.log(_of_true(P, labels))),
            "At P = 0 the logarithm of 0 appears. " + KEEP_AWAY,
        ),
        Misconception(
            "infinite-times-zero",
            lambda P, labels: -np.sum(np.eye(P.shape[1])[labels] * np.log(P)) / len(P),
            "The logarithm of 0 appears also where the target is 0, and 0 times infinity is nan. "
            + KEEP_AWAY,
        ),
        Misconception(
            "capped",
            lambda P, labels: nnkit.cross_entropy_labels(np.maximum(P, 1e-3), labels),
            CAPPED,
        ),
    ),
)


def _logit_cases(rng: Rng) -> list[Case]:
    far = np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 999.0]])
    Z = np.array([[1.0, 2.0, 3.0], [2.0, -1.0, 0.5]])
    return [
        Case((Z, np.array([0, 0])), "Z = [[1, 2, 3], [2, -1, 0.5]], labels [0, 0]", "hand"),
        Case((Z[:1], np.array([2])), "Z = [[1, 2, 3]], labels [2]", "isolated"),
        Case((np.zeros((1, 4)), np.array([1])), "Z = [[0, 0, 0, 0]], labels [1]", "isolated"),
        Case((rng.normal(0, 2, (5, 3)), _drawn(rng, 5, 3)), "5 examples, 3 classes", "random"),
        Case((rng.normal(0, 2, (4, 4)), np.array([3, 0, 1, 1])), "4 examples, 4 classes", "random"),
        Case((rng.normal(0, 2, (3, 6)), _drawn(rng, 3, 6)), "3 examples, 6 classes", "random"),
        Case(
            (np.array([[1000.0, 0.0, -1000.0]]), np.array([2])),
            "Z = [[1000, 0, -1000]], labels [2]",
            "extreme",
            hint="This answer costs 2000. Simplify the logarithm of the softmax on paper first.",
        ),
        Case(
            (np.array([[1000.0, 0.0, -1000.0]]), np.array([0])),
            "Z = [[1000, 0, -1000]], labels [0]",
            "extreme",
        ),
        Case((far, np.array([0, 2])), "rows that are far apart", "extreme"),
        Case((-far, np.array([2, 1])), "rows that are far apart, negative", "extreme"),
        Case((np.array([[1, 2, 3], [0, 2, -1]]), np.array([1, 2])), "whole numbers", "integer"),
        Case(
            (rng.normal(0, 2, (6, 3)).astype(np.float32), _drawn(rng, 6, 3)),
            "scores of type float32",
            "float32",
        ),
        Case((Z[1:], np.array([1])), "one example", "one"),
    ]


def _shift(fn: Any, rng: Rng) -> bool:
    Z, y = rng.normal(0, 2, (4, 3)), np.array([2, 0, 1, 1])
    return bool(np.isclose(fn(Z + np.array([[1.0], [-2.0], [0.5], [3.0]]), y), fn(Z, y)))


def _log_sum(Z: Any) -> Any:
    top = np.max(Z, axis=1)
    return top + np.log(np.sum(np.exp(Z - top[:, None]), axis=1))


ON_PAPER = (
    "For scores far apart a probability is exactly 0 and its logarithm infinite. Write the "
    "logarithm of the softmax as a difference, on paper, before you compute."
)
LIMITED = (
    "The probability is kept away from 0 before the logarithm, so no loss is above about 30; the "
    "score 1000 below the largest should cost 1000. Simplify on paper first."
)

CROSS_ENTROPY_LOGITS = Spec(
    name="cross_entropy_logits",
    reference=nnkit.cross_entropy_logits,
    cases=_logit_cases,
    returns="a number",
    points=2,
    unit=UNIT,
    signature="cross_entropy_logits(Z, labels)",
    properties=(Property("shift", "a constant added to a row does not change the loss", _shift),),
    misconceptions=(
        Misconception(
            "label-subtracted",
            lambda Z, labels: np.mean(_log_sum(Z) - labels),
            "The label itself is subtracted. It is the number of a column: subtract the score in "
            "that column.",
        ),
        Misconception(
            "scores-cut",
            lambda Z, labels: -np.mean(np.log(np.clip(_of_true(Z, labels), 1e-12, 1))),
            "You cut the scores to 0 to 1 and take their logarithm. They are not probabilities "
            "yet.",
        ),
        Misconception(
            "maximum-subtracted",
            lambda Z, labels: np.mean(_log_sum(Z) - 2 * Z.max(axis=1) - _of_true(Z, labels)),
            "After the logarithm the maximum must be added back; you subtract it once more.",
        ),
        Misconception(
            "log-of-mean-loss",
            lambda Z, labels: np.log(np.mean(np.exp(_log_sum(Z) - _of_true(Z, labels)))),
            "You average before the logarithm. Take the loss of each example, then the mean.",
        ),
        *_shared(lambda wrong: lambda Z, labels: wrong(softmax(Z), labels)),
        Misconception(
            "maximum-not-added",
            lambda Z, labels: np.mean(_log_sum(Z) - np.max(Z, axis=1) - _of_true(Z, labels)),
            "The maximum is subtracted in the exponents but not added back after the logarithm.",
        ),
        Misconception(
            "maximum-added-twice",
            lambda Z, labels: np.mean(_log_sum(Z) + np.max(Z, axis=1) - _of_true(Z, labels)),
            "The maximum is added although it was not subtracted in the exponents.",
        ),
        Misconception(
            "plus-score",
            lambda Z, labels: np.mean(_log_sum(Z) + _of_true(Z, labels)),
            "The score of the true class is added. A larger score of the true class must make "
            "the loss smaller.",
        ),
        Misconception(
            "score-only",
            lambda Z, labels: -np.mean(_of_true(Z, labels)),
            "This is minus the score of the true class. The logarithm of the sum of the "
            "exponentials is missing.",
        ),
        Misconception(
            "log-sum-only",
            lambda Z, labels: np.mean(_log_sum(Z)),
            "The score of the true class is not subtracted, so the loss does not depend on the "
            "label.",
        ),
        Misconception(
            "no-logarithm-of-sum",
            lambda Z, labels: np.mean(np.sum(np.exp(Z), axis=1) - _of_true(Z, labels)),
            "The logarithm of the sum of the exponentials is missing.",
        ),
        Misconception(
            "sum-of-scores",
            lambda Z, labels: np.mean(np.sum(Z, axis=1) - _of_true(Z, labels)),
            "You add the scores. The logarithm of a sum of exponentials is not the sum of the "
            "exponents.",
        ),
        Misconception(
            "maximum-for-log-sum",
            lambda Z, labels: np.mean(np.max(Z, axis=1) - _of_true(Z, labels)),
            "You take the maximum instead of the logarithm of the sum: near, but the other "
            "classes count as well.",
        ),
        Misconception(
            "mean-of-exponentials",
            lambda Z, labels: np.mean(_log_sum(Z) - np.log(Z.shape[1]) - _of_true(Z, labels)),
            "You take the mean of the exponentials. In softmax their sum stands below.",
        ),
        Misconception(
            "sum-over-examples",
            lambda Z, labels: np.mean(np.log(np.sum(np.exp(Z), axis=0)) - _of_true(Z, labels)),
            "The exponentials are summed over the examples (axis 0). Each row has its own sum: "
            "take axis 1.",
        ),
        Misconception(
            "whole-array",
            lambda Z, labels: np.mean(np.log(np.sum(np.exp(Z))) - _of_true(Z, labels)),
            "The exponentials of all rows are summed. Each row has its own sum.",
        ),
        Misconception(
            "takes-scores-for-probabilities",
            lambda Z, labels: -np.mean(np.log(_of_true(Z, labels))),
            "You take the logarithm of the scores, which may be negative. They are not "
            "probabilities yet.",
        ),
        Misconception(
            "takes-scores-clipped",
            nnkit.cross_entropy_labels,
            "You use the scores as if they were probabilities. They become so by softmax.",
        ),
        Misconception(
            "sigmoid",
            lambda Z, labels: -np.mean(np.log(_of_true(sigmoid(Z), labels))),
            "You use the sigmoid. With several classes that exclude each other it is softmax.",
        ),
        Misconception(
            "softmax-twice",
            lambda Z, labels: nnkit.cross_entropy_logits(softmax(Z), labels),
            "Softmax is applied twice.",
        ),
        Misconception(
            "softmax-over-examples",
            lambda Z, labels: nnkit.cross_entropy_labels(softmax(Z.T).T, labels),
            "The exponentials are summed over the examples (axis 0). The classes of one row "
            "share the 1.",
        ),
        *rounded(nnkit.cross_entropy_logits),
        Misconception(
            "log-of-softmax",
            lambda Z, labels: -np.mean(np.log(_of_true(softmax(Z), labels))),
            ON_PAPER,
        ),
        Misconception(
            "log-of-naive-softmax",
            lambda Z, labels: (
                -np.mean(np.log(_of_true(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), labels)))
            ),
            "For scores near 1000 the exponential overflows, and for scores far below it its "
            "logarithm is infinite. Subtract a constant from the row, and simplify on paper.",
        ),
        Misconception(
            "overflow",
            lambda Z, labels: np.mean(np.log(np.exp(Z).sum(axis=1)) - _of_true(Z, labels)),
            "For scores near 1000 the exponential overflows. Take the largest exponential out of "
            "the logarithm of the sum.",
        ),
        Misconception(
            "whole-maximum",
            lambda Z, labels: np.mean(
                np.max(Z) + np.log(np.exp(Z - np.max(Z)).sum(axis=1)) - _of_true(Z, labels)
            ),
            "You subtract the largest score of the whole array; in a row far below it every "
            "exponential becomes 0. Each row needs its own maximum.",
        ),
        *(
            Misconception(
                f"limited-{digits}",
                lambda Z, labels, tiny=10.0**-digits: (
                    -np.mean(np.log(np.maximum(_of_true(softmax(Z), labels), tiny)))
                ),
                LIMITED,
            )
            for digits in (12, 15, 9)
        ),
        Misconception(
            "clips-scores",
            lambda Z, labels: nnkit.cross_entropy_logits(np.clip(Z, -500, 500), labels),
            "The scores are cut off, so the loss stops growing; choose a form that needs no limit.",
        ),
    ),
)
