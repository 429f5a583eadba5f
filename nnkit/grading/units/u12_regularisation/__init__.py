"""Unit 12, regularisation: what each exercise asks, and the mistakes it can name."""

from nnkit.grading.units.u12_regularisation.dropout import dropout_forward
from nnkit.grading.units.u12_regularisation.norm import batchnorm_backward, batchnorm_forward
from nnkit.grading.units.u12_regularisation.reasoning import (
    check_batchnorm,
    corrected_regularisers,
    derive_batchnorm,
)
from nnkit.grading.units.u12_regularisation.ridge import add_ridge, l2_penalty, ridge_fit

SPECS = (
    l2_penalty,
    add_ridge,
    ridge_fit,
    dropout_forward,
    batchnorm_forward,
    derive_batchnorm,
    batchnorm_backward,
    check_batchnorm,
    corrected_regularisers,
)
