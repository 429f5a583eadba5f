"""Unit 06, the chain rule: what each exercise asks, and its special mistakes.

"E08" is a row of the course's errata.
"""

ORDER = """
chain two_paths chain_jacobian jacobian neuron_grads derive_two_paths corrected_rules
check_two_paths walk_back
"""
