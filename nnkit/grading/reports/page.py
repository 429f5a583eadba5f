"""The class report as one self-contained HTML page.

No script, no network, nothing taken from a submission without `escape`. It reads from the top: one
paragraph, two pictures, what to say in the next lecture, who needs a person, then the tables.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote

from nnkit.grading.reports import figures, findings
from nnkit.grading.reports.classbook import (
    GRADED,
    MISSING,
    UNGRADABLE,
    WAITING,
    ClassBook,
    Row,
)
from nnkit.grading.reports.findings import Misunderstanding, number
from nnkit.grading.reports.style import CSS

MOST_NAMES = 6


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
        _attention(book),
        _times(book),
        _students(book, root, at),
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
        (str(len(book.having(GRADED))), "graded"),
        *_some(len(book.having(WAITING)), "wait for a person"),
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
        f"Half of the class has <strong>{number(middle)} of {number(book.points)} points</strong> "
        "or more."
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
            f"Commonest mistake: <strong>{escape(first.title)}</strong> in "
            f"<code>{escape(first.task.label)}</code>, {_students_word(len(first.students))}."
        )
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
    known, other = [m for m in found if m.name], [m for m in found if not m.name]
    if not found:
        return ""
    parts = ["<section><h2>What the class misunderstood</h2>"]
    if known:
        cards = "".join(_card(m) for m in known)
        parts.append(f'<ol class="cards">{cards}</ol>')
    if other:
        lines = "".join(
            f"<li><code>{escape(m.task.label)}</code>: {escape(m.title)}, "
            f"{len(m.students)} of {m.tried}. {_names(m.students)}<br>"
            f'<span class="small">{escape(m.advice)}</span></li>'
            for m in other
        )
        parts.append(
            f"<details><summary>Wrong, but not a known mistake ({len(other)})</summary>"
            f"<ul>{lines}</ul></details>"
        )
    return "".join([*parts, "</section>"])


def _card(m: Misunderstanding) -> str:
    count = f"<strong>{len(m.students)}</strong> of {m.tried} who tried"
    return (
        f'<li><div class="count">{figures.share(len(m.students), m.tried)}<p>{count}</p></div>'
        f"<div><h3>{escape(_sentence(m.title))} <code>{escape(m.task.label)}</code></h3>"
        f'<p class="advice">{escape(m.advice)}</p><p class="small">{_names(m.students)}</p>'
        "</div></li>"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(students: Iterable[str]) -> str:
    names = [f"<bdi>{escape(name)}</bdi>" for name in students]
    if len(names) <= MOST_NAMES + 1:
        return ", ".join(names)
    rest = ", ".join(names[MOST_NAMES:])
    return (
        f"{', '.join(names[:MOST_NAMES])} <details class='inline'><summary>and "
        f"{len(names) - MOST_NAMES} more</summary>{rest}</details>"
    )


def _attention(book: ClassBook) -> str:
    found = findings.concerns(book)
    missing = book.having(MISSING)
    late = findings.late(book)
    if not (found or missing or late):
        return ""
    parts = ["<section><h2>Needs your attention</h2>"]
    if found:
        lines = "".join(
            f"<tr><th scope='row'><bdi>{escape(c.row.student)}</bdi></th><td>{_badge(c.row)}</td>"
            f"<td>{'<br>'.join(escape(reason) for reason in c.reasons)}</td></tr>"
            for c in found
        )
        parts.append(
            '<div class="scroll"><table class="plain"><thead><tr><th>Student</th><th>Mark</th>'
            f"<th>What happened</th></tr></thead><tbody>{lines}</tbody></table></div>"
        )
    if missing:
        parts.append(f"<p><b>Not handed in:</b> {_names(row.student for row in missing)}</p>")
    if late:
        said = ", ".join(
            f"<bdi>{escape(row.student)}</bdi> ({_span(row.late)}{_penalty(row)})" for row in late
        )
        parts.append(f"<p><b>Late:</b> {said}</p>")
    return "".join([*parts, "</section>"])


def _badge(row: Row) -> str:
    if row.final is None:
        return f'<span class="badge">{escape(row.status)}</span>'
    return number(row.final)


def _penalty(row: Row) -> str:
    return f", penalty {number(row.penalty)}" if row.penalty else ""


def _span(late: timedelta | None) -> str:
    minutes = int((late or timedelta()).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{max(1, minutes)} min"


def _times(book: ClassBook) -> str:
    timed = sorted(
        ((row.seconds, row) for row in book.rows if row.seconds), key=lambda pair: -pair[0]
    )
    if not timed:
        return ""
    longest = timed[0][0]
    lines = "".join(
        f"<li><span><bdi>{escape(row.student)}</bdi></span>"
        f"{figures.share(round(1000 * seconds), round(1000 * longest))}"
        f"<span>{seconds:.1f} s</span></li>"
        for seconds, row in timed[:5]
    )
    total = sum(seconds for seconds, _ in timed)
    half = sorted(seconds for seconds, _ in timed)[len(timed) // 2]
    return (
        f"<section><h2>Time used for grading</h2><p>{total:.0f} s for "
        f"{len(timed)} submissions, half of them under {half:.1f} s. The longest:</p>"
        f'<ol class="times">{lines}</ol></section>'
    )


def _students(book: ClassBook, root: Path | None, at: Path | None) -> str:
    heads = "".join(
        f'<th scope="col" class="task"><span>{escape(task.label)}</span>'
        f"<small>{number(task.points)}</small></th>"
        for task in book.tasks
    )
    lines = "".join(_line(book, row, root, at) for row in book.rows)
    key = ", ".join(f"{symbol} {words}" for symbol, words in figures.STATES.values())
    return (
        f'<section><h2>Students and tasks</h2><p class="small">{key}. A star marks a late '
        "submission.</p>"
        f'<div class="scroll"><table class="marks"><thead><tr><th scope="col">Student</th>'
        f'<th scope="col">Points<small>{number(book.points)}</small></th>{heads}'
        f"</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _line(book: ClassBook, row: Row, root: Path | None, at: Path | None) -> str:
    name = f"<bdi>{escape(row.student)}</bdi>"
    if link := _feedback(book, row, root, at):
        name = f'<a href="{escape(link, quote=True)}">{name}</a>'
    name += ' <span title="late">*</span>' if row.late else ""
    if row.final is None:
        cells = f'<td colspan="{1 + len(book.tasks)}" class="none">{_badge(row)}</td>'
    else:
        cells = f'<td class="total">{number(row.final)}</td>' + "".join(
            _cell(row, task.key) for task in book.tasks
        )
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _cell(row: Row, key: tuple[str, str]) -> str:
    mark = row.marks.get(key)
    if mark is None:
        return "<td></td>"
    symbol, words = figures.STATES[mark.state]
    why = mark.finding.misconception or mark.finding.text if mark.finding else ""
    title = escape(f"{words}: {why}" if why else words, quote=True)
    return (
        f'<td class="m-{mark.state}" title="{title}"><span aria-hidden="true">{symbol}</span> '
        f"{number(mark.score)}</td>"
    )


def _feedback(book: ClassBook, row: Row, root: Path | None, at: Path | None) -> str:
    if root is None or at is None:
        return ""
    pages = sorted((root / "feedback" / row.student / book.assignment).glob("*.html"))
    if not pages:
        return ""
    relative = Path(os.path.relpath(pages[0].resolve(), at.resolve().parent))
    return "/".join(quote(part) for part in relative.parts)
