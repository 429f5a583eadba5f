"""Mistakes derived from a right answer that is not of this course, with a reference and cases."""

import numpy as np
import pytest

from nnkit.grading import CheckFailed, check_against
from nnkit.grading.checking import climb
from nnkit.grading.errors import GraderFault
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.drawn import home_seed
from nnkit.grading.exercise.spec import Case
from nnkit.grading.mistakes import build
from nnkit.grading.mistakes.build import blocks, table_of
from nnkit.grading.mistakes.program import Results, read


def throw(v, angle, g=9.81):
    """How far a ball flies."""
    if v <= 0:
        return 0.0
    a = np.radians(angle)  # the angle in radians
    # A ball goes up and comes down: twice the time to the top.
    time = 2 * v * np.sin(a) / g  # the time in the air
    return v * np.cos(a) * time


CASES = [(10.0, 45.0), (20.0, 30.0), (5.0, 80.0, 1.6), (-3.0, 20.0)]


def in_degrees(v, angle, g=9.81):
    return max(v, 0) * np.cos(angle) * 2 * v * np.sin(angle) / g


def to_the_top(v, angle, g=9.81):
    a = np.pi * angle / 180
    return max(v, 0) * np.cos(a) * v * np.sin(a) / g


def sine_twice(v, angle, g=9.81):
    a = np.radians(angle)
    return max(v, 0) * np.sin(a) * 2 * v * np.sin(a) / g


def backwards(v, angle, g=9.81):
    a = np.radians(angle)
    return v * np.cos(a) * 2 * v * np.sin(a) / g


def two_slips(v, angle, g=9.81):
    a = np.radians(angle)
    return v * np.cos(a) * v * np.sin(a) / g


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (in_degrees, ["In the angle in radians, `radians` is left out."]),
        (to_the_top, ["In the time in the air, `2` is missing as a factor.", "goes up and comes"]),
        (sine_twice, ["sin", "cos"]),
        (backwards, ["A case is not treated on its own: `v <= 0`."]),
        (two_slips, ["Two things.", "`v <= 0`", "`2` is missing as a factor"]),
    ],
)
def test_a_mistake_is_named_from_a_reference_and_cases_alone(answer, words):
    result = check_against(answer, throw, CASES, show=False)
    assert not result.passed
    assert all(word in result.advice for word in words), result.advice


def difference_of_squares(a, b, c):
    line_1 = (a + b) * (a - b)  # line 1
    line_2 = a * a - b * b  # line 2
    line_3 = a * a - c  # line 3
    return line_1, line_2, line_3


@pytest.mark.parametrize(
    ("line_3", "words"),
    [
        (lambda a, b, c: 2 * (a * a - c), "Line 3 is twice too large."),
        (lambda a, b, c: b * (a * a - c), "In line 3, `b` is a factor too many."),
        (lambda a, b, c: a * a - 2 * c, "In line 3, `2` is a factor too many."),
        (lambda a, b, c: a * a - b * c, "In line 3, `b` is a factor too many."),
    ],
)
def test_a_factor_too_many_is_named_in_a_line_of_a_derivation(line_3, words):
    def answer(a, b, c):
        return (*difference_of_squares(a, b, c)[:2], line_3(a, b, c))

    cases = [(3.0, 1.7, 2.89), (2.5, 0.3, 0.09), (1.5, 2.2, 4.84)]
    assert check_against(answer, difference_of_squares, cases, show=False).advice == words


def test_a_number_below_0_is_told_with_its_sign():
    def tent(x):
        fold = -4.0 * x  # the fold
        return np.maximum(x, 0) + fold

    cases = [(np.array([0.3, 1.1, -0.2]),), (np.array([2.5, -1.0]),)]
    told = check_against(lambda x: np.maximum(x, 0) - 3 * x, tent, cases, show=False).advice
    assert told == "In the fold, a number is -3.0 and should be another one."


