"""Unit 07, backpropagation by hand: what each exercise asks, and the mistakes it can name.

A note such as "004 line 332" is a place in the handwritten lecture notes, "E63" a row of the
course's errata.
"""

from nnkit.grading.units.u07_backpropagation_by_hand.chain import GRADS_CHAIN
from nnkit.grading.units.u07_backpropagation_by_hand.output import OUTPUT_DELTA
from nnkit.grading.units.u07_backpropagation_by_hand.reasoning import (
    CHECK_CHAIN,
    CORRECTED_CHAIN,
    DERIVE_W1,
)
from nnkit.grading.units.u07_backpropagation_by_hand.small_nets import GRAD_W1_2221, GRADS_221

SPECS = (
    OUTPUT_DELTA,
    GRADS_CHAIN,
    DERIVE_W1,
    CHECK_CHAIN,
    CORRECTED_CHAIN,
    GRADS_221,
    GRAD_W1_2221,
)
