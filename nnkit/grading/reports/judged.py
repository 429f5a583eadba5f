"""What the judge found in one submission: ``checks.json`` beside the graded notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnkit.grading.reports.classbook import Finding, Task

ODD = re.compile(
    r"(NameError|StudentError|RoomClosed|TimeoutError|MemoryError)\b|"
    r"CheckFailed: .*it raises (TimeoutError|MemoryError|PermissionError|BlockingIOError)\b"
)


@dataclass(frozen=True)
class Judged:
    """What the judge found.

    Parameters
    ----------
    status, stopped : str
        ``graded`` or ``ungradable``, and why it was not finished.
    notes : tuple of str
        What the instructor should know.
    checks : dict
        (notebook, test cell) -> the result of its check, as plain JSON.
    asked : dict
        Note -> the (notebook, cell) for whose marks it asks a person.
    failed : dict
        Test cell -> the error it ended with.
    seconds : float or None
        How long the grading took.
    """

    status: str = ""
    stopped: str = ""
    notes: tuple[str, ...] = ()
    checks: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    seconds: float | None = None

    def attempted(self, task: Task) -> bool:
        """Whether there is an answer to `task`; True where no check says otherwise."""
        check = self.checks.get(task.key, {})
        untouched = "NotImplementedError" in str(check.get("message"))
        return bool(check.get("attempted", True)) or not untouched

    def finding(self, task: Task) -> Finding | None:
        """Why the answer to `task` was not right, if that is known."""
        check = self.checks.get(task.key)
        if check is None:
            error = self.failed.get(task.key[1])
            return Finding(None, "test", error) if error else None
        if check.get("passed"):
            return None
        rung = next((name for name, state in check.get("rungs", []) if state == "failed"), "")
        mistake = check.get("misconception")
        text = str((mistake and check.get("advice")) or check.get("message") or "")
        return Finding(str(mistake) if mistake else None, str(rung), text)


def read_judged(path: Path, tasks: Sequence[Task]) -> Judged:
    """Read ``checks.json``; a file that is missing or damaged says nothing."""
    found = load(path)
    stopped = str(found.get("stopped") or "")
    checks = [check for check in found.get("checks") or [] if "grade_id" in check]
    notes, failed = _sort([str(note) for note in found.get("notes") or []], tasks, stopped)
    return Judged(
        status=str(found.get("status", "")),
        stopped=stopped,
        notes=notes,
        checks={(str(check.get("notebook")), str(check["grade_id"])): check for check in checks},
        failed=failed,
        asked={
            str(note): [(str(notebook), str(cell)) for notebook, cell in cells]
            for note, cells in (found.get("asked") or {}).items()
        },
        seconds=found.get("seconds"),
    )


def load(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one when that is not possible."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sort(
    notes: Sequence[str], tasks: Sequence[Task], stopped: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Sort notes: those for the instructor, and the error of each test cell that failed.

    A failed test is for the instructor only when it is odd: the answer cell did not run, the
    process was stopped, it ran out of time or memory, or did what is not allowed.
    """
    labels = {task.key[1]: task.label for task in tasks}
    told, failed = [], {}
    for note in notes:
        cell, _, error = note.partition(": ")
        if cell in labels:
            failed[cell] = error
            note = f"{labels[cell]}: {_plain(error)}" if ODD.match(error) else ""
        if note and not (stopped and stopped in note):
            told.append(note)
    return tuple(told), failed


def _plain(error: str) -> str:
    if error.startswith("NameError"):
        return f"its cell does not run ({error.partition(': ')[2]})"
    return error.removeprefix("CheckFailed: ").removeprefix("StudentError: ")
