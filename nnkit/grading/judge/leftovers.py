"""The temporary folders of rooms: one is removed when its rooms close, however they end.

While rooms are open they hold a lock on their folder. When all their processes were killed at
once, nobody was left to remove it: then whoever opens rooms next finds it without a lock.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = "rooms-"


class Claimed:
    """A temporary folder, for as long as this process lives or until it is removed."""

    def __init__(self) -> None:
        made = Path(tempfile.mkdtemp(prefix=f"new-{PREFIX}"))
        self._lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.path = made.rename(made.with_name(made.name.removeprefix("new-")))  # locked by now
        self.path.chmod(0o711)  # another user passes through it to the room's folder

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        _cleared(self.path)
        os.close(self._lock)


def claimed_folder() -> Claimed:
    """Make a temporary folder, and remove those that nobody holds any more."""
    made = Claimed()
    for path in made.path.parent.glob(f"{PREFIX}*"):
        if path != made.path:
            _remove_if_left(path)
    return made


def _remove_if_left(path: Path) -> None:
    with suppress(OSError):
        if path.lstat().st_uid != os.geteuid():
            return
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _cleared(path)
        finally:
            os.close(lock)


def _cleared(path: Path) -> None:
    """Remove a folder in which a process that is about to end may still be writing."""
    for _ in range(100):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
