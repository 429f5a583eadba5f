"""What every module shares: the array type, the shape error, and the checks of arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[Any]
Params: TypeAlias = Sequence[tuple[Array, ...]]
Function: TypeAlias = Callable[..., Any]


class ShapeError(ValueError):
    """An array does not have the shape that the formula needs."""


def floats(x: ArrayLike) -> Array:
    """`x` as an array of floats; an array that has floats already is not copied."""
    x = np.asarray(x)
    return x if x.dtype.kind in "fc" else x.astype(float)


def numbers(name: str, x: ArrayLike, *, finite: bool = False) -> Array:
    """`x` as floats, of any shape; an error names the argument."""
    try:
        x = floats(x)
    except (TypeError, ValueError):  # text, or rows of different lengths
        raise ValueError(f"{name} is {x!r:.60}, expected numbers") from None
    if finite and not np.isfinite(x).all():
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers")
    return x


def shaped(name: str, x: ArrayLike, *dims: str | int, fit: str = "") -> Array:
    """`x` as floats, with one axis for each of `dims`: its length, or a name for any but 0.

    The message of the error says that `x` must fit the argument called `fit`.
    """
    x = numbers(name, x)
    pairs = zip(x.shape, dims, strict=False)
    if x.ndim != len(dims) or not all(n == dim if isinstance(dim, int) else n for n, dim in pairs):
        wanted = str(dims).replace("'", "") + (", none of them 0" if 0 in x.shape else "")
        hint = f" to fit {fit}" if fit else ""
        raise ShapeError(f"{name} has shape {x.shape}, expected {wanted}{hint}")
    return x


def need_same_shape(name: str, a: Array, other: str, b: Array) -> None:
    """Refuse two arrays that would only fit by broadcasting."""
    if a.shape != b.shape:
        hint = f"; {name}.reshape({b.shape}) would fit" if a.size == b.size and a.size else ""
        raise ShapeError(f"{name} has shape {a.shape}, expected {b.shape} as {other} has{hint}")


def need_same_shapes(name: str, params: Params, wanted: Params) -> None:
    """Refuse a list of layers that does not have the form of another."""
    got, want = ([tuple(np.shape(a) for a in layer) for layer in p] for p in (params, wanted))
    if got != want:
        raise ShapeError(f"{name} has the shapes {got}, expected {want}")


def need_columns(name: str, a: Array, n: int, what: str) -> None:
    """Refuse an array whose last axis does not have `n` entries."""
    if a.ndim == 0 or a.shape[-1] != n:
        hint = "; its transpose would fit" if a.ndim == 2 and a.shape[0] == n else ""
        raise ShapeError(f"{name} has shape {a.shape}, expected (..., {n}) for {what}{hint}")


def class_labels(labels: ArrayLike, K: int) -> NDArray[np.intp]:
    """`labels` as integers 0..K-1."""
    given = np.asarray(labels)
    if given.ndim != 1:
        raise ShapeError(f"labels has shape {given.shape}, expected (N,)")
    if given.dtype.kind not in "biuf":
        hint = "np.unique(labels, return_inverse=True)[1] would fit"
        raise ValueError(f"labels has dtype {given.dtype}, expected integers; {hint}")
    whole = np.nan_to_num(given).astype(np.intp)
    if not np.array_equal(whole, given):
        raise ValueError(
            f"labels has entries such as {given[whole != given][0]}, expected integers"
        )
    if given.size and not 0 <= whole.min() <= whole.max() < K:
        raise ValueError(
            f"labels has entries from {whole.min()} to {whole.max()}, "
            f"expected 0 to {K - 1} for {K} classes"
        )
    return whole


def need_choice(name: str, value: object, known: Collection[object]) -> None:
    """Refuse a name that is not one of `known`."""
    if value not in known:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(map(repr, known))}")


def count(name: str, value: Any) -> int:
    """An integer of at least 1."""
    if not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} is {value!r}, expected an integer of at least 1")
    return int(value)


def need_share(name: str, value: float, what: str = "number") -> None:
    """Refuse what is not in [0, 1); `what` is its word in the message."""
    if not 0 <= value < 1:
        raise ValueError(f"{name} is {value}, expected a {what} in [0, 1)")


def layer_widths(sizes: Sequence[Any]) -> list[int]:
    """`sizes` as integers: two or more widths of layers, inputs first."""
    widths = [int(n) if isinstance(n, int | np.integer) else n for n in sizes]
    if len(widths) < 2 or not all(isinstance(n, int) and n > 0 for n in widths):
        wanted = "expected at least two widths, each an integer above 0"
        raise ValueError(f"sizes is {widths}, {wanted}")
    return widths
