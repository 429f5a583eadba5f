"""The fork server: a clean process with NumPy and matplotlib imported, forked for every submission.

It never holds a notebook: the judge hands it one end of a socketpair, the child that is forked
becomes the room behind it, and everything of the submission goes through that socket.
The fork server itself only opens rooms, sends them signals and closes them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import random
import select
import socket
import time
from typing import Any

from . import cells, confine, display, frames, room
from .walls import Walls

CELL = """
def warm(x):
    '''One of each that an answer is made of.'''
    return [np.exp(-y) if y > 0 else y @ y for y in x][0]

try:
    print(f"{warm([1.5]):.2f}")
except (NameError, TypeError):
    pass
"""


def warm(figures: bool, draws: bool, imports: list[str]) -> None:
    """Import and use once what the notebooks need, before rooms are forked."""
    import numpy as np
    import numpy.testing

    np.random.default_rng(0).normal(size=3)
    np.linalg.solve(np.eye(2), np.ones(2))
    repr(np.linspace(0, 1, 5))
    random.seed()
    assert numpy.testing is not None
    with contextlib.suppress(ImportError):
        __import__("IPython.display")
    for _ in range(2):
        cells.run_cell(CELL, {}, "cell 0")
    display.bundle(np.linspace(0, 1, 5))
    if figures:
        with contextlib.suppress(ImportError):
            _warm_figures(draws)
    for name in imports:
        with contextlib.suppress(BaseException), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(name)  # what fails here fails in the room that wants it


def _warm_figures(draws: bool) -> None:
    import matplotlib
    import matplotlib.artist

    matplotlib.use(f"module://{__package__}.figures")
    # What `help` says of every `set` is a quarter of the import, and nobody reads it here.
    matplotlib.artist.kwdoc, usual = (lambda artist: ""), matplotlib.artist.kwdoc
    import matplotlib.pyplot as plt

    matplotlib.artist.kwdoc = usual
    if not draws:  # a first figure takes a while; it is left to the room that wants one
        return
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], "o-", label="$x_1$")
    axes.imshow([[0, 1]])
    axes.set(xlabel="x", ylabel="y", title="t")
    axes.legend()
    display.bundle(figure)
    plt.close("all")


class Server:
    """Opens, signals and closes rooms as the judge says, one room at a time."""

    def __init__(self, control: socket.socket, walls: Walls, options: dict[str, Any]):
        self.control, self.walls, self.options = control, walls, options
        self.stream = frames.Stream(control.fileno())
        self.pid = 0
        self.deed = ""  # why the fork server killed the room, in words

    def serve(self) -> None:
        """Answer the judge until it leaves."""
        while True:
            if self.pid and self.walls.patrol_seconds and not self._heard():
                self._patrol()
                continue
            try:
                message, _ = self.stream.receive()
            except (EOFError, OSError):
                self._close()
                self.walls.leave()
                return
            self.stream.send(getattr(self, f"_do_{message['op']}")(message))

    def _heard(self) -> bool:
        ready, _, _ = select.select([self.control], [], [], self.walls.patrol_seconds)
        return bool(ready)

    def _do_open(self, message: dict[str, Any]) -> dict[str, Any]:
        _, fds, _, _ = socket.recv_fds(self.control, 1, 1)
        self._close()
        self.deed = ""
        self.walls.options["disk_mb"] = message["limits"]["disk_mb"]
        self.walls.before_fork()
        self.pid = os.fork()
        if self.pid == 0:
            self._become_room(fds[0], message)
        os.close(fds[0])
        return {"pid": self.pid}

    def _become_room(self, fd: int, message: dict[str, Any]) -> None:
        try:
            confine.close_room(self.walls, fd, message["limits"])
            room.enter(fd, message["limits"]["output_bytes"])
        except BaseException as error:
            with contextlib.suppress(BaseException):
                frames.Stream(fd).send({"status": "closed", "text": f"{error!r:.500}"})
        finally:
            os._exit(1)

    def _do_signal(self, message: dict[str, Any]) -> dict[str, Any]:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, message["signal"])
        return {}

    def _do_close(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"status": self._close(message["wait"]), "deed": self.deed}

    def _close(self, wait: float = 0.0) -> int:
        """Kill the room with all it started; its wait status before that, -1 when it lived.

        A room whose connection ended is given `wait` seconds to end by itself, to learn how.
        """
        if not self.pid:
            return -1
        peek = os.WEXITED | os.WNOHANG | os.WNOWAIT
        end = time.monotonic() + wait
        dead = os.waitid(os.P_PID, self.pid, peek)
        while not dead and time.monotonic() < end:
            time.sleep(0.002)
            dead = os.waitid(os.P_PID, self.pid, peek)
        self.walls.kill(self.pid)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        self.walls.after_close()
        return status if dead else -1

    def _patrol(self) -> None:
        reason = self.walls.complaint(self.pid)
        if reason and not self.deed:
            self.deed = reason
            self.walls.kill(self.pid)


def main(walls: Walls, options: dict[str, Any]) -> None:
    """Warm up behind the walls, say hello, serve."""
    from . import stub

    control = socket.socket(fileno=options["control"])
    stub.install(options["judge_only"], options["refused"], options["packages"])
    warm(options["figures"], options["draws"], options["imports"])
    walls.ready()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()
    frames.Stream(control.fileno()).send({"walls": walls.words, "safe": walls.safe})
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    Server(control, walls, options).serve()
    os._exit(0)  # nothing is left to be done, and taking Python apart takes a while
