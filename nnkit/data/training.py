"""How the weights of `trained_digits` were made; ``python -m nnkit.data.training`` writes them.

Another machine finds other weights: sums are rounded in another order, and 4,060 steps make much of
little. How often they are right differs by a hundredth or two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import nnkit as nn


def trained() -> dict[str, Any]:
    """Train 784-16-16-10 on the train part of `handwritten`: its weights as float16, by name."""
    images, labels = nn.data.handwritten("train")
    params = nn.train_digits(nn.to_inputs(images), labels, np.random.default_rng(0))
    names = [(f"W{k}", f"b{k}") for k in range(1, len(params) + 1)]
    pairs = zip(sum(names, ()), sum(params, ()), strict=True)
    return {name: values.astype(np.float16) for name, values in pairs}


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("trained_digits.npz"), **trained())
