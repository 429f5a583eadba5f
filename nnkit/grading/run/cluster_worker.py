"""What a worker of a dask cluster does: grade the submissions it is sent, in its own rooms.

`EndOfRun` is for the scheduler: it ends the rooms of a run that was killed.

A worker gets text and bytes and returns text (JSON); nothing that a submission made is ever
unpickled. It needs no file system in common with the gradebook: hand-ins arrive as archives, are
unpacked in the worker's own folder and graded there as on one machine, and what is stored comes
back as text.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

from distributed import Scheduler, SchedulerPlugin, Worker, WorkerPlugin, get_worker

from nnkit import __version__
from nnkit.grading.errors import UseError
from nnkit.grading.handin.archive import unpack
from nnkit.grading.judge import Rooms
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.rehearsal import rehearse
from nnkit.grading.run.submission import Files, grade_submission
from nnkit.grading.run.worker import answer, rooms_for


@cache
def installed() -> str:
    """Say what grades here; what differs in it may differ in its marks."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[2]
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    numpy = metadata.version("numpy")
    return f"Python {python}, NumPy {numpy}, nnkit {__version__} ({digest.hexdigest()[:8]})"


class Graders(WorkerPlugin):  # type: ignore[misc]
    """The rooms of one worker, one pair for each of its threads, warm until the run ends.

    dask sends it to every worker, also to those that join later, and calls `teardown` when the
    run or the worker ends. When a worker is killed its rooms end with it.

    Parameters
    ----------
    assignment : str
        The assignment as JSON.
    source : bytes
        The instructor's folder as an archive.
    wanted : str
        What is `installed` where the gradebook is.
    """

    def __init__(self, assignment: str, source: bytes, wanted: str) -> None:
        self.json, self.source, self.wanted = assignment, source, wanted

    def setup(self, worker: Worker) -> None:
        """Unpack what the submissions have in common; rooms are opened when they are needed."""
        self.place = Path(tempfile.mkdtemp(prefix="grade-", dir=worker.local_directory))
        unpack(self.source, self.place / "source")
        assignment = Assignment.from_json(self.json)
        self.assignment = dataclasses.replace(assignment, source=str(self.place / "source"))
        self.idle: list[Rooms] = []
        self.ended = False

    def teardown(self, worker: Worker) -> None:
        """Close the rooms; those in use are closed when their submission is graded."""
        self.ended = True
        while self.idle:
            self.idle.pop().__exit__(None, None, None)
        shutil.rmtree(self.place, ignore_errors=True)

    @contextlib.contextmanager
    def rooms(self) -> Iterator[Rooms]:
        """Lend open rooms to one submission."""
        rooms = self.idle.pop() if self.idle else self._open()
        try:
            yield rooms
        finally:
            self.idle.append(rooms)
            if self.ended:
                self.idle.pop().__exit__(None, None, None)

    def _open(self) -> Rooms:
        assignment = self.assignment
        return rooms_for(assignment.rooms, assignment.root, assignment.source).__enter__()

    def work(self, do: Callable[[Rooms], dict[str, Any]]) -> dict[str, Any]:
        """Return what comes of something done in open rooms, or why it cannot be done here."""
        if installed() != self.wanted:
            return {"unfit": installed()}
        try:
            with self.rooms() as rooms:
                return do(rooms)
        except UseError as error:
            return {"refused": str(error)}

    def grade(self, task: Task, archive: bytes, rooms: Rooms) -> dict[str, Any]:
        """Grade one submission; return a message as `worker` sends it, with what is stored."""
        message, files = answer(task, partial(self._grade, task, archive, rooms))
        held = rooms.confinement
        return message | {"files": files, "confinement": str(held), "safe": held.safe}

    def rehearse(self, rooms: Rooms) -> dict[str, Any]:
        """Run the instructor's answers."""
        return {"rehearsed": rehearse(self.assignment.source, self.assignment.ignore, rooms)}

    def _grade(self, task: Task, archive: bytes, rooms: Rooms) -> tuple[list[Graded], Files]:
        with tempfile.TemporaryDirectory(dir=self.place) as folder:
            handed_in, final = Path(folder, "handed_in"), Path(folder, "graded")
            unpack(archive, handed_in)
            moved = dataclasses.replace(task, folder=str(handed_in), final=str(final))
            return grade_submission(moved, self.assignment, rooms)


class EndOfRun(SchedulerPlugin):  # type: ignore[misc]
    """Takes the `Graders` of a run from the workers when its client is gone, however it ended.

    Parameters
    ----------
    name : str
        The name of the graders, and of this plugin.
    client : str
        The id of the client.
    """

    def __init__(self, name: str, client: str) -> None:
        self.name, self.client = name, client

    def remove_client(self, scheduler: Scheduler, client: str) -> None:
        """Do it, when it is this client that is gone."""
        if client != self.client:
            return
        scheduler.remove_plugin(self.name)
        if self.name in scheduler.worker_plugins:
            self.ending = asyncio.ensure_future(scheduler.unregister_worker_plugin(None, self.name))


def grade_archive(name: str, task: str, archive: bytes) -> str:
    """Grade one submission with the `Graders` called `name`; the task and the answer are JSON."""
    graders: Graders = get_worker().plugins[name]
    return _said(graders.work(partial(graders.grade, Task(**json.loads(task)), archive)))


def rehearse_source(name: str) -> str:
    """Run the instructor's answers with the `Graders` called `name`; the answer is JSON."""
    graders: Graders = get_worker().plugins[name]
    return _said(graders.work(graders.rehearse))


def _said(message: dict[str, Any]) -> str:
    return json.dumps(message | {"worker": get_worker().address})
