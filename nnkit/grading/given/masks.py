"""What judges a dropout mask: its numbers and shares, not what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import form

FAR = 0.045  # from the share that is wanted, in a table of 8000 entries


@dataclass(frozen=True)
class Dropped:
    """(out, mask) of dropout on a table A without zeros."""

    A: Any
    p: float

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the two, or None."""
        if problem := self._form(got):
            return problem
        out, mask = (np.asarray(array, float) for array in got)
        held = np.unique(np.round(mask, 6))
        wanted = np.round(1 / (1 - self.p), 6)
        if not np.isin(held, [0, wanted]).all():
            some = ", ".join(f"{v:.4g}" for v in held[:4])
            return f"the mask holds {some}, needed 0 where a unit is off and {wanted:.4g} elsewhere"
        if not np.allclose(out, self.A * mask):
            return "out is not A times mask"
        return self._layout(mask == 0)

    def _form(self, got: Any) -> str | None:
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            return "it returns no pair, needed (out, mask)"
        named = zip(("out", "mask"), got, strict=True)
        problems = (
            f"{name}: {form(array, self.A)}" for name, array in named if form(array, self.A)
        )
        return next(problems, None)

    def _layout(self, off: Any) -> str | None:
        if self.p == 0 and off.any():
            return f"{off.mean():.2f} of the entries are off, needed none"
        if self.p == 0 or off.size < 8000:
            return None
        if abs(off.mean() - self.p) > FAR:
            return f"{off.mean():.2f} of the entries are off, needed about {self.p}"
        if any(np.isin(off.mean(axis=k), [0, 1]).any() for k in (0, 1)):
            return "whole rows or columns are off or kept; each entry has its own chance"
        return None

    def view(self, got: Any) -> Any:
        """The numbers in out / A and in mask, and how many are off where."""
        if self._form(got):
            return got
        out, mask = (np.asarray(array, float) for array in got)
        return tuple(self._seen(table) for table in (out / self.A, mask))

    def _seen(self, table: Any) -> Any:
        off = table == 0
        shares = np.array([self.p, 1 - self.p, 0.5, 0.0, 1.0])
        near = np.abs(shares - off.mean()) < FAR
        lines = [float((off.all(axis=k) | ~off.any(axis=k)).all()) for k in (0, 1)]
        share = shares[near][0] if near.any() and not any(lines) else -1.0
        return np.array(
            [np.min(table), np.max(table), *([share] if off.size > 999 else []), *lines]
        )
