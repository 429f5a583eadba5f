import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from nnkit.lessons.autodiff import Value, gradients, walk_back

NUMBER = st.floats(0.5, 2)


def formula(x, y, exp, log):
    """Every operation, with values that are used more than once."""
    u = x * y + 3 / x - y**3
    v = exp(-u / 4) + 2 - log(x + 1) * u
    return (3 - v) * u + 5 - (2 * v + x) ** 2 / y


@given(NUMBER, NUMBER)
def test_slopes_are_those_of_the_formula(a, b):
    x, y = sp.symbols("x y")
    exact = formula(x, y, sp.exp, sp.log)
    output = formula(Value(a), Value(b), Value.exp, Value.log)
    assert output.data == pytest.approx(float(exact.subs({x: a, y: b})))
    one, two = Value(a), Value(b)
    got = gradients(formula(one, two, Value.exp, Value.log), one, two)
    wanted = [float(sp.diff(exact, s).subs({x: a, y: b})) for s in (x, y)]
    assert got == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_sigmoid_has_the_known_slope():
    z = Value(0.7)
    s = z.sigmoid()
    s.backward()
    assert z.grad == pytest.approx(s.data * (1 - s.data))


def test_second_sweep_starts_from_zero():
    x = Value(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert x.grad == 6


def test_long_chains_need_no_recursion():
    x = Value(1.0)
    y = x
    for _ in range(5000):
        y = y + x
    y.backward()
    assert x.grad == 5001
    assert not math.isnan(y.data)


def test_slope_is_zero_until_it_is_asked_for():
    x = Value(3.0)
    y = x * x
    assert (x.grad, y.grad) == (0, 0)


def test_a_walk_back_through_a_table_finds_what_the_values_find():
    a, b = Value(3.0), Value(5.0)
    c = a * b
    f = a * 2 + c * c
    f.backward()
    steps = np.zeros((4, 4))
    steps[2, :2], steps[3, 0], steps[3, 2] = (5, 3), 2, 2 * c.data
    assert walk_back(steps).tolist() == [a.grad, b.grad, 2 * c.data, 1]


def test_a_number_cannot_be_made_from_itself_or_a_later_one():
    for steps in ([[1.0]], [[0, 2.0], [0, 0]]):
        with pytest.raises(ValueError, match="sources first"):
            walk_back(steps)
    with pytest.raises(ValueError, match="shape"):
        walk_back([[0, 0, 0], [1, 0, 0]])
