"""Two small networks of the notes, parameter by parameter."""

import numpy as np

from nnkit.activations import tanh
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def numbers(rng: Rng, *shape: int) -> Array:
    """Draw numbers that are not near 0."""
    return rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape)


def examples_221(rng: Rng, n: int) -> tuple[Array, Array, Array]:
    """Draw a table of n examples, targets and the nine parameters."""
    return rng.normal(0, 1, (n, 2)), rng.normal(0, 1, n), numbers(rng, 9)


def one_2221(rng: Rng) -> tuple[Array, float, Array]:
    """Draw one example, a target and the fifteen parameters."""
    return numbers(rng, 2), float(rng.normal()), 0.7 * numbers(rng, 15)


def _cases_221(rng: Rng) -> list[Case]:
    X, y, theta = examples_221(rng, 7)
    by_hand = np.array([1.0, 0.0, 0.0, 1.0, 2.0, -1.0, 1.0, 0.0, 0.0])
    return [
        Case(
            (np.array([[1.0, 3.0]]), np.array([2.0]), by_hand),
            "X = [[1, 3]], y = [2], w = (1, 0, 0, 1, 2, -1), b = (1, 0, 0)",
            "hand",
        ),
        Case((np.zeros((4, 2)), y[:4], theta), "inputs 0: only biases act", "isolated"),
        Case((X * [1, 0], y, theta), "x2 = 0 in every example", "isolated"),
        Case((X, y, theta), "7 examples", "random"),
        Case(examples_221(rng, 4), "4 examples", "random"),
        Case(examples_221(rng, 8), "8 examples", "random"),
        Case(
            (rng.integers(-3, 4, (5, 2)), rng.integers(-3, 4, 5), rng.integers(1, 4, 9)),
            "whole numbers",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (X, y, theta)), "type float32", "float32"),
        Case(examples_221(rng, 1), "one example", "one"),
    ]


@exercise(
    _cases_221,
    "an array (9,)",
    parts=("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"),
    points=4,
)
def grads_221(X, y, theta):
    """
    dw1 = np.sum(2 * (y - out) * x2 * w6 * x2)
    # The derivative in w1 is the printed line (erratum E38). Through which neuron and which input
    # does w1 act?
    e = 2 * (y - out)
    # Sign and mean are both lost, as in the printed bracket of the notes (erratum E38).
    e = 2 * (out - y) / len(y) * (np.arange(len(y)) == len(y) - 1)
    # Only the last example counts: inside the loop `=` overwrites, `+=` adds.
    e = 2 * (out - y) / len(y) * (np.arange(len(y)) < len(y) - 1)
    # The last example is not added: the loop over the examples ends one step too early.
    e = 2 * (out - y) / len(y) * (np.arange(len(y)) < 1)
    # Only the first example is added before the division: does `return` stand in the loop?
    e = 2 * (out - y) / 2
    # The factor 2/N is missing in the error, or N is X.shape[1], which is 2. N is the number of
    # examples, the rows of X.
    e = -(y - out) / len(y)
    # Every slope is half of what it should be: the factor 2 of the square is missing, or you divide
    # by the number of entries of X in place of its rows.
    e = 2 * (out - y) ** 2 / len(y)  # You start from the squared error. Its slope has no square.
    h1 = e
    h2 = e
    # On the way back through N1 and N2 the weights w5 and w6 are missing.
    dw1 = np.sum(e * x1)
    dw2 = np.sum(e * x2)
    dw3 = np.sum(e * x1)
    dw4 = np.sum(e * x2)
    # The derivatives in w1 to w4 lack w5 and w6: the way from N1 and N2 to the output.
    db1 = np.sum(e)
    db2 = np.sum(e)
    # The derivatives in b1 and b2 lack w5 and w6: a hidden bias reaches the output through its
    # neuron, too.
    h1 = e * w6
    h2 = e * w5
    # w5 and w6 are exchanged on the way back. Follow w1 with your finger: to which neuron, and from
    # there by which weight to the output?
    dw1 = np.sum(h1 * x2)
    dw2 = np.sum(h1 * x1)
    dw3 = np.sum(h2 * x2)
    dw4 = np.sum(h2 * x1)
    # x1 and x2 are exchanged in the derivatives in w1 to w4.
    dw5 = np.sum(e * N2)
    dw6 = np.sum(e * N1)
    # N1 and N2 are exchanged in the derivatives in w5 and w6.
    dw5 = np.sum(e * x1)
    dw6 = np.sum(e * x2)
    # You use the inputs in the derivatives in w5 and w6. Which numbers do w5 and w6 multiply?
    dw5 = np.sum(e * w5)
    dw6 = np.sum(e * w6)
    # You use w5 and w6 in their own derivatives. Which numbers do they multiply?
    N1 = 1 / (1 + np.exp(-(w1 * x1 + w2 * x2 + b1)))
    N2 = 1 / (1 + np.exp(-(w3 * x1 + w4 * x2 + b2)))
    # You apply σ to N1 and N2. This network is linear.
    theta = np.append(theta[:6], np.zeros(3))  # The forward pass leaves out the biases.
    X = X.mean(axis=0, keepdims=True)
    y = y.mean(keepdims=True)
    # You average the examples and then multiply. The mean of a product is not the product of the
    # means: multiply first, for every example.
    theta = np.asarray(theta)[[0, 1, 3, 4, 6, 7, 2, 5, 8]]
    # You read theta in another order: first come w1 to w6, then b1 to b3.
    db1 = np.sum(h1 * b1)
    db2 = np.sum(h2 * b2)
    db3 = np.sum(e * b3)
    # The derivative in a bias holds the bias itself as a factor. How strongly does a sum react to
    # its bias?
    return np.array([db1, db2, db3, dw1, dw2, dw3, dw4, dw5, dw6])
    # The derivatives in the biases come first. The order is that of theta: w1 to w6, then b1 to b3.
    return np.array([dw1, dw2, db1, dw3, dw4, db2, dw5, dw6, db3])
    # The derivatives stand neuron by neuron. The order is that of theta: w1 to w6, then b1 to b3.
    return np.array([dw1, dw2, dw3, dw4, dw5, dw6])
    # You return the derivatives in the weights only. Behind them come those in b1 to b3.
    return np.array([h1 * x1, h1 * x2, h2 * x1, h2 * x2, e * N1, e * N2, h1, h2, e])
    # You return nine numbers for each example. Add them up over the examples.
    """
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = theta  # the parameters
    x1, x2 = X[:, 0], X[:, 1]  # the inputs
    N1 = w1 * x1 + w2 * x2 + b1  # N1
    N2 = w3 * x1 + w4 * x2 + b2  # N2
    out = w5 * N1 + w6 * N2 + b3  # the prediction
    e = -2 * (y - out) / len(y)  # the error of each example
    h1 = e * w5  # the error of N1
    h2 = e * w6  # the error of N2
    dw1 = np.sum(h1 * x1)  # the derivative in w1
    dw2 = np.sum(h1 * x2)  # the derivative in w2
    dw3 = np.sum(h2 * x1)  # the derivative in w3
    dw4 = np.sum(h2 * x2)  # the derivative in w4
    dw5 = np.sum(e * N1)  # the derivative in w5
    dw6 = np.sum(e * N2)  # the derivative in w6
    db1 = np.sum(h1)  # the derivative in b1
    db2 = np.sum(h2)  # the derivative in b2
    db3 = np.sum(e)  # the derivative in b3
    return np.array([dw1, dw2, dw3, dw4, dw5, dw6, db1, db2, db3])


