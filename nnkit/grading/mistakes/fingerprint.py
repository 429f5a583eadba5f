"""What an answer did on some cases, as rows of numbers that can be compared at once.

For each case and each part of the result: a code (form, error, where it is not finite), a random
projection of its numbers, and their size. Two outcomes are the same where the codes are and the
projections lie within 3e-6 of the size.
"""

from __future__ import annotations

import math
import re
import zlib
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array, rows

CLOSE = 3e-6
LARGE = 1e30  # sizes above it count by their number of digits, so that they stay in range
RIGHT = 2e-8  # nearer to the right answer than this is right
WEIGHTS = np.random.default_rng(12).uniform(0.5, 1.5, 4096) * np.where(np.arange(4096) % 3, 1, -1)
_SEPARATE = 12


class Prints:
    """Fingerprints of outcomes: `codes`, `values`, `sizes` of shape (rows, cases, parts).

    An error has the size -1.
    """

    def __init__(self, codes: Array, values: Array, sizes: Array):
        self.codes, self.values, self.sizes = codes, values, sizes

    @property
    def failed(self) -> Array:
        """Where there is an error in place of a value."""
        return np.asarray(self.sizes < 0)

    def equal(self, row: Prints, close: float = CLOSE) -> Array:
        """Where each row equals `row`: (rows, cases, parts) booleans."""
        size = np.maximum(np.maximum(self.sizes, row.sizes), 0.0)
        near = np.abs(self.values - row.values) <= close * size + 1e-12
        return np.asarray((self.codes == row.codes) & near)

    def __getitem__(self, rows: Any) -> Prints:
        return Prints(self.codes[rows], self.values[rows], self.sizes[rows])

    def __len__(self) -> int:
        return len(self.codes)


KEYS = ("codes", "values", "sizes")


def printed(outcomes: Any, counts: Any, truth: Prints | None = None, texts: bool = False) -> Prints:
    """The fingerprint, one row, of the outcomes of one answer on all cases.

    `counts` says of each case in how many parts its result is looked at. Where nothing else is
    wrong, as `truth` says, the `texts` of errors count, too.
    """
    width = max(counts, default=1)
    texts = texts or all(outcome.error is not None for outcome in outcomes)
    found: list[list[tuple[int, float, float]]] = []
    with np.errstate(all="ignore"):
        for outcome, count in zip(outcomes, counts, strict=True):
            if outcome.error is not None:
                found.append([(_code(_error(outcome, texts)), 0.0, -1.0)] * width)
                continue
            parts = separate(outcome.value, count)
            each = [_of(part) for part in parts or [outcome.value]]
            each = each if parts else [(each[0][0] ^ 1, *each[0][1:])] * width
            found.append(each + [(0, 0.0, 0.0)] * (width - len(each)))
    table = np.array(found, float).reshape(1, len(outcomes), width, 3)
    large = np.clip(table[..., 2:] / LARGE, 1.0, 1e300)
    table[..., 1:] *= (1 + np.log10(large)) / large
    row = Prints(table[..., 0].astype(np.uint32), table[..., 1], table[..., 2])
    if truth is None or not row.failed.any() or not (row.failed | truth.equal(row, RIGHT)).all():
        return row
    return printed(outcomes, counts, texts=True)


def _error(outcome: Any, texts: bool) -> str:
    text = re.sub(r"[^a-z]+", " ", str(outcome.error).lower())[:60] if texts else ""
    return f"error {outcome.error_name} {text}"


def count_parts(want: Any, named: int = 0) -> int:
    """In how many parts a result is looked at: values of a tuple, entries that have names."""
    if isinstance(want, (tuple, list)) and 1 < len(want) <= _SEPARATE:
        return len(want)
    return named if named and np.ndim(want) and len(want) == named else 1


def separate(value: Any, count: int) -> list[Any] | None:
    """The parts of a result, or None where it has another number of them."""
    if count == 1:
        return [value]
    return list(value) if len(rows(value)) == count else None


def _of(value: Any) -> tuple[int, float, float]:
    """Code, projection and size of one part."""
    if type(value) in (float, np.float64) and math.isfinite(value):
        return NUMBER, float(value * WEIGHTS[0]), float(abs(value * WEIGHTS[0]))
    forms: list[str] = []
    numbers = [np.zeros(0)]
    _collect(value, forms, numbers)
    flat = np.concatenate(numbers)
    weights = WEIGHTS[: flat.size] if flat.size <= len(WEIGHTS) else np.resize(WEIGHTS, flat.size)
    projection = float(flat @ weights)
    if not math.isfinite(projection):
        forms.append(np.isfinite(flat).tobytes().hex())  # by which way to infinity says little
        flat = np.where(np.isfinite(flat), flat, 0.0)
        projection = float(flat @ weights)
    if not flat.size and all(form.startswith("(") for form in forms):
        forms = ["no numbers"]  # however many rows or columns there are of none
    return _code(" ".join(forms)), projection, float(np.abs(flat) @ np.abs(weights))


def _collect(value: Any, forms: list[str], numbers: list[Array]) -> None:
    if type(value) is np.ndarray and value.dtype == float:
        forms.append(str(value.shape))
        numbers.append(value.ravel())
        return
    if isinstance(value, (tuple, list)):
        try:
            array = np.asarray(value)
        except ValueError:
            array = np.empty(0, object)
        if array.dtype.kind not in "biufc":
            forms.append(f"[{len(value)}")
            for item in value:
                _collect(item, forms, numbers)
            return
        value = array
    if isinstance(value, (np.ndarray, int, float, complex, np.generic)):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            forms.append(str(array.shape))
            numbers.append(array.astype(float).ravel())
            return
        held = "" if array.dtype.kind == "O" else array.tolist()  # endless whole numbers among them
        forms.append(f"{array.dtype.kind}{array.shape}{held}"[:200])
        return
    forms.append(repr(value)[:200] if isinstance(value, (str, set, dict, type(None))) else "other")


def _code(text: str) -> int:
    return zlib.crc32(text.encode())


NUMBER = _code("()")
