"""Tables that were built before: kept on this machine for as long as nothing has changed."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import os
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import platformdirs

from nnkit.grading import units
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.mistakes import build
from nnkit.grading.mistakes.fingerprint import KEYS
from nnkit.grading.mistakes.table import PRINTS, Table

OLD = 60 * 24 * 3600.0  # seconds after which a table is thrown away
MADE_FROM = ("*.py", "lessons/*.py", "grading/exercise/*.py", "grading/mistakes/*.py")


@functools.lru_cache(maxsize=256)
def table_of(spec: Spec) -> Table:
    """The table of an exercise: of one of the course, as it was built before and kept."""
    if units.SPECS.get(spec.name) is not spec:
        return build.table_of(spec)
    path = _path(spec)
    with contextlib.suppress(OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return Table.read(path.read_bytes(), spec.parts)
    data = written(build.table_of(spec))
    with contextlib.suppress(OSError):
        _keep(path, data)
    return Table.read(data, spec.parts)


def written(table: Table) -> bytes:
    """The table as a file."""
    rows = [[k.id, k.advice, k.weight] for k in table.known]
    text = json.dumps([rows, table.probes, table.edges, table.counts]).encode()
    prints = {
        f"{name}_{key}": _short(getattr(getattr(table, name), key), name)
        for name in PRINTS
        for key in KEYS
    }
    stream = io.BytesIO()
    both, words = table.both.astype(np.int32), np.frombuffer(text, np.uint8)
    np.savez_compressed(stream, allow_pickle=False, both=both, text=words, **prints)
    return stream.getvalue()


def _short(array: Array, name: str) -> Array:
    """Single precision but for the right answer: fingerprints are compared within 3e-6.

    What is too large for it is cut off, not made infinite: infinity would be near to everything.
    """
    if array.dtype.kind != "f" or name == "truth":
        return array
    return np.clip(array, -1e38, 1e38).astype(np.float32)


def is_kept(spec: Spec) -> bool:
    """Say whether the table of an exercise of the course was built before."""
    return _path(spec).is_file()


def folder() -> Path:
    """Where tables are kept."""
    return Path(os.environ.get("NNKIT_CACHE") or platformdirs.user_cache_path("nnkit")) / "mistakes"


def _path(spec: Spec) -> Path:
    return folder() / f"{spec.name}-{_version(spec)}.npz"


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("*.npz"):
        if time.time() - old.stat().st_mtime > OLD:
            old.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)


def _version(spec: Spec) -> str:
    """A digest of all that the table of an exercise follows from."""
    digest = hashlib.sha256(f"{spec.name} {np.__version__} {_sources()}".encode())
    return digest.hexdigest()[:16]


@functools.cache
def _sources() -> str:
    root = Path(__file__).parents[2]
    globs = (*MADE_FROM, "grading/given/*.py", "grading/units/*.py", "grading/units/u*/*.py")
    digest = hashlib.sha256()
    for path in sorted(p for pattern in globs for p in root.glob(pattern)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
