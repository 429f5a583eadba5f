"""What an unknown wrong answer has to do with the right one: a factor, a place, an order.

Everything said is a fact about the numbers of the visible cases, so it cannot mislead.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.asked import ORDINARY
from nnkit.grading.exercise.attempt import Attempt
from nnkit.grading.exercise.compare import Array, common_factor, named_part, times
from nnkit.grading.mistakes.fingerprint import count_parts, separate
from nnkit.grading.mistakes.table import Known

FACTORS = {
    1 / math.log(2): "The logarithm has base 2; the natural one is needed.",
    1 / math.log(10): "The logarithm has base 10; the natural one is needed.",
    2.0: "A factor 2 is too many, or a ½ is lost.",
    0.5: "A factor ½ is too many, or a 2 is lost.",
}
SPLITS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("is positive", lambda x: x > 0), ("is not negative", lambda x: x >= 0),
    ("is negative", lambda x: x < 0), ("is 0", lambda x: x == 0), ("is not 0", lambda x: x != 0),
    ("is 1", lambda x: x == 1), ("is not 1", lambda x: x != 1),
)  # fmt: skip
PLACES: dict[int, dict[str, Callable[[Array], Any]]] = {  # of an array of False, where True goes
    1: {"the first number": lambda a: a[:1], "the last number": lambda a: a[-1:]},
    2: {
        "the diagonal": lambda a: np.einsum("ii->i", a[: min(a.shape), : min(a.shape)]),
        "the first row": lambda a: a[0],
        "the first column": lambda a: a[:, 0],
        "the last row": lambda a: a[-1],
        "the last column": lambda a: a[:, -1],
    },
}


@dataclass(frozen=True)
class Pair:
    """What came and what was needed, in one case, and the arguments by name."""

    got: Array
    want: Array
    given: dict[str, Any]

    @property
    def right(self) -> Array:
        """Which numbers are right."""
        return np.asarray(np.isclose(self.got, self.want, rtol=1e-6, atol=1e-9, equal_nan=True))


def by_relation(attempt: Attempt) -> Known | None:
    """Find what the numbers of an answer have to do with those needed, or None."""
    for part, pairs in _parts(attempt):
        if all(pair.right.all() for pair in pairs):
            continue
        with np.errstate(all="ignore"):
            found = next(filter(None, (relation(pairs) for relation in RELATIONS)), None)
        if found is None:
            return None
        about = f"In {named_part(part)}: " if part else ""
        return Known(found[0], about + found[1])
    return None


def _parts(attempt: Attempt) -> Iterator[tuple[str, list[Pair]]]:
    """For each part of the result its name and its numbers in all ordinary cases."""
    spec = attempt.spec
    listed = spec.signature.partition("(")[2].rstrip(")").split(", ")
    names = [name.partition("=")[0] for name in listed]
    found: dict[int, list[Pair]] = {}
    for index, case in attempt.exam.at(*ORDINARY):
        outcome = attempt.outcome(index)
        if outcome.error or case.test:
            return
        want = attempt.exam.wanted(index)
        count = count_parts(want, len(spec.parts))
        got = separate(outcome.value, count)
        if got is None:
            return
        given = dict(zip(names, case.args, strict=False))
        for k, (a, b) in enumerate(zip(got, separate(want, count) or [], strict=True)):
            x, y = _numbers(a), _numbers(b)
            if x is None or y is None or x.shape != y.shape:
                return
            found.setdefault(k, []).append(Pair(x, y, given))
    order = [spec.parts.index(name) for name in spec.follow] or sorted(found)
    for k in order:
        if k in found:
            yield (spec.parts[k] if k < len(spec.parts) else ""), found[k]


def _numbers(value: Any) -> Array | None:
    """A value as an array of floats, or None."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


