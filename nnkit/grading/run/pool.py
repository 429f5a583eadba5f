"""Worker processes, and what happens when one of them dies.

Each worker grades one submission at a time. When a worker dies or does not answer, its
submission is tried once more in a new worker; when that happens again, the submission is given
up with a reason and the run goes on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.run.submission import Graded, Plan, Task

Log = Callable[[str], object]
_START_SECONDS = 150.0
# Without what nnkit itself imports: a worker does without NumPy.
BOOT = """
import gc, importlib.util, json, os, sys
gc.disable()  # what is imported stays: until then nothing is garbage
sys.path[:] = json.loads(sys.argv[2])
sys.modules["nnkit"] = importlib.util.module_from_spec(importlib.util.find_spec("nnkit"))
from nnkit.grading.run import worker
os._exit(worker.main(int(sys.argv[1])))
"""


class _Worker:
    """One worker process and the task it is at."""

    def __init__(self, beginning: bytes) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", BOOT, str(theirs.fileno()), json.dumps(sys.path)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | dict.fromkeys(_ONE_THREAD, "1"),
            )
        self.channel = Connection(ours.detach())
        self.task: Task | None = None
        self.deadline = time.monotonic() + _START_SECONDS
        self.send(beginning)

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it died; the pool finds out when it waits
            self.channel.send_bytes(data)

    def give(self, task: Task, seconds: float) -> None:
        self.task, self.deadline = task, time.monotonic() + seconds
        self.send(json.dumps(dataclasses.asdict(task)).encode())

    def end(self, *, kill: bool = False) -> None:
        """End the process: at once, or when it has closed its rooms."""
        if kill:
            self.process.kill()
        else:
            self.send(b"")
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.channel.close()


_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Workers:
    """Worker processes, started before there is a plan; a context manager that ends them.

    Parameters
    ----------
    beginning : dict
        What `worker.rooms_for` takes, as plain data.
    jobs : int
        How many.
    """

    def __init__(self, beginning: Mapping[str, Any], jobs: int) -> None:
        self.beginning = json.dumps(dict(beginning)).encode()
        self.running: list[_Worker] = []
        self.fault: OSError | None = None  # told by `begin`: other wrong use is told first
        try:
            for _ in range(jobs):
                self.running.append(_Worker(self.beginning))
        except OSError as error:
            self.fault = error

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.running:
            worker.end(kill=True)

    def begin(self, plan: bytes, most: int) -> None:
        """Give the plan to at most `most` of them, and end the others."""
        if self.fault is not None:
            raise UseError(f"the worker processes cannot be started: {self.fault}")
        for worker in self.running[most:]:
            worker.end(kill=True)
        del self.running[most:]
        for worker in self.running:
            worker.send(plan)

    def start(self, plan: bytes) -> None:
        """Start another in the place of one that is gone."""
        self.running.append(_Worker(self.beginning))
        self.running[-1].send(plan)


def grade_all(
    tasks: Sequence[Task], plan: Plan, workers: Workers, seconds: float, log: Log = print
) -> Generator[tuple[Task, list[Graded]]]:
    """Yield each task with its outcome, in the order in which they are done.

    Parameters
    ----------
    tasks, plan
        The submissions, and what they have in common.
    workers : Workers
        The worker processes.
    seconds : float
        How long a worker may take for one submission before it is given up.
    log : callable
        Is told once what confines the submissions.

    Raises
    ------
    UseError
        When grading is refused (nothing confines the submissions) or the disk is full.
    """
    yield from _Pool(tasks, plan, workers, seconds, log).run()


class _Pool:
    def __init__(
        self, tasks: Sequence[Task], plan: Plan, workers: Workers, seconds: float, log: Log
    ) -> None:
        self.log: Log | None = log
        self.todo = deque(tasks)
        self.tried: dict[str, int] = {}
        self.plan, self.seconds = plan.to_json().encode(), seconds
        self.pool, self.workers = workers, workers.running
        workers.begin(self.plan, len(tasks))
        self.ending: list[_Worker] = []
        self.died_idle = 0

    def run(self) -> Iterator[tuple[Task, list[Graded]]]:
        try:
            yield from self._outcomes()
        finally:
            for worker in self.ending:
                worker.end()

    def _outcomes(self) -> Iterator[tuple[Task, list[Graded]]]:
        while self.workers:
            channels: list[Any] = [worker.channel for worker in self.workers]
            nearest = min(worker.deadline for worker in self.workers)
            ready = wait(channels, timeout=max(0.0, nearest - time.monotonic()))
            for worker in [w for w in self.workers if w.channel in ready]:
                outcome = self._hear(worker)
                if outcome is not None:
                    yield outcome
            for worker in [w for w in self.workers if w.deadline < time.monotonic()]:
                self._lose(worker, "it did not answer in time")

    def _hear(self, worker: _Worker) -> tuple[Task, list[Graded]] | None:
        try:
            message = json.loads(worker.channel.recv_bytes())
        except (EOFError, OSError):
            self._lose(worker, "its process ended")
            return None
        if "refused" in message:
            raise UseError(message["refused"])
        if "stop" in message:
            raise UseError(f"{message['stop']}; what is graded already is kept, run again")
        if "ready" in message and self.log is not None:
            note = "" if message["safe"] else " (graded all the same: --unsafe)"
            self.log(f"confinement: {message['confinement']}{note}")
            self.log = None
        task = worker.task
        if "failed" in message and task is not None:
            self._again(task, message["failed"])
        self._next(worker)
        if task is None or "done" not in message:
            return None
        return task, [graded_of(entry) for entry in message["done"]]

    def _next(self, worker: _Worker) -> None:
        if self.todo:
            worker.give(self.todo.popleft(), self.seconds)
        else:
            self.workers.remove(worker)
            self.ending.append(worker)
            worker.send(b"")

    def _lose(self, worker: _Worker, why: str) -> None:
        """Take a worker out, put its task back (or give it up), and start another."""
        self.workers.remove(worker)
        worker.end(kill=True)
        task = worker.task
        if task is None:
            self.died_idle += 1
            if self.died_idle > 3:
                raise UseError(f"the worker processes cannot be started: {why}")
        else:
            times = self.tried[task.student] = self.tried.get(task.student, 0) + 1
            self._again(task, f"{why}, {times} times" if times > 1 else "")
        if self.todo:
            self.pool.start(self.plan)

    def _again(self, task: Task, given_up: str) -> None:
        """Put a task back; with a reason to give it up it is stored as such and not run."""
        if task.given_up:
            raise UseError(f"the grader does not work: {task.student}: {task.given_up}")
        self.todo.appendleft(dataclasses.replace(task, given_up=given_up))


def graded_of(entry: dict[str, Any]) -> Graded:
    """Return the outcome of one notebook from a worker's plain data."""
    return Graded(**{**entry, "marks": Marks(**entry["marks"])})
