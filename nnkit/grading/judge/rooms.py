"""The two rooms as their user sees them: start once, execute one notebook after another."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.judge import leftovers, notebook, outputs
from nnkit.grading.judge.limits import Limits, Verdict
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import frames

WALLS = ("namespaces", "landlock")
FIX = (
    "student code cannot be confined on this machine ({why}): grade on Linux where user "
    "namespaces are allowed or the kernel is 6.2 or newer, or add --unsafe to run it unprotected"
)
BOOT = (
    "import gc, json, sys; gc.disable(); sys.path[:] = json.loads(sys.argv[1]); "
    "from nnkit.grading.judge.process import start; start(sys.argv[2:])"
)
ENVIRONMENT = {"MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
START_SECONDS = 120.0
END_SECONDS = 10.0
EXTRA_SECONDS = 30.0  # after the judge should have stopped by itself


@dataclass(frozen=True)
class Confinement:
    """What holds a student's code on this machine: `words`, one line each, and whether it holds."""

    words: list[str]
    safe: bool

    def __str__(self) -> str:
        return "; ".join(self.words)


def confinement(walls: Sequence[str] = WALLS) -> Confinement:
    """Try on this machine what `Rooms` would use, and say what is in force."""
    server = ForkServer(walls=walls, figures=False)
    try:
        return Confinement(server.walls, server.safe)
    finally:
        server.close()


