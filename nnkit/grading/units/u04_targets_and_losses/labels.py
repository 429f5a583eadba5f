"""Cross-entropy from integer labels: from probabilities, and from scores."""

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.judging import Sure
from nnkit.grading.units.drawing import Drawn, mixed_labels, probabilities
from nnkit.grading.units.u04_targets_and_losses.common import KEEP_AWAY


def _labels_cases(rng: Rng) -> list[Case]:
    P = np.array([[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]])
    ends = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    far = np.array([[1e-5, 0.5, 0.49999]])
    single = probabilities(rng, 6, 3).astype(np.float32), mixed_labels(rng, 6, 3)
    sure_of = "P = [[0, 1, 0], [1, 0, 0]], labels"

    def drawn(n: int, k: int) -> tuple[Any, Any]:
        return probabilities(rng, n, k), mixed_labels(rng, n, k)

    away: dict[str, Any] = {"rung": "extreme", "hint": KEEP_AWAY}
    return [
        Case(
            (P, np.array([0, 2])), "P = [[0.8, 0.1, 0.1], [0.3, 0.5, 0.2]], labels [0, 2]", "hand"
        ),
        Case((P[:1], np.array([1])), "P = [[0.8, 0.1, 0.1]], labels [1]", "isolated"),
        Case(drawn(5, 3), "5 examples, 3 classes", "random"),
        Case((probabilities(rng, 4, 4), np.array([3, 0, 1, 1])), "4 examples, 4 classes", "random"),
        Case(drawn(3, 6), "3 examples, 6 classes", "random"),
        Case((ends, np.array([0, 2])), f"{sure_of} [0, 2]", test=Sure(10), **away),
        Case((ends, np.array([1, 0])), f"{sure_of} [1, 0]", test=Sure(at_most=1e-3), **away),
        Case((far, np.array([0])), "P = [[0.00001, 0.5, 0.49999]], labels [0]", "extreme"),
        Case((P, np.array([1, 0], dtype=np.uint8)), "labels of type uint8", "integer"),
        Case(single, "probabilities of type float32", "float32", rtol=1e-4),
        Case((P[1:], np.array([2])), "one example", "one"),
    ]


@exercise(
    _labels_cases,
    "a number",
    rtol=0.0001,
    atol=1e-06,
    properties=(
        Property(
            "one-hot",
            "it is `cross_entropy` with one-hot targets",
            Drawn("as with one-hot targets"),
        ),
    ),
)
def cross_entropy_labels(P, labels):
    """
    kept = true
    # At P = 0 the logarithm of 0 appears. Keep P a very small distance away from 0 before you take
    # its logarithm.
    true = P[:, labels]
    # `[:, labels]` takes these columns of every row. Pair each row with its own label: two index
    # arrays.
    true = P[labels]
    # `P[labels]` takes whole rows. The label is a column, and the row is the example.
    true = P[labels, rows]
    # Row and column are exchanged in the index: the example is the row, the label the column.
    true = P[rows, labels - 1]
    # Your labels are counted from 1: label 0 takes the last column, but it is the first one.
    true = P.max(axis=1)
    # You take the largest entry of each row, whatever the label is. The label chooses the class.
    return -np.log(P).mean()
    # The labels are not used: every entry counts. Each row costs the logarithm at its own label.
    each = np.log(kept)
    # Your loss is negative, as the notes print it once (erratum E41). The logarithm of a
    # probability is negative, a loss is not.
    return 1 - true.mean()
    # The logarithm is missing: this is 1 minus the mean probability of the true class.
    each = -np.log(true) - np.log(1 - true)
    # A term log(1 - p) is added, which belongs to binary cross-entropy.
    return -(labels[:, None] * np.log(P)).sum() / len(P)
    # The label multiplies the logarithms as if it were a target. It is the number of a column.
    P = nnkit.softmax(P)  # Softmax is applied to P, which holds probabilities already.
    each = -np.log(true + 0.01)
    # The number that you add in the logarithm is so large that it changes ordinary losses.
    kept = np.maximum(true, 1e-3)
    # The probability is kept so far away from 0 that a sure and wrong answer costs too little.
    """
    rows = np.arange(len(P))  # the index of the row
    true = P[rows, labels]  # the probability of each true class
    kept = np.maximum(true, 1e-15)  # the probability in the logarithm
    each = -np.log(kept)  # the loss of each example
    return each.mean()  # the mean loss


