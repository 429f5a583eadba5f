"""Unit 05, slopes and descent: what each exercise asks, and the mistakes it can name.

The wrong answers are written the way students write them. A note such as "004 line 258" is a
place in the handwritten lecture notes, "E61" a row of the course's errata.
"""

from nnkit.grading.units.u05_slopes_and_descent.descent import CORRECTED_SETTLE, DESCEND
from nnkit.grading.units.u05_slopes_and_descent.directions import (
    AVERAGE_NUDGES,
    RANK_COMPONENTS,
    STEEPEST,
)
from nnkit.grading.units.u05_slopes_and_descent.gradients import GRAD_C, NUMERICAL_GRADIENT
from nnkit.grading.units.u05_slopes_and_descent.reasoning import CHECK_STEEPEST, DERIVE_STEP

SPECS = (
    DESCEND,
    GRAD_C,
    NUMERICAL_GRADIENT,
    STEEPEST,
    RANK_COMPONENTS,
    AVERAGE_NUDGES,
    CORRECTED_SETTLE,
    DERIVE_STEP,
    CHECK_STEEPEST,
)
