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
import datetime
import fcntl
import functools
import gc
import importlib
import os
import shlex
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnkit._progress import progress
from nnkit.grading import slow_imports
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook import texts
from nnkit.grading.handin.folder import (
    CHECKS,
    Classroom,
    beginning,
    how_many,
    need_assignment,
    need_handed_in,
    open_classroom,
    read_config,
    root_of,
)
from nnkit.grading.handin.trouble import shown
from nnkit.grading.run import rehearsal, staging, unchanged, ways
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.pending import Before, digest_of, is_done, sort_out, ungradable
from nnkit.grading.run.pool import Workers, grade_all
from nnkit.grading.run.retry import Log, say
from nnkit.grading.run.summary import GradeSummary, Row

if TYPE_CHECKING:
    from nnkit.grading.gradebook.book import Book, Earlier, Recorded

Outcomes = Generator[tuple[Task, list[Graded]]]
Stamps = Mapping[str, tuple[datetime.datetime | None, str]]

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
    log: Log = say,
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
    config = read_config(root)
    key = unchanged.key(root, config, students)
    kept = None if force else unchanged.kept(root_of(config, root), assignment, key)
    if kept is not None:
        summary = GradeSummary(kept.rows)
        for line in kept.lines:
            log(line)
    else:
        most = len(students or []) or max(1, how_many(root, assignment, config))
        jobs = min(jobs or cores(), most) if scheduler is None else 0
        with Workers(beginning(root, assignment, config, unsafe=unsafe), jobs) as workers:
            with _nothing_is_garbage():
                slow_imports.no_commands()
                room = open_classroom(root, unsafe=unsafe, config=config)
                _rehearse_soon(room, assignment, workers)
                from nbgrader.converters import Autograde

                step = Autograde(coursedir=room.coursedir, config=room.config)
            summary = grade_in(
                room, assignment, step, workers,
                students=students, force=force, scheduler=scheduler, log=log, key=key,
            )  # fmt: skip
    for line in summary.lines():
        log(line)
    return summary


@contextlib.contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Import nbgrader without looking for garbage, then or ever: its modules stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def grade_in(
    room: Classroom,
    name: str,
    step: Any,
    workers: Workers,
    *,
    students: list[str] | None = None,
    force: bool = False,
    scheduler: str | None = None,
    log: Log = say,
    key: str = "",
) -> GradeSummary:
    """Grade what was handed in for an assignment of a course that is open.

    Parameters
    ----------
    room : Classroom
        The course.
    name : str
        The name of the assignment.
    step : nbgrader's Autograde
        Its options.
    workers : Workers
        What grades, when there is no `scheduler`.
    students, force, scheduler, log
        As `grade` has them.
    key : str
        What stands for configuration and students, when the next run may rely on this one.
    """
    from nnkit.grading.gradebook import dates
    from nnkit.grading.gradebook.book import Book
    from nnkit.grading.gradebook.database import plain_errors
    from nnkit.grading.handin.timestamp import read_timestamp
    from nnkit.grading.run import prepare

    with _one_run(room), Book(room) as book:
        watch = unchanged.Watch(room, name)
        folders = _checked(room, name, students, book)
        with plain_errors(book.where, book.seconds):
            for line in prepare.register(room, name):
                log(line)
            assignment = prepare.assignment(room, name, step)
        found = _rehearsed(room, assignment, workers, scheduler, log)
        assignment = ways.with_ways(assignment, found)
        said = list(ways.lines(found, assignment.rooms["otherwise"]))
        for line in said:
            log(line)
        book.open_assignment(name)
        left_out = _left_out(assignment, folders, book)
        folders = {name: folder for name, folder in folders.items() if name not in left_out}
        recorded = book.recorded()
        tasks, skipped = sort_out(room, assignment, folders, recorded, force)
        log(_first_line(name, len(tasks), len(skipped)))
        outcomes = _outcomes(tasks, assignment, workers, scheduler, log)
        zone = dates.zone(room)
        stamps = {
            task.student: read_timestamp(Path(task.folder), zone) for task in (*tasks, *skipped)
        }
        rows = _run(tasks, assignment, book, outcomes, stamps)
        book.retime({student: stamp for student, (stamp, _) in stamps.items()})
        for line in book.redate():
            log(line)
        watch.before_the_last_look()
        recorded = book.recorded()
    left = [
        row for student in left_out for row in _no_marks(student, left_out[student], assignment)
    ]
    notes = {student: note for student, (_, note) in stamps.items()}
    rows += [row for task in skipped for row in _earlier(task, assignment, recorded, notes)]
    if key and all(map(is_done, tasks)):
        done = [*tasks, *skipped]
        again = [row for task in done for row in _earlier(task, assignment, recorded, notes)]
        watch.keep(key, [*said, _first_line(name, 0, len(done))], _sorted(again + left))
    return GradeSummary(_sorted(rows + left))


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.student, row.notebook))


def _rehearse_soon(room: Classroom, name: str, workers: Workers) -> None:
    """Let the instructor's answers run while nbgrader is imported, if they never did."""
    source = room.path("source", ".", name)
    if rehearsal.kept(room.root, name) is None and any(source.glob("*.ipynb")):
        workers.ask(str(source), [*room.coursedir.ignore, CHECKS])


