"""Worker processes: each grades one submission at a time, and is replaced when it dies."""

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
from collections.abc import Generator, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.retry import Log, Retry, say

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
        self.greeting: dict[str, Any] = {}  # heard before there was a pool
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
        self.asked: bytes | None = None
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

    def ask(self, source: str, ignore: Sequence[str]) -> None:
        """Ask one of them for what `rehearse` will wait for."""
        asked = json.dumps({"rehearse": {"source": source, "ignore": list(ignore)}}).encode()
        if self.running and asked != self.asked:
            self.running[0].send(asked)
            self.asked = asked

    def rehearse(self, source: str, ignore: Sequence[str]) -> dict[str, Any]:
        """Have the instructor's answers run by one of them (`rehearsal.rehearse`)."""
        if self.fault is not None or not self.running:
            raise UseError(f"the worker processes cannot be started: {self.fault}")
        self.ask(source, ignore)
        worker = self.running[0]
        while True:
            try:
                message = json.loads(worker.channel.recv_bytes())
            except (EOFError, OSError) as error:
                raise UseError("the instructor's answers ended the process they ran in") from error
            if "refused" in message:
                raise UseError(message["refused"])
            if "rehearsed" in message:
                found: dict[str, Any] = message["rehearsed"]
                return found
            worker.greeting = message

    def begin(self, assignment: bytes, most: int) -> None:
        """Give the assignment to at most `most` of them, and end the others."""
        if self.fault is not None:
            raise UseError(f"the worker processes cannot be started: {self.fault}")
        for worker in self.running[most:]:
            worker.end(kill=True)
        del self.running[most:]
        for worker in self.running:
            worker.send(assignment)

    def start(self, assignment: bytes) -> None:
        """Start another in the place of one that is gone."""
        self.running.append(_Worker(self.beginning))
        self.running[-1].send(assignment)


def grade_all(
    tasks: Sequence[Task], assignment: Assignment, workers: Workers, log: Log = say
) -> Generator[tuple[Task, list[Graded]]]:
    """Yield each task with its outcome, in the order in which they are done.

    Parameters
    ----------
    tasks, assignment
        The submissions, and what they have in common.
    workers : Workers
        The worker processes.
    log : callable
        Is told once what confines the submissions.

    Raises
    ------
    UseError
        When grading is refused (nothing confines the submissions) or the disk is full.
    """
    yield from _Pool(tasks, assignment, workers, log).run()


class _Pool:
    def __init__(
        self, tasks: Sequence[Task], assignment: Assignment, workers: Workers, log: Log
    ) -> None:
        self.todo = deque(tasks)
        self.json, self.seconds = assignment.to_json().encode(), assignment.seconds
        self.retry = Retry(assignment, log)
        self.pool, self.workers = workers, workers.running
        workers.begin(self.json, len(tasks))
        self.ending: list[_Worker] = []
        self.died_idle = 0

    def run(self) -> Iterator[tuple[Task, list[Graded]]]:
        try:
            for worker in [w for w in self.workers if w.greeting]:
                self.retry.confined(worker.greeting)
                self._next(worker)
            while self.workers:
                channels: list[Any] = [worker.channel for worker in self.workers]
                nearest = min(worker.deadline for worker in self.workers)
                ready = wait(channels, timeout=max(0.0, nearest - time.monotonic()))
                for worker in [w for w in self.workers if w.channel in ready]:
                    yield from self._hear(worker)
                for worker in [w for w in self.workers if w.deadline < time.monotonic()]:
                    yield from self._lose(worker, "it did not answer in time", late=True)
        finally:
            for worker in self.ending:
                worker.end()

    def _hear(self, worker: _Worker) -> Iterator[tuple[Task, list[Graded]]]:
        try:
            message = json.loads(worker.channel.recv_bytes())
        except (EOFError, OSError):
            yield from self._lose(worker, "its process ended")
            return
        if "refused" in message:
            raise UseError(message["refused"])
        if "ready" in message and not self.retry.told:
            self.retry.confined(message)
        task = worker.task
        self._next(worker)
        if task is not None:
            yield from self._outcome(task, message)

    def _outcome(self, task: Task, message: dict[str, Any]) -> Iterator[tuple[Task, list[Graded]]]:
        graded = self.retry.outcome(task, message)
        if graded is None:
            self.todo.appendleft(task)
        else:
            yield task, graded

    def _next(self, worker: _Worker) -> None:
        if self.todo:
            worker.give(self.todo.popleft(), self.seconds)
        else:
            self.workers.remove(worker)
            self.ending.append(worker)
            worker.send(b"")

    def _lose(
        self, worker: _Worker, why: str, *, late: bool = False
    ) -> Iterator[tuple[Task, list[Graded]]]:
        """Take a worker out, hear what becomes of its task, and start another."""
        self.workers.remove(worker)
        worker.end(kill=True)
        if worker.task is not None:
            yield from self._outcome(worker.task, {"lost": why, "late": late})
        else:
            self.died_idle += 1
            if self.died_idle > 3:
                raise UseError(f"the worker processes cannot be started: {why}")
        if self.todo:
            self.pool.start(self.json)
