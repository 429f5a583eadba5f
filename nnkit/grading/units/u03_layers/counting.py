"""Counting parameters, and a prediction about them."""

from itertools import pairwise

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Misconception, Rng, Spec
from nnkit.grading.given.judging import Chosen


def widths(rng: Rng, layers: int) -> list[int]:
    """Draw different widths, so that no two formulas agree by chance."""
    return [int(n) for n in rng.choice(np.arange(2, 40), layers, replace=False)]


def _cases(rng: Rng) -> list[Case]:
    return [
        Case(([4, 5, 3],), "sizes = [4, 5, 3]", "hand", 43),
        Case(([4, 1],), "sizes = [4, 1]", "isolated", 5),
        Case(([784, 16, 16, 10],), "sizes = [784, 16, 16, 10]", "isolated", 13002),
        Case((widths(rng, 3),), "three random widths", "random"),
        Case((widths(rng, 5),), "five random widths", "random"),
    ]


@exercise(_cases, "a whole number", kind="integer", points=1)
def count_params(sizes):
    """
    weights = n_in + n_out
    biases = 0
    # You add the two widths of a layer. Every unit meets every one of the next layer: multiply.
    biases = 1  # You count one bias for a whole layer. Each neuron has its own (erratum E35).
    biases = 0
    return total + 1
    # You count one bias for the whole network. Each neuron has its own.
    return total + sizes[0]
    # You give the inputs biases, too. An input only holds a number; neurons have biases.
    biases = 0
    return total + sizes[1]
    # Only the first layer has its biases. The neurons of every layer have them.
    biases = 0
    return total + sizes[-1]
    # Only the last layer has biases. Hidden neurons have them, too.
    return total - sizes[-1]
    # The biases of the last layer are missing. Output neurons have them, too.
    weights = (n_in + 1) * (n_out + 1)
    biases = 0
    # You add 1 on both sides of a layer. Only the inputs get the constant 1 of the bias.
    return (sizes[0] + 1) * sizes[-1]
    # You connect the first layer with the last one directly. Go from each layer to the next.
    return sizes[0] * sizes[-1]
    # The first layer is connected with the last one, without biases. Go from layer to layer.
    return total + (sizes[-1] + 1) * sizes[0]
    # You also connect the last layer with the first one: for i = 0, sizes[i - 1] is the last.
    return sizes[len(sizes)]
    # Your loop reads behind the end of the list: there is one layer less than there are widths.
    return total + sum(n * m for n, m in pairwise(sizes[1:]))
    return total + sum(n * m for n, m in pairwise(sizes[:-1]))
    # Weights of hidden layers are counted twice: each pair of neighbours has one matrix.
    return sum(n * m for i, m in enumerate(sizes) for n in sizes[:i]) + sum(sizes[1:])
    # You connect each layer with all layers behind it. Only neighbours are connected.
    return sum(sizes)  # You count the units. Asked are the weights between them, and the biases.
    return np.prod(sizes)
    # You multiply all widths. Only neighbouring layers are connected: multiply pairs, then add.
    return np.prod([(n + 1) * m for n, m in pairwise(sizes)])
    # Each layer is counted right, but the layers are multiplied. Add them up.
    return [(n + 1) * m for n, m in pairwise(sizes)]
    # You return the count of each layer. Asked is their sum.
    """
    total = 0  # the count at the start
    for n_in, n_out in pairwise(sizes):  # the layers
        weights = n_in * n_out  # the number of weights
        # Each neuron that receives has one.
        biases = n_out  # the number of biases
        total += weights + biases  # the count
    return total  # the count


CHOICES = {
    "A": "32 new biases, yes. But each new neuron also brings a weight for each of its inputs.",
    "C": "A matrix grows four times only where both of its sides double. Which of the three is "
    "that, and how large is it beside the first?",
    "D": "One matrix has both sides doubled, the other two only one. No matrix grows eight times.",
}
PREDICT_WIDER = Spec(
    name="predict_wider",
    reference=lambda: "B",
    cases=lambda rng: [Case((), "your prediction", "hand", test=Chosen.right("ABCD", "B"))],
    kind="any",
    returns='one of the letters "A", "B", "C", "D"',
    unit="03",
    signature="predict_wider()",
    misconceptions=tuple(
        Misconception(f"chose-{answer}", lambda answer=answer: answer, advice)
        for letter, advice in CHOICES.items()
        for answer in (letter, letter.lower())
    ),
)
