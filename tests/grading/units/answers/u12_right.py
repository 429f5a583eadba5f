"""Right answers to unit 12 in other forms than the references."""

import numpy as np

from nnkit import batchnorm_backward, batchnorm_forward, dropout_forward, ridge_fit


def penalty_loops(weights, lam):
    total = 0.0
    for W in weights:
        for w in np.ravel(W).tolist():
            total += w * w
    return 0.5 * lam * total


def ridge_svd(X, y, lam):
    U, s, Vt = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)
    return Vt.T @ (s / (s**2 + lam) * (U.T @ y))


def ridge_dual(X, y, lam):
    X = np.asarray(X, dtype=float)
    return X.T @ np.linalg.solve(X @ X.T + lam * np.eye(len(X)), y)


def ridge_inverse(X, y, lam):
    return np.linalg.inv(X.T @ X + lam * np.identity(X.shape[1])) @ X.T @ y


def dropout_loops(A, p_drop, rng, train=True):
    mask = np.ones(np.shape(A))
    if train:
        for place in np.ndindex(mask.shape):
            mask[place] = 0 if rng.uniform() < p_drop else 1 / (1 - p_drop)
    return A * mask, mask


def dropout_choice(A, p_drop, rng, train=True):
    if not train:
        return np.array(A, dtype=float), np.ones(A.shape)
    mask = rng.choice([0.0, 1 / (1 - p_drop)], size=A.shape, p=[p_drop, 1 - p_drop])
    return mask * A, mask


def dropout_exact_count(A, p_drop, rng, train=True):
    mask = np.ones(A.size)
    if train:
        mask[rng.permutation(A.size)[: round(p_drop * A.size)]] = 0
        mask /= 1 - p_drop
    mask = mask.reshape(A.shape)
    return A * mask, mask


def norm_columns(X, gamma, beta, running_mean, running_var, train, momentum=0.9, eps=1e-5):
    out = np.zeros(np.shape(X))
    means, variances = list(running_mean), list(running_var)
    for k in range(np.shape(X)[1]):
        column = np.asarray(X[:, k], dtype=float)
        m, v = means[k], variances[k]
        if train:
            m, v = column.mean(), (column**2).mean() - column.mean() ** 2
            v = ((column - m) ** 2).mean()
            means[k] = momentum * means[k] + (1 - momentum) * m
            variances[k] = momentum * variances[k] + (1 - momentum) * v
        out[:, k] = gamma[k] * (column - m) / (v + eps) ** 0.5 + beta[k]
    return out, means, variances


def norm_early_return(X, gamma, beta, running_mean, running_var, train, momentum=0.9, eps=1e-5):
    if not train:
        scale = gamma / np.sqrt(running_var + eps)
        return X * scale + (beta - running_mean * scale), running_mean, running_var
    H = (X - X.mean(0)) / np.sqrt(X.var(0) + eps)
    mixed = [
        momentum * old + (1 - momentum) * new
        for old, new in ((running_mean, X.mean(0)), (running_var, X.var(0)))
    ]
    return (H * gamma + beta, *mixed)


def norm_in_float(X, gamma, beta, running_mean, running_var, train, momentum=0.9, eps=1e-5):
    return list(batchnorm_forward(X, gamma, beta, running_mean, running_var, train, momentum, eps))


def back_jacobian(dY, X, gamma, eps=1e-5):
    N = len(X)
    s = np.sqrt(np.var(X, axis=0) + eps)
    H = (X - np.mean(X, axis=0)) / s
    dX = np.zeros(np.shape(X))
    for k in range(np.shape(X)[1]):
        J = (np.eye(N) - 1 / N - np.outer(H[:, k], H[:, k]) / N) / s[k]
        dX[:, k] = J @ (gamma[k] * dY[:, k])
    return dX, np.einsum("rk,rk->k", dY, H), np.ones(N) @ dY


def back_long(dY, X, gamma, eps=1e-5):
    N = X.shape[0]
    mu = X.mean(axis=0)
    v = X.var(axis=0) + eps
    dH = dY * gamma
    dv = np.sum(dH * (X - mu), axis=0) * -0.5 * v**-1.5
    dmu = np.sum(-dH / np.sqrt(v), axis=0) + dv * np.mean(-2 * (X - mu), axis=0)
    dX = dH / np.sqrt(v) + dv * 2 * (X - mu) / N + dmu / N
    return dX, np.sum(dY * (X - mu) / np.sqrt(v), axis=0), np.sum(dY, axis=0)


def lines_in_other_forms(dH, D, s, dv, dm, H):
    N = len(D)
    return [
        [h / s + (2 * dv * d + dm) / N for h, d in zip(dH, D, strict=True)],
        dH / s + 2 / N * dv * D - np.mean(dH / s),
        (dH - D * (dH @ D) / (N * s * s) - dH.mean()) / s,
        1 / s * (dH - dH.sum() / N - H * np.dot(dH, H) / N),
    ]


def places():
    rng = np.random.default_rng(1)
    for train in (True, False):
        X = rng.normal(1, [0.2, 2, 5, 1], (7, 4))
        yield (X, *rng.uniform(0.5, 2, (4, 4)), train)


def check_by_formula(f):
    for place in places():
        found = f(*place, momentum=0.75, eps=0.2)
        wanted = batchnorm_forward(*place, momentum=0.75, eps=0.2)
        if not all(np.allclose(a, b) for a, b in zip(found, wanted, strict=True)):
            return False
    return True


def corrected(W, dW, b, db, dout, mask, running_mean, X, lr, lam, momentum):
    running = [
        momentum * r + (1 - momentum) * m
        for r, m in zip(running_mean, np.mean(X, axis=0), strict=True)
    ]
    return W - lr * dW - lr * lam * W, b - lr * db, mask * dout, running


RIGHT = {
    "l2_penalty": [
        penalty_loops,
        lambda weights, lam: lam * sum((np.asarray(W) ** 2).sum() for W in weights) / 2,
        lambda weights, lam: 0.5 * lam * sum(np.linalg.norm(W) ** 2 for W in weights),
        lambda weights, lam: lam / 2 * np.sum(np.concatenate([np.ravel(W) for W in weights]) ** 2),
    ],
    "add_ridge": [
        lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), dW + lam * W),
        lambda J, W, dW, lam: (J + 0.5 * lam * (W * W).sum(), lam * W + dW),
        lambda J, W, dW, lam: [lam * np.square(W).sum() / 2 + J, -(-dW - lam * W)],
        lambda J, W, dW, lam: (float(J + lam * np.linalg.norm(W) ** 2 / 2), np.add(dW, W * lam)),
    ],
    "ridge_fit": [
        ridge_svd,
        ridge_dual,
        ridge_inverse,
        ridge_fit,
        lambda X, y, lam: np.linalg.solve(X.T @ X + np.diag([lam] * X.shape[1]), X.T @ y).tolist(),
    ],
    "dropout_forward": [dropout_loops, dropout_choice, dropout_exact_count, dropout_forward],
    "batchnorm_forward": [norm_columns, norm_early_return, norm_in_float, batchnorm_forward],
    "batchnorm_backward": [
        back_jacobian,
        back_long,
        batchnorm_backward,
        lambda *args: [g.tolist() for g in batchnorm_backward(*args)],
    ],
    "derive_batchnorm": [lines_in_other_forms],
    "check_batchnorm": [check_by_formula],
    "corrected_regularisers": [corrected],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"derive_batchnorm", "check_batchnorm", "corrected_regularisers"}
