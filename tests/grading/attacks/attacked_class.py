"""One class in which every attack is a student; graded once, then looked at."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import socket
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from attack import Attack
from small_assignment import hand_in, make_course

import nnkit

REPOSITORY = Path(nnkit.__file__).parents[1]
PR_SET_CHILD_SUBREAPER = 36
PREY = "ATTACK_PREY"  # an environment variable of the grader


class Ears:
    """Servers on this machine that nobody in a room can reach."""

    def __init__(self, folder: Path) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(str(folder / "ear"))
        self.unix.listen()
        for ear in (self.tcp, self.udp, self.unix):
            ear.setblocking(False)

    @property
    def places(self) -> dict[str, str]:
        return {
            "PORT": str(self.tcp.getsockname()[1]),
            "UDP": str(self.udp.getsockname()[1]),
            "UNIX": self.unix.getsockname(),
        }

    def heard(self) -> list[str]:
        """Which servers somebody has reached."""
        found = []
        for name, listen in {
            "tcp": self.tcp.accept, "udp": lambda: self.udp.recv(9), "unix": self.unix.accept,
        }.items():  # fmt: skip
            try:
                listen()
                found.append(name)
            except BlockingIOError:
                pass
        return found

    def close(self) -> None:
        for ear in (self.tcp, self.udp, self.unix):
            ear.close()


def places(root: Path, ears: Ears) -> dict[str, str]:
    """What the words @ROOT@, @PORT@, ... in a source mean."""
    archive = root / "archive"
    archive.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive / "hoard.zip", "w") as file:
        file.writestr("hoard.py", "def double(x): return 2 * x")
    return {
        "ROOTHEX": str(root).encode().hex(),
        "REPOHEX": str(REPOSITORY).encode().hex(),
        "ROOT": str(root),
        "REPO": str(REPOSITORY),
        "ARCHIVE": str(archive),
        "PID": str(os.getpid()),
        **ears.places,
    }


def marks_in(root: Path) -> dict[str, dict[str, float]]:
    """{student: {task: points}} in the gradebook."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        for submission in book.assignment_submissions("ps1"):
            marks = found.setdefault(submission.student_id, {})
            for notebook in submission.notebooks:
                marks.update(
                    {g.cell.name.removeprefix("test_"): g.auto_score for g in notebook.grades}
                )
    return found


@contextlib.contextmanager
def adopted() -> Iterator[list[int]]:
    """Inherit every process that is started meanwhile; at the end: those that go on for 10 s."""
    alive: list[int] = []
    before = children()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield alive
        while new := children() - before - {*alive}:
            pid = min(new)
            with contextlib.closing(_Process(pid)) as process:
                alive += [] if process.ended(10) else [pid]
    finally:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


class _Process:
    def __init__(self, pid: int) -> None:
        self.pid, self.fd = pid, os.pidfd_open(pid)

    def ended(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if ready:
            os.waitpid(self.pid, 0)
        return bool(ready)

    def close(self) -> None:
        os.close(self.fd)


def children() -> set[int]:
    """The processes whose parent is this one."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for path in lists for pid in path.read_text().split()}


class AttackedClass:
    """The course, what was handed in, and the marks."""

    def __init__(self, root: Path, attacks: Iterable[Attack]) -> None:
        self.root, self.ears = root, Ears(root)
        make_course(root)
        self.places = places(root, self.ears)
        for attack in attacks:
            hand_in(root, attack, self.places)

    def grade(self, jobs: int = 2) -> None:
        """Grade with the function behind `nnkit grade`."""
        from nnkit.grading.run.grade import grade

        self.lines: list[str] = []
        self.temporary = self.root / "temporary"
        self.temporary.mkdir(mode=0o777)
        self.temporary.chmod(0o1777)
        with pytest.MonkeyPatch.context() as patch, adopted() as alive:
            patch.setenv(PREY, "def double(x): return 2 * x")
            patch.setenv("TMPDIR", str(self.temporary))
            patch.setattr(tempfile, "tempdir", None)
            summary = grade(self.root, "ps1", jobs=jobs, log=self.lines.append)
        self.alive = alive
        self.rows = {row.student: row for row in summary.rows}
        self.marks = marks_in(self.root)

    def enter_in_gradebook(self) -> None:
        """Do only what comes before grading."""
        from nnkit.grading.gradebook.book import Book
        from nnkit.grading.handin.folder import open_classroom
        from nnkit.grading.run.prepare import register

        room = open_classroom(self.root)
        with Book(room) as book:
            book.make()
        register(room, "ps1")

    def autograded(self, student: str) -> Path:
        return self.root / "autograded" / student / "ps1"

    def told(self, student: str) -> str:
        """What the grader says of a student: for the message of a failed test."""
        checks = self.autograded(student) / "checks.json"
        return checks.read_text()[:3000] if checks.exists() else "\n".join(self.lines)
