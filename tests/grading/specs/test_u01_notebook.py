"""The exercise notebook of unit 01 and its specs say the same."""

import ast
from pathlib import Path

import nbformat
import pytest

import nnkit
from nnkit.grading.checks.ladder import climb
from nnkit.grading.specs import SPECS

SOURCE = Path(__file__).parents[3] / "solutions" / "01_one_neuron" / "one_neuron.ipynb"
UNIT = {name: spec for name, spec in SPECS.items() if spec.unit == "01"}


@pytest.fixture(scope="module")
def cells():
    notebook = nbformat.read(SOURCE, as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}


@pytest.fixture(scope="module")
def answers(cells):
    names = {"__name__": "student"}
    exec("import numpy as np", names)
    for name in UNIT:
        exec(cells[name].source, names)
    return names


@pytest.mark.parametrize("name", UNIT)
def test_the_answer_of_the_notebook_passes(name, answers):
    for seed in range(5):
        result = climb(UNIT[name], answers[name], hidden=True, seed=seed)
        assert result.passed, result.message


@pytest.mark.parametrize("name", UNIT)
def test_the_stub_has_the_signature_and_the_first_sentence_of_the_reference(name, cells):
    (function,) = ast.parse(cells[name].source).body
    assert f"{name}({ast.unparse(function.args)})" == UNIT[name].signature.replace(" = ", "=")
    assert cells[name].metadata.nbgrader.solution
    assert not cells[name].metadata.nbgrader.locked
    if hasattr(nnkit, name):
        first = ast.get_docstring(function).splitlines()[0].rstrip(".").split(",")[0]
        assert getattr(nnkit, name).__doc__.startswith(first)


@pytest.mark.parametrize("name", UNIT)
def test_the_test_cell_checks_this_exercise_for_its_points(name, cells):
    cell = cells[f"test_{name}"]
    assert cell.metadata.nbgrader.points == UNIT[name].points
    assert cell.metadata.nbgrader.locked
    assert cell.source.splitlines() == [
        f'result = check("{name}", {name})',
        "### BEGIN HIDDEN TESTS",
        f'result = check("{name}", {name}, hidden=True, partial=True)',
        "### END HIDDEN TESTS",
        f"{UNIT[name].points} * result.score",
    ]


def test_the_notebook_is_stored_without_outputs_and_is_worth_20_points(cells):
    code = [cell for cell in cells.values() if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert sum(cell.metadata.nbgrader.get("points", 0) for cell in cells.values()) == 20
