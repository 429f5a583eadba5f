"""Unit 06, the chain rule: what each exercise asks, and its special mistakes.

"E08" is a row of the course's errata.
"""
