"""Every exercise: its reference passes, each known mistake is rejected under its own name."""

import re

import numpy as np
import pytest

from nnkit.grading.exercise.ladder import check, climb
from nnkit.grading.units import SPECS
from nnkit.grading.units.hidden import HIDDEN

SEEDS = {False: range(3), True: range(8)}
CHOICES = ("predict_step", "predict_linear")
MISTAKES = [
    pytest.param(spec, mistake, id=f"{spec.name}-{mistake.id}")
    for spec in SPECS.values()
    for mistake in spec.misconceptions
]


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_reference_passes(spec, hidden):
    for seed in SEEDS[hidden]:
        result = climb(spec, spec.reference, hidden=hidden, seed=seed)
        assert result.passed, result.message
        assert result.score == 1


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize(("spec", "mistake"), MISTAKES)
def test_a_known_mistake_is_rejected_under_its_own_name(spec, mistake, hidden):
    for seed in SEEDS[hidden]:
        result = climb(spec, mistake.wrong, hidden=hidden, seed=seed)
        assert not result.passed
        shares = {case.rung for case in spec.cases(np.random.default_rng(seed))} & {"share"}
        assert 0 <= result.score < 1 if shares else result.score in (0, spec.edge_score)
        assert (result.misconception, result.advice) == (mistake.id, mistake.advice)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_an_exercise_is_complete(spec):
    ids = [mistake.id for mistake in spec.misconceptions]
    assert len(ids) == len(set(ids)), "two mistakes have the same id"
    assert len(ids) >= 6
    assert spec.unit
    assert spec.returns
    assert spec.signature.startswith(f"{spec.name}(")
    assert spec.points > 0
    assert spec.name in HIDDEN or spec.name in CHOICES


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_an_exercise_without_an_answer_is_not_attempted(spec):
    def stub(*args, **kwargs):
        raise NotImplementedError("write your answer here")

    result = climb(spec, stub, hidden=True, seed=1)
    assert not result.attempted
    assert result.score == 0
    assert result.advice == ""


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_advice_is_short_and_names_its_place_in_the_notes(spec):
    for mistake in spec.misconceptions:
        sentences = re.split(r"(?<=[.?!])\s+", mistake.advice)
        assert len(sentences) <= 6 if "still-printed" in mistake.id else len(sentences) <= 3
        assert mistake.advice[-1] in ".?"
        for place in re.findall(r"00\d line \d+", mistake.note):
            assert place in mistake.advice


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_visible_check_of_the_notebook_names_the_mistake(spec, capsys):
    for mistake in spec.misconceptions:
        assert check(spec.name, mistake.wrong).misconception == mistake.id
        shown = " ".join(capsys.readouterr().out.split())  # the panel wraps its lines
        assert " ".join(mistake.advice.split()) in shown


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_hidden_messages_show_no_wanted_value(spec):
    for mistake in spec.misconceptions:
        result = climb(spec, mistake.wrong, hidden=True, seed=3)
        assert not re.search(r"(?<!values, )needed (\[|-?\d[\d.e-]*\.( |$))", result.message), (
            result.message
        )
