"""Unit 11, the digit network: what each exercise asks, and the mistakes it can name.

"E53" is a row of the course's errata.
"""
