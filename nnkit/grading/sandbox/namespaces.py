"""Namespaces: a process tree, a file tree and a network in which there is nothing else.

`enter` moves the calling process into new namespaces and forks: the child is process 1 there
and sees a root of its own, in which only the Python installation and the shared libraries
exist, read-only. With root rights no user namespace is needed; without, one is made first.
"""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from . import linux

ALL = (
    linux.CLONE_NEWNS
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWCGROUP
)
DEVICES = ("null", "zero", "full", "random", "urandom")
STAGES = ("/tmp", "/mnt", "/var/tmp", "/var", "/usr")
PRIVATE = linux.MS_NOSUID | linux.MS_NODEV
CLOSED = linux.MOUNT_ATTR_RDONLY | linux.MOUNT_ATTR_NOSUID


def leave_host() -> bool:
    """Move into new namespaces; whether that needed a user namespace."""
    try:
        linux.unshare(ALL)
    except PermissionError:
        uid, gid = os.geteuid(), os.getegid()
        linux.unshare(linux.CLONE_NEWUSER | ALL)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        return True
    return False


def fork_first() -> None:
    """Fork the first process of the new namespaces; the caller only waits for it and ends."""
    pid = os.fork()
    if pid:
        os.closerange(0, 1024)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def build_root(visible: list[str], hidden: list[str]) -> str:
    """Make a new root that holds the folders `visible`, read-only, without `hidden`.

    Returns the name of an empty folder in it, which is not above any of `visible`, for a
    private file system. ``/tmp`` leads there too, unless Python itself lives below ``/tmp``.
    """
    real = {path: os.path.realpath(path) for path in visible}
    covers = [os.path.realpath(path) for path in hidden]
    folders = [path for path in covers if Path(path).is_dir()]
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    stage = next(path for path in STAGES if Path(path).is_dir())
    linux.mount("tmpfs", stage, "tmpfs", PRIVATE, "mode=755,size=4m")
    for name in ("new", "old"):
        Path(stage, name).mkdir()
    linux.mount(f"{stage}/new", f"{stage}/new", None, linux.MS_BIND)
    linux.pivot_root(stage, f"{stage}/old")
    os.chdir("/")
    _fill(sorted(set(real.values())))
    _link({path: target for path, target in real.items() if path != target})
    _cover(covers, folders)
    _devices()
    room = "/room"
    while Path(f"/new{room}").exists():
        room += "_"
    Path(f"/new{room}").mkdir()
    if not Path("/new/tmp").exists():
        Path("/new/tmp").symlink_to(f"{room}/tmp")
    linux.mount("tmpfs", f"/new{room}", "tmpfs", PRIVATE, "mode=700,size=64m")
    Path(f"/new{room}/tmp").mkdir()
    linux.unmount("/old")
    os.chdir("/new")
    linux.pivot_root(".", ".")
    linux.unmount(".")
    os.chdir("/")
    linux.mount("none", "/", None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | PRIVATE)
    return room


def _fill(paths: list[str]) -> None:
    done: list[str] = []
    for path in paths:
        if any(path.startswith(f"{parent}/") for parent in done):
            continue
        _bind(path, linux.MOUNT_ATTR_NODEV)
        done.append(path)


def _bind(path: str, extra: int = 0) -> None:
    target = Path(f"/new{path}")
    if Path(f"/old{path}").is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _bind_at(f"/old{path}", str(target), extra)


def _bind_at(source: str, target: str, extra: int) -> None:
    try:
        linux.mount(source, target, None, linux.MS_BIND | linux.MS_REC)
        linux.make_readonly(target, CLOSED | extra)
    except OSError as error:
        if error.errno != 38:  # ENOSYS: Linux before 5.12
            raise
        linux.unmount(target)
        linux.mount(source, target, None, linux.MS_BIND)
        flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID
        kept = os.statvfs(target).f_flag & (linux.MS_NODEV | linux.MS_NOEXEC | 1024 | 2048)
        linux.mount("none", target, None, flags | kept)


def _link(links: dict[str, str]) -> None:
    for path, target in sorted(links.items()):
        link = Path(f"/new{path}")
        if not link.exists() and not link.is_symlink():
            try:
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(target)
            except OSError:  # inside a folder that is bound: its own link is there
                continue


def _cover(paths: list[str], folders: list[str]) -> None:
    for path in paths:
        if not Path(f"/new{path}").exists():
            continue
        if path in folders:
            linux.mount(
                "tmpfs", f"/new{path}", "tmpfs", PRIVATE | linux.MS_RDONLY, "mode=000,size=4k"
            )
        else:
            linux.mount("/old/dev/null", f"/new{path}", None, linux.MS_BIND)


def _devices() -> None:
    for name in DEVICES:
        if Path(f"/old/dev/{name}").exists():
            _bind(f"/dev/{name}")


def cut_name() -> None:
    """Take away the machine's name."""
    socket.sethostname("room")
