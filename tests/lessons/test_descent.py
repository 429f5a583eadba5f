import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnkit as nn

VECTOR = arrays(float, st.integers(1, 6), elements=st.floats(-100, 100))


def slope(w):
    """Of the landscape (w^2 - 1)^2 + 0.3 w, notes 000, lines 47-63."""
    return 4 * w * (w**2 - 1) + 0.3


@pytest.mark.parametrize(("start", "end"), [(2.0, 0.96015), (-2.0, -1.03558)])
def test_end_of_the_descent_depends_on_the_start(start, end):
    path = nn.descend(slope, start, 0.02, 200)
    assert path.shape == (201,)
    assert path[0] == start
    assert path[-1] == pytest.approx(end, abs=1e-5)


def test_every_step_follows_the_slope_where_it_stands():
    path = nn.descend(slope, 1.5, 0.03, 20)
    np.testing.assert_allclose(np.diff(path), -0.03 * slope(path[:-1]))


def test_descent_works_on_arrays_and_lets_no_function_change_the_path():
    def gradient(v):
        v *= 2
        return v

    path = nn.descend(gradient, np.array([1.0, -3.0]), 0.25, 3)
    np.testing.assert_allclose(path, np.outer(0.5 ** np.arange(4), [1, -3]))


def test_gradient_of_the_bowl():
    np.testing.assert_array_equal(nn.grad_C([1, 1]), [3, 1])  # notes 004, line 210
    found = nn.numerical_gradient(lambda v: 1.5 * v[0] ** 2 + 0.5 * v[1] ** 2, [-2.0, 0.5])
    np.testing.assert_allclose(nn.grad_C([-2.0, 0.5]), found, rtol=1e-8)


@given(VECTOR)
def test_steepest_is_a_unit_vector_against_the_gradient(g):
    v = nn.steepest(g)
    if not g.any():
        np.testing.assert_array_equal(v, 0)
    elif np.linalg.norm(g) > 1e-100:
        assert np.linalg.norm(v) == pytest.approx(1)
        assert v @ g == pytest.approx(-np.linalg.norm(g))


@given(VECTOR)
def test_ranking_is_an_order_by_size(g):
    order = nn.rank_components(g)
    assert sorted(order) == list(range(len(g)))
    assert np.all(np.diff(np.abs(g)[order]) <= 0)


TIES = [i for i in range(60) if i % 3 != 2]  # ties keep their order


def test_ranking_of_the_notes():
    g = [0.31, 0.03, -1.25, 0.48, -0.37, 0.16]  # notes 004, line 187
    np.testing.assert_array_equal(nn.rank_components(g), [2, 3, 4, 0, 5, 1])
    np.testing.assert_array_equal(nn.rank_components(np.tile([1, -1, 2], 20))[20:], TIES)


def test_nudges_are_averaged_over_the_examples():
    np.testing.assert_allclose(nn.average_nudges([[1, 2, 6], [-1, 0, 4]]), [3, 1])


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (3, 0)])
def test_nudges_of_another_form_are_refused(shape):
    message = f"T has shape {shape}, expected (parameters, examples)"
    with pytest.raises(nn.ShapeError, match=f"^{re.escape(message)}"):
        nn.average_nudges(np.ones(shape))
