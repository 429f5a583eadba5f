"""What the components of a gradient say: direction, order, and the mean of many."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.functions import along_one_axis  # noqa: F401 (a mistake below calls it)

NOTE_004 = np.array([0.31, 0.03, -1.25, 0.48, -0.37, 0.16])
TABLE = np.array(
    [
        [-0.08, 0.02, -0.02, 0.11, -0.05, -0.14],
        [-0.11, 0.11, 0.07, 0.02, 0.09, 0.05],
        [-0.07, -0.04, -0.01, 0.02, 0.13, -0.15],
        [0.13, 0.08, -0.06, -0.09, -0.02, 0.04],
    ]
)


def _steepest_cases(rng: Rng) -> list[Case]:
    zero = "The gradient 0 has no direction; the task says what to return then."
    return [
        Case((np.array([3.0, 4.0]),), "g = (3, 4)", "hand"),
        Case((np.array([3.0, 1.0]),), "g = (3, 1)", "hand"),
        Case((np.array([0.5, -2.0, 0.0]),), "g = (0.5, -2, 0)", "isolated"),
        Case((np.array([0.0, 1.0, -2.0]),), "g = (0, 1, -2)", "isolated"),
        Case((rng.normal(0, 3, 5),), "5 random numbers", "random"),
        Case((rng.normal(0, 0.1, 3),), "3 small random numbers", "random"),
        Case((np.zeros(3),), "g = (0, 0, 0)", "extreme", hint=zero),
        Case((1e-4 * rng.uniform(1, 2, 4),), "a very flat place", "extreme"),
        Case((1e6 * rng.uniform(1, 2, 4),), "a very steep place", "extreme"),
        Case((np.array([2, -1, 2]),), "whole numbers", "integer"),
        Case((rng.normal(0, 1, 4).astype(np.float32),), "type float32", "float32"),
        Case((np.array([1.0, -1.0]),), "g = (1, -1)", "one"),
        Case((np.array([-2.5]),), "one direction only", "one"),
    ]


@exercise(_steepest_cases, "an array of the shape of g", reference=nnkit.steepest, points=2)
def steepest(g):
    """
    arrow = -g / length
    # For g = 0 you divide 0 by 0, or return nothing. Look at the length before you divide, and
    # return zeros there.
    length = np.sum(np.abs(g))
    # You divide by the sum of the sizes. The length of an arrow is the root of the sum of the
    # squares.
    length = np.sum(g)
    # You divide by the sum of the components. The length of an arrow is the root of the sum of the
    # squares.
    length = np.max(np.abs(g))  # You divide by the largest size. Divide by the length of the arrow.
    length = np.max(g)  # You divide by the largest component. Divide by the length of the arrow.
    squares = np.sum(np.square(g[:-1]))
    # The last component is left out of the length: the loop ends one step too early.
    length = np.sqrt(len(g))
    # You divide by the root of the number of components. Divide by the length of the arrow.
    length = np.abs(np.sum(g))  # The square stands around the sum. Square each component, then add.
    length = np.hypot(g[0], g[1])
    # The length uses the first two components only. There may be more.
    length = max(np.sqrt(squares), 1.0)
    # A gradient shorter than 1 is not made longer. The arrow always has length 1.
    length = np.sqrt(squares) + 1e-6
    # A number is added to the length to avoid 0/0, so flat places get arrows that are too short.
    # Treat 0 as a case of its own.
    length = np.sqrt(squares) + 1e-8
    # Very flat places get another arrow: is a number added to the length, or does a small length
    # count as 0? Only g = 0 itself is a case of its own.
    arrow = g / length
    # This points uphill. The gradient is the steepest way up; asked is the way down.
    arrow = length  # This is the length of g, one number. Asked is an arrow of length 1.
    arrow = -np.sign(g)
    # Only the signs are left. A steep direction must have a larger part in the arrow.
    arrow = -np.abs(g) / length
    # The signs are lost: all your components are negative. Where a slope is negative, the way down
    # is ahead.
    arrow = along_one_axis(g)
    # You follow the largest component only. Going a little along the others as well is steeper.
    arrow = -g / length * (g[0] != 0)
    # You return zeros when the first component is 0. All of them must be 0.
    arrow = -g / length * np.all(g)
    # You return zeros when any component is 0. All of them must be 0.
    arrow = -g / length if np.sum(g) != 0 else np.zeros(len(g))
    # You return zeros when the components add up to 0. (1, -1) has a length.
    arrow = -g / length if np.any(g) else 0.0
    # For the gradient 0 you return something else. Return as many zeros as g has components.
    """
    squares = np.sum(np.square(g))  # the sum of the squares
    length = np.sqrt(squares)  # the length of the gradient
    arrow = -g / length if np.any(g) else np.zeros(len(g))  # the arrow
    return arrow


def _ranked(rng: Rng, n: int) -> Array:
    """Numbers whose sizes all differ, with signs."""
    sizes = rng.permutation(np.arange(1, n + 1)) / n + rng.uniform(0, 0.3 / n, n)
    signs = rng.permutation(np.where(np.arange(n) % 2, 1, -1))
    return 3 * sizes * signs


def _rank_cases(rng: Rng) -> list[Case]:
    return [
        Case((NOTE_004,), "the six numbers of note 004", "hand"),
        Case((np.array([0.3, -1.2, 0.5, 0.1]),), "g = (0.3, -1.2, 0.5, 0.1)", "hand"),
        Case((np.array([-2.0, 1.0, 0.0]),), "g = (-2, 1, 0)", "isolated"),
        Case((_ranked(rng, 7),), "7 random numbers", "random"),
        Case((_ranked(rng, 12),), "12 random numbers", "random"),
        Case((0.01 * _ranked(rng, 5),), "5 small random numbers", "random"),
        Case((1e9 * _ranked(rng, 5),), "very large numbers", "extreme"),
        Case((np.array([3, -7, 0, 5]),), "whole numbers", "integer"),
        Case((_ranked(rng, 6).astype(np.float32),), "type float32", "float32"),
        Case((np.array([-0.4]),), "one component", "one"),
    ]


@exercise(_rank_cases, "an integer array of the shape of g", kind="integer", points=1)
def rank_components(g):
    """
    order = np.argsort(-g)
    # You sort by the numbers with their signs. A nudge of -1.25 matters more than one of 0.5:
    # compare the sizes.
    order = np.argsort(g)
    # You sort the numbers with their signs, the smallest first. Compare sizes, and begin with the
    # largest.
    order = np.argsort(sizes)  # The order is turned round: the largest comes first.
    order = np.sort(sizes)[::-1]
    # You return the sizes themselves. Asked are the indices, where they stand in g.
    order = np.sort(-sizes)
    # You sort the sizes and return them. Asked is where they stand: indices.
    order = sizes >= np.max(sizes)  # You return True and False. Asked are indices.
    order = np.sort(sizes)
    # You return the sizes themselves, the smallest first. Asked are indices, the largest first.
    order = -np.sort(-g)  # You return sorted numbers. Asked are indices, by size.
    order = g[np.argsort(-sizes)]
    # You return the numbers in their new order. Asked are their indices.
    order = np.argsort(-sizes) + 1
    # The indices begin at 1. In code the first component has number 0 (erratum E58).
    order = np.argsort(np.argsort(-sizes))
    # You return the rank of each component. Asked is the other direction: which index is first,
    # which second, and so on.
    order = np.argsort(np.argsort(sizes))
    # You return the rank of each component, the smallest first. Asked are the indices in order: one
    # `argsort` is enough.
    order = np.argmax(sizes)
    # This is the index of the largest component only. Asked are all, in order.
    order = np.arange(len(g))  # The indices stand in their old order: nothing is sorted.
    order = np.argsort(-sizes) - len(g)  # These indices count from the end. Count from 0 to n - 1.
    """
    sizes = np.abs(g)  # the sizes
    order = np.argsort(-sizes)  # the indices
    return order


def _nudge_cases(rng: Rng) -> list[Case]:
    return [
        Case((TABLE,), "the table of note 004, 4 rows, 6 columns", "hand"),
        Case((np.array([[1.0, 2.0, 6.0], [-1.0, 0.0, 4.0]]),), "2 rows, 3 columns", "hand"),
        Case((np.array([[0.5, -0.5, 3.0]]),), "one parameter, 3 examples", "isolated"),
        Case((rng.normal(0, 1, (5, 3)),), "5 parameters, 3 examples", "random"),
        Case((rng.normal(0, 1, (4, 4)),), "4 parameters, 4 examples", "random"),
        Case((rng.normal(0, 0.01, (3, 7)),), "small nudges, 7 examples", "random"),
        Case((rng.normal(1e7, 1, (3, 4)),), "large numbers", "extreme"),
        Case((np.array([[1, 2], [0, -3]]),), "whole numbers", "integer"),
        Case((rng.normal(0, 1, (3, 4)).astype(np.float32),), "type float32", "float32"),
        Case((rng.normal(0, 1, (3, 1)),), "one example", "one"),
    ]


@exercise(_nudge_cases, "an array with one number for each row of T", points=1)
def average_nudges(T):
    """
    return sums / 2
    # You divide by 2, whatever the number of examples. Note 004 did so as well (erratum E61).
    return sums / len(T)
    # You divide by the number of parameters, `len(T)`. Divide by the number of examples.
    return sums / (N + 1)  # You divide by one more than the number of examples.
    return sums / 3  # You divide by the 3 of the example. Divide by the number of columns.
    return sums / T.size
    # You divide by the number of all entries. Each row has only as many as there are examples.
    return np.mean(T, axis=0)
    # These are the means of the columns, one for each example. A parameter is a row.
    return np.sum(T, axis=0)
    # You add over the parameters, without a mean. A parameter is a row: take the mean along it.
    return np.mean(T)  # All numbers are averaged into one. Each parameter has its own nudge.
    return np.full(len(T), np.mean(T))
    # Every parameter gets the mean of the whole table. Take the mean of each row.
    return np.median(T, axis=1)
    # This is the middle value of each row, the median. Asked is the mean.
    return np.max(T, axis=1)  # You take the largest nudge of each row, not the mean.
    return (T.max(axis=1) + T.min(axis=1)) / 2
    # The middle of largest and smallest is not the mean.
    return sums[0] / N
    # This is the mean of the first row alone: does `return` stand inside the loop?
    return sums // N  # `//` cuts the digits behind the point. Use `/`.
    sums = T[:, -1]
    # Only the last example is in the sum: inside the loop `=` overwrites, `+=` adds.
    sums = T[:, 0]  # Only the first example is in the sum: is `return` inside the loop?
    sums = T[:, :-1].sum(axis=1)
    # The last example, a column, is not added: the loop ends one step too early.
    return T[:, 0] * 1.0  # Only the first example counts. Average over all of them.
    return T[:, -1] * 1.0  # You return the nudges of the last example. Take the mean over all.
    return T[:, :-1].mean(axis=1)  # The last example, a column, is left out.
    T = T[:-1]  # The last parameter, a row, is left out.
    """
    N = T.shape[1]  # the number of examples
    sums = np.sum(T, axis=1)  # the sum of each row
    return sums / N  # the mean of each row