def _rehearsed(
    room: Classroom, assignment: Assignment, workers: Workers, scheduler: str | None, log: Log
) -> rehearsal.Found:
    """Return how each test is judged, found out now or in an earlier run."""
    key, source = digest_of(assignment), assignment.source
    found = rehearsal.kept(room.root, assignment.name, key)
    if found is not None:
        return found
    if not any(Path(source).glob("*.ipynb")):
        return {"tests": {}, "written": []}
    if scheduler is None:
        found = workers.rehearse(source, assignment.ignore)
    else:
        found = _cluster().rehearse_on_cluster(assignment, scheduler, log)
    rehearsal.keep(room.root, assignment.name, key, found)
    return found


def _checked(
    room: Classroom, assignment: str, students: list[str] | None, book: Book
) -> dict[str, Path]:
    """Return {student: folder} of what is to be graded, after the checks of wrong use."""
    _need_write(room)
    there = book.exists()
    need_assignment(room, assignment, book.make() if there else [])
    folders = need_handed_in(room, assignment, students)
    if not there:
        book.make()
    return folders


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


def cores() -> int:
    """Return how many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _first_line(assignment: str, tasks: int, skipped: int) -> str:
    text = f"{assignment}: {tasks} submissions to grade"
    return text + (f" ({skipped} are done already)" if skipped else "")


def _outcomes(
    tasks: list[Task], assignment: Assignment, workers: Workers, scheduler: str | None, log: Log
) -> Outcomes:
    """Return what grades the submissions: worker processes here, or those of a dask cluster."""
    if scheduler is None:
        return grade_all(tasks, assignment, workers, log)
    outcomes: Outcomes = _cluster().grade_on_cluster(tasks, assignment, scheduler, log)
    return outcomes


def _cluster() -> Any:
    """Return the module that grades on a cluster; UseError where dask is not installed."""
    try:
        return importlib.import_module("nnkit.grading.run.cluster")
    except ModuleNotFoundError as error:
        raise UseError(
            f"--scheduler needs dask.distributed ({error}): "
            f"{sys.executable} -m pip install 'nnkit[dask]'"
        ) from error


def _run(
    tasks: list[Task], assignment: Assignment, book: Book, outcomes: Outcomes, stamps: Stamps
) -> list[Row]:
    """Write each outcome to the gradebook, then put its folder in its place."""
    rows: list[Row] = []
    if not tasks:
        return rows
    with contextlib.closing(outcomes):
        for task, done in progress(outcomes, len(tasks), f"grading {assignment.name}"):
            stamp, note = stamps[task.student]
            before = functools.partial(_texts, Path(task.final))
            marks = {graded.name: graded.marks for graded in done}
            recorded = book.record(task.student, stamp, marks, before)
            staging.finish(Path(task.final), assignment.permissions, assignment.groupshared)
            rows += _rows(task, done, recorded, assignment, note)
    return rows


def _texts(final: Path, name: str) -> dict[str, str]:
    return texts.earlier(final / f"{name}.ipynb")


def _rows(
    task: Task,
    done: Sequence[Graded],
    recorded: Mapping[str, Recorded],
    assignment: Assignment,
    note: str,
) -> list[Row]:
    return [
        Row(
            task.student,
            graded.name,
            recorded[graded.name].score,
            assignment.points[graded.name],
            graded.status,
            "; ".join(t for t in (graded.reason, *recorded[graded.name].said, note) if t),
            graded.seconds,
        )
        for graded in done
    ]


def _left_out(assignment: Assignment, students: Iterable[str], book: Book) -> dict[str, str]:
    """Return {student: why} of those who cannot be entered in the gradebook."""
    found = {
        name: f"the name of its folder in submitted/ {wrong}; rename the folder"
        for name in students
        if (wrong := staging.bad_name(name))
    }
    if assignment.create_student:
        return found
    why = "not a student of this course (c.Autograde.create_student is False); add with: "
    known = book.students()
    strangers = [name for name in students if name not in known and name not in found]
    return found | {name: f"{why}nbgrader db student add {shlex.quote(name)}" for name in strangers}


def _no_marks(student: str, why: str, assignment: Assignment) -> list[Row]:
    """Return the rows of a submission that is left out of the gradebook."""
    points = assignment.points.items()
    return [Row(shown(student), nb, 0.0, most, "ungradable", why) for nb, most in points]


def _earlier(
    task: Task, assignment: Assignment, recorded: Before, notes: Mapping[str, str]
) -> list[Row]:
    """Return the rows of a submission that was graded, or found ungradable, in an earlier run."""
    earlier, why = recorded[task.student], ungradable(Path(task.final))
    rows = []
    for name, points in assignment.points.items():
        status = "ungradable" if name in why else "skipped"
        said = [_why(why[name], earlier[name])] if name in why else []
        reason = "; ".join(filter(None, [*said, notes[task.student]]))
        rows.append(Row(task.student, name, earlier[name].score, points, status, reason))
    return rows


def _why(why: str, earlier: Earlier) -> str:
    """Say why a notebook could not be graded, and what a person has made of it."""
    done, marks = earlier.settled, earlier.marks
    return f"{why}; {done} of {marks} marks were given by hand" if 0 < done < marks else why
