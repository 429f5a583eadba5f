"""What the exercises of the unit share."""

from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Function, Misconception


def rounded(right: Function) -> tuple[Misconception, ...]:
    """The answer of `right`, cut to some decimals."""
    advice = (
        "Your numbers are right but cut to {} decimals. Round only when you print; "
        "what comes next needs all the digits."
    )
    return tuple(
        Misconception(f"rounded-{n}", _round(right, n), advice.format(n)) for n in (2, 3, 4)
    )


def _round(right: Function, decimals: int) -> Function:
    return lambda *args: np.round(right(*args), decimals)


def clipped_nll(p: Any, y: Any) -> Array:
    """Negative log-likelihood, with a narrow limit at the ends."""
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)
