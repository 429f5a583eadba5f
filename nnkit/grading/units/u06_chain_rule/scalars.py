"""One path and several paths: slopes that are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import rounded

UNIT = "06"
NOT_CALLED = (
    "Something is computed with the functions themselves. `dg`, `du` and `u` are functions: "
    "call each of them at a point."
)
ADDS_PATHS = "Along one path slopes multiply, and the products of the paths are added."


def _square(x: Any) -> Any:
    return x**2


def _twice(x: Any) -> Any:
    return 2 * x


def _power(rng: Rng) -> tuple[Any, Any, Any]:
    """Draw (g', u', u) of g = sin(c u) and u = x^3 + a x."""
    a, c = rng.uniform(0.5, 1.5, 2)
    return (
        lambda u: c * np.cos(c * u),
        lambda x: 3 * x**2 + a,
        lambda x: x**3 + a * x,
    )


def _chain_cases(rng: Rng) -> list[Case]:
    x = float(rng.uniform(0.6, 1.2))
    exp, sine = (np.exp, lambda x: np.cos(x), lambda x: np.sin(x)), (np.cos, _twice, _square)
    return [
        Case(
            (lambda u: 2.0, lambda x: 100.0, lambda x: 100 * x, 1.0),
            "the two cars, g' = 2, u' = 100, x = 1",
            "hand",
        ),
        Case((*sine, 1.3), "g = sin u, u = x², x = 1.3", "hand"),
        Case((_twice, lambda x: 1.0, lambda x: x + 3, 0.5), "g = u², u = x + 3", "isolated"),
        Case((lambda u: 1.0, _twice, _square, 0.7), "g = u, u = x², x = 0.7", "isolated"),
        Case((*exp, x), "g = e^u, u = sin x", "random"),
        Case((*_power(rng), x), "g = sin(c u), u = x³ + a x", "random"),
        Case((*_power(rng), rng.uniform(0.5, 1.5, 4)), "four values of x at once", "random"),
        Case((*sine, np.array([2, 1, 3])), "whole numbers", "integer"),
        Case((*sine, np.array([0.4])), "one value of x in an array", "one"),
    ]


CHAIN = Spec(
    name="chain",
    reference=nnkit.chain,
    cases=_chain_cases,
    returns="the slope at x, of the shape of x",
    points=1,
    unit=UNIT,
    signature="chain(dg, du, u, x)",
    misconceptions=(
        Misconception(
            "g-slope-at-x",
            lambda dg, du, u, x: dg(x) * du(x),
            "You take g' at x. What arrives at g is u(x): its slope is needed there.",
        ),
        Misconception(
            "u-slope-at-u",
            lambda dg, du, u, x: dg(u(x)) * du(u(x)),
            "You take u' at u(x). What arrives at u is x.",
        ),
        Misconception(
            "places-exchanged",
            lambda dg, du, u, x: dg(x) * du(u(x)),
            "The two places are exchanged: each slope belongs to what arrives at its function.",
        ),
        Misconception(
            "sum",
            lambda dg, du, u, x: dg(u(x)) + du(x),
            "You add the two slopes. Think of the cars: twice as far as 100 is not 102.",
        ),
        Misconception(
            "outer-only",
            lambda dg, du, u, x: dg(u(x)) * np.ones_like(x, dtype=float),
            "This is the slope of g in u. How fast u itself moves with x is still missing.",
        ),
        Misconception(
            "inner-only",
            lambda dg, du, u, x: du(x) * np.ones_like(x, dtype=float),
            "This is the slope of u in x. How fast g moves with u is still missing.",
        ),
        Misconception(
            "nested",
            lambda dg, du, u, x: dg(du(x)) * np.ones_like(x, dtype=float),
            "You put one slope into the other. The functions are nested, the slopes multiply.",
        ),
        Misconception(
            "nested-product",
            lambda dg, du, u, x: dg(u(x) * du(x)) * np.ones_like(x, dtype=float),
            "u' stands inside the brackets of g'. It is a factor outside of them.",
        ),
        Misconception(
            "value-for-slope",
            lambda dg, du, u, x: dg(u(x)) * u(x),
            "You multiply by the value u(x). Its slope is the factor.",
        ),
        Misconception(
            "as-printed",
            lambda dg, du, u, x: dg(u(x)) / du(x),
            "This solves the printed line for dg/dx (001 line 87, erratum E07), so you divide. "
            "Which of the small changes must cancel?",
            "001 line 87, erratum E07",
        ),
        Misconception(
            "quotient",
            lambda dg, du, u, x: du(x) / dg(u(x)),
            "You divide one slope by the other. Along a path nothing is divided.",
        ),
        Misconception(
            "times-x",
            lambda dg, du, u, x: dg(u(x)) * du(x) * x,
            "There is a factor x too many: x is only the place where the slopes are taken.",
        ),
        Misconception(
            "not-called",
            lambda dg, du, u, x: (_ for _ in ()).throw(TypeError("functions")),
            NOT_CALLED,
        ),
        *rounded(nnkit.chain),
        Misconception(
            "whole-number",
            lambda dg, du, u, x: np.asarray(nnkit.chain(dg, du, u, x)).astype(int),
            "The digits behind the point are lost: an `int` or an integer array.",
        ),
        Misconception(
            "dot",
            lambda dg, du, u, x: np.sum(dg(u(x)) * du(x)),
            "For several x the products are added up (`np.dot`, `@` or `sum`). Each x has a slope "
            "of its own: use `*`.",
        ),
        Misconception(
            "numbers-only",
            lambda dg, du, u, x: (
                float(np.asarray(nnkit.chain(dg, du, u, x)))
                if np.ndim(x) == 0
                else (_ for _ in ()).throw(TypeError())
            ),
            "This works for one number only. x may be an array: leave out `float`.",
        ),
        Misconception(
            "slope-of-u-twice",
            lambda dg, du, u, x: dg(du(x)) * du(x),
            "You take g' at u'(x). What arrives at g is the value u(x).",
        ),
        Misconception(
            "nested-other-way",
            lambda dg, du, u, x: du(dg(x)) * np.ones_like(x, dtype=float),
            "You put one slope into the other. The functions are nested, the slopes multiply.",
        ),
        Misconception(
            "nested-in-g",
            lambda dg, du, u, x: dg(u(du(x))) * np.ones_like(x, dtype=float),
            "You put a slope into the functions. The functions are nested, the slopes multiply.",
        ),
        Misconception(
            "sum-at-x",
            lambda dg, du, u, x: dg(x) + du(x),
            "You add the two slopes, and take g' at x. The slopes multiply, and what arrives at g "
            "is u(x).",
        ),
        Misconception(
            "order-exchanged",
            lambda dg, du, u, x: dg(x) * du(dg(x)),
            "g and u are exchanged: x first enters u, and what comes out enters g.",
        ),
        Misconception(
            "u-of-slope",
            lambda dg, du, u, x: u(dg(x)) * du(x),
            "You put g' into u. The value u(x) goes into g', not the other way round.",
        ),
        Misconception(
            "product-rule",
            lambda dg, du, u, x: dg(x) * u(x) + du(x),
            "This looks like the rule for a product. Here g is computed *from* u: multiply the "
            "slopes.",
        ),
        Misconception(
            "value-at-x",
            lambda dg, du, u, x: dg(x) * u(x),
            "You multiply by the value u(x). Its slope is the factor, and u(x) is the place where "
            "g' is taken.",
        ),
        Misconception(
            "value-added",
            lambda dg, du, u, x: dg(u(x)) * du(x) + u(x),
            "The value u(x) is added. The slope of g is the product alone.",
        ),
        Misconception(
            "inner-squared",
            lambda dg, du, u, x: dg(u(x)) * du(x) ** 2,
            "The slope of u stands there twice. Each link of the path gives one factor.",
        ),
    ),
)


def _paths(rng: Rng, k: int) -> tuple[Any, Any]:
    signs = rng.choice([-1.0, 1.0], (2, k))
    signs[:, :2] = [[1, -1], [1, 1]]
    du, dg = signs * rng.uniform(0.4, 2, (2, k))
    return du, dg


def _paths_cases(rng: Rng) -> list[Case]:
    f32 = tuple(v.astype(np.float32) for v in _paths(rng, 4))
    return [
        Case((np.array([2.0, 3.0]), np.array([5.0, 7.0])), "du = [2, 3], dg = [5, 7]", "hand"),
        Case((np.array([0.5, 0.0, 2.0]), np.array([4.0, 9.0, -1.0])), "a path of slope 0", "hand"),
        Case((np.array([3.0, 0.0]), np.array([0.5, 2.0])), "one open path of two", "isolated"),
        Case(_paths(rng, 4), "four paths", "random"),
        Case(_paths(rng, 2), "two paths", "random"),
        Case(_paths(rng, 7), "seven paths", "random"),
        Case((np.array([1, -2, 3]), np.array([2, 2, 5])), "whole numbers", "integer"),
        Case((np.array([1, 2]), np.array([0.5, 0.3])), "du of type int", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case((np.array([1.5]), np.array([-2.0])), "one path", "one"),
    ]


def _together(fn: Any, rng: Rng) -> bool:
    du, dg = _paths(rng, 5)
    parts = fn(du[:2], dg[:2]) + fn(du[2:], dg[2:])
    return bool(np.isclose(fn(du, dg), parts) and np.isclose(fn(3 * du, dg), 3 * fn(du, dg)))


TWO_PATHS = Spec(
    name="two_paths",
    reference=nnkit.two_paths,
    cases=_paths_cases,
    returns="a number",
    points=1,
    unit=UNIT,
    signature="two_paths(du, dg)",
    properties=(Property("split", "two groups of paths add up to all of them", _together),),
    misconceptions=(
        Misconception(
            "as-printed",
            lambda du, dg: du[0] * dg[0] + np.sum(du[1:] + dg[1:]),
            "Only the first path is multiplied; the others are added up, as the note prints it "
            "(001 line 95, erratum E08). " + ADDS_PATHS,
            "001 line 95, erratum E08",
        ),
        Misconception(
            "all-added",
            lambda du, dg: np.sum(du) + np.sum(dg),
            "You add all slopes. " + ADDS_PATHS,
        ),
        Misconception(
            "each-path",
            lambda du, dg: np.asarray(du) * dg,
            "You return one product for each path. x moves g along all of them at once: one "
            "number is asked.",
        ),
        Misconception(
            "product-of-sums",
            lambda du, dg: np.sum(du) * np.sum(dg),
            "You add first and multiply then, so every slope meets the slopes of other paths. "
            "Multiply within each path first.",
        ),
        Misconception(
            "first-path",
            lambda du, dg: du[0] * dg[0],
            "This is the first path alone. g hears of x along the others as well.",
        ),
        Misconception(
            "last-path",
            lambda du, dg: du[-1] * dg[-1],
            "This is the last path alone: in a loop, `=` in place of `+=` forgets the others.",
        ),
        Misconception(
            "without-last",
            lambda du, dg: np.sum(du[:-1] * dg[:-1]) + 0.0,
            "The last path is left out. Look at where your loop ends.",
        ),
        Misconception(
            "only-two",
            lambda du, dg: du[0] * dg[0] + du[1] * dg[1],
            "You count two paths. There can be one, or many.",
        ),
        Misconception(
            "all-multiplied",
            lambda du, dg: np.prod(du) * np.prod(dg),
            "You multiply everything. " + ADDS_PATHS,
        ),
        Misconception(
            "product-of-paths",
            lambda du, dg: np.prod(du + dg),
            "You add within a path and multiply over the paths: it is the other way round.",
        ),
        Misconception(
            "mean",
            lambda du, dg: np.mean(du * dg),
            "You take the mean over the paths. Their effects add up; nothing is divided.",
        ),
        Misconception(
            "largest-path",
            lambda du, dg: np.max(du * dg),
            "You take the largest path alone. All of them count.",
        ),
        Misconception(
            "without-signs",
            lambda du, dg: np.sum(np.abs(du * dg)),
            "The signs are lost. One path may push g up and another pull it down.",
        ),
        Misconception(
            "reversed",
            lambda du, dg: np.sum(du * dg[::-1]),
            "One of the lists is read backwards: du_m belongs to dg_m.",
        ),
        Misconception(
            "quotients",
            lambda du, dg: np.sum(du / dg),
            "You divide within a path. Slopes along a path multiply.",
        ),
        Misconception(
            "subtracted",
            lambda du, dg: 2 * du[0] * dg[0] - np.sum(du * dg),
            "The paths are subtracted from the first one. They add, and the signs of the slopes "
            "do the rest.",
        ),
        Misconception(
            "all-pairs",
            lambda du, dg: np.outer(du, dg),
            "You multiply every du with every dg. Only du_m and dg_m lie on the same path.",
        ),
        Misconception(
            "matrix",
            lambda du, dg: du[None] @ dg[:, None],
            "The number is right, but it sits in a 1×1 matrix. Two lists of numbers need no row "
            "and column (erratum E15).",
        ),
        *rounded(nnkit.two_paths),
        Misconception(
            "whole-number",
            lambda du, dg: int(np.sum(du * dg)),
            "The digits behind the point are lost: look for `int` or `//`.",
        ),
        Misconception(
            "types-cut",
            lambda du, dg: nnkit.two_paths(du, dg.astype(du.dtype)),
            "When du holds whole numbers, dg is cut to whole numbers as well. Compute in floats.",
        ),
        Misconception(
            "printed-two",
            lambda du, dg: du[0] * dg[0] + du[1] + dg[1],
            "Only the first path is multiplied, as the note prints it (001 line 95, erratum E08). "
            "" + ADDS_PATHS,
        ),
        Misconception(
            "products-of-lists",
            lambda du, dg: np.prod(du) + np.prod(dg),
            "You multiply within a list. du_m and dg_m lie on one path: multiply across the lists.",
        ),
        Misconception(
            "dg-only",
            lambda du, dg: np.sum(dg),
            "You add the slopes of g only. Each has to be multiplied with how fast its u moves.",
        ),
        Misconception(
            "crossed",
            lambda du, dg: du[0] * dg[1] + du[1] * dg[0],
            "The paths are crossed: du_m belongs to dg_m.",
        ),
        Misconception(
            "without-first",
            lambda du, dg: np.sum(du[1:] * dg[1:]) + 0.0,
            "The first path is left out. Indices begin at 0.",
        ),
        Misconception(
            "running",
            lambda du, dg: np.cumsum(du * dg),
            "You return the sum after each path. Asked is the last one, a number.",
        ),
        Misconception(
            "root",
            lambda du, dg: np.sqrt(np.sum(np.square(du * dg))),
            "You take the length of the list of products. Add the products themselves, with their "
            "signs.",
        ),
        Misconception(
            "sorted",
            lambda du, dg: np.dot(np.sort(du), np.sort(dg)),
            "The lists are sorted, so slopes of different paths meet. Keep their order.",
        ),
        Misconception(
            "only-the-example",
            lambda du, dg: 31.0,
            "This is the number of the example. Compute it from du and dg.",
        ),
    ),
)