def test_results_without_any_number_are_the_same_whatever_their_shape():
    def windows(x, n):
        count = len(x) - n + 1  # the number of windows
        starts = np.arange(count)  # their starts
        return x[starts[:, None] + np.arange(n)]

    def one_less(x, n):
        return np.array([x[i : i + n] for i in range(len(x) - n)])

    cases = [(np.array([1.0, 2.0, 5.0, 7.0]), 2), (np.array([3.0, 4.0]), 2)]
    advice = check_against(one_less, windows, cases, show=False).advice
    assert advice == "In the number of windows, `1` is missing from the sum."


def test_a_right_answer_in_another_form_passes():
    def right(v, angle, g=9.81):
        return max(v, 0) ** 2 * np.sin(2 * np.radians(angle)) / g

    assert check_against(right, throw, CASES, show=False).passed


def test_hidden_raises_and_draws_its_cases_anew():
    drawn = []

    def cases(rng):
        drawn.append(tuple(rng.uniform(1, 9, 2)))
        return [drawn[-1]]

    with pytest.raises(CheckFailed):
        check_against(to_the_top, throw, cases, hidden=True, show=False)
    assert len(set(drawn)) > 1


def test_a_table_is_built_once_for_all_who_answer(monkeypatch):
    built = []
    monkeypatch.setattr(build, "table_of", lambda spec: built.append(spec) or table_of(spec))

    def cases(rng):
        return CASES

    for answer in (to_the_top, in_degrees, to_the_top):
        monkeypatch.setattr(answer, "__name__", "throw")
        assert not check_against(answer, throw, cases, show=False).passed
    assert len(built) == 1


def test_a_case_that_is_no_tuple_is_named():
    with pytest.raises((TypeError, GraderFault), match="arguments of one call in a tuple"):
        check_against(throw, throw, [10.0], show=False)


def test_a_reference_that_raises_is_not_the_students_fault():
    def broken(x):
        raise KeyError("missing")

    with pytest.raises(GraderFault, match=r"reference of .* fails"):
        check_against(lambda x: x, broken, [(1.0,)], show=False)


def returns_in_a_loop(x):
    for v in x:
        return v


def with_while(x):
    while x > 1:
        x = x / 2
    return x


@pytest.mark.parametrize(
    ("form", "words"), [(returns_in_a_loop, "inside a loop"), (with_while, "holds `while`")]
)
def test_a_program_that_cannot_be_edited_says_why(form, words):
    with pytest.raises(ValueError, match=words):
        read(form)


def vector_cases(rng):
    return [
        Case((rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)), f"{n}", "random")
        for n, d in ((4, 3), (6, 2), (3, 3))
    ]


@exercise(
    vector_cases,
    "(dw, db)",
    mistakes="""
    e = X @ w
    # The target is not used.

    return dw * 0 + 1, db
    # dw is always 1.
    """,
)
def slopes(X, w, y):
    e = X @ w - y  # the errors
    dw = 2 * X.T @ e / len(X)  # dw
    db = 2 * e.mean()  # db
    return dw, db


def answer(dw, db, e=lambda X, w, y: X @ w - y):
    def wrong(X, w, y):
        errors = e(X, w, y)
        return dw(X, errors), db(X, errors)

    return wrong


def right_dw(X, e):
    return 2 * X.T @ e / len(X)


def right_db(X, e):
    return 2 * e.mean()


def chained(w, b):
    w = w + 1  # the new w
    w = 2 * w
    b = w.sum()
    return w, b


def not_a_name(x):
    total = x.sum()  # the sum
    return total, x[0]


