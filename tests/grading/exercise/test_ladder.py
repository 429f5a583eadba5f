"""The ladder: each rung is reached, rejects its wrong answer, and says so."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest

from nnkit import sigmoid_prime
from nnkit.grading.checking import CheckFailed, check, climb
from nnkit.grading.errors import ArgumentChanged, GraderFault
from nnkit.grading.exercise import ladder, panel
from nnkit.grading.exercise.attempt import Place
from nnkit.grading.exercise.compare import Made
from nnkit.grading.exercise.drawn import DrawnExam
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.spec import Case, Misconception, Property, Spec
from nnkit.grading.judge.results import hosted
from nnkit.grading.mistakes.generic import (
    BENT_ANSWER,
    BENT_ARGUMENT,
    BENT_EXAMPLES,
    generic_mistakes,
)


def double(x):
    return 2.0 * np.asarray(x)


def cases(rng):
    return [
        Case((np.array([1.0, 2.0]),), "x = [1, 2]", "hand", np.array([2.0, 4.0])),
        Case((np.array([1.0, 0.0, 0.0]),), "x = [1, 0, 0]", "isolated", hint="Count the entries."),
        Case((rng.normal(size=(4, 3)),), "a random 4x3 array", "random"),
        Case((np.array([1, -2]),), "the integers [1, -2]", "integer"),
        Case((np.array([1e300]),), "x = 1e300", "extreme", test=lambda got: None),
    ]


def tripled(x):
    return 3.0 * np.asarray(x)


def truncated(x):
    return (2 * np.asarray(x)).astype(int) if np.asarray(x).dtype.kind == "i" else 2.0 * x + 0 * x


SPEC = Spec(
    "double",
    double,
    cases,
    misconceptions=(Misconception("tripled", tripled, "You add x three times."),),
    properties=(
        Property("odd", "double(-x) = -double(x)", lambda f, rng: bool(f(-1.0) == -f(1.0))),
    ),
    gradient=lambda f, rng: None if abs(f(1.0) - 2) < 1 else "slope is not 2",
)


def run(fn, hidden=False, seed=0, spec=SPEC):
    return climb(spec, fn, hidden=hidden, seed=seed)


def failed_rung(result):
    return next(rung.name for rung in result.rungs if rung.state == "failed")


def test_a_right_answer_climbs_every_rung():
    result = run(lambda x: np.asarray(x) + np.asarray(x))
    assert result.passed
    assert result.score == 1.0
    assert type(result.score) is float
    assert {rung.state for rung in result.rungs} == {"passed"}


def stub(x):
    raise NotImplementedError("write your answer here")


def prints_nothing_back(x):
    2 * x


def in_place(x):
    x *= 2
    return x


def raises(x):
    raise ValueError("no idea")


@pytest.mark.parametrize(
    ("fn", "rung", "words"),
    [
        (stub, "attempted", "NotImplementedError"),
        (3, "returns", "needed a function"),
        (prints_nothing_back, "returns", "`return` line missing"),
        (raises, "returns", "ValueError: no idea"),
        (lambda x: "2", "returns", "returns a str"),
        (lambda x: 2.0 * np.atleast_2d(x), "returns", "its shape is (1, 2), needed (2,)"),
        (in_place, "arguments", "changes its argument"),
        (lambda x: 2.0 * x + 1, "hand", "got [3., 5.], needed [2., 4.]"),
        (lambda x: 2.0 * x * (x.size < 3), "isolated", "Count the entries."),
        (lambda x: 2.0 * np.abs(x), "property", "double(-x) = -double(x)"),
        (
            lambda x: 2.0 * x if np.ndim(x) < 2 else 2.0 * np.maximum(x, -9e9) + 1,
            "random",
            "off by the same",
        ),
    ],
)
def test_each_rung_rejects_its_wrong_answer(fn, rung, words):
    result = run(fn)
    assert not result.passed
    assert result.score == 0.5 * (rung == "arguments")
    assert failed_rung(result) == rung
    assert words in result.message


def test_a_wrong_gradient_stops_at_the_gradient_rung():
    spec = Spec("double", double, cases, gradient=lambda f, rng: "dW is 8 times too large")
    result = run(double, spec=spec)
    assert failed_rung(result) == "gradient"
    assert result.message == "dW is 8 times too large"


def test_an_answer_right_on_ordinary_input_only_gets_half():
    result = run(lambda x: 2.0 * x if np.asarray(x).dtype.kind == "f" else x)
    assert failed_rung(result) == "edge"
    assert result.score == 0.5
    assert "the integers [1, -2]" in result.message


def test_a_warning_on_extreme_input_is_a_fault_there_and_nowhere_else():
    def noisy(x):
        np.exp(np.max(np.abs(x)) * 10.0)
        return double(x)

    assert failed_rung(run(noisy)) == "edge"
    assert "overflow" in run(noisy).message
    ordinary = Spec("double", double, lambda rng: cases(rng)[:3])
    assert run(lambda x: double(x) + 0 * np.log(np.zeros(1)).clip(0), spec=ordinary).passed


def test_the_known_mistake_gives_the_advice():
    result = run(lambda x: np.asarray(x) + np.asarray(x) + np.asarray(x))
    assert result.misconception == "tripled"
    assert result.advice == "You add x three times."


def test_another_mistake_gets_no_false_advice():
    assert run(lambda x: 5.0 * np.asarray(x)).misconception == "factor"
    assert run(lambda x: np.sin(3 * np.asarray(x))).misconception is None


def test_a_hidden_message_never_shows_the_wanted_value():
    result = run(lambda x: 2.0 * x + 1, hidden=True)
    assert "needed" not in result.message
    assert "off by the same amount" in result.message


def test_a_changed_argument_reported_by_a_proxy_is_that_rung():
    def proxy(x):
        raise ArgumentChanged("argument 1 changed")

    assert failed_rung(run(proxy)) == "arguments"


def test_hidden_runs_draw_fresh_inputs_each_time():
    seen = []

    def recording(x):
        seen.append(np.asarray(x).tobytes())
        return double(x)

    run(recording, hidden=True, seed=1)
    first = set(seen)
    seen.clear()
    run(recording, hidden=True, seed=2)
    assert first != set(seen)


def test_properties_alone_find_the_mistake_of_a_randomised_answer():
    spec = Spec(
        "coin",
        lambda rng: rng.integers(2),
        lambda rng: [],
        misconceptions=(Misconception("constant", lambda rng: 1, "It never changes."),),
        properties=(
            Property(
                "both",
                "both sides occur",
                lambda f, rng: {int(f(rng)) for _ in range(64)} == {0, 1},
            ),
        ),
    )
    assert run(lambda rng: int(rng.random() < 0.5), spec=spec).passed
    assert run(lambda rng: 1, spec=spec).misconception == "constant"


@pytest.fixture
def registered(monkeypatch):
    from nnkit.grading import units

    monkeypatch.setitem(units.SPECS, "double", SPEC)


def test_check_shows_text_and_returns_the_result(registered, capsys):
    result = check("double", double)
    assert result.passed
    assert "✓ double: all checks passed" in capsys.readouterr().out


def test_hidden_raises_an_assertion_with_the_advice(registered):
    with pytest.raises(AssertionError, match="You add x three times") as caught:
        check("double", tripled, hidden=True, show=False)
    assert isinstance(caught.value, CheckFailed)
    assert caught.value.result.misconception == "tripled"


def test_partial_credit_is_returned_and_zero_still_raises(registered):
    half = check(
        "double",
        lambda x: 2.0 * x if np.asarray(x).dtype.kind == "f" else x,
        True,
        partial=True,
        show=False,
    )
    assert half.score == 0.5
    with pytest.raises(CheckFailed):
        check("double", tripled, True, partial=True, show=False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dubble", "did you mean 'double'"),
        ("zzz", "there are: "),
        (double, "exercise's name first"),
    ],
)
def test_a_wrong_name_is_one_clear_line(registered, name, words):
    with pytest.raises(ValueError, match=words) as caught:
        check(name, double)
    assert isinstance(caught.value, GraderFault)  # in a test cell: the instructor's mistake
    assert "\n" not in str(caught.value)


def test_who_runs_the_checks_is_told_every_result(registered):
    heard = []
    with hosted(Host(told=heard.append)):
        check("double", double, show=False)
    assert [result.name for result in heard] == ["double"]


def test_the_panel_escapes_what_a_student_wrote():
    def hostile(x):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in panel.html(run(hostile))
    assert "&lt;script&gt;" in panel.html(run(hostile))


def test_the_panel_marks_do_not_rest_on_colour():
    assert "✗" in panel.html(run(tripled))
    assert "✓" in panel.html(run(double))


def mean_of_cubes(A, Y):
    return np.mean(np.sum((A - Y) ** 3, axis=1))


def mean_cases(rng):
    return [Case(tuple(rng.normal(3, 1, (2, n, 2))), f"{n} examples", "random") for n in (4, 5)]


@pytest.mark.parametrize("name", BENT_EXAMPLES)
def test_every_generic_mistake_with_examples_is_named(name):
    spec = Spec("mean_of_cubes", mean_of_cubes, mean_cases)
    mistake = next(m for m in generic_mistakes(spec) if m.id == name)
    result = run(mistake.wrong, spec=spec)
    assert not result.passed
    assert (result.misconception, result.advice) == (mistake.id, mistake.advice)


@pytest.mark.parametrize("name", [*BENT_ANSWER, *BENT_ARGUMENT])
def test_every_generic_mistake_is_named(name):
    spec = Spec("cube", cube, cube_cases)
    mistake = next(m for m in generic_mistakes(spec) if m.id == name)
    result = run(mistake.wrong, spec=spec)
    assert not result.passed
    assert (result.misconception, result.advice) == (mistake.id, mistake.advice)


def cube(x):
    return 0.1 * np.asarray(x) ** 3 + 0.2 * np.asarray(x) + 1.7


def cube_cases(rng):
    return [
        Case((np.array([[0.3, -1.2, 2.1], [1.1, -0.7, 0.4], [0.9, -2.6, 0.2]]),), "x", "hand"),
        Case((rng.normal(size=(4, 3)) * 3,), "a random 4x3 array", "random"),
    ]


def test_an_answer_that_is_only_printed_is_named():
    assert run(prints_nothing_back).misconception == "returns-none"


def test_a_changed_argument_is_named():
    assert run(in_place).misconception == "changes-argument"


def test_rungs_that_an_exercise_lacks_are_not_shown():
    bare = Spec("double", double, lambda rng: cases(rng)[:1])
    assert [rung.name for rung in run(tripled, spec=bare).rungs] == [
        "attempted",
        "returns",
        "arguments",
        "hand",
    ]


def test_the_text_panel_fits_a_terminal():
    long = Spec(
        "double",
        double,
        cases,
        misconceptions=(Misconception("tripled", tripled, "You add x three times. " * 12),),
    )
    assert max(map(len, panel.text(run(tripled, spec=long)).splitlines())) <= 90


def test_a_function_that_always_raises_is_no_generic_mistake():
    spec = Spec("call", lambda f: f(1.0), lambda rng: [Case((np.cos,), "cos", "hand")])

    def refuses(f):
        return -f

    result = run(refuses, spec=spec)
    assert "TypeError" in result.message
    assert result.misconception is None


def test_an_answer_that_writes_into_its_arguments_leaves_the_next_one_the_same_questions():
    def writes(x):
        x = np.asarray(x)
        x[...] = 0
        return 2 * x

    results = [run(fn, hidden=True, seed=7) for fn in (double, writes, tripled, double)]
    assert [result.passed for result in results] == [True, False, False, True]
    assert results[2].misconception == "tripled"


def test_a_hidden_check_draws_its_questions_anew():
    asked = []

    def remembers(x):
        asked.append(np.array(x))
        return sigmoid_prime(x)

    for _ in range(2):
        check("sigmoid_prime", remembers, hidden=True, show=False)
    first, second = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    assert any(a.shape != b.shape or (a != b).any() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("steps", [lambda a: iter([*a]), lambda a: (v for v in a)])
def test_an_answer_that_comes_step_by_step_is_read_to_its_end(steps):
    spec = Spec("pair", lambda x: [x, 2 * x], lambda rng: [Case((3.0,), "x = 3", "hand")])
    assert run(lambda x: steps([x, 2 * x]), spec=spec).passed
    assert "returns 1 values, needed 2" in run(lambda x: steps([x]), spec=spec).message


def test_an_answer_without_an_end_is_no_answer():
    spec = Spec("pair", lambda x: [x, 2 * x], lambda rng: [Case((3.0,), "x = 3", "hand")])
    assert "needed 2" in run(lambda x: itertools.count(), spec=spec).message


def test_an_error_on_the_way_is_told():
    def broken(x):
        yield x
        raise ValueError("no more")

    spec = Spec("pair", lambda x: [x, 2 * x], lambda rng: [Case((3.0,), "x = 3", "hand")])
    assert "raises ValueError: no more" in run(broken, spec=spec).message


def test_an_exercise_says_how_often_the_hidden_check_draws_its_cases():
    for rounds, count in ((3, 6), (1, 2), (0, 0)):
        spec = replace(SPEC, cases=lambda rng: cases(rng)[:2], hidden_rounds=rounds)
        assert len(DrawnExam(spec, True, 0).cases) == count


@dataclass(frozen=True)
class AtLeast:
    """A test that gives a share of the points: the value itself, all of them from 1 on."""

    def share(self, got):
        return min(1.0, got)

    def __call__(self, got):
        return None if got >= 1 else f"it is {got}"


@pytest.mark.parametrize(
    ("values", "score", "calls"),
    [
        ([2.0, 0.1, 0.1], 1, 1),
        ([0.4, 1.5, 0.1], 1, 2),
        ([0.4, 0.7, 0.2], 0.7, 3),
        ([0.0, 1.0, 1.0], 0, 1),
        ([0.4, ValueError("no"), 0.2], 0.4, 3),
    ],
)
def test_the_best_of_several_calls_counts_where_luck_may_spoil_an_answer(values, score, calls):
    case = Case((0,), "the first", "random", 1.0, test=AtLeast(), again=((1,), (2,)))
    made = []

    def lucky(place):
        made.append(place)
        if isinstance(values[place], Exception):
            raise values[place]
        return values[place]

    spec = Spec("lucky", lambda place: 1.0, lambda rng: [case], seconds=1000.0)
    result = ladder.climb(DrawnExam(spec, False, 0), lucky, Place())
    assert result.score == score
    assert made == list(range(calls))


def test_an_answer_that_takes_long_is_not_called_again_when_time_is_over():
    case = Case((0,), "the first", "random", 1.0, test=AtLeast(), again=((1,),))
    spec = Spec("slow", lambda place: 1.0, lambda rng: [case], seconds=0.0)
    made = []
    ladder.climb(DrawnExam(spec, False, 0), lambda place: made.append(place) or 0.5, Place())
    assert made == [0]


class Ones(Made):
    def made(self):
        return np.ones(3)


def test_an_argument_that_is_made_is_made_for_each_call():
    spec = Spec("total", np.sum, lambda rng: [Case((Ones(),), "ones", "hand", 3.0)])
    assert run(np.sum, spec=spec).passed
