"""Find the mistakes in the notes."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u03_layers.counting import UNIT
from nnkit.grading.units.u03_layers.layer import single


def two_layers(rng: Rng) -> tuple[Array, ...]:
    """Draw one example and the first two layers of 3-3-2."""
    x, W1, b1 = single(rng, 3, 3)
    _, W2, b2 = single(rng, 3, 2)
    return x, W1, b1, W2, b2


def _right(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any, Any, Any]:
    z1 = x @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    return z1, z2, sigmoid(z2), np.tanh(z2)


def _line(id: str, number: int, wrong: Function, advice: str, note: str = "") -> Misconception:
    """One of the four lines replaced; `wrong` gets x, z1, a1, W2, b2 and the right line."""

    def answer(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, ...]:
        right = list(_right(x, W1, b1, W2, b2))
        right[number] = wrong(x, right[0], sigmoid(right[0]), W2, b2, right[number])
        return tuple(right)

    return Misconception(id, answer, advice, note, part=number)


def _cases(rng: Rng) -> list[Case]:
    x, *rest = two_layers(rng)
    return [
        Case((np.array([1.0, -1.0, 2.0]), *rest), "x = [1, -1, 2]", "hand"),
        Case((np.zeros(3), *two_layers(rng)[1:]), "x of zeros", "isolated"),
        Case((x, *rest), "random numbers", "random"),
        Case(two_layers(rng), "other random numbers", "random"),
        Case((np.array([2, 0, -1]), *two_layers(rng)[1:]), "whole numbers in x", "integer"),
    ]


CORRECTED_LAYERS = Spec(
    name="corrected_layers",
    reference=_right,
    cases=_cases,
    returns="the four lines (A, B, C, D): an array (3,) and three arrays (2,)",
    points=3,
    unit=UNIT,
    signature="corrected_layers(x, W1, b1, W2, b2)",
    misconceptions=(
        _line(
            "D-inputs",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(x @ W2 + b2),
            "Line D reads x. It belongs to layer 2, which reads the activations of layer 1.",
        ),
        _line(
            "D-hidden-tanh",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(np.tanh(z1) @ W2 + b2),
            "Line D has tanh on layer 1, too. The task says that layer 1 keeps its σ.",
        ),
        _line(
            "D-bias-outside",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(a1 @ W2) + b2,
            "In line D the bias stands outside tanh. It belongs to the sum.",
        ),
        _line(
            "C-bias-twice",
            2,
            lambda x, z1, a1, W2, b2, line: sigmoid(a1 @ W2 + b2) + b2,
            "In line C a bias is added after σ. It belongs to the sum, inside σ, once.",
        ),
        _line(
            "B-as-printed",
            1,
            lambda x, z1, a1, W2, b2, line: x @ W2 + b2,
            "Line B is still as printed (002 line 110, erratum E23). What does the second layer "
            "read?",
            "002 line 110, erratum E23",
        ),
        _line(
            "C-as-printed",
            2,
            lambda x, z1, a1, W2, b2, line: b2,
            "Line C is still as printed (004 line 104, erratum E51). Is a product equal to the "
            "bias? And what became of σ?",
            "004 line 104, erratum E51",
        ),
        _line(
            "D-as-printed",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(a1 @ W2 + b2[0]),
            "Line D is still as printed (003 line 101, erratum E35). Can two neurons share one "
            "bias?",
            "003 line 101, erratum E35",
        ),
        _line(
            "A-activated",
            0,
            lambda x, z1, a1, W2, b2, line: a1,
            "You changed line A, and it now applies σ. It stands for the sums of layer 1.",
        ),
        Misconception(
            "A-no-bias",
            lambda x, W1, b1, W2, b2: (x @ W1, *_right(x, W1, b1, W2, b2)[1:]),
            "You changed line A, and it has lost its bias.",
            part=0,
        ),
        Misconception(
            "A-columns",
            lambda x, W1, b1, W2, b2: (W1 @ x + b1, *_right(x, W1, b1, W2, b2)[1:]),
            "You changed line A: W times x uses the rows of W as neurons, and no error shows it "
            "because this W is square.",
            part=0,
        ),
        _line(
            "B-of-sums",
            1,
            lambda x, z1, a1, W2, b2, line: z1 @ W2 + b2,
            "Line B reads the sums of layer 1. Which array leaves that layer?",
        ),
        _line(
            "B-activated",
            1,
            lambda x, z1, a1, W2, b2, line: sigmoid(line),
            "Line B now applies σ at its end. It stands for the sums of layer 2.",
        ),
        _line(
            "B-no-bias",
            1,
            lambda x, z1, a1, W2, b2, line: a1 @ W2,
            "Line B has lost its bias.",
        ),
        _line(
            "C-sums",
            2,
            lambda x, z1, a1, W2, b2, line: a1 @ W2 + b2,
            "Line C still lacks σ: it stands for the activations of layer 2.",
        ),
        _line(
            "C-product",
            2,
            lambda x, z1, a1, W2, b2, line: a1 @ W2,
            "Line C is the product alone. Bias and σ are still missing.",
        ),
        _line(
            "C-no-bias",
            2,
            lambda x, z1, a1, W2, b2, line: sigmoid(a1 @ W2),
            "Line C still lacks the bias, inside σ.",
        ),
        _line(
            "C-bias-outside",
            2,
            lambda x, z1, a1, W2, b2, line: sigmoid(a1 @ W2) + b2,
            "Line C adds the bias after σ. It belongs to the sum.",
        ),
        _line(
            "C-of-inputs",
            2,
            lambda x, z1, a1, W2, b2, line: sigmoid(x @ W2 + b2),
            "Line C reads the inputs. Layer 2 reads the activations of layer 1.",
        ),
        _line(
            "C-sigma-of-bias",
            2,
            lambda x, z1, a1, W2, b2, line: sigmoid(b2),
            "Line C is σ of the bias alone. The product is missing.",
        ),
        _line(
            "D-other-bias",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(a1 @ W2 + b2[1]),
            "In line D both neurons now share the other bias. Each has its own.",
        ),
        _line(
            "D-no-bias",
            3,
            lambda x, z1, a1, W2, b2, line: np.tanh(a1 @ W2),
            "Line D has lost its biases. Each neuron has its own.",
        ),
        _line(
            "D-sigmoid",
            3,
            lambda x, z1, a1, W2, b2, line: sigmoid(a1 @ W2 + b2),
            "Line D now uses σ. The note uses tanh there, and that is no mistake.",
        ),
        _line(
            "D-sums",
            3,
            lambda x, z1, a1, W2, b2, line: a1 @ W2 + b2,
            "Line D has lost its tanh.",
        ),
    ),
)
