"""Unit 07, backpropagation by hand: what each exercise asks, and the mistakes it can name.

"E63" in an advice is a row of the course's errata.
"""

from nnkit.grading.units.u07_backpropagation_by_hand.chain import grads_chain
from nnkit.grading.units.u07_backpropagation_by_hand.output import output_delta
from nnkit.grading.units.u07_backpropagation_by_hand.reasoning import corrected_chain, derive_w1
from nnkit.grading.units.u07_backpropagation_by_hand.small_nets import grad_w1_2221, grads_221
from nnkit.grading.units.u07_backpropagation_by_hand.testing import check_chain

SPECS = (
    output_delta,
    grads_chain,
    derive_w1,
    check_chain,
    corrected_chain,
    grads_221,
    grad_w1_2221,
)
