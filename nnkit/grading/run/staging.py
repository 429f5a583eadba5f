"""The folder in which a graded submission is put together before it takes its place.

``autograded/<student>/.<assignment>.partial`` is filled first: the data files handed in, the
instructor's files over them, the graded notebooks, ``checks.json``. Only when the marks are in
the gradebook is it renamed to ``autograded/<student>/<assignment>``. A run that is killed
leaves at most a partial folder, which the next run removes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import unicodedata
from pathlib import Path

from nnkit.grading.handin.trouble import shown

_MAX_NAME = 240  # bytes; a file system takes about 255


def partial_folder(final: Path) -> Path:
    """Return where the folder `final` is put together."""
    return _beside(final, "partial")


def _beside(final: Path, suffix: str) -> Path:
    name = os.fsencode(final.name)
    short = final.name if len(name) <= _MAX_NAME else hashlib.sha256(name).hexdigest()
    return final.with_name(f".{short}.{suffix}")


def is_ours(name: str) -> bool:
    """Tell whether a folder of this name may be one that is made here."""
    return name.startswith(".") and name.endswith((".partial", ".old"))


def start(final: Path) -> Path:
    """Return an empty folder beside `final`."""
    partial = partial_folder(final)
    remove(partial)
    partial.mkdir(parents=True)
    return partial


def finish(final: Path, permissions: int = 0o444, groupshared: bool = False) -> None:
    """Let the partial folder, if there is one, take the place of `final`."""
    partial = partial_folder(final)
    if not partial.is_dir():  # it could not be made: whoever made it has said so
        return
    for folder, _, files in os.walk(partial):
        for name in files:
            (Path(folder) / name).chmod(permissions)
        if groupshared:
            with contextlib.suppress(PermissionError):
                Path(folder).chmod(Path(folder).stat().st_mode & 0o777 | 0o2770)
    old = _beside(final, "old")
    remove(old)
    if final.exists():
        final.rename(old)
    partial.rename(final)
    remove(old)


def remove(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        for inner, _, _ in os.walk(folder):
            Path(inner).chmod(0o700)
        shutil.rmtree(folder)


def bad_name(student: str) -> str:
    """Return what is wrong with the name of a student's folder, "" if nothing is."""
    if any(unicodedata.category(letter) == "Cc" for letter in student):
        return "holds a line break or another control character"
    if student in (".", "..") or os.sep in student:
        return f"is . or .. or holds {os.sep}"
    if student != shown(student):
        return "is not valid UTF-8"
    if set(student) & set('<>&"`'):
        return 'holds one of the characters < > & " `, which act in a page'
    return "is one that the grader uses itself" if is_ours(student) else ""
