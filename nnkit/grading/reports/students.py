"""The parts of the report that name students: who needs a person, times, the table of marks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote

from nnkit.grading.reports import figures, findings
from nnkit.grading.reports.classbook import MISSING, OPEN, ClassBook, Row
from nnkit.grading.reports.findings import first_sentence, number

MOST_NAMES = 12


def names(students: Iterable[str]) -> str:
    """Name the first students and fold the rest away."""
    shown = [f"<bdi>{escape(name)}</bdi>" for name in students]
    if len(shown) <= MOST_NAMES + 1:
        return ", ".join(shown)
    first, rest = ", ".join(shown[:MOST_NAMES]), shown[MOST_NAMES:]
    return f"{first} <details><summary>and {len(rest)} more</summary>{', '.join(rest)}</details>"


def attention(book: ClassBook) -> str:
    """Who needs a person: not gradable, odd, to be read, not handed in, late."""
    found = findings.concerns(book)
    missing = book.having(MISSING)
    late = findings.late(book)
    waiting = findings.to_read(book)
    if not (found or missing or late or waiting):
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
    if waiting:
        said = ", ".join(f"<code>{escape(task.label)}</code> {n}" for task, n in waiting.items())
        parts.append(f"<p><b>Answers to read</b> (formgrader, Manual Grading): {said}</p>")
    if missing:
        parts.append(f"<p><b>Not handed in:</b> {names(row.student for row in missing)}</p>")
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


def times(book: ClassBook) -> str:
    """How long grading took, and whose took longest."""
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


def table(book: ClassBook, root: Path | None, at: Path | None) -> str:
    """The table of students and tasks."""
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
    points = "" if mark.state == OPEN and not mark.score else number(mark.score)
    why = first_sentence(mark.finding.text)[0] if mark.finding else ""
    title = escape(f"{words}: {why}" if why else words, quote=True)
    return (
        f'<td class="m-{mark.state}" title="{title}"><span aria-hidden="true">{symbol}</span> '
        f"{points}</td>"
    )


def _feedback(book: ClassBook, row: Row, root: Path | None, at: Path | None) -> str:
    if root is None or at is None:
        return ""
    pages = sorted((root / "feedback" / row.student / book.assignment).glob("*.html"))
    if not pages:
        return ""
    relative = Path(os.path.relpath(pages[0].resolve(), at.resolve().parent))
    return "/".join(quote(part) for part in relative.parts)
