import io

import numpy as np
import pytest

import nnkit as nn


def xor(rng, N=200):
    X = rng.uniform(-1, 1, (N, 2))
    return X, (X[:, 0] * X[:, 1] > 0).astype(int)


def learner(**settings):
    return nn.MLP([2, 8, 2], hidden="tanh", seed=1, **settings)


def test_network_learns_what_no_line_separates(rng):
    X, labels = xor(rng)
    net = learner()
    history = net.fit(X, labels, epochs=60, batch_size=20, optimizer=nn.Adam(lr=0.05))
    assert net.score(X, labels) > 0.95
    assert len(history["loss"]) == 60
    assert history["loss"][-1] < 0.3 * history["loss"][0]
    np.testing.assert_array_equal(net.predict(X), net.predict_proba(X).argmax(axis=1))


def test_same_seed_gives_the_same_bits(rng):
    X, labels = xor(rng)
    runs = []
    for seed in (3, 3, 4):
        net = nn.MLP([2, 4, 2], dropout=0.2, batch_norm=True, seed=seed)
        net.fit(X, labels, epochs=3, batch_size=16)
        runs.append(nn.flatten(net.params))
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_training_goes_on_where_it_stopped(rng):
    X, labels = xor(rng)
    once, twice = learner(), learner()
    once.fit(X, labels, epochs=6, batch_size=16, optimizer=nn.SGD(0.1))
    for _ in range(2):
        twice.fit(X, labels, epochs=3, batch_size=16, optimizer=nn.SGD(0.1))
    np.testing.assert_array_equal(nn.flatten(once.params), nn.flatten(twice.params))


def test_params_are_a_copy_and_can_be_assigned(rng):
    net = learner()
    before = nn.flatten(net.params)
    net.params[0][0][:] = 7
    np.testing.assert_array_equal(nn.flatten(net.params), before)
    net.params = [(W + 1, b + 2) for W, b in net.params]
    assert net.params[1][1][0] == 2
    assert net.n_params == before.size == nn.count_params([2, 8, 2])
    assert [W.shape for W, _ in net.params] == [(2, 8), (8, 2)]


def test_first_weights_are_those_of_init_layer():
    W, b = nn.init_layer(2, 8, np.random.default_rng(1))
    np.testing.assert_array_equal(learner().params[0][0], W)
    np.testing.assert_array_equal(learner().params[0][1], b)
    gamma, beta = learner(batch_norm=True).params[0][2:]
    assert (gamma.tolist(), beta.tolist()) == ([1] * 8, [0] * 8)


def test_validation_is_measured_after_every_epoch(rng):
    X, labels = xor(rng)
    net = learner()
    history = net.fit(X, labels, epochs=4, validation=(X[:50], labels[:50]))
    assert {name: len(values) for name, values in history.items()} == {
        "loss": 4, "val_loss": 4, "val_score": 4,
    }  # fmt: skip
    assert history["val_loss"][-1] == pytest.approx(net.cost(X[:50], labels[:50]))
    assert history["val_score"][-1] == net.score(X[:50], labels[:50])


def test_early_stopping_keeps_the_best_weights(rng):
    X, labels = xor(rng, 40)
    noise = rng.integers(0, 2, 40)
    net = nn.MLP([2, 30, 2], seed=1)
    fit = {"batch_size": 5, "optimizer": nn.SGD(0.5), "validation": (X, noise)}
    history = net.fit(X, labels, epochs=200, patience=3, tol=0.001, **fit)
    losses = history["val_loss"]
    assert len(losses) < 200
    assert nn.early_stop(losses, 3, 0.001) == len(losses) - 1
    assert net.cost(X, noise) == pytest.approx(losses[-4])


def test_early_stopping_without_validation_watches_the_loss(rng):
    X, labels = xor(rng, 40)
    history = learner().fit(X, labels, epochs=300, patience=2, tol=0.01)
    assert nn.early_stop(history["loss"], 2, 0.01) == len(history["loss"]) - 1 < 299
    restless = {"epochs": 300, "batch_size": 5, "optimizer": nn.SGD(lr=5.0)}
    losses = learner().fit(X, labels, patience=2, **restless)["loss"]
    assert nn.early_stop(losses, 2, 0.0) == len(losses) - 1 < 299
    still = {"epochs": 9, "batch_size": 40, "optimizer": nn.SGD(lr=1e-300)}
    assert len(learner().fit(X, labels, patience=2, **still)["loss"]) == 3


