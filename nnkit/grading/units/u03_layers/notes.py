"""Find the mistakes in the notes."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.u03_layers.layer import single


def two_layers(rng: Rng) -> tuple[Array, ...]:
    """Draw one example and the first two layers of 3-3-2."""
    x, W1, b1 = single(rng, 3, 3)
    _, W2, b2 = single(rng, 3, 2)
    return x, W1, b1, W2, b2


def _cases(rng: Rng) -> list[Case]:
    x, *rest = two_layers(rng)
    return [
        Case((np.array([1.0, -1.0, 2.0]), *rest), "x = [1, -1, 2]", "hand"),
        Case((np.zeros(3), *two_layers(rng)[1:]), "x of zeros", "isolated"),
        Case((x, *rest), "random numbers", "random"),
        Case(two_layers(rng), "other random numbers", "random"),
        Case((np.array([2, 0, -1]), *two_layers(rng)[1:]), "whole numbers in x", "integer"),
    ]


def _in_one_chain(x, W1, b1, W2, b2):
    # As printed it is right: the sums of layer 1.
    A = x @ W1 + b1  # A
    a1 = sigmoid(A)  # the activations of layer 1
    B = a1 @ W2 + b2  # B
    C = sigmoid(B)  # C
    D = np.tanh(B)  # D
    return A, B, C, D


@exercise(
    _cases,
    "the four lines (A, B, C, D): an array (3,) and three arrays (2,)",
    forms=(_in_one_chain,),
    by_parts=True,
    given_parts=(0,),
    points=3,
)
def corrected_layers(x, W1, b1, W2, b2):
    """
    A = sigmoid(x @ W1 + b1)
    # You changed `A`, and it now applies σ. It stands for the sums of layer 1.
    A = W1 @ x + b1
    # You changed `A`: the rows of W act as neurons, and no error shows it, as W is square.
    B = x @ W2 + b2  # `B` is still as printed (erratum E23). What does the second layer read?
    B = x @ W2 + b2
    C = sigmoid(x @ W2 + b2)
    D = np.tanh(x @ W2 + b2)
    # `B` is as printed (erratum E23), and what follows builds on it. What does layer 2 read?
    B = (x @ W1 + b1) @ W2 + b2  # `B` reads the sums of layer 1. Which array leaves that layer?
    B = sigmoid(a1 @ W2 + b2)  # `B` now applies σ at its end. It stands for the sums of layer 2.
    C = b2  # `C` is still as printed (erratum E51). Is a product equal to the bias? And where is σ?
    C = sigmoid(a1 @ W2) + b2  # `C` adds the bias after σ. It belongs to the sum.
    C = sigmoid(x @ W2 + b2)  # `C` reads the inputs. Layer 2 reads the activations of layer 1.
    D = np.tanh(a1 @ W2 + b2[0])
    # `D` is still as printed (erratum E35). Can two neurons share one bias?
    D = np.tanh(a1 @ W2) + b2  # In `D` the bias stands outside tanh. It belongs to the sum.
    D = np.tanh(x @ W2 + b2)
    # `D` reads x. It belongs to layer 2, which reads the activations of layer 1.
    D = np.tanh(np.tanh(x @ W1 + b1) @ W2 + b2)
    # `D` has tanh on layer 1, too. The task says that layer 1 keeps its σ.
    D = sigmoid(a1 @ W2 + b2)  # `D` now uses σ. The note uses tanh there, and that is no mistake.
    """
    # As printed it is right: the sums of layer 1.
    A = x @ W1 + b1  # A
    a1 = sigmoid(x @ W1 + b1)  # the activations of layer 1
    B = a1 @ W2 + b2  # B
    C = sigmoid(a1 @ W2 + b2)  # C
    D = np.tanh(a1 @ W2 + b2)  # D
    return A, B, C, D
