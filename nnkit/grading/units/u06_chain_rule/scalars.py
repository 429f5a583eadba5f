"""One path and several paths: slopes that are numbers."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given import functions as given
from nnkit.grading.units.drawing import Drawn, paths


def _chain_cases(rng: Rng) -> list[Case]:
    x, some = float(rng.uniform(0.6, 1.2)), rng.uniform(0.5, 1.5, 4)
    cars = given.always_2, given.always_100, given.hundredfold
    sine = np.cos, given.double, given.square
    wave = given.wave_slope, given.cubic_slope, given.cubic
    same = given.always_1, given.double, given.square
    return [
        Case((*cars, 1.0), "the two cars, g' = 2, u' = 100, x = 1", "hand"),
        Case((*sine, 1.3), "g = sin u, u = x², x = 1.3", "hand"),
        Case((given.double, given.always_1, given.plus_3, 0.5), "g = u², u = x + 3", "isolated"),
        Case((*same, 0.7), "g = u, u = x², x = 0.7", "isolated"),
        Case((np.exp, np.cos, np.sin, x), "g = e^u, u = sin x", "random"),
        Case((*wave, x), "g = sin(1.3 u), u = x³ + 0.7 x", "random"),
        Case((*wave, some), "four values of x at once", "random"),
        Case((*sine, np.array([2, 1, 3])), "whole numbers", "integer"),
        Case((*sine, np.array([0.4])), "one value of x in an array", "one"),
    ]


@exercise(_chain_cases, "the slope at x, of the shape of x", points=1)
def chain(dg, du, u, x):
    """
    reached = x  # You take g' at x. What arrives at g is u(x): its slope is needed there.
    reached = u  # You put the function u itself into g'. Call it first, at x.
    return outer + inner
    # You add the two slopes. Think of the cars: twice as fast as 100 is not 102.
    return outer  # This is the slope of g in u. How fast u itself moves with x is still missing.
    return inner  # This is the slope of u in x. How fast g moves with u is still missing.
    return dg(inner)
    return du(dg(x))
    return dg(u(inner))
    # You put one slope into the other. The functions are nested, the slopes multiply.
    return dg(x) * du(reached)
    # The two places are exchanged: each slope belongs to what arrives at its function.
    inner = u(x)  # You multiply by the value u(x). Its slope is the factor.
    return outer / inner
    # This solves the printed line for dg/dx (erratum E07), so you divide. Which of the small
    # changes must cancel?
    return dg(x) * reached + inner
    # This looks like the rule for a product. Here g is computed *from* u: multiply the slopes.
    return outer * inner * x
    # There is a factor x too many: x is only the place where the slopes are taken.
    return outer * inner * reached
    # There is a factor u(x) too many: u(x) is only the place where the slope of g is taken.
    return np.sum(outer * inner)
    # For several x the products are added up (`np.dot`, `@` or `sum`). Each x has a slope of its
    # own: use `*`.
    return dg * du
    return outer * du
    return dg * inner
    # Something is computed with the functions themselves. `dg`, `du` and `u` are functions of one
    # number: call each of them at a point.
    """
    reached = u(x)  # what arrives at g
    # What arrives at g is u(x).
    outer = dg(reached)  # the slope of g
    # What arrives at u is x.
    inner = du(x)  # the slope of u
    return outer * inner


def _paths_cases(rng: Rng) -> list[Case]:
    f32 = tuple(v.astype(np.float32) for v in paths(rng, 4))
    return [
        Case((np.array([2.0, 3.0]), np.array([5.0, 7.0])), "du = [2, 3], dg = [5, 7]", "hand"),
        Case((np.array([0.5, 0.0, 2.0]), np.array([4.0, 9.0, -1.0])), "a path of slope 0", "hand"),
        Case((np.array([3.0, 0.0]), np.array([0.5, 2.0])), "one open path of two", "isolated"),
        Case(paths(rng, 4), "four paths", "random"),
        Case(paths(rng, 2), "two paths", "random"),
        Case(paths(rng, 7), "seven paths", "random"),
        Case((np.array([1, -2, 3]), np.array([2, 2, 5])), "whole numbers", "integer"),
        Case((np.array([1, 2]), np.array([0.5, 0.3])), "du of type int", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case((np.array([1.5]), np.array([-2.0])), "one path", "one"),
    ]


@exercise(
    _paths_cases,
    "a number",
    points=1,
    properties=(
        Property("split", "two groups of paths add up to all of them", Drawn("groups add up")),
    ),
)
def two_paths(du, dg):
    """
    products = np.append(du[:1] * dg[:1], du[1:] + dg[1:])
    # Only the first path is multiplied; the others are added up, as the note prints it (erratum
    # E08). Along one path slopes multiply, and the products of the paths are added.
    return du[0] * dg[0] + du[1] + dg[1]
    # Two paths count, and only the first is multiplied, as the note prints it (erratum E08). Along
    # each path slopes multiply, and the products are added.
    products = du + dg
    # You add all slopes. Along one path slopes multiply, and the products of the paths are added.
    return np.sum(du) * np.sum(dg)
    # You add first and multiply then, so every slope meets the slopes of other paths. Multiply
    # within each path first.
    products = np.append(du[:1] * dg[:1], -du[1:] * dg[1:])
    # Behind the first path you subtract. The products of all paths are added.
    products = du[:1] * dg[:1]
    # This is the first path alone. g hears of x along the others as well.
    products = du[-1:] * dg[-1:]
    # This is the last path alone: in a loop, `=` in place of `+=` forgets the others.
    products = du[:-1] * dg[:-1]  # The last path is left out. Look at where your loop ends.
    products = du[1:] * dg[1:]  # The first path is left out. Indices begin at 0.
    products = du[:2] * dg[:2]  # You count two paths. There can be one, or many.
    return np.mean(products)
    # You take the mean over the paths. Their effects add up; nothing is divided.
    return np.prod(products)
    # You multiply everything. Along one path slopes multiply, and the products are added.
    return np.linalg.norm(products)
    # You take the length of the list of products. Add the products themselves, with their signs.
    return np.cumsum(products)
    # You return the sum after each path. Asked is the last one, a number.
    products = du * dg[::-1]  # One of the lists is read backwards: du_m belongs to dg_m.
    return du[0] * dg[1] + du[1] * dg[0]  # The two paths are crossed: du_m belongs to dg_m.
    return np.outer(du, dg)
    # You multiply every du with every dg. Only du_m and dg_m lie on the same path.
    return 31.0  # This is the number of the example. Compute it from du and dg.
    """
    # Only du_m and dg_m lie on the same path, and along it they multiply.
    products = du * dg  # the product along each path
    # g hears of x along all paths: their products are added.
    return np.sum(products)
