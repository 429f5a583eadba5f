"""What a person marks: written questions and tests that wait, with what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import nbformat
from nbgrader import api
from sqlalchemy import Connection, or_, select

from nnkit.grading.gradebook.texts import about
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
    test : bool
        Whether it is a test: then only the answers are read that a person was asked for.
    """

    key: str
    comment: str
    assignment: str
    notebook: str
    cell: str
    points: float
    test: bool = False


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers, as markdown: the question, the rubric, the model answer."""

    question: str = ""
    rubric: str = ""
    model: str = ""


def questions(db: Connection, room: Classroom, assignment: str | None = None) -> list[Question]:
    """Return what a person marks in the gradebook: written questions, then tests that wait."""
    found = []
    notebook, task = api.Notebook.__table__, api.TaskCell.__table__
    cell, test, grade = api.BaseCell.__table__, api.GradeCell.__table__, api.Grade.__table__
    both = select(api.Assignment.__table__.c.name, notebook.c.name.label("notebook"), cell)
    both = both.join_from(api.Assignment.__table__, notebook).join(
        cell, cell.c.notebook_id == notebook.c.id
    )
    points = {row.id: row.max_score for row in db.execute(select(test.c.id, test.c.max_score))}
    tasks = {row.id: row.max_score for row in db.execute(select(task.c.id, task.c.max_score))}
    person = or_(grade.c.needs_manual_grade, grade.c.manual_score.is_not(None))
    asked = set(db.execute(select(grade.c.cell_id).where(person)).scalars())
    rows, source = db.execute(both).all(), cache(partial(_source, room))
    answers = {(row[0], row[1], row.name_1): row.id for row in rows if row.type == "SolutionCell"}
    for row in rows:
        place = (row[0], row[1], row.name_1)
        if assignment not in (None, row[0]):
            continue
        if row.id in tasks:
            found.append(Question(row.id, row.id, *place, float(tasks[row.id])))
        elif row.id in points and place in answers:
            found.append(Question(row.id, answers[place], *place, float(points[row.id])))
        elif row.id in points and row.id in asked:
            mine = _answers(source(row[0], row[1]), row.name_1)
            comment = answers.get((row[0], row[1], mine[-1])) if mine else None
            found.append(Question(row.id, comment or "", *place, float(points[row.id]), True))
    return sorted(found, key=lambda q: (q.test, q.assignment, q.notebook, q.cell))


def _source(room: Classroom, assignment: str, notebook: str) -> list[Any]:
    """Return the cells of the instructor's notebook; none when it cannot be read."""
    path = room.path("source", ".", assignment) / f"{notebook}.ipynb"
    try:
        return list(nbformat.read(path, as_version=4).cells)
    except (OSError, ValueError):
        return []


def _answers(cells: list[Any], test: str) -> list[str]:
    """Return the names of the answers that a test is about."""
    _, mine = about(cells).get(test, (0.0, []))
    return [str(nbgrader(cell).get("grade_id")) for cell in mine]


def beside(room: Classroom, question: Question) -> Beside:
    """Read what stands beside the answers from the instructor's notebook.

    The model answer is what the instructor wrote in the answer cell (or in the mark scheme of a
    task). When its first paragraph speaks of points it is the rubric.
    """
    cells = _source(room, question.assignment, question.notebook)
    names = [nbgrader(cell).get("grade_id") for cell in cells]
    read = _answers(cells, question.cell) if question.test else [question.cell]
    places = [names.index(name) for name in read if name in names]
    if not places:
        return Beside()
    place = places[0]
    source = "\n\n\n".join(cells[i].source for i in places)
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
