"""The class report as one self-contained HTML page.

No script, no network, nothing taken from a submission without `escape`. It reads from the top: one
paragraph, two pictures, what to say in the next lecture, who needs a person, then the tables.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

from nnkit.grading.reports import figures, findings, students
from nnkit.grading.reports.classbook import (
    GRADED,
    MISSING,
    UNGRADABLE,
    WAITING,
    ClassBook,
)
from nnkit.grading.reports.findings import Misunderstanding, number
from nnkit.grading.reports.students import names
from nnkit.grading.reports.style import CSS

MOST_CARDS = 8


def html(book: ClassBook, *, root: Path | None = None, at: Path | None = None) -> str:
    """Build the page.

    Parameters
    ----------
    book : ClassBook
        What to report.
    root, at : Path, optional
        The course folder and where the page will lie: students' names then link to their
        feedback pages, where these exist.
    """
    sections = [
        _head(book),
        _pictures(book),
        _misunderstood(book),
        students.attention(book),
        students.times(book),
        students.table(book, root, at),
    ]
    title = escape(f"{book.assignment}: class report")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{title}</title><style>{CSS}</style></head>\n<body>{figures.PATTERNS}\n<main>\n"
        + "\n".join(filter(None, sections))
        + "\n</main></body></html>\n"
    )


def _head(book: ClassBook) -> str:
    made = datetime.now().strftime("%d %B %Y, %H:%M").lstrip("0")
    tiles = [
        (str(len(book.rows)), "students"),
        (str(len(book.having(GRADED)) + len(book.having(WAITING))), "graded"),
        *_some(sum(findings.to_read(book).values()), "answers to read"),
        *_some(len(book.having(UNGRADABLE)), "could not be graded"),
        *_some(len(book.having(MISSING)), "not handed in"),
        *_some(len(findings.late(book)), "late"),
    ]
    cells = "".join(f"<div><dd>{n}</dd><dt>{words}</dt></div>" for n, words in tiles)
    return (
        f'<header><p class="kind">Class report, {made}</p><h1>{escape(book.assignment)}</h1>'
        f'<p class="lead">{_in_short(book)}</p><dl class="tiles">{cells}</dl></header>'
    )


def _some(n: int, words: str) -> list[tuple[str, str]]:
    return [(str(n), words)] if n else []


def _in_short(book: ClassBook) -> str:
    middle = findings.middle(book)
    if middle is None:
        return "No submission has a mark yet."
    said = [
        f"Half of the class has <strong>{number(middle)} of {number(findings.reachable(book))} "
        "points</strong> or more."
    ]
    if task := findings.hardest(book):
        mean = findings.average(book, task) or 0
        said.append(
            f"Hardest task: <code>{escape(task.label)}</code>, "
            f"{100 * mean / task.points:.0f} % of its points earned."
        )
    known = [m for m in findings.misunderstandings(book) if m.name]
    if known:
        first = known[0]
        said.append(
            f"Commonest mistake: <strong>{_words(first.title)}</strong> in "
            f"<code>{escape(first.task.label)}</code>, {_students_word(len(first.students))}."
        )
    if waiting := findings.to_read(book):
        tasks = ", ".join(f"<code>{escape(task.label)}</code>" for task in waiting)
        said.append(f"Not counted yet: {tasks}, which a person has to read.")
    return " ".join(said)


def _students_word(n: int) -> str:
    return f"{n} student" if n == 1 else f"{n} students"


def _pictures(book: ClassBook) -> str:
    return (
        '<section class="pictures"><figure><figcaption><h2>Distribution of marks</h2></figcaption>'
        f"{figures.distribution(book)}</figure>"
        "<figure><figcaption><h2>Points for each task</h2>"
        f"{figures.legend(book)}</figcaption>{figures.tasks(book)}"
        '<p class="small">Numbers in the bars are students; on the right, the share of the '
        "points that was earned.</p></figure></section>"
    )


def _misunderstood(book: ClassBook) -> str:
    found = findings.misunderstandings(book)
    if not found:
        return ""
    known, other = [m for m in found if m.name], [m for m in found if not m.name]
    often = [m for m in known if len(m.students) > 1][:MOST_CARDS] or known[:MOST_CARDS]
    parts = ["<section><h2>What the class misunderstood</h2>"]
    if often:
        parts.append(f'<ol class="cards">{"".join(_card(m) for m in often)}</ol>')
    parts.append(_more("Rarer mistakes", known[len(often) :]))
    parts.append(_more("Wrong, but not a known mistake", other))
    return "".join([*parts, "</section>"])


def _more(title: str, found: list[Misunderstanding]) -> str:
    if not found:
        return ""
    lines = "".join(
        f"<li><code>{escape(m.task.label)}</code> {_words(m.title)}: "
        f"{len(m.students)} of {m.tried}. {names(m.students)}<br>"
        f'<span class="small">{_words(m.rest)}</span></li>'
        for m in found
    )
    return f"<details><summary>{title} ({len(found)})</summary><ul>{lines}</ul></details>"


def _card(m: Misunderstanding) -> str:
    count = f"<strong>{len(m.students)}</strong> of {m.tried} who tried"
    advice = f'<p class="advice">{_words(m.rest)}</p>' if m.rest else ""
    return (
        f'<li><div class="count">{figures.share(len(m.students), m.tried)}<p>{count}</p></div>'
        f'<div><h3><code class="task">{escape(m.task.label)}</code> {_words(m.title)}</h3>'
        f'{advice}<p class="small">{names(m.students)}</p></div></li>'
    )


def _words(text: str) -> str:
    """A sentence in HTML, with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
