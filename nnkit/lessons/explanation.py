"""Autoencoders, and what the input does to an output."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Params, floats, need_columns
from nnkit.activations import activate_backward, sigmoid
from nnkit.layers import dense
from nnkit.losses import mse
from nnkit.network import backward, forward

__all__ = ["denoising_loss", "saliency", "tied_grad"]


def denoising_loss(
    X_clean: ArrayLike,
    X_noisy: ArrayLike,
    We: ArrayLike,
    be: ArrayLike,
    Wd: ArrayLike,
    bd: ArrayLike,
) -> float:
    """Mean over all entries of (decode(encode(noisy)) - clean)^2.

    encode(X) = sigma(X We + be), decode(H) = H Wd + bd: the input is noisy, the target clean.
    Vincent et al. 2008 (ICML). Notes 003, line 25.
    """
    return mse(dense(sigmoid(dense(X_noisy, We, be)), Wd, bd), X_clean)


def tied_grad(X: ArrayLike, W: ArrayLike) -> Array:
    """Gradient in W (d, h) of 1/N |X - X W W^T|^2, a linear autoencoder that shares its weights.

    With E = X - X W W^T: -2/N (X^T E + E^T X) W; W takes part in coding and in decoding.
    """
    X, W = floats(X), floats(W)
    need_columns("X", X, len(W), "the rows of W")
    E = X - X @ W @ W.T
    return -2 / len(X) * (X.T @ E + E.T @ X) @ W


def saliency(params: Params, acts: Sequence[str], x: ArrayLike, k: int) -> Array:
    """How output k answers to each input: da_k/dx, the shape of x (n_0,).

    Backpropagation with 1 at output k and 0 at the others, down to the input.
    Simonyan et al. 2014, arXiv:1312.6034.
    """
    x = floats(x)
    Z, A = forward(x[None], params, acts)
    dA = np.zeros_like(A[-1])
    dA[0, k] = 1
    return backward(activate_backward(dA, acts[-1], Z[-1]), params, acts, Z, A)[1][0]
