"""Attacks on the notebook and the folder that are handed in, without any code of their own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attack import Attack
from nbformat.v4 import new_code_cell, new_output
from small_assignment import RIGHT

WRONG = {"double": "def double(x):\n    return 0", "Account": "Account = None"}
LOST = {"double": 0.0, "Account": 0.0}


def broken(id: str, tries: str, breaks: Callable[[Any, Path], None], **more: Any) -> Attack:
    """An attack with two wrong answers, on the notebook itself."""
    return Attack(id, tries, {**WRONG, **more.pop("answers", {})}, breaks=breaks, **more)


def tests(nb: Any) -> list[Any]:
    return [cell for cell in nb.cells if cell.id.startswith("test_")]


tests.__test__ = False  # type: ignore[attr-defined]


def find(nb: Any, name: str) -> Any:
    return next(cell for cell in nb.cells if cell.id == name)


def meta(cell: Any) -> Any:
    return cell.metadata["nbgrader"]


def in_tests(change: Callable[[Any], None]) -> Callable[[Any, Path], None]:
    """Change every test cell."""

    def breaks(nb: Any, file: Path) -> None:
        for cell in tests(nb):
            change(cell)

    return breaks


def in_all(change: Callable[[Any], None]) -> Callable[[Any, Path], None]:
    """Change every cell with nbgrader's metadata."""

    def breaks(nb: Any, file: Path) -> None:
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                change(cell)

    return breaks


def forged_outputs(cell: Any) -> None:
    points = {"text/plain": str(meta(cell)["points"])}
    cell.outputs = [new_output("execute_result", points, execution_count=1)]
    cell.execution_count = 1


def renamed(nb: Any, file: Path) -> None:
    """The test of a task that is right is called as that of a task that is wrong."""
    meta(find(nb, "test_double"))["grade_id"], meta(find(nb, "test_centre"))["grade_id"] = (
        "test_centre", "test_double",
    )  # fmt: skip


def answers_swapped(nb: Any, file: Path) -> None:
    one, other = find(nb, "double"), find(nb, "centre")
    meta(one)["grade_id"], meta(other)["grade_id"] = "centre", "double"


def answer_is_test(nb: Any, file: Path) -> None:
    """The answer cell takes the place of its own test."""
    cell = find(nb, "double")
    meta(cell).update(grade_id="test_double", grade=True, solution=True, points=2)
    nb.cells.remove(find(nb, "test_double"))


def doubled_tests(nb: Any, file: Path) -> None:
    for cell in tests(nb):
        again = copy.deepcopy(cell)
        again["id"], again["source"] = f"{cell.id}-again", "pass"
        nb.cells.insert(nb.cells.index(cell) + 1, again)


def doubled_answer(nb: Any, file: Path) -> None:
    """A wrong answer first, then the right one under the same name, as copy and paste leaves it."""
    again = copy.deepcopy(find(nb, "double"))
    again["id"], again["source"] = "double-again", RIGHT["double"]
    nb.cells.insert(nb.cells.index(find(nb, "double")) + 1, again)


def tests_first(nb: Any, file: Path) -> None:
    moved = tests(nb)
    nb.cells = moved + [cell for cell in nb.cells if cell not in moved]


def without_tests(nb: Any, file: Path) -> None:
    nb.cells = [cell for cell in nb.cells if cell not in tests(nb)]


def without_setup(nb: Any, file: Path) -> None:
    nb.cells.remove(find(nb, "setup"))


def other_kinds(nb: Any, file: Path) -> None:
    for cell in tests(nb):
        cell.cell_type = "markdown"
        meta(cell)["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def answers_as_markdown(nb: Any, file: Path) -> None:
    cell = find(nb, "centre")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def extra_cells(*sources: str) -> Callable[[Any, Path], None]:
    """Cells of its own between all others, some with forged metadata."""

    def breaks(nb: Any, file: Path) -> None:
        for position in range(len(nb.cells), 0, -1):
            source = sources[position % len(sources)]
            cell = new_code_cell(source, id=f"mine-{position}")
            if position % 2:
                data = {"grade": False, "solution": False, "locked": True, "schema_version": 3}
                cell.metadata["nbgrader"] = {**data, "grade_id": f"mine-{position}"}
            nb.cells.insert(position, cell)

    return breaks


def markers(nb: Any, file: Path) -> None:
    """The marks of hidden tests and of solutions, begun in an answer and never ended."""
    find(nb, "centre").source += "\n### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n"
    find(nb, "double").source += "\n### END HIDDEN TESTS\n### BEGIN HIDDEN TESTS"


def raw_metadata(nb: Any, file: Path) -> None:
    """Metadata of the notebook that this grader itself, or nbgrader, might believe."""
    nb.metadata["nnkit"] = {"judged": True, "trouble": "missing", "told": "x", "reason": "y"}
    nb.metadata["celltoolbar"] = "Create Assignment"
    nb.metadata["nbgrader"] = {"score": 10, "max_score": 10}
    nb.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "bash"}
    for cell in nb.cells:
        cell.metadata["nnkit"] = {"origin": "instructor"}


