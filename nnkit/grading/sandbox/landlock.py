"""Landlock: which files a process and all it starts may open, for good."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

from . import linux

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
ALL_V1 = (1 << 13) - 1
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR
NET = 3  # bind and connect TCP
SCOPES = 3  # abstract sockets, signals
ENOUGH = 3  # before, files outside could be truncated
O_PATH = 0o10000000


class RulesetAttr(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class PathBeneathAttr(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def version() -> int:
    """The version of Landlock that this kernel offers; 0 for none."""
    try:
        return linux.call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


class Ruleset:
    """Files that may be read and folders that may be written; the rest cannot be opened."""

    def __init__(self) -> None:
        found = version()
        self._handled = ALL_V1
        for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
            self._handled |= right if found >= since else 0
        attr = RulesetAttr(self._handled, NET if found >= 4 else 0, SCOPES if found >= 6 else 0)
        size = 24 if found >= 6 else 16 if found >= 4 else 8
        self.fd = linux.call("landlock_create_ruleset", ctypes.byref(attr), size, 0)

    def allow(self, path: str, rights: int) -> None:
        """Allow `rights` on `path` and below it; a path that is not there is left out."""
        with suppress(FileNotFoundError, PermissionError):
            fd = os.open(path, O_PATH | os.O_CLOEXEC)
            try:
                if not Path(path).is_dir():
                    rights &= FILE_RIGHTS
                rule = PathBeneathAttr(rights & self._handled, fd)
                linux.call("landlock_add_rule", self.fd, 1, ctypes.byref(rule), 0)
            finally:
                os.close(fd)

    def allow_all(self, path: str) -> None:
        """Allow everything below the folder `path`."""
        self.allow(path, self._handled & ~(EXECUTE | IOCTL_DEV))

    def restrict(self) -> None:
        """Put the rules in force for this process; they cannot be taken back."""
        linux.call("landlock_restrict_self", self.fd, 0)
