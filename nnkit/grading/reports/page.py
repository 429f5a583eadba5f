"""The class report as one self-contained HTML page: what ``templates/report.html`` shows.

No script, no network; Jinja escapes all text that came from a submission or a course.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from nnkit.grading.reports import figures, findings, students
from nnkit.grading.reports.classbook import GRADED, MISSING, UNGRADABLE, WAITING, ClassBook

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
    pages = Environment(
        loader=PackageLoader("nnkit.grading.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"number": findings.number, "span": students.span, "why": students.why}
    pages.filters |= {"backticks": backticks, "px": "{:.1f}".format}
    shown = {"book": book, "links": students.links(book, root, at), "states": figures.STATES}
    shown |= _in_short(book) | _pictures(book) | _misunderstood(book) | _attention(book)
    return pages.get_template("report.html").render(shown)


def backticks(text: str) -> Markup:
    """A sentence in HTML, with what stands between backticks as code."""
    parts = str(escape(text)).split("`")
    code = (f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
    return Markup("".join(code))


def _in_short(book: ClassBook) -> dict[str, Any]:
    hardest = findings.hardest(book)
    always = [
        (len(book.rows), "students"),
        (len(book.having(GRADED)) + len(book.having(WAITING)), "graded"),
    ]
    some = [
        (sum(findings.to_read(book).values()), "answers to read"),
        (len(book.having(UNGRADABLE)), "could not be graded"),
        (len(book.having(MISSING)), "not handed in"),
        (len(findings.late(book)), "late"),
    ]
    share = (findings.average(book, hardest) or 0) / hardest.points if hardest else 0
    return {
        "made": datetime.now().strftime("%d %B %Y, %H:%M").lstrip("0"),
        "tiles": [*always, *(tile for tile in some if tile[0])],
        "middle": findings.middle(book),
        "reachable": findings.reachable(book),
        "hardest": hardest,
        "hardest_share": f"{100 * share:.0f} %",
    }


def _pictures(book: ClassBook) -> dict[str, Any]:
    return {
        "distribution": figures.distribution(book),
        "points": figures.tasks(book),
        "legend": figures.legend(book),
    }


def _misunderstood(book: ClassBook) -> dict[str, Any]:
    found = findings.misunderstandings(book)
    known = [m for m in found if m.name]
    often = [m for m in known if len(m.students) > 1][:MOST_CARDS] or known[:MOST_CARDS]
    return {"known": known, "often": often, "other": [m for m in found if not m.name]}


def _attention(book: ClassBook) -> dict[str, Any]:
    timed = sorted((row for row in book.rows if row.seconds), key=lambda row: -(row.seconds or 0))
    return {
        "concerns": findings.concerns(book),
        "to_read": findings.to_read(book),
        "missing": [row.student for row in book.having(MISSING)],
        "late": findings.late(book),
        "timed": timed,
        "seconds": sorted(row.seconds or 0.0 for row in timed),
    }
