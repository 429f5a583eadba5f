"""The gradebook: one writer, one transaction for each submission.

What is written is what nbgrader's ``Autograde`` writes: the student, the submission with its
time stamp, a row for each graded cell and each comment, the late penalty. Marks and comments
given by a person are kept, and stand for the text they were given for (`standing`). A run that is
killed leaves whole submissions only.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, bindparam, inspect, select

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook import own_tables
from nnkit.grading.gradebook.database import note_version, open_engine, plain_errors
from nnkit.grading.gradebook.own_tables import EXTENSION
from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.gradebook.standing import Standing
from nnkit.grading.handin.folder import Classroom

_STUDENT = api.Student.__table__
_SUBMISSION = api.SubmittedAssignment.__table__
_NOTEBOOK = api.SubmittedNotebook.__table__
_GRADE = api.Grade.__table__
_COMMENT = api.Comment.__table__
_NEW_GRADE = (
    _GRADE.update()
    .where(_GRADE.c.id == bindparam("new_id"))
    .values(
        auto_score=bindparam("new_auto_score"),
        needs_manual_grade=bindparam("new_needs_manual_grade"),
    )
)
_NEW_COMMENT = (
    _COMMENT.update()
    .where((_COMMENT.c.notebook_id == bindparam("row")) & (_COMMENT.c.cell_id == bindparam("cell")))
    .values(auto_comment=bindparam("text"))
)


Texts = Callable[[str], Mapping[str, str]]


class Recorded(NamedTuple):
    """What was written of a notebook: its score, and lines for the instructor."""

    score: float
    said: list[str]


class Earlier(NamedTuple):
    """What the gradebook has of a notebook: its score, how many marks nobody is asked for, all."""

    score: float = 0.0
    settled: int = 0
    marks: int = 0


class Book:
    """The gradebook of a course, open for writing the marks of one assignment."""

    def __init__(self, room: Classroom) -> None:
        self.room = room
        self.url: str = room.coursedir.db_url
        self.where = self.url.removeprefix("sqlite:///")
        self.seconds = room.rooms.lock_seconds
        self.engine = open_engine(self.url, self.seconds)
        self.late = _late_penalties(room)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def exists(self) -> bool:
        """Tell whether there is a gradebook; one that is no file is there."""
        return not self.url.startswith("sqlite") or Path(self.where).exists()

    def make(self) -> list[str]:
        """Make the gradebook if there is none; return the names of its assignments."""
        with plain_errors(self.where, self.seconds):
            with self.engine.begin() as db:  # is it one, and not locked?
                inspect(db).get_table_names()
            with api.Gradebook(self.url, self.room.coursedir.course_id) as book:
                names = [assignment.name for assignment in book.assignments]
                if "alembic_version" not in inspect(book.engine).get_table_names():
                    note_version(book)
            return names

    def open_assignment(self, name: str) -> None:
        """Look up the cells of an assignment once, for all its submissions."""
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            own_tables.make(db)
        with (
            plain_errors(self.where, self.seconds),
            api.Gradebook(self.url, self.room.coursedir.course_id) as book,
        ):
            entry = book.find_assignment(name)
            self.assignment_id, self.duedate = entry.id, entry.duedate
            self.notebooks = {nb.name: nb.id for nb in entry.notebooks}
            self.graded = {
                nb.name: {c.name: c.id for c in (*nb.grade_cells, *nb.task_cells)}
                for nb in entry.notebooks
            }
            self.answered = {
                nb.name: {c.name: c.id for c in (*nb.solution_cells, *nb.task_cells)}
                for nb in entry.notebooks
            }

    def students(self) -> set[str]:
        """Return who is in the book."""
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            return set(db.execute(select(_STUDENT.c.id)).scalars())

    def recorded(self) -> dict[str, dict[str, Earlier]]:
        """Return {student: {notebook: what is there}} of the submissions that are in the book."""
        names = {key: name for name, key in self.notebooks.items()}
        query = (
            select(_SUBMISSION.c.student_id, _NOTEBOOK, _GRADE)
            .join_from(_SUBMISSION, _NOTEBOOK, _NOTEBOOK.c.assignment_id == _SUBMISSION.c.id)
            .outerjoin(_GRADE, _GRADE.c.notebook_id == _NOTEBOOK.c.id)
            .where(_SUBMISSION.c.assignment_id == self.assignment_id)
        )
        found: dict[str, dict[str, Earlier]] = {}
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            for row in db.execute(query).mappings():
                notebooks = found.setdefault(row["student_id"], {})
                name = names[row[_NOTEBOOK.c.notebook_id]]
                penalty = float(row["late_submission_penalty"] or 0.0)
                score, settled, marks = notebooks.get(name, Earlier(-penalty))
                if row["needs_manual_grade"] is not None:
                    settled, marks = settled + (not row["needs_manual_grade"]), marks + 1
                notebooks[name] = Earlier(score + _points(row), settled, marks)
        return found

    def record(
        self,
        student: str,
        timestamp: datetime.datetime | None,
        marks: Mapping[str, Marks],
        before: Texts = lambda name: {},
    ) -> dict[str, Recorded]:
        """Write the marks of one submission; return what was written of each notebook.

        The score has a late penalty taken off and marks given by a person in it. `before` returns
        the texts of a notebook as it was graded before (`texts.earlier`).
        """
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            submission, late_by = self._submission(db, student, timestamp)
            rows = self._notebook_rows(db, submission)
            return {
                name: self._notebook(
                    db,
                    rows[name],
                    name,
                    student,
                    late_by,
                    marks[name],
                    functools.partial(before, name),
                )
                for name in marks
            }

    def _submission(
        self, db: Connection, student: str, timestamp: datetime.datetime | None
    ) -> tuple[str, float]:
        """Make sure of the student and the submission; return its id and the seconds it is late."""
        if db.execute(select(_STUDENT.c.id).where(_STUDENT.c.id == student)).first() is None:
            db.execute(_STUDENT.insert().values(id=student))
        same = (_SUBMISSION.c.assignment_id == self.assignment_id) & (
            _SUBMISSION.c.student_id == student
        )
        row = db.execute(select(_SUBMISSION).where(same)).mappings().first()
        if row is None:
            key, stored, extension = uuid4().hex, timestamp, self._granted(db, student)
            owner = {"assignment_id": self.assignment_id, "student_id": student}
            new = {"id": key, "timestamp": timestamp, "extension": extension, **owner}
            db.execute(_SUBMISSION.insert().values(**new))
        else:
            key, extension = row["id"], row["extension"]
            stored = timestamp if timestamp is not None else row["timestamp"]
            db.execute(_SUBMISSION.update().where(same).values(timestamp=stored))
        return key, self._late_by(stored, extension)

    def _granted(self, db: Connection, student: str) -> datetime.timedelta | None:
        mine = {"assignment_id": self.assignment_id, "student_id": student}
        seconds = db.execute(select(EXTENSION.c.seconds).filter_by(**mine)).scalar()
        return datetime.timedelta(seconds=seconds) if seconds else None

    def _late_by(
        self, handed_in: datetime.datetime | None, extension: datetime.timedelta | None
    ) -> float:
        """Return by how many seconds a submission is late."""
        if handed_in is None or self.duedate is None:
            return 0.0
        due = self.duedate + (extension or datetime.timedelta(0))
        return max(0.0, (handed_in - due).total_seconds())

    def extend(self, student: str, span: datetime.timedelta) -> None:
        """Give a student this much more time for the assignment, whether it is handed in or not."""
        mine = {"assignment_id": self.assignment_id, "student_id": student}
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            db.execute(EXTENSION.delete().filter_by(**mine))
            db.execute(EXTENSION.insert().values(seconds=span.total_seconds(), **mine))
            db.execute(_SUBMISSION.update().filter_by(**mine).values(extension=span or None))

    def retime(self, stamps: Mapping[str, datetime.datetime | None]) -> None:
        """Write when each student handed in, where that reads differently now."""
        mine = {"assignment_id": self.assignment_id}
        query = select(_SUBMISSION.c.student_id, _SUBMISSION.c.timestamp).filter_by(**mine)
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            for student, before in db.execute(query).all():
                if stamps.get(student, before) != before:
                    row = _SUBMISSION.update().filter_by(student_id=student, **mine)
                    db.execute(row.values(timestamp=stamps[student]))

    def redate(self) -> list[str]:
        """Compute every late penalty anew from the dates; return a line for each that differs."""
        names = {key: name for name, key in self.notebooks.items()}
        mine = _SUBMISSION.c.assignment_id == self.assignment_id
        query = (
            select(_SUBMISSION, _NOTEBOOK.c.id.label("row"), _NOTEBOOK.c.notebook_id)
            .add_columns(_NOTEBOOK.c.late_submission_penalty.label("before"))
            .join_from(_SUBMISSION, _NOTEBOOK, _NOTEBOOK.c.assignment_id == _SUBMISSION.c.id)
            .where(mine)
            .order_by(_SUBMISSION.c.student_id)
        )
        said = []
        with plain_errors(self.where, self.seconds), self.engine.begin() as db:
            grades = select(_GRADE).join(_NOTEBOOK, _NOTEBOOK.c.id == _GRADE.c.notebook_id)
            grades = grades.join(_SUBMISSION, _SUBMISSION.c.id == _NOTEBOOK.c.assignment_id)
            scores: dict[str, float] = {}
            for grade in db.execute(grades.where(mine)).mappings():
                scores[grade["notebook_id"]] = scores.get(grade["notebook_id"], 0) + _points(grade)
            for row in db.execute(query).mappings().all():
                late_by = self._late_by(row["timestamp"], row["extension"])
                student, before = row["student_id"], row["before"] or 0.0
                penalty = self._penalty(student, scores.get(row["row"], 0.0), late_by) or 0.0
                if abs(penalty - before) < 1e-9:
                    continue
                values = {"late_submission_penalty": penalty or None}
                db.execute(_NOTEBOOK.update().where(_NOTEBOOK.c.id == row["row"]).values(**values))
                name = names[row["notebook_id"]]
                said.append(f"{student}: late penalty of {name}.ipynb {before:g}, now {penalty:g}")
        return said

    def _notebook_rows(self, db: Connection, submission: str) -> dict[str, str]:
        """Make sure of the rows of a submission; return {notebook: id of its row}."""
        query = select(_NOTEBOOK.c.notebook_id, _NOTEBOOK.c.id).where(
            _NOTEBOOK.c.assignment_id == submission
        )
        have = {notebook: key for notebook, key in db.execute(query)}
        rows = {}
        for name, notebook in self.notebooks.items():
            rows[name] = have.get(notebook) or uuid4().hex
            if notebook not in have:
                new = {"id": rows[name], "notebook_id": notebook, "assignment_id": submission}
                db.execute(_NOTEBOOK.insert().values(flagged=False, **new))
            _fill(db, _GRADE, rows[name], self.graded[name], needs_manual_grade=True)
            _fill(db, _COMMENT, rows[name], self.answered[name])
        return rows

    def _notebook(
        self,
        db: Connection,
        row: str,
        name: str,
        student: str,
        late_by: float,
        marks: Marks,
        before: Callable[[], Mapping[str, str]],
    ) -> Recorded:
        query = select(_GRADE).where(_GRADE.c.notebook_id == row)
        stored = {grade["cell_id"]: grade for grade in db.execute(query).mappings()}
        standing = Standing(db, [grade["id"] for grade in stored.values()], before)
        score, graded, said = 0.0, [], []
        comments = dict(marks.comments)
        for cell, key in self.graded[name].items():
            grade = dict(stored[key])
            if cell in marks.scores:
                reads = marks.attention or cell in marks.look or marks.scores[cell] is None
                mark = standing.mark(cell, grade, marks.texts.get(cell, ""), reads)
                if mark.said:
                    said.append(f"{cell} asks again: {mark.said}")
                    comments[cell] = " ".join(filter(None, [comments.get(cell), f"{mark.said}."]))
                grade |= {"auto_score": marks.scores[cell], "needs_manual_grade": mark.asks}
                names = ("id", "auto_score", "needs_manual_grade")
                graded.append({f"new_{k}": grade[k] for k in names})
            score += _points(grade)
        standing.write()
        told = [
            {"row": row, "cell": self.answered[name][cell], "text": comment}
            for cell, comment in comments.items()
            if cell in self.answered[name]
        ]
        for update, values in ((_NEW_GRADE, graded), (_NEW_COMMENT, told)):
            if values:
                db.execute(update, values)
        penalty = None if marks.missing else self._penalty(student, score, late_by)
        same = _NOTEBOOK.c.id == row
        db.execute(_NOTEBOOK.update().where(same).values(late_submission_penalty=penalty))
        return Recorded(score - (penalty or 0.0), said)

    def _penalty(self, student: str, score: float, late_by: float) -> float | None:
        """Ask nbgrader's late penalty plugin, as ``AssignLatePenalties`` does."""
        if late_by <= 0:
            return None
        try:
            penalty = self.late.plugin_inst.late_submission_penalty(student, score, late_by)
            return None if penalty is None else min(max(0.0, float(penalty)), score)
        except Exception as error:  # the course's own code
            raise _late_fault(error, f" for {student}") from error


