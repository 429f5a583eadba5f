"""Unit 11, the digit network: what each exercise asks, and the mistakes it can name.

"E53" is a row of the course's errata.
"""

ORDER = """
to_inputs train_digits confusion_matrix check_confusion nudges derive_weight_nudge
corrected_digits
"""