@pytest.mark.parametrize("patience", [1, 3])
def test_training_that_never_improves_keeps_the_first_weights(patience, rng):
    net = nn.MLP([2, 1], output="identity", loss="sse")
    before = nn.flatten(net.params)
    X = 1e200 * rng.normal(size=(20, 2))
    losses = net.fit(X, X[:, 0], epochs=9, patience=patience)["loss"]
    assert not np.isfinite(losses).any()
    assert len(losses) == patience
    np.testing.assert_array_equal(nn.flatten(net.params), before)


def test_patience_that_never_runs_out_still_keeps_the_best(rng):
    X, labels = xor(rng, 40)
    net = learner()
    history = net.fit(X, labels, epochs=5, patience=50, validation=(X, labels))
    assert net.cost(X, labels) == pytest.approx(min(history["val_loss"]))


def test_ridge_shrinks_the_weights_and_counts_in_the_cost(rng):
    X, labels = xor(rng)
    plain, ridge = learner(), learner(l2=0.05)
    for net in (plain, ridge):
        net.fit(X, labels, epochs=30, optimizer=nn.SGD(0.2))
    sizes = [nn.l2_penalty([W for W, _ in net.params], 2) for net in (plain, ridge)]
    assert sizes[1] < 0.5 * sizes[0]
    bare = ridge.cost(X, labels) - nn.l2_penalty([W for W, _ in ridge.params], 0.05)
    assert bare == pytest.approx(nn.cross_entropy_labels(ridge.predict_proba(X), labels))


def test_dropout_and_batch_norm_are_off_in_prediction(rng):
    X, labels = xor(rng)
    net = learner(dropout=0.5, batch_norm=True)
    net.fit(X, labels, epochs=20)
    np.testing.assert_array_equal(net.predict_proba(X), net.predict_proba(X))
    np.testing.assert_allclose(net.predict_proba(X[:1]), net.predict_proba(X)[:1], rtol=1e-12)
    assert [len(layer) for layer in net.params] == [4, 2]
    assert net.n_params == nn.count_params([2, 8, 2]) + 16


def test_single_sigmoid_gives_labels_and_two_columns(rng):
    X, labels = xor(rng)
    net = nn.MLP([2, 8, 1], hidden="tanh", output="sigmoid", loss="bce")
    net.fit(X, labels, epochs=80, optimizer=nn.Adam(0.05))
    P = net.predict_proba(X)
    np.testing.assert_allclose(P.sum(axis=1), 1)
    np.testing.assert_array_equal(net.predict(X), P[:, 1] >= 0.5)
    assert net.score(X, labels) == np.mean(net.predict(X) == labels) > 0.9
    assert net.score(X, labels[:, None]) == net.score(X, labels)
    assert net.predict(X).dtype == int
    net.params = [(0 * W, 0 * b) for W, b in net.params]
    assert net.predict_proba(X[:1]).tolist() == [[0.5, 0.5]]
    assert net.predict(X[:1]).tolist() == [nn.predict_label(0.5)] == [1]


def test_regression_predicts_numbers_and_scores_r2(rng):
    X = rng.normal(size=(80, 3))
    Y = X @ rng.normal(size=(3, 2)) + 1
    net = nn.MLP([3, 2], output="identity", loss="mse")
    net.fit(X, Y, epochs=60, optimizer=nn.SGD(0.3))
    assert net.predict(X).shape == (80, 2)
    assert net.score(X, Y) == pytest.approx(1, abs=1e-3)
    one = nn.MLP([3, 1], output="identity", loss="mse")
    assert one.predict(X).shape == (80,)
    exact = 1 - np.sum((Y[:, 0] - one.predict(X)) ** 2) / np.sum((Y[:, 0] - Y[:, 0].mean()) ** 2)
    assert one.score(X, Y[:, 0]) == pytest.approx(exact)
    with pytest.raises(ValueError, match=r"^output is 'identity', expected 'sigmoid' or 'softmax'"):
        one.predict_proba(X)


@pytest.mark.parametrize("size", [1.0, 0.01])
def test_score_of_numbers_is_that_of_scikit_learn(size, rng):
    from sklearn.metrics import r2_score

    X = rng.normal(size=(20, 3))
    net = nn.MLP([3, 3], output="identity", loss="mse")
    net.params = [(size * W * [1, 1, 0], b) for W, b in net.params]  # the last output is 0
    out = net.predict(X)
    noisy = out + size * rng.normal(size=out.shape)
    shift, constant = np.array([5, 0, 0]), np.array([1, 1, 0])
    for Y in (noisy, noisy + shift, noisy * constant, noisy * constant + size * (1 - constant)):
        assert net.score(X, Y) == pytest.approx(r2_score(Y, out))


