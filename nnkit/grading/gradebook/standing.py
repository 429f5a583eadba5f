"""Marks by hand: each belongs to the text it was given for and stands until that text changes.

A table of our own in the gradebook, ``nnkit_text``, remembers of each mark the text that was
graded last (`texts`), whether a person was asked, and for which text a mark by hand was given.
nbgrader does not look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from nnkit.grading.gradebook.own_tables import TEXT
from nnkit.grading.gradebook.texts import points


class Mark(NamedTuple):
    """Whether a person is asked for a mark, and what is said of the one before."""

    asks: bool
    said: str = ""


class Standing:
    """The marks of one notebook: which of those given by hand stand for its new texts.

    Parameters
    ----------
    db : Connection
        The gradebook, in a transaction.
    grades : list of str
        The ids of its rows in the table ``grade``.
    before : callable
        Returns {cell: text} of the notebook as it was graded before, for gradebooks in which that
        was not noted.
    """

    def __init__(
        self, db: Connection, grades: list[str], before: Callable[[], Mapping[str, str]]
    ) -> None:
        self.db, self.before = db, before
        query = select(TEXT).where(TEXT.c.grade_id.in_(grades))
        self.noted = {row["grade_id"]: row for row in db.execute(query).mappings()}
        self.rows: list[dict[str, Any]] = []

    def mark(self, cell: str, grade: Mapping[str, Any], text: str, reads: bool) -> Mark:
        """Tell whether a person is asked for the mark of a cell.

        Parameters
        ----------
        cell : str
            The name of the cell.
        grade : mapping
            Its row in the table ``grade``, before this run.
        text : str
            What the student wrote now.
        reads : bool
            Whether a person has to read it if nobody has.
        """
        noted = self.noted.get(grade["id"], {})
        by_hand, settled = grade["manual_score"] is not None, not grade["needs_manual_grade"]
        marked = noted.get("marked")
        if settled and (by_hand or noted.get("asked")):  # given since then, for what was there
            marked = noted["text"] if noted else self.before().get(cell)
        stands = marked is not None and marked == text
        asks = not stands and (reads or by_hand)
        self.rows.append({"grade_id": grade["id"], "text": text, "marked": marked, "asked": asks})
        said = ""
        if asks and by_hand:
            worth = f" of {points(marked)}" if marked else ""
            said = f"{grade['manual_score']:g}{worth} points were given for what was there before"
        return Mark(asks, said)

    def write(self) -> None:
        """Note what was graded."""
        if self.rows:
            ids = [row["grade_id"] for row in self.rows]
            self.db.execute(TEXT.delete().where(TEXT.c.grade_id.in_(ids)))
            self.db.execute(TEXT.insert(), self.rows)
