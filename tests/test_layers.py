import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn

SHAPES = [(5, 3, 2), (4, 4, 4), (1, 3, 3)]


@pytest.mark.parametrize(
    ("sizes", "count"),
    [([4, 5, 3], 43), ([784, 16, 16, 10], 13002), ([2, 3, 2], 17), ([4, 1], 5), ([2, 2, 2, 1], 15)],
)
def test_parameters_are_counted_as_in_the_notes(sizes, count):
    assert nn.count_params(sizes) == count
    params = [nn.init_layer(a, b, np.random.default_rng(0)) for a, b in zip(sizes, sizes[1:])]  # noqa: B905, RUF007
    assert nn.flatten(params).size == count


@pytest.mark.parametrize(("N", "n_in", "n_out"), SHAPES)
def test_dense_is_the_sum_over_every_connection(N, n_in, n_out, rng):
    X, W, b = rng.normal(size=(N, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)
    Z = nn.dense(X, W, b)
    np.testing.assert_allclose(Z, np.einsum("ri,ij->rj", X, W) + b)
    for r in range(N):
        np.testing.assert_allclose(nn.dense_loops(X[r], W, b), Z[r])
        np.testing.assert_allclose(nn.dense(X[r], W, b), Z[r])


@pytest.mark.parametrize(("N", "n_in", "n_out"), SHAPES)
def test_dense_backward_sums_one_outer_product_an_example(N, n_in, n_out, rng):
    X, W, dZ = (
        rng.normal(size=(N, n_in)),
        rng.normal(size=(n_in, n_out)),
        rng.normal(size=(N, n_out)),
    )
    dX, dW, db = nn.dense_backward(dZ, X, W)
    np.testing.assert_allclose(dW, sum(np.outer(x, d) for x, d in zip(X, dZ, strict=True)))
    np.testing.assert_allclose(dX, [W @ d for d in dZ])
    np.testing.assert_allclose(db, np.ones(N) @ dZ)


def test_column_convention_gives_the_same_layer(rng):
    W, b, x = rng.normal(size=(16, 7)), rng.normal(size=(16, 1)), rng.normal(size=(7, 1))
    ours = nn.dense(x.T, *nn.from_columns(W, b))
    np.testing.assert_allclose(ours, (W @ x + b).T)
    assert nn.from_columns(W, b)[1].shape == (16,)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_two_layers_without_an_activation_are_one(a, b, c):
    rng = np.random.default_rng(a + 10 * b)
    X, one, two = rng.normal(size=(3, a)), nn.init_layer(a, b, rng), nn.init_layer(b, c, rng)
    one, two = (one[0], rng.normal(size=b)), (two[0], rng.normal(size=c))
    deep = nn.dense(nn.dense(X, *one), *two)
    np.testing.assert_allclose(nn.dense(X, *nn.collapse(*one, *two)), deep, atol=1e-12)


def test_hidden_delta_sums_over_every_path(rng):
    dZ, W, A = rng.normal(size=(5, 2)), rng.normal(size=(3, 2)), rng.random((5, 3))
    exact = np.einsum("rm,im->ri", dZ, W) * A * (1 - A)
    np.testing.assert_allclose(nn.hidden_delta(dZ, W, A), exact)


def test_first_weights_have_the_spread_that_keeps_relu_alive(rng):
    W, b = nn.init_layer(400, 300, rng)
    assert W.shape == (400, 300)
    np.testing.assert_array_equal(b, np.zeros(300))
    assert W.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert abs(W.mean()) < 5 * np.sqrt(2 / 400 / W.size)
    assert len(np.unique(W)) == W.size


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.dense(np.ones((5, 3)), np.ones((2, 3)), np.ones(3)),
         r"X has shape \(5, 3\), expected \(..., 2\) for the rows of W"),
        (lambda: nn.dense(np.ones((3, 5)), np.ones((3, 2)), np.ones(2)),
         r"X has shape \(3, 5\), expected \(..., 3\) for the rows of W; its transpose would fit"),
        (lambda: nn.dense(1.0, np.ones((3, 2)), np.ones(2)),
         r"X has shape \(\), expected \(..., 3\) for the rows of W$"),
        (lambda: nn.dense(np.ones((3, 4, 5)), np.ones((3, 2)), np.ones(2)),
         r"X has shape \(3, 4, 5\), expected \(..., 3\) for the rows of W$"),
        (lambda: nn.dense(np.ones((5, 3)), np.ones((3, 2)), np.ones((2, 1))),
         r"b has shape \(2, 1\), expected \(2,\) for the columns of W; b.ravel\(\) would fit"),
        (lambda: nn.dense(np.ones((5, 3)), np.ones(3), np.ones(1)),
         r"W has shape \(3,\), expected \(n_in, n_out\)"),
        (lambda: nn.dense(np.ones((5, 3)), np.ones((3, 2)), np.ones(1)),
         r"b has shape \(1,\), expected \(2,\) for the columns of W$"),
        (lambda: nn.dense(np.ones((5, 3)), np.ones((3, 2, 2)), np.ones(2)),
         r"W has shape \(3, 2, 2\), expected \(n_in, n_out\)"),
        (lambda: nn.dense_backward(np.ones((5, 2)), np.ones((5, 3)), np.ones((2, 3))),
         r"W has shape \(2, 3\), expected \(3, 2\) as X\^T dZ has"),
        (lambda: nn.hidden_delta(np.ones((5, 2)), np.ones((2, 3)), np.ones((5, 2))),
         r"dZ_next has shape \(5, 2\), expected \(..., 3\) for the columns of W_next"),
        (lambda: nn.hidden_delta(np.ones((5, 2)), np.ones((3, 2)), np.ones((1, 3))),
         r"A has shape \(1, 3\), expected \(5, 3\) as dZ_next W_next\^T has"),
        (lambda: nn.hidden_delta(np.ones((5, 2)), np.ones(3), np.ones((5, 3))),
         r"dZ_next has shape \(5, 2\), expected \(..., 3\) for the columns of W_next"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(nn.ShapeError, match=f"^{message}"):
        call()


@pytest.mark.parametrize(
    ("dZ", "X"), [((5, 2), (4, 3)), ((4, 2), (5, 3)), ((5, 2), (5,)), ((5,), (5, 3)),
                  ((5, 2, 2), (5, 3)), ((5, 2), (5, 3, 3))],
)  # fmt: skip
def test_gradient_and_inputs_must_have_the_same_examples(dZ, X):
    message = f"dZ has shape {dZ} and X {X}, expected (N, n_out) and (N, n_in)"
    with pytest.raises(nn.ShapeError, match=f"^{re.escape(message)}$"):
        nn.dense_backward(np.ones(dZ), np.ones(X), np.ones((3, 2)))
