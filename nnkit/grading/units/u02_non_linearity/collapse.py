"""Two linear layers are one; and a prediction about many."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng
from nnkit.grading.given.judging import Chosen
from nnkit.grading.units.drawing import Drawn, two_layers


def _cases(rng: Rng) -> list[Case]:
    W1, b1, W2, b2 = two_layers(rng, 3, 4, 2)
    note = (
        np.array([[1.0, 3.0], [2.0, -2.0]]),
        np.array([0.5, -1.0]),
        np.array([[2.0], [0.5]]),
        np.array([0.25]),
    )
    whole = (
        np.array([[1, 2], [3, -1]]),
        np.array([0.5, -0.25]),
        np.array([[2, 0, 1], [1, 3, -2]]),
        np.array([0.75, 0.5, -0.5]),
    )
    return [
        Case(note, "the 2-2-1 network of lecture 2", "hand"),
        Case((W1, 0 * b1, W2, b2), "widths 3-4-2, b1 = 0", "isolated"),
        Case((W1, b1, W2, 0 * b2), "widths 3-4-2, b2 = 0", "isolated"),
        Case((W1, b1, W2, b2), "widths 3-4-2", "random"),
        Case(two_layers(rng, 3, 5, 3), "widths 3-5-3", "random"),
        Case(two_layers(rng, 3, 3, 3), "widths 3-3-3, square matrices", "random"),
        Case(two_layers(rng, 4, 2, 2), "widths 4-2-2", "random"),
        Case(whole, "whole numbers in W1 and W2, fractions in b1 and b2", "integer"),
        Case(
            tuple(v.astype(np.float32) for v in (W1, b1, W2, b2)),
            "numbers of type float32",
            "float32",
        ),
        Case(two_layers(rng, 1, 4, 2), "one input", "one"),
        Case(two_layers(rng, 3, 1, 2), "one hidden neuron", "one"),
        Case(two_layers(rng, 2, 3, 1), "one output", "one"),
    ]


@exercise(
    _cases,
    "two arrays: W of shape (n_0, n_2) and b of shape (n_2,)",
    points=2,
    properties=(
        Property("same-function", "X W + b is what the two layers give", Drawn("same function")),
    ),
)
def collapse(W1, b1, W2, b2):
    """
    b = b2  # b1 is lost: what the hidden neurons add arrives at the output, too, through W2.
    b = b1.sum() * W2.sum(axis=0) + b2
    b = b1.mean() * W2.sum(axis=0) + b2
    # You add up first and multiply then. Each hidden bias goes through its own row of W2.
    b = b1[-1] * W2[-1] + b2
    b = b1[-1] * W2[-1]
    # Only the last hidden neuron counts in b: inside the loop `=` overwrites, `+=` adds.
    b = W2.sum(axis=0) + b2
    # The weights W2 are added up without the hidden biases: each b1 multiplies its row of W2.
    b = W1.sum(axis=0) @ W2 + b2
    # Sums of W1 go through W2 to b. What a hidden neuron adds when X is 0 is its bias, b1.
    b1, W1, W2 = b1[:-1], W1[:, :-1], W2[:-1]
    # The last hidden neuron is left out: the loop over the hidden neurons ends one step too early.
    b = b1 + b2
    # You add the two biases. But b1 belongs to the hidden neurons: what they add goes through the
    # second layer. Where the widths differ, the shapes do not even fit.
    b = (b1 + b2) @ W2
    # Both biases go through W2, but b2 is added after the second product. The shapes tell, too.
    b = b1 + b2 @ W2
    # b2 is multiplied by W2, and b1 is not. Which of the two is added before the second layer
    # multiplies?
    b = b1 @ W1 @ W2 + b2
    # b1 goes through W1 as well, but it is added after the first product. Only what comes later
    # multiplies it.
    b = b1.sum() + b2
    # b1 is added up into one number. Each hidden bias goes through its own row of W2.
    b = b1.mean() + b2  # The mean of b1 is added. Each hidden bias goes through its own row of W2.
    b = np.sum(b1 * W2) + b2
    # `*` multiplies entry by entry, and the sum leaves one number. What the hidden biases add at an
    # output is a matrix product.
    b = np.tanh(b1) @ W2 + b2
    # There is an activation on b1. The two layers here are linear; with an activation they would
    # not collapse.
    W = np.tanh(W1) @ W2
    # There is an activation on the weights. The two layers here are linear: multiply out as they
    # are.
    W = (W1 + b1) @ W2
    # A bias is added to the weights. It does not meet X: only what multiplies X belongs in W.
    W = W1 + W2
    # You add the two matrices. X goes through one and then through the other: a product.
    b = (b1 @ W2 + b2).astype(W.dtype)
    # With whole numbers in the weights the bias is cut to whole numbers: an array made in the type
    # of W holds integers.
    """
    # X meets W1 first, and stands on the left.
    W = W1 @ W2  # W
    # Put X = 0 in: what arrives at the output then?
    b = b1 @ W2 + b2  # b
    return W, b


WHY_NOT = {
    "A": "Where would the bend come from? Multiply the four layers out, as lecture 2 does with "
    "two.",
    "B": "More neurons are more numbers, but after multiplying out only three of them are left. "
    "Can three numbers do more than one neuron does?",
    "D": "A linear network can do whatever a single neuron can: the neurons that are not needed "
    "may have the weight 0.",
}


@exercise(
    lambda rng: [Case((), "your prediction", "hand", test=Chosen.right("ABCD", "C"))],
    'one of the letters "A", "B", "C", "D"',
    kind="any",
    misconceptions=tuple(
        Misconception(f"chose-{letter}", lambda letter=letter: letter, advice)
        for capital, advice in WHY_NOT.items()
        for letter in (capital, capital.lower())
    ),
)
def predict_linear():
    return "C"
