import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnkit as nn
from nnkit.losses import LOSSES

ELEMENTWISE = ["identity", "sigmoid", "tanh", "relu"]


def network(rng, sizes):
    """Parameters with biases that are not zero."""
    return [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in zip(sizes, sizes[1:])]  # noqa: B905, RUF007


def like(params, theta):
    return nn.unflatten(theta, [len(params[0][0]), *(len(b) for _, b in params)])


def test_forward_of_one_path_is_the_formula(rng):
    params, X = network(rng, [3, 4, 2]), rng.normal(size=(5, 3))
    (W1, b1), (W2, b2) = params
    Z, A = nn.forward(X, params, ["tanh", "softmax"])
    np.testing.assert_allclose(Z[0], X @ W1 + b1)
    np.testing.assert_allclose(A[1], np.tanh(Z[0]))
    np.testing.assert_allclose(Z[1], A[1] @ W2 + b2)
    np.testing.assert_allclose(A[2].sum(axis=1), 1)
    np.testing.assert_array_equal(A[0], X)
    assert (len(Z), len(A)) == (2, 3)


def test_forward_of_the_batch_is_the_forward_of_each_example(rng):
    params, X = network(rng, [3, 4, 2]), rng.normal(size=(5, 3))
    whole = nn.forward(X, params, ["relu", "softmax"])[1][-1]
    rows = [nn.forward(X[r : r + 1], params, ["relu", "softmax"])[1][-1][0] for r in range(5)]
    np.testing.assert_allclose(whole, rows)


def test_forward_232_returns_all_four_arrays(rng):
    (W1, b1), (W2, b2) = network(rng, [2, 3, 2])
    X = rng.normal(size=(4, 2))
    Z1, A1, Z2, A2 = nn.forward_232(X, W1, b1, W2, b2)
    np.testing.assert_allclose(A1, nn.sigmoid(X @ W1 + b1))
    np.testing.assert_allclose(A2, nn.sigmoid(A1 @ W2 + b2))
    np.testing.assert_allclose([nn.sigmoid(Z1[0, 0]), nn.sigmoid(Z2[0, 1])], [A1[0, 0], A2[0, 1]])


@given(
    st.lists(st.sampled_from(ELEMENTWISE[:3]), max_size=3),
    st.sampled_from(list(LOSSES)),
    st.sampled_from(ELEMENTWISE[:3]),
    st.integers(1, 5),
    st.integers(0, 99),
)
@settings(max_examples=40)
def test_backprop_is_the_gradient_of_the_loss(hidden, loss, output, N, seed):
    rng = np.random.default_rng(seed)
    act = LOSSES[loss].fits or output
    params = network(rng, [3, *range(4, 4 + len(hidden)), 2])
    X, Y = rng.normal(size=(N, 3)), rng.dirichlet(np.ones(2), N)
    grads = nn.backprop(params, [*hidden, act], X, Y, loss)

    def value(theta):
        Z, A = (layers[-1] for layers in nn.forward(X, like(params, theta), [*hidden, act]))
        if loss == "bce":  # from the sigmoid it loses digits where that is nearly 0 or 1
            return np.sum(nn.nll_logits(Z, Y)) / N
        if loss == "cross_entropy":
            return np.sum(np.logaddexp(*Z.T) - np.sum(Y * Z, axis=1)) / N
        return LOSSES[loss].value(A, Y)

    found = nn.numerical_gradient(value, nn.flatten(params))
    np.testing.assert_allclose(nn.flatten(grads), found, rtol=1e-6, atol=1e-9)


def test_backprop_through_relu_and_softmax_in_the_middle(rng):
    params, X = network(rng, [3, 4, 3, 2]), rng.normal(size=(5, 3))
    Y, acts = rng.random((5, 2)), ["relu", "softmax", "sigmoid"]
    grads = nn.backprop(params, acts, X, Y, "half_sse")

    def value(theta):
        return nn.half_sse(nn.forward(X, like(params, theta), acts)[1][-1], Y)

    found = nn.numerical_gradient(value, nn.flatten(params))
    np.testing.assert_allclose(nn.flatten(grads), found, rtol=1e-6, atol=1e-9)
    for (dW, db), (W, b) in zip(grads, params, strict=True):
        assert (dW.shape, db.shape) == (W.shape, b.shape)


