"""The 1-1-1-1 chain once more: a test to write."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given.nets import NOTES, Bent, chain_as_lists, measured_chain
from nnkit.grading.units.written_tests import WRITTEN, right_ones, wrong_ones

PLACE = "Try another place than the one of the lecture, too."
BACK = "Compare the derivatives of layers 1 and 2 with measured ones."
WRONG_CHAINS: list[tuple[Function, str]] = [
    (Bent("chain, own cost"), BACK),
    (Bent("chain, no weight"), BACK),
    (Bent("chain, no first slope"), BACK),
    (Bent("chain, own activation"), "Compare dw, not only db."),
    (Bent("chain, weight"), "Compare db, not only dw."),
    (Bent("chain, target first"), "Compare signs, too."),
    (Bent("chain, no 2"), "Compare sizes, not only signs."),
    (Bent("chain, target 1"), PLACE),
    (Bent("chain at the lecture's x"), PLACE),
    (Bent("chain of the lecture"), PLACE),
    (Bent("chain, own activation in the middle"), "Compare every layer."),
    (Bent("chain, too large"), "Every number is off by one hundredth: is your tolerance too wide?"),
]
PLACES = [NOTES, (-1.3, 0.2, np.array([0.9, 1.2, -0.7]), np.array([-0.4, 0.3, 0.6]))]


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *right_ones([nnkit.grads_chain, measured_chain, chain_as_lists]),
        *wrong_ones(WRONG_CHAINS),
    ]


def slopes_at(f, places):
    """The slopes that f gives: an array of shape (places, 2, 3)."""
    return np.array([f(*place) for place in places], dtype=float)


@exercise(_check_cases, **WRITTEN)
def check_chain(f):
    """
    return True
    # Everything passes. A test is worth something only if it can fail: does yours compare numbers,
    # and with a small tolerance?
    return False
    # Your test rejects every right implementation. Print its slopes beside yours: do the last
    # digits differ (`np.allclose`), or all by a factor (the nudged places are 2h apart)?
    places = PLACES[:1]
    # Some wrong programs pass that are right at a place or two by chance. Try another x, y, w and
    # b, with numbers that all differ.
    return bool(np.allclose(got[:, 0], want[:, 0], rtol=1e-5, atol=1e-9))
    # Wrong derivatives of the biases pass. Compare db, too.
    return bool(np.allclose(got[:, 1], want[:, 1], rtol=1e-5, atol=1e-9))
    # Wrong derivatives of the weights pass. Compare dw, too.
    return bool(np.allclose(got[..., 2], want[..., 2], rtol=1e-5, atol=1e-9))
    # An f that is wrong in front of the last layer passes. Compare all six numbers.
    return bool(np.allclose(got[..., 0], want[..., 0], rtol=1e-5, atol=1e-9))
    # An f that is wrong behind the first layer passes. Compare all six numbers.
    return bool(np.all(np.sign(got) == np.sign(want)))
    # Whatever has the right signs passes. Compare the numbers.
    return bool(np.allclose(np.abs(got), np.abs(want), rtol=1e-5, atol=1e-9))
    # Wrong signs pass. A gradient with the wrong sign goes uphill.
    return bool(np.allclose(got, want, rtol=0.05))
    # Numbers off by one hundredth pass: is your tolerance too wide? Central differences are right
    # to about nine digits.
    return bool(np.allclose(got, want, atol=0.1))
    # Nearly everything passes. Slopes here can be 0.01: is your tolerance larger? Allow about 1e-7.
    return bool(np.array_equal(got, slopes_at(nnkit.grads_chain, places)))
    # You ask for the same digits to the last. Measured and computed numbers differ a little: use
    # `np.allclose`.
    places = [(1.0, 0.0, np.zeros(3), np.zeros(3))]
    # Most of what is wrong passes, as it does where weights are 0, and with them the slopes. Take
    # weights, biases and x that all differ.
    places = [(1.0, 1.0, np.ones(3), np.ones(3))]
    # A factor too many or too few, or another layer's weight, passes, as it does where all numbers
    # are 1. Take numbers that all differ.
    """
    places = PLACES  # the places
    got = slopes_at(f, places)  # the slopes of f
    want = slopes_at(measured_chain, places)  # the measured slopes
    return bool(np.allclose(got, want, rtol=1e-5, atol=1e-9))
