"""Grade an assignment: everything that was handed in, in worker processes, one writer.

A submission is skipped when it is done already (graded, or found ungradable for what was handed
in) and neither it nor the assignment has changed since; ``checks.json`` beside the graded
notebooks remembers what was done. Each submission is written to the gradebook in one transaction
and its folder renamed after that, so a run that is killed is finished by running it again.

Importing nbgrader takes as long as grading twenty submissions, so the worker processes, which do
without it, are started first, and what imports nbgrader is imported in functions.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import shlex
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnkit._progress import progress
from nnkit.grading.errors import UseError
from nnkit.grading.handin.folder import (
    CHECKS,
    Classroom,
    beginning,
    need_assignment,
    need_handed_in,
    open_classroom,
)
from nnkit.grading.handin.trouble import shown
from nnkit.grading.run import staging
from nnkit.grading.run.pending import Recorded, sort_out, ungradable
from nnkit.grading.run.pool import Workers, grade_all
from nnkit.grading.run.submission import Graded, Plan, Task
from nnkit.grading.run.summary import GradeSummary, Row

if TYPE_CHECKING:
    from nnkit.grading.gradebook.book import Book

Outcomes = Generator[tuple[Task, list[Graded]]]

__all__ = ["GradeSummary", "Row", "grade"]


def grade(
    root: Path,
    assignment: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    force: bool = False,
    unsafe: bool = False,
    scheduler: str | None = None,
    log: Callable[[str], object] = print,
) -> GradeSummary:
    """Grade what was handed in for an assignment.

    Parameters
    ----------
    root : Path
        The folder of the course: it holds ``nbgrader_config.py``.
    assignment : str
        The name of the assignment.
    students : list of str, optional
        Only these; everybody if not given.
    jobs : int, optional
        Worker processes; as many as there are cores if not given.
    force : bool
        Grade again what is graded already.
    unsafe : bool
        Grade although nothing confines the submissions where they are graded.
    scheduler : str, optional
        The address of dask's scheduler: grade on its workers, not on this machine.
    log : callable
        Where lines for the instructor go.

    Raises
    ------
    UseError
        No such course, assignment or student, nothing handed in, no permission to write, a
        locked gradebook, no confinement, no scheduler.
    """
    jobs = min(jobs or _cores(), len(students or []) or 1_000_000) if scheduler is None else 0
    with Workers(beginning(root, assignment, unsafe=unsafe), jobs) as workers:
        with _nothing_is_garbage():
            room = open_classroom(root, unsafe=unsafe)
        summary = _grade(room, assignment, students, force, workers, scheduler, log)
    summary.rows.sort(key=lambda row: (row.student, row.notebook))
    for line in summary.lines():
        log(line)
    return summary


@contextlib.contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Do without the search for garbage while nbgrader is imported: modules stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _grade(
    room: Classroom,
    assignment: str,
    students: list[str] | None,
    force: bool,
    workers: Workers,
    scheduler: str | None,
    log: Callable[[str], object],
) -> GradeSummary:
    from nnkit.grading.gradebook.book import Book
    from nnkit.grading.gradebook.database import plain_errors
    from nnkit.grading.run import prepare

    with _one_run(room), Book(room) as book:
        folders = _checked(room, assignment, students, book)
        with plain_errors(book.where, book.seconds):
            for line in prepare.register(room, assignment):
                log(line)
            plan = make_plan(room, assignment)
        book.open_assignment(assignment)
        left_out = _left_out(room, folders, book)
        folders = {name: folder for name, folder in folders.items() if name not in left_out}
        recorded = book.recorded()
        tasks, skipped = sort_out(room, assignment, folders, plan, recorded, force)
        log(_first_line(assignment, len(tasks), len(skipped)))
        outcomes = _outcomes(tasks, plan, workers, scheduler, log)
        summary = _run(room, assignment, tasks, plan, book, outcomes)
        summary.rows += [row for task in skipped for row in _earlier(task, plan, recorded)]
        summary.rows += [row for name in left_out for row in _no_marks(name, left_out[name], plan)]
    return summary


def _checked(
    room: Classroom, assignment: str, students: list[str] | None, book: Book
) -> dict[str, Path]:
    """Return {student: folder} of what is to be graded, after the checks of wrong use."""
    _need_write(room)
    there = _exists(book)
    need_assignment(room, assignment, book.make() if there else [])
    folders = need_handed_in(room, assignment, students)
    if not there:
        book.make()
    return folders


def _exists(book: Book) -> bool:
    return not book.url.startswith("sqlite") or Path(book.where).exists()


def _need_write(room: Classroom) -> None:
    """Raise UseError unless the gradebook and the folder of graded notebooks can be written."""
    root = room.root
    autograded = Path(room.path("autograded", ".", ".")).resolve()
    places = [root, autograded if autograded.exists() else autograded.parent]
    database = room.coursedir.db_url.removeprefix("sqlite:///")
    if database != room.coursedir.db_url:
        gradebook = Path(database)
        places.append(gradebook if gradebook.exists() else gradebook.parent)
    for place in places:
        if not os.access(place, os.W_OK):
            raise UseError(f"no permission to write {place}")


@contextlib.contextmanager
def _one_run(room: Classroom) -> Iterator[None]:
    """Keep a second run out of the course; the lock goes with the process that holds it."""
    folder = os.open(room.root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise UseError(f"another nnkit grade is running in {room.root}") from error
    except OSError:
        pass  # a file system without locks: nothing to keep out with
    try:
        yield
    finally:
        os.close(folder)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _first_line(assignment: str, tasks: int, skipped: int) -> str:
    text = f"{assignment}: {tasks} submissions to grade"
    return text + (f" ({skipped} are done already)" if skipped else "")


def make_plan(room: Classroom, assignment: str) -> Plan:
    """Return what is the same for all submissions of an assignment."""
    from nbgrader.preprocessors import LimitOutput

    from nnkit.grading.run import prepare

    converter = _converter(room)
    limit = LimitOutput(config=room.config)
    return Plan(
        templates=tuple(prepare.templates(room, assignment)),
        root=str(room.root),
        source=str(room.path("source", ".", assignment)),
        ignore=(*room.coursedir.ignore, CHECKS),
        keep=tuple(converter.exclude_overwriting.get(assignment, [])),
        max_lines=limit.max_lines if limit.enabled else -1,
        max_traceback=limit.max_traceback if limit.enabled else -1,
        rooms=room.rooms.as_dict(),
    )


def _outcomes(
    tasks: list[Task],
    plan: Plan,
    workers: Workers,
    scheduler: str | None,
    log: Callable[[str], object],
) -> Outcomes:
    """Return what grades the submissions: worker processes here, or those of a dask cluster."""
    if scheduler is None:
        seconds = 60 + len(plan.templates) * (float(plan.rooms["total_seconds"]) + 120)
        return grade_all(tasks, plan, workers, seconds, log)
    try:
        from nnkit.grading.run.cluster import grade_on_cluster
    except ModuleNotFoundError as error:
        raise UseError(
            f"--scheduler needs dask.distributed ({error}): "
            f"{sys.executable} -m pip install 'nnkit[dask]'"
        ) from error
    return grade_on_cluster(tasks, plan, scheduler, log)


def _run(
    room: Classroom,
    assignment: str,
    tasks: list[Task],
    plan: Plan,
    book: Book,
    outcomes: Outcomes,
) -> GradeSummary:
    from nnkit.grading.handin.timestamp import read_timestamp

    summary = GradeSummary()
    if not tasks:
        return summary
    permissions, shared = _permissions(room)
    gc.freeze()  # nbgrader stays: no need to look for garbage in it again and again
    with contextlib.closing(outcomes):
        for task, done in progress(outcomes, len(tasks), f"grading {assignment}"):
            stamp, note = read_timestamp(Path(task.folder))
            scores = book.record(task.student, stamp, {g.name: g.marks for g in done})
            staging.finish(Path(task.final), permissions=permissions, groupshared=shared)
            summary.rows += _rows(task, done, scores, plan, note)
    return summary


def _converter(room: Classroom) -> Any:
    """Return nbgrader's own step, for its options."""
    from nbgrader.converters import Autograde

    return Autograde(coursedir=room.coursedir, config=room.config)


