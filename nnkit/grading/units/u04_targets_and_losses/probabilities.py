"""Softmax and its Jacobian."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid, softmax
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import rounded
from nnkit.grading.units.u04_targets_and_losses.common import UNIT

OVERFLOW = (
    "For scores near 1000 the exponential overflows, and infinity divided by infinity is nan. A "
    "constant subtracted from a whole row does not change its softmax."
)


def _softmax_cases(rng: Rng) -> list[Case]:
    far = np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 999.0]])
    return [
        Case((np.array([[1.0, 2.0], [3.0, 0.5]]),), "Z = [[1, 2], [3, 0.5]]", "hand"),
        Case((np.array([[10.0, 2.0, 0.0]]),), "Z = [[10, 2, 0]]", "isolated"),
        Case((rng.normal(0, 2, (5, 3)),), "a random 5×3 array", "random"),
        Case((rng.normal(0, 2, (4, 4)),), "a random 4×4 array", "random"),
        Case((rng.normal(0, 2, (3, 6)),), "a random 3×6 array", "random"),
        Case((far[1:],), "Z = [[1000, 1001, 999]]", "extreme", hint=OVERFLOW),
        Case((-far[1:],), "Z = [[-1000, -1001, -999]]", "extreme", hint=OVERFLOW),
        Case(
            (far,),
            "Z = [[0, 1, 2], [1000, 1001, 999]]",
            "extreme",
            hint="Each row needs its own constant: the rows here are far apart.",
        ),
        Case((np.array([[-1000.0, 0.0, 1000.0]]),), "Z = [[-1000, 0, 1000]]", "extreme"),
        Case((np.array([[1, 2, 3], [0, 2, -1]]),), "whole numbers", "integer"),
        Case((rng.normal(0, 2, (4, 3)).astype(np.float32),), "scores of type float32", "float32"),
        Case((np.array([[0.3, -1.2, 2.0, 0.8]]),), "one example", "one"),
        Case((np.array([[0.3], [-2.0]]),), "one class", "one"),
    ]


def _share(top: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A wrong answer: the shares of `top(Z)` in the sum of its row."""
    return lambda Z: (e := top(Z)) / np.sum(e, axis=1, keepdims=True)


def _top(Z: Any) -> Any:
    return np.exp(Z - np.max(Z, axis=1, keepdims=True))


def _of_integers(Z: Any) -> Any:
    out = np.zeros_like(Z)
    out[...] = softmax(Z)
    return out


def _shift(fn: Any, rng: Rng) -> bool:
    Z = rng.normal(0, 2, (4, 3))
    return bool(np.allclose(fn(Z + np.array([[1.0], [-2.0], [0.5], [3.0]])), fn(Z)))


