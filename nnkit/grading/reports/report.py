"""The class report: an HTML page with pictures, a table, a file for a learning platform."""

from __future__ import annotations

import re
from pathlib import Path

from nnkit.grading.errors import UseError
from nnkit.grading.reports import page, tables
from nnkit.grading.reports.classbook import GRADED
from nnkit.grading.reports.files import write_text
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.summary import summary


def report(
    root: Path,
    *,
    html: Path | None = None,
    csv: Path | None = None,
    lms: str | None = None,
    assignment: str | None = None,
) -> int:
    """Report how the class did in one assignment; print a summary and write what is asked for.

    Parameters
    ----------
    root : Path
        The course folder: holds ``gradebook.db``, ``submitted`` and ``autograded``.
    html : Path, optional
        Where to write the page with pictures.
    csv : Path, optional
        Where to write the table: one row a student, one column a task.
    lms : str, optional
        ``"canvas"``, ``"moodle"``, ``"blackboard"`` or ``"csv"``: write the file that this platform
        takes to ``<root>/<assignment>-<lms>.csv``; `nnkit.grading.reports.tables` says which
        columns it has.
    assignment : str, optional
        Its name; may be left out when the gradebook holds one only.

    Returns
    -------
    int
        0.

    Raises
    ------
    UseError
        No gradebook, unknown assignment or platform, a file that cannot be written.
    """
    if lms is not None and lms not in tables.PLATFORMS:
        raise UseError(f"unknown platform {lms!r}; there are: {', '.join(tables.PLATFORMS)}")
    book = read(root, assignment)
    print(summary(book))
    if html is not None:
        write_text(html, page.html(book, root=root, at=html))
        print(f"report: {html}")
    if csv is not None:
        write_text(csv, tables.table(book))
        print(f"table: {csv}")
    if lms is not None:
        name = re.sub(r"[^\w.-]", "_", book.assignment)
        path = root / f"{name}-{lms}.csv"
        write_text(path, tables.upload(book, lms))
        without = sum(1 for row in book.rows if row.status != GRADED)
        print(f"for {lms}: {path} ({without} of {len(book.rows)} have no final mark: left out)")
    return 0
