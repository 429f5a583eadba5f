"""The fast path of `MLP` computes what the textbook functions compute, to 1e-12."""

import copy
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnkit as nn
from nnkit import _fast
from nnkit.losses import LOSSES

OPTIMIZERS = [
    nn.SGD(lr=0.01),
    nn.SGD(lr=0.002, momentum=0.9),
    nn.SGD(lr=0.002, momentum=0.8, nesterov=True),
    nn.Adam(lr=0.01),
    nn.Adam(lr=0.02, b1=0.5, b2=0.9, eps=1e-4),
]


class Textbook:
    """Training with the public functions only, from the state of an untrained `MLP`."""

    def __init__(self, net):
        self.net, self.layers, self.acts = net, net.params, net.acts
        self.rng = copy.deepcopy(net._rng)
        self.running = [(np.zeros_like(layer[1]), np.ones_like(layer[1])) for layer in self.layers]
        self.state = None

    def forward(self, X, train):
        A, self.trace = X, []
        for n, (layer, act) in enumerate(zip(self.layers, self.acts, strict=True)):
            W, b, *norm = layer
            last = n == len(self.layers) - 1
            Z = H = nn.dense(A, W, b)
            if norm:
                H, *self.running[n] = nn.batchnorm_forward(Z, *norm, *self.running[n], train)
            P = out = nn.activate(act, H)
            mask = np.ones_like(P)
            if train and self.net.dropout and not last:
                drawn = self.rng.random(P.shape[::-1], dtype=P.dtype).T
                mask = (drawn >= self.net.dropout) / (1 - self.net.dropout)
                out = P * mask
            self.trace.append((A, Z, H, P, mask))
            A = out
        return A

    def gradient(self, X, Y):
        P = self.forward(X, True)
        loss = LOSSES[self.net.loss].value(P, Y)
        grads = []
        for n in reversed(range(len(self.layers))):
            A, Z, H, P, mask = self.trace[n]
            W, _b, *norm = self.layers[n]
            if n == len(self.layers) - 1:
                d = nn.output_gradient(H, P, Y, self.acts[n], self.net.loss)
            else:
                d = nn.activate_backward(nn.dropout_backward(d, mask), self.acts[n], H)
            extra = ()
            if norm:
                d, *extra = nn.batchnorm_backward(d, Z, norm[0])
            d, dW, db = nn.dense_backward(d, A, W)
            grads.insert(0, (nn.add_ridge(0, W, dW, self.net.l2)[1], db, *extra))
        return grads, loss

    def update(self, grads, optimizer):
        if self.state is None:
            self.t = 0
            self.state = [[(np.zeros_like(p), np.zeros_like(p)) for p in q] for q in self.layers]
        self.t += 1
        for n, layer in enumerate(grads):
            moved = []
            for k, g in enumerate(layer):
                w, (m, v) = self.layers[n][k], self.state[n][k]
                if isinstance(optimizer, nn.Adam):
                    w, m, v = nn.adam_step(w, g, m, v, self.t, **vars(optimizer))
                else:
                    step = nn.nesterov_step if optimizer.nesterov else nn.momentum_step
                    w, m = step(w, g, m, optimizer.lr, optimizer.momentum)
                self.state[n][k] = (m, v)
                moved.append(w)
            self.layers[n] = tuple(moved)

    def fit(self, X, Y, epochs, batch, optimizer):
        history = []
        for _ in range(epochs):
            order = self.rng.permutation(len(X)) if batch < len(X) else np.arange(len(X))
            total = 0.0
            for start in range(0, len(X), batch):
                rows = order[start : start + batch]
                grads, loss = self.gradient(X[rows], Y[rows])
                self.update(grads, optimizer)
                total += loss * len(rows)
            history.append(total / len(X))
        return history


def same(net, X, Y, *, epochs=3, batch=4, optimizer=OPTIMIZERS[0], rtol=1e-12, atol=1e-12):
    scaled = X / 255 if X.dtype == np.uint8 else X
    book = Textbook(net)
    targets = nn.one_hot(Y, net.sizes[-1]) if Y.ndim == 1 else Y
    losses = book.fit(scaled, targets, epochs, batch, optimizer)
    history = net.fit(X, Y, epochs=epochs, batch_size=batch, optimizer=optimizer)
    for ours, theirs in zip(net.params, book.layers, strict=True):
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=rtol, atol=atol)
    np.testing.assert_allclose(history["loss"], losses, rtol=rtol, atol=atol)
    out = book.forward(scaled, False)
    np.testing.assert_allclose(net._outputs(X), out, rtol=rtol, atol=atol)


