"""The instructor's guide, from the class list to the archive, each command in its order."""

from __future__ import annotations

import csv
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbgrader.api import Gradebook

from nnkit.grading.demo.sample_class import sample_class
from nnkit.grading.desk.desk import Desk
from nnkit.grading.handin.folder import open_classroom

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "solutions/README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    ((?:nnkit|nbgrader|jupyter|tar|rm|git|make) .*)$", GUIDE, re.MULTILINE)
ELSEWHERE = {"make .venv/.ready"}  # an installation
UNIT = "01_one_neuron"
NAMES = {"ada.bianchi": "ada"}


class Year:
    """A course beside its students' repository, and what an instructor does with it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "course"
        self.root.mkdir()
        for name in ("nnkit", "solutions", "course", "binder"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
        for name in (".gitignore", "LICENSE", "pyproject.toml", "nbgrader_config.py"):
            shutil.copy(ROOT / name, self.root)
        here = str(Path(sys.executable).parent)
        self.env = os.environ | {
            "PYTHONPATH": str(self.root),
            "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        }
        for role in ("AUTHOR", "COMMITTER"):
            self.env |= {f"GIT_{role}_NAME": "a", f"GIT_{role}_EMAIL": "a@b"}
        self.run("git init -q && git add -A && git commit -qm a && git clone -q . ../upstream")
        self.run("git remote add origin ../upstream && git fetch -q")
        self.run("git branch -q -u origin/$(git branch --show-current)")
        self.said: dict[str, str] = {}

    def run(self, command: str, *statuses: int) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode in (statuses or (0,)), (command, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def class_list(self) -> None:
        """What the university has of the class, and what Canvas has of the assignment."""
        self.pupils = sample_class(4)
        rows = ["id,first_name,last_name,email,lms_user_id"]
        for number, pupil in enumerate(self.pupils):
            first, last = pupil.id.split(".")
            name = NAMES.get(pupil.id, pupil.id)
            rows.append(f"{name},{first.title()},{last.title()},{name}@uni.example,{100 + number}")
        rows.append("eva,Eva,Novak,eva@uni.example,199")
        (self.root / "students.csv").write_text("\n".join(rows) + "\n")
        (self.root / "groups.csv").write_text(f"group,student\n1,eva\n1,{self.pupils[1].id}\n")

    def download(self) -> None:
        released = nbformat.read(self.root / f"course/exercises/{UNIT}/one_neuron.ipynb", 4)
        with zipfile.ZipFile(self.root / "submissions.zip", "w") as archive:
            for number, pupil in enumerate(self.pupils):
                first, last = pupil.id.split(".")
                name = f"{last}{first}_{100 + number}_{900 + number}_one_neuron.ipynb"
                archive.writestr(name, nbformat.writes(pupil.notebook(released)))

    def new_version(self) -> None:
        """What the instructor changed in the year, and what came upstream meanwhile."""
        ours, theirs = self.root, self.root.parent / "upstream"
        config = ours / "nbgrader_config.py"
        config.write_text(config.read_text(encoding="utf-8") + "c.Course.drop_lowest = 1\n")
        for folder, place in ((ours, "in the cell below"), (theirs, "Choose **one** of the lines")):
            path = folder / "solutions" / UNIT / "one_neuron.ipynb"
            text = path.read_text(encoding="utf-8")
            assert text.count(place) == 1
            path.write_text(text.replace(place, f"CHANGED {place}"), encoding="utf-8")
        self.run("git -C ../upstream commit -qam 'A new version'")

    def mark(self, command: str) -> None:
        """Open the desk as the guide does, end it with Ctrl+C, and give every answer a point."""
        with subprocess.Popen(
            [*command.split(), "--no-browser"],
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        ) as served:
            assert served.stdout is not None
            url = urlsplit(served.stdout.readline().partition(": ")[2].strip())
            desk_page = http.client.HTTPConnection(url.netloc, timeout=60)
            desk_page.request("GET", f"{url.path}?{url.query}")
            status = desk_page.getresponse().status
            desk_page.close()
            served.send_signal(signal.SIGINT)
            assert (status, served.wait(60)) == (302, 0)
        desk = Desk(open_classroom(self.root), UNIT, names=False)
        for question in desk.questions:
            for item in (item for group in desk.answers(question)["groups"] for item in group):
                desk.mark(question, item["grades"], 1.0, "By hand.")

    def by_hand(self) -> dict[str, float]:
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as book:
            found = {
                submission.student.id: submission.notebooks[0].grades
                for submission in book.assignment_submissions(UNIT)
            }
            return {
                f"{student} {grade.name}": grade.manual_score
                for student, grades in found.items()
                for grade in grades
                if grade.manual_score is not None
            }


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The guide's commands, run one after the other."""
    year = Year(tmp_path_factory.mktemp("year"))
    year.class_list()
    for command in COMMANDS:
        if command in ELSEWHERE:
            continue
        if command.startswith("nnkit collect") and not (year.root / "submissions.zip").exists():
            year.download()
        if command.startswith("git commit"):
            year.new_version()
        if command.startswith("rm -r"):
            year.before = {path.name for path in year.root.iterdir()}
            year.marks = year.by_hand()
        if command.startswith("nnkit mark"):
            year.mark(command)
            year.given = year.by_hand()
            year.run(f"nnkit grade {UNIT} --force")
        else:
            year.said[command] = year.run(command, *((0, 1) if "doctor" in command else ()))
    return year


