"""A run with nothing to do: what it says was written down by the run before.

To read the gradebook takes nbgrader and SQLAlchemy, whose import is longer than all the rest of
such a run. So a run that leaves nothing to do keeps what the next one will say, with a stamp
(names, sizes, times) of all that decides it: what was handed in, the source and the release, the
gradebook, the graded folders, the programs. Whatever differs is looked into by a whole run.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import stat
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from nnkit import __version__
from nnkit.grading.handin.files import walk
from nnkit.grading.handin.folder import CHECKS, Classroom
from nnkit.grading.run.pending import MOST_ENTRIES
from nnkit.grading.run.summary import Row

RACE = 0.1  # seconds: what was changed so shortly before may change again with the same times
_HERE = str(Path(__file__).parents[2])


class Kept(NamedTuple):
    """What a run with nothing to do says: lines, then the rows of its summary."""

    lines: list[str]
    rows: list[Row]


def key(root: Path, config: Any, students: Sequence[str] | None) -> str:
    """Return what stands for a course where it lies, its configuration, and for whom a run is.

    What a run kept lies in the course, and goes with it where it is copied: there it says nothing.
    """
    sections = sorted((name, repr(section)) for name, section in config.items() if section)
    return json.dumps([__version__, sys.version, str(root.resolve()), sections, students])


def kept(root: Path, name: str, key: str) -> Kept | None:
    """Return what a run says that has nothing to do; None where only a whole run can tell."""
    try:
        found = json.loads(_path(root, name).read_text("utf-8"))
        same = found["key"] == key and all(_stamp(w) == was for w, was in found["stamps"])
        return Kept(found["lines"], [Row(**row) for row in found["rows"]]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Watch:
    """A run, from before anything is read until it is known what the next will say."""

    def __init__(self, room: Classroom, name: str) -> None:
        self.path = _path(room.root, name)
        with contextlib.suppress(OSError):
            self.path.unlink()
        url = room.coursedir.db_url
        self.book = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""
        self.graded = f"{room.pattern('autograded', name)}/{CHECKS}"
        steps = (glob.escape(str(room.path(step, ".", name))) for step in ("source", "release"))
        read = [f"{folder}/" for folder in (*steps, glob.escape(_HERE))]  # though it be a link
        read += [room.pattern("submitted", name), f"{glob.escape(str(room.root))}/*.py"]
        self.stamps = [_stamped(read, RACE)]

    def before_the_last_look(self) -> None:
        """Stamp the gradebook: whatever is written there from now on is not in what is kept."""
        self.stamps.append(_stamped([f"{glob.escape(self.book)}*"]))

    def keep(self, key: str, lines: list[str], rows: list[Row]) -> None:
        """Keep what the next run says, which has nothing to do, where that can be told."""
        packages = [f"{glob.escape(folder)}/*.dist-info" for folder in sys.path if folder]
        self.stamps += [_stamped([self.graded]), _stamped([*packages, *_own_code()])]
        if not self.book or any(was is None for _, was in self.stamps):
            return
        said = {"lines": lines, "rows": [asdict(row) for row in rows]}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps({"key": key, "stamps": self.stamps, **said}), "utf-8")
            part.replace(self.path)


def _own_code() -> list[str]:
    """Return the files of loaded modules that no package manager put where they are."""
    installed = tuple(sysconfig.get_paths()[place] for place in ("stdlib", "purelib", "platlib"))
    files = {str(getattr(module, "__file__", None) or "") for module in [*sys.modules.values()]}
    return sorted(glob.escape(f) for f in files if f and not f.startswith((*installed, _HERE)))


def _stamped(patterns: list[str], race: float = 0) -> tuple[list[str], str | None]:
    return patterns, _stamp(patterns, race)


def _stamp(patterns: Iterable[str], race: float = 0) -> str | None:
    """Return a digest of the state of all that is found; None when it is just being changed."""
    digest, newest = hashlib.sha256(), time.time_ns() - int(race * 1e9) if race else sys.maxsize
    for pattern in patterns:
        for found in sorted(glob.glob(pattern, include_hidden=True)):  # noqa: PTH207 (absolute)
            for path in islice(_all(found), MOST_ENTRIES):
                try:
                    status = os.lstat(path)
                except OSError:
                    return None
                if status.st_ctime_ns > newest:
                    return None
                state = status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
                kept = () if stat.S_ISDIR(status.st_mode) else state  # Python writes into folders
                digest.update(os.fsencode(path) + f"\0{status.st_mode}{kept}\0".encode())
    return digest.hexdigest()


def _all(path: str) -> Iterator[str]:
    """Yield a path and, if it is a folder and no link to one, all that is below it."""
    yield path
    for place, folders, files in walk(Path(path)) if stat.S_ISDIR(os.lstat(path).st_mode) else ():
        folders[:] = sorted(set(folders) - {"__pycache__"})
        yield from (f"{place}/{name}" for name in sorted((*folders, *files)))


def _path(root: Path, name: str) -> Path:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return root / ".nnkit" / "unchanged" / f"{digest[:16]}.json"
