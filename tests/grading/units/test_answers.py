"""Right and wrong answers in many forms, kept in ``answers/``: one pair of modules a unit.

`RIGHT` is {exercise: answers}; `WRONG` is {exercise: (answer, named) pairs}, where `named` says
that the answer makes one of the exercise's known mistakes and is to be told so.
"""

from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from nnkit.grading.checking import climb
from nnkit.grading.units import SPECS

UNITS = sorted({spec.unit for spec in SPECS.values()})
RIGHT = {unit: import_module(f"answers.u{unit}_right") for unit in UNITS}
WRONG = {unit: import_module(f"answers.u{unit}_wrong") for unit in UNITS}
RIGHTS = [
    pytest.param(name, answer, id=f"u{unit}-{name}-{i}")
    for unit, module in RIGHT.items()
    for name, answers in module.RIGHT.items()
    for i, answer in enumerate(answers)
]
WRONGS = [
    pytest.param(name, answer, named, id=f"u{unit}-{name}-{i}")
    for unit, module in WRONG.items()
    for name, answers in module.WRONG.items()
    for i, (answer, named) in enumerate(answers)
]
ELEMENTWISE = {"01", "02", "03", "04"}  # cheap to run: more seeds


def seeds(name, hidden):
    if SPECS[name].unit in ELEMENTWISE:
        return range(8 if hidden else 3)
    return range(3 if hidden else 2)


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize(("name", "answer"), RIGHTS)
def test_a_right_answer_passes_whatever_its_form(name, answer, hidden):
    for seed in seeds(name, hidden):
        result = climb(SPECS[name], answer, hidden=hidden, seed=seed)
        assert result.passed, (seed, result.message, result.advice)


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize(("name", "answer", "named"), WRONGS)
def test_a_wrong_answer_is_rejected_and_named_where_it_is_a_known_mistake(
    name, answer, named, hidden
):
    for seed in seeds(name, hidden):
        result = climb(SPECS[name], answer, hidden=hidden, seed=seed)
        assert not result.passed
        assert result.message
        assert result.misconception is not None or not named, result.message


@pytest.mark.parametrize("unit", UNITS)
def test_every_exercise_has_right_and_wrong_answers(unit):
    right, wrong = RIGHT[unit].RIGHT, WRONG[unit].WRONG
    assert set(right) == {name for name, spec in SPECS.items() if spec.unit == unit}
    assert set(wrong) <= set(right)
    assert all(len(right[name]) >= 4 for name in set(right) - RIGHT[unit].OTHER)
    assert all(len(answers) >= 5 for answers in wrong.values())


@pytest.mark.parametrize("unit", UNITS)
def test_four_of_five_wrong_answers_are_named(unit):
    named = [named for _, named in chain.from_iterable(WRONG[unit].WRONG.values())]
    assert sum(named) >= 0.8 * len(named)


def test_no_answers_are_left_out():
    files = {path.stem for path in Path(__file__).parent.glob("answers/u*.py")}
    assert files == {f"u{unit}_{kind}" for unit in UNITS for kind in ("right", "wrong")}
