"""A folder that holds an nbgrader course: its configuration, its assignments, its hand-ins."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnkit.grading.errors import UseError
from nnkit.grading.handin.settings import TwoRooms

CONFIG = "nbgrader_config.py"
CHECKS = "checks.json"  # what the judge found, beside the autograded notebooks


@dataclass(frozen=True)
class Classroom:
    """An nbgrader course.

    Parameters
    ----------
    root : Path
        Its folder, which holds ``nbgrader_config.py``.
    coursedir : nbgrader.coursedir.CourseDirectory
        Where its folders and its gradebook are.
    config : traitlets Config
        All of its configuration.
    rooms : TwoRooms
        The settings of the two rooms.
    """

    root: Path
    coursedir: Any
    config: Any
    rooms: TwoRooms

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Return e.g. ``submitted/<student>/<assignment>``; `step` is nbgrader's step."""
        directory = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(directory, student, assignment))

    def assignments(self) -> list[str]:
        """Return the names of the assignments in the source folder."""
        pattern = self._pattern("source", re.escape("."), "(?P<name>.+)")
        found = self._glob("source", ".", "*")
        names = [m["name"] for p in found if (m := re.fullmatch(pattern, str(p)))]
        return sorted(n for n in names if any(self.path("source", ".", n).glob("*.ipynb")))

    def beginning(self, assignment: str) -> dict[str, Any]:
        """Return what workers need to open their rooms (as `beginning`, from what is loaded)."""
        source = str(self.path("source", ".", assignment))
        return {"settings": self.rooms.as_dict(), "root": str(self.root), "source": source}

    def handed_in(self, assignment: str) -> dict[str, Path]:
        """Return {student: folder} of everything handed in for an assignment."""
        pattern = self._pattern("submitted", "(?P<student>.+)", re.escape(assignment))
        found = self._glob("submitted", "*", assignment)
        students = {
            m["student"]: p for p in found if (m := re.fullmatch(pattern, str(p), re.DOTALL))
        }
        return dict(sorted(students.items()))

    def _pattern(self, step: str, student: str, assignment: str) -> str:
        directory = getattr(self.coursedir, f"{step}_directory")
        path = self.coursedir.format_path(re.escape(directory), student, assignment, escape=True)
        return path.replace(f"{re.escape(os.sep)}\\.{re.escape(os.sep)}", re.escape(os.sep))

    def _glob(self, step: str, student: str, assignment: str) -> list[Path]:
        """Return what lies at a path of which the student or the assignment is ``*``."""
        pattern = self.pattern(step, assignment, student)
        hidden = student == "*"  # a name that begins with a dot is a name
        return [
            Path(found)
            for found in glob.glob(pattern, include_hidden=hidden)  # noqa: PTH207 (absolute)
        ]

    def pattern(self, step: str, assignment: str, student: str = "*") -> str:
        """Return the pattern, as `glob` has it, of the folders of a step of an assignment."""
        star = glob.escape(assignment) if assignment != "*" else "*"
        directory = glob.escape(getattr(self.coursedir, f"{step}_directory"))
        return os.path.normpath(self.coursedir.format_path(directory, student, star))


def open_classroom(root: Path, *, unsafe: bool = False, config: Any = None) -> Classroom:
    """Open the course in `root`, whose configuration is read if it is not given.

    Raises
    ------
    UseError
        When `root` does not hold an nbgrader course, or its configuration fails.
    """
    config = config or read_config(root)
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(config=config)
    if not config.CourseDirectory.get("root"):
        coursedir.root = str(Path(root).resolve())
    coursedir.db_url = _absolute(coursedir.db_url, coursedir.root)
    put_alembic_on_path()
    return Classroom(Path(coursedir.root), coursedir, config, _settings(config, unsafe))


def put_alembic_on_path() -> None:
    """Let nbgrader find ``alembic``, which it calls by bare name when it makes a gradebook."""
    here = str(Path(sys.executable).parent)
    if shutil.which("alembic") is None and (Path(here) / "alembic").exists():
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", os.defpath)])


def beginning(root: Path, assignment: str, config: Any, *, unsafe: bool = False) -> dict[str, Any]:
    """Return what workers need to open their rooms, without the second of importing nbgrader."""
    folder, settings = root_of(config, root), _settings(config, unsafe).as_dict()
    source = folder / _place(config, "source", ".", assignment)
    return {"settings": settings, "root": str(folder), "source": str(source)}


