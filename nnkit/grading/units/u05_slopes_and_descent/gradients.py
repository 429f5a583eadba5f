"""Gradients: one by hand, and one measured for any function."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.functions import cubes, first_by_last, quartic, slanted


def _grad_cases(rng: Rng) -> list[Case]:
    return [
        Case((np.array([1.0, 1.0]),), "v = (1, 1)", "hand"),
        Case((np.array([-2.0, 0.5]),), "v = (-2, 0.5)", "hand"),
        Case((np.array([1.5, 0.0]),), "v = (1.5, 0)", "isolated"),
        Case((np.array([0.0, 1.5]),), "v = (0, 1.5)", "isolated"),
        Case((rng.normal(0, 2, 2),), "a random v", "random"),
        Case((rng.uniform(2, 4, 2),), "a random v far out", "random"),
        Case((1e8 * rng.uniform(1, 2, 2),), "very large numbers", "extreme"),
        Case((np.array([2, -3]),), "whole numbers", "integer"),
        Case((np.array([0.5, -2], np.float32),), "type float32", "float32"),
    ]


@exercise(_grad_cases, "an array (2,)", parts=("the slope along x", "the slope along y"), points=1)
def grad_C(v):  # noqa: N802
    """
    return 1.5 * x**2 + 0.5 * y**2
    # This is the cost C itself, one number. Asked are its two slopes.
    return np.array([1.5 * x**2, 0.5 * y**2])
    # These are the two terms of C. Take the slope of each.
    along_x = 1.5 * x
    along_y = 0.5 * y
    # The factors of C stay as they are. The exponent 2 comes down as a factor.
    along_x = 2 * x
    along_y = 2 * y
    # These are the slopes of x² and y². Each is multiplied by the factor of its term, 3/2 and ½.
    along_x = 3 * x**2
    along_y = y**2
    # The squares are still there. Taking the slope lowers the power by one.
    along_x = x  # The factor 3 of the slope along x is missing: the slope of 3/2 x² is not x.
    along_x = x
    along_y = 3 * y
    # The factor 3 belongs to the other direction. Look at the two terms of C.
    along_x = 3 * y
    along_y = x
    # Each slope has the wrong variable in it. The slope along x holds x only.
    along_y = 3 * y  # The factor 3 belongs to the first slope only.
    return np.array([3.0, 1.0])  # (3, 1) is the gradient at (1, 1) only. It depends on the place.
    along_y = 0 * y  # The slope along y is 0 in your answer. C depends on y as well.
    along_y = 1.0  # The second slope does not depend on y, but ½ y² becomes steeper with y.
    return 2 * np.array([along_x, along_y])
    # Both slopes are twice too large: 3/2 and ½ cancel a part of the 2 that comes down.
    return -np.array([along_x, along_y])
    # This is minus the gradient, the way down. Asked is the gradient, the way up.
    return np.array([along_x, along_y]) / np.hypot(along_x, along_y)
    # The length is lost: this is the direction only. The length says how steep it is.
    return np.diag([3.0, 1.0])
    # These are the slopes of the slopes, a table. Asked are the two slopes.
    return np.full(2, along_x + along_y)
    # Both entries are the sum of the two slopes. Each direction keeps its own.
    """
    x, y = v  # the place
    along_x = 2 * 1.5 * x  # the slope along x
    # The 2 that comes down and the ½ of ½ y² cancel.
    along_y = 2 * 0.5 * y  # the slope along y
    return np.array([along_x, along_y])  # the gradient


def _numerical_cases(rng: Rng) -> list[Case]:
    four = rng.uniform(1, 2, 4)
    return [
        Case((slanted, np.array([2.0, 0.5])), "f = v0² + 3 v1 at (2, 0.5)", "hand"),
        Case((cubes, np.array([1.0]), 0.5), "f = x³ + ½x² at 1, h = 0.5", "hand"),
        Case((quartic, np.array([0.4, -1.3, 1.2])), "a quartic of three numbers", "isolated"),
        Case((cubes, rng.uniform(1, 2, 4)), "4 numbers", "random"),
        Case((cubes, rng.uniform(1, 2, (2, 3))), "a 2×3 array", "random"),
        Case((cubes, rng.uniform(1, 2, (3, 3))), "a 3×3 array", "random"),
        Case((first_by_last, rng.uniform(1, 2, (3, 2))), "f = first row · last row", "random"),
        Case((cubes, four, 1e-3), "4 numbers, h = 0.001", "random"),
        Case((slanted, np.array([2, -1])), "whole numbers", "integer"),
        Case((quartic, 1.7), "a plain number", "one"),
    ]


@exercise(
    _numerical_cases,
    "an array of the shape of x",
    reference=nnkit.numerical_gradient,
    points=3,
    rtol=1e-06,
    atol=1e-08,
)
def numerical_gradient(f, x, h=1e-5):
    """
    behind = f(x)
    g[i] = (ahead - behind) / h
    # This is the forward difference. Its error shrinks like h, that of the central one like h²:
    # take one step to each side.
    ahead = f(x)
    g[i] = (ahead - behind) / h
    # This is the backward difference. Take one step to each side of x.
    behind = f(x)  # You divide by 2h, but the two points are only h apart: step to both sides.
    ahead = f(x)  # You divide by 2h, but the two points are only h apart: step to both sides.
    behind = f(x - 2 * step)
    # You step h ahead and 2h back. If x was moved to x + h, then `x - 2h` belongs to that place.
    g[i] = 0.0
    # All slopes are 0: the two values of f are the same. `a = x` is another name for the same
    # array, not a copy: `x.copy()`.
    h = 1e-5  # The argument `h` is not used. With a large h you can see it in the result.
    h = h / 2  # Your steps are h/2 to each side. The formula of the task takes h.
    return (f(x + h) - f(x - h)) / (2 * h)
    # `x + h` moves *all* entries at the same time. Move one entry, leave the others.
    return (f(x + h) - f(x)) / h
    # `x + h` moves *all* entries at the same time. Move one entry, and to both sides.
    step = np.full(x.shape, h)
    # Every entry is moved at the same time, so all slopes are the same number. Move one entry
    # only.
    behind = f(np.subtract(x, step, out=x))
    # An entry that has been moved is not put back before the next one is moved.
    step = np.where(g, h, 0.0)
    # The step of one entry is still there when the next one is moved. Make a new step array (or set
    # it back to 0) for each entry.
    return g.ravel()  # The slopes come in one row. Give them the shape of x.
    return g.reshape(len(g), -1).sum(axis=1)
    # A table is treated row by row: its whole row is moved. Go through every entry, for any shape.
    return g if g.ndim < 2 else g * 0 + g.sum(axis=1, keepdims=True)
    # A table is treated row by row: its whole row is moved. Every entry needs a move of its own.
    return np.array([g[k] for k in range(g.size)])
    # In a table `x[i]` is a row, and there are fewer rows than `x.size` says. `np.ndindex(x.shape)`
    # goes through the places of any array.
    step[i] = h * x[i]  # Your step is h times the entry. Add and subtract h itself.
    g[i] = (ahead - 2 * f(x) + behind) / (2 * h)
    # Value ahead minus *twice* the middle plus value behind measures the bend. Leave the middle
    # out.
    h = 1e-3 if h == 1e-5 else h  # Your h is 0.001 when none is given; the task has 1e-5.
    g[i] = (ahead + behind) / (2 * h)  # The two values are added. A slope needs their difference.
    g[i] = (ahead - behind) / h**2  # You divide by h². A slope divides by the distance, 2h.
    x = np.array(x)
    step = np.zeros(x.shape, dtype=x.dtype)
    # In an integer array a step of h is cut off. Make a copy that holds floats.
    return g[: len(x)]
    # x may be a plain number, which has no length. `np.ndindex` goes through any shape, also that
    # of a number.
    """
    x = np.array(x, dtype=float)  # the place
    g = np.zeros(x.shape)  # the list of slopes
    for i in np.ndindex(x.shape):  # the entries
        step = np.zeros(x.shape)  # the step
        step[i] = h  # the move of one entry
        ahead = f(x + step)  # the value ahead
        behind = f(x - step)  # the value behind
        g[i] = (ahead - behind) / (2 * h)  # the slope of each entry
    return g  # the gradient
