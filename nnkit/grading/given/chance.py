"""What judges answers of chance: by what is the same for every right use of the generator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.given.judging import of_any_value

MANY = 2000  # so many numbers tell their spread and their form
INSIDE = 0.6827  # the share of a normal distribution within its standard deviation


@dataclass(frozen=True)
class NormalStart:
    """The start of a layer: W normal around 0 with this spread, b zero.

    Of n weights, the logarithm of the spread has the standard deviation 1/√(2n), the mean divided
    by the spread 1/√n, the share within one spread at most 0.47/√n. Refused is what is more than
    six of these away: a right answer in three times 2 10^-9.
    """

    shape: tuple[int, int]
    spread: float
    others: tuple[float, ...] = ()
    """Spreads that others take for right: which of them it is, tells their mistake."""

    @of_any_value
    def view(self, got: Any) -> tuple[Array, Array]:
        """Of W: which spread, mean, form, whether units are alike; of b: zero or alike."""
        W, b = (np.asarray(part, dtype=float) for part in got)
        seen_b = np.array([float(np.any(b)), float(np.ptp(b) > 0), b.ndim, b.size])
        if W.size < MANY:
            return np.array([*W.shape, float(np.ptp(W) > 0)]), seen_b
        alike = W.ndim != 2 or not (np.ptp(W, axis=0).any() and np.ptp(W, axis=1).any())
        if alike:
            return np.array([*W.shape, -99.0, float(np.ptp(W) > 0), float(np.any(W))]), seen_b
        spread, mean, inside = _measured(W)
        off = np.abs(np.log(spread / np.array([self.spread, *self.others])))
        near = off.min() < 5 / np.sqrt(2 * W.size)
        which = off.argmin() if near else 100 + np.round(5 * np.log(spread / self.spread))
        odd = np.round(10 * (inside - INSIDE))
        return np.array([*W.shape, which, np.round(2 * mean / spread), odd]), seen_b

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with (W, b), or None."""
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            return "needed two arrays, (W, b)"
        for name, part, shape in (("W", got[0], self.shape), ("b", got[1], self.shape[1:])):
            if problem := form(part, np.zeros(shape)):
                return f"`{name}`: {problem}"
        W, b = np.asarray(got[0], float), np.asarray(got[1], float)
        if np.any(b):
            return "`b` is not 0 everywhere"
        if W.size > 1 and not np.ptp(W) > 0:
            return "all weights are equal"
        return self._of_chance(W) if W.size >= MANY else None

    def _of_chance(self, W: Array) -> str | None:
        if len(np.unique(W)) < W.size / 2:
            return "weights repeat themselves: each has to be drawn by itself"
        spread, mean, inside = _measured(W)
        far = 6 / np.sqrt(W.size)
        if abs(mean) > far * spread:
            return f"the mean of the weights is {mean:.3g}, needed one near 0"
        if abs(np.log(spread / self.spread)) > far / np.sqrt(2):
            too = "small" if spread < self.spread else "large"
            return f"the standard deviation of the weights is {spread:.3g}, which is too {too}"
        odd = abs(inside - INSIDE) > 0.47 * far
        return "the weights are not normally distributed, only as wide" if odd else None


def _measured(W: Array) -> tuple[float, float, float]:
    """Spread, mean, and the share within one spread of the mean."""
    spread, mean = float(W.std()), float(W.mean())
    return spread, mean, float(np.mean(np.abs(W - mean) < spread))


