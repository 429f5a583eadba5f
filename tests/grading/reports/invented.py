"""An invented class that handed in the course's own exercises: a real gradebook, filled in bulk.

A student has a strength, a task a difficulty; marks, mistakes, lateness and what waits for a person
are drawn from them, with a fixed seed.
"""

from __future__ import annotations

import json
import math
import random
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader import api

from nnkit.grading.reports.coursebook import CourseBook, read_course
from nnkit.grading.reports.reading import reading

UNITS = ["01_one_neuron", "02_non_linearity", "03_layers", "04_targets_and_losses"]
MARKS = """
    SELECT s.student_id, a.name, c.name AS cell, g.needs_manual_grade AS waits,
           gc.max_score AS worth,
           COALESCE(g.manual_score, g.auto_score, 0) + COALESCE(g.extra_credit, 0) AS score,
           COALESCE(n.late_submission_penalty, 0) AS penalty
    FROM grade g JOIN submitted_notebook n ON n.id = g.notebook_id
    JOIN submitted_assignment s ON s.id = n.assignment_id
    JOIN assignment a ON a.id = s.assignment_id JOIN base_cell c ON c.id = g.cell_id
    JOIN grade_cells gc ON gc.id = c.id
"""
EXERCISES = Path(__file__).resolve().parents[3] / "course" / "exercises"
START = datetime(2025, 10, 20, 12)
KINDS = {
    "answer-not-averaged": "The result is not divided by the number of examples: a sum, where the "
    "mean is asked for.",
    "dz-order": "In `dZ`, a sign is turned, as by a difference the wrong way round.",
    "w-axis": "In `dW`, the sum runs along the wrong axis.",
    "d1-slope-left-out": "In the deltas of layer 1, the slope of the activation is missing.",
    "line-c-is-still-as-printed": "Line C is still as printed. Can a loss be negative?",
}
FADES = {"answer-not-averaged": 0.6, "dz-order": 0.9, "w-axis": 1.0, "d1-slope-left-out": 1.4}


