"""System calls of Linux that Python 3.11 does not offer, by ctypes.

Numbers are for x86-64 and aarch64; on another machine the walls that need them are not there.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MNT_DETACH = 2
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
PR_SET_KEEPCAPS, CAP_DAC_READ_SEARCH = 8, 1 << 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

MACHINES = {"x86_64": 0, "aarch64": 1}
CALLS = {
    "capset": (126, 91),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}


def machine() -> int | None:
    """Column of the tables of system call numbers; None where there is no table."""
    if sys.platform != "linux" or sys.maxsize < 1 << 32:
        return None
    return MACHINES.get(platform.machine())


def libc(name: str, *args: Any) -> int:
    """Call a function of the C library; OSError when it returns -1."""
    return _checked(name, getattr(ctypes.CDLL(None, use_errno=True), name), args)


def call(name: str, *args: Any) -> int:
    """Make the system call `name`; OSError when it fails."""
    column = machine()
    if column is None:
        raise OSError(f"{name}: not a machine whose system calls are known")
    function = ctypes.CDLL(None, use_errno=True).syscall
    return _checked(name, function, (ctypes.c_long(CALLS[name][column]), *args))


def _checked(name: str, function: Callable[..., Any], args: tuple[Any, ...]) -> int:
    ctypes.set_errno(0)
    result = function(*[_argument(arg) for arg in args])
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return int(result)


def _argument(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode()
    return ctypes.c_ulong(value) if isinstance(value, int) else value


def prctl(option: int, *args: int) -> None:
    """Call prctl(2) with the unused arguments 0."""
    libc("prctl", option, *(list(args) + [0] * (4 - len(args))))


def unshare(flags: int) -> None:
    """Leave the namespaces in `flags`."""
    libc("unshare", flags)


def setns(fd: int, kind: int) -> None:
    """Enter the namespace behind `fd`."""
    libc("setns", fd, kind)


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Call mount(2)."""
    libc("mount", source, target, kind, flags, data)


def unmount(target: str) -> None:
    """Detach what is mounted on `target`."""
    libc("umount2", target, MNT_DETACH)


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root; the old one appears on `old`."""
    call("pivot_root", new, old)


class MountAttr(ctypes.Structure):
    """struct mount_attr."""

    _fields_ = [
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    ]


def make_readonly(target: str, attributes: int) -> None:
    """Set mount attributes on `target` and everything mounted below it."""
    wanted = MountAttr(attributes, 0, 0, 0)
    size = ctypes.sizeof(wanted)
    call("mount_setattr", -100, target, AT_RECURSIVE, ctypes.byref(wanted), size)


class CapHeader(ctypes.Structure):
    """struct __user_cap_header_struct."""

    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def drop_capabilities(kept: int = 0) -> None:
    """Give up every capability but those in the mask `kept`, for good."""
    last = 0
    while last < 64:
        try:
            prctl(PR_CAPBSET_DROP, last)
        except OSError:  # past the last one, or not allowed to: then there is none to drop
            break
        last += 1
    with suppress(OSError):
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    sets = (ctypes.c_uint32 * 6)(kept, kept)  # effective, permitted, not inheritable
    call("capset", ctypes.byref(CapHeader(0x20080522, 0)), ctypes.byref(sets))
