import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def test_numerical_gradient_of_any_shape_leaves_x_alone(rng):
    x, c = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    before = x.copy()
    g = nn.numerical_gradient(lambda x: np.sum(c * x**4), x)
    np.testing.assert_allclose(g, 4 * c * x**3, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(x, before)
    assert nn.numerical_gradient(lambda x: x**2, 3) == pytest.approx(6)


def test_numerical_gradient_is_central():
    """A forward difference of x^2 is off by h."""
    assert nn.numerical_gradient(lambda x: x**2, 1.0, h=0.1) == pytest.approx(2, abs=1e-12)


def test_jacobian_has_a_row_for_each_output(rng):
    M, x = rng.normal(size=(4, 3)), rng.normal(size=3)
    np.testing.assert_allclose(nn.jacobian(lambda x: M @ x, x), M, rtol=1e-8)
    np.testing.assert_allclose(
        nn.jacobian(lambda x: M @ x**3, x), 3 * M * x**2, rtol=1e-6, atol=1e-9
    )
    np.testing.assert_allclose(nn.jacobian(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-8)


def test_relative_error_of_tiny_and_zero_entries():
    assert nn.relative_error([0.0, 1e-12], [0.0, 0.0]) == pytest.approx(1e-4)
    assert nn.relative_error([1.0, 2.0], [1.0, 2.2]) == pytest.approx(0.2 / 4.2)
    assert nn.relative_error([], []) == 0
    with pytest.raises(nn.ShapeError, match=r"^n has shape \(3,\), expected \(2,\) as g has$"):
        nn.relative_error([1, 2], [1, 2, 3])


HEADS = [
    ("softmax", "cross_entropy"), ("sigmoid", "bce"), ("sigmoid", "half_sse"), ("tanh", "mse"),
    ("identity", "sse"), ("softmax", "sse"),
]  # fmt: skip


@given(
    st.sampled_from(HEADS),
    st.sampled_from(["identity", "sigmoid", "tanh", "relu", "softmax"]),
    st.booleans(),
    st.sampled_from([0.0, 0.2]),
)
def test_right_gradients_agree(head, hidden, batch_norm, l2):
    rng = np.random.default_rng(7)
    output, loss = head
    net = nn.MLP(
        [3, 4, 3, 2], hidden=hidden, output=output, loss=loss, batch_norm=batch_norm, l2=l2
    )
    X, Y = rng.normal(size=(6, 3)), rng.dirichlet([1, 1], 6)
    net.params = [tuple(a + rng.normal(0, 0.3, a.shape) for a in layer) for layer in net.params]
    report = nn.check_gradient(net, X, Y)
    assert report.ok, report
    assert report.error < (1e-14 if hidden != "relu" else 1e-8)
    assert report.entries == net.n_params
    method = "complex step" if hidden != "relu" else "central differences"
    assert report.method == (method if batch_norm else f"neuron-wise {method}")


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_network_of_one_layer_and_weighted_sums_of_zero(head, batch_norm, rng):
    net = nn.MLP([3, 2], output=head[0], loss=head[1], batch_norm=batch_norm)
    X, Y = rng.normal(size=(6, 3)), rng.dirichlet([1, 1], 6)
    for b in (rng.normal(size=2), np.zeros(2)):
        net.params = [(net.params[0][0] * b, b)]
        report = nn.check_gradient(net, X, Y)
        assert report.ok, report


class Broken:
    """A network whose gradient is wrong in one entry."""

    def __init__(self, net, layer, array, where, factor):
        self.net, self.wrong = net, (layer, array, where, factor)

    def __getattr__(self, name):
        return getattr(self.net, name)

    def gradient(self, X, Y):
        grads = self.net.gradient(X, Y)
        layer, array, where, factor = self.wrong
        grads[layer][array][where] *= factor
        return grads


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ((0, 0, (2, 1), 1.0005), r"W1\[2, 1\] \(layer 1, from 2 to 1\)"),
        ((1, 1, (2,), -1), r"b2\[2\] \(layer 2, unit 2\)"),
        ((1, 0, (3, 0), np.nan), r"W2\[3, 0\] \(layer 2, from 3 to 0\)"),
    ],
)
@pytest.mark.parametrize("hidden", ["sigmoid", "relu"])
def test_wrong_entry_is_named(wrong, place, hidden, rng):
    net = nn.MLP([3, 4, 3], hidden=hidden, output="sigmoid", loss="half_sse", seed=2)
    X, Y = rng.normal(size=(6, 3)), rng.random((6, 3))
    assert nn.check_gradient(net, X, Y).ok
    report = nn.check_gradient(Broken(net, *wrong), X, Y)
    assert not report.ok
    with pytest.raises(AssertionError, match=place):
        assert report.ok, str(report)


