"""What becomes of a submission: one policy for worker processes and for a cluster.

A submission whose process ended or did not answer is tried once more; when that happens again,
or when grading it fails otherwise, it is given up with a reason and the run goes on. A run ends
early only for what no other submission would be without: no confinement, a full disk.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.run import staging
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.submission import give_up, write
from nnkit.grading.run.worker import answer

Log = Callable[[str], object]
say: Log = functools.partial(print, flush=True)  # who reads from a pipe sees it at once


class Retry:
    """Turns what is heard of submissions into outcomes.

    Parameters
    ----------
    assignment : Assignment
        What is graded.
    log : callable
        Is told what confines the submissions.
    """

    def __init__(self, assignment: Assignment, log: Log) -> None:
        self.assignment, self.log = assignment, log
        self.lost: set[str] = set()
        self.told: set[str] = set()

    def confined(self, message: dict[str, Any], where: str = "") -> None:
        """Say what confines the submissions: once, and again for a worker that differs."""
        held, safe = message["confinement"], message["safe"]
        if held not in self.told:
            place = f" on {where}" if self.told and where else ""
            note = "" if safe else " (graded all the same: --unsafe)"
            self.log(f"confinement{place}: {held}{note}")
        self.told.add(held)

    def outcome(self, task: Task, message: dict[str, Any], where: str = "") -> list[Graded] | None:
        """Return the outcome of a submission, None when it is to be tried once more.

        Parameters
        ----------
        task : Task
            The submission.
        message : dict
            What `worker.answer` made, or ``lost`` with what happened to the process.
        where : str
            Who said so, for the words of an error.

        Raises
        ------
        UseError
            When the run cannot go on.
        """
        if "stop" in message:
            raise UseError(f"{where}{message['stop']}; what is graded already is kept, run again")
        if "done" in message:
            return [Graded.of(entry) for entry in message["done"]]
        if "lost" in message and task.student not in self.lost:
            self.lost.add(task.student)
            return None
        if "failed" in message:
            return self._give_up(task, message["failed"], message.get("kind", "worker"))
        kind = "busy" if message.get("late") else "worker"
        return self._give_up(task, f"{message['lost']}, 2 times", kind)

    def _give_up(self, task: Task, why: str, kind: str) -> list[Graded]:
        """Return the outcome of a submission that is not run, stored if it can be stored."""
        done, files = give_up(task, self.assignment, why, kind)

        def store() -> tuple[list[Graded], dict[str, str]]:
            write(staging.start(Path(task.final)), files)
            return done, files

        message, _ = answer(task, store)
        if "stop" in message:
            self.outcome(task, message)
        return done
