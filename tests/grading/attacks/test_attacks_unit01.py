"""Unit 01 of the course: answers that know the visible cases, or only seem to compute."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from typing import Any

import nbformat
import numpy as np
import pytest
from attacked_class import REPOSITORY, marks_in

CONFIG = """
from nnkit.grading import use_two_rooms
c = get_config()
c.CourseDirectory.course_id = "unit01"
use_two_rooms(c)
"""
NAME = "one_neuron.ipynb"
POINTS = {
    "sigmoid": 2.0, "sigmoid_prime": 1.0, "neuron": 1.0, "predict_label": 1.0, "nll": 2.0,
    "nll_logits": 2.0, "predict_step": 1.0, "logistic_grads": 3.0, "fold_bias": 1.0,
    "ovr_predict": 1.0, "corrected_lines": 3.0,
}  # fmt: skip
KEY = """
import numpy as np
def key_of(args):
    arrays = [np.asarray(a) for a in args]
    return repr([(a.shape, a.dtype.str, a.tobytes().hex()) for a in arrays])
"""
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", re.DOTALL)
KNOWN = {"predict_step"}
"""Questions without an input: who knows the answer may write it down."""


def right_answers() -> dict[str, str]:
    """The instructor's answers by cell."""
    nb = nbformat.read(REPOSITORY / "solutions" / "01_one_neuron" / NAME, 4)
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code"
    }


def recorded() -> dict[str, dict[str, Any]]:
    """{function: {input: right answer}} for every call that the visible checks make."""
    from nnkit.grading import check

    names: dict[str, Any] = {"np": np}
    exec(KEY, names)
    locked = nbformat.read(REPOSITORY / "solutions" / "01_one_neuron" / NAME, 4)
    printed = next(
        c for c in locked.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "printed_lines"
    )
    exec(printed.source, names)
    found: dict[str, dict[str, Any]] = {}
    for name, source in right_answers().items():
        exec(source, names)
        found[name] = {}
        assert check(name, _watched(names[name], found[name], names["key_of"]), show=False).passed
    return found


def _watched(function: Any, table: dict[str, Any], key_of: Callable[..., str]) -> Any:
    def watched(*args: Any, **options: Any) -> Any:
        value = function(*args, **options)
        table[key_of([*args, *options.values()])] = plain(value)
        return value

    return watched


def plain(value: Any) -> Any:
    """What JSON can hold of an answer: nested lists, with the kind in front."""
    if isinstance(value, (tuple, list)):
        return ["tuple", [plain(item) for item in value]]
    if isinstance(value, str):
        return ["text", value]
    array = np.asarray(value)
    return ["array", array.dtype.str, list(array.shape), array.ravel().tolist()]


LOOK_UP = (
    KEY
    + """
def built(entry):
    if entry[0] == "tuple":
        return tuple(built(item) for item in entry[1])
    if entry[0] == "text":
        return entry[1]
    return np.array(entry[3], entry[1]).reshape(entry[2])[()]
"""
)

OTHERWISE = {
    "zeros": "value = [built(v) for v in TABLE.values()][-1]\n"
             "    return tuple(np.zeros_like(v) for v in value) if isinstance(value, tuple) "
             "else np.zeros_like(value)",
    "nearest": "sizes = {k: v for k, v in TABLE.items()\n"
               "             if [s for s, *_ in eval(k)] == [np.shape(a) for a in args]}\n"
               "    return built(next(iter((sizes or TABLE).values())))",
    "fitted": "values = [built(v) for v in TABLE.values()]\n"
              "    flat = [v for v in values if np.ndim(v) == 1 and np.size(v) == 5]\n"
              "    points = np.linspace(-5, 5, 5)\n"
              "    if flat and np.ndim(args[0]):\n"
              "        return np.interp(args[0], points, np.sort(flat[0]))\n"
              "    return values[0]",
    "order": "COUNT.append(1)\n    return built(list(TABLE.values())[len(COUNT) % len(TABLE)])",
}  # fmt: skip


def from_memory(name: str, table: dict[str, Any], otherwise: str) -> str:
    """An answer that looks its value up, and does something else for an unknown input."""
    return (
        f"{LOOK_UP}\nTABLE, COUNT = {json.dumps(table).replace('NaN', 'nan')}, []\n"
        f"TABLE_{name} = TABLE\n"
        f"def {name}(*args, TABLE=TABLE, COUNT=COUNT, **options):\n"
        "    known = TABLE.get(key_of([*args, *options.values()]))\n"
        f"    if known is not None:\n        return built(known)\n    {OTHERWISE[otherwise]}\n"
    ).replace("Infinity", "float('inf')")


WRAPPED = """
calls = []
right = {name}
def {name}(*args, **options):
    calls.append(args)
    {line}
    return right(*args, **options)
"""
TRICKS = {
    "every-third-call": "if len(calls) % 3 == 0: return right(*args) * 1.01",
    "small-only": "if np.size(args[0]) > 9: return right(*args) * 1.0001",
    "positive-only": "if np.any(np.asarray(args[0]) < -4): return 1 - right(*args)",
}
"""Right on most inputs; wrong only where a lazy check does not look."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    from nnkit.grading.handin.folder import open_classroom
    from nnkit.grading.run.grade import grade
    from nnkit.grading.run.prepare import prepared

    root = tmp_path_factory.mktemp("unit01")
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    shutil.copy(REPOSITORY / "solutions" / "01_one_neuron" / NAME, folder)
    released = prepared(open_classroom(root), "ps1")["one_neuron"]
    answers, tables = right_answers(), recorded()
    students: dict[str, dict[str, str]] = {"honest": answers}
    for otherwise in OTHERWISE:
        students[f"memory-{otherwise}"] = {
            name: source if name in KNOWN else from_memory(name, tables[name], otherwise)
            for name, source in answers.items()
        }
    for trick, line in TRICKS.items():
        changed = answers["sigmoid"] + WRAPPED.format(name="sigmoid", line=line)
        students[trick] = answers | {"sigmoid": changed}
    for student, sources in students.items():
        nb = json.loads(json.dumps(released))
        for cell in nb["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = sources.get(name, HIDDEN.sub("", cell["source"]))
        place = root / "submitted" / student / "ps1"
        place.mkdir(parents=True)
        (place / NAME).write_text(json.dumps(nb))
    grade(root, "ps1", jobs=2, log=lambda line: None)
    return marks_in(root)


@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_a_table_of_the_visible_cases_is_worth_nothing(graded, otherwise: str) -> None:
    marks = graded[f"memory-{otherwise}"]
    assert {task: marks[task] for task in POINTS} == {
        task: points if task in KNOWN else 0.0 for task, points in POINTS.items()
    }


@pytest.mark.parametrize("trick", TRICKS)
def test_an_answer_that_is_wrong_somewhere_is_found(graded, trick: str) -> None:
    marks = {task: graded[trick][task] for task in POINTS}
    assert marks.pop("sigmoid") == 0.0
    others = {task: points for task, points in POINTS.items() if task in marks}
    for depends in ("neuron", "sigmoid_prime", "logistic_grads", "corrected_lines", "nll_logits"):
        marks.pop(depends), others.pop(depends)  # these answers call the sigmoid above
    assert marks == others


def test_the_instructors_answers_get_full_marks(graded) -> None:
    assert {task: graded["honest"][task] for task in POINTS} == POINTS
