"""A small course in a temporary folder: one unit with two answers and a hidden test."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nnkit.grading.course.release import release

ROOT = Path(__file__).parents[3]

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "tiny"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""

SQUARE = """\
def square(x):
    \"\"\"Return x * x.\"\"\"
    ### BEGIN SOLUTION
    total = sum(x for _ in range(abs(x)))
    return -total if x < 0 and total > 0 else total
    ### END SOLUTION
"""

TEST_SQUARE = """\
assert square(3) == 9
### BEGIN HIDDEN TESTS
assert [square(n) for n in (5, 11, 200)] == [25, 121, 40000]
### END HIDDEN TESTS
2
"""


def code(name, source, **marks):
    """Return a code cell with nbgrader's metadata; `marks` are its true or given entries."""
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **marks,
    }
    cell = new_code_cell(source, id=name.replace("_", "-"), metadata={"nbgrader": metadata})
    return cell


def write(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": spec})
    nbformat.write(notebook, path)


@pytest.fixture(name="code")
def code_fixture():
    """Make a code cell with nbgrader's metadata."""
    return code


@pytest.fixture(name="write")
def write_fixture():
    """Write cells to a notebook file."""
    return write


@pytest.fixture
def unit_cells():
    return [
        new_markdown_cell("# Squares", id="title"),
        code("square", SQUARE, solution=True),
        code("test_square", TEST_SQUARE, grade=True, locked=True, points=2),
    ]


@pytest.fixture
def course(tmp_path, unit_cells):
    """The root of the small course, with nothing released yet."""
    root = tmp_path / "course-root"
    write(root / "solutions/01_tiny/tiny.ipynb", unit_cells)
    write(root / "course/lectures/01_tiny.ipynb", [new_markdown_cell("# Squares", id="title")])
    (root / "nbgrader_config.py").write_text(CONFIG)
    return root


@pytest.fixture
def whole_course(course):
    """The small course, released, with this repository's package and Binder files."""
    for name in ("nnkit", "binder"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "pyproject.toml"):
        shutil.copy(ROOT / name, course / name)
    release(course)
    return course
