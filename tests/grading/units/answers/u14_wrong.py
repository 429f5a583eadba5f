"""Wrong answers to unit 14 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import denoising_loss, forward, saliency, sigmoid, tied_grad


def denoiser(goes_in="noisy", target="clean", code=sigmoid, out=None, biases=(1, 1), end=None):
    """The loss of a denoiser with some of its steps replaced."""

    def answer(X_clean, X_noisy, We, be, Wd, bd):
        X = {"noisy": X_noisy, "clean": X_clean}
        X_hat = code(X[goes_in] @ We + biases[0] * be) @ Wd + biases[1] * bd
        X_hat = out(X_hat) if out else X_hat
        error = X_hat - X[target]
        return end(error) if end else np.mean(error**2)

    return answer


def tied(coding=1, decoding=1, sign=1, over=None, E=None, form=None):
    """The gradient of shared weights with some of its steps replaced."""

    def answer(X, W):
        e = E(X, W) if E else X @ W @ W.T - X
        both = coding * X.T @ e @ W + decoding * e.T @ X @ W
        both = form(X, W, e) if form else both
        return sign * 2 * both / (over(X) if over else len(X))

    return answer


SLOPE = {
    "identity": lambda a, z: np.ones_like(a),
    "sigmoid": lambda a, z: a * (1 - a),
    "tanh": lambda a, z: 1 - a**2,
    "relu": lambda a, z: (z > 0) * 1.0,
    "softmax": None,
}


def looking(start=None, last=None, hidden=None, end=None, turned=False):
    """Saliency with some of its steps replaced."""

    def answer(params, acts, x, k):
        Z, A = forward(np.asarray(x, float)[None], params, acts)
        d = start(A[-1][0], k) if start else np.eye(A[-1].shape[1])[k]
        for i in range(len(params))[::-1]:
            a, z, act = A[i + 1][0], Z[i][0], acts[i]
            if i == len(params) - 1 and last:
                d = last(d, a, act)
            elif act == "softmax":
                d = a * (d - d @ a)
            else:
                inner = hidden and i < len(params) - 1
                d = d * (hidden(a, z, act) if inner else SLOPE[act](a, z))
            d = params[i][0] @ d
        return end(d, x) if end else d

    return answer


def diagonal_only(d, a, act):
    return d * (a * (1 - a) if act == "softmax" else SLOPE[act](a, a))


def no_last(d, a, act):
    return d


def no_slope(a, z, act):
    return 1.0


def sigmoid_everywhere(a, z, act):
    return a * (1 - a)


def value_for_relu(a, z, act):
    return a if act == "relu" else SLOPE[act](a, z)


def ones(a, k):
    return np.ones(len(a))


def first(a, k):
    return np.eye(len(a))[0]


def largest(a, k):
    return np.eye(len(a))[np.argmax(a)]


def one_based(a, k):
    return np.eye(len(a))[k - 1]


def own_value(a, k):
    return a * np.eye(len(a))[k]


def lines(**changed):
    def answer(X, W, E, G, A, dA):
        v = {"X": X, "W": W, "E": E, "G": G, "A": A, "dA": dA, "n": len(X)}
        right = [
            2 / len(X) * (X.T @ E @ W + E.T @ X @ W),
            X.T @ G @ W + G.T @ X @ W,
            X.T @ G @ W + G.T @ A,
            X.T @ dA + G.T @ A,
        ]
        return [changed.get(f"line_{k}", lambda v, r=r: r)(v) for k, r in enumerate(right, 1)]

    return answer


def comparing(agree, n=5, square=False, centred=False):
    def answer(f):
        rng = np.random.default_rng(2)
        X, W = rng.normal(1, 1, (n, 3)), rng.normal(size=(3, 2))
        W = np.linalg.qr(W)[0] if square else W
        X = X - X.mean(axis=0) if centred else X
        return bool(agree(np.asarray(f(X, W)), tied_grad(X, W)))

    return answer


def four(**changed):
    def answer(X, W, H, G, X_hat, w, x, a):
        v = dict(locals())
        m = X.mean(axis=0)
        right = {
            "A": lambda _: (X - m) @ W @ W.T + m,
            "B": lambda _: H.T @ G,
            "C": lambda _: np.mean((X_hat - X) ** 2, axis=1),
            "D": lambda _: a * (1 - a) * w,
        }
        return [(right | changed)[letter](v) for letter in "ABCD"]

    return answer


WRONG = {
    "denoising_loss": [
        (denoiser(target="noisy"), True),
        (denoiser(goes_in="clean"), True),
        (denoiser(goes_in="clean", target="noisy"), True),
        (denoiser(out=sigmoid), True),
        (denoiser(code=lambda z: z), True),
        (denoiser(code=np.tanh), True),
        (denoiser(code=lambda z: np.maximum(z, 0)), True),
        (denoiser(biases=(0, 1)), True),
        (denoiser(biases=(1, 0)), True),
        (denoiser(biases=(0, 0)), True),
        (denoiser(end=lambda e: np.sum(e**2)), True),
        (denoiser(end=lambda e: np.mean(np.sum(e**2, axis=1))), True),
        (denoiser(end=lambda e: np.mean(e**2, axis=1)), True),
        (denoiser(end=lambda e: np.mean(e**2) / 2), True),
        (denoiser(end=lambda e: np.sqrt(np.mean(e**2))), True),
        (denoiser(end=lambda e: np.mean(np.abs(e))), True),
        (denoiser(end=lambda e: np.mean(e) ** 2), True),
        (denoiser(target="noisy", out=sigmoid), True),
        (denoiser(target="noisy", end=lambda e: np.sum(e**2)), True),
        (denoiser(target="noisy", biases=(1, 0)), True),
        (lambda C, N, We, be, Wd, bd: np.mean((C - N) ** 2), True),
        (lambda *args: (denoising_loss(*args), 0.0), False),
    ],
    "tied_grad": [
        (tied(coding=0), True),
        (tied(decoding=0), True),
        (tied(coding=0, decoding=2), True),
        (tied(coding=2, decoding=0), True),
        (tied(sign=-1), True),
        (tied(over=lambda X: 1), True),
        (tied(over=lambda X: X.size), True),
        (tied(over=lambda X: 2 * len(X)), True),
        (tied(over=lambda X: X.shape[1]), True),
        (tied(E=lambda X, W: X - X @ W @ W.T), True),
        (tied(form=lambda X, W, e: X.T @ e @ W - e.T @ X @ W), True),
        (tied(form=lambda X, W, e: X.T @ e), False),
        (tied(coding=0, over=lambda X: 1), True),
        (tied(coding=0, sign=-1), True),
        (tied(sign=-1, over=lambda X: 1), True),
        (lambda X, W: tied_grad(X - X.mean(axis=0), W), True),
        (lambda X, W: tied_grad(X, W).T, True),
        (lambda X, W: np.sum((X - X @ W @ W.T) ** 2) / len(X), True),
    ],
    "saliency": [
        (looking(start=ones), True),
        (looking(start=first), True),
        (looking(start=largest), True),
        (looking(start=one_based), False),
        (looking(start=own_value), False),
        (looking(last=no_last), True),
        (looking(last=diagonal_only), True),
        (looking(hidden=no_slope), True),
        (looking(last=no_last, hidden=no_slope), True),
        (looking(hidden=sigmoid_everywhere), False),
        (looking(hidden=value_for_relu), False),
        (looking(end=lambda d, x: np.abs(d)), True),
        (looking(end=lambda d, x: d * x), True),
        (looking(end=lambda d, x: d[None]), True),
        (looking(end=lambda d, x: np.abs(d * x)), False),
        (looking(start=ones, end=lambda d, x: np.abs(d)), True),
        (looking(last=no_last, end=lambda d, x: np.abs(d)), True),
        (lambda params, acts, x, k: forward(x[None], params, acts)[1][-1][0, k], True),
        (lambda *args: saliency(*args) / np.abs(saliency(*args)).max(), False),
    ],
    "derive_tied": [
        (lines(line_1=lambda v: 2 / v["n"] * v["E"].T @ v["X"] @ v["W"]), True),
        (lines(line_1=lambda v: 2 / v["n"] * v["X"].T @ v["E"] @ v["W"]), True),
        (
            lines(
                line_1=lambda v: (v["X"].T @ v["E"] @ v["W"] + v["E"].T @ v["X"] @ v["W"]) / v["n"]
            ),
            True,
        ),
        (lines(line_2=lambda v: 2 * v["X"].T @ v["G"] @ v["W"]), False),
        (lines(line_3=lambda v: v["X"].T @ v["G"] @ v["W"]), True),
        (lines(line_4=lambda v: v["X"].T @ v["dA"]), True),
        (lines(line_4=lambda v: v["X"].T @ v["dA"] - v["G"].T @ v["A"]), True),
    ],
    "check_tied": [
        (lambda f: True, True),
        (lambda f: False, True),
        (comparing(np.allclose, n=1), True),
        (comparing(np.allclose, square=True), True),
        (comparing(np.allclose, centred=True), True),
        (comparing(np.array_equal), True),
        (comparing(lambda g, w: np.allclose(g, w, rtol=0.03)), True),
        (comparing(lambda g, w: g.shape == w.shape), True),
    ],
    "corrected_coders": [
        (four(B=lambda v: v["X"].T @ v["G"]), True),
        (four(C=lambda v: np.mean((v["X_hat"] - v["X"]) ** 2, axis=0)), True),
        (four(D=lambda v: v["a"] * (1 - v["a"]) * v["w"] * v["x"]), True),
        (four(D=lambda v: v["a"] * (1 - v["a"]) * v["x"]), True),
        (four(D=lambda v: v["w"]), True),
        (four(C=lambda v: np.mean((v["X_hat"] - v["X"]) ** 2)), True),
        (four(B=lambda v: v["G"].T @ v["H"]), True),
        (four(A=lambda v: v["X"] @ v["W"] @ v["W"].T), False),
    ],
}


def parts_of(X, W):
    """The parts of decoding and of coding, without a factor."""
    E = X @ W @ W.T - X
    return E.T @ X @ W, X.T @ E @ W


def seen_by_hand(params, acts, x, k, slopes):
    """The way back with slopes from the outputs; softmax is right."""
    _, A = forward(x[None], params, acts)
    d = np.eye(A[-1].shape[1])[k]
    for (W, _b), act, a in zip(params[::-1], acts[::-1], (a[0] for a in A[:0:-1]), strict=True):
        d = W @ (a * (d - a @ d) if act == "softmax" else d * slopes(act, a))
    return d


def half_tanh(act, a):
    return {"identity": 1.0, "sigmoid": a * (1 - a), "tanh": 1 - a, "relu": a > 0}[act]


def always_sigmoid(act, a):
    return 1.0 if act == "identity" else a * (1 - a)


WRONG["tied_grad"] += [
    (lambda X, W: 2 / len(X) * np.subtract(*parts_of(X, W)), True),
    (lambda X, W: -2 / len(X) * np.subtract(*parts_of(X, W)), True),
    (lambda X, W: np.add(*parts_of(X, W)), True),
]
WRONG["saliency"] += [
    (lambda *args: seen_by_hand(*args, half_tanh), True),
    (lambda *args: seen_by_hand(*args, always_sigmoid), True),
]
