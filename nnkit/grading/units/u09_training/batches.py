"""A few examples at a time: mini-batches, their number, their mean; targets in bits."""

import math

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.chance import Dealt
from nnkit.grading.units.drawing import Drawn, small


def dealt(rng: Rng, n: int, batch_size: int, rung: str = "random", k: int | None = 2) -> Case:
    """Draw a case of `minibatches`; in `Dealt` stands how often a right answer is rejected."""
    X, Y = rng.normal(0, 1, (n, 3)), rng.normal(0, 1, (n, k) if k else n)
    args = X, Y, batch_size, np.random.default_rng(rng.integers(2**32))
    label = f"{n} examples, batch_size = {batch_size}" + ("" if k else ", targets of one axis")
    return Case(args, label, rung, test=Dealt(X, Y, batch_size))


def _minibatches_cases(rng: Rng) -> list[Case]:
    return [
        dealt(rng, 5, 2, "hand"),
        dealt(rng, 23, 5),
        dealt(rng, 24, 6),
        dealt(rng, 30, 7, k=None),
        dealt(rng, 4, 10, "one"),
        dealt(rng, 3, 1, "one"),
    ]


@exercise(
    _minibatches_cases,
    "pairs (Xb, Yb), one after the other",
    parts=("the size of the batches", "the examples", "the targets", "the order"),
    points=3,
    properties=(
        Property(
            "the-generator",
            "the order comes from `rng`, and from nothing else",
            Drawn("draws from rng, batches"),
            "The same generator gives the same order, another one gives others.",
        ),
    ),
)
def minibatches(X, Y, batch_size, rng):
    """
    Y = rng.permutation(Y)
    # Examples get the targets of others: X and Y are not shuffled alike. Draw one order, and use
    # it for both.
    order = np.arange(len(X))
    # The examples are not shuffled. In their old order, the classes may come one after the other.
    order = rng.integers(0, len(X), len(X))
    # Some examples come more than once. A permutation deals each out once; slices must not overlap.
    order = np.arange(len(X))
    starts = rng.permutation(range(0, len(X), batch_size))
    # The batches are shuffled, not the examples: the same ones always stand together.
    starts = range(0, len(X) // batch_size * batch_size, batch_size)
    # The examples that do not fill a batch are lost. They make a last, smaller one.
    starts = range(0, len(X) // batch_size * batch_size + 1, batch_size)
    # When batch_size divides the number of examples, a batch without examples comes last.
    return [(X[part], Y[part]) for part in np.array_split(order, batch_size)]
    # You make batch_size batches. It is the number of examples in a batch.
    return [(X[order[:batch_size]], Y[order[:batch_size]])]
    # Only one batch comes out. The loop goes on until every example has been dealt out.
    return [(X[piece], Y[piece]) for k in range(len(starts)) for piece in pieces[:1]]
    # Every batch holds the same examples.
    return [X[piece] for piece in pieces], [Y[piece] for piece in pieces]
    # All Xb come first, then all Yb. Each batch is a pair (Xb, Yb).
    return [example for piece in pieces for example in zip(X[piece], Y[piece])]
    # The examples come one by one. A batch holds several: give slices of X and Y.
    """
    order = rng.permutation(len(X))  # the order of the examples
    starts = range(0, len(X), batch_size)  # the places where batches begin
    pieces = [order[k : k + batch_size] for k in starts]  # the examples of each batch
    return [(X[piece], Y[piece]) for piece in pieces]


def _updates_cases(rng: Rng) -> list[Case]:
    named = [(10, 4, 3, "hand"), (12, 4, 1, "isolated"), (50, 8, 1, "isolated")]
    drawn = [(int(rng.integers(50, 99)), 7, int(rng.integers(4, 9)), "random") for _ in range(3)]
    alone = [(5, 8, 3, "one"), (9, 1, 2, "one"), (6, 6, 5, "one")]
    return [
        Case((N, B, E), f"N = {N}, batch_size = {B}, epochs = {E}", rung)
        for N, B, E, rung in [*named, (301, 30, 4, "random"), *drawn, *alone]
    ]


