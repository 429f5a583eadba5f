"""The walk back through numbers that remember their steps."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def table(rng: Rng, n: int, share: float = 0.8) -> Array:
    """Draw the steps of n numbers, each made from some of those before it."""
    made = np.tril(rng.uniform(0.5, 2, (n, n)) * rng.choice([-1, 1], (n, n)), -1)
    return np.where(rng.random((n, n)) < share, made, 0) + np.diag(np.diag(made, -1), -1) / 2


def _cases(rng: Rng) -> list[Case]:
    square = np.zeros((4, 4))
    square[2, 0], square[2, 1], square[3, 0], square[3, 2] = 5, 3, 2, 4
    line = np.diag(rng.uniform(0.5, 2, 3), -1)
    whole = np.tril(rng.integers(1, 4, (4, 4)), -1)
    return [
        Case((square,), "the table of the task", "hand"),
        Case((line,), "four numbers in a row", "isolated"),
        Case((table(rng, 5),), "5 numbers", "random"),
        Case((table(rng, 7),), "7 numbers", "random"),
        Case((whole,), "whole numbers", "integer"),
        Case((table(rng, 4).astype(np.float32),), "type float32", "float32"),
        Case((np.zeros((1, 1)),), "one number, made from nothing", "one"),
    ]


def solved(steps):
    end = np.eye(len(steps))[-1]  # the slopes at the start
    # The slopes are those at the start, plus what each number gets: stepsᵀ times the slopes.
    return np.linalg.solve(np.eye(len(steps)) - steps.T, end)


def walked(steps, start, turned, handed):
    """Walk in an order, each number handing on something to its sources."""
    slopes = start
    for k in range(len(steps))[::turned]:
        slopes = handed(slopes, slopes[k], steps[k])
    return slopes


def one_by_one(steps):
    slopes = np.eye(len(steps))[-1]  # the slopes so far
    for k in range(len(steps))[::-1]:  # the numbers, from the last to the first
        for j in range(k):  # the numbers before it
            handed = slopes[k] * steps[k, j]  # what a number hands on
            slopes[j] += handed  # the slope of a number
    return slopes


@exercise(_cases, "an array (n,)", points=2, forms=(one_by_one, solved))
def walk_back(steps):
    """
    return walked(steps, start, 1, lambda s, mine, row: s + mine * row)
    # Only the steps into the last number count. A number can hand on its slope when all of it has
    # arrived, so begin at the end and go on to the front.
    return walked(steps, start, -1, lambda s, mine, row: np.where(row != 0, mine * row, s))
    # Where several ways meet, you keep one of them. Slopes of different ways are added.
    return walked(steps, start, -1, lambda s, mine, row: s + row)
    # You hand on the slope of the step alone. Along a way slopes multiply: times the slope that
    # has arrived at the number.
    return walked(steps, start, -1, lambda s, mine, row: s + mine * (row != 0))
    # You hand on the slope that has arrived, without the slope of the step.
    return walked(steps, start, -1, lambda s, mine, row: s + mine + row)
    # You add the slope of the step to the slope that has arrived. Along a way slopes multiply.
    slopes[j] = handed
    # Each number gets only what the next one hands on. Inside the loop `=` overwrites what has
    # arrived, `+=` adds to it; and row k may hold several steps.
    return np.linalg.solve(np.eye(len(steps)) - steps, np.eye(len(steps))[0])
    # You walk forward: this is how fast each number moves with the first. Asked is how fast the
    # last one moves with each.
    return walked(steps, start + 1 - start, -1, lambda s, mine, row: s + mine * row)
    # All slopes begin at 1. Only that of the last number does: nothing has arrived at the others.
    return walked(steps, 0 * start, -1, lambda s, mine, row: s + mine * row)
    # All slopes come out as 0. The last number moves as fast as itself: its slope is 1, from the
    # start to the end, and the other slopes come from it.
    return slopes - start  # The slope of the last number in itself is 1.
    return walked(steps.T, start, -1, lambda s, mine, row: s + mine * row)
    # Every slope but the last is 0. The walk begins at the last row, and row k, not column k, holds
    # what number k was made from.
    """
    start = np.eye(len(steps))[-1]  # the slopes at the start
    slopes = start  # the slopes so far
    for k in range(len(steps))[::-1]:  # from the last number to the first
        slopes = slopes + slopes[k] * steps[k]  # the slope that each source gets
    return slopes
