"""How mistakes are told in exercises of the course: each kind of sentence by an answer or two."""

import numpy as np
import pytest

from nnkit.grading.checking import climb
from nnkit.grading.units import SPECS


def slopes(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h
        behind[i] -= h
        g[i] = (f(ahead) - f(behind)) / h
    return g


def flat_tanh(z):
    e = np.exp(-np.abs(z))
    return (1 - e) / (1 + e)


def in_the_other_order(x, y):
    return y @ x if y.shape[1] == len(x) else (x @ y).T


def without_the_first_bit(labels, n):
    bits = np.asarray(labels)[:, None] // 2 ** np.arange(n)[::-1] % 2
    bits[:, 0] = 0
    return bits


def sizes_for_squares(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.abs(g)
    return w - lr * m / (1 - b1**t) / (v / (1 - b2**t) + eps), m, v


def old_second_mean(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    return w - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


def lengths(weights, lam):
    return lam / 2 * sum(np.sqrt(np.sum(np.square(W))) for W in weights)


def steps(w, g, v, lr, beta):
    v = lr * (beta * v - g)
    return w + v, v


def whole_slopes(df, w0, lr, steps):
    path = [np.array(w0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - df(path[-1]))
    return np.array(path)


def one_example_short(P, labels):
    return -sum(np.log(P[i, labels[i]]) for i in range(len(P) - 1)) / len(P)


def added_losses(Z, labels):
    total = np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1)
    return np.sum(np.log(total) - Z[np.arange(len(Z)), labels])


def two_in_one_line(x, u1, u2, du1, du2, dg1, dg2):
    line_3 = x * u2**2 - np.cos(x) * 2 * u1 * u2
    line_4 = 2 * x * np.sin(x) ** 2 + 2 * x**2 * np.sin(x) * np.cos(x)
    return du1 * dg1 + du2 * dg2, du1 * u2**2 + du2 * 2 * u1 * u2, line_3, line_4


def two_in_two_parts(X, y, w, b):
    e = 1 / (1 + np.exp(-(X @ w + b))) - y
    return X.mean(axis=0) * e.mean(), -e.mean()


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        (
            "half_sse",
            lambda A, Y: np.sum((A - Y) ** 2),
            ["by `2` is missing", "not divided by the"],
        ),
        ("numerical_gradient", slopes, ["the division by `2` is missing"]),
        ("tanh", flat_tanh, ["This is tanh(z/2), too flat", "what should be negative"]),
        ("tanh", lambda z: 1 / np.tanh(z), ["The fraction stands upside down"]),
        ("chain_jacobian", in_the_other_order, ["in the other order"]),
        ("to_bits", without_the_first_bit, ["Only the first column is wrong"]),
        ("adam_step", sizes_for_squares, ["In `v`, the absolute value is taken"]),
        ("adam_step", old_second_mean, ["`v` stays as it was given"]),
        ("l2_penalty", lengths, ["come out as the square root"]),
        (
            "l2_penalty",
            lambda weights, lam: lam / 2 * np.sum(np.array(weights) ** 2),
            ["do not fit into one array"],
        ),
        ("momentum_step", steps, ["In `v`, brackets take in more"]),
        (
            "neuron",
            lambda x, w, b: 1 / (1 + np.exp(-np.dot(x, w))) + b,
            ["does not reach `b`, which belongs inside"],
        ),
        (
            "rnn_step",
            lambda x, h, Wxh, Whh, b: np.tanh(x @ Wxh + h) + b,
            ["as it is. It goes through the weights", "tanh does not reach `b`"],
        ),
        ("descend", whole_slopes, ["the step size `lr` is missing"]),
        ("cross_entropy_labels", one_example_short, ["The last example is not added"]),
        ("cross_entropy_logits", added_losses, ["not divided by the number", "the largest score"]),
        (
            "derive_two_paths",
            two_in_one_line,
            ["For line 3: The slope of x²", "slope of sin x has"],
        ),
        ("logistic_grads", two_in_two_parts, ["the mean input times", "`db` has the wrong sign"]),
        ("to_inputs", lambda X: 1 - X.reshape(len(X), -1) / 256, ["256 greys", "0 is paper"]),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_a_mistake_is_told_as_it_is(name, answer, said):
    result = climb(SPECS[name], answer, hidden=False, seed=0)
    assert not result.passed
    assert all(words in result.advice for words in said), result.advice
    assert ("Two things" in result.advice) == (len(said) == 2)