SOFTMAX = Spec(
    name="softmax",
    reference=nnkit.softmax,
    cases=_softmax_cases,
    returns="an array (N, K): every row holds probabilities",
    points=2,
    unit=UNIT,
    signature="softmax(Z)",
    properties=(
        Property(
            "sums",
            "every row sums to 1",
            lambda fn, rng: bool(np.allclose(np.sum(fn(rng.normal(0, 2, (5, 3))), axis=1), 1)),
        ),
        Property("shift", "a constant added to a row does not change its softmax", _shift),
    ),
    misconceptions=(
        Misconception(
            "scores-divided",
            lambda Z: _share(np.exp)(Z / Z.max(axis=1, keepdims=True)),
            "You divide by the maximum of the row, which changes the differences. Subtract it: "
            "that changes nothing.",
        ),
        Misconception(
            "exponentials-by-ten",
            lambda Z: np.exp(Z) / 10,
            "You divide by 10, as a caption of note 002 has it (erratum E20). Each row is divided "
            "by "
            "its own sum.",
        ),
        Misconception(
            "shift-below-only",
            lambda Z: np.exp(Z) / _top(Z).sum(axis=1, keepdims=True),
            "The maximum is subtracted below but not above the fraction line. The same constant "
            "must go into both.",
        ),
        Misconception(
            "min-max",
            lambda Z: (Z - Z.min(axis=1, keepdims=True)) / np.ptp(Z, axis=1, keepdims=True),
            "You stretch each row to 0 to 1. It must sum to 1, and the exponential is missing.",
        ),
        Misconception(
            "divided-by-n",
            lambda Z: nnkit.softmax(Z) / len(Z),
            "The probabilities are divided by the number of examples. Each row sums to 1 by "
            "itself.",
        ),
        Misconception(
            "columns",
            lambda Z: np.exp(Z) / np.sum(np.exp(Z), axis=0),
            "Your columns sum to 1. Each row is an example: its classes share the 1, so sum along "
            "the row.",
        ),
        Misconception(
            "whole-array",
            lambda Z: np.exp(Z) / np.sum(np.exp(Z)),
            "All entries together sum to 1. Each row is an example of its own and must sum to 1.",
        ),
        Misconception(
            "keepdims",
            lambda Z: np.exp(Z) / np.sum(np.exp(Z), axis=1),
            "The row sums have the shape (N,) and meet the columns when you divide. Make them a "
            "column, (N, 1): see `keepdims`.",
        ),
        Misconception(
            "keepdims-maximum",
            lambda Z: _share(np.exp)(Z - np.max(Z, axis=1)),
            "The row maxima have the shape (N,) and meet the columns when you subtract. Make them "
            "a column, (N, 1): see `keepdims`.",
        ),
        Misconception(
            "keepdims-both",
            lambda Z: (e := np.exp(Z - np.max(Z, axis=1))) / np.sum(e, axis=1),
            "Row maxima and row sums have the shape (N,) and meet the columns. Make both a "
            "column, (N, 1): see `keepdims`.",
        ),
        Misconception(
            "column-maximum",
            lambda Z: _share(np.exp)(Z - np.max(Z, axis=0)),
            "The maximum is taken of each column, so the scores of one row get different "
            "constants. Take it of the row.",
        ),
        Misconception(
            "divided-by-ten",
            lambda Z: softmax(np.asarray(Z) / 10),
            "The scores are divided by 10 first, as the caption 002 line 76 says; see erratum "
            "E20. Scores are exponentiated, not divided.",
            "002 line 76, erratum E20",
        ),
        Misconception(
            "shares-of-scores",
            _share(np.asarray),
            "You take the shares of the scores themselves, which may be negative. The exponential "
            "is missing.",
        ),
        Misconception(
            "exponential-only",
            np.exp,
            "These are the exponentials. They become probabilities when each row is divided by "
            "its sum.",
        ),
        Misconception(
            "shifted-exponential-only",
            _top,
            "The largest entry of each row is 1: the division by the sum of the row is missing.",
        ),
        Misconception(
            "divided-by-maximum",
            lambda Z: np.exp(Z) / np.max(Z, axis=1, keepdims=True),
            "You divide the exponentials by the largest score. Divide by the sum of the "
            "exponentials of the row.",
        ),
        Misconception(
            "divided-by-sum-of-scores",
            lambda Z: np.exp(Z) / np.sum(Z, axis=1, keepdims=True),
            "You divide by the sum of the scores. Divide by the sum of their exponentials.",
        ),
        Misconception(
            "exponential-of-shares",
            lambda Z: np.exp(Z / np.sum(Z, axis=1, keepdims=True)),
            "You divide first and exponentiate then. The order is the other way round.",
        ),
        Misconception(
            "mean-for-sum",
            lambda Z: (e := _top(Z)) / np.mean(e, axis=1, keepdims=True),
            "Your rows sum to K: you divide by the mean of the exponentials instead of their sum.",
        ),
        Misconception(
            "one-in-the-sum",
            lambda Z: (e := np.exp(Z)) / (1 + np.sum(e, axis=1, keepdims=True)),
            "You add 1 to the sum, as the sigmoid does, so the rows sum to less than 1. Divide by "
            "the sum of the exponentials alone.",
        ),
        Misconception(
            "shift-above-only",
            lambda Z: _top(Z) / np.sum(np.exp(Z), axis=1, keepdims=True),
            "The maximum is subtracted above but not below the fraction line. The same constant "
            "must go into both.",
        ),
        Misconception(
            "per-cent",
            lambda Z: 100 * np.asarray(softmax(Z)),
            "These are per cent: the rows sum to 100. Probabilities sum to 1.",
        ),
        Misconception(
            "divided-by-length",
            lambda Z: (e := np.exp(Z)) / np.linalg.norm(e, axis=1, keepdims=True),
            "You divide by the length of the row, a root of squares. Divide by its sum.",
        ),
        Misconception(
            "others-only",
            lambda Z: (e := _top(Z)) / (np.sum(e, axis=1, keepdims=True) - e),
            "You divide by the exponentials of the other classes. The own one belongs to the sum.",
        ),
        Misconception(
            "sigmoid",
            sigmoid,
            "This is the sigmoid of each score, and the rows do not sum to 1. In a softmax every "
            "score of the row counts.",
        ),
        Misconception(
            "sigmoid-shares",
            _share(sigmoid),
            "You take the shares of the sigmoids. Take the shares of the exponentials.",
        ),
        Misconception(
            "softmin",
            lambda Z: softmax(-np.asarray(Z)),
            "The smallest score gets the largest probability: look at the sign of the exponent.",
        ),
        Misconception(
            "absolute-scores",
            lambda Z: softmax(np.abs(Z)),
            "Negative scores are taken as positive. A negative score means: less probable.",
        ),
        Misconception(
            "base-2",
            _share(np.exp2),
            "You use powers of 2. Softmax uses powers of e: `np.exp`.",
        ),
        Misconception(
            "base-10",
            _share(lambda Z: 10.0 ** np.asarray(Z)),
            "You use powers of 10. Softmax uses powers of e: `np.exp`.",
        ),
        Misconception(
            "logarithm",
            lambda Z: np.log(softmax(Z)),
            "These are the logarithms of the probabilities. Return the probabilities.",
        ),
        Misconception(
            "twice",
            lambda Z: softmax(softmax(Z)),
            "Softmax is applied twice, so all probabilities come close together.",
        ),
        Misconception(
            "largest-only",
            lambda Z: (np.max(Z, axis=1, keepdims=True) == Z) * 1.0,
            "You give everything to the largest score. Softmax lets the others keep a share.",
        ),
        Misconception(
            "class",
            lambda Z: np.argmax(Z, axis=1),
            "You return the class of each row. Asked are the probabilities of all classes.",
        ),
        Misconception(
            "first-row",
            lambda Z: softmax(Z)[0],
            "You return the first row only. Asked are all rows.",
        ),
        Misconception(
            "one-number-only",
            lambda Z: math.exp(Z) / sum(math.exp(v) for v in Z),
            "`math.exp` works on one number only, and Z is a table. NumPy has a function of the "
            "same name that treats every entry.",
        ),
        *rounded(softmax),
        Misconception(
            "overflow",
            _share(np.exp),
            OVERFLOW,
        ),
        Misconception(
            "whole-maximum",
            lambda Z: _share(np.exp)(Z - np.max(Z)),
            "You subtract the largest score of the whole array, so a row far below it becomes 0 "
            "divided by 0. Subtract from each row its own maximum.",
        ),
        Misconception(
            "mean-subtracted",
            lambda Z: _share(np.exp)(Z - np.mean(Z, axis=1, keepdims=True)),
            "You subtract the mean of the row; a score far above the mean still overflows. Which "
            "constant makes every exponent at most 0?",
        ),
        Misconception(
            "minimum-subtracted",
            lambda Z: _share(np.exp)(Z - np.min(Z, axis=1, keepdims=True)),
            "You subtract the minimum of the row; a score far above it still overflows. Which "
            "constant makes every exponent at most 0?",
        ),
        Misconception(
            "clipped",
            lambda Z: _share(np.exp)(np.clip(Z, -500, 500)),
            "The scores are cut off, so 1000 and 1001 become equal. Subtract a constant from the "
            "row instead.",
        ),
        Misconception(
            "nan-replaced",
            lambda Z: _silent(lambda: np.nan_to_num(_share(np.exp)(Z))),
            "You replace nan by a number, which hides the overflow: the row does not sum to 1. "
            "Avoid the overflow instead.",
        ),
        Misconception(
            "integers-cut",
            _of_integers,
            "For whole numbers the probabilities are cut to 0: an array made in the type of Z "
            "holds integers.",
        ),
    ),
)