def test_all_commands_of_the_guide_are_there() -> None:
    words = {" ".join(command.split()[:2]) for command in COMMANDS}
    ours = (
        "doctor",
        "release",
        "publish",
        "students",
        "collect",
        "grade",
        "extend",
        "mark",
        "report",
    )
    assert {f"nnkit {name}" for name in ours} <= words
    assert set(COMMANDS) > ELSEWHERE


def test_whoever_handed_in_is_graded_and_a_group_shares(year: Year) -> None:
    said = year.said[f"nnkit collect {UNIT} submissions.zip"]
    assert "Canvas: 4 students' hand-ins (4 new)" in said
    with_groups = year.said[f"nnkit collect {UNIT} submissions.zip --groups groups.csv"]
    assert "5 students' hand-ins (1 new, 4 unchanged)" in with_groups
    with tarfile.open(year.root / "course-2026.tar.gz") as archive:
        kept = archive.extractfile("course.csv")
        assert kept is not None
        table = kept.read().decode("utf-8").splitlines()
    rows = {row["student_id"]: row for row in csv.DictReader(table)}
    assert set(rows) == {"ada", "eva", *(pupil.id for pupil in year.pupils[1:])}
    assert rows["eva"]["total"] == rows[year.pupils[1].id]["total"]


def test_marks_by_hand_survive_all_that_comes_after_them(year: Year) -> None:
    assert len(year.given) >= 4
    assert year.marks == year.given


def test_the_archive_has_what_the_marks_came_from_and_nothing_is_left(year: Year) -> None:
    kept = {"gradebook.db", "submitted", "autograded", "feedback", "downloaded"}
    with tarfile.open(year.root / "course-2026.tar.gz") as archive:
        assert kept <= {name.split("/")[0] for name in archive.getnames()}
    assert kept <= year.before
    assert not kept & {path.name for path in year.root.iterdir()}


def test_a_new_version_comes_beside_what_the_instructor_changed(year: Year) -> None:
    assert "drop_lowest" in (year.root / "nbgrader_config.py").read_text(encoding="utf-8")
    for folder in ("solutions", "course/exercises"):
        text = (year.root / folder / UNIT / "one_neuron.ipynb").read_text(encoding="utf-8")
        assert text.count("CHANGED") == 2


def test_nothing_personal_is_left_where_git_would_take_it(year: Year) -> None:
    released = f" M course/exercises/{UNIT}/one_neuron.ipynb\n"  # of the new version
    assert year.run("git status --porcelain") == released
    left = [path.name for path in year.root.iterdir() if path.suffix in (".csv", ".html", ".zip")]
    assert not left
    assert not (year.root / ".nnkit").exists()


def test_the_students_repository_has_no_answer_and_says_so(year: Year) -> None:
    given = year.root.parent / "course-2026"
    assert (given / "course/exercises" / UNIT / "one_neuron.ipynb").exists()
    assert (given / "nnkit/losses.py").exists()
    assert not (given / "solutions").exists()
    for path in given.rglob("*.ipynb"):
        assert "BEGIN SOLUTION" not in path.read_text(encoding="utf-8")