def _late_penalties(room: Classroom) -> Any:
    """Return nbgrader's step for late penalties with the plugin of the course."""
    try:
        late = AssignLatePenalties(config=room.config)
        late.init_plugin()
    except Exception as error:  # the course's own code
        raise _late_fault(error) from error
    return late


def _late_fault(error: Exception, where: str = "") -> UseError:
    text = " ".join(str(error).split())
    return UseError(
        f"the late penalty (c.AssignLatePenalties.plugin_class) fails{where}: "
        f"{type(error).__name__}: {text}"
    )


def _points(grade: Mapping[str, Any]) -> float:
    """Return what a row counts: the mark of a person before that of the grader."""
    for key in ("manual_score", "auto_score"):
        if grade[key] is not None:
            return float(grade[key]) + float(grade["extra_credit"] or 0.0)
    return 0.0


def _fill(db: Connection, table: Any, row: str, cells: Mapping[str, str], **values: Any) -> None:
    """Add the rows of a notebook that are not there yet."""
    have = set(db.execute(select(table.c.cell_id).where(table.c.notebook_id == row)).scalars())
    new = [
        {"id": uuid4().hex, "notebook_id": row, "cell_id": cell, **values}
        for cell in cells.values()
        if cell not in have
    ]
    if new:
        db.execute(table.insert(), new)
