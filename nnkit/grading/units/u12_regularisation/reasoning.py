"""The way back through batch norm line by line, a test of it to write, and lines to correct."""

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Rng
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.drawing import arrays, by_hand, drawn
from nnkit.grading.units.u12_regularisation.norm import BATCH
from nnkit.grading.units.written_tests import USUAL, WRITTEN, same, tests_of

STEPS = (
    "add the three ways: the direct one, the one through v and the one through m",
    "put what it stands for in place of dm",
    "put what it stands for in place of dv",
    "put H in place of D / s",
)


def column(rng: Rng, n: int, *given: Any) -> tuple[Any, ...]:
    """Draw (dH, D, s, dv, dm, H) of one column of n examples; dH, D and s may be given."""
    D = rng.normal(0, 1.5, n)
    drawn = rng.normal(0.5, 1, n), D - D.mean(), float(np.sqrt(D.var() + 0.3))
    dH, D, s = given or drawn
    return dH, D, s, -0.5 * np.sum(dH * D) / s**3, -np.sum(dH) / s, D / s


HAND = 2, np.array([2.0, 0.0]), np.array([1.0, -1.0]), 1.0


@derived(STEPS, column, "{} examples", HAND, (4,), each="each an array of the shape of D", points=4)
def derive_batchnorm(dH, D, s, dv, dm, H):
    """
    line_1 = dH / s + dv * D + dm / len(D)
    # In line 1 the slope of v in x is not right: v is the *mean* of D², and D² has the slope 2 D.
    line_3 = dH / s - D * np.mean(dH * D) / s - np.mean(dH) / s
    # In line 3 the slope of 1/s in v is not right. 1/s is v + eps to the power -1/2.
    """
    direct = dH / s  # the direct way
    by_v = 2 * dv * D / len(D)  # the way through v
    line_1 = direct + by_v + dm / len(D)  # line 1
    by_m = -np.mean(dH) / s  # the way through m
    line_2 = direct + by_v + by_m  # line 2
    line_3 = direct - D * np.mean(dH * D) / s**3 + by_m  # line 3
    line_4 = (dH - np.mean(dH) - H * np.mean(dH * H)) / s  # line 4
    return line_1, line_2, line_3, line_4


WRONG = {
    "Try columns of quite different sizes.": "one variance",
    "Try more columns than one.": "by examples",
    "Compare with the mean of the squares: N below, not N - 1.": "N - 1",
    "Try an eps that counts, such as 0.5.": "eps behind",
    "Compare in training, with running values far from the batch.": "running in training",
    "Compare what happens with train=False, too.": "batch at test time, moves at test time",
    "Compare new_mean and new_var, too.": "shares exchanged, mean stays, variance stays",
    "Try a beta that is not 0.": "no shift",
    "Try a gamma that is not 1.": "no scale",
}
PRINTED = "ab ab bias:b bias:b nb soft:nb b wide:nb"  # W, dW, b, db, dout, mask, running_mean, X
RATES = 0.1, 0.5, 0.9  # lr, lam, momentum
PLACES: list[Any] = [
    arrays(np.random.default_rng(8), BATCH, 5, 3, train, 0.9, 0.5) for train in (True, False)
]


@exercise(tests_of("batchnorm", WRONG), mistakes=USUAL, **WRITTEN)
def check_batchnorm(f):
    """
    same = lambda got, want: np.allclose(got[0], want[0], 1e-6)
    # An f that is wrong in the other results passes. Compare all three.
    PLACES = PLACES[:1]  # An f that is wrong with train=False passes: try it, too.
    PLACES = PLACES[1:]  # An f that is wrong with train=True passes: try it, too.
    """
    pairs = [(f(*p), nnkit.batchnorm_forward(*p)) for p in PLACES]  # the results to compare
    return all(same(got, want) for got, want in pairs)


@exercise(
    by_hand(
        [[2.0]], [[1.0]], [3.0], [1.0], [[1.0], [4]], [[2.0], [0]], [10.0], [[1.0], [3]], *RATES
    ),
    drawn(PRINTED, "{2} examples", (3, 2, 4, *RATES), (3, 2, 2, *RATES)),
    **lettered("ABCD", ", each an array"),
    points=3,
)
def corrected_regularisers(W, dW, b, db, dout, mask, running_mean, X, lr, lam, momentum):
    """
    B = b - lr * (db + lam * b)
    # Line B is still as printed: the bias pays the penalty. It bends nothing, so it goes free.
    C = dout * (mask > 0)
    # Line C is still as printed. What was kept was made larger, and so is its slope.
    D = (1 - momentum) * running_mean + momentum * X.mean(axis=0)
    # Line D is still as printed: this running mean forgets nearly everything at each batch.
    """
    # It was right as printed.
    A = (1 - lr * lam) * W - lr * dW  # line A
    B = b - lr * db  # line B
    C = dout * mask  # line C
    D = momentum * running_mean + (1 - momentum) * X.mean(axis=0)  # line D
    return A, B, C, D
