"""Walking downhill: the path of a descent, and a loop with three planted mistakes."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given import functions as given


def _descend_cases(rng: Rng) -> list[Case]:
    left = float(rng.uniform(-1.9, -1.2))
    return [
        Case((given.twice, 1.0, 0.25, 3), "df = 2 w, w0 = 1, lr = 0.25, 3 steps", "hand"),
        Case((given.landscape_slope, 2.0, 0.02, 4), "the landscape from 2, 4 steps", "hand"),
        Case((given.bowl, -0.5, 0.1, 1), "a single step", "isolated"),
        Case((given.two_bowls, np.array([1.0, -1.5]), 0.2, 3), "two directions", "isolated"),
        Case((given.landscape_slope, left, 0.03, 6), "the landscape", "random"),
        Case((given.askew, rng.normal(0, 2, 3), 0.15, 4), "a bowl that lies askew", "random"),
        Case((given.four_bowls, rng.normal(0, 2, 4), 0.15, 5), "4 w", "random"),
        Case((given.bowl, rng.normal(1, 3, (2, 3)), 0.3, 2), "a 2×3 array of w", "random"),
        Case((given.twice, 1e6, 0.1, 4), "a start far away", "extreme"),
        Case((given.twice, 1e-4, 0.1, 3), "a start close to the bottom", "extreme"),
        Case((given.narrow_bowl, 3, 0.1, 3), "a whole number as start", "integer"),
        Case((given.narrow_bowl, np.array([3, -1]), 0.1, 2), "a start of type int", "integer"),
        Case((given.twice, 1.5, 0.1, 0), "no step at all", "one"),
        Case((given.twice, np.array([1.5]), 0.1, 2), "an array with one w", "one"),
    ]


def one_by_one(df, w, lr):
    """Make a step in which each w is moved before the next slope is asked for."""
    w = w.copy()
    for i in np.ndindex(w.shape):
        w[i] -= lr * np.asarray(df(w.copy()))[i]
    return w


@exercise(
    _descend_cases, "an array of steps + 1 entries, each of the shape of w0", points=3, rtol=1e-09
)
def descend(df, w0, lr, steps):
    """
    path.append(w + step)
    # This walks uphill: the slope is added. A positive slope means that the way down is to the
    # left.
    slope = np.asarray(df(start))
    # Every step uses the slope at the start. The slope changes on the way: ask for it where you
    # stand now.
    path.append(start - step)
    # Every step starts from w0 again. Step from the place where you stand now.
    w = start
    # Every step is the first step again. Slope and step belong to the place where you stand now.
    step = slope  # The step is the whole slope: the step size `lr` is missing as a factor.
    step = slope / lr  # You divide by the step size `lr`. The step is `lr` times the slope.
    step = lr / len(path) * slope
    # The step size becomes smaller from step to step. Here it stays the same.
    step = lr * np.sign(slope)
    # Every step has the same length: only the sign of the slope is used. A steep place asks for a
    # longer step.
    path.append(one_by_one(df, w, lr))
    # The entries of w are changed one after the other, and the later slopes see the new ones.
    # Compute the whole slope at the old place first, then step.
    path.append(-step)
    # The old place is lost: a step is *added to* where you stand, it does not replace it.
    return np.array([df(w) for w in path])
    # You keep the slopes. Asked are the places, the w of each step.
    return np.array([start, *(df(w) for w in path[1:])])
    # Behind the start you keep slopes. Asked are the places, the w of each step.
    return np.array(path[1:])
    # The start is not in the path, so it has one entry too few. The first entry is w0.
    return np.array([0 * start, *path[1:]])  # The first place is 0. Put `w0` there before the loop.
    return np.array([*path[1:], 0 * start])
    # Each place stands one index too early: the first is w0, and step k fills place k + 1.
    return np.array([start, *path[:-1]])
    # The start is in the path twice, and the last place is missing: step first, then store.
    return np.array([path[-1]] * len(path))
    # All entries are the last place: `-=` changes the one array that the list holds again and
    # again. `w = w - ...` makes a new array.
    return np.array([path[-1]] * len(path) if start.ndim else path)
    # For arrays all entries of the path are the last place: the same array is stored again and
    # again while `-=` changes it. Make a new array in each step.
    return np.array([w for w in path if np.any(abs(df(w)) >= 0.01)])
    # Your walk ends early where the slope is small. Here it makes exactly `steps` steps.
    return np.array(path[-2:])
    # Only the last two places are in the path: is the list made anew inside the loop?
    return np.fromiter(path, float)
    # This works for one number only. w0 may be an array: collect the places in a list.
    """
    start = np.array(w0, dtype=float)  # the start
    path = [start]  # the path
    for _ in range(steps):  # the steps
        w = path[-1]  # the place where you stand
        slope = np.asarray(df(w.copy()))  # the slope
        step = lr * slope  # the step
        path.append(w - step)  # the next place
    return np.array(path)  # the places of the path


def _settle_cases(rng: Rng) -> list[Case]:
    right, left = float(rng.uniform(1, 2)), float(rng.uniform(-2, -1))
    return [
        Case((given.twice, 1.0, 0.25, 0.3, 50), "df = 2 w, w0 = 1, lr = ¼, tol = 0.3", "hand"),
        Case((given.twice, -1.0, 0.25, 0.3, 50), "the same from -1", "hand"),
        Case((given.twice, 1.0, 0.25, 0.3, 2), "at most 2 steps", "isolated"),
        Case((given.twice, 0.1, 0.25, 0.3, 9), "a start that is flat enough", "isolated"),
        Case((given.twice, 1.0, 0.25, 0.5, 9), "a slope that is exactly tol", "isolated"),
        Case((given.bowl, right, 0.2, 0.01, 40), "a start on the right", "random"),
        Case((given.bowl, left, 0.2, 0.01, 40), "a start on the left", "random"),
        Case((given.bowl, left, 0.05, 0.01, 7), "7 steps at most", "random"),
        Case((given.narrow_bowl, 3, 0.1, 0.01, 30), "a whole number as start", "integer"),
        Case((given.twice, 1.0, 0.1, 0.01, 0), "no step allowed", "one"),
    ]


def walk(df: Function, w: Any, lr: float, goes_on: Function) -> tuple[Any, int]:
    """Walk while ``goes_on(slope, steps)``, 200 steps at most."""
    steps = 0
    while steps < 200 and goes_on(df(w), steps):
        w, steps = w - lr * df(w), steps + 1
    return w, steps


@exercise(
    _settle_cases,
    "the place and the number of steps, (w, steps)",
    by_parts=True,
    points=3,
    rtol=1e-09,
)
def corrected_settle(df, w0, lr, tol, limit):
    """
    steep = slope > tol
    places.append(here + step)
    limit = limit + 1
    # All three mistakes are still there.
    steep = slope > tol
    places.append(here + step)
    # The limit is right now. Look at the sign of the step and at slopes below 0.
    places.append(here + step)
    limit = limit + 1
    # Slopes below 0 are right now. Look at the sign of the step and at the number of steps.
    steep = slope > tol
    limit = limit + 1
    # The step is right now. Look at slopes below 0 and at the number of steps.
    places.append(here + step)  # It walks uphill. Follow the sign of one step.
    steep = slope > tol
    # From the left it stops at once: a slope of -5 is not flat. Steep is a matter of size.
    limit = limit + 1  # It makes one step more than `limit`. Count by hand with limit = 2.
    limit = limit - 1
    steps = len(places)
    # The number of steps begins at 1. Before the first step it is 0.
    return walk(df, w0, lr, lambda slope, n: abs(slope) > tol or n < limit)
    # The two conditions are joined by `or`: it walks on while one of them holds. Both must hold.
    return walk(df, w0, lr, lambda slope, n: abs(slope) > tol)
    # The limit is lost: with at most 2 steps the walk goes on.
    return walk(df, w0, lr, lambda slope, n: slope < -tol and n < limit)
    # Now it walks only where the slope is negative. Both signs can be steep.
    steep = abs(lr * slope) > tol
    # You compare the step with `tol`. It is the slope that counts, without `lr`.
    steep = slope < tol
    # The comparison is turned round, and `abs` is missing: steep is a slope of a size above `tol`.
    steep = True
    # It walks on until the limit, also where the ground is flat: the slope has a size of at most
    # `tol` there, though not exactly 0.
    steep = df(abs(here)) > tol
    # `abs` stands around the place. It belongs around the slope: `abs(df(w))`.
    steep = len(places) == 1 or abs(slope) > tol
    # It steps before it looks. A start on flat ground, or with limit 0, needs no step.
    step = lr * abs(slope)
    # `abs` belongs into the test only. In the step the sign of the slope says which way is down.
    slope = df(w0)
    or
    step = lr * df(w0)
    # The slope of the step is computed once, before the loop. It changes with every step: ask for
    # it in the loop.
    limit = min(limit, 1)
    # It makes one step at most: an `if` looks once, a `while` again and again. Or `return` stands
    # inside the loop.
    steps = len(places)  # The number of steps is one too large; the place is right.
    steps = len(places) - 1 - (len(places) > limit)
    # At the limit the count is one too small: in a `for` loop the last index is limit - 1.
    steps = limit  # You return the limit. Asked is how many steps were made.
    return w, df(w)  # The second value is the slope. Asked is the number of steps.
    """
    places = [w0]  # the list of places
    for _ in range(limit):  # the steps
        here = places[-1]  # the place
        slope = df(here)  # the slope
        # A slope of -5 is steep, one of exactly `tol` is flat: its size decides.
        steep = abs(slope) > tol  # the test for steep ground
        step = lr * slope  # the step
        if steep:
            places.append(here - step)  # the next place
    w = places[-1]  # w
    steps = len(places) - 1  # steps
    return w, steps
