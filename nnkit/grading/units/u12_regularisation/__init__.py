"""Unit 12, regularisation: what each exercise asks, and the mistakes it can name."""

ORDER = """
l2_penalty add_ridge ridge_fit dropout_forward batchnorm_forward derive_batchnorm
batchnorm_backward check_batchnorm corrected_regularisers
"""
