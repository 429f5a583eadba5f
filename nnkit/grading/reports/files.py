"""Write a file so that nobody ever sees half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from nnkit.grading.errors import UseError


def write_text(path: Path, text: str) -> None:
    """Write `text` beside `path` and rename it into place.

    Raises
    ------
    UseError
        When the folder is missing or cannot be written to; `path` is then as it was.
    """
    if path.is_dir():
        raise UseError(f"cannot write {path}: it is a folder, a file name is needed")
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise UseError(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise UseError(f"cannot write {path}: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
