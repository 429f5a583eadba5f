"""Unit 08, backpropagation in matrices: what each exercise asks, and the mistakes it can name.

"E46" is a row of the course's errata.
"""
