"""One step in time: a plain recurrent layer, and one with a memory."""

import itertools

import numpy as np

from nnkit.activations import sigmoid, tanh
from nnkit.grading.exercise.author import exercise, ways
from nnkit.grading.exercise.spec import Case
from nnkit.grading.units.drawing import arrays, by_hand, drawn, variant

PLAIN = "nd nm dm mm bias:m"  # x, h, Wxh, Whh, b
CELL = "nd nm nm dk mk bias:k"  # x, h, c, W, U, b
SIZES = "{0} examples, {1} inputs, {2} units"
TANH = f"""
{ways("new = tanh(from_x + b) + from_h", "new = tanh(from_x) + from_h + b")}or
{ways("new = from_x + tanh(from_h + b)", "new = from_x + tanh(from_h) + b")}
# The tanh takes in a part of the sum only. Input, state and bias go through it together.
{ways("new = tanh(from_x + b) + tanh(from_h)", "new = tanh(from_x) + tanh(from_h + b)")}or
{ways("new = tanh(from_x) + tanh(from_h) + b", "new = tanh(from_x + b) + tanh(from_h + b)")}
# You apply tanh to each part. All goes through it together, as one sum.
"""


@exercise(
    by_hand([[1.0, 2]], [[0.5]], [[1.0], [-1]], [[4.0]], [-1.0]),
    variant(PLAIN, (4, 3, 2), "h = 0: the first step", "isolated", 1, 0),
    variant(PLAIN, (4, 3, 2), "x = 0", "isolated", 0),
    drawn(PLAIN, SIZES, (4, 3, 2), (3, 3, 3), one=(1, 2, 1), whole=True),
    variant("d m dm mm bias:m", (3, 2), "one example without an axis: x (3,), h (2,)", "random"),
    variant(PLAIN, (4, 3, 2), "inputs of size 1000", "extreme", 1000),
    "an array of the shape of h",
    points=2,
    mistakes=TANH,
)
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


ORDERS = list(itertools.permutations(range(4)))[1:]  # but for the right one
OTHER_ORDERS = ways(*(f"blocks = [np.split(z, 4, axis=-1)[k] for k in {k}]" for k in ORDERS))


@exercise(
    by_hand([[0.0]], [[0.0]], [[4.0]], np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)),
    variant(CELL, (4, 3, 2, 8), "x = 0 and h = 0: only b", "isolated", 0, 0),
    variant(CELL, (4, 3, 2, 8), "c = 0: the first step", "isolated", 1, 1, 0),
    lambda rng: Case(
        (*arrays(rng, CELL, 4, 3, 2, 8)[:5], np.repeat([0.7, -30, 0.6, -0.5], 2)),
        "the forget gate shut",
        "isolated",
    ),
    drawn(CELL, SIZES, (4, 3, 2, 8), (3, 3, 3, 12), one=(1, 2, 1, 4), whole=True),
    variant("d m m dk mk bias:k", (3, 2, 8), "one example without an axis", "random"),
    variant(CELL, (4, 3, 2, 8), "sums of size 1000", "extreme", 1, 1, 1, 1000),
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
