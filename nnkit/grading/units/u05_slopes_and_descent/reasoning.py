"""A derivation line by line, and a test to write."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given import functions as given
from nnkit.grading.units.derivations import derived
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, right_ones, wrong_ones

STEPS = (
    "leave it as it is",
    "multiply out both squares",
    "put C in the place of the two terms without lr",
    "leave no x and no y: gx and gy take their place",
)


def place(rng: Rng, x: float, y: float, lr: float) -> tuple[float, ...]:
    """Make (x, y, gx, gy, C, lr) of a step."""
    return x, y, 3 * x, y, 1.5 * x**2 + 0.5 * y**2, lr


HAND, OTHER = (2.0, 1.0, 0.1), (-1.3, -0.7, 0.4)


@derived(STEPS, place, "x = {}, y = {}, lr = {}", HAND, OTHER, first=5, given_parts=(0,), points=3)
def derive_step(x, y, gx, gy, C, lr):
    """
    line_1 = 1.5 * (x + lr * gx) ** 2 + 0.5 * (y + lr * gy) ** 2
    # Line 1 is given, and it goes downhill: leave it as it is.
    line_1 = 1.5 * (x - gx) ** 2 + 0.5 * (y - gy) ** 2
    # Line 1 is given, and lr is lost in it: leave it as it is.
    middle = 0.0  # The middle terms are lost: (a - b)² is a² - 2ab + b².
    last = 0.0  # The terms with lr² are lost. They are small, but not 0.
    line_2 = before - last  # In line 2 the squares are subtracted: (a - b)² is a² - 2ab + b².
    last_x = lr**2 * gx**2
    last_y = lr**2 * gy**2
    # The terms with lr² have lost their factors 3/2 and 1/2.
    last_x = 1.5 * lr * gx**2
    last_y = 0.5 * lr * gy**2
    # In the last terms lr is not squared: (lr gx)² is lr² gx².
    middle_x = 1.5 * lr * x * gx
    # The term with lr, x and gx is half of what it should be: the 2 of 2ab is missing.
    middle_y = 0.5 * lr * y * gy
    # The term with lr, y and gy is half of what it should be: the 2 of 2ab is missing.
    middle_x = 1.5 * lr * x * gx
    middle_y = 0.5 * lr * y * gy
    # The terms with lr are half of what they should be: the 2 of 2ab is missing.
    middle_x = 2 * lr * x * gx
    middle_y = 2 * lr * y * gy
    last_x = lr**2 * gx**2
    last_y = lr**2 * gy**2
    # The terms with lr and lr² have lost the factors 3/2 and 1/2, which multiply all three terms.
    last_x = 0.5 * lr**2 * gx**2
    # In the terms with lr² a factor 3 is lost: that of gx² has 3/2, that of gy² has 1/2.
    line_3 = line_2  # In line 3 nothing is new: put C in the place of the two terms without lr.
    line_3 = C + before - middle + last
    # In line 3 the old cost stands twice: C takes the place of the two terms.
    line_3 = 2 * C - middle + last
    # In line 3 C stands twice: it takes the place of *both* terms together.
    line_4 = C - middle + last
    # In line 4, x and y still stand. Which letters stand for the two slopes?
    line_4 = C  # In line 4 the old cost stands alone: the terms with lr are lost.
    line_4 = C - lr * (gx + gy) + last
    # In line 4 the slopes are added. Each slope stands there twice, as a product.
    line_4 = C - lr * (3 * gx**2 + gy**2) + last
    # In line 4 the factor 3 is used twice: gx already is 3x.
    line_4 = C - lr * (gx**2 / 3 + gy**2) + last
    # In line 4 x was replaced by gx/3, but the 3 in front of it was lost: 3x is gx.
    line_4 = C - lr * (gx + gy) ** 2 + last
    # In line 4 the square stands around the sum. Each slope is squared for itself.
    """
    # This line is given: leave it as it is.
    line_1 = 1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2  # line 1
    before = 1.5 * x**2 + 0.5 * y**2  # the terms without lr
    middle_x = 1.5 * 2 * lr * x * gx  # the term with lr and x
    middle_y = 0.5 * 2 * lr * y * gy  # the term with lr and y
    last_x = 1.5 * lr**2 * gx**2  # the term with lr² and gx
    last_y = 0.5 * lr**2 * gy**2  # the term with lr² and gy
    middle = middle_x + middle_y  # the terms with lr
    last = last_x + last_y  # the terms with lr²
    # (a - b)² is a² - 2ab + b².
    line_2 = before - middle + last  # line 2
    # Only C is new in this line.
    line_3 = C - middle + last  # line 3
    # Only x and y are replaced in this line.
    line_4 = C - lr * (gx**2 + gy**2) + last  # line 4
    return line_1, line_2, line_3, line_4


WRONG_ARROWS = (
    (given.up, "Does the arrow point downhill?"),
    (given.too_long, "Which length must the arrow have?"),
    (given.by_sizes, "Which length must the arrow have?"),
    (given.without_signs, "Try a gradient with a negative component."),
    (given.nan_at_zero, "Try the gradient 0. What is asked for it?"),
    (given.never_zero, "Try the gradient 0. What is asked for it?"),
    (given.along_one_axis, "Length 1 and downhill is not enough: is it the *steepest* way?"),
    (given.in_the_plane, "Try a gradient with more than two components."),
)


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *right_ones([given.down_by_length, given.down_by_logarithms]),
        *wrong_ones(WRONG_ARROWS),
    ]


def right_at(f, *gradients):
    """Say whether f is right, to the last digits or so, for some gradients."""
    arrays = map(np.array, gradients)
    return all(np.allclose(f(g), given.down_by_length(g)) for g in arrays)


def exact_at(f, *gradients):
    """Say whether f is right, digit by digit, for some gradients."""
    arrays = map(np.array, gradients)
    return all(np.array_equal(f(g), given.down_by_length(g)) for g in arrays)


@exercise(_check_cases, mistakes=VERDICT, kind="any", **WRITTEN)
def check_steepest(f):
    """
    return exact_at(f, [0.3, 0.7, -0.2], [1.1, -0.4])
    # Your test asks for equality to the last digit, and rejects right answers that round
    # differently. Allow a small difference.
    return bool(np.isclose(np.linalg.norm(f(np.array([1.0, -2.0, 2.0]))), 1))
    # An arrow of length 1 passes, wherever it points. Look at its direction, too.
    arrow = f(np.array([1.0, -2.0, 2.0]))
    return bool(np.isclose(arrow @ arrow, 1) and not np.any(f(np.zeros(3))))
    # Length 1, and 0 for the gradient 0, is enough to pass: look where the arrow points, too.
    return bool(np.all(np.sign(f(np.array([1.0, -2.0, 2.0]))) == [-1, 1, -1]))
    # An arrow with the right signs passes. Look at its length and its direction, too.
    return bool(f(np.array([1.0, -2.0, 2.0])) @ [1.0, -2.0, 2.0] < 0)
    # Whatever points downhill passes. Look at the length and the direction, too.
    arrow = f(np.array([1.0, -2.0, 2.0]))
    return bool(np.isclose(arrow @ arrow, 1) and arrow @ [1.0, -2.0, 2.0] < 0)
    # Length 1 and downhill is enough to pass, and many arrows are like that. The steepest one is
    # parallel to the gradient. And what about g = 0?
    return right_at(f, [3.0, 4.0], [1.0, -2.0, 2.0])
    # An f that divides by 0 passes: try the gradient 0.
    return right_at(f, [3.0, -4.0], [0.0, 0.0])
    # An f that looks at two components only passes: try more. A gradient can have 13,002.
    return right_at(f, [3.0, 4.0], [1.0, 2.0, 2.0], [0.0, 0.0, 0.0])
    # An f that loses the signs passes: try a negative component.
    return right_at(f, [3.0, 4.0], [1.0, 2.0, 2.0])
    # An f that loses the signs passes, and one that divides by 0: try a negative component, and the
    # gradient 0.
    return right_at(f, [3.0, 4.0], [0.0, 0.0])
    # An f that loses signs, or looks at two components only, passes: try a negative one, and more.
    return right_at(f, [3.0, 4.0])
    # One example is not enough: try a negative component, more than two components, and g = 0.
    return right_at(f, [0.0, 0.0, 0.0])  # Nearly any f that gives 0 for g = 0 passes: try others.
    """
    arrow = f(np.array([1.0, -2.0, 2.0]))  # the arrow
    along = np.allclose(arrow, [-1 / 3, 2 / 3, -2 / 3])  # the comparison of the arrow
    still = np.allclose(f(np.zeros(3)), 0)  # the try of the gradient 0
    return bool(along and still)
