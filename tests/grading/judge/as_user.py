"""Run a command as a plain user: `python as_user.py UID may|deny COMMAND...`; needs root.

The user gets no capability. With ``deny`` it cannot make namespaces either. Folders on the way
to Python and to this repository that only root may enter are opened in a private mount
namespace.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[3]


def load(path: Path) -> ModuleType:
    """Load a module by its file: as a part of nnkit it would start NumPy's threads first."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


linux = load(ROOT / "nnkit" / "grading" / "sandbox" / "linux.py")


def closed_folder(path: Path) -> Path | None:
    """The topmost folder above `path` that not everybody may enter."""
    return next((p for p in reversed(path.parents) if not p.stat().st_mode & 1), None)


def open_way(paths: list[Path]) -> None:
    """Make `paths` reachable for everybody, seen by this process and its children only."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    closed: dict[Path, list[Path]] = {}
    for path in paths:
        folder = closed_folder(path)
        if folder is not None:
            closed.setdefault(folder, []).append(path)
    for folder, inside in closed.items():
        stages = [tempfile.mkdtemp() for _ in inside]
        for path, stage in zip(inside, stages, strict=True):
            linux.mount(str(path), stage, None, linux.MS_BIND | linux.MS_REC)
        linux.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
        for path, stage in zip(inside, stages, strict=True):
            path.mkdir(parents=True)
            linux.mount(stage, str(path), None, linux.MS_BIND | linux.MS_REC)
            linux.unmount(stage)
            Path(stage).rmdir()


def main(uid: int, namespaces: str, command: list[str]) -> None:
    """Become the user and run the command."""
    real = Path(sys.executable).resolve().parent.parent
    open_way(list(dict.fromkeys([Path(sys.prefix), Path(sys.base_prefix), real, ROOT])))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.environ.update(HOME="/etc", PYTHONDONTWRITEBYTECODE="1", TMPDIR="/tmp")
    if namespaces == "deny":
        linux.prctl(4, 1)  # dumpable again: otherwise /proc/self belongs to root
        linux.unshare(linux.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
