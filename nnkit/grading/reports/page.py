"""The reports as self-contained HTML pages: what the templates beside this file show.

No script, no network; Jinja escapes all text that came from a submission or a course.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from nnkit.grading.reports import figures, findings, items, over_time, students, summary
from nnkit.grading.reports.classbook import MISSING, NEW, UNGRADABLE, ClassBook
from nnkit.grading.reports.coursebook import CourseBook

MOST_CARDS = 8
MOST_TRENDS = 12


def html(book: ClassBook, *, root: Path | None = None, at: Path | None = None) -> str:
    """Build the page of one assignment.

    Parameters
    ----------
    book : ClassBook
        What to report.
    root, at : Path, optional
        The course folder and where the page will lie: students' names then link to their
        feedback pages, where these exist.
    """
    shown = {"book": book, "links": students.links(book, root, at), "states": figures.STATES}
    shown |= _in_short(book) | _tasks(book) | _misunderstood(book) | _attention(book)
    return _render("report.html", shown | {"distribution": figures.distribution(book)})


def course_html(course: CourseBook) -> str:
    """Build the page of the whole course."""
    needed = course.rules.pass_percent
    trends = over_time.trends(course)
    often = [t for t in trends if t.kind not in over_time.REST][:MOST_TRENDS]
    shown = {
        "course": course,
        "states": figures.STATES,
        "needed": needed,
        "rules": summary.rules(course),
        "tiles": summary.course_tiles(course),
        "middle": findings.middle(course.total),
        "distribution": figures.distribution(course.total, "percent", needed),
        "units": figures.units(course),
        "unit_rows": summary.unit_rows(course),
        "rest": over_time.REST,
        "trends": often + [t for t in trends if t.kind in over_time.REST],
        "tried": {b.assignment: sum(r.score is not None for r in b.rows) for b in course.books},
        "parts": [
            {"book": b} | _in_short(b) | _tasks(b) for b in course.books if findings.scores(b)
        ],
    }
    return _render("course.html", shown)


def student_html(
    course: CourseBook,
    student: str,
    comments: dict[str, list[tuple[str, str]]],
    links: dict[str, str],
) -> str:
    """Build the page of one student.

    Parameters
    ----------
    course : CourseBook
        The course, or a part of its assignments.
    student : str
        Whose page it is.
    comments : dict
        {assignment: [(cell, comment)]}.
    links : dict
        {assignment: address of the feedback page}.
    """
    total = course.students[student]
    shown = {"course": course, "total": total, "comments": comments, "links": links}
    shown |= {"standing": figures.standing(total, course.books), "states": figures.STATES}
    return _render("student.html", shown | {"said": summary.total_words(course, total)})


def _render(template: str, shown: dict[str, Any]) -> str:
    pages = Environment(
        loader=PackageLoader("nnkit.grading.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"number": findings.number, "span": students.span, "dates": students.dates}
    pages.filters |= {"backticks": backticks, "px": "{:.1f}".format, "percent": findings.percent}
    pages.filters |= {"said": students.said_of, "stands": students.stands}
    pages.filters["given"] = lambda mark, task: students.given(task, mark)
    made = datetime.now().strftime("%d %B %Y, %H:%M").lstrip("0")
    return pages.get_template(template).render({"made": made} | shown)


def backticks(text: str) -> Markup:
    """A sentence in HTML, with what stands between backticks as code."""
    parts = str(escape(text)).split("`")
    code = (f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
    return Markup("".join(code))


def _in_short(book: ClassBook) -> dict[str, Any]:
    hardest = findings.hardest(book)
    always = [(len(book.rows), "students"), (summary.graded(book), "graded")]
    some = [
        (len(findings.partly(book)), "partly marked"),
        (sum(findings.to_read(book).values()), "answers to read"),
        (len(book.having(UNGRADABLE)), "could not be graded"),
        (len(book.having(NEW)), NEW),
        (len(book.having(MISSING)), "not handed in"),
        (len(findings.late(book)), "late"),
    ]
    share = (findings.average(book, hardest) or 0) / hardest.points if hardest else 0
    return {
        "tiles": [*always, *(tile for tile in some if tile[0])],
        "middle": findings.middle(book),
        "reachable": findings.reachable(book),
        "hardest": hardest,
        "hardest_share": findings.percent(share),
    }


def _tasks(book: ClassBook) -> dict[str, Any]:
    found = items.items(book)
    return {
        "points": figures.tasks(book),
        "legend": figures.legend(book),
        "items": found,
        "why_none": items.why_none(found),
        "counts": {task: findings.states(book, task) for task in book.tasks},
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
