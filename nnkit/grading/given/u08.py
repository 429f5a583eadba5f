"""Unit 08: gradients of two sigmoid layers, right and bent, that a student's test gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array

Rules = dict[str, Callable[[Any], Any]]
STEPS: Rules = {
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
    "no biases": {"b1": lambda n: 0 * n.b1, "b2": lambda n: 0 * n.b2},
    "rounded targets": {"Y": lambda n: np.round(n.Y)},
    "too large": {"all": lambda n: tuple(1.01 * g for g in (n.dW1, n.db1, n.dW2, n.db2))},
}


@dataclass(frozen=True)
class Bent:
    """The gradients, with some steps bent: a name of the table above."""

    how: str

    def __call__(self, X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        """Go forward and back."""
        n = SimpleNamespace(X=X, Y=Y, W1=W1, b1=b1, W2=W2, b2=b2)
        for name, right in STEPS.items():
            setattr(n, name, BENT[self.how].get(name, right)(n))
        return n.all


def measured(X: Any, Y: Any, *params: Any) -> tuple[Array, ...]:
    """The gradients by central differences."""

    def slopes(k: int) -> Array:
        def loss(v: Array) -> float:
            now = [*params[:k], v, *params[k + 1 :]]
            return nnkit.half_sse(nnkit.forward_232(X, *now)[3], Y)

        return np.asarray(nnkit.numerical_gradient(loss, np.array(params[k], dtype=float)))

    return tuple(slopes(k) for k in range(4))


def as_lists(*arrays: Any) -> list[Any]:
    """The gradients as lists of numbers."""
    return [g.tolist() for g in nnkit.mlp_grads(*arrays)]
