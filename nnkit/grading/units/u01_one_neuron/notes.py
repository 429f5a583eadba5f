"""Find the mistake in the notes; predict, then run."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import UNIT, clipped_nll, targets
from nnkit.grading.units.u01_one_neuron.loss import NLL_MISTAKES


def _right_lines(z: Any, y: Any) -> tuple[Any, Any, Any, Any]:
    s = sigmoid(z)
    return s * (1 - s), s * (1 - s), clipped_nll(s, y), s - y


def _lines(number: int, wrong: Function) -> Function:
    """The right lines, with one of them replaced."""

    def answer(z: Any, y: Any) -> tuple[Any, ...]:
        right = _right_lines(z, y)
        return (*right[:number], wrong(z, y), *right[number + 1 :])

    return answer


def _line(id: str, number: int, wrong: Function, advice: str, note: str = "") -> Misconception:
    return Misconception(id, _lines(number, wrong), advice, note, part=number)


def _of_loss() -> tuple[Misconception, ...]:
    """The mistakes of `nll`, made in line C."""

    def from_z(wrong: Function) -> Function:
        return lambda z, y: wrong(sigmoid(z), y)

    return tuple(
        _line(f"C-{id}", 2, from_z(wrong), f"Line C: {advice}")
        for id, wrong, advice, _ in NLL_MISTAKES
        if id != "printed-sign"
    )


def _line_cases(rng: Rng) -> list[Case]:
    y5, y8 = targets(rng, 5), targets(rng, 8)
    return [
        Case(
            (np.array([0.0, 2.0, -1.0]), np.array([1.0, 0.0, 1.0])),
            "z = [0, 2, -1], y = [1, 0, 1]",
            "hand",
        ),
        Case((rng.uniform(-4, 4, 5), y5), "5 random numbers", "random"),
        Case((rng.uniform(-4, 4, 8), y8), "8 random numbers", "random"),
        Case((np.array([-1, 2]), np.array([0, 1])), "whole numbers z = [-1, 2]", "integer"),
        Case((np.array([0.6]), np.array([0.0])), "one example", "one"),
    ]


CORRECTED_LINES = Spec(
    name="corrected_lines",
    reference=_right_lines,
    cases=_line_cases,
    returns="the four lines (A, B, C, D), each an array of the shape of z",
    points=3,
    unit=UNIT,
    signature="corrected_lines(z, y)",
    rtol=1e-6,
    misconceptions=(
        _line(
            "B-as-printed",
            1,
            lambda z, y: 1 - sigmoid(z),
            "Line B is still as printed (002 line 239, erratum E28). Put z = 0 into A and into B.",
            "002 line 239, erratum E28",
        ),
        _line(
            "C-as-printed",
            2,
            lambda z, y: -y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z)),
            "Line C is still as printed (001 line 63, erratum E09). Can a loss be negative?",
            "001 line 63, erratum E09",
        ),
        _line(
            "D-as-printed",
            3,
            lambda z, y: -y - sigmoid(z),
            "Line D is still as printed (000 line 209, erratum E01). For s = y the slope of "
            "½(y - s)² must be 0.",
            "000 line 209, erratum E01",
        ),
        _line(
            "A-loses-square",
            0,
            lambda z, y: 1 - sigmoid(z),
            "You changed line A, and it now lacks a square. Compare A and B at z = 0 with the "
            "slope of the sigmoid there.",
        ),
        _line(
            "A-negative",
            0,
            lambda z, y: -nnkit.sigmoid_prime(z),
            "You changed line A, and its values are now negative; the sigmoid rises. Count the "
            "minus signs of the printed line.",
        ),
        _line(
            "B-negative",
            1,
            lambda z, y: -nnkit.sigmoid_prime(z),
            "Line B is now negative; the sigmoid rises. Compare it with line A.",
        ),
        _line(
            "B-square-without-top",
            1,
            lambda z, y: sigmoid(z) ** 2,
            "In line B the numerator is lost. Compare it with line A.",
        ),
        _line(
            "B-all-squared",
            1,
            lambda z, y: (1 - sigmoid(z)) ** 2,
            "In line B the whole fraction is squared. Compare it with line A: only one part of "
            "the fraction is.",
        ),
        _line(
            "B-sigmoid",
            1,
            lambda z, y: sigmoid(z),
            "Line B is now the sigmoid itself. It should be its slope.",
        ),
        *_of_loss(),
        _line(
            "D-sign",
            3,
            lambda z, y: y - sigmoid(z),
            "Line D has the wrong sign: differentiate ½(y - s)² in s and keep the minus of the "
            "inner derivative.",
        ),
        _line(
            "D-plus",
            3,
            lambda z, y: y + sigmoid(z),
            "Line D adds y and s. For s = y the slope must be 0.",
        ),
        _line(
            "D-doubled",
            3,
            lambda z, y: 2 * (sigmoid(z) - y),
            "Line D is twice too large: the factor ½ of the loss cancels the 2 of the square.",
        ),
        _line(
            "D-chain",
            3,
            lambda z, y: (s := sigmoid(z)) * (1 - s) * (s - y),
            "Line D is now the slope in z. It stands for the slope in s, before the sigmoid's "
            "own slope.",
        ),
        _line(
            "D-log-loss",
            3,
            lambda z, y: ((s := sigmoid(z)) - y) / (s * (1 - s)),
            "Line D is now the slope of the negative log-likelihood. It belongs to the loss "
            "½(y - s)².",
        ),
    ),
)


def _chosen(got: Any) -> str | None:
    if not isinstance(got, str) or got.strip().upper() not in {"A", "B", "C", "D"}:
        return 'needed one of the letters "A", "B", "C", "D"'
    return None if got.strip().upper() == "C" else "another choice is right"


def _choices(*given: tuple[str, str]) -> tuple[Misconception, ...]:
    def choosing(letter: str) -> Function:
        return lambda: letter

    return tuple(
        Misconception(f"chose-{letter}", choosing(letter), advice)
        for capital, advice in given
        for letter in (capital, capital.lower())
    )


PREDICT_STEP = Spec(
    name="predict_step",
    reference=lambda: "C",
    cases=lambda rng: [Case((), "your prediction", "hand", test=_chosen)],
    kind="any",
    returns='one of the letters "A", "B", "C", "D"',
    points=1,
    unit=UNIT,
    signature="predict_step()",
    misconceptions=_choices(
        (
            "A",
            "That would hold if both losses had the same slope in z. Write both slopes down: one "
            "has two factors more.",
        ),
        (
            "B",
            "1/4 is the largest value of the sigmoid's slope, at z = 0. Here the neuron is far "
            "from z = 0.",
        ),
        (
            "D",
            "The negative log-likelihood punishes a sure and wrong answer most. Write both slopes "
            "in z down and put p in.",
        ),
    ),
)
