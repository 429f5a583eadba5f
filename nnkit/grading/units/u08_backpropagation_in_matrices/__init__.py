"""Unit 08, backpropagation in matrices: what each exercise asks, and the mistakes it can name.

"E46" is a row of the course's errata.
"""

ORDER = """
delta_squared delta_softmax dense_backward hidden_delta derive_first_weights mlp_grads
corrected_recursion backprop flatten relative_error check_mlp
"""
