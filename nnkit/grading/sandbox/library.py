"""Values of libraries that go over as what they hold, and are made anew there.

Here those of the standard library, in `packages` those of pandas, sympy, networkx and Pillow, in
`records` what a test makes of classes of its own. Only these exact types: a subclass that a
student writes stays in the student's room.
"""

from __future__ import annotations

import collections
import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PosixPath, PurePosixPath
from typing import Any

import numpy as np

from . import packages, records

MAX_DIGITS = 10_000  # of a Decimal, and the largest power of ten in it
FACTORIES = (None, bool, int, float, str, list, tuple, set, dict)


def _decimal(text: str) -> Decimal:
    value = Decimal(text[: 2 * MAX_DIGITS])
    if value.is_finite() and not _short(value):
        raise ValueError("a Decimal is too long")
    return value


def _integers(parts: list[Any]) -> list[int]:
    if not all(type(part) is int for part in parts):  # of text Fraction makes any power of ten
        raise ValueError("integers are needed")
    return parts


def _short(value: Decimal) -> bool:
    return len(value.as_tuple().digits) <= MAX_DIGITS and abs(value.adjusted()) <= MAX_DIGITS


def _delta(value: datetime.timedelta) -> list[int]:
    return [value.days, value.seconds, value.microseconds]


def _defaults(parts: list[Any]) -> collections.defaultdict[Any, Any]:
    factory, items = parts
    if not _plain(factory):
        raise ValueError("a defaultdict makes other values than plain ones")
    return collections.defaultdict(factory, items)


def _deque(parts: list[Any]) -> collections.deque[Any]:
    items, longest = parts
    return collections.deque(items, longest)


# type: (what one of it holds, the type of that, how it is made of that)
TYPES: dict[type, tuple[Callable[[Any], Any], type, Callable[[Any], Any]]] = {
    collections.Counter: (dict, dict, collections.Counter),
    collections.OrderedDict: (dict, dict, collections.OrderedDict),
    collections.defaultdict: (lambda v: [v.default_factory, dict(v)], list, _defaults),
    collections.deque: (lambda v: [list(v), v.maxlen], list, _deque),
    Fraction: (lambda v: [v.numerator, v.denominator], list, lambda v: Fraction(*_integers(v))),
    Decimal: (str, str, _decimal),
    datetime.date: (str, str, datetime.date.fromisoformat),
    datetime.datetime: (str, str, datetime.datetime.fromisoformat),
    datetime.time: (str, str, datetime.time.fromisoformat),
    datetime.timedelta: (_delta, list, lambda v: datetime.timedelta(*_integers(v))),
    PosixPath: (str, str, Path),
    PurePosixPath: (str, str, PurePosixPath),
    np.matrix: (np.asarray, np.ndarray, np.asmatrix),
}
_BY_NAME = {kind.__name__: kind for kind in TYPES}


def holds(value: Any) -> tuple[str, Any] | None:
    """The name of the type of `value` and what it holds; None for what does not go over."""
    kind = type(value)
    if kind not in TYPES:
        return packages.holds(value) or records.holds(value)
    return (kind.__name__, TYPES[kind][0](value)) if _goes(value) else None


def mutable(value: Any) -> bool:
    """Whether what a value holds may change, although it stays the same value."""
    plain = (np.ndarray, list, dict, set, tuple, collections.deque)
    return isinstance(value, plain) or packages.mutable(value) or records.mutable(value)


def _goes(value: Any) -> bool:
    if type(value) is Decimal:
        return not value.is_finite() or _short(value)
    if type(value) in (datetime.datetime, datetime.time):
        return value.tzinfo is None
    return type(value) is not collections.defaultdict or _plain(value.default_factory)


def _plain(factory: Any) -> bool:
    return any(factory is kind for kind in FACTORIES)


def made(name: Any, held: Any) -> Any:
    """The value of the type called `name` that holds `held`; ValueError when there is none."""
    if name not in _BY_NAME:
        return packages.made(name, held) if name in packages.NAMES else records.made(name, held)
    _, wanted, make = TYPES[_BY_NAME[name]]
    if not isinstance(held, wanted):
        raise ValueError(f"a {name} of something else")
    try:
        return make(held)
    except ArithmeticError as error:
        raise ValueError(f"a {name} that is none") from error
