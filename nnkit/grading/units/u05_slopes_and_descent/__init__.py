"""Unit 05, slopes and descent: what each exercise asks, and the mistakes it can name.

"E61" in a sentence is a row of the course's errata.
"""
