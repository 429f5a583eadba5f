"""Unit 07, backpropagation by hand: what each exercise asks, and the mistakes it can name.

"E63" in an advice is a row of the course's errata.
"""