def units() -> dict[str, tuple[str, dict[str, tuple[float, bool]]]]:
    """{unit: (notebook, {graded cell: (points, read by a person)})} of the released exercises."""
    found = {}
    for path in sorted(EXERCISES.glob("*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        data = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        graded = {
            d["grade_id"]: (float(d["points"]), d["solution"]) for d in data if d.get("grade")
        }
        found[path.parent.name] = (path.stem, graded)
    return found


def invent(root: Path, students: int = 40, number: int = 4, seed: int = 1) -> list[str]:
    """Fill a course folder; return the names of its units."""
    rng = random.Random(seed)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    who = [f"student{k:03}" for k in range(1, students + 1)]
    strength = {student: rng.gauss(0, 1) for student in who}
    taken = dict(list(units().items())[:number])
    with api.Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for k, student in enumerate(who):
            first, last = FIRST[k % len(FIRST)], LAST[(k // len(FIRST) + 3 * k) % len(LAST)]
            mail = f"{first}.{last}@example.org".lower()
            book.db.add(api.Student(id=student, first_name=first, last_name=last, email=mail))
        for week, (unit, (notebook, cells)) in enumerate(taken.items()):
            book.add_assignment(unit, duedate=START + timedelta(weeks=week))
            book.add_notebook(notebook, unit)
            for cell, (points, read) in cells.items():
                kind = "markdown" if read else "code"
                book.add_grade_cell(cell, notebook, unit, max_score=points, cell_type=kind)
                if read:
                    book.add_solution_cell(cell, notebook, unit)
        book.db.commit()
        for week, unit in enumerate(taken):
            _hand_in(root, book, unit, week, who, strength, rng, number)
        book.db.commit()
    return list(taken)


def _hand_in(
    root: Path,
    book: Any,
    unit: str,
    week: int,
    who: list[str],
    strength: dict[str, float],
    rng: random.Random,
    number: int,
) -> None:
    entry = book.find_assignment(unit)
    (notebook,) = entry.notebooks
    hard = {cell.name: rng.gauss(-1, 0.8) for cell in notebook.grade_cells}
    read = {cell.name for cell in notebook.solution_cells}
    rows: dict[str, list[dict[str, Any]]] = {"s": [], "n": [], "g": []}
    for student in who:
        if rng.random() < 0.04:
            continue
        late = timedelta(hours=rng.choice([-30, -20, -3, -3, 30]))
        key, sheet = uuid.uuid4().hex, uuid.uuid4().hex
        moment = START + timedelta(weeks=week) + late
        rows["s"].append(
            {"id": key, "assignment_id": entry.id, "student_id": student, "timestamp": moment}
        )
        broken = rng.random() < 0.01
        checks, total = [], 0.0
        for cell in notebook.grade_cells:
            right = rng.random() < 1 / (1 + math.exp(hard[cell.name] - strength[student]))
            share = 1.0 if right else rng.choice([0.0, 0.0, 0.5])
            waits = broken or (cell.name in read and week == number - 1 and rng.random() < 0.7)
            written = cell.name in read
            grade = {"id": uuid.uuid4().hex, "notebook_id": sheet, "cell_id": cell.id}
            grade |= {"auto_score": None if written else 0.0 if broken else share * cell.max_score}
            grade |= {"manual_score": share * cell.max_score if written and not waits else None}
            rows["g"].append(grade | {"needs_manual_grade": waits})
            total += 0 if waits else share * cell.max_score
            if not written and not broken:
                checks.append(_check(notebook.name, cell.name, share, week / number, rng))
        penalty = round(0.1 * total, 2) if late > timedelta(0) else None
        rows["n"].append(
            {"id": sheet, "assignment_id": key, "notebook_id": notebook.id, "flagged": False}
            | {"late_submission_penalty": penalty}
        )
        folder = root / "autograded" / student / unit
        folder.mkdir(parents=True)
        stopped = "The file is not a notebook: it is cut off." if broken else None
        found = {"checks": checks, "stopped": stopped, "notes": [], "seconds": rng.uniform(0.2, 3)}
        found["status"] = "ungradable" if broken else "graded"
        (folder / "checks.json").write_text(json.dumps(found), encoding="utf-8")
        (root / "submitted" / student / unit).mkdir(parents=True)
    tables = (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
    for table, new in zip(tables, rows.values(), strict=True):
        book.db.execute(table.__table__.insert(), new)


def _check(notebook: str, cell: str, share: float, term: float, rng: random.Random) -> Any:
    name = None
    if share < 1 and rng.random() < 0.9:
        weights = [max(0.05, 1 - FADES.get(kind, 0.6) * term) for kind in KINDS]
        name = rng.choices(list(KINDS), weights)[0]
    failed = [["attempted", "passed"], ["random", "failed"]]
    return {
        "notebook": notebook,
        "grade_id": cell,
        "passed": share == 1,
        "score": share,
        "misconception": name,
        "advice": KINDS.get(name, ""),
        "message": "For a random 3x4 array: 2 of 12 numbers differ.",
        "attempted": True,
        "rungs": [["attempted", "passed"]] if share == 1 else failed,
    }


FIRST = ["Amina", "Bruno", "Chidi", "Dilek", "Emil", "Fatou", "Goran", "Hanna", "Ivo", "Jin"]
LAST = ["Abel", "Brandt", "Costa", "Diallo", "Eriksen", "Fuchs", "Garcia"]


def configure(root: Path, *lines: str) -> None:
    (root / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines, ""]))


@contextmanager
def gradebook(root: Path) -> Iterator[sqlite3.Connection]:
    """The data base itself, past nbgrader."""
    with closing(sqlite3.connect(root / "gradebook.db")) as db, db:
        db.row_factory = sqlite3.Row
        yield db


def course_of(root: Path) -> CourseBook:
    with reading(root) as reader:
        return read_course(reader)


def marks(root: Path) -> list[sqlite3.Row]:
    with gradebook(root) as db:
        return db.execute(MARKS).fetchall()