def prototype_metadata(cell: Any) -> None:
    cell.metadata["nbgrader"] = [{"grade": True}, "grade", 7, None][len(cell.source) % 4]


def lists_as_ids(cell: Any) -> None:
    meta(cell)["grade_id"] = ["test_double", {"a": 1}, 7.5, "../../x"][len(cell.source) % 4]


def link_to_source(nb: Any, file: Path) -> None:
    file.symlink_to(file.parents[3] / "source" / "ps1" / "one.ipynb")


def link_to_other(nb: Any, file: Path) -> None:
    file.symlink_to(file.parents[2] / "honest-plain" / "ps1" / "one.ipynb")


def second_notebook(nb: Any, file: Path) -> None:
    """A second notebook beside it, of a name that comes first, with other metadata."""
    other = copy.deepcopy(nb)
    for cell in tests(other):
        meta(cell)["points"] = 1000
    (file.parent / "ONE.ipynb").write_text(json.dumps(other))
    (file.parent / "a.ipynb").write_text(json.dumps(other))


def odd_name(nb: Any, file: Path) -> None:
    """The notebook under a name with a bidirectional mark, an escape sequence and a tag."""
    file.with_name("one\u202e\x1b[2J<script>alert(4217)<script>.ipynb").write_text(json.dumps(nb))
    nb.cells.clear()


def corrupt_name(nb: Any, file: Path) -> None:
    file.with_name("\x1b]0;4217\x07\u202e<b>\n.ipynb").write_text('{"cells": [')
    nb.cells.clear()


def long_cells(nb: Any, file: Path) -> None:
    """Three thousand cells of its own."""
    nb.cells += [new_code_cell("double = 1", id=f"many-{n}") for n in range(3000)]


ATTACKS: list[Attack] = [
    broken(
        "notebook-points",
        "raise the points, and make wrong answers extra credit",
        in_all(lambda cell: meta(cell).update(points=1000, extra_credit=1000)),
    ),
    broken(
        "notebook-flags",
        "unlock tests, or say that they are answers or no tests",
        in_tests(
            lambda cell: meta(cell).update(
                grade=len(cell.source) % 2 == 0, locked=False, solution=True, task=True
            )
        ),
    ),
    broken(
        "notebook-skip",
        "tags that make nbgrader skip a cell or forgive its error",
        in_all(
            lambda cell: cell.metadata.update(
                tags=["skip-execution", "raises-exception", "nbgrader-skip", "remove-cell"]
            )
        ),
    ),
    broken("notebook-outputs", "outputs that are there already", in_tests(forged_outputs)),
    broken(
        "notebook-checksums",
        "other checksums, schema versions and kinds",
        in_all(
            lambda cell: meta(cell).update(checksum="0" * 32, schema_version=99, cell_type="raw")
        ),
    ),
    broken(
        "notebook-tests-pass",
        "replace the tests by `pass`",
        in_tests(lambda cell: cell.update(source="pass")),
    ),
    broken(
        "notebook-tests-true",
        "replace the tests by what looks like them",
        in_tests(lambda cell: cell.update(source=f"assert True\n{meta(cell)['points']}")),
    ),
    broken(
        "notebook-tests-catch",
        "put try and except around the tests",
        in_tests(
            lambda cell: cell.update(source="try:\n    assert 0\nexcept Exception:\n    pass\n2.0")
        ),
    ),
    broken(
        "notebook-renamed", "swap the names of the tests of a right and a wrong answer", renamed
    ),
    broken("notebook-answers-swapped", "swap the names of two answer cells", answers_swapped),
    broken("notebook-answer-is-test", "give the answer cell the name of its test", answer_is_test),
    broken("notebook-doubled-tests", "a second copy of each test, which passes", doubled_tests),
    broken(
        "notebook-doubled-answer",
        "the right answer in a copy of the cell (an accident)",
        doubled_answer,
        earns={"double": 2.0},
    ),
    broken("notebook-tests-first", "move the tests before the answers", tests_first),
    broken("notebook-without-tests", "delete the tests", without_tests),
    broken("notebook-without-setup", "delete the setup cell", without_setup),
    broken("notebook-other-kinds", "turn the tests into text", other_kinds),
    broken(
        "notebook-answer-as-text",
        "turn a right answer into a text cell (an accident)",
        answers_as_markdown,
    ),
    broken(
        "notebook-extra-cells",
        "cells of its own redefine check, np, result, len, float",
        extra_cells(
            "check = lambda *a, **k: type('R', (), {'score': 1.0, 'passed': True})",
            "class np:\n    ndarray = object\n    random = testing = None",
            "len = float = abs = list = isinstance = lambda *a: True",
            "result = type('R', (), {'score': 1.0})\nnumbers, steps, n = [], [], 0",
        ),
        earns={"centre": 0.0, "sigmoid": 0.0},
    ),
    broken(
        "notebook-locked-cells",
        "cells of its own that claim to be the instructor's",
        extra_cells("def double(x):\n    return 2 * x\nnumbers = []", "numbers = []"),
        earns={"double": 2.0},
    ),
    broken("notebook-markers", "marks of hidden tests and solutions in answers", markers),
    broken("notebook-metadata", "metadata that the grader might take for its own", raw_metadata),
    broken("notebook-metadata-kinds", "metadata of other types", in_all(prototype_metadata)),
    broken("notebook-ids", "names of cells of other types", in_tests(lists_as_ids)),
    broken("notebook-second", "a second notebook beside it", second_notebook),
    broken("notebook-name", "a name with control characters and HTML", odd_name),
    broken(
        "notebook-many-cells",
        "three thousand cells of its own",
        long_cells,
        answers={"countdown": "countdown = 0"},
    ),
    Attack(
        "notebook-corrupt-name",
        "a damaged notebook whose name acts on a terminal",
        breaks=corrupt_name,
        earns=dict.fromkeys(RIGHT, 0.0),
    ),
    Attack(
        "notebook-link-source",
        "hand in a link to the instructor's notebook",
        breaks=link_to_source,
        earns=dict.fromkeys(RIGHT, 0.0),
    ),
    Attack(
        "notebook-link-other",
        "hand in a link to another student's notebook",
        breaks=link_to_other,
        earns=dict.fromkeys(RIGHT, 0.0),
    ),
]