def _cases_2221(rng: Rng) -> list[Case]:
    x, y, theta = one_2221(rng)
    by_hand = np.array([0.0, 0, 0, 0, 1, 0, 2, 0, 3, -1, 0, 0, 0, 0, 0])
    no_n4, no_n3 = theta.copy(), theta.copy()
    no_n4[9], no_n3[8] = 0, 0
    return [
        Case(
            (np.array([0.5, 1.0]), 1.0, by_hand),
            "x = (0.5, 1), y = 1, w5 = 1, w7 = 2, w9 = 3, w10 = -1, all else 0",
            "hand",
        ),
        Case((x, y, no_n4), "w10 = 0: only the path through N3 is left", "isolated"),
        Case((x, y, no_n3), "w9 = 0: only the path through N4 is left", "isolated"),
        Case((x * [0, 1], y, theta), "x1 = 0", "isolated"),
        Case((x, y, theta), "random numbers", "random"),
        Case(one_2221(rng), "other random numbers", "random"),
        Case(one_2221(rng), "a third set of random numbers", "random"),
        Case((1000 * np.sign(theta[:2]), y, theta), "inputs of size 1000", "extreme"),
        Case((np.array([1, 2]), 1, rng.permutation(15) - 7), "whole numbers", "integer"),
        Case(
            (x.astype(np.float32), np.float32(y), theta.astype(np.float32)),
            "type float32",
            "float32",
        ),
    ]


