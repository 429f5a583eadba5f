"""Unit 06, the chain rule: what each exercise asks, and its special mistakes.

"E08" is a row of the course's errata.
"""

from nnkit.grading.units.u06_chain_rule.matrices import chain_jacobian, jacobian
from nnkit.grading.units.u06_chain_rule.neuron import neuron_grads
from nnkit.grading.units.u06_chain_rule.notes import corrected_rules
from nnkit.grading.units.u06_chain_rule.reasoning import check_two_paths, derive_two_paths
from nnkit.grading.units.u06_chain_rule.scalars import chain, two_paths
from nnkit.grading.units.u06_chain_rule.walking import walk_back

SPECS = (
    chain,
    two_paths,
    chain_jacobian,
    jacobian,
    neuron_grads,
    derive_two_paths,
    corrected_rules,
    check_two_paths,
    walk_back,
)
