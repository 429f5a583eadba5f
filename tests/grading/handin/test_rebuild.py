"""The notebook that runs is the instructor's; only answers come from the hand-in."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from nnkit.grading.handin.cells import without_hidden
from nnkit.grading.handin.handin import HandIn, cells_of
from nnkit.grading.handin.rebuild import Rebuilt, Template, not_graded, rebuild
from nnkit.grading.handin.trouble import trouble

STUB = "def double(x):\n    raise NotImplementedError"
RIGHT = "def double(x):\n    return 2 * x"


def cell(name: str, source: str, kind: str = "code", **data: Any) -> dict[str, Any]:
    flags = {"grade": False, "solution": False, "locked": False} | data
    nbgrader = {"grade_id": name, "schema_version": 3, **flags}
    return {"cell_type": kind, "id": name, "source": source, "metadata": {"nbgrader": nbgrader}}


def plain(name: str, source: str, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "source": source, "metadata": {}}


HIDDEN = "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(21) == 42\n"
HIDDEN += "### END HIDDEN TESTS"
CELLS = [
    cell("setup", "import math", locked=True),
    plain("open", "scale = 1"),
    cell("double", STUB, solution=True),
    cell("test_double", HIDDEN, grade=True, locked=True, points=2),
    plain("question", "Why?", "markdown"),
    cell("why", "Your answer", "markdown", grade=True, solution=True, points=3),
    cell("number", "answer = None", solution=True),
]
TEMPLATE = Template("ps1", {"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def released() -> list[dict[str, Any]]:
    cells = copy.deepcopy(CELLS)
    for one in cells:
        one["source"] = without_hidden(one["source"], TEMPLATE.marks)
    return cells


def handed_in(changes: dict[str, str] | None = None) -> list[dict[str, Any]]:
    cells = released()
    for one in cells:
        one["source"] = (changes or {}).get(one["id"], one["source"])
    return cells


def built(cells: list[dict[str, Any]], **options: Any) -> Rebuilt:
    return rebuild(TEMPLATE, HandIn(tuple(cells_of({"cells": cells}))), **options)


def sources(result: Rebuilt) -> dict[str, str]:
    return {one.id: one.source for one in result.nb.cells}


def without_names(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Colab leaves: no nbgrader metadata, other ids."""
    return [c | {"metadata": {"id": "x"}, "id": f"c{i}"} for i, c in enumerate(cells)]


def test_answers_are_put_into_the_instructors_notebook() -> None:
    result = built(handed_in({"double": RIGHT, "why": "Because", "number": "answer = 3"}))
    assert sources(result) == {one["id"]: one["source"] for one in CELLS} | {
        "double": RIGHT,
        "why": "Because",
        "number": "answer = 3",
    }
    assert result.notes == []


def test_nothing_else_of_a_submission_counts() -> None:
    cells = handed_in({"double": RIGHT, "setup": "import os", "test_double": "2.0"})
    for one in cells:
        one["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        one["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "9"}}]
        if "nbgrader" in one["metadata"]:
            one["metadata"]["nbgrader"] |= {"points": 99, "solution": True, "checksum": "0"}
    result = built(list(reversed(cells)))
    assert [one.id for one in result.nb.cells] == [one["id"] for one in CELLS]
    for one, original in zip(result.nb.cells, CELLS, strict=True):
        assert one.metadata.get("nbgrader") == original["metadata"].get("nbgrader")
        assert "tags" not in one.metadata
        assert not one.get("outputs")
        if one.id != "double":
            assert one.source == original["source"]


@pytest.mark.parametrize("kind", ["setup", "test_double"])
def test_a_deleted_cell_of_the_instructors_is_there_again(kind: str) -> None:
    cells = [one for one in handed_in({"double": RIGHT}) if one["id"] != kind]
    assert list(sources(built(cells))) == [one["id"] for one in CELLS]


def test_a_deleted_answer_is_a_stub_and_is_told() -> None:
    result = built([one for one in handed_in() if one["id"] != "double"])
    assert sources(result)["double"] == STUB
    assert "'double'" in result.notes[0]


