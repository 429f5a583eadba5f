"""A derivation line by line, and a test to write."""

import math
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Function, Rng
from nnkit.grading.given import functions as given
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, right_ones, wrong_ones

STEPS = (
    "it is given: leave it as it is",
    "put the slopes of g in the place of dg1 and dg2, and nothing else",
    "put the slopes of u1 and u2 in the place of du1 and du2, and leave u1 and u2 as they are",
    "put x² and sin x in the place of u1 and u2",
)


def path_lines(x, u1, u2, du1, du2, dg1, dg2):
    """Slope of g = u1 u2², u1 = x², u2 = sin x, in four lines."""
    return (
        du1 * dg1 + du2 * dg2,
        du1 * u2**2 + du2 * 2 * u1 * u2,
        2 * x * u2**2 + np.cos(x) * 2 * u1 * u2,
        2 * x * np.sin(x) ** 2 + np.cos(x) * 2 * x**2 * np.sin(x),
    )


def derive_cases(x: float, label: str, rung: str, rng: Rng) -> list[Case]:
    """Make the cases of the derivation at one x."""
    u1, u2 = x**2, math.sin(x)
    values = x, u1, u2, 2 * x, math.cos(x), u2**2, 2 * u1 * u2
    return derivation(path_lines, values, label, rung, STEPS, rng)


def _derive_cases(rng: Rng) -> list[Case]:
    return [
        *derive_cases(1.0, "x = 1", "hand", rng),
        *derive_cases(float(rng.uniform(0.4, 1.4)), "another x", "random", rng),
    ]


@exercise(_derive_cases, "the four lines, in order", by_parts=True, given_parts=(0,), points=3)
def derive_two_paths(x, u1, u2, du1, du2, dg1, dg2):
    """
    line_1 = du1 * dg1 + du2 + dg2
    # Line 1 is given: along the second path, too, the slopes are multiplied.
    line_2 = line_1
    # In line 2 dg1 and dg2 still stand. Write the slopes of g = u1 u2² in their place.
    line_3 = line_2
    # In line 3 du1 and du2 still stand. Write the slopes of x² and sin x in their place.
    line_4 = line_3  # In line 4 u1 and u2 still stand. Write x² and sin x in their place.
    return line_1, line_1, line_1, line_1
    # All lines repeat line 1. Each makes a step: replace dg1 and dg2 first, then du1 and du2, then
    # u1 and u2.
    return line_1, line_4, line_4, line_4
    # Line 2 and line 3 are the last line already. Make one step in each line.
    return line_1, line_3, line_3, line_4
    # In line 2 the step of line 3 is made already: du1 and du2 stay in it.
    return line_1, line_2, line_4, line_4
    # In line 3 the step of line 4 is made already: u1 and u2 stay in it.
    g1 = u1
    g2 = 2 * u2
    # The slopes of g belong to another g. Let u1 move alone: u2² is its constant factor. Let u2
    # move alone: u1 is.
    g1 = u2
    g2 = u1
    # These are the slopes of u1 u2. In g the second factor is squared.
    inner1 = x  # The slope of x² is 2x: the 2 is missing.
    inner2 = -np.cos(x)  # The slope of sin x has the wrong sign. It is cos x.
    inner2 = -np.sin(x)
    inner2 = np.sin(x)  # The slope of sin x is cos x.
    g2 = u1 * u2  # In the slope of g in u2 the 2 is missing: u2² has the slope 2 u2.
    g1 = u2  # In the slope of g in u1 the square is missing: u2² is its constant factor.
    g2 = 2 * u2  # In the slope of g in u2 the constant factor u1 is missing.
    g1 = u1 * u2**2  # Along the first path g itself stands where its slope in u1 is needed.
    g2 = u1 * u2**2  # Along the second path g itself stands where its slope in u2 is needed.
    g1 = u1 * u2**2
    g2 = u1 * u2**2
    # Along both paths g itself stands where its slopes are needed.
    line_2 = g1 + g2  # In line 2 the factors du1 and du2 are lost. Only dg1 and dg2 are replaced.
    line_3 = inner1 * dg1 + inner2 * dg2
    # In line 3 dg1 and dg2 stand again. Only du1 and du2 are replaced here.
    inner1 = x**2  # Along the first path x² stands where its slope is needed.
    inner1 = x**2
    inner2 = np.sin(x)
    # Along both paths x² and sin x stand where their slopes are needed.
    line_4 = 2 * x * np.sin(x**2) + inner2 * 2 * v1 * v2
    # In line 4 the square stands inside the sine. u2² is the square of sin x.
    line_4 = x**2 * np.sin(x) ** 2
    # Line 4 is g itself. Put u1 and u2 into line 3, which is its slope.
    line_4 = 2 * x * np.sin(x) * np.cos(x)
    # In line 4 slopes are multiplied that belong to different paths. Put u1 and u2 into line 3, no
    # more.
    """
    # It is given: leave it as it is.
    line_1 = du1 * dg1 + du2 * dg2  # line 1
    # If u1 moves alone, u2² is a constant factor.
    g1 = u2**2  # the slope of g in u1
    # If u2 moves alone, u1 is a constant factor, and the slope of u2² is 2 u2.
    g2 = 2 * u1 * u2  # the slope of g in u2
    # Only dg1 and dg2 are replaced here.
    line_2 = du1 * g1 + du2 * g2  # line 2
    inner1 = 2 * x  # the slope of x²
    inner2 = np.cos(x)  # the slope of sin x
    # Only du1 and du2 are replaced here.
    line_3 = inner1 * g1 + inner2 * g2  # line 3
    v1 = x**2  # the square for u1
    v2 = np.sin(x)  # the sine for u2
    # Only u1 and u2 are replaced here.
    line_4 = inner1 * v2**2 + inner2 * 2 * v1 * v2  # line 4
    return line_1, line_2, line_3, line_4


