"""A folder as bytes, for a worker that does not share a file system with the gradebook.

A hand-in is sent as it is: links, pipes and files that are too large arrive as what they are,
without their contents, so that a worker says the same about them as this machine would. A file
that cannot be read here cannot be read there either, unless the worker runs as root: there it
is empty.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from nnkit.grading.handin.files import MAX_FILES, look_at, open_handed_in, too_long, walk

FILE, LINK, FOLDER, CLOSED = "", "a link", "a folder", "not readable"
_MAX_ENTRIES = 3 * MAX_FILES
_MAX_SIZE = 10**12  # what a file is said to be at most: any size over the limits does


def pack(folder: Path, data_bytes: int, notebook_bytes: int) -> bytes:
    """Return a folder as bytes: a line of JSON that lists what is in it, then the contents.

    Parameters
    ----------
    folder : Path
        Need not exist, or be a folder.
    data_bytes : int
        Files together: of those that go beyond it only the size is sent.
    notebook_bytes : int
        The same for each notebook; together they may be four times as large.
    """
    entries: list[tuple[str, str, int, int]] = []
    contents = []
    room = {True: 4 * notebook_bytes, False: data_bytes}
    try:
        found = list(_walk(folder))
    except OSError:
        found = [("", f"{FOLDER}, {CLOSED}", 0)]
    for name, kind, size in found:
        notebook = ".ipynb" in Path(name).name.lower()
        fits = size <= min(room[notebook], notebook_bytes if notebook else data_bytes)
        content: bytes | None = b""
        if kind == FILE and fits:
            content = _read(folder, name, size)
            room[notebook] -= size
        if content is None:
            kind, size, content = CLOSED, 0, b""
        entries.append((name, kind, min(size, _MAX_SIZE), len(content)))
        contents.append(content)
    return b"".join([json.dumps(entries).encode(), b"\n", *contents])


def _walk(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (path in the folder, what it is, size) of a folder ("") and all that is in it."""
    if folder.is_symlink() or folder.parent.is_symlink():
        yield "", LINK, 0
        return
    if not folder.is_dir():
        if folder.exists():
            size, kind = look_at(folder)
            yield "", kind, size
        return
    yield "", FOLDER if os.access(folder, os.R_OK | os.X_OK) else f"{FOLDER}, {CLOSED}", 0
    number = 0
    for place, folders, files in walk(folder):
        folders.sort()
        for name in [*folders, *sorted(files)]:
            path = Path(place) / name
            number += 1
            if number > _MAX_ENTRIES:
                return
            folder_here = name in folders and not path.is_symlink()
            size, kind = (0, FOLDER) if folder_here else look_at(path)
            yield str(path.relative_to(folder)), kind, size
        here = Path(place).relative_to(folder)
        folders[:] = [name for name in folders if not too_long(here / name)]


def _read(folder: Path, name: str, size: int) -> bytes | None:
    try:
        inside = (folder, name) if name else (folder.parent, folder.name)
        with open_handed_in(*inside) as file:
            return file.read(size)
    except OSError:
        return None


def unpack(archive: bytes, folder: Path) -> None:
    """Make the folder that was packed; `folder` does not exist yet, the one around it does."""
    at = archive.index(b"\n") + 1
    for name, kind, size, sent in json.loads(archive[:at]):
        path = folder / name if name else folder
        content = memoryview(archive)[at : at + sent]
        at += sent
        if kind == LINK:
            path.symlink_to("elsewhere")
        elif kind.startswith(FOLDER):
            path.mkdir()
        elif kind in (FILE, CLOSED):
            with path.open("wb") as file:
                file.write(content)
                file.truncate(size)
        else:
            os.mkfifo(path)
        if kind.endswith(CLOSED):
            path.chmod(0)
