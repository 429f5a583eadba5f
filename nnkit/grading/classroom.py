"""Where `use_two_rooms` was before; configurations of courses import it from here."""

from nnkit.grading.run.config import use_two_rooms

__all__ = ["use_two_rooms"]
