"""`nnkit collect`: what an instructor downloads from an LMS, to where nbgrader grades it.

How the platforms name their files is in `names`; whose they are in `class_list`; what
is refused in `downloads` and `foreign`; which copy counts in `copies`.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nnkit.grading.collect.class_list import (
    NOBODY,
    Choices,
    ClassList,
    Match,
    list_text,
    read_list,
    split,
)
from nnkit.grading.collect.copies import EARLIER, NEW, NEWER, SAME, keep, place
from nnkit.grading.collect.downloads import opened
from nnkit.grading.collect.foreign import Assignments
from nnkit.grading.collect.groups import read_groups, together
from nnkit.grading.collect.names import Copy, parse
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.book import Book
from nnkit.grading.gradebook.dates import zone
from nnkit.grading.handin.folder import Classroom, need_assignment, open_classroom
from nnkit.grading.handin.trouble import shown
from nnkit.grading.reports.files import write_text

DOWNLOADED = "downloaded"
_MOST_LINES = 30


@dataclass
class Collected:
    """What became of a download.

    Attributes
    ----------
    students : dict of str to str
        {student: new, newer, unchanged or an earlier copy}.
    open : dict of str to Match
        {name in the download: why a person must say whose it is}.
    refused, remarks : list of str
        A sentence for each file that was refused; what else is to be said.
    """

    platform: str = ""
    students: dict[str, str] = field(default_factory=dict)
    open: dict[str, Match] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    absent: int = 0
    todo: Path = Path()

    def lines(self) -> list[str]:
        """Return what is said at the end."""
        count = Counter(self.students.values())
        states = (NEW, "new"), (NEWER, "newer than before"), (SAME, "unchanged"), (EARLIER, EARLIER)
        counts = [f"{count[key]} {words}" for key, words in states if count[key]]
        of = f" ({', '.join(counts)})" if counts else ""
        out = [f"{self.platform.capitalize()}: {len(self.students)} students' hand-ins{of}"]
        if self.absent:
            out.append(f"{self.absent} of the class list have no hand-in in this download")
        if self.late:
            who = ", ".join(self.late)
            out.append(f"marked as late, but the download does not say when: {who}")
        out += self.remarks
        if self.open:
            out.append(
                f"{len(self.open)} left for a person: fill in the column student of {self.todo} "
                "and run this again"
            )
            out += _few([f"  {shown(k)}: {match.why}" for k, match in self.open.items()])
        if self.refused:
            out.append(f"{len(self.refused)} refused:")
            out += _few([f"  {shown(text)}" for text in self.refused])
        return out


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"  and {more} more"] if more > 0 else [])]


def collect(
    root: Path,
    assignment: str,
    download: Path,
    *,
    platform: str | None = None,
    who: Path | None = None,
    groups: Path | None = None,
) -> Collected:
    """Put the hand-ins of a download into ``submitted/STUDENT/ASSIGNMENT``.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        For what it was handed in.
    download : Path
        The zip of Canvas, Moodle, Blackboard or Gradescope, or the folder it was unpacked to.
    platform : str, optional
        Which of them, where the names do not tell.
    who : Path, optional
        A list that was filled in: it counts beside ``downloaded/ASSIGNMENT/who.csv``.
    groups : Path, optional
        A list of those who hand in together, with the columns group and student.

    Raises
    ------
    UseError
        No such course, assignment or download, an empty class list, a list with a wrong name.
    """
    room = open_classroom(root)
    students = _class(room, assignment)
    folder = room.root / DOWNLOADED / assignment
    result = Collected(todo=folder / "who.csv")
    chosen: Choices = {}
    if result.todo.exists():
        chosen = read_list(result.todo, students.known)
    kept = set(chosen)
    if who is not None:
        chosen |= read_list(who, students.known)
    members = read_groups(groups, students.known) if groups is not None else {}
    own = {path.name for path in room.path("source", ".", assignment).glob("*.ipynb")}
    known = Assignments(room, assignment)
    with opened(Path(download)) as found:
        parsed = parse(found, platform, own, zone(room))
        result.platform = parsed.platform
        result.refused += [
            f"{file.path} {file.wrong or 'is not named as this platform names a hand-in'}."
            for file in parsed.strange
        ]
        theirs, said = together(_sorted_out(parsed.copies, students, chosen, result), members)
        result.remarks += said
        for student, copies in theirs.items():
            _take(room, known, student, copies, own, result)
    result.absent = len(students.known - {*result.students})
    used = kept | {shown(copy.who.label) for copy in parsed.copies}
    chosen = {label: ids for label, ids in chosen.items() if label in used}
    if result.open or chosen or result.todo.exists():
        text = list_text(chosen, result.open)
        folder.mkdir(parents=True, exist_ok=True)
        if not result.todo.exists() or result.todo.read_text("utf-8") != text:
            write_text(result.todo, text)
    return result


def _class(room: Classroom, assignment: str) -> ClassList:
    with Book(room) as book:
        there = book.exists()
        need_assignment(room, assignment, book.make() if there else [])
        students = ClassList(book) if there else None
    if students is None or not students.students:
        raise UseError(
            "the class list is empty; first: nnkit students FILE, a CSV with the columns "
            "id, first_name, last_name, email, lms_user_id"
        )
    return students


def _sorted_out(
    copies: list[Copy], students: ClassList, chosen: Choices, result: Collected
) -> dict[str, list[Copy]]:
    """Return {student: their copies}; what is not clear goes to the list."""
    matches: dict[str, Match] = {}
    for copy in copies:
        label = shown(copy.who.label)
        if label in chosen:
            ids = [name for name in split(chosen[label]) if name != NOBODY]
            matches[label] = Match(ids)
        elif label not in matches:
            matches[label] = students.match(copy.who)
    owners: dict[str, list[str]] = {}
    for label, match in matches.items():
        for student in match.students:
            owners.setdefault(student, []).append(label)
    for student, labels in owners.items():
        if len(labels) > 1 and any(matches[label].by_name for label in labels):
            why = f"{len(labels)} hand-ins of the download have the name of {student}"
            for label in labels:
                if label not in chosen:
                    matches[label] = Match([], why, (student,))
    result.open = {label: match for label, match in matches.items() if match.why}
    theirs: dict[str, list[Copy]] = {}
    for copy in copies:
        for student in matches[shown(copy.who.label)].students:
            theirs.setdefault(student, []).append(copy)
    return theirs


def _take(
    room: Classroom,
    known: Assignments,
    student: str,
    copies: list[Copy],
    own: set[str],
    result: Collected,
) -> None:
    if student in (".", "..") or os.sep in student or "\0" in student:
        result.refused.append(f"{student} in the class list cannot be the name of a folder.")
        return
    folder = room.root / DOWNLOADED / known.wanted / "copies" / student
    states = []
    for copy in copies:
        state, refused = keep(copy, folder, own, room.rooms, known.foreign)
        states += [state] * bool(state)
        result.refused += [f"{student}: {text}" for text in refused]
        if not state and not refused:
            result.refused.append(f"{student}: there is no file in this hand-in.")
        if copy.late and student not in result.late:
            result.late.append(student)
    if not states:
        return
    state = next(state for state in (NEW, NEWER, SAME, EARLIER) if state in states)
    if said := place(folder, room.path("submitted", student, known.wanted), state in (NEW, NEWER)):
        result.remarks.append(f"{student}: {said}")
    result.students[student] = state
