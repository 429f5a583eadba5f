"""The tables that are kept in the gradebook beside nbgrader's, which does not look at them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Float, MetaData, String, Table

_OURS = MetaData()
TEXT = Table(
    "nnkit_text",  # of each mark: the text graded last, the one marked by hand, was a person asked
    _OURS,
    Column("grade_id", String(32), primary_key=True),
    Column("text", String(64)),
    Column("marked", String(64)),
    Column("asked", Boolean),
)
EXTENSION = Table(
    "nnkit_extension",  # what was granted before there is a submission
    _OURS,
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("seconds", Float, nullable=False),
)


def make(db: Connection) -> None:
    """Make those that are not there yet."""
    _OURS.create_all(db)
