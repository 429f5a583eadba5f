"""What one hand-in is made of costs that hand-in at most, whichever way the class is graded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest_course import Course, make_course
from test_cluster import Cluster

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.reports.report import report

FULL = {"test_double": 2.0, "test_area": 3.0, "explain": None}
NONE = dict.fromkeys(FULL, 0.0)
AS_USER = [sys.executable, str(Path(__file__).parents[1] / "judge" / "as_user.py"), "65534", "may"]
BUTTON = """
import sys
from nbgrader.apps.baseapp import NbGrader
from nbgrader.apps.api import NbGraderAPI
app = NbGrader()
app.initialize([], root=sys.argv[1])
api = NbGraderAPI(app.coursedir, parent=app)
for student in sys.argv[2:]:
    result = api.autograde("ps1", student)
    print(result.get("log"))
    assert result["success"], (student, result)
"""


def write(path: Path, data: bytes = b"x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def solved(course: Course, student: str, *files: str) -> None:
    """A right hand-in with more files beside the notebook."""
    course.hand_in(student, course.solved())
    for name in files:
        write(course.folder(student) / name)


def notebook_is_a_folder(course: Course, student: str) -> None:
    write(course.folder(student) / "one.ipynb" / "notes.txt")


def notebook_in_a_folder_of_its_name(course: Course, student: str) -> None:
    data = json.dumps(course.solved()).encode()
    write(course.folder(student) / "one.ipynb" / "one.ipynb", data)
    write(course.folder(student) / "one.ipynb" / "own.csv")


def longest(course: Course, student: str) -> None:
    """A file whose path is as long as the system allows."""
    solved(course, student)
    path = str(course.folder(student))
    while len(path) < 3800:
        path += "/" + "d" * 200
    Path(path).mkdir(parents=True)
    name = "f" * (4095 - len(path) - 1)
    while len(name) > 250:
        path, name = f"{path}/{name[:200]}", name[201:]
    write(Path(path) / name)


def just_too_long(course: Course, student: str) -> None:
    """A folder that fits below submitted/ and not below autograded/ and a longer name."""
    solved(course, student)
    path = str(course.folder(student))
    while len(path) < 3890:
        path += "/" + "d" * 200
    path += "/" + "e" * (4090 - len(path) - 1)
    Path(path).mkdir(parents=True)
    write(Path(path) / "f")


def named(*files: str) -> Callable[[Course, str], None]:
    return lambda course, student: solved(course, student, *files)


LONG = "/".join(["g" * 250] * 5)
HAND_INS: dict[str, tuple[Callable[[Course, str], None], dict[str, float | None], str]] = {
    "c1 notebook": (notebook_is_a_folder, NONE, "one.ipynb is a folder, not a"),
    "c1 inside": (notebook_in_a_folder_of_its_name, FULL, "one.ipynb is a folder, and the"),
    "c1 checks": (named("checks.json/x"), FULL, "checks.json is a folder"),
    "c2 file": (named("data.csv/x"), FULL, "data.csv is a folder, and the assignment has"),
    "c2 folder": (named("tables"), FULL, "tables is a file, and the assignment has a folder"),
    "c2 deep file": (named("tables/t.csv/y/z"), FULL, "tables/t.csv is a folder"),
    "c2 deep folder": (named("tables/more"), FULL, "tables/more is a file"),
    "c3 longest": (longest, FULL, "has a path that is too long"),
    "c3 just": (just_too_long, FULL, "has a path that is too long"),
    "c3 long": (named(f"{LONG}/x"), FULL, "has a path that is too long"),
    "..x": (named("own.csv"), FULL, ""),
    ".hidden": (named("own.csv"), FULL, ""),
    "...": (named("own.csv"), FULL, ""),
    "zoe": (named("data.csv", "tables/t.csv", "own.csv"), FULL, ""),
}
TOLD = [student for student, (_, _, words) in HAND_INS.items() if words]
WAYS = ("grade", "autograde", "button", "scheduler", "plain user")


def grade_all(course: Course, way: str, folder: Path) -> str:
    """Grade the class one way; return what was said."""
    if way == "autograde":
        return course.command("autograde", "ps1").stderr
    if way == "button":
        command = [sys.executable, "-c", BUTTON, str(course.root), *HAND_INS]
    else:
        command = [sys.executable, "-m", "nnkit", "grade", "ps1", "--jobs", "1"]
    if way == "plain user" and os.getuid() == 0:
        give_away(course.root)
        command = [*AS_USER, *command]
    cluster = None
    if way == "scheduler":
        cluster = Cluster(folder)
        cluster.worker()
        command[-2:] = ["--scheduler", cluster.address]
    try:
        run = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=240)
    finally:
        if cluster is not None:
            cluster.end()
    assert run.returncode == (0 if way == "button" else 1), run.stdout + run.stderr
    assert "Traceback" not in run.stderr + run.stdout
    return run.stdout


@pytest.fixture(scope="module", params=WAYS)
def graded(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    registered: Path,
) -> Iterator[tuple[Course, str]]:
    # not below pytest's own folder, which every other session closes to other users
    with tempfile.TemporaryDirectory() as root:
        course = make_course(Path(root), registered)
        write(course.root / "source" / "ps1" / "data.csv", b"1,2")
        write(course.root / "source" / "ps1" / "tables" / "t.csv", b"3,4")
        write(course.root / "source" / "ps1" / "tables" / "more" / "u.csv", b"5,6")
        for student, (make, _, _) in HAND_INS.items():
            make(course, student)
        yield course, grade_all(course, request.param, tmp_path_factory.mktemp("dask"))


def give_away(root: Path) -> None:
    """Give the course to the plain user."""
    subprocess.run(["chown", "-R", "65534:65534", str(root)], check=True)


@pytest.mark.parametrize("student", HAND_INS)
def test_everybody_else_is_graded(graded: tuple[Course, str], student: str) -> None:
    assert graded[0].scores(student) == HAND_INS[student][1]


@pytest.mark.parametrize("student", TOLD)
def test_the_run_the_gradebook_the_page_and_the_report_say_why(
    graded: tuple[Course, str], student: str
) -> None:
    course, said = graded
    words = HAND_INS[student][2]
    assert any(student in line and words in line for line in said.splitlines()), said
    assert any(words in note for note in course.checks(student)["notes"])
    assert any(words in (text or "") for text in comments(course, student))


def test_the_report_and_the_pages_say_why(graded: tuple[Course, str]) -> None:
    course, _ = graded
    report(course.root, assignment="ps1", html=course.root / "report.html")
    text = (course.root / "report.html").read_text()
    feedback(course.root, "ps1")
    for student in HAND_INS:
        words = HAND_INS[student][2]
        assert words in text, student
        page = (course.root / "feedback" / student / "ps1" / "one.html").read_text()
        assert student in TOLD or "About this hand-in" not in page


def comments(course: Course, student: str) -> list[str | None]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        submission = book.find_submission("ps1", student)
        return [entry.comment for nb in submission.notebooks for entry in nb.comments]


def test_the_instructors_files_are_there_for_all(graded: tuple[Course, str]) -> None:
    for student in HAND_INS:
        folder = graded[0].root / "autograded" / student / "ps1"
        assert (folder / "data.csv").read_text() == "1,2"
        assert (folder / "tables" / "t.csv").read_text() == "3,4"
        assert (folder / "tables" / "more" / "u.csv").read_text() == "5,6"
        assert not list(folder.parent.glob(".*"))


def test_nothing_is_graded_again(graded: tuple[Course, str]) -> None:
    course, _ = graded
    done = {
        student: (course.root / "autograded" / student / "ps1" / "checks.json").stat().st_mtime_ns
        for student in HAND_INS
    }
    summary = course.grade()
    assert course.lines[0] == "ps1: 0 submissions to grade (14 are done already)"
    assert [row.student for row in summary.failed] == ["c1 notebook"]
    for student, stamp in done.items():
        path = course.root / "autograded" / student / "ps1" / "checks.json"
        assert path.stat().st_mtime_ns == stamp


def test_what_cannot_even_be_stored_is_given_up(course: Course) -> None:
    for student in ("ann", "bob", "zoe"):
        course.hand_in(student, course.solved())
    write(course.root / "autograded" / "bob")  # a file where the folder of his goes
    summary = course.grade(jobs=2)
    (row,) = summary.failed
    assert row.student == "bob"
    assert "the grader could not finish this submission" in row.reason
    assert course.scores("bob") == NONE
    assert course.scores("ann") == course.scores("zoe") == FULL


def test_a_name_that_the_grader_uses_is_told_of(course: Course) -> None:
    course.hand_in(".bob.partial", course.solved())
    course.hand_in("bob", course.solved())
    (row,) = course.grade().failed
    assert row.reason.endswith("is one that the grader uses itself; rename the folder")
    assert course.scores("bob") == FULL


def test_the_longest_name_of_a_folder_can_be_graded(course: Course) -> None:
    structure = '"{nbgrader_step}/{assignment_id}/{student_id}"'
    course.configure(f"c.CourseDirectory.directory_structure = {structure}")
    name = "N" * 255
    write(course.root / "submitted/ps1" / name / "one.ipynb", json.dumps(course.solved()).encode())
    assert course.grade().failed == []
    assert course.scores(name) == FULL
    assert [path.name for path in (course.root / "autograded" / "ps1").iterdir()] == [name]
    assert {row.status for row in course.grade().rows} == {"skipped"}