@pytest.mark.parametrize("head", [([2, 2], "softmax", "cross_entropy"), ([2, 1], "sigmoid", "bce")])
def test_every_answer_is_right_for_labels_or_for_their_opposite(head, rng):
    X, labels = rng.normal(size=(30, 2)), rng.integers(0, 2, 30)
    sizes, output, loss = head
    net = nn.MLP(sizes, output=output, loss=loss)
    assert 0 < net.score(X, labels) < 1
    assert net.score(X, labels) + net.score(X, 1 - labels) == pytest.approx(1)


def test_images_come_as_bytes_of_two_or_three_axes(rng):
    images, labels = nn.data.digits(300, rng)
    net = nn.MLP([784, 16, 10], seed=0)
    data = {"validation": (images, labels), "optimizer": nn.Adam(0.002)}
    history = net.fit(images, labels, epochs=30, batch_size=20, **data)
    assert history["val_score"][-1] > 0.9
    np.testing.assert_array_equal(net.predict(images), net.predict(images.reshape(300, 784)))
    np.testing.assert_allclose(
        net.predict_proba(images), net.predict_proba(nn.to_inputs(images)), rtol=1e-10
    )


def test_data_of_any_kind_of_number_trains_alike(rng):
    X, labels = rng.integers(-3, 4, (30, 2)), rng.integers(0, 2, 30)
    losses = []
    for data in (X, X.astype(float), X.astype(np.float32), X.tolist(), np.asfortranarray(X)):
        before = np.array(data, copy=True)
        losses.append(learner().fit(data, list(labels), epochs=2, batch_size=8)["loss"])
        np.testing.assert_array_equal(data, before)
    for loss in losses[1:]:
        np.testing.assert_allclose(loss, losses[0], rtol=1e-12)


@pytest.mark.parametrize("dtype", [float, np.float32])
def test_saved_network_is_the_same_when_loaded(dtype, rng, tmp_path):
    X, labels = xor(rng)
    net = learner(batch_norm=True, dropout=0.1, dtype=dtype, optimizer=nn.SGD(0.3, 0.9, True))
    net.fit(X, labels, epochs=3)
    net.save(tmp_path / "net.npz")
    again = nn.MLP.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(again.predict_proba(X), net.predict_proba(X))
    np.testing.assert_array_equal(nn.flatten(again.params), nn.flatten(net.params))
    assert again.get_params() == {**net.get_params(), "dtype": np.dtype(dtype).name}
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]
    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        assert sorted(file) == ["nnkit_mlp", "state"]


@pytest.mark.parametrize(
    "content", [b"", b"text", b"PK\x05\x06" + bytes(18), b"\x93NUMPY", b"PK12"]
)
def test_file_that_is_no_network_is_refused(content, tmp_path):
    path = tmp_path / "net.npz"
    path.write_bytes(content)
    with pytest.raises(
        ValueError, match=r"^path is '.*net.npz', expected a file that MLP.save wrote"
    ):
        nn.MLP.load(path)


def test_file_with_other_arrays_is_refused(tmp_path):
    buffer = io.BytesIO()
    np.savez(buffer, state=np.ones(3))
    (tmp_path / "other.npz").write_bytes(buffer.getvalue())
    with pytest.raises(ValueError, match=r"expected a file that MLP.save wrote$"):
        nn.MLP.load(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError):
        nn.MLP.load(tmp_path / "missing.npz")


@pytest.mark.parametrize("size", [3, 43])
def test_file_of_another_size_is_refused(size, tmp_path):
    path = tmp_path / "net.npz"
    learner().save(path)
    with np.load(path) as file:
        settings = file["nnkit_mlp"]
    np.savez(path, nnkit_mlp=settings, state=np.ones(size))
    with pytest.raises(nn.ShapeError, match=rf"^state has shape \({size},\), expected \(42,\)$"):
        nn.MLP.load(path)


@pytest.mark.parametrize("sizes", [np.array([2, 8, 2]), range(2, 5), (2, np.int64(8), 2)])
def test_widths_may_be_any_sequence_of_integers(sizes, tmp_path):
    net = nn.MLP(sizes, seed=np.int64(1))
    net.save(tmp_path / "net.npz")
    np.testing.assert_array_equal(
        nn.flatten(nn.MLP.load(tmp_path / "net.npz").params), nn.flatten(net.params)
    )


