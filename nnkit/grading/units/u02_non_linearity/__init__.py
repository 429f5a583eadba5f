"""Unit 02, non-linearity: what each exercise asks, and its special mistakes.

"E14" is a row of the course's errata.
"""

ORDER = """
tanh tanh_from_sigmoid tanh_prime tanh_prime_from_a relu relu_prime collapse predict_linear
"""
