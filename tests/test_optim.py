import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def test_step_moves_every_parameter_against_its_gradient(rng):
    params = [(rng.normal(size=(3, 2)), rng.normal(size=2))]
    grads = [(rng.normal(size=(3, 2)), rng.normal(size=2))]
    (W, b), (dW, db) = params[0], grads[0]
    (V, c) = nn.sgd_step(params, grads, 0.1)[0]
    np.testing.assert_allclose(V, W - 0.1 * dW)
    np.testing.assert_allclose(c, b - 0.1 * db)


def test_sgd_takes_each_gradient_at_the_newest_parameters():
    path = []

    def grad(theta, i):
        path.append((float(theta), i))
        return theta - i

    assert nn.sgd(0.0, 0.5, [2, 4, 4], grad) == pytest.approx(3.25)
    assert path == [(0.0, 2), (1.0, 4), (2.5, 4)]


def test_momentum_is_plain_descent_without_memory(rng):
    w, g = rng.normal(size=(2, 4))
    for step in (nn.momentum_step, nn.nesterov_step):
        moved, v = step(w, g, np.zeros(4), 0.1, 0.0)
        np.testing.assert_allclose(moved, w - 0.1 * g)
        np.testing.assert_allclose(v, -0.1 * g)


def test_momentum_adds_up_geometrically():
    w = v = 0.0
    for _ in range(3):
        w, v = nn.momentum_step(w, 1.0, v, 0.1, 0.5)
    assert v == pytest.approx(-0.1 * (1 + 0.5 + 0.25))
    assert w == pytest.approx(-0.1 * (1 + 1.5 + 1.75))


def test_nesterov_is_momentum_with_the_gradient_at_the_point_ahead():
    """The look-ahead variable w + beta v of the classical form follows the same path."""

    def slope(w):
        return w**3 + w

    w, v = 1.0, 0.0
    ahead, u = 1.0, 0.0
    for _ in range(5):
        v = 0.9 * v - 0.05 * slope(w + 0.9 * v)
        w = w + v
        ahead, u = nn.nesterov_step(ahead, slope(ahead), u, 0.05, 0.9)
        assert ahead == pytest.approx(w + 0.9 * v, rel=1e-12)
        assert u == pytest.approx(v, rel=1e-12)


@given(st.floats(1e-4, 1e4), st.sampled_from([-1.0, 1.0]))
def test_first_adam_step_has_the_size_of_the_learning_rate(size, sign):
    w, _m, _v = nn.adam_step(0.0, sign * size, 0.0, 0.0, 1, lr=0.01)
    assert w == pytest.approx(-0.01 * sign, rel=1e-3)


@pytest.mark.parametrize(("b1", "b2"), [(0.8, 0.9), (0.3, 0.4)])
def test_adam_returns_moments_without_the_correction(b1, b2, rng):
    w, g, m, v = rng.random((4, 3))
    moved, m2, v2 = nn.adam_step(w, g, m, v, 1, lr=0.1, b1=b1, b2=b2, eps=1e-3)
    np.testing.assert_allclose(moved, w - 0.1 * (m2 / (1 - b1)) / (np.sqrt(v2 / (1 - b2)) + 1e-3))
    moved, m2, v2 = nn.adam_step(w, g, m, v, 3, lr=0.1, b1=b1, b2=b2, eps=1e-3)
    np.testing.assert_allclose(m2, b1 * m + (1 - b1) * g)
    np.testing.assert_allclose(v2, b2 * v + (1 - b2) * g**2)
    step = (m2 / (1 - b1**3)) / (np.sqrt(v2 / (1 - b2**3)) + 1e-3)
    np.testing.assert_allclose(moved, w - 0.1 * step)


def test_default_settings():
    assert nn.SGD() == nn.SGD(lr=0.1, momentum=0.0, nesterov=False)
    assert nn.Adam() == nn.Adam(lr=1e-3, b1=0.9, b2=0.999, eps=1e-8)
    assert nn.SGD(momentum=0.9, nesterov=True) != nn.SGD(momentum=0.9)


@pytest.mark.parametrize("optimizer", [nn.SGD(), nn.Adam()])
def test_settings_that_networks_share_cannot_be_changed(optimizer):
    with pytest.raises(AttributeError):
        optimizer.lr = 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.SGD(lr=0), "lr is 0, expected a number above 0"),
        (lambda: nn.SGD(lr=float("nan")), "lr is nan, expected a number above 0"),
        (lambda: nn.SGD(lr=float("inf")), "lr is inf, expected a number above 0"),
        (lambda: nn.SGD(momentum=1.0), r"momentum is 1.0, expected a number in \[0, 1\)"),
        (lambda: nn.SGD(nesterov=True), "nesterov is True and momentum 0, expected a momentum"),
        (lambda: nn.Adam(lr=-1), "lr is -1, expected a number above 0"),
        (lambda: nn.Adam(b1=1.5), r"b1 is 1.5, expected a number in \[0, 1\)"),
        (lambda: nn.Adam(b2=-0.1), r"b2 is -0.1, expected a number in \[0, 1\)"),
        (lambda: nn.adam_step(1, 1, 0, 0, 0), "t is 0, expected the number of this step"),
        (lambda: nn.sgd_step([(np.ones(2), np.ones(1))], [], 0.1),
         "grads has 0 layers, expected 1 as params has"),
        (lambda: nn.sgd_step([], [(np.ones(2), np.ones(1))], 0.1),
         "grads has 1 layers, expected 0 as params has"),
        (lambda: nn.sgd_step([(np.ones((2, 3)), np.ones(3))], [(np.ones((3, 2)), np.ones(3))], 1),
         r"dW has shape \(3, 2\), expected \(2, 3\) as its parameter has"),
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
