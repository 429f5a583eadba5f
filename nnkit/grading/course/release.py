"""The command ``nnkit release``: solutions/ -> course/exercises/, and whether anything leaks."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnkit.grading.course import leaks, units
from nnkit.grading.course.files import files_in, swap_in
from nnkit.grading.course.generate import generate
from nnkit.grading.course.units import RELEASE, SOURCE, Unit
from nnkit.grading.errors import UseError


@dataclass(frozen=True)
class Made:
    """The student version of a course, in a folder of its own.

    Attributes
    ----------
    units : the units that were found
    folder : holds what ``course/exercises/`` should hold
    unsafe : why it must not reach students, a line each
    differing : file (relative to both folders) -> how ``course/exercises/`` differs, in a line
    """

    units: list[Unit]
    folder: Path
    unsafe: list[str] = field(default_factory=list)
    differing: dict[str, str] = field(default_factory=dict)


def release(root: Path, *, check: bool = False) -> int:
    """Make the student version of every unit of the course at `root`.

    Parameters
    ----------
    root : Path
        The course: holds ``solutions/``, ``course/`` and ``nbgrader_config.py``.
    check : bool
        Write nothing; say whether ``course/exercises/`` is what would be written.

    Returns
    -------
    status : int
        0, or 1 when something is wrong; each thing is named in a line of its own. Nothing is
        written when an answer would reach students.

    Raises
    ------
    UseError
        No such folder, not a notebook, a notebook that nbgrader refuses, no permission to write.
    """
    with student_version(root) as made:
        if check:
            return _report(made, [*made.unsafe, *made.differing.values()], changed=0)
        if made.unsafe:
            return _report(made, made.unsafe, changed=0)
        ours = {unit.name for unit in made.units}
        changed = [name for name in made.differing if Path(name).parts[0] in ours]
        install(made.folder, root / RELEASE, sorted({Path(name).parts[0] for name in changed}))
        orphans = [line for name, line in made.differing.items() if name not in changed]
        return _report(made, orphans, changed=len(changed))


@contextmanager
def student_version(root: Path) -> Iterator[Made]:
    """Make the student version of the course at `root` in a temporary folder and look at it."""
    found = units.find_units(root)
    for path in (path for unit in found for path in unit.notebooks):
        units.read_notebook(path)  # a damaged one is named before nbgrader meets it
    with tempfile.TemporaryDirectory(prefix="nnkit-release-") as work:
        folder = generate(root, found, Path(work))
        unsafe = [line for unit in found for line in units.not_for_students(unit)]
        unsafe += missing_stubs(folder, found)
        texts = passages(root / "course", "course") + passages(folder, RELEASE)
        unsafe += leaks.find_leaks(course_secrets(root), texts)
        yield Made(found, folder, unsafe, differences(folder, root / RELEASE, found))


def course_secrets(root: Path) -> list[leaks.Secret]:
    """Return every answer and hidden test of the course at `root`."""
    secrets = []
    library = leaks.library_names(root / "nnkit")
    for unit in units.find_units(root):
        for path in unit.notebooks:
            where = str(path.relative_to(root))
            secrets += leaks.notebook_secrets(units.read_notebook(path), where, unit.name, library)
    for path in sorted((root / "nnkit/grading/units/hidden").glob("*.py")):
        where = str(path.relative_to(root))
        secrets += leaks.module_secrets(
            path.read_text(encoding="utf-8"), where, path.stem, "hidden cases"
        )
    return secrets


def passages(folder: Path, name: str) -> list[leaks.Passage]:
    """Return all that the files below `folder` say, `folder` being called `name`."""
    found = []
    for path in files_in(folder):
        inside = path.relative_to(folder)
        where = str(Path(name, inside))
        unit = next((part for part in inside.parts if units.UNIT_NAME.fullmatch(part)), None)
        if path.suffix == ".ipynb":
            found += leaks.notebook_passages(units.read_notebook(path), where, unit)
        else:
            found += leaks.file_passages(path, where, unit)
    return found


def missing_stubs(folder: Path, found: Sequence[Unit]) -> list[str]:
    """Return one line for every answer cell that does not raise NotImplementedError."""
    return [
        f"{SOURCE}/{unit.name}/{path.name}, cell {leaks.cell_name(cell)}: the student version does "
        "not raise NotImplementedError; see ClearSolutions.code_stub in nbgrader_config.py"
        for unit in found
        for path in unit.notebooks
        for cell in units.read_notebook(folder / unit.name / path.name).cells
        if cell.cell_type == "code"
        and cell.metadata.get("nbgrader", {}).get("solution", False)
        and "raise NotImplementedError" not in cell.source
    ]


def differences(made: Path, present: Path, found: Sequence[Unit]) -> dict[str, str]:
    """Compare the folder `present` with the folder `made`: file -> how it differs, in a line."""
    wanted, there = _contents(made), _contents(present)
    names = {unit.name for unit in found}
    lines = {}
    for name in sorted(wanted.keys() | there.keys()):
        where, unit = f"{RELEASE}/{name}", Path(name).parts[0]
        if name not in there:
            lines[name] = f"{where} is missing: run nnkit release"
        elif unit not in names:
            lines[name] = f"{where} has no source in {SOURCE}/: delete it or write its source"
        elif name not in wanted:
            lines[name] = f"{where} is not made from {SOURCE}/{unit}: run nnkit release"
        elif wanted[name] != there[name]:
            cell = _first_changed_cell(wanted[name], there[name])
            lines[name] = (
                f"{where} differs from what {SOURCE}/{unit} gives{cell}: run nnkit release"
            )
    return lines


def install(made: Path, target: Path, names: Sequence[str]) -> None:
    """Replace the units `names` of `target` by those of `made`: written beside, then renamed."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".nnkit-release-") as beside:
            for name in names:
                shutil.copytree(made / name, Path(beside, name))
            for name in names:
                swap_in(Path(beside, name), target / name, Path(beside))
    except OSError as error:
        raise UseError(f"{target} cannot be written: {error.strerror}") from error


def _contents(folder: Path) -> dict[str, bytes]:
    """Return relative name -> content of every file below `folder`."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in files_in(folder)}


def _first_changed_cell(wanted: bytes, there: bytes) -> str:
    """Say which cell of two notebooks is the first that differs, if that can be said."""
    try:
        cells: list[list[Any]] = [json.loads(text)["cells"] for text in (wanted, there)]
        pairs = zip(*cells, strict=True)
        changed = next(first["id"] for first, second in pairs if first != second)
    except (ValueError, KeyError, TypeError, StopIteration):
        return ""
    return f" (first in cell {changed})"


def _report(made: Made, problems: Sequence[str], *, changed: int) -> int:
    for line in problems:
        print(line)
    if not made.units:
        print(f"{SOURCE}/ has no unit yet: add a folder such as {SOURCE}/01_one_neuron")
    elif changed:
        print(f"{RELEASE}: {_count(changed, 'file')} written, {_count(len(made.units), 'unit')}")
    elif not problems:
        print(f"{RELEASE}: {_count(len(made.units), 'unit')}, up to date; nothing leaks")
    return int(bool(problems))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
