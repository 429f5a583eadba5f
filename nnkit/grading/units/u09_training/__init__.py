"""Unit 09, training: what each exercise asks, and the mistakes it can name.

"E37" is a row of the course's errata.
"""

ORDER = """
init_layer standardize sgd_step softmax_step minibatches check_minibatches updates
batch_gradient derive_noise sgd train to_bits corrected_epoch
"""
