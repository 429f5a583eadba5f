"""Data of the course: real handwritten digits, drawn glyphs and point sets, MNIST's files."""

from nnkit.data.drawn import blobs, digits, moons, rings, spirals, xor
from nnkit.data.stored import handwritten, mnist, trained_digits

__all__ = [
    "blobs", "digits", "handwritten", "mnist", "moons", "rings", "spirals", "trained_digits", "xor",
]  # fmt: skip
