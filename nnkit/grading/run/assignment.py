"""What a run knows of an assignment and of one submission: plain data, made once, sent as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.handin.files import instructors
from nnkit.grading.handin.folder import CHECKS
from nnkit.grading.handin.rebuild import Template


@dataclass(frozen=True)
class Assignment:
    """An assignment: its paths, its notebooks and its settings (`prepare.assignment` makes it).

    Parameters
    ----------
    name : str
        What it is called.
    templates : tuple of Template
        The instructor's notebooks.
    root, source : str
        The folder of the course, and the instructor's folder of the assignment.
    ignore, keep : tuple of str
        Patterns of names that are never copied; the instructor's files that a student may change.
    max_lines, max_traceback : int
        How much of an output is kept; -1 for all.
    rooms : dict
        The settings of the two rooms.
    permissions : int
        Of the files of a graded submission.
    groupshared : bool
        Whether a group shares the course.
    written : tuple of str
        Files that answers write: neither the instructor's nor those handed in are there before.
    create_student : bool
        Whether whoever hands in is entered in the gradebook.
    """

    name: str
    templates: tuple[Template, ...]
    root: str
    source: str
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    max_lines: int = 1000
    max_traceback: int = 100
    rooms: Mapping[str, Any] = field(default_factory=dict)
    permissions: int = 0o444
    groupshared: bool = False
    written: tuple[str, ...] = ()
    create_student: bool = True

    @property
    def points(self) -> dict[str, float]:
        """{notebook: its points}."""
        return {template.name: template.max_score for template in self.templates}

    @property
    def notebook_mb(self) -> int:
        """The largest notebook file that is read."""
        return int(self.rooms["notebook_mb"])

    @property
    def disk_bytes(self) -> int:
        """What the data files of one submission may have together."""
        return int(self.rooms["disk_mb"]) * 1_000_000

    @property
    def seconds(self) -> float:
        """How long one submission may take before it is given up."""
        runs = len(self.templates) * (2 if self.withheld else 1)
        return 60 + runs * (float(self.rooms["total_seconds"]) + 120)

    @cached_property
    def files(self) -> list[Path]:
        """The paths in `source` of the files that a submission is graded with."""
        return instructors(Path(self.source), self.ignore, self.keep)

    @cached_property
    def withheld(self) -> list[Path]:
        """The instructor's files that their own answers write: a submission does not get them."""
        return [path for path in self.files if str(path) in self.written]

    @cached_property
    def reserved(self) -> list[Path]:
        """The paths that a submission's own files cannot have where it is graded."""
        notebooks = [Path(f"{template.name}.ipynb") for template in self.templates]
        return [*self.files, *notebooks, Path(CHECKS)]

    def to_json(self) -> str:
        """Return the assignment as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @staticmethod
    def from_json(text: str) -> Assignment:
        """Return the assignment that was written by `to_json`."""
        data = json.loads(text)
        data["templates"] = tuple(
            Template(t["name"], t["nb"], tuple(tuple(pair) for pair in t["marks"]))
            for t in data["templates"]
        )
        for key in ("ignore", "keep", "written"):
            data[key] = tuple(data[key])
        return Assignment(**data)


@dataclass(frozen=True)
class Task:
    """One submission to be graded: whose it is, where it lies, where it goes.

    `key` is a digest of it and of all that it is graded by, `handed_in` one of itself alone.
    """

    student: str
    folder: str
    final: str
    key: str
    handed_in: str = ""


@dataclass
class Graded:
    """The outcome for one notebook of a submission."""

    name: str
    status: str
    marks: Marks
    reason: str = ""
    seconds: float = 0.0

    @staticmethod
    def of(entry: dict[str, Any]) -> Graded:
        """Return the outcome that came as plain data from where it was graded."""
        return Graded(**{**entry, "marks": Marks(**entry["marks"])})
