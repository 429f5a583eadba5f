"""The 1-1-1-1 chain once more: a derivation, and mistakes of the notes to find."""

# ruff: noqa: RUF059 (a name that is at hand may be taken by mistake)

from typing import Any

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.nets import NOTES
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.u07_backpropagation_by_hand.chain import chain_of_three, grads_chain

STEPS = (
    "write out all steps from the cost to w1, without an e",
    "put e3 in the place of the first steps",
    "put e2 in the place of the steps up to z2",
    "put e1 in the place of all steps but the last",
)


def activations(x, w, b):
    """List a1, a2, a3 of the chain."""
    a = [x]
    for k in range(3):
        a.append(sigmoid(w[k] * a[-1] + b[k]))
    return a[1:]


def derive_cases(numbers: tuple[Any, ...], label: str, rung: str, rng: Rng) -> list[Case]:
    """Make the cases of the derivation for one chain."""
    x, y, w, b = numbers
    e1, e2, e3 = grads_chain.reference(x, y, w, b)[1]
    values = (x, w[1], w[2], *activations(x, w, b), y, e3, e2, e1)
    return derivation(_lines, tuple(map(float, values)), label, rung, STEPS, rng)


def _derive_cases(rng: Rng) -> list[Case]:
    return [
        *derive_cases(NOTES, "the chain of the lecture", "hand", rng),
        *derive_cases(chain_of_three(rng), "other values", "random", rng),
    ]


def _lines(x, w2, w3, a1, a2, a3, y, e3, e2, e1):
    line_1 = 2 * (a3 - y) * a3 * (1 - a3) * w3 * a2 * (1 - a2) * w2 * a1 * (1 - a1) * x  # line 1
    line_2 = e3 * w3 * a2 * (1 - a2) * w2 * a1 * (1 - a1) * x  # line 2
    line_3 = e2 * w2 * a1 * (1 - a1) * x  # line 3
    line_4 = e1 * x  # line 4
    return line_1, line_2, line_3, line_4


@exercise(_derive_cases, "the four lines, in order", by_parts=True, points=3, forms=(_lines,))
def derive_w1(x, w2, w3, a1, a2, a3, y, e3, e2, e1):
    """
    line_1 = 2 * (a1 - y) * s1 * x
    # Line 1 goes from the cost to the first neuron at once (erratum E63). The cost reacts to a3
    # only: walk back layer by layer.
    line_1 = start * s2 * s1 * x
    # In line 1 the weights are missing: the step from z3 to a2, and from z2 to a1.
    line_1 = 2 * (a3 - y) * w3 * w2 * x  # In line 1 the slopes of the three sigmoids are missing.
    line_1 = start * w3 * w2 * x  # Line 1 lacks the slopes of the two hidden neurons.
    line_1 = e1 * x  # Line 1 is already the last line. Write out all steps, without an e.
    line_2 = e3 * a3 * (1 - a3) * w3 * s2 * w2 * s1 * x
    # Line 2 holds the slope of the last sigmoid twice: e3 is the slope in z3, so it has that factor
    # inside.
    back2 = 1.0  # The step from z3 to z2 is missing: the weight w3 and the slope of neuron 2.
    back1 = 1.0  # The step from z2 to z1 is missing: the weight w2 and the slope of neuron 1.
    line_2 = e3 * w3 * w2 * x  # Line 2 lacks the slopes of the two hidden neurons.
    line_2 = line_1  # Line 2 repeats line 1. Put e3 in the place of what it stands for.
    line_3 = e2 * s2 * w2 * s1 * x
    # Line 3 holds the slope of the second sigmoid twice: e2 has it inside.
    line_3 = e2 * w3 * w2 * s1 * x  # Line 3 holds w3 twice: e2 has it inside.
    line_3 = line_2  # Line 3 repeats line 2. Put e2 in the place of what it stands for.
    line_4 = e1 * s1 * x  # Line 4 holds the slope of the first sigmoid twice: e1 has it inside.
    line_4 = line_3  # Line 4 repeats line 3. Put e1 in the place of what it stands for.
    """
    s1 = a1 * (1 - a1)  # the slope of neuron 1
    s2 = a2 * (1 - a2)  # the slope of neuron 2
    start = 2 * (a3 - y) * a3 * (1 - a3)  # the first two steps of line 1
    back2 = w3 * s2  # the step from z3 to z2
    back1 = w2 * s1  # the step from z2 to z1
    line_1 = start * back2 * back1 * x  # line 1
    line_2 = e3 * back2 * back1 * x  # line 2
    line_3 = e2 * back1 * x  # line 3
    line_4 = e1 * x  # line 4
    return line_1, line_2, line_3, line_4


