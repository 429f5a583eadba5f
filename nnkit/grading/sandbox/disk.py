"""The folder of a room's files, where it is not a file system of its own: count and empty it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

ENTRIES = 10_000  # files and folders of one submission
DEPTH = 50  # folders in one another


def too_much(folder: str, pid: int, most: int) -> str:
    """Say in words that the room `pid` wrote more than `most` megabytes or too many files."""
    size, count, deep = usage(folder)
    if size + unnamed(pid) > most << 20:
        return f"it wrote more than {most} MB"
    if count > ENTRIES or deep > DEPTH:
        return f"it made more than {ENTRIES} files or {DEPTH} folders in one another"
    return ""


def usage(folder: str) -> tuple[int, int, int]:
    """Bytes, entries and depth below `folder`; stops counting when it is too much."""
    size, count, deep, waiting = 0, 0, 0, [(folder, 0)]
    while waiting and count <= ENTRIES and deep <= DEPTH:
        path, deep_here = waiting.pop()
        deep = max(deep, deep_here)
        with suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                count += 1
                info = entry.stat(follow_symlinks=False)
                size += info.st_blocks * 512
                if stat.S_ISDIR(info.st_mode):
                    waiting.append((entry.path, deep_here + 1))
    return size, count, deep


def unnamed(pid: int) -> int:
    """Bytes of the open files of a process that have no name any more."""
    size = 0
    with suppress(OSError):
        for path in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                info = path.stat()
                if stat.S_ISREG(info.st_mode) and info.st_nlink == 0:
                    size += info.st_blocks * 512
    return size


def empty(folder: str) -> None:
    """Remove everything in `folder`, however deep or closed, following no link.

    For a room that is gone: nobody moves a folder meanwhile. It goes down and up by
    ``chdir``, because the path of a deep folder is too long for the system.
    """
    home = Path.cwd()
    os.chdir(folder)
    way: list[tuple[str, list[str]]] = [("", _folders_left())]
    while way:
        name, folders = way[-1]
        if folders:
            below = folders.pop()
            Path(below).chmod(0o700)
            os.chdir(below)
            way.append((below, _folders_left()))
            continue
        way.pop()
        if way:
            os.chdir("..")
            Path(name).rmdir()
    os.chdir(home)


def _folders_left() -> list[str]:
    """Remove the files of the working folder; the names of its folders."""
    folders = []
    for entry in list(os.scandir()):
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
        else:
            Path(entry.name).unlink()
    return folders
