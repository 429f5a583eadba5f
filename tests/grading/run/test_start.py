"""What is imported before the first submission is graded; it decides how soon that is."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest

from nnkit.grading.handin import settings
from nnkit.grading.run import grade, pool

MODULES = (
    "nnkit.grading.run.worker, nnkit.grading.run.submission, "
    "nnkit.grading.handin.settings, nnkit.grading.judge"
)
SLOW = ("nbgrader", "sqlalchemy", "jupyter_server", "nbconvert", "matplotlib")


@pytest.mark.parametrize("modules", [MODULES, "nnkit.grading.run.grade"])
def test_workers_and_the_command_start_without_nbgrader(modules):
    assert loaded(f"import {modules}", SLOW) == []


def test_a_worker_does_without_numpy_and_with_the_renderer_of_nbconvert_alone():
    code = pool.BOOT[: pool.BOOT.index("from nnkit")]
    code += "from nnkit.grading import slow_imports; slow_imports.only_parts()"
    clean = "from nnkit.grading.handin import clean; assert clean.safe_markdown('*a* <b>') != ''"
    code += f"\nimport {MODULES}\n{clean}"
    modules = ("numpy", "nbclient", "nbconvert.exporters", "nbconvert.filters.markdown_mistune")
    assert loaded(code, modules) == ["nbconvert.filters.markdown_mistune"]


def test_grading_does_without_the_commands_of_nbgrader_which_work_all_the_same():
    code = "from nnkit.grading import slow_imports; slow_imports.no_commands()\n"
    code += "import nbgrader.coursedir, nbgrader.converters, nnkit.grading.run.prepare"
    pages = ("nbgrader.apps", "nbgrader.server_extensions", "jupyter_server")
    assert loaded(code, pages) == []
    assert loaded(f"{code}, nbgrader.apps", ("nbgrader.apps",)) == ["nbgrader.apps"]


def loaded(code, names):
    """Which modules are there after the code has run in a fresh Python."""
    code += f"\nimport sys; print(*[m for m in {names!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code, "", json.dumps(sys.path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_what_nothing_uses_is_not_imported():
    code = (
        "from nnkit.grading import slow_imports; slow_imports.do_without(); import nbformat, sys; "
        "assert not any(sys.modules.get(name) for name in slow_imports.UNUSED); "
        "nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1')]))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("code", "draws"),
    [
        ("import matplotlib.pyplot as plt", False),
        ("plt.show()", True),
        ("fig, ax = figure()\nax.plot([1, 2])", True),
        ("from nnkit import plotting\nplotting.curve()", True),
        (None, True),
    ],
)
def test_drawing_is_prepared_for_an_assignment_that_draws(tmp_path, code, draws):
    if code is not None:
        cell = nbformat.v4.new_code_cell(code)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "nb.ipynb")
    assert prepared(tmp_path)["draws"] is draws


def prepared(source):
    """What the rooms of an assignment prepare for all submissions."""
    return settings.TwoRooms().rooms(source, source)._options


def test_imports_are_those_of_cells_that_are_no_answers_and_no_tests(tmp_path):
    kinds = {
        "import pandas as pd, os.path\n%matplotlib inline": {},
        "from scipy.stats import norm\ntry:\n    import PIL.Image\nexcept ImportError: pass": {
            "locked": True
        },
        "import answered": {"solution": True},
        "import tested": {"grade": True},
        "from . import beside\nfrom .beside import x": {},
        "import this is no Python": {},
    }
    made = [
        nbformat.v4.new_code_cell(source, metadata={"nbgrader": data} if data else {})
        for source, data in kinds.items()
    ]
    text = nbformat.v4.new_markdown_cell("import text")
    nbformat.write(nbformat.v4.new_notebook(cells=[text, *made]), tmp_path / "nb.ipynb")
    (tmp_path / "broken.ipynb").write_text("[1]")
    assert prepared(tmp_path)["imports"] == ["pandas", "os.path", "scipy.stats", "PIL.Image"]


@pytest.mark.parametrize(("cores", "started"), [(1, 1), (8, 2)])
def test_no_more_workers_start_than_handed_in(course, monkeypatch, cores, started):
    asked = watched(monkeypatch)
    monkeypatch.setattr(grade, "cores", lambda: cores)
    course.configure(
        'c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"',
        'c.CourseDirectory.submitted_directory = "handed[1] in"',
    )
    for name in ("ada", "bob"):
        folder = course.root / "handed[1] in" / "ps1" / name
        folder.mkdir(parents=True)
        nbformat.write(course.solved(), folder / "one.ipynb")
    assert len(course.grade(jobs=None).rows) == 2
    assert asked == [(started, "asked"), (started, "needed"), (started, "asked")]


def test_answers_that_were_rehearsed_are_not_run_again(course, monkeypatch):
    asked = watched(monkeypatch)
    for name in ("ada", "bob"):
        course.hand_in(name, course.solved())
        course.grade()
    assert asked == [(1, "asked"), (1, "needed"), (1, "asked")]


def watched(monkeypatch):
    """Note when workers are asked for the instructor's answers: soon, and when they are needed."""
    asked = []

    class Watched(pool.Workers):
        def ask(self, source, ignore):
            asked.append((len(self.running), "asked"))
            super().ask(source, ignore)

        def rehearse(self, source, ignore):
            asked.append((len(self.running), "needed"))
            before = self.asked
            found = super().rehearse(source, ignore)
            assert self.asked == before  # not a second time
            return found

    monkeypatch.setattr(grade, "Workers", Watched)
    return asked
