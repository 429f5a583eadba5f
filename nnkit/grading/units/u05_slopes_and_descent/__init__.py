"""Unit 05, slopes and descent: what each exercise asks, and the mistakes it can name.

"E61" in a sentence is a row of the course's errata.
"""

from nnkit.grading.units.u05_slopes_and_descent.descent import corrected_settle, descend
from nnkit.grading.units.u05_slopes_and_descent.directions import (
    average_nudges,
    rank_components,
    steepest,
)
from nnkit.grading.units.u05_slopes_and_descent.gradients import grad_C, numerical_gradient
from nnkit.grading.units.u05_slopes_and_descent.reasoning import check_steepest, derive_step

SPECS = (
    descend,
    grad_C,
    numerical_gradient,
    steepest,
    rank_components,
    average_nudges,
    corrected_settle,
    derive_step,
    check_steepest,
)
