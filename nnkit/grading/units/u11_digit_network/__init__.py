"""Unit 11, the digit network: what each exercise asks, and the mistakes it can name.

"E53" is a row of the course's errata.
"""

from nnkit.grading.units.u11_digit_network.pictures import (
    confusion_matrix,
    nudges,
    to_inputs,
    train_digits,
)
from nnkit.grading.units.u11_digit_network.reasoning import (
    check_confusion,
    corrected_digits,
    derive_weight_nudge,
)

SPECS = (
    to_inputs,
    train_digits,
    confusion_matrix,
    check_confusion,
    nudges,
    derive_weight_nudge,
    corrected_digits,
)
