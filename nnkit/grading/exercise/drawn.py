"""The exam of an exercise as its author has it: cases are drawn, and the reference answers.

All of it follows from the exercise and a seed, whoever answers: the judge, who checks one
submission after another, makes it once.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nnkit.grading.exercise.asked import EDGE, MISSING, ORDINARY, Case, Function
from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.exam import Exam, of_case
from nnkit.grading.exercise.spec import Spec


class DrawnExam(Exam):
    """The cases of one check, drawn with `seed`; values that are not given are the reference's."""

    spec: Spec

    def __init__(self, spec: Spec, hidden: bool, seed: int):
        super().__init__(spec, _drawn(spec, hidden, seed))
        self.hidden, self.seed = hidden, seed
        self._wanted: dict[int, Any] = {}

    @property
    def home(self) -> Exam:
        """The visible check of the same exercise."""
        return exam(self.spec, False, home_seed(self.spec.name))

    def wanted(self, index: int) -> Any:
        """The value that case `index` asks for."""
        case = self.cases[index]
        if case.expected is not MISSING:
            return case.expected
        if index not in self._wanted:
            with own_code(f"the reference of {self.spec.name} fails for {case.label}"):
                self._wanted[index] = of_case(self.spec.reference, case)
        return self._wanted[index]

    def blame(self, what: str, test: Callable[[Function], object]) -> None:
        """Raise GraderFault when `test`, which failed on an answer, fails on the right one too."""
        with own_code(f"{what} also with the right answer"):
            test(self.spec.reference)


def home_seed(name: str) -> int:
    """The seed of the visible check of an exercise: the same everywhere."""
    return zlib.crc32(name.encode())


exam = functools.lru_cache(maxsize=256)(DrawnExam)
"""The exam of an exercise, hidden or not, with a seed; the last ones are kept."""


def _drawn(spec: Spec, hidden: bool, seed: int) -> list[Case]:
    rng = np.random.default_rng(seed)
    with own_code(f"the cases of {spec.name} cannot be made"):
        cases = [
            case for _ in range(spec.hidden_rounds if hidden else 1) for case in spec.cases(rng)
        ]
    if hidden and spec.hidden is not None:
        with own_code(f"the hidden cases of {spec.name} cannot be made"):
            cases += spec.hidden(rng)
    return sorted(cases, key=lambda case: (ORDINARY + EDGE).index(case.rung))
