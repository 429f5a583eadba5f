"""Handwritten digits for an exercise, and how many of them a network reads right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit import data
from nnkit.grading.exercise.compare import Array, Made, form, listed
from nnkit.network import forward

SIZES = (784, 16), (16, 16), (16, 10)
ALL, NONE = 0.87, 0.5  # so many digits read right are worth all points, and no point
LITTLE = 0.25  # fewer are what guesses are


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


INKS: dict[str, Callable[[Array], Array]] = {
    "from 0 to 255": lambda X: 255 * X,
    "from -1 to 1": lambda X: 2 * X - 1,
    "with ink 0 and paper 1": lambda X: 1 - X,
    "without the mean of each pixel": lambda X: X - X.mean(axis=0),
    "standardised": lambda X: (X - X.mean()) / X.std(),
    "standardised pixel by pixel": lambda X: (
        (X - X.mean(axis=0)) / (X.std(axis=0) + (X.std(0) < 1e-9))
    ),
}
SAID = {
    "not-finite": "A number has become too large for a float. Make shorter steps.",
    "start-alike": "The units of a hidden layer all have the same weights. Units that start alike "
    "stay alike for ever: draw the start values.",
    "not-trained": "All biases are still 0: no step has been made, or what it gave is not "
    "returned. Does the loop run, and are the new W and b kept?",
    "biases-stay": "All biases are still 0. Each of them takes a step, too, and has to be "
    "returned.",
    "layers-stay": "Nothing but 0 stands in {}: not every layer learns. Each W and each b takes a "
    "step.",
    "other-order": "The network tells the digits apart, but its outputs stand in another order "
    "than the columns of Y. Train with Y as it is given.",
    "uphill": "All outputs are near 1, whatever the picture: the steps go uphill. The gradient "
    "points to where the cost grows.",
    "other-inputs": "The network reads many more digits when the pixels are {}: it was trained on "
    "other inputs than it is given. They come as in X, from 0 to 1.",
    "other-activation": "The network reads many more digits when its hidden units are {}. It is "
    "used with sigmoids in all layers: train it with these.",
    "part-of-X": "The network reads the {} examples of X far better than all others: it has "
    "learned from a part of X only. Every example comes once in each pass.",
    "stuck": "Hidden units are stuck at 0 or 1, whatever the picture. The start values are too "
    "wide, or the steps too long: is the gradient the mean over the batch?",
    "flat": "Each output is near 0.1, whatever the picture: the network knows only how often a "
    "digit comes. Do X and Y stay together when they are shuffled? If so, make longer or more "
    "steps.",
    "hardly-begun": "The outputs are hardly other ones than at the start. Make longer steps, or "
    "more.",
    "guesses": "The network reads no more digits right than one who guesses. Compare your gradient "
    "with measured slopes, and look whether the loss falls.",
    "saturated": "Most of the first hidden units are near 0 or 1, where a sigmoid hardly learns. "
    "Start with narrower weights, or make shorter steps.",
    "not-enough": "The network has learned something, but not enough. Look at the loss after each "
    "pass: if it still falls, make more passes or longer steps; if it jumps, make shorter ones.",
}
"""What is told of a network that reads too little, by what it does."""


def outputs(params: Any, X: Array, act: str = "sigmoid") -> list[Array]:
    """The activations of all layers, with `act` in the hidden ones."""
    with np.errstate(all="ignore"):
        return forward(X, params, [act, act, "sigmoid"])[1][1:]


def read_right(params: Any, X: Array, labels: Array, act: str = "sigmoid") -> float:
    """The share of pictures that are read right."""
    return float(np.mean(outputs(params, X, act)[-1].argmax(axis=1) == labels))


def found_at_start(params: Any) -> tuple[str, str] | None:
    """What the weights alone tell: what was never moved."""
    if any(np.ptp(W, axis=1).max() < 1e-9 for W, _ in params[:2]):
        return "start-alike", ""
    still = [f"b{k}" for k, (_, b) in enumerate(params, start=1) if not np.any(b)]
    return ("layers-stay", listed(still)) if 0 < len(still) < 3 else None


def found_elsewhere(params: Any, X: Array, labels: Array, right: float) -> tuple[str, str] | None:
    """What is told by other pictures and other units with which more is read."""
    for name, ink in INKS.items():
        if read_right(params, ink(X), labels) > max(0.8, right + 0.08):
            return "other-inputs", name
    for name in ("tanh", "relu"):
        if read_right(params, X, labels, name) > max(0.5, right + 0.15):
            return "other-activation", f"`{name}`"
    return None


def found_in_training(params: Any, order: Array) -> tuple[str, str] | None:
    """What is told by the digits to train with: some of them are read far better."""
    X, labels = Pictures().made(), order[data.handwritten("train")[1]]
    read = outputs(params, X)[-1].argmax(axis=1) == labels
    for n in (32, 100, 500):
        for name, part in ((f"first {n}", read[:n]), (f"last {n}", read[-n:])):
            if part.mean() - read.mean() > 2.5 / n**0.5:
                return "part-of-X", name
    return None


@dataclass(frozen=True)
class Reads:
    """Params of a sigmoid network 784-16-16-10, judged by the share of digits it reads right."""

    digits: Callable[[], tuple[Array, Array]]
    order: Array

    def _pictures(self) -> tuple[Array, Array]:
        images, labels = self.digits()
        return images.reshape(-1, 784) / 255, self.order[labels]

    def right(self, params: Any) -> float:
        """The share of digits that the network reads right."""
        return read_right(params, *self._pictures())

    def share(self, got: Any) -> float:
        """The part of the points: in proportion between `NONE` and `ALL`."""
        if _no_network(got):
            return 0.0
        return float(np.clip((self.right(got) - NONE) / (ALL - NONE), 0, 1))

    def causes(self, got: Any) -> list[tuple[str, str]]:
        """Say why the network does not read enough, as far as it shows: a name and words."""
        if problem := _no_network(got):
            return [("not-finite", SAID["not-finite"])] if "inf or nan" in problem else []
        params = [(np.asarray(W, float), np.asarray(b, float)) for W, b in got]
        name, what = self._found(params)
        return [(name, SAID[name].format(what))]

    def _found(self, params: Any) -> tuple[str, str]:
        X, labels = self._pictures()
        *hidden, out = outputs(params, X)
        right = float(np.mean(out.argmax(axis=1) == labels))
        still = not any(np.any(b) for _, b in params)
        table = np.zeros((10, 10))
        np.add.at(table, (labels, out.argmax(axis=1)), 1)
        apart = len(set(table.argmax(axis=1))) > 8 and table.max(axis=1).sum() > 0.7 * len(X)
        if still:
            return "not-trained" if right < LITTLE else "biases-stay", ""
        if found := found_at_start(params):
            return found
        if apart and right < LITTLE:
            return "other-order", ""
        if out.min() > 0.9:
            return "uphill", ""
        others = found_elsewhere(params, X, labels, right)
        if found := others or found_in_training(params, self.order):
            return found
        ends = [float(np.mean((A < 0.02) | (A > 0.98))) for A in hidden]
        if right >= LITTLE:
            return "saturated" if ends[0] > 0.65 else "not-enough", ""
        if max(ends) > 0.8:
            return "stuck", ""
        if out.std(axis=0).mean() > 0.02:
            return "guesses", ""
        return "flat" if out.mean() < 0.15 else "hardly-begun", ""

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