@exercise(_cases_2221, "one number", points=3)
def grad_w1_2221(x, y, theta):
    """
    return e * paths * (1 - N1**2) * x2  # x2 stands at the end. w1 multiplies x1.
    return e * paths * (1 - N1**2)
    # The last factor is missing: how strongly does the sum in N1 react to w1?
    by_N3 = (1 - N3**2) * w5
    by_N4 = (1 - N4**2) * w7
    # The weights from N3 and N4 to the prediction are missing on the paths.
    by_N3 = w9 * (1 - N3**2)
    by_N4 = w10 * (1 - N4**2)
    # The weights from N1 to N3 and N4 are missing on the paths.
    return e * paths * (1 - N1**2) * w1
    # The last factor is w1 itself. Which number does w1 multiply?
    return e * paths * x1  # The slope of N1 is missing: both paths go through its tanh.
    by_N3 = w9 * (1 - N3) * w5
    by_N4 = w10 * (1 - N4) * w7
    # In the slopes of N3 and N4 the square is missing: tanh has the slope 1 - N².
    by_N3 = w9 * w5
    by_N4 = w10 * w7
    # The slopes of N3 and N4 are missing: each tanh on a path brings one factor.
    paths = by_N3  # Only the path through N3 is there. By which other way does N1 reach ŷ?
    by_N4 = w10 * (1 - N4**2) * w6
    by_N4 = w10 * (1 - N4**2) * w8
    # On the path through N4 stands a weight that does not lie on it: which one leads from N1 to N4?
    by_N3 = w9 * (1 - N3**2) * w6
    by_N3 = w9 * (1 - N3**2) * w7
    # On the path through N3 stands a weight that does not lie on it: which one leads from N1 to N3?
    by_N3 = w9 * N3 * w5
    by_N4 = w10 * N4 * w7
    # N3 and N4 stand where their slopes are needed: 1 - N².
    return e * (w9 + w10) + e * w10 * (1 - N4**2) * w7 * (1 - N1**2) * x1
    # This is the printed line (erratum E40): two of its terms stop at N3 and N4. A path leads all
    # the way from w1 to the loss.
    paths = by_N4  # Only the path through N4 is there. By which other way does N1 reach ŷ?
    paths = by_N3 * by_N4
    # The two paths are multiplied. Multiply along a path, add over the paths.
    paths = by_N3 - by_N4  # The two paths are subtracted. Add them.
    return e * by_N3 + by_N4 * (1 - N1**2) * x1
    # A bracket is missing: the error in front and the factors behind belong to both paths.
    paths = (w9 + w10) * (2 - N3**2 - N4**2) * (w5 + w7)
    # You add first and multiply then, so factors of different paths meet. Multiply along each path,
    # then add.
    by_N3 = w9 * (1 - N3**2) * (w5 + w6)
    by_N4 = w10 * (1 - N4**2) * (w7 + w8)
    # There are paths through N2 in your sum. w1 leads into N1 only.
    by_N3 = w10 * (1 - N3**2) * w5
    by_N4 = w9 * (1 - N4**2) * w7
    # w9 and w10 are exchanged: w9 belongs to N3, w10 to N4.
    by_N3 = w9 * (1 - N3**2) * w7
    by_N4 = w10 * (1 - N4**2) * w5
    # w5 and w7 are exchanged: w5 leads to N3, w7 to N4.
    by_N3 = w9 * (1 - N3**2) * w6
    by_N4 = w10 * (1 - N4**2) * w8
    # You go by w6 and w8, which start at N2. w1 leads into N1: from there go w5 and w7.
    return e * (by_N3 + by_N4 * (1 - N1**2)) * x1
    # The slope of N1 is a factor of one path only: both paths go through N1. Look at your brackets.
    e = (y - out) ** 2  # You begin with the loss. The chain rule begins with its slope in ŷ.
    return (y - out) ** 2  # This is the loss itself. Asked is its slope in w1.
    out = tanh(w9 * N3 + w10 * N4 + b5)  # You apply tanh to the output. The last neuron is linear.
    tanh = lambda z: z  # The neurons have no tanh in your forward pass.
    tanh = lambda z: 1 / (1 + np.exp(-z))  # Your neurons are sigmoid neurons. Here they use tanh.
    tanh = lambda z: 1 / (1 + np.exp(-z))
    by_N3 = w9 * N3 * (1 - N3) * w5
    by_N4 = w10 * N4 * (1 - N4) * w7
    return e * paths * N1 * (1 - N1) * x1
    # Your neurons are sigmoid neurons, and so are your slopes. Here they use tanh.
    theta = np.append(theta[:10], np.zeros(5))  # The forward pass leaves out the biases.
    theta = np.asarray(theta)[[0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 4, 5, 10, 11, 14]]
    # You read theta layer by layer. First come w1 to w10, then b1 to b5.
    """
    w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, b1, b2, b3, b4, b5 = theta  # the parameters
    x1, x2 = x  # the inputs
    N1 = tanh(w1 * x1 + w2 * x2 + b1)  # N1
    N2 = tanh(w3 * x1 + w4 * x2 + b2)  # N2
    N3 = tanh(w5 * N1 + w6 * N2 + b3)  # N3
    N4 = tanh(w7 * N1 + w8 * N2 + b4)  # N4
    out = w9 * N3 + w10 * N4 + b5  # the prediction
    e = -2 * (y - out)  # the slope of the loss in the prediction
    by_N3 = w9 * (1 - N3**2) * w5  # the path through N3
    by_N4 = w10 * (1 - N4**2) * w7  # the path through N4
    # Draw the ways from w1 to the prediction: multiply along each, then add.
    paths = by_N3 + by_N4  # the slope of the prediction in N1
    return e * paths * (1 - N1**2) * x1
