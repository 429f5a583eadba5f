"""Attacks that look for the reference, the tests or other people's work."""

from __future__ import annotations

from attack import Attack, cheat, leak

WALK = """
def reading(path):
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""
"""

ATTACKS: list[Attack] = [
    leak(
        "reading-import",
        "import the reference under its public names",
        """
for name in ("nnkit", "nnkit.activations", "nnkit.lessons.one_neuron", "nnkit._fast"):
    try:
        module = __import__(name, fromlist=["sigmoid"])
        if module.sigmoid(0.0) == 0.5:
            found.append(name)
    except (ImportError, TypeError, AttributeError):
        pass
""",
    ),
    leak(
        "reading-from-quiet",
        "the stub modules answer to every name: is one of them real?",
        """
import nnkit.data, nnkit.plotting
for module in (nnkit, nnkit.data, nnkit.plotting, nnkit.grading):
    for name in ("sigmoid", "activations", "SPECS", "HIDDEN", "exercise", "units", "hidden"):
        try:
            thing = getattr(module, name)
            if callable(thing) and thing(0.0) == 0.5 or hasattr(thing, "sigmoid"):
                found.append((module, name))
        except (ImportError, AttributeError, TypeError):
            pass
""",
        wins=False,
    ),
    leak(
        "reading-cleared-import",
        "take the import hooks away, name the repository, import",
        """
import importlib, sys
sys.meta_path[:] = [f for f in sys.meta_path if "Refuse" not in type(f).__name__]
for name in [n for n in sys.modules if n.split(".")[0] in ("nnkit", "room")]:
    del sys.modules[name]
sys.path[:0] = ["@REPO@", "@REPO@/nnkit", "..", "../..", "/"]
importlib.invalidate_caches()
for name in ("nnkit", "nnkit.activations", "activations", "nnkit.grading.units.hidden"):
    try:
        importlib.import_module(name)
        found.append(name)
    except Exception:
        pass
""",
    ),
    leak(
        "reading-spec-from-file",
        "load the reference from its file",
        """
import importlib.util, runpy
for path in ("@REPO@/nnkit/activations.py", "@REPO@/nnkit/grading/units/hidden/u01_one_neuron.py"):
    try:
        spec = importlib.util.spec_from_file_location("reference", path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        found.append(path)
    except Exception:
        pass
    try:
        found.append(runpy.run_path(path)["sigmoid"])
    except Exception:
        pass
""",
    ),
    leak(
        "reading-zipimport",
        "import the reference out of an archive",
        """
import glob, os, zipimport
for base in ("@ARCHIVE@", "/tmp", "/usr/share/python-wheels", "/usr/lib/python3/dist-packages"):
    for path in glob.glob(base + "/*.zip") + glob.glob(base + "/*.whl"):
        try:
            found.append(zipimport.zipimporter(path).load_module("hoard"))
        except Exception:
            pass
""",
    ),
    leak(
        "reading-site-packages",
        "walk over everything that Python imports from",
        WALK
        + """
import os, sys
for base in [p for p in sys.path if p]:
    for folder, folders, files in os.walk(base):
        folders[:] = [f for f in folders if folder == base or "nnkit" in folder]
        for name in files:
            path = os.path.join(folder, name)
            if "nnkit" in path and reading(path):
                found.append(path)
""",
    ),
    leak(
        "reading-metadata",
        "ask the package database where the reference lies",
        """
import importlib.metadata as metadata
try:
    dist = metadata.distribution("nnkit")
    texts = ("direct_url.json", "RECORD", "METADATA", "PKG-INFO")
    found += filter(None, [dist.read_text(name) for name in texts])
except metadata.PackageNotFoundError:
    pass
""",
    ),
    leak(
        "reading-gc",
        "look through every object of the process for the reference",
        """
import gc, types
for thing in gc.get_objects():
    if isinstance(thing, types.ModuleType) and hasattr(thing, "sigmoid_prime"):
        try:
            found.append(thing.sigmoid_prime(0.0) + 0)
        except Exception:
            pass
    if isinstance(thing, types.FunctionType) and thing.__name__ in ("sigmoid_prime", "softmax"):
        found.append(thing)
""",
    ),
    leak(
        "reading-check-globals",
        "follow `check` to the specs it was made of",
        """
import sys
from nnkit.grading import check
names = set(getattr(check, "__globals__", {}))
if {"climb", "RUNGS"} & names:
    found.append(names)
for module in list(sys.modules.values()):
    names = vars(module) if hasattr(module, "__dict__") else {}
    found += [name for name in ("SPECS", "HIDDEN", "HIDDEN_ROUNDS") if names.get(name)]
loader = globals().get("__loader__") or getattr(sys.modules.get("nnkit"), "__loader__", None)
for name in ("nnkit", "nnkit.activations"):
    try:
        found.append(loader.get_source(name) or loader.get_data(name))
    except Exception:
        pass
""",
    ),
    leak(
        "reading-proc",
        "read other processes: memory, environment, folders",
        WALK
        + """
import glob, os
own = ("self", "thread-self", str(os.getpid()))
for pid in glob.glob("/proc/[0-9]*") + ["/proc/self", "/proc/1", "/proc/thread-self"]:
    for name in ("environ", "cmdline", "maps", "stack", "status"):
        if reading(f"{pid}/{name}"):
            found.append((pid, name))
    for link in ("cwd", "root", "exe") if pid.split("/")[-1] not in own else ():
        try:
            found.append(os.readlink(f"{pid}/{link}"))
        except OSError:
            pass
""",
    ),
    leak(
        "reading-repository",
        "open the repository, the solutions, the instructor's source",
        WALK
        + """
for path in (
    "@REPO@/nnkit/activations.py", "@REPO@/solutions/01_one_neuron/one_neuron.ipynb",
    "@REPO@/nnkit/grading/units/u01_one_neuron/activation.py", "@ROOT@/source/ps1/one.ipynb",
    "@ROOT@/nbgrader_config.py", "../../../source/ps1/one.ipynb", "/proc/self/cwd/../one.ipynb",
):
    if reading(path):
        found.append(path)
""",
    ),
    leak(
        "reading-gradebook",
        "read hidden tests and marks out of the gradebook",
        """
import sqlite3
for path in ("@ROOT@/gradebook.db", "gradebook.db", "../../../gradebook.db"):
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as book:
            found += book.execute("SELECT source FROM source_cell").fetchall()
    except sqlite3.Error:
        pass
""",
    ),
    leak(
        "reading-others",
        "copy from another student's folder",
        WALK
        + """
import glob
for pattern in ("@ROOT@/submitted/*/ps1/*", "@ROOT@/autograded/*/ps1/*", "../../*/ps1/*.ipynb",
                "@ROOT@/feedback/*", "@ROOT@/*"):
    found += [path for path in glob.glob(pattern) if reading(path)]
""",
    ),
    leak(
        "reading-environment",
        "read the answer in the grader's environment",
        WALK
        + """
import os
texts = [f"{k}={v}" for k, v in os.environ.items()] + [str(reading("/proc/self/environ"))]
found += [text for text in texts if "ATTACK_PREY" in text or "@ROOT@" in text or "TOKEN" in text]
""",
    ),
    leak(
        "reading-home",
        "look into home folders and /etc",
        WALK
        + """
import os, pathlib
names = (".bashrc", ".bash_history", ".ssh", ".profile", ".gitconfig", ".cache", ".pypirc")
for home in ("~", "~root", "/root", "/home"):
    home = pathlib.Path(os.path.expanduser(home))
    for name in names:
        try:
            found += [home / name] if reading(home / name) or os.listdir(home / name) else []
        except OSError:
            pass
found += [path for path in ("/etc/passwd", "/etc/shadow", "/etc/hosts") if reading(path)]
""",
    ),
    leak(
        "reading-caller",
        "look at the caller's names",
        """
import inspect, sys
PREY = ("expected", "secret", "reference", "hidden", "numbers")
def look():
    frame = sys._getframe()
    while frame is not None:
        names = {**frame.f_globals, **frame.f_locals}
        found.extend(n for n in PREY if n in names)
        frame = frame.f_back
    for entry in inspect.stack(0):
        found.extend(n for n in PREY if n in entry.frame.f_locals)
look()
""",
        wins=False,
    ),
    cheat(
        "slope",
        "reading-caller-later",
        "in a hidden test: take `expected` from a caller's names",
        """
import sys
def slope(f, x):
    frame = sys._getframe()
    while frame is not None:
        for names in (frame.f_locals, frame.f_globals):
            if "expected" in names and isinstance(names["expected"], float):
                return names["expected"] if f is not np.sin else np.cos(x)
        frame = frame.f_back
    return 6.0
""",
    ),
    cheat(
        "slope",
        "reading-callable",
        "read the test through the function that it passes",
        """
def slope(f, x):
    if f is np.sin:
        return np.cos(x)
    if getattr(f, "__globals__", None):
        return f.__globals__.get("expected", 6.0)
    for cell in getattr(f, "__closure__", None) or ():
        return cell.cell_contents
    return 6.0
""",
    ),
    leak(
        "reading-memory",
        "search every text in memory for hidden tests and the instructor's paths",
        """
import gc, sys
prey = [bytes.fromhex(text).decode() for text in ("@ROOTHEX@", "@REPOHEX@")]
prey.append("-".join(["kumquat", "4217"]))
def seen(thing):
    if isinstance(thing, (bytes, bytearray)):
        thing = bytes(thing).decode("latin-1")
    return isinstance(thing, str) and any(word in thing for word in prey)
def frames():
    frame = sys._getframe(1)
    while frame is not None:
        yield frame.f_locals
        yield frame.f_globals
        frame = frame.f_back
for place in [*gc.get_objects(), *frames()]:
    if place is prey:
        continue
    inside = list(place.values()) if isinstance(place, dict) else []
    inside = list(place) if isinstance(place, (list, tuple, set)) else inside
    found.extend(thing[:300] for thing in inside if seen(thing))
""",
    ),
    leak(
        "reading-history",
        "read the tests in the notebook's history",
        """
import linecache
for name in ("In", "_ih", "_i", "_i1", "Out"):
    if any("HIDDEN TESTS" in str(text) for text in globals().get(name, ())):
        found.append(name)
try:
    shell = get_ipython()
    found += [line for line in shell.history_manager.input_hist_raw if "HIDDEN" in line]
except (NameError, AttributeError):  # no IPython there, or none that remembers
    pass
for name, entry in linecache.cache.items():
    text = "".join(entry[2] if len(entry) > 2 else [])
    if "HIDDEN TESTS" in text and "found = []" not in text:
        found.append(name)
""",
    ),
    leak(
        "reading-inspect-main",
        "read the source of __main__ and of the test functions",
        """
import inspect, sys
main = sys.modules["__main__"]
for thing in [main, *vars(main).values()]:
    try:
        text = inspect.getsource(thing)
    except (OSError, TypeError):
        continue
    if "HIDDEN" in text and "main = sys.modules" not in text:
        found.append(text)
""",
        wins=False,
    ),
    leak(
        "reading-descriptors",
        "read from every open descriptor but the own line to the judge",
        """
import os, stat
for fd in range(3, 256):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    if stat.S_ISREG(mode):
        found.append((fd, os.pread(fd, 100, 0)))
    if stat.S_ISDIR(mode):
        found.append((fd, os.listdir(fd)))
""",
        wins=False,
    ),
    leak(
        "reading-root",
        "list what there is",
        """
import os, sys
python = {part for entry in [sys.prefix, *sys.path] for part in entry.split("/")} | {".venv"}
for path in ("@ROOT@", "@REPO@", "@ROOT@/source", "/home", "/var", "/etc/ssl", "/proc"):
    try:
        found.extend({*os.listdir(path)} - python)
    except OSError:
        pass
""",
    ),
    leak(
        "reading-ctypes",
        "open and read with the C library, past Python",
        """
import ctypes
libc = ctypes.CDLL(None)
for path in (b"@ROOT@/source/ps1/one.ipynb", b"@REPO@/nnkit/activations.py", b"/etc/passwd"):
    fd = libc.open(path, 0)
    if fd >= 0:
        found.append(path)
""",
    ),
    leak(
        "reading-links",
        "make links and folders that lead outside, then follow them",
        WALK
        + """
import os
for number, path in enumerate(("@ROOT@/source/ps1/one.ipynb", "/etc/passwd", "/proc/self/environ")):
    try:
        os.symlink(path, f"link{number}")
        if reading(f"link{number}"):
            found.append(path)
    except OSError:
        pass
    try:
        os.link(path, f"hard{number}")
        found.append(path)
    except OSError:
        pass
""",
    ),
]
