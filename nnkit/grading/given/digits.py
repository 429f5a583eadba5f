"""Handwritten digits for an exercise, and how many of them a network reads right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit import data
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array, Made, form

SIZES = (784, 16), (16, 16), (16, 10)
ALL, NONE = 0.87, 0.5  # so many digits read right are worth all points, and no point


@dataclass(frozen=True)
class Pictures(Made):
    """The inputs (6500, 784) of the digits to train with."""

    def made(self) -> Array:
        """Read them."""
        return data.handwritten("train")[0].reshape(-1, 784) / 255


@dataclass(frozen=True)
class Targets(Made):
    """Their targets (6500, 10), digit k in column `order[k]`."""

    order: Array

    def made(self) -> Array:
        """Read them."""
        return np.eye(10)[self.order[data.handwritten("train")[1]]]


@dataclass(frozen=True)
class Reads:
    """Params of a sigmoid network 784-16-16-10, judged by the share of digits it reads right."""

    digits: Callable[[], tuple[Array, Array]]
    order: Array

    def right(self, params: Any) -> float:
        """The share of digits that the network reads right."""
        images, labels = self.digits()
        A = images.reshape(-1, 784) / 255
        for W, b in params:
            with np.errstate(all="ignore"):
                A = sigmoid(A @ np.asarray(W, float) + np.asarray(b, float))
        return float(np.mean(A.argmax(axis=1) == self.order[labels]))

    def share(self, got: Any) -> float:
        """The part of the points: in proportion between `NONE` and `ALL`."""
        if _no_network(got):
            return 0.0
        return float(np.clip((self.right(got) - NONE) / (ALL - NONE), 0, 1))

    def view(self, got: Any) -> Any:
        """What kind of answer it is: no network, guesses, has learned a little, or enough."""
        if problem := _no_network(got):
            return [problem, 1.0]
        return np.array(float(np.digitize(self.right(got), [0.25, ALL])) + 1)

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the network, or None."""
        if problem := _no_network(got):
            return problem
        right, count = self.right(got), len(self.digits()[1])
        if right >= ALL:
            return None
        return (
            f"it reads {right:.1%} of {count} digits right that it has not seen, not yet {ALL:.0%}"
        )


def _no_network(got: Any) -> str | None:
    if not isinstance(got, (list, tuple)) or len(got) != len(SIZES):
        return "it does not return params: a list of three pairs (W, b)"
    for k, (layer, shape) in enumerate(zip(got, SIZES, strict=True), start=1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            return f"layer {k} is no pair (W, b)"
        for name, part, needed in (("W", layer[0], shape), ("b", layer[1], shape[1:])):
            if problem := form(part, np.zeros(needed)):
                return f"`{name}{k}`: {problem}"
            if not np.isfinite(np.asarray(part)).all():
                return f"`{name}{k}` holds inf or nan"
    return None


@dataclass(frozen=True)
class Counter:
    """Right and wrong confusion matrices, for a student's test."""

    how: str

    def __call__(self, P: Any, labels: Any, K: Any) -> Any:
        """Count."""
        P, labels = np.asarray(P, float), np.asarray(labels, int)
        read = P.argmax(axis=1)
        if self.how == "other axis":
            read = np.resize(P.argmax(axis=0) % K, len(labels))
        read = labels if self.how == "labels only" else read
        sure = P.max(axis=1) >= 0.5 if self.how == "sure ones" else np.full(len(P), True)
        if self.how == "right ones":
            sure = read == labels
        pairs = (read, labels) if self.how == "transposed" else (labels, read)
        counts = np.zeros((K, K), int)
        if self.how == "loop":
            for row, column in zip(*pairs, strict=True):
                counts[row, column] += 1
        else:
            np.add.at(counts, (pairs[0][sure], pairs[1][sure]), 1)
        if self.how == "shares":
            return counts / len(labels)
        if self.how == "at most one":
            return np.minimum(counts, 1)
        if self.how == "fewer classes":
            there = np.unique(np.append(labels, read))
            return counts[np.ix_(there, there)]
        return counts.tolist() if self.how == "lists" else counts
