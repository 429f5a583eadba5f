"""Unit 01, one neuron: what each exercise asks, and the mistakes it can name.

"E09" is a row of the course's errata.
"""

ORDER = """
sigmoid sigmoid_prime neuron predict_label nll nll_logits logistic_grads fold_bias ovr_predict
corrected_lines predict_step
"""
