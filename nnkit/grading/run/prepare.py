"""The instructor's version of an assignment, and its entry in the gradebook.

The gradebook keeps the cells that matter for marks (answers as stubs, tests with their hidden
parts, points, checksums); the source notebook has the order and everything in between. Both are
the instructor's. `register` writes the source to the gradebook as ``generate_assignment`` does;
`templates` joins the two, and `assignment` adds the settings. Without a source folder the
released notebook takes its place, and without that the gradebook alone.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import LimitOutput, SaveCells
from sqlalchemy import text

from nnkit.grading.errors import UseError
from nnkit.grading.handin.cells import ABOUT, bound, hidden_marks, is_answer
from nnkit.grading.handin.cells import nbgrader as data_of
from nnkit.grading.handin.folder import CHECKS, Classroom, inside
from nnkit.grading.handin.rebuild import Template
from nnkit.grading.run.assignment import Assignment

NotebookJSON = dict[str, Any]


def assignment(room: Classroom, name: str, step: Any) -> Assignment:
    """Return what a run needs to know of an assignment that is in the gradebook.

    `step` is nbgrader's own ``Autograde``, for its options.
    """
    limit = LimitOutput(config=room.config)
    return Assignment(
        name=name,
        templates=tuple(templates(room, name)),
        root=str(room.root),
        source=str(room.path("source", ".", name)),
        ignore=(*room.coursedir.ignore, CHECKS),
        keep=tuple(step.exclude_overwriting.get(name, [])),
        max_lines=limit.max_lines if limit.enabled else -1,
        max_traceback=limit.max_traceback if limit.enabled else -1,
        rooms=room.rooms.as_dict(),
        permissions=int(str(step.permissions), 8),
        groupshared=bool(room.coursedir.groupshared),
        create_student=bool(step.create_student),
    )


def prepared(room: Classroom, assignment: str) -> dict[str, NotebookJSON]:
    """Return {name: notebook} of the source as it is before hidden tests are cleared.

    An answer cell holds the stub, and in its metadata the names that the instructor's answer binds.

    Raises
    ------
    UseError
        When nbgrader cannot process a source notebook; it says which and why.
    """
    maker, files = _maker(room, assignment)
    notebooks = {}
    with inside(room.root):
        for file in files:
            nb, _ = _process(maker, file)
            _note_bindings(nb, nbformat.read(file, as_version=4).cells)
            notebooks[Path(file).stem] = nb
    return notebooks


def _maker(room: Classroom, assignment: str) -> tuple[Any, list[str]]:
    """Return nbgrader's converter for the release of an assignment, and the source notebooks."""
    coursedir = copy.copy(room.coursedir)
    coursedir.assignment_id, coursedir.student_id, coursedir.notebook_id = assignment, ".", "*"
    maker = GenerateAssignment(coursedir=coursedir, config=room.config)
    if not any(room.path("source", ".", assignment).glob("*.ipynb")):
        return maker, []
    with inside(room.root):
        maker.init_notebooks()
    return maker, sorted(file for files in maker.assignments.values() for file in files)


def _process(maker: Any, file: str) -> tuple[NotebookJSON, dict[str, Any]]:
    """Run the preprocessors of ``generate_assignment`` that come before the gradebook."""
    exporter = maker.exporter_class(parent=maker, config=maker.config)
    for preprocessor in maker.preprocessors:
        if preprocessor is SaveCells or str(preprocessor).endswith("SaveCells"):
            break
        exporter.register_preprocessor(preprocessor)
    resources = maker.init_single_notebook_resources(file)
    try:
        output, _ = exporter.from_filename(file, resources=resources)
    except Exception as error:  # a source notebook that nbgrader refuses
        words = " ".join(str(error).split())
        raise UseError(f"{file} cannot be released: {type(error).__name__}: {words}") from error
    return _plain(nbformat.reads(output, as_version=4)), resources


def _note_bindings(nb: NotebookJSON, source: list[Any]) -> None:
    answers = [c for c in source if c.cell_type == "code" and data_of(c) and is_answer(c)]
    known = {data_of(cell)["grade_id"]: bound(cell.source) for cell in answers}
    for cell in nb["cells"]:
        if (name := data_of(cell).get("grade_id")) in known:
            cell["metadata"][ABOUT] = known[name]


def _plain(nb: Any) -> NotebookJSON:
    """Return a notebook as plain JSON in which every source is one string."""
    plain: NotebookJSON = json.loads(json.dumps(nb))
    return plain


