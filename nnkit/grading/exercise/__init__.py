"""The check ladder: what an exercise is, how an answer is compared, what the student reads."""

from nnkit.grading.exercise.result import CheckFailed, CheckResult, Rung
from nnkit.grading.exercise.spec import Case, Misconception, Property, Spec

__all__ = [
    "Case",
    "CheckFailed",
    "CheckResult",
    "Misconception",
    "Property",
    "Rung",
    "Spec",
]
