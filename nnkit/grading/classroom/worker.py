"""A worker process: grades the submissions it is sent, one after the other, in its own rooms.

Started by `pool` as ``python -m nnkit.grading.classroom.worker FD``; the descriptor is one end
of a socket pair on which JSON messages go to and fro. It ends when the other end is closed, so
that no worker outlives a run that was killed.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Any

from nnkit.grading.errors import UseError

_NO_WRITE = (errno.EACCES, errno.EPERM, errno.EROFS)


def main(descriptor: int) -> int:
    """Serve tasks until the other end of the socket is closed."""
    channel = Connection(descriptor)
    try:
        _serve(channel)
    except UseError as error:
        _send(channel, {"refused": str(error)})
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    return 0


def _serve(channel: Connection) -> None:
    from nnkit.grading.classroom.settings import TwoRooms
    from nnkit.grading.classroom.submission import Plan, Task
    from nnkit.grading.rooms import Rooms

    plan = Plan.from_json(channel.recv_bytes().decode())
    settings = TwoRooms(**plan.rooms)
    with Rooms(settings.limits(), unsafe=settings.unsafe) as rooms:
        held = rooms.confinement
        _send(channel, {"ready": os.getpid(), "confinement": str(held), "safe": held.safe})
        while True:
            task = Task(**json.loads(channel.recv_bytes()))
            _send(channel, _answer(task, plan, rooms))


def _answer(task: Any, plan: Any, rooms: Any) -> dict[str, Any]:
    from nnkit.grading.classroom.submission import grade_submission

    try:
        done = grade_submission(task, plan, rooms)
    except UseError:
        raise
    except OSError as error:
        where = str(error.filename or task.final)
        text = f"{where}: {error.strerror or error}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return {"stop": "the disk is full"}
        ours = not where.startswith(task.folder)
        return {"stop" if ours and error.errno in _NO_WRITE else "failed": text}
    except Exception as error:  # a fault of the grader must not end the run
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"}
    return {"done": [dataclasses.asdict(graded) for graded in done]}


def _send(channel: Connection, message: dict[str, Any]) -> None:
    channel.send_bytes(json.dumps(message).encode())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
