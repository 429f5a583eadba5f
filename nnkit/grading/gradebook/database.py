"""The data base of the gradebook: opening it, and its errors in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from nnkit.grading.errors import UseError


@contextlib.contextmanager
def plain_errors(where: str, seconds: float) -> Iterator[None]:
    """Turn an error of the data base into one line that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error)
        if "locked" in cause:
            raise UseError(
                f"the gradebook {where} is locked by another program (waited {seconds:g} s); "
                "close it and run again: what is graded already is kept"
            ) from error
        if "full" in cause:
            raise UseError(
                f"the disk is full: the gradebook {where} cannot be written; make room and run "
                "again: what is graded already is kept"
            ) from error
        if "readonly" in cause or "unable to open" in cause:
            raise UseError(f"no permission to write the gradebook {where}") from error
        if "no such column" in cause or "no such table" in cause:
            raise UseError(
                f"the gradebook {where} is of another version of nbgrader; "
                "make a copy of it, then run: nbgrader db upgrade"
            ) from error
        if isinstance(error, DatabaseError):
            raise UseError(f"the gradebook {where} cannot be used: {cause}") from error
        raise


def open_engine(url: str, seconds: float) -> Engine:
    """Open the data base; with SQLite a transaction locks at once and waits for its turn."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": seconds})

    def manual(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", manual)
    event.listen(engine, "begin", begin)
    return engine


def note_version(book: Any) -> None:
    """Repair a gradebook that was made without alembic: note its version as nbgrader does."""
    version = api.get_alembic_version()
    book.db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"))
    book.db.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    book.db.commit()
