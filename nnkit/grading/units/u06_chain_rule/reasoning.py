"""A derivation line by line, and a test to write."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units import forms
from nnkit.grading.units.u06_chain_rule.scalars import UNIT

NAMES = ("x", "u1", "u2", "du1", "du2", "dg1", "dg2")
WITHOUT = {2: "dg1 dg2", 3: "dg1 dg2 du1 du2", 4: "dg1 dg2 du1 du2 u1 u2"}


def path_lines(x: Any, u1: Any, u2: Any, du1: Any, du2: Any, dg1: Any, dg2: Any) -> Any:
    """Slope of g = u1 u2², u1 = x², u2 = sin x, in four lines."""
    return (
        du1 * dg1 + du2 * dg2,
        du1 * u2**2 + du2 * 2 * u1 * u2,
        2 * x * u2**2 + np.cos(x) * 2 * u1 * u2,
        2 * x * np.sin(x) ** 2 + np.cos(x) * 2 * x**2 * np.sin(x),
    )


def path_values(x: float) -> tuple[float, ...]:
    """Values that belong together: u, u' and the slopes of g at x."""
    u1, u2 = x**2, math.sin(x)
    return x, u1, u2, 2 * x, math.cos(x), u2**2, 2 * u1 * u2


def _derive_cases(rng: Rng) -> list[Case]:
    first, other = path_values(1.0), path_values(float(rng.uniform(0.4, 1.4)))
    return [
        *forms.derivation(path_lines, NAMES, first, "x = 1", "hand", WITHOUT),
        *forms.derivation(path_lines, NAMES, other, "another x", "random", WITHOUT),
    ]


def _line(number: int, id: str, wrong: Function, advice: str) -> Misconception:
    return forms.line_mistake(path_lines, number, f"line-{number}-{id}", wrong, advice)


