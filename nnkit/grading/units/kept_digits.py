"""2,000 handwritten digits that no student has, and how they were chosen.

``python -m nnkit.grading.units.kept_digits FILE`` shares the 10,000 digits of FILE out anew: to
``hidden/digits.npz`` here, which is never published, and to `nnkit.data.handwritten`.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

import nnkit

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "hidden/digits.npz"


def kept_digits() -> tuple[Array, Array]:
    """Return the images (2000, 28, 28), uint8, and their labels (2000,), 200 of each digit."""
    with np.load(FILE) as stored:
        return stored["images"], stored["labels"].astype(int)


def shared(labels: Array, each: int = 200) -> tuple[Array, Array]:
    """Choose by a fixed rule which digits are kept: the indices of those, and of the others.

    Of each class `each` are kept, at equal distances in the order in which they come; the others
    are shuffled, so that a part of them is a fair sample.
    """
    of_class = [np.flatnonzero(labels == k) for k in range(10)]
    kept = np.concatenate([found[np.arange(each) * len(found) // each] for found in of_class])
    others = np.setdiff1d(np.arange(len(labels)), kept)
    return kept, np.random.default_rng(0).permutation(others)


def share_out(source: Path, kept_file: Path, public_file: Path) -> None:
    """Write the digits of the file `source` to two files, by the rule of `shared`."""
    with np.load(source) as file:
        images, labels = file["images"], file["labels"]
    for path, chosen in zip((kept_file, public_file), shared(labels), strict=True):
        _write(path, images=images[chosen], labels=labels[chosen])


def _write(path: Path, **arrays: Array) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, values in arrays.items():
            np.lib.format.write_array(content := io.BytesIO(), values)
            entry = zipfile.ZipInfo(f"{name}.npy")  # of 1980: the same digits make the same file
            file.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    share_out(Path(sys.argv[1]), FILE, Path(nnkit.__file__).parent / "data/handwritten.npz")
