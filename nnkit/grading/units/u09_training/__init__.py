"""Unit 09, training: what each exercise asks, and the mistakes it can name.

"E37" is a row of the course's errata.
"""