_LINES: tuple[tuple[int, str, Function, str], ...] = (
    (
        1,
        "plus",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * dg1 + du2 + dg2,
        "Line 1 is given: along the second path, too, the slopes are multiplied.",
    ),
    (
        1,
        "one-path",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * dg1,
        "Line 1 is given, with both paths: leave it as it is.",
    ),
    (
        2,
        "repeats-line-1",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * dg1 + du2 * dg2,
        "Line 2 still holds dg1 and dg2. Write the slopes of g = u1 u2² in their place.",
    ),
    (
        2,
        "first-slope-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u1 * u2**2 + du2 * 2 * u1 * u2,
        "In line 2 the first factor is g itself. If u1 alone moves, what stands beside it is its "
        "slope.",
    ),
    (
        2,
        "power-rule",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 + du2 * u1 * u2,
        "In line 2 the square has lost its 2: look at the slope of u2² in u2.",
    ),
    (
        2,
        "u1-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 + du2 * 2 * u2,
        "In line 2 the factor u1 is lost along the second path. While u2 moves, u1 is a constant "
        "factor, not 1.",
    ),
    (
        2,
        "crossed",
        lambda x, u1, u2, du1, du2, dg1, dg2: du2 * u2**2 + du1 * 2 * u1 * u2,
        "In line 2 the paths are crossed: du1 belongs to the slope of g in u1.",
    ),
    (
        3,
        "sine",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * u2**2 + np.sin(x) * 2 * u1 * u2,
        "In line 3 the second path has sin x where the slope of sin x is needed.",
    ),
    (
        3,
        "minus-cosine",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * u2**2 - np.cos(x) * 2 * u1 * u2,
        "In line 3 the second path has the wrong sign: that of the slope of the sine.",
    ),
    (
        3,
        "square",
        lambda x, u1, u2, du1, du2, dg1, dg2: x**2 * u2**2 + np.cos(x) * 2 * u1 * u2,
        "In line 3 the first path has x² where the slope of x² is needed.",
    ),
    (
        3,
        "two-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: x * u2**2 + np.cos(x) * 2 * u1 * u2,
        "In line 3 the slope of x² has lost its 2.",
    ),
    (
        4,
        "exchanged",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * x**4 + np.cos(x) * 2 * x**2 * np.sin(x),
        "In line 4 the first path has u1 in the place of u2.",
    ),
    (
        4,
        "square-inside",
        lambda x, u1, u2, du1, du2, dg1, dg2: (
            2 * x * np.sin(x**2) + np.cos(x) * 2 * x**2 * np.sin(x)
        ),
        "In line 4 the square stands inside the sine. u2² is the square of sin x.",
    ),
    (
        4,
        "square-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * np.sin(x) + np.cos(x) * 2 * x**2 * np.sin(x),
        "In line 4 the first path has lost the square of u2.",
    ),
    (
        4,
        "u1-as-x",
        lambda x, u1, u2, du1, du2, dg1, dg2: (
            2 * x * np.sin(x) ** 2 + np.cos(x) * 2 * x * np.sin(x)
        ),
        "In line 4 the second path has x in the place of u1.",
    ),
    (
        2,
        "values-for-slopes",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u1 + du2 * 2 * u2,
        "In line 2 the slopes of g belong to another g. Let u1 move alone: u2² is its constant "
        "factor. Let u2 move alone: u1 is.",
    ),
    (
        2,
        "values",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u1 * u2**2 + du2 * u1 * u2**2,
        "In line 2 the value of g stands in both paths. Put in its slopes in u1 and in u2.",
    ),
    (
        2,
        "multiplied",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 * du2 * 2 * u1 * u2,
        "In line 2 the two paths are multiplied. They are added, as in line 1.",
    ),
    (
        2,
        "first-path",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2,
        "In line 2 the second path is lost.",
    ),
    (
        2,
        "second-path",
        lambda x, u1, u2, du1, du2, dg1, dg2: du2 * 2 * u1 * u2,
        "In line 2 the first path is lost.",
    ),
    (
        2,
        "no-du",
        lambda x, u1, u2, du1, du2, dg1, dg2: u2**2 + 2 * u1 * u2,
        "In line 2 the factors du1 and du2 are lost. Only dg1 and dg2 are replaced.",
    ),
    (
        2,
        "square-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2 + du2 * 2 * u1 * u2,
        "In line 2 the first path has lost the square of u2.",
    ),
    (
        2,
        "u2-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 + du2 * 2 * u1,
        "In line 2 the second path has lost u2: the slope of u2² in u2 is 2 u2.",
    ),
    (
        2,
        "value-in-second",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 + du2 * u1 * u2**2,
        "In line 2 the second path holds g itself. Its slope in u2 is needed.",
    ),
    (
        2,
        "minus",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 - du2 * 2 * u1 * u2,
        "In line 2 the paths are subtracted. They are added, as in line 1.",
    ),
    (
        2,
        "all-meet",
        lambda x, u1, u2, du1, du2, dg1, dg2: (du1 + du2) * (u2**2 + 2 * u1 * u2),
        "In line 2 you add first and multiply then. Each du belongs to its own slope of g.",
    ),
    (
        3,
        "values",
        lambda x, u1, u2, du1, du2, dg1, dg2: x**2 * u2**2 + np.sin(x) * 2 * u1 * u2,
        "In line 3 x² and sin x stand where their slopes are needed.",
    ),
    (
        3,
        "x-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * u2**2 + np.cos(x) * 2 * u1 * u2,
        "In line 3 the slope of x² has lost its x.",
    ),
    (
        3,
        "u1-for-x",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * u1 * u2**2 + np.cos(x) * 2 * u1 * u2,
        "In line 3 the slope of x² holds u1. It is 2x.",
    ),
    (
        3,
        "cos-of-u2",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * u2**2 + np.cos(u2) * 2 * u1 * u2,
        "In line 3 the slope of sin x is taken at u2. It is taken at x.",
    ),
    (
        3,
        "repeats-line-2",
        lambda x, u1, u2, du1, du2, dg1, dg2: du1 * u2**2 + du2 * 2 * u1 * u2,
        "Line 3 still holds du1 or du2. Write the slopes of x² and sin x in their place.",
    ),
    (
        4,
        "repeats-line-3",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * u2**2 + np.cos(x) * 2 * u1 * u2,
        "Line 4 still holds u1 or u2. Write x² and sin x in their place.",
    ),
    (
        4,
        "two-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * np.sin(x) ** 2 + x**2 * np.sin(x) * np.cos(x),
        "In line 4 the second path has lost its 2.",
    ),
    (
        4,
        "g-itself",
        lambda x, u1, u2, du1, du2, dg1, dg2: x**2 * np.sin(x) ** 2,
        "Line 4 is g itself. Put u1 and u2 into line 3, which is its slope.",
    ),
    (
        4,
        "slopes-multiplied",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * np.sin(x) * np.cos(x),
        "In line 4 slopes are multiplied that belong to different paths. Put u1 and u2 into line "
        "3, no more.",
    ),
    (
        4,
        "cosine-squared",
        lambda x, u1, u2, du1, du2, dg1, dg2: (
            2 * x * np.cos(x) ** 2 + 2 * x**2 * np.sin(x) * np.cos(x)
        ),
        "In line 4 the first path has cos x in the place of u2, which is sin x.",
    ),
    (
        4,
        "sine-lost",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * np.sin(x) ** 2 + 2 * x**2 * np.cos(x),
        "In line 4 the second path has lost u2, which is sin x.",
    ),
    (
        4,
        "sine-divided",
        lambda x, u1, u2, du1, du2, dg1, dg2: 2 * x * (np.sin(x) + x * np.cos(x)),
        "In line 4 one factor sin x is lost in both paths.",
    ),
)

DERIVE_TWO_PATHS = Spec(
    name="derive_two_paths",
    reference=path_lines,
    cases=_derive_cases,
    returns="the four lines, in order",
    points=3,
    unit=UNIT,
    signature="derive_two_paths(x, u1, u2, du1, du2, dg1, dg2)",
    misconceptions=(*forms.form_mistakes(path_lines), *(_line(*row) for row in _LINES)),
)


