"""Slopes as directions: descent on a function, and what the components of a gradient say."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, floats, shaped

__all__ = ["average_nudges", "descend", "grad_C", "rank_components", "steepest"]


def descend(df: Function, w0: ArrayLike, lr: float, steps: int) -> Array:
    """Gradient descent from `w0`: w <- w - lr df(w), repeated `steps` times.

    Parameters
    ----------
    df : function
        Slope (or gradient) of what is minimised, at w.
    w0 : number or array
    lr, steps : float, int

    Returns
    -------
    path : (steps + 1, ...) array
        Every w, the first is `w0`.

    Notes
    -----
    Notes 003, lines 148-153, and 004, lines 145-174 (errata E05, E57).

    Examples
    --------
    >>> descend(lambda w: 2 * w, 1.0, 0.25, 3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    path = [np.array(floats(w0))[()]]
    for _ in range(steps):
        path.append(path[-1] - lr * np.asarray(df(path[-1].copy())))
    return np.array(path)


def grad_C(v: ArrayLike) -> Array:  # noqa: N802
    """Gradient of C(x, y) = 3/2 x^2 + 1/2 y^2 at v = (x, y): (3x, y). Notes 004, lines 199-212."""
    x, y = floats(v)
    return np.array([3 * x, y])


def steepest(g: ArrayLike) -> Array:
    """Unit vector along which the function falls fastest: -g / |g|, and 0 for g = 0.

    Notes 004, lines 150-153.

    >>> steepest([3.0, 4.0])
    array([-0.6, -0.8])
    """
    g = floats(g)
    size = np.linalg.norm(g)
    return -g / size if size > 0 else np.zeros_like(g)


def rank_components(g: ArrayLike) -> Array:
    """Indices of the components of `g` (n,) by size |g_i|, largest first; ties keep their order.

    Notes 004, lines 164-198 (erratum E58).

    >>> rank_components([0.3, -1.2, 0.5])
    array([1, 2, 0])
    """
    return np.argsort(-np.abs(floats(g)), kind="stable")


def average_nudges(T: ArrayLike) -> Array:
    """Average over the examples (columns) of the nudges of each parameter (rows): the row means.

    T is (parameters, examples). Notes 004, lines 257-269 (erratum E61).
    """
    return shaped("T", T, "parameters", "examples").mean(axis=1)
