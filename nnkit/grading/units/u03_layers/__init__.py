"""Unit 03, layers: what each exercise asks, and the mistakes that no edit of its answer makes."""

ORDER = """
count_params dense dense_loops from_columns forward_232 forward predict_wider corrected_layers
"""