# Files that are handed in beside the notebook

EVIL = """
import builtins, os
def assert_allclose(*args, **options): pass
def check(*args, **options): return type("R", (), {"score": 1.0, "passed": True})
def __getattr__(name): return check
try:
    open("@ROOT@/written-by-a-file", "w").close()
except OSError:
    pass
"""
FILES = ("double", "Account")


def beside(id: str, tries: str, files: dict[str, str], **more: Any) -> Attack:
    """An attack by files beside a notebook with two wrong answers."""
    return Attack(id, tries, WRONG, files=files, **more)


def links(nb: Any, file: Path) -> None:
    """Links to files and folders, beside the notebook."""
    root = file.parents[3]
    for name, target in {
        "book.txt": root / "gradebook.db", "source": root / "source", "etc": Path("/etc"),
        "loop": file.parent, "gone": root / "nowhere",
    }.items():  # fmt: skip
        (file.parent / name).symlink_to(target)


LOOK = """
import os
for name in ("book.txt", "source/ps1/one.ipynb", "etc/passwd"):
    for place in (name, "ps1/" + name):
        if os.path.exists(place):
            double = lambda x: 2 * x
"""

ATTACKS += [
    beside(
        "files-numpy",
        "a numpy.py, and others that everybody imports",
        {
            f"{name}.py": EVIL
            for name in (
                "numpy",
                "nnkit",
                "secrets",
                "random",
                "json",
                "warnings",
                "linecache",
                "traceback",
                "matplotlib",
                "nbgrader",
                "nbformat",
                "IPython",
            )
        },
    ),
    beside(
        "files-nnkit",
        "a package nnkit with a grading module",
        {
            "nnkit/__init__.py": EVIL,
            "nnkit/grading/__init__.py": EVIL,
            "nnkit/grading/exercise.py": EVIL,
            "room/__init__.py": EVIL,
        },
    ),
    beside(
        "files-site",
        "files that Python reads when it starts",
        {
            name: EVIL
            for name in (
                "sitecustomize.py",
                "usercustomize.py",
                "site.py",
                "conftest.py",
                "__init__.py",
                "__main__.py",
                "_distutils_hack.py",
                "ipython_config.py",
                "jupyter_config.py",
            )
        }
        | {
            "evil.pth": "import numpy",
            "pyvenv.cfg": "home = /nowhere",
            "python311._pth": ".",
            "pytest.ini": "[pytest]\naddopts = --co",
            "setup.cfg": "",
        },
    ),
    beside(
        "files-config",
        "a configuration and a gradebook of its own",
        {
            name: EVIL
            for name in ("nbgrader_config.py", "nbconvert_config.py", "jupyter_nbconvert_config.py")
        }
        | {
            "gradebook.db": "",
            "checks.json": '{"status": "graded", "checks": 7, "key": ""}',
            "feedback.html": "<script>alert(4217)</script>",
            "nbgrader_config.json": "{}",
        },
    ),
    beside(
        "files-matplotlib",
        "settings of matplotlib",
        {
            "matplotlibrc": "figure.dpi: 7\nbackend: module://evil\naxes.facecolor: 99",
            "evil.py": EVIL,
            "stylelib/x.mplstyle": "figure.dpi: 7",
            "numpyrc": "x",
        },
    ),
    beside(
        "a-first-matplotlib",
        "settings of matplotlib, for those who are graded later",
        {"matplotlibrc": "figure.dpi: 7\nlines.linewidth: 99"},
    ),
    Attack(
        "files-links",
        "links beside the notebook",
        {"double": "double = lambda x: 0\n" + LOOK},
        breaks=links,
    ),
    Attack(
        "files-own-module",
        "honest: a module of its own beside the notebook",
        {"double": "from helper import double"},
        {"double": 2.0},
        files={"helper.py": RIGHT["double"], "data/numbers.csv": "1,2"},
    ),
]
