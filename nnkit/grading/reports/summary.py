"""The reports in a few plain lines, for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

from nnkit.grading.reports import findings, over_time, students
from nnkit.grading.reports.classbook import GRADED, MISSING, NEW, UNGRADABLE, WAITING, ClassBook
from nnkit.grading.reports.coursebook import FAILED, PASSED, UNKNOWN, CourseBook, Total
from nnkit.grading.reports.findings import number, percent

MOST = 5


def summary(book: ClassBook) -> str:
    """Say who was graded, how it went, what was misunderstood, who needs a person."""
    return _text(
        [_counts(book), *_marks(book), *misunderstood(book), *_concerns(book), *book.apart]
    )


def _text(lines: list[str]) -> str:
    return "\n".join(printable(line) for line in lines)


def graded(book: ClassBook) -> int:
    """How many are graded, apart from what waits for the whole class."""
    return len(book.having(GRADED)) + len(book.having(WAITING)) - len(findings.partly(book))


def _counts(book: ClassBook) -> str:
    said = [f"{len(book.rows)} students", f"{graded(book)} graded"]
    if n := len(findings.partly(book)):
        said.append(f"{n} partly marked")
    for status in (UNGRADABLE, NEW, MISSING):
        if n := len(book.having(status)):
            said.append(f"{n} {status}")
    if n := len(findings.late(book)):
        said.append(f"{n} late")
    return f"{book.assignment}: {', '.join(said)}"


def _marks(book: ClassBook) -> list[str]:
    said = []
    middle = findings.middle(book)
    if middle is not None:
        said.append(f"median {number(middle)} of {number(findings.reachable(book))} points")
    if task := findings.hardest(book):
        share = (findings.average(book, task) or 0) / task.points
        said.append(f"hardest task {task.label}, {percent(share)} of its points earned")
    waiting = findings.to_read(book)
    read = [
        f"{n} {'answer' if n == 1 else 'answers'} to {task.label} "
        f"{'waits' if n == 1 else 'wait'} for a person"
        for task, n in waiting.items()
    ]
    return ["; ".join(said), *read] if said else read


def misunderstood(book: ClassBook, most: int = MOST) -> list[str]:
    """Name the commonest known mistakes, one a line."""
    known = [m for m in findings.misunderstandings(book) if m.name]
    if not known:
        return []
    lines = [f"what the class got wrong most ({min(most, len(known))} of {len(known)} mistakes):"]
    for m in known[:most]:
        said = textwrap.shorten(f"{m.task.label}: {m.title}", 110, placeholder=" …")
        lines.append(f"  {len(m.students):3} of {m.tried:<3} {said}")
    return lines


def _concerns(book: ClassBook) -> list[str]:
    found = findings.concerns(book)
    if not found:
        return []
    lines = ["submissions that need a person:"]
    for concern in found:
        said = f"{concern.row.student}: {'; '.join(concern.reasons)}"
        lines.append("  " + textwrap.shorten(said, 150, placeholder=" …"))
    return lines


def rules(course: CourseBook) -> str:
    """Say in a sentence or two how the total is made."""
    found, n = course.rules, len(course.counted)
    if not n:
        return "No assignment is graded yet."
    by = "what c.Course.weights says" if found.weights else "as much as it has points"
    each = f"each of the {n} assignments" if n > 1 else "the one assignment"
    said = [f"The total is in percent; {each} graded so far weighs {by}."]
    if k := min(found.drop_lowest, n - 1):
        which = "the one that pulls the total down most does" if k == 1 else ""
        which = which or f"the {k} that pull the total down most do"
        said.append(f"For each student {which} not count.")
    said.append("What was not handed in counts as 0.")
    if found.pass_percent is not None:
        said.append(f"{number(found.pass_percent)} % are needed to pass.")
    return " ".join(said)


def course_tiles(course: CourseBook) -> list[tuple[int, str]]:
    """Count students: all, passed and not, without a final total, without any hand-in."""
    found = [t for t in course.students.values() if not t.nothing]
    results = Counter(total.result(course.rules.pass_percent) for total in found)
    tiles = [(len(course.students), "students")]
    tiles += [(results[word], word) for word in (PASSED, FAILED, UNKNOWN) if results[word]]
    if waits := sum(not total.final for total in found):
        tiles.append((waits, "wait for marks"))
    if nothing := len(course.students) - len(found):
        tiles.append((nothing, "handed in nothing"))
    return tiles


def unit_rows(course: CourseBook) -> list[dict[str, Any]]:
    """The assignments in numbers, for a table."""
    total = sum(course.counted.values())
    return [
        {
            "name": book.assignment,
            "due": f"{book.due:%d %b %Y}" if book.due else "",
            "weight": course.counted.get(book.assignment, 0.0) / total if total else 0.0,
            "in": sum(row.status != MISSING for row in book.rows),
            "of": len(book.rows),
            "middle": findings.middle(book),
            "reachable": findings.reachable(book),
            "waits": len(book.having(WAITING)) + len(book.having(UNGRADABLE)),
            "late": len(findings.late(book)),
        }
        for book in course.books
    ]


def course_summary(course: CourseBook) -> str:
    """Say how the course stands: each assignment, the total, what came back, who waits."""
    tiles = ", ".join(f"{n} {words}" for n, words in course_tiles(course))
    n = len(course.books)
    lines = [f"course: {n} assignment{'s' * (n != 1)}, {tiles}", rules(course)]
    wide = max([len(book.assignment) for book in course.books], default=0)
    for row in unit_rows(course):
        said = f"  {row['name']:{wide}}  {row['in']} of {row['of']} handed in"
        if row["middle"] is not None:
            said += f", median {number(row['middle'])} of {number(row['reachable'])}"
        if row["weight"]:
            said += f", weighs {percent(row['weight'])}"
        lines.append(said + (f", {row['waits']} wait for a person" if row["waits"] else ""))
    middle = findings.middle(course.total)
    if middle is not None and course.counted:
        lines.append(f"total: median {middle:.1f} %")
    trends = [t for t in over_time.trends(course) if t.again and t.kind not in over_time.REST][
        :MOST
    ]
    if trends:
        lines.append("what came back in a later assignment:")
    for trend in trends:
        said = textwrap.shorten(trend.title, 90, placeholder=" …")
        lines.append(f"  {trend.again:3} of {len(trend.students):<3} {said}")
    return _text(lines)


def total_words(course: CourseBook, total: Total) -> str:
    """Say where a student stands."""
    if not course.counted:
        return "No assignment is graded yet."
    if total.final:
        said = f"{number(total.low)} %"
    else:
        said = f"between {number(total.low)} and {number(total.high)} %, by what still waits"
    if result := total.result(course.rules.pass_percent):
        said += f": {result}"
    return said


def student_summary(
    course: CourseBook, total: Total, comments: dict[str, list[tuple[str, str]]]
) -> str:
    """Say how one student stands: the total, each assignment with its tasks and remarks."""
    who = total.who
    lines = [f"{who.student}{students.called_by(who)}: {total_words(course, total)}"]
    for book in course.books:
        row = total.rows[book.assignment]
        dropped = ", does not count (dropped)" if book.assignment in total.dropped else ""
        lines += ["", f"{book.assignment}: {students.stands(row, book)}{dropped}"]
        lines += [f"  {said}" for said in (students.dates(row), row.reason, *row.notes) if said]
        wide = max([len(task.label) for task in book.tasks], default=0)
        for task in book.tasks if row.marks else ():
            mark = row.marks.get(task.key)
            why = textwrap.shorten(students.said_of(mark), 100, placeholder=" …") if mark else ""
            said = f"  {task.label:{wide}}  {students.given(task, mark):12}  {why}"
            lines.append(said.rstrip())
        for cell, text in comments.get(book.assignment, []):
            lines.append(f"  remark on {cell}: {text}")
    return _text(lines)


def printable(text: str) -> str:
    """Keep control characters of a submission from reaching the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)
