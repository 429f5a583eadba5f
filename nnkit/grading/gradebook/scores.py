"""Read marks off an executed notebook: what nbgrader's own ``SaveAutoGrades`` would record.

The rules are those of ``nbgrader.utils.determine_grade``; they are written out here because
importing nbgrader takes longer than grading ten submissions. Before marks are read, the outputs
of test cells are put right where nbgrader's rules would be unfair (`tidy_tests`; the list is in
``solutions/gradebook.md``).
"""

from __future__ import annotations

import hashlib
import math
import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from nnkit.grading.handin.cells import is_students, nbgrader
from nnkit.grading.handin.outputs import joined, safe_outputs

if TYPE_CHECKING:
    from nnkit.grading.judge import Verdict

_NUMPY_NUMBER = re.compile(r"np\.(?:float|int|uint)\d+\((.*)\)\Z")


@dataclass
class Marks:
    """What the gradebook records of one notebook.

    Parameters
    ----------
    scores : dict
        Points of each graded cell; None when a person must grade it.
    comments : dict
        The automatic comment on each answer, None for none.
    attention : bool
        Whether a person must look at it whatever the scores.
    look : list of str
        Graded cells that a person must look at.
    missing : bool
        Whether it was not handed in while others were: then nothing is late.
    texts : dict
        What each graded cell is about: its points and a digest of the student's text (`texts`).
    """

    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    attention: bool = False
    look: list[str] = field(default_factory=list)
    missing: bool = False
    texts: dict[str, str] = field(default_factory=dict)


def tidy(nb: NotebookNode, max_lines: int = 1000, max_traceback: int = 100) -> list[str]:
    """Put the outputs of an executed notebook in order; return remarks for the instructor."""
    notes = []
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        if is_students(cell):
            cell.outputs = safe_outputs(cell.outputs)
        data = cell.metadata.get("nbgrader", {})
        if data.get("grade") and not data.get("solution"):
            notes += tidy_tests(cell)
        shorten(cell, max_lines, max_traceback)
    return notes


def tidy_tests(cell: NotebookNode) -> list[str]:
    """Make the score of a test cell readable by nbgrader; return remarks for the instructor."""
    notes: list[str] = []
    points = float(cell.metadata.nbgrader["points"])
    failed = any(output.output_type == "error" for output in cell.outputs)
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and not failed:
            output.name = "stdout"
        if output.output_type == "error" and output.ename == "CheckFailed":  # long lines, no code
            output.traceback = textwrap.wrap(f"CheckFailed: {output.evalue}", 88)
        text = output.get("data", {}).get("text/plain", "")
        if output.output_type == "execute_result":
            output.data["text/plain"], note = _score(joined(text), points)
            name = cell.metadata.nbgrader["grade_id"]
            notes += [f"test cell {name!r}: {note}"] if note else []
    return notes


def _score(text: str, points: float) -> tuple[str, str]:
    """Return the text of a score as nbgrader should read it, and what was wrong with it."""
    number = _NUMPY_NUMBER.match(text.strip())
    try:
        value = float(number.group(1) if number else text)
    except ValueError:
        return text or "None", ""  # not a score: all points, as nbgrader has it
    if not math.isfinite(value) or value < 0:
        return "0.0", f"its score was {text}, which counts as 0"
    if value > points:
        return str(points), f"its score was {text}, more than its {points:g} points"
    return str(value), ""


def shorten(cell: NotebookNode, max_lines: int, max_traceback: int) -> None:
    """Cut long outputs of a cell as nbgrader's ``LimitOutput`` does."""
    lines, kept = 0, []
    for output in cell.outputs:
        if output.output_type == "stream" and max_lines >= 0:
            if lines >= max_lines:
                continue
            text = output.text.split("\n")
            if lines + len(text) > max_lines:
                text = [*text[: max(0, max_lines - lines - 1)], "... Output truncated ..."]
            lines += len(text)
            output.text = "\n".join(text)
        elif output.output_type == "error" and 0 <= max_traceback < len(output.traceback):
            half = max_traceback // 2
            tail = output.traceback[-(max_traceback - half - 1) :]
            output.traceback = [*output.traceback[:half], "... Traceback truncated ...", *tail]
        kept.append(output)
    cell.outputs = kept


def marks(nb: NotebookNode) -> Marks:
    """Return the marks of an executed notebook."""
    result = Marks()
    for cell in nb.cells:
        data = cell.metadata.get("nbgrader", {})
        name = data.get("grade_id")
        if data.get("grade"):
            result.scores[name] = _grade(cell, data)
        if data.get("solution"):
            result.comments[name] = "No response." if untouched(cell) else None
        if data.get("task"):
            result.comments[name] = None
    return result


def checks_of(verdict: Verdict, notebook: str) -> list[dict[str, Any]]:
    """Return the hidden checks that ran in a notebook, each with its test cell's name."""
    return [{**c, "grade_id": c.get("cell"), "notebook": notebook} for c in verdict.checks]


def _grade(cell: NotebookNode, data: dict[str, Any]) -> float | None:
    points = float(data["points"])
    if data.get("solution"):
        return 0.0 if untouched(cell) else None
    if cell.cell_type != "code":
        return None
    for output in cell.outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "stream" and output.name == "stderr":
            return 0.0
        if output.output_type == "execute_result":
            try:
                return float(output.data["text/plain"])
            except ValueError:
                return points
    return points


def untouched(cell: NotebookNode) -> bool:
    """Tell whether an answer is still what was released."""
    return bool(nbgrader(cell).get("checksum") == checksum(cell))


def checksum(cell: NotebookNode) -> str:
    """Return nbgrader's checksum of a cell: equal to the stored one when it was not edited."""
    data = cell.metadata["nbgrader"]
    grade, solution = bool(data.get("grade")), bool(data.get("solution"))
    locked = not solution and (grade or bool(data.get("locked")))
    parts = [cell.source, cell.cell_type, str(grade), str(solution), str(locked)]
    parts.append(data["grade_id"])
    if grade:
        parts.append(str(float(data["points"])))
    digest = hashlib.md5(usedforsecurity=False)
    for part in parts:
        digest.update(part.encode("utf-8"))
    return digest.hexdigest()
