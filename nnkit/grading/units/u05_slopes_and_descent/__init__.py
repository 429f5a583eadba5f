"""Unit 05, slopes and descent: what each exercise asks, and the mistakes it can name.

"E61" in a sentence is a row of the course's errata.
"""

ORDER = """
descend grad_C numerical_gradient steepest rank_components average_nudges corrected_settle
derive_step check_steepest
"""
