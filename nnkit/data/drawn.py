"""Data that is drawn by chance: glyphs of the ten digits, and point sets of the plane.

The generators take a number of examples and an `rng` and return ``(X, labels)``: the classes 0, 1,
... in random order, as equal in number as `n` allows. The same seed gives the same data.
"""

from __future__ import annotations

import numpy as np

from nnkit._types import Array, count

__all__ = ["blobs", "digits", "moons", "rings", "spirals", "xor"]

Data = tuple[Array, Array]

# 5 x 7 dot-matrix digits, one row of dots a group, a dot a bit.
GLYPHS = (
    "01110 10001 10001 10001 10001 10001 01110", "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00010 00100 01000 11111", "11110 00001 00001 01110 00001 00001 11110",
    "00010 00110 01010 10010 11111 00010 00010", "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110", "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110", "01110 10001 10001 01111 00001 00010 01100",
)  # fmt: skip


def digits(n: int, rng: np.random.Generator) -> Data:
    """Draw `n` glyphs of the digits 0 to 9, as a printer does: for real writing see `handwritten`.

    Each is a 5 x 7 dot-matrix digit that is turned, slanted, stretched and shifted at random, with
    noise added: hard enough that the nearest class mean (about 0.87 right), a linear classifier
    (0.98) and a network (0.99) differ.

    Returns
    -------
    images : (n, 28, 28) uint8 array
        0 is paper, 255 is ink.
    labels : (n,) int array

    Examples
    --------
    >>> images, labels = digits(20, np.random.default_rng(0))
    >>> images.shape, images.dtype, np.bincount(labels).tolist()
    ((20, 28, 28), dtype('uint8'), [2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    """
    labels = _labels(n, 10, rng)
    images = np.empty((n, 28, 28), np.uint8)
    for start in range(0, n, 1000):  # in parts, to keep the memory small
        images[start : start + 1000] = _draw(labels[start : start + 1000], rng)
    return images, labels


def _draw(labels: Array, rng: np.random.Generator) -> Array:
    n, half = len(labels), np.float32  # half the memory of float64
    dots = [[[int(dot) for dot in row] for row in glyph.split()] for glyph in GLYPHS]
    sheet = np.pad(np.array(dots, half), ((0, 0), (2, 2), (2, 2))).ravel()  # 10 glyphs of 11 x 9
    turn, slant = rng.normal(0, 0.14, (n, 1)), rng.normal(0, 0.18, (n, 1))
    height, width = rng.uniform(2.3, 3.2, (n, 1)), rng.uniform(2.1, 3.2, (n, 1))  # pixels a dot
    y, x = np.mgrid[:28, :28].reshape(2, 1, 784) - 13.5 - rng.uniform(-2.2, 2.2, (2, n, 1))
    y, x = (np.cos(turn) * y - np.sin(turn) * x) / height, (np.sin(turn) * y + np.cos(turn) * x)
    x = x / width + slant * y
    y, x = np.clip(y + 5, 0, 9.999).astype(half), np.clip(x + 4, 0, 7.999).astype(half)
    row, column = y.astype(int), x.astype(int)  # the dot up and left of each pixel
    y, x = y - row, x - column
    at = 99 * labels[:, None] + 9 * row + column
    above, below = (sheet[k] + x * (sheet[k + 1] - sheet[k]) for k in (at, at + 9))
    ink = np.clip((above + y * (below - above)) * rng.uniform(1.2, 1.8, (n, 1)).astype(half), 0, 1)
    ink += half(0.12) * rng.standard_normal(ink.shape, half)
    return (255 * np.clip(ink, 0, 1)).astype(np.uint8).reshape(n, 28, 28)


def xor(n: int, rng: np.random.Generator) -> Data:
    """Return points of the square [-1, 1]^2, class 1 where x1 and x2 differ in sign: (n, 2), (n,).

    A line gets about two thirds of them right, not half.
    """
    labels = _labels(n, 2, rng)
    X = rng.uniform(0, 1, (n, 2)) * rng.choice([-1.0, 1.0], (n, 1))
    X[:, 1] *= 1 - 2 * labels
    return X, labels


def rings(n: int, rng: np.random.Generator) -> Data:
    """Return a disc (class 0, radius up to 1) inside a ring (class 1, 1.5 to 2.5): (n, 2), (n,)."""
    labels = _labels(n, 2, rng)
    inner, outer = np.array([0.0, 1.5])[labels], np.array([1.0, 2.5])[labels]
    radius = np.sqrt(rng.uniform(inner**2, outer**2))  # the same number on equal areas
    return _polar(radius, rng.uniform(0, 2 * np.pi, n)), labels


def blobs(n: int, rng: np.random.Generator, *, classes: int = 3, spread: float = 0.6) -> Data:
    """Return normal clouds around points of a circle of radius 2: (n, 2), (n,) of 0..classes-1."""
    labels = _labels(n, classes, rng)
    centres = _polar(np.full(n, 2.0), np.pi / 2 + 2 * np.pi * labels / classes)
    return centres + spread * rng.standard_normal((n, 2)), labels


def moons(n: int, rng: np.random.Generator, *, noise: float = 0.1) -> Data:
    """Return two half circles that reach into each other: (n, 2), (n,) of 0, 1."""
    labels = _labels(n, 2, rng)
    X = _polar(np.ones(n), np.pi * (rng.uniform(0, 1, n) + labels))
    X += np.array([[0.0, 0.0], [1.0, 0.5]])[labels]
    return X + noise * rng.standard_normal((n, 2)), labels


def spirals(n: int, rng: np.random.Generator, *, classes: int = 3, noise: float = 0.2) -> Data:
    """Return arms of a spiral from the middle to radius 1: (n, 2), (n,); the notes have 300, 3."""
    labels = _labels(n, classes, rng)
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 4 * radius + 2 * np.pi * labels / classes + noise * rng.standard_normal(n)
    return _polar(radius, angle), labels


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _labels(n: int, classes: int, rng: np.random.Generator) -> Array:
    count("n", n)
    count("classes", classes)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}, expected a generator such as np.random.default_rng(0)")
    return rng.permutation(np.arange(n) % classes)
