"""The data files of a hand-in and of the instructor: read as they are, copied within limits.

No link is followed, no pipe waited for, and folders in folders are left at `MAX_DEPTH`.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from nnkit.grading.handin.trouble import shown

MAX_FILES = 2000
MAX_DEPTH = 50  # folders in folders of a hand-in


def copy_handed_in(
    source: Path, target: Path, ignore: Sequence[str], limit_bytes: int
) -> list[str]:
    """Copy the data files handed in beside the notebooks; return remarks on what was left out.

    Only ordinary files: links, pipes and devices are left out, and what exceeds `limit_bytes`.
    """
    notes: list[str] = []
    used = number = 0
    for folder, folders, files in walk(source):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not _ignored(f, ignore))
        for name in folders:
            if (here / name).is_symlink():
                inner = shown(str((here / name).relative_to(source)))
                notes.append(f"{inner} is a link; it was left out.")
        if folders and _deep(here, source):
            notes.append(f"Folders nested more than {MAX_DEPTH} deep were left out.")
        for name in sorted(files):
            path = here / name
            if _ignored(name, ignore) or name.lower().endswith(".ipynb"):
                continue
            size, wrong = look_at(path)
            number, used = number + 1, used + size
            if not wrong and (used > limit_bytes or number > MAX_FILES):
                wrong, used = "too large for one hand-in", used - size
            if wrong:
                notes.append(f"{shown(str(path.relative_to(source)))} is {wrong}; it was left out.")
                continue
            _copy(path, target / path.relative_to(source))
    return notes[:20]


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """`os.walk` down to `MAX_DEPTH`: it calls itself for a folder in a folder."""
    for place, folders, files in os.walk(folder):
        yield place, folders, files
        if _deep(Path(place), folder):
            folders.clear()


def _deep(place: Path, top: Path) -> bool:
    return len(place.parts) - len(top.parts) >= MAX_DEPTH


def _ignored(name: str, ignore: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in ignore)


def look_at(path: Path) -> tuple[int, str]:
    """Return the size of a file, and why it is not copied: "" for an ordinary file."""
    try:
        status = path.lstat()
    except OSError:
        return 0, "not readable"
    if stat.S_ISLNK(status.st_mode):
        return 0, "a link"
    if not stat.S_ISREG(status.st_mode):
        return 0, "not an ordinary file"
    if not os.access(path, os.R_OK):
        return 0, "not readable"
    return status.st_size, ""


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.unlink()
    with open_handed_in(source) as handed_in, target.open("wb") as copy:
        shutil.copyfileobj(handed_in, copy)


def open_handed_in(path: Path) -> BinaryIO:
    """Open a file that a student named: no link is followed, and no pipe waited for."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return open(os.open(path, flags), "rb")  # noqa: PTH123 (an open descriptor)


def copy_instructors(
    source: Path,
    target: Path,
    ignore: Sequence[str],
    keep: Sequence[str],
    only: tuple[str, ...] = ("",),
) -> None:
    """Copy the instructor's files over those handed in, except those named in `keep`.

    With `only`, those whose names end so.
    """
    for folder, folders, files in os.walk(source):
        folders[:] = [f for f in folders if not _ignored(f, ignore)]
        for name in files:
            path = Path(folder) / name
            inner = path.relative_to(source)
            if _ignored(name, ignore) or name.endswith(".ipynb") or str(inner) in keep:
                continue
            if not name.lower().endswith(only):
                continue
            goal = target / inner
            goal.parent.mkdir(parents=True, exist_ok=True)
            if goal.exists():
                goal.unlink()
            shutil.copyfile(path, goal)