def test_settings_can_be_read_and_changed():
    net = learner(l2=0.1)
    settings = net.get_params()
    assert settings["sizes"] == [2, 8, 2]
    assert settings["l2"] == 0.1
    again = nn.MLP(**settings)
    np.testing.assert_array_equal(nn.flatten(again.params), nn.flatten(net.params))
    assert again.get_params() == settings
    assert net.set_params(sizes=[2, 3, 2], seed=5) is net
    assert net.params[0][0].shape == (2, 3)
    assert repr(net) == "MLP([2, 3, 2], hidden='tanh', l2=0.1, seed=5)"
    net.params = [(W + 1, b) for W, b in net.params]
    before = nn.flatten(net.params)
    for name, value in {"epochs": 3, "batch_size": 5, "optimizer": nn.SGD(), "patience": 2}.items():
        np.testing.assert_array_equal(nn.flatten(net.set_params(**{name: value}).params), before)
    assert not np.array_equal(nn.flatten(net.set_params(seed=5).params), before)


def test_default_settings():
    """A change here changes the results of everyone who left a setting out."""
    assert nn.MLP([2, 3]).get_params() == {
        "sizes": [2, 3], "hidden": "relu", "output": "softmax", "loss": "cross_entropy",
        "l2": 0, "dropout": 0, "batch_norm": False, "epochs": 100, "batch_size": 32,
        "optimizer": nn.Adam(lr=0.005), "patience": None, "seed": 0, "dtype": float,
    }  # fmt: skip
    assert repr(nn.MLP([2, 3], l2=0, optimizer=nn.Adam(lr=0.005))) == "MLP([2, 3])"


def test_settings_are_given_by_name():
    with pytest.raises(TypeError, match="positional"):
        nn.MLP([2, 2], "relu")
    with pytest.raises(TypeError, match="positional"):
        learner().fit(GOOD, [0, 1, 1, 0], 3)


def test_network_is_equal_to_itself_only():
    net, twin = learner(), learner()
    assert net != twin
    assert len({net, twin}) == 2


def test_settings_of_the_constructor_are_the_defaults_of_fit(rng):
    X, labels = xor(rng, 30)
    made = learner(epochs=3, batch_size=7, optimizer=nn.SGD(0.2)).fit(X, labels)
    given = learner().fit(X, labels, epochs=3, batch_size=7, optimizer=nn.SGD(0.2))
    assert made == given
    stopped = learner(epochs=100, patience=1).fit(X, rng.permutation(labels), tol=0.5)
    assert len(stopped["loss"]) == 2


def test_progress_is_written_to_standard_error(rng, capsys):
    X, labels = xor(rng, 30)
    learner().fit(X, labels, epochs=3)
    assert capsys.readouterr().err == ""
    learner().fit(X, labels, epochs=3, progress=True)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("epochs 3/3")


def test_diverging_training_neither_warns_nor_stops(rng):
    X = rng.normal(size=(20, 2))
    net = nn.MLP([2, 1], output="identity", loss="sse")
    history = net.fit(X, X[:, 0], epochs=600, optimizer=nn.SGD(lr=50.0))
    assert not np.isfinite(history["loss"][-1])


def test_inputs_of_any_size_are_predicted_without_a_warning():
    for hidden in ("sigmoid", "tanh", "relu", "softmax"):
        net = nn.MLP([1, 3, 2], hidden=hidden)
        assert np.all(np.isfinite(net.predict_proba([[1e4], [-1e4], [0]])))


