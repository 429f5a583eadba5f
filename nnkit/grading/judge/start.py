"""Starting the fork server, and talking to it: the judge's end of the control socket."""

from __future__ import annotations

import importlib.util
import json
import os
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.judge.allowed import left_out
from nnkit.grading.sandbox import frames

# Loads the modules of `sandbox` from memory: no path of nnkit is known there.
BOOT = """
import gc, importlib.abc, importlib.util, json, os, sys
gc.disable()
with os.fdopen(int(sys.argv[1]), "rb") as pipe:
    given = json.loads(pipe.read())
del sys.argv[1:]
class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in given["sources"]:
            return importlib.util.spec_from_loader(name, self, is_package=name == "room")
    def exec_module(self, module):
        name = module.__name__
        exec(compile(given["sources"][name], f"<{name}>", "exec"), module.__dict__)
sys.meta_path.insert(0, Sources())
import room.confine
walls = room.confine.build(given["options"])  # before NumPy: threads and files come later
sys.path[:] = ["", *sys.path, *given["options"]["site"]]
import room.forkserver
room.forkserver.main(walls, given["options"])
"""

ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PATH": "",
}


PACKED = (".dist_info", ".egg_info", ".egg", ".whl", ".zip")


def sources() -> dict[str, str]:
    """The source of every module of the fork server, by the name it has there."""
    folder = resources.files("nnkit.grading.sandbox")
    found = {}
    for entry in folder.iterdir():
        name = entry.name.removesuffix(".py")
        if entry.name.endswith(".py"):
            found["room" if name == "__init__" else f"room.{name}"] = entry.read_text("utf-8")
    return found


def site_folders() -> list[str]:
    """The folders of installed packages that this Python imports from."""
    known = [*site.getsitepackages(), *sysconfig.get_paths().values()]
    if site.ENABLE_USER_SITE:
        known.append(site.getusersitepackages())
    names = ("site-packages", "dist-packages")
    folders = [p for p in [*sys.path, *known] if Path(p).name in names and Path(p).is_dir()]
    return list(dict.fromkeys(str(Path(p).absolute()) for p in folders))


def hidden_paths(names: Sequence[str]) -> list[str]:
    """What of the judge-only modules `names` lies in folders that a room can read."""
    found: set[str] = set()
    folders = {*site_folders(), *_base_folders()}
    for name in names:
        with suppress(ImportError, ValueError):
            spec = importlib.util.find_spec(name)
            if spec is not None:
                found.update(spec.submodule_search_locations or [])
                if spec.has_location and spec.origin:
                    found.add(spec.origin)
                    folders.add(str(Path(spec.origin).parent))
    for folder in folders:
        found.update(_entries(Path(folder), names))
        found.update(_entries(Path(folder) / "__pycache__", names))  # bytecode is as good
    return sorted(path for path in found if Path(path).exists())


def _entries(folder: Path, names: Sequence[str]) -> Iterator[str]:
    """What in `folder` belongs to the modules `names`."""
    with suppress(OSError):
        for path in folder.iterdir():
            plain = path.name.lower().replace("-", "_")
            if any(_belongs(plain, name.lower()) for name in names):
                yield str(path)


def _base_folders() -> list[str]:
    libraries = [Path(prefix) / "lib" for prefix in (sys.base_prefix, "/usr", "/usr/local")]
    return [str(path) for library in libraries for path in library.glob("python3*/*-packages")]


def _belongs(entry: str, name: str) -> bool:
    return (
        entry == name
        or entry.startswith((f"{name}.", f"__editable__.{name}_", f"__editable___{name}_"))
        or entry.startswith(f"_{name}.")  # how some builders name an editable install
        or (entry.startswith(f"{name}_") and entry.endswith(PACKED))
        or (entry.startswith("__editable__") and f".{name}_" in entry)
    )


def library_folders() -> list[str]:
    """The standard library and the shared libraries that Python loads from."""
    paths = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    prefixes = dict.fromkeys([sys.base_prefix, sys.base_exec_prefix])
    paths += [f"{prefix}/{name}" for prefix in prefixes for name in ("lib", "lib64")]
    paths += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store", "/etc/ld.so.cache"]
    return [path for path in dict.fromkeys(paths) if Path(path).exists()]


class ForkServer:
    """The judge's end of a fork server."""

    def __init__(
        self,
        *,
        judge_only: Sequence[str] = ("nnkit",),
        packages: Sequence[str] | None = None,
        walls: Sequence[str] = ("namespaces", "landlock"),
        figures: bool = True,
        draws: bool = True,
        imports: Sequence[str] = (),
        held: int | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ):
        refused: list[str] = []
        paths: list[str] = []
        if packages is not None:
            refused, paths = left_out(packages, [*site_folders(), *_base_folders()])
        ours, theirs = socket.socketpair()
        options = {
            "control": theirs.fileno(),
            "site": site_folders(),
            "hidden": [*hidden_paths(judge_only), *paths],
            "library": library_folders(),
            "judge_only": list(judge_only),
            "packages": packages,
            "refused": refused,
            "walls": list(walls),
            "figures": figures,
            "draws": draws,
            "imports": list(imports),
            "temp": tempfile.gettempdir(),
            "number": os.getpid(),
        }
        self._control = ours
        self._stream = frames.Stream(ours.fileno())
        self.process = _spawn({"sources": sources(), "options": options}, theirs, held)
        meanwhile()
        self.hello = self._greeting()
        self.walls: list[str] = self.hello["walls"]
        self.safe: bool = self.hello["safe"]

    def _greeting(self) -> dict[str, Any]:
        try:
            return self._stream.receive()[0]
        except (EOFError, OSError):
            assert self.process.stderr is not None
            text = self.process.stderr.read().decode("utf-8", "replace").strip()
            self.close()
            raise UseError(
                f"the student's room does not start: {(text.splitlines() or ['?'])[-1][:300]}"
            ) from None
        finally:
            if self.process.stderr is not None:
                self.process.stderr.close()

    def open(self, end: socket.socket, limits: dict[str, Any]) -> None:
        """Fork a room behind the socket `end`."""
        self._stream.send({"op": "open", "limits": limits})
        socket.send_fds(self._control, [b"F"], [end.fileno()])
        self._stream.receive()

    def signal(self, number: int) -> None:
        """Send the room a signal."""
        self._stream.send({"op": "signal", "signal": number})
        self._stream.receive()

    def close_room(self, wait: float = 0.0) -> tuple[int, str]:
        """Kill the room; its wait status (-1 when it lived), and why the fork server killed it.

        A room that ends by itself within `wait` seconds tells how it ended.
        """
        self._stream.send({"op": "close", "wait": wait})
        reply, _ = self._stream.receive()
        return reply["status"], reply["deed"]

    def close(self) -> None:
        """End the fork server with everything in it."""
        self._control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _spawn(
    given: dict[str, Any], control: socket.socket, held: int | None
) -> subprocess.Popen[bytes]:
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-c", BOOT, str(read)],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(read, control.fileno(), *([] if held is None else [held])),
        cwd="/",
        start_new_session=True,
    )
    os.close(read)
    control.close()
    with os.fdopen(write, "wb") as pipe:
        pipe.write(json.dumps(given).encode())
    return process
