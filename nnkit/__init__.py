"""nnkit: a compact reference library for neural networks, NumPy only."""

from __future__ import annotations

__version__ = "0.1.0"
