"""The settings of the two rooms in ``nbgrader_config.py``: ``c.TwoRooms.memory_mb = 4096``."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import json
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, Float, Integer, List, Unicode
from traitlets.config import Configurable

from nnkit.grading.errors import UseError
from nnkit.grading.sandbox import cells

DRAWS = re.compile(r"\b(plt|pyplot|plotting|seaborn|sns)\.|\.(plot|imshow|hist|scatter)\(")

if TYPE_CHECKING:
    from nnkit.grading.judge import Limits, Rooms


class TwoRooms(Configurable):  # type: ignore[misc]
    """What one submission may use, and how much of a hand-in is read."""

    cell_seconds = Float(30, help="Seconds one cell may run.").tag(config=True)
    call_seconds = Float(10, help="Seconds one call by a test may take.").tag(config=True)
    total_seconds = Float(180, help="Seconds one notebook may take in all.").tag(config=True)
    memory_mb = Integer(2048, help="Memory of one submission in megabytes.").tag(config=True)
    output_bytes = Integer(1_000_000, help="Bytes of output kept of one cell.").tag(config=True)
    disk_mb = Integer(200, help="Disk space of one submission in megabytes.").tag(config=True)
    processes = Integer(64, help="Processes and threads of one submission.").tag(config=True)
    notebook_mb = Integer(64, help="Largest notebook file that is read.").tag(config=True)
    max_cells = Integer(
        2000, help="With more cells than this, cells that a student added are not run."
    ).tag(config=True)
    lock_seconds = Float(30, help="Seconds to wait for a locked gradebook.").tag(config=True)
    otherwise = Enum(
        ["one_room", "person"],
        "one_room",
        help="What becomes of tests that cannot be judged apart from the answers: they run in "
        "one confined process with them, as stock has it, or a person marks them.",
    ).tag(config=True)
    unsafe = Bool(False, help="Grade although nothing confines the submissions.").tag(config=True)
    judge_only = List(
        Unicode(), help="Modules with answers: only tests can import them, beside this file."
    ).tag(config=True)
    packages = List(
        Unicode(),
        None,
        allow_none=True,
        help="The packages that answers may import, beside NumPy and Python's own modules; None "
        "for all that are installed.",
    ).tag(config=True)

    def limits(self) -> Limits:
        """Return these settings as the limits of a room."""
        from nnkit.grading.judge import Limits

        return Limits(**{f.name: getattr(self, f.name) for f in dataclasses.fields(Limits)})

    def rooms(self, root: Path | str, source: Path | str) -> Rooms:
        """Return the rooms of an assignment, not open yet.

        Parameters
        ----------
        root : path
            The folder of the course; judge-only modules may lie there.
        source : path
            The assignment in the source folder; tests can import the modules in it.

        Raises
        ------
        UseError
            When a judge-only module is not there, or would be given to the students.
        """
        from nnkit.grading.judge import Rooms

        for name in self.judge_only:
            _need_judge_only(name, Path(root), Path(source))
        texts = [
            path.read_text("utf-8", "replace") for path in sorted(Path(source).glob("*.ipynb"))
        ]
        return Rooms(
            self.limits(),
            unsafe=self.unsafe,
            judge_only=("nnkit", *self.judge_only),
            packages=self.packages,
            path=[str(root)] * bool(self.judge_only) + [str(source)],
            draws=_draws(texts),
            imports=_imports(texts),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain JSON, for a worker process."""
        return {name: getattr(self, name) for name in TwoRooms.class_own_traits(config=True)}


def _draws(texts: list[str]) -> bool:
    """Whether an assignment draws figures; yes when it has no notebooks to look into."""
    return not texts or any(map(DRAWS.search, texts))


def _imports(texts: list[str]) -> list[str]:
    """The modules that cells of an assignment import which are neither answers nor tests."""
    found: dict[str, None] = {}
    for text in texts:
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            for cell in json.loads(text)["cells"]:
                data = cell["metadata"].get("nbgrader") or {}
                if cell["cell_type"] == "code" and not (data.get("solution") or data.get("grade")):
                    found |= dict.fromkeys(_imported("".join(cell["source"])))
    return [*found]


def _imported(source: str) -> Iterator[str]:
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(cells.parse(source, "cell")):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


def _need_judge_only(name: str, root: Path, source: Path) -> None:
    if not name.isidentifier():
        raise UseError(f"judge_only names {name!r}, needed is a module without dots or .py")
    for released in (source / name, source / f"{name}.py"):
        if released.exists():
            raise UseError(
                f"{released} is released to the students although judge_only names it: "
                f"move it to {root}"
            )
    if PathFinder.find_spec(name, [str(root), *sys.path]) is None:
        raise UseError(
            f"judge_only names {name!r}, but there is no {name}.py in {root} and no such module "
            "is installed"
        )