GOOD = np.ones((4, 2))
HOLES = np.array([[0, 1], [0, 1], [np.nan, 1], [0, 1]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.MLP([4]),
         r"sizes is \[4\], expected at least two widths, each an integer above 0"),
        (lambda: nn.MLP([4, 0, 2]), r"sizes is \[4, 0, 2\], expected at least two widths"),
        (lambda: nn.MLP([4, -3, 2]), r"sizes is \[4, -3, 2\], expected at least two widths"),
        (lambda: nn.MLP([4, 2.5]), r"sizes is \[4, 2.5\], expected at least two widths"),
        (lambda: nn.MLP([4, 3, 2], hidden=["relu", "tanh"]),
         r"hidden has 2 names, expected 1 for sizes \[4, 3, 2\]"),
        (lambda: nn.MLP([4, 3, 2], hidden=[]), "hidden has 0 names, expected 1 for sizes"),
        (lambda: nn.MLP([4, 3, 2], hidden="swish"), "hidden is 'swish', expected one of 'ident"),
        (lambda: nn.MLP([4, 2], output="max"), "output is 'max', expected one of 'identity'"),
        (lambda: nn.MLP([4, 2], loss="hinge"), "loss is 'hinge', expected one of 'half_sse'"),
        (lambda: nn.MLP([4, 2], loss="bce"),
         "output is 'softmax', expected 'sigmoid' for loss 'bce'"),
        (lambda: nn.MLP([4, 2], output="sigmoid"),
         "output is 'sigmoid', expected 'softmax' for loss 'cross_entropy'"),
        (lambda: nn.MLP([4, 2], dropout=1.0),
         r"dropout is 1.0, expected a probability in \[0, 1\)"),
        (lambda: nn.MLP([4, 2], dropout=-0.5), "dropout is -0.5, expected a probability"),
        (lambda: nn.MLP([4, 2], dropout=1.5), "dropout is 1.5, expected a probability"),
        (lambda: nn.MLP([4, 2], l2=-1), "l2 is -1, expected at least 0"),
        (lambda: nn.MLP([4, 2], dtype=int), "dtype is int64, expected float64 or float32"),
        (lambda: learner().set_params(width=3), "a setting is 'width', expected one of 'sizes'"),
        (lambda: learner().fit(GOOD, [0, 1, 1, 2]),
         "labels has entries from 0 to 2, expected 0 to 1 for 2 classes"),
        (lambda: learner().fit(GOOD, list("abab")), "labels has dtype <U1, expected integers"),
        (lambda: learner().fit(GOOD, [0, 1, 1]),
         r"Y has shape \(3,\), expected \(4, 2\) or labels \(4,\)"),
        (lambda: learner().fit(GOOD, np.ones((4, 3))), r"Y has shape \(4, 3\), expected \(4, 2\)"),
        (lambda: learner().fit(GOOD, np.ones((4, 2))),
         "Y has rows that do not sum to 1, expected that for 'cross_entropy'"),
        (lambda: learner().fit(GOOD, [[2, -1]] * 4),
         "Y has entries from -1 to 2, expected 0 to 1 for 'cross_entropy'"),
        (lambda: learner().fit(GOOD, HOLES),
         "Y has NaN or infinite entries, the first in row 2"),
        (lambda: learner().fit(HOLES, [0, 1, 1, 0]),
         "X has NaN or infinite entries, the first in row 2"),
        (lambda: learner().fit(GOOD * np.inf, [0, 1, 1, 0]),
         "X has NaN or infinite entries, the first in row 0"),
        (lambda: learner().predict(HOLES), "X has NaN or infinite entries, the first in row 2"),
        (lambda: learner().fit(np.ones((0, 2)), []),
         r"X has shape \(0, 2\), expected at least one example"),
        (lambda: learner().fit(np.ones((2, 4)), [0, 1]),
         r"X has shape \(2, 4\), expected \(N, 2\) for 2 inputs; X.T would fit"),
        (lambda: learner().predict([1.0, 2.0]),
         r"X has shape \(2,\), expected \(N, 2\) for 2 inputs; X.reshape\(1, -1\) would fit"),
        (lambda: learner().predict(np.ones(2, np.uint8)),
         r"X has shape \(2,\), expected \(N, 2\) for 2 inputs; X.reshape\(1, -1\) would fit"),
        (lambda: learner().predict([["a", "b"]]), "X has dtype <U1, expected numbers"),
        (lambda: learner().fit(GOOD, [["a", "b"]] * 4), "Y has dtype <U1, expected numbers"),
        (lambda: learner().predict(np.ones((4, 3))),
         r"X has shape \(4, 3\), expected \(N, 2\) for 2 inputs$"),
        (lambda: nn.MLP([2, 1], output="sigmoid", loss="bce").fit(GOOD, [0, 1, 1, -0.5]),
         "Y has entries from -0.5 to 1.0, expected 0 to 1 for 'bce'"),
        (lambda: nn.MLP([2, 1], output="sigmoid", loss="bce").fit(GOOD, [0, 1, 1, 2]),
         "Y has entries from 0 to 2, expected 0 to 1 for 'bce'"),
        (lambda: learner().fit(GOOD, [0, 1, 1, 0], epochs=0),
         "epochs is 0, expected an integer of at least 1"),
        (lambda: learner().fit(GOOD, [0, 1, 1, 0], batch_size=2.5),
         "batch_size is 2.5, expected an integer of at least 1"),
        (lambda: learner().fit(GOOD, [0, 1, 1, 0], patience=0),
         "patience is 0, expected an integer of at least 1"),
        (lambda: setattr(learner(), "params", [(GOOD, GOOD[0])]),
         r"params has the shapes \[\(\(4, 2\), \(2,\)\)\], expected \[\(\(2, 8\)"),
        (lambda: setattr(learner(), "params", [(GOOD[:1], GOOD[0])]),
         r"params has the shapes \[\(\(1, 2\), \(2,\)\)\], expected \[\(\(2, 8\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{message}") as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((4, 1, 2), float), ((4, 1, 2), bool), ((2, 1, 2), float), ((4, 1, 1, 2), np.uint8),
     ((4, 2, 3), float), ((1, 3), float), ((4, 1), float), ((), float)],
)  # fmt: skip
def test_inputs_have_two_axes_unless_they_are_images(shape, dtype):
    with pytest.raises(nn.ShapeError) as caught:
        learner().predict(np.ones(shape, dtype))
    assert str(caught.value) == f"X has shape {shape}, expected (N, 2) for 2 inputs"


