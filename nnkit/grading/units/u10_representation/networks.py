"""Networks built by hand: a staircase along any curve, a folded tent, permuted units."""

from itertools import pairwise

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given import functions
from nnkit.grading.given.shapes import Tent
from nnkit.grading.units.drawing import small, two_layers


def _staircase_cases(rng: Rng) -> list[Case]:
    x = np.linspace(-1, 2, 7)
    drawn = functions.wavy, 6, 8.0, np.sort(rng.uniform(-1, 2, 9))
    mixed = rng.permutation(np.linspace(0.5, 3, 11))
    return [
        Case((functions.square, 2, 1000.0, np.array([0.0, 0.5, 3, 4])), "f = x², M = 2", "hand"),
        Case((functions.plus_3, 1, 2.0, x), "f = x + 3, M = 1", "isolated"),
        Case(drawn, "M = 6, k = 8, 9 places", "random"),
        Case((functions.cubic, 9, 20.0, mixed), "M = 9, k = 20, 11 places in any order", "random"),
        Case((functions.cubic_slope, 11, 5.0, x), "M = 11, k = 5", "random"),
        Case((functions.wavy, 8, 1e6, x), "very steep steps", "extreme"),
        Case((functions.square, 4, 3, np.array([3, -1, 0])), "whole numbers", "integer"),
        Case(small(drawn), "type float32", "float32"),
        Case((functions.wavy, 3, 9.0, x[:1]), "one place", "one"),
    ]


@exercise(_staircase_cases, "an array of the shape of x", points=3)
def staircase(f, M, k, x):
    """
    jumps = values[1:]
    jumps = values[:-1]
    jumps = f((t[1:] + t[:-1]) / 2)
    # Each unit adds the whole value of f. A step only adds what changes from one knot to the next.
    jumps = np.diff(np.append(values[:1], f((t[1:] + t[:-1]) / 2)))
    # You take f in the middles of the cells. The staircase meets f at the knots.
    jumps = np.diff(values) / np.diff(t)
    # You divide by the width of a cell: that is a slope. A step adds the change itself.
    centres = t[:-1]
    # The steps stand at the left knots. In the middle of a cell, f is met from both sides.
    centres = t[1:]
    # The steps stand at the right knots. In the middle of a cell, f is met from both sides.
    t = np.linspace(x.min(), x.max(), M + 1)[:-1]
    # The last cell has no step: M cells need M + 1 knots and M steps.
    jumps = np.append(0, np.diff(values)[1:])
    # The first cell has no step: M cells need M + 1 knots and M steps.
    jumps = np.diff(values) * (np.arange(M) == M - 1)
    # Only the last step counts: `=` overwrites, `+=` adds.
    return start + steps @ jumps / M
    # You take the mean of the steps. They are added: each lifts the network a little further.
    t = np.linspace(x.min(), x.max(), M)
    # There are M knots: that makes M - 1 cells. M cells need M + 1 knots.
    start = 0
    # The output bias is missing: left of all steps the network gives f of the smallest x.
    start = f(np.zeros(1))[0]
    # The output bias is f(0). Left of all steps the network gives f of the smallest x.
    t = np.linspace(x[0], x[-1], M + 1)
    # The knots go from the first x to the last. They go from the smallest to the largest.
    t = np.linspace(0, 1, M + 1)
    # The knots lie between 0 and 1. They cut the range of x, whatever it is.
    steps = (x[:, None] > centres) * 1.0
    # The steps are infinitely steep. Asked are sigmoids of steepness k.
    return f(x)  # That is f itself. Asked is the network that follows it.
    """
    x = np.asarray(x, dtype=float)  # the places
    t = np.linspace(x.min(), x.max(), M + 1)  # the knots
    values = f(t)  # the values of f at the knots
    # One unit for each cell: it lifts the network from one knot's value to the next.
    jumps = np.diff(values)  # the weights of the output
    centres = (t[:-1] + t[1:]) / 2  # the places of the steps
    steps = sigmoid(k * (x[:, None] - centres))  # the hidden activations
    start = values[0]  # the output bias
    return start + steps @ jumps