def settings_of(act_and_loss, **more):
    return {"output": act_and_loss[0], "loss": act_and_loss[1], **more}


HEADS = [
    ("softmax", "cross_entropy"), ("sigmoid", "bce"), ("sigmoid", "half_sse"), ("tanh", "mse"),
    ("identity", "sse"), ("softmax", "half_sse"), ("relu", "sse"),
]  # fmt: skip


@given(
    head=st.sampled_from(HEADS),
    hidden=st.lists(
        st.sampled_from(["identity", "sigmoid", "tanh", "relu", "softmax"]), max_size=2
    ),
    optimizer=st.sampled_from(OPTIMIZERS),
    batch=st.integers(1, 9),
    dropout=st.sampled_from([0.0, 0.3]),
    l2=st.sampled_from([0.0, 0.1]),
    batch_norm=st.booleans(),
    seed=st.integers(0, 50),
)
@settings(max_examples=120)
def test_training_is_that_of_the_textbook(
    head, hidden, optimizer, batch, dropout, l2, batch_norm, seed
):
    if batch_norm:  # a batch of one has no variance, and relu there would sit on its kink
        batch = max(batch, 3)
        hidden = [act for act in hidden if act != "relu"]
        # The slope in a bias before batch norm is 0, and Adam would blow up its rounding error.
        optimizer = OPTIMIZERS[1] if isinstance(optimizer, nn.Adam) else optimizer
    rng = np.random.default_rng(seed)
    sizes = [3, *range(4, 4 + len(hidden)), 2]
    N = 9 if batch < 9 or batch_norm else 8
    X, Y = rng.normal(size=(N, 3)), rng.dirichlet(np.ones(2), N)
    net = nn.MLP(
        sizes, hidden=hidden, dropout=dropout, l2=l2, batch_norm=batch_norm, seed=seed,
        **settings_of(head),
    )  # fmt: skip
    same(net, X, Y, batch=batch, optimizer=optimizer, epochs=2)


@pytest.mark.parametrize(
    ("sizes", "hidden", "head", "batch", "optimizer"),
    [
        ([784, 16, 16, 10], "sigmoid", ("sigmoid", "half_sse"), 10, nn.SGD(lr=3.0)),
        ([784, 30, 10], "sigmoid", ("sigmoid", "half_sse"), 10, nn.SGD(lr=3.0)),
        ([784, 128, 10], "relu", ("softmax", "cross_entropy"), 32, nn.Adam()),
        ([2, 2, 1], "tanh", ("tanh", "half_sse"), 40, nn.SGD(lr=0.5)),
    ],
)
@pytest.mark.parametrize("images", [False, True])
def test_networks_of_the_course_train_as_in_the_textbook(
    sizes, hidden, head, batch, optimizer, images, rng
):
    X = (
        rng.integers(0, 256, (40, sizes[0]), dtype=np.uint8)
        if images
        else rng.random((40, sizes[0]))
    )
    Y = rng.integers(0, 10, 40) if sizes[-1] == 10 else rng.random((40, 1))
    same(nn.MLP(sizes, hidden=hidden, **settings_of(head)), X, Y, batch=batch, optimizer=optimizer)


@pytest.mark.parametrize("images", [False, True])
def test_large_batches_go_without_the_column_of_ones(images, rng):
    X = rng.random((60, 400)) if not images else rng.integers(0, 256, (60, 400), dtype=np.uint8)
    net = nn.MLP([400, 5, 3], batch_norm=True, hidden="tanh", dropout=0.2)
    same(net, X, rng.integers(0, 3, 60), batch=50)


def test_gradient_is_that_of_backprop(rng):
    for head in HEADS:
        net = nn.MLP([5, 4, 3, 2], hidden=["tanh", "relu"], **settings_of(head))
        X, Y = rng.normal(size=(7, 5)), rng.dirichlet([1, 1], 7)
        net.params = [(W, rng.normal(size=b.shape)) for W, b in net.params]
        exact = nn.backprop(net.params, net.acts, X, Y, net.loss)
        np.testing.assert_allclose(
            nn.flatten(net.gradient(X, Y)), nn.flatten(exact), rtol=1e-12, atol=1e-15
        )


