"""Answers to unit 01 as students write them: right ones in several forms, and mistakes.

Each is the body of the function.
"""

from __future__ import annotations

from typing import NamedTuple


class Wrong(NamedTuple):
    """A wrong answer: its body, the share of the points it deserves, a word of the advice."""

    body: str
    share: float
    says: str


#: Exercise -> right answers in different forms. A form that is not there is the first.
RIGHT: dict[str, list[str]] = {
    "sigmoid": [
        "z = np.asarray(z)\n"
        "e = np.exp(-np.abs(z))\n"
        "return np.where(z >= 0, 1 / (1 + e), e / (1 + e))[()]",
        "return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))",
        "z = np.asarray(z, dtype=float)\n"
        "out = np.zeros(z.shape)\n"
        "for place in np.ndindex(z.shape):\n"
        "    e = np.exp(-abs(z[place]))\n"
        "    out[place] = 1 / (1 + e) if z[place] >= 0 else e / (1 + e)\n"
        "return out",
    ],
    "sigmoid_prime": [
        "e = np.exp(-np.abs(z))\nreturn e / (1 + e) ** 2",
        "return 0.25 * (1 - np.tanh(0.5 * np.asarray(z)) ** 2)",
    ],
    "neuron": [
        "z = np.dot(x, w) + b\nreturn float(0.5 * (1 + np.tanh(z / 2)))",
        "z = b\nfor xi, wi in zip(x, w):\n    z = z + xi * wi\nreturn 0.5 * (1 + np.tanh(z / 2))",
    ],
    "predict_label": [
        "return (np.asarray(p) >= threshold).astype(int)",
        "return np.where(np.asarray(p) >= threshold, 1, 0)",
        "return np.asarray(p) >= threshold",
    ],
    "nll": [
        "p = np.clip(p, 1e-12, 1 - 1e-12)\nreturn -(y * np.log(p) + (1 - y) * np.log(1 - p))",
        "p_right = np.where(np.asarray(y) == 1, p, 1 - np.asarray(p))\n"
        "return -np.log(np.maximum(p_right, 1e-12))",
    ],
    "nll_logits": [
        "return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))",
        "return np.logaddexp(0, z) - z * np.asarray(y)",
        "return np.logaddexp(0, -z) + (1 - np.asarray(y)) * z",
    ],
    "predict_step": ['return "C"'],
    "logistic_grads": [
        "p = 0.5 * (1 + np.tanh((X @ w + b) / 2))\n"
        "dz = (p - y) / len(y)\n"
        "return X.T @ dz, float(dz.sum())",
        "p = 0.5 * (1 + np.tanh((X @ w + b) / 2))\n"
        "dw, db = np.zeros(len(w)), 0.0\n"
        "for i in range(len(y)):\n"
        "    dw = dw + (p[i] - y[i]) * X[i] / len(y)\n"
        "    db = db + (p[i] - y[i]) / len(y)\n"
        "return dw, db",
        "p = 0.5 * (1 + np.tanh((np.einsum('nd,d->n', X, w) + b) / 2))\n"
        "return np.einsum('nd,n->d', X, p - y) / len(y), np.mean(p - y)",
    ],
    "fold_bias": [
        "return np.hstack([np.ones((len(X), 1)), X]), np.vstack([b, W])",
        "return np.insert(np.asarray(X, float), 0, 1, axis=1), np.concatenate([[b], W])",
    ],
    "ovr_predict": [
        "return np.argmax(S, axis=1)",
        "return np.array([max(range(len(row)), key=lambda k: row[k]) for row in S])",
    ],
    "corrected_lines": [
        "s = 0.5 * (1 + np.tanh(np.asarray(z) / 2))\n"
        "A = s * (1 - s)\n"
        "B = s * (1 - s)\n"
        "C = -y * np.log(s) - (1 - y) * np.log(1 - s)\n"
        "D = s - y\n"
        "return A, B, C, D",
    ],
}