@pytest.mark.parametrize(
    ("program", "names"),
    [(slopes, ("dw", "db")), (chained, ("the new w", "b")), (not_a_name, ()), (len, ())],
)
def test_results_are_called_what_stands_behind_the_lines_that_make_them(program, names):
    assert tuple(Results(getattr(program, "reference", program))) == names


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (answer(right_dw, right_db, lambda X, w, y: y - X @ w), "a difference the wrong way"),
        (answer(right_dw, right_db, lambda X, w, y: X @ w), "The target is not used."),
        (answer(lambda X, e: np.ones(X.shape[1]), right_db), "dw is always 1."),
        (answer(lambda X, e: 2 * X.T @ e, lambda X, e: 2 * e.sum()), "not divided by the number"),
        (answer(lambda X, e: 2 * X.T @ e, right_db), "`dw` is not divided by the number"),
        (answer(right_dw, lambda X, e: e.mean()), "`db`"),
        (answer(right_db, right_dw), "`dw` and `db` have changed places"),
        (answer(right_dw, lambda X, e: None), "`db`"),
        (lambda X, w, y: 2 * X.T @ (X @ w - y) / len(X), "`dw` alone"),
        (
            answer(right_dw, lambda X, e: 7.0, lambda X, w, y: y - X @ w),
            "`dw` has the wrong sign.",  # what db is made of does not show
        ),
        (
            answer(lambda X, e: 2 * X.T @ e, lambda X, e: 2 * e.sum(), lambda X, w, y: y - X @ w),
            "Two things.",
        ),
    ],
)
def test_lines_parts_and_pairs_are_told_apart(wrong, words):
    result = climb(slopes, wrong, hidden=False, seed=0)
    assert not result.passed
    said = result.advice or result.message
    assert words in said, said


def test_no_known_mistake_is_right():
    table = table_of(slopes)
    assert not table.single.equal(table.truth).all(axis=(1, 2)).any()
    assert len({k.advice for k in table.known}) > 100


class Tossed:
    """Judges coins that fall on 1 with the chance p: at 4000 tosses to a tenth."""

    def __init__(self, p):
        self.p = p

    def __call__(self, coins):
        return None if np.isclose(self.view(coins), self.p) else "other coins"

    def view(self, coins):
        return np.round(np.mean(coins), 1) if np.shape(coins) else coins


def toss(p, rng):
    u = rng.random(4000)  # a number of chance for each coin
    return (u < p) * 1.0


def _coins(rng):
    drawn = np.random.default_rng(rng.integers(2**32))
    return [Case((p, drawn), f"p = {p}", "random", test=Tossed(p)) for p in (0.2, 0.3)]


def test_a_mistake_in_an_answer_of_chance_is_named_whatever_it_draws():
    made = exercise(_coins)(toss)

    def right(p, rng):
        return [rng.uniform() > 1 - p for _ in range(4000)]

    def wrong(p, rng):
        return [rng.uniform() < 1 - p for _ in range(4000)]

    assert climb(made, right, hidden=False, seed=home_seed("toss")).passed
    result = climb(made, wrong, hidden=False, seed=home_seed("toss"))
    assert "the comparison points the wrong way" in result.advice, result.advice


def test_lines_that_begin_alike_are_ways_to_make_one_mistake():
    text = """
    total = x[0]
    total = x[-1]  # Only one counts.
    total = 0
    n = 1
    # Nothing counts.
    return 1
    or
    n = 2
    return 2
    # It is
    # constant.
    """
    assert list(blocks(text)) == [
        ("total = x[0]", "Only one counts."),
        ("total = x[-1]", "Only one counts."),
        ("total = 0\nn = 1", "Nothing counts."),
        ("return 1", "It is constant."),
        ("n = 2\nreturn 2", "It is constant."),
    ]


def test_cases_are_given_one_by_one_or_drawn():
    @exercise(
        Case((np.ones(2),), "ones", "hand"),
        lambda rng: Case((rng.normal(size=3),), "three", "random"),
        lambda rng: [Case((rng.normal(size=n),), f"{n}", "random") for n in (4, 5)],
        "one number",
        unit="99",
    )
    def summed(x):
        total = x.sum()  # the sum
        return total

    cases = summed.cases(np.random.default_rng(0))
    assert [case.label for case in cases] == ["ones", "three", "4", "5"]
    assert (summed.returns, summed.unit, summed.points, tuple(summed.parts)) == (
        "one number",
        "99",
        1,
        (),
    )
    assert exercise(vector_cases)(not_a_name).unit == ""
