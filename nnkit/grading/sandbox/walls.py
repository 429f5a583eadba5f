"""Three kinds of walls: what each step of `confine` is in each of them."""

from __future__ import annotations

import functools
import os
import resource
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import disk, landlock, linux, namespaces, rights, seccomp

NOBODY = 65534
USER_BASE = 2_000_000_000  # user ids of rooms when started as root: no other program's


class Walls:
    """What is around the rooms of one fork server; every step leaves out what a kind has not."""

    patrol_seconds = 0.0  # how often the fork server asks for complaints while a room is open
    safe = False

    def __init__(self, options: dict[str, Any]):
        self.options = options
        self.words: list[str] = []
        self.user: int | None = None
        self._reads = False
        self._memory: int | None = None
        self._work = ""  # the folder of the room's files, where it is not a mount of its own

    # The steps of `confine.close_server`

    def leave_host(self) -> None:
        """Move the fork server into namespaces."""
        self._measure_later()

    def make_files(self) -> None:
        """Make the folder for the room's files."""
        base = tempfile.mkdtemp(prefix="room-", dir=self.options["temp"])
        Path(base).chmod(0o711)
        self._work = f"{base}/work"
        Path(self._work).mkdir(0o700)
        self._settle(self._work)

    def cut_names(self) -> None:
        """Take away the machine's name."""

    def make_rules(self) -> None:
        """Say what may be read and written."""

    def tell(self) -> None:
        """Say in words what is in force."""

    def choose_user(self) -> None:
        """As root: pick a user for the rooms who can still read the Python installation."""
        if os.geteuid() != 0:
            return
        own = USER_BASE + int(self.options["number"])
        for user, reads in ((own, False), (NOBODY, False), (own, True), (NOBODY, True)):
            if attempt(functools.partial(self._try_user, user, reads)) is None:
                self.user, self._reads = user, reads
                self.words.append(f"user {user}" + " (reads as root)" * reads)
                return
        self.words.append("root without capabilities")

    # The steps of `confine.close_room`

    def mount(self, limits: dict[str, Any]) -> None:
        """Get a file system of its own, of bounded size."""

    def close_files(self, fd: int) -> None:
        """Close every descriptor but `fd`."""
        rights.close_others(fd)

    def give_up_rights(self) -> None:
        """Give up every right that the walls do not need."""
        if self.user is not None:
            rights.become(self.user, reads=self._reads)
        else:
            linux.drop_capabilities()
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)

    def enter_folder(self) -> None:
        """Work in the folder of the room's files."""
        os.chdir(self._work)

    def set_limits(self, limits: dict[str, Any]) -> None:
        """Bound memory, files, threads and processor time."""
        rights.set_limits(limits, self.options)

    def restrict_files(self) -> None:
        """Let nothing else be opened, by Landlock."""

    def filter_calls(self) -> None:
        """Let no system call through but those listed, by seccomp."""

    # While there are rooms

    def ready(self) -> None:
        """Measure how much address space the warm fork server takes."""
        if self._memory is not None:
            pages = int(os.pread(self._memory, 100, 0).split()[0])
            self.options["base_memory"] = pages * resource.getpagesize()
        self.after_close()  # what the warming up left

    def before_fork(self) -> None:
        """Prepare for a room."""

    def kill(self, pid: int) -> None:
        """Kill the room with everything it started."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def complaint(self, pid: int) -> str:
        """Why the room must be ended, in words, or nothing: its files are too many."""
        return disk.too_much(self._work, pid, self.options.get("disk_mb", 200))

    def after_close(self) -> None:
        """Remove what the room left."""
        if self._work:
            disk.empty(self._work)

    def leave(self) -> None:
        """Remove the folder itself."""
        if self._work:
            self.after_close()
            Path(self._work).rmdir()
            Path(self._work).parent.rmdir()

    # Details

    def _measure_later(self) -> None:
        with suppress(OSError):
            self._memory = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)

    @staticmethod
    def _settle(folder: str) -> None:
        """Point the programs that look for a home or a temporary folder to `folder`."""
        os.environ.update(HOME=folder, TMPDIR=folder, MPLCONFIGDIR=folder)

    def _try_user(self, user: int, reads: bool, out: int) -> None:
        rights.become(user, reads=reads)
        for folder in self.options["site"]:
            next(Path(folder).iterdir(), None)
        Path(self._work or "/").stat()
        Path(os.__file__).read_bytes()

    def _filter(self, *, own_files: bool) -> None:
        column = linux.machine()
        if column is None:
            raise OSError("seccomp: not a machine whose system calls are known")
        seccomp.install(seccomp.program(column, os.getpid(), own_files=own_files))


class Namespaces(Walls):
    """Own namespaces: nothing of the machine exists in the room but the Python installation."""

    safe = True

    def leave_host(self) -> None:
        """Be the first process of new namespaces: user (where needed), mount, network, ...."""
        self._mapped = namespaces.leave_host()
        namespaces.fork_first()
        self._measure_later()
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def make_files(self) -> None:
        """Make a root of its own, in which Python can be read and one folder is empty."""
        visible = [*self.options["library"], *self.options["site"]]
        self._room = namespaces.build_root(visible, self.options["hidden"])
        self._settle(f"{self._room}/tmp")

    def cut_names(self) -> None:
        """Take away the machine's name."""
        namespaces.cut_name()

    def tell(self) -> None:
        """Say in words what is in force."""
        kind = "user, mount" if self._mapped else "mount"
        self.words = [f"namespaces ({kind}, process, network, IPC)", "seccomp", "limits"]
        if landlock.version():
            self.words.insert(1, f"Landlock {landlock.version()}")

    def choose_user(self) -> None:
        """As root; in a user namespace there is one user only."""
        if not self._mapped:
            super().choose_user()

    def before_fork(self) -> None:
        """Let the next child be the first process of a new process namespace."""
        linux.setns(self._own, linux.CLONE_NEWPID)
        linux.unshare(linux.CLONE_NEWPID)

    def mount(self, limits: dict[str, Any]) -> None:
        """Get a file system of its own, of bounded size."""
        linux.unshare(linux.CLONE_NEWNS)
        owner = os.geteuid() if self.user is None else self.user
        data = f"mode=700,size={limits['disk_mb']}m,nr_inodes={disk.ENTRIES},uid={owner},gid="
        group = os.getegid() if self.user is None else self.user
        linux.mount("tmpfs", self._room, "tmpfs", namespaces.PRIVATE, f"{data}{group}")

    def enter_folder(self) -> None:
        """Work in a folder of the file system."""
        Path(f"{self._room}/tmp").mkdir()
        Path(f"{self._room}/work").mkdir()
        os.chdir(f"{self._room}/work")

    def restrict_files(self) -> None:
        """Write nowhere but in the room's own files."""
        if landlock.version():
            rules = landlock.Ruleset()
            rules.allow("/", landlock.READ)
            rules.allow("/dev/null", landlock.FILE_RIGHTS)
            rules.allow_all(self._room)
            rules.restrict()
            os.close(rules.fd)

    def filter_calls(self) -> None:
        """Only listed system calls, those on its own files among them."""
        self._filter(own_files=True)

    def complaint(self, pid: int) -> str:
        """None: the file system is bounded."""
        return ""


