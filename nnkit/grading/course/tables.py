"""The sealed exercises of the students' repository: one file each, written by all cores."""

from __future__ import annotations

import functools
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from nnkit._progress import progress
from nnkit.grading.mistakes.cache import is_kept, table_of
from nnkit.grading.sealed.check import NAMES
from nnkit.grading.sealed.write import sealed
from nnkit.grading.units import SPECS


def write_tables(folder: Path) -> None:
    """Write the files of all exercises into the new folder `folder`.

    Raises
    ------
    CannotBeSealed
        A case or test of an exercise is something that students cannot be given.
    """
    folder.mkdir(parents=True)
    for name, data in _files():
        (folder / f"{name}.npz").write_bytes(data)
    (folder / NAMES).write_text("".join(f"{name}\n" for name in SPECS), encoding="utf-8")


@functools.cache
def sealed_file(name: str) -> bytes:
    """Return the file of one exercise."""
    return sealed(SPECS[name], table_of(SPECS[name]))


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the exercises and their files; tables that were not built before, in processes."""
    new = [name for name, spec in SPECS.items() if not is_kept(spec)]
    for name in SPECS.keys() - new:
        yield name, sealed_file(name)
    if not new:
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        files = zip(new, pool.map(sealed_file, new), strict=True)
        yield from progress(files, len(new), "building the tables of mistakes")
