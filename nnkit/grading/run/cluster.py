"""Grade on the workers of a dask cluster; this machine alone writes the gradebook.

Workers may join, leave and be killed while it runs. A submission whose worker is killed is graded
on another one; it is recorded once, when its outcome is here. When dask gives a submission up,
because it was there each time when a worker died, it counts as lost (`retry`): it is tried once
more with nothing else on the cluster, so that it does not suffer for another.

The scheduler and the workers are trusted as this machine is: dask sends them code to run. They
see hand-ins and hidden tests; across a network use ``tls://`` and dask's own configuration of
certificates.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import re
import warnings
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import dask
from distributed import CancelledError, Client, Future, wait
from distributed.comm import connect
from distributed.scheduler import KilledWorker
from distributed.security import Security
from distributed.utils import LoopRunner

from nnkit.grading.errors import UseError
from nnkit.grading.handin.archive import pack
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.cluster_worker import (
    EndOfRun,
    Graders,
    grade_archive,
    installed,
    rehearse_source,
)
from nnkit.grading.run.rehearsal import Found
from nnkit.grading.run.retry import Log, Retry
from nnkit.grading.run.submission import Files, lay_out, write
from nnkit.grading.run.worker import answer

_LOST = (OSError, CancelledError)
_LOOK_SECONDS = 2.0  # how often to see whether there are workers at all
_AHEAD = 2  # submissions sent for each thread of the cluster, so that none waits for work
_QUIET = {"distributed.admin.large-graph-warning-threshold": "1GB"}


def grade_on_cluster(
    tasks: Sequence[Task], assignment: Assignment, address: str, log: Log = print
) -> Generator[tuple[Task, list[Graded]]]:
    """Yield each task with its outcome, in the order in which they are done.

    Parameters
    ----------
    tasks, assignment
        The submissions, and what they have in common.
    address : str
        Of dask's scheduler, e.g. ``tcp://10.0.0.1:8786`` or ``tls://10.0.0.1:8786``.
    log : callable
        Is told what confines the submissions, and when the run waits for workers.

    Raises
    ------
    UseError
        When the scheduler is not reached or is lost, a worker may not or cannot grade, or a disk
        is full. What was yielded is done.
    """
    with dask.config.set(_QUIET), _connected(address) as client:
        yield from _Run(tasks, assignment, client, address, log).run()


def rehearse_on_cluster(assignment: Assignment, address: str, log: Log = print) -> Found:
    """Have the instructor's answers run by a worker: the one that grades is like it.

    Parameters and errors are those of `grade_on_cluster`; `rehearsal.rehearse` says what is found.
    """
    with dask.config.set(_QUIET), _connected(address) as client:
        return _Run([], assignment, client, address, log).rehearse()


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Connect to the scheduler; dask's own remarks are left out, ours say the same in words."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions that differ: `installed` compares
            _knock(address)
            client = Client(address, set_as_default=False)
    except Exception as error:  # whatever a wrong address or certificate leads to
        words = " ".join(str(error).split())
        raise UseError(
            f"no scheduler answers at {address} ({words}); start one with: dask scheduler"
        ) from error
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close()
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _knock(address: str) -> None:
    """Connect once before there is a Client: one that cannot connect complains when it is lost."""
    loop = LoopRunner()
    loop.start()
    try:
        secured = Security().get_connection_args("client")
        loop.run_sync(connect, address, **secured).abort()
    finally:
        loop.stop()


class _Run:
    def __init__(
        self, tasks: Sequence[Task], assignment: Assignment, client: Client, address: str, log: Log
    ) -> None:
        self.todo = deque(tasks)
        self.alone: deque[Task] = deque()  # to be tried with nothing else on the cluster
        self.running: dict[Future, Task] = {}
        self.assignment, self.client, self.address, self.log = assignment, client, address, log
        self.retry = Retry(assignment, log)
        self.name = f"nnkit-{id(self)}-{client.id}"
        self.waiting = False

    def rehearse(self) -> Found:
        with self._graders_there():
            future = self.client.submit(rehearse_source, self.name, pure=False)
            self.running[future] = Task("", "", "", "")
            while not self._next():
                pass
            message = self._message(future)
        if "lost" in message:
            raise UseError("the instructor's answers ended the process they ran in")
        found: Found = message["rehearsed"]
        return found

    def run(self) -> Iterator[tuple[Task, list[Graded]]]:
        with self._graders_there():
            while self.todo or self.alone or self.running:
                done = self._next()
                while done:
                    future = done.pop()
                    task = self.running.pop(future)
                    graded = self._hear(task, future)
                    future.release()  # or it is computed again when its worker dies
                    if graded is None:
                        self.alone.append(task)
                    else:
                        yield task, graded

    @contextlib.contextmanager
    def _graders_there(self) -> Iterator[None]:
        """Let every worker, also those that join, have what grades this assignment."""
        self._send_assignment()
        try:
            yield
        finally:
            if self.client.status == "running":
                with contextlib.suppress(Exception):  # the scheduler may go just now
                    self.client.unregister_worker_plugin(self.name)

    def _send_assignment(self) -> None:
        source = pack(Path(self.assignment.source), 10**12, 10**12)
        graders = Graders(self.assignment.to_json(), source, installed())
        try:
            self.client.register_plugin(EndOfRun(self.name, self.client.id), self.name)
            self.client.register_plugin(graders, self.name)
        except OSError:
            pass  # a worker was lost just now; those that are there have got it
        except Exception as error:
            raise UseError(_unable(error)) from error

    def _next(self) -> set[Future]:
        """Send what there is room for, and wait until something is done."""
        while True:
            try:
                self._fill()
                with self.client.as_current():
                    return set(wait(list(self.running), _LOOK_SECONDS, "FIRST_COMPLETED").done)
            except TimeoutError:
                pass  # look for workers, and wait again
            except _LOST as error:
                raise self._lost() from error

    def _lost(self) -> UseError:
        return UseError(
            f"the scheduler at {self.address} is lost; what is graded already is kept, run again"
        )

    def _fill(self) -> None:
        threads = sum(self.client.nthreads().values())
        if not threads and not self.waiting:
            start = f"start some with: dask worker {self.address}"
            self.log(f"no worker at {self.address}; waiting for one ({start})")
        self.waiting = not threads
        while self.todo and len(self.running) < max(1, _AHEAD * threads):
            self._submit(self.todo.popleft())
        if self.alone and not self.running:
            self._submit(self.alone.popleft())

    def _submit(self, task: Task) -> None:
        assignment = self.assignment
        archive = pack(Path(task.folder), assignment.disk_bytes, assignment.notebook_mb * 10**6)
        text = json.dumps(dataclasses.asdict(task))
        future = self.client.submit(grade_archive, self.name, text, archive, pure=False)
        self.running[future] = task

    def _hear(self, task: Task, future: Future) -> list[Graded] | None:
        """Return the outcome of a submission, stored in its folder; None when it has none yet."""
        message = self._message(future)
        if "lost" in message:
            return self.retry.outcome(task, message)
        worker = message["worker"]
        held = re.sub(r"; user \d+", "; user of its own", message["confinement"])
        self.retry.confined(message | {"confinement": held}, worker)
        outcome = self.retry.outcome(task, message, f"the worker {worker}: ")
        if "done" not in message or outcome is None:
            return outcome

        def store() -> tuple[list[Graded], Files]:
            write(lay_out(task, self.assignment)[0], message["files"])
            return outcome, {}

        return self.retry.outcome(task, answer(task, store)[0])

    def _message(self, future: Future) -> dict[str, Any]:
        """Return what a worker says; UseError when it may not, or cannot, say anything."""
        try:
            message: dict[str, Any] = json.loads(future.result())
        except KilledWorker:
            return {"lost": "its process ended"}
        except _LOST as error:
            raise self._lost() from error
        except Exception as error:
            raise UseError(_unable(error)) from error
        worker = message["worker"]
        if "unfit" in message:
            raise UseError(
                f"the worker {worker} has {message['unfit']}, this machine has {installed()}; "
                "install the same on both"
            )
        if "refused" in message:
            raise UseError(f"the worker {worker}: {message['refused']}")
        return message


def _unable(error: Exception) -> str:
    """Say why the cluster cannot run what it was sent."""
    words = " ".join(str(error).split()) or type(error).__name__
    return f"the cluster cannot grade: {words}; its scheduler and workers need nnkit[dask,grading]"
