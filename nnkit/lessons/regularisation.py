"""What keeps a network from learning its training data by heart: ridge, dropout, batch norm."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, floats, need_columns, need_same_shape, need_share, shaped

__all__ = [
    "add_ridge", "batchnorm_backward", "batchnorm_forward", "dropout_backward",
    "dropout_forward", "l2_penalty", "l2_penalty_backward", "ridge_fit",
]  # fmt: skip


def l2_penalty(weights: Iterable[ArrayLike], lam: float) -> float:
    """Price of large weights: 1/2 lam sum W^2 over all weight arrays; biases go free.

    Notes 003, line 339 (erratum E47).
    """
    return float(lam / 2 * sum(np.sum(floats(W) ** 2) for W in weights))


def l2_penalty_backward(weights: Iterable[ArrayLike], lam: float) -> list[Array]:
    """Gradient of `l2_penalty` in each weight array: lam W."""
    return [lam * floats(W) for W in weights]


def add_ridge(J: float, W: ArrayLike, dW: ArrayLike, lam: float) -> tuple[float, Array]:
    """Add the ridge term of one weight array: (J + 1/2 lam sum W^2, dW + lam W)."""
    W, dW = floats(W), floats(dW)
    need_same_shape("dW", dW, "W", W)
    return float(J + l2_penalty([W], lam)), dW + lam * W


def ridge_fit(X: ArrayLike, y: ArrayLike, lam: float) -> Array:
    """Weights that minimise |X w - y|^2 + lam |w|^2: w = (X^T X + lam I)^-1 X^T y.

    X is (N, d), y (N,) or (N, k). Solved as least squares with the rows sqrt(lam) I under X and
    zeros under y, which also answers lam = 0 and fewer examples than columns.
    Hoerl and Kennard 1970, Technometrics 12(1).
    """
    y = floats(y)
    X = shaped("X", X, len(y), "d", fit="y")
    if lam < 0:
        raise ValueError(f"lam is {lam}, expected at least 0")
    d = X.shape[1]
    rows = np.vstack([X, np.sqrt(lam) * np.eye(d)])
    return np.linalg.lstsq(rows, np.concatenate([y, np.zeros((d, *y.shape[1:]))]), rcond=None)[0]


def dropout_forward(
    A: ArrayLike, p_drop: float, rng: np.random.Generator, train: bool = True
) -> tuple[Array, Array]:
    """Switch off each entry with probability `p_drop`: (A * mask, mask).

    mask = keep / (1 - p_drop) with keep 0 or 1, so that the mean stays A; ones when not training.
    Srivastava et al. 2014, JMLR 15 (inverted form). Notes 003, line 22.
    """
    A = floats(A)
    need_share("p_drop", p_drop, "probability")
    if train:
        mask = ((rng.random(A.shape) >= p_drop) / (1 - p_drop)).astype(A.dtype)
    else:
        mask = np.ones_like(A)
    return A * mask, mask


def dropout_backward(dout: ArrayLike, mask: ArrayLike) -> Array:
    """Gradient of the loss in `A` for ``out = A * mask``: dout * mask, with the same mask."""
    dout, mask = floats(dout), floats(mask)
    need_same_shape("dout", dout, "mask", mask)
    return dout * mask


def batchnorm_forward(
    X: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    running_mean: ArrayLike,
    running_var: ArrayLike,
    train: bool,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """Normalise each column, then scale and shift: (out, new_mean, new_var).

    out = gamma (X - mean) / sqrt(var + eps) + beta

    Parameters
    ----------
    X : (N, n) array
    gamma, beta, running_mean, running_var : (n,) arrays
    train : bool
        If true, mean and variance (with 1/N) are those of the batch, and the running values
        become momentum * running + (1 - momentum) * batch; if false, the running values are
        used and returned as they are.
    momentum, eps : float

    Notes
    -----
    Ioffe and Szegedy 2015, arXiv:1502.03167. Notes 003, line 22.
    """
    X, gamma, beta = floats(X), floats(gamma), floats(beta)
    mean, var = floats(running_mean), floats(running_var)
    need_columns("X", X, gamma.size, "gamma")
    if not train:
        return gamma * (X - mean) / np.sqrt(var + eps) + beta, mean.copy(), var.copy()
    batch_mean, batch_var = X.mean(axis=0), X.var(axis=0)
    out = gamma * (X - batch_mean) / np.sqrt(batch_var + eps) + beta
    new_mean = momentum * mean + (1 - momentum) * batch_mean
    return out, new_mean, momentum * var + (1 - momentum) * batch_var


def batchnorm_backward(
    dY: ArrayLike, X: ArrayLike, gamma: ArrayLike, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Gradients (dX, dgamma, dbeta) of `batchnorm_forward` in training, from its gradient in out.

    With H = (X - mean) / s, s = sqrt(var + eps), dH = gamma dY and means over the batch:

        dX = (dH - mean(dH) - H mean(dH H)) / s,  dgamma = sum dY H,  dbeta = sum dY.
    """
    dY, X, gamma = floats(dY), floats(X), floats(gamma)
    need_same_shape("dY", dY, "X", X)
    s = np.sqrt(X.var(axis=0) + eps)
    H = (X - X.mean(axis=0)) / s
    dH = gamma * dY
    dX = (dH - dH.mean(axis=0) - H * (dH * H).mean(axis=0)) / s
    return dX, (dY * H).sum(axis=0), dY.sum(axis=0)
