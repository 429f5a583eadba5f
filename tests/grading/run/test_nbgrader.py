"""nbgrader's own commands go through the same rooms and give the same marks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest_course import ANSWERS, Course, make_course


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory, registered: Path) -> Course:
    """A class with all kinds of hand-ins, graded by ``nbgrader autograde`` alone."""
    course = make_course(tmp_path_factory.mktemp("stock"), registered)
    course.hand_in("ann", course.solved(explain="> so $a<b$ <script>alert(1)</script>"))
    course.hand_in("bom", json.dumps(course.solved()).encode("utf-8-sig"))
    course.hand_in("corrupt", b'{"cells": [')
    course.hand_in("misnamed", course.solved(), "one (1).ipynb")
    doubled = course.solved()
    doubled.cells.insert(4, dict(doubled.cells[3], id="copy"))
    course.hand_in("doubled", doubled)
    newer = course.solved()
    for cell in newer.cells:
        cell.metadata.get("nbgrader", {}).update(schema_version=99)
    course.hand_in("newer", newer)
    skip = course.solved(double=None, area=None)
    for cell in skip.cells:
        cell.metadata["tags"] = ["skip-execution"]
    course.hand_in("skip", skip)
    course.folder("nothing")
    course.hand_in("stamp", course.solved())
    (course.folder("stamp") / "timestamp.txt").write_text("yesterday")
    for name, target in {
        "link.txt": "/etc/passwd", "dead": "/nowhere", "endless": "/dev/zero", "etc": "/etc",
    }.items():  # fmt: skip
        (course.folder("stamp") / name).symlink_to(target)
    os.mkfifo(course.folder("stamp") / "pipe")
    (course.folder("stamp") / "own.csv").write_text("1,2")
    course.command("autograde", "ps1")
    course.copied = {path.name for path in (course.root / "autograded/stamp/ps1").iterdir()}
    return course


FULL = {"test_double": 2.0, "test_area": 3.0, "explain": None}
NONE = {"test_double": 0.0, "test_area": 0.0, "explain": 0.0}


@pytest.mark.parametrize(
    ("student", "scores"),
    [
        *((name, FULL) for name in ("ann", "bom", "misnamed", "doubled", "newer", "stamp")),
        ("corrupt", NONE),
        ("nothing", NONE),
        ("skip", NONE | {"explain": None}),
    ],
)
def test_autograde_survives_and_is_not_fooled(
    by_nbgrader: Course, student: str, scores: dict[str, float | None]
) -> None:
    assert by_nbgrader.scores(student) == scores


def test_autograde_gives_the_marks_of_nnkit_grade(by_nbgrader: Course) -> None:
    ours = by_nbgrader.rows()
    checks = {s: by_nbgrader.checks(s)["status"] for s in ("ann", "corrupt", "nothing")}
    assert checks == {"ann": "graded", "corrupt": "ungradable", "nothing": "ungradable"}
    by_nbgrader.grade(jobs=2)
    assert by_nbgrader.rows() == ours


def test_autograde_copies_ordinary_files_only(by_nbgrader: Course) -> None:
    assert by_nbgrader.copied == {"one.ipynb", "checks.json", "timestamp.txt", "own.csv"}


def test_feedback_shows_answers_and_no_hidden_test(by_nbgrader: Course) -> None:
    by_nbgrader.command("generate_feedback", "ps1")
    pages = {p.parent.parent.name: p for p in by_nbgrader.root.glob("feedback/*/ps1/*.html")}
    assert set(pages) == {student for student, _ in by_nbgrader.rows()}
    for student, page in pages.items():
        html = page.read_text()
        assert "HIDDEN" not in html
        assert ">42<" not in html
        graded = student not in ("corrupt", "nothing")
        assert ('<span class="k">assert</span>' in html) == graded
        assert "alert(1)</script>" not in html
        assert list(page.parent.glob("*.json")) == []
    ann = pages["ann"].read_text()
    assert "<blockquote>\n<p>so <math" in ann
    assert "damaged and cannot be opened" in pages["corrupt"].read_text()


BUTTON = """
import sys
from nbgrader.apps.baseapp import NbGrader
from nbgrader.apps.api import NbGraderAPI
app = NbGrader()
app.initialize([], root=sys.argv[1])
api = NbGraderAPI(app.coursedir, parent=app)
result = api.autograde("ps1", "ann")
print(result)
sys.exit(0 if result["success"] else 1)
"""


def test_the_button_of_the_formgrader_uses_the_rooms(course: Course) -> None:
    skip = course.solved(double="import os\nos.system('touch pwned')\n" + ANSWERS["double"])
    for cell in skip.cells:
        cell.metadata["tags"] = ["skip-execution"] if cell.id.startswith("test") else []
        cell.source = "def area(a, b): return 0" if cell.id == "area" else cell.source
    course.hand_in("ann", skip)
    run = subprocess.run(
        [sys.executable, "-c", BUTTON, str(course.root)],
        cwd=course.root, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert course.scores("ann")["test_area"] == 0.0
    assert list(course.root.rglob("pwned")) == []
