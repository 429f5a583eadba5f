"""Unit 15, families: what each exercise asks, and the mistakes it can name."""

from nnkit.grading.units.u15_families.attending import attention
from nnkit.grading.units.u15_families.reasoning import (
    check_attention,
    corrected_families,
    derive_recurrence,
)
from nnkit.grading.units.u15_families.recurrent import lstm_step, rnn_step
from nnkit.grading.units.u15_families.sliding import conv2d_valid

SPECS = (
    conv2d_valid,
    rnn_step,
    derive_recurrence,
    lstm_step,
    attention,
    check_attention,
    corrected_families,
)
