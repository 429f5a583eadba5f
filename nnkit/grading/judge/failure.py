"""How a failed test cell is told: to the student without hidden tests, to the instructor fully."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from typing import Any, NamedTuple

from nnkit.grading.errors import StudentError
from nnkit.grading.judge import notebook, outputs
from nnkit.grading.sandbox import cells

HIDDEN = "a hidden test failed"
_MISSING = re.compile(r"name '(\w+)' is not defined")
_HINTS = {
    "EOF when reading a line": "input() has nobody to ask where answers are graded",
    "'unicodeescape' codec": r"in a path write / for \, or r before the text: r'C:\Users'",
}


class Failed(NamedTuple):
    """A cell of the student's that failed: what it is called, its text, and with what."""

    name: str
    source: str
    why: str


def with_cause(text: str, failed: Iterable[Failed]) -> str:
    """Say with a name that is missing which cell failed first of those that have it."""
    missing = _MISSING.match(text)
    for cell in failed if missing else ():
        if missing and re.search(rf"\b{missing[1]}\b", cell.source):
            hint = next((f" ({hint})" for key, hint in _HINTS.items() if key in cell.why), "")
            return f"{text}: the cell {cell.name} failed before with {cell.why}{hint}"
    return text


def failure(
    error: BaseException, source: str, name: str, seconds: float, failed: Iterable[Failed] = ()
) -> tuple[dict[str, Any], str]:
    """The error output of a test cell, and a line for the instructor.

    Parameters
    ----------
    error : BaseException
        What the cell `name` with the text `source` raised.
    seconds : float
        How long the cell was allowed to run.
    failed : iterable of Failed
        The cells of the student's that failed before.
    """
    kind = str(getattr(error, "type_name", type(error).__name__))
    text = with_cause(outputs.clean(cells.message_of(error)), failed)
    if kind == "OutOfTime":
        kind, text = "TimeoutError", f"the tests were stopped after {seconds:g} s"
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    hidden = bool(lines) and lines[-1].lineno in notebook.hidden_lines(source)
    full = f"{kind}: {text}" if text else kind
    if hidden and not _tellable(error, name):
        text = HIDDEN
    trace = (
        [] if hidden or not lines else [f"{name}, line {lines[-1].lineno}:", lines[-1].line or ""]
    )
    trace += [line for line in str(getattr(error, "trace", "")).splitlines()[:-1] if line]
    shown = text or (HIDDEN if hidden else "")
    trace.append(f"{kind}: {shown}" if shown else kind)
    return outputs.error(kind, shown, trace), full


def place(error: BaseException, source: str, name: str) -> str:
    """Say at which line of the test cell `name` with the text `source` an error came."""
    numbers = [
        n for frame, n in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == name
    ]
    lines = source.splitlines()
    if not numbers or not 0 < numbers[-1] <= len(lines):
        return ""
    return f", in line {numbers[-1]}: {lines[numbers[-1] - 1].strip()[:80]}"


def _tellable(error: BaseException, name: str) -> bool:
    """Whether the text of an error in a hidden test may be shown.

    What the check ladder says, what the student's code raised, what the instructor wrote
    behind an `assert` of the cell itself, and which name is missing.
    """
    if isinstance(error, StudentError) or hasattr(error, "result"):
        return True
    last = traceback.extract_tb(error.__traceback__)[-1:]
    in_cell = bool(last) and last[0].filename == name
    return type(error).__name__ in ("OutOfTime", "NameError") or (
        in_cell and isinstance(error, AssertionError)
    )
