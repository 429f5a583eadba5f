"""Unit 09, training: what each exercise asks, and the mistakes it can name.

"E37" is a row of the course's errata.
"""

from nnkit.grading.units.u09_training.batches import batch_gradient, minibatches, to_bits, updates
from nnkit.grading.units.u09_training.reasoning import (
    check_minibatches,
    corrected_epoch,
    derive_noise,
)
from nnkit.grading.units.u09_training.start import init_layer, standardize
from nnkit.grading.units.u09_training.steps import sgd, sgd_step, softmax_step, train

SPECS = (
    init_layer,
    standardize,
    sgd_step,
    softmax_step,
    minibatches,
    check_minibatches,
    updates,
    batch_gradient,
    derive_noise,
    sgd,
    train,
    to_bits,
    corrected_epoch,
)
