"""`nbgrader autograde` itself goes the same way: a dozen attacks by its own command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from attacked_class import AttackedClass, marks_in
from kinds import ATTACKS, HONEST

DOZEN = (
    "reading-cleared-import", "reading-gradebook", "patching-check", "value-equal-to-all",
    "control-zeroed", "control-exit", "forging-prints", "forging-protocol-noise",
    "notebook-skip", "notebook-tests-true", "notebook-renamed", "notebook-without-tests",
    "notebook-link-source", "files-nnkit", "files-config", "files-links",
)  # fmt: skip


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> AttackedClass:
    chosen = [ATTACKS[name] for name in DOZEN] + [HONEST["honest-plain"], HONEST["honest-misnamed"]]
    attacked = AttackedClass(tmp_path_factory.mktemp("command"), chosen)
    attacked.enter_in_gradebook()
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "ps1"],
        cwd=attacked.root, capture_output=True, timeout=200,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    attacked.ears_heard = attacked.ears.heard()
    attacked.ears.close()
    attacked.errors = [line for line in run.stderr.decode().splitlines() if "Error" in line]
    attacked.status = run.returncode
    attacked.marks = marks_in(attacked.root)
    return attacked


@pytest.mark.parametrize("name", [*DOZEN, "honest-plain", "honest-misnamed"])
def test_the_command_gives_what_is_deserved(by_nbgrader: AttackedClass, name: str) -> None:
    assert by_nbgrader.marks.get(name) == {**ATTACKS, **HONEST}[name].deserves


def test_the_command_grades_everybody(by_nbgrader: AttackedClass) -> None:
    assert by_nbgrader.status == 0, by_nbgrader.errors
    assert set(by_nbgrader.marks) == {*DOZEN, "honest-plain", "honest-misnamed"}


def test_the_command_lets_nothing_out(by_nbgrader: AttackedClass) -> None:
    assert by_nbgrader.ears_heard == []
    assert [path for path in by_nbgrader.root.rglob("written-*")] == []
    assert [
        path for path in (by_nbgrader.root / "autograded").rglob("*") if path.is_symlink()
    ] == []
