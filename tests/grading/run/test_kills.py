"""A run or its workers are killed at random moments; the next run finishes what is left."""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest_course import Course, make_course
from corpus import tables

from nnkit.grading.gradebook.feedback import feedback

RUNS_KILLED, WORKERS_KILLED = 25, 25
STUDENTS = [f"kim{number}" for number in range(6)]
STARTER = """
import os, sys, time
from pathlib import Path
from nnkit.grading.run.grade import grade
from nnkit.grading.errors import UseError

undisturbed, root = map(Path, sys.argv[1:])
grade(undisturbed, "ps1", jobs=1, log=lambda line: None)  # imports everything, too
print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            summary = grade(root, "ps1", jobs=int(line), log=lambda line: None)
            os._exit(1 if summary.failed else 0)
        except UseError:
            os._exit(2)
    print(pid, flush=True)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


class Starter:
    """Starts runs by a fork from a process that has all imports done: in milliseconds."""

    def __init__(self, undisturbed: Course, course: Course) -> None:
        self.course = course
        self.process = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(undisturbed.root), str(course.root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._line() == "ready"

    def start(self, jobs: int = 1) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(b"%d\n" % jobs)
        self.process.stdin.flush()
        return int(self._line())

    def ended(self, within: float = 120.0) -> int | None:
        """Return the status of the run, None if it has not ended `within` so many seconds."""
        ready, _, _ = select.select([self.process.stdout], [], [], within)
        return int(self._line()) if ready else None

    def _line(self) -> str:
        assert self.process.stdout is not None
        found = bytearray()
        while not found.endswith(b"\n"):  # unbuffered, so that `select` sees what is there
            found += os.read(self.process.stdout.fileno(), 1)
        return found.decode().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(120)
        self.process.stdout.close()


class Watched:
    """A course whose runs are disturbed, beside one that was graded in peace."""

    def __init__(self, course: Course, undisturbed: Course) -> None:
        self.course, self.undisturbed = course, undisturbed
        for student in STUDENTS:
            for one in (course, undisturbed):
                one.hand_in(student, one.solved(area=AREA))
        self.fresh = (course.root / "gradebook.db").read_bytes()
        self.starter = Starter(undisturbed, course)
        self.wanted = tables(undisturbed)
        self.stored = stored(undisturbed)
        assert set(self.stored) == set(STUDENTS)

    def look(self) -> int:
        """See that each student is in the book and the folders in full or not at all."""
        found = tables(self.course)
        for table, rows in found.items():
            assert set(rows) <= set(self.wanted[table])
            assert len(rows) == len(set(rows))
        there = {student: _rows_of(student, found) for student in STUDENTS}
        assert set(there.values()) <= {0, _rows_of("kim0", self.wanted)}
        graded = stored(self.course)
        assert graded == {student: self.stored[student] for student in graded}
        assert all(there[student] for student in graded)
        return len(graded)

    def again(self) -> None:
        """See that the book is that of the run in peace, and begin anew."""
        assert tables(self.course) == self.wanted
        assert self.look() == len(STUDENTS)
        assert not list(self.course.root.glob("autograded/*/.*"))
        shutil.rmtree(self.course.root / "autograded")
        for journal in self.course.root.glob("gradebook.db-*"):
            journal.unlink()
        (self.course.root / "gradebook.db").write_bytes(self.fresh)

    def stamps(self) -> dict[Path, int]:
        """When each submission that is done was done."""
        found = self.course.root.glob("autograded/*/ps1/checks.json")
        return {path: path.stat().st_mtime_ns for path in found}


AREA = "sizes = [a for a in range(1000)]\ndef area(a, b):\n    return a * b"


def stored(course: Course) -> dict[str, str]:
    """Return {student: the graded notebook} of the folders that are in their place."""
    folders = list(course.root.glob("autograded/*/ps1"))
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == {"one.ipynb", "checks.json"}
    return {folder.parent.name: (folder / "one.ipynb").read_text() for folder in folders}


def _rows_of(student: str, found: dict[str, list[str]]) -> int:
    return sum(student in row for rows in found.values() for row in rows)


def children(pid: int) -> list[int]:
    run = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True)
    return [int(word) for word in run.stdout.split()]


def kill(pid: int) -> bool:
    """Kill a process; whether it had not ended by itself meanwhile."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def gone(pids: list[int], seconds: float = 10) -> None:
    """Wait until the workers of a killed run are gone: at once, whatever they were doing."""
    deadline = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}/cmdline").exists() and _alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a worker outlives its run"
        os.sched_yield()


