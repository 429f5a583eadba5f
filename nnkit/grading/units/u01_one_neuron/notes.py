"""Find the mistake in the notes; predict, then run."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Misconception, Rng
from nnkit.grading.given.judging import Chosen
from nnkit.grading.units.derivations import lettered
from nnkit.grading.units.drawing import targets


def _line_cases(rng: Rng) -> list[Case]:
    y5, y8 = targets(rng, 5), targets(rng, 8)
    return [
        Case(
            (np.array([0.0, 2, -1]), np.array([1.0, 0, 1])), "z = [0, 2, -1], y = [1, 0, 1]", "hand"
        ),
        Case((rng.uniform(-4, 4, 5), y5), "5 random numbers", "random"),
        Case((rng.uniform(-4, 4, 8), y8), "8 random numbers", "random"),
        Case((np.array([-1, 2]), np.array([0, 1])), "whole numbers z = [-1, 2]", "integer"),
        Case((np.array([0.6]), np.array([0.0])), "one example", "one"),
    ]


@exercise(_line_cases, **lettered("ABCD", ", each an array of the shape of z"), points=3, rtol=1e-6)
def corrected_lines(z, y):
    """
    B = e / (1 + e)  # Line B is still as printed (erratum E28). Put z = 0 into A and into B.
    C = -ones + zeros  # Line C is still as printed (erratum E09). Can a loss be negative?
    C = -ones
    # In line C, examples with y = 0 cost nothing. The second part, with 1 - y, is missing.
    C = -np.log(s)
    # Line C does not depend on y. For y = 0 the neuron gave the observed class the probability
    # 1 - s.
    C = -y * np.log(1 - s) - (1 - y) * np.log(s)
    # Line C exchanges the two classes: a good prediction for y = 1 is punished. Look at which of
    # y and 1 - y stands with log s.
    D = -y - s
    # Line D is still as printed (erratum E01). For s = y the slope of ½(y - s)² must be 0.
    B = (e / (1 + e)) ** 2
    # In line B the whole fraction is squared. Compare it with line A: only one part of the
    # fraction is.
    B = 1 / (1 + e) ** 2
    # In line B nothing is left of e above the fraction line. Compare it with line A.
    B = 1 / (1 + e)  # Line B is now the sigmoid itself. It should be its slope.
    D = (s - y) * s * (1 - s)
    # Line D is now the slope in z. It stands for the slope in s, before the sigmoid's own slope.
    D = (s - y) / (s * (1 - s))
    # Line D is now the slope of the negative log-likelihood. It belongs to the loss ½(y - s)².
    """
    s = sigmoid(z)  # the sigmoid
    ones = y * np.log(s)  # the part of line C for y = 1
    zeros = (1 - y) * np.log(1 - s)  # the part of line C for y = 0
    C = -(ones + zeros)  # line C
    # It is the slope of ½(y - s)² in s, so it is 0 for s = y.
    D = s - y  # line D
    e = np.exp(-z)  # the exponential
    # The sigmoid rises, and at z = 0 the slope is 1/4.
    A = e / (1 + e) ** 2  # line A
    # The sigmoid rises, and at z = 0 the slope is 1/4.
    B = e / (1 + e) ** 2  # line B
    return A, B, C, D


def _choices(**given: str) -> tuple[Misconception, ...]:
    return tuple(
        Misconception(f"chose-{letter}", lambda letter=letter: letter, advice)
        for capital, advice in given.items()
        for letter in (capital, capital.lower())
    )


@exercise(
    lambda rng: [Case((), "your prediction", "hand", test=Chosen.right("ABCD", "C"))],
    'one of the letters "A", "B", "C", "D"',
    kind="any",
    points=1,
    misconceptions=_choices(
        A="That would hold if both losses had the same slope in z. Write both slopes down: one "
        "has two factors more.",
        B="1/4 is the largest value of the sigmoid's slope, at z = 0. Here the neuron is far from "
        "z = 0.",
        D="The negative log-likelihood punishes a sure and wrong answer most. Write both slopes "
        "in z down and put p in.",
    ),
)
def predict_step():
    return "C"
