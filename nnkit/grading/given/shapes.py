"""What judges networks by what they do: the folded tent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array, form
from nnkit.grading.given.judging import of_any_value


@dataclass(frozen=True)
class Tent:
    """A relu network with `count` parameters and an identity output, equal to the wanted values."""

    x: Array
    wanted: Array
    count: int

    @of_any_value
    def view(self, params: Any) -> tuple[Array, Array]:
        """Its values, and how many parameters it has."""
        sizes = [np.size(W) + np.size(b) for W, b in params]
        return self._values(params), np.array([len(sizes), sum(sizes)], dtype=float)

    def _values(self, params: Any) -> Array:
        A = self.x[:, None]
        for k, (W, b) in enumerate(params, start=1):
            A = A @ np.asarray(W, float) + np.asarray(b, float)
            A = np.maximum(A, 0) if k < len(params) else A
        return A[:, 0] if A.shape == (len(self.x), 1) else np.zeros(0)

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the network, or None."""
        if problem := _no_chain(got):
            return problem
        sizes = sum(np.size(W) + np.size(b) for W, b in got)
        if sizes != self.count:
            return f"the network has {sizes} parameters in {len(got)} layers"
        far = ~np.isclose(self._values(got), self.wanted, rtol=1e-7, atol=1e-9)
        if not far.any():
            return None
        others = f"and {far.sum() - 1} others of {far.size} places"
        return f"it is wrong at x = {self.x[far][0]:.4g} {others}"


def _no_chain(got: Any) -> str | None:
    if not isinstance(got, (list, tuple)) or not 0 < len(got) <= 100:
        return "it does not return params: a list of pairs (W, b)"
    width = 1
    for k, layer in enumerate(got, start=1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            return f"layer {k} is no pair (W, b)"
        W, b = layer
        if np.ndim(W) != 2 or np.size(W) > 10_000:
            return f"W of layer {k} is no table"
        shape = width, np.shape(W)[1]
        for name, part, needed in (("W", W, shape), ("b", b, shape[1:])):
            if problem := form(part, np.zeros(needed)):
                return f"`{name}` of layer {k}: {problem}"
        width = shape[1]
    return None if width == 1 else f"it has {width} outputs, needed one"


@dataclass(frozen=True)
class Permuter:
    """Right and wrong ways to give the hidden units another order, for a student's test."""

    how: str

    def __call__(self, W1: Any, b1: Any, W2: Any, perm: Any) -> Any:
        """Give the units their new places."""
        W1, b1, W2, perm = (np.asarray(v) for v in (W1, b1, W2, perm))
        back = np.argsort(perm)
        if self.how == "product":
            P = np.eye(len(perm))[perm]
            return W1 @ P.T, P @ b1, P @ W2
        first = back if self.how == "inverse" else perm
        second = back if self.how in ("inverse", "inverse W2") else perm
        if self.how == "sorted":
            first = second = np.sort(perm)[::-1]
        if self.how == "nothing":
            first = second = np.arange(len(perm))
        new_W1 = W1[perm % len(W1)][:, : len(perm)] if self.how == "rows" else W1[:, first]
        if self.how == "rows" and np.shape(new_W1) != np.shape(W1):
            new_W1 = W1[np.arange(len(W1))[::-1]]
        new_b1 = b1 if self.how == "b1" else b1[first]
        new_W2 = W2 if self.how == "W2" else W2[second]
        if self.how == "sign":
            new_W1, new_b1 = -new_W1, -new_b1
        if self.how == "lists":
            return [new_W1.tolist(), new_b1.tolist(), new_W2.tolist()]
        return new_W1, new_b1, new_W2