def _logit_cases(rng: Rng) -> list[Case]:
    far = np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 999.0]])
    Z = np.array([[1.0, 2.0, 3.0], [2.0, -1.0, 0.5]])
    ends = np.array([[1000.0, 0.0, -1000.0]])
    paper = "This answer costs 2000. Simplify the logarithm of the softmax on paper first."
    single = rng.normal(0, 2, (6, 3)).astype(np.float32), mixed_labels(rng, 6, 3)

    def drawn(n: int, k: int) -> tuple[Any, Any]:
        return rng.normal(0, 2, (n, k)), mixed_labels(rng, n, k)

    return [
        Case((Z, np.array([0, 0])), "Z = [[1, 2, 3], [2, -1, 0.5]], labels [0, 0]", "hand"),
        Case((Z[:1], np.array([2])), "Z = [[1, 2, 3]], labels [2]", "isolated"),
        Case((np.zeros((1, 4)), np.array([1])), "Z = [[0, 0, 0, 0]], labels [1]", "isolated"),
        Case(drawn(5, 3), "5 examples, 3 classes", "random"),
        Case((rng.normal(0, 2, (4, 4)), np.array([3, 0, 1, 1])), "4 examples, 4 classes", "random"),
        Case(drawn(3, 6), "3 examples, 6 classes", "random"),
        Case((ends, np.array([2])), "Z = [[1000, 0, -1000]], labels [2]", "extreme", hint=paper),
        Case((ends, np.array([0])), "Z = [[1000, 0, -1000]], labels [0]", "extreme"),
        Case((far, np.array([0, 2])), "rows that are far apart", "extreme"),
        Case((-far, np.array([2, 1])), "rows that are far apart, negative", "extreme"),
        Case((np.array([[1, 2, 3], [0, 2, -1]]), np.array([1, 2])), "whole numbers", "integer"),
        Case(single, "scores of type float32", "float32"),
        Case((Z[1:], np.array([1])), "one example", "one"),
    ]


def _through_softmax(Z, labels):
    """For scores far apart a probability is exactly 0 and its logarithm infinite.

    Write the logarithm of the softmax as a difference, on paper, before you compute.
    """
    P = nnkit.softmax(Z)  # the probabilities
    rows = np.arange(len(Z))  # the index of the row
    true = P[rows, labels]  # the probability of each true class
    each = -np.log(true)  # the loss of each example
    return each.mean()  # the mean loss


def _stable(Z, labels):
    rows = np.arange(len(Z))  # the index of the row
    true = Z[rows, labels]  # the score of each true class
    top = Z.max(axis=1)  # the largest score of each row
    total = np.exp(Z - top[:, None]).sum(axis=1)  # the sum of the exponentials
    each = top + np.log(total) - true  # the loss of each example
    return each.mean()  # the mean loss


@exercise(
    _logit_cases,
    "a number",
    reference=nnkit.cross_entropy_logits,
    points=2,
    properties=(
        Property(
            "shift",
            "a constant added to a row does not change the loss",
            Drawn("loss(Z + c) = loss(Z)"),
        ),
    ),
    forms=(_stable, _through_softmax),
)
def cross_entropy_logits(Z, labels):
    """
    total = np.exp(Z).sum(axis=1)
    # For scores near 1000 the exponential overflows. Take the largest exponential out of the
    # logarithm of the sum.
    return -np.log(np.clip(true, 1e-12, None)).mean()
    # You use the scores as if they were probabilities. They become so by softmax.
    return -np.log(nnkit.sigmoid(true)).mean()
    # You use the sigmoid. With several classes that exclude each other it is softmax.
    Z = nnkit.softmax(Z)  # Softmax is applied twice.
    P = nnkit.softmax(Z.T).T
    # The exponentials are summed over the examples (axis 0). The classes of one row share the 1.
    P = nnkit.softmax(Z)
    true = P[:, labels]
    # `[:, labels]` takes these columns of every row. Pair each row with its own label: two index
    # arrays.
    P = nnkit.softmax(Z)
    true = P[labels]
    # `[labels]` takes whole rows. The label is a column, and the row is the example.
    true = Z[rows, labels - 1]
    # Your labels are counted from 1: label 0 takes the last column, but it is the first one.
    true = Z.max(axis=1)
    # You take the largest score of each row, whatever the label is. The label chooses the class.
    each = np.log(total) - labels
    # The label itself is subtracted. It is the number of a column: subtract the score in that
    # column.
    return (Z.sum(axis=1) - true).mean()
    # You add the scores. The logarithm of a sum of exponentials is not the sum of the exponents.
    each = true - np.log(total)
    # Your loss is negative, as the notes print it once (erratum E41). All signs are reversed.
    return -np.log(nnkit.softmax(Z)).mean()
    # The labels are not used: every entry counts. Only the class of the label does.
    return 1 - nnkit.softmax(Z)[rows, labels].mean()
    # The logarithm is missing: this is 1 minus the mean probability of the true class.
    top = Z.max(axis=1)
    return -np.log(np.clip(nnkit.softmax(Z)[rows, labels], 1e-12, 1)).mean()
    # The probability is kept away from 0 before the logarithm, so no loss is above about 30; the
    # score 1000 below the largest should cost 1000. Simplify on paper first.
    Z = np.clip(Z, -500, 500)
    top = Z.max(axis=1)
    # The scores are cut off, so the loss stops growing; choose a form that needs no limit.
    top = np.full(len(Z), Z.max())
    # You subtract the largest score of the whole array; in a row far below it every exponential
    # becomes 0. Each row needs its own maximum.
    """
    rows = np.arange(len(Z))  # the index of the row
    true = Z[rows, labels]  # the score of each true class
    total = np.exp(Z).sum(axis=1)  # the sum of the exponentials
    each = np.log(total) - true  # the loss of each example
    return each.mean()  # the mean loss