@dataclass(frozen=True)
class Dealt:
    """Mini-batches: all examples of X once, each with its target, in an order of chance.

    No two rows of X are equal. Of n examples a right shuffle leaves all in their order once in n!
    times; that is asked from 20 examples on, and 20! is 2.4 10^18.
    """

    X: Array
    Y: Array
    size: int

    @of_any_value
    def view(self, got: Any) -> tuple[Array, Array, Array, Array]:
        """Sizes of the batches; how often examples come; whether pairs are kept; the order."""
        batches = [(np.asarray(Xb), np.asarray(Yb)) for Xb, Yb in got]
        each = [self._rows(Xb) for Xb, _ in batches]
        rows = np.concatenate(each)
        known = rows[rows >= 0]
        several = float(len(np.unique(known)) < len(known))
        missing = -1.0 if several else float(len(self.X) - len(known))
        targets = [len(Yb) for _, Yb in batches]
        alike = len({np.sort(r).tobytes() for r in each}) == 1 < len(batches)
        kept = all(np.array_equal(self.Y[r], Yb) for r, (_, Yb) in zip(each, batches, strict=True))
        steps = np.concatenate([np.zeros(0), *map(np.diff, each)])
        order = [float(np.all(np.diff(rows) == 1)), float(np.all(steps == 1))]
        return (
            np.array([len(batches), *sorted(len(Xb) for Xb, _ in batches)], dtype=float),
            np.array(
                [several, missing, alike, np.sum(rows < 0), *(Xb.ndim for Xb, _ in batches[:1])]
            ),
            np.array([float(kept), *sorted(targets), *(Yb.ndim for _, Yb in batches[:1])]),
            np.array(order if len(self.X) >= 20 else [0.0]),
        )

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the batches, or None."""
        if problem := _no_pairs(got):
            return problem
        batches = [(np.asarray(Xb), np.asarray(Yb)) for Xb, Yb in got]
        N, B = len(self.X), self.size
        want = [B] * (N // B) + [N % B] * (N % B > 0)
        sizes = [len(Xb) for Xb, _ in batches]
        if sorted(sizes, reverse=True) != want:
            return f"the batches hold {sizes} examples; there are {N}, at most {B} in a batch"
        rows = np.concatenate([self._rows(Xb) for Xb, _ in batches])
        if np.any(rows < 0):
            return "a batch holds a row that X does not have"
        if len(np.unique(rows)) < N:
            return "some examples come twice and some never"
        for Xb, Yb in batches:
            if np.shape(Yb) != (len(Xb), *self.Y.shape[1:]):
                return f"the targets of a batch have the shape {np.shape(Yb)}"
            if not self._pairs(Xb, Yb):
                return "examples have targets of other examples"
        if sizes != want:
            return "the smaller batch is not the last one"
        if N >= 20 and np.all(np.diff(rows) == 1):
            return "the examples stand in their old order"
        if N >= 20 and B > 1 and all(np.all(np.diff(self._rows(Xb)) == 1) for Xb, _ in batches):
            return "the same examples always stand together: shuffle examples, not batches"
        return None

    def _rows(self, Xb: Array) -> Array:
        """The row of X that each row of a batch is, or -1."""
        if Xb.shape[1:] != self.X.shape[1:]:
            return np.full(len(Xb), -1)
        same = (Xb[:, None] == self.X).all(axis=tuple(range(2, 1 + self.X.ndim)))
        return np.where(same.any(axis=1), same.argmax(axis=1), -1)

    def _pairs(self, Xb: Array, Yb: Array) -> bool:
        return bool(np.array_equal(self.Y[self._rows(Xb)], Yb))


def _no_pairs(got: Any) -> str | None:
    if not isinstance(got, (list, tuple)):
        return f"it gives a {type(got).__name__}, needed the batches one after the other"
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in got):
        return "each batch has to be a pair (Xb, Yb)"
    if not got:
        return "there is no batch"
    if any(np.ndim(part) == 0 for pair in got for part in pair):
        return "a batch holds a number in place of rows"
    return None


@dataclass(frozen=True)
class Dealer:
    """Right and wrong ways to make mini-batches, for a student's test: a list of pairs."""

    how: str

    def __call__(self, X: Any, Y: Any, batch_size: Any, seed: Any) -> Sequence[Any]:
        """Deal the examples out."""
        N, B, rng = len(X), int(batch_size), np.random.default_rng(seed)
        order = np.argsort(rng.random(N)) if self.how == "keys" else rng.permutation(N)
        others = rng.permutation(N) if self.how == "pairs" else order
        starts = np.arange(0, N, B)
        if self.how == "with replacement":
            order = others = rng.integers(0, N, N)
        if self.how == "old order":
            order = others = np.arange(N)
        if self.how == "tail":
            starts = starts[: N // B]
        if self.how == "whole batches":
            order, starts = np.arange(N), rng.permutation(starts)
            others = order
        if self.how == "first again":
            starts = 0 * starts
        if self.how == "small tail":
            starts = starts[: max(1, N // B)]
        rows = [(order[s : s + B], others[s : s + B]) for s in starts]
        if self.how == "small tail":  # what is left over goes into the last batch
            s = starts[-1]
            rows[-1] = order[s:], others[s:]
        if self.how == "sorted":
            rows = [(np.sort(a), b) for a, b in rows]
        dealt = [(np.asarray(X)[a], np.asarray(Y)[b]) for a, b in rows]
        if self.how == "lists":
            return [[Xb.tolist(), Yb.tolist()] for Xb, Yb in dealt]
        if self.how == "one label":
            return [(Xb, Yb[:1]) for Xb, Yb in dealt]
        return dealt
