"""Empty answers: "nothing differs" is true of nothing, so a comparison with numbers must refuse.

``np.empty(0) == 1.5`` is an empty array, and ``.all()`` of that is true; `np.allclose` and
`np.testing.assert_allclose` go the same way. An empty array from the student's room, where no
argument was empty, comes as an `EmptyArray`: it has its shape, can be compared with what is
empty too, and raises when it meets a number. `guard_numpy` does the same for NumPy's own
comparisons, in the judge's process, where empty lists pass as well.

Not seen is what a test turns into a plain array by itself, as in ``np.array(f(x)) == 1.5``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from nnkit.grading.errors import StudentError

BOTH = {
    np: ("allclose", "isclose", "array_equiv"),
    np.testing: (
        "assert_allclose",
        "assert_almost_equal",
        "assert_array_almost_equal",
        "assert_array_almost_equal_nulp",
        "assert_array_equal",
        "assert_array_less",
        "assert_array_max_ulp",
    ),
}


def refuse(*others: Any) -> NoReturn:
    """Say what is wrong."""
    raise StudentError("an empty array or list came where numbers are needed")


class EmptyArray(np.ndarray[Any, Any]):
    """An array without entries that raises when it is combined with a number."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if any(np.size(plain(value)) for value in inputs):
            refuse()
        if "out" in options:
            options["out"] = tuple(plain(value) for value in options["out"])
        made = getattr(ufunc, method)(*map(plain, inputs), **options)
        return marked(made)

    def __eq__(self, other: object) -> Any:
        # Objects that answer themselves, such as `pytest.approx`, would go through no entry.
        return super().__eq__(other) if isinstance(other, np.ndarray) or empty(other) else refuse()

    def __ne__(self, other: object) -> Any:
        return super().__ne__(other) if isinstance(other, np.ndarray) or empty(other) else refuse()

    __hash__ = None
    flat = property(refuse)


def marked(value: Any) -> Any:
    """An empty plain array as an `EmptyArray`, everything else as it is."""
    if type(value) is np.ndarray and value.size == 0:
        return value.view(EmptyArray)
    return value


def plain(value: Any) -> Any:
    """An `EmptyArray` as a plain array, everything else as it is."""
    return value.view(np.ndarray) if isinstance(value, EmptyArray) else value


def empty(value: Any) -> bool:
    """Whether an array, or a list or tuple however nested, has nothing in it."""
    if isinstance(value, np.ndarray):
        return value.size == 0
    return isinstance(value, (list, tuple)) and all(empty(part) for part in value)


def guard_numpy() -> None:
    """Let NumPy's comparisons in this process refuse an empty answer beside numbers."""
    for module, names in BOTH.items():
        for name in names:
            setattr(module, name, _guarded(getattr(module, name), _unlike))
    np.isin = _guarded(np.isin, lambda a, b: _suspect(a) and not empty(b))


def _guarded(function: Callable[..., Any], wrong: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    @functools.wraps(function)
    def guarded(*args: Any, **options: Any) -> Any:
        values = [*args, *options.values()][:2]
        if len(values) == 2 and wrong(*values):
            refuse()
        options = {name: plain(value) for name, value in options.items()}
        return function(*map(plain, args), **options)

    return guarded


def _unlike(a: Any, b: Any) -> bool:
    return (_suspect(a) or _suspect(b)) and not (empty(a) and empty(b))


def _suspect(value: Any) -> bool:
    """Whether `value` may be an empty answer; other empty arrays were asked for by the test."""
    return isinstance(value, EmptyArray) or (not isinstance(value, np.ndarray) and empty(value))
