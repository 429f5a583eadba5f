"""What one submission may use, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    cell_seconds : float
        One cell, test cells included.
    call_seconds : float
        One call of a student's function by a test.
    total_seconds : float
        The whole submission.
    memory_mb : int
        Memory that the submission takes on top of Python with NumPy and matplotlib.
    output_bytes : int
        Outputs of the whole submission.
    disk_mb : int
        Files that the submission writes.
    processes : int
        Threads (other processes cannot be started at all).
    """

    cell_seconds: float = 30
    call_seconds: float = 10
    total_seconds: float = 180
    memory_mb: int = 2048
    output_bytes: int = 1_000_000
    disk_mb: int = 200
    processes: int = 64


@dataclass
class Verdict:
    """What became of one submission.

    Parameters
    ----------
    cells : int
        Code cells that were run.
    stopped : str or None
        Why the submission could not be finished, in words; None when it was.
    faults : list of str
        What failed on the instructor's side, one line each: the marks are not to be relied on.
    notes : list of str
        What the instructor may want to know, one line each.
    checks : list of dict
        Every hidden check that ran, in order: the fields of its result, and its ``cell``.
    hung : bool
        Whether the judge had to be ended, or ended: it cannot be graded.
    at : str
        The test that ran when that happened, if one did.
    apart : dict
        {test cell: why} where a test needs of the answer what does not go to the judge: for a
        person.
    ends : dict
        {test cell: whether it ends in a number}, when the tests were tried out.
    written : list of str
        Files that answers wrote, when the tests were tried out.
    seconds : float
        Wall time.
    """

    cells: int = 0
    stopped: str | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    hung: bool = False
    at: str = ""
    apart: dict[str, str] = field(default_factory=dict)
    ends: dict[str, bool] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    seconds: float = 0.0
