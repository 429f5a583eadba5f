import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnkit as nn


def wave(x):
    return np.sin(3 * np.pi * x) + 2


def test_staircase_error_halves_when_the_steps_double():
    x = np.linspace(-1, 1, 2001)
    errors = [np.abs(nn.staircase(wave, M, 40 * M, x) - wave(x)).max() for M in (20, 40, 80, 160)]
    np.testing.assert_allclose(errors, [0.403, 0.203, 0.102, 0.051], atol=5e-4)


def test_staircase_is_a_network_with_one_hidden_layer(rng):
    x = rng.uniform(0, 1, 101)
    t = np.linspace(x.min(), x.max(), 8)
    hidden = (np.full((1, 7), 50.0), -50 * (t[1:] + t[:-1]) / 2)
    output = (np.diff(wave(t))[:, None], wave(t[:1]))
    A = nn.forward(x[:, None], [hidden, output], ["sigmoid", "identity"])[1][-1]
    np.testing.assert_allclose(nn.staircase(wave, 7, 50.0, x), A[:, 0])


def test_staircase_of_one_point_is_its_value():
    np.testing.assert_allclose(nn.staircase(wave, 5, 100.0, [0.3]), wave(0.3))


def tent(x):
    return 1 - np.abs(2 * x - 1)


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_tent_network_equals_the_map_applied_k_times(k):
    x = np.linspace(0, 1, 641)
    exact = x
    for _ in range(k):
        exact = tent(exact)
    params = nn.tent_params(k)
    A = nn.forward(x[:, None], params, ["relu"] * k + ["identity"])[1][-1]
    np.testing.assert_allclose(A[:, 0], exact, atol=1e-13)
    assert nn.flatten(params).size == 6 * k + 1


@given(st.permutations(range(4)))
def test_renumbered_hidden_units_compute_the_same(perm):
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (rng.normal(size=s) for s in ((3, 4), (4,), (4, 2), (2,)))
    X = rng.normal(size=(5, 3))
    V1, c1, V2 = nn.permute_hidden(W1, b1, W2, perm)
    np.testing.assert_array_equal(V1[:, 0], W1[:, perm[0]])
    before = nn.forward(X, [(W1, b1), (W2, b2)], ["tanh", "identity"])[1][-1]
    after = nn.forward(X, [(V1, c1), (V2, b2)], ["tanh", "identity"])[1][-1]
    np.testing.assert_allclose(before, after)


def test_gradient_sizes_are_relative_to_the_last_layer():
    ratios = nn.gradient_ratios([np.array([[3.0, 4.0]]), np.eye(4), np.full((2, 2), 2.0)])
    np.testing.assert_allclose(ratios, [5 / 4, 2 / 4, 1])


@pytest.mark.parametrize("perm", [[0, 1], [0, 0, 1], [1, 2, 3]])
def test_what_is_not_a_permutation_is_refused(perm):
    with pytest.raises(ValueError, match=r"^perm is \[.*\], expected each of 0 .. 2 once$"):
        nn.permute_hidden(np.ones((2, 3)), np.ones(3), np.ones((3, 1)), perm)


def test_tent_needs_at_least_one_fold():
    with pytest.raises(ValueError, match=r"^k is 0, expected an integer of at least 1$"):
        nn.tent_params(0)
