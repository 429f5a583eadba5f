"""The command ``nnkit publish DIR``: the repository that students get.

Students need a repository of their own: Binder copies the whole history of the repository it is
given into the image, so that answers on another branch, or deleted long ago, could be read there.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import nnkit
from nnkit.grading.course import leaks, release, student_files
from nnkit.grading.course.files import files_in, swap_in
from nnkit.grading.course.git import commit_all, git
from nnkit.grading.course.tables import write_tables
from nnkit.grading.errors import GraderFault, UseError
from nnkit.grading.mistakes.build import blocks
from nnkit.grading.sealed.write import CannotBeSealed
from nnkit.grading.units import SPECS

#: What is published; of the grading side only what a check in a notebook needs.
SHIPPED = ("LICENSE", "binder", "course", "nnkit")
SHIPPED_GRADING = (
    *("errors.py", "exercise", "mistakes/__init__.py", "mistakes/diagnosis.py"),
    *("mistakes/fingerprint.py", "mistakes/relations.py", "mistakes/symptoms.py"),
    *(
        "mistakes/symptoms.toml",
        "mistakes/table.py",
        "sealed/__init__.py",
        "sealed/check.py",
        "sealed/read.py",
    ),
)
GRADING = Path("nnkit/grading")
AUTHORS = [GRADING / f"exercise/{name}.py" for name in ("author", "blame", "drawn", "host", "spec")]
TABLES = GRADING / "sealed/tables"


def publish(root: Path, dest: Path) -> int:
    """Make or renew the student repository `dest` from the course at `root`.

    Parameters
    ----------
    root : Path
        The instructor's repository.
    dest : Path
        A folder that does not exist, is empty, or was published before. A new one is a git
        repository with one commit; an old one gets one more commit.

    Returns
    -------
    status : int
        0, or 1 when ``nnkit release --check`` fails or something would leak; each thing is named
        in a line, and `dest` is not touched.

    Raises
    ------
    UseError
        `dest` is something else, or cannot be written; the course is incomplete; git is missing.
    """
    root, dest = root.resolve(), dest.resolve()
    _refuse(root, dest)
    with release.student_version(root) as made:
        problems = [*made.unsafe, *made.differing.values()]
    if not made.units:
        raise UseError(f"{root / 'solutions'} has no unit yet: there is nothing to publish")
    try:
        dest.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=dest.parent, prefix=f".{dest.name}-") as beside:
            problems = problems or _publish(root, dest, Path(beside))
    except OSError as error:
        raise UseError(f"{dest} cannot be written: {error.strerror or error}") from error
    for line in problems:
        print(line)
    return int(bool(problems))


def shipped(root: Path) -> Iterator[Path]:
    """Yield the files of the course at `root` that are published, relative to `root`."""
    for name in SHIPPED:
        if not (root / name).exists():
            raise UseError(f"{root / name} is missing: a student repository needs it")
        paths = [root / name] if (root / name).is_file() else files_in(root / name)
        for path in (path.relative_to(root) for path in paths):
            needed = any(path.is_relative_to(GRADING / name) for name in SHIPPED_GRADING)
            if path not in AUTHORS and (needed or not path.is_relative_to(GRADING)):
                yield path


def student_leaks(root: Path, folder: Path) -> list[str]:
    """Return what the student repository `folder` holds of the answers and tests of `root`."""
    secrets = release.course_secrets(root)
    tests = [secret for secret in secrets if secret.kind != "answer"]
    library = release.passages(folder / "nnkit", "nnkit")
    texts = [
        passage
        for passage in release.passages(folder, "")
        if not passage.where.startswith(("nnkit/", ".git/"))
    ]
    checker = [p for p in library if p.where.startswith(f"{GRADING}/")]
    checker += [p for path in sorted((folder / TABLES).glob("*.npz")) for p in table_texts(path)]
    return [
        *leaks.find_leaks(secrets, texts),
        *leaks.find_leaks(tests, library),
        *leaks.find_leaks(known_secrets(root), checker),
    ]


def known_secrets(root: Path) -> list[leaks.Secret]:
    """Return the right answers and the known mistakes of the exercises of the course."""
    secrets = []
    for path in sorted((root / GRADING / "units").glob("u*/*.py")):
        where, unit = str(path.relative_to(root)), path.parent.name
        source = path.read_text(encoding="utf-8")
        secrets += leaks.module_secrets(source, where, unit, "program")
    for spec in SPECS.values():
        for code, _ in blocks(spec.mistakes):
            where = f"{spec.name} of unit {spec.unit}"
            secrets.append(leaks.Secret(where, spec.unit, code, True, "known mistake"))
    return secrets


def table_texts(path: Path) -> Iterator[leaks.Passage]:
    """Yield what a sealed exercise says."""
    with np.load(path, allow_pickle=False) as files:
        inner = io.BytesIO(files["table"].tobytes())
        outer = files["text"].tobytes()
    with np.load(inner, allow_pickle=False) as files:
        texts = outer, files["text"].tobytes()
    for text in texts:
        strings = leaks.strings(json.loads(text))
        yield leaks.Passage(f"{TABLES / path.name}", None, "\n".join(strings))


def _refuse(root: Path, dest: Path) -> None:
    """Raise UseError unless `dest` can be made or replaced without losing anything."""
    inside = [root / name for name in (*SHIPPED, "solutions", "tests", ".git")]
    if dest == root or dest in root.parents or any(dest.is_relative_to(f) for f in inside):
        raise UseError(f"{dest} is part of the course itself: choose a folder outside {root}")
    if not dest.exists():
        return
    if not dest.is_dir():
        raise UseError(f"{dest} is a file: choose a folder")
    if not any(dest.iterdir()):
        return
    if not (dest / student_files.MARK).is_file():
        raise UseError(f"{dest} holds other files: choose a new or empty folder")
    if (dest / ".git").exists() and git(dest, "status", "--porcelain"):
        raise UseError(f"{dest} has changes that are not committed: commit or remove them first")


def _publish(root: Path, dest: Path, beside: Path) -> list[str]:
    """Make the repository in the folder `beside`, look for leaks, and rename it to `dest`."""
    new = beside / "new"
    _write_files(root, new)
    try:
        write_tables(new / TABLES)
    except (CannotBeSealed, GraderFault) as problem:
        return [str(problem)]
    if found := student_leaks(root, new):
        return found
    if (dest / ".git").exists():
        shutil.copytree(dest / ".git", new / ".git", symlinks=True)
    changed = commit_all(new, f"Publish the course, nnkit {nnkit.__version__}")
    swap_in(new, dest, beside)
    commit = git(dest, "log", "-1", "--format=%h").strip()
    print(f"{dest}: {'published as' if changed else 'no change since'} commit {commit}")
    return []


def _write_files(root: Path, folder: Path) -> None:
    """Write every file of the student repository into the new folder `folder`."""
    project = _project(root)
    for path in shipped(root):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path, folder / path)
    own = {
        "README.md": student_files.readme(project),
        "pyproject.toml": student_files.pyproject(project),
        ".gitignore": student_files.GITIGNORE,
        "nnkit/__main__.py": student_files.MAIN,
        f"{GRADING}/__init__.py": student_files.GRADING,
        student_files.MARK: "This folder is made by nnkit publish: change the course instead.\n",
    }
    for name, text in own.items():
        (folder / name).write_text(text, encoding="utf-8")


def _project(root: Path) -> dict[str, Any]:
    path = root / "pyproject.toml"
    try:
        project: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise UseError(f"{path} cannot be read: {error}") from error
    return project
