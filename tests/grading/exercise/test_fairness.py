"""What a ladder owes to who climbs it: type costs nothing, loops come back, words are precise."""

import time

import numpy as np
import pytest

from nnkit.grading.any_course import check_against
from nnkit.grading.checking import climb
from nnkit.grading.exercise import compare, panel
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Spec
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.written_tests import right_ones, wrong_ones


def two_cases(rng):
    return [
        Case((np.array([1.0, 0.0, 3.0]),), "x", "hand"),
        Case((rng.normal(size=5),), "r", "random"),
    ]


def positive(x):
    return (np.asarray(x) > 0) * 1


POSITIVE = Spec("positive", positive, two_cases, kind="integer")


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda x: np.asarray(x) > 0, "booleans"),
        (lambda x: (np.asarray(x) > 0) * 1.0, "floats"),
        (lambda x: [int(v > 0) for v in x], "a list"),
        (positive, ""),
    ],
)
def test_the_type_of_right_numbers_costs_nothing(answer, word):
    result = climb(POSITIVE, answer, hidden=False, seed=0)
    assert (result.passed, result.score) == (True, 1.0)
    assert word in result.remark
    assert bool(result.remark) == bool(word)
    assert ("costs nothing" in panel.text(result)) == bool(word)
    assert ("costs nothing" in panel.html(result)) == bool(word)


def test_a_wrong_value_costs_points_whatever_its_type():
    assert climb(POSITIVE, lambda x: np.asarray(x) >= 0, hidden=False, seed=0).score == 0


def endless(x):
    n = 0
    while True:
        try:
            n += 1
        except Exception:
            continue


@pytest.mark.parametrize("answer", [endless, lambda x: time.sleep(60)])
def test_a_loop_that_does_not_come_back_is_stopped(answer):
    spec = Spec("positive", positive, two_cases, seconds=0.2)
    before = time.monotonic()
    result = climb(spec, answer, hidden=False, seed=0)
    assert time.monotonic() - before < 5
    assert not result.passed
    assert "does not come back" in result.message
    assert climb(POSITIVE, positive, hidden=False, seed=0).passed  # no alarm is left


def test_got_and_needed_never_print_alike():
    words = compare.difference(1.00001, 1.0, rtol=1e-7, atol=0, reveal=True)
    got, needed = words.removeprefix("got ").split(", needed ")
    assert got != needed
    words = compare.difference(
        np.array([-0.0, 2.0]), np.array([0.0, 1.0]), rtol=1e-7, atol=0, reveal=True
    )
    assert "-0" not in words


def sums_case(rng):
    return [Case((rng.normal(size=4),), "4 numbers", "random")]


@exercise(sums_case, "a, b, c", follow=("c", "b", "a"))
def chain(x):
    c = x.sum()  # c
    b = 2 * c  # b
    a = 3 * b  # a
    return a, b, c


def test_the_first_result_that_is_not_right_is_named_in_the_order_of_dependence():
    message = climb(
        chain, lambda x: (9 * x.sum(), 3 * x.sum(), x.sum()), hidden=False, seed=0
    ).message
    assert "`c` is right; `b` is the first that is not" in message
    assert "`a`" not in message


LINES = ("leave it", "put c in the place of a + b")


def derived(a, b, c):
    return 2 * (a + b), 2 * c


@exercise(
    lambda rng: derivation(derived, (1.0, 2.0, 3.0), "a = 1", "hand", LINES, rng),
    "two lines",
    parts=("line 1", "line 2"),
    by_parts=True,
    given_parts=(0,),
)
def derive(a, b, c):
    line_1 = 2 * (a + b)  # line 1
    line_2 = 2 * c  # line 2
    return line_1, line_2


def test_each_line_of_a_derivation_makes_its_step():
    assert climb(derive, derived, hidden=False, seed=0).passed
    for answer in (
        lambda a, b, c: (2 * (a + b), 2 * (a + b)),
        lambda a, b, c: (2 * (a + b), 6.0),
        lambda a, b, c: (2 * (a + b), ((a + 1e-6 + b) ** 2 - (a + b) ** 2) / 1e-6 * c / (a + b)),
    ):
        result = climb(derive, answer, hidden=False, seed=0)
        assert result.score == 0
        assert "put c in the place of a + b" in result.message or "line 2" in result.message


