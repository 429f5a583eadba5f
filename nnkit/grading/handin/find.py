"""Find a notebook among the files of a submission, also under another name.

An LMS or a browser renames files (``ps1 (1).ipynb``), a student hands in a folder in a folder:
what is handed in counts, whatever its name, when it can be told which notebook it is.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from nnkit.grading.handin.handin import HandIn, read_notebook
from nnkit.grading.handin.trouble import Trouble, shown, trouble

Score = Callable[[HandIn], tuple[int, int]]
MAX_DEPTH_OF_FOLDERS = 3
MAX_FILES = 2000
MAX_MISNAMED = 20  # notebooks of other names that are looked into


def collect(
    folder: Path,
    name: str,
    others: Sequence[str],
    score: Score,
    *,
    notebook_mb: int = 64,
) -> HandIn:
    """Find and read the notebook `name` (without ``.ipynb``) in the folder of a submission.

    Parameters
    ----------
    folder : Path
        ``submitted/<student>/<assignment>``.
    name, others : str, list of str
        The notebook wanted, and the assignment's other notebooks.
    score : callable
        How many answers of a notebook are filled in, and how many are there; it decides between
        misnamed files.
    notebook_mb : int
        Larger files are not read.
    """
    wrong = folder_trouble(folder)
    if wrong is not None:
        return HandIn(trouble=wrong)
    exact = folder / f"{name}.ipynb"
    found = read_notebook(exact, notebook_mb) if os.path.lexists(exact) else None
    if found is not None and found.trouble is None:
        filled, there = score(found)
        if filled and filled == there:
            return found
        return _or_fuller(folder, name, others, found, score, notebook_mb)
    misnamed = _misnamed(folder, {name, *others})
    best = _best(folder, misnamed, name, not others, score, notebook_mb)
    if best is not None:
        return best.instead(f"{name}.ipynb {'cannot be read' if found else 'was not there'}")
    if found is not None:
        return found
    handed_in_others = any(os.path.lexists(folder / f"{other}.ipynb") for other in others)
    kind = "missing" if handed_in_others or misnamed else "nothing"
    return HandIn(trouble=trouble(kind, f"{name}.ipynb"))


def folder_trouble(folder: Path) -> Trouble | None:
    """Return why the folder of a submission cannot be used, or None when it can."""
    if folder.is_symlink() or folder.parent.is_symlink():
        return trouble("outside")
    if not folder.is_dir():
        return trouble("not-a-folder", detail="file" if folder.is_file() else "missing folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        return trouble("unreadable", "the folder", "no permission")
    return None


def _misnamed(folder: Path, names: set[str]) -> list[Path]:
    """Return the notebooks in a submission that do not have a name of the assignment."""
    found: list[Path] = []
    folders = [(folder, 0)]
    seen = 0
    while folders:
        here, depth = folders.pop(0)
        with contextlib.suppress(OSError):
            for entry in sorted(os.scandir(here), key=lambda e: e.name):
                seen += 1
                if seen > MAX_FILES:
                    return found
                inner = entry.is_dir(follow_symlinks=False)
                if inner and depth < MAX_DEPTH_OF_FOLDERS and not entry.name.startswith("."):
                    folders.append((Path(entry.path), depth + 1))
                elif _may_be_notebook(entry, names, depth):
                    found.append(Path(entry.path))
    return found


def _may_be_notebook(entry: os.DirEntry[str], names: set[str], depth: int) -> bool:
    if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
        return False
    match = re.fullmatch(r"(.+?)\.ipynb(\.txt|\.json)?", entry.name, flags=re.IGNORECASE)
    return match is not None and not (depth == 0 and entry.name.removesuffix(".ipynb") in names)


class _Other(NamedTuple):
    """A notebook of another name: what is in it, and where it lies in the hand-in."""

    handed_in: HandIn
    where: str

    def instead(self, why: str, asks: str = "") -> HandIn:
        """Return it as what is graded in the place of the one that was wanted."""
        said = f"{why}; {self.where} was graded in its place.{asks}"
        found = self.handed_in
        return replace(found, notes=(*found.notes, said), asks=said if asks else "")


def _best(
    folder: Path, paths: list[Path], name: str, only: bool, score: Score, notebook_mb: int
) -> _Other | None:
    """Return the misnamed notebook that holds most of the answers, if one can be told."""
    single = only and len(paths) == 1
    left, best, rating = notebook_mb * 1_000_000, None, ((0, 0), False, "")
    likely = sorted(paths, key=lambda path: (name.lower() not in path.name.lower(), path.name))
    for path in likely[:MAX_MISNAMED]:
        left -= _size(path)
        if left < 0 and not single:
            break
        other = _Other(
            read_notebook(path, notebook_mb, folder), shown(str(path.relative_to(folder)))
        )
        if other.handed_in.trouble is None:
            rated = (score(other.handed_in), name.lower() in path.name.lower(), path.name)
            if rated > rating and (rated[0][1] or single):
                best, rating = other, rated  # the others are let go of
        elif single:
            return other
    if best is not None and (len(paths) > MAX_MISNAMED or left < 0):
        note = f"Not all of the {len(paths)} notebooks of other names were looked into."
        return best._replace(handed_in=replace(best.handed_in, notes=(*best.handed_in.notes, note)))
    return best


def _or_fuller(
    folder: Path, name: str, others: Sequence[str], found: HandIn, score: Score, notebook_mb: int
) -> HandIn:
    """Return what was found, or another notebook beside it when it is blank and that is not.

    Which of two counts is for a person to say: in both cases one is asked.
    """
    misnamed = _misnamed(folder, {name, *others})
    best = _best(folder, misnamed, name, False, score, notebook_mb)
    filled, more = score(found)[0], 0 if best is None else score(best.handed_in)[0]
    if best is None or more <= filled:
        return found
    if filled:
        asks = (
            f"A notebook beside {name}.ipynb has more answers filled in ({more}, not {filled}); "
            f"{name}.ipynb was graded. A person must say which one counts."
        )
        return replace(found, notes=(*found.notes, asks), asks=asks)
    asks = " A person must say which one counts."
    return best.instead(f"{name}.ipynb is not filled in", asks)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