def _permissions(room: Classroom) -> tuple[int, bool]:
    return int(str(_converter(room).permissions), 8), bool(room.coursedir.groupshared)


def _rows(
    task: Task, done: Sequence[Graded], scores: dict[str, float], plan: Plan, note: str
) -> list[Row]:
    points = {template.name: template.max_score for template in plan.templates}
    return [
        Row(
            task.student,
            graded.name,
            scores[graded.name],
            points[graded.name],
            graded.status,
            "; ".join(text for text in (graded.reason, note) if text),
            graded.seconds,
        )
        for graded in done
    ]


def _left_out(room: Classroom, students: Iterable[str], book: Book) -> dict[str, str]:
    """Return {student: why} of those who cannot be entered in the gradebook."""
    found = {name: why for name in students if (why := _bad_name(name))}
    if _converter(room).create_student:
        return found
    why = "not a student of this course (c.Autograde.create_student is False); add with: "
    known = book.students()
    strangers = [name for name in students if name not in known and name not in found]
    return found | {name: f"{why}nbgrader db student add {shlex.quote(name)}" for name in strangers}


def _bad_name(student: str) -> str:
    """Return what is wrong with the name of a student's folder, "" if nothing is."""
    wrong = ""
    if student != shown(student):
        wrong = "is not valid UTF-8"
    elif any(unicodedata.category(letter) == "Cc" for letter in student):
        wrong = "holds a line break or another control character"
    return f"the name of its folder in submitted/ {wrong}; rename the folder" if wrong else ""


def _no_marks(student: str, why: str, plan: Plan) -> list[Row]:
    """Return the rows of a submission that is left out of the gradebook."""
    points = {template.name: template.max_score for template in plan.templates}
    name = "".join(c if unicodedata.category(c) != "Cc" else "?" for c in shown(student))
    return [Row(name, nb, 0.0, most, "ungradable", why) for nb, most in points.items()]


def _earlier(task: Task, plan: Plan, recorded: Recorded) -> list[Row]:
    """Return the rows of a submission that was graded, or found ungradable, in an earlier run."""
    scores, why = recorded[task.student], ungradable(Path(task.final))
    return [
        Row(
            task.student,
            template.name,
            scores[template.name],
            template.max_score,
            "ungradable" if template.name in why else "skipped",
            why.get(template.name, ""),
        )
        for template in plan.templates
    ]