def folded(k: int, rung: str = "random") -> Case:
    """Make the case of `tent_params` for k folds: all corners, and places in between."""
    x = np.linspace(0, 1, 2**k * 4 + 1)
    A = x[:, None]
    for W, b in tent_params.forms[0](k)[:-1]:
        A = np.maximum(A @ W + b, 0)
    W, b = tent_params.forms[0](k)[-1]
    return Case((k,), f"k = {k}", rung, test=Tent(x, (A @ W + b)[:, 0], 6 * k + 1))


def _tent_cases(rng: Rng) -> list[Case]:
    return [folded(1, "hand"), folded(2, "isolated"), folded(3), folded(5)]


@exercise(
    _tent_cases,
    "params, a list of k + 1 pairs (W, b)",
    parts=("the values", "the number of parameters"),
    points=4,
)
def tent_params(k):
    """
    fold = np.array([2.0, -2.0])
    fold = np.array([2.0, 4.0])
    fold = np.array([2.0, 2.0])
    # After the corner the tent does not come down: its slope has to change from 2 to -2, by -4.
    fold = np.array([-4.0, 2.0])
    # The two weights that make the tent are exchanged: 2 belongs to the unit that starts at 0.
    fold = np.array([1.0, -2.0])
    fold = np.array([4.0, -8.0])
    # The tent has another height: it climbs to 1 on the way to 1/2, so its slope is 2.
    bend = np.array([-0.5, -0.5])  # Both units start at 1/2. The first one starts at 0.
    bend = np.array([0.0, -1.0])
    # The second unit adds nothing between 0 and 1, so the tent has no corner. It starts at 1/2.
    bend = np.zeros(2)
    # In the first layer both units start at 0, so the tent has no corner at 1/2. A unit starts
    # where w x + b is 0.
    middle = [(W_fold, 0 * bend)] * (k - 1)
    # In the layers in between both units start at 0. The second one starts at 1/2, as in the first.
    bend = np.array([0.0, 0.5])
    # The second unit starts at -1/2, left of the tent. A unit starts where w x + b is 0.
    middle = [(fold[:, None] * np.eye(2), bend)] * (k - 1)
    # Between two tents each unit feeds only its like. The value of a tent is made of both units.
    middle = [(fold[:, None], np.zeros(1)), (W_in, bend)] * (k - 1)
    # The value of each tent makes a layer of its own. Multiply the two matrices into one.
    middle = []  # There is one tent only, whatever k is.
    return [*first, *[(W_fold, bend)] * k, *last]
    # There is one fold too many: the first layer makes the first tent.
    """
    W_in = np.array([[1.0, 1.0]])  # the weights of the input
    bend = np.array([0.0, -0.5])  # the biases of the two units
    fold = np.array([2.0, -4.0])  # the weights that make the tent
    # Both units of the next layer get the value of the tent before.
    W_fold = np.outer(fold, W_in)  # the weights between two tents
    first = [(W_in, bend)]  # the first layer
    middle = [(W_fold, bend)] * (k - 1)  # the layers in between
    last = [(fold[:, None], np.zeros(1))]  # the output
    return [*first, *middle, *last]


def permuted(rng: Rng, n: int, hidden: int, m: int) -> tuple[Array, ...]:
    """Draw (W1, b1, W2, perm), perm not its own inverse."""
    W1, b1, W2, _ = two_layers(rng, n, hidden, m)
    order = rng.permutation(hidden)
    while np.array_equal(order[order], np.arange(hidden)):
        order = rng.permutation(hidden)
    return W1, b1, W2, order


def _permute_cases(rng: Rng) -> list[Case]:
    hand = np.array([[1.0, 2, 3]]), np.array([4.0, 5, 6]), np.array([[7.0], [8], [9]])
    W1, b1, W2, perm = drawn = permuted(rng, 2, 4, 3)
    return [
        Case((*hand, np.array([2, 0, 1])), "the numbers of the task", "hand"),
        Case((W1, b1, W2, np.arange(4)), "the old order", "isolated"),
        Case(drawn, "widths 2-4-3", "random"),
        Case(permuted(rng, 3, 3, 3), "widths 3-3-3", "random"),
        Case(permuted(rng, 4, 5, 2), "widths 4-5-2", "random"),
        Case((*((10 * v).astype(int) for v in drawn[:3]), perm), "whole numbers", "integer"),
        Case(small(drawn), "type float32", "float32"),
        Case((W1[:, :1], b1[:1], W2[:1], np.array([0])), "one hidden unit", "one"),
    ]


