"""Attacks on the machine, run in one kind of walls; `python battery.py WALLS` prints the results.

With ``reach`` as second word only those that reach for what is outside.

An attack is an answer cell between an honest answer cell and honest tests. What must hold
after it: the honest tests got their points (the room may be started again), the next submission
gets its own, and it did not take long.
"""

# ruff: noqa: E501 (attacks are easier to read on one line)
from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from notebooks import hidden, marks, notebook, text_of

from nnkit.grading.judge import Limits, Rooms

LIMITS = Limits(
    cell_seconds=0.7, call_seconds=0.5, total_seconds=20, memory_mb=200, disk_mb=10,
    output_bytes=100_000, processes=20,
)  # fmt: skip

LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
SAY = "\nprint('DONE')"

# Must end in an error or nothing, never print DONE; all in one notebook
FORBIDDEN = {
    "fork": "import os\npid = os.fork()",
    "a process": "import subprocess\nsubprocess.run(['/bin/true'])",
    "os.system": "import os\nassert os.system('true') == 0",
    "exec": "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', '1'])",
    "multiprocessing": "import multiprocessing as m\nm.Process(target=print).start()",
    "vfork by hand": LIBC + "assert libc.vfork() > 0",
    "clone3": LIBC + "assert libc.syscall(435, (ctypes.c_uint64 * 11)(), 88) >= 0",
    "a socket": "import socket\nsocket.socket()",
    "a unix socket": "import socket\nsocket.socket(socket.AF_UNIX)",
    "the network": "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1')",
    "kill all": "import os\nos.kill(-1, 9)",
    "kill the parent": "import os\nos.kill(os.getppid() or 1 << 20, 9)",
    "signal by descriptor": "import os\nfd = os.pidfd_open(os.getppid() or 1)",
    "signal by fcntl": "import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, 8, os.getppid() or 1)",
    "ptrace": LIBC + "assert libc.ptrace(16, os.getppid(), 0, 0) == 0",
    "read another's memory": LIBC + "assert libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0) >= 0",
    "mount": LIBC + "assert libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0",
    "unmount": LIBC + "assert libc.umount2(b'/tmp', 2) == 0",
    "unshare": LIBC + "assert libc.unshare(0x10000000) == 0",
    "chroot": "import os\nos.chroot('.')",
    "new user": LIBC + "assert libc.setuid(0) == 0 and os.getuid() == 0 and libc.chroot(b'/') == 0",
    "io_uring": LIBC + "assert libc.syscall(425, 8, (ctypes.c_uint64 * 15)()) >= 0",
    "keyring": LIBC + "assert libc.syscall(250, 0, -3, 0) >= 0",
    "bpf": LIBC + "assert libc.syscall(321, 0, 0, 0) >= 0",
    "memory file": "import os\nos.memfd_create('x')",
    "shared memory": "from multiprocessing import shared_memory\n"
    "shared_memory.SharedMemory(create=True, size=10)",
    "System V memory": LIBC + "assert libc.shmget(0, 4096, 0o1600) >= 0",
    "message queue": LIBC + "assert libc.mq_open(b'/q', 0o102, 0o600, None) >= 0",
    "higher limits": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "write the standard library": "import os\nopen(os.__file__, 'a').write('x')",
    "write NumPy": "import numpy\nopen(numpy.__file__, 'a').write('x')",
    "new file in site-packages": "import numpy, pathlib\n"
    "(pathlib.Path(numpy.__file__).parent.parent / 'evil.pth').write_text('import os')",
    "file in /": "open('/evil', 'w')",
    "chmod of a library": "import os, numpy\nos.chmod(numpy.__file__, 0o777)",
    "touch of a library": "import os, numpy\nos.utime(numpy.__file__)",
    "truncate a library": "import os, numpy\nos.truncate(numpy.__file__, 0)",
    "link a library": "import os, numpy\nos.link(numpy.__file__, 'x')",
    "device": "import os, stat\nos.mknod('x', stat.S_IFBLK | 0o600, os.makedev(254, 0))",
}  # fmt: skip