def _silent(compute: Callable[[], Any]) -> Any:
    with np.errstate(all="ignore"):
        return compute()


def _jacobian_cases(rng: Rng) -> list[Case]:
    far = np.array([1000.0, 999.0, 0.0])
    return [
        Case((np.array([1.0, 2.0, 3.0]),), "z = [1, 2, 3]", "hand"),
        Case((np.array([0.0, 0.0]),), "z = [0, 0]", "isolated"),
        Case((rng.normal(0, 1, 4),), "4 random scores", "random"),
        Case((rng.normal(0, 2, 5),), "5 random scores", "random"),
        Case((far,), "z = [1000, 999, 0]", "extreme", hint=OVERFLOW),
        Case((-far,), "z = [-1000, -999, 0]", "extreme", hint=OVERFLOW),
        Case((np.array([0, 2, -1]),), "whole numbers z = [0, 2, -1]", "integer"),
        Case((rng.normal(0, 1, 4).astype(np.float32),), "scores of type float32", "float32"),
        Case((np.array([0.7]),), "one class", "one"),
    ]


def _of_p(wrong: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda z: wrong(softmax(z))


def _naive_jacobian(z: Any) -> Any:
    p = np.exp(z) / np.sum(np.exp(z))
    return np.diag(p) - np.outer(p, p)


def _integer_jacobian(z: Any) -> Any:
    out = np.zeros((len(z), len(z)), dtype=np.asarray(z).dtype)
    out[...] = nnkit.softmax_jacobian(z)
    return out


def _rows_sum_to_zero(fn: Any, rng: Rng) -> bool:
    return bool(np.allclose(np.sum(fn(rng.normal(0, 1, 5)), axis=1), 0))


ONE_INDEX = (
    "Off the diagonal the entry is minus p_i times p_j, two different probabilities. You use the "
    "same one twice: see `np.outer`."
)

SOFTMAX_JACOBIAN = Spec(
    name="softmax_jacobian",
    reference=nnkit.softmax_jacobian,
    cases=_jacobian_cases,
    returns="an array (K, K); entry (i, j) is the slope of p_i in z_j",
    points=2,
    unit=UNIT,
    signature="softmax_jacobian(z)",
    properties=(Property("rows", "every row sums to 0", _rows_sum_to_zero),),
    misconceptions=(
        Misconception(
            "sigmoid",
            lambda z: np.diag(sigmoid(z)) - np.outer(sigmoid(z), sigmoid(z)),
            "You use the sigmoid for p. It is softmax, where all p together are 1.",
        ),
        Misconception(
            "softmax-twice",
            lambda z: _of_p(lambda p: np.diag(p) - np.outer(p, p))(softmax(z)),
            "Softmax is applied twice. The argument is z: one softmax gives p.",
        ),
        Misconception(
            "products-with-z",
            lambda z: _of_p(lambda p: np.diag(p) - np.outer(p, z))(z),
            "The products are p_i z_j. Both factors are probabilities.",
        ),
        Misconception(
            "products-twice",
            _of_p(lambda p: np.diag(p) - 2 * np.outer(p, p)),
            "The products p_i p_j are subtracted twice. Once is right, on the diagonal and off it.",
        ),
        Misconception(
            "one-minus-p",
            _of_p(lambda p: np.diag(1 - p) - np.outer(p, p)),
            "Your diagonal begins with 1 - p_i. It is p_i (1 - p_i), that is p_i - p_i².",
        ),
        Misconception(
            "lower-half",
            _of_p(lambda p: np.tril(np.diag(p) - np.outer(p, p))),
            "Only the lower half is filled: the inner loop must reach every j.",
        ),
        Misconception(
            "upper-half",
            _of_p(lambda p: np.triu(np.diag(p) - np.outer(p, p))),
            "Only the upper half is filled: the inner loop must reach every j.",
        ),
        Misconception(
            "diagonal-only",
            _of_p(lambda p: np.diag(p * (1 - p))),
            "The diagonal is right, but the rest is 0 as if softmax were elementwise; see erratum "
            "E29. Every score moves every probability.",
            "002 lines 148-152, erratum E29",
        ),
        Misconception(
            "vector",
            _of_p(lambda p: p * (1 - p)),
            "You return the diagonal only, as a vector. A slope exists for every pair of a "
            "probability and a score.",
        ),
        Misconception(
            "sigmoid-slopes",
            lambda z: np.diag(nnkit.sigmoid_prime(z)),
            "These are slopes of the sigmoid. Here p is a softmax, and every score moves every "
            "probability.",
        ),
        Misconception(
            "plus",
            _of_p(lambda p: np.diag(p) + np.outer(p, p)),
            "The products are added. When one score grows, the other probabilities fall: look at "
            "the sign.",
        ),
        Misconception(
            "positive-off-diagonal",
            _of_p(lambda p: np.abs(np.diag(p) - np.outer(p, p))),
            "The entries off the diagonal should be negative: when one score grows, the other "
            "probabilities fall.",
        ),
        Misconception(
            "diagonal-twice",
            _of_p(lambda p: np.diag(p * (1 - p)) - np.outer(p, p)),
            "The square p_i² is subtracted twice on the diagonal: p_i (1 - p_i) holds it already.",
        ),
        Misconception(
            "no-diagonal",
            _of_p(lambda p: -np.outer(p, p)),
            "The diagonal lacks a term: the slope of p_i in its own score is p_i (1 - p_i).",
        ),
        Misconception(
            "zero-diagonal",
            _of_p(lambda p: np.diag(p**2) - np.outer(p, p)),
            "Your diagonal is 0. A probability does depend on its own score.",
        ),
        Misconception(
            "products",
            _of_p(lambda p: np.outer(p, p)),
            "These are the products p_i p_j only. Look at the two cases i = j and i ≠ j.",
        ),
        Misconception(
            "diagonal-p",
            _of_p(np.diag),
            "This is diag(p). The products p_i p_j are missing.",
        ),
        Misconception(
            "identity-minus",
            _of_p(lambda p: np.eye(p.size) - np.outer(p, p)),
            "The diagonal begins with 1 instead of p_i.",
        ),
        Misconception(
            "of-the-logarithm",
            _of_p(lambda p: np.eye(p.size) - p),
            "This is the Jacobian of log p. For p itself a factor p_i is missing in row i.",
        ),
        Misconception(
            "takes-z-for-p",
            lambda z: np.diag(z) - np.outer(z, z),
            "You use the scores as if they were probabilities. First compute p = softmax(z).",
        ),
        Misconception(
            "p-one-minus-p",
            _of_p(lambda p: np.outer(p, 1 - p)),
            "Every entry is p_i (1 - p_j). That holds on the diagonal only; elsewhere the 1 is 0.",
        ),
        Misconception(
            "inner-product",
            _of_p(lambda p: np.diag(p) - p @ p),
            "`p @ p` of two vectors is one number, subtracted everywhere. Needed is the table of "
            "all products: see `np.outer`.",
        ),
        Misconception(
            "minus-p",
            _of_p(lambda p: np.diag(p) - p),
            "You subtract p itself. Off the diagonal the entry is minus p_i times p_j.",
        ),
        Misconception(
            "squares",
            _of_p(lambda p: np.diag(p) - p * p),
            ONE_INDEX,
        ),
        Misconception(
            "squares-of-rows",
            _of_p(lambda p: np.diag(p) - (p * p)[:, None]),
            ONE_INDEX,
        ),
        Misconception(
            "not-negated-elsewhere",
            _of_p(lambda p: np.outer(p, p) - np.diag(p)),
            "All signs are reversed: a probability grows with its own score.",
        ),
        Misconception(
            "probabilities",
            softmax,
            "You return the probabilities. Asked are their slopes, a K×K array.",
        ),
        *rounded(nnkit.softmax_jacobian),
        Misconception("overflow", _naive_jacobian, OVERFLOW),
        Misconception(
            "integers-cut",
            _integer_jacobian,
            "For whole numbers the slopes are cut to 0: an array made in the type of z holds "
            "integers.",
        ),
    ),
)
