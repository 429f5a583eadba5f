"""From labels to targets, and back to a share of right answers."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn, probabilities
from nnkit.grading.units.drawing import labels as absent


def _one_hot_cases(rng: Rng) -> list[Case]:
    return [
        Case((np.array([2, 0]), 3), "labels [2, 0], K = 3", "hand"),
        Case((np.array([0, 1, 0]), 4), "labels [0, 1, 0], K = 4", "isolated"),
        Case((absent(rng, 7, 6), 6), "7 labels, K = 6", "random"),
        Case((np.append(absent(rng, 3, 4), 3), 4), "4 labels, K = 4", "random"),
        Case((absent(rng, 5, 3), 3), "5 labels, K = 3", "random"),
        Case((np.array([1, 3, 0], dtype=np.uint8), 4), "labels of type uint8", "integer"),
        Case((np.array([1]), 3), "one label", "one"),
        Case((np.array([0, 0]), 1), "K = 1", "one"),
    ]


def _one_hot_by_loop(labels, K):
    Y = np.zeros((len(labels), K))  # the table of zeros
    for r, label in enumerate(labels):  # the examples
        Y[r, label] = 1  # the one of each row
    return Y


@exercise(
    _one_hot_cases,
    "an array (N, K) of 0.0 and 1.0",
    properties=(Property("one-one", "each row holds one 1 and zeros", Drawn("one 1 in each row")),),
    forms=(_one_hot_by_loop,),
)
def one_hot(labels, K):
    """
    return rows[labels - 1]
    # Your classes are counted from 1, as in a table of the notes. Label 0 is the first column.
    rows = np.eye(K, k=-1)
    # The row of label 0 is empty, the others stand one column too far left: label 0 is the first.
    rows = np.eye(labels.max() + 1)
    # The number of columns comes from the largest label. A class may be absent here: use K.
    return (labels[:, None] == np.unique(labels)) * 1.0
    # You make a column for each label that occurs. A class may be absent here: use K.
    rows = np.eye(K + 1)  # There is one column too many: K classes, counted from 0, end at K - 1.
    return np.isin(np.arange(K), labels) + np.zeros((len(labels), 1))
    # You fill whole columns: `Y[:, labels] = 1` takes every row with every label, and with `[row]
    # * N` or one `row` for all, the rows are one and the same. Give each row its own 1.
    return rows[labels] * labels[:, None]
    # You write the label itself into its column, so label 0 leaves its row empty. The entry is 1.
    return 2 * rows[labels] - 1  # The other classes get -1. Asked are zeros.
    rows = np.tri(K)  # Every column up to the label is 1. Only the label's own column is.
    return np.maximum.accumulate(rows[labels], axis=0)
    # The ones of earlier rows stay: begin each turn of the loop with a new row of zeros.
    return rows  # You return the identity, whatever the labels are. Choose its rows by label.
    return rows[np.sort(labels)]  # The rows are sorted by label. Row r belongs to example r.
    """
    rows = np.eye(K)  # the target of each class
    return rows[labels]  # the targets


def _predictions(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    """Draw probabilities and labels: about half are right, one of them with less than 1/2."""
    P, y = probabilities(rng, n, k), rng.integers(0, k, n)
    best = P.argmax(axis=1)
    y[: n // 2] = best[: n // 2]
    y[n // 2] = (best[n // 2] + 2) % k
    row = np.linspace(0.8, 0.9, k)
    row[y[0]] = 1.2
    P[0] = row / row.sum()
    return P, y


def _accuracy_cases(rng: Rng) -> list[Case]:
    P = np.array(
        [
            [0.4, 0.35, 0.25],
            [0.1, 0.2, 0.7],
            [0.3, 0.6, 0.1],
            [0.2, 0.35, 0.45],
            [0.2, 0.45, 0.35],
        ]
    )
    close = np.array([[0.4, 0.4 + 1e-9, 0.2], [0.3 + 1e-9, 0.3, 0.4 - 1e-9]])
    sure = np.array([[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    single = probabilities(rng, 6, 5).astype(np.float32)
    return [
        Case((P, np.array([0, 2, 2, 0, 1])), "5 examples, 3 classes", "hand"),
        Case((P[:2], np.array([0, 2])), "2 right answers, one with p = 0.4", "isolated"),
        Case((P[2:5], np.array([0, 1, 2])), "3 wrong answers", "isolated"),
        Case(_predictions(rng, 13, 4), "13 examples, 4 classes", "random"),
        Case(_predictions(rng, 4, 4), "4 examples, 4 classes", "random"),
        Case(_predictions(rng, 11, 3), "11 examples, 3 classes", "random"),
        Case((close, np.array([1, 2])), "probabilities that differ by 1e-9", "extreme"),
        Case((sure, np.array([0, 2, 0, 1])), "whole numbers, 4 examples", "integer"),
        Case((single, rng.integers(0, 5, 6)), "probabilities of type float32", "float32"),
        Case((np.array([[0.3, 0.5, 0.2]]), np.array([1])), "one example", "one"),
        Case((np.array([[0.3, 0.5, 0.2]]), np.array([2])), "one example, not found", "one"),
    ]


@exercise(_accuracy_cases, "a number from 0 to 1")
def accuracy(P, labels):
    """
    return 100 * hits.mean()  # This is the share in per cent. Asked is a number from 0 to 1.
    hits = best != labels  # This is the share of wrong answers. Asked is the share of right ones.
    return (P[np.arange(len(P)), labels] >= 0.5).mean()
    # You count the answers whose probability reaches 0.5. The largest wins, also when it is below.
    best = (P >= 0.5).argmax(axis=1)
    # You take the first class that reaches 0.5. The largest one wins, also when it is below 0.5.
    return ((P >= 0.5) == (np.arange(P.shape[1]) == labels[:, None])).mean()
    # You compare every entry with the one-hot target, so the many zeros count as hits. An example
    # is right or wrong as a whole.
    return P[np.arange(len(P)), labels].mean()
    # This is the mean probability of the true class. Accuracy asks only whether it is the largest.
    best = P.argmax(axis=1) + 1
    # Your classes are counted from 1. In this course they are counted from 0.
    hits = best == labels[:, None]
    # Every prediction meets every label: one of the two is a column (N, 1). Both should be (N,).
    return np.mean([k == label for k, label in zip(P.argmax(axis=0), labels)])
    # The largest is looked for in each column, over the examples. Each row has its class: axis 1.
    hits = abs(best - labels)
    # You average how far the class is from the label. An answer is right or wrong: compare them.
    hits = best - labels
    # You average the difference of class and label. An answer is right or wrong: compare.
    return best
    # You return the predicted classes. Compare them with the labels and take the share.
    return P.max(axis=1).mean()
    # This is the mean of the largest probabilities; the labels are not used.
    """
    best = P.argmax(axis=1)  # the predicted class of each example
    hits = best == labels  # the list of right answers
    return hits.mean()  # the share of right answers
