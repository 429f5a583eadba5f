"""Right and wrong answers in many forms, kept in ``answers/``: one pair of modules a unit.

`RIGHT` is {exercise: answers}; `WRONG` is {exercise: (answer, named) pairs}, where `named` says
that the answer makes one of the exercise's known mistakes and is to be told so.
"""

from importlib import import_module
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

from nnkit.grading.checking import climb
from nnkit.grading.units import SPECS

HERE = "tests/grading/units/answers"
FORMS, MISTAKES = 4, 5  # so many right and wrong answers has an exercise at least
UNITS = sorted({spec.unit for spec in SPECS.values()})


def answers_to(unit, kind):
    """The module of the answers to a unit; without any as long as it is not written."""
    if not (Path(__file__).parent / f"answers/u{unit}_{kind}.py").exists():
        return SimpleNamespace(RIGHT={}, WRONG={}, OTHER=set())
    return import_module(f"answers.u{unit}_{kind}")


RIGHT = {unit: answers_to(unit, "right") for unit in UNITS}
WRONG = {unit: answers_to(unit, "wrong") for unit in UNITS}
RIGHTS = [
    pytest.param(name, answer, id=f"u{unit}-{name}-{i}")
    for unit, module in RIGHT.items()
    for name, answers in module.RIGHT.items()
    if name in SPECS
    for i, answer in enumerate(answers)
]
WRONGS = [
    pytest.param(name, answer, named, id=f"u{unit}-{name}-{i}")
    for unit, module in WRONG.items()
    for name, answers in module.WRONG.items()
    if name in SPECS
    for i, (answer, named) in enumerate(answers)
]
ELEMENTWISE = {"01", "02", "03", "04"}  # cheap to run: more seeds


def exams(name):
    """The visible and the hidden exam of an exercise, each with some seeds."""
    visible, hidden = (3, 8) if SPECS[name].unit in ELEMENTWISE else (2, 3)
    return [(False, seed) for seed in range(visible)] + [(True, seed) for seed in range(hidden)]


@pytest.mark.parametrize(("name", "answer"), RIGHTS)
def test_a_right_answer_passes_whatever_its_form(name, answer):
    for hidden, seed in exams(name):
        result = climb(SPECS[name], answer, hidden=hidden, seed=seed)
        assert result.passed, (hidden, seed, result.message, result.advice)


@pytest.mark.parametrize(("name", "answer", "named"), WRONGS)
def test_a_wrong_answer_is_rejected_and_named_where_it_is_a_known_mistake(name, answer, named):
    for hidden, seed in exams(name):
        result = climb(SPECS[name], answer, hidden=hidden, seed=seed)
        assert not result.passed, (hidden, seed)
        assert result.message
        assert result.misconception is not None or not named, (hidden, seed, result.message)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_an_exercise_has_right_answers_in_several_forms(spec):
    module, name = RIGHT[spec.unit], spec.name
    needed = 1 if name in module.OTHER else FORMS
    there = len(module.RIGHT.get(name, ()))
    assert there >= needed, (
        f"{name} has {there} of {needed} right answers: write them, each in another form, in "
        f'{HERE}/u{spec.unit}_right.py: RIGHT["{name}"] = [one, two, ...]'
    )


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_an_exercise_has_wrong_answers(spec):
    module, name = WRONG[spec.unit], spec.name
    there = len(module.WRONG.get(name, ()))
    assert there >= MISTAKES, (
        f"{name} has {there} of {MISTAKES} wrong answers: write what students may get wrong in "
        f'{HERE}/u{spec.unit}_wrong.py: WRONG["{name}"] = [(answer, True), ...], True where the '
        "panel is to name the mistake"
    )


@pytest.mark.parametrize("unit", UNITS)
def test_four_of_five_wrong_answers_are_named(unit):
    named = [named for _, named in chain.from_iterable(WRONG[unit].WRONG.values())]
    assert sum(named) >= 0.8 * len(named), (
        f"unit {unit} names {sum(named)} of {len(named)} wrong answers: give the lines of its "
        "programs better words, or list special mistakes"
    )


def test_all_answers_belong_to_an_exercise():
    files = {path.stem for path in Path(__file__).parent.glob("answers/u*.py")}
    others = files - {f"u{unit}_{kind}" for unit in UNITS for kind in ("right", "wrong")}
    assert not others, f"{HERE} has answers to no unit: {sorted(others)}"
    for unit in UNITS:
        answered = {*RIGHT[unit].RIGHT, *WRONG[unit].WRONG}
        others = answered - {name for name, spec in SPECS.items() if spec.unit == unit}
        assert not others, f"{HERE}/u{unit}_*.py has answers to no exercise: {sorted(others)}"
