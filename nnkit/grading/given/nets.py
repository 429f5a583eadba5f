"""Slopes of the 1-1-1-1 chain and of two sigmoid layers, right and bent, for a student's test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array

NOTES: tuple[Any, ...] = (0.7, 1.0, np.array([0.6, -1.1, 0.9]), np.array([0.1, 0.2, -0.3]))
"""The chain of the lecture: x, y, w, b."""
Rules = Mapping[str, Callable[[Any], Any]]
CHAIN: Rules = {
    "x": lambda n: n.x,
    "w": lambda n: n.w,
    "b": lambda n: n.b,
    "a1": lambda n: sigmoid(n.w[0] * n.x + n.b[0]),
    "a2": lambda n: sigmoid(n.w[1] * n.a1 + n.b[1]),
    "a3": lambda n: sigmoid(n.w[2] * n.a2 + n.b[2]),
    "a": lambda n: np.array([n.a1, n.a2, n.a3]),
    "s": lambda n: n.a * (1 - n.a),
    "e3": lambda n: 2 * (n.a3 - n.y) * n.s[2],
    "e2": lambda n: n.e3 * n.w[2] * n.s[1],
    "e1": lambda n: n.e2 * n.w[1] * n.s[0],
    "db": lambda n: np.array([n.e1, n.e2, n.e3]),
    "dw": lambda n: n.db * [n.x, n.a1, n.a2],
    "all": lambda n: (n.dw, n.db),
}
LAYERS: Rules = {
    "Y": lambda n: n.Y,
    "b1": lambda n: n.b1,
    "b2": lambda n: n.b2,
    "Z1": lambda n: n.X @ n.W1 + n.b1,
    "A1": lambda n: sigmoid(n.Z1),
    "A2": lambda n: sigmoid(n.A1 @ n.W2 + n.b2),
    "error": lambda n: n.A2 - n.Y,
    "slope2": lambda n: n.A2 * (1 - n.A2),
    "dZ2": lambda n: n.error * n.slope2 / len(n.X),
    "dW2": lambda n: n.A1.T @ n.dZ2,
    "db2": lambda n: n.dZ2.sum(axis=0),
    "dA1": lambda n: n.dZ2 @ n.W2.T,
    "slope1": lambda n: n.A1 * (1 - n.A1),
    "dZ1": lambda n: n.dA1 * n.slope1,
    "dW1": lambda n: n.X.T @ n.dZ1,
    "db1": lambda n: n.dZ1.sum(axis=0),
    "all": lambda n: (n.dW1, n.db1, n.dW2, n.db2),
}
BENT: dict[str, Rules] = {
    "chain, target first": {"e3": lambda n: 2 * (n.y - n.a3) * n.s[2]},
    "chain, no 2": {"e3": lambda n: (n.a3 - n.y) * n.s[2]},
    "chain, target 1": {"e3": lambda n: 2 * (n.a3 - 1) * n.s[2]},
    "chain, own cost": {
        "e2": lambda n: 2 * (n.a2 - n.y) * n.s[1],
        "e1": lambda n: 2 * (n.a1 - n.y) * n.s[0],
    },
    "chain, no weight": {
        "e2": lambda n: n.e3 * n.s[1],
        "e1": lambda n: n.e2 * n.s[0],
    },
    "chain, no first slope": {"e1": lambda n: n.e2 * n.w[1]},
    "chain, own activation": {"dw": lambda n: n.db * n.a},
    "chain, own activation in the middle": {"dw": lambda n: n.db * [n.x, n.a2, n.a2]},
    "chain, weight": {"all": lambda n: (n.dw, n.db * n.w)},
    "chain at the lecture's x": {"x": lambda n: NOTES[0]},
    "chain of the lecture": {
        "w": lambda n: NOTES[2],
        "b": lambda n: NOTES[3],
    },
    "chain, too large": {"all": lambda n: (1.01 * n.dw, 1.01 * n.db)},
    "no slope 1": {"dZ1": lambda n: n.dA1},
    "slope of a value": {"slope1": lambda n: sigmoid(n.A1) * (1 - sigmoid(n.A1))},
    "weights after the step": {"dA1": lambda n: n.dZ2 @ (n.W2 - n.dW2).T},
    "no slope 2": {"dZ2": lambda n: n.error / len(n.X)},
    "target first": {"error": lambda n: n.Y - n.A2},
    "twice": {"error": lambda n: 2 * (n.A2 - n.Y)},
    "no mean": {"dZ2": lambda n: n.error * n.slope2},
    "mean of biases": {
        "db2": lambda n: n.dZ2.mean(axis=0),
        "db1": lambda n: n.dZ1.mean(axis=0),
    },
    "mean of outputs": {"dZ2": lambda n: n.error * n.slope2 / n.Y.shape[1]},
    "one path": {"dA1": lambda n: n.dZ2[:, :1] * n.W2[:, 0]},
    "sums for values": {"dW2": lambda n: n.Z1.T @ n.dZ2},
    "second mean": {"dW1": lambda n: n.X.T @ n.dZ1 / len(n.X)},
    "no biases": {
        "b1": lambda n: 0 * n.b1,
        "b2": lambda n: 0 * n.b2,
    },
    "rounded targets": {"Y": lambda n: np.round(n.Y)},
    "too large": {"all": lambda n: tuple(1.01 * g for g in LAYERS["all"](n))},
}


@dataclass(frozen=True)
class Bent:
    """The slopes, with some steps bent: a name of the table above, or the steps."""

    how: str | Rules

    def __call__(self, *given: Any) -> Any:
        """Go forward and back."""
        chain = len(given) == 4
        names = ("x", "y", "w", "b") if chain else ("X", "Y", "W1", "b1", "W2", "b2")
        n = SimpleNamespace(**dict(zip(names, given, strict=True)))
        bent = BENT[self.how] if isinstance(self.how, str) else self.how
        for name, right in (CHAIN if chain else LAYERS).items():
            setattr(n, name, bent.get(name, right)(n))
        return n.all


def _measured(cost: Callable[..., Any], *params: Any) -> tuple[Array, ...]:
    """The slopes of ``cost(*params)`` in each of them, by central differences."""

    def alone(k: int) -> Callable[[Array], Any]:
        return lambda v: cost(*params[:k], v, *params[k + 1 :])

    arrays = (np.array(param, dtype=float) for param in params)
    return tuple(nnkit.numerical_gradient(alone(k), array) for k, array in enumerate(arrays))


def measured_chain(x: Any, y: Any, *params: Any) -> tuple[Array, ...]:
    """The slopes of the chain, measured."""

    def cost(w: Array, b: Array) -> Any:
        a1 = sigmoid(w[0] * x + b[0])
        return (sigmoid(w[2] * sigmoid(w[1] * a1 + b[1]) + b[2]) - y) ** 2

    return _measured(cost, *params)


def measured(X: Any, Y: Any, *params: Any) -> tuple[Array, ...]:
    """The gradients of two layers, measured."""
    return _measured(lambda *now: nnkit.half_sse(nnkit.forward_232(X, *now)[3], Y), *params)


def chain_as_lists(*given: Any) -> tuple[Any, ...]:
    """The slopes of the chain as lists of numbers."""
    return tuple(g.tolist() for g in nnkit.grads_chain(*given))


def as_lists(*given: Any) -> list[Any]:
    """The gradients of two layers as lists of numbers."""
    return [g.tolist() for g in nnkit.mlp_grads(*given)]
