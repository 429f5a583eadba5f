"""One submission between the two rooms: its cells run in order, its tests decide the points.

In the judge's process run, each submission in a fresh namespace, the locked cells and the full
source of the test cells. Answer cells, and every cell that is not locked, run only in the
student's room. Which way a test cell goes was found out with the instructor's own answers:

- ``rooms``: the test runs with the judge, and asks the room for plain values.
- ``asking``: the same, but operators of the student's objects ask the room as well.
- ``one_room``: the test runs in a room of the student's, as stock has it (`one_room`).
- ``person``: it does not run; a person decides.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import math
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from nnkit.grading import checking
from nnkit.grading.errors import ArgumentChanged, GraderFault, RoomClosed, StudentError
from nnkit.grading.exercise.host import fresh_seed
from nnkit.grading.judge import notebook, outputs
from nnkit.grading.judge.ahead import ahead
from nnkit.grading.judge.failure import Failed, failure, place
from nnkit.grading.judge.limits import Limits, Verdict
from nnkit.grading.judge.link import Answer, Link, hand_over, student_error
from nnkit.grading.judge.names import TEST, Names
from nnkit.grading.judge.objects import NotApart
from nnkit.grading.judge.one_room import OneRoom
from nnkit.grading.judge.proxies import Proxies, find, longer, put
from nnkit.grading.judge.results import Results, inside_check
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import cells, frames, stub

REVIVALS = 3  # times that a submission may lose its process
SLACK = 2.0  # seconds after the end of a test cell until the alarm: calls end by themselves first
# the questions of a hidden check are the same for all submissions of a run
HOST = replace(
    checking.NOTEBOOK,
    ahead=ahead,
    seed=functools.cache(fresh_seed),
    within=longer,
    find=find,
    put=put,
)


compiled = functools.lru_cache(maxsize=256)(cells.compile_cell)


class OutOfTime(BaseException):
    """The test cell took too long; no `except Exception` holds it up."""


class Submission:
    """One notebook between the two rooms."""

    def __init__(
        self,
        server: ForkServer,
        limits: Limits,
        probe: bool = False,
        at: Callable[[str], object] = lambda test: None,
    ):
        self.limits, self.probe, self.at = limits, probe, at
        self.verdict = Verdict()
        self.start = time.monotonic()
        self.link = Link(server, limits, self.start + limits.total_seconds)
        self.names = Names(self._proxies())
        self.left = limits.output_bytes
        self.told = ""  # the end that a cell already tells of
        self.running = ""  # the test that runs, as `at` was told
        self.server, self.revived = server, 0
        self.passed: dict[str, bool] = {}  # exercises that were checked
        self.history: list[tuple[bytes, str]] = []
        self.failed: list[Failed] = []
        self.asked_for: set[str] = set()

    def run(self, cells_: list[dict[str, Any]], files: Path | None) -> None:
        """Run the code cells in order and fill in their outputs."""
        if files is not None:
            hand_over(self.link, files)
        self.files = files
        self.asked_for = notebook.asked_for(cells_)
        self.names.leave_to_student(self.asked_for)
        with_judge = notebook.of_tests_only(cells_)
        together = {i for i, cell in enumerate(cells_) if notebook.way(cell) == "one_room"}
        for count, cell in enumerate(cells_, start=1):
            kind = notebook.kind(cell)
            self._revive()
            cell["execution_count"], cell["outputs"] = count, []
            if count - 1 not in with_judge:
                before = self._files() if self.probe and kind == "student" else {}
                cell["outputs"] = self._in_room(cell, kind, count)
            if kind in ("locked", "open"):
                self._trusted(cell["source"], count, kind)
            elif kind == "student":
                self._look_for_errors(cell, count)
                self.names.answered(notebook.asked_for([cell]), notebook.changed_by(cell))
                if self.probe:
                    now = self._files()
                    self.verdict.written += [n for n in now if now[n] != before.get(n)]
            elif kind == "test" and notebook.way(cell) not in ("one_room", "person"):
                self.names.tested = notebook.tested(cells_[: count - 1])
                cell["outputs"] = self._judged(cell, count)
                self.names.look_again()
            self.verdict.cells += 1
        self.verdict.stopped = self.link.closed
        if together:
            self.link.close()
            given = self.server, self.limits, self.link.end, self.note, self._points, self.failed
            room = OneRoom(*given)
            room.run(cells_, together, with_judge, files)

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

    def _proxies(self) -> Proxies:
        proxies = Proxies(self.link, inside_check)
        if self.probe:
            proxies.lent = []
        return proxies

    # In the student's room

    def _files(self) -> dict[str, Any]:
        """The files in the room, each with what changes when it is written."""
        try:
            found = self.link.ask("files", {}).plain("value")
        except StudentError:
            return {}
        return found if isinstance(found, dict) else {}

    def _revive(self) -> None:
        """After the process was lost: start again without the cell that lost it."""
        if self.link.closed is None or self.revived >= REVIVALS:
            return
        if time.monotonic() >= self.link.end:
            return
        self.note(f"{self.link.closed}; started again without what it was doing")
        self.revived += 1
        self._anew()

    def _anew(self) -> None:
        """Open another room, in which every cell has run that did not cost a room."""
        self.link.close()
        self.link = Link(self.server, self.limits, self.link.end)
        self.names.ask(self._proxies())
        if self.files is not None:
            hand_over(self.link, self.files)
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

    def _look_for_errors(self, cell: dict[str, Any], count: int) -> None:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                why = f"{output['ename']}: {output['evalue']}"[:300]
                self.failed.append(Failed(_name(cell, count), cell["source"], why))
                if stub.NOT_LISTED in why:
                    self.note(f"the cell {_name(cell, count)}: {output['evalue']}")

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
            if isinstance(line, str) and not line.startswith(notebook.USUAL):
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
        self.names.import_later(notebook.imported_later(source))
        kinds = notebook.HOLD if kind == "open" else (ast.stmt,)
        if kind == "open":
            self.names.bound_again(notebook.bound_in(source))
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

    def _judged(self, cell: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """Run a test cell; once more when answers changed their arguments and yet passed."""
        asks = notebook.way(cell) == "asking"
        made = self._test(cell, count, asks)
        changes = self.names.proxies.changes
        if not changes or outputs.failed(made):
            return made
        self._anew()
        self.verdict.checks = [c for c in self.verdict.checks if c["cell"] != _name(cell, count)]
        again = self._test(cell, count, True)
        if not outputs.failed(again):
            return again
        error = ArgumentChanged(f"{changes[0]}, and the test looks at it")
        output, note = failure(error, cell["source"], f"{TEST}{_name(cell, count)}", 0)
        self.note(f"{_name(cell, count)}: {note}")
        return [output]

    def _test(self, cell: dict[str, Any], count: int, asks: bool) -> list[dict[str, Any]]:
        """Run a test cell; its outputs decide the points."""
        grade_id = _name(cell, count)
        seconds = min(self.limits.cell_seconds, max(1.0, self.link.end - time.monotonic()))
        self.link.cell_end = time.monotonic() + seconds
        self.names.proxies.asks = asks
        self.names.proxies.changes.clear()
        made: list[dict[str, Any]] = []
        host = replace(HOST, known=self.passed)
        results = Results(grade_id, host, self.names.proxies.revoke)
        self.link.on_cut = results.cut
        with results.collected(), io.StringIO() as screen:
            try:
                with self._bench(seconds, screen, grade_id):
                    source = cell["source"]
                    try:
                        name = f"{TEST}{grade_id}"
                        value, left = cells.run(compiled(source, name), self.names, name)
                    finally:
                        results.look()
                results.raise_cut()
                _all_ran(left)
                if self.names.proxies.changed_copies():
                    raise NotApart("the test changes a copy of the student's value")
                made = self._points(value, cell, count)
            except BaseException as error:
                output, note = failure(
                    error, cell["source"], f"{TEST}{grade_id}", seconds, self.failed
                )
                if isinstance(error, (NotApart, frames.Unsendable)):
                    note = self.verdict.apart[grade_id] = outputs.clean(str(error))[:300]
                if self.probe:  # the instructor reads it: where, hidden or not
                    note += place(error, cell["source"], f"{TEST}{grade_id}")
                line = self.note(f"{grade_id}: {note}")
                if isinstance(error, GraderFault):
                    self.verdict.faults.append(line)
                made = [output]
            text = outputs.clean(screen.getvalue())[: max(1000, self.left // 2)]
        self.names.proxies.revoke()
        self.verdict.checks += results.hidden
        self.passed |= results.passed
        made = [*results.panels(), *made]
        if text:
            made.insert(0, outputs.stream("stdout", text))
        self.left -= sum(map(outputs.size_of, made))
        return made

    def _points(self, value: Any, cell: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """The output that says the points: none for all of them."""
        if isinstance(value, (np.integer, np.floating)):
            value = value.item()
        number = type(value) in (int, float)
        self.verdict.ends[_name(cell, count)] = number
        if value is cells.NOTHING or value is None:
            return []
        most = float(cell["metadata"]["nbgrader"].get("points", 0))
        if not number and (self.probe or notebook.ends_in_anything(cell)):
            return []  # as stock has it, and as the instructor's own answer ends
        if not number or not math.isfinite(value) or not 0 <= value <= most:
            shown = outputs.clean(f"{value!r:.80}")
            text = f"the test cell ends in {shown}, needed a number of points from 0 to {most:g}"
            self.note(f"{_name(cell, count)}: {text}")
            return [outputs.error("ValueError", text, [f"ValueError: {text}"])]
        return [outputs.result(repr(value), count)]

    @contextlib.contextmanager
    def _bench(
        self, seconds: float, screen: io.StringIO | None = None, test: str = ""
    ) -> Iterator[None]:
        """Run trusted code: its text to `screen`, stderr nowhere, stopped after `seconds`."""
        if test != self.running:
            self.at(test)
        self.running = test
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


def _name(cell: dict[str, Any], count: int) -> str:
    """What nbgrader calls a cell, the number of a cell that it does not know."""
    return str((cell["metadata"].get("nbgrader") or {}).get("grade_id", count))


def _all_ran(skipped: list[str]) -> None:
    """Raise GraderFault when a line of a test was left out on which the marks may rest."""
    if lost := notebook.missed(skipped):
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