@exercise(_permute_cases, "three arrays (W1, b1, W2)", parts=("W1", "b1", "W2"), points=2)
def permute_hidden(W1, b1, W2, perm):
    """
    W2_new = W2[np.argsort(perm)]
    # The rows of W2 go the other way round than the columns of W1: use the same order.
    W1_new = W1[:, np.argsort(perm)]
    b1_new = b1[np.argsort(perm)]
    W2_new = W2[np.argsort(perm)]
    # You use the inverse order. At place j stands the old unit perm[j].
    W2_new = W2[:, perm]
    # You permute the columns of W2: those are the outputs. The hidden units are its rows.
    """
    # A hidden unit has a column of W1, an entry of b1 and a row of W2.
    W1_new = W1[:, perm]  # the new W1
    b1_new = b1[perm]  # the new b1
    W2_new = W2[perm]  # the new W2
    return W1_new, b1_new, W2_new


def gradients(rng: Rng, *sizes: int) -> tuple[list[Array]]:
    """Draw the gradients of the weights of a network."""
    grads = [rng.normal(0, 0.3**-k, shape) for k, shape in enumerate(pairwise(sizes))]
    return (grads,)


def _ratio_cases(rng: Rng) -> list[Case]:
    hand = [np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([[6.0], [8.0]])]
    drawn = gradients(rng, 3, 4, 2, 2)
    return [
        Case((hand,), "the numbers of the task", "hand"),
        Case(drawn, "3 layers", "random"),
        Case(gradients(rng, 2, 3, 3, 4, 1), "4 layers", "random"),
        Case(([np.array([[1, -2]]), np.array([[3], [4]])],), "whole numbers", "integer"),
        Case(small(drawn), "type float32", "float32"),
        Case(gradients(rng, 1, 1, 1), "widths 1-1-1", "one"),
    ]


@exercise(_ratio_cases, "an array, one number for each layer", points=1)
def gradient_ratios(dWs):
    """
    return norms / norms[0]
    # You divide by the first layer. Asked is how much of the last layer's gradient is left.
    return norms / norms.sum()
    # You divide by the sum of all layers. Asked is how much of the last layer's gradient is left.
    return norms / np.append(norms[1:], last)
    # You divide each layer by the next one. Asked is how much of the last one's gradient is left.
    squares = np.array([(np.sum(dW**2) ** 0.5 / dW.size) ** 2 for dW in dWs])
    # You divide each length by the number of entries. Asked is the length itself.
    squares = np.array([np.mean(np.abs(dW)) ** 2 for dW in dWs])
    # You take the mean of the sizes. Asked is the length: the root of the sum of all squares.
    squares = np.array([np.sum(np.abs(dW)) ** 2 for dW in dWs])
    # You add the sizes. Asked is the length: the root of the sum of all squares.
    squares = np.array([np.sum(dW[0] ** 2) for dW in dWs])
    squares = np.array([np.sum(dW[-1] ** 2) for dW in dWs])
    # Only one row of each gradient counts. Asked is the root of the sum of all squares.
    squares = np.array([np.max(np.abs(dW)) ** 2 for dW in dWs])
    # You take the largest entry. Asked is the length: the root of the sum of all squares.
    squares = np.array([np.linalg.norm(dW, 2) ** 2 for dW in dWs])
    # This is the spectral norm, `np.linalg.norm(…, 2)`. Asked is the root of all squares, added.
    """
    squares = np.array([np.sum(dW**2) for dW in dWs])  # the sum of the squares in each layer
    norms = np.sqrt(squares)  # the length of each gradient
    last = norms[-1]  # the length of the last gradient
    return norms / last