def doubled(x):
    return 2 * x


def same(x):
    """Wrong."""
    return x


WRITTEN = Spec(
    "check_double",
    lambda f: f(3.0) == 6.0,
    lambda rng: [
        *right_ones([doubled, lambda x: x + x]),
        *wrong_ones(
            [(same, "a"), (lambda x: 3 * x, "b"), (lambda x: x**2, "c"), (lambda x: 0 * x, "d")]
        ),
    ],
    kind="any",
    shuffled=True,
)


class Counting:
    """True for the first calls, then False."""

    def __init__(self, most):
        self.most, self.calls = most, 0

    def __call__(self, f):
        self.calls += 1
        return self.calls <= self.most


def test_a_written_test_cannot_see_which_implementation_it_got():
    assert climb(WRITTEN, WRITTEN.reference, hidden=False, seed=0).passed
    for answer in (
        lambda f: f.__name__ in ("doubled", "<lambda>") and f.__doc__ is None,
        lambda f: f.__name__ == "doubled",
        lambda f: f.__doc__ != "Wrong.",
        lambda f: getattr(f, "_number", 9) < 2,
    ):
        assert climb(WRITTEN, answer, hidden=False, seed=0).score == 0
    for most in (2, 4):
        scores = [climb(WRITTEN, Counting(most), hidden=False, seed=0).score for _ in range(20)]
        assert sum(score == 1 for score in scores) <= 2


def test_a_written_test_that_says_two_things_of_one_implementation_is_told_so():
    class Other:
        """One verdict the first time, the other the second."""

        def __init__(self):
            self.seen = {}

        def __call__(self, f):
            key = f(2.0), f(3.0)  # all of them differ
            self.seen[key] = not self.seen.get(key, False)
            return self.seen[key]

    one = Spec("check", lambda f: True, lambda rng: right_ones([doubled]), shuffled=True)
    result = climb(one, Other(), hidden=False, seed=0)
    assert result.score == 0
    assert "another the second" in result.message


def overwritten(x):
    x *= x > 0
    return x


def drawn_elsewhere(x):
    x += 0
    x[0] -= 1
    return np.random.default_rng().normal(size=x.shape)


BOTH = Spec("lines", lambda x: (x + 1, x * 2), two_cases, parts=("a", "b"), by_parts=True)
RELU = Spec("relu", lambda x: np.maximum(x, 0), two_cases)


def lines_in_place(x):
    x += 1
    return x, x


def test_an_answer_that_only_changes_its_argument_gets_half():
    result = climb(RELU, overwritten, hidden=False, seed=0)
    assert (result.passed, result.score) == (False, 0.5)
    assert "changes its argument" in result.message
    assert "worth 50% of the points" in result.message
    assert "relu: right, but it changes its argument" in panel.text(result)
    assert "worth 50% of the points" in panel.html(result)


def test_half_of_what_is_right_by_parts():
    result = climb(BOTH, lines_in_place, hidden=False, seed=0)
    assert result.score == 0.25


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: overwritten(x) + 1,
        lambda x: overwritten(x)[0],
        lambda x: overwritten(x) and None,
        drawn_elsewhere,
    ],
)
def test_a_wrong_answer_that_changes_its_argument_gets_nothing(wrong):
    result = climb(RELU, wrong, hidden=False, seed=0)
    assert result.score == 0
    assert "of the points" not in result.message


def test_a_property_must_hold_of_an_answer_that_changes_its_argument():
    for keeps, score in ((lambda f, x: np.allclose(f(f(x)), f(x)), 0.5), (lambda f, x: False, 0)):
        rule = Property("p", "it holds", lambda f, rng, keeps=keeps: keeps(f, rng.normal(size=3)))
        spec = Spec("relu", RELU.reference, two_cases, properties=(rule,))
        assert climb(spec, overwritten, hidden=False, seed=0).score == score


def tenfold(x):
    """Ten times x.

    x = 3
    # gives 30
    """
    return 10 * x  # the product


def test_the_docstring_of_another_courses_reference_is_not_read():
    result = check_against(lambda x: 9 * x, tenfold, [(3.0,), (4.0,)], show=False)
    assert not result.passed
    assert "gives 30" not in result.advice
