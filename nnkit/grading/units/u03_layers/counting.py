"""Counting parameters, and a prediction about them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.exercise.spec import Case, Misconception, Rng, Spec

UNIT = "03"


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


def _each(count: Callable[[int, int], Any]) -> Callable[[Any], Any]:
    """Add `count` over the layers."""
    return lambda sizes: sum(count(n, m) for n, m in pairwise(sizes))


def _weights(sizes: Any) -> int:
    return sum(n * m for n, m in pairwise(sizes))


def _past_the_end(sizes: Any) -> Any:
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


COUNT_PARAMS = Spec(
    name="count_params",
    reference=nnkit.count_params,
    cases=_cases,
    kind="integer",
    returns="a whole number",
    points=1,
    unit=UNIT,
    signature="count_params(sizes)",
    misconceptions=(
        Misconception(
            "added",
            lambda sizes: sum(a + b for a, b in pairwise(sizes)),
            "You add the two widths of a layer. Every unit is connected with every one of the next "
            "layer: multiply them.",
        ),
        Misconception(
            "output-biases-only",
            lambda sizes: _weights(sizes) + sizes[-1],
            "Only the last layer has biases. Hidden neurons have them, too.",
        ),
        Misconception(
            "ends-without-bias",
            lambda sizes: sizes[0] * sizes[-1],
            "You connect the first layer with the last one, and the biases are missing. Go from "
            "each layer to the next.",
        ),
        Misconception(
            "no-overlap",
            lambda sizes: (
                sum(a * b for a, b in zip(sizes[::2], sizes[1::2], strict=False)) + sum(sizes[1:])
            ),
            "You pair the widths 1-2, 3-4 and so on. A hidden layer belongs to two pairs: it "
            "receives, and it sends.",
        ),
        Misconception(
            "no-biases",
            _weights,
            "You count the weights only. Every neuron has a bias as well.",
        ),
        Misconception(
            "biases-only",
            lambda sizes: sum(sizes[1:]),
            "You count the biases only. Every neuron also has a weight for each of its inputs.",
        ),
        Misconception(
            "bias-for-inputs",
            lambda sizes: _weights(sizes) + sum(sizes),
            "You give the inputs biases, too. An input only holds a number; neurons have biases.",
        ),
        Misconception(
            "bias-of-sender",
            _each(lambda n, m: n * m + n),
            "Each layer gets a bias for every unit that sends. The bias belongs to the neuron "
            "that receives.",
        ),
        Misconception(
            "one-bias-a-layer",
            _each(lambda n, m: n * m + 1),
            "You count one bias for a whole layer. Two neurons that share a bias are erratum "
            "E35: each has its own.",
            "erratum E35",
        ),
        Misconception(
            "no-output-biases",
            lambda sizes: _weights(sizes) + sum(sizes[1:-1]),
            "The biases of the last layer are missing. Output neurons have them, too.",
        ),
        Misconception(
            "biases-twice",
            _each(lambda n, m: n * m + 2 * m),
            "Every bias is counted twice.",
        ),
        Misconception(
            "both-plus-one",
            _each(lambda n, m: (n + 1) * (m + 1)),
            "You add 1 on both sides of a layer. Only the inputs get a further unit, the constant "
            "1 of the bias.",
        ),
        Misconception(
            "ends-only",
            lambda sizes: (sizes[0] + 1) * sizes[-1],
            "You connect the first layer with the last one directly. Go from each layer to the "
            "next.",
        ),
        Misconception(
            "units",
            lambda sizes: sum(sizes),
            "You count the units. Asked are the weights between them, and the biases.",
        ),
        Misconception(
            "product",
            lambda sizes: int(np.prod(sizes)),
            "You multiply all widths. Only neighbouring layers are connected: multiply pairs and "
            "add them up.",
        ),
        Misconception(
            "layers-multiplied",
            lambda sizes: int(np.prod([(n + 1) * m for n, m in pairwise(sizes)])),
            "Each layer is counted right, but the layers are multiplied. Add them up.",
        ),
        Misconception(
            "all-pairs",
            lambda sizes: sum(n * m for n, m in combinations(sizes, 2)) + sum(sizes[1:]),
            "You connect every layer with every later one. Only neighbouring layers are connected.",
        ),
        Misconception(
            "first-layer-only",
            lambda sizes: (sizes[0] + 1) * sizes[1],
            "You count the first layer only. Look where the `return` stands, inside or after the "
            "loop.",
        ),
        Misconception(
            "last-layer-only",
            lambda sizes: (sizes[-2] + 1) * sizes[-1],
            "You count the last layer only. Does each turn of the loop add to the sum, or replace "
            "it?",
        ),
        Misconception(
            "last-layer-missing",
            lambda sizes: nnkit.count_params(sizes[:-1]),
            "The last layer is missing. Look where your loop stops.",
        ),
        Misconception(
            "first-layer-missing",
            lambda sizes: nnkit.count_params(sizes[1:]),
            "The first layer is missing. Look where your loop starts: the inputs send, too.",
        ),
        Misconception(
            "wraps-around",
            lambda sizes: sum((sizes[i - 1] + 1) * sizes[i] for i in range(len(sizes))),
            "You also connect the last layer with the first one: for i = 0 the index i - 1 is the "
            "last entry of a list.",
        ),
        Misconception(
            "past-the-end",
            _past_the_end,
            "Your loop reads behind the end of the list. There is one layer of weights less than "
            "there are widths.",
        ),
        Misconception(
            "a-list",
            lambda sizes: [(n + 1) * m for n, m in pairwise(sizes)],
            "You return the count of each layer. Asked is their sum.",
        ),
        Misconception(
            "floats",
            lambda sizes: float(nnkit.count_params(sizes)),
            "The number is right but has the type float. A count is a whole number.",
        ),
    ),
)


def _chosen(got: Any) -> str | None:
    if not isinstance(got, str) or got.strip().upper() not in {"A", "B", "C", "D"}:
        return 'needed one of the letters "A", "B", "C", "D"'
    return None if got.strip().upper() == "B" else "another choice is right"


def _choice(letter: str, advice: str) -> tuple[Misconception, ...]:
    def choosing(answer: str) -> Callable[[], str]:
        return lambda: answer

    return tuple(
        Misconception(f"chose-{answer}", choosing(answer), advice)
        for answer in (letter, letter.lower())
    )


PREDICT_WIDER = Spec(
    name="predict_wider",
    reference=lambda: "B",
    cases=lambda rng: [Case((), "your prediction", "hand", test=_chosen)],
    kind="any",
    returns='one of the letters "A", "B", "C", "D"',
    points=1,
    unit=UNIT,
    signature="predict_wider()",
    misconceptions=(
        *_choice(
            "A",
            "32 new biases, yes. But each new neuron also brings a weight for every one of its "
            "inputs.",
        ),
        *_choice(
            "C",
            "A matrix grows four times only where both of its sides double. Which of the three "
            "matrices is that, and how large is it beside the first?",
        ),
        *_choice(
            "D",
            "One matrix has both sides doubled, the other two only one. No matrix grows eight "
            "times.",
        ),
    ),
)