def paths_by_loop(du: Any, dg: Any) -> float:
    """Right: one path after the other."""
    total = 0.0
    for a, b in zip(du, dg, strict=True):
        total += float(a) * float(b)
    return total


def paths_exactly(du: Any, dg: Any) -> float:
    """Right: rounded once, at the end."""
    return math.fsum(float(a) * float(b) for a, b in zip(du, dg, strict=True))


WRONG_PATHS: tuple[tuple[Function, str], ...] = (
    (
        lambda du, dg: float(du[0] * dg[0] + np.sum(du[1:]) + np.sum(dg[1:])),
        "Try two paths, and work out the answer by hand.",
    ),
    (lambda du, dg: float(du[0] * dg[0]), "Try slopes with which every path counts."),
    (lambda du, dg: float(np.sum(du[:2] * dg[:2])), "Try more than two paths."),
    (lambda du, dg: float(np.sum(np.abs(du * dg))), "Try a negative slope."),
    (lambda du, dg: float(np.sum(du) * np.sum(dg)), "Try slopes that differ from path to path."),
    (lambda du, dg: float(np.sum(du) + np.sum(dg)), "Choose slopes whose sum is not the product."),
    (
        lambda du, dg: float(int(np.sum(du * dg))),
        "Try slopes whose answer is not a whole number.",
    ),
    (lambda du, dg: float(np.mean(du * dg)), "Try more than one path."),
    (lambda du, dg: float(np.max(du * dg)), "Try slopes with which every path counts."),
    (lambda du, dg: float(np.sum(du * dg[::-1])), "Try slopes that differ from path to path."),
)


def _tried(*pairs: tuple[Any, Any]) -> Function:
    """A test that tries these pairs (du, dg)."""
    arrays = [(np.array(du), np.array(dg)) for du, dg in pairs]
    return lambda f: all(bool(np.allclose(f(du, dg), paths_by_loop(du, dg))) for du, dg in arrays)


def _check_cases(rng: Rng) -> list[Case]:
    return [*forms.right_ones([paths_by_loop, paths_exactly]), *forms.wrong_ones(WRONG_PATHS)]


CHECK_TWO_PATHS = Spec(
    name="check_two_paths",
    reference=_tried(([2.0, 3.0], [5.0, 7.0]), ([0.5, -2.0, 1.5], [4.0, 0.3, 0.7])),
    cases=_check_cases,
    returns="True or False",
    kind="any",
    points=3,
    unit=UNIT,
    signature="check_two_paths(f)",
    misconceptions=(
        Misconception(
            "accepts-all",
            lambda f: True,
            "Your test accepts everything: it always says True, or looks only at whether a number "
            "comes back, or tries only slopes of 0. Call f on slopes whose answer you know, and "
            "compare.",
        ),
        Misconception(
            "rejects-right",
            lambda f: False,
            "Your test rejects what is right. Is the verdict turned round, or the number you "
            "compare with wrong? True means: f adds the products of the paths.",
        ),
        Misconception(
            "exact",
            lambda f: all(
                f(np.array(du), np.array(dg)) == 0.1 + 0.2 + 0.3 - 0.5
                for du, dg in [([0.1, 0.2, 0.3, -0.5], [1.0, 1.0, 1.0, 1.0])]
            ),
            "Your test asks for equality to the last digit, and rejects right answers that round "
            "differently. Allow a small difference.",
        ),
        Misconception(
            "one-path",
            _tried(([2.0], [5.5])),
            "Your test tries a single path. The mistakes are made where there are more.",
        ),
        Misconception(
            "two-whole-numbers",
            _tried(([2.0, 3.0], [5.0, 7.0])),
            "One example with two positive whole numbers lets a good deal through. Try three "
            "paths, a minus, and digits behind the point.",
        ),
        Misconception(
            "two-paths-only",
            _tried(([2.0, -3.0], [5.0, 7.5])),
            "Your test tries two paths only. What if f never looks at a third one?",
        ),
        Misconception(
            "positive-only",
            _tried(([2.5, 3.0, 1.0], [5.0, 7.1, 0.3])),
            "No path in your test has a negative product. What if f loses the signs?",
        ),
        Misconception(
            "whole-only",
            _tried(([2.0, -3.0, 1.0], [5.0, 7.0, 4.0])),
            "Your test tries whole numbers only. What if f cuts the digits behind the point?",
        ),
        Misconception(
            "equal-paths",
            _tried(([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])),
            "All slopes in your test are equal, so many different formulas give the same. Take "
            "different numbers.",
        ),
        Misconception(
            "sign-of-the-answer",
            lambda f: bool(f(np.array([2.0, 3.0]), np.array([-5.0, -7.0])) < 0),
            "Your test looks at the sign of the answer only. Compare the number.",
        ),
    ),
)
