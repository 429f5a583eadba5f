import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def test_inputs_are_divided_by_255_whatever_the_brightest_pixel():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 0, 1], images[1, 27, 27] = 51, 102
    X = nn.to_inputs(images)
    assert X.shape == (2, 784)
    np.testing.assert_allclose([X[0, 1], X[1, 783], X.sum()], [0.2, 0.4, 0.6])
    with pytest.raises(
        nn.ShapeError, match=r"^images has shape \(28, 28\), expected \(N, height, "
    ):
        nn.to_inputs(images[0])


def test_standardized_training_columns_have_mean_0_and_deviation_1(rng):
    train, test = rng.normal(3, [1, 5, 9], (40, 3)), rng.normal(size=(7, 3))
    train[:, 1] = 4.0
    A, B = nn.standardize(train, test)
    np.testing.assert_allclose(A.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(A.std(axis=0), [1, 0, 1])
    np.testing.assert_allclose(B[:, 0], (test[:, 0] - train[:, 0].mean()) / train[:, 0].std())
    np.testing.assert_allclose(B[:, 1], test[:, 1] - 4)


@given(st.integers(1, 30), st.integers(1, 12))
def test_minibatches_are_a_shuffled_partition_in_pairs(N, size):
    X = np.arange(N)[:, None] * [1.0, 10.0]
    batches = list(nn.minibatches(X, np.arange(N), size, np.random.default_rng(N)))
    assert len(batches) == nn.updates(N, size, 1)
    assert [len(x) for x, _ in batches[:-1]] == [size] * (len(batches) - 1)
    x, y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    np.testing.assert_array_equal(np.sort(y), np.arange(N))
    np.testing.assert_array_equal(x, y[:, None] * [1.0, 10.0])


def test_minibatches_come_in_another_order_each_time(rng):
    X = np.arange(50)
    one, two = (np.concatenate([b for b, _ in nn.minibatches(X, X, 7, rng)]) for _ in range(2))
    assert not np.array_equal(one, two)
    assert not np.array_equal(one, X)


@pytest.mark.parametrize(("N", "B", "E", "n"), [(300, 30, 1, 10), (300, 300, 7, 7), (10, 3, 2, 8)])
def test_updates_are_counted_an_epoch_at_a_time(N, B, E, n):
    assert nn.updates(N, B, E) == n


def test_batch_gradient_is_the_mean_of_the_chosen_rows(rng):
    G = rng.normal(size=(6, 4))
    np.testing.assert_allclose(nn.batch_gradient(G, [4, 1, 1]), (G[4] + 2 * G[1]) / 3)


def test_softmax_step_is_a_step_along_backprop(rng):
    X, Y = rng.normal(size=(30, 2)), rng.dirichlet(np.ones(3), 30)
    W, b = rng.normal(size=(2, 3)), rng.normal(size=3)
    ((dW, db),) = nn.backprop([(W, b)], ["softmax"], X, Y, "cross_entropy")
    V, c = nn.softmax_step(X, Y, W, b, 0.3)
    np.testing.assert_allclose(V, W - 0.3 * dW)
    np.testing.assert_allclose(c, b - 0.3 * db)
    assert db.sum() == pytest.approx(0, abs=1e-15)


def test_train_reports_the_loss_before_each_step(rng):
    params = [nn.init_layer(2, 3, rng), nn.init_layer(3, 2, rng), nn.init_layer(2, 1, rng)]
    X, Y, acts = rng.normal(size=(20, 2)), rng.random((20, 1)), ["tanh", "tanh", "sigmoid"]
    trained, losses = nn.train(params, acts, X, Y, 0.5, 30)
    assert len(losses) == 30
    assert losses[0] == nn.half_sse(nn.forward(X, params, acts)[1][-1], Y)
    assert losses[-1] < losses[0]
    by_hand = params
    for _ in range(30):
        by_hand = nn.sgd_step(by_hand, nn.backprop(by_hand, acts, X, Y, "half_sse"), 0.5)
    np.testing.assert_allclose(nn.flatten(trained), nn.flatten(by_hand), rtol=1e-12)


@pytest.mark.parametrize(
    ("losses", "patience", "tol", "stop"),
    [
        ([5, 4, 3, 3, 3, 3], 2, 0.0, 4),
        ([5, 4, 3, 2, 1], 2, 0.0, 4),
        ([5, 4, 4.5, 3.9, 4.2, 4.1, 3.0], 2, 0.0, 5),  # the count starts again at 3.9
        ([5, 4.95, 4.9, 4.85], 2, 0.1, 2),  # too little progress
        ([5, 6, 5.5, 5.4], 1, 0.0, 1),  # better than the loss before is not enough
        ([5, float("nan"), float("nan")], 2, 0.0, 2),
        ([float("nan")] * 4, 2, 0.0, 1),
    ],
)
def test_training_stops_when_patience_runs_out(losses, patience, tol, stop):
    assert nn.early_stop(losses, patience, tol) == stop


def test_digit_network_learns_drawn_digits(rng):
    images, labels = nn.data.digits(1500, rng)
    X = nn.to_inputs(images)
    test_images, test_labels = nn.data.digits(500, rng)
    for Y in (nn.one_hot(labels, 10), labels):
        params = nn.train_digits(X, Y, np.random.default_rng(0))
    assert [W.shape for W, _ in params] == [(784, 16), (16, 16), (16, 10)]
    A = nn.forward(nn.to_inputs(test_images), params, ["sigmoid"] * 3)[1][-1]
    assert nn.accuracy(A, test_labels) > 0.93


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((5, 2)), np.ones(4), 2), "Y has 4 rows, expected 5 as X has"),
        ((np.ones((5, 2)), np.ones(5), 0), "batch_size is 0, expected an integer of at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message, rng):
    with pytest.raises(ValueError, match=f"^{message}$"):
        next(nn.minibatches(*arguments, rng))
