"""The files of a download, zip or folder: what is refused, and how the others are written.

Nothing is unpacked by name: a file is opened, its size, kind and path are looked at, and its bytes
are copied to a path that was made here. What is refused costs only itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from nnkit.grading.errors import UseError
from nnkit.grading.handin.files import MAX_DEPTH, MAX_FILES, look_at, open_handed_in, too_long, walk
from nnkit.grading.handin.settings import TwoRooms

MAX_ENTRIES = 100_000  # files of one download
_RATIO, _SMALL = 100, 10_000_000  # what is smaller when unpacked is no bomb
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz")
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
TIME = "timestamp.txt"


class Found(NamedTuple):
    """A file of a download: its path there, its size, why it is refused ("": it is not)."""

    path: str
    size: int
    wrong: str
    open: Callable[[], IO[bytes]]


@contextlib.contextmanager
def opened(download: Path) -> Iterator[list[Found]]:
    """Yield the files of a download.

    Raises
    ------
    UseError
        It is neither a folder nor a zip, its entries overlap, or there are too many.
    """
    if download.is_dir():
        yield _bounded(_in_folder(download), download)
        return
    if not download.exists():
        raise UseError(f"there is no {download}; give the zip that was downloaded, or its folder")
    try:
        archive = zipfile.ZipFile(download)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        raise UseError(
            f"{download} is neither a folder nor a whole zip; download it again"
        ) from None
    with archive:
        if sum(info.compress_size for info in archive.infolist()) > download.stat().st_size:
            raise UseError(f"{download} is a zip whose files overlap, as in a zip bomb")
        yield _bounded(_in_zip(archive), download)


def _bounded(found: Iterator[Found], download: Path) -> list[Found]:
    files = []
    for file in found:
        if not any(part in _LITTER or part.startswith("._") for part in file.path.split("/")):
            files.append(file)
        if len(files) > MAX_ENTRIES:
            raise UseError(f"{download} has more than {MAX_ENTRIES} files: that is no class")
    return files


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Found]:
    for info in archive.infolist():
        if info.is_dir():
            continue
        name = info.orig_filename
        if not info.flag_bits & 0x800:  # not said to be UTF-8, and mostly it is all the same
            with contextlib.suppress(UnicodeError):
                name = name.encode("cp437").decode("utf-8")
        kind = stat.S_IFMT(info.external_attr >> 16)
        wrong = ""
        if kind not in (0, stat.S_IFREG):
            wrong = "is a link" if stat.S_ISLNK(kind) else "is not an ordinary file"
        elif info.flag_bits & 1:
            wrong = "is encrypted"
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            wrong = "is packed in a way that is not read here"
        elif info.file_size > max(_SMALL, _RATIO * info.compress_size):
            wrong = f"grows to {info.file_size // 1_000_000} MB when unpacked, as a zip bomb does"
        yield _found(name, info.file_size, wrong, partial(archive.open, info))


def _in_folder(download: Path) -> Iterator[Found]:
    for place, folders, files in walk(download):
        for name in sorted([*files, *folders]):
            path = Path(place, name)
            inner = path.relative_to(download)
            size, kind = look_at(path)
            if name in folders and not path.is_symlink():
                if os.access(path, os.R_OK | os.X_OK):
                    continue
                kind = "not readable"
            wrong = f"is {kind}" if kind else ""
            yield _found(str(inner), size, wrong, partial(open_handed_in, download, inner))


def _found(name: str, size: int, wrong: str, opens: Callable[[], IO[bytes]]) -> Found:
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if path.startswith("/") or re.match("[A-Za-z]:/", path):
        wrong = "has an absolute path"
    elif ".." in path.split("/"):
        wrong = "has .. in its path"
    elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in path):
        wrong = "has a name with letters that cannot be shown"
    path = str(PurePosixPath(path))
    parts = path.split("/")
    if not wrong and (len(parts) > MAX_DEPTH or any(len(os.fsencode(p)) > 255 for p in parts)):
        wrong = "has a path that is too long"
    wrong = wrong or too_long(Path(path))
    if path.lower().endswith(_ARCHIVES):
        wrong = wrong or "is an archive in the download and is not opened; ask for the files in it"
    return Found(path, size, wrong, opens)


def lay(
    files: Mapping[str, Found], target: Path, first: Collection[str], rooms: TwoRooms
) -> list[str]:
    """Write the files of one hand-in into a new folder; return a remark on each that is refused.

    Parameters
    ----------
    files : mapping
        {path in the hand-in: file}.
    target : Path
        The folder, which is made.
    first : collection of str
        Paths that the assignment has: where two differ only in case, these are kept.
    rooms : TwoRooms
        How large a notebook and the other files together may be.
    """
    target.mkdir(parents=True)
    left = {True: 4 * rooms.notebook_mb * 1_000_000, False: rooms.disk_mb * 1_000_000}
    taken: dict[str, str] = {TIME: TIME}
    above: set[str] = set()
    remarks = []
    for name in sorted(files, key=lambda name: (name not in first, name)):
        file, key = files[name], name.casefold()
        parents = [str(parent) for parent in PurePosixPath(key).parents][:-1]
        notebook = key.endswith(".ipynb")
        most = min(left[notebook], rooms.notebook_mb * 1_000_000 if notebook else left[False])
        wrong = file.wrong
        if key == TIME:
            wrong = wrong or "has the name under which the time of the hand-in is kept"
        elif key in taken or key in above or any(parent in taken for parent in parents):
            other = taken.get(key, "a folder or file beside it")
            wrong = wrong or f"has the name of {other}, but for its case"
        elif file.size > most:
            wrong = wrong or f"is too large for one hand-in ({file.size // 1_000_000} MB)"
        elif len(taken) > MAX_FILES:
            wrong = wrong or f"is one of more than {MAX_FILES} files"
        wrong = wrong or _write(file, target / name)
        if wrong:
            remarks.append(f"{name} {wrong}.")
            continue
        taken[key] = name
        above.update(parents)
        left[notebook] -= file.size
    return remarks


def _write(file: Found, path: Path) -> str:
    """Copy a file's bytes, never more than it says it has; return why it could not be read."""
    try:
        content = file.open()
    except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return "cannot be read"
    path.parent.mkdir(parents=True, exist_ok=True)
    with content, path.open("wb") as copy:
        left = file.size
        while left > 0:
            try:
                piece = content.read(min(left, 1 << 20))
            except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
                piece = b""
            if not piece:
                break
            copy.write(piece)
            left -= len(piece)
    if left:
        path.unlink()
    return "is damaged" if left else ""


def digest(folder: Path) -> str:
    """Return what tells one hand-in from another: its names and contents, not its time."""
    whole = hashlib.sha256()
    for place, folders, names in walk(folder):
        folders.sort()
        for name in sorted(names):
            inner = Path(place, name).relative_to(folder)
            size, kind = look_at(folder / inner)
            if str(inner) == TIME:
                continue
            whole.update(f"{inner}\0{kind}\0{size}\0".encode("utf-8", "surrogateescape"))
            if not kind:
                with open_handed_in(folder, inner) as file:
                    whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:16]


def remove(folder: Path) -> None:
    """Remove what a killed run left."""
    if folder.exists():
        shutil.rmtree(folder)
