"""Unit 10, what networks can represent: what each exercise asks, and the mistakes it can name.

"E56" is a row of the course's errata.
"""

from nnkit.grading.units.u10_representation.networks import (
    gradient_ratios,
    permute_hidden,
    staircase,
    tent_params,
)
from nnkit.grading.units.u10_representation.reasoning import (
    check_permute,
    corrected_claims,
    derive_ratio,
)

SPECS = (
    staircase,
    tent_params,
    permute_hidden,
    check_permute,
    derive_ratio,
    gradient_ratios,
    corrected_claims,
)
