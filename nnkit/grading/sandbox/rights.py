"""What a room gives up, and the limits it cannot raise again."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import linux


def become(user: int, *, reads: bool = False) -> None:
    """Be `user`, in no other group and without capabilities, for good.

    With `reads` it may pass and read every folder, as root may: for a Python that is installed
    where only root can enter. What can be opened is then up to the other walls.
    """
    linux.prctl(linux.PR_SET_KEEPCAPS, int(reads))
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    linux.drop_capabilities(linux.CAP_DAC_READ_SEARCH if reads else 0)


def close_others(*keep: int) -> None:
    """Close every descriptor but 0, 1, 2 and `keep`; 0, 1 and 2 lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        if fd not in keep:
            os.dup2(null, fd)
    low = 3
    for fd in sorted({*keep} - {0, 1, 2}):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, max(low, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20)))


def set_limits(limits: dict[str, Any], options: dict[str, Any], others: int = 0) -> None:
    """Bound memory, files, threads and processor time; nothing can raise them again."""
    base = options.get("base_memory", 1 << 30)
    seconds = int(limits["total_seconds"]) * (os.cpu_count() or 1) + 10
    wanted = {
        "RLIMIT_AS": base + (limits["memory_mb"] << 20),
        "RLIMIT_FSIZE": limits["disk_mb"] << 20,
        "RLIMIT_CPU": seconds,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_NPROC": others + limits["processes"] if limits["processes"] else None,
    }
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None or value is None:
            continue
        hard = resource.getrlimit(number)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (most, most))


def processes_of(user: int) -> int:
    """How many threads `user` has now, with room for those of other programs to come."""
    count = 256
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError, IndexError):
            text = status.read_text()
            if int(text.split("\nUid:")[1].split()[0]) == user:
                count += int(text.split("\nThreads:")[1].split()[0])
    return count
