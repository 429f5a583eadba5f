import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnkit as nn

FINITE = st.floats(-1e3, 1e3)
TABLE = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=FINITE)
z = sp.symbols("z", real=True)
SIGMA = 1 / (1 + sp.exp(-z))
CLOSED = {
    "sigmoid": SIGMA,
    "sigmoid_prime": sp.diff(SIGMA, z),
    "tanh": (sp.exp(z) - sp.exp(-z)) / (sp.exp(z) + sp.exp(-z)),
    "tanh_from_sigmoid": 2 * SIGMA.subs(z, 2 * z) - 1,
    "tanh_prime": sp.diff((sp.exp(2 * z) - 1) / (sp.exp(2 * z) + 1), z),
    "identity": z,
    "identity_prime": sp.diff(z, z),
}


@pytest.mark.parametrize("name", CLOSED)
def test_value_is_that_of_the_closed_form(name):
    for value in (-30, -2.5, -1e-9, 0, 0.3, 7, 40):
        exact = float(CLOSED[name].subs(z, sp.Rational(value)).evalf(60))
        got = getattr(nn, name)(value)
        assert got == pytest.approx(exact, rel=1e-14 if name != "tanh_from_sigmoid" else 1e-6)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_slope_agrees_with_the_complex_step(name, rng):
    plain = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}[name]
    points = 4 * rng.normal(size=50)
    slope = plain(points + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(getattr(nn, f"{name}_prime")(points), slope, rtol=1e-13)


@given(TABLE)
def test_sigmoid_mirrors_and_grows(Z):
    A = nn.sigmoid(Z)
    assert np.all((A >= 0) & (A <= 1))
    np.testing.assert_allclose(A + nn.sigmoid(-Z), 1, rtol=1e-15)
    order = np.argsort(Z, axis=None)
    assert np.all(np.diff(A.ravel()[order]) >= 0)


@given(TABLE)
def test_slopes_stay_within_their_bounds(Z):
    assert np.all((nn.sigmoid_prime(Z) >= 0) & (nn.sigmoid_prime(Z) <= 0.25))
    assert np.all((nn.tanh_prime(Z) >= 0) & (nn.tanh_prime(Z) <= 1))
    np.testing.assert_allclose(nn.tanh_prime_from_a(nn.tanh(Z)), nn.tanh_prime(Z), atol=1e-15)
    np.testing.assert_allclose(nn.tanh_from_sigmoid(Z), nn.tanh(Z), atol=1e-15)
    np.testing.assert_allclose(nn.tanh(Z), np.tanh(Z), rtol=1e-15)


def test_slopes_keep_their_digits_for_large_input():
    assert nn.sigmoid_prime(50.0) == pytest.approx(np.exp(-50), rel=1e-12)
    assert nn.tanh_prime(-30.0) == pytest.approx(4 * np.exp(-60), rel=1e-12)


@given(TABLE, FINITE)
def test_softmax_is_a_distribution_unchanged_by_a_row_shift(Z, shift):
    P = nn.softmax(Z)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(nn.softmax(Z + shift), P, atol=1e-11)


def test_softmax_of_two_scores_is_a_sigmoid_of_their_difference():
    Z = np.array([[1.0, 2.0]])  # notes 002, line 153
    np.testing.assert_allclose(nn.softmax(Z), [nn.sigmoid([-1.0, 1.0])])
    np.testing.assert_allclose(
        nn.softmax([1, 2, 3]), [0.09003057, 0.24472847, 0.66524096], atol=5e-9
    )


def test_softmax_works_on_each_row_alone():
    far = np.array([[0.0, 1.0], [-1000.0, -999.0], [1000.0, 1001.0]])
    np.testing.assert_allclose(nn.softmax(far), np.tile(nn.softmax([0.0, 1.0]), (3, 1)))


def test_softmax_jacobian_holds_every_slope_of_a_row(rng):
    x = rng.normal(size=4)
    steps = [x + 1e-30j * e for e in np.eye(4)]
    plain = [np.exp(s) / np.exp(s).sum() for s in steps]
    exact = np.array([p.imag / 1e-30 for p in plain]).T
    np.testing.assert_allclose(nn.softmax_jacobian(x), exact, rtol=1e-12)
    np.testing.assert_allclose(nn.softmax_jacobian(x).sum(axis=1), 0, atol=1e-16)


def test_relu_and_its_slope_on_both_sides_of_zero():
    Z = np.array([-1000.0, -0.0, 0.0, 2.5, 1000.0])
    np.testing.assert_array_equal(nn.relu(Z), [0, 0, 0, 2.5, 1000])
    np.testing.assert_array_equal(nn.relu_prime(Z), [0, 0, 0, 1, 1])


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "identity", "softmax"])
def test_named_activation_is_the_function(name, rng):
    Z = rng.normal(size=(3, 2))
    np.testing.assert_array_equal(nn.activate(name, Z), getattr(nn, name)(Z))


def test_identity_returns_a_copy():
    Z = np.ones(3)
    nn.identity(Z)[0] = 5
    assert Z[0] == 1


@pytest.mark.parametrize("f", [nn.sigmoid, nn.tanh, nn.relu, nn.sigmoid_prime, nn.tanh_prime])
def test_scalar_gives_a_number(f):
    assert np.ndim(f(3)) == 0
    assert isinstance(float(f(-1000)), float)


def test_unknown_name_is_refused():
    with pytest.raises(
        ValueError, match=r"^the activation is 'gelu', expected one of 'identity', 'si"
    ):
        nn.activate("gelu", 0.0)
    with pytest.raises(ValueError, match=r"^the activation is 'gelu'"):
        nn.activate_backward(0.0, "gelu", 0.0)


@pytest.mark.parametrize("back", [nn.sigmoid_backward, nn.softmax_backward])
def test_gradient_of_another_shape_is_refused(back):
    with pytest.raises(nn.ShapeError, match=r"^dA has shape \(3,\), expected \(2, 3\) as Z has$"):
        back(np.ones(3), np.ones((2, 3)))


def test_softmax_backward_takes_a_single_row(rng):
    z, d = rng.normal(size=(2, 4))
    np.testing.assert_allclose(nn.softmax_backward(d, z), nn.softmax_jacobian(z) @ d, atol=1e-15)


def test_single_precision_is_kept():
    Z = np.array([[-1, 2]], np.float32)
    for f in (nn.relu, nn.relu_prime, nn.identity, nn.tanh_prime, nn.sigmoid_prime):
        assert f(Z).dtype == np.float32
