"""An assignment and a class that touch every column that grading writes to a gradebook."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from conftest_course import ANSWERS, Course, code, graded_cell, nbgrader, source_notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sqlalchemy import create_engine, text

SETTINGS = """
c.AssignLatePenalties.plugin_class = "late_rule.PerHour"
c.Autograde.exclude_overwriting = {"hw": ["tools.py"]}
c.CourseDirectory.student_id_exclude = "tester"
"""
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""
LATE_RULE = """
from nbgrader.plugins import BasePlugin

class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        hours = total_seconds_late / 3600
        return None if hours < 1 else -1.0 if hours < 2 else 0.75 * hours
"""
DUE = datetime.datetime(2026, 1, 1, 12)
READ = "import tools\ndef read(name):\n    return tools.text(name)"
TOOLS = "def text(name):\n    with open(name) as file:\n        return file.read().strip()\n"
ANSWERS_OF_ALL = ANSWERS | {
    "draw": "shape = 'circle'", "plan": "My plan: first, second.", "read": READ,
}  # fmt: skip


def first_notebook() -> Any:
    """Code, partial credit, and code, text and a task that a person marks."""
    nb = source_notebook()
    drawn = nbgrader("draw", grade=True, solution=True, points=2)
    task = nbgrader("plan", task=True, locked=True, points=3)
    nb.cells += [
        new_code_cell("# draw something", id="draw", metadata=drawn),
        new_markdown_cell("Write a plan below.", id="plan", metadata=task),
    ]
    return nb


def second_notebook() -> Any:
    """A function that reads the files beside the notebook."""
    solution = READ.replace("    return", "    ### BEGIN SOLUTION\n    return")
    return new_notebook(
        cells=[
            code("read", f"{solution}\n    ### END SOLUTION", solution=True),
            graded_cell("given", "", "assert read('given.csv') == '1,2'", 1.5),
            graded_cell("own", "", "assert read('own.csv') == 'mine'", 1),
        ],
        metadata=source_notebook().metadata,
    )


def make(root: Path, *, stock: bool) -> Course:
    """Make the course with its assignment ``hw``, not registered yet."""
    root.mkdir()
    course = Course(root)
    shutil.rmtree(root / "source" / "ps1")
    if stock:
        (root / "nbgrader_config.py").write_text(STOCK)
    course.configure(SETTINGS)
    (root / "late_rule.py").write_text(LATE_RULE)
    course.add_source("hw", {"one": first_notebook(), "two": second_notebook()})
    (root / "source" / "hw" / "given.csv").write_text("1,2\n")
    (root / "source" / "hw" / "tools.py").write_text("def text(name):\n    return None\n")
    return course


def written(name: str, released: Path, answers: dict[str, str | None]) -> Any:
    """Return a notebook of the release with right answers, or with these; None for the stub."""
    nb = nbformat.read(released / f"{name}.ipynb", 4)
    for cell in nb.cells:
        # the course's notebooks name a cell and its id alike
        found = (ANSWERS_OF_ALL | answers).get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if found is not None and cell.metadata.nbgrader.grade_id != "plan":
            cell.source = found
    return nb


WRONG = {"double": "def double(x):\n    return x", "area": "def area(a, b):\n    return a + b"}
PARTLY = {"double": "def double(x):\n    return 2 * abs(x)", "explain": None, "draw": None}
NOTHING: dict[str, str | None] = dict.fromkeys(ANSWERS_OF_ALL)


def hand_in(course: Course, released: Path) -> None:
    """The first hand-in of the class."""
    _one(course, released, "ann", {}, hours=-1)
    _one(course, released, "bob", PARTLY, hours=3)
    _one(course, released, "cyd", WRONG, hours=30)
    _one(course, released, "dan", {}, hours=1.5)
    (course.folder("dan", "hw") / "two.ipynb").unlink()
    _one(course, released, "eve", NOTHING)
    _one(course, released, "fay", {"read": "def read(name):\n    return open(name).read()[:-1]"})
    (course.folder("fay", "hw") / "given.csv").write_text("changed by fay")
    (course.folder("fay", "hw") / "timestamp.txt").write_text("2026-01-01 12:10:00 +0000")
    _one(course, released, "tester", {})


def hand_in_again(course: Course, released: Path) -> None:
    """Ann gets her own file wrong, cyd is right and within the time that was granted."""
    (course.folder("ann", "hw") / "own.csv").write_text("not mine")
    _one(course, released, "cyd", {}, hours=20)


def hand_in_as_a_stranger(course: Course, released: Path) -> None:
    """Somebody whom the gradebook does not know, when nobody is to be added to it."""
    _one(course, released, "zoe", {})
    course.configure("c.Autograde.create_student = False")


def _one(
    course: Course,
    released: Path,
    student: str,
    answers: dict[str, Any],
    hours: float | None = None,
) -> None:
    folder = course.folder(student, "hw")
    for name in ("one", "two"):
        nb = written(name, released, answers)
        nb.cells.append(new_code_cell("my_own = 1"))
        nbformat.write(nb, folder / f"{name}.ipynb")
    (folder / "own.csv").write_text("mine")
    (folder / "tools.py").write_text(TOOLS)
    (folder / "deeper").mkdir(exist_ok=True)
    (folder / "deeper" / "notes.txt").write_text("notes")
    if hours is not None:
        when = DUE + datetime.timedelta(hours=hours)
        (folder / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC")


def set_up_book(course: Course) -> None:
    """The date, and a student with a name: known before anything is graded."""
    _change(course, lambda book: book.update_or_create_assignment("hw", duedate=DUE))
    student = {"first_name": "Ann", "last_name": "Lee", "email": "ann@x.org", "lms_user_id": "7"}
    _change(course, lambda book: book.update_or_create_student("ann", **student))


def mark_by_hand(course: Course) -> None:
    """What an instructor does in the formgrader: marks, comments, extra credit, an extension."""

    def change(book: Any) -> None:
        for cell, score in {"explain": 3.0, "draw": 1.5, "plan": 2.0}.items():
            grade = book.find_grade(cell, "one", "hw", "ann")
            grade.manual_score, grade.needs_manual_grade = score, False
        book.find_grade("test_area", "one", "hw", "ann").extra_credit = 1.0
        book.find_comment("explain", "one", "hw", "ann").manual_comment = "well put"
        book.find_comment("plan", "one", "hw", "ann").manual_comment = "short"
        book.find_grade("test_double", "one", "hw", "bob").manual_score = 0.25
        book.find_grade("test_area", "one", "hw", "bob").extra_credit = 0.5
        book.find_comment("double", "one", "hw", "bob").manual_comment = "nearly"
        book.find_submission_notebook("one", "hw", "bob").flagged = True
        book.grant_extension("hw", "cyd", days=1)

    _change(course, change)


def _change(course: Course, change: Callable[[Any], object]) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "small") as book:
        change(book)
        book.db.commit()


KEYED = {
    "assignment": "SELECT id, name FROM assignment",
    "notebook": "SELECT id, assignment_id, name FROM notebook",
    "base_cell": "SELECT id, notebook_id, name, type FROM base_cell",
    "source_cell": "SELECT id, notebook_id, name FROM source_cell",
    "submitted_assignment": "SELECT id, assignment_id, student_id FROM submitted_assignment",
    "submitted_notebook": "SELECT id, assignment_id, notebook_id FROM submitted_notebook",
    "grade": "SELECT id, notebook_id, cell_id FROM grade",
    "comment": "SELECT id, notebook_id, cell_id FROM comment",
}
"""How a row is told in each table, in an order in which what it refers to comes first."""


def tables(course: Course) -> dict[str, list[str]]:
    """Return every row of every table, with names in the place of the random keys.

    And as one table more the files beside the graded notebooks. Tables of our own are left out.
    """
    engine = create_engine(f"sqlite:///{course.root}/gradebook.db")
    names: dict[Any, str] = {}
    with engine.connect() as db:
        for table, query in KEYED.items():
            for key, *parts in db.execute(text(query)):
                names[key] = f"{table}:" + "/".join(names.get(part, str(part)) for part in parts)
        every = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        found = {"(files)": sorted(_files(course.root / "autograded"))}
        for table in (name for name in every if not name.startswith("nnkit_")):
            rows = db.execute(text(f"SELECT * FROM {table}")).mappings()
            found[table] = sorted(
                str({column: names.get(value, value) for column, value in row.items()})
                for row in rows
            )
    engine.dispose()
    return found


def _files(graded: Path) -> Iterator[str]:
    for path in graded.rglob("*"):
        if path.parent.name == "__pycache__":
            continue  # what the kernels of stock nbgrader leave behind
        if path.is_file() and path.suffix != ".ipynb" and path.name != "checks.json":
            yield f"{path.relative_to(graded)} {path.stat().st_mode:o} {path.read_text()}"
