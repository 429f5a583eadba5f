"""Marks are read as nbgrader reads them, except where its rules are unfair."""

from __future__ import annotations

import copy
import logging
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader import utils
from nbgrader.preprocessors import LimitOutput

from nnkit.grading.gradebook.scores import checksum, marks, shorten, tidy, tidy_tests

ERROR = new_output("error", ename="AssertionError", evalue="", traceback=["x"])
OUT = new_output("stream", name="stdout", text="hello")
ERR = new_output("stream", name="stderr", text="a warning")


def value(text: str) -> Any:
    return new_output("execute_result", data={"text/plain": text})


def cell(*outputs: Any, points: float = 2, **data: Any) -> Any:
    flags = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": points}
    made = new_code_cell("x", metadata={"nbgrader": flags | data})
    made.outputs = [copy.deepcopy(output) for output in outputs]
    return made


OUTPUTS = [
    [], [OUT], [ERROR], [OUT, ERROR], [ERR], [value("1.5")], [value("0")], [value("2")],
    [OUT, value("0.25")], [value("'text'")], [value("True")], [ERROR, value("2")],
    [value("1"), ERROR],
]  # fmt: skip


@pytest.mark.parametrize("outputs", OUTPUTS)
def test_scores_are_those_of_nbgrader(outputs: list[Any]) -> None:
    graded = cell(*outputs)
    ours = marks(new_notebook(cells=[graded])).scores["t"]
    assert ours == utils.determine_grade(graded, logging.getLogger())[0]


@pytest.mark.parametrize("text", ["stub", "an answer"])
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_answers_that_a_person_marks_are_those_of_nbgrader(text: str, kind: str) -> None:
    make = new_code_cell if kind == "code" else new_markdown_cell
    data = {"grade": True, "solution": True, "locked": False, "grade_id": "t", "points": 3}
    stub = make("stub", metadata={"nbgrader": dict(data)})
    stub.metadata.nbgrader["checksum"] = utils.compute_checksum(stub)
    assert checksum(stub) == stub.metadata.nbgrader["checksum"]
    stub.source = text
    found = marks(new_notebook(cells=[stub]))
    assert found.scores["t"] == utils.determine_grade(stub)[0]
    assert found.comments["t"] == ("No response." if text == "stub" else None)


@pytest.mark.parametrize("data", [{"grade": False}, {"locked": False}, {"points": 0.5}])
def test_the_checksum_is_that_of_nbgrader(data: dict[str, Any]) -> None:
    one = cell(**data)
    assert checksum(one) == utils.compute_checksum(one)


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([ERR, value("1.5")], 1.5),
        ([ERR], 2),
        ([value("np.float64(1.5)")], 1.5),
        ([value("np.int64(1)")], 1),
        ([value("nan")], 0),
        ([value("np.float64(nan)")], 0),
        ([value("inf")], 0),
        ([value("-1.0")], 0),
        ([value("7")], 2),
        ([ERR, ERROR], 0),
    ],
)
def test_where_nbgrader_is_unfair_the_score_is_put_right(outputs: list[Any], score: float) -> None:
    graded = cell(*outputs)
    notes = tidy_tests(graded)
    assert marks(new_notebook(cells=[graded])).scores["t"] == score
    assert utils.determine_grade(graded)[0] == score
    text = outputs[0].get("data", {}).get("text/plain", "")
    assert bool(notes) == any(word in text for word in ("nan", "inf", "-", "7"))


@pytest.mark.parametrize("limits", [(5, 4), (-1, -1), (1, 3), (1000, 100)])
def test_outputs_are_shortened_as_nbgrader_does(limits: tuple[int, int]) -> None:
    long = new_output("stream", name="stdout", text="\n".join("abcdefgh"))
    trace = new_output("error", ename="E", evalue="", traceback=list("0123456789"))
    ours = new_code_cell("x")
    ours.outputs = [copy.deepcopy(o) for o in (OUT, long, value("1"), long, trace)]
    stock = copy.deepcopy(ours)
    shorten(ours, *limits)
    limit = LimitOutput(max_lines=limits[0], max_traceback=limits[1])
    limit.preprocess_cell(stock, {}, 0)
    assert ours.outputs == stock.outputs


def test_outputs_of_the_student_are_made_harmless_and_those_of_the_judge_are_kept() -> None:
    html = new_output("display_data", data={"text/html": "<script>1</script>"})
    judged, students = cell(html), cell(html, grade=False, solution=True)
    students.metadata["nnkit"] = {"origin": "answer"}
    nb = new_notebook(cells=[judged, students])
    assert tidy(nb) == []
    assert "<script>" in judged.outputs[0].data["text/html"]
    assert "<script>" not in str(students.outputs)
    nbformat.validate(nb)
