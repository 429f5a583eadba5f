"""Grading: checks that name the mistake, and a grader that a submission cannot fool.

A student needs one function, `check`. What an instructor needs is on the command line.
"""

from nnkit.grading.checks import CheckFailed, CheckResult, check

__all__ = ["CheckFailed", "CheckResult", "check"]
