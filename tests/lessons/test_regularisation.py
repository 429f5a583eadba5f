import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def test_ridge_term_is_half_lambda_times_the_squares(rng):
    W, V, dW = rng.normal(size=(3, 2)), rng.normal(size=(2, 4)), rng.normal(size=(3, 2))
    total = sum(w**2 for a in (W, V) for w in a.ravel())
    assert nn.l2_penalty([W, V], 0.3) == pytest.approx(0.15 * total)
    cost, gradient = nn.add_ridge(2.0, W, dW, 0.3)
    assert cost == pytest.approx(2 + 0.15 * np.sum(W**2))
    np.testing.assert_allclose(gradient, dW + 0.3 * W)


@given(st.floats(0.01, 100), st.integers(1, 6))
def test_ridge_weights_are_where_the_gradient_vanishes(lam, N):
    rng = np.random.default_rng(N)
    X, y = rng.normal(size=(N, 3)), rng.normal(size=N)
    w = nn.ridge_fit(X, y, lam)
    np.testing.assert_allclose(2 * X.T @ (X @ w - y) + 2 * lam * w, 0, atol=1e-10)


def test_ridge_without_penalty_is_least_squares(rng):
    X, Y = rng.normal(size=(9, 3)), rng.normal(size=(9, 2))
    np.testing.assert_allclose(nn.ridge_fit(X, Y, 0), np.linalg.pinv(X) @ Y)
    twice = np.column_stack([X[:, 0], X[:, 0]])
    np.testing.assert_allclose(nn.ridge_fit(twice, 3 * X[:, 0], 0), [1.5, 1.5])


def test_dropout_keeps_the_mean_and_drops_the_share(rng):
    A = np.full((400, 250), 2.0)
    out, mask = nn.dropout_forward(A, 0.3, rng)
    assert set(np.unique(mask)) == {0, 1 / 0.7}
    assert np.mean(mask == 0) == pytest.approx(0.3, abs=0.01)
    assert out.mean() == pytest.approx(2, abs=0.02)
    assert 0 < np.mean(mask[0] == 0) < 1  # entries, not whole rows or columns
    assert 0 < np.mean(mask[:, 0] == 0) < 1
    np.testing.assert_array_equal(out, A * mask)


@pytest.mark.parametrize(("p", "train"), [(0.0, True), (0.6, False)])
def test_dropout_does_nothing_without_need(p, train, rng):
    A = rng.normal(size=(4, 3))
    out, mask = nn.dropout_forward(A, p, rng, train)
    np.testing.assert_array_equal(out, A)
    np.testing.assert_array_equal(mask, 1)


def test_batch_norm_gives_columns_the_wanted_mean_and_spread(rng):
    X = rng.normal(5, 3, (50, 3))
    gamma, beta, zero, one = np.array([1.0, 2, 3]), np.array([0.0, -1, 4]), np.zeros(3), np.ones(3)
    out, mean, var = nn.batchnorm_forward(X, gamma, beta, zero, 4 * one, True)
    np.testing.assert_allclose(out.mean(axis=0), beta, atol=1e-12)
    np.testing.assert_allclose(out.std(axis=0), gamma, rtol=1e-5)
    np.testing.assert_allclose(mean, 0.1 * X.mean(axis=0))
    np.testing.assert_allclose(var, 3.6 + 0.1 * X.var(axis=0))


def test_batch_norm_uses_the_running_values_when_not_training(rng):
    X, mean, var = rng.normal(size=(1, 3)), rng.normal(size=3), rng.random(3)
    gamma, beta = rng.normal(size=(2, 3))
    out, new_mean, new_var = nn.batchnorm_forward(X, gamma, beta, mean, var, False, eps=0.1)
    np.testing.assert_allclose(out, gamma * (X - mean) / np.sqrt(var + 0.1) + beta)
    np.testing.assert_array_equal([new_mean, new_var], [mean, var])


def test_batch_norm_gradient_does_not_see_a_shift_or_scale_of_the_input(rng):
    X, dY, gamma = rng.normal(size=(6, 3)), rng.normal(size=(6, 3)), rng.normal(size=3)
    dX, _, _ = nn.batchnorm_backward(dY, X, gamma, eps=0.0)
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose((dX * X).sum(axis=0), 0, atol=1e-13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: nn.dropout_forward(np.ones(3), 1.0, r),
         r"p_drop is 1.0, expected a probability in \[0, 1\)"),
        (lambda r: nn.ridge_fit(np.ones((3, 2)), np.ones(3), -1), "lam is -1, expected at least 0"),
        (lambda r: nn.ridge_fit(np.ones((3, 2)), np.ones(2), 1),
         r"X has shape \(3, 2\), expected \(2, d\) to fit y"),
        (lambda r: nn.add_ridge(1, np.ones((3, 2)), np.ones((2, 3)), 1),
         r"dW has shape \(2, 3\), expected \(3, 2\) as W has; dW.reshape\(\(3, 2\)\) would fit"),
        (lambda r: nn.batchnorm_forward(np.ones((2, 3)), *np.ones((4, 2)), True),
         r"X has shape \(2, 3\), expected \(..., 2\) for gamma; its transpose would fit"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message, rng):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call(rng)


def test_single_precision_is_kept_by_dropout(rng):
    A = np.ones((3, 2), np.float32)
    for train in (True, False):
        assert {a.dtype for a in nn.dropout_forward(A, 0.5, rng, train)} == {A.dtype}