# The same, each in a notebook of its own
GREEDY = {
    "22 GB array": "x = np.ones(22 * 2**27)",
    "memory by pieces": "x = []\nwhile True:\n    x.append(bytearray(10**7))",
    "large file": "with open('x', 'wb') as f:\n    for _ in range(100):\n        f.write(bytes(10**6))",
    "stdin": "input()",
    "deep recursion": "def r():\n    return r() + 1\nr()",
    "SystemExit": "raise SystemExit(0)",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "GeneratorExit": "raise GeneratorExit",
    "an error that cannot be shown": "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E",
    "a value that cannot be shown": "class E:\n    def __repr__(self): raise MemoryError\ndisplay(E())",
}  # fmt: skip

# May do what they can; the rest must not suffer
ROUGH = {
    "exit": "import os\nos._exit(0)",
    "exit in a thread": "import os, threading\nt = threading.Thread(target=os._exit, args=(3,))\nt.start()\nt.join()",
    "abort": "import os\nos.abort()",
    "segfault": "import ctypes\nctypes.string_at(1)",
    "forbidden architecture": LIBC + "b = ctypes.CFUNCTYPE(None)\nimport mmap\n"
    "m = mmap.mmap(-1, 4096, prot=7)\nm.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')\n"
    "b(ctypes.addressof(ctypes.c_char.from_buffer(m)))()",
    "endless loop": "while True: pass",
    "endless loop that swallows interrupts": "import time\nwhile True:\n    try:\n        time.sleep(0.05)\n    except BaseException: pass",
    "ignored signals": "import signal, time\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
    "    except (OSError, ValueError): pass\nwhile True: time.sleep(1)",
    "sleep": "import time\ntime.sleep(1000)",
    "10 000 threads": "import threading, time\nfor _ in range(10000):\n"
    "    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "threads that spin": "import threading\ndef spin():\n    while True: pass\n"
    "for _ in range(4): threading.Thread(target=spin, daemon=True).start()",
    "flood": "print('x' * 50_000_000)",
    "flood by lines": "import sys\nfor i in range(300_000): print('line', i)\nprint('y', file=sys.stderr)",
    "flood of values": "for i in range(20_000): display(i)",
    "flood of the descriptor": "import os\nfor fd in range(3, 64):\n    try:\n"
    "        for _ in range(1000): os.write(fd, b'\\1' * 65536)\n    except OSError: pass",
    "garbage to the descriptor": "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'garbage!' * 100)\n    except OSError: pass",
    "closed descriptors": "import os\nos.closerange(0, 256)",
    "huge figure": "import matplotlib.pyplot as plt\nplt.figure(figsize=(3000, 3000)).add_subplot()",
    "many figures": "import matplotlib.pyplot as plt\nfor _ in range(300): plt.figure()",
    "many files": "for i in range(30_000): open(f'f{i}', 'w')",
    "deep folders": "import os\nfor i in range(3000):\n    os.mkdir('d')\n    os.chdir('d')",
    "closed folders": "import os\nos.umask(0o777)\nos.makedirs('a', 0)\nopen('b', 'w')",
    "files without a name": "import os\nkept = []\nwhile True:\n    try:\n        f = open('x', 'wb')\n        os.unlink('x')\n"
    "        f.write(bytes(4_000_000))\n        f.flush()\n        kept.append(f)\n    except OSError:\n        pass",
    "no modules": "import sys\nsys.modules.clear()",
    "no builtins": "import builtins\nfor n in list(vars(builtins)):\n    delattr(builtins, n)",
    "no names": "globals().clear()",
    "patched room": "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ in ('Room', 'Stream', 'Screen'):\n"
    "        o.__dict__.clear()",
    "gc off and cycles": "import gc\ngc.disable()\nx = []\nx.append(x)\nprint(len(gc.get_objects()) > 0)",
    "trace": "import sys\ndef t(*a):\n    raise ValueError\nsys.settrace(t)\nsys.setprofile(t)",
    "recursion limit": "import sys\nsys.setrecursionlimit(10**6)\ndef r(): return r()\nr()",
    "syntax error": "def (:",
    "null bytes": "x = '\\0'\n\x00",
    "lone surrogate": "print('\\ud800')",
    "large integer": "10 ** 5000",
}  # fmt: skip

