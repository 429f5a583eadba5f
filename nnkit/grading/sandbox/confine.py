"""The walls of a room, in their order: all of it is `close_server` and `close_room`, below.

Three kinds of walls (`walls`) are tried, best first, each in a child that tries to get out:

- `Namespaces`: own process tree, file tree and network, in which nothing else exists.
- `Landlocked`: the same process tree and file tree, but nothing outside can be opened.
- `Plain`: an ordinary process; only with ``unsafe``.
"""

from __future__ import annotations

import functools
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .walls import Landlocked, Namespaces, Plain, Walls, attempt

KINDS: dict[str, type[Walls]] = {"namespaces": Namespaces, "landlock": Landlocked}


def close_server(walls: Walls) -> None:
    """Close the fork server in: once, before NumPy is there and before there is a room."""
    # Namespaces | Landlocked | Plain ("-": this kind has no such wall)
    walls.leave_host()  # user, mount, process, network, IPC, host name, cgroup | - | -
    walls.make_files()  # a root with Python in it, read-only | a folder | a folder
    walls.cut_names()  # no name of the machine | - | -
    walls.make_rules()  # - | the files that may be opened, no TCP | -
    walls.tell()  # what is in force, for the run's first line and the doctor
    walls.choose_user()  # as root, one that no other program has | the same | -


def close_room(walls: Walls, fd: int, limits: dict[str, Any]) -> None:
    """Become the room, in its own process: only `fd` stays open, and nothing can be undone.

    Each step takes away what the steps before it still needed. The process is the first of a
    process namespace of its own, where there are namespaces (`Walls.before_fork`).
    """
    # Namespaces | Landlocked | Plain ("-": this kind has no such wall)
    walls.mount(limits)  # a bounded file system of its own, empty | - | -
    walls.close_files(fd)  # no descriptor but `fd` | the same | the same
    walls.give_up_rights()  # the user; no group, capability, new privilege | the same | -
    walls.enter_folder()  # its folder is where it works | the same | the same
    walls.set_limits(limits)  # memory, files, threads, processor time | the same | no threads
    walls.restrict_files()  # Landlock: write its own files only | the rules | -
    walls.filter_calls()  # seccomp: the calls that are listed | fewer on files | -


def build(options: dict[str, Any]) -> Walls:
    """Build the first kind of ``options["walls"]`` that works here, otherwise `Plain`."""
    missing: list[str] = []
    for name in options["walls"]:
        if name not in KINDS:
            raise ValueError(f"walls names {name!r}, there are: {', '.join(KINDS)}")
        walls = KINDS[name](options)
        why = attempt(functools.partial(rehearse, walls))
        if why is None:
            break
        missing.append(f"without {name}: {why}")
    else:
        walls = Plain(options)
    close_server(walls)
    walls.words += missing
    return walls


def rehearse(walls: Walls, out: int) -> None:
    """Build the walls and let a child enter them and try to get out."""
    try:
        close_server(walls)
        walls.before_fork()
        limits = {"memory_mb": 1024, "disk_mb": 8, "processes": 64, "total_seconds": 60}
        why = attempt(functools.partial(_try_out, walls, limits))
    finally:
        walls.leave()
    if why is not None:
        raise OSError(why)


def _try_out(walls: Walls, limits: dict[str, Any], out: int) -> None:
    close_room(walls, out, limits)
    Path("tried").write_text("x")
    Path("tried").unlink()
    escapes: dict[str, Callable[[], Any]] = {
        "fork": os.fork,
        "a socket": socket.socket,
        "reading /etc/passwd": lambda: Path("/etc/passwd").read_bytes(),
        "writing outside": lambda: Path(f"{sys.prefix}/lib/tried").touch(),
    }
    for name, way in escapes.items():
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"{name} is still possible")
