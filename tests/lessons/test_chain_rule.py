import numpy as np
import pytest
import sympy as sp

import nnkit as nn


def test_slopes_multiply_along_the_chain():
    assert nn.chain(np.cos, lambda x: 2 * x, lambda x: x**2, 1.3) == pytest.approx(
        np.cos(1.3**2) * 2.6
    )
    # Tesla, BMW and ground: notes 000, lines 182-193.
    assert nn.chain(lambda u: 2.0, lambda x: 100.0, lambda x: 100 * x, 1.0) == 200


def test_two_paths_add_their_products():
    assert nn.two_paths([2.0, 3.0], [5.0, 7.0]) == 31
    assert nn.two_paths([1, 2, 3, 4], [1, 1, 1, 1]) == 10


def test_jacobians_multiply_with_row_as_input(rng):
    x = rng.normal(size=3)

    def u(x):
        return np.array([x[0] * x[1], np.sin(x[2]) + x[0]])

    def g(u):
        return np.array([u[0] ** 2, u[0] * u[1], np.exp(u[1]), u[1]])

    product = nn.chain_jacobian(nn.jacobian(u, x).T, nn.jacobian(g, u(x)).T)
    assert product.shape == (3, 4)
    np.testing.assert_allclose(product, nn.jacobian(lambda x: g(u(x)), x).T, rtol=1e-6, atol=1e-8)


def exact_gradient(formula, symbols, values):
    at = dict(zip(symbols, map(sp.Float, values), strict=True))
    return [float(sp.diff(formula, s).subs(at)) for s in symbols]


def test_one_neuron_a_layer_agrees_with_the_derivatives_of_the_formula():
    w, b = sp.symbols("w1:4"), sp.symbols("b1:4")
    a = sp.Float(0.7)
    for w_l, b_l in zip(w, b, strict=True):
        a = 1 / (1 + sp.exp(-(w_l * a + b_l)))
    values = [0.6, -1.1, 0.9, 0.1, 0.2, -0.3]
    exact = exact_gradient((a - 1) ** 2, [*w, *b], values)
    dw, db = nn.grads_chain(0.7, 1.0, values[:3], values[3:])
    np.testing.assert_allclose([*dw, *db], exact, rtol=1e-12)


def test_nine_partials_agree_with_the_derivatives_of_the_formula(rng):
    s = sp.symbols("w1:7 b1:4")
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = s
    X, y, theta = rng.normal(size=(7, 2)), rng.normal(size=7), rng.normal(size=9)
    loss = sum(
        (t - (w5 * (w1 * p + w2 * q + b1) + w6 * (w3 * p + w4 * q + b2) + b3)) ** 2
        for (p, q), t in zip(X, y, strict=True)
    )
    exact = exact_gradient(loss / 7, s, theta)
    np.testing.assert_allclose(nn.grads_221(X, y, theta), exact, rtol=1e-10)


def test_nine_partials_are_those_of_backprop(rng):
    X, y, theta = rng.normal(size=(7, 2)), rng.normal(size=7), rng.normal(size=9)
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = theta
    params = [
        (np.array([[w1, w3], [w2, w4]]), np.array([b1, b2])),
        (np.array([[w5], [w6]]), np.array([b3])),
    ]
    (dW1, db1), (dW2, db2) = nn.backprop(params, ["identity"] * 2, X, y[:, None], "mse")
    ours = [*dW1.T.ravel(), *dW2.ravel(), *db1, *db2]
    np.testing.assert_allclose(nn.grads_221(X, y, theta), ours, rtol=1e-12)


def test_two_path_derivative_agrees_with_the_derivative_of_the_formula(rng):
    s = sp.symbols("w1:11 b1:6")
    x1, x2, y = 0.7, -1.2, 0.4
    N1 = sp.tanh(s[0] * x1 + s[1] * x2 + s[10])
    N2 = sp.tanh(s[2] * x1 + s[3] * x2 + s[11])
    N3 = sp.tanh(s[4] * N1 + s[5] * N2 + s[12])
    N4 = sp.tanh(s[6] * N1 + s[7] * N2 + s[13])
    loss = (y - (s[8] * N3 + s[9] * N4 + s[14])) ** 2
    theta = rng.normal(size=15)
    at = dict(zip(s, map(sp.Float, theta), strict=True))
    exact = float(sp.diff(loss, s[0]).subs(at))
    assert nn.grad_w1_2221([x1, x2], y, theta) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.two_paths([1, 2], [1, 2, 3]), r"dg has shape \(3,\), expected \(2,\)"),
        (lambda: nn.chain_jacobian(np.ones((3, 2)), np.ones((4, 2))),
         r"du_dx has shape \(3, 2\), expected \(..., 4\) for the rows of dg_du"),
        (lambda: nn.grads_221(np.ones((5, 3)), np.ones(5), np.ones(9)),
         r"X has shape \(5, 3\), expected \(..., 2\) for the two inputs"),
        (lambda: nn.grads_221(np.ones((5, 2)), np.ones((5, 1)), np.ones(9)),
         r"y has shape \(5, 1\), expected \(5,\) as a column of X has"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(nn.ShapeError, match=f"^{message}"):
        call()


def test_weights_and_biases_of_the_chain_come_in_equal_number():
    with pytest.raises(ValueError, match=r"^b has shape \(4,\), expected \(3,\) as w has$"):
        nn.grads_chain(0.3, 1.0, [1, 2, 3], [1, 2, 3, 4])
