"""The instructor's version of an assignment, from whatever of it there is."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from conftest_course import Course, nbgrader
from nbformat.v4 import new_markdown_cell

from nnkit.grading.gradebook.feedback import HideTests
from nnkit.grading.handin.cells import without_hidden
from nnkit.grading.handin.folder import open_classroom
from nnkit.grading.handin.handin import HandIn
from nnkit.grading.handin.rebuild import rebuild
from nnkit.grading.run.prepare import register, templates

NAMES = ["title", "setup", "open", "double", "test_double", "area", "test_area", "explain"]


def grade_ids(cells: list[dict[str, object]]) -> list[str]:
    return [c["metadata"]["nbgrader"]["grade_id"] for c in cells if "nbgrader" in c["metadata"]]  # type: ignore[index]


def test_the_source_gives_stubs_hidden_tests_points_and_order(course: Course) -> None:
    (template,) = templates(open_classroom(course.root), "ps1")
    cells = {cell["id"]: cell for cell in template.nb["cells"]}
    assert list(cells) == NAMES
    assert "NotImplementedError" in cells["double"]["source"]
    assert "return" not in cells["double"]["source"]
    assert "area(6, 7) == 42" in cells["test_area"]["source"]
    assert template.max_score == 9


def test_answers_are_to_bind_what_the_instructors_own_bind(course: Course) -> None:
    nb = course.source()
    nb.cells[3].source = "import re\n### BEGIN SOLUTION\nwide = [i for i in (1,)]\n### END SOLUTION"
    course.add_source("ps1", {"one": nb})
    (template,) = templates(open_classroom(course.root), "ps1")
    cells = rebuild(template, HandIn()).nb.cells
    defines = {cell.id: cell.metadata["nnkit"].get("defines") for cell in cells}
    assert (defines["double"], defines["area"]) == (["double", "wide"], ["area"])


def test_without_the_source_the_release_and_the_gradebook_are_enough(course: Course) -> None:
    room = open_classroom(course.root)
    (course.root / "release" / "ps1").mkdir(parents=True)
    nbformat.write(course.released(), course.root / "release" / "ps1" / "one.ipynb")
    (whole,) = templates(room, "ps1")
    shutil.rmtree(course.root / "source" / "ps1")
    (released,) = templates(room, "ps1")
    assert [c["source"] for c in released.nb["cells"]] == [c["source"] for c in whole.nb["cells"]]
    assert "area(6, 7) == 42" in str(released.nb)
    shutil.rmtree(course.root / "release")
    (bare,) = templates(room, "ps1")
    assert grade_ids(bare.nb["cells"]) == grade_ids(whole.nb["cells"])
    assert bare.max_score == 9


def test_registering_twice_changes_nothing_and_a_changed_test_is_noticed(course: Course) -> None:
    room = open_classroom(course.root)
    assert register(room, "ps1") == []
    nb = course.source()
    nb.cells[4].metadata["nbgrader"]["points"] = 7
    course.add_source("ps1", {"one": nb})
    assert "brought up to date" in register(room, "ps1")[0]
    assert templates(room, "ps1")[0].max_score == 14
    assert register(room, "ps1") == []


def test_a_mark_scheme_is_not_shown_to_students(course: Course) -> None:
    nb = course.source()
    text = "Discuss.\n### BEGIN MARK SCHEME\none point for each\n### END MARK SCHEME"
    task = new_markdown_cell(text, id="t", metadata=nbgrader("t", task=True, locked=True, points=2))
    nb.cells.append(task)
    course.add_source("ps1", {"one": nb})
    room = open_classroom(course.root)
    register(room, "ps1")
    (template,) = templates(room, "ps1")
    assert template.max_score == 11
    assert "one point for each" in template.nb["cells"][-1]["source"]
    assert without_hidden(template.nb["cells"][-1]["source"], template.marks) == "Discuss."
    nb.cells = [task]
    HideTests().preprocess(nb, {})
    assert task.source == "Discuss."


def test_a_gradebook_is_whole_although_the_environment_is_not_activated(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    make = "import sys; from pathlib import Path; from nnkit.grading.gradebook import book"
    make += "; from nnkit.grading.handin import folder"
    make += "; book.Book(folder.open_classroom(Path(sys.argv[1]))).make()"
    run = subprocess.run(
        [sys.executable, "-c", make, str(course.root)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(course.root)},
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    book = sqlite3.connect(course.root / "gradebook.db")
    versions = book.execute("SELECT version_num FROM alembic_version").fetchall()
    book.close()
    assert len(versions) == 1


@pytest.mark.parametrize("place", ["nnkit.grading", "nnkit.grading.classroom"])
def test_the_line_in_the_configuration_costs_no_import_of_nbgrader(place: str) -> None:
    look = f"import sys, {place} as c; from traitlets.config import Config; "
    look += (
        "c.use_two_rooms(Config()); print('nbgrader' in sys.modules, 'nbconvert' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=240)
    assert run.stdout == "False False\n", run.stderr
