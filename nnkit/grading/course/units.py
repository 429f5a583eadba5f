"""The units of a course: the folders solutions/NN_topic and what may lie in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnkit.grading.course.files import LEFT_BEHIND, files_in
from nnkit.grading.errors import UseError

SOURCE = "solutions"
RELEASE = "course/exercises"
UNIT_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
#: Besides notebooks only data and pictures: nbgrader copies every file of the folder to students.
STUDENT_SUFFIXES = frozenset(
    {".csv", ".txt", ".npy", ".npz", ".gz", ".idx", ".png", ".jpg", ".jpeg", ".svg"}
)


@dataclass(frozen=True)
class Unit:
    """One folder of solutions/ and the notebooks in it."""

    name: str
    folder: Path
    notebooks: tuple[Path, ...]


def find_units(root: Path) -> list[Unit]:
    """Return the units of the course at `root`, in order; UseError when the folder is unusable."""
    source = root / SOURCE
    if not source.is_dir():
        raise UseError(f"{source} is not a folder: run this at the root of the course")
    folders = [p for p in sorted(source.iterdir()) if p.is_dir() and p.name not in LEFT_BEHIND]
    for folder in folders:
        if UNIT_NAME.fullmatch(folder.name) is None:
            raise UseError(f"{folder}: a unit is named like 01_one_neuron; rename or move it")
    units = [Unit(p.name, p, tuple(sorted(p.glob("*.ipynb")))) for p in folders]
    for unit in units:
        if not unit.notebooks:
            raise UseError(f"{unit.folder} holds no notebook: add {unit.name[3:]}.ipynb")
    return units


def not_for_students(unit: Unit) -> list[str]:
    """Return one line for every file of the unit that students should not get."""
    return [
        f"{path}: not meant for students, and nbgrader would copy it into the release; move it"
        for path in files_in(unit.folder)
        if path not in unit.notebooks and path.suffix not in STUDENT_SUFFIXES
    ]


def read_notebook(path: Path) -> Any:
    """Return the notebook at `path`; UseError when there is none that nbformat accepts."""
    import nbformat

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=nbformat.NO_CONVERT)
        if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
            raise UseError(f"{path} is in an old format without cell ids: open and save it again")
        nbformat.validate(notebook)
    except OSError as error:
        raise UseError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        reason = str(error).strip().splitlines()[0][:100]
        raise UseError(f"{path} is not a notebook: {reason}") from error
    return notebook