def _factor(pairs: list[Pair]) -> tuple[str, str] | None:
    """Every number is the same multiple of what it should be, or N times in each case."""
    ratios = (common_factor(pair.got, pair.want) for pair in pairs)
    factors = [r for r in ratios if r is not None]
    known = [r for r in factors if not math.isnan(r)]
    if len(factors) < len(pairs) or len(known) < 2 or any(r == 0 or math.isinf(r) for r in known):
        return None
    if np.allclose(known, known[0], rtol=1e-6):
        c = known[0]
        if math.isclose(c, 1, rel_tol=1e-3):
            return None  # nearly right: no factor is
        if math.isclose(c, -1, rel_tol=1e-6):
            return "sign", "Every number has the wrong sign."
        size, sign = abs(c), ", with the wrong sign" if c < 0 else ""
        why = next((w for f, w in FACTORS.items() if math.isclose(size, f, rel_tol=1e-6)), "")
        return "factor", f"Every number is {times(size)} what it should be{sign}. {why}".strip()
    for axis, what in ((0, "rows"), (1, "columns")):
        counts = [_length(pair.given, axis) for pair in pairs]
        for power, words in ((1, "too large"), (-1, "too small")):
            if all(
                math.isnan(r) or (n and math.isclose(abs(r), float(n) ** power, rel_tol=1e-6))
                for r, n in zip(factors, counts, strict=True)
            ):
                sign = " and has the wrong sign" if known[0] < 0 else ""
                text = f"Every number is {words} by a factor of the number of {what}{sign}."
                return f"factor-{what}", text
    return None


def _length(given: dict[str, Any], axis: int) -> int:
    tables = [v for v in given.values() if isinstance(v, np.ndarray) and v.ndim > axis]
    return int(tables[0].shape[axis]) if tables else 0


def _offset(pairs: list[Pair]) -> tuple[str, str] | None:
    whole = np.concatenate([(pair.got - pair.want).ravel() for pair in pairs])
    if whole.size < 3 or abs(whole[0]) < 1e-6 or not np.allclose(whole, whole[0], rtol=1e-6):
        return None
    return "offset", f"Every number is off by the same amount, {whole[0]:+.4g}."


def _signs(pairs: list[Pair]) -> tuple[str, str] | None:
    if all(np.allclose(np.abs(p.got), np.abs(p.want), rtol=1e-6, atol=1e-9) for p in pairs):
        return "signs", "The sizes are right; some of the signs are not."
    return None


def _where(pairs: list[Pair]) -> tuple[str, str] | None:
    """The numbers are right where an argument is positive, say, and nowhere else."""
    right = [pair for pair in pairs if pair.want[pair.right].any()]
    if not right:
        return None  # nothing is right, or only what is 0
    chance = len(right) == 1 and not right[0].right.all()
    for name in pairs[0].given:
        given = [p.given.get(name) for p in pairs]
        both: list[tuple[Any, Pair]] = list(zip(given, pairs, strict=True))
        if not all(isinstance(x, np.ndarray) and x.shape == p.want.shape for x, p in both):
            continue
        for words, split in SPLITS[:-2] if chance else SPLITS:  # a number is 1 by chance
            if all((p.right == split(x)).all() for x, p in both):
                return "where", f"It is right where `{name}` {words}, and only there."
    return None


def _place(pairs: list[Pair]) -> tuple[str, str] | None:
    """A diagonal, a row or a column is all that is right, or all that is wrong, more than once."""
    often = sum(not p.right.all() for p in pairs) > 1
    for words, place in (PLACES.get(_axes(pairs), {}) if often else {}).items():
        masks = [np.zeros(p.want.shape, bool) for p in pairs]
        for mask in masks:
            place(mask)[...] = True
        both = list(zip(pairs, masks, strict=True))
        if all((p.right | mask).all() for p, mask in both):
            return "place", f"Only {words} is wrong."
        if all((p.right == mask).all() for p, mask in both):
            return "place", f"Only {words} is right."
    return None


def _axes(pairs: list[Pair]) -> int:
    """How many axes all results have, some of them longer than 1; else 0."""
    axes = {p.want.ndim for p in pairs if min(p.want.shape, default=0) > 1}
    return axes.pop() if len(axes) == 1 and all(p.want.ndim in axes for p in pairs) else 0


def _order(pairs: list[Pair]) -> tuple[str, str] | None:
    several = any(p.want.size > 2 for p in pairs)
    if several and all(np.allclose(np.sort(p.got, None), np.sort(p.want, None)) for p in pairs):
        return "order", "These are the right numbers, in another order."
    return None


Relation = Callable[[list[Pair]], tuple[str, str] | None]
RELATIONS: tuple[Relation, ...] = (_factor, _offset, _signs, _where, _place, _order)