def _alive(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


@pytest.fixture
def watched(tmp_path: Path, registered: Path) -> Watched:
    for name in ("disturbed", "in peace"):
        (tmp_path / name).mkdir()
    return Watched(
        make_course(tmp_path / "disturbed", registered),
        make_course(tmp_path / "in peace", registered),
    )


def test_fifty_kills_lose_nothing_and_grade_nothing_twice(watched: Watched) -> None:
    rng = random.Random(20260101)
    starter = watched.starter
    begin = time.monotonic()
    starter.start()
    assert starter.ended() == 0
    whole = time.monotonic() - begin
    watched.again()
    killed = 0
    while killed < RUNS_KILLED:
        before = watched.stamps()
        pid = starter.start()
        status = starter.ended(rng.uniform(0, whole))
        if status is None:
            workers = children(pid)
            killed += kill(pid)
            assert starter.ended() in (signal.SIGKILL, 0)
            gone(workers)
            watched.look()
        assert before.items() <= watched.stamps().items()
        if status is not None:
            assert status == 0
            watched.again()
    killed = 0
    while killed < WORKERS_KILLED:
        pid = starter.start(2)
        status = None
        while status is None and killed < WORKERS_KILLED:
            status = starter.ended(rng.uniform(0, whole))
            workers = children(pid) if status is None else []
            if workers:
                killed += kill(rng.choice(workers))
        status = starter.ended() if status is None else status
        assert os.waitstatus_to_exitcode(status or 0) in (0, 1, 2)
        starter.start()  # what a run gave up because its workers died is tried again
        assert starter.ended() == 0
        watched.again()
    starter.close()


def test_no_worker_outlives_its_run(course: Course) -> None:
    course.hand_in("ann", course.solved(double="import time\ntime.sleep(25)"))
    command = [sys.executable, "-m", "nnkit", "grade", "ps1", "--jobs", "1"]
    run = subprocess.Popen(
        [*command, "--root", str(course.root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    worker = at_work(run.pid, course.root / "autograded/ann/.ps1.partial")
    run.kill()
    run.wait()
    gone([worker])


def test_a_submission_that_takes_its_worker_down_twice_is_given_up(course: Course) -> None:
    course.hand_in("ann", course.solved(double="import time\ntime.sleep(25)"))
    course.hand_in("bob", course.solved())
    command = [sys.executable, "-m", "nnkit", "grade", "ps1", "--jobs", "1"]
    run = subprocess.Popen(
        [*command, "--root", str(course.root)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    partial, before = course.root / "autograded/ann/.ps1.partial", None
    for _ in range(2):
        worker = at_work(run.pid, partial, before)
        os.kill(worker, signal.SIGKILL)
        gone([worker])
        before = stamp(partial)
    said = run.communicate(timeout=120)[0].decode()
    assert run.returncode == 1
    why = "the grader could not finish this submission: its process ended, 2 times"
    assert f"  ann  ungradable: {why}" in said
    assert course.scores("bob") == {"test_double": 2.0, "test_area": 3.0, "explain": None}
    assert {row[:2] for (who, _), row in course.rows().items() if who == "ann"} == {(0.0, True)}
    feedback(course.root, "ps1")
    page = (course.root / "feedback/ann/ps1/one.html").read_text()
    assert "could not be graded because the grader stopped. Your instructor knows" in page


def at_work(run: int, partial: Path, before: object = None) -> int:
    """Wait until the only worker of a run has begun a submission; return the worker."""
    deadline = time.monotonic() + 120
    while stamp(partial) in (None, before):
        assert time.monotonic() < deadline
        os.sched_yield()
    (worker,) = children(run)
    return worker


def stamp(folder: Path) -> object:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_ino, status.st_ctime_ns
