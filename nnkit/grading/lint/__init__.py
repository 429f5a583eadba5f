"""What of an instructor's tests cannot run where the students' code is in another room.

`rules` knows the patterns by their syntax, and `run` tries the instructor's own answers in the
two rooms. `lint` reads the notebooks of an assignment and puts both together.
"""
