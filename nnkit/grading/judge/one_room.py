"""The third way: tests that cannot be judged apart run in a room of the student's, as stock has it.

One confined process runs the cells of the notebook in order, and with them those test cells that
the instructor's own answers do not pass in two rooms. What the rooms promise of the machine holds
here too: no network, no gradebook, no reference, nobody else's work, limits of everything. What
they promise of the marks does not: the tests are in the student's process, where an answer that
is out for it can read and replace them.

The other test cells are not here; of them only the visible part runs, for what it defines. What a
test says is shown only where no hidden test is in this room: a student's code could say it.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nnkit.grading.errors import RoomClosed, StudentError
from nnkit.grading.judge import notebook, outputs
from nnkit.grading.judge.failure import HIDDEN, Failed, with_cause
from nnkit.grading.judge.limits import Limits
from nnkit.grading.judge.link import Answer, Link, hand_over, student_error
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import cells

REVIVALS = 3
Points = Callable[[Any, dict[str, Any], int], list[dict[str, Any]]]


class OneRoom:
    """One submission in one room.

    Parameters
    ----------
    server, limits
        Where the room is opened, and what it may use.
    end : float
        When the time of the submission is over.
    note : callable
        Takes a line for the instructor.
    points : callable
        ``points(value, cell, count)``: the output that gives a test cell its points.
    failed : sequence of Failed
        The cells of the student's that failed where they ran alone.
    """

    def __init__(
        self,
        server: ForkServer,
        limits: Limits,
        end: float,
        note: Callable[[str], str],
        points: Points,
        failed: Sequence[Failed] = (),
    ):
        self.server, self.limits, self.end = server, limits, end
        self.note, self.points, self.failed = note, points, failed
        self.history: list[tuple[bytes, str]] = []

    def run(
        self, cells_: list[dict[str, Any]], wanted: set[int], idle: set[int], files: Path | None
    ) -> None:
        """Fill in the outputs of the test cells at the positions `wanted`.

        The cells at `idle` need not run.
        """
        self.secret = any(notebook.hidden_lines(cells_[i]["source"]) for i in wanted)
        link = self._open(files)
        lost = 0
        for i, cell in enumerate(cells_):
            if i in idle and i not in wanted:
                continue
            if link.closed is not None and lost < REVIVALS and time.monotonic() < self.end:
                lost, link = lost + 1, self._open(files)
            made = self._cell(link, cell, i)
            if i in wanted:
                cell["outputs"] = made
        link.close()

    def _open(self, files: Path | None) -> Link:
        link = Link(self.server, self.limits, self.end)
        if files is not None:
            hand_over(link, files)
        for text, name in self.history:
            with contextlib.suppress(StudentError):
                self._ask(link, text, name, judged=False)
        return link

    def _ask(self, link: Link, text: bytes, name: str, *, judged: bool) -> Answer:
        link.cell_end = self.end
        message = {"name": name, "budget": 0, "defines": [], "judged": judged}
        return link.ask("cell", message, [text], seconds=self.limits.cell_seconds)

    def _cell(self, link: Link, cell: dict[str, Any], i: int) -> list[dict[str, Any]]:
        """Run a cell; what to store of a test that is judged here."""
        count, judged = i + 1, notebook.way(cell) == "one_room"
        whole = judged or notebook.kind(cell) != "test"
        source = cell["source"] if whole else notebook.visible(cell["source"])
        text, name = source.encode("utf-8", "surrogatepass"), f"cell {count}"
        try:
            answer = self._ask(link, text, name, judged=judged)
        except (RoomClosed, StudentError) as error:
            return [outputs.error(type(error).__name__, str(error), [str(error)])]
        self.history.append((text, name))
        return self._result(answer, cell, count) if judged else []

    def _result(self, answer: Answer, cell: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """The outputs of a test cell, by what its room says of it."""
        made = outputs.stored(answer.plain("outputs"), self.limits.output_bytes // 2, count)
        shown = [] if self.secret else [o for o in made if o["output_type"] == "stream"]
        for output in shown:
            output["name"] = "stdout"  # a warning costs nothing
        if answer.late:
            text = f"the tests were stopped after {self.limits.cell_seconds:g} s"
            return [*shown, self._failed(cell, "TimeoutError", text, [])]
        if isinstance(answer.message.get("failed"), dict):
            error = student_error(answer, answer.message["failed"])
            lines = str(error.trace).splitlines()  # type: ignore[attr-defined]
            return [*shown, self._failed(cell, str(error.type_name), str(error), lines)]  # type: ignore[attr-defined]
        if lost := notebook.missed(_skipped(cell["source"])):
            text = f"a line for IPython does not run in a test: {lost[0]:.80}"
            return [*shown, self._failed(cell, "SyntaxError", text, [])]
        ends = [o for o in made if o["output_type"] == "execute_result"]
        value = _value(ends[-1]["data"]["text/plain"]) if ends else cells.NOTHING
        return [*shown, *self.points(value, cell, count)]

    def _failed(
        self, cell: dict[str, Any], kind: str, text: str, trace: list[str]
    ) -> dict[str, Any]:
        name = cell["metadata"]["nbgrader"].get("grade_id")
        if self.secret:
            known = isinstance(getattr(builtins, kind, None), type)
            kind, text, trace = (kind if known else "Error"), HIDDEN, []
        text = with_cause(text, self.failed)
        self.note(f"{name}: {kind}: {text}")
        return outputs.error(kind, text, [*trace[:-1], f"{kind}: {text}"])


def _skipped(source: str) -> list[str]:
    """The lines for IPython that are left out of a cell, which did run."""
    try:
        return cells.compile_cell(source, "cell").skipped
    except (SyntaxError, ValueError):
        return []


def _value(text: str) -> Any:
    """The number that a text is, also NumPy's; otherwise the text."""
    text = text.strip()
    if text.startswith("np.") and text.endswith(")"):
        text = text.partition("(")[2][:-1]
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return value if type(value) in (int, float) else text
