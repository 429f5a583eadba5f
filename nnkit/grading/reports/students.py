"""Words and links of the report about single students."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from nnkit.grading.reports.classbook import ClassBook, Mark
from nnkit.grading.reports.findings import first_sentence


def span(late: timedelta | None) -> str:
    """Return how late a submission is."""
    minutes = int((late or timedelta()).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{max(1, minutes)} min"


def why(mark: Mark, words: str) -> str:
    """Return what a mark says when it is pointed at; `words` are those of its state."""
    reason = first_sentence(mark.finding.text)[0] if mark.finding else ""
    return f"{words}: {reason}" if reason else words


def links(book: ClassBook, root: Path | None, at: Path | None) -> dict[str, str]:
    """Return {student: address of the feedback page}, "" where there is none.

    `root` is the course's folder, `at` where the report will lie.
    """
    return {row.student: _feedback(book, row.student, root, at) for row in book.rows}


def _feedback(book: ClassBook, student: str, root: Path | None, at: Path | None) -> str:
    if root is None or at is None:
        return ""
    pages = sorted((root / "feedback" / student / book.assignment).glob("*.html"))
    if not pages:
        return ""
    relative = Path(os.path.relpath(pages[0].resolve(), at.resolve().parent))
    return "/".join(quote(part) for part in relative.parts)
