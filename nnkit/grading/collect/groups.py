"""Groups that hand in together: what one member hands in is handed in for all of them."""

from __future__ import annotations

import csv
from pathlib import Path

from nnkit.grading.collect.class_list import opened_list
from nnkit.grading.collect.names import Copy
from nnkit.grading.errors import UseError

COLUMNS = ("group", "student")
Groups = dict[str, list[str]]


def read_groups(path: Path, known: set[str]) -> Groups:
    """Return {group: students} of a list with the columns group and student.

    Raises
    ------
    UseError
        It cannot be read, or names somebody twice or somebody who is not in the class list.
    """
    text, form = opened_list(path)
    table = csv.DictReader(text, dialect=form)
    if not {*COLUMNS} <= {*(table.fieldnames or ())}:
        raise UseError(
            f"{path} does not have the columns {' and '.join(COLUMNS)} in its first line"
        )
    groups: Groups = {}
    seen: dict[str, str] = {}
    for row in table:
        group, student = ((row[name] or "").strip() for name in COLUMNS)
        if not group or not student:
            continue
        where = f"{path}, line {table.line_num}"
        if student not in known:
            raise UseError(f"{where}: {student!r} is not in the class list; write a student's id")
        if student in seen:
            raise UseError(
                f"{where}: {student!r} is in {seen[student]!r} already, and in {group!r}"
            )
        seen[student] = group
        groups.setdefault(group, []).append(student)
    return groups


def together(
    theirs: dict[str, list[Copy]], groups: Groups
) -> tuple[dict[str, list[Copy]], list[str]]:
    """Give every member of a group what its members handed in; return it, and what is to be said.

    Of several copies the newest counts for all. When a download does not say which that is, each
    keeps their own.
    """
    said = []
    for group, members in groups.items():
        handed_in = [student for student in members if student in theirs]
        copies = [copy for student in handed_in for copy in theirs[student]]
        if len(handed_in) > 1 and not all(copy.mark for copy in copies):
            said.append(
                f"group {group}: {', '.join(handed_in)} handed in, and the download does not say "
                "who was last; each keeps their own"
            )
        elif copies:
            copies.sort(key=lambda copy: copy.mark)
            theirs |= dict.fromkeys(members, copies)
    return dict(sorted(theirs.items())), said
