"""What is to be graded, and what was graded before and has not changed since.

``checks.json`` beside the graded notebooks holds a digest of the submission, of the assignment
and of the checks that it was graded with. It is put in its place after the gradebook was
written, so that what it says was done has been done.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nnkit import __version__
from nnkit.grading.handin.cells import ABOUT
from nnkit.grading.handin.files import open_handed_in, walk
from nnkit.grading.handin.folder import CHECKS, Classroom
from nnkit.grading.run import staging
from nnkit.grading.run.asked_for import asked_for
from nnkit.grading.run.assignment import Assignment, Task

MOST_HASHED = 300_000_000  # bytes of a folder whose contents are looked at
MOST_ENTRIES = 20_000
Before = Mapping[str, Mapping[str, Any]]


def sort_out(
    room: Classroom,
    assignment: Assignment,
    folders: dict[str, Path],
    recorded: Before,
    force: bool,
) -> tuple[list[Task], list[Task]]:
    """Return the submissions to grade, and those that are graded already.

    What could not be graded is as good as graded (a person has settled it, or will), unless it
    may go better in another run: a fault of the tests, a worker that died, a disk not readable.
    """
    base = hashlib.sha256(digest_of(assignment).encode())
    about = [cell["metadata"].get(ABOUT) for t in assignment.templates for cell in t.nb["cells"]]
    base.update(json.dumps([about, assignment.written]).encode())
    tasks: list[Task] = []
    skipped: list[Task] = []
    for student, folder in folders.items():
        final = room.path("autograded", student, assignment.name)
        digest = hashlib.sha256()
        _digest(folder, digest, assignment.ignore)
        handed_in = digest.hexdigest()
        digest.update(base.digest())
        task = Task(student, str(folder), str(final), digest.hexdigest(), handed_in)
        staging.remove(staging.partial_folder(final))
        done = student in recorded and is_done(task)
        (skipped if done and not force else tasks).append(task)
    return tasks, skipped


def digest_of(assignment: Assignment) -> str:
    """Return a digest of all that an assignment is graded by, but for the hand-ins."""
    base = hashlib.sha256(json.dumps([asdict(t) for t in assignment.templates]).encode())
    base.update(f"{__version__} {assignment.rooms['notebook_mb']}".encode())
    if (packages := assignment.rooms.get("packages")) is not None:
        base.update(json.dumps(packages).encode())
    sources = [cell["source"] for t in assignment.templates for cell in t.nb["cells"]]
    if any("nnkit" in source for source in sources):  # what `check` in a test cell stands for
        for part in ("exercise", "mistakes"):
            _digest(Path(__file__).parents[1] / part, base, assignment.ignore)
        base.update(asked_for("\n".join(sources)))
    _digest(Path(assignment.source), base, assignment.ignore)
    return base.hexdigest()


def _digest(
    folder: Path, digest: hashlib._Hash, ignore: Sequence[str], most: int = MOST_HASHED
) -> None:
    """Add the names and the contents of a folder to a digest.

    Of what goes beyond `most` bytes, size and time stand for the contents.
    """
    number = 0
    for place, folders, files in walk(folder):
        folders[:] = sorted(f for f in folders if f not in ignore)
        for name in sorted({*files, *folders}):
            path = Path(place) / name
            number += 1
            if number > MOST_ENTRIES:
                return
            try:
                status = path.lstat()
            except OSError:
                continue
            digest.update(os.fsencode(path.relative_to(folder)) + b"\0")
            digest.update(f"{status.st_mode:o} {status.st_size}\0".encode())
            if name in folders:
                continue
            most -= status.st_size
            if path.is_symlink() or not path.is_file() or most < 0:
                digest.update(str(status.st_mtime_ns).encode())
                continue
            with (
                contextlib.suppress(OSError),
                open_handed_in(folder, path.relative_to(folder)) as f,
            ):
                digest.update(hashlib.file_digest(f, "sha256").digest())


def is_done(task: Task) -> bool:
    """Tell whether the graded folder was made from this, and need not be made again."""
    found = _remembered(Path(task.final))
    return not found.get("again", True) and str(found.get("key")) == task.key


def ungradable(final: Path) -> dict[str, str]:
    """Return {notebook: why} of what could not be graded when the graded folder was made."""
    found = _remembered(final).get("ungradable")
    return found if isinstance(found, dict) else {}


def _remembered(final: Path) -> dict[str, Any]:
    try:
        found = json.loads((final / CHECKS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