@pytest.mark.parametrize("hidden", ["sigmoid", "relu", "tanh", "softmax"])
@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_holes_in_the_data_are_refused_and_do_no_harm(hidden, hole, rng):
    X, labels = xor(rng, 30)
    X[17, 1] = hole
    net = nn.MLP([2, 8, 2], hidden=hidden)
    before = nn.flatten(net.params)
    for batch_size in (4, 30):
        with pytest.raises(
            ValueError, match=r"^X has NaN or infinite entries, the first in row 17"
        ):
            net.fit(X, labels, epochs=1, batch_size=batch_size)
        np.testing.assert_array_equal(nn.flatten(net.params), before)
    with pytest.raises(ValueError, match=r"^X has NaN or infinite entries"):
        net.gradient(X, labels)
    if np.isnan(hole):
        with pytest.raises(ValueError, match=r"^X has NaN or infinite entries"):
            net.score(X, labels)
    with pytest.raises(ValueError, match=r"^X of validation has NaN"):
        net.fit(X[:10], labels[:10], validation=(X, labels))


def test_optimizer_must_be_one_of_ours():
    with pytest.raises(
        TypeError, match=r"^optimizer is 'adam', expected nnkit.SGD.* or nnkit.Adam"
    ):
        learner().fit(GOOD, [0, 1, 1, 0], optimizer="adam")


def test_scikit_learn_clones_and_validates_it(rng):
    from sklearn import base, model_selection, pipeline, preprocessing, utils

    X, labels = xor(rng)
    net = learner(epochs=60, optimizer=nn.Adam(0.05))
    copy = base.clone(net)
    assert copy.get_params() == net.get_params()
    assert base.is_classifier(net)
    regressor = nn.MLP([2, 1], output="identity", loss="mse")
    assert base.is_regressor(regressor)
    tags = [utils.get_tags(network) for network in (net, regressor)]
    assert [t.target_tags.required for t in tags] == [True, True]
    assert [t.classifier_tags is None for t in tags] == [False, True]
    assert [t.regressor_tags is None for t in tags] == [True, False]
    assert [nn.MLP([5, n]).classes_.tolist() for n in (1, 2, 3)] == [[0, 1], [0, 1], [0, 1, 2]]
    assert model_selection.cross_val_score(net, X, labels, cv=3).min() > 0.8
    piped = pipeline.make_pipeline(preprocessing.StandardScaler(), net)
    assert model_selection.cross_val_score(piped, X, labels, cv=3).min() > 0.8
    assert (
        model_selection.cross_val_score(net, X, labels, cv=3, scoring="neg_log_loss").min() > -0.7
    )
    binary = nn.MLP([2, 8, 1], output="sigmoid", loss="bce", epochs=60)
    assert model_selection.cross_val_score(binary, X, labels, cv=3, scoring="roc_auc").min() > 0.8
    search = model_selection.GridSearchCV(net, {"l2": [0.0, 1.0]}, cv=2).fit(X, labels)
    assert search.best_params_ == {"l2": 0.0}
    assert model_selection.cross_val_score(regressor, X, X[:, 0] + X[:, 1], cv=3).min() > 0.9
