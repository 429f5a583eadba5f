"""Listing and replacing folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

#: What Jupyter, Python, file managers and tried exercises leave behind; never part of a course.
LEFT_BEHIND = frozenset({".ipynb_checkpoints", "__pycache__", ".DS_Store", "my_nnkit.py"})


def files_in(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder`, in order, except what programs leave behind."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFT_BEHIND)
        for name in sorted(set(names) - LEFT_BEHIND):
            if not name.endswith(".pyc"):
                yield Path(parent, name)


def swap_in(new: Path, target: Path, beside: Path) -> None:
    """Rename the folder `new` to `target`; what was there is moved into the folder `beside`.

    All three must be on one file system. When the second renaming fails the first is undone.
    """
    old = beside / f"old-{target.name}"
    was_there = target.exists()
    if was_there:
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if was_there:
            old.rename(target)
        raise
