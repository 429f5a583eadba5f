"""Error carried forward: a wrong answer costs its own points, in the panel and in the marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbgrader.utils import determine_grade
from notebooks import hidden, marks, run, text_of

from nnkit.grading import check
from nnkit.grading.carried import Carried
from nnkit.grading.handin.cells import bound
from nnkit.grading.handin.rebuild import whose
from nnkit.grading.run.rehearsal import is_test

UNIT = Path(__file__).parents[3] / "solutions/01_one_neuron/one_neuron.ipynb"
WRONG = "def sigmoid(z):\n    return 1 / (1 + np.exp(np.clip(z, -500, 500)))"
NEURON = "def neuron(X, w, b):\n    return sigmoid(X @ w + b)"


def names_of(*sources: str) -> dict[str, Any]:
    names: dict[str, Any] = {"np": np}
    for source in sources:
        exec(source, names)
    return names


def cell(name: str) -> tuple[Any, ...]:
    text = f"result = check('{name}', {name}, hidden=True, partial=True)"
    return ("test", f"{hidden(text)}\n2 * result.score", 2)


def test_in_the_notebook_it_is_right_given_a_right_one() -> None:
    names = names_of(WRONG, NEURON)
    wrong = names["sigmoid"]
    result = check("neuron", names["neuron"], show=False)
    assert (result.passed, result.score, result.given) == (True, 1.0, ("sigmoid",))
    assert "given a right sigmoid" in repr(result)
    assert "which yours is not yet" in result._repr_html_()
    assert names["sigmoid"] is wrong
    assert not check("sigmoid", wrong, show=False).passed


def test_a_mistake_of_ones_own_is_named_as_such() -> None:
    names = names_of(WRONG, NEURON.replace("+ b", "- b"))
    result = check("neuron", names["neuron"], show=False)
    assert not result.passed
    assert "A right `sigmoid` was put in place of yours" in result.message
    right = names_of("from nnkit import sigmoid", NEURON.replace("+ b", "- b"))
    alone = check("neuron", right["neuron"], show=False)
    assert result.misconception == alone.misconception
    assert not isinstance(alone, Carried)


def test_a_function_of_numpy_is_not_the_one_of_the_same_name() -> None:
    step = "def rnn_step(x, h, Wxh, Whh, b):\n    return np.tanh(x @ Wxh + h @ Whh - b)"
    names = names_of("def tanh(z):\n    return z", step)
    result = check("rnn_step", names["rnn_step"], show=False)
    assert not result.passed
    assert not isinstance(result, Carried)
    assert "put in place" not in result.message


@pytest.mark.parametrize("own", ["raise NotImplementedError", "return z / 0", "return None"])
def test_whatever_the_wrong_answer_does(rooms: Any, own: str) -> None:
    source = f"def sigmoid(z):\n    {own}\n{NEURON}"
    nb, verdict = run(rooms, ("student", source), cell("sigmoid"), cell("neuron"))
    assert marks(nb) == [0, 2.0], text_of(nb)
    assert verdict.checks[-1]["given"] == ("sigmoid",) or verdict.checks[-1]["given"] == ["sigmoid"]
    assert "given a right sigmoid" in text_of(nb)


def test_an_answer_that_calls_no_other_gets_nothing(rooms: Any) -> None:
    source = f"{WRONG}\ndef neuron(X, w, b):\n    return 1 / (1 + np.exp(X @ w + b))"
    nb, _ = run(rooms, ("student", source), cell("neuron"))
    assert marks(nb) == [0], text_of(nb)


KEEPS = {
    "the function": ("kept.append(sigmoid)", "kept[0](z) if kept else 0 * np.asarray(z)"),
    "by its values": ("kept.append(sigmoid(np.zeros(1)))", "0 * np.asarray(z)"),
    "as a default": ("neuron.f = sigmoid", "getattr(neuron, 'f', np.zeros_like)(z)"),
}


@pytest.mark.parametrize("how", KEEPS)
def test_the_right_program_does_not_stay(rooms: Any, how: str) -> None:
    keep, use = KEEPS[how]
    source = (
        f"kept = []\ndef sigmoid(z):\n    return {use}\n"
        f"def neuron(X, w, b):\n    {keep}\n    return sigmoid(X @ w + b)"
    )
    nb, _ = run(rooms, ("student", source), cell("sigmoid"), cell("neuron"), cell("sigmoid"))
    assert marks(nb)[0] == marks(nb)[2] == 0, text_of(nb)


def test_a_wrong_sign_in_sigmoid_costs_the_points_of_sigmoid(rooms: Any) -> None:
    nb = nbformat.read(UNIT, as_version=4)
    for entry in nb.cells:
        entry.metadata["nnkit"] = whose(entry, entry.source, bound(entry.source))
        if entry.metadata.get("nbgrader", {}).get("grade_id") == "sigmoid":
            entry.source = WRONG
    rooms.execute(nb)
    tests = {c.metadata.nbgrader.grade_id: c for c in nb.cells if is_test(c)}
    got = {name: determine_grade(cell) for name, cell in tests.items()}
    assert [name for name, (points, most) in got.items() if points != most] == ["test_sigmoid"]