@pytest.mark.parametrize("order", [[RIGHT, STUB], [STUB, RIGHT], [RIGHT, ""], ["x = 1", RIGHT]])
def test_of_copies_the_last_that_is_filled_in_is_graded(order: list[str]) -> None:
    cells = handed_in()
    place = next(i for i, one in enumerate(cells) if one["id"] == "double")
    cells[place : place + 1] = [cells[place] | {"source": text} for text in order]
    result = built(cells)
    assert sources(result)["double"] == RIGHT
    assert "2 times" in result.notes[0]
    extra = [one.source for one in result.nb.cells if one.id.startswith("extra")]
    assert extra == (["x = 1"] if "x = 1" in order else [])


def test_without_any_metadata_answers_are_found_by_id_and_by_definition() -> None:
    ids = [c | {"metadata": {}} for c in handed_in({"double": RIGHT, "number": "answer = 3"})]
    stripped = without_names(handed_in({"double": RIGHT, "number": "answer = 3", "why": "So"}))
    assert sources(built(ids))["number"] == "answer = 3"
    found = sources(built(stripped))
    assert (found["double"], found["why"]) == (RIGHT, "So")
    assert not any(name.startswith("extra") for name in found if "double" in found[name])


def test_a_function_moved_to_a_new_cell_is_found_even_with_a_syntax_error() -> None:
    broken = "def double(x):\n    return 2 x"
    for text in (RIGHT, broken):
        cells = [one for one in handed_in() if one["id"] != "double"]
        cells.insert(1, plain("mine", text))
        result = built(cells)
        assert sources(result)["double"] == text
        assert "mine" not in str(result.notes)


def test_added_cells_run_in_their_place_as_the_students_own() -> None:
    cells = handed_in({"double": "def double(x):\n    return helper(x)"})
    cells.insert(2, plain("h", "def helper(x):\n    return 2 * x"))
    cells.insert(4, plain("after", "print(double(1))"))
    cells += [plain("note", "# notes", "markdown"), plain("raw", "<script>", "raw")]
    result = built(cells)
    order = [one.source for one in result.nb.cells]
    assert order.index("def helper(x):\n    return 2 * x") == 2
    assert order[3].startswith("def double")
    assert order[4] == "print(double(1))"
    assert "<script>" not in order
    extras = [one for one in result.nb.cells if one.id.startswith("extra")]
    assert [one.metadata for one in extras] == [{"nnkit": {"origin": "extra"}}] * 3


def test_an_edited_open_cell_runs_after_the_instructors() -> None:
    result = built(handed_in({"open": "scale = 2"}))
    assert [one.source for one in result.nb.cells][1:3] == ["scale = 1", "scale = 2"]


def test_an_unedited_notebook_has_no_extra_cells_with_or_without_metadata() -> None:
    for cells in (handed_in(), without_names(handed_in())):
        names = list(sources(built(cells)))
        assert names == [one["id"] for one in CELLS]


def test_answers_count_in_a_notebook_of_ten_thousand_cells() -> None:
    cells = handed_in({"double": RIGHT}) + [plain(f"x{i}", f"x = {i}") for i in range(10_000)]
    result = built(cells)
    assert sources(result)["double"] == RIGHT
    assert len(result.nb.cells) == len(CELLS)
    assert "10007 cells" in result.notes[0]


def test_active_text_is_harmless_in_the_stored_notebook() -> None:
    cells = handed_in({"why": "> so $a<b$ <img src=x onerror=alert(1)>"})
    assert sources(built(cells))["why"] == "> so $a<b$ &lt;img src=x onerror=alert(1)>"


def test_what_cannot_be_graded_says_so_and_fails_its_tests() -> None:
    nb = not_graded(TEMPLATE, trouble("empty", "ps1_<b>.ipynb")).nb
    assert "could not be graded" in nb.cells[0].source
    assert "<b>" not in nb.cells[0].source.replace("\\<b\\>", "")
    test = next(one for one in nb.cells if one.id == "test_double")
    assert test.outputs[0].output_type == "error"


def test_the_instructors_notebook_is_not_changed_by_a_submission() -> None:
    before = json.dumps(TEMPLATE.nb)
    built(handed_in({"double": RIGHT}))
    assert json.dumps(TEMPLATE.nb) == before
