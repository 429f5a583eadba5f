"""Many inputs and outputs: slopes in a matrix."""

import numpy as np

from nnkit.grading.exercise.author import exercise, ways
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given import functions as given


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
        Case((rng.integers(1, 4, (2, 2)), rng.normal(0, 1, (2, 3))), "du_dx of type int",
             "integer"),
        Case((rng.integers(-3, 4, (3, 2)), rng.integers(1, 4, (2, 2))), "whole numbers", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case(pair(rng, 1, 3, 1), "one input, one output", "one"),
        Case(pair(rng, 1, 1, 1), "one of everything", "one"),
    ]  # fmt: skip


def path_by_path(du_dx, dg_du):
    # Within a path slopes multiply.
    each = du_dx[:, :, None] * dg_du[None]  # the slope along each path
    # The paths through the u_m in the middle are added.
    return each.sum(axis=1)


def in_a_loop(du_dx, dg_du):
    total = np.zeros((len(du_dx), dg_du.shape[1]))  # the result
    for m in range(len(dg_du)):  # the u_m in the middle
        total += np.outer(du_dx[:, m], dg_du[m])  # the result
    return total


@exercise(_chain_cases, "an array (d, p)", points=2, forms=(path_by_path, in_a_loop))
def chain_jacobian(du_dx, dg_du):
    """
    return dg_du @ du_dx
    # The factors are in the other order, that of the usual Jacobians (erratum E68). Row = input,
    # column = output: the shapes are (d, k), (k, p) and (d, p).
    return (du_dx @ dg_du).T
    # This is the transpose: row = output. The task has a row for each input.
    return np.array([sum(du_dx[j, j] * dg_du[j] for j in range(len(dg_du)))] * len(du_dx))
    # One index is used twice, for the input and in the sum (erratum E10), so every input gets the
    # same row. The sum needs a letter of its own.
    return du_dx.T @ dg_du.T
    # You transpose both factors and keep their order. Nothing needs to be turned.
    return du_dx + dg_du  # You add the two matrices. Slopes along a path multiply.
    return np.diag(du_dx)[:, None] * dg_du
    # Only the diagonal of du_dx is used. Every input moves every u_m.
    return np.outer(du_dx.sum(axis=1), dg_du.sum(axis=0))
    # You add first and multiply then, so slopes of different paths meet. Multiply within each
    # path first.
    return du_dx[:, :1] @ dg_du[:1]
    # Only the path through u_1 counts. Add the products over all u_m.
    return du_dx[:, -1:] @ dg_du[-1:]
    # Only the path through the last u counts: in a loop, `=` in place of `+=`.
    return du_dx[:, :-1] @ dg_du[:-1]
    # The last path is left out. Look where your loop over the u_m ends.
    return (du_dx.T if len(du_dx) == du_dx.shape[1] else du_dx) @ dg_du
    # A square matrix is transposed. A shape that fits is no reason to turn it: nothing needs to be
    # turned.
    """
    # Row = input, column = output: the shapes are (d, k), (k, p) and (d, p).
    return du_dx @ dg_du


def _jacobian_cases(rng: Rng) -> list[Case]:
    small = "Do you step to both sides, by about 1e-5?"

    def curved(f: Function, d: int, label: str, rung: str) -> Case:
        return Case((f, rng.normal(0, 1, d)), label, rung, hint=small)

    mixed, one, two, three = given.product_and_square, given.bend_1, given.bend_2, given.bend_3
    at, there = np.array([0.3, 0.7]), np.array([0.3, 0.02])
    line = "u = A x, A = [[1, 2, 0], [0, -1, 3]]"
    return [
        Case((given.linear, np.array([1.0, 0.5, -1.0])), line, "hand"),
        Case((mixed, at), "u = (x1 x2, x1 + x2²) at (0.3, 0.7)", "hand", hint=small),
        Case((mixed, there), "u = (x1 x2, x1 + x2²) at (0.3, 0.02)", "isolated", hint=small),
        curved(one, 3, "three inputs, one output", "isolated"),
        curved(given.bend_4, 2, "two inputs, four outputs", "random"),
        curved(two, 3, "three inputs, two outputs", "random"),
        curved(three, 3, "three inputs, three outputs", "random"),
        Case((two, np.array([1, -2, 1])), "x of whole numbers", "integer"),
        curved(one, 1, "one input, one output", "one"),
        curved(three, 1, "one input, three outputs", "one"),
    ]


