"""The comparison: what counts as equal, and the words for what does not."""

import itertools

import numpy as np
import pytest

from nnkit.grading.exercise import compare
from nnkit.grading.exercise.compare import copied, difference, same, unchanged

WANT = np.array([[1.0, 2.0], [3.0, 5.0]])


def differs(got, want=WANT, kind="float", reveal=False):
    return difference(got, want, rtol=1e-7, atol=1e-12, kind=kind, reveal=reveal)


@pytest.mark.parametrize("got", [0.5, np.float64(0.5), np.array(0.5), np.float32(0.5)])
def test_scalars_of_every_kind_are_the_same(got):
    assert differs(got, 0.5) is None


def test_minus_zero_is_zero():
    assert differs(np.array([-0.0]), np.array([0.0])) is None


def test_lists_and_tuples_of_parts_are_the_same():
    assert differs([WANT, 1.0], (WANT, 1.0)) is None


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (-WANT, "wrong sign"),
        (WANT.T, "transpose"),
        (8 * WANT, "8 times"),
        (WANT / 4, "1/4 of"),
        (WANT + 1, "off by the same amount, +1"),
        (WANT * np.nan, "nan"),
        (WANT * np.inf, "inf"),
        (WANT + np.eye(2), "2 of 4 numbers differ"),
        (WANT[0], "its shape is (2,), needed (2, 2)"),
        (np.array([[1j, 2], [3, 5]]), "complex"),
        (None, "return"),
        ("x", "returns a str"),
        ([[1], [2, 3]], "unequal parts"),
        (object(), "holds no numbers"),
    ],
)
def test_the_words_name_the_difference(got, words):
    assert words in differs(got)


def test_a_transpose_that_would_fit_is_said():
    assert "transpose would fit" in differs(np.zeros((3, 2)), np.zeros((2, 3)))


def test_a_number_in_an_array_is_not_a_number():
    assert "return the number inside" in differs(np.array([0.5]), 0.5)


@pytest.mark.parametrize("got", [np.array([1.0, 0.0]), np.array([True, False])])
def test_integers_are_a_remark_where_the_exercise_asks_for_them(got):
    assert differs(got, np.array([1, 0]), kind="integer") is None
    assert "integers were asked for" in compare.remark(got, np.array([1, 0]), "integer")


def test_one_missing_part_is_said():
    assert differs((WANT,), (WANT, 1.0)) == "it returns 1 values, needed 2"
    assert "value 2 of 2" in differs((WANT, 2.0), (WANT, 1.0))
    assert "value 1 of 1, in it value 2 of 2: " in differs([(WANT, 2.0)], [(WANT, 1.0)])


def test_sets_are_compared_as_sets():
    assert differs(["b", "a"], {"a", "b"}) is None
    assert differs({"a"}, {"a", "b"}) == "it leaves something out"
    assert differs({"a", "b", "c"}, {"a", "b"}) == "it names more than it should"


def test_the_wanted_value_shows_only_when_asked():
    assert "needed 0.5" in differs(0.7, 0.5, reveal=True)
    assert "0.5" not in differs(0.7, 0.5)


def test_same_wants_equal_shape_type_and_value():
    assert same(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    assert same(np.array([1.0]), np.array([1]))
    assert not same(np.array([1.0]), np.array([[1.0]]))
    assert not same((1.0,), (1.0, 2.0))
    assert not same(None, 1.0)


def test_copies_are_deep_and_changes_are_seen():
    before = [(WANT, np.ones(2)), {"a": WANT}]
    after = copied(before)
    assert unchanged(after, before)
    after[0][1][0] = 7.0
    assert not unchanged(after, before)
    assert before[0][1][0] == 1.0


def test_a_copied_generator_draws_the_same_and_leaves_the_first_where_it_was():
    before = np.random.default_rng(3)
    (after,) = copied((before,))
    drawn = after.random(4)
    assert np.array_equal(drawn, np.random.default_rng(3).random(4))
    assert np.array_equal(before.random(4), drawn)


AWKWARD = (0, -1, 3, True, 1, 1 + 1e-9, 1 + 1e-5, 1e300, 1.7e308, -1e308, 1e-320, 2**62)
AWKWARD += (np.inf, -np.inf, np.nan)


@pytest.mark.parametrize("make", [np.asarray, lambda x: np.asarray([x, 1.0]), lambda x: [1, x]])
@pytest.mark.parametrize(("x", "y"), list(itertools.product(AWKWARD, repeat=2)))
def test_numbers_are_close_when_numpy_says_so(make, x, y):
    got, want = make(x), make(y)
    with np.errstate(all="ignore"):
        close = np.isclose(got, want, rtol=1e-6, atol=1e-9, equal_nan=True).all()
    assert same(got, want) == close


def test_an_array_is_as_good_as_a_list_of_its_rows():
    rows = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    assert compare.difference(np.array(rows), rows, rtol=1e-7, atol=0) is None
    assert compare.difference(np.zeros(0), [], rtol=1e-7, atol=0) is None
    assert "value 2 of 2" in compare.difference(
        np.array([[1.0, 2], [3, 5]]), rows, rtol=1e-7, atol=0
    )
    assert "returns 1 values" in compare.difference(np.ones((1, 2)), rows, rtol=1e-7, atol=0)
