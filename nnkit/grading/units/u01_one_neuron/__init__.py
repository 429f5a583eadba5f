"""Unit 01, one neuron: what each exercise asks, and the mistakes it can name.

"E09" is a row of the course's errata.
"""
