"""Every exercise: its reference passes, its special mistakes are rejected in their own words."""

import re

import numpy as np
import pytest

from nnkit.grading.checking import check, climb
from nnkit.grading.exercise.drawn import DrawnExam, home_seed
from nnkit.grading.mistakes.build import special, table_of
from nnkit.grading.mistakes.program import ANSWER, read
from nnkit.grading.units import SPECS

SEEDS = {False: range(3), True: range(8)}
CHOICES = ("predict_step", "predict_linear", "predict_wider")
PROGRAMS = {name: [read(form) for form in spec.forms] for name, spec in SPECS.items()}
SPECIAL = [
    pytest.param(spec, mistake, id=f"{spec.name}-{mistake.id}")
    for spec in SPECS.values()
    for mistake in special(spec, PROGRAMS[spec.name])
]
each_exercise = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@each_exercise
def test_the_reference_passes(spec, hidden):
    for seed in SEEDS[hidden]:
        result = climb(spec, spec.reference, hidden=hidden, seed=seed)
        assert result.passed, result.message
        assert result.score == 1


@each_exercise
def test_each_form_is_right_on_ordinary_input(spec):
    exam = DrawnExam(spec, False, home_seed(spec.name))
    for form in spec.forms:
        for index, case in exam.at("hand", "isolated", "random"):
            got = form(*case.args, **case.kwargs)
            problem = case.test(got) if case.test else exam.judge(index, _outcome(got))
            assert problem is None, (
                f"{spec.name}: the form {form.__name__} is wrong for {case.label}: {problem}. "
                "Usual mistakes are derived from it, so it must be right on ordinary input."
            )


def _outcome(value):
    from nnkit.grading.exercise.exam import Outcome

    return Outcome(value)


@pytest.mark.parametrize(("spec", "mistake"), SPECIAL)
def test_a_special_mistake_is_rejected_in_its_own_words(spec, mistake):
    for hidden in (False, True):
        result = climb(spec, mistake, hidden=hidden, seed=3)
        assert not result.passed, (
            f"{spec.name}: the mistake {mistake.id!r} passes: it is right, or a case is missing "
            "that tells it apart"
        )
        shares = {case.rung for case in spec.cases(np.random.default_rng(3))} & {"share"}
        assert (
            0 <= result.score < 1
            if shares or spec.by_parts
            else result.score in (0, spec.edge_score)
        )
    assert check(spec.name, mistake, show=False).advice == mistake.advice, (
        f"{spec.name}: {mistake.id!r} does what a mistake above it does. Leave one of them out."
    )


@each_exercise
def test_an_exercise_is_complete(spec):
    name = spec.name
    assert re.fullmatch(r"\d\d", spec.unit), f'{name}: give its unit in two digits, "01"'
    assert spec.returns, f"{name}: say in `returns` what the answer is"
    assert spec.signature.startswith(f"{name}("), f"{name}: `signature` is that of another function"
    assert spec.points > 0, f"{name}: say in `points` what it is worth"
    assert spec.hidden or name in CHOICES, (
        f"{name} has no hidden cases: write a function of a Generator in "
        f"nnkit/grading/units/hidden/u{spec.unit}_*.py and call it `_{name}`"
    )


@each_exercise
def test_each_line_of_a_program_says_what_it_makes(spec):
    for program in PROGRAMS[spec.name]:
        for line in program.lines:
            if line.name == ANSWER or line.name in spec.parts or "." in line.name:
                continue
            assert line.words, (
                f"{spec.name}: behind the line that makes `{line.name}`, write as a comment what "
                "it is, as the sentence about a mistake will call it: `e = p - y  # the error of "
                "each example`"
            )


@each_exercise
def test_an_exercise_without_an_answer_is_not_attempted(spec):
    def stub(*args, **kwargs):
        raise NotImplementedError("write your answer here")

    result = climb(spec, stub, hidden=True, seed=1)
    assert not result.attempted
    assert result.score == 0
    assert result.advice == ""


@each_exercise
def test_advice_is_short(spec):
    for mistake in special(spec, PROGRAMS[spec.name]):
        sentences = re.split(r"(?<=[.?!])\s+", mistake.advice)
        assert len(sentences) <= 4, (
            f"{spec.name}: the advice on {mistake.id!r} has {len(sentences)} sentences, at most 4 "
            "are read"
        )
        assert mistake.advice[-1] in ".?", (
            f"{spec.name}: the advice on {mistake.id!r} ends without a full stop"
        )


@each_exercise
def test_the_panel_shows_the_advice(spec, capsys):
    known = table_of(spec).known
    mistake = next(iter(special(spec, PROGRAMS[spec.name])), None)
    if mistake is None:
        tests = [case.test for case in spec.cases(np.random.default_rng(3))]
        assert known or any(hasattr(test, "causes") for test in tests), (
            f"{spec.name} knows no mistake: write its program in several lines, or list special "
            "mistakes in `mistakes`"
        )
        return
    check(spec.name, mistake)
    shown = " ".join(capsys.readouterr().out.split())  # the panel wraps its lines
    assert " ".join(mistake.advice.split()) in shown


@each_exercise
def test_hidden_messages_show_no_wanted_value(spec):
    for mistake in special(spec, PROGRAMS[spec.name]):
        result = climb(spec, mistake, hidden=True, seed=3)
        assert not re.search(r"(?<!values, )needed (\[|-?\d[\d.e-]*\.( |$))", result.message), (
            result.message
        )


ODD = {
    "nothing": None,
    "a text": "x",
    "a dict": {"a": 1},
    "an object": object(),
    "a ragged list": [[1.0], [2.0, 3.0], "x"],
    "nested lists": [[np.ones(2), np.ones(3)], []],
    "nan": np.nan,
    "infinity": np.array([np.inf, -np.inf]),
    "complex": np.array([1j, 2.0]),
    "a function": len,
    "texts": np.array(["a", "b"]),
    "huge": 1e308 * np.ones((2, 2)),
    "endless": 10**5000,
    "empty": np.zeros((0, 3)),
    "a generator": (i for i in range(3)),
}


@each_exercise
def test_odd_results_are_told_in_words(spec):
    for what, value in ODD.items():
        result = climb(spec, lambda *args, value=value, **kwargs: value, hidden=False, seed=0)
        assert not result.passed, what
        assert result.message
