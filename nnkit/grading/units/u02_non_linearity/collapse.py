"""Two linear layers are one; and a prediction about many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import CHANGES
from nnkit.grading.units.u02_non_linearity.common import UNIT

Layers = tuple[Array, Array, Array, Array]


def layers(rng: Rng, n: int, hidden: int, m: int) -> Layers:
    """Two layers of widths n-hidden-m, no bias near 0."""
    return (
        rng.normal(0, 1, (n, hidden)),
        rng.normal(0, 1, hidden) + 2,
        rng.normal(0, 1, (hidden, m)),
        rng.normal(0, 1, m) - 3,
    )


def _cases(rng: Rng) -> list[Case]:
    W1, b1, W2, b2 = layers(rng, 3, 4, 2)
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
        Case(layers(rng, 3, 5, 3), "widths 3-5-3", "random"),
        Case(layers(rng, 3, 3, 3), "widths 3-3-3, square matrices", "random"),
        Case(layers(rng, 4, 2, 2), "widths 4-2-2", "random"),
        Case(whole, "whole numbers in W1 and W2, fractions in b1 and b2", "integer"),
        Case(
            tuple(v.astype(np.float32) for v in (W1, b1, W2, b2)),
            "numbers of type float32",
            "float32",
        ),
        Case(layers(rng, 1, 4, 2), "one input", "one"),
        Case(layers(rng, 3, 1, 2), "one hidden neuron", "one"),
        Case(layers(rng, 2, 3, 1), "one output", "one"),
    ]


def _same_function(fn: Callable[..., Any], rng: Rng) -> str | bool:
    W1, b1, W2, b2 = layers(rng, 2, 4, 3)
    X = rng.normal(0, 1, (5, 2))
    W, b = fn(W1, b1, W2, b2)
    if np.shape(W) != (2, 3) or np.shape(b) != (3,):
        return "for widths 2-4-3 the shapes should be (2, 3) and (3,)"
    return bool(np.allclose(X @ np.asarray(W) + b, (X @ W1 + b1) @ W2 + b2))


def _weights(wrong: Callable[..., Any]) -> Callable[..., tuple[Any, Any]]:
    """A wrong W with the right b."""
    return lambda W1, b1, W2, b2: (wrong(W1, W2), b1 @ W2 + b2)


def _bias(wrong: Callable[..., Any]) -> Callable[..., tuple[Any, Any]]:
    """The right W with a wrong b."""
    return lambda W1, b1, W2, b2: (W1 @ W2, wrong(W1, b1, W2, b2))


def _in_place(W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any]:
    b2 += b1 @ W2
    return W1 @ W2, b2


def _cut(W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any]:
    W = W1 @ W2
    b = np.zeros(len(b2), dtype=W.dtype)
    b[...] = b1 @ W2 + b2
    return W, b


def _rounded(decimals: int) -> Callable[..., tuple[Any, ...]]:
    return lambda *args: tuple(np.round(part, decimals) for part in nnkit.collapse(*args))


COLLAPSE = Spec(
    name="collapse",
    reference=nnkit.collapse,
    cases=_cases,
    returns="two arrays: W of shape (n_0, n_2) and b of shape (n_2,)",
    points=2,
    unit=UNIT,
    signature="collapse(W1, b1, W2, b2)",
    properties=(Property("same-function", "X W + b is what the two layers give", _same_function),),
    misconceptions=(
        Misconception(
            "bias-averaged",
            _bias(lambda W1, b1, W2, b2: b1.mean() + b2),
            "The mean of b1 is added. Each hidden bias goes through its own row of W2.",
        ),
        Misconception(
            "with-tanh",
            lambda W1, b1, W2, b2: (np.tanh(W1) @ W2, np.tanh(b1) @ W2 + b2),
            "There is an activation on the weights. The two layers here are linear: multiply out "
            "as they are.",
        ),
        Misconception(
            "biases-added",
            _bias(lambda W1, b1, W2, b2: b1 + b2),
            "You add the two biases. But b1 belongs to the hidden neurons: what they add goes "
            "through the second layer. Where the widths differ, the shapes do not even fit.",
            part=1,
        ),
        Misconception(
            "second-bias-only",
            _bias(lambda W1, b1, W2, b2: b2),
            "Your b is b2 alone. Put X = 0 in: what arrives at the output then?",
            part=1,
        ),
        Misconception(
            "first-bias-only",
            _bias(lambda W1, b1, W2, b2: b1 @ W2),
            "The part of b1 is right, but b2 is missing in b. Put X = 0 in: what arrives at the "
            "output "
            "then?",
            part=1,
        ),
        Misconception(
            "bias-through-both",
            _bias(lambda W1, b1, W2, b2: b1 @ W1 @ W2 + b2),
            "b1 goes through W1 as well, but it is added after the first product. Only what comes "
            "later multiplies it.",
            part=1,
        ),
        Misconception(
            "both-biases-through",
            _bias(lambda W1, b1, W2, b2: (b1 + b2) @ W2),
            "Both biases go through W2, but b2 is added after the second product. The shapes tell, "
            "too.",
            part=1,
        ),
        Misconception(
            "bias-through-first",
            _bias(lambda W1, b1, W2, b2: b1 @ W1 + b2),
            "b1 is multiplied by W1, the layer it comes after. It meets the layer that follows.",
            part=1,
        ),
        Misconception(
            "second-bias-through-first",
            _bias(lambda W1, b1, W2, b2: b1 + b2 @ W2),
            "b2 is multiplied by W2, and b1 is not. Which of the two is added before the second "
            "layer multiplies?",
            part=1,
        ),
        Misconception(
            "bias-minus",
            _bias(lambda W1, b1, W2, b2: b1 @ W2 - b2),
            "b2 is subtracted; the second layer adds it.",
            part=1,
        ),
        Misconception(
            "bias-summed",
            _bias(lambda W1, b1, W2, b2: b1.sum() * W2.sum(axis=0) + b2),
            "The sum of b1 is multiplied by the sums of W2. Each hidden neuron has its own bias, "
            "which meets its own row of W2.",
            part=1,
        ),
        Misconception(
            "bias-transposed",
            _bias(lambda W1, b1, W2, b2: W2 @ b1 + b2),
            "You compute W2 b1, which fits only when W2 is square and then mixes rows and columns. "
            "In our convention a row stands on the left: b1 W2.",
            part=1,
        ),
        Misconception(
            "bias-elementwise",
            _bias(lambda W1, b1, W2, b2: b1 * W2 + b2),
            "`*` multiplies entry by entry. What the hidden biases add at an output is a sum over "
            "the hidden neurons: a matrix product.",
            part=1,
        ),
        Misconception(
            "bias-as-row",
            _bias(lambda W1, b1, W2, b2: b1[None, :] @ W2 + b2),
            "Your b has two axes, (1, n). A bias has one axis, (n,).",
            part=1,
        ),
        Misconception(
            "bias-as-column",
            _bias(lambda W1, b1, W2, b2: (b1 @ W2 + b2)[:, None]),
            "Your b is a column, (n, 1). A bias has one axis, (n,).",
            part=1,
        ),
        Misconception(
            "with-sigmoid",
            _bias(lambda W1, b1, W2, b2: sigmoid(b1) @ W2 + b2),
            "You put an activation on b1. The two layers here are linear; with an activation they "
            "would not collapse.",
            part=1,
        ),
        Misconception(
            "transposed",
            _weights(lambda W1, W2: (W1 @ W2).T),
            "Your W is transposed: inputs belong to its rows, outputs to its columns.",
            part=0,
        ),
        Misconception(
            "first-transposed",
            _weights(lambda W1, W2: W1.T @ W2),
            "W1 is transposed. With examples as rows no transpose is needed.",
            part=0,
        ),
        Misconception(
            "second-transposed",
            _weights(lambda W1, W2: W1 @ W2.T),
            "W2 is transposed. With examples as rows no transpose is needed.",
            part=0,
        ),
        Misconception(
            "weights-added",
            _weights(lambda W1, W2: W1 + W2),
            "You add the two matrices. X goes through one and then through the other: a product.",
            part=0,
        ),
        Misconception(
            "elementwise",
            _weights(lambda W1, W2: W1 * W2),
            "`*` multiplies entry by entry. Two layers one after the other are a matrix product.",
            part=0,
        ),
        Misconception(
            "order",
            _weights(lambda W1, W2: W2 @ W1),
            "The order of the product is W2 W1. X meets W1 first, and stands on the left.",
            part=0,
        ),
        Misconception(
            "first-weights-only",
            _weights(lambda W1, W2: W1),
            "Your W is W1 alone. The second layer multiplies its result.",
            part=0,
        ),
        Misconception(
            "second-weights-only",
            _weights(lambda W1, W2: W2),
            "Your W is W2 alone. X goes through W1 first.",
            part=0,
        ),
        Misconception(
            "exchanged",
            lambda W1, b1, W2, b2: nnkit.collapse(W1, b1, W2, b2)[::-1],
            "The two results stand in the wrong order: W first, then b.",
        ),
        Misconception(
            "one-result",
            lambda W1, b1, W2, b2: W1 @ W2,
            "You return W only. Asked are two arrays, W and b.",
        ),
        Misconception(
            "bias-result-only",
            lambda W1, b1, W2, b2: b1 @ W2 + b2,
            "You return b only. Asked are two arrays, W and b.",
        ),
        Misconception(
            "in-one-array",
            lambda W1, b1, W2, b2: W1 @ W2 + b1 @ W2 + b2,
            "You add W and b to one array. Asked are two arrays: b is added after X is multiplied.",
        ),
        Misconception("in-place", _in_place, CHANGES),
        *(
            Misconception(
                f"rounded-{n}",
                _rounded(n),
                f"Your numbers are right but cut to {n} decimals. Round only when you print; what "
                "comes next needs all the digits.",
            )
            for n in (2, 3, 4)
        ),
        Misconception(
            "integers-cut",
            _cut,
            "With whole numbers in the weights the bias is cut to whole numbers: an array made in "
            "the type of W holds integers.",
        ),
    ),
)


def _chosen(got: Any) -> str | None:
    if not isinstance(got, str) or got.strip().upper() not in {"A", "B", "C", "D"}:
        return 'needed one of the letters "A", "B", "C", "D"'
    return None if got.strip().upper() == "C" else "another choice is right"


PREDICT_LINEAR = Spec(
    name="predict_linear",
    reference=lambda: "C",
    cases=lambda rng: [Case((), "your prediction", "hand", test=_chosen)],
    kind="any",
    returns='one of the letters "A", "B", "C", "D"',
    points=1,
    unit=UNIT,
    signature="predict_linear()",
    misconceptions=tuple(
        Misconception(f"chose-{letter}", lambda letter=letter: letter, advice)
        for capital, advice in (
            (
                "A",
                "Where would the bend come from? Multiply the four layers out, as lecture 2 does "
                "with two.",
            ),
            (
                "B",
                "More neurons are more numbers, but after multiplying out only three of them are "
                "left. Can three numbers do more than one neuron does?",
            ),
            (
                "D",
                "A linear network can do whatever a single neuron can: the neurons that are not "
                "needed may have the weight 0.",
            ),
        )
        for letter in (capital, capital.lower())
    ),
)
