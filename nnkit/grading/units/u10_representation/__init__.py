"""Unit 10, what networks can represent: what each exercise asks, and the mistakes it can name.

"E56" is a row of the course's errata.
"""