MOVED = (
    ways(
        *(
            f"h = {h}\nup = f(x + step - h * (np.arange(len(x)) < j))\n"
            f"down = f(x - step - h * (np.arange(len(x)) < j))"
            for h in (0.1, 0.01, 0.001, 1e-4, 1e-5)
        )
    )
    + "# An input that was moved stays where it is, so the later columns are measured at another "
    "place. Put it back, or work on a copy for each column."
)
COARSE = (
    "\nor\n".join(
        f"h = {h}\ndown = f(x)\ncolumn = (up - down) / h"
        for h in (1.0, 0.5, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6)
    )
    + "\n# A step to one side only is not right to 5 digits. Step to both sides, by about 1e-5."
)


@exercise(
    _jacobian_cases,
    "an array (k, d), a row for each output",
    points=2,
    rtol=1e-05,
    atol=1e-07,
    mistakes=f"{MOVED}\n{COARSE}",
)
def jacobian(f, x):
    """
    h = 1.0
    h = 0.1
    h = 0.01  # Your step is too large: that is far on a curve. About 1e-5 is fine.
    return np.array(columns)
    # This is the layout of `chain_jacobian`, row = input. `jacobian` has a row for each output.
    column = (up - down) / h
    # You step to both sides, so the two points are 2h apart; you divide by h.
    down = f(x)  # You step to one side only and divide by 2h. Step to both sides.
    column = (up + down) / (2 * h)  # The two values are added. A slope needs their difference.
    step = 0 * x
    # All slopes come out as 0: the step is too small for x + h to differ from x, or both values are
    # taken at the same place.
    down = f(x - 2 * step)
    # The points are 3h apart, but you divide by 2h: one step to each side. If x + h was stored,
    # going back 2h is right only from there.
    step = h * np.ones(len(x))
    # In every column all inputs move. Column j belongs to a step of x_j alone.
    return np.sum(columns, axis=0)
    # All inputs move at the same time, or their columns are added up. Move one input after the
    # other: each gives a column of its own.
    step = h * (np.arange(len(x)) <= j)
    # The step of one input is still there when the next one is moved. Make a new step for each
    # input.
    return np.stack([columns[i] for i in range(len(up))] + [0 * up] * (len(x) - len(up)), axis=-1)
    # Your loop runs as often as there are outputs. There is a column for each input.
    return np.sum(columns, axis=1)
    # You add the outputs and return one slope for each input. Keep a row for each output.
    return np.concatenate(columns)
    # The columns stand one behind the other. Put them side by side: `np.stack(..., axis=1)`.
    return np.reshape(columns, (len(columns[0]), len(columns)))
    # `reshape` is no transpose: it fills row by row. Use `.T`, or stack the columns.
    return f(x)  # These are the values of f, not its slopes.
    return f - 1  # `f` is a function: call it at two points, and subtract what it returns.
    step = np.asarray(h * np.eye(len(x))[j], x.dtype)
    # In an array of whole numbers a small step is cut to 0. Work on a copy of x of type float.
    """
    h = 1e-5  # the step
    columns = []  # the columns
    for j in range(len(x)):  # the inputs
        step = h * np.eye(len(x))[j]  # the step of one input
        up = f(x + step)  # the value behind x
        down = f(x - step)  # the value before x
        # The slope is the value behind x minus that before x, divided by their distance.
        column = (up - down) / (2 * h)  # each column
        columns.append(column)  # the columns
    return np.stack(columns, axis=-1)
