"""Every `f_backward`, `f_grad` and `f_prime` is found by its name and checked against f."""

import numpy as np
import pytest

import nnkit as nn
from nnkit import numerical_gradient

SUFFIXES = ("_backward", "_grad", "_prime")
FOUND = sorted(name for name in nn.__all__ if name.endswith(SUFFIXES))
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "softmax")


def away_from_zero(rng, *shape):
    """Values without kinks in reach of a central difference, some above 1."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 2.0, shape)


def labels(rng):
    return np.array([2, 0, 1, 1, 0])


def soft(rng, N=5, K=3):
    return rng.dirichlet(np.ones(K), N)


def elementwise(name):
    def case(rng):
        Z, d = away_from_zero(rng, 5, 3), rng.normal(size=(5, 3))
        f, back = getattr(nn, name), getattr(nn, f"{name}_backward")
        return (lambda Z: np.sum(d * f(Z))), [Z], [back(d, Z)]

    return case


def prime(name):
    def case(rng):
        z = away_from_zero(rng, 4, 2)
        return (lambda z: np.sum(getattr(nn, name)(z))), [z], [getattr(nn, f"{name}_prime")(z)]

    return case


def loss(name, target, prediction=soft):
    def case(rng):
        A, Y = prediction(rng), target(rng)
        f, grad = getattr(nn, name), getattr(nn, f"{name}_grad")
        return (lambda A: np.sum(f(A, Y))), [A], [grad(A, Y)]

    return case


def dense(rng):
    X, W, b, d = (rng.normal(size=s) for s in ((5, 3), (3, 2), (2,), (5, 2)))
    return (lambda X, W, b: np.sum(d * nn.dense(X, W, b))), [X, W, b], nn.dense_backward(d, X, W)


def dropout(rng):
    A, d = rng.normal(size=(2, 5, 3))
    _, mask = nn.dropout_forward(A, 0.4, rng)
    return (lambda A: np.sum(d * A * mask)), [A], [nn.dropout_backward(d, mask)]


def batchnorm(rng):
    X, d, gamma, beta = (rng.normal(size=s) for s in ((5, 3), (5, 3), (3,), (3,)))

    def value(X, gamma, beta):
        return np.sum(d * nn.batchnorm_forward(X, gamma, beta, gamma, gamma, True, eps=0.01)[0])

    return value, [X, gamma, beta], nn.batchnorm_backward(d, X, gamma, eps=0.01)


def ridge(rng):
    W = [rng.normal(size=(3, 2)), rng.normal(size=(2, 4))]
    return (lambda *W: nn.l2_penalty(W, 0.3)), W, nn.l2_penalty_backward(W, 0.3)


def convolution(rng):
    image, kernel, d = (rng.normal(size=s) for s in ((5, 6), (2, 3), (4, 4)))
    given = nn.conv2d_valid_backward(d, image, kernel)
    return (lambda a, k: np.sum(d * nn.conv2d_valid(a, k))), [image, kernel], given


def recurrent(rng):
    shapes = ((5, 3), (5, 2), (3, 2), (2, 2), (2,))
    arguments, d = [rng.normal(size=s) for s in shapes], rng.normal(size=(5, 2))
    return (lambda *a: np.sum(d * nn.rnn_step(*a))), arguments, nn.rnn_step_backward(d, *arguments)


def memory(rng):
    shapes = ((5, 3), (5, 2), (5, 2), (3, 8), (2, 8), (8,))
    arguments = [rng.normal(size=s) for s in shapes]
    dh, dc = rng.normal(size=(2, 5, 2))

    def value(*arguments):
        h, c = nn.lstm_step(*arguments)
        return np.sum(dh * h) + np.sum(dc * c)

    return value, arguments, nn.lstm_step_backward(dh, dc, *arguments)


def attention(rng):
    arguments, d = [rng.normal(size=s) for s in ((4, 3), (5, 3), (5, 2))], rng.normal(size=(4, 2))
    given = nn.attention_backward(d, *arguments, causal=True)
    return (lambda *a: np.sum(d * nn.attention(*a, causal=True))), arguments, given


def named(rng):
    Z, d = rng.normal(size=(2, 5, 3))
    given = nn.activate_backward(d, "softmax", Z)
    return (lambda Z: np.sum(d * nn.activate("softmax", Z))), [Z], [given]


def tied(rng):
    X, W = rng.normal(size=(5, 4)), rng.normal(size=(4, 2))
    return (lambda W: np.sum((X - X @ W @ W.T) ** 2) / 5), [W], [nn.tied_grad(X, W)]


def binary(rng):
    return rng.random((5, 3))


CASES = {
    **{f"{name}_backward": elementwise(name) for name in ACTIVATIONS},
    **{f"{name}_prime": prime(name) for name in ACTIVATIONS[:-1]},
    **{f"{name}_grad": loss(name, binary) for name in ("mse", "sse", "half_sse", "bce", "nll")},
    "cross_entropy_grad": loss("cross_entropy", soft),
    "cross_entropy_labels_grad": loss("cross_entropy_labels", labels),
    "cross_entropy_logits_grad": loss("cross_entropy_logits", labels, binary),
    "nll_logits_grad": loss("nll_logits", binary, lambda rng: 3 * rng.normal(size=(5, 3))),
    "activate_backward": named,
    "dense_backward": dense,
    "dropout_backward": dropout,
    "batchnorm_backward": batchnorm,
    "l2_penalty_backward": ridge,
    "conv2d_valid_backward": convolution,
    "rnn_step_backward": recurrent,
    "lstm_step_backward": memory,
    "attention_backward": attention,
    "tied_grad": tied,
}


def agrees(given, found):
    return given.shape == found.shape and np.all(
        np.abs(given - found) <= 1e-9 + 1e-6 * np.maximum(np.abs(given), np.abs(found))
    )


@pytest.mark.parametrize("name", FOUND)
def test_backward_is_the_gradient_of_its_forward(name, rng):
    value, arguments, given = CASES[name](rng)
    assert len(given) == len(arguments)
    for i, gradient in enumerate(given):

        def of_one(x, i=i):
            return value(*arguments[:i], x, *arguments[i + 1 :])

        found = numerical_gradient(of_one, arguments[i])
        assert agrees(np.asarray(gradient), found)
        assert not agrees(np.asarray(gradient) * 1.0005 + 1e-6, found)  # the test can fail


def test_every_case_belongs_to_a_function_of_nnkit():
    assert set(CASES) == set(FOUND)
    forwards = {name.rsplit("_", 1)[0] for name in FOUND if name != "tied_grad"}
    missing = {f for f in forwards if not hasattr(nn, f) and not hasattr(nn, f"{f}_forward")}
    assert not missing


def test_lstm_and_rnn_backward_take_a_single_example(rng):
    x, h, c = rng.normal(size=3), rng.normal(size=2), rng.normal(size=2)
    W, U, b = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), rng.normal(size=8)
    d = rng.normal(size=2)
    one = nn.lstm_step_backward(d, d, x, h, c, W, U, b)
    rows = nn.lstm_step_backward(d[None], d[None], x[None], h[None], c[None], W, U, b)
    for a, r in zip(one, rows, strict=True):
        np.testing.assert_allclose(a.ravel(), r.ravel())