# Must not find what it looks for; FOLDER holds files that every user may read, REPO is nnkit's
SECRETS = {
    "the users of the machine": "assert 'root' in open('/etc/passwd').read()",
    "a gradebook": "assert 'SECRET' in open('FOLDER/gradebook.db').read()",
    "a gradebook by link": "import os\nos.symlink('FOLDER/gradebook.db', 'x')\nassert 'SECRET' in open('x').read()",
    "a gradebook by hard link": "import os\nos.link('FOLDER/gradebook.db', 'x')\nassert 'SECRET' in open('x').read()",
    "moving a gradebook": "import os\nos.rename('FOLDER/gradebook.db', 'x')",
    "deleting a gradebook": "import os\nos.unlink('FOLDER/gradebook.db')",
    "emptying a gradebook": "import os\nos.truncate('FOLDER/gradebook.db', 0)",
    "closing a gradebook": "import os\nos.chmod('FOLDER/gradebook.db', 0)",
    "writing a gradebook": "open('FOLDER/gradebook.db', 'a').write('x')",
    "the folder of a gradebook": "import os\nassert os.listdir('FOLDER')",
    "the environment": "import os\nassert any('SECRET' in v for v in os.environ.values())",
    "the environment of others": "import glob\nassert any(b'SECRET' in open(p, 'rb').read() for p in glob.glob('/proc/*/environ'))",
    "the command lines of others": "import glob\nassert any(open(p, 'rb').read() for p in glob.glob('/proc/*/cmdline'))",
    "own memory map": "assert open('/proc/self/maps').read()",
    "memory of the parent": "import os\nopen(f'/proc/{os.getppid() or 1}/mem', 'rb').read(1)",
    "the home folder": "import os\nassert len(os.listdir('HOMEDIR')) >= HOMECOUNT > 1",
    "files of the repository": "assert open('REPO/nnkit/activations.py').read()",
    "the reference anywhere": "import os, sys\nfound = [os.path.join(b, n) for p in [*sys.path, sys.prefix] if p for b, _, ns in os.walk(p)\n"
    "         if '/nnkit' in b for n in ns]\nassert any(open(p, 'rb').read() for p in found)",
    "the path of the repository": "import glob, sys\nassert any(b'REPO' in open(f, 'rb').read() for p in sys.path if p\n"
    "    for f in glob.glob(p + '/*editable*') + glob.glob(p + '/__pycache__/*editable*') + glob.glob(p + '/nnkit*/*') + glob.glob(p + '/*.pth'))",
    "the reference by import": "import importlib, sys\nsys.meta_path[:] = sys.meta_path[-1:]\n"
    "for n in [n for n in sys.modules if n.startswith('nnkit')]: del sys.modules[n]\nimport nnkit.activations",
    "other submissions": "import glob\nassert glob.glob('/tmp/*left*') + glob.glob('/tmp/*/*left*') + glob.glob('*left*') + glob.glob('../*left*')",
    "objects of the tests": "import gc\nw = 'MARKER'\nassert any(w + w in str(o) for o in gc.get_objects() if type(o) in (dict, list, str, tuple))",
    "open descriptors": "import os\nfor fd in range(3, 256):\n    try:\n        s = os.fstat(fd).st_mode\n    except OSError:\n"
    "        continue\n    assert __import__('stat').S_ISSOCK(s), fd\nraise SystemExit",
}  # fmt: skip
LEAVE = "open('left', 'w').write('x')\nopen('/tmp/left', 'w').write('x')"

GOOD = ("student", "def good(x):\n    return x * x")
SETUP = ("locked", "import numpy as np")


