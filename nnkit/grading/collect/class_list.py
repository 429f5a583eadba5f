"""Whose a hand-in is: by the class list in the gradebook, and by a list that a person fills in."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from nbgrader import api
from sqlalchemy import select

from nnkit.grading.collect.names import Who
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.book import Book
from nnkit.grading.gradebook.database import plain_errors
from nnkit.grading.handin.trouble import shown

NOBODY = "-"  # what is written in a list for a hand-in of nobody in the class
_COLUMNS = ("download", "student", "why", "perhaps")
_KINDS = ("lms_user_id", "id", "email", "local")  # the last is what stands before the @
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


class _Semicolons(csv.excel):
    delimiter = ";"


class Student(NamedTuple):
    """One row of the class list."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str

    def names(self) -> list[str]:
        """Return the name in both orders, or nothing where one part is missing."""
        if not (self.first_name and self.last_name):
            return []
        return [f"{self.first_name} {self.last_name}", f"{self.last_name} {self.first_name}"]


class Match(NamedTuple):
    """Whose a hand-in is, if it is clear; otherwise why it is not, and who it may be."""

    students: list[str]
    why: str = ""
    perhaps: tuple[str, ...] = ()
    by_name: bool = False


class ClassList:
    """The students of the gradebook, found by id, e-mail, LMS id or name."""

    def __init__(self, book: Book) -> None:
        columns = [api.Student.__table__.c[name] for name in Student._fields]
        with plain_errors(book.where, book.seconds), book.engine.begin() as db:
            rows = db.execute(select(*columns).order_by(columns[0])).all()
        self.students = [Student(*(str(value or "").strip() for value in row)) for row in rows]
        self.known = {student.id for student in self.students}
        self._ids: dict[tuple[str, str], list[Student]] = {}
        self._names: dict[tuple[bool, str], list[Student]] = {}
        for student in self.students:
            ids = student._asdict() | {"local": student.email.partition("@")[0]}
            for kind in _KINDS:
                self._ids.setdefault((kind, ids[kind].casefold()), []).append(student)
            for loose in (False, True):
                for key in {_key(name, loose) for name in student.names()} - {""}:
                    self._names.setdefault((loose, key), []).append(student)

    def match(self, who: Who) -> Match:
        """Say whose a hand-in is."""
        for text in filter(None, who.ids):
            for kind in _KINDS:
                found = self._ids.get((kind, text.casefold()), [])
                if kind in ("id", "local") and text.isdigit() and who.name:
                    same = self._names.get((True, _key(who.name, True)), [])
                    found = [s for s in found if s in same]  # another office may count the same
                if len(found) > 1:
                    return _several(f"the id {shown(text)}", found)
                if found and kind != "email" and not _may_be(found[0], who.name):
                    why = f"{shown(text)} is {found[0].id}, but the name is another: a group?"
                    return Match([], why, (found[0].id,))
                if found:
                    return Match([found[0].id])
        for loose in (False, True):
            found = self._names.get((loose, _key(who.name, loose)), [])
            if len(found) > 1:
                return _several("this name", found)
            if found and who.ids and found[0].lms_user_id not in ("", *who.ids):
                why = f"the name is that of {found[0].id}, but the id is another"
                return Match([], why, (found[0].id,))
            if found:
                return Match([found[0].id], by_name=True)
        keys = {key: found[0].id for (loose, key), found in self._names.items() if loose}
        near = difflib.get_close_matches(_key(who.name, True), keys, n=3, cutoff=0.75)
        perhaps = tuple(dict.fromkeys(keys[key] for key in near))
        return Match([], "nobody in the class list has this name or id", perhaps)


def _several(what: str, found: list[Student]) -> Match:
    return Match([], f"several in the class list have {what}", tuple(s.id for s in found))


def _key(name: str, loose: bool = False) -> str:
    """Return the letters of a name; loose: without accents, and ü as ue."""
    name = unicodedata.normalize("NFC", name).casefold()
    if loose:
        name = unicodedata.normalize("NFKD", name.translate(_UMLAUTS))
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    return re.sub(r"[\W_]", "", name)


def _may_be(student: Student, name: str) -> bool:
    """Whether a name has a part of the student's name in it, where both are known."""
    parts = [_key(part, True) for part in (student.first_name, student.last_name) if _key(part)]
    return not parts or not _key(name) or any(part in _key(name, True) for part in parts)


Choices = dict[str, str]


def read_list(path: Path, known: set[str]) -> Choices:
    """Return {name in a download: students} of a list as it was filled in.

    Raises
    ------
    UseError
        It cannot be read, or names somebody who is not in the class list.
    """
    rows = csv.reader(*opened_list(path))
    header = next(rows, [])
    if header[:2] != list(_COLUMNS[:2]):
        raise UseError(f"{path} does not begin with the columns {', '.join(_COLUMNS)}")
    chosen: Choices = {}
    for line, row in enumerate(rows, 2):
        if len(row) < 2 or not row[1].strip():
            continue
        label, who = row[0].removeprefix("'"), row[1].strip()
        unknown = [name for name in split(who) if name not in known and name != NOBODY]
        if unknown:
            raise UseError(
                f"{path}, line {line}: {unknown[0]!r} is not in the class list; write a student's "
                f"id, several with ; between them, or {NOBODY} for nobody"
            )
        if chosen.setdefault(label, who) != who:
            raise UseError(f"{path}, line {line}: {label!r} stands there twice with other students")
    return chosen


def opened_list(path: Path) -> tuple[io.StringIO, type[csv.excel]]:
    """Open a list that a person made; return it, and how a CSV like it is read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8; save it as CSV UTF-8"
        raise UseError(f"cannot read {path}: {why}") from None
    return io.StringIO(text), _Semicolons if ";" in text.partition("\n")[0] else csv.excel


def split(students: str) -> list[str]:
    """Return the ids in one field of a list."""
    return [name for part in re.split("[;,]", students) if (name := part.strip())]


def list_text(chosen: Choices, open_: Mapping[str, Match]) -> str:
    """Return a list for a person: what is still open first, then what was filled in."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for label, match in open_.items():
        table.writerow([safe(label), "", safe(match.why), "; ".join(match.perhaps)])
    for label, who in sorted(chosen.items()):
        table.writerow([safe(label), who, "", ""])
    return out.getvalue()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{shown(text)}" if text.startswith(("=", "+", "-", "@")) else shown(text)