def test_how_small_a_mistake_is_found(rng):
    """The complex step sees more than central differences, and these more than single precision."""
    X, Y = rng.normal(size=(6, 3)), rng.random((6, 3))
    for hidden, dtype, missed, caught in [
        ("tanh", float, 1e-9, 1e-7), ("relu", float, 1e-7, 1e-4), ("tanh", "float32", 1e-4, 1e-2),
    ]:  # fmt: skip
        settings = {"hidden": hidden, "output": "sigmoid", "loss": "half_sse", "dtype": dtype}
        net = nn.MLP([3, 4, 3], seed=2, **settings)
        assert nn.check_gradient(Broken(net, 1, 0, (2, 1), 1 + missed), X, Y).ok
        assert not nn.check_gradient(Broken(net, 1, 0, (2, 1), 1 + caught), X, Y).ok


def test_gradient_of_a_function_is_an_array_or_a_function():
    def f(x):
        return np.sum(x**3)

    for right in (np.array([3.0, 12.0]), [3, 12], lambda x: 3 * x**2):
        report = nn.check_gradient(f, [1, 2], right)
        assert (report.ok, report.entries, report.method) == (True, 2, "central differences")
    report = nn.check_gradient(lambda x: np.sum(x**2), [0.0, 0.0], [0.0, 0.0])
    assert (report.ok, report.error) == (True, 0)
    assert not nn.check_gradient(f, [0.0, 0.0], [0.0, 1e-8]).ok
    for off, ok in [(0.9e-6, True), (1.5e-6, False)]:
        assert nn.check_gradient(np.sum, [7.0], [1 + off]).ok is ok
    with pytest.raises(
        nn.ShapeError, match=r"^gradient has shape \(3,\), expected \(2,\) as x has"
    ):
        nn.check_gradient(f, [1.0, 2.0], np.ones(3))


def test_parameters_of_batch_norm_are_named(rng):
    net = nn.MLP([3, 4, 3], hidden="tanh", batch_norm=True)
    X, Y = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    for array, name in ((2, "gamma1"), (3, "beta1")):
        report = nn.check_gradient(Broken(net, 0, array, (1,), 2.0), X, Y)
        assert f"{name}[1] (layer 1, unit 1)" in str(report)


def test_report_is_one_sentence_and_final():
    report = nn.check_gradient(np.sum, np.ones((2, 3)), np.ones((2, 3)))
    assert str(report).startswith("gradient agrees: 6 entries, relative error ")
    assert "\n" not in str(report)
    wrong = nn.check_gradient(np.sum, np.ones((2, 3)), np.zeros((2, 3)))
    assert str(wrong).startswith("gradient DIFFERS: 6 entries, relative error 1.0e+00, worst entry")
    with pytest.raises(AttributeError):
        wrong.ok = True


def test_gradient_of_another_shape_is_refused():
    with pytest.raises(nn.ShapeError, match=r"^gradient has shape \(2,\), expected \(3,\)"):
        nn.check_gradient(np.sum, np.ones(3), np.ones(2))


class Short(Broken):
    """A network whose gradient lacks the last layer, or an array of each."""

    def gradient(self, X, Y):
        return self.wrong[0](self.net.gradient(X, Y))


@pytest.mark.parametrize("cut", [lambda g: g[:-1], lambda g: [layer[:1] for layer in g]])
def test_gradient_of_another_form_is_refused(cut, rng):
    net = Short(nn.MLP([3, 2, 2]), cut, None, None, None)
    with pytest.raises(
        nn.ShapeError, match=r"^gradient has the shapes \[.*\], expected \[\(\(3, 2"
    ):
        nn.check_gradient(net, rng.normal(size=(4, 3)), [0, 1, 1, 0])


def test_saturated_network_is_checked_without_a_warning(rng):
    for head in [*HEADS[:3], HEADS[5]]:
        for hidden in ("sigmoid", "softmax"):
            net = nn.MLP([3, 4, 2], hidden=hidden, output=head[0], loss=head[1])
            net.params = [(1000 * W, b) for W, b in net.params]
            X = rng.normal(size=(5, 3)) * [[9], [1], [1], [1], [0.001]]
            assert nn.check_gradient(net, X, np.array([0, 1, 1, 0, 0])).ok


def test_images_bits_and_single_precision_are_checked_too(rng):
    X = rng.integers(0, 256, (4, 6), dtype=np.uint8)
    for inputs in (X, X > 127):
        assert nn.check_gradient(nn.MLP([6, 4, 2], hidden="tanh"), inputs, [0, 1, 1, 0]).ok
    assert nn.check_gradient(nn.MLP([6, 4, 2], hidden="tanh", dtype="float32"), X, [0, 1, 1, 0]).ok


def test_digit_network_is_checked_whole(rng):
    net = nn.MLP([784, 16, 16, 10], hidden="sigmoid", output="sigmoid", loss="half_sse")
    X, labels = rng.random((10, 784)), rng.integers(0, 10, 10)
    report = nn.check_gradient(net, X, labels)
    assert report.ok
    assert report.entries == 13002
    assert report.error < 1e-14
