"""Unit 04, targets and losses: what each exercise asks, and the mistakes it can name.

The wrong answers are written the way students write them. A note such as "003 line 244" is a
place in the handwritten lecture notes, "E41" a row of the course's errata.
"""

from nnkit.grading.units.u04_targets_and_losses.entropy import BCE, CROSS_ENTROPY
from nnkit.grading.units.u04_targets_and_losses.labels import (
    CROSS_ENTROPY_LABELS,
    CROSS_ENTROPY_LOGITS,
)
from nnkit.grading.units.u04_targets_and_losses.notes import CORRECTED_LOSSES
from nnkit.grading.units.u04_targets_and_losses.probabilities import SOFTMAX, SOFTMAX_JACOBIAN
from nnkit.grading.units.u04_targets_and_losses.squared import DIGIT_COST, HALF_SSE, MSE
from nnkit.grading.units.u04_targets_and_losses.targets import ACCURACY, ONE_HOT

SPECS = (
    ONE_HOT,
    SOFTMAX,
    SOFTMAX_JACOBIAN,
    MSE,
    HALF_SSE,
    DIGIT_COST,
    BCE,
    CROSS_ENTROPY,
    CROSS_ENTROPY_LABELS,
    CROSS_ENTROPY_LOGITS,
    ACCURACY,
    CORRECTED_LOSSES,
)
