"""Unit 15, families: what each exercise asks, and the mistakes it can name."""

ORDER = """
conv2d_valid rnn_step derive_recurrence lstm_step attention check_attention corrected_families
"""
