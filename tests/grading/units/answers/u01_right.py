"""Right answers to unit 01 in many forms: each must pass, visible and hidden."""

import math

import numpy as np


def sigmoid_masks(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    out[~right] = e / (1 + e)
    return out


def sigmoid_where(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def sigmoid_one(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def sigmoid_loop(z):
    z = np.asarray(z)
    return np.array([sigmoid_one(v) for v in z.ravel()]).reshape(z.shape)


def sigmoid_list(z):
    if np.ndim(z) == 0:
        return sigmoid_one(float(z))
    return np.array([sigmoid_list(part) for part in z])


def sigmoid_float32_kept(z):
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def neuron_loop(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
    return sigmoid_one(float(z))


def labels_loop(p, threshold=0.5):
    p = np.asarray(p)
    out = np.zeros(p.shape, dtype=np.int64)
    for place in np.ndindex(p.shape):
        if p[place] >= threshold:
            out[place] = 1
    return out


def labels_nested(p, threshold=0.5):
    if np.ndim(p) == 0:
        return 1 if p >= threshold else 0
    return np.array([labels_nested(part, threshold) for part in p])


def nll_list(p, y):
    tiny = 1e-12
    return np.array(
        [-math.log(max(pi, tiny)) if yi == 1 else -math.log(max(1 - pi, tiny))
         for pi, yi in zip(p, y, strict=True)]
    )  # fmt: skip


def nll_clip(eps):
    def nll(p, y):
        q = np.clip(p, eps, 1 - eps)
        return -(y * np.log(q) + (1 - y) * np.log(1 - q))

    return nll


def nll_added(p, y):
    return -y * np.log(p + 1e-9) - (1 - y) * np.log(1 - p + 1e-9)


def nll_chosen(p, y):
    seen = np.where(np.asarray(y) == 1, p, 1 - np.asarray(p))
    return -np.log(np.maximum(seen, np.finfo(float).tiny))


def nll_power(p, y):
    return -np.log(np.maximum(p**y * (1 - p) ** (1 - y), 1e-300))


def logits_loop(z, y):
    out = []
    for zi, yi in zip(z, y, strict=True):
        s = -zi if yi == 1 else zi
        out.append(max(s, 0.0) + math.log1p(math.exp(-abs(s))))
    return np.array(out)


def grads_loop(X, y, w, b):
    dw, db = np.zeros(len(w)), 0.0
    for row, target in zip(X, y, strict=True):
        error = neuron_loop(row, w, b) - target
        dw += error * row
        db += error
    return dw / len(X), db / len(X)


def grads_mean(X, y, w, b):
    error = sigmoid_masks(X.dot(w) + b) - y
    return np.mean(error[:, None] * X, axis=0), np.mean(error)


def grads_einsum(X, y, w, b):
    error = sigmoid_masks(np.einsum("nd,d->n", X, w) + b) - y
    return np.einsum("nd,n->d", X, error) / X.shape[0], np.array(error.sum() / X.shape[0])


def grads_columns(X, y, w, b):
    z = X @ w.reshape(-1, 1) + b
    error = (sigmoid_where(z) - y.reshape(-1, 1)) / len(y)
    return [(X.T @ error).ravel(), error.sum().item()]


def fold_loop(X, W, b):
    X1, W1 = np.ones((X.shape[0], X.shape[1] + 1)), np.zeros((W.shape[0] + 1, W.shape[1]))
    X1[:, 1:], W1[1:], W1[0] = X, W, b
    return X1, W1


def argmax_loop(S):
    classes = []
    for row in S:
        best = 0
        for k in range(1, len(row)):
            if row[k] > row[best]:
                best = k
        classes.append(best)
    return np.array(classes)


def lines_loop(z, y):
    s = np.array([sigmoid_one(float(v)) for v in z])
    C = np.where(y == 1, -np.log(s), -np.log(1 - s))
    return s - s**2, 1 / (2 + np.exp(z) + np.exp(-z)), C, -(y - s)


def lines_list(z, y):
    e = np.exp(-np.asarray(z, float))
    s = 1 / (1 + e)
    return [e / (1 + e) ** 2, e / (1 + e) ** 2, -y * np.log(s) - (1 - y) * np.log(1 - s), s - y]


def labels_int(p, threshold=0.5):
    return np.asarray(np.asarray(p) >= threshold, dtype=np.int32)


RIGHT = {
    "sigmoid": [
        sigmoid_masks,
        sigmoid_where,
        sigmoid_loop,
        sigmoid_list,
        sigmoid_float32_kept,
        lambda z: 0.5 * (1 + np.tanh(0.5 * np.asarray(z))),
        lambda z: np.exp(-np.logaddexp(0, -np.asarray(z))),
        lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        lambda z: 1 / (1 + np.exp(-np.maximum(z, -700))),
        lambda z: np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z))),
        lambda z: np.vectorize(sigmoid_one, otypes=[float])(z),
    ],
    "sigmoid_prime": [
        lambda z: sigmoid_masks(z) * (1 - sigmoid_masks(z)),
        lambda z: sigmoid_where(z) - sigmoid_where(z) ** 2,
        lambda z: sigmoid_loop(z) * sigmoid_loop(-np.asarray(z)),
        lambda z: (1 - np.tanh(np.asarray(z) / 2) ** 2) / 4,
        lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2,
        lambda z: 1 / (2 + 2 * np.cosh(np.clip(z, -500, 500))),
    ],
    "neuron": [
        neuron_loop,
        lambda x, w, b: sigmoid_masks(x @ w + b).item(),
        lambda x, w, b: sigmoid_where(np.sum(x * w) + b),
        lambda x, w, b: sigmoid_masks(np.dot(w, x) + b),
        lambda x, w, b: sigmoid_one(float(sum(i * j for i, j in zip(x, w, strict=True)) + b)),
        lambda x, w, b: sigmoid_one(float(np.append(x, 1) @ np.append(w, b))),
        lambda x, w, b: sigmoid_masks(np.einsum("i,i", x, w) + b),
    ],
    "predict_label": [
        labels_loop,
        labels_nested,
        labels_int,
        lambda p, threshold=0.5: np.asarray(p) >= threshold,
        lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 1.0, 0.0),
        lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 1, 0),
        lambda p, threshold=0.5: np.greater_equal(p, threshold).astype(int),
        lambda p, threshold=0.5: 1 - (np.asarray(p) < threshold).astype(int),
        lambda p, threshold=0.5: (np.asarray(p) >= threshold) * 1,
        lambda p, threshold=0.5: np.heaviside(np.asarray(p) - threshold, 1).astype(int),
    ],
    "nll": [
        nll_list,
        nll_clip(1e-12),
        nll_clip(1e-15),
        nll_clip(1e-9),
        nll_clip(1e-8),
        nll_clip(np.finfo(float).eps),
        nll_added,
        nll_chosen,
        nll_power,
        lambda p, y: -np.log(np.clip(np.abs(1 - np.asarray(y) - p), 1e-12, 1)),
    ],
    "nll_logits": [
        logits_loop,
        lambda z, y: np.logaddexp(0, z) - z * y,
        lambda z, y: np.logaddexp(0, (1 - 2 * y) * z),
        lambda z, y: np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)),
        lambda z, y: np.maximum(z, 0) - z * y + np.log(1 + np.exp(-np.abs(z))),
        lambda z, y: y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z),
        lambda z, y: -np.minimum(s := (2 * y - 1) * z, 0) + np.log1p(np.exp(-np.abs(s))),
    ],
    "logistic_grads": [grads_loop, grads_mean, grads_einsum, grads_columns],
    "fold_bias": [
        fold_loop,
        lambda X, W, b: (np.hstack([np.ones((len(X), 1)), X]), np.vstack([b, W])),
        lambda X, W, b: (np.column_stack([np.ones(len(X)), X]), np.vstack([b[None, :], W])),
        lambda X, W, b: (np.c_[np.ones(X.shape[0]), X], np.r_[[b], W]),
        lambda X, W, b: [np.insert(X, 0, 1, axis=1), np.insert(W * 1.0, 0, b, axis=0)],
        lambda X, W, b: (
            np.pad(X, ((0, 0), (1, 0)), constant_values=1),
            np.concatenate([b.reshape(1, -1), W], axis=0),
        ),
    ],
    "ovr_predict": [
        argmax_loop,
        lambda S: np.argmax(S, axis=1),
        lambda S: np.argmax(S, axis=1).astype(float),
        lambda S: S.argmax(-1).astype(np.int32),
        lambda S: np.array([int(np.argmax(row)) for row in S]),
        lambda S: np.argsort(S, axis=1)[:, -1],
        lambda S: np.argmax(S.T, axis=0),
        lambda S: np.array([list(row).index(max(row)) for row in S]),
    ],
    "corrected_lines": [lines_loop, lines_list],
    "predict_step": [lambda: "C"],
}

# Answers that are not one function of the catalogue: fewer forms are enough.
OTHER = {"corrected_lines", "predict_step"}
