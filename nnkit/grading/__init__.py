"""Grading: checks that name the mistake, and a grader that a submission cannot fool.

A student needs one function, `check`. What an instructor needs is on the command line.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnkit.grading.any_course import check_against
    from nnkit.grading.checking import CheckFailed, CheckResult, check
    from nnkit.grading.judge.objects import in_place
    from nnkit.grading.run.config import use_two_rooms

__all__ = ["CheckFailed", "CheckResult", "check", "check_against", "in_place", "use_two_rooms"]

_WHERE = {
    "CheckFailed": "checking",
    "CheckResult": "checking",
    "check": "checking",
    "check_against": "any_course",
    "in_place": "judge.objects",
    "use_two_rooms": "run.config",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first used: most processes of the grader do without NumPy."""
    if name not in _WHERE:
        raise AttributeError(f"nnkit.grading has no attribute {name!r}")
    return getattr(import_module(f"nnkit.grading.{_WHERE[name]}"), name)
