"""One step of each family beyond the dense network: convolution, recurrence, attention.

The backward functions return the gradients in the order of the arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from nnkit._types import Array, ShapeError, floats, need_columns, shaped
from nnkit.activations import sigmoid, sigmoid_prime, softmax, tanh, tanh_prime

__all__ = [
    "attention", "attention_backward", "conv2d_valid", "conv2d_valid_backward", "lstm_step",
    "lstm_step_backward", "rnn_step", "rnn_step_backward",
]  # fmt: skip


def conv2d_valid(image: ArrayLike, kernel: ArrayLike) -> Array:
    """Slide the kernel over the image: out[i, j] = sum_ab image[i + a, j + b] kernel[a, b].

    (H, W) and (kh, kw) -> (H - kh + 1, W - kw + 1); the kernel is not flipped.
    LeCun et al. 1998, "Gradient-based learning applied to document recognition".

    >>> conv2d_valid([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1]])
    array([[6., 8.]])
    """
    image, kernel = shaped("image", image, "H", "W"), shaped("kernel", kernel, "kh", "kw")
    if any(np.less(image.shape, kernel.shape)):
        raise ShapeError(f"kernel has shape {kernel.shape}, expected at most image's {image.shape}")
    return np.einsum("ijab,ab->ij", sliding_window_view(image, kernel.shape), kernel)


def conv2d_valid_backward(
    dout: ArrayLike, image: ArrayLike, kernel: ArrayLike
) -> tuple[Array, Array]:
    """Gradients (dimage, dkernel): dout padded, over the flipped kernel; the image over dout."""
    dout, kernel = floats(dout), floats(kernel)
    kh, kw = kernel.shape
    padded = np.pad(dout, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    return conv2d_valid(padded, kernel[::-1, ::-1]), conv2d_valid(image, dout)


def rnn_step(x: ArrayLike, h: ArrayLike, Wxh: ArrayLike, Whh: ArrayLike, b: ArrayLike) -> Array:
    """One step of a recurrent network: tanh(x Wxh + h Whh + b).

    x (N, d) or (d,), h (N, m) or (m,), Wxh (d, m), Whh (m, m), b (m,). Elman 1990.
    """
    return tanh(_recurrent(x, h, Wxh, Whh, b))


def rnn_step_backward(
    dh_new: ArrayLike, x: ArrayLike, h: ArrayLike, Wxh: ArrayLike, Whh: ArrayLike, b: ArrayLike
) -> tuple[Array, Array, Array, Array, Array]:
    """Gradients (dx, dh, dWxh, dWhh, db) of `rnn_step`, from the gradient in its result."""
    dz = floats(dh_new) * tanh_prime(_recurrent(x, h, Wxh, Whh, b))
    return _recurrent_backward(dz, x, h, Wxh, Whh)


def lstm_step(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike
) -> tuple[Array, Array]:
    """One step of a long short-term memory: the new (h, c).

    [i, f, g, o] = x W + h U + b in four blocks: input, forget, cell, output;

        c_new = sigma(f) c + sigma(i) tanh(g),   h_new = sigma(o) tanh(c_new).

    x (N, d) or (d,), h and c (N, m) or (m,), W (d, 4m), U (m, 4m), b (4m,).
    Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
    """
    c = floats(c)
    i, f, g, o = np.split(_recurrent(x, h, W, U, b), 4, axis=-1)
    c_new = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c_new), c_new


def lstm_step_backward(
    dh_new: ArrayLike,
    dc_new: ArrayLike,
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    W: ArrayLike,
    U: ArrayLike,
    b: ArrayLike,
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Gradients (dx, dh, dc, dW, dU, db) of `lstm_step`, from those in the new h and c."""
    c = floats(c)
    i, f, g, o = np.split(_recurrent(x, h, W, U, b), 4, axis=-1)
    t = tanh(lstm_step(x, h, c, W, U, b)[1])
    dh_new = floats(dh_new)
    dc = floats(dc_new) + dh_new * sigmoid(o) * (1 - t**2)
    blocks = [
        dc * tanh(g) * sigmoid_prime(i),
        dc * c * sigmoid_prime(f),
        dc * sigmoid(i) * tanh_prime(g),
        dh_new * t * sigmoid_prime(o),
    ]
    dx, dh, dW, dU, db = _recurrent_backward(np.concatenate(blocks, axis=-1), x, h, W, U)
    return dx, dh, dc * sigmoid(f), dW, dU, db


def attention(Q: ArrayLike, K: ArrayLike, V: ArrayLike, causal: bool = False) -> Array:
    """Mix the rows of V by how well their keys answer each query: softmax(Q K^T / sqrt(d)) V.

    Parameters
    ----------
    Q, K, V : (n, d), (m, d) and (m, v) arrays
        Queries, keys and values.
    causal : bool
        If true, query i sees the keys 0 .. i only.

    Returns
    -------
    out : (n, v) array

    Notes
    -----
    Vaswani et al. 2017, arXiv:1706.03762, eq. (1).
    """
    return _attention_weights(floats(Q), floats(K), causal) @ floats(V)


def attention_backward(
    dout: ArrayLike, Q: ArrayLike, K: ArrayLike, V: ArrayLike, causal: bool = False
) -> tuple[Array, Array, Array]:
    """Gradients (dQ, dK, dV) of `attention`, from its gradient in the result."""
    dout, Q, K, V = floats(dout), floats(Q), floats(K), floats(V)
    P = _attention_weights(Q, K, causal)
    dP = dout @ V.T
    dS = P * (dP - (dP * P).sum(axis=1, keepdims=True)) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ dout


def _attention_weights(Q: Array, K: Array, causal: bool) -> Array:
    need_columns("K", K, Q.shape[-1], "the queries Q")
    S = Q @ K.T / np.sqrt(Q.shape[1])
    return softmax(np.where(np.tri(*S.shape) > 0, S, -np.inf) if causal else S)


def _recurrent(x: ArrayLike, h: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike) -> Array:
    x, h, W, U = floats(x), floats(h), floats(W), floats(U)
    need_columns("x", x, len(W), "the rows of its weights")
    need_columns("h", h, len(U), "the rows of its weights")
    return x @ W + h @ U + floats(b)


def _recurrent_backward(
    dz: Array, x: ArrayLike, h: ArrayLike, W: ArrayLike, U: ArrayLike
) -> tuple[Array, Array, Array, Array, Array]:
    rows = np.atleast_2d(dz)
    dW, dU = np.atleast_2d(floats(x)).T @ rows, np.atleast_2d(floats(h)).T @ rows
    return dz @ floats(W).T, dz @ floats(U).T, dW, dU, rows.sum(axis=0)