@pytest.mark.parametrize(
    ("sizes", "N"),
    [
        *product([[784, 16, 16, 10], [100, 100, 3], [784, 40, 3]], [1, 72, 73, 500, 1300]),
        ([3, 2, 2], 17_000),
    ],
)
def test_prediction_goes_through_the_data_in_parts(sizes, N, rng):
    net = nn.MLP(sizes, hidden="tanh")
    net.params = [(W, rng.normal(size=b.shape)) for W, b in net.params]
    images = rng.integers(0, 256, (N, sizes[0]), dtype=np.uint8)
    for X, scaled in (
        (images, images / 255),
        (images / 99, images / 99),
        (images.astype(int), images),
    ):
        exact = nn.forward(scaled, net.params, net.acts)[1][-1]
        np.testing.assert_allclose(net.predict_proba(X), exact, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(net.predict_proba(X[::-1]), exact[::-1], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("shape", "examples"),
    [((784, 16), 72), ((784, 39), 32), ((784, 40), 500), ((2, 2), 250_000), ((9999, 999), 500)],
)
def test_products_are_small_enough_for_the_fast_path_or_large(shape, examples):
    assert _fast.examples_at_once(*shape) == examples


def test_single_precision_follows_double(rng):
    X, Y = rng.normal(size=(20, 3)), rng.integers(0, 2, 20)
    single = nn.MLP([3, 4, 2], hidden="tanh", dtype=np.float32, l2=0.01)
    double = nn.MLP([3, 4, 2], hidden="tanh", l2=0.01)
    for net in (single, double):
        net.history = net.fit(X, Y, epochs=5, batch_size=7, optimizer=nn.SGD(0.1, momentum=0.9))
    assert {a.dtype for layer in single.params for a in layer} == {np.dtype(np.float32)}
    assert single.predict_proba(X).dtype == np.float32
    np.testing.assert_allclose(nn.flatten(single.params), nn.flatten(double.params), atol=1e-5)
    np.testing.assert_allclose(single.history["loss"], double.history["loss"], rtol=1e-4)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("width", [3, 400])
def test_single_precision_works_with_everything(head, width, rng):
    """NumPy refuses to write a product into an array of another precision."""
    X, Y = rng.normal(size=(90, width)), rng.dirichlet([1, 1], 90)
    more = {"dropout": 0.2, "batch_norm": True, "l2": 0.1, "dtype": np.float32}
    net = nn.MLP([width, 5, 4, 2], hidden=["softmax", "relu"], **settings_of(head), **more)
    history = net.fit(X, Y, epochs=2, batch_size=50, optimizer=nn.Adam(), validation=(X, Y))
    assert np.all(np.isfinite(history["loss"]))
    assert net.predict_proba(X).dtype == np.float32 if net._classifies else True
    assert {a.dtype for layer in net.gradient(X, Y) for a in layer} == {np.dtype(np.float32)}


@pytest.mark.parametrize("head", HEADS[:2])
def test_loss_of_saturated_outputs_is_finite(head):
    net = nn.MLP([1, 2], **settings_of(head))
    net.params = [(np.array([[1000.0, -1000.0]]), np.zeros(2))]
    right, wrong = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    for Y in (right, wrong):
        exact = LOSSES[head[1]].value(net.predict_proba([[1.0]]), Y)
        history = net.fit([[1.0]], Y, epochs=1, optimizer=nn.SGD(1e-9))
        np.testing.assert_allclose(history["loss"], exact, atol=1e-12)


def test_training_on_images_does_not_hold_them_as_floats(rng):
    """Peak of what NumPy allocates in a fit; a float copy of the images would take 63 MB."""
    import tracemalloc

    X = rng.integers(0, 256, (10_000, 784), dtype=np.uint8)
    labels = rng.integers(0, 10, 10_000)
    net = nn.MLP([784, 16, 10])
    tracemalloc.start()
    net.fit(X, labels, epochs=1, batch_size=100, validation=(X, labels))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15e6
