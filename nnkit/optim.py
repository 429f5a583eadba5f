"""Steps of gradient descent, as pure functions, and the settings that `MLP.fit` takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, Params, ShapeError, floats, need_same_shape, need_share

__all__ = [
    "SGD", "Adam", "adam_step", "momentum_step", "nesterov_step", "sgd", "sgd_step",
]  # fmt: skip


def sgd_step(params: Params, grads: Params, lr: float) -> list[tuple[Array, Array]]:
    """One step downhill for every layer: W - lr dW and b - lr db, as new arrays.

    Notes 003, lines 148-153, and 001, lines 69-75.
    """
    if len(params) != len(grads):
        raise ShapeError(f"grads has {len(grads)} layers, expected {len(params)} as params has")
    return [
        (_step(W, dW, "dW", lr), _step(b, db, "db", lr))
        for (W, b), (dW, db) in zip(params, grads, strict=True)
    ]


def _step(w: ArrayLike, g: ArrayLike, name: str, lr: float) -> Array:
    w, g = floats(w), floats(g)
    need_same_shape(name, g, "its parameter", w)
    return w - lr * g


def sgd(theta: ArrayLike, lr: float, order: Iterable[int], grad: Function) -> Array:
    """One update an example, in the given order: theta <- theta - lr grad(theta, i).

    The gradient is taken at the newest theta. Notes 001, lines 66-75 (erratum E17).
    """
    theta = np.array(floats(theta))[()]
    for i in order:
        theta = theta - lr * np.asarray(grad(theta.copy(), i))
    return theta


def momentum_step(
    w: ArrayLike, g: ArrayLike, v: ArrayLike, lr: float, beta: float
) -> tuple[Array, Array]:
    """Step with momentum: v <- beta v - lr g, w <- w + v; returns (w, v).

    Polyak 1964, "Some methods of speeding up the convergence of iteration methods".
    """
    v = beta * floats(v) - lr * floats(g)
    return floats(w) + v, v


def nesterov_step(
    w: ArrayLike, g: ArrayLike, v: ArrayLike, lr: float, beta: float
) -> tuple[Array, Array]:
    """Momentum that looks ahead: v <- beta v - lr g, w <- w + beta v - lr g; returns (w, v).

    Nesterov 1983 in the form of Sutskever et al. 2013 (ICML), with g taken at w.
    """
    v = beta * floats(v) - lr * floats(g)
    return floats(w) + beta * v - lr * floats(g), v


def adam_step(
    w: ArrayLike,
    g: ArrayLike,
    m: ArrayLike,
    v: ArrayLike,
    t: int,
    lr: float = 1e-3,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Array, Array]:
    """One step of Adam; `t` counts from 1; returns (w, m, v).

    m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,
    w <- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).

    Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
    """
    if t < 1:
        raise ValueError(f"t is {t}, expected the number of this step, counted from 1")
    g = floats(g)
    m = b1 * floats(m) + (1 - b1) * g
    v = b2 * floats(v) + (1 - b2) * g**2
    return floats(w) - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


@dataclass(frozen=True)
class SGD:
    """Settings of stochastic gradient descent: `momentum_step`, or `nesterov_step`."""

    lr: float = 0.1
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        _positive("lr", self.lr)
        need_share("momentum", self.momentum)
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov is True and momentum 0, expected a momentum such as 0.9")


@dataclass(frozen=True)
class Adam:
    """Settings of `adam_step`."""

    lr: float = 1e-3
    b1: float = 0.9
    b2: float = 0.999
    eps: float = 1e-8

    def __post_init__(self) -> None:
        _positive("lr", self.lr)
        need_share("b1", self.b1)
        need_share("b2", self.b2)


Optimizer: TypeAlias = SGD | Adam


def _positive(name: str, value: float) -> None:
    if not 0 < value < np.inf:
        raise ValueError(f"{name} is {value}, expected a number above 0")
