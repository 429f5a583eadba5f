import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
def test_convolution_is_the_double_sum(kh, kw, extra_h, extra_w):
    rng = np.random.default_rng(kh + 10 * kw)
    image, kernel = rng.normal(size=(kh + extra_h, kw + extra_w)), rng.normal(size=(kh, kw))
    out = nn.conv2d_valid(image, kernel)
    assert out.shape == (extra_h + 1, extra_w + 1)
    for i in range(extra_h + 1):
        for j in range(extra_w + 1):
            exact = sum(image[i + a, j + b] * kernel[a, b] for a in range(kh) for b in range(kw))
            assert out[i, j] == pytest.approx(exact)


def test_recurrent_step_takes_one_example_or_a_batch(rng):
    x, h = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    W, U, b = rng.normal(size=(3, 2)), rng.normal(size=(2, 2)), rng.normal(size=2)
    rows = nn.rnn_step(x, h, W, U, b)
    np.testing.assert_allclose(rows, np.tanh(x @ W + h @ U + b))
    np.testing.assert_allclose(nn.rnn_step(x[1], h[1], W, U, b), rows[1])


def test_lstm_gates_are_input_forget_cell_output():
    """Biases of +-50 open and close each gate in turn."""
    zero = np.zeros((1, 4))
    x, h, c = np.zeros(1), np.zeros(1), np.array([0.7])

    def step(i, f, g, o):
        return nn.lstm_step(x, h, c, zero, zero, np.array([i, f, g, o], float))

    assert step(-50, 50, 9, 50)[1][0] == pytest.approx(0.7)  # keep, take nothing in
    assert step(50, -50, 9, 50)[1][0] == pytest.approx(1.0, abs=1e-7)  # forget, take tanh(9) in
    assert step(50, 50, -9, -50)[0][0] == pytest.approx(0)  # shut the output
    assert step(-50, 50, 0, 50)[0][0] == pytest.approx(np.tanh(0.7))


def test_attention_weighs_the_values_by_the_answer_of_the_keys(rng):
    Q, K, V = rng.normal(size=(4, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    scores = np.exp(Q @ K.T / np.sqrt(3))
    exact = scores / scores.sum(axis=1, keepdims=True) @ V
    np.testing.assert_allclose(nn.attention(Q, K, V), exact)
    order = rng.permutation(5)
    np.testing.assert_allclose(nn.attention(Q, K[order], V[order]), exact)


def test_causal_attention_does_not_look_ahead(rng):
    Q, K, V = rng.normal(size=(3, 5, 4))
    out = nn.attention(Q, K, V, causal=True)
    np.testing.assert_allclose(out[0], V[0])
    for t in range(1, 5):
        np.testing.assert_allclose(out[t], nn.attention(Q[t : t + 1], K[: t + 1], V[: t + 1])[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.conv2d_valid(np.ones((2, 5)), np.ones((3, 3))),
         r"kernel has shape \(3, 3\), expected at most image's \(2, 5\)"),
        (lambda: nn.conv2d_valid(np.ones(5), np.ones((3, 3))), r"image has shape \(5,\)"),
        (lambda: nn.conv2d_valid(np.ones((4, 5, 3)), np.ones((3, 3))),
         r"image has shape \(4, 5, 3\), expected \(H, W\)$"),
        (lambda: nn.rnn_step(np.ones(3), np.ones(2), np.ones((2, 2)), np.ones((2, 2)), np.ones(2)),
         r"x has shape \(3,\), expected \(..., 2\) for the rows of its weights"),
        (lambda: nn.rnn_step(np.ones(3), np.ones(3), np.ones((3, 2)), np.ones((2, 2)), np.ones(2)),
         r"h has shape \(3,\), expected \(..., 2\) for the rows of its weights"),
        (lambda: nn.attention(np.ones((2, 3)), np.ones((2, 4)), np.ones((2, 1))),
         r"K has shape \(2, 4\), expected \(..., 3\) for the queries Q"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(nn.ShapeError, match=f"^{message}"):
        call()
