"""What must hold of an answer, by its name, for values that were drawn before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import copied

SHIFT = np.array([[1.0], [-2.0], [0.5], [3.0]])
ZERO = np.zeros(5)
LABELS = np.array([2, 0, 1, 1])


def _one_each(f: Any, y: Any) -> bool:
    Y = np.asarray(f(y, 5), dtype=float)
    return np.allclose(Y.sum(axis=1), 1) and set(np.unique(Y)) == {0.0, 1.0}


def _consistent(f: Any, a: Any) -> bool:
    y, h = np.eye(5)[2], 1e-6
    measured = [(f(a + h * e, y)[0] - f(a - h * e, y)[0]) / (2 * h) for e in np.eye(5)]
    return np.allclose(measured, f(a, y)[1], rtol=1e-5, atol=1e-7)


def _groups_add_up(f: Any, du: Any, dg: Any) -> Any:
    parts = f(du[:2], dg[:2]) + f(du[2:], dg[2:])
    return np.isclose(f(du, dg), parts) and np.isclose(f(3 * du, dg), 3 * f(du, dg))


def _same_product(f: Any, X: Any, W: Any, b: Any) -> str | bool:
    X1, W1 = f(X, W, b)
    if np.shape(X1) != (4, 3) or np.shape(W1) != (3, 3):
        return "for X 4×2 and W 2×3 the results should be 4×3 and 3×3"
    return np.allclose(np.asarray(X1) @ np.asarray(W1), X @ W + b)


def _same_function(f: Any, W1: Any, b1: Any, W2: Any, b2: Any, X: Any) -> str | bool:
    W, b = f(W1, b1, W2, b2)
    if np.shape(W) != (2, 3) or np.shape(b) != (3,):
        return "for widths 2-4-3 the shapes should be (2, 3) and (3,)"
    return np.allclose(X @ np.asarray(W) + b, (X @ W1 + b1) @ W2 + b2)


def _same_sums(f: Any, W: Any, b: Any, x: Any) -> str | bool:
    ours = f(W.copy(), b.copy())
    if np.shape(ours[0]) != (3, 4):
        return f"for W of 4×3 the new W has the shape {np.shape(ours[0])}"
    return np.allclose(x @ np.asarray(ours[0]) + np.asarray(ours[1]), W @ x + b.ravel())


def _measured_slopes(f: Any, X: Any, y: Any, w: Any, b: Any) -> str | None:
    def cost(t: Any) -> Any:
        return nnkit.nll_logits(X @ t[:3] + t[3], y).mean()

    dw, db = f(X, y, w, b)
    got = np.append(np.asarray(dw, float), float(db))
    slope = nnkit.numerical_gradient(cost, np.append(w, b))
    far = np.abs(got - slope) > 1e-9 + 1e-6 * np.maximum(np.abs(got), np.abs(slope))
    wrong = ", ".join(np.array(["w[0]", "w[1]", "w[2]", "b"])[far])
    words = f"Nudging {wrong} changes the mean loss by another amount than your gradient says."
    return words if wrong else None


def _draws(call: Any) -> Any:
    """The generator alone decides: enough is drawn that two never draw the same."""

    def holds(f: Any, seed: int) -> str | bool:
        first, again, other = (call(f, np.random.default_rng(seed + k)) for k in (0, 0, 1))
        if not np.array_equal(first, again):
            return "the same generator gives something else the second time"
        return not np.array_equal(first, other) or "another generator gives the same"

    return holds


EXAMPLES = np.arange(30.0)
HOLDS: dict[str, Any] = {
    "f(z) + f(-z) = 1": lambda f, z: np.allclose(np.add(f(z), f(-z)), 1),
    "f(-z) = f(z)": lambda f, z: np.allclose(f(-z), f(z)),
    "f(-z) = -f(z)": lambda f, z: np.allclose(f(z), -np.asarray(f(-z))),
    "f(z) - f(-z) = z": lambda f, z: np.allclose(np.subtract(f(z), f(-z)), z),
    "f(tanh z) = tanh' z": lambda f, z: np.allclose(f(np.tanh(z)), nnkit.tanh_prime(z)),
    "losses differ by z": lambda f, z: np.allclose(np.subtract(f(z, ZERO), f(z, ZERO + 1)), z),
    "rows sum to 1": lambda f, Z: np.allclose(np.sum(f(Z), axis=1), 1),
    "rows sum to 0": lambda f, Z: np.allclose(np.sum(f(Z), axis=1), 0),
    "f(Z + c) = f(Z)": lambda f, Z: np.allclose(f(Z + SHIFT), f(Z)),
    "loss(Z + c) = loss(Z)": lambda f, Z: np.allclose(f(Z + SHIFT, LABELS), f(Z, LABELS)),
    "p = 1/2 costs log 2": lambda f, y: np.allclose(f(0.5 + 0 * y, y), np.log(2), rtol=1e-4),
    "P = 1/K costs log K": lambda f, Y: np.isclose(f(0.25 + 0 * Y, Y), np.log(4), rtol=1e-4),
    "as with one-hot targets": lambda f, P, y: np.isclose(
        f(P, y), nnkit.cross_entropy(P, np.eye(4)[y]), rtol=1e-4
    ),
    "mirror": lambda f, A: np.isclose(f(A, A), 0) and np.isclose(f(A, A + 1), f(A, A - 1)),
    "one 1 in each row": _one_each,
    "gradient of the cost": _consistent,
    "groups add up": _groups_add_up,
    "same product": _same_product,
    "same function": _same_function,
    "same sums": _same_sums,
    "measured slopes": _measured_slopes,
    "draws from rng, layer": _draws(lambda f, rng: f(4, 3, rng)[0]),
    "draws from rng, mask": _draws(lambda f, rng: f(np.ones((100, 80)), 0.4, rng)[1]),
    "draws from rng, batches": _draws(
        lambda f, rng: np.hstack([y for _, y in f(EXAMPLES[:, None], EXAMPLES, 7, rng)])
    ),
}


@dataclass(frozen=True)
class Holds:
    """A property of the table above, for these values."""

    name: str
    drawn: tuple[Any, ...]

    def __call__(self, fn: Any, rng: Any) -> Any:
        """Say whether it holds of `fn`, or what is wrong."""
        found = HOLDS[self.name](fn, *copied(self.drawn))
        return found if found is None or isinstance(found, str) else bool(found)
