"""The desk: reads the answers of a question, gives marks and takes them back.

Each mark is written to nbgrader's gradebook at once, in one transaction, and only over what the
page has shown: when somebody else (a second desk, the formgrader, a run) has changed an answer's
mark or text meanwhile, nothing is written and that is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, select

from nnkit.grading.desk.alike import groups
from nnkit.grading.desk.answers import UNREADABLE, Answer, answer
from nnkit.grading.desk.questions import Question, questions
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook import own_tables
from nnkit.grading.gradebook.database import open_engine, plain_errors
from nnkit.grading.gradebook.texts import points as points_of
from nnkit.grading.handin.folder import Classroom

MOST_SHOWN = 20_000  # characters of an answer that the page shows at first
MOST_COMMENT = 20_000
_SUBMISSION = api.SubmittedAssignment.__table__
_NOTEBOOK = api.SubmittedNotebook.__table__
_GRADE = api.Grade.__table__
_COMMENT = api.Comment.__table__
_TEXT = own_tables.TEXT
Row = Mapping[str, Any]


class Changed(UseError):
    """Somebody else has changed what the page shows."""


class Desk:
    """What a person marks in a course.

    Parameters
    ----------
    room : Classroom
        The course.
    assignment : str or None
        Only its questions.
    names : bool
        Whether the page says who wrote an answer.
    """

    def __init__(self, room: Classroom, assignment: str | None, names: bool) -> None:
        self.room, self.names = room, names
        self.url = room.coursedir.db_url
        self.engine = open_engine(self.url, room.rooms.lock_seconds)
        self.done: list[list[tuple[Row, str]]] = []
        with self._plainly(), self.engine.begin() as db:
            own_tables.make(db)
            self.questions = questions(db, room, assignment)

    def _plainly(self) -> Any:
        return plain_errors(self.url.removeprefix("sqlite:///"), self.room.rooms.lock_seconds)

    def counts(self) -> list[dict[str, Any]]:
        """Return the questions, each with how many answers there are and how many wait."""
        with self._plainly(), self.engine.begin() as db:
            rows = [[r for r in _rows(db, q) if not _blank(r, q)] for q in self.questions]
        return [
            {
                "name": f"{q.cell} · {q.assignment} · {q.notebook}",
                "points": q.points,
                "test": q.test,
                "answers": len(found),
                "waiting": sum(row["needs"] for row in found),
            }
            for q, found in zip(self.questions, rows, strict=True)
        ]

    def answers(self, question: Question) -> dict[str, Any]:
        """Return the answers to a question in groups, as the page shows them."""
        with self._plainly(), self.engine.begin() as db:
            rows = list(_rows(db, question))
        written = [row for row in rows if not _blank(row, question)]
        written.sort(key=lambda row: hashlib.sha256(row["id"].encode()).digest())  # not by name
        found = [answer(self.room, question, row["student"]) for row in written]
        together = groups(
            [
                one.text
                or (row["id"] if one.note == UNREADABLE else one.note)  # these share nothing
                for one, row in zip(found, written, strict=True)
            ]
        )
        items = [
            [
                self._item(
                    one,
                    found[one[0]].text,
                    _note(found[one[0]], question, written[one[0]]),
                    written,
                )
                for equal in group
                for one in _same(equal, written)
            ]
            for group in together
        ]
        blank = 0 if question.test else len(rows) - len(written)
        return {"groups": items, "blank": blank}

    def _item(
        self, equal: Sequence[int], text: str, note: str, rows: Sequence[Row]
    ) -> dict[str, Any]:
        first = rows[equal[0]]
        earlier, by_hand = "", first["manual_score"]
        if first["needs"] and by_hand is not None:
            worth = f" of {points_of(first['marked'])}" if first["marked"] else ""
            earlier = f"{by_hand:g}{worth} points for what was there before"
        return {
            "grades": {rows[i]["id"]: _version(rows[i]) for i in equal},
            "who": [rows[i]["student"] if self.names else str(i + 1) for i in equal],
            "text": text[:MOST_SHOWN],
            "length": len(text),
            "note": note,
            "earlier": earlier,
            "waits": bool(first["needs"]),
            "points": None if first["needs"] else _points(first),
            "comment": first["manual_comment"] or "",
        }

    def text(self, question: Question, grade: str) -> str:
        """Return the whole text of an answer."""
        with self._plainly(), self.engine.begin() as db:
            row = next((row for row in _rows(db, question) if row["id"] == grade), None)
        return "" if row is None else answer(self.room, question, row["student"]).text

    def mark(
        self,
        question: Question,
        seen: Mapping[str, str],
        points: float | None,
        comment: str | None,
    ) -> dict[str, str]:
        """Give points, a comment or both to answers; return {grade: what is there now}.

        `seen` is {grade: what the page has shown}.

        Raises
        ------
        UseError
            Points that there are not, a comment that is too long, a gradebook that is locked;
            `Changed` when it is not there any more what the page has shown.
        """
        if not seen:
            raise UseError("no answer is named")
        if points is not None and not 0 <= points <= question.points:
            raise UseError(
                f"points are {points:g}, needed is a number from 0 to {question.points:g}"
            )
        if comment is not None and len(comment) > MOST_COMMENT:
            raise UseError(f"the comment has {len(comment)} characters, at most {MOST_COMMENT} fit")
        with self._plainly(), self.engine.begin() as db:
            there = {row["id"]: row for row in _rows(db, question) if row["id"] in seen}
            _need_same(seen, there)
            if comment and not all(row["comment"] for row in there.values()):
                raise UseError("this test has no answer cell that a comment could stand at")
            for row in there.values():
                new = (
                    {} if points is None else {"manual_score": points, "needs_manual_grade": False}
                )
                _write(
                    db, question, row, new, row["manual_comment"] if comment is None else comment
                )
            now = {row["id"]: row for row in _rows(db, question) if row["id"] in seen}
        self.done.append(
            [(there[key] | {"question": question}, _version(now[key])) for key in seen]
        )
        return {key: _version(row) for key, row in now.items()}

    def undo(self) -> tuple[Question, list[str]]:
        """Take back what was done last, unless it was changed since; return what it was given."""
        if not self.done:
            raise UseError("there is nothing to undo")
        before = self.done.pop()
        question = before[0][0]["question"]
        with self._plainly(), self.engine.begin() as db:
            seen = {row["id"]: version for row, version in before}
            _need_same(seen, {row["id"]: row for row in _rows(db, question) if row["id"] in seen})
            for row, _ in before:
                old = {"manual_score": row["manual_score"], "needs_manual_grade": row["needs"]}
                _write(db, question, row, old, row["manual_comment"])
        return question, [row["id"] for row, _ in before]


def _rows(db: Connection, question: Question) -> list[dict[str, Any]]:
    """Return what the gradebook has of each answer to a question."""
    mine = (_COMMENT.c.notebook_id == _NOTEBOOK.c.id) & (_COMMENT.c.cell_id == question.comment)
    query = (
        select(
            _GRADE.c.id, _GRADE.c.manual_score, _GRADE.c.auto_score, _GRADE.c.extra_credit,
            _GRADE.c.needs_manual_grade.label("needs"), _SUBMISSION.c.student_id.label("student"),
            _COMMENT.c.id.label("comment"), _COMMENT.c.manual_comment, _TEXT.c.text, _TEXT.c.marked,
        )
        .join_from(_GRADE, _NOTEBOOK, _NOTEBOOK.c.id == _GRADE.c.notebook_id)
        .join(_SUBMISSION, _SUBMISSION.c.id == _NOTEBOOK.c.assignment_id)
        .outerjoin(_COMMENT, mine)
        .outerjoin(_TEXT, _TEXT.c.grade_id == _GRADE.c.id)
        .where(_GRADE.c.cell_id == question.key)
    )  # fmt: skip
    return [dict(row) for row in db.execute(query).mappings()]


def _blank(row: Row, question: Question) -> bool:
    """Tell whether nothing was answered, or a test has judged it, and nobody is asked."""
    settled = question.test or not row["auto_score"]
    return not row["needs"] and row["manual_score"] is None and settled


def _note(found: Answer, question: Question, row: Row) -> str:
    test = question.test and row["auto_score"] is not None
    said = f"the test gave {row['auto_score']:g} of {question.points:g}" if test else ""
    return "; ".join(filter(None, [said, found.note]))


def _points(row: Row) -> float:
    return float(row["auto_score"] if row["manual_score"] is None else row["manual_score"])


def _same(equal: Sequence[int], rows: Sequence[Row]) -> list[list[int]]:
    """Split equal answers by what they were given so far."""
    states: dict[Any, list[int]] = {}
    for i in equal:
        state = [rows[i][key] for key in ("needs", "manual_score", "auto_score", "manual_comment")]
        states.setdefault(str(state), []).append(i)
    return list(states.values())


def _version(row: Row) -> str:
    what = [row[key] for key in ("manual_score", "auto_score", "needs", "manual_comment", "text")]
    return hashlib.sha256(str(what).encode()).hexdigest()[:16]


def _need_same(seen: Mapping[str, str], there: Mapping[str, Row]) -> None:
    other = sum(key not in there or _version(there[key]) != seen[key] for key in seen)
    if other:
        were = "was" if other == 1 else "were"
        raise Changed(
            f"{other} of these answers {were} marked or handed in again elsewhere meanwhile; "
            "nothing was written over it, here is what is there now"
        )


def _write(
    db: Connection, question: Question, row: Row, grade: Mapping[str, Any], comment: str | None
) -> None:
    if grade:
        db.execute(_GRADE.update().where(_GRADE.c.id == row["id"]).values(**grade))
    same = _COMMENT.c.id == row["comment"]
    db.execute(_COMMENT.update().where(same).values(manual_comment=comment or None))
