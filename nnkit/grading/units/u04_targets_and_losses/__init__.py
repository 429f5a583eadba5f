"""Unit 04, targets and losses: what each exercise asks."""

ORDER = """
one_hot softmax softmax_jacobian mse half_sse digit_cost bce cross_entropy
cross_entropy_labels cross_entropy_logits accuracy corrected_losses
"""