def how_many(root: Path, assignment: str, config: Any) -> int:
    """Return how many handed in, as far as names of folders tell: without nbgrader, too."""
    place = _place(config, "submitted", "\0", assignment)
    pattern = glob.escape(str(root_of(config, root) / place)).replace("\0", "*")
    return len(glob.glob(pattern, include_hidden=True))  # noqa: PTH207 (absolute)


def _place(config: Any, step: str, student: str, assignment: str) -> str:
    course = config.get("CourseDirectory", {})
    form = course.get("directory_structure", "{nbgrader_step}/{student_id}/{assignment_id}")
    folder = course.get(f"{step}_directory", step)
    return str(form.format(nbgrader_step=folder, student_id=student, assignment_id=assignment))


def root_of(config: Any, root: Path) -> Path:
    """Return the folder of the course whose configuration is in `root`; it may name another."""
    return Path(config.get("CourseDirectory", {}).get("root") or Path(root).resolve())


def _settings(config: Any, unsafe: bool) -> TwoRooms:
    rooms = TwoRooms(config=config)
    rooms.unsafe = rooms.unsafe or unsafe
    return rooms


def _need_course(root: Path) -> Path:
    root = Path(root).resolve()
    if not root.is_dir():
        raise UseError(f"{root} is not a folder")
    if str(root) not in sys.path:
        sys.path.append(str(root))  # nbgrader does so: a plugin may lie in the course's folder
    if not (root / CONFIG).is_file():
        raise UseError(f"{root} is not an nbgrader course: there is no {CONFIG} in it")
    return root


def _absolute(db_url: str, root: str) -> str:
    """Return the address of the gradebook so that it holds from any working directory."""
    path = db_url.removeprefix("sqlite:///")
    if path == db_url or not path:
        return db_url
    return f"sqlite:///{Path(root, path)}"


def read_config(root: Path) -> Any:
    """Merge the nbgrader configuration of the machine, the user and the course, in that order.

    Raises
    ------
    UseError
        When `root` does not hold an nbgrader course, or its configuration fails.
    """
    root = _need_course(root)
    from jupyter_core.paths import jupyter_config_path
    from traitlets.config.loader import Config, JSONFileConfigLoader, PyFileConfigLoader

    config = Config()
    with _inside(root):
        for folder in [*reversed(jupyter_config_path()), str(root)]:
            for loader, name in (
                (JSONFileConfigLoader, "nbgrader_config.json"),
                (PyFileConfigLoader, CONFIG),
            ):
                if not os.access(Path(folder) / name, os.R_OK):
                    continue
                try:
                    config.merge(loader(name, path=folder).load_config())
                except Exception as error:  # a configuration file is a program
                    where = Path(folder) / name
                    raise UseError(f"{where} fails: {type(error).__name__}: {error}") from error
    return config


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in `folder` for a while, as nbgrader does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


inside = _inside


def need_gradebook(room: Classroom) -> Path:
    """Return the file of the gradebook; raise UseError when there is none yet."""
    path = Path(room.coursedir.db_url.removeprefix("sqlite:///"))
    if not path.is_file():
        raise UseError(f"no gradebook {path}: grade first (nnkit grade ASSIGNMENT)")
    return path


def need_assignment(room: Classroom, assignment: str, known: list[str]) -> None:
    """Raise UseError, naming those that exist, unless the assignment exists.

    `known` are the assignments in the gradebook.
    """
    names = sorted({*room.assignments(), *known})
    if assignment in names:
        return
    have = ", ".join(names) if names else "none"
    source = os.path.relpath(room.path("source", ".", ".").resolve(), room.root)
    raise UseError(f"there is no assignment {assignment!r} (in {source} there is: {have})")


def need_handed_in(room: Classroom, assignment: str, students: list[str] | None) -> dict[str, Path]:
    """Return {student: folder} of what is to be graded.

    Raises
    ------
    UseError
        When nothing was handed in, or a student is not known.

    Notes
    -----
    Those named in ``c.CourseDirectory.student_id_exclude`` are left out, as nbgrader has it.
    """
    excluded = room.coursedir.student_id_exclude.split(",")
    folders = {
        student: folder
        for student, folder in room.handed_in(assignment).items()
        if student not in excluded
    }
    place = os.path.relpath(room.path("submitted", "*", assignment), room.root)
    if not folders:
        raise UseError(f"nothing was handed in for {assignment!r}: no {place} in {room.root}")
    if students is None:
        return folders
    unknown = [student for student in students if student not in folders]
    if unknown:
        have = ", ".join(list(folders)[:8]) + (", ..." if len(folders) > 8 else "")
        names = ", ".join(repr(student) for student in unknown)
        raise UseError(f"nothing handed in by {names} for {assignment!r} (handed in: {have})")
    return {student: folders[student] for student in students}
