"""What answers may import where the course lists packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course, code
from nbformat.v4 import new_notebook

from nnkit.grading.errors import UseError
from nnkit.grading.judge import Limits, Rooms
from nnkit.grading.judge.allowed import left_out

LISTED = "nbformat is not among the packages that answers may use here: numpy, matplotlib"
UNHOOKED = """
import importlib, sys
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "Refuse"]
importlib.invalidate_caches()
import nbformat
nbformat.from_dict"""
READ = """
import glob, sys
sys.path[:] += glob.glob(sys.base_prefix + "/lib/python3*/*-packages")
texts = [open(p + "/nbformat/__init__.py").read() for p in sys.path if "-packages" in p]"""
REFUSED = (
    "AttributeError",
    "FileNotFoundError",
    "ImportError",
    "ModuleNotFoundError",
    "PermissionError",
)
ANSWERS = {
    "plain": "import math, numpy, tools, PIL\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "asks": "import nbformat",
    "deep": "from nbformat.v4 import new_notebook",
    "unhooked": UNHOOKED,
    "reads": READ,
}


def test_another_package_is_refused_and_told(course: Course) -> None:
    course.configure("c.TwoRooms.packages = ['matplotlib']")
    (course.root / "source" / "ps1" / "tools.py").write_text("two = 2")
    for student, first in ANSWERS.items():
        right = "def double(x):\n    return 2 * x"
        course.hand_in(student, course.solved(double=f"{first}\n{right}"))
    inside = "def area(a, b):\n    import nbformat\n    return a * b"
    course.hand_in("inside", course.solved(area=inside))
    course.grade()
    got = {s: course.scores(s)["test_double"] for s in ANSWERS}
    assert got == dict.fromkeys(ANSWERS, 0.0) | {"plain": 2.0}
    assert course.scores("inside") == {"test_double": 2.0, "test_area": 0.0, "explain": None}
    notes = {student: course.checks(student)["notes"] for student in (*ANSWERS, "inside")}
    assert notes["plain"] == []
    assert notes["asks"][0] == f"the cell double: {LISTED}"
    assert notes["asks"][1].endswith(f"the cell double failed before with ImportError: {LISTED}")
    assert notes["deep"][0] == f"the cell double: {LISTED}"
    assert notes["inside"] == [f"test_area: ImportError: {LISTED}"]
    cells = {cell.id: cell for cell in course.autograded("asks").cells}
    assert cells["double"].outputs[0].evalue == LISTED


def test_another_list_grades_again(course: Course) -> None:
    course.hand_in("ann", course.solved(double="import nbformat\n" + "double = lambda x: 2 * x"))
    statuses: list[Any] = []
    for packages in ("None", "[]", "['nbformat']", "['nbformat']"):
        course.configure(f"c.TwoRooms.packages = {packages}")
        statuses.append((course.grade().rows[0].status, course.scores("ann")["test_double"]))
    assert statuses == [("graded", 2.0), ("graded", 0.0), ("graded", 2.0), ("skipped", 2.0)]


@pytest.mark.parametrize("walls", [("landlock",), ("namespaces",)])
def test_its_files_are_behind_the_walls(walls: tuple[str, ...]) -> None:
    try:
        rooms = Rooms(Limits(), packages=[], walls=walls).__enter__()
    except UseError as error:
        pytest.skip(str(error))
    try:
        for first in (UNHOOKED, READ):
            nb = new_notebook(cells=[code("answer", first, solution=True)])
            rooms.execute(nb)
            assert nb.cells[0].outputs[0].ename in REFUSED, nb.cells[0].outputs
    finally:
        rooms.__exit__(None, None, None)


def test_a_package_that_is_not_there_is_one_line(course: Course) -> None:
    course.configure("c.TwoRooms.packages = ['nowhere']")
    course.hand_in("ann", course.solved())
    with pytest.raises(UseError, match=r"c.TwoRooms.packages names 'nowhere', and no package"):
        course.grade()


def test_what_a_package_needs_comes_with_it(tmp_path: Path) -> None:
    for name in ("numpy", "matplotlib", "kiwisolver", "other", "numpy.libs"):
        (tmp_path / name).mkdir()
    (tmp_path / "__pycache__").mkdir()
    for name in ("single.py", "fast.cpython-311.so", "other-1.dist-info", "__pycache__/single.pyc"):
        (tmp_path / name).write_text("")
    names, paths = left_out(["matplotlib"], [str(tmp_path)])
    assert names == ["fast", "other", "single"]
    assert [Path(p).name for p in paths] == [
        "single.pyc",
        "fast.cpython-311.so",
        "other",
        "single.py",
    ]


def test_a_package_is_known_by_both_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "PIL").mkdir()
    assert left_out(["PIL"], [str(tmp_path)]) == left_out(["pillow"], [str(tmp_path)]) == ([], [])
