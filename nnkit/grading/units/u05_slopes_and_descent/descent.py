"""Walking downhill: the path of a descent, and a loop with three planted mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec

UNIT = "05"


def landscape_slope(w: Any) -> Any:
    """Slope of (w^2 - 1)^2 + 0.3 w."""
    return 4 * w * (w**2 - 1) + 0.3


def bowl(factor: Any, place: Any) -> Function:
    """Slope of a bowl with its bottom at `place`."""
    return lambda w: factor * (np.asarray(w) - place)


def _walk(
    step: Function, first: bool = True, extra: int = 0, kept: Function | None = None
) -> Function:
    """A descent with another step: ``step(w, slope, lr, k)`` is the next w."""

    def answer(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
        w = np.asarray(w0, dtype=float)
        path = [w] if first else []
        for k in range(steps + extra):
            w = np.asarray(step(w, np.asarray(df(w.copy())), lr, k))
            path.append(w)
        return np.array(path) if kept is None else kept(path)

    return answer


def _frozen(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    w0 = np.asarray(w0, dtype=float)
    return np.array([w0 - k * lr * np.asarray(df(w0)) for k in range(steps + 1)])


def _same_object(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    path = nnkit.descend(df, w0, lr, steps)
    return path if path.ndim == 1 else np.array([path[-1]] * (steps + 1))


def _cut(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    path = [np.array(w0)]
    for _ in range(steps):
        path.append((path[-1] - lr * np.asarray(df(path[-1].copy()))).astype(path[0].dtype))
    return np.array(path)


def _numbers_only(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    if np.ndim(w0):
        raise ValueError("setting an array element with a sequence.")
    return nnkit.descend(df, w0, lr, steps)


def _slopes(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    return np.array([np.asarray(df(w)) for w in nnkit.descend(df, w0, lr, steps)])


def _until_flat(df: Any, w0: Any, lr: Any, steps: Any) -> Any:
    path = [np.asarray(w0, dtype=float)]
    while len(path) <= steps and np.any(np.abs(df(path[-1])) >= 1e-2):
        path.append(path[-1] - lr * np.asarray(df(path[-1])))
    return np.array(path)


def _cases(rng: Rng) -> list[Case]:
    table = rng.normal(0, 1, (2, 3))
    return [
        Case((bowl(2, 0), 1.0, 0.25, 3), "df = 2 w, w0 = 1, lr = 0.25, 3 steps", "hand"),
        Case((landscape_slope, 2.0, 0.02, 4), "the landscape from 2, 4 steps", "hand"),
        Case((bowl(3, 1.5), -0.5, 0.1, 1), "a single step", "isolated"),
        Case(
            (bowl(np.array([3.0, 1.0]), 0), np.array([1.0, -1.5]), 0.2, 3),
            "a bowl in two directions",
            "isolated",
        ),
        Case((landscape_slope, float(rng.uniform(-1.9, -1.2)), 0.03, 6), "the landscape", "random"),
        Case((bowl(rng.uniform(0.5, 3, 4), 0.4), rng.normal(0, 2, 4), 0.15, 5), "4 w", "random"),
        Case((bowl(1.7, table), 3 * table + 1, 0.3, 2), "a 2×3 array of w", "random"),
        Case((bowl(0.5, 0.0), 1e6, 0.5, 4), "a start far away", "extreme"),
        Case((bowl(2, 0.0), 1e-4, 0.1, 3), "a start close to the bottom", "extreme"),
        Case((bowl(2, 0.25), 3, 0.1, 3), "a whole number as start", "integer"),
        Case((bowl(2, 0.25), np.array([3, -1]), 0.1, 2), "a start of type int", "integer"),
        Case((bowl(2, 0.0), 1.5, 0.1, 0), "no step at all", "one"),
        Case((bowl(2, 0.0), np.array([1.5]), 0.1, 2), "an array with one w", "one"),
    ]


DESCEND = Spec(
    name="descend",
    reference=nnkit.descend,
    cases=_cases,
    returns="an array of steps + 1 entries, each of the shape of w0",
    points=3,
    unit=UNIT,
    signature="descend(df, w0, lr, steps)",
    rtol=1e-9,
    misconceptions=(
        Misconception(
            "ascent",
            _walk(lambda w, g, lr, k: w + lr * g),
            "This walks uphill: the slope is added. A positive slope means that the way down is "
            "to the left.",
        ),
        Misconception(
            "frozen-slope",
            _frozen,
            "Every step uses the slope at the start. The slope changes on the way: ask for it "
            "where you stand now.",
        ),
        Misconception(
            "start-missing",
            _walk(lambda w, g, lr, k: w - lr * g, first=False),
            "The start is not in the path, so it has one entry too few. The first entry is w0.",
        ),
        Misconception(
            "last-step-missing",
            _walk(lambda w, g, lr, k: w - lr * g, extra=-1),
            "One step is missing: the path has the start and one entry for *each* of the steps.",
        ),
        Misconception(
            "one-step-too-many",
            _walk(lambda w, g, lr, k: w - lr * g, extra=1),
            "There is one step too many: the start already is the first of steps + 1 entries.",
        ),
        Misconception(
            "end-only",
            _walk(lambda w, g, lr, k: w - lr * g, kept=lambda path: path[-1]),
            "You return the place where the walk ends. Asked is the whole path, from the start on.",
        ),
        Misconception(
            "sign-only",
            _walk(lambda w, g, lr, k: w - lr * np.sign(g)),
            "Every step has the same length: only the sign of the slope is used. A steep place "
            "asks for a longer step.",
        ),
        Misconception(
            "no-step-size",
            _walk(lambda w, g, lr, k: w - g),
            "The step size `lr` is not used: each step is the whole slope.",
        ),
        Misconception(
            "slopes-kept",
            _slopes,
            "You keep the slopes. Asked are the places, the w of each step.",
        ),
        Misconception(
            "step-of-the-place",
            _walk(lambda w, g, lr, k: w - lr * w),
            "The step is a part of w itself. Use the slope `df(w)`.",
        ),
        Misconception(
            "replaced",
            _walk(lambda w, g, lr, k: -lr * g),
            "The old place is lost: a step is *added to* where you stand, it does not replace it.",
        ),
        Misconception(
            "relative-step",
            _walk(lambda w, g, lr, k: w * (1 - lr * g)),
            "Each step is multiplied by w. The rule has no factor w: only `lr` times the slope.",
        ),
        Misconception(
            "shrinking",
            _walk(lambda w, g, lr, k: w - lr / (k + 1) * g),
            "The step size becomes smaller from step to step. Here it stays the same.",
        ),
        Misconception(
            "same-array",
            _same_object,
            "For arrays all entries of the path are the last place: the same array is stored "
            "again and again while `-=` changes it. Make a new array in each step.",
        ),
        Misconception(
            "integers-cut",
            _cut,
            "A start of type int cuts every step to whole numbers. Turn w0 into floats first.",
        ),
        Misconception(
            "numbers-only",
            _numbers_only,
            "This works for one number only. w0 may be an array: collect the places in a list.",
        ),
        Misconception(
            "lr-twice",
            _walk(lambda w, g, lr, k: w - lr * lr * g),
            "The step size is applied twice: each step is lr times the slope, once.",
        ),
        Misconception(
            "divided",
            _walk(lambda w, g, lr, k: w - lr / g),
            "You divide by the slope. A steeper place asks for a longer step: multiply.",
        ),
        Misconception(
            "size-of-slope",
            _walk(lambda w, g, lr, k: w - lr * np.abs(g)),
            "The sign of the slope is lost, so each step goes to the left. Where the slope is "
            "negative, the way down is to the right.",
        ),
        Misconception(
            "from-the-start",
            lambda df, w0, lr, steps: _walk(lambda w, g, lr, k: np.asarray(w0, float) - lr * g)(
                df, w0, lr, steps
            ),
            "Every step starts from w0 again. Step from the place where you stand now.",
        ),
        Misconception(
            "halving",
            _walk(lambda w, g, lr, k: w - lr / 2**k * g),
            "The step size is halved in each step. Here it stays the same.",
        ),
        Misconception(
            "start-is-zero",
            lambda df, w0, lr, steps: nnkit.descend(df, 0 * np.asarray(w0, float), lr, steps),
            "The path begins at 0. Put `w0` into its first place.",
        ),
        Misconception(
            "slopes-after-start",
            lambda df, w0, lr, steps: np.array(
                [np.asarray(w0, float), *_slopes(df, w0, lr, steps)[1:]]
            ),
            "Behind the start you keep slopes. Asked are the places, the w of each step.",
        ),
        Misconception(
            "stops-when-flat",
            lambda df, w0, lr, steps: _until_flat(df, w0, lr, steps),
            "Your walk ends early where the slope is small. Here it makes exactly `steps` steps.",
        ),
        Misconception(
            "last-two",
            lambda df, w0, lr, steps: nnkit.descend(df, w0, lr, steps)[-2:],
            "Only the last two places are in the path: is the list made anew inside the loop?",
        ),
        Misconception(
            "returns-in-the-loop",
            lambda df, w0, lr, steps: nnkit.descend(df, w0, lr, min(steps, 1)),
            "The path ends after one step. Look where the `return` stands: behind the loop, not in "
            "it.",
        ),
        Misconception(
            "same-object",
            lambda df, w0, lr, steps: np.array(
                [nnkit.descend(df, w0, lr, steps)[-1]] * (steps + 1)
            ),
            "All entries are the last place: `-=` changes the one array that the list holds again "
            "and again. `w = w - ...` makes a new array.",
        ),
        Misconception(
            "whole-start",
            lambda df, w0, lr, steps: nnkit.descend(df, np.trunc(w0), lr, steps),
            "The start is cut to a whole number. Make floats of it: `dtype=float`.",
        ),
    ),
)


def _settle(downhill: bool, both_signs: bool, exact: bool, count: int = 0) -> Function:
    """The loop of the task; every False keeps one of the planted mistakes."""

    def answer(df: Any, w0: Any, lr: Any, tol: Any, limit: Any) -> Any:
        w, steps = w0, count
        while True:
            g = float(df(w))
            steep = (abs(g) if both_signs else g) > tol
            if not steep or not (steps < limit if exact else steps <= limit):
                return w, steps
            w, steps = (w - lr * g if downhill else w + lr * g), steps + 1

    return answer


def _settle_cases(rng: Rng) -> list[Case]:
    right, left = float(rng.uniform(1, 2)), float(rng.uniform(-2, -1))
    return [
        Case((bowl(2, 0), 1.0, 0.25, 0.3, 50), "df = 2 w, w0 = 1, lr = ¼, tol = 0.3", "hand"),
        Case((bowl(2, 0), -1.0, 0.25, 0.3, 50), "the same from -1", "hand"),
        Case((bowl(2, 0), 1.0, 0.25, 0.3, 2), "at most 2 steps", "isolated"),
        Case((bowl(2, 0), 0.1, 0.25, 0.3, 9), "a start that is flat enough", "isolated"),
        Case((bowl(2, 0), 1.0, 0.25, 0.5, 9), "a slope that is exactly tol", "isolated"),
        Case((bowl(1.5, 0.3), right, 0.2, 0.01, 40), "a start on the right", "random"),
        Case((bowl(1.5, 0.3), left, 0.2, 0.01, 40), "a start on the left", "random"),
        Case((bowl(1.5, 0.3), left, 0.05, 0.01, 7), "7 steps at most", "random"),
        Case((bowl(2, 0.25), 3, 0.1, 0.01, 30), "a whole number as start", "integer"),
        Case((bowl(2, 0.0), 1.0, 0.1, 0.01, 0), "no step allowed", "one"),
    ]


_LEFT = {
    (False, False, False): ("as-printed", "All three mistakes are still there."),
    (False, True, True): ("uphill-left", "It still walks uphill. Follow the sign of one step."),
    (True, False, True): (
        "sign-of-slope-left",
        "From the left it stops at once: a slope of -5 is not flat. Steep is a matter of size.",
    ),
    (True, True, False): (
        "limit-left",
        "It makes one step more than `limit`. Count by hand with limit = 2.",
    ),
    (False, False, True): (
        "uphill-and-sign-left",
        "The limit is right now. Look at the sign of the step and at slopes below 0.",
    ),
    (False, True, False): (
        "uphill-and-limit-left",
        "Slopes below 0 are right now. Look at the sign of the step and at the number of steps.",
    ),
    (True, False, False): (
        "sign-and-limit-left",
        "The step is right now. Look at slopes below 0 and at the number of steps.",
    ),
}


def _one_short(df: Any, w0: Any, lr: Any, tol: Any, limit: Any) -> Any:
    return _settle(True, True, True)(df, w0, lr, tol, max(limit - 1, 0))


def _minus_slope(df: Any, w0: Any, lr: Any, tol: Any, limit: Any) -> Any:
    """Stop while the slope is negative, walk while it is: the test turned round."""
    w, steps = w0, 0
    while float(df(w)) < -tol and steps < limit:
        w, steps = w - lr * float(df(w)), steps + 1
    return w, steps


def _stop(
    go: Function,
    step: Function = lambda w, g, lr, tol: w - lr * g,
    count: Function = lambda n, g, limit: n,
    first: bool = False,
) -> Function:
    """A walk with another test, step or second result; it makes at most 200 steps."""

    def answer(df: Any, w0: Any, lr: Any, tol: Any, limit: Any) -> Any:
        w, n = w0, 0
        while n < 200 and ((first and n == 0) or go(w, float(df(w)), n, tol, limit)):
            w, n = step(w, float(df(w)), lr, tol), n + 1
        return w, count(n, float(df(w)), limit)

    return answer


def _flat(w: Any, g: Any, n: Any, tol: Any, limit: Any) -> bool:
    return abs(g) > tol and n < limit


def _slope_once(df: Any, w0: Any, lr: Any, tol: Any, limit: Any) -> Any:
    g = float(df(w0))
    n = limit if abs(g) > tol else 0
    return w0 - n * lr * g, n


CORRECTED_SETTLE = Spec(
    name="corrected_settle",
    reference=_settle(True, True, True),
    cases=_settle_cases,
    returns="the place and the number of steps, (w, steps)",
    points=3,
    unit=UNIT,
    signature="corrected_settle(df, w0, lr, tol, limit)",
    rtol=1e-9,
    misconceptions=(
        *(Misconception(id, _settle(*left), advice) for left, (id, advice) in _LEFT.items()),
        Misconception(
            "counts-from-one",
            _settle(True, True, True, count=1),
            "The number of steps begins at 1 now. Before the first step it is 0.",
        ),
        Misconception(
            "one-short",
            _one_short,
            "It makes one step less than `limit` allows.",
        ),
        Misconception(
            "test-turned",
            _minus_slope,
            "Now it walks only where the slope is negative. Both signs can be steep.",
        ),
        Misconception(
            "place-only",
            lambda *args: _settle(True, True, True)(*args)[0],
            "You return the place only. The number of steps is asked as well.",
        ),
        Misconception(
            "exchanged",
            lambda *args: _settle(True, True, True)(*args)[::-1],
            "The two results are exchanged: first the place, then the number of steps.",
        ),
        Misconception(
            "exactly-tol",
            _stop(lambda w, g, n, tol, limit: abs(g) >= tol and n < limit),
            "A slope of exactly `tol` is flat: at most tol, so go on only while it is larger.",
        ),
        Misconception(
            "place-for-slope",
            _stop(lambda w, g, n, tol, limit: abs(w) > tol and n < limit),
            "You compare the place with `tol`. Flat is where the *slope* is small.",
        ),
        Misconception(
            "squared-slope",
            _stop(lambda w, g, n, tol, limit: g * g > tol and n < limit),
            "You compare the square of the slope with `tol`. Its size is `abs`.",
        ),
        Misconception(
            "no-limit",
            _stop(lambda w, g, n, tol, limit: abs(g) > tol),
            "The limit is lost: with at most 2 steps the walk goes on.",
        ),
        Misconception(
            "never-flat",
            _stop(lambda w, g, n, tol, limit: n < limit),
            "It walks on until the limit, also where the ground is flat: the slope has a size of "
            "at most `tol` there, though not exactly 0.",
        ),
        Misconception(
            "turned",
            _stop(lambda w, g, n, tol, limit: abs(g) < tol and n < limit),
            "The comparison is turned round: it walks while the ground is flat.",
        ),
        Misconception(
            "size-of-place",
            lambda df, w0, lr, tol, limit: _stop(
                lambda w, g, n, tol, limit: float(df(abs(w))) > tol and n < limit
            )(df, w0, lr, tol, limit),
            "`abs` stands around the place. It belongs around the slope: `abs(df(w))`.",
        ),
        Misconception(
            "fixed-tol",
            _stop(lambda w, g, n, tol, limit: abs(g) > 0.3 and n < limit),
            "A tol of 0.3 is written into the code. Use the argument.",
        ),
        Misconception(
            "one-step-only",
            _stop(lambda w, g, n, tol, limit: n < 1 and _flat(w, g, n, tol, limit)),
            "It makes one step at most: an `if` looks once, a `while` again and again.",
        ),
        Misconception(
            "always-one-step",
            _stop(_flat, first=True),
            "It steps before it looks. A start on flat ground, or with limit 0, needs no step.",
        ),
        Misconception(
            "counts-one-more",
            _stop(_flat, count=lambda n, g, limit: n + 1),
            "The number of steps is one too large; the place is right.",
        ),
        Misconception(
            "counts-one-less",
            _stop(_flat, count=lambda n, g, limit: n - (n == limit)),
            "At the limit the count is one too small: in a `for` loop the last index is limit - 1.",
        ),
        Misconception(
            "returns-limit",
            _stop(_flat, count=lambda n, g, limit: limit),
            "You return the limit. Asked is how many steps were made.",
        ),
        Misconception(
            "returns-slope",
            _stop(_flat, count=lambda n, g, limit: g),
            "The second value is the slope. Asked is the number of steps.",
        ),
        Misconception(
            "no-step-size",
            _stop(_flat, step=lambda w, g, lr, tol: w - g),
            "The step size `lr` is lost.",
        ),
        Misconception(
            "size-in-step",
            _stop(_flat, step=lambda w, g, lr, tol: w - lr * abs(g)),
            "`abs` belongs into the test only. In the step the sign of the slope says which way is "
            "down.",
        ),
        Misconception(
            "step-times-tol",
            _stop(_flat, step=lambda w, g, lr, tol: w - lr * g * tol),
            "`tol` stands in the step. It only says when to stop.",
        ),
        Misconception(
            "or",
            _stop(lambda w, g, n, tol, limit: abs(g) > tol or n < limit),
            "The two conditions are joined by `or`: it walks on while one of them holds. Both must "
            "hold.",
        ),
        Misconception(
            "slope-once",
            _slope_once,
            "The slope is computed once, before the loop. It changes with every step: ask for it "
            "in the loop.",
        ),
        Misconception(
            "number-only",
            lambda *args: _settle(True, True, True)(*args)[1],
            "You return the number of steps only. The place is asked as well.",
        ),
    ),
)
