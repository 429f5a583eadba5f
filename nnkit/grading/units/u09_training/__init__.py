"""Unit 09, training. "E37" in what is said is a row of the course's errata."""
