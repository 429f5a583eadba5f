"""One neuron in each layer: the six derivatives of the 1-1-1-1 network."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.nets import NOTES


def chain_of_three(rng: Rng) -> tuple[float, float, Array, Array]:
    """Draw an input, a target, three weights and three biases, none of them near 0 or 1."""
    w, b = rng.uniform(0.4, 1.6, (2, 3)) * rng.choice([-1, 1], (2, 3))
    return float(rng.uniform(1.2, 2) * rng.choice([-1, 1])), float(rng.uniform(0, 0.4)), w, b


def _cases(rng: Rng) -> list[Case]:
    x, y, w, b = chain_of_three(rng)
    wide = np.array([1000.0, -1000.0, 1000.0])
    single = tuple(np.float32(v) for v in (x, y))
    return [
        Case(NOTES, "the numbers of the lecture, x = 0.7, y = 1", "hand"),
        Case((0.0, y, w, b), "x = 0", "isolated"),
        Case((x, y, w * [1, 1, 0], b), "w3 = 0", "isolated"),
        Case((x, y, w, b), "random numbers", "random"),
        Case(chain_of_three(rng), "other random numbers", "random"),
        Case(chain_of_three(rng), "a third set of random numbers", "random"),
        Case((1.0, 0.0, wide, np.array([3.0, 500.0, -1500.0])), "sums of size 1000", "extreme"),
        Case((2, 1, np.array([1, -2, 3]), np.array([-1, 1, 2])), "whole numbers", "integer"),
        Case((*single, w.astype(np.float32), b.astype(np.float32)), "type float32", "float32"),
    ]


def _with_slopes(x, y, w, b):
    w1, w2, w3 = w  # the weights
    b1, b2, b3 = b  # the biases in the forward pass
    z1 = w1 * x + b1  # the sum of each layer
    a1 = sigmoid(z1)  # the activation of each layer
    z2 = w2 * a1 + b2  # the sum of each layer
    a2 = sigmoid(z2)  # the activation of each layer
    z3 = w3 * a2 + b3  # the sum of each layer
    a3 = sigmoid(z3)  # the activation of each layer
    s1 = a1 * (1 - a1)  # the factor that each neuron brings
    s2 = a2 * (1 - a2)  # the factor that each neuron brings
    s3 = a3 * (1 - a3)  # the factor that each neuron brings
    e3 = 2 * (a3 - y) * s3  # the error of layer 3
    e2 = e3 * w3 * s2  # the error of layer 2
    e1 = e2 * w2 * s1  # the error of layer 1
    dw = np.array([e1 * x, e2 * a1, e3 * a2])  # dw
    db = np.array([e1, e2, e3])  # db
    return dw, db


@exercise(_cases, "two arrays (3,): (dw, db)", points=4, forms=(_with_slopes,))
def grads_chain(x, y, w, b):
    """
    e2 = 2 * (a2 - y) * a2 * (1 - a2)
    e1 = 2 * (a1 - y) * a1 * (1 - a1)
    # Every layer starts anew with 2 (a - y). Only the last layer touches the cost; the notes, read
    # literally, say otherwise (erratum E63).
    db = np.array([2 * (a1 - y) * a1 * (1 - a1), 2 * (a2 - y) * a2 * (1 - a2), e3])
    # Each bias uses 2 (a - y) of its own layer (erratum E63). What do weight and bias of one neuron
    # share?
    e2 = e3 * a2 * (1 - a2)
    e1 = e2 * a1 * (1 - a1)
    # On the way back the weight between two neurons is missing. How strongly does z of the next
    # layer react to a?
    e3 = 2 * (a3 - y) * a2 * (1 - a2)
    e2 = e3 * w3 * a1 * (1 - a1)
    e1 = e2 * w2 * x * (1 - x)
    # Each error uses the slope of the layer in front of it (of x, for layer 1). Layer 3 brings
    # a3 (1 - a3), and so on.
    e3 = 2 * (a3 - y) * (1 - a3**2)
    e2 = e3 * w3 * (1 - a2**2)
    e1 = e2 * w2 * (1 - a1**2)
    # You use the slope of tanh, 1 - a². These neurons are sigmoids.
    dw = np.array([0, e2 * a1, e3 * a2])
    db = np.array([0, e2, e3])
    # The slopes of layer 1 are 0: the way back ends one layer too early, or a factor on it is 0.
    e2 = e3 * w2 * a2 * (1 - a2)
    e1 = e2 * w1 * a1 * (1 - a1)
    # On the way back you use the weight that leads *into* the neuron. Which weight leads from it to
    # the next one?
    e2 = e3 * w3 * a3 * (1 - a3)
    e1 = e2 * w2 * a2 * (1 - a2)
    # On the way back the slope of the layer behind is used a second time. You need that of the
    # layer at which you arrive.
    dw = np.array([0, 0, e3 * a2])
    db = np.array([0, 0, e3])
    # The slopes of layers 1 and 2 are 0: the way back ends behind layer 3, or a factor on it is 0.
    e2 = 2 * (a3 - y) * w3 * a2 * (1 - a2)
    e1 = 2 * (a3 - y) * w3 * w2 * a1 * (1 - a1)
    # The layers in front get only one slope each. The way back to them leads through every sigmoid
    # behind them, and each brings its own.
    e2 = a3 * (1 - a3) * w3 * a2 * (1 - a2)
    e1 = a2 * (1 - a2) * w2 * a1 * (1 - a1)
    # The error of the last layer does not arrive in front. Each layer multiplies the whole error of
    # the layer behind it, 2 (a - y) included.
    e3 = (y - a3) * a3 * (1 - a3)
    # The slope of (a - y)² in a is 2 (a - y): the 2 is missing, and the output comes first.
    e3 = (a3 - y) ** 2 * a3 * (1 - a3)
    # You start from the cost. The chain rule starts with the slope of the cost.
    e3 = 2 * (a3 - y) * a3 * (1 - a3) / 3
    # Everything is divided by 3. The cost of one example has no mean.
    s1 = z1 * (1 - z1)
    s2 = z2 * (1 - z2)
    s3 = z3 * (1 - z3)
    # You take z (1 - z) for the slope of σ. Written with the activation it is a (1 - a).
    b = 0 * b  # The biases are missing on the way forward.
    sigmoid = np.tanh  # Your neurons use tanh in the forward pass. Here they are sigmoid neurons.
    sigmoid = np.tanh
    s1 = 1 - a1**2
    s2 = 1 - a2**2
    s3 = 1 - a3**2
    # Your neurons are tanh neurons. Here they are sigmoid neurons.
    dw = np.array([e1 * a1, e2 * a2, e3 * a3])
    # dw of a layer uses the activation that leaves the layer. Which number is multiplied by this
    # weight?
    dw = np.array([e1 * x, e2 * (w1 * x + b1), e3 * (w2 * a1 + b2)])
    # dw uses z of the layer before. What enters a neuron is the activation, after σ.
    dw = np.array([e1 * x, e2 * x, e3 * x])
    # Every layer gets the input x (compare erratum E33). Only the first neuron reads x.
    dw = np.array([e1, e2, e3])
    # dw is the same as db. A weight acts only as strongly as the number that it multiplies.
    dw = np.array([e1 * w1, e2 * w2, e3 * w3])
    # dw holds the weights themselves. Which number does each weight multiply?
    db = np.array([e1 * w1, e2 * w2, e3 * w3])
    # db holds the weight as a factor. How strongly does z react to b?
    db = np.array([e1 * b1, e2 * b2, e3 * b3])
    # db holds the bias as a factor. The slope of z in b is a plain number.
    dw = np.array([e1 * x, e2 * a1, e3 * a2]).astype(np.asarray(w).dtype)
    db = np.array([e1, e2, e3]).astype(np.asarray(w).dtype)
    # For whole numbers the result is cut to whole numbers: an array made like w holds integers
    # then.
    """
    w1, w2, w3 = w  # the weights
    b1, b2, b3 = b  # the biases in the forward pass
    a1 = sigmoid(w1 * x + b1)  # the activation of layer 1
    a2 = sigmoid(w2 * a1 + b2)  # the activation of layer 2
    a3 = sigmoid(w3 * a2 + b3)  # the output
    # Without a ½, the slope of the cost in the output is 2 (a - y).
    e3 = 2 * (a3 - y) * a3 * (1 - a3)  # the error of layer 3
    # The error comes from the layer behind, by the weight between the two and through a sigmoid.
    e2 = e3 * w3 * a2 * (1 - a2)  # the error of layer 2
    # The error comes from the layer behind, by the weight between the two and through a sigmoid.
    e1 = e2 * w2 * a1 * (1 - a1)  # the error of layer 1
    dw = np.array([e1 * x, e2 * a1, e3 * a2])  # dw
    db = np.array([e1, e2, e3])  # db
    return dw, db
