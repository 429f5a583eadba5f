import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def test_neuron_adds_the_bias_inside_the_sigmoid():
    assert nn.neuron([0.0, 0.0], [5.0, 6.0], 1.0) == pytest.approx(1 / (1 + np.exp(-1)))
    assert type(nn.neuron([1, 2], [3, -1], 0)) is float


def test_neuron_gradient_is_the_derivative_of_the_formula():
    w1, w2, b, x1, x2, y = sp.symbols("w1 w2 b x1 x2 y")
    loss = (y - 1 / (1 + sp.exp(-(w1 * x1 + w2 * x2 + b)))) ** 2 / 2
    at = {w1: 0.5, w2: -1.3, b: 0.2, x1: 1.7, x2: -0.4, y: 1}
    exact = [float(sp.diff(loss, v).subs(at)) for v in (w1, w2, b)]
    dw, db = nn.neuron_grads([1.7, -0.4], 1, [0.5, -1.3], 0.2)
    np.testing.assert_allclose([*dw, db], exact, rtol=1e-12)


def test_logistic_gradient_agrees_with_the_complex_step(rng):
    X, y, w, b = rng.normal(size=(7, 3)), rng.integers(0, 2, 7), rng.normal(size=3), 0.3

    def cost(w, b):
        z = X @ w + b
        return np.mean(np.log(1 + np.exp(z)) - z * y)

    dw, db = nn.logistic_grads(X, y, w, b)
    exact = [cost(w + 1e-30j * e, b).imag / 1e-30 for e in np.eye(3)]
    np.testing.assert_allclose(dw, exact, rtol=1e-12)
    assert db == pytest.approx(cost(w, b + 1e-30j).imag / 1e-30, rel=1e-12)
    assert dw.shape == (3,)


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_folded_bias_gives_the_same_product(N, d, n):
    rng = np.random.default_rng(N)
    X, W, b = rng.normal(size=(N, d)), rng.normal(size=(d, n)), rng.normal(size=n)
    Xb, Wb = nn.fold_bias(X, W, b)
    assert (Xb.shape, Wb.shape) == ((N, d + 1), (d + 1, n))
    np.testing.assert_array_equal(Xb[:, 0], 1)
    np.testing.assert_allclose(Xb @ Wb, X @ W + b)


def test_bias_of_a_single_neuron_can_be_folded():
    Xb, wb = nn.fold_bias([[1.0, 2.0]], [3.0, 4.0], 5.0)
    np.testing.assert_array_equal(wb, [5, 3, 4])
    np.testing.assert_array_equal(Xb @ wb, [16])


def test_threshold_itself_counts_as_one():
    labels = nn.predict_label(np.array([0.49, 0.5, 0.51]))
    np.testing.assert_array_equal(labels, [0, 1, 1])
    assert labels.dtype.kind == "i"
    assert nn.predict_label(0.7, threshold=0.8) == 0


def test_one_versus_rest_takes_the_largest_output():
    S = [[0.9, 0.8, 0.1], [0.1, 0.2, 0.3], [0.6, 0.6, 0.5]]
    np.testing.assert_array_equal(nn.ovr_predict(S), [0, 2, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.neuron([1, 2], [1, 2, 3], 0), r"x has shape \(2,\), expected \(..., 3\) for"),
        (lambda: nn.logistic_grads(np.ones((3, 5)), np.ones(5), np.ones(3), 0),
         r"X has shape \(3, 5\), expected \(..., 3\) for the weights w; its transpose would fit"),
        (lambda: nn.logistic_grads(np.ones((5, 3)), np.ones((5, 1)), np.ones(3), 0),
         r"y has shape \(5, 1\), expected \(5,\) to fit X"),
        (lambda: nn.logistic_grads(np.ones((5, 3)), np.ones(1), np.ones(3), 0),
         r"y has shape \(1,\), expected \(5,\) to fit X"),
        (lambda: nn.fold_bias(np.ones((2, 3)), np.ones((2, 4)), np.ones(4)), "X has shape"),
        (lambda: nn.ovr_predict(np.ones((4, 3, 2))), r"S has shape \(4, 3, 2\), expected"),
        (lambda: nn.ovr_predict(np.ones((3, 0))), r"S has shape \(3, 0\), expected \(N, K\)"),
        (lambda: nn.ovr_predict(np.ones(3)), r"S has shape \(3,\), expected \(N, K\)$"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(nn.ShapeError, match=f"^{message}"):
        call()
