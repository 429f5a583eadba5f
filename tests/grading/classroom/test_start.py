"""What is imported before the first submission is graded; it decides how soon that is."""

from __future__ import annotations

import subprocess
import sys

import pytest

WORKER = (
    "nnkit.grading.classroom.worker, nnkit.grading.classroom.submission, "
    "nnkit.grading.classroom.settings, nnkit.grading.rooms"
)
SLOW = ("nbgrader", "sqlalchemy", "jupyter_server", "nbconvert", "matplotlib")


@pytest.mark.parametrize("modules", [WORKER, "nnkit.grading.classroom.grade"])
def test_workers_and_the_command_start_without_nbgrader(modules):
    code = f"import sys, {modules}; print(*[m for m in {SLOW!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_nothing_uses_is_not_imported():
    code = (
        "from nnkit.grading import slow_imports; slow_imports.do_without(); import nbformat, sys; "
        "assert not any(sys.modules.get(name) for name in slow_imports.UNUSED); "
        "nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1')]))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
