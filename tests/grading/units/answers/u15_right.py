"""Right answers to unit 15 in other forms than the references."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnkit import attention, conv2d_valid, lstm_step, rnn_step, sigmoid


def conv_loops(image, kernel):
    kh, kw = len(kernel), len(kernel[0])
    out = []
    for i in range(len(image) - kh + 1):
        out.append([])
        for j in range(len(image[0]) - kw + 1):
            total = 0
            for a in range(kh):
                for b in range(kw):
                    total += image[i][j:][b] * 0 + image[i + a][j + b] * kernel[a][b]
            out[-1].append(total)
    return out


def conv_windows(image, kernel):
    return np.tensordot(sliding_window_view(image, kernel.shape), kernel, axes=2)


def conv_by_fourier(image, kernel):
    H, W = image.shape
    kh, kw = kernel.shape
    size = H + kh - 1, W + kw - 1
    product = np.fft.rfft2(image, size) * np.fft.rfft2(kernel[::-1, ::-1], size)
    return np.fft.irfft2(product, size)[kh - 1 : H, kw - 1 : W]


def rnn_loops(x, h, Wxh, Whh, b):
    if np.ndim(x) == 2:
        return [rnn_loops(*pair, Wxh, Whh, b) for pair in zip(x, h, strict=True)]
    m = len(b)
    return [
        np.tanh(
            sum(x[k] * Wxh[k, j] for k in range(len(x)))
            + sum(h[k] * Whh[k, j] for k in range(m))
            + b[j]
        )
        for j in range(m)
    ]


def lstm_slices(x, h, c, W, U, b):
    m = np.shape(c)[-1]
    i, f, g, o = (
        np.dot(x, W[:, k * m : (k + 1) * m])
        + np.dot(h, U[:, k * m : (k + 1) * m])
        + b[k * m : (k + 1) * m]
        for k in range(4)
    )
    c = c * sigmoid(f) + np.tanh(g) * sigmoid(i)
    return np.tanh(c) * sigmoid(o), c


def lstm_reshaped(x, h, c, W, U, b):
    z = np.concatenate([x, h], axis=-1) @ np.concatenate([W, U]) + b
    z = z.reshape(*np.shape(c)[:-1], 4, np.shape(c)[-1])
    gates = 0.5 * (1 + np.tanh(z / 2))
    new = gates[..., 1, :] * c + gates[..., 0, :] * np.tanh(z[..., 2, :])
    return [gates[..., 3, :] * np.tanh(new), new]


def lstm_lists(*args):
    return tuple(a.tolist() for a in lstm_step(*args))


def attention_loops(Q, K, V, causal=False):
    out = []
    for i, q in enumerate(Q):
        seen = min(i + 1, len(K)) if causal else len(K)
        scores = np.array([q @ k for k in K[:seen]]) / np.sqrt(len(q))
        shares = np.exp(scores - scores.max())
        out.append(shares / shares.sum() @ V[:seen])
    return out


def attention_large_minus(Q, K, V, causal=False):
    S = Q @ K.T / np.sqrt(K.shape[-1])
    if causal:
        S = np.where(np.arange(len(K)) <= np.arange(len(Q))[:, None], S, -1e30)
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return (E / E.sum(axis=-1, keepdims=True)) @ V


def attention_divided_before(Q, K, V, causal=False):
    return attention(Q, K, V, causal=bool(causal)).tolist()


def lines_in_other_forms(w, h0, h1, h2, h3, y, e3, e2, e1):
    s1, s2, s3 = (1 + h1) * (1 - h1), (1 + h2) * (1 - h2), (1 + h3) * (1 - h3)
    return [
        -(y - h3) * s3 * sum([h2, w * s2 * h1, w**2 * s2 * s1 * h0]),
        e3 * h2 + w * e3 * s2 * (h1 + w * s1 * h0),
        np.dot([e3, e2, e2 * w * s1], [h2, h1, h0]),
        np.dot([e3, e2, e1], [h2, h1, h0]),
    ]


def check_by_formula(f):
    rng = np.random.default_rng(1)
    for n, m in ((3, 3), (4, 5)):
        Q, K, V = rng.normal(size=(n, 2)), rng.normal(size=(m, 2)), rng.normal(size=(m, 3))
        for causal in (True, False):
            if not np.allclose(f(Q, K, V, causal=causal), attention(Q, K, V, causal), rtol=1e-6):
                return False
    return True


def corrected(f, i, g, c, S, seen, image, kernel):
    shares = []
    for row, mask in zip(S, seen, strict=True):
        E = [np.exp(s) if may else 0.0 for s, may in zip(row, mask, strict=True)]
        shares.append([e / sum(E) for e in E])
    size = [a - b + 1 for a, b in zip(image.shape, kernel.shape, strict=True)]
    return f * np.ones_like(c), c * f + g * i, shares, size


RIGHT = {
    "conv2d_valid": [conv_loops, conv_windows, conv_by_fourier, conv2d_valid],
    "rnn_step": [
        rnn_loops,
        rnn_step,
        lambda x, h, Wxh, Whh, b: np.tanh(np.dot(x, Wxh) + np.dot(h, Whh) + b),
        lambda x, h, Wxh, Whh, b: 2 * sigmoid(2 * (x @ Wxh + h @ Whh + b)) - 1,
    ],
    "lstm_step": [lstm_slices, lstm_reshaped, lstm_lists, lstm_step],
    "attention": [attention_loops, attention_large_minus, attention_divided_before, attention],
    "derive_recurrence": [lines_in_other_forms],
    "check_attention": [check_by_formula],
    "corrected_families": [corrected],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_recurrence", "check_attention", "corrected_families"}
