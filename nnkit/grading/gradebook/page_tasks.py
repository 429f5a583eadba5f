"""What a feedback page says of each task: its points, how it stands, what was not right first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nnkit.grading.gradebook import texts
from nnkit.grading.gradebook.scores import untouched
from nnkit.grading.handin.cells import is_students, nbgrader

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass
class Task:
    """A task as the summary shows it.

    Parameters
    ----------
    name : str
        Its cell, which is also where the page has it.
    title : str
        Markdown: the heading above it, or its name where several stand below one heading.
    score, points : float
        What was given, and the most that there is.
    state : str
        A key of `STATES`.
    why : list of str
        HTML: what was not right first, what helps, where to read again.
    """

    name: str
    title: str
    score: float
    points: float
    state: str
    why: list[str]


STATES = {
    "right": ("✓", "right"),
    "partly": ("◐", "partly right"),
    "wrong": ("✗", "not right yet"),
    "blank": ("·", "not answered"),
    "unread": ("…", "waits to be read"),
    "person": ("…", "waits for a person"),
    "not graded": ("…", "not graded"),
}
"""A mark and words for each state."""
WAITING = ("unread", "person", "not graded")


class AddMarks(NbGraderPreprocessor):  # type: ignore[misc]
    """Add what the gradebook has to the cells, as ``GetGrades`` does, and the list of tasks."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Read the gradebook once for the whole notebook."""
        page = resources["nbgrader"]
        with Gradebook(page["db_url"]) as book:
            ids = (page[name] for name in ("notebook", "assignment", "student"))
            notebook = book.find_submission_notebook(*ids)
            grades = {grade.name: grade for grade in notebook.grades}
            comments = {comment.name: comment.comment for comment in notebook.comments}
            for cell in nb.cells:
                data = nbgrader(cell)
                grade = grades.get(data.get("grade_id"))
                if (data.get("grade") or data.get("task")) and grade is not None:
                    data.update(score=grade.score, points=grade.max_score)
                    data.update(waits=grade.needs_manual_grade)
                if data.get("solution") or data.get("task"):
                    data["comment"] = comments.get(data["grade_id"])
            names = (notebook.student.first_name, notebook.student.last_name)
            page["name"] = " ".join(filter(None, names)) or page["student"]
            page["late_penalty"] = notebook.late_submission_penalty or 0
            page["score"] = notebook.score - page["late_penalty"]
            page["max_score"] = notebook.max_score
        page["about"] = nb.metadata.get("nnkit", {})
        page["tasks"] = tasks(nb)
        given = sum(task.score for task in page["tasks"] if task.state not in WAITING)
        page["so_far"] = max(0, given - page["late_penalty"])
        page["states"], page["waiting"] = STATES, WAITING
        return nb, resources


def tasks(nb: Any) -> list[Task]:
    """Return the tasks of a notebook with marks."""
    about = nb.metadata.get("nnkit", {})
    found: list[Task] = []
    headings: list[str] = []
    heading, parts = "", texts.about(nb.cells)
    for cell in nb.cells:
        data = nbgrader(cell)
        if cell.cell_type == "markdown" and not is_students(cell):
            heading = (_HEADING.findall(cell.source) or [heading])[-1]
        if "waits" not in data:
            continue
        name = data["grade_id"]
        answers = [part for part in parts[name][1] if nbgrader(part).get("solution")]
        state = _state(data, answers, "trouble" in about)
        why = _why(cell, bool(about.get("judged"))) if state in ("partly", "wrong") else []
        found.append(Task(name, heading, data["score"], data["points"], state, why))
        headings.append(heading)
    for task in found:
        if not task.title or headings.count(task.title) > 1:
            task.title = f"`{task.name.removeprefix('test_')}`"
    return found


def _state(data: dict[str, Any], answers: list[Any], trouble: bool) -> str:
    if data["waits"]:
        written = data.get("solution") or data.get("task")
        return "not graded" if trouble else "unread" if written else "person"
    if data["score"] >= data["points"]:
        return "right"
    if data["score"] > 0:
        return "partly"
    blank = answers and all(map(untouched, answers))
    return "blank" if blank and not data.get("task") else "wrong"


def _why(cell: Any, judged: bool) -> list[str]:
    """Return what the panel of a test says, or else its error."""
    from bs4 import BeautifulSoup

    if nbgrader(cell).get("solution") or cell.cell_type != "code":
        return []
    for output in cell.outputs if judged else []:
        if output.get("data", {}).get("text/plain", "").startswith(("✗", "·")):
            panel = BeautifulSoup(output.data.get("text/html", ""), "html.parser")
            return [part.decode_contents() for part in panel.find_all("p")]
    for output in cell.outputs:
        if output.output_type == "error":
            name, text, trace = output.ename, output.evalue, output.traceback
            if name == "AssertionError" and not text and len(trace) > 2:
                return [f"This does not hold: <code>{escape(trace[1])}</code>"]
            return [escape(text if name == "CheckFailed" else f"{name}: {text}".rstrip(": "))]
    return []
