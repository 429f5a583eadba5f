"""Many inputs and outputs: slopes in a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import rounded
from nnkit.grading.units.u06_chain_rule.scalars import UNIT

LAYOUT = "Row = input, column = output: the shapes are (d, k), (k, p) and (d, p)."


def pair(rng: Rng, d: int, k: int, p: int) -> tuple[Array, Array]:
    """Draw two matrices that fit together, (d, k) and (k, p)."""
    return rng.normal(0, 1, (d, k)), rng.normal(0, 1, (k, p))


def _chain_cases(rng: Rng) -> list[Case]:
    A, B = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[4.0, 0.0], [1.0, -1.0]])
    f32 = tuple(v.astype(np.float32) for v in pair(rng, 2, 4, 3))
    return [
        Case((A, B), "[[1, 2], [0, 3]] and [[4, 0], [1, -1]]", "hand"),
        Case((np.eye(3), rng.normal(0, 1, (3, 2))), "u = x: the identity matrix first", "isolated"),
        Case(pair(rng, 3, 2, 4), "x in R³, u in R², g in R⁴", "random"),
        Case(pair(rng, 3, 3, 3), "three square times square", "random"),
        Case(pair(rng, 2, 3, 2), "x in R², u in R³, g in R²", "random"),
        Case(
            (rng.integers(1, 4, (2, 2)), rng.normal(0, 1, (2, 3))), "du_dx of type int", "integer"
        ),
        Case((rng.integers(-3, 4, (3, 2)), rng.integers(1, 4, (2, 2))), "whole numbers", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case(pair(rng, 1, 3, 1), "one input, one output", "one"),
        Case(pair(rng, 1, 1, 1), "one of everything", "one"),
    ]


def _literal(du: Any, dg: Any) -> Any:
    """Printed sum: j is the input and runs through the sum as well."""
    n = max(du.shape)
    return np.tile(np.array([du[j, j] for j in range(n)]) @ dg, (n, 1))


CHAIN_JACOBIAN = Spec(
    name="chain_jacobian",
    reference=nnkit.chain_jacobian,
    cases=_chain_cases,
    returns="an array (d, p)",
    points=2,
    unit=UNIT,
    signature="chain_jacobian(du_dx, dg_du)",
    misconceptions=(
        Misconception(
            "reversed",
            lambda du, dg: dg @ du,
            "The factors are in the other order, that of the usual Jacobians (erratum E68). "
            + LAYOUT,
        ),
        Misconception(
            "transposed",
            lambda du, dg: (du @ dg).T,
            "This is the transpose: row = output. The task has a row for each input.",
        ),
        Misconception(
            "both-transposed",
            lambda du, dg: du.T @ dg.T,
            "You transpose both factors and keep their order. " + LAYOUT,
        ),
        Misconception(
            "first-transposed",
            lambda du, dg: du.T @ dg,
            "You transpose the first factor. " + LAYOUT + " Nothing needs to be turned.",
        ),
        Misconception(
            "second-transposed",
            lambda du, dg: du @ dg.T,
            "You transpose the second factor. " + LAYOUT + " Nothing needs to be turned.",
        ),
        Misconception(
            "elementwise",
            lambda du, dg: du * dg,
            "`*` multiplies entry by entry. Each entry of the result is a sum over all paths.",
        ),
        Misconception(
            "as-printed",
            _literal,
            "One index is used twice, for the input and in the sum (001 line 117, erratum E10), "
            "so every input gets the same row. The sum needs a letter of its own.",
            "001 line 117, erratum E10",
        ),
        Misconception(
            "added",
            lambda du, dg: du + dg,
            "You add the two matrices. Slopes along a path multiply.",
        ),
        Misconception(
            "first-path",
            lambda du, dg: np.outer(du[:, 0], dg[0]),
            "Only the path through u_1 counts. Add the products over all u_m.",
        ),
        Misconception(
            "last-path",
            lambda du, dg: np.outer(du[:, -1], dg[-1]),
            "Only the path through the last u counts: in a loop, `=` in place of `+=`.",
        ),
        Misconception(
            "mean-of-paths",
            lambda du, dg: du @ dg / dg.shape[0],
            "You take the mean over the paths. Their products are added; nothing is divided.",
        ),
        Misconception(
            "every-path",
            lambda du, dg: du[:, :, None] * dg[None],
            "You keep every path apart, in an axis of its own. Add over the u_m in the middle.",
        ),
        Misconception(
            "without-signs",
            lambda du, dg: np.abs(du) @ np.abs(dg),
            "The signs are lost. One path may push up and another pull down.",
        ),
        Misconception(
            "sums-multiplied",
            lambda du, dg: np.outer(du.sum(axis=1), dg.sum(axis=0)),
            "You add first and multiply then, so slopes of different paths meet. Multiply "
            "within each path first.",
        ),
        *rounded(nnkit.chain_jacobian),
        Misconception(
            "types-cut",
            lambda du, dg: (du @ dg).astype(du.dtype),
            "The result has the type of du_dx, and for whole numbers its digits are cut. Make "
            "it an array of floats.",
        ),
        Misconception(
            "diagonal",
            lambda du, dg: np.diag(du)[:, None] * dg,
            "Only the diagonal of du_dx is used. Every input moves every u_m.",
        ),
        Misconception(
            "all-pairs",
            lambda du, dg: np.outer(du, dg),
            "You multiply every entry with every entry. Only entries with the same u_m in the "
            "middle meet.",
        ),
        Misconception(
            "all-blocks",
            lambda du, dg: np.kron(du, dg),
            "`kron` multiplies every entry with every entry. Only entries with the same u_m in the "
            "middle meet.",
        ),
        Misconception(
            "one-entry",
            lambda du, dg: du[0] @ dg[:, 0],
            "You return the slope of the first output in the first input. Asked are all of them.",
        ),
        Misconception(
            "first-row", lambda du, dg: (du @ dg)[0], "You return the row of the first input only."
        ),
        Misconception(
            "reshaped",
            lambda du, dg: (du @ dg).reshape(dg.shape[1], du.shape[0]),
            "`reshape` is no transpose, and none is needed here. Row = input, column = output.",
        ),
        Misconception(
            "largest-path",
            lambda du, dg: (du[:, :, None] * dg[None]).max(axis=1),
            "You take the largest path alone. All of them count: add.",
        ),
        Misconception(
            "sums-of-paths",
            lambda du, dg: (du[:, :, None] + dg[None]).sum(axis=1),
            "Within a path the slopes are added. They multiply; the paths add.",
        ),
        Misconception(
            "last-path-missing",
            lambda du, dg: du[:, :-1] @ dg[:-1],
            "The last path is left out. Look where your loop over the u_m ends.",
        ),
        Misconception(
            "turned-when-square",
            lambda du, dg: (du.T if du.shape[0] == du.shape[1] else du) @ dg,
            "A square matrix is transposed. A shape that fits is no reason to turn it: nothing "
            "needs to be turned.",
        ),
        Misconception(
            "two-by-two",
            lambda du, dg: du[:2, :2] @ dg[:2, :2],
            "You compute two rows and two columns only. Take the sizes from the shapes.",
        ),
        Misconception(
            "loop-over-d",
            lambda du, dg: (
                nnkit.chain_jacobian(du, dg)
                if du.shape[0] <= du.shape[1]
                else (_ for _ in ()).throw(IndexError())
            ),
            "A loop runs out of range: the sum goes over the u_m, which are du_dx.shape[1]. Are "
            "the three sizes d, k, p at their places?",
        ),
    ),
)


def _bend(rng: Rng, k: int, d: int) -> Function:
    """Draw a smooth function from R^d to R^k."""
    A, c = rng.normal(0, 1, (k, d)), rng.uniform(-0.5, 0.5, k)
    return lambda x: np.sin(A @ x + c) + (A**2) @ (x * x)


def _jacobian_cases(rng: Rng) -> list[Case]:
    A = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])
    return [
        Case((lambda x: A @ x, np.array([1.0, 0.5, -1.0])), "u = A x, A = [[1, 2, 0], [0, -1, 3]]",
             "hand"),
        Case(
            (lambda x: np.array([x[0] * x[1], x[0] + x[1] ** 2]), np.array([0.3, 0.7])),
            "u = (x1 x2, x1 + x2²) at (0.3, 0.7)",
            "hand",
        ),
        Case((_bend(rng, 1, 3), rng.normal(0, 1, 3)), "three inputs, one output", "isolated"),
        Case((_bend(rng, 4, 2), rng.normal(0, 1, 2)), "two inputs, four outputs", "random"),
        Case((_bend(rng, 2, 3), rng.normal(0, 1, 3)), "three inputs, two outputs", "random"),
        Case((_bend(rng, 3, 3), rng.normal(0, 1, 3)), "three inputs, three outputs", "random"),
        Case((_bend(rng, 2, 3), np.array([1, -2, 1])), "x of whole numbers", "integer"),
        Case((_bend(rng, 1, 1), rng.normal(0, 1, 1)), "one input, one output", "one"),
        Case((_bend(rng, 3, 1), rng.normal(0, 1, 1)), "one input, three outputs", "one"),
    ]  # fmt: skip


def _columns(slope: Callable[[Any, Any, Any], Any]) -> Function:
    """A Jacobian whose column j is slope(f, x, e_j)."""
    return lambda f, x: np.stack([slope(f, x, e) for e in np.eye(len(x))], axis=-1)


def _central(f: Any, x: Any, e: Any) -> Any:
    return (f(x + 1e-5 * e) - f(x - 1e-5 * e)) / 2e-5


def _forward(h: float) -> Misconception:
    return Misconception(
        f"coarse-{h:g}",
        _columns(lambda f, x, e: (f(x + h * e) - f(x)) / h),
        f"The differences are too coarse: one step of {h:g} to one side. Step to both sides, "
        "and take a smaller step.",
    )


def _only_as_many_as_outputs(f: Any, x: Any) -> Any:
    J = nnkit.jacobian(f, x)
    k, d = J.shape
    if k > d:
        raise IndexError("the loop over the inputs runs over the outputs")
    return J[:, :k]


JACOBIAN = Spec(
    name="jacobian",
    reference=nnkit.jacobian,
    cases=_jacobian_cases,
    returns="an array (k, d), a row for each output",
    points=2,
    unit=UNIT,
    signature="jacobian(f, x)",
    rtol=1e-5,
    atol=1e-7,
    misconceptions=(
        Misconception(
            "transposed",
            lambda f, x: nnkit.jacobian(f, x).T,
            "This is the layout of `chain_jacobian`, row = input. `jacobian` has a row for each "
            "output.",
        ),
        Misconception(
            "divided-by-h",
            _columns(lambda f, x, e: 2 * _central(f, x, e)),
            "You step to both sides, so the two points are 2h apart; you divide by h.",
        ),
        Misconception(
            "not-divided",
            _columns(lambda f, x, e: _central(f, x, e) * 2e-5),
            "These are differences, not slopes: divide by the distance of the two points.",
        ),
        Misconception(
            "half-step",
            _columns(lambda f, x, e: (f(x + 1e-5 * e) - f(x)) / 2e-5),
            "You step to one side only and divide by 2h. Step to both sides.",
        ),
        Misconception(
            "all-inputs-at-once",
            lambda f, x: _central(f, x, np.ones(len(x))),
            "All inputs move at the same time, or their columns are added up. Move one input after "
            "the other: each gives a column of its own.",
        ),
        Misconception(
            "all-inputs-every-time",
            _columns(lambda f, x, e: _central(f, x, np.ones(len(x)))),
            "In every column all inputs move. Column j belongs to a step of x_j alone.",
        ),
        Misconception(
            "sum-of-outputs",
            _columns(lambda f, x, e: np.sum(_central(f, x, e))),
            "You add the outputs and return one slope for each input. Keep a row for each output.",
        ),
        Misconception(
            "first-output",
            _columns(lambda f, x, e: _central(f, x, e)[0]),
            "You return the slopes of the first output only. Each output has a row.",
        ),
        Misconception(
            "diagonal-only",
            lambda f, x: np.diag(np.diag(nnkit.jacobian(f, x))),
            "Only the entries (j, j) are filled. Every input moves every output.",
        ),
        Misconception(
            "loop-over-outputs",
            _only_as_many_as_outputs,
            "Your loop runs as often as there are outputs. There is a column for each input.",
        ),
        Misconception(
            "wrong-sign",
            lambda f, x: -nnkit.jacobian(f, x),
            "Every slope has the wrong sign: the value behind x is subtracted from that before x.",
        ),
        Misconception(
            "vanishing-step",
            lambda f, x: 0 * nnkit.jacobian(f, x),
            "All slopes come out as 0, or nearly: the step is too small for x + h to differ from "
            "x, or `/ 2 * h` multiplies by h where `/ (2 * h)` would divide.",
        ),
        Misconception(
            "not-called",
            lambda f, x: (_ for _ in ()).throw(TypeError("function")),
            "`f` is a function: call it at two points, and subtract what it returns.",
        ),
        Misconception(
            "values",
            lambda f, x: f(x),
            "These are the values of f, not its slopes.",
        ),
        *(_forward(h) for h in (0.5, 0.1, 0.01, 1e-3, 1e-4)),
        Misconception(
            "integer-steps",
            lambda f, x: nnkit.jacobian(f, x) * (0 if x.dtype.kind == "i" else 1),
            "In an array of whole numbers a small step is cut to 0. Work on a copy of x of type "
            "float.",
        ),
        Misconception(
            "added",
            _columns(lambda f, x, e: (f(x + 1e-5 * e) + f(x - 1e-5 * e)) / 2e-5),
            "The two values are added. A slope needs their difference.",
        ),
        Misconception(
            "uneven",
            _columns(lambda f, x, e: (f(x + 1e-5 * e) - f(x - 2e-5 * e)) / 2e-5),
            "The points are 3h apart, but you divide by 2h: one step to each side. If x + h was "
            "stored, going back 2h is right only from there.",
        ),
        Misconception(
            "steps-add-up",
            lambda f, x: np.cumsum(nnkit.jacobian(f, x), axis=1),
            "The step of one input is still there when the next one is moved. Make a new step for "
            "each input.",
        ),
        Misconception(
            "one-column",
            lambda f, x: nnkit.jacobian(f, x)[:, :1],
            "There is only the first column. Look where the `return` stands: behind the loop, not "
            "in it.",
        ),
        Misconception(
            "first-column",
            lambda f, x: nnkit.jacobian(f, x)[:, 0],
            "You return the slopes in the first input only. Each input gives a column.",
        ),
        Misconception(
            "joined",
            lambda f, x: nnkit.jacobian(f, x).T.ravel(),
            "The columns stand one behind the other. Put them side by side: `np.stack(..., "
            "axis=1)`.",
        ),
        Misconception(
            "reshaped",
            lambda f, x: nnkit.jacobian(f, x).T.reshape(nnkit.jacobian(f, x).shape),
            "`reshape` is no transpose: it fills row by row. Use `.T`, or stack the columns.",
        ),
        Misconception(
            "last-input-missing",
            lambda f, x: nnkit.jacobian(f, x)[:, :-1],
            "The last column is missing. Look where your loop ends.",
        ),
        Misconception(
            "two-inputs",
            lambda f, x: nnkit.jacobian(f, x)[:, :2],
            "You move two inputs only. Take their number from x.",
        ),
        Misconception(
            "forward-transposed",
            lambda f, x: np.array([(f(x + 1e-5 * e) - f(x)) / 1e-5 for e in np.eye(len(x))]),
            "The layout is turned: a row for each input. `jacobian` has a row for each output. And "
            "step to both sides.",
        ),
        Misconception(
            "step-too-large-1",
            _columns(lambda f, x, e: (f(x + e) - f(x - e)) / 2),
            "The step is too large: 1 is far away on a curve. About 1e-5 is fine.",
        ),
        Misconception(
            "step-too-large-0.01",
            _columns(lambda f, x, e: (f(x + 0.01 * e) - f(x - 0.01 * e)) / 0.02),
            "The step is too large for 5 digits. About 1e-5 is fine.",
        ),
        *rounded(nnkit.jacobian),
    ),
)