@exercise(_updates_cases, "a whole number", kind="integer", points=1)
def updates(N, batch_size, epochs):
    """
    return epochs  # An epoch is not one update: it goes through all batches once (erratum E37).
    return math.ceil(epochs * N / batch_size)
    return epochs * N // batch_size
    # The rounding comes too late: an epoch ends with its smaller batch, and the next one starts
    # anew. Round for each epoch.
    per_epoch = round(N / batch_size)
    # You round to the nearest number. A batch with a single example is a batch, too: round up.
    per_epoch = N // batch_size + 1
    # You always add a batch. When N is a multiple of batch_size there is no smaller one.
    """
    # The last batch counts, too, if it is smaller.
    per_epoch = math.ceil(N / batch_size)  # the number of batches in an epoch
    return epochs * per_epoch


def _gradient_cases(rng: Rng) -> list[Case]:
    hand = np.array([[1.0, 0.0], [3.0, 4.0], [5.0, 2.0], [-2.0, 6.0]]), np.array([1, 2])
    G = rng.normal(0, 1, (7, 3))
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case((G, np.array([5, 0, 4])), "7 examples, 3 of them chosen", "random"),
        Case((rng.normal(0, 1, (4, 4)), np.array([3, 1])), "4 examples, 2 chosen", "random"),
        Case((rng.normal(0, 1, (6, 2)), np.array([2, 2, 5, 1])), "one is chosen twice", "random"),
        Case((rng.integers(-9, 9, (5, 3)), np.array([4, 1])), "whole numbers", "integer"),
        Case(small((G, np.array([6, 2]))), "type float32", "float32"),
        Case((G, np.array([3])), "one is chosen", "one"),
    ]


@exercise(_gradient_cases, "an array, one number for each parameter", points=1)
def batch_gradient(G, idx):
    """
    return chosen.sum(axis=0) / len(G)
    # You divide by the number of all examples. Only those of the batch are added up.
    chosen = G[: len(idx)]  # You take the first rows. Which ones are in the batch, idx says.
    """
    chosen = G[idx]  # the gradients of the batch
    # A sum would make the step longer with a larger batch.
    return chosen.mean(axis=0)


def _bits_cases(rng: Rng) -> list[Case]:
    mixed = rng.permutation([0, 1, 2, 3, 4, 5, 6, 7])
    return [
        Case((np.array([0, 1, 2, 3]), 2), "labels 0, 1, 2, 3 and 2 bits", "hand"),
        Case((np.array([6, 1]), 3), "labels 6, 1 and 3 bits", "isolated"),
        Case((mixed, 3), "the labels 0 to 7, mixed", "random"),
        Case((rng.integers(0, 16, 5), 4), "5 labels, 4 bits", "random"),
        Case((np.append(rng.integers(0, 4, 4), 2), 5), "labels below 4, 5 bits", "random"),
        Case((np.array([1, 0, 1]), 1), "1 bit", "one"),
        Case((np.array([5]), 3), "one label", "one"),
    ]


@exercise(_bits_cases, "an array of 0 and 1 of shape (N, n)", points=1)
def to_bits(labels, n):
    """
    return np.eye(2**n)[labels]
    return np.eye(n)[labels % n]
    return np.eye(n)[labels % n][:, ::-1]
    # That is one-hot: a column for each class. n bits tell 2ⁿ classes apart.
    return halves
    # The larger places are still in: take the last binary digit of each, the rest of dividing by 2.
    halves = (np.asarray(labels) + 1)[:, None] // places
    # You count the classes from 1. Here the first label is 0, with all bits 0.
    return 2 * (halves % 2) - 1  # Your bits are -1 and 1. Asked are 0 and 1.
    """
    # The largest place comes first, as in written numbers.
    places = 2 ** np.arange(n)[::-1]  # the value of each bit
    halves = np.asarray(labels)[:, None] // places  # the label in units of each bit
    return halves % 2
