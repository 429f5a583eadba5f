"""Each unit's exercise notebook and its specs say the same."""

import ast
from functools import cache
from pathlib import Path

import nbformat
import pytest

from nnkit.grading.checking import climb
from nnkit.grading.judge import Rooms
from nnkit.grading.units import SPECS

SOLUTIONS = Path(__file__).parents[3] / "solutions"
UNITS = {folder.name[:2]: folder for folder in sorted(SOLUTIONS.glob("[0-9][0-9]_*"))}
TASKS = [pytest.param(spec, id=f"{spec.unit}-{name}") for name, spec in SPECS.items()]


@cache
def cells_of(unit):
    (path,) = UNITS[unit].glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}


def cell_of(unit, name):
    """The cell that nbgrader calls `name`."""
    cells = cells_of(unit)
    assert name in cells, (
        f"solutions/{UNITS[unit].name} has no cell {name!r}: an exercise has an answer cell with "
        "its name as nbgrader's ID, and behind it a test cell called test_ and the name"
    )
    return cells[name]


@cache
def answers_of(unit):
    """What the notebook's setup and answer cells define."""
    names = {"__name__": "student"}
    for name in ["setup", *(spec.name for spec in SPECS.values() if spec.unit == unit)]:
        if name in cells_of(unit):
            exec(cells_of(unit)[name].source, names)
    return names


def answer_of(spec):
    """The answer of the notebook to an exercise."""
    source = cell_of(spec.unit, spec.name).source
    names = answers_of(spec.unit)
    assert spec.name in names, f"the cell {spec.name!r} defines no {spec.name}: {source[:60]!r}"
    return names[spec.name]


def test_every_unit_has_a_notebook_and_specs():
    described = {spec.unit for spec in SPECS.values()}
    assert set(UNITS) >= described, f"solutions/ lacks the units {sorted(described - set(UNITS))}"
    assert set(UNITS) <= described, (
        f"nnkit/grading/units/ lacks the exercises of {sorted(set(UNITS) - described)}"
    )


@pytest.mark.parametrize("spec", TASKS)
def test_the_answer_of_the_notebook_passes(spec):
    for seed in range(3):
        result = climb(spec, answer_of(spec), hidden=True, seed=seed)
        assert result.passed, (
            f"{spec.name}: the answer in the notebook is not right: {result.message}"
        )


@pytest.fixture(scope="module")
def rooms():
    with Rooms() as made:
        yield made


@pytest.mark.parametrize("unit", UNITS)
def test_the_answers_pass_between_the_two_rooms(unit, rooms):
    """Functions given to the students live with the judge there, the answers do not."""
    (path,) = UNITS[unit].glob("*.ipynb")
    verdict = rooms.execute(nbformat.read(path, as_version=4))
    assert verdict.stopped is None
    names = [name for name, spec in SPECS.items() if spec.unit == unit]
    assert {c["name"]: c["score"] for c in verdict.checks} == dict.fromkeys(names, 1.0)


@pytest.mark.parametrize("spec", TASKS)
def test_the_stub_has_the_signature_and_a_sentence_but_not_the_answer(spec):
    cell = cell_of(spec.unit, spec.name)
    (function,) = [node for node in ast.parse(cell.source).body if type(node) is ast.FunctionDef]
    signature = f"{spec.name}({ast.unparse(function.args)})"
    assert signature.replace(" ", "") == spec.signature.replace(" ", ""), (
        f"the notebook asks for {signature}, the exercise for {spec.signature}"
    )
    assert cell.metadata.nbgrader.solution, f"mark the cell {spec.name!r} as an autograded answer"
    assert not cell.metadata.nbgrader.locked, f"the answer cell {spec.name!r} is locked"
    first = ast.get_docstring(function).splitlines()[0]
    assert len(first) >= 15
    assert first.endswith((".", ":"))


@pytest.mark.parametrize("spec", TASKS)
def test_the_test_cell_checks_this_exercise_for_its_points(spec):
    cell = cell_of(spec.unit, f"test_{spec.name}")
    assert cell.metadata.nbgrader.points == spec.points, (
        f"the cell test_{spec.name} gives {cell.metadata.nbgrader.points} points, the exercise "
        f"{spec.points}"
    )
    assert cell.metadata.nbgrader.locked, f"mark the cell test_{spec.name} as autograder tests"
    assert cell.source.splitlines() == [
        f'result = check("{spec.name}", {spec.name})',
        "### BEGIN HIDDEN TESTS",
        f'result = check("{spec.name}", {spec.name}, hidden=True, partial=True)',
        "### END HIDDEN TESTS",
        f"{spec.points:g} * result.score",
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_the_notebook_is_stored_without_outputs_and_says_what_it_is_worth(unit):
    cells = cells_of(unit)
    code = [cell for cell in cells.values() if cell.cell_type == "code"]
    with_outputs = [cell.id for cell in code if cell.outputs or cell.execution_count is not None]
    assert not with_outputs, f"clear the outputs of {with_outputs}"
    points = sum(cell.metadata.nbgrader.get("points", 0) for cell in cells.values())
    assert f"{points} points" in next(iter(cells.values())).source, (
        f"the first cell should say that the unit is worth {points} points"
    )