def test_two_layers_line_by_line_are_backprop(rng):
    (W1, b1), (W2, b2) = params = network(rng, [2, 3, 2])
    X, Y = rng.normal(size=(6, 2)), rng.random((6, 2))
    exact = nn.backprop(params, ["sigmoid", "sigmoid"], X, Y, "half_sse")
    got = nn.mlp_grads(X, Y, W1, b1, W2, b2)
    for a, b in zip(got, [g for layer in exact for g in layer], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_batch_gradient_is_the_mean_over_examples(rng):
    params, X, Y = network(rng, [3, 4, 2]), rng.normal(size=(6, 3)), rng.dirichlet([1, 1], 6)
    acts = ["tanh", "softmax"]
    whole = nn.flatten(nn.backprop(params, acts, X, Y, "cross_entropy"))
    each = [
        nn.flatten(nn.backprop(params, acts, X[r : r + 1], Y[r : r + 1], "cross_entropy"))
        for r in range(6)
    ]
    np.testing.assert_allclose(whole, np.mean(each, axis=0), rtol=1e-12)
    order = rng.permutation(6)
    shuffled = nn.flatten(nn.backprop(params, acts, X[order], Y[order], "cross_entropy"))
    np.testing.assert_allclose(whole, shuffled, rtol=1e-10, atol=1e-15)


def test_saturated_network_neither_overflows_nor_warns(rng):
    params = [(1000 * W, b) for W, b in network(rng, [3, 4, 2])]
    X, Y = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    for act, loss in (("softmax", "cross_entropy"), ("sigmoid", "bce"), ("tanh", "mse")):
        grads = nn.backprop(params, ["sigmoid", act], X, Y, loss)
        assert np.all(np.isfinite(nn.flatten(grads)))


@given(st.lists(st.integers(1, 5), min_size=2, max_size=4))
def test_unflatten_undoes_flatten(sizes):
    params = network(np.random.default_rng(0), sizes)
    theta = nn.flatten(params)
    assert theta.shape == (nn.count_params(sizes),)
    for (W, b), (V, c) in zip(params, nn.unflatten(theta, sizes), strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


def test_flatten_goes_layer_by_layer_and_row_by_row():
    W1, b1 = np.array([[1, 2, 3], [4, 5, 6]]), np.array([7, 8, 9])
    W2, b2 = np.array([[10], [11], [12]]), np.array([13])
    np.testing.assert_array_equal(nn.flatten([(W1, b1), (W2, b2)]), np.arange(1, 14))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: nn.forward(np.ones((2, 3)), p, ["tanh"]),
         "acts has 1 names, expected one for each of 2 layers"),
        (lambda p: nn.forward(np.ones((2, 3)), p, ["tanh"] * 3),
         "acts has 3 names, expected one for each of 2 layers"),
        (lambda p: nn.forward(np.ones((2, 3)), [], []), "acts has 0 names"),
        (lambda p: nn.forward(np.ones((2, 4)), p, ["tanh", "tanh"]),
         r"X has shape \(2, 4\), expected \(..., 3\)"),
        (lambda p: nn.forward(np.ones((2, 3)), p, ["tanh", "swish"]), "the activation is 'swish'"),
        (lambda p: nn.backprop(p, ["tanh"] * 2, np.ones((5, 3)), np.ones((5, 2)), "hinge"),
         "loss is 'hinge', expected one of 'half_sse', 'sse', 'mse', 'bce', 'cross_entropy'"),
        (lambda p: nn.backprop(p, ["tanh"] * 2, np.ones((5, 3)), np.ones((5, 1)), "mse"),
         r"Y has shape \(5, 1\), expected \(5, 2\) as A has"),
        (lambda p: nn.unflatten(np.ones(5), [3, 2]), r"theta has shape \(5,\), expected \(8,\)"),
        (lambda p: nn.unflatten(np.ones(9), [3, 2]), r"theta has shape \(9,\), expected \(8,\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message, rng):
    with pytest.raises(ValueError, match=f"^{message}"):
        call(network(rng, [3, 4, 2]))


def test_slopes_at_the_output_cancel_even_where_the_output_is_saturated():
    far, Y = np.array([[1000.0, 0.0]]), np.array([[0.0, 1.0]])
    got = nn.output_gradient(far, nn.softmax(far), Y, "softmax", "cross_entropy")
    np.testing.assert_array_equal(got, [[1, -1]])
    got = nn.output_gradient(far, nn.sigmoid(far), Y, "sigmoid", "bce")
    np.testing.assert_array_equal(got, [[1, -0.5]])
