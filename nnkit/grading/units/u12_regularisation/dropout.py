"""Dropout: judged by the numbers in its mask, not by which entries it switches off.

A random case has 100×80 entries and p between 0.3 and 0.6. A right answer is rejected where
- the share of zeros is more than 0.045 from p (8 standard deviations): at most 1.7e-14, by
  Hoeffding's bound 2 exp(-2 · 8000 · 0.045²);
- a column of 100 or a row of 80 entries is all off or all kept: at most 1e-10, from
  80 · 2 · 0.7^100 + 100 · 2 · 0.7^80;
- two tables of p = 0.4 agree: 0.52^8000.
A check draws at most 15 tables: it rejects a right answer with a chance below 2e-9.
"""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.masks import Dropped
from nnkit.grading.units.drawing import from_rng


def dropout_case(rng: Rng, p: float, rung: str = "random") -> Case:
    """Draw a table of no zeros, of which about the share p is to be switched off."""
    A = rng.choice([-2.0, -1.0, 1.0, 3.0], (100, 80))
    args = A, p, np.random.default_rng(rng.integers(2**32))
    return Case(args, f"100×80 activations, p_drop = {p}", rung, test=Dropped(A, p))


def still(rng: Rng, A: Array, p: float, train: bool = False, rung: str = "random") -> Case:
    """Make a case in which nothing is dropped."""
    args = A, p, np.random.default_rng(rng.integers(2**32)), train
    return Case(args, f"train={train}, p_drop = {p}", rung, test=Dropped(A, 0.0))


def _cases(rng: Rng) -> list[Case]:
    A, small = np.arange(1.0, 41).reshape(10, 4), rng.normal(2, 0.5, (1, 3))
    args = small, 0.5, np.random.default_rng(rng.integers(2**32))
    return [
        still(rng, A, 0.5, rung="hand"),
        *(dropout_case(rng, p) for p in (0.3, 0.6, 0.4)),
        still(rng, -A, 0.4),
        still(rng, A, 0.0, True, "extreme"),
        Case(args, "one example", "one", test=Dropped(small, 0.5)),
        still(rng, A.astype(int), 0.5, rung="integer"),
    ]


ASKED = "two arrays of the shape of A: (out, mask)"


@exercise(_cases, ASKED, points=3, properties=from_rng("zeros", "mask"))
def dropout_forward(A, p_drop, rng, train=True):
    """
    factor = 1.0
    # What is kept is not made larger, so the mean falls. By which factor must it grow?
    out = A * keep if train else A
    # `out` lacks the factor that keeps the mean; `mask` has it. out is A times mask.
    mask = keep * 1.0 if train else np.ones(A.shape)
    out = A * mask * factor if train else A
    # `out` is right, but `mask` holds 0 and 1. The factor belongs into it, for the way back.
    keep = u < p_drop
    # You keep with probability p_drop. That is the probability to be switched off.
    keep = u < p_drop
    factor = 1 / p_drop
    # You take p_drop as the probability to be kept. It is the one to be switched off.
    keep = u >= 0.5  # One half is switched off, whatever p_drop is.
    u = rng.normal(size=A.shape)
    # The share that is switched off is neither p_drop nor the rest. `rng.random` gives numbers
    # between 0 and 1, all alike: so many of them are below p_drop.
    u = rng.random(A.shape[1]) * np.ones(A.shape)
    # All examples lose the same units: the numbers of chance need the shape of A.
    u = rng.random((len(A), 1)) * np.ones(A.shape)
    # An example loses all of its units or none: the numbers of chance need the shape of A.
    train = True  # You drop when not training, too. At test time every unit works.
    mask = keep * factor if train else factor * np.ones(A.shape)
    # At test time nothing is dropped, so nothing has to grow: the mask is 1 everywhere.
    out = A * mask if train else A * (1 - p_drop)
    or
    mask = keep * factor if train else (1 - p_drop) * np.ones(A.shape)
    # At test time you multiply by 1 - p_drop. The factor of training has done that already.
    factor = 1.0
    out = A * mask if train else A * (1 - p_drop)
    or
    mask = keep * 1.0 if train else (1 - p_drop) * np.ones(A.shape)
    # This is dropout with its factor at test time. Here the factor belongs to training.
    """
    u = rng.random(A.shape)  # a number of chance for each entry
    keep = u >= p_drop  # what is kept
    # What is kept grows, so that the mean stays what it was.
    factor = 1 / (1 - p_drop)  # the factor of what is kept
    mask = keep * factor if train else np.ones(A.shape)  # mask
    out = A * mask  # out
    return out, mask
