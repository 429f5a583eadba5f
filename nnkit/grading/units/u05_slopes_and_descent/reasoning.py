"""A derivation line by line, and a test to write."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units import forms

UNIT = "05"
NAMES = ("x", "y", "gx", "gy", "C", "lr")


def step_lines(x: Any, y: Any, gx: Any, gy: Any, C: Any, lr: Any) -> tuple[Any, ...]:
    """The cost after one step on the bowl, in four lines."""
    square = lr**2 / 2 * (3 * gx**2 + gy**2)
    return (
        1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2,
        1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy) + square,
        C - lr * (3 * x * gx + y * gy) + square,
        C - lr * (gx**2 + gy**2) + square,
    )


def step_values(x: float, y: float, lr: float) -> tuple[float, ...]:
    """Values that belong together: the gradient and the cost at (x, y)."""
    return x, y, 3 * x, y, 1.5 * x**2 + 0.5 * y**2, lr


def _derive_cases(rng: Rng) -> list[Case]:
    x, y, lr = (float(v) for v in rng.uniform([-2, -2, 0.1], [-0.5, -0.5, 0.6]))
    hand = "x = y = 1, lr = 0.1"
    first, other = step_values(1.0, 1.0, 0.1), step_values(x, y, lr)
    return [
        *forms.derivation(step_lines, NAMES, first, hand, "hand", {4: "x y"}),
        forms.needs_name(step_lines, NAMES, first, hand, "isolated", "3 C"),
        *forms.derivation(step_lines, NAMES, other, "random values", "random", {4: "x y"}),
    ]


def _line(number: int, id: str, wrong: Function, advice: str) -> Misconception:
    return forms.line_mistake(step_lines, number, f"line-{number}-{id}", wrong, advice)


def _square(gx: Any, gy: Any, lr: Any) -> Any:
    return lr**2 / 2 * (3 * gx**2 + gy**2)


DERIVE_STEP = Spec(
    name="derive_step",
    reference=step_lines,
    cases=_derive_cases,
    returns="the four lines, in order",
    points=3,
    unit=UNIT,
    signature="derive_step(x, y, gx, gy, C, lr)",
    misconceptions=(
        *forms.form_mistakes(step_lines),
        _line(
            1,
            "changed",
            lambda x, y, gx, gy, C, lr: 1.5 * (x + lr * gx) ** 2 + 0.5 * (y + lr * gy) ** 2,
            "Line 1 is given, and it goes downhill: leave it as it is.",
        ),
        _line(
            2,
            "middle-terms-lost",
            lambda x, y, gx, gy, C, lr: 1.5 * x**2 + 0.5 * y**2 + _square(gx, gy, lr),
            "In line 2 the middle terms are lost: (a - b)² is a² - 2ab + b².",
        ),
        _line(
            2,
            "middle-terms-halved",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - lr / 2 * (3 * x * gx + y * gy) + _square(gx, gy, lr)
            ),
            "In line 2 the middle terms are half of what they should be: the 2 of 2ab is missing.",
        ),
        _line(
            2,
            "middle-terms-plus",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 + lr * (3 * x * gx + y * gy) + _square(gx, gy, lr)
            ),
            "In line 2 the middle terms have the wrong sign. The step is subtracted.",
        ),
        _line(
            2,
            "last-terms-minus",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy) - _square(gx, gy, lr)
            ),
            "In line 2 the last terms have the wrong sign: b² is never negative.",
        ),
        _line(
            2,
            "lr-not-squared",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy) + _square(gx, gy, lr) / lr
            ),
            "In line 2 the last terms hold `lr` only once. It is squared together with the slope.",
        ),
        _line(
            2,
            "factor-lost",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - lr * (x * gx + y * gy) + lr**2 / 2 * (gx**2 + gy**2)
            ),
            "In line 2 the factor of x² is applied to its first term only. It multiplies the "
            "whole bracket.",
        ),
        _line(
            2,
            "square-terms-lost",
            lambda x, y, gx, gy, C, lr: 1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy),
            "In line 2 the last terms are lost: (a - b)² is a² - 2ab + b².",
        ),
        _line(
            3,
            "square-terms-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (3 * x * gx + y * gy),
            "In line 3 the terms with lr² are lost. They are small, but not 0.",
        ),
        _line(
            3,
            "cost-twice",
            lambda x, y, gx, gy, C, lr: (
                C + 1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy) + _square(gx, gy, lr)
            ),
            "In line 3 the old cost stands twice: C takes the place of the two terms.",
        ),
        _line(
            3,
            "half-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (3 * x * gx + y * gy) + 2 * _square(gx, gy, lr),
            "In line 3 the term with lr² is twice too large: its factor ½ is lost.",
        ),
        _line(
            3,
            "factor-lost",
            lambda x, y, gx, gy, C, lr: (
                C - lr * (3 * x * gx + y * gy) + lr**2 / 2 * (gx**2 + gy**2)
            ),
            "In line 3 the factor 3 is lost in the term with lr². Only C is new in this line.",
        ),
        _line(
            4,
            "repeats-line-3",
            lambda x, y, gx, gy, C, lr: C - lr * (3 * x * gx + y * gy) + _square(gx, gy, lr),
            "Line 4 still holds x and y. Which shorter names do 3x and y have here?",
        ),
        _line(
            4,
            "length-not-squared",
            lambda x, y, gx, gy, C, lr: C - lr * np.hypot(gx, gy) + _square(gx, gy, lr),
            "In line 4 there is a square root. The product of gx with itself is gx².",
        ),
        _line(
            4,
            "slopes-added",
            lambda x, y, gx, gy, C, lr: C - lr * (gx + gy) + _square(gx, gy, lr),
            "In line 4 the slopes are added. After replacing 3x and y, each slope stands there "
            "twice, as a product.",
        ),
        _line(
            4,
            "factor-kept",
            lambda x, y, gx, gy, C, lr: C - lr * (3 * gx**2 + gy**2) + _square(gx, gy, lr),
            "In line 4 the factor 3 is used twice: gx already is 3x.",
        ),
        _line(
            4,
            "square-term-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (gx**2 + gy**2),
            "In line 4 the term with lr² is lost. That is the estimate for very small steps, "
            "not an equality.",
        ),
        _line(
            1,
            "no-lr",
            lambda x, y, gx, gy, C, lr: 1.5 * (x - gx) ** 2 + 0.5 * (y - gy) ** 2,
            "Line 1 is given, and lr is lost in it: leave it as it is.",
        ),
        _line(
            2,
            "difference-of-squares",
            lambda x, y, gx, gy, C, lr: 1.5 * x**2 + 0.5 * y**2 - _square(gx, gy, lr),
            "In line 2 the squares are subtracted: (a - b)² is a² - 2ab + b².",
        ),
        _line(
            2,
            "brackets-lost",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - 2 * lr * (x * gx + y * gy) + lr**2 * (gx**2 + gy**2)
            ),
            "In line 2 the factors 3/2 and 1/2 multiply the first term of each bracket only. They "
            "multiply all three.",
        ),
        _line(
            3,
            "factors-lost",
            lambda x, y, gx, gy, C, lr: C - 2 * lr * (x * gx + y * gy) + lr**2 * (gx**2 + gy**2),
            "In line 3 the factors 3/2 and 1/2 are lost behind C. Only the terms without lr go "
            "into C.",
        ),
        _line(
            3,
            "middle-factor-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (x * gx + y * gy) + _square(gx, gy, lr),
            "In line 3 the factor 3 of the term x gx is lost. Only C is new in this line.",
        ),
        _line(
            3,
            "middle-terms-plus",
            lambda x, y, gx, gy, C, lr: C + lr * (3 * x * gx + y * gy) + _square(gx, gy, lr),
            "In line 3 the middle terms have the wrong sign. Only C is new in this line.",
        ),
        _line(
            3,
            "repeats-line-2",
            lambda x, y, gx, gy, C, lr: (
                1.5 * x**2 + 0.5 * y**2 - lr * (3 * x * gx + y * gy) + _square(gx, gy, lr)
            ),
            "Line 3 repeats line 2. Put C in the place of the two terms without lr.",
        ),
        _line(
            4,
            "third",
            lambda x, y, gx, gy, C, lr: C - lr * (gx**2 / 3 + gy**2) + _square(gx, gy, lr),
            "In line 4 x was replaced by gx/3, but the 3 in front of it was lost: 3x is gx.",
        ),
        _line(
            4,
            "factors-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (gx**2 + gy**2) + lr**2 * (gx**2 + gy**2),
            "In line 4 the factors of the terms with lr² are lost. Only x and y are replaced in "
            "this line.",
        ),
        _line(
            4,
            "factor-3-lost",
            lambda x, y, gx, gy, C, lr: C - lr * (gx**2 + gy**2) + lr**2 / 2 * (gx**2 + gy**2),
            "In line 4 the factor 3 of the term with lr² is lost. Only x and y are replaced in "
            "this line.",
        ),
        _line(
            4,
            "plus",
            lambda x, y, gx, gy, C, lr: C + lr * (gx**2 + gy**2) + _square(gx, gy, lr),
            "In line 4 the term with lr has the wrong sign: a step downhill lowers the cost.",
        ),
        _line(
            4,
            "square-of-sum",
            lambda x, y, gx, gy, C, lr: C - lr * (gx + gy) ** 2 + _square(gx, gy, lr),
            "In line 4 the square stands around the sum. Each slope is squared for itself.",
        ),
        _line(
            4,
            "lr-not-squared",
            lambda x, y, gx, gy, C, lr: C - lr * (gx**2 + gy**2) + _square(gx, gy, lr) / lr,
            "In line 4 the last term holds lr only once. It was lr² in the line before.",
        ),
        _line(
            4,
            "cost-only",
            lambda x, y, gx, gy, C, lr: C,
            "Line 4 is the old cost. The terms with lr are lost.",
        ),
        _line(
            3,
            "cost-doubled",
            lambda x, y, gx, gy, C, lr: 2 * C - lr * (3 * x * gx + y * gy) + _square(gx, gy, lr),
            "In line 3 the old cost stands twice: C takes the place of *both* terms together.",
        ),
    ),
)


def down_by_norm(g: Any) -> Array:
    """Right: by the length."""
    size = np.sqrt(np.sum(np.square(g)))
    return np.asarray(-g / size if size > 0 else 0.0 * g)


def down_by_factor(g: Any) -> Array:
    """Right: through logarithms, so with another rounding."""
    total = float(sum(float(v) ** 2 for v in g))
    sizes = [math.exp(math.log(abs(v)) - math.log(total) / 2) if v else 0.0 for v in g]
    return np.array([-math.copysign(size, v) for size, v in zip(sizes, g, strict=True)])


def _guarded(size: Function, sign: float = -1.0) -> Function:
    """Arrow with a wrong length or sign, 0 for 0."""

    def answer(g: Any) -> Array:
        g = np.asarray(g, dtype=float)
        return np.asarray(sign * g / size(g) if np.any(g) else np.zeros(g.shape))

    return answer


def _nan_at_zero(g: Any) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(-np.asarray(g, dtype=float) / np.linalg.norm(g))


def _never_zero(g: Any) -> Array:
    return down_by_norm(g) if np.any(g) else np.ones(len(g)) / np.sqrt(len(g))


def _by_one_axis(g: Any) -> Array:
    out = np.zeros(len(g))
    k = int(np.argmax(np.abs(g)))
    out[k] = -np.sign(g[k])
    return out


WRONG_ARROWS: tuple[tuple[Function, str], ...] = (
    (_guarded(np.linalg.norm, 1.0), "Does the arrow point downhill?"),
    (_guarded(lambda g: 1.0), "Which length must the arrow have?"),
    (_guarded(lambda g: np.abs(g).sum()), "Which length must the arrow have?"),
    (lambda g: -np.abs(down_by_norm(g)), "Try a gradient with a negative component."),
    (_nan_at_zero, "Try the gradient 0. What is asked for it?"),
    (_never_zero, "Try the gradient 0. What is asked for it?"),
    (_by_one_axis, "Length 1 and downhill is not enough: is it the *steepest* way?"),
    (
        lambda g: _guarded(lambda v: np.hypot(v[0], v[1]) or 1.0)(g),
        "Try a gradient with more than two components.",
    ),
)

_PLACES = (np.array([3.0, 4.0]), np.array([1.0, -2.0, 2.0]), np.zeros(3))


def steepest_is_right(f: Any) -> bool:
    """Test f on three gradients: in the plane, with a minus in space, and 0."""
    return all(np.allclose(f(g), down_by_norm(g)) for g in _PLACES)


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *forms.right_ones([down_by_norm, down_by_factor]),
        *forms.wrong_ones(WRONG_ARROWS),
    ]


def _unit_and_down(f: Any) -> bool:
    return all(np.isclose(np.linalg.norm(f(g)), 1) and f(g) @ g < 0 for g in _PLACES[:2])


CHECK_STEEPEST = Spec(
    name="check_steepest",
    reference=steepest_is_right,
    cases=_check_cases,
    returns="True or False",
    kind="any",
    points=3,
    unit=UNIT,
    signature="check_steepest(f)",
    misconceptions=tuple(
        Misconception(*row)
        for row in (
            (
                "accepts-all",
                lambda f: True,
                "Your test accepts everything. Call f on a gradient whose answer you know, and "
                "compare.",
            ),
            (
                "rejects-right",
                lambda f: False,
                "Your test rejects what is right. Is the verdict turned round, or does it expect "
                "the way up? True means: f points down the steepest way.",
            ),
            (
                "exact",
                lambda f: all(
                    np.array_equal(f(g), down_by_norm(g))
                    for g in (np.array([0.3, 0.7, -0.2]), np.array([1.1, -0.4]), np.zeros(2))
                ),
                "Your test asks for equality to the last digit, and rejects right answers that "
                "round differently. Allow a small difference.",
            ),
            (
                "length-only",
                lambda f: all(np.isclose(np.linalg.norm(f(g)), 1) for g in _PLACES[:2]),
                "Your test looks at the length only. An arrow of length 1 can point anywhere.",
            ),
            (
                "sign-only",
                lambda f: all(np.all(np.sign(f(g)) == -np.sign(g)) for g in _PLACES[:2]),
                "Your test looks at the signs only. Look at the length and the direction too.",
            ),
            (
                "length-and-downhill",
                _unit_and_down,
                "Length 1 and downhill: many arrows are like that. The steepest one is parallel "
                "to the gradient. And what about g = 0?",
            ),
            (
                "no-zero",
                lambda f: all(np.allclose(f(g), down_by_norm(g)) for g in _PLACES[:2]),
                "Your test never tries the gradient 0, where many implementations divide by 0.",
            ),
            (
                "plane-only",
                lambda f: all(
                    np.allclose(f(g), down_by_norm(g))
                    for g in (np.array([3.0, -4.0]), np.array([0.0, 0.0]))
                ),
                "Your test tries two components only. A gradient can have 13,002.",
            ),
            (
                "positive-only",
                lambda f: all(np.allclose(f(np.abs(g)), down_by_norm(np.abs(g))) for g in _PLACES),
                "Your test tries positive components only. What if one is negative?",
            ),
            (
                "one-example",
                lambda f: bool(np.allclose(f(_PLACES[0]), down_by_norm(_PLACES[0]))),
                "One example is not enough: try a negative component, more than two components, "
                "and g = 0.",
            ),
            (
                "zero-only",
                lambda f: bool(np.allclose(f(_PLACES[2]), 0)),
                "Your test tries the gradient 0 only.",
            ),
        )
    ),
)
