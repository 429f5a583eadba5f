"""The judge's process: it lives as long as its `Rooms` and takes one submission after another.

It is started by `rooms`, gets each submission as JSON, and is killed when a test does not come to
an end. It says when a test begins and ends, so that it is known where it was.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnkit.grading.judge import empty, notebook, state
from nnkit.grading.judge.judge import Submission
from nnkit.grading.judge.limits import Limits, Verdict
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import cells, frames

MEMORY_MB = 1024  # that the judge may take on top of what it has at the start
CLEAR_SECONDS = 60.0


def judge_one(
    server: ForkServer,
    limits: Limits,
    given: list[dict[str, Any]],
    files: str | None,
    probe: bool = False,
    at: Callable[[str], object] = lambda test: None,
) -> tuple[list[dict[str, Any]], Verdict]:
    """Judge one submission: its code cells with their outputs, and the verdict."""
    with (
        tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as folder,
        state.restored(folder),
    ):
        submission = Submission(server, limits, probe, at)
        try:
            copied = None
            if files is not None:
                copied = Path(folder)
                notebook.copy_files(Path(files), copied, limits.disk_mb << 20, submission.note)
            submission.run(given, copied)
        finally:
            verdict = submission.finish()
    return given, verdict


def main(folder: Path, control: int, lifeline: int, held: int) -> None:
    """Serve `Rooms` until it is gone; the descriptor `held` stays open in judge and server."""
    threading.Thread(target=_die_with, args=(lifeline, folder), daemon=True).start()
    stream = frames.Stream(control)
    options, _ = stream.receive()
    limits = Limits(**options.pop("limits"))
    os.chdir("/")
    try:
        server = ForkServer(**options, held=held, meanwhile=_warm)
    except Exception as error:
        stream.send({"error": str(error)})
        return
    _bound_memory()
    sys.dont_write_bytecode = True  # of a judge-only module it would appear in a readable folder
    stream.send({"walls": server.walls, "safe": server.safe})
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nobody reads it from now on

    def at(test: str) -> None:
        stream.send({"at": test})

    while True:
        try:
            message, buffers = stream.receive()
        except (EOFError, OSError):
            server.close()
            return
        given = json.loads(bytes(buffers[0]))
        try:
            done, verdict = judge_one(server, limits, given, message["files"], message["probe"], at)
        except Exception as error:  # of the machine (disk full, no memory), or a fault of ours
            stream.send({"failed": cells.describe(error)[:500]})
            server.close()
            return
        results = [[cell["outputs"], cell["execution_count"]] for cell in done]
        stream.send({}, [json.dumps(results).encode(), json.dumps(vars(verdict)).encode()])


def _warm() -> None:
    """Make ready, while the fork server does, what must be there before the first notebook."""
    import nnkit.grading.units

    assert nnkit.grading.units.SPECS
    state.warm()
    empty.guard_numpy()
    gc.freeze()  # what is there by now stays: no need to look for garbage in it
    gc.set_threshold(20_000)
    gc.enable()


def _die_with(lifeline: int, folder: Path) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    judge = os.getpid()  # a child that asked for its parent might be too late
    if os.fork() == 0:  # the rest of this process may be writing there just now
        _clear_up(folder, judge)
    os._exit(1)


def _clear_up(folder: Path, judge: int) -> None:
    """Remove the folder of these `Rooms` when the process that used it is gone.

    The folder is the one that `Rooms` named, never what ``tempfile`` finds: when its folder is
    gone already, that is the next one that exists, with everybody's files.
    """
    try:
        os.closerange(3, 1024)
        end = time.monotonic() + CLEAR_SECONDS
        while time.monotonic() < end and (os.getppid() == judge or folder.exists()):
            if os.getppid() != judge:
                shutil.rmtree(folder, ignore_errors=True)  # again while a room still writes there
            time.sleep(0.005)
    finally:
        os._exit(0)


def _bound_memory() -> None:
    """A test that takes a student's number for a size gets a MemoryError, not the machine."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + (MEMORY_MB << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def start(arguments: list[str]) -> None:
    """Begin with the descriptors that `Rooms` passed."""
    folder, *numbers = arguments
    control, lifeline, held = map(int, numbers)
    with socket.socket(fileno=control):
        main(Path(folder), control, lifeline, held)
    os._exit(0)  # nothing is left to be done, and taking Python apart takes a while
