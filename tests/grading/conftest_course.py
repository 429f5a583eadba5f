"""A small nbgrader course, built with nbformat in a temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CONFIG = """
from nnkit.grading import use_two_rooms
c = get_config()
c.CourseDirectory.course_id = "small"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
use_two_rooms(c)
"""

ANSWERS = {
    "double": "def double(x):\n    return 2 * x",
    "area": "def area(a, b):\n    return a * b",
    "explain": "Because $a<b$, and\n\n> so it is said",
}


def nbgrader(name: str, **kind: Any) -> dict[str, Any]:
    data = {"grade": False, "solution": False, "locked": False, "task": False} | kind
    return {"nbgrader": data | {"grade_id": name, "schema_version": 3}}


def code(name: str, source: str, **kind: Any) -> Any:
    return new_code_cell(source, id=name, metadata=nbgrader(name, **kind))


def answer(name: str) -> Any:
    first, rest = ANSWERS[name].split("\n", 1)
    source = f"{first}\n    ### BEGIN SOLUTION\n{rest}\n    ### END SOLUTION"
    return code(name, source, solution=True)


def graded_cell(name: str, visible: str, hidden: str, points: float, last: str = "") -> Any:
    source = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS\n{last}"
    return code(f"test_{name}", source.strip(), grade=True, locked=True, points=points)


def source_notebook() -> Any:
    """Two functions (one with partial credit) and a text that a person marks: 2 + 3 + 4 points."""
    partial = "right = [double(x) == 2 * x for x in (7, -1, 0, 40)]"
    hint = "text to be replaced"
    written = nbgrader("explain", grade=True, solution=True, points=4)
    return new_notebook(
        cells=[
            new_markdown_cell("# A small assignment", id="title"),
            code("setup", "import math", locked=True),
            new_code_cell("scale = 1", id="open"),
            answer("double"),
            graded_cell("double", "assert double(1) == 2", partial, 2, "0.5 * sum(right)"),
            answer("area"),
            graded_cell("area", "assert area(1, 1) == 1", "assert area(6, 7) == 42", 3),
            new_markdown_cell(hint, id="explain", metadata=written),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
    )


class Course:
    """A course in a folder, with helpers to hand in and to look at the marks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.copied: set[str] = set()
        (root / "nbgrader_config.py").write_text(CONFIG)
        self.add_source("ps1", {"one": source_notebook()})

    def add_source(self, assignment: str, notebooks: dict[str, Any]) -> None:
        folder = self.root / "source" / assignment
        folder.mkdir(parents=True, exist_ok=True)
        for name, nb in notebooks.items():
            nbformat.write(nb, folder / f"{name}.ipynb")

    def released(self) -> Any:
        """What a student gets, made here in the same way as by generate_assignment."""
        from nnkit.grading.handin.cells import MARKS, without_hidden
        from nnkit.grading.handin.folder import open_classroom
        from nnkit.grading.run.prepare import prepared

        nb = nbformat.from_dict(prepared(open_classroom(self.root), "ps1")["one"])
        for cell in nb.cells:
            cell.source = without_hidden(cell.source, MARKS)
        return nb

    def solved(self, **answers: str | None) -> Any:
        """A hand-in with right answers, or with these; None leaves the stub."""
        nb = self.released()
        for cell in nb.cells:
            text = (ANSWERS | answers).get(cell.id)
            if text is not None:
                cell.source = text
        return nb

    def configure(self, *lines: str) -> None:
        """Add lines to the configuration of the course."""
        path = self.root / "nbgrader_config.py"
        path.write_text("\n".join([path.read_text(), *lines, ""]))

    def source(self) -> Any:
        return source_notebook()

    def folder(self, student: str, assignment: str = "ps1") -> Path:
        folder = self.root / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, student: str, nb: Any, name: str = "one.ipynb") -> Path:
        path = self.folder(student) / name
        if isinstance(nb, bytes):
            path.write_bytes(nb)
        else:
            path.write_text(json.dumps(nb), encoding="utf-8")
        return path

    def grade(self, **options: Any) -> Any:
        from nnkit.grading.run.grade import grade

        self.lines: list[str] = []
        options = {"jobs": 1, "log": self.lines.append, "assignment": "ps1"} | options
        return grade(self.root, **options)

    def command(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run nbgrader in the course's folder, as an instructor does."""
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=self.root, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert run.returncode == 0 or not check, run.stderr
        return run

    def rows(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """{(student, cell): (automatic score, needs a person, manual score)}."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as book:
            return {
                (s.student_id, g.cell.name): (g.auto_score, g.needs_manual_grade, g.manual_score)
                for s in book.assignment_submissions("ps1")
                for nb in s.notebooks
                for g in nb.grades
            }

    def scores(self, student: str) -> dict[str, float | None]:
        return {cell: row[0] for (who, cell), row in self.rows().items() if who == student}

    def autograded(self, student: str, name: str = "one") -> Any:
        return nbformat.read(self.root / "autograded" / student / "ps1" / f"{name}.ipynb", 4)

    def checks(self, student: str) -> dict[str, Any]:
        path = self.root / "autograded" / student / "ps1" / "checks.json"
        found: dict[str, Any] = json.loads(path.read_text())
        return found


def make_course(root: Path, registered: Path) -> Course:
    """Make the course in `root` with the gradebook of a course that is registered already."""
    made = Course(root)
    shutil.copy(registered / "gradebook.db", root)
    return made


def in_a_mount_namespace(*command: str) -> list[str]:
    """Return a command that may mount what nobody else sees."""
    kinds = [["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]]
    for kind in kinds if os.getuid() == 0 else kinds[1:]:
        if (
            subprocess.run(
                [*kind, "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True
            ).returncode
            == 0
        ):
            return [*kind, *command]
    pytest.skip("needs to mount a small disk: root, or user namespaces")
