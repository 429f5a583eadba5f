"""A worker process: grades the submissions it is sent, one after the other, in its own rooms.

Started by `pool`, which gives it a descriptor: one end of a socket pair on which JSON messages go
to and fro. It ends at once when the other end is closed, whatever it is doing: no worker of a run
that was killed writes where the next run writes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import gc
import json
import os
import resource
import select
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from nnkit.grading import slow_imports
from nnkit.grading.errors import UseError

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms
    from nnkit.grading.run.assignment import Graded, Task
    from nnkit.grading.run.submission import Files

MEMORY_BYTES = 3 << 30  # of address space
_NO_WRITE = (errno.EACCES, errno.EPERM, errno.EROFS)


def main(descriptor: int) -> int:
    """Serve tasks until the other end of the socket is closed."""
    slow_imports.do_without()
    slow_imports.only_parts()
    _bound_memory()
    channel = Connection(descriptor)
    threading.Thread(target=_end_with, args=(descriptor,), daemon=True).start()
    try:
        _serve(channel)
    except UseError as error:
        _send(channel, {"refused": str(error)})
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    return 0


def _bound_memory() -> None:
    """Let a hand-in that takes too much memory to read be an error of its own.

    A soft limit: the judge, which is started from here, has its own.
    """
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY or soft > MEMORY_BYTES:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))


def _end_with(descriptor: int) -> None:
    """End this process when the other end of the socket is closed (its rooms end with it)."""
    poll = select.poll()
    poll.register(descriptor, getattr(select, "POLLRDHUP", select.POLLHUP))
    poll.poll()
    os._exit(0)


def _serve(channel: Connection) -> None:
    from nnkit.grading.run.assignment import Assignment, Task
    from nnkit.grading.run.rehearsal import rehearse
    from nnkit.grading.run.submission import grade_submission

    with rooms_for(**json.loads(channel.recv_bytes())) as rooms:
        held = rooms.confinement
        _send(channel, {"ready": os.getpid(), "confinement": str(held), "safe": held.safe})
        data = channel.recv_bytes()
        while "rehearse" in (message := json.loads(data)):
            _send(channel, {"rehearsed": rehearse(**message["rehearse"], rooms=rooms)})
            data = channel.recv_bytes()
        assignment = Assignment.from_json(data.decode())
        gc.freeze()  # modules and assignment stay: no need to look for garbage in them
        gc.enable()
        while data := channel.recv_bytes():  # nothing: the run is at its end
            task = Task(**json.loads(data))
            message, _ = answer(task, partial(grade_submission, task, assignment, rooms))
            _send(channel, message)


def rooms_for(settings: Mapping[str, Any], root: str, source: str) -> Rooms:
    """Return the rooms, not yet open, of an assignment's settings and folders."""
    from nnkit.grading.handin.settings import TwoRooms

    return TwoRooms(**settings).rooms(root, source)


def answer(
    task: Task, work: Callable[[], tuple[list[Graded], Files]]
) -> tuple[dict[str, Any], Files]:
    """Do the work of a task; say in plain data what came of it, whatever it was.

    The message is ``done`` with the outcomes, ``failed`` with a reason to give the submission up,
    or ``stop`` with a reason to end the run: what no other submission would be without.
    """
    try:
        done, files = work()
    except UseError:
        raise
    except OSError as error:
        where = str(error.filename or task.final)
        text = f"{where}: {error.strerror or error}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return {"stop": "the disk is full"}, {}
        ours = not where.startswith(task.folder)
        return {"stop" if ours and error.errno in _NO_WRITE else "failed": text}, {}
    except MemoryError:
        return {"failed": "it takes too much memory to read", "kind": "busy"}, {}
    except Exception as error:  # a fault of the grader must not end the run
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"}, {}
    return {"done": [dataclasses.asdict(graded) for graded in done]}, files


def _send(channel: Connection, message: dict[str, Any]) -> None:
    channel.send_bytes(json.dumps(message).encode())
