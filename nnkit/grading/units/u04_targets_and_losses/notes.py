"""Find the mistakes in the notes: four losses of one example."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.derivations import lettered


def _cases(rng: Rng) -> list[Case]:
    first, three = np.array([0.3, 0.7]), np.array([0.8, 0.1, 0.1])
    return [
        Case((first, np.array([1.0, 0.0])), "a = [0.3, 0.7], y = [1, 0]", "hand"),
        Case((three, np.eye(3)[0]), "a = [0.8, 0.1, 0.1], y = [1, 0, 0]", "hand"),
        Case((rng.uniform(0.05, 0.95, 4), np.eye(4)[rng.integers(4)]), "4 outputs", "random"),
        Case((rng.uniform(0.05, 0.95, 3), np.eye(3)[rng.integers(3)]), "3 outputs", "random"),
        Case((np.array([0.2, 0.6]), np.array([0, 1])), "a target of type int", "integer"),
        Case((np.array([0.4]), np.array([1.0])), "one output", "one"),
    ]


@exercise(_cases, **lettered("ABCD", ", each a number"), points=3, rtol=1e-06)
def corrected_losses(a, y):
    """
    B = np.sum(a**2)  # Line B is still as printed (erratum E27). Where is the target in it?
    C = np.sum(y * np.log(a))  # Line C is still as printed (erratum E41). Can a loss be negative?
    D = np.sum((a - y) ** 2)
    # Line D is still as printed (erratum E26): a squared error under the name of another loss.
    B = (a[0] - y[0]) ** 2 + (a[1] - y[1]) ** 2
    # Line B counts two outputs only. Write it for any number of them, as a sum.
    B = (a[0] - y[0]) ** 2  # Line B counts the first output only. Each output has a target.
    B = 0.98  # Line B is the number of the worked example. Compute it from a and y.
    B = np.sum((1 - a) ** 2)  # Line B uses the target 1 for every output. The targets stand in y.
    B = np.sum((a - y) ** 2) / 2
    # Line B has a factor ½ now. The note prints the loss of the dog without it.
    C = -np.sum(a * np.log(y + 1e-12))
    # In line C target and output are exchanged. The output stands inside the logarithm.
    C = -np.sum(y * np.log(1 - a))
    # Line C takes the logarithm of 1 - a. Only the sign of the printed line is wrong.
    C = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))
    # Line C is the binary cross-entropy now, which belongs in line D.
    D = -np.sum(y * np.log(a))
    # Line D lacks the part for targets that are 0. Each output answers its own yes-no question.
    D = np.sum(-y * np.log(a) + (1 - y) * np.log(1 - a))
    # In line D the minus belongs to both parts (erratum E09).
    D = -np.sum(y * np.log(1 - a) + (1 - y) * np.log(a))
    # In line D the two classes are exchanged: log a goes with y.
    D = np.sum((a - y) ** 2) / 2
    # Line D is still a squared error, now with ½. The heading asks for cross-entropy.
    """
    # Line A is right as the notes print it.
    A = np.sum((y - a) ** 2) / 2  # line A
    B = np.sum((a - y) ** 2)  # line B
    C = -np.sum(y * np.log(a))  # line C
    D = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))  # line D
    return A, B, C, D
