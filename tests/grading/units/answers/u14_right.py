"""Right answers to unit 14 in other forms than the references."""

import numpy as np

from nnkit import denoising_loss, dense_backward, forward, saliency, sigmoid, tied_grad


def loss_loops(X_clean, X_noisy, We, be, Wd, bd):
    total = 0.0
    for clean, noisy in zip(X_clean, X_noisy, strict=True):
        code = sigmoid(noisy @ We + be)
        for k in range(len(clean)):
            total += (sum(code[j] * Wd[j, k] for j in range(len(code))) + bd[k] - clean[k]) ** 2
    return total / np.size(X_clean)


def loss_forward(X_clean, X_noisy, We, be, Wd, bd):
    _, A = forward(X_noisy, [(We, be), (Wd, bd)], ["sigmoid", "identity"])
    return np.square(X_clean - A[-1]).mean()


def tied_two_layers(X, W):
    A = X @ W
    dA, dWt, _ = dense_backward(2 / len(X) * (A @ W.T - X), A, W.T)
    return dense_backward(dA, X, W)[1] + dWt.T


def tied_sums(X, W):
    dW = np.zeros(W.shape)
    for x in np.asarray(X, dtype=float):
        a = x @ W
        e = W @ a - x
        dW += 2 * (np.outer(e, a) + np.outer(x, W.T @ e))
    return dW / len(X)


def tied_expanded(X, W):
    S = X.T @ X
    return (2 * (S @ W @ W.T @ W + W @ W.T @ S @ W) - 4 * S @ W) / len(X)


SLOPE = {
    "identity": lambda a: np.ones_like(a),
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "relu": lambda a: (a > 0) * 1.0,
}


def saliency_forward_mode(params, acts, x, k):
    """Carry all slopes along on the way forward."""
    a, J = np.asarray(x, dtype=float), np.eye(len(x))
    for (W, b), act in zip(params, acts, strict=True):
        _, A = forward(a[None], [(W, b)], [act])
        a, J = A[-1][0], J @ W
        J = J @ (np.diag(a) - np.outer(a, a)) if act == "softmax" else J * SLOPE[act](a)
    return J[:, k]


def saliency_recursive(params, acts, x, k):
    def go(a, layer):
        if layer == len(params):
            return np.eye(len(a))[k]
        out = forward(a[None], params[layer : layer + 1], acts[layer : layer + 1])[1][-1][0]
        d = go(out, layer + 1)
        d = out * (d - d @ out) if acts[layer] == "softmax" else d * SLOPE[acts[layer]](out)
        return params[layer][0] @ d

    return go(np.asarray(x, dtype=float), 0)


def saliency_list(params, acts, x, k):
    return saliency_forward_mode(params, acts, x, k).tolist()


def lines_in_other_forms(X, W, E, G, A, dA):
    n = len(X)
    first = sum(np.outer(x, e @ W) + np.outer(e, x @ W) for x, e in zip(X, E, strict=True))
    return [
        2 * first / n,
        np.einsum("ri,rj,jh->ih", X, G, W) + (W.T @ X.T @ G).T,
        X.T @ (G @ W) + np.einsum("rj,rh->jh", G, A),
        sum(np.outer(x, d) + np.outer(g, a) for x, d, g, a in zip(X, dA, G, A, strict=True)),
    ]


def check_by_nudges(f):
    rng, h = np.random.default_rng(0), 1e-5
    X, W = rng.normal(1, 1, (4, 3)), rng.normal(size=(3, 2))
    got = np.asarray(f(X, W))
    for place in np.ndindex(W.shape):
        plus, minus = W.copy(), W.copy()
        plus[place] += h
        minus[place] -= h
        slope = sum(s * ((X - X @ V @ V.T) ** 2).sum() for s, V in ((1, plus), (-1, minus)))
        if abs(got[place] - slope / len(X) / 2 / h) > 1e-5:
            return False
    return True


def corrected(X, W, H, G, X_hat, w, x, a):
    m = np.mean(X, axis=0)
    return (
        [m + W @ (W.T @ (row - m)) for row in X],
        np.einsum("rh,rd->hd", H, G),
        [np.mean((p - q) ** 2) for p, q in zip(X, X_hat, strict=True)],
        (a - a * a) * w,
    )


RIGHT = {
    "denoising_loss": [
        loss_loops,
        loss_forward,
        denoising_loss,
        lambda C, N, We, be, Wd, bd: np.mean((C - (sigmoid(N @ We + be) @ Wd + bd)) ** 2),
    ],
    "tied_grad": [tied_two_layers, tied_sums, tied_expanded, tied_grad],
    "saliency": [saliency_forward_mode, saliency_recursive, saliency_list, saliency],
    "derive_tied": [lines_in_other_forms],
    "check_tied": [check_by_nudges],
    "corrected_coders": [corrected],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_tied", "check_tied", "corrected_coders"}
