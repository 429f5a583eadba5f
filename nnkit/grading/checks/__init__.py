"""The check ladder: what an exercise is, how an answer is compared, what the student reads."""

from nnkit.grading.checks.ladder import check
from nnkit.grading.checks.result import CheckFailed, CheckResult, Rung
from nnkit.grading.checks.spec import Case, Misconception, Property, Spec

__all__ = [
    "Case",
    "CheckFailed",
    "CheckResult",
    "Misconception",
    "Property",
    "Rung",
    "Spec",
    "check",
]
