"""All parameters in one vector, and how far two gradients are apart."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.u03_layers.network import params_for

HAND_PARAMS = [
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([7.0, 8.0, 9.0])),
    (np.array([[10.0], [11.0], [12.0]]), np.array([13.0])),
]


def _flatten_cases(rng: Rng) -> list[Case]:
    params = params_for(rng, "3-4-2")
    whole = [(rng.integers(-9, 9, (2, 3)), rng.integers(-9, 9, 3))]
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    return [
        Case((HAND_PARAMS,), "the numbers of the task", "hand"),
        Case((params_for(rng, "2-3"),), "one layer, 2-3", "isolated"),
        Case((params,), "a network 3-4-2", "random"),
        Case((params_for(rng, "2-3-3-2"),), "a network 2-3-3-2", "random"),
        Case((whole,), "whole numbers", "integer"),
        Case((small,), "numbers of type float32", "float32"),
        Case((params_for(rng, "1-1-1"),), "a network 1-1-1", "one"),
    ]


@exercise(_flatten_cases, "one array with a single axis", points=1)
def flatten(params):
    """
    return np.concatenate([W.ravel() for W, b in params] + [b for W, b in params])
    # All weights come first, then all biases. The order goes layer by layer: W1, b1, W2, b2.
    return np.concatenate([b for W, b in params] + [W.ravel() for W, b in params])
    # All biases come first. The order goes layer by layer: W1, b1, W2, b2.
    numbers = np.append(b, W)  # In each layer the bias comes first. The weights do.
    numbers = np.append(W.T, b)  # The weights are read column by column. Read them row by row.
    numbers = np.vstack([W, b]).T.ravel()
    # You go neuron by neuron: the weights into it, then its bias. Asked is all of W, row by row,
    # then b.
    numbers = W.ravel()  # The biases are missing.
    numbers = b  # The weights are missing.
    return np.append(*params[-1])
    # Only the last layer is there: in a loop, `=` in place of adding to what is there.
    return [v for W, b in params for v in (W.ravel(), b)]
    # You return a list of vectors, one for each array. Join them into one.
    return [np.append(W, b) for W, b in params]
    # You return a list of vectors, one for each layer. Join them into one.
    return [v for W, b in params for v in (W, b)]
    # You return a list of arrays. Make each a vector and join them into one.
    return params  # You return params as it is. Make each array a vector and join them into one.
    return np.concatenate([v for W, b in params for v in (W, b)])
    # NumPy cannot join tables and vectors. Turn each array into a vector first.
    """
    theta = np.zeros(0)  # the vector
    for W, b in params:  # the layers
        numbers = np.append(W, b)  # the numbers of a layer
        theta = np.append(theta, numbers)  # the vector
    return theta


def near(rng: Rng, *shape: int) -> tuple[Array, Array]:
    """Draw a gradient and one that is a little off, of both signs and several sizes."""
    g = rng.normal(0, 1, shape) * 10.0 ** rng.integers(-3, 2, shape)
    return g, g * (1 + rng.uniform(-0.5, 0.5, shape))


def _error_cases(rng: Rng) -> list[Case]:
    g, n = near(rng, 7)
    zero = np.array([0.0, 2.0, 0.0])
    table, measured = near(rng, 3, 4)
    table[0] = measured[0] = 0.0
    table[1, :2] *= 1e-9
    measured[1, :2] *= 1e-9
    return [
        Case((np.array([2.0, 4.0]), np.array([2.0, 6.0])), "g = [2, 4], n = [2, 6]", "hand"),
        Case((np.array([-2.0, 4.0]), np.array([2.0, 4.0])), "g = [-2, 4], n = [2, 4]", "hand"),
        Case((zero, np.array([0.0, 3.0, 0.0])), "two entries 0 in both", "isolated"),
        Case((np.array([3e-9, 1.0]), np.array([1e-9, 1.0])), "a tiny entry", "isolated"),
        Case((g[:5], g[:5]), "twice the same", "isolated"),
        Case((g, n), "7 entries", "random"),
        Case((table, measured), "a table 3×4 with entries 0 in both", "random"),
        Case((g, -n), "the wrong sign", "random"),
        Case((np.zeros(3), np.zeros(3)), "zeros only", "extreme"),
        Case((1e150 * g, 1e150 * n), "huge entries", "extreme"),
        Case((np.array([3, -2]), np.array([1, -4])), "whole numbers", "integer"),
        Case((g.astype(np.float32), n.astype(np.float32)), "type float32", "float32"),
        Case((g[:1], n[:1]), "one entry", "one"),
    ]


@exercise(_error_cases, "one number", points=2)
def relative_error(g, n):
    """
    below = 1e-8 + size  # You add 1e-8 to the denominator. It should be the larger of the two.
    below = np.maximum(size, 1e-300)
    # 0 divided by 0 is avoided, but two tiny numbers still count as a large error. The denominator
    # is never below 1e-8.
    below = np.maximum(size, 1)
    # Your floor is 1, so small gradients are compared absolutely. It is 1e-8.
    return np.max(difference)
    # This is the absolute error. Compare the difference with the size of the two numbers.
    return np.linalg.norm(g - n) / np.maximum(1e-8, np.linalg.norm(g) + np.linalg.norm(n))
    # You compare the lengths of the two vectors. A small entry that is quite wrong is lost then:
    # compare entry by entry.
    return np.max(difference) / np.maximum(1e-8, np.max(size))
    # You take the largest difference and the largest size, perhaps of two different entries. Divide
    # entry by entry, then take the largest.
    size = np.maximum(size_g, size_n)
    # You divide by the larger of the two sizes. Here their sum is asked.
    size = np.abs(g + n)
    # The denominator is the size of the sum; for numbers of opposite sign it is near 0. Add the
    # sizes.
    return np.mean(error)
    # You take the mean over the entries. One wrong entry in a thousand must show: take the largest.
    size = g + n  # The denominator adds the numbers with their signs. Add their sizes.
    difference = np.abs(np.abs(g) - np.abs(n))
    # You compare the sizes, so a wrong sign is no error. Subtract first, then take the size.
    return 100 * np.max(error)  # Your error is in percent. Asked is the plain ratio, at most 1.
    """
    difference = np.abs(g - n)  # the difference of each entry
    size_g = np.abs(g)  # the size of g
    size_n = np.abs(n)  # the size of n
    # Both sizes count, so that the order of the two does not matter.
    size = size_g + size_n  # the sum of both sizes
    # It is never below 1e-8: where both gradients are 0 you would divide 0 by 0.
    below = np.maximum(size, 1e-8)  # the denominator
    error = difference / below  # the error of each entry
    # One wrong entry in a thousand must show: take the largest.
    return np.max(error)
