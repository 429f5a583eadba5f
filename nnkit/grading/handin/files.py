"""The data files of a hand-in and of the instructor: read as they are, copied within limits.

No link is followed, no pipe waited for, and folders in folders are left at `MAX_DEPTH`. The
names that the instructor and the grader need are reserved before anything is copied, so nothing
that was handed in stands where one of their files or folders goes.
"""

from __future__ import annotations

import errno
import fnmatch
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from nnkit.grading.handin.trouble import shown

MAX_FILES = 2000
MAX_DEPTH = 50  # folders in folders of a hand-in
MAX_PATH = 1000  # bytes of a path in a hand-in: it must fit wherever the hand-in is copied to
_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # no fault of the file that is copied


def copy_handed_in(
    source: Path,
    target: Path,
    ignore: Sequence[str],
    limit_bytes: int,
    reserved: Iterable[Path] = (),
) -> list[str]:
    """Copy the data files handed in beside the notebooks; return remarks on what was left out.

    Only ordinary files: links, pipes and devices are left out, and what exceeds `limit_bytes`.

    Parameters
    ----------
    source, target : Path
        What was handed in, and the folder it is copied to.
    ignore : sequence of str
        Patterns of names that are passed over.
    limit_bytes : int
        What the files may have together.
    reserved : iterable of Path
        Paths of files that come to stand in `target` later.
    """
    copying = _Copying(source, target, limit_bytes, reserved)
    for place, folders, files in walk(source):
        here = Path(place).relative_to(source)
        kept = [name for name in sorted(folders) if not copying.folder_is_left_out(here / name)]
        folders[:] = [name for name in kept if not _ignored(name, ignore)]
        if folders and _deep(Path(place), source):
            copying.notes.append(f"Folders nested more than {MAX_DEPTH} deep were left out.")
        for name in sorted(files):
            if not _ignored(name, ignore) and not name.lower().endswith(".ipynb"):
                copying.file(here / name)
    return copying.notes[:20]


class _Copying:
    """The files of one hand-in on their way: what they have so far, and what was left out."""

    def __init__(self, source: Path, target: Path, most: int, reserved: Iterable[Path]) -> None:
        self.source, self.target, self.left = source, target, most
        self.our_files = set(reserved)
        self.our_folders = {parent for path in self.our_files for parent in path.parents}
        self.number = 0
        self.notes: list[str] = []

    def folder_is_left_out(self, inner: Path) -> bool:
        """Tell whether a folder is passed over with a remark."""
        wrong = too_long(inner)
        if inner in self.our_files:
            wrong = "is a folder, and the assignment has a file of that name"
        elif (self.source / inner).is_symlink():
            wrong = "is a link"
        return self._note(inner, wrong)

    def file(self, inner: Path) -> None:
        """Copy a file, or say why not."""
        size, kind = look_at(self.source / inner)
        self.number += 1
        wrong = f"is {kind}" if kind else too_long(inner)
        if inner in self.our_folders:
            wrong = "is a file, and the assignment has a folder of that name"
        elif not wrong and (size > self.left or self.number > MAX_FILES):
            wrong = "is too large for one hand-in"
        if not self._note(inner, wrong or _copy(self.source, inner, self.target)):
            self.left -= size

    def _note(self, inner: Path, wrong: str) -> bool:
        if wrong:
            self.notes.append(f"{_named(inner)} {wrong}; it was left out.")
        return bool(wrong)


def too_long(inner: Path) -> str:
    """Return what is wrong with a path in a hand-in: "" when it fits wherever it is copied to."""
    return "has a path that is too long" if len(os.fsencode(inner)) > MAX_PATH else ""


def _named(inner: Path) -> str:
    name = shown(str(inner))
    return name if len(name) <= 80 else f"{name[:40]}...{name[-30:]}"


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


def _copy(top: Path, inner: Path, target: Path) -> str:
    """Copy one file that was handed in; return why it could not be copied, "" if it was."""
    goal = target / inner
    try:
        with open_handed_in(top, inner) as handed_in:
            goal.parent.mkdir(parents=True, exist_ok=True)
            with goal.open("wb") as copy:
                shutil.copyfileobj(handed_in, copy)
    except OSError as error:
        if error.errno in _OURS:
            raise
        return f"cannot be copied ({(error.strerror or str(error)).lower()})"
    return ""


def open_handed_in(top: Path, inner: Path | str) -> BufferedReader:
    """Open a file that a student named: no link is followed on the way, no pipe waited for."""
    here = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    *folders, name = Path(inner).parts
    try:
        for folder in folders:
            below = os.open(folder, flags | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        return open(os.open(name, flags, dir_fd=here), "rb")  # noqa: PTH123 (a descriptor)
    finally:
        os.close(here)


def instructors(source: Path, ignore: Sequence[str], keep: Sequence[str] = ()) -> list[Path]:
    """Return the paths of the instructor's files in `source`, except those named in `keep`."""
    found = []
    for folder, folders, files in os.walk(source):
        folders[:] = [f for f in folders if not _ignored(f, ignore)]
        here = Path(folder).relative_to(source)
        found += [
            here / name
            for name in files
            if not _ignored(name, ignore) and not name.endswith(".ipynb")
        ]
    return [path for path in found if str(path) not in keep]


def copy_instructors(source: Path, target: Path, files: Iterable[Path]) -> None:
    """Copy files of the instructor's over those handed in."""
    for inner in files:
        goal = target / inner
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        shutil.copyfile(source / inner, goal)
