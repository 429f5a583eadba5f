"""Compare two answers, and say in words how they differ."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
NO_NUMBERS = (str, set, frozenset, dict, type(None))
_LARGEST = np.finfo(float).max  # an infinite distance is never close


def difference(
    got: Any, want: Any, *, rtol: float, atol: float, kind: str = "float", reveal: bool = False
) -> str | None:
    """Say how `got` differs from `want`, or None when it does not.

    Numbers, arrays, tuples, lists, strings, sets and None are compared; a Python float,
    a NumPy scalar and a 0-d array are the same thing. Only with `reveal` does the text
    hold a wanted value.
    """
    if isinstance(want, (tuple, list)):
        return _parts(got, want, rtol=rtol, atol=atol, kind=kind, reveal=reveal)
    if isinstance(want, (*NO_NUMBERS, bool)):
        return _plain(got, want, reveal)
    wanted = np.asarray(want)
    problem = form(got, wanted, kind)
    if problem:
        return problem
    numbers = np.asarray(got)
    close = _close(numbers, wanted, rtol, atol)
    if close.all():
        return None
    return _numbers(numbers, wanted, close, reveal)


def parts(
    got: Any, want: Any, names: Sequence[str], follow: Sequence[str], **how: Any
) -> str | None:
    """Say which of several named results is the first that is not right, and how; or None.

    First in the order of `follow`, in which they follow from each other (that of `names` if left
    out).
    """
    values = rows(got)
    if len(values) != len(want):
        return difference(got, want, **how)
    right: list[str] = []
    for name in follow or names:
        k = names.index(name)
        problem = difference(values[k], want[k], **how)
        if problem:
            if not right:
                return f"{named_part(name)}: {problem}"
            before = f"{listed(right)} {'is' if len(right) == 1 else 'are'} right"
            return f"{before}; {named_part(name)} is the first that is not: {problem}"
        right.append(named_part(name))
    return None


def rows(value: Any) -> Sequence[Any]:
    """The values of a tuple or list, the entries of an array; none of anything else."""
    several = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim > 0)
    return value if several else ()


def remark(got: Any, want: Any, kind: str = "float") -> str:
    """What is worth saying about the type of a right answer, which costs nothing; or nothing."""
    if isinstance(want, tuple) and isinstance(got, (tuple, list)):
        each = (remark(g, w, kind) for g, w in zip(got, want, strict=False))
        return next(filter(None, each), "")
    if isinstance(want, (*NO_NUMBERS, bool, list)) or kind == "any":
        return ""
    numbers, wanted = np.asarray(got), np.asarray(want)
    what = _named(wanted)
    if isinstance(got, (list, tuple)):
        return f"It returns a {type(got).__name__}; later lines may need {what}."
    if numbers.dtype.kind == "b" and wanted.dtype.kind != "b":
        asked = "integers" if kind == "integer" else "floats"
        return f"It returns booleans (True, False); {asked} were asked for."
    if kind == "integer" and numbers.dtype.kind == "f":
        return "It returns floats; integers were asked for, which can be used as an index."
    return ""


def form(got: Any, want: Array, kind: str = "float") -> str | None:
    """Say what is wrong with the type or the shape of `got`, or None."""
    if got is None:
        return "it returns None: is the `return` line missing?"
    if isinstance(got, (str, bytes, dict, set)):
        return f"it returns a {type(got).__name__}, needed {_named(want)}"
    try:
        numbers = np.asarray(got)
    except (ValueError, TypeError):
        return f"it returns a {type(got).__name__} of unequal parts, needed {_named(want)}"
    if numbers.dtype.kind not in "biufc":
        return f"it returns a {type(got).__name__} that holds no numbers, needed {_named(want)}"
    if numbers.shape != want.shape:
        return _shapes(numbers, want)
    if kind == "any":
        return None
    if numbers.dtype.kind == "c":
        return "it returns complex numbers, needed real ones"
    return None


def same(a: Any, b: Any, *, rtol: float = 1e-6, atol: float = 1e-9) -> bool:
    """Say whether two answers are the same: shape and values. 1, 1.0 and True are the same."""
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        pairs = zip(a, b, strict=False)
        return len(a) == len(b) and all(same(x, y, rtol=rtol, atol=atol) for x, y in pairs)
    if isinstance(a, NO_NUMBERS) or isinstance(b, NO_NUMBERS):
        return type(a) is type(b) and bool(a == b)
    try:
        x, y = np.asarray(a), np.asarray(b)
    except (ValueError, TypeError):
        return False
    numbers = x.dtype.kind in "biufc" and y.dtype.kind in "biufc"
    return numbers and x.shape == y.shape and bool(_close(x, y, rtol, atol).all())


def _close(x: Array, y: Array, rtol: float, atol: float) -> Any:
    """Where `x` is close to `y`, as ``np.isclose`` has it, but quick for finite numbers."""
    if x.ndim == y.ndim == 0 and x.dtype.kind in "biuf" and y.dtype.kind in "biuf":
        off, most = abs(float(x) - float(y)), atol + rtol * abs(float(y))
        if off < _LARGEST:
            return np.bool_(off <= most)
    with np.errstate(all="ignore"):
        if x.dtype.kind == y.dtype.kind == "f":
            off = np.abs(x - y)
            close = off <= np.minimum(atol + rtol * np.abs(y), _LARGEST)
            if close.all() or (off < _LARGEST).all():
                return close
        return np.isclose(x, y, rtol=rtol, atol=atol, equal_nan=True)


def copied(value: Any) -> Any:
    """Copy the arrays, containers and random generators of an argument; pass on all else.

    What is `Made` is made.
    """
    if isinstance(value, Made):
        return value.made()
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    if isinstance(value, (list, tuple)):
        return type(value)(copied(item) for item in value)
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return value


class Made:
    """An argument that is made for each call; a sealed file holds what makes it."""

    def made(self) -> Any:
        """Make the argument."""
        raise NotImplementedError


def unchanged(after: Any, before: Any) -> bool:
    """Say whether an argument still is what it was."""
    if isinstance(before, np.ndarray):
        alike = isinstance(after, np.ndarray) and after.shape == before.shape
        return alike and after.dtype == before.dtype and after.tobytes() == before.tobytes()
    if isinstance(before, (list, tuple)):
        pairs = zip(after, before, strict=False)
        return len(after) == len(before) and all(unchanged(x, y) for x, y in pairs)
    if isinstance(before, Mapping):
        return set(after) == set(before) and all(unchanged(after[k], before[k]) for k in before)
    return True


def shown(value: Any, digits: int = 4) -> str:
    """Write a value in a few characters."""
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(shown(item, digits) for item in value) + ")"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{digits}g}"
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return shown(value.item(), digits)
        value = value + 0.0 if value.dtype.kind == "f" else value  # no -0.
        text = np.array2string(value, precision=digits, threshold=12, separator=", ")
        return " ".join(text.split())
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _parts(got: Any, want: Any, **how: Any) -> str | None:
    if isinstance(got, np.ndarray) and got.ndim > 0:
        got = list(got)
    if not isinstance(got, (tuple, list)):
        return f"it returns one {type(got).__name__}, needed {len(want)} values in a tuple"
    if len(got) != len(want):
        return f"it returns {len(got)} values, needed {len(want)}"
    for position, (part, wanted) in enumerate(zip(got, want, strict=True), start=1):
        problem = difference(part, wanted, **how)
        if problem:
            inside = ", in it " if problem.startswith("value ") else ": "
            return f"value {position} of {len(want)}{inside}{problem}"
    return None


def _plain(got: Any, want: Any, reveal: bool) -> str | None:
    if isinstance(want, bool) and isinstance(got, np.bool_):
        got = bool(got)
    if isinstance(want, (set, frozenset)) and isinstance(got, (set, frozenset, list, tuple)):
        try:
            got = set(got)
        except TypeError:
            return "it returns a collection whose parts cannot be compared"
        if got == want:
            return None
        if got > want:
            return "it names more than it should"
        return "it leaves something out" if got < want else "some of what it names is not right"
    if type(got) is type(want) and got == want:
        return None
    if type(got) is not type(want):
        return f"it returns a {type(got).__name__}, needed a {type(want).__name__}"
    return f"it returns {shown(got)}" + (f", needed {shown(want)}" if reveal else "")


def _shapes(got: Array, want: Array) -> str:
    text = f"its shape is {_shape(got)}, needed {_shape(want)}"
    if got.ndim == want.ndim == 2 and got.T.shape == want.shape:
        return text + "; its transpose would fit"
    if got.size == want.size == 1:
        return text + "; return the number inside"
    return text


def _numbers(got: Array, want: Array, close: Array, reveal: bool) -> str:
    if reveal and (want.ndim == 0 or want.size <= 6):
        for digits in (4, 8, 17):
            texts = shown(got, digits), shown(want, digits)
            if texts[0] != texts[1]:
                return f"got {texts[0]}, needed {texts[1]}"
    return pattern(got, want, close)


def pattern(got: Array, want: Array, close: Array) -> str:
    """Name the simplest way in which `got` is off: not finite, negated, a factor, an offset."""
    got, want = got.astype(float), want.astype(float)
    if np.isnan(got).any() and not np.isnan(want).any():
        return "it holds nan (not a number)"
    if np.isinf(got).any() and not np.isinf(want).any():
        return "it holds inf (infinity), needed finite numbers"
    if np.allclose(got, -want):
        return "every number has the wrong sign"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and np.allclose(got.T, want):
        return "it is the transpose of what is needed"
    factor = common_factor(got, want) if got.size > 1 else None
    if factor and np.isfinite(factor):
        return f"every number is {times(factor)} what it should be"
    offset = got - want
    if got.size > 1 and not close.any() and np.allclose(offset, offset.flat[0], rtol=1e-6):
        return f"every number is off by the same amount, {float(offset.flat[0]):+.3g}"
    if got.size == 1:
        return "the number is too " + ("large" if got.item() > want.item() else "small")
    wrong = int((~close).sum())
    worst = float(np.abs(offset[~close]).max())
    return f"{wrong} of {got.size} numbers differ, by up to {worst:.2g}"


def common_factor(got: Array, want: Array) -> float | None:
    """The number by which `got` is a multiple of `want`: nan if all are 0, None if it is none."""
    used = np.abs(want) > 1e-9
    ratios = got[used] / want[used]
    ratio = float(ratios.flat[0]) if ratios.size else np.nan
    zeros = np.abs(got[~used]).max(initial=0.0) <= 1e-9
    return ratio if zeros and np.allclose(ratios, ratio, rtol=1e-6) else None


def times(factor: float) -> str:
    """A factor in words."""
    return f"{factor:.4g} times" if abs(factor) >= 1 else f"1/{1 / factor:.4g} of"


def _named(want: Array) -> str:
    return "a number" if want.ndim == 0 else f"an array of shape {_shape(want)}"


def named_part(name: str) -> str:
    """The name of a result as it is shown."""
    return f"`{name}`" if name.isidentifier() else name


def listed(names: Sequence[str]) -> str:
    """Some names, as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _shape(array: Array) -> str:
    return "() (a single number)" if array.ndim == 0 else str(array.shape)