def _corrected_cases(rng: Rng) -> list[Case]:
    return [
        Case(NOTES, "the chain of the lecture", "hand"),
        Case(chain_of_three(rng), "random numbers", "random"),
        Case(chain_of_three(rng), "other random numbers", "random"),
        Case((2, 0, np.array([1, -2, 3]), np.array([-1, 1, 2])), "whole numbers", "integer"),
    ]


@exercise(
    _corrected_cases,
    "the four lines (A, B, C, D), each a number",
    by_parts=True,
    given_parts=(0, 2),
    points=3,
)
def corrected_chain(x, y, w, b):
    """
    B = 1 * a1 * (1 - a1) * 2 * (a1 - y)
    # Line B is still as printed (erratum E63). Does the cost compare a1 with y?
    D = -(y - a3) * a3 * (1 - a3) / a3**2 * a2
    # Line D is still as printed (erratum E31). Where would a denominator come from?
    D = -(y - a3) / a3**2 * a2
    # In line D the denominator is still there, and the slope of the sigmoid is gone. It is the
    # other way round.
    D = -(y - a3) * a3 * (1 - a3) / a3 * a2
    # Line D is still divided by σ. No denominator belongs there at all.
    B = 2 * (a3 - y) * a3 * (1 - a3)
    # Line B is now the derivative in b3. That is what the note means; asked is b1.
    B = 2 * (a3 - y) * a3 * (1 - a3) * w3 * a2 * (1 - a2)
    # Line B stops one layer too early: this is the derivative in b2.
    B = 2 * (a3 - y) * a3 * (1 - a3) * a2 * (1 - a2) * a1 * (1 - a1)
    # In line B the weights on the way back are missing.
    e2 = (a3 - y) * a3 * (1 - a3) * w3 * a2 * (1 - a2)
    # In line B the 2 is missing: the slope of (y - a)² has it.
    B = e2 * a1 * (1 - a1)
    # In line B the weight w2 is missing: the way back from neuron 2 to neuron 1 leads over it.
    B = 2 * (a3 - y) * a3 * (1 - a3) * w3 * a1 * (1 - a1)
    # In line B the step through neuron 2 is missing: its weight w2 and the slope of its sigmoid.
    B = 2 * (a3 - y) * w3 * w2 * a1 * (1 - a1)
    B = 2 * (a3 - y) * a3 * (1 - a3) * w3 * w2
    B = 2 * (a3 - y) * w3 * a2 * (1 - a2) * w2
    B = 2 * (a3 - y) * w3 * w2
    # In line B slopes are missing on the way back: each sigmoid brings one.
    B = 2 * (a3 - y) * a1 * (1 - a1)
    # Line B jumps from a3 to a1. Between them lie w3 and w2 and the slopes of layers 3 and 2.
    B = e2 * w2 * a1 * (1 - a1) * x
    # Line B is the derivative in w1. z1 reacts to b1 with slope 1, not x.
    B = 0.0  # Line B is 0 now. b1 moves a1, and through it a2, a3 and the cost.
    C = w3 * a3 * (1 - a3) * 2 * (a3 - y) * a2 * (1 - a2)
    # You changed line C: with the slope of a2 it is the derivative in z2. Asked is the one in a2.
    D = -2 * (y - a3) * a3 * (1 - a3) * a2  # Line D has a factor 2 too many: its loss has the ½.
    D = -(y - a3) * a3 * (1 - a3) * w3
    # Line D ends with w3. Asked is the slope *in* w3: which number does it multiply?
    return A, B, D, C  # The lines C and D are exchanged behind `return`.
    """
    a1, a2, a3 = activations(x, w, b)  # the activations
    w1, w2, w3 = w  # the weights
    # It was right as printed.
    A = a2 * a3 * (1 - a3) * 2 * (a3 - y)  # line A
    e2 = 2 * (a3 - y) * a3 * (1 - a3) * w3 * a2 * (1 - a2)  # line B
    B = e2 * w2 * a1 * (1 - a1)  # line B
    # It was right as printed.
    C = w3 * a3 * (1 - a3) * 2 * (a3 - y)  # line C
    D = -(y - a3) * a3 * (1 - a3) * a2  # line D
    return A, B, C, D
