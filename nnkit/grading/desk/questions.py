"""What is asked: the written questions, with the model answer and the rubric of `solutions/`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import nbformat
from nbgrader import api
from sqlalchemy import Connection, select

from nnkit.grading.handin.cells import hidden_marks, nbgrader, without_hidden
from nnkit.grading.handin.folder import Classroom


@dataclass(frozen=True)
class Question:
    """A cell that a person marks.

    Parameters
    ----------
    key, comment : str
        Its ids in the gradebook: as what is marked, and as what is commented.
    assignment, notebook, cell : str
        Where it is.
    points : float
        The most that there is.
    """

    key: str
    comment: str
    assignment: str
    notebook: str
    cell: str
    points: float


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers, as markdown: the question, the rubric, the model answer."""

    question: str = ""
    rubric: str = ""
    model: str = ""


def questions(db: Connection, assignment: str | None = None) -> list[Question]:
    """Return the written questions of the gradebook, in the order of their names."""
    found = []
    notebook, task = api.Notebook.__table__, api.TaskCell.__table__
    cell, grade = api.BaseCell.__table__, api.GradeCell.__table__
    both = select(api.Assignment.__table__.c.name, notebook.c.name.label("notebook"), cell)
    both = both.join_from(api.Assignment.__table__, notebook).join(
        cell, cell.c.notebook_id == notebook.c.id
    )
    points = {row.id: row.max_score for row in db.execute(select(grade.c.id, grade.c.max_score))}
    tasks = {row.id: row.max_score for row in db.execute(select(task.c.id, task.c.max_score))}
    rows = db.execute(both).all()
    answers = {(row[0], row[1], row.name_1): row.id for row in rows if row.type == "SolutionCell"}
    for row in rows:
        place = (row[0], row[1], row.name_1)
        if assignment not in (None, row[0]):
            continue
        if row.id in tasks:
            found.append(Question(row.id, row.id, *place, float(tasks[row.id])))
        elif row.id in points and place in answers:
            found.append(Question(row.id, answers[place], *place, float(points[row.id])))
    return sorted(
        found, key=lambda question: (question.assignment, question.notebook, question.cell)
    )


def beside(room: Classroom, question: Question) -> Beside:
    """Read what stands beside the answers from the instructor's notebook.

    The model answer is what the instructor wrote in the answer cell (or in the mark scheme of a
    task). When its first paragraph speaks of points it is the rubric.
    """
    path = room.path("source", ".", question.assignment) / f"{question.notebook}.ipynb"
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError):
        return Beside()
    place = next(
        (i for i, c in enumerate(cells) if nbgrader(c).get("grade_id") == question.cell), -1
    )
    if place < 0:
        return Beside()
    source = cells[place].source
    if nbgrader(cells[place]).get("task"):
        asked = without_hidden(source, hidden_marks(room.config))
        shown = set(asked.splitlines())
        model = "\n".join(
            line for line in source.splitlines() if line not in shown and "###" not in line
        )
    else:
        asked, model = _before(cells[:place]), source
    first, _, rest = model.partition("\n\n")
    if "point" in first.lower() and cells[place].cell_type == "markdown":
        return Beside(asked, first, rest.strip("\n"))
    code = cells[place].cell_type == "code"
    return Beside(asked, "", f"```python\n{model}\n```" if code else model)


def _before(cells: list[Any]) -> str:
    """Return the text in front of an answer."""
    return next((c.source for c in reversed(cells) if c.cell_type == "markdown"), "")
