"""The judge: a trusted process that runs the test cells and writes every output.

It lives as long as its `Rooms`, takes one submission after another as JSON, and is killed by
`Rooms` when a test does not come to an end. In it run, each submission in a fresh namespace,
the locked cells and the full source of the test cells. Answer cells, and every cell that is
not locked, run only in the student's room.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import io
import json
import math
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from nnkit.grading import checking
from nnkit.grading.errors import GraderFault, RoomClosed, StudentError
from nnkit.grading.exercise.host import fresh_seed
from nnkit.grading.judge import empty, notebook, outputs, state
from nnkit.grading.judge.ahead import ahead
from nnkit.grading.judge.failure import failure
from nnkit.grading.judge.limits import Limits, Verdict
from nnkit.grading.judge.link import Answer, Link, student_error
from nnkit.grading.judge.proxies import TEST, Names, Proxies, longer
from nnkit.grading.judge.results import Results
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import cells, frames

USUAL = ("%matplotlib", "%config", "%load_ext", "%autoreload", "%time", "%%time", "%%capture")
REVIVALS = 3  # times that a submission may lose its process
SLACK = 2.0  # seconds after the end of a test cell until the alarm: calls end by themselves first
# the questions of a hidden check are the same for all submissions of a run
HOST = replace(checking.NOTEBOOK, ahead=ahead, seed=functools.cache(fresh_seed), within=longer)
MEMORY_MB = 1024  # that the judge may take on top of what it has at the start


compiled = functools.lru_cache(maxsize=256)(cells.compile_cell)


class OutOfTime(BaseException):
    """The test cell took too long; no `except Exception` holds it up."""


class Submission:
    """One notebook between the two rooms."""

    def __init__(self, server: ForkServer, limits: Limits):
        self.limits = limits
        self.verdict = Verdict()
        self.start = time.monotonic()
        self.link = Link(server, limits, self.start + limits.total_seconds)
        self.names = Names(Proxies(self.link))
        self.left = limits.output_bytes
        self.told = ""  # the end that a cell already tells of
        self.server, self.revived = server, 0
        self.history: list[tuple[bytes, str]] = []
        self.asked_for: set[str] = set()

    def run(self, cells_: list[dict[str, Any]], files: Path | None) -> None:
        """Run the code cells in order and fill in their outputs."""
        if files is not None:
            self._hand_over(files)
        self.files = files
        self.asked_for = notebook.asked_for(cells_)
        self.names.leave_to_student(self.asked_for)
        with_judge = notebook.of_tests_only(cells_)
        for count, cell in enumerate(cells_, start=1):
            kind = notebook.kind(cell)
            self._revive()
            cell["execution_count"] = count
            if count - 1 not in with_judge:
                cell["outputs"] = self._in_room(cell, kind, count)
            if kind in ("locked", "open"):
                self._trusted(cell["source"], count, kind)
            elif kind == "student":
                self.names.answered(notebook.asked_for([cell]))
            elif kind == "test":
                self.names.tested = notebook.tested(cells_[: count - 1])
                cell["outputs"] = self._test(cell, count)
                self.names.look_again()
            self.verdict.cells += 1
        self.verdict.stopped = self.link.closed

    def finish(self) -> Verdict:
        """Close the room and say how it went."""
        self.link.close()
        self.verdict.seconds = round(time.monotonic() - self.start, 4)
        return self.verdict

    def note(self, text: str) -> str:
        """Keep a line for the instructor; return it as it is kept."""
        line = " ".join(outputs.clean(text).split())[:500]
        if len(self.verdict.notes) < 100:
            self.verdict.notes.append(line)
        return line

    # In the student's room

    def _hand_over(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                data, name = path.read_bytes(), path.relative_to(folder).as_posix()
                with contextlib.suppress(StudentError):
                    for start in range(0, len(data) + 1, 4 << 20):
                        self.link.ask("file", {"path": name}, [data[start : start + (4 << 20)]])

    def _revive(self) -> None:
        """After the process was lost: start again without the cell that lost it."""
        if self.link.closed is None or self.revived >= REVIVALS:
            return
        if time.monotonic() >= self.link.end:
            return
        self.note(f"{self.link.closed}; started again without what it was doing")
        self.revived += 1
        self.link = Link(self.server, self.limits, self.link.end)
        self.names.ask(Proxies(self.link))
        if self.files is not None:
            self._hand_over(self.files)
        for text, name in self.history:
            with contextlib.suppress(StudentError):
                message = {"name": name, "budget": 0, "defines": []}
                self.link.ask("cell", message, [text], seconds=self.limits.cell_seconds)

    def _in_room(self, cell: dict[str, Any], kind: str, count: int) -> list[dict[str, Any]]:
        """Run a cell in the student's room; what to store of its outputs."""
        source = cell["source"] if kind == "student" else notebook.visible(cell["source"])
        self.link.cell_end = self.link.end
        self.names.look_again()
        text, defines = source.encode("utf-8", "surrogatepass"), notebook.asked_for([cell])
        message = {"name": f"cell {count}", "budget": self.left // 2, "defines": sorted(defines)}
        try:
            answer = self.link.ask("cell", message, [text], seconds=self.limits.cell_seconds)
            self.names.learn(answer, defines)
        except RoomClosed as error:
            return self._stopped(error)
        except StudentError as error:
            return [outputs.error(type(error).__name__, str(error), [str(error)])]
        self.history.append((text, f"cell {count}"))
        return [] if kind == "test" else self._outputs(answer, count)

    def _stopped(self, error: RoomClosed) -> list[dict[str, Any]]:
        if self.told == str(error):
            return []
        self.told = str(error)
        return [outputs.error("RoomClosed", str(error), [str(error)])]

    def _outputs(self, answer: Answer, count: int) -> list[dict[str, Any]]:
        try:
            with alarm(SLACK):
                claimed, skipped = answer.plain("outputs"), answer.plain("skipped")
        except OutOfTime:
            return self._stopped(self.link.shut("its outputs take too long to read"))
        made = outputs.stored(claimed, self.left // 2, count)
        self.left -= sum(map(outputs.size_of, made))
        if answer.message.get("cut") is True:
            made.append(outputs.stream("stdout", "\n[more output was left out]\n"))
        for line in skipped if isinstance(skipped, list) else []:
            if isinstance(line, str) and not line.startswith(USUAL):
                self.note(f"cell {count}: a line for IPython was left out: {line}")
        if answer.late:
            text = f"the cell was stopped after {self.limits.cell_seconds:g} s"
            made.append(outputs.error("TimeoutError", text, [f"TimeoutError: {text}"]))
        elif isinstance(answer.message.get("failed"), dict):
            error = student_error(answer, answer.message["failed"])
            lines = str(error.trace).splitlines()  # type: ignore[attr-defined]
            made.append(outputs.error(str(error.type_name), str(error), lines))  # type: ignore[attr-defined]
        return made

    # With the judge

    def _trusted(self, source: str, count: int, kind: str) -> None:
        """Run the statements of an instructor's cell that need nothing of the student's."""
        name = f"{kind} cell {count}"
        kinds = notebook.HOLD if kind == "open" else (ast.stmt,)
        for code, bound, needed in notebook.statements(source, name, kinds):
            if kind == "open" and bound & self.asked_for:
                continue
            if any(not self.names.trusts(used) for used in needed):
                self.names.leave_to_student(bound)
                continue
            try:
                with self._bench(self.limits.cell_seconds):
                    exec(code, self.names)
            except BaseException as error:
                why = f"{name} failed where answers are graded: {cells.describe(error)}"
                self.names.poison(bound, why)
                if kind == "locked":
                    self.note(why)

    def _test(self, cell: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """Run a test cell; its outputs decide the points."""
        grade_id = str(cell["metadata"]["nbgrader"].get("grade_id", f"cell {count}"))
        seconds = min(self.limits.cell_seconds, max(1.0, self.link.end - time.monotonic()))
        self.link.cell_end = time.monotonic() + seconds
        made: list[dict[str, Any]] = []
        results = Results(grade_id, HOST)
        self.link.on_cut = results.cut
        with results.collected(), io.StringIO() as screen:
            try:
                with self._bench(seconds, screen):
                    source = cell["source"]
                    try:
                        name = f"{TEST}{grade_id}"
                        value, left = cells.run(compiled(source, name), self.names, name)
                    finally:
                        results.look()
                results.raise_cut()
                _all_ran(left)
                made = self._points(value, cell, count)
            except BaseException as error:
                output, note = failure(error, cell["source"], f"{TEST}{grade_id}", seconds)
                line = self.note(f"{grade_id}: {note}")
                if isinstance(error, GraderFault):
                    self.verdict.faults.append(line)
                made = [output]
            text = outputs.clean(screen.getvalue())[: max(1000, self.left // 2)]
        self.verdict.checks += results.hidden
        made = [*results.panels(), *made]
        if text:
            made.insert(0, outputs.stream("stdout", text))
        self.left -= sum(map(outputs.size_of, made))
        return made

    def _points(self, value: Any, cell: dict[str, Any], count: int) -> list[dict[str, Any]]:
        if value is cells.NOTHING or value is None:
            return []
        most = float(cell["metadata"]["nbgrader"].get("points", 0))
        if isinstance(value, (np.integer, np.floating)):
            value = value.item()
        if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= most:
            shown = outputs.clean(f"{value!r:.80}")
            text = f"the test cell ends in {shown}, needed a number of points from 0 to {most:g}"
            self.note(f"{cell['metadata']['nbgrader'].get('grade_id')}: {text}")
            return [outputs.error("ValueError", text, [f"ValueError: {text}"])]
        return [outputs.result(repr(value), count)]

    @contextlib.contextmanager
    def _bench(self, seconds: float, screen: io.StringIO | None = None) -> Iterator[None]:
        """Run trusted code: its text to `screen`, stderr nowhere, stopped after `seconds`."""
        try:
            with (
                contextlib.redirect_stdout(screen or io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
                warnings.catch_warnings(),
                alarm(seconds + SLACK),
            ):
                warnings.simplefilter("default")
                yield
        finally:
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                pyplot.close("all")


def _all_ran(skipped: list[str]) -> None:
    """Raise GraderFault when a line of a test was left out on which the marks may rest."""
    lost = [line for line in skipped if not line.startswith(USUAL)]
    if lost:
        raise GraderFault(f"a line for IPython does not run in a test: {lost[0]:.80}")


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `seconds`, and again every second."""
    armed = True

    def ring(signum: int, frame: FrameType | None) -> None:
        if armed:
            raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# The process


def judge_one(
    server: ForkServer, limits: Limits, given: list[dict[str, Any]], files: str | None
) -> tuple[list[dict[str, Any]], Verdict]:
    """Judge one submission: its code cells with their outputs, and the verdict."""
    with (
        tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as folder,
        state.restored(folder),
    ):
        submission = Submission(server, limits)
        try:
            copied = None
            if files is not None:
                copied = Path(folder)
                notebook.copy_files(Path(files), copied, limits.disk_mb << 20, submission.note)
            submission.run(given, copied)
        finally:
            verdict = submission.finish()
    return given, verdict


def main(control: int, lifeline: int, held: int) -> None:
    """Serve `Rooms` until it is gone; the descriptor `held` stays open in judge and server."""
    threading.Thread(target=_die_with, args=(lifeline,), daemon=True).start()
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
    while True:
        try:
            message, buffers = stream.receive()
        except (EOFError, OSError):
            server.close()
            return
        given = json.loads(bytes(buffers[0]))
        try:
            done, verdict = judge_one(server, limits, given, message["files"])
        except Exception as error:  # of the machine (disk full, no memory), or a fault of ours
            stream.send({"failed": cells.describe(error)[:500]})
            server.close()
            return
        results = [[cell["outputs"], cell["execution_count"]] for cell in done]
        stream.send({}, [json.dumps(results).encode(), json.dumps(vars(verdict)).encode()])


def _warm() -> None:
    """Make ready, while the fork server does, what must be there before the first notebook."""
    import nnkit.grading.units
    import nnkit.grading.units.hidden

    assert nnkit.grading.units.SPECS is not None
    assert nnkit.grading.units.hidden.HIDDEN is not None
    state.warm()
    empty.guard_numpy()
    gc.freeze()  # what is there by now stays: no need to look for garbage in it
    gc.set_threshold(20_000)
    gc.enable()


def _die_with(lifeline: int) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)  # it is the folder of this `Rooms`
    os._exit(1)


def _bound_memory() -> None:
    """A test that takes a student's number for a size gets a MemoryError, not the machine."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + (MEMORY_MB << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def start(arguments: list[str]) -> None:
    """Begin with the descriptors that `Rooms` passed."""
    control, lifeline, held = map(int, arguments)
    with socket.socket(fileno=control):
        main(control, lifeline, held)
    os._exit(0)  # nothing is left to be done, and taking Python apart takes a while