class Rooms:
    """The judge and the fork server of the rooms; a context manager.

    Parameters
    ----------
    limits : Limits
        What one submission may use.
    unsafe : bool
        Run student code in a plain process where nothing can confine it.
    judge_only : sequence of str
        Modules that only the judge may import: not importable in the student's room.
    packages : sequence of str, optional
        The packages that answers may import; all that are installed if not given.
    path : sequence of str
        Folders that the judge imports from after all others: the instructor's modules.
    walls : sequence of str
        What to try, best first; shorter to do without one.
    draws : bool
        Whether figures are likely: drawing them is prepared once for all submissions.
    imports : sequence of str
        Modules that are imported once for all submissions, where answers may import them.

    Raises
    ------
    UseError
        On entering, when nothing can confine student code and `unsafe` is not set.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        unsafe: bool = False,
        *,
        judge_only: Sequence[str] = ("nnkit",),
        packages: Sequence[str] | None = None,
        path: Sequence[str] = (),
        walls: Sequence[str] = WALLS,
        draws: bool = True,
        imports: Sequence[str] = (),
    ):
        self.limits = limits or Limits()
        self.unsafe = unsafe
        self._options = {
            "limits": vars(self.limits),
            "judge_only": list(judge_only),
            "packages": packages,
            "walls": list(walls),
            "draws": draws,
            "imports": list(imports),
        }
        self._path = list(path)
        self._lock = threading.Lock()
        self._judge: _Judge | None = None

    def __enter__(self) -> Rooms:
        self._judge = _Judge(self._options, self.unsafe, self._path)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._judge is not None:
            self._judge.end(kill=kind is not None)
            self._judge = None

    @property
    def confinement(self) -> Confinement:
        """What is in force in these rooms."""
        if self._judge is None:
            raise RuntimeError("use `with Rooms() as rooms:`")
        return self._judge.confinement

    def execute(self, nb: Any, files: Path | str | None = None, *, probe: bool = False) -> Verdict:
        """Run a notebook in the two rooms and fill in the outputs of its code cells.

        Parameters
        ----------
        nb : NotebookNode
            Its nbgrader metadata and all sources but those of answer cells are the
            instructor's; changed in place.
        files : path, optional
            Folder of data files, copied into the working folders of both rooms.
        probe : bool
            Find out whether the tests can be judged apart, with the instructor's own answers.

        Returns
        -------
        Verdict
            How it went; nothing that the student's code does raises.
        """
        import nbformat  # not at the top: the judge imports this package too, and does without

        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        given = [
            {
                "source": str(c.source),
                "metadata": {key: c.metadata.get(key) for key in ("nbgrader", "nnkit")},
            }
            for c in code
        ]
        seconds = self.limits.total_seconds + self.limits.cell_seconds + EXTRA_SECONDS
        with self._lock:
            started = time.monotonic()
            if self._judge is None:
                raise RuntimeError("use `with Rooms() as rooms:`")
            try:
                results, verdict = self._judge.run(given, files, seconds, probe)
            except (TimeoutError, EOFError, OSError, frames.WireError) as error:
                at = self._judge.at
                self._judge.end(kill=True)
                self._judge = _Judge(self._options, self.unsafe, self._path)
                late = isinstance(error, TimeoutError)
                why = "did not come to an end" if late else f"ended the judge's process ({error})"
                why = f"{f'the test {at}' if at else 'reading the answers'} {why}"
                results, verdict = _nothing(given, why, time.monotonic() - started)
                verdict.hung, verdict.at = True, at
            except frames.Unsendable as error:
                results, verdict = _nothing(given, f"the notebook is too large: {error}", 0.0)
        for cell, (made, count) in zip(code, results, strict=True):
            cell.outputs = nbformat.from_dict(made)
            cell.execution_count = count
        return verdict


def _nothing(given: list[Any], why: str, seconds: float) -> tuple[list[Any], Verdict]:
    lost = [outputs.error("RoomClosed", why, [why])]
    results = [[lost if notebook.kind(cell) == "test" else [], None] for cell in given]
    return results, Verdict(stopped=why, seconds=round(seconds, 4))


class _Judge:
    """The judge's process, seen from the outside."""

    def __init__(self, options: dict[str, Any], unsafe: bool, extra: Sequence[str]):
        ours, theirs = socket.socketpair()
        lifeline, self._line = os.pipe()  # the judge ends when our end is closed
        self._ended, held = os.pipe()  # reads as closed when judge and server are gone
        self._temp = leftovers.claimed_folder()
        self.at = ""  # the test that runs just now
        self._socket = ours
        self._socket.setblocking(False)
        self._stream = frames.Stream(ours.fileno())
        path = [entry for entry in [*sys.path, *extra] if Path(entry).is_absolute()]
        fds, folder = (theirs.fileno(), lifeline, held), str(self._temp.path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", BOOT, json.dumps(path), folder, *map(str, fds)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=fds,
            env={**os.environ, **ENVIRONMENT, "TMPDIR": folder},
            start_new_session=True,
        )
        theirs.close()
        os.close(lifeline)
        os.close(held)
        self.confinement = self._hello(options, unsafe)

    def _hello(self, options: dict[str, Any], unsafe: bool) -> Confinement:
        deadline = time.monotonic() + START_SECONDS
        try:
            self._stream.send_by(deadline, options)
            hello, _ = self._stream.receive(deadline)
        except (EOFError, OSError, TimeoutError):
            self._process.kill()
            assert self._process.stderr is not None
            text = self._process.stderr.read().decode("utf-8", "replace").strip()
            self.end(kill=True)
            last = (text.splitlines() or ["no answer"])[-1]
            raise UseError(f"the judge does not start: {last[:300]}") from None
        if "error" in hello:
            self.end(kill=True)
            raise UseError(hello["error"])
        found = Confinement(hello["walls"], hello["safe"])
        if not found.safe and not unsafe:
            self.end(kill=True)
            raise UseError(FIX.format(why=str(found)))
        return found

    def run(
        self, given: list[Any], files: Path | str | None, seconds: float, probe: bool
    ) -> tuple[list[Any], Verdict]:
        """Have one submission judged: outputs and execution count of each cell, the verdict."""
        deadline = time.monotonic() + seconds
        folder = None if files is None else str(Path(files).absolute())
        message = {"files": folder, "probe": probe}
        self._stream.send_by(deadline, message, [json.dumps(given).encode()])
        reply: dict[str, Any] = {"at": ""}
        while "at" in reply:
            self.at = reply["at"]
            reply, buffers = self._stream.receive(deadline)
        if "failed" in reply:
            raise OSError(reply["failed"])
        results, verdict = buffers
        return json.loads(bytes(results)), Verdict(**json.loads(bytes(verdict)))

    def end(self, kill: bool = False) -> None:
        """End the process, and with it the fork server and its rooms."""
        self._socket.close()
        if kill:
            self._process.kill()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._line)
        select.select([self._ended], [], [], END_SECONDS)
        os.close(self._ended)
        self._temp.remove()
        if self._process.stderr is not None:
            self._process.stderr.close()
