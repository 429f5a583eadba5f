"""From labels to targets, and back to a share of right answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u04_targets_and_losses.common import UNIT, labels, probabilities


def _floats(n: int, k: int) -> Callable[[Any], str | None]:
    """Test the type only; the values are tested by other cases."""

    def test(got: Any) -> str | None:
        problem = form(got, np.zeros((n, k)))
        if problem is None and np.asarray(got).dtype.kind != "f":
            problem = "the numbers have the type int, needed floats"
        return problem

    return test


def _one_hot_cases(rng: Rng) -> list[Case]:
    return [
        Case((np.array([2, 0]), 3), "labels [2, 0], K = 3", "hand"),
        Case((np.array([0, 1, 0]), 4), "labels [0, 1, 0], K = 4", "isolated"),
        Case((labels(rng, 7, 6), 6), "7 labels, K = 6", "random"),
        Case((np.append(labels(rng, 3, 4), 3), 4), "4 labels, K = 4", "random"),
        Case((labels(rng, 5, 3), 3), "5 labels, K = 3", "random"),
        Case((np.array([1, 3, 0], dtype=np.uint8), 4), "labels of type uint8", "integer"),
        Case(
            (np.array([2, 1, 1, 0]), 3),
            "labels [2, 1, 1, 0], K = 3",
            "integer",
            test=_floats(4, 3),
            hint="Targets are compared with outputs and scaled: make an array of floats.",
        ),
        Case((np.array([1]), 3), "one label", "one"),
        Case((np.array([0, 0]), 1), "K = 1", "one"),
    ]


def _filled(set_row: Callable[[Any, int, int], None], rows: int | None = None) -> Any:
    """A wrong answer with a loop: `set_row(out, r, label)`."""

    def wrong(labels: Any, K: int) -> Any:
        out = np.zeros((len(labels), K))
        for r, label in list(enumerate(labels))[:rows]:
            set_row(out, r, int(label))
        return out

    return wrong


def _column(out: Any, r: int, label: int) -> None:
    out[:, label] = 1


def _label_itself(out: Any, r: int, label: int) -> None:
    out[r, label] = label


def _row_for_label(out: Any, r: int, label: int) -> None:
    out[label, :] = 1


def _one(out: Any, r: int, label: int) -> None:
    out[r, label] = 1


def _one_each(fn: Any, rng: Rng) -> bool:
    Y = np.asarray(fn(labels(rng, 9, 5), 5), dtype=float)
    return bool(np.allclose(Y.sum(axis=1), 1) and set(np.unique(Y)) == {0.0, 1.0})


ONE_HOT = Spec(
    name="one_hot",
    reference=nnkit.one_hot,
    cases=_one_hot_cases,
    returns="an array (N, K) of 0.0 and 1.0",
    points=1,
    unit=UNIT,
    signature="one_hot(labels, K)",
    properties=(Property("one-one", "each row holds one 1 and zeros", _one_each),),
    misconceptions=(
        Misconception(
            "row-not-reset",
            lambda labels, K: np.maximum.accumulate(np.eye(K)[labels], axis=0),
            "The ones of earlier rows stay: begin each turn of the loop with a new row of zeros.",
        ),
        Misconception(
            "from-one",
            lambda labels, K: np.eye(K)[np.asarray(labels, dtype=int) - 1],
            "Your classes are counted from 1, as in the table 003 line 237. Here label 0 is the "
            "first column.",
            "003 line 237",
        ),
        Misconception(
            "from-one-dropped",
            lambda labels, K: np.eye(K + 1)[labels][:, 1:],
            "The row of label 0 is empty and the others are one column too far left: label 0 is "
            "the first column.",
        ),
        Misconception(
            "own-number-of-classes",
            lambda labels, K: np.eye(np.max(labels) + 1)[labels],
            "The number of columns is taken from the largest label. A class may be absent from "
            "this batch: use K.",
        ),
        Misconception(
            "classes-that-occur",
            lambda labels, K: (np.asarray(labels)[:, None] == np.unique(labels)) * 1.0,
            "You make a column for each label that occurs. A class may be absent from this batch: "
            "use K.",
        ),
        Misconception(
            "one-column-more",
            lambda labels, K: np.eye(K + 1)[labels],
            "There is one column too many: K classes, counted from 0, end at K - 1.",
        ),
        Misconception(
            "whole-columns",
            _filled(_column),
            "You fill whole columns: `Y[:, labels] = 1` takes every row with every label, and with "
            "`[row] * N` or one `row` for all, the rows are one and the same. Give each row its "
            "own 1.",
        ),
        Misconception(
            "whole-rows",
            _filled(_row_for_label),
            "You fill the rows whose number is a label. The row is the example, the label is its "
            "column.",
        ),
        Misconception(
            "label-as-value",
            _filled(_label_itself),
            "You write the label itself into its column, so label 0 leaves its row empty. The "
            "entry is 1.",
        ),
        Misconception(
            "first-row-only",
            _filled(_one, rows=1),
            "Only the first row is filled. If you use a loop, look at where its `return` stands.",
        ),
        Misconception(
            "last-row-missing",
            _filled(_one, rows=-1),
            "The last row stays empty: the loop ends one example too early.",
        ),
        Misconception(
            "no-ones",
            _filled(lambda out, r, label: None),
            "Your array holds zeros only: nothing is written into it.",
        ),
        Misconception(
            "columns-reversed",
            lambda labels, K: np.eye(K)[K - 1 - np.asarray(labels, dtype=int)],
            "The columns run backwards: label 0 is the first column, K - 1 the last.",
        ),
        Misconception(
            "up-to-the-label",
            lambda labels, K: (np.arange(K) <= np.asarray(labels)[:, None]) * 1.0,
            "Every column up to the label is 1. Only the label's own column is.",
        ),
        Misconception(
            "integers",
            lambda labels, K: np.eye(K, dtype=int)[labels],
            "The pattern is right but the numbers have the type int. Targets are compared with "
            "outputs and scaled: make them floats.",
        ),
        Misconception(
            "booleans",
            lambda labels, K: np.asarray(labels)[:, None] == np.arange(K),
            "The pattern is right but holds True and False. Targets are numbers: 1.0 and 0.0.",
        ),
        Misconception(
            "minus-one",
            lambda labels, K: 2 * np.eye(K)[labels] - 1,
            "The other classes get -1. Asked are zeros.",
        ),
        Misconception(
            "counts",
            lambda labels, K: np.bincount(labels, minlength=K),
            "You count how often each class occurs. Asked is one row for each example.",
        ),
        Misconception(
            "one-example",
            lambda labels, K: np.eye(K)[labels[0]],
            "You return the target of the first example only. Asked is one row for each label.",
        ),
        Misconception(
            "all-ones",
            lambda labels, K: np.ones((len(labels), K)),
            "Every entry is 1. Only the label's own column is.",
        ),
        Misconception(
            "sorted",
            lambda labels, K: np.eye(K)[np.sort(labels)],
            "The rows are sorted by label. Row r belongs to example r.",
        ),
        Misconception(
            "flat",
            lambda labels, K: np.eye(K)[labels].ravel(),
            "All rows stand in one long array. Asked is a table of N rows and K columns.",
        ),
        Misconception(
            "identity",
            lambda labels, K: np.eye(K),
            "You return the identity, whatever the labels are. Choose its rows by label.",
        ),
    ),
)


def _predictions(rng: Rng, n: int, k: int) -> tuple[Array, Array]:
    """Draw probabilities and labels: about half are right, one of them with less than 1/2."""
    P, y = probabilities(rng, n, k), rng.integers(0, k, n)
    best = P.argmax(axis=1)
    y[: n // 2] = best[: n // 2]
    y[n // 2] = (best[n // 2] + 1) % k
    P[0] = _softened(k, y[0])
    return P, y


def _softened(k: int, top: int) -> Array:
    """Return probabilities whose largest, at `top`, is below 1/2 (for k above 2)."""
    row = np.linspace(0.8, 0.9, k)
    row[top] = 1.2
    return np.asarray(row / row.sum())


def _accuracy_cases(rng: Rng) -> list[Case]:
    P = np.array(
        [
            [0.4, 0.35, 0.25],
            [0.1, 0.2, 0.7],
            [0.3, 0.6, 0.1],
            [0.55, 0.25, 0.2],
            [0.2, 0.45, 0.35],
        ]
    )
    close = np.array([[0.4, 0.4 + 1e-9, 0.2], [0.3 + 1e-9, 0.3, 0.4 - 1e-9]])
    sure = np.array([[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    return [
        Case((P, np.array([0, 2, 0, 0, 2])), "5 examples, 3 classes", "hand"),
        Case((P[:2], np.array([0, 2])), "2 right answers, one with p = 0.4", "isolated"),
        Case((P[2:5], np.array([0, 1, 2])), "3 wrong answers", "isolated"),
        Case(_predictions(rng, 7, 4), "7 examples, 4 classes", "random"),
        Case(_predictions(rng, 4, 4), "4 examples, 4 classes", "random"),
        Case(_predictions(rng, 6, 3), "6 examples, 3 classes", "random"),
        Case((close, np.array([1, 2])), "probabilities that differ by 1e-9", "extreme"),
        Case((sure, np.array([0, 2, 0, 1])), "whole numbers, 4 examples", "integer"),
        Case(
            (probabilities(rng, 6, 5).astype(np.float32), rng.integers(0, 5, 6)),
            "probabilities of type float32",
            "float32",
        ),
        Case((np.array([[0.3, 0.5, 0.2]]), np.array([1])), "one example", "one"),
        Case((np.array([[0.3, 0.5, 0.2]]), np.array([2])), "one example, not found", "one"),
    ]


def _hits(P: Any, labels: Any) -> Any:
    return np.argmax(P, axis=1) == labels


ACCURACY = Spec(
    name="accuracy",
    reference=nnkit.accuracy,
    cases=_accuracy_cases,
    returns="a number from 0 to 1",
    points=1,
    unit=UNIT,
    signature="accuracy(P, labels)",
    misconceptions=(
        Misconception(
            "wrong-axis",
            lambda P, labels: np.mean(np.argmax(P, axis=0) == labels),
            "You look for the largest probability in each column, over the examples. Each row is "
            "an example: look along the row.",
        ),
        Misconception(
            "no-axis",
            lambda P, labels: np.mean(np.argmax(P) == labels),
            "Without an axis, `argmax` gives one position in the whole array. Asked is one class "
            "for each row.",
        ),
        Misconception(
            "count",
            lambda P, labels: np.sum(_hits(P, labels)),
            "You return how many answers are right. Asked is their share of all examples.",
        ),
        Misconception(
            "count-over-classes",
            lambda P, labels: np.sum(_hits(P, labels)) / P.shape[1],
            "You divide by the number of classes. The share is taken of the examples, the rows.",
        ),
        Misconception(
            "count-over-entries",
            lambda P, labels: np.sum(_hits(P, labels)) / P.size,
            "You divide by the number of entries of P. The share is taken of the examples, the "
            "rows.",
        ),
        Misconception(
            "percent",
            lambda P, labels: 100 * np.mean(_hits(P, labels)),
            "This is the share in per cent. Asked is a number from 0 to 1.",
        ),
        Misconception(
            "error-rate",
            lambda P, labels: np.mean(~_hits(P, labels)),
            "This is the share of wrong answers. Asked is the share of right ones.",
        ),
        Misconception(
            "above-one-half",
            lambda P, labels: np.mean(P[np.arange(len(P)), labels] >= 0.5),
            "You count the answers whose probability reaches 0.5. With several classes the largest "
            "one wins, also when it is below 0.5.",
        ),
        Misconception(
            "above-one-half-argmax",
            lambda P, labels: np.mean(np.argmax(P >= 0.5, axis=1) == labels),
            "You take the first class that reaches 0.5. The largest probability wins, also when "
            "it is below 0.5.",
        ),
        Misconception(
            "entries",
            lambda P, labels: np.mean((P >= 0.5) == (np.arange(P.shape[1]) == labels[:, None])),
            "You compare every entry with the one-hot target, so the many zeros count as hits. "
            "An example is right or wrong as a whole.",
        ),
        Misconception(
            "mean-probability",
            lambda P, labels: np.mean(P[np.arange(len(P)), labels]),
            "This is the mean probability of the true class. Accuracy asks only whether that "
            "class is the largest.",
        ),
        Misconception(
            "from-one",
            lambda P, labels: np.mean(np.argmax(P, axis=1) + 1 == labels),
            "Your classes are counted from 1. In this course they are counted from 0.",
        ),
        Misconception(
            "largest-value",
            lambda P, labels: np.mean(np.max(P, axis=1) == labels),
            "You compare the largest probability itself with the label. Compare its position.",
        ),
        Misconception(
            "smallest",
            lambda P, labels: np.mean(np.argmin(P, axis=1) == labels),
            "You take the class with the smallest probability. Look at the direction.",
        ),
        Misconception(
            "each-example",
            _hits,
            "You return True or False for each example. Asked is one number, their share.",
        ),
        Misconception(
            "classes",
            lambda P, labels: np.argmax(P, axis=1),
            "You return the predicted classes. Compare them with the labels and take the share.",
        ),
        Misconception(
            "column-of-labels",
            lambda P, labels: np.mean(np.argmax(P, axis=1) == labels[:, None]),
            "Every prediction is compared with every label: one of the two is a column (N, 1). "
            "Both should be (N,).",
        ),
        Misconception(
            "distance",
            lambda P, labels: np.mean(np.abs(np.argmax(P, axis=1) - labels)),
            "You average how far the class is from the label. Classes have no distance: an answer "
            "is right or wrong.",
        ),
        Misconception(
            "difference",
            lambda P, labels: np.mean(np.argmax(P, axis=1) - labels),
            "You average the difference of class and label. An answer is right or wrong: compare.",
        ),
        Misconception(
            "confidence",
            lambda P, labels: np.mean(np.max(P, axis=1)),
            "This is the mean of the largest probabilities; the labels are not used.",
        ),
        Misconception(
            "all-or-nothing",
            lambda P, labels: float(np.all(_hits(P, labels))),
            "You get 1 only when every answer is right, and else 0: `all` asks that, and `//` and "
            "`int` cut the share. Take the mean.",
        ),
        Misconception(
            "rounded-first",
            lambda P, labels: np.mean(np.argmax(np.round(P, 2), axis=1) == labels),
            "The probabilities are rounded before they are compared, so close ones become equal.",
        ),
    ),
)