MANY = "Try slopes with which every path counts."
DIFFERENT = "Try slopes that differ from path to path."
WRONG_PATHS: tuple[tuple[Function, str], ...] = (
    (given.as_printed, "Try two paths, and work out the answer by hand."),
    (given.first_path, MANY),
    (given.two_only, "Try more than two paths."),
    (given.sizes_only, "Try a negative slope."),
    (given.sums_multiplied, DIFFERENT),
    (given.all_added, "Choose slopes whose sum is not the product."),
    (given.whole, "Try slopes whose answer is not a whole number."),
    (given.mean, "Try more than one path."),
    (given.largest, MANY),
    (given.crossed, DIFFERENT),
)
TRIED = (
    ([2.0, 3.0], [5.0, 7.0]),
    ([0.5, -2.0, 1.5], [4.0, 0.3, 0.7]),
)


def _check_cases(rng: Rng) -> list[Case]:
    right = [nnkit.two_paths, given.rounded_once, given.backwards]
    return [*right_ones(right), *wrong_ones(WRONG_PATHS)]


def answers_of(f: Function, tried: Any) -> Any:
    """What `f` says for the slopes that are tried."""
    return np.array([f(np.array(du), np.array(dg)) for du, dg in tried])


@exercise(_check_cases, mistakes=VERDICT, kind="any", **WRITTEN)
def check_two_paths(f):
    """
    tried = [([0.1, 0.2, 0.3, -0.5], [1.0, 1.0, 1.0, 1.0])]
    return bool(got[0] == 0.1 + 0.2 + 0.3 - 0.5)
    # Your test asks for equality to the last digit, and rejects right answers that round
    # differently. Allow a small difference.
    tried = [([2.0], [5.5])]  # An f that is wrong with several paths passes: try more than one.
    tried = TRIED[:1]
    # What passes is right for one example with two positive whole numbers. Are others looked at?
    # (A `return True` in a loop ends it.) Try three paths, a minus, and digits behind the point.
    tried = [([2.0, -3.0], [5.0, 7.5])]
    tried = [([2.5, -3.0], [5.0, 7.0])]  # An f that never looks at a third path passes: try three.
    tried = [([2.0, 3.0, 4.0], [5.0, 7.0, 1.0])]
    # An f that loses signs, or digits behind the point, passes: try numbers that have them.
    tried = [([2.5, 3.0, 1.0], [5.0, 7.1, 0.3])]
    # An f that loses the signs passes: try a path whose product is negative.
    tried = [([2.0, -3.0, 1.0], [5.0, 7.0, 4.0])]
    # An f that cuts the digits behind the point passes: try numbers that have some.
    tried = [([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])]
    # Many formulas pass that give the same where all slopes are equal. Take different numbers.
    tried = [([2.0, 3.0], [-5.0, -7.0])]
    return bool(got[0] < 0)  # Whatever has the right sign passes. Compare the number.
    """
    tried = TRIED  # the slopes that you try
    got = answers_of(f, tried)  # what f says
    want = answers_of(nnkit.two_paths, tried)  # the right answers
    return bool(np.allclose(got, want))
