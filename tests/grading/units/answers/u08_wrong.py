"""Wrong answers to unit 08 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import (
    backprop,
    delta_softmax,
    delta_squared,
    flatten,
    forward,
    mlp_grads,
    sigmoid,
    softmax,
)
from nnkit.activations import relu_prime, sigmoid_prime, tanh_prime


def columns_as_examples(dZ, X, W):
    return W @ dZ.T, dZ.T @ X, dZ.sum(axis=1)


def loop_without_plus(dZ, X, W):
    dW, db = np.zeros(W.shape), np.zeros(W.shape[1])
    for x, d in zip(X, dZ, strict=True):
        dW = np.outer(x, d)
        db = db + d
    return dZ @ W.T, dW, db


def weights_stepped_first(dZ, X, W):
    dW = X.T @ dZ
    W = W - dW
    return dZ @ W.T, dW, dZ.sum(axis=0)


def dense_in_place(dZ, X, W):
    dZ /= len(X)
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def minus_one_maximum(Z, Y):
    E = np.exp(Z - np.max(Z))
    return (E / E.sum(axis=1, keepdims=True) - Y) / len(Z)


def paths_overwritten(dZ_next, W_next, A):
    out = np.zeros(A.shape)
    for m in range(W_next.shape[1]):
        out = np.outer(dZ_next[:, m], W_next[:, m])
    return out * A * (1 - A)


def mlp(wrong):
    """Forward through two layers, then what `wrong` makes of the arrays."""

    def answer(X, Y, W1, b1, W2, b2):
        Z1 = X @ W1 + b1
        A1 = sigmoid(Z1)
        Z2 = A1 @ W2 + b2
        A2 = sigmoid(Z2)
        v = {"X": X, "Y": Y, "W1": W1, "W2": W2, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
        return wrong(**v)

    return answer


def collect(X, A1, dZ1, dZ2, axis=0):
    return X.T @ dZ1, dZ1.sum(axis=axis), A1.T @ dZ2, dZ2.sum(axis=axis)


def right_deltas(X, Y, A1, A2, W2):
    dZ2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    return dZ2 @ W2.T * A1 * (1 - A1), dZ2


def slopes_at_activations(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = (A2 - Y) / len(X) * sigmoid_prime(A2)
    return collect(X, A1, dZ2 @ W2.T * sigmoid_prime(A1), dZ2)


def hidden_slope_at_activation(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = (A2 - Y) / len(X) * sigmoid_prime(Z2)
    return collect(X, A1, dZ2 @ W2.T * sigmoid_prime(A1), dZ2)


def cross_entropy_start(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = (A2 - Y) / len(X)
    return collect(X, A1, dZ2 @ W2.T * A1 * (1 - A1), dZ2)


def new_weights(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = right_deltas(X, Y, A1, A2, W2)[1]
    W2 = W2 - A1.T @ dZ2
    return collect(X, A1, dZ2 @ W2.T * A1 * (1 - A1), dZ2)


def sums_remembered(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ1, dZ2 = right_deltas(X, Y, A1, A2, W2)
    return X.T @ dZ1, dZ1.sum(axis=0), Z1.T @ dZ2, dZ2.sum(axis=0)


def other_axis(X, Y, W1, W2, Z1, A1, Z2, A2):
    return collect(X, A1, *right_deltas(X, Y, A1, A2, W2), axis=1)


def no_mean(X, Y, W1, W2, Z1, A1, Z2, A2):
    return tuple(len(X) * g for g in collect(X, A1, *right_deltas(X, Y, A1, A2, W2)))


def way_back_without_slope(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = right_deltas(X, Y, A1, A2, W2)[1]
    return collect(X, A1, dZ2 @ W2.T, dZ2)


def from_the_end(X, Y, W1, W2, Z1, A1, Z2, A2):
    dW1, db1, dW2, db2 = collect(X, A1, *right_deltas(X, Y, A1, A2, W2))
    return dW2, db2, dW1, db1


def output_slope_not_passed_on(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = right_deltas(X, Y, A1, A2, W2)[1]
    return collect(X, A1, (A2 - Y) / len(X) @ W2.T * A1 * (1 - A1), dZ2)


def slopes_and_sign(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = (Y - A2) / len(X) * sigmoid_prime(A2)
    return collect(X, A1, dZ2 @ W2.T * sigmoid_prime(A1), dZ2)


def doubled_and_not_averaged(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = 2 * (A2 - Y) * A2 * (1 - A2)
    return collect(X, A1, dZ2 @ W2.T * A1 * (1 - A1), dZ2)


def means_again(X, Y, W1, W2, Z1, A1, Z2, A2):
    dW1, db1, dW2, db2 = collect(X, A1, *right_deltas(X, Y, A1, A2, W2))
    return dW1 / len(X), db1, dW2 / len(X), db2


def no_biases(X, Y, W1, W2, Z1, A1, Z2, A2):
    return collect(X, A1, *right_deltas(X, Y, A1, A2, W2))[::2]


def relu_in_the_middle(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = right_deltas(X, Y, A1, A2, W2)[1]
    return collect(X, A1, dZ2 @ W2.T * relu_prime(Z1), dZ2)


def output_slope_with_the_hidden_sign(X, Y, W1, W2, Z1, A1, Z2, A2):
    dZ2 = -right_deltas(X, Y, A1, A2, W2)[1]
    dW1, db1, dW2, db2 = collect(X, A1, -dZ2 @ W2.T * A1 * (1 - A1), dZ2)
    return dW1, db1, dW2, db2


SLOPE = {"sigmoid": sigmoid_prime, "tanh": tanh_prime, "relu": relu_prime, "identity": np.ones_like}


def net(
    start=None,
    slope=lambda acts, Z, A, k: SLOPE[acts[k - 1]](Z[k - 1]),
    enters=lambda Z, A, k: A[k],
    axis=0,
):
    """Backpropagation with some of its lines replaced."""

    def answer(params, acts, X, Y, loss):
        Z, A = forward(X, params, acts)
        dZ = (A[-1] - Y) / len(X)
        if start is not None:
            dZ = start(A[-1], Y, loss, acts, Z)
        elif loss == "half_sse":
            dZ = dZ * SLOPE[acts[-1]](Z[-1])
        grads = []
        for k in reversed(range(len(params))):
            grads.append((enters(Z, A, k).T @ dZ, dZ.sum(axis=axis)))
            if k:
                dZ = dZ @ params[k][0].T * slope(acts, Z, A, k)
        return grads[::-1]

    return answer


def not_reversed(params, acts, X, Y, loss):
    return backprop(params, acts, X, Y, loss)[::-1]


def loop_too_short(params, acts, X, Y, loss):
    return backprop(params, acts, X, Y, loss)[1:]


def loop_from_the_second_last(params, acts, X, Y, loss):
    return backprop(params, acts, X, Y, loss)[:-1]


def squared_start(A, Y, loss, acts, Z):
    error = (A - Y) / len(A)
    slope = A * (1 - A) if acts[-1] == "softmax" else SLOPE[acts[-1]](Z[-1])
    return error * slope


def start_at_activation(A, Y, loss, acts, Z):
    error = (A - Y) / len(A)
    return error if loss == "cross_entropy" else error * SLOPE[acts[-1]](A)


def slope_at_activation(acts, Z, A, k):
    return SLOPE[acts[k - 1]](A[k])


def half_of_the_start(A, Y, loss, acts, Z):
    error = (A - Y) / (2 * len(A))
    return error if loss == "cross_entropy" else error * SLOPE[acts[-1]](Z[-1])


def all_weights_then_all_biases(params):
    return np.concatenate([np.ravel(W) for W, _ in params] + [b for _, b in params])


def derived(**changed):
    def answer(X, A1, W2, A2, Y, dZ2, dA1, dZ1):
        out, hidden = A2 * (1 - A2), A1 * (1 - A1)
        v = {"X": X, "A1": A1, "W2": W2, "A2": A2, "Y": Y, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
        v |= {"out": out, "hidden": hidden, "N": len(X)}
        lines = [X.T @ ((A2 - Y) * out / len(X) @ W2.T * hidden), X.T @ (dZ2 @ W2.T * hidden)]
        lines += [X.T @ (dA1 * hidden), X.T @ dZ1]
        return [
            changed[f"line_{k}"](v) if f"line_{k}" in changed else line
            for k, line in enumerate(lines, start=1)
        ]

    return answer


def corrected(**changed):
    def answer(x, y, W1, b1, W2, b2, dZ):
        a1 = sigmoid(x @ W1 + b1)
        a2 = sigmoid(a1 @ W2 + b2)
        e = 2 * (a2 - y) * a2 * (1 - a2)
        box, s1 = W2 @ e, a1 * (1 - a1)
        right = {"A": np.outer(a1, e), "B": box, "C": np.outer(x, box * s1), "D": dZ.sum(axis=0)}
        v = {"x": x, "y": y, "a1": a1, "a2": a2, "e": e, "box": box, "s1": s1, "dZ": dZ}
        return tuple(changed[k](v) if k in changed else line for k, line in right.items())

    return answer


def comparing(agree, n=5, sizes=(2, 3, 2)):
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(n, sizes[0])), rng.random((n, sizes[2]))
    params = [rng.normal(size=s) for s in (sizes[:2], sizes[1], sizes[1:], sizes[2])]

    def answer(f):
        pairs = zip(f(X, Y, *params), mlp_grads(X, Y, *params), strict=True)
        return all(bool(agree(np.asarray(g), w)) for g, w in pairs)

    return answer


def one_at_zero(f):
    X, Y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
    params = [np.zeros((2, 3)), np.zeros(3), np.zeros((3, 2)), np.zeros(2)]
    pairs = zip(f(X, Y, *params), mlp_grads(X, Y, *params), strict=True)
    return all(np.allclose(g, w) for g, w in pairs)


def _error(v):
    return (v["A2"] - v["Y"]) / v["N"]


WRONG = {
    "delta_squared": [
        (lambda A, Y: -(A - Y) * A * (1 - A) / A.shape[0], True),
        (lambda A, Y: (A - Y) / A.shape[0], True),
        (lambda A, Y: (A - Y) * sigmoid_prime(A) / len(A), True),
        (lambda A, Y: (A - Y) * (A - A**2), True),
        (lambda A, Y: (A - Y) * A * (1 - A) / A.shape[1], True),
        (lambda A, Y: 2 / len(A) * (A - Y) * A * (1 - A), True),
        (lambda A, Y: np.mean((A - Y) * A * (1 - A), axis=0), True),
        (lambda A, Y: (A - Y) * (1 - A**2) / len(A), True),
        (lambda A, Y: np.sum((A - Y) ** 2) / (2 * len(A)), True),
        (lambda A, Y: np.round(delta_squared(A, Y), 2), True),
        (lambda A, Y: (A - Y) * Y * (1 - Y) / len(A), True),
        (lambda A, Y: A - Y * A * (1 - A) / len(A), True),
        (lambda A, Y: A - Y, True),
        (lambda A, Y: (Y - A) * A * (1 - A), True),
        (lambda A, Y: 2 * (A - Y) * A * (1 - A) / A.size, False),
    ],
    "delta_softmax": [
        (lambda Z, Y: -(softmax(Z) - Y) / len(Z), True),
        (lambda Z, Y: softmax(Z) - Y, True),
        (lambda Z, Y: (softmax(Z) - Y) / Z.shape[1], True),
        (lambda Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z)) / len(Z), True),
        (lambda Z, Y: (softmax(Z.T).T - Y) / len(Z), True),
        (lambda Z, Y: (Z - Y) / len(Z), True),
        (lambda Z, Y: (1 / (1 + np.exp(-Z)) - Y) / len(Z), True),
        (lambda Z, Y: np.mean(softmax(Z) - Y, axis=0), True),
        (lambda Z, Y: delta_softmax(Z, Y) ** 3, False),
        (minus_one_maximum, True),
        (lambda Z, Y: (softmax(softmax(Z)) - Y) / len(Z), True),
        (lambda Z, Y: (softmax(Z) - Y) / len(Z) / len(Y), True),
        (lambda Z, Y: np.exp(Z) / np.exp(Z).sum() - Y, True),
        (lambda Z, Y: Y - softmax(Z), True),
    ],
    "dense_backward": [
        (columns_as_examples, True),
        (loop_without_plus, True),
        (weights_stepped_first, True),
        (lambda dZ, X, W: (dZ @ W.T, X.T @ dZ, np.sum(dZ)), True),
        (lambda dZ, X, W: (dZ @ W.T, X.T @ dZ, np.sum(dZ, 1)), True),
        (lambda dZ, X, W: (dZ @ W.T, X.T @ dZ, np.sum(dZ, 0)[None, :]), True),
        (lambda dZ, X, W: (dZ @ W.T, X.T @ dZ / len(dZ), np.mean(dZ, 0)), True),
        (lambda dZ, X, W: (X.T @ dZ, dZ.sum(axis=0), dZ @ W.T), True),
        (lambda dZ, X, W: (dZ @ W.T, (X.T @ dZ).T, dZ.sum(axis=0)), True),
        (lambda dZ, X, W: (dZ @ W, X.T @ dZ, dZ.sum(axis=0)), True),
        (lambda dZ, X, W: (dZ @ W.T / len(X), X.T @ dZ, dZ.sum(axis=0)), True),
        (lambda dZ, X, W: (dZ @ W.T, dZ.sum(axis=0), X.T @ dZ), True),
        (lambda dZ, X, W: (dZ @ W.T, W - X.T @ dZ, dZ.sum(axis=0)), True),
        (lambda dZ, X, W: (dZ @ W.T, X @ dZ.T, dZ.sum(axis=0)), True),
        (lambda dZ, X, W: (X.T @ dZ / len(X), dZ.mean(axis=0), dZ @ W.T), True),
    ],
    "hidden_delta": [
        (paths_overwritten, True),
        (lambda dZ, W, A: np.matmul(dZ, W.T), True),
        (lambda dZ, W, A: dZ @ W.T * sigmoid_prime(A), True),
        (lambda dZ, W, A: dZ @ W * A * (1 - A), True),
        (lambda dZ, W, A: dZ @ W.T * (1 - A * A), True),
        (lambda dZ, W, A: (dZ @ W.T) * A * (1 - A) / A.shape[0], True),
        (lambda dZ, W, A: W @ dZ.T * (A * (1 - A)).T, True),
        (lambda dZ, W, A: dZ @ W.T * A - A**2, False),
        (lambda dZ, W, A: (dZ * dZ * (1 - dZ)) @ W.T, True),
        (lambda dZ, W, A: np.mean(dZ @ W.T * A * (1 - A), axis=0), True),
    ],
    "mlp_grads": [
        (mlp(slopes_at_activations), True),
        (mlp(hidden_slope_at_activation), True),
        (mlp(cross_entropy_start), True),
        (mlp(new_weights), True),
        (mlp(sums_remembered), True),
        (mlp(other_axis), True),
        (mlp(no_mean), True),
        (mlp(way_back_without_slope), True),
        (mlp(from_the_end), True),
        (mlp(relu_in_the_middle), False),
        (mlp(output_slope_with_the_hidden_sign), True),
        (mlp(output_slope_not_passed_on), True),
        (mlp(means_again), True),
        (mlp(no_biases), True),
        (mlp(slopes_and_sign), True),
        (mlp(doubled_and_not_averaged), True),
    ],
    "backprop": [
        (not_reversed, True),
        (loop_too_short, True),
        (loop_from_the_second_last, True),
        (net(slope=lambda acts, Z, A, k: 1), True),
        (net(slope=lambda acts, Z, A, k: SLOPE[acts[k - 1]](A[k])), True),
        (net(slope=lambda acts, Z, A, k: A[k] * (1 - A[k])), True),
        (net(slope=lambda acts, Z, A, k: SLOPE[acts[k]](A[k])), True),
        (net(enters=lambda Z, A, k: A[0]), True),
        (net(enters=lambda Z, A, k: A[k + 1]), True),
        (net(enters=lambda Z, A, k: A[k] if k == 0 else Z[k - 1]), True),
        (net(start=lambda A, Y, *_: (A - Y) / len(A)), True),
        (net(start=squared_start), True),
        (net(axis=1), True),
        (net(axis=None), True),
        (net(start=lambda A, Y, *_: A - Y), True),
        (net(start=start_at_activation, slope=slope_at_activation), True),
        (net(start=half_of_the_start), True),
        (lambda *args: backprop(*args)[-2:], True),
        (lambda *args: flatten(backprop(*args)), True),
    ],
    "flatten": [
        (all_weights_then_all_biases, True),
        (lambda params: np.concatenate([np.r_[b, W.ravel()] for W, b in params]), True),
        (lambda params: np.concatenate([np.r_[W.ravel("F"), b] for W, b in params]), True),
        (lambda params: np.concatenate([W.ravel() for W, b in params]), True),
        (lambda params: [np.r_[W.ravel(), b] for W, b in params], True),
        (lambda params: np.concatenate([np.r_[W.ravel(), b] for W, b in params[::-1]]), True),
        (lambda params: np.concatenate([np.r_[W.ravel(), b] for W, b in params])[::-1], True),
    ],
    "relative_error": [
        (lambda g, n: np.abs(g - n).max(), True),
        (lambda g, n: np.mean(np.abs(g - n) / np.maximum(1e-8, np.abs(g) + np.abs(n))), True),
        (lambda g, n: (np.abs(g - n) / np.maximum(1e-8, np.abs(n))).max(), True),
        (lambda g, n: np.max(np.abs(g - n) / (np.abs(g) + np.abs(n) + 1e-8)), True),
        (lambda g, n: np.abs(g - n) / np.maximum(1e-8, np.abs(g) + np.abs(n)), True),
        (lambda g, n: np.median(np.abs(g - n)), False),
        (lambda g, n: np.nanmax(np.abs(g - n) / (np.abs(g) + np.abs(n))), True),
        (lambda g, n: np.max(abs(abs(g) - abs(n)) / np.maximum(1e-8, abs(g) + abs(n))), True),
        (lambda g, n: np.max(np.abs(g - n) / np.maximum(1, np.abs(g) + np.abs(n))), True),
        (lambda g, n: np.max(np.abs(g - n) / np.minimum(1e-8, np.abs(g) + np.abs(n))), True),
    ],
    "derive_first_weights": [
        (derived(line_1=lambda v: v["X"].T @ (_error(v) @ v["W2"].T * v["hidden"])), True),
        (derived(line_2=lambda v: v["X"].T @ (v["dZ2"] @ v["W2"].T)), True),
        (derived(line_3=lambda v: v["X"].T @ v["dA1"]), True),
        (derived(line_3=lambda v: v["X"].T @ (v["dZ2"] @ v["W2"].T * v["hidden"])), True),
        (derived(line_4=lambda v: v["A1"].T @ v["dZ1"]), True),
        (derived(line_4=lambda v: v["X"].T @ v["dZ1"] / v["N"]), True),
    ],
    "corrected_recursion": [
        (corrected(D=lambda v: np.sum(v["dZ"])), True),
        (corrected(B=lambda v: 2 * (v["a2"] - v["y"])), True),
        (corrected(C=lambda v: np.outer(v["x"] * v["box"], v["s1"])), True),
        (corrected(B=lambda v: v["box"] * v["s1"]), True),
        (corrected(C=lambda v: np.outer(v["x"], v["box"])), True),
        (corrected(A=lambda v: np.outer(v["a1"], v["e"]).T), True),
        (corrected(D=lambda v: 3 * v["dZ"].sum(axis=0)), False),
    ],
    "check_mlp": [
        (lambda f: f is not None, True),
        (comparing(np.allclose, n=1), True),
        (comparing(lambda g, w: np.allclose(np.abs(g), np.abs(w))), True),
        (comparing(lambda g, w: np.allclose(g, w, rtol=0.03)), True),
        (comparing(np.array_equal), True),
        (comparing(lambda g, w: g.shape == w.shape), True),
        (one_at_zero, False),
        (lambda f: "right", False),
    ],
}
