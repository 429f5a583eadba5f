"""Find the mistakes in the notes."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def nine_numbers(rng: Rng) -> tuple[Array, Array]:
    """Draw the six weights and the three biases of a 2-2-1 network."""
    return rng.normal(0, 1, 6), rng.normal(0, 1, 3)


def _cases(rng: Rng) -> list[Case]:
    lecture = np.array([1, 2, 3, -2, 2, 0.5]), np.array([0.5, -1, 0.25])
    one, two = rng.normal(0, 1, (2, 5))
    return [
        Case((np.array([1.0]), np.array([-1.0]), *lecture), "the network of lecture 2", "hand"),
        Case((np.zeros(2), np.zeros(2), *nine_numbers(rng)), "x1 = x2 = 0", "isolated"),
        Case((one, two, *nine_numbers(rng)), "5 random days", "random"),
        Case((two, one, *nine_numbers(rng)), "5 other days", "random"),
        Case((np.array([2, 0]), np.array([-1, 3]), *nine_numbers(rng)), "whole numbers", "integer"),
    ]


def collapsed(w, b):
    """Make three numbers of nine, as the cell of the task does."""
    w1, w2, w3, w4, w5, w6 = w
    b1, b2, b3 = b
    return w5 * w1 + w6 * w3, w5 * w2 + w6 * w4, b1 * w5 + b2 * w6 + b3


def neurons(x1, x2, w, b):
    """Add up the two hidden neurons, as the cell of the task does."""
    return w[0] * x1 + w[1] * x2 + b[0], w[2] * x1 + w[3] * x2 + b[1]


def _collapsed_twice(x1, x2, w, b):
    P, Q, R = collapsed(w, b)  # the three numbers
    # It was right as printed.
    A = x1 * P + x2 * Q + R  # line A
    # It stands for the same ŷ as line A.
    B = x1 * P + x2 * Q + R  # line B
    C = sigmoid(A)  # line C
    # It was right as printed.
    D = np.tanh(A)  # line D
    return A, B, C, D


@exercise(
    _cases,
    "the four lines (A, B, C, D), each an array of the shape of x1",
    forms=(_collapsed_twice,),
    by_parts=True,
    given_parts=(0, 3),
    points=2,
)
def corrected_bends(x1, x2, w, b):
    """
    B = n1 * P + n2 * Q + R
    C = np.maximum(A, 0)
    # Lines B and C are as printed. A and B cannot both be ŷ: which of them is, at x1 = x2 = 0?
    B = n1 * P + n2 * Q + R
    # Line B is still as printed. P and Q hold the weights of the neurons already: what did you
    # take out of the brackets when you found them?
    C = np.maximum(A, 0)  # Line C is still as printed (erratum E22). Can a probability be 7?
    B = n1 * w5 + n2 * w6 + R
    # In line B the hidden biases count twice: they are in n1 and n2, and in R once more.
    B = n1 * P + n2 * Q + b3
    # Line B has b3 in place of R now, but P and Q still multiply the neurons. Look at line A.
    B = n1 + n2 + R  # In line B P and Q are gone. They were right; look at what they multiply.
    B = x1 * P + x2 * Q  # In line B the rest R is gone. At x1 = x2 = 0 it is all that is left.
    B = x1 * P + x2 * Q + b3
    # In line B b3 stands in place of R. The hidden biases arrive at the output, too.
    B = n1 * w[0] + n2 * w[1] + b3
    # In line B the neurons are weighed with w1 and w2. The ways out of them are w5 and w6.
    B = x1 * w5 + x2 * w6 + b3
    # Line B leaves the hidden layer out. Each input arrives over two neurons.
    B = np.tanh(n1) * w5 + np.tanh(n2) * w6 + b3
    # Line B has a bend in the neurons now. Here they only add.
    C = np.where(A >= 0, 1.0, 0.0)  # Line C is a decision now, yes or no. Asked is the probability.
    C = np.tanh(A)  # Line C is tanh now, from -1 to 1. A probability lies between 0 and 1.
    C = (np.tanh(A) + 1) / 2  # Line C is σ(2ŷ) now. The right ends, but too steep.
    C = np.clip(A, 0, 1)  # Line C is ŷ, cut at 0 and 1. The curve of unit 01 is smooth.
    C = 1 - sigmoid(A)  # Line C is the probability of no. σ is above ½ where ŷ is above 0.
    C = sigmoid(A) * (1 - sigmoid(A))  # Line C is the slope of the sigmoid. Asked is its value.
    C = A  # Line C is ŷ itself, which can be 7. What makes a probability of a sum?
    C = sigmoid(n1 * P + n2 * Q + R)  # Line C is built on line B as printed. It asks for σ of ŷ.
    return w5 * np.tanh(n1) + w6 * np.tanh(n2) + b3, B, C, D
    # You put a bend into line A. This network has none, and the line was right.
    return n1 * P + n2 * Q + R, B, C, D
    # You changed line A into line B. One of them was right: put in x1 = x2 = 0.
    D = sigmoid(2 * A)  # You changed line D: it is a sigmoid now, but it was right. Try ŷ = 0.
    D = sigmoid(A)  # Line D is the sigmoid now. It was tanh, and right.
    D = 2 * sigmoid(A) - 1
    # You changed line D, and now it is too flat: tanh is 2σ(2z) - 1. It was right.
    D = 1 - np.tanh(A)**2  # Line D is the slope of tanh now. It was tanh, and right.
    D = np.maximum(A, 0)  # Line D is ReLU now. It was tanh, and right.
    D = np.tanh(n1 * P + n2 * Q + R)  # Line D is built on line B as printed. It asks for tanh of ŷ.
    return A, B, D, C  # The lines C and D are exchanged behind `return`.
    return A, C, B, D  # The lines B and C are exchanged behind `return`.
    """
    w5, w6 = w[4:]  # the weights
    b3 = b[2]  # the last bias
    n1, n2 = neurons(x1, x2, w, b)  # the hidden neurons
    P, Q, R = collapsed(w, b)  # the three numbers
    # It was right as printed.
    A = x1 * P + x2 * Q + R  # line A
    # It stands for the same ŷ as line A.
    B = w5 * n1 + w6 * n2 + b3  # line B
    C = sigmoid(A)  # line C
    # It was right as printed.
    D = np.tanh(A)  # line D
    return A, B, C, D
