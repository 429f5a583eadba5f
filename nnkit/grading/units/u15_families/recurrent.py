"""One step in time: a plain recurrent layer, and one with a memory."""

import itertools

import numpy as np

from nnkit.activations import sigmoid, tanh
from nnkit.grading.exercise.author import exercise, ways
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import cell, plain


def _rnn_cases(rng: Rng) -> list[Case]:
    x, h, W, U, b = held = plain(rng, 4, 3, 2)
    by_hand = [[1.0, 2.0]], [[0.5]], [[1.0], [-1.0]], [[4.0]], [-1.0]
    return [
        Case(tuple(map(np.array, by_hand)), "the numbers of the task", "hand"),
        Case((x, 0 * h, W, U, b), "h = 0: the first step", "isolated"),
        Case((0 * x, h, W, U, b), "x = 0", "isolated"),
        Case(tuple(held), "4 examples, 3 inputs, 2 units", "random"),
        Case(tuple(plain(rng, 3, 3, 3)), "3 examples, 3 inputs, 3 units", "random"),
        Case((x[0], h[0], W, U, b), "one example without an axis: x (3,), h (2,)", "random"),
        Case((1000 * x, h, W, U, b), "inputs of size 1000", "extreme"),
        Case((rng.integers(-2, 3, (2, 3)), h[:2], W, U, b), "whole numbers in x", "integer"),
        Case(tuple(a.astype(np.float32) for a in held), "type float32", "float32"),
        Case(tuple(plain(rng, 1, 2, 1)), "one example, one unit", "one"),
    ]


TANH = f"""
{ways("new = tanh(from_x + b) + from_h", "new = tanh(from_x) + from_h + b")}or
{ways("new = from_x + tanh(from_h + b)", "new = from_x + tanh(from_h) + b")}
# The tanh takes in a part of the sum only. Input, state and bias go through it together.
{ways("new = tanh(from_x + b) + tanh(from_h)", "new = tanh(from_x) + tanh(from_h + b)")}or
{ways("new = tanh(from_x) + tanh(from_h) + b", "new = tanh(from_x + b) + tanh(from_h + b)")}
# You apply tanh to each part. All goes through it together, as one sum.
"""


@exercise(_rnn_cases, "an array of the shape of h", points=2, mistakes=TANH)
def rnn_step(x, h, Wxh, Whh, b):
    """
    new = sigmoid(z)  # Your layer uses σ. Here it is tanh.
    new = h + tanh(z)  # You add the old state to the new one. The new one takes its place.
    from_h = h  # The state is added as it is. It goes through the weights Whh.
    from_h = h * np.diag(Whh)
    # Each unit sees only its own past. h meets a whole matrix: every unit sees all.
    """
    from_x = x @ Wxh  # the part of the input
    # The layer also reads what it gave a step before.
    from_h = h @ Whh  # the part of the state
    z = from_x + from_h + b  # the sums
    new = tanh(z)  # the new state
    return new


def _lstm_cases(rng: Rng) -> list[Case]:
    x, h, c, W, U, b = held = cell(rng, 4, 3, 2, 4)
    shut = b + np.repeat([0, -30, 0, 0], 2)
    by_hand = np.zeros((1, 1)), np.zeros((1, 1)), np.array([[4.0]]), *np.zeros((2, 1, 4))
    return [
        Case((*by_hand, np.zeros(4)), "the numbers of the task", "hand"),
        Case((0 * x, 0 * h, c, W, U, b), "x = 0 and h = 0: only b", "isolated"),
        Case((x, h, 0 * c, W, U, b), "c = 0: the first step", "isolated"),
        Case((x, h, c, W, U, shut), "the forget gate shut", "isolated"),
        Case(tuple(held), "4 examples, 3 inputs, 2 units", "random"),
        Case(tuple(cell(rng, 3, 3, 3, 4)), "3 examples, 3 inputs, 3 units", "random"),
        Case((x[0], h[0], c[0], W, U, b), "one example without an axis", "random"),
        Case((x, h, c, 1000 * W, U, b), "sums of size 1000", "extreme"),
        Case((x, h, rng.integers(1, 4, (4, 2)), W, U, b), "whole numbers in c", "integer"),
        Case(tuple(a.astype(np.float32) for a in held), "type float32", "float32"),
        Case(tuple(cell(rng, 1, 2, 1, 4)), "one example, one unit", "one"),
    ]


ORDERS = list(itertools.permutations(range(4)))[1:]  # but for the right one
OTHER_ORDERS = ways(*(f"blocks = [np.split(z, 4, axis=-1)[k] for k in {k}]" for k in ORDERS))


@exercise(
    _lstm_cases,
    "two arrays of the shape of h: (h, c)",
    follow=("c", "h"),
    points=4,
    mistakes=OTHER_ORDERS,
)
def lstm_step(x, h, c, W, U, b):
    """
    # The gates have changed their parts. The blocks are input, forget, cell, output, in this order.
    write = tanh(i)
    forget = tanh(f)
    h = tanh(o) * tanh(c)
    # The gates go through tanh. A gate is σ, between 0 and 1.
    new = tanh(sigmoid(g))
    new = sigmoid(g)
    # The new content goes through σ. It is no gate: it can be negative, by tanh alone.
    blocks = [z[..., k::4] for k in range(4)]
    # Each gate takes every fourth number. A block is a quarter of the numbers, side by side.
    forget = 1 - sigmoid(f)  # The forget gate is turned round: σ(f) is the share that is kept.
    write = 1 - sigmoid(f)
    # The input gate is 1 minus the forget gate. In an LSTM each of the two has its own block.
    forget = 1 - write
    # You keep what is not written over: that is a GRU. Here the forget gate has its own block.
    c = tanh(forget * memory + write * new)
    # The memory goes through a tanh. It is only scaled and added to: that is why it lasts.
    """
    memory = c  # the old memory
    z = x @ W + h @ U + b  # the sums
    blocks = np.split(z, 4, axis=-1)  # the four blocks
    i, f, g, o = blocks  # the sums of the gates
    write = sigmoid(i)  # the input gate
    forget = sigmoid(f)  # the forget gate
    new = tanh(g)  # the new content
    # What the forget gate leaves of the old, and what the input gate lets in of the new.
    c = forget * memory + write * new  # c
    # The output gate decides how much of the memory is shown.
    h = sigmoid(o) * tanh(c)  # h
    return h, c
