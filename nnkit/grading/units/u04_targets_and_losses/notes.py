"""Find the mistakes in the notes: four losses of one example."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u04_targets_and_losses.common import UNIT


def _right(a: Any, y: Any) -> tuple[Any, Any, Any, Any]:
    squares = np.sum((y - a) ** 2)
    binary = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))
    return squares / 2, squares, -np.sum(y * np.log(a)), binary


def _line(id: str, number: int, wrong: Function, advice: str, note: str = "") -> Misconception:
    """The right lines, with one of them replaced."""

    def answer(a: Any, y: Any) -> tuple[Any, ...]:
        right = _right(a, y)
        return (*right[:number], wrong(a, y), *right[number + 1 :])

    return Misconception(id, answer, advice, note, part=number)


def _cases(rng: Rng) -> list[Case]:
    return [
        Case(
            (np.array([0.3, 0.7]), np.array([1.0, 0.0])),
            "a = [0.3, 0.7], y = [1, 0]",
            "hand",
        ),
        Case(
            (np.array([0.8, 0.1, 0.1]), np.eye(3)[0]), "a = [0.8, 0.1, 0.1], y = [1, 0, 0]", "hand"
        ),
        Case((rng.uniform(0.05, 0.95, 4), np.eye(4)[rng.integers(4)]), "4 outputs", "random"),
        Case((rng.uniform(0.05, 0.95, 3), np.eye(3)[rng.integers(3)]), "3 outputs", "random"),
        Case((np.array([0.2, 0.6]), np.array([0, 1])), "a target of type int", "integer"),
        Case((np.array([0.4]), np.array([1.0])), "one output", "one"),
    ]


CORRECTED_LOSSES = Spec(
    name="corrected_losses",
    reference=_right,
    cases=_cases,
    returns="the four lines (A, B, C, D), each a number",
    points=3,
    unit=UNIT,
    signature="corrected_losses(a, y)",
    rtol=1e-6,
    misconceptions=(
        _line(
            "B-two-outputs",
            1,
            lambda a, y: (a[0] - y[0]) ** 2 + (a[1] - y[1]) ** 2,
            "Line B counts two outputs only. Write it for any number of them, as a sum.",
        ),
        _line(
            "B-target-one",
            1,
            lambda a, y: np.sum((1 - a) ** 2),
            "Line B uses the target 1 for every output. The targets stand in y.",
        ),
        _line(
            "B-of-the-example",
            1,
            lambda a, y: 0.98,
            "Line B is the number of the worked example. Compute it from a and y.",
        ),
        _line(
            "C-exchanged",
            2,
            lambda a, y: -np.sum(a * np.log(y + 1e-12)),
            "In line C target and output are exchanged. The output stands inside the logarithm.",
        ),
        _line(
            "B-as-printed",
            1,
            lambda a, y: np.sum(a**2),
            "Line B is still as printed (002 line 224, erratum E27). Where is the target in it?",
            "002 line 224, erratum E27",
        ),
        _line(
            "C-as-printed",
            2,
            lambda a, y: np.sum(y * np.log(a)),
            "Line C is still as printed (003 line 244, erratum E41). Can a loss be negative?",
            "003 line 244, erratum E41",
        ),
        _line(
            "D-as-printed",
            3,
            lambda a, y: np.sum((a - y) ** 2),
            "Line D is still as printed (002 line 182, erratum E26): a squared error under the "
            "name of another loss.",
            "002 line 182, erratum E26",
        ),
        _line(
            "A-without-half",
            0,
            lambda a, y: np.sum((y - a) ** 2),
            "You changed line A: its factor ½ is a convention, not a mistake.",
        ),
        _line(
            "A-absolute",
            0,
            lambda a, y: np.sum(np.abs(y - a)) / 2,
            "You changed line A: the square is right.",
        ),
        _line(
            "A-mean",
            0,
            lambda a, y: np.mean((y - a) ** 2) / 2,
            "You changed line A: the sum over the outputs of one example is right.",
        ),
        _line(
            "B-half",
            1,
            lambda a, y: np.sum((y - a) ** 2) / 2,
            "Line B has a factor ½ now. The note prints the loss of the dog without it.",
        ),
        _line(
            "B-one-output",
            1,
            lambda a, y: (a[0] - y[0]) ** 2,
            "Line B counts the first output only. Both outputs have a target.",
        ),
        _line(
            "B-mean",
            1,
            lambda a, y: np.mean((a - y) ** 2),
            "Line B is a mean now. The note adds the squares of the outputs.",
        ),
        _line(
            "B-difference",
            1,
            lambda a, y: np.sum(a - y),
            "Line B adds the differences, which cancel. Square them.",
        ),
        _line(
            "B-reversed-target",
            1,
            lambda a, y: np.sum((a - (1 - y)) ** 2),
            "Line B uses the opposite target: the true class has target 1.",
        ),
        _line(
            "C-mean",
            2,
            lambda a, y: -np.mean(y * np.log(a)),
            "Line C is divided by the number of classes now. For one example it is a sum.",
        ),
        _line(
            "C-absolute-inside",
            2,
            lambda a, y: -np.sum(y * np.log(1 - a)),
            "Line C takes the logarithm of 1 - a. Only the sign of the printed line is wrong.",
        ),
        _line(
            "C-all-classes",
            2,
            lambda a, y: -np.sum(np.log(a)),
            "Line C has lost the target: only the true class counts.",
        ),
        _line(
            "C-binary",
            2,
            lambda a, y: _right(a, y)[3],
            "Line C is the binary cross-entropy now, which belongs in line D.",
        ),
        _line(
            "C-base",
            2,
            lambda a, y: -np.sum(y * np.log10(a)),
            "Line C uses the logarithm to base 10. The course uses the natural one.",
        ),
        _line(
            "D-no-minus",
            3,
            lambda a, y: -_right(a, y)[3],
            "Line D is negative now. The logarithms of probabilities are negative, a loss is not.",
        ),
        _line(
            "D-half-sign",
            3,
            lambda a, y: np.sum(-y * np.log(a) + (1 - y) * np.log(1 - a)),
            "In line D the minus belongs to both parts (erratum E09).",
        ),
        _line(
            "D-categorical",
            3,
            lambda a, y: -np.sum(y * np.log(a)),
            "Line D lacks the part for targets that are 0. Each output answers its own yes-no "
            "question.",
        ),
        _line(
            "D-mean",
            3,
            lambda a, y: _right(a, y)[3] / a.size,
            "Line D is divided by the number of outputs. The task asks for the sum.",
        ),
        _line(
            "D-exchanged",
            3,
            lambda a, y: -np.sum(y * np.log(1 - a) + (1 - y) * np.log(a)),
            "In line D the two classes are exchanged: log a goes with y.",
        ),
        _line(
            "D-half",
            3,
            lambda a, y: np.sum((a - y) ** 2) / 2,
            "Line D is still a squared error, now with ½. The heading asks for cross-entropy.",
        ),
    ),
)