#: Answers to the question that a person reads.
OWN_WORDS = [
    "For y = 0 the printed loss is log(1 - p). It has no lower end: the closer p comes to 1, the "
    "smaller it gets. So descent drives p to 1, the wrong answer, and never stops.",
    "It goes to 1, because the sign is wrong and the neuron is rewarded for being wrong.",
    "p goes to 0 because y = 0.",
]

_P = "p = 0.5 * (1 + np.tanh((X @ w + b) / 2))\n"
_LINES = "s = 0.5 * (1 + np.tanh(np.asarray(z) / 2))\n"

#: Exercise, what is wrong in a word or two (the demo's own) -> the answer.
WRONG: dict[tuple[str, str], Wrong] = {
    ("sigmoid", "overflow"): Wrong("return 1 / (1 + np.exp(-z))", 0.5, "overflows"),
    ("sigmoid", "nan"): Wrong("return np.exp(z) / (1 + np.exp(z))", 0.5, "nan"),
    ("sigmoid", "falling"): Wrong("return 1 / (1 + np.exp(z))", 0, "minus"),
    ("sigmoid_prime", "printed-line"): Wrong("return np.exp(-z) / (1 + np.exp(-z))", 0, "E28"),
    ("sigmoid_prime", "takes-z-for-a"): Wrong("return z * (1 - z)", 0, "z(1 - z)"),
    ("neuron", "bias-outside"): Wrong(
        "z = np.dot(x, w)\nreturn float(0.5 * (1 + np.tanh(z / 2)) + b)", 0, "reach"
    ),
    ("neuron", "no-activation"): Wrong("return float(np.dot(x, w) + b)", 0, "left out"),
    ("predict_label", "strict"): Wrong(
        "return (np.asarray(p) > threshold).astype(int)", 0, "equal"
    ),
    ("nll", "infinite"): Wrong(
        "return -y * np.log(p) - (1 - y) * np.log(1 - p)", 0.5, "logarithm of 0"
    ),
    ("nll", "printed-sign"): Wrong("return -y * np.log(p) + (1 - y) * np.log(1 - p)", 0, "E09"),
    ("nll_logits", "softplus-overflow"): Wrong(
        "return np.log(1 + np.exp(z)) - z * y", 0.5, "overflows"
    ),
    ("nll_logits", "plus-zy"): Wrong("return np.logaddexp(0, z) + z * y", 0, "z y is added"),
    ("logistic_grads", "sum"): Wrong(
        _P + "return X.T @ (p - y), float((p - y).sum())", 0, "number of examples"
    ),
    ("logistic_grads", "sign"): Wrong(
        _P + "return X.T @ (y - p) / len(y), float((y - p).mean())", 0, "wrong way round"
    ),
    ("fold_bias", "printed-one"): Wrong(
        "return np.hstack([np.ones((len(X), 1)), X]), np.vstack([np.ones(W.shape[1]), W])",
        0,
        "E21",
    ),
    ("fold_bias", "at-the-end"): Wrong(
        "return np.hstack([X, np.ones((len(X), 1))]), np.vstack([W, b])", 0, "stand last"
    ),
    ("ovr_predict", "threshold-first"): Wrong("return np.argmax(S >= 0.5, axis=1)", 0, "above 0.5"),
    ("ovr_predict", "wrong-axis"): Wrong("return np.argmax(S, axis=0)", 0, "wrong axis"),
    ("corrected_lines", "C-as-printed"): Wrong(
        _LINES + "return s * (1 - s), s * (1 - s), -y * np.log(s) + (1 - y) * np.log(1 - s), s - y",
        2 / 3,
        "E09",
    ),
    ("corrected_lines", "D-sign"): Wrong(
        _LINES + "return s * (1 - s), s * (1 - s), -y * np.log(s) - (1 - y) * np.log(1 - s), y - s",
        2 / 3,
        "line D",
    ),
    ("predict_step", "chose-B"): Wrong('return "B"', 0, "largest value of the sigmoid's slope"),
    ("predict_step", "chose-D"): Wrong('return "D"', 0, "negative log-likelihood"),
}