class Landlocked(Walls):
    """No namespaces: Landlock for files and TCP, seccomp for processes and sockets."""

    safe = True
    patrol_seconds = 0.2

    def leave_host(self) -> None:
        """Stay, but see that Landlock is enough."""
        if landlock.version() < landlock.ENOUGH:
            raise OSError("Landlock 3 (Linux 6.2) is needed where there are no namespaces")
        self._measure_later()

    def make_rules(self) -> None:
        """Say what may be read and written."""
        self._rules = landlock.Ruleset()
        hidden = {os.path.realpath(path) for path in self.options["hidden"]}
        for path in [*self.options["library"], *self.options["site"]]:
            self._allow_without(os.path.realpath(path), hidden)
        for name in namespaces.DEVICES:
            self._rules.allow(f"/dev/{name}", landlock.READ_FILE)
        self._rules.allow("/dev/null", landlock.FILE_RIGHTS)
        self._rules.allow_all(self._work)

    def _allow_without(self, path: str, hidden: set[str]) -> None:
        """Allow to read `path`, but none of the `hidden` paths in it."""
        if path in hidden:
            return
        if not any(other.startswith(f"{path}/") for other in hidden):
            self._rules.allow(path, landlock.READ)
            return
        self._rules.allow(path, landlock.READ_DIR)  # names can be listed, files not opened
        for entry in os.scandir(path):
            self._allow_without(os.path.realpath(entry.path), hidden)

    def tell(self) -> None:
        """Say in words what is in force."""
        self.words = [f"Landlock {landlock.version()}", "seccomp", "limits"]

    def choose_user(self) -> None:
        """As root; and count the threads that the user has besides."""
        super().choose_user()
        user = os.geteuid() if self.user is None else self.user
        self._others = 0 if user >= USER_BASE else rights.processes_of(user)

    def before_fork(self) -> None:
        """Hand the empty folder to the room's user."""
        if self.user is not None:
            os.chown(self._work, self.user, self.user)

    def close_files(self, fd: int) -> None:
        """Close every descriptor but `fd` and that of the rules."""
        self._rules.fd = os.dup2(self._rules.fd, fd + 1, inheritable=False)
        rights.close_others(fd, self._rules.fd)

    def set_limits(self, limits: dict[str, Any]) -> None:
        """Bound threads together with those that the user has besides."""
        rights.set_limits(limits, self.options, self._others)

    def restrict_files(self) -> None:
        """Put the rules in force."""
        self._rules.restrict()
        os.close(self._rules.fd)

    def filter_calls(self) -> None:
        """Only listed system calls."""
        self._filter(own_files=False)


class Plain(Walls):
    """An ordinary process: protects from mistakes, not from intent."""

    patrol_seconds = 0.2

    def tell(self) -> None:
        """Say in words what is in force."""
        self.words = ["nothing but limits: student code runs as an ordinary process"]

    def choose_user(self) -> None:
        """Stay who it is."""

    def give_up_rights(self) -> None:
        """Have a process group of its own, no more."""
        os.setsid()

    def set_limits(self, limits: dict[str, Any]) -> None:
        """Bound what can be bounded here."""
        with suppress(OSError, ValueError):
            rights.set_limits({**limits, "processes": None}, self.options)

    def kill(self, pid: int) -> None:
        """Kill the room's process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        super().kill(pid)


def attempt(function: Callable[[int], Any]) -> str | None:
    """Run `function` in a child; None when it came to its end, otherwise why not.

    It is given the descriptor that the answer goes to, which it must leave open.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        text = ""
        try:
            function(write)
        except BaseException as error:
            text = str(error) or type(error).__name__
        finally:
            with suppress(OSError):
                os.write(write, b"+" if not text else text.encode("utf-8", "replace")[:500])
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    return None if said == "+" else said or "the attempt crashed"
