"""Unit 06, the chain rule: what each exercise asks, and the mistakes it can name.

The wrong answers are written the way students write them. A note such as "001 line 95" is a
place in the handwritten lecture notes, "E08" a row of the course's errata.
"""

from nnkit.grading.units.u06_chain_rule.matrices import CHAIN_JACOBIAN, JACOBIAN
from nnkit.grading.units.u06_chain_rule.neuron import NEURON_GRADS
from nnkit.grading.units.u06_chain_rule.notes import CORRECTED_RULES
from nnkit.grading.units.u06_chain_rule.reasoning import CHECK_TWO_PATHS, DERIVE_TWO_PATHS
from nnkit.grading.units.u06_chain_rule.scalars import CHAIN, TWO_PATHS

SPECS = (
    CHAIN,
    TWO_PATHS,
    CHAIN_JACOBIAN,
    JACOBIAN,
    NEURON_GRADS,
    DERIVE_TWO_PATHS,
    CORRECTED_RULES,
    CHECK_TWO_PATHS,
)
