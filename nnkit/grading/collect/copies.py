"""The copies that one student handed in: all are kept, the newest is what is graded.

Each lies in ``downloaded/ASSIGNMENT/copies/STUDENT/`` in a folder ``0001-MARK-DIGEST`` of its own,
made beside and renamed, so a killed run leaves whole copies only. What is graded is a copy of the
newest; it is put in place only when a newer one came, or none is there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from nnkit.grading.collect.downloads import TIME, digest, lay, remove
from nnkit.grading.collect.names import Copy
from nnkit.grading.handin.settings import TwoRooms

_KEPT = re.compile(r"(\d{4,})-(.*)-([0-9a-f]{16})")
NEW, NEWER, SAME, EARLIER = "new", "newer", "unchanged", "an earlier copy"


class _Kept(NamedTuple):
    serial: int
    mark: str
    digest: str
    folder: Path


def kept(folder: Path) -> list[_Kept]:
    """Return the copies of one student, in the order in which they came."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if known := _KEPT.fullmatch(path.name):
            found.append(_Kept(int(known[1]), known[2], known[3], path))
    return sorted(found)


def newest(copies: list[_Kept]) -> _Kept | None:
    """Return the copy that counts: the last that came, unless it is said to be older."""
    best = None
    for copy in copies:
        older = best is not None and copy.mark[:1] == best.mark[:1] and copy.mark < best.mark
        best = best if older else copy
    return best


def keep(
    copy: Copy, folder: Path, own: Collection[str], rooms: TwoRooms, wrong: Callable[[Path], str]
) -> tuple[str, list[str]]:
    """Keep one copy; return what it is beside the others ("" for nothing), and what is refused.

    `wrong` says of a folder of files why it cannot be what was to be handed in, or "".
    """
    partial = folder / ".partial"
    remove(partial)
    refused = lay(copy.files, partial, own, rooms)
    if not any(partial.iterdir()):
        remove(partial)
        return "", refused
    before = kept(folder)
    last, mine = newest(before), digest(partial)
    marked = [k for k in before if k.digest == mine and (k.mark == copy.mark or not copy.mark)]
    if marked:
        remove(partial)
        return SAME if marked[-1] == last else EARLIER, refused
    if why := wrong(partial):
        remove(partial)
        return "", [*refused, f"{why}; it was not taken"]
    if copy.when:
        (partial / TIME).write_text(f"{copy.when}\n", encoding="utf-8")
    serial = max((k.serial for k in before), default=0) + 1
    partial.rename(folder / f"{serial:04}-{copy.mark}-{mine}")
    if last is None:
        return NEW, refused
    return (NEWER if newest(kept(folder)) != last else EARLIER), refused


def place(folder: Path, submitted: Path, changed: bool) -> str:
    """Put the newest copy where it is graded, if it is not there; return what is to be said.

    Parameters
    ----------
    folder, submitted : Path
        The copies of a student, and ``submitted/STUDENT/ASSIGNMENT``.
    changed : bool
        Whether a newer copy came now: what a person changed there in the meantime is then put
        beside the copies, and otherwise stays.
    """
    copies = kept(folder)
    best = newest(copies)
    if best is None:
        return ""
    if submitted.is_symlink() or submitted.parent.is_symlink():
        return f"{submitted} is a link; nothing was written there"
    staged, before = (submitted.with_name(f".{submitted.name}.{name}") for name in ("new", "old"))
    there = digest(submitted) if submitted.is_dir() else ""
    if there == best.digest and not changed:
        return ""
    if there and there not in {copy.digest for copy in copies}:
        if not changed:
            return "what is in submitted/ was changed by hand; it stays"
        aside = folder / f"by-hand-{there}"
        remove(aside)
        shutil.move(submitted, aside)
        said = f"what was changed by hand in submitted/ is now in {aside}"
    else:
        said = ""
    remove(staged)
    remove(before)
    submitted.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(best.folder, staged)
    if submitted.is_dir():
        submitted.rename(before)
    staged.rename(submitted)
    remove(before)
    return said
