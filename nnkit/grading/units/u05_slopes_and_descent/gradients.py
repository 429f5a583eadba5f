"""Gradients: one by hand, and one measured for any function."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec

UNIT = "05"


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


def _value(v: Any) -> Any:
    return 1.5 * v[0] ** 2 + 0.5 * v[1] ** 2


GRAD_C = Spec(
    name="grad_C",
    reference=nnkit.grad_C,
    cases=_grad_cases,
    returns="an array (2,)",
    points=1,
    unit=UNIT,
    signature="grad_C(v)",
    misconceptions=tuple(
        Misconception(*row)
        for row in (
            (
                "value",
                _value,
                "This is the cost C itself, one number. Asked are its two slopes.",
            ),
            (
                "halves-kept",
                lambda v: np.array([1.5 * v[0], 0.5 * v[1]]),
                "The factors of C stay as they are. The exponent 2 comes down as a factor.",
            ),
            (
                "power-kept",
                lambda v: np.array([3 * v[0] ** 2, v[1] ** 2]),
                "The squares are still there. Taking the slope lowers the power by one.",
            ),
            (
                "exchanged",
                lambda v: np.array([v[1], 3 * v[0]]),
                "The two slopes are exchanged: the slope along x comes first.",
            ),
            (
                "factor-at-y",
                lambda v: np.array([v[0], 3 * v[1]]),
                "The factor 3 belongs to the other direction. Look at the two terms of C.",
            ),
            (
                "mixed",
                lambda v: np.array([3 * v[1], v[0]]),
                "Each slope has the wrong variable in it. The slope along x holds x only.",
            ),
            (
                "constant",
                lambda v: np.array([3.0, 1.0]),
                "(3, 1) is the gradient at (1, 1) only. It depends on the place.",
            ),
            (
                "no-factor",
                lambda v: np.array([v[0], v[1]]) * 1.0,
                "The factor 3 is missing: the slope of 3/2 x² is not x.",
            ),
            (
                "downhill",
                lambda v: np.array([-3.0 * v[0], -v[1]]),
                "This is minus the gradient, the way down. Asked is the gradient, the way up.",
            ),
            (
                "unit",
                lambda v: np.array([3 * v[0], v[1]]) / np.hypot(3 * v[0], v[1]),
                "The length is lost: this is the direction only. The length says how steep it is.",
            ),
            (
                "length",
                lambda v: np.hypot(3 * v[0], v[1]),
                "This is the length of the gradient. Asked are its two components.",
            ),
            (
                "added",
                lambda v: 3 * v[0] + v[1],
                "The two slopes are added. Each direction keeps its own.",
            ),
            (
                "second-slopes",
                lambda v: np.diag([3.0, 1.0]),
                "These are the slopes of the slopes, a table. Asked are the two slopes.",
            ),
            (
                "terms",
                lambda v: np.array([1.5 * v[0] ** 2, 0.5 * v[1] ** 2]),
                "These are the two terms of C. Take the slope of each.",
            ),
            (
                "half-lost",
                lambda v: np.array([3 * v[0], 2 * v[1]]),
                "The second slope is too large: the ½ of ½ y² cancels the 2 that comes down.",
            ),
            (
                "half-kept-at-y",
                lambda v: np.array([3 * v[0], 0.5 * v[1]]),
                "The first slope is right. In the second one the ½ is still there: the 2 that "
                "comes down cancels it.",
            ),
            (
                "three-halves-kept",
                lambda v: np.array([1.5 * v[0], v[1]]),
                "The second slope is right. In the first one the 2 that comes down is missing.",
            ),
            (
                "without-factor",
                lambda v: np.array([2 * v[0], v[1]]),
                "The second slope is right. The first one is the slope of x²: its factor 3/2 is "
                "missing.",
            ),
            (
                "three-everywhere",
                lambda v: 3.0 * np.asarray(v),
                "The factor 3 belongs to the first slope only.",
            ),
            (
                "first-only",
                lambda v: np.array([3 * v[0]]),
                "Only the slope along x is there. The slope along y is missing.",
            ),
            (
                "second-constant",
                lambda v: np.array([3 * v[0], 1.0]),
                "The second slope does not depend on y, but ½ y² becomes steeper with y.",
            ),
            (
                "second-zero",
                lambda v: np.array([3 * v[0], 0.0]),
                "The slope along y is 0 in your answer. C depends on y as well.",
            ),
            (
                "sum-twice",
                lambda v: np.full(2, 3.0 * v[0] + v[1]),
                "Both entries are the sum of the two slopes. Each direction keeps its own.",
            ),
        )
    ),
)


def slanted(v: Any) -> Any:
    """v0^2 + 3 v1."""
    return v[0] ** 2 + 3 * v[1]


def quartic(w: Any) -> Any:
    """(w^2 - 1)^2 + 0.3 w, added up."""
    return np.sum((np.asarray(w) ** 2 - 1) ** 2 + 0.3 * np.asarray(w))


def _cubes(weights: Any) -> Function:
    return lambda x: np.sum(weights * np.asarray(x) ** 3) + 0.5 * np.sum(x) ** 2


def _numerical_cases(rng: Rng) -> list[Case]:
    table, flat = rng.uniform(0.5, 1.5, (2, 3)), rng.uniform(0.5, 1.5, 4)
    square = rng.uniform(0.5, 1.5, (3, 3))
    return [
        Case((slanted, np.array([2.0, 0.5])), "f = v0² + 3 v1 at (2, 0.5)", "hand"),
        Case((_cubes(np.ones(1)), np.array([1.0]), 0.5), "f = x³ + ½x² at 1, h = 0.5", "hand"),
        Case((quartic, np.array([0.4, -1.3, 1.2])), "a quartic of three numbers", "isolated"),
        Case((_cubes(flat), rng.uniform(1, 2, 4)), "4 numbers", "random"),
        Case((_cubes(table), rng.uniform(1, 2, (2, 3))), "a 2×3 array", "random"),
        Case((_cubes(square), rng.uniform(1, 2, (3, 3))), "a 3×3 array", "random"),
        Case((_cubes(flat), rng.uniform(1, 2, 4), 1e-3), "4 numbers, h = 0.001", "random"),
        Case((slanted, np.array([2, -1])), "whole numbers", "integer"),
        Case((quartic, 1.7), "a plain number", "one"),
    ]


def _rule(rule: Function, h_used: Function = lambda h: h) -> Function:
    """A gradient by another rule: ``rule(f, x, e, h)`` with e one at the entry, 0 elsewhere."""

    def answer(f: Any, x: Any, h: Any = 1e-5) -> Any:
        x = np.array(x, dtype=float)
        out = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[i] = 1
            out[i] = rule(f, x, e, h_used(h))
        return out

    return answer


def _central(f: Any, x: Any, e: Any, h: Any) -> Any:
    return (f(x + h * e) - f(x - h * e)) / (2 * h)


def _all_at_once(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x = np.asarray(x, dtype=float)
    return (f(x + h) - f(x - h)) / (2 * h)


def _left_moved(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        out[i] = (up - f(x)) / (2 * h)
    return out


def _rows(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    out = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def _cut(f: Any, x: Any, h: Any = 1e-5) -> Any:
    right = _rule(_central)(f, x, h)
    if np.asarray(x).dtype.kind != "i":
        return right
    down = np.array(x, dtype=float)
    out = np.zeros(down.shape)
    for i in np.ndindex(down.shape):
        below = down.copy()
        below[i] = np.trunc(below[i] - h)
        out[i] = (f(down) - f(below)) / (2 * h)
    return out


def _no_number(f: Any, x: Any, h: Any = 1e-5) -> Any:
    if np.ndim(x) == 0:
        raise TypeError("object of type 'float' has no len()")
    return _rule(_central)(f, x, h)


def _unit(g: Any) -> Any:
    return g / (np.linalg.norm(g) or 1.0)


def _steps_add_up(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    step, out = np.zeros(x.shape), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step[i] = h
        out[i] = (f(x + step) - f(x - step)) / (2 * h)
    return out


def _first_entry(f: Any, x: Any, h: Any = 1e-5) -> Any:
    out = np.array(_rule(_central)(f, x, h))
    out.flat[1:] = 0
    return out


NUMERICAL_GRADIENT = Spec(
    name="numerical_gradient",
    reference=nnkit.numerical_gradient,
    cases=_numerical_cases,
    returns="an array of the shape of x",
    points=3,
    unit=UNIT,
    signature="numerical_gradient(f, x, h=1e-05)",
    rtol=1e-6,  # two values of f that differ by rounding only, divided by 2 h
    atol=1e-8,
    misconceptions=tuple(
        Misconception(*row)
        for row in (
            (
                "forward",
                _rule(lambda f, x, e, h: (f(x + h * e) - f(x)) / h),
                "This is the forward difference. Its error shrinks like h, that of the central "
                "one like h²: take one step to each side.",
            ),
            (
                "backward",
                _rule(lambda f, x, e, h: (f(x) - f(x - h * e)) / h),
                "This is the backward difference. Take one step to each side of x.",
            ),
            (
                "divided-by-h",
                _rule(lambda f, x, e, h: 2 * _central(f, x, e, h)),
                "Everything is twice too large: the two places are 2 h apart, not h.",
            ),
            (
                "times-h",
                _rule(lambda f, x, e, h: _central(f, x, e, h) * h * h),
                "`/ 2 * h` divides by 2 and then *multiplies* by h. Put 2 h into brackets.",
            ),
            (
                "not-divided",
                _rule(lambda f, x, e, h: _central(f, x, e, h) * 2 * h),
                "This is a difference of two values of f. A slope is difference per distance.",
            ),
            (
                "bracket-missing",
                _rule(lambda f, x, e, h: f(x + h * e) - f(x - h * e) / (2 * h)),
                "Only the second value is divided. Put the difference into brackets.",
            ),
            (
                "downhill",
                _rule(lambda f, x, e, h: -_central(f, x, e, h)),
                "The sign is wrong: value ahead minus value behind.",
            ),
            (
                "own-h",
                _rule(_central, lambda h: 1e-5),
                "The argument `h` is not used. With a large h you can see it in the result.",
            ),
            (
                "half-step",
                _rule(_central, lambda h: h / 2),
                "Your steps are h/2 to each side. The formula of the task takes h.",
            ),
            (
                "all-at-once",
                _all_at_once,
                "`x + h` moves *all* entries at the same time. Move one entry, leave the others.",
            ),
            (
                "all-at-once-everywhere",
                lambda f, x, h=1e-5: np.full(np.shape(x), _all_at_once(f, x, h)),
                "Every entry is moved at the same time, so all slopes are the same number. Move "
                "one entry only.",
            ),
            (
                "left-moved",
                _left_moved,
                "An entry that has been moved is not put back before the next one is moved.",
            ),
            (
                "rows-only",
                _rows,
                "A table is treated row by row: its whole row is moved. Go through every entry, "
                "for any shape.",
            ),
            (
                "flat",
                lambda f, x, h=1e-5: _rule(_central)(f, x, h).ravel(),
                "The slopes come in one row. Give them the shape of x.",
            ),
            (
                "integers-cut",
                _cut,
                "In an integer array a step of h is cut off. Make a copy that holds floats.",
            ),
            (
                "not-for-numbers",
                _no_number,
                "x may be a plain number, which has no length. `np.ndindex` goes through any "
                "shape, also that of a number.",
            ),
            (
                "one-side-by-2h",
                _rule(lambda f, x, e, h: (f(x + h * e) - f(x)) / (2 * h)),
                "You divide by 2h, but the two points are only h apart: step to both sides.",
            ),
            (
                "behind-by-2h",
                _rule(lambda f, x, e, h: (f(x) - f(x - h * e)) / (2 * h)),
                "You divide by 2h, but the two points are only h apart: step to both sides.",
            ),
            (
                "half-step-by-2h",
                _rule(lambda f, x, e, h: (f(x + h / 2 * e) - f(x - h / 2 * e)) / (2 * h)),
                "Your steps are h/2 to each side, so the points are h apart; you divide by 2h.",
            ),
            (
                "divided-by-own-h",
                _rule(lambda f, x, e, h: (f(x + h * e) - f(x - h * e)) / 2e-5),
                "You divide by a fixed number. Divide by 2h with the h that is given.",
            ),
            (
                "fixed-1e-3",
                _rule(_central, lambda h: 1e-3 if h == 1e-5 else h),
                "Your h is 0.001 when none is given; the task has 1e-5.",
            ),
            (
                "added",
                _rule(lambda f, x, e, h: (f(x + h * e) + f(x - h * e)) / (2 * h)),
                "The two values are added. A slope needs their difference.",
            ),
            (
                "uneven",
                _rule(lambda f, x, e, h: (f(x + h * e) - f(x - 2 * h * e)) / (2 * h)),
                "You step h ahead and 2h back. If x was moved to x + h, then `x - 2h` belongs to "
                "that place.",
            ),
            (
                "h-squared",
                _rule(lambda f, x, e, h: _central(f, x, e, h) * 2 / h),
                "You divide by h². A slope divides by the distance, 2h.",
            ),
            (
                "curvature",
                _rule(lambda f, x, e, h: (f(x + h * e) - 2 * f(x) + f(x - h * e)) / (2 * h)),
                "Value ahead minus *twice* the middle plus value behind measures the bend. Leave "
                "the middle out.",
            ),
            (
                "step-of-one",
                _rule(lambda f, x, e, h: (f(x + e) - f(x - e)) / (2 * h)),
                "You move the entry by 1, not by h, and divide by 2h.",
            ),
            (
                "times-entry",
                _rule(lambda f, x, e, h: (f(x + h * x * e) - f(x - h * x * e)) / (2 * h)),
                "Your step is h times the entry. Add and subtract h itself.",
            ),
            (
                "around-zero",
                _rule(
                    lambda f, x, e, h: (f(x * (1 - e) + h * e) - f(x * (1 - e) - h * e)) / (2 * h)
                ),
                "You put h into the place of the entry. Add it to what stands there.",
            ),
            (
                "unit-gradient",
                lambda f, x, h=1e-5: _unit(_rule(_central)(f, x, h)),
                "You scale the gradient to length 1. Return the slopes as they are.",
            ),
            (
                "steps-add-up",
                _steps_add_up,
                "The step of one entry is still there when the next one is moved. Make a new step "
                "array (or set it back to 0) for each entry.",
            ),
            (
                "first-entry-only",
                _first_entry,
                "Only the first slope is filled. Look where the `return` stands: behind the loop, "
                "not in it.",
            ),
            (
                "single-number",
                lambda f, x, h=1e-5: np.ravel(_rule(_central)(f, x, h))[-1],
                "You return the slope of the last entry alone: store each slope at its place, "
                "`g[i] = ...`.",
            ),
            (
                "forward-all-at-once",
                lambda f, x, h=1e-5: (f(np.asarray(x, float) + h) - f(np.asarray(x, float))) / h,
                "`x + h` moves *all* entries at the same time. Move one entry, and to both sides.",
            ),
            (
                "rows-broadcast",
                lambda f, x, h=1e-5: np.broadcast_to(
                    _rows(f, x, h).reshape(-1, *[1] * (np.ndim(x) - 1)), np.shape(x)
                ),
                "A table is treated row by row: its whole row is moved. Go through every entry, "
                "for any shape.",
            ),
        )
    ),
)
