"""A small course with a real nbgrader gradebook and the judge's findings beside it."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from invented import UNITS, invent
from nbgrader.api import Gradebook

TASKS = {"sigmoid": 2, "sigmoid_prime": 2, "nll": 3}
DUE = datetime(2025, 10, 20, 12)
SQUARE = ("e_minus_z_over_one_plus_e_minus_z", "The square is missing.")
HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"
AS_RTL = "عمر"


def check(
    task: str, score: float, misconception: tuple[str, str] | None = None, **more: Any
) -> Any:
    state = "passed" if score == 1 else "failed"
    return {
        "notebook": "one",
        "grade_id": f"test_{task}",
        "name": task,
        "passed": score == 1,
        "score": score,
        "message": f"For a random 3x4 array: {HOSTILE} differs.",
        "advice": misconception[1] if misconception else "",
        "misconception": misconception[0] if misconception else None,
        "attempted": True,
        "rungs": [["attempted", "passed"], ["edge" if score else "hand", state]],
    } | more


def untouched(task: str) -> Any:
    message = "Not attempted yet: the cell still raises NotImplementedError."
    rungs = [["attempted", "failed"], ["returns", "not reached"]]
    return check(task, 0, message=message, attempted=False, rungs=rungs)


class Course:
    """A course folder with one assignment, filled through nbgrader's own API."""

    def __init__(self, root: Path, assignment: str = "u01") -> None:
        self.root, self.assignment = root, assignment
        (root / "nbgrader_config.py").write_text("c = get_config()\n")
        self.book = Gradebook(f"sqlite:///{root / 'gradebook.db'}")

    def fill(self) -> None:
        assignment = self.assignment
        self.book.add_assignment(assignment, duedate=DUE)
        self.book.add_notebook("one", assignment)
        for task, points in TASKS.items():
            self.book.add_grade_cell(
                f"test_{task}", "one", assignment, max_score=points, cell_type="code"
            )

    def enrol(self, student: str, **person: Any) -> None:
        self.book.add_student(student, **person)

    def grade(
        self,
        student: str,
        checks: list[Any],
        *,
        late: timedelta = timedelta(hours=-1),
        penalty: float = 0,
        told: dict[str, Any] | None = None,
        **person: Any,
    ) -> None:
        self.enrol(student, **person)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, from SQLAlchemy
            submission = self.book.add_submission(self.assignment, student)
        submission.timestamp = DUE + late
        by_cell = {c["grade_id"]: c for c in checks}
        for grade in submission.notebooks[0].grades:
            share = by_cell.get(grade.cell.name, {}).get("score", 0)
            grade.auto_score = share * TASKS[grade.cell.name.removeprefix("test_")]
            grade.needs_manual_grade = False
        submission.notebooks[0].late_submission_penalty = penalty
        self.book.db.commit()
        self.judged(student, checks, **(told or {}))

    def judged(self, student: str, checks: list[Any], **told: Any) -> None:
        folder = self.root / "autograded" / student / self.assignment
        folder.mkdir(parents=True)
        found = {"checks": checks, "stopped": None, "notes": [], "seconds": 0.4} | told
        (folder / "checks.json").write_text(json.dumps(found), encoding="utf-8")

    def hand_in(self, student: str) -> None:
        (self.root / "submitted" / student / self.assignment).mkdir(parents=True)


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    made = Course(tmp_path)
    made.fill()
    yield made
    made.book.close()


@pytest.fixture
def klass(tmp_path: Path, template: Path) -> Iterator[Course]:
    """Eight students, among them two with names that try to break the page and the table."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    made = Course(tmp_path)
    yield made
    made.book.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Course(tmp_path_factory.mktemp("class"))
    course.fill()
    right = [check(task, 1) for task in TASKS]
    wrong = check("sigmoid_prime", 0, SQUARE)
    edge = check("sigmoid", 0.5, ("naive", "Overflows for z = -1000."))
    course.grade("ada", right, first_name="Ada", last_name="Lovelace", email="ada@x.org")
    course.grade("bob", [check("sigmoid", 1), wrong, check("nll", 0)], late=timedelta(hours=26))
    course.grade(HOSTILE.replace("/", "_"), [edge, wrong, check("nll", 1)])
    course.grade(FORMULA, [edge, wrong, untouched("nll")], penalty=0.5, late=timedelta(minutes=5))
    course.grade(AS_RTL, [untouched(task) for task in TASKS], told={"stopped": "Too slow."})
    course.enrol("never")
    course.enrol("corrupt")
    course.hand_in("corrupt")
    course.judged("corrupt", [], stopped="The file is not a notebook: it is cut off.")
    course.hand_in("stranger")
    course.book.close()
    return course.root


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of 40 in four units; in the last one most written answers wait for a person."""
    root = tmp_path_factory.mktemp("invented")
    assert invent(root, 40, 4) == UNITS
    return root


@pytest.fixture
def root(tmp_path: Path, invented: Path) -> Path:
    shutil.copytree(invented, tmp_path, dirs_exist_ok=True)
    return tmp_path
