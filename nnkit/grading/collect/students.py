"""`nnkit students`: the class list of a term into the gradebook, as a whole or not at all.

nbgrader's own import takes the last of two rows with one id, and stops half way at a row that it
cannot read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbgrader import api
from sqlalchemy import select

from nnkit.grading.collect.class_list import Student, opened_list
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.book import Book
from nnkit.grading.gradebook.database import plain_errors
from nnkit.grading.handin.folder import open_classroom
from nnkit.grading.handin.trouble import shown
from nnkit.grading.run.staging import bad_name

_TABLE = api.Student.__table__
_OWN = ("id", "email", "lms_user_id")  # what no two students have in common
_MOST = 10  # faults that are named

Row = dict[str, str]


def students(root: Path, path: Path) -> Iterator[str]:
    """Take a class list in; yield what was done, in lines.

    Parameters
    ----------
    root : Path
        The folder of the course.
    path : Path
        A CSV (commas or semicolons) with the column id, and any of first_name, last_name, email
        and lms_user_id. A field that is empty, or a column that is missing, changes nothing.

    Raises
    ------
    UseError
        No such course or list, no column id, an id that is missing or cannot name a folder, an id,
        e-mail or LMS id that two students have. Nothing is written then.
    """
    try:
        rows, unused = _read(path)
    except csv.Error as error:
        raise UseError(f"{path} cannot be read as a table: {error}") from None
    with Book(open_classroom(root)) as book:
        book.make()
        with plain_errors(book.where, book.seconds), book.engine.begin() as db:
            columns = [_TABLE.c[name] for name in Student._fields]
            found = db.execute(select(*columns)).mappings().all()
            before = {row["id"]: {k: str(v or "") for k, v in row.items()} for row in found}
            _need_different(path, rows, before)
            new = [row for row in rows.values() if row["id"] not in before]
            changed = [
                row
                for key, row in rows.items()
                if before.get(key, row) | row != before.get(key, row)
            ]
            for row in new:
                db.execute(_TABLE.insert().values(**row))
            for row in changed:
                db.execute(_TABLE.update().where(_TABLE.c.id == row["id"]).values(**row))
    yield f"{len(rows)} students: {len(new)} new, {len(changed)} changed"
    for row in changed:
        was = before[row["id"]]
        parts = [
            f"{k} {shown(was[k]) or '-'}, now {shown(v)}" for k, v in row.items() if v != was[k]
        ]
        yield f"  {shown(row['id'])}: {'; '.join(parts)}"
    if gone := sorted(before.keys() - rows.keys()):
        yield f"in the gradebook and not in this list, kept: {', '.join(map(shown, gone))}"
    if unused:
        yield f"columns that are not used: {', '.join(map(shown, unused))}"


def _read(path: Path) -> tuple[dict[str, Row], list[str]]:
    text, form = opened_list(path)
    table = csv.DictReader(text, dialect=form)
    names = table.fieldnames or []
    if "id" not in names:
        raise UseError(
            f"{path} does not have the column id in its first line; write there: "
            f"{','.join(Student._fields)}"
        )
    faults, rows, lines = [], {}, dict[str, int]()
    for entry in table:
        line = table.line_num
        row = {k: v for k in Student._fields if (v := (entry.get(k) or "").strip())}
        key = row.get("id", "")
        if not row:
            continue
        if not key:
            faults.append(f"line {line} has no id")
        elif wrong := bad_name(key):
            faults.append(f"line {line}: the id {shown(key)!r} {wrong}")
        elif key in rows:
            faults.append(f"lines {lines[key]} and {line} have the id {shown(key)!r}")
        rows[key], lines[key] = row, line
    _need_none(path, faults)
    return rows, [name for name in names if name and name not in Student._fields]


def _need_different(path: Path, rows: Mapping[str, Row], before: Mapping[str, Row]) -> None:
    """Refuse a list after which two students would have the same e-mail or id."""
    after = dict(before) | {key: before.get(key, {}) | row for key, row in rows.items()}
    owner: dict[tuple[str, str], str] = {}
    faults = []
    for key, row in after.items():
        for name in _OWN:
            value = row.get(name, "")
            first = owner.setdefault((name, value.casefold()), key)
            if value and first != key and {first, key} & rows.keys():
                faults.append(f"{shown(first)} and {shown(key)} have the {name} {shown(value)}")
    _need_none(path, faults)


def _need_none(path: Path, faults: list[str]) -> None:
    if faults:
        more = f"; and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
        raise UseError(f"{path}: {'; '.join(faults[:_MOST])}{more}. Nothing was taken in")
