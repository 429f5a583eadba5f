"""The class report in a few plain lines, for a terminal."""

from __future__ import annotations

import textwrap

from nnkit.grading.reports import findings
from nnkit.grading.reports.classbook import GRADED, MISSING, UNGRADABLE, WAITING, ClassBook
from nnkit.grading.reports.findings import number

MOST = 5


def summary(book: ClassBook) -> str:
    """Say who was graded, how it went, what was misunderstood, who needs a person."""
    lines = [_counts(book), *_marks(book), *misunderstood(book), *_concerns(book), *book.apart]
    return "\n".join(printable(line) for line in lines)


def _counts(book: ClassBook) -> str:
    graded = len(book.having(GRADED)) + len(book.having(WAITING))
    said = [f"{len(book.rows)} students", f"{graded} graded"]
    for status in (UNGRADABLE, MISSING):
        if n := len(book.having(status)):
            said.append(f"{n} {status}")
    if n := len(findings.late(book)):
        said.append(f"{n} late")
    return f"{book.assignment}: {', '.join(said)}"


def _marks(book: ClassBook) -> list[str]:
    middle = findings.middle(book)
    if middle is None:
        return []
    said = f"median {number(middle)} of {number(findings.reachable(book))} points"
    if task := findings.hardest(book):
        share = (findings.average(book, task) or 0) / task.points
        said += f"; hardest task {task.label}, {100 * share:.0f} % of its points earned"
    waiting = findings.to_read(book)
    read = [f"{n} answers to {task.label} wait for a person" for task, n in waiting.items()]
    return [said, *read]


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


def printable(text: str) -> str:
    """Keep control characters of a submission from reaching the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)
