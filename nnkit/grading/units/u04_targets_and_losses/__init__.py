"""Unit 04, targets and losses: what each exercise asks."""

from nnkit.grading.units.u04_targets_and_losses.entropy import bce, cross_entropy
from nnkit.grading.units.u04_targets_and_losses.labels import (
    cross_entropy_labels,
    cross_entropy_logits,
)
from nnkit.grading.units.u04_targets_and_losses.notes import corrected_losses
from nnkit.grading.units.u04_targets_and_losses.probabilities import softmax, softmax_jacobian
from nnkit.grading.units.u04_targets_and_losses.squared import digit_cost, half_sse, mse
from nnkit.grading.units.u04_targets_and_losses.targets import accuracy, one_hot

SPECS = (
    one_hot,
    softmax,
    softmax_jacobian,
    mse,
    half_sse,
    digit_cost,
    bce,
    cross_entropy,
    cross_entropy_labels,
    cross_entropy_logits,
    accuracy,
    corrected_losses,
)
