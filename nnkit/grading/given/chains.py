"""The slopes of the 1-1-1-1 chain, right and wrong: what a test written by a student gets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid

NOTES: tuple[Any, ...] = (0.7, 1.0, np.array([0.6, -1.1, 0.9]), np.array([0.1, 0.2, -0.3]))
"""The chain of the lecture: x, y, w, b."""
FIRST = {
    "right": lambda n, k: 2 * (n.a[3] - n.y) * n.s[3],
    "target first": lambda n, k: 2 * (n.y - n.a[3]) * n.s[3],
    "no 2": lambda n, k: (n.a[3] - n.y) * n.s[3],
    "target 1": lambda n, k: 2 * (n.a[3] - 1) * n.s[3],
}
BACK = {
    "right": lambda n, k: n.e[k + 1] * n.w[k + 1] * n.s[k],
    "own cost": lambda n, k: 2 * (n.a[k] - n.y) * n.s[k],
    "no weight": lambda n, k: n.e[k + 1] * n.s[k],
    "no first slope": lambda n, k: n.e[k + 1] * n.w[k + 1] * (n.s[k] if k == 2 else 1),
}
DW = {
    "right": lambda n, k: n.e[k] * n.a[k - 1],
    "own activation": lambda n, k: n.e[k] * n.a[k],
    "own activation in the middle": lambda n, k: n.e[k] * n.a[2 if k == 2 else k - 1],
}
DB = {"right": lambda n, k: n.e[k], "weight": lambda n, k: n.e[k] * n.w[k]}


def sweep(
    x: Any,
    y: Any,
    w: Any,
    b: Any,
    first: Any = "right",
    back: Any = "right",
    dw: Any = "right",
    db: Any = "right",
) -> Any:
    """Go forward and back through the chain by these rules; layers count from 1.

    A rule is a name of the table above, or a function of the numbers so far: n.w, n.b, n.a,
    n.s (slopes), n.e (errors), and of the layer.
    """
    n = SimpleNamespace(x=x, y=y, w=[0, *w], b=[0, *b], a=[x], s=[1.0], e=[0.0] * 4)
    for k in (1, 2, 3):
        n.a.append(sigmoid(n.w[k] * n.a[-1] + n.b[k]))
        n.s.append(n.a[k] * (1 - n.a[k]))
    n.e[3] = FIRST.get(first, first)(n, 3)
    for k in (2, 1):
        n.e[k] = BACK.get(back, back)(n, k)
    layers = (1, 2, 3)
    return (
        np.array([DW.get(dw, dw)(n, k) for k in layers]),
        np.array([DB.get(db, db)(n, k) for k in layers]),
    )


def measured(x: Any, y: Any, w: Any, b: Any) -> Any:
    """The slopes by central differences."""
    theta, h = np.array([*w, *b], dtype=float), 1e-5

    def cost(t: Any) -> Any:
        a1 = sigmoid(t[0] * x + t[3])
        a2 = sigmoid(t[1] * a1 + t[4])
        return (sigmoid(t[2] * a2 + t[5]) - y) ** 2

    slopes = [(cost(theta + h * e) - cost(theta - h * e)) / (2 * h) for e in np.eye(6)]
    return np.array(slopes[:3]), np.array(slopes[3:])


def as_lists(x: Any, y: Any, w: Any, b: Any) -> Any:
    """The slopes as lists of numbers."""
    dw, db = nnkit.grads_chain(x, y, w, b)
    return [float(v) for v in dw], [float(v) for v in db]


def of_the_lecture(x: Any, y: Any, w: Any, b: Any) -> Any:
    """The slopes for the weights and biases of the lecture."""
    return nnkit.grads_chain(x, y, NOTES[2], NOTES[3])


def at_the_lectures_x(x: Any, y: Any, w: Any, b: Any) -> Any:
    """The slopes for the input of the lecture."""
    return nnkit.grads_chain(NOTES[0], y, w, b)


def too_large(x: Any, y: Any, w: Any, b: Any) -> Any:
    """The slopes, one hundredth too large."""
    dw, db = nnkit.grads_chain(x, y, w, b)
    return 1.01 * dw, 1.01 * db
