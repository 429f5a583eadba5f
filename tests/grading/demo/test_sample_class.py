"""The sample class deserves what it says: every answer is climbed by the check itself."""

from __future__ import annotations

import copy
import textwrap

import nbformat
import numpy as np
import pytest

from nnkit.grading import CheckFailed, check
from nnkit.grading.demo import bestiary
from nnkit.grading.demo.answers import RIGHT, WRONG
from nnkit.grading.demo.demo import demo
from nnkit.grading.demo.sample_class import CLASS, Pupil, sample_class
from nnkit.grading.errors import UseError
from nnkit.grading.units import SPECS

UNIT = {name: spec.points for name, spec in SPECS.items() if spec.unit == "01"}


def judged(task: str, body: str):
    names = {"np": np}
    exec(f"def {SPECS[task].signature}:\n{textwrap.indent(body, '    ')}", names)
    try:
        return check(task, names[task], hidden=True, partial=True, show=False)
    except CheckFailed as failed:
        return failed.result


def released():
    """A notebook like the released one: a stub and a test cell for each task."""
    v4 = nbformat.v4
    nb = v4.new_notebook()
    nb.cells.append(v4.new_markdown_cell("YOUR ANSWER HERE"))
    nb.cells[0].metadata["nbgrader"] = {"grade_id": "own_words", "grade": True}
    for task in UNIT:
        stub = f'def {SPECS[task].signature}:\n    """Do it."""\n    raise NotImplementedError()'
        for cell, grade_id, is_test in (
            (v4.new_code_cell(stub), task, False),
            (v4.new_code_cell(f'check("{task}", {task})'), f"test_{task}", True),
        ):
            cell.metadata["nbgrader"] = {"grade_id": grade_id, "grade": is_test}
            nb.cells.append(cell)
    return nb


@pytest.mark.parametrize("task", list(RIGHT))
def test_every_right_form_earns_all_points(task) -> None:
    for body in RIGHT[task]:
        assert judged(task, body).score == 1, body


@pytest.mark.parametrize(("task", "name"), list(WRONG))
def test_every_wrong_answer_is_named_and_earns_its_share(task, name) -> None:
    wrong = WRONG[task, name]
    result = judged(task, wrong.body)
    assert result.score == wrong.share
    assert result.misconception
    assert wrong.says in result.advice


@pytest.mark.parametrize("task", list(RIGHT))
def test_no_two_mistakes_of_a_task_are_called_the_same(task) -> None:
    found = [
        judged(task, wrong.body).misconception for (of, _), wrong in WRONG.items() if of == task
    ]
    assert len(set(found)) == len(found)


def test_the_class_covers_every_task_of_the_unit() -> None:
    assert set(RIGHT) == set(UNIT)
    assert {task for task, _ in WRONG} == set(UNIT)


def test_thirty_hand_in_all_different_and_what_they_deserve_follows() -> None:
    assert len({pupil.id for pupil in CLASS}) == 30
    deserved = {pupil.id: pupil.deserves(UNIT) for pupil in CLASS}
    assert deserved["ada.bianchi"] == sum(UNIT.values())
    assert deserved["olga.petrova"] == 0
    assert [name for name, score in deserved.items() if score is None] == [
        "rosa.conti",
        "tara.singh",
        "dmitri.orlov",
    ]


def test_a_larger_class_is_the_same_every_time() -> None:
    assert sample_class(40) == sample_class(40)
    assert sample_class(40)[:30] == CLASS
    assert len(sample_class(7)) == 7


def test_every_member_of_the_class_can_write_its_hand_in(tmp_path) -> None:
    nb = released()
    before = copy.deepcopy(nb)
    for pupil in CLASS:
        folder = tmp_path / pupil.id / "01_one_neuron"
        folder.mkdir(parents=True)
        pupil.write(pupil.notebook(nb), folder)
        assert len(list(folder.iterdir())) == 1
    assert nb == before


def test_an_answer_takes_the_place_of_the_stub() -> None:
    found = bestiary.cell(Pupil("a.b", "", "sigmoid:falling").notebook(released()), "sigmoid")
    assert found.source == "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"


def test_a_folder_that_is_not_a_demo_is_left_alone(tmp_path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UseError, match="not an earlier demo"):
        demo(tmp_path)
    with pytest.raises(UseError, match="not a folder"):
        demo(tmp_path / "thesis.tex")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
