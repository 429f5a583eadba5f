"""The reports: a summary, an HTML page with pictures, a table, files for a learning platform."""

from __future__ import annotations

import re
from pathlib import Path

from nnkit.grading.errors import UseError
from nnkit.grading.reports import page, tables
from nnkit.grading.reports.classbook import GRADED, ClassBook
from nnkit.grading.reports.coursebook import read_course
from nnkit.grading.reports.files import write_text
from nnkit.grading.reports.reading import read, reading
from nnkit.grading.reports.students import feedback, need_student
from nnkit.grading.reports.summary import course_summary, student_summary, summary


def report(
    root: Path,
    assignment: str | None = None,
    *,
    html: Path | None = None,
    csv: Path | None = None,
    lms: str | None = None,
    student: str | None = None,
) -> None:
    """Report on the course, an assignment or a student; print a summary, write what is asked for.

    Parameters
    ----------
    root : Path
        The course folder: holds ``gradebook.db``, ``submitted`` and ``autograded``.
    assignment : str, optional
        Only this one; the whole course if not given.
    html : Path, optional
        Where to write the page with pictures.
    csv : Path, optional
        Where to write the table: one row a student, one column a task (an assignment).
    lms : str, optional
        ``"canvas"``, ``"moodle"``, ``"blackboard"`` or ``"csv"``: write the file that this platform
        takes to ``<root>/<assignment>-<lms>.csv``, for the course also
        ``<root>/Course_total-<lms>.csv``; `nnkit.grading.reports.tables` says which columns it has.
    student : str, optional
        Only this one, with points, dates and remarks.

    Raises
    ------
    UseError
        No gradebook, unknown assignment, student or platform, rules that contradict each other
        (`rules`), a file that cannot be written.
    """
    if lms is not None and lms not in tables.PLATFORMS:
        raise UseError(f"unknown platform {lms!r}; there are: {', '.join(tables.PLATFORMS)}")
    if student is not None:
        if assignment or csv or lms:
            raise UseError("--student takes all assignments and --html alone; leave the rest out")
        _student(root, student, html)
    elif assignment is not None:
        book = read(root, assignment)
        print(summary(book))
        _page(html, page.html(book, root=root, at=html) if html else "")
        _table(csv, tables.table(book))
        _upload(root, lms, [book])
    else:
        with reading(root) as reader:
            course = read_course(reader)
        print(course_summary(course))
        _page(html, page.course_html(course) if html else "")
        _table(csv, tables.course_table(course))
        graded = [book for book in course.books if any(r.score is not None for r in book.rows)]
        _upload(root, lms, [*graded, course.total] if graded else [])


def _student(root: Path, student: str, html: Path | None) -> None:
    with reading(root) as reader:
        course = read_course(reader)
        need_student(student, {name: total.who for name, total in course.students.items()})
        comments = reader.comments(student)
    print(student_summary(course, course.students[student], comments))
    if html is not None:
        links = {b.assignment: feedback(b.assignment, student, root, html) for b in course.books}
        _page(html, page.student_html(course, student, comments, links))


def _page(path: Path | None, text: str) -> None:
    if path is not None:
        write_text(path, text)
        print(f"report: {path}")


def _table(path: Path | None, text: str) -> None:
    if path is not None:
        write_text(path, text)
        print(f"table: {path}")


def _upload(root: Path, lms: str | None, books: list[ClassBook]) -> None:
    if lms is None:
        return
    for book in books:
        name = re.sub(r"[^\w.-]", "_", book.assignment)
        path = root / f"{name}-{lms}.csv"
        write_text(path, tables.upload(book, lms))
        without = sum(1 for row in book.rows if row.status != GRADED)
        print(f"for {lms}: {path} ({without} of {len(book.rows)} have no final mark: left out)")
