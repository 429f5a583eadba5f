"""The gradient of the mean loss of one neuron."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import CHANGES, STABLE, UNIT, targets


def _data(rng: Rng, n: int, d: int) -> tuple[Array, Array, Array, float]:
    return rng.normal(0, 1, (n, d)), targets(rng, n), rng.normal(0, 1, d), 0.4


def _gradient_cases(rng: Rng) -> list[Case]:
    X = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 1.0]])
    y, w, b = np.array([1.0, 0.0, 1.0]), np.array([0.5, -1.0]), 0.25
    X5, y5, w5, b5 = _data(rng, 5, 3)
    f32 = (X5.astype(np.float32), y5.astype(np.float32), w5.astype(np.float32), np.float32(b5))
    return [
        Case((X, y, w, b), "3 examples with 2 inputs", "hand"),
        Case((np.zeros((4, 2)), np.array([1.0, 0, 0, 0]), w, 0.3), "X all 0, b = 0.3", "isolated"),
        Case((X, np.array([1.0, 1.0, 0.0]), np.zeros(2), 0.0), "w = [0, 0], b = 0", "isolated"),
        Case(_data(rng, 6, 2), "6 examples with 2 inputs", "random"),
        Case((X5, y5, w5, b5), "5 examples with 3 inputs", "random"),
        Case(_data(rng, 4, 4), "4 examples with 4 inputs", "random"),
        Case((600 * X, y, w, b), "sums z down to -900", "extreme", hint=STABLE),
        Case((600 * X, y, -w, b), "sums z up to 900", "extreme", hint=STABLE),
        Case(
            (np.array([[1, 2], [0, -3], [2, 1]]), np.array([1, 0, 1]), np.array([1, -1]), 1),
            "whole numbers",
            "integer",
        ),
        Case(f32, "numbers of type float32", "float32"),
        Case(
            (np.array([[1.5, -0.5, 2.0]]), np.array([0.0]), np.array([0.3, 1.0, -0.2]), 0.1),
            "one example",
            "one",
        ),
    ]


def _slopes(
    dz: Callable[[Any, Any], Any], z: Callable[[Any, Any, Any], Any] = lambda X, w, b: X @ w + b
) -> Callable[[Any, Any, Any, Any], tuple[Any, Any]]:
    """The gradients with another error dz(p, y) or another sum z(X, w, b)."""

    def wrong(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
        error = dz(sigmoid(z(X, w, b)), y)
        return X.T @ error / len(X), float(np.mean(error))

    return wrong


def _pair(
    dw: Callable[[Any, Any], Any], db: Callable[[Any, Any], Any]
) -> Callable[[Any, Any, Any, Any], tuple[Any, Any]]:
    """The gradients with other formulas from the right error p - y."""

    def wrong(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
        error = sigmoid(X @ w + b) - y
        return dw(X, error), db(X, error)

    return wrong


def _mean_dw(X: Any, e: Any) -> Any:
    return X.T @ e / len(e)


def _mean_db(X: Any, e: Any) -> Any:
    return e.mean()


def _central_differences(fn: Callable[..., Any], rng: Rng) -> str | None:
    X, y, w, b = _data(rng, 7, 3)
    dw, db = fn(X, y, w, b)
    theta, h, slope = np.append(w, b), 1e-5, np.empty(4)
    for i, step in enumerate(h * np.eye(4)):
        up, down = theta + step, theta - step
        losses = [nnkit.nll_logits(X @ t[:3] + t[3], y).mean() for t in (up, down)]
        slope[i] = (losses[0] - losses[1]) / (2 * h)
    got = np.append(np.asarray(dw, float), float(db))
    far = np.abs(got - slope) > 1e-9 + 1e-6 * np.maximum(np.abs(got), np.abs(slope))
    if not far.any():
        return None
    names = [f"w[{i}]" for i in range(3)] + ["b"]
    wrong = ", ".join(name for name, bad in zip(names, far, strict=True) if bad)
    return f"Nudging {wrong} changes the mean loss by another amount than your gradient says."


def _centred_in_place(X: Any, y: Any, w: Any, b: Any) -> Any:
    X -= X.mean(axis=0)
    return nnkit.logistic_grads(X, y, w, b)


def _after_step(lr: float) -> Function:
    def wrong(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
        dw, db = nnkit.logistic_grads(X, y, w, b)
        return w - lr * dw, b - lr * db

    return wrong


def _one_part() -> tuple[Misconception, ...]:
    """Mistakes in one of the two results, whatever the other is."""
    dw: list[tuple[str, Function, str]] = [
        ("sum", lambda X, e: X.T @ e, "dw is N times too large: take the mean over the examples."),
        ("sign", lambda X, e: -_mean_dw(X, e), "dw has the wrong sign: look at p - y."),
        ("sum-sign", lambda X, e: -X.T @ e, "dw has the wrong sign and is N times too large."),
        ("doubled", lambda X, e: 2 * _mean_dw(X, e), "dw is twice too large."),
        ("twice-divided", lambda X, e: _mean_dw(X, e) / len(e), "dw is divided by N twice."),
        (
            "added-up",
            lambda X, e: _mean_dw(X, e).sum(),
            "dw is one number; keep one for each input.",
        ),
        ("n-minus-one", lambda X, e: X.T @ e / (len(e) - 1), "dw is divided by N - 1, not N."),
        ("zero", lambda X, e: 0 * X[0], "dw is always 0. If you use a loop, is it ever reached?"),
    ]
    db: list[tuple[str, Function, str]] = [
        ("sum", lambda X, e: e.sum(), "db is N times too large: take the mean over the examples."),
        ("sign", lambda X, e: -e.mean(), "db has the wrong sign: look at p - y."),
        ("sum-sign", lambda X, e: -e.sum(), "db has the wrong sign and is N times too large."),
        ("doubled", lambda X, e: 2 * e.mean(), "db is twice too large."),
        ("twice-divided", lambda X, e: e.mean() / len(e), "db is divided by N twice."),
        (
            "absolute",
            lambda X, e: np.abs(e).mean(),
            "db is the mean size of the errors; keep signs.",
        ),
        ("zero", lambda X, e: 0.0, "db is always 0. The loss depends on b as well."),
        ("per-example", lambda X, e: e, "db holds one number for each example. Take their mean."),
    ]
    found = [Misconception(f"dw-{name}", _pair(f, _mean_db), text, part=0) for name, f, text in dw]
    found += [Misconception(f"db-{name}", _pair(_mean_dw, f), text, part=1) for name, f, text in db]
    return tuple(found)


LOGISTIC_GRADS = Spec(
    name="logistic_grads",
    reference=nnkit.logistic_grads,
    cases=_gradient_cases,
    gradient=_central_differences,
    returns="(dw, db): an array of the shape of w, and a number",
    points=3,
    unit=UNIT,
    signature="logistic_grads(X, y, w, b)",
    misconceptions=(
        Misconception(
            "sum",
            _pair(lambda X, e: X.T @ e, lambda X, e: e.sum()),
            "Both gradients are N times too large: this is the gradient of the sum of the "
            "losses. Asked is the mean.",
        ),
        Misconception(
            "sign",
            _slopes(lambda p, y: y - p),
            "Both gradients have the wrong sign: the error is p - y, prediction minus target. "
            "With yours, descent would climb.",
        ),
        Misconception(
            "sum-and-sign",
            _pair(lambda X, e: -X.T @ e, lambda X, e: -e.sum()),
            "Both gradients have the wrong sign and are N times too large. Look at the order in "
            "the error, and at the mean over the examples.",
        ),
        Misconception(
            "squared-error",
            _slopes(lambda p, y: (p - y) * p * (1 - p)),
            "The factor p(1 - p) belongs to the squared error. With the NLL it cancels: see the "
            "derivation in lecture 1.",
        ),
        Misconception(
            "printed-error",
            _slopes(lambda p, y: -y - p),
            "Your error is -y - p. The notes print this in 000 line 209; see erratum E01: the "
            "minus stands before a bracket.",
            "000 line 209, erratum E01",
        ),
        Misconception(
            "printed-error-chain",
            _slopes(lambda p, y: (-y - p) * p * (1 - p)),
            "Your error is -y - p, times the slope p(1 - p). The notes print the first in 000 "
            "line 209 (erratum E01), and the second belongs to the squared error.",
            "000 line 209, erratum E01",
        ),
        Misconception(
            "loss-slope-in-p",
            _slopes(lambda p, y: (p - y) / (p * (1 - p))),
            "This is the slope in p. The next factor of the chain rule, the slope of the "
            "sigmoid, is missing.",
        ),
        Misconception(
            "db-divided-per-example",
            _pair(_mean_dw, lambda X, e: e / len(e)),
            "db holds one number for each example. b is one number, so its "
            "gradient is one number: add them.",
            part=1,
        ),
        Misconception(
            "db-from-dw",
            _pair(_mean_dw, lambda X, e: _mean_dw(X, e).mean()),
            "db is the mean of dw. The bias belongs to an input that is always "
            "1: average the errors themselves.",
            part=1,
        ),
        Misconception(
            "db-sum-of-dw",
            _pair(_mean_dw, lambda X, e: _mean_dw(X, e).sum()),
            "db is the sum of dw. The bias belongs to an input that is always "
            "1: average the errors themselves.",
            part=1,
        ),
        Misconception(
            "no-bias",
            _slopes(lambda p, y: p - y, lambda X, w, b: X @ w),
            "The bias is missing in the weighted sum, so p is not the neuron's output.",
        ),
        Misconception(
            "no-sigmoid",
            lambda X, y, w, b: (X.T @ (X @ w + b - y) / len(y), float(np.mean(X @ w + b - y))),
            "Your error is z - y: the sigmoid is missing. The prediction is p = σ(z).",
        ),
        Misconception(
            "decided",
            _slopes(lambda p, y: (p >= 0.5) - y),
            "You compare y with the decision 0 or 1. The gradient uses the probability p.",
        ),
        Misconception(
            "divided-by-d",
            _pair(lambda X, e: X.T @ e / X.shape[1], lambda X, e: e.sum() / X.shape[1]),
            "You divide by the number of inputs. The mean is over the examples, the rows of X.",
        ),
        Misconception(
            "dw-divided-by-d",
            _pair(lambda X, e: X.T @ e / X.shape[1], lambda X, e: e.mean()),
            "dw is divided by the number of inputs. The mean is over the examples, the rows of X.",
            part=0,
        ),
        Misconception(
            "divided-by-size",
            _pair(lambda X, e: X.T @ e / X.size, lambda X, e: e.mean()),
            "dw is divided by the number of entries of X. The mean is over the "
            "examples, the rows of X.",
            part=0,
        ),
        Misconception(
            "divided-twice",
            _pair(lambda X, e: X.T @ e / len(e) ** 2, lambda X, e: e.mean() / len(e)),
            "Both gradients are divided by N twice. Divide once.",
        ),
        Misconception(
            "doubled",
            _slopes(lambda p, y: 2 * (p - y)),
            "Both gradients are twice too large. A factor 2 comes from a square; the NLL has none.",
        ),
        Misconception(
            "halved",
            _slopes(lambda p, y: (p - y) / 2),
            "Both gradients are half of what they should be. A factor 1/2 belongs to the squared "
            "error.",
        ),
        Misconception(
            "exchanged",
            lambda X, y, w, b: nnkit.logistic_grads(X, y, w, b)[::-1],
            "The two results stand in the wrong order: dw comes first, then db.",
        ),
        Misconception(
            "not-aligned",
            _pair(lambda X, e: (X * e).mean(axis=0), lambda X, e: e.mean()),
            "The errors (N,) do not fit beside X (N, d): each error belongs to a row. Give them a "
            "second axis, or use a matrix product.",
        ),
        Misconception(
            "transposed",
            _pair(lambda X, e: X @ e / len(e), lambda X, e: e.mean()),
            "X @ (error) does not fit: X has one row for each example. For dw, each input's "
            "column meets the errors; think of the shape (d,) you need.",
        ),
        Misconception(
            "one-number",
            _pair(lambda X, e: np.mean(X * e[:, None]), lambda X, e: e.mean()),
            "dw is averaged over the inputs as well and becomes one number. Average over the "
            "examples only: choose the axis.",
            part=0,
        ),
        Misconception(
            "other-axis",
            _pair(lambda X, e: np.mean(X * e[:, None], axis=1), lambda X, e: e.mean()),
            "dw has one number for each example: the mean runs along the wrong axis.",
            part=0,
        ),
        Misconception(
            "not-averaged",
            _pair(lambda X, e: X * e[:, None], lambda X, e: e.mean()),
            "dw still holds a row for each example. Average over the examples, axis 0.",
            part=0,
        ),
        Misconception(
            "all-pairs",
            _pair(lambda X, e: X.T @ (e[:, None] - 0 * e) / len(e), lambda X, e: e.mean()),
            "dw is a table: the prediction or y stands in a column of shape (N, 1), and their "
            "difference becomes N×N. Both should be (N,).",
            part=0,
        ),
        Misconception(
            "n-minus-one",
            _pair(lambda X, e: X.T @ e / (len(e) - 1), lambda X, e: e.sum() / (len(e) - 1)),
            "You divide by N - 1. The mean of N losses divides by N.",
        ),
        Misconception(
            "one-array",
            lambda X, y, w, b: np.append(*nnkit.logistic_grads(X, y, w, b)),
            "You return one array. Asked are two results, dw and db.",
        ),
        Misconception(
            "loss-instead",
            lambda X, y, w, b: nnkit.nll_logits(X @ w + b, y).mean(),
            "You return the loss. Asked is its gradient, dw and db.",
        ),
        Misconception(
            "first-example",
            _pair(lambda X, e: X[0] * e[0], lambda X, e: e[0]),
            "Only the first example counts. If you use a loop, look at where it ends.",
        ),
        Misconception(
            "last-example-only",
            _pair(lambda X, e: X[-1] * e[-1], lambda X, e: e[-1]),
            "Only the last example counts: inside the loop the sums are replaced, not increased.",
        ),
        Misconception("in-place", _centred_in_place, CHANGES),
        Misconception(
            "last-example",
            _pair(lambda X, e: X[-1] * e[-1] / len(e), lambda X, e: e[-1] / len(e)),
            "Only the last example counts: inside the loop the sums are replaced, not increased.",
        ),
        Misconception(
            "mean-input",
            _pair(lambda X, e: X.mean(axis=0) * e.mean(), lambda X, e: e.mean()),
            "dw is the mean input times the mean error. Multiply example by example first, then "
            "average.",
        ),
        Misconception(
            "no-input",
            _pair(lambda X, e: np.full(X.shape[1], e.mean()), lambda X, e: e.mean()),
            "All entries of dw are the same: the factor x, the derivative of z in w, is missing.",
            part=0,
        ),
        Misconception(
            "dw-only",
            lambda X, y, w, b: nnkit.logistic_grads(X, y, w, b)[0],
            "You return dw only. Asked are two results, dw and db.",
        ),
        Misconception(
            "column",
            _pair(lambda X, e: _mean_dw(X, e)[:, None], lambda X, e: e.mean()),
            "dw stands in a column of shape (d, 1). It should have the shape of w, (d,).",
            part=0,
        ),
        Misconception(
            "db-array",
            _pair(_mean_dw, lambda X, e: np.array([e.mean()])),
            "db comes in an array of length 1. b is a number, so db is a number.",
            part=1,
        ),
        Misconception(
            "joined",
            _pair(lambda X, e: np.append(_mean_dw(X, e), e.mean()), lambda X, e: e.mean()),
            "dw has one entry too many: the bias' gradient is appended. Keep the two apart.",
            part=0,
        ),
        Misconception(
            "descent-step-0.1",
            _after_step(0.1),
            "You return the parameters after a step of descent. Asked is the gradient alone.",
        ),
        Misconception(
            "descent-step",
            _after_step(1.0),
            "You return the parameters after a step of descent. Asked is the gradient alone.",
        ),
        *_one_part(),
        Misconception(
            "overflow",
            lambda X, y, w, b: (
                X.T @ (e := 1 / (1 + np.exp(-(X @ w + b))) - y) / len(y),
                float(e.mean()),
            ),
            "The values are right, but for large negative sums the exponential overflows and "
            "NumPy warns. Call your stable sigmoid.",
        ),
        Misconception(
            "nan",
            lambda X, y, w, b: (
                X.T @ (e := (t := np.exp(X @ w + b)) / (1 + t) - y) / len(y),
                float(e.mean()),
            ),
            "For large positive sums infinity is divided by infinity, which is nan. Call your "
            "stable sigmoid.",
        ),
    ),
)
