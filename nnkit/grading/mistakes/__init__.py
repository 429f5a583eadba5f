"""Known mistakes, and which of them an answer makes."""

# the ladder of `exercise` asks `diagnosis`: whoever comes here first must have it whole
import nnkit.grading.exercise  # noqa: F401