def trial(rooms: Rooms, code: str) -> dict[str, object]:
    """Run one attack: the marks of the honest tests, what was printed, how long it took."""
    test = ("test", hidden("'MARKERMARKER'\nassert good(3) == 9"))
    nb = notebook(SETUP, GOOD, ("student", code), test, ("student", "def late(x):\n    return x"),
                  ("test", "assert late(2) == 2"))  # fmt: skip
    started = time.monotonic()
    verdict = rooms.execute(nb)
    seconds = time.monotonic() - started
    after = notebook(SETUP, GOOD, test)
    rooms.execute(after)
    return {
        "marks": marks(nb), "after": marks(after), "seconds": round(seconds, 2),
        "done": "DONE" in json.dumps(nb.cells[2].outputs), "size": len(text_of(nb)),
        "stopped": verdict.stopped, "notes": verdict.notes,
        "outputs": json.dumps(nb.cells[2].outputs)[:300],
    }  # fmt: skip


def together(rooms: Rooms, attacks: dict[str, str]) -> dict[str, object]:
    """Run attacks as cells of one notebook: which of them came to their end, and the mark."""
    attempts = [("student", code + SAY) for code in attacks.values()]
    nb = notebook(SETUP, GOOD, *attempts, ("test", hidden("'MARKERMARKER'\nassert good(3) == 9")))
    verdict = rooms.execute(nb)
    outputs = [json.dumps(cell.outputs) for cell in nb.cells[2:-1]]
    done = [name for name, out in zip(attacks, outputs, strict=True) if "DONE" in out]
    silent = [name for name, out in zip(attacks, outputs, strict=True) if "error" not in out]
    return {"done": done, "silent": silent, "marks": marks(nb), "stopped": verdict.stopped,
            "notes": verdict.notes, "ran": list(attacks)}  # fmt: skip


def calls(rooms: Rooms) -> dict[str, object]:
    """Attacks inside a call from a test: the marks of the test and of the next one."""
    found = {}
    for name in (
        "exit",
        "segfault",
        "endless loop",
        "endless loop that swallows interrupts",
        "flood of the descriptor",
    ):
        body = "\n".join("    " + line for line in ROUGH[name].splitlines())
        nb = notebook(SETUP, GOOD, ("student", f"def bad(x):\n{body}"), ("test", hidden("bad(1)")),
                      ("test", hidden("assert good(3) == 9")))  # fmt: skip
        verdict = rooms.execute(nb)
        found[name] = {"marks": marks(nb), "seconds": verdict.seconds, "notes": verdict.notes}
    return found


def secrets(rooms: Rooms, folder: Path) -> dict[str, object]:
    """Look for what must not be there; one submission has left files before."""
    book = folder / "gradebook.db"
    book.write_text("SECRET")
    book.chmod(0o666)
    folder.chmod(0o777)
    places = {"FOLDER": folder, "REPO": Path(__file__).parents[3], "HOMEDIR": Path.home(),
              "HOMECOUNT": len(list(Path.home().iterdir()))}  # fmt: skip
    trial(rooms, LEAVE)
    attacks = dict(SECRETS)
    for word, place in places.items():
        attacks = {name: code.replace(word, str(place)) for name, code in attacks.items()}
    found = together(rooms, attacks)
    found["gradebook"] = [book.read_text(), oct(book.stat().st_mode)[-3:]]
    return found


def main(walls: str, part: str = "all") -> None:
    """Run all in the given walls and print what happened as JSON."""
    os.environ["SECRET_OF_THE_GRADER"] = "SECRET"
    with Rooms(LIMITS, walls=walls.split(",")) as rooms, tempfile.TemporaryDirectory() as folder:
        result = {
            "uid": os.getuid(),
            "confinement": str(rooms.confinement),
            "forbidden": together(rooms, FORBIDDEN),
            "secrets": secrets(rooms, Path(folder)),
        }
        if part == "all":
            result |= {
                "greedy": {name: trial(rooms, code + SAY) for name, code in GREEDY.items()},
                "rough": {name: trial(rooms, code) for name, code in ROUGH.items()},
                "calls": calls(rooms),
            }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
