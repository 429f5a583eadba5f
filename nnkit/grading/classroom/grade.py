"""Grade an assignment: everything that was handed in, in worker processes, one writer.

A submission is skipped when it was graded before and neither it nor the assignment has changed
since; ``checks.json`` beside the graded notebooks remembers what was graded. Each submission is
written to the gradebook in one transaction and its folder renamed after that, so a run that is
killed is finished by running it again.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nnkit import __version__
from nnkit._progress import progress
from nnkit.grading.classroom import prepare, stage
from nnkit.grading.classroom.book import Book, plain_errors
from nnkit.grading.classroom.config import CHECKS
from nnkit.grading.classroom.folder import (
    Classroom,
    need_assignment,
    need_handed_in,
    open_classroom,
)
from nnkit.grading.classroom.pool import grade_all
from nnkit.grading.classroom.submission import Graded, Plan, Task
from nnkit.grading.errors import UseError


Recorded = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Row:
    """The outcome for one notebook: `status` is ``graded``, ``ungradable`` or ``skipped``.

    `reason` says why it is ungradable, or what stopped a notebook that was graded.
    """

    student: str
    notebook: str
    score: float
    max_score: float
    status: str
    reason: str = ""
    seconds: float = 0.0


@dataclass
class GradeSummary:
    """The outcome of a run: one row for each notebook of each submission."""

    rows: list[Row] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The notebooks that could not be graded."""
        return [row for row in self.rows if row.status == "ungradable"]

    def lines(self) -> list[str]:
        """Return the outcome in words: the counts, then a line for each that needs a look."""
        states = {state: [r for r in self.rows if r.status == state] for state in _STATES}
        counts = [f"{len(rows)} {state}" for state, rows in states.items() if rows]
        told = [row for row in self.rows if row.reason and row.status != "skipped"]
        width = max((len(row.student) for row in told), default=0)
        return [
            "notebooks: " + ", ".join(counts),
            *(f"  {row.student:<{width}}  {row.status}: {row.reason}" for row in told),
        ]


_STATES = ("graded", "skipped", "ungradable")


def grade(
    root: Path,
    assignment: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    force: bool = False,
    unsafe: bool = False,
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
        Grade although nothing on this machine confines the submissions.
    log : callable
        Where lines for the instructor go.

    Raises
    ------
    UseError
        No such course, assignment or student, nothing handed in, no permission to write, a
        locked gradebook, no confinement.
    """
    room = open_classroom(root, unsafe=unsafe)
    with _one_run(room), Book(room) as book:
        folders = _checked(room, assignment, students, book)
        with plain_errors(book.where, book.seconds):
            for line in prepare.register(room, assignment):
                log(line)
            plan = make_plan(room, assignment)
        book.open_assignment(assignment)
        recorded = book.recorded()
        tasks, skipped = _tasks(room, assignment, folders, plan, recorded, force)
        log(_first_line(assignment, len(tasks), len(skipped)))
        summary = _run(room, assignment, tasks, plan, book, jobs or _cores(), log)
        summary.rows += [row for task in skipped for row in _earlier(task, plan, recorded)]
    summary.rows.sort(key=lambda row: (row.student, row.notebook))
    for line in summary.lines():
        log(line)
    return summary


def _checked(
    room: Classroom, assignment: str, students: list[str] | None, book: Book
) -> dict[str, Path]:
    """Return {student: folder} of what is to be graded, after the checks of wrong use."""
    _need_write(room)
    known = book.make() if _exists(book) or assignment in room.assignments() else []
    need_assignment(room, assignment, known)
    return need_handed_in(room, assignment, students)


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
        raise UseError(f"another nnkit grade is running in {room.root}") from error
    else:
        yield
    finally:
        os.close(folder)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _first_line(assignment: str, tasks: int, skipped: int) -> str:
    text = f"{assignment}: {tasks} submissions to grade"
    return text + (f" ({skipped} are graded already)" if skipped else "")


def make_plan(room: Classroom, assignment: str) -> Plan:
    """Return what is the same for all submissions of an assignment."""
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import LimitOutput

    converter = Autograde(coursedir=room.coursedir, config=room.config)
    limit = LimitOutput(config=room.config)
    return Plan(
        templates=tuple(prepare.templates(room, assignment)),
        source=str(room.path("source", ".", assignment)),
        ignore=(*room.coursedir.ignore, CHECKS),
        keep=tuple(converter.exclude_overwriting.get(assignment, [])),
        max_lines=limit.max_lines if limit.enabled else -1,
        max_traceback=limit.max_traceback if limit.enabled else -1,
        rooms=room.rooms.as_dict(),
    )


def _tasks(
    room: Classroom,
    assignment: str,
    folders: dict[str, Path],
    plan: Plan,
    recorded: Recorded,
    force: bool,
) -> tuple[list[Task], list[Task]]:
    """Return the submissions to grade, and those that are graded already.

    What could not be graded is tried again: it costs nothing, and the run says so again.
    """
    base = hashlib.sha256(json.dumps([asdict(t) for t in plan.templates]).encode())
    base.update(__version__.encode())
    _digest(Path(plan.source), base, plan.ignore)
    tasks, skipped = [], []
    for student, folder in folders.items():
        final = room.path("autograded", student, assignment)
        digest = base.copy()
        _digest(folder, digest, plan.ignore)
        task = Task(student, str(folder), str(final), digest.hexdigest())
        stage.remove(stage.partial_folder(final))
        done = student in recorded and _key(final) == task.key
        (skipped if done and not force else tasks).append(task)
    return tasks, skipped


def _digest(folder: Path, digest: hashlib._Hash, ignore: Sequence[str]) -> None:
    """Add the names and the contents of a folder to a digest; of huge files size and time."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in ignore)
        for name in sorted({*files, *folders}):
            path = Path(place) / name
            status = path.lstat()
            digest.update(os.fsencode(path.relative_to(folder)) + b"\0")
            digest.update(f"{status.st_mode:o} {status.st_size}\0".encode())
            if name in folders:
                continue
            if path.is_symlink() or not path.is_file() or status.st_size > 100_000_000:
                digest.update(str(status.st_mtime_ns).encode())
                continue
            with contextlib.suppress(OSError), path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())