def register(room: Classroom, assignment: str) -> list[str]:
    """Bring the gradebook up to date with the source; return what was done, one line each.

    Raises
    ------
    UseError
        When cells were added or removed although there are marks already.
    """
    maker, files = _maker(room, assignment)
    done: list[str] = []
    for file in files:
        with inside(room.root):
            nb, resources = _process(maker, file)
        name = Path(file).stem
        with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
            state = _state(book, assignment, name, nb)
            if state == "same":
                continue
            book.update_or_create_assignment(assignment)
        _save(maker, nb, resources, assignment, name)
        verb = "entered in" if state == "new" else "changed; brought up to date in"
        done.append(f"{assignment}/{name}.ipynb {verb} the gradebook")
    return done


def _save(maker: Any, nb: NotebookJSON, resources: Any, assignment: str, name: str) -> None:
    try:
        SaveCells(parent=maker).preprocess(nbformat.from_dict(nb), resources)
    except RuntimeError as error:
        raise UseError(
            f"cells were added to or removed from {name}.ipynb after {assignment!r} was graded; "
            "nothing is changed: put them back as they were, or give up all marks, those given by "
            f"hand too, with: nbgrader db assignment remove {assignment} --force"
        ) from error


def _state(book: Any, assignment: str, name: str, nb: NotebookJSON) -> str:
    """Tell whether a notebook is ``new``, the ``same`` or ``changed`` for the gradebook."""
    try:
        entry = book.find_notebook(name, assignment)
    except MissingEntry:
        return "new"
    stored = {cell.name: (cell.checksum, cell.source) for cell in entry.source_cells}
    points = {cell.name: cell.max_score for cell in (*entry.grade_cells, *entry.task_cells)}
    source, worth = {}, {}
    for cell in nb["cells"]:
        data = data_of(cell)
        if any(data.get(key) for key in ("grade", "solution", "locked", "task")):
            source[data["grade_id"]] = (data.get("checksum"), cell["source"])
        if data.get("grade") or data.get("task"):
            worth[data["grade_id"]] = float(data["points"])
    return "same" if (stored, points) == (source, worth) else "changed"


def templates(room: Classroom, assignment: str) -> list[Template]:
    """Return the instructor's notebooks of an assignment as the gradebook has them."""
    sources = prepared(room, assignment)
    marks = hidden_marks(room.config)
    result = []
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        for entry in sorted(book.find_assignment(assignment).notebooks, key=lambda n: n.name):
            nb = sources.get(entry.name) or _released(room, assignment, entry.name)
            result.append(Template(entry.name, _overlay(nb, entry, _order(book, entry)), marks))
    return result


def _released(room: Classroom, assignment: str, name: str) -> NotebookJSON:
    path = room.path("release", ".", assignment) / f"{name}.ipynb"
    if not path.is_file():
        return {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return _plain(nbformat.read(path, as_version=4))


def _order(book: Any, entry: Any) -> list[str]:
    """Return the names of a notebook's cells in the order in which they were entered."""
    if book.engine.dialect.name != "sqlite":
        return [cell.name for cell in entry.source_cells]
    query = text("SELECT name FROM source_cell WHERE notebook_id = :id ORDER BY rowid")
    return list(book.db.execute(query, {"id": entry.id}).scalars())


def _overlay(nb: NotebookJSON, entry: Any, order: list[str]) -> NotebookJSON:
    """Write the gradebook's cells over those of the notebook; add those that are not in it."""
    nb = copy.deepcopy(nb)
    stored = {cell.name: cell for cell in entry.source_cells}
    worth = {cell.name: cell.max_score for cell in (*entry.grade_cells, *entry.task_cells)}
    kinds = {
        "grade": {cell.name for cell in entry.grade_cells},
        "solution": {cell.name for cell in entry.solution_cells},
        "task": {cell.name for cell in entry.task_cells},
    }
    seen = set()
    for cell in nb["cells"]:
        name = data_of(cell).get("grade_id")
        if name in stored:
            seen.add(name)
            _write(cell, stored[name], kinds, worth)
        else:
            cell["metadata"].pop("nbgrader", None)
    for name in [name for name in order if name not in seen]:
        cell = {"metadata": {}, "source": ""}
        _write(cell, stored[name], kinds, worth)
        nb["cells"].append(cell)
    if kernel := json.loads(entry.kernelspec or "{}"):
        nb["metadata"].setdefault("kernelspec", kernel)
    return nb


def _write(
    cell: dict[str, Any], stored: Any, kinds: dict[str, set[str]], worth: dict[str, float]
) -> None:
    """Make `cell` what the gradebook says about it."""
    cell["cell_type"], cell["source"] = stored.cell_type, stored.source
    data: dict[str, Any] = {kind: stored.name in names for kind, names in kinds.items()}
    data |= {"grade_id": stored.name, "locked": stored.locked, "schema_version": 3}
    data |= {"checksum": stored.checksum, "cell_type": stored.cell_type}
    if stored.name in worth:
        data["points"] = worth[stored.name]
    cell["metadata"]["nbgrader"] = {k: v for k, v in data.items() if v is not None}
    if stored.cell_type == "code":
        cell["outputs"], cell["execution_count"] = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
