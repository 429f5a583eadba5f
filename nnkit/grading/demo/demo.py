"""The whole line of work on a sample class: release, hand in, grade, give feedback, report."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nnkit.grading.demo import training
from nnkit.grading.demo.sample_class import ABSENT, ASSIGNMENT, Pupil, sample_class
from nnkit.grading.errors import UseError

Log = Callable[[str], object]

UNITS = (ASSIGNMENT, training.ASSIGNMENT)
MARK = ".nnkit-demo"
DUE = datetime(2025, 10, 20, 12)
CONFIG = """

# The demo: its own folders, and small limits so that the endless loop costs little.
c.CourseDirectory.course_id = "demo"
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.TwoRooms.cell_seconds = 5
c.TwoRooms.call_seconds = 2
c.TwoRooms.total_seconds = 30
c.TwoRooms.memory_mb = 1024
"""


def say(line: str) -> None:
    """Print a line at once, so that it stands before the progress of what it announces."""
    print(line, flush=True)


def demo(folder: Path, students: int = 30, log: Log = say) -> int:
    """Run a sample class from the release of two units to their reports, in a folder of its own.

    Unit 01 with a class of all that goes wrong, unit 09 with ten students whose notebooks train a
    network and draw it.

    Parameters
    ----------
    folder : Path
        Where; made anew. An earlier demo there is replaced, anything else is refused.
    students : int
        How many hand in; one more is on the list of the class and hands in nothing.
    log : callable
        Takes each line that is told.

    Returns
    -------
    int
        0. Hand-ins that cannot be graded belong to the class.

    Raises
    ------
    UseError
        `folder` is not an earlier demo, cannot be written, or the course is not at hand.
    """
    start = time.monotonic()
    _need_demo(folder)
    solutions = _solutions()
    _fresh(folder)
    log(f"1 release: {' and '.join(UNITS)} -> {_shown(folder / 'release')}")
    for unit in UNITS:
        release(solutions, folder, unit)
    pupils = sample_class(students)
    hand_in(folder, pupils)
    both = f"{len(pupils)} and {training.hand_in(solutions, folder, students)} students"
    log(f"2 hand in: {both} -> {_shown(folder / 'submitted')}")
    log("3 grade: each hand-in in a room of its own, judged in another")
    for unit in UNITS:
        grade(folder, log, unit)
    log(f"4 feedback: a page for each student -> {_shown(folder / 'feedback')}")
    feedback(folder)
    log("5 report")
    for line in report(folder):
        log(line)
    log(f"took {time.monotonic() - start:.0f} s")
    return 0


def release(solutions: Path, folder: Path, unit: str = ASSIGNMENT) -> None:
    """Make the course folder and let nbgrader release a unit, gradebook included."""
    root = solutions.parent
    config = (root / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(
        config + CONFIG.format(root=str(folder.resolve())), encoding="utf-8"
    )
    shutil.copytree(
        solutions / unit,
        folder / "source" / unit,
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    _generate(folder, unit)


def hand_in(folder: Path, pupils: list[Pupil]) -> None:
    """Write what each student hands in, and the list of the class with the deadline."""
    import nbformat
    from nbgrader.api import Gradebook

    notebook = folder / "release" / ASSIGNMENT / "one_neuron.ipynb"
    released = nbformat.read(notebook, as_version=4)
    for pupil in pupils:
        place = folder / "submitted" / pupil.id / ASSIGNMENT
        place.mkdir(parents=True)
        pupil.write(pupil.notebook(released), place)
        handed_in = DUE + timedelta(hours=pupil.hours_late)
        (place / "timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    with Gradebook(f"sqlite:///{folder.resolve() / 'gradebook.db'}", "demo") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
        book.db.add_all([_student(pupil) for pupil in [*pupils, ABSENT]])
        book.db.commit()


def _student(pupil: Pupil) -> Any:
    from nbgrader.api import Student

    first, last = (name.capitalize() for name in pupil.id.split("."))
    return Student(
        id=pupil.id, first_name=first, last_name=last, email=f"{pupil.id}@students.example.org"
    )


def grade(folder: Path, log: Log, unit: str) -> None:
    """Grade the class as ``nnkit grade`` does."""
    from nnkit.grading.run.grade import grade

    def in_short(line: str) -> None:
        if not line.startswith(" "):  # the report names each of them
            log(f"  {line}")

    grade(folder, unit, log=in_short)


def feedback(folder: Path) -> None:
    """Write the feedback pages."""
    from nnkit.grading.gradebook.feedback import feedback

    for unit in UNITS:
        feedback(folder, unit)


def report(folder: Path) -> list[str]:
    """Write the reports; return what to tell at the end."""
    from nnkit.grading.reports import page
    from nnkit.grading.reports.coursebook import read_course
    from nnkit.grading.reports.files import write_text
    from nnkit.grading.reports.reading import reading
    from nnkit.grading.reports.summary import summary

    with reading(folder) as reader:
        course = read_course(reader)
    told, pages = [], [folder / "report.html", folder / "report_09.html", folder / "course.html"]
    for book, where in zip(course.books, pages[:2], strict=True):
        write_text(where, page.html(book, root=folder, at=where))
        told += ["", summary(book)]
    write_text(pages[2], page.course_html(course))
    bin_folder = Path(sys.executable).parent
    return [
        *told,
        "",
        f"reports        {' '.join(map(_shown, pages))}",
        f"gradebook      {_shown(folder / 'gradebook.db')}",
        f"feedback       {_shown(folder / 'feedback')}/STUDENT/{ASSIGNMENT}/one_neuron.html",
        "",
        f"open the report:    {_opener()} {shlex.quote(_shown(pages[0]))}",
        f"look at the class:  cd {shlex.quote(_shown(folder))} && "
        f"{shlex.quote(str(bin_folder / 'jupyter'))} lab    (menu Nbgrader > Formgrader)",
    ]


def _opener() -> str:
    return {"darwin": "open", "win32": "start"}.get(sys.platform, "xdg-open")


def _solutions() -> Path:
    """Return the folder solutions/ of the course this package lies in, or of this folder."""
    for root in (Path(__file__).resolve().parents[3], Path.cwd()):
        if all((root / "solutions" / unit).is_dir() for unit in UNITS):
            return root / "solutions"
    raise UseError(
        f"no solutions/{' and '.join(UNITS)} here: the demo needs the instructor's repository, "
        "run it there"
    )


def _need_demo(folder: Path) -> None:
    """Raise UseError when `folder` holds anything but an earlier demo."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UseError(f"{folder} is not a folder: give another with --folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UseError(f"{folder} is not an earlier demo: give another with --folder")


def _fresh(folder: Path) -> None:
    """Make `folder` anew."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARK).write_text("Made by nnkit demo, and replaced by its next run.\n")
    except OSError as error:
        raise UseError(f"cannot write {folder}: {error.strerror}") from None


def _shown(path: Path) -> str:
    """Return `path` as short as it can be typed from here."""
    path = path.resolve() if path.name != "jupyter" else path.absolute()
    here = Path.cwd().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _generate(folder: Path, unit: str) -> None:
    """Let nbgrader make the student version and enter the assignment in the gradebook."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    course = CourseDirectory(config=config)
    course.assignment_id = unit
    GenerateAssignment(coursedir=course, config=config).start()