def _key(final: Path) -> str:
    """Return what the graded folder remembers of the submission it was made from."""
    try:
        found = json.loads((final / CHECKS).read_text(encoding="utf-8"))
        return str(found["key"]) if found["status"] == "graded" else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _run(
    room: Classroom,
    assignment: str,
    tasks: list[Task],
    plan: Plan,
    book: Book,
    jobs: int,
    log: Callable[[str], object],
) -> GradeSummary:
    summary = GradeSummary()
    if not tasks:
        return summary
    seconds = 60 + len(plan.templates) * (float(plan.rooms["total_seconds"]) + 60)
    permissions, shared = _permissions(room)
    outcomes = grade_all(tasks, plan, jobs, seconds, log)
    with contextlib.closing(outcomes):
        for task, done in progress(outcomes, len(tasks), f"grading {assignment}"):
            stamp, note = read_timestamp(Path(task.folder))
            scores = book.record(task.student, stamp, {g.name: g.marks for g in done})
            stage.finish(Path(task.final), permissions=permissions, groupshared=shared)
            summary.rows += _rows(task, done, scores, plan, note)
    return summary


def _permissions(room: Classroom) -> tuple[int, bool]:
    from nbgrader.converters import Autograde

    converter = Autograde(coursedir=room.coursedir, config=room.config)
    return int(str(converter.permissions), 8), bool(room.coursedir.groupshared)


def read_timestamp(folder: Path) -> tuple[datetime.datetime | None, str]:
    """Return when a submission was handed in (None if not known), and what is wrong with it."""
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    if not path.is_file() or path.is_symlink() or path.stat().st_size > 1000:
        return None, ""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
        return (parse_utc(text), "") if text else (None, "")
    except (OSError, ValueError, OverflowError):
        return None, "timestamp.txt is not a date; the time of the hand-in was not recorded"


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


def _earlier(task: Task, plan: Plan, recorded: Recorded) -> list[Row]:
    """Return the rows of a submission that was graded in an earlier run."""
    scores = recorded[task.student]
    return [
        Row(task.student, template.name, scores[template.name], template.max_score, "skipped")
        for template in plan.templates
    ]
