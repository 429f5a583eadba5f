"""Unit 02, non-linearity: what each exercise asks, and its special mistakes.

"E14" is a row of the course's errata.
"""
