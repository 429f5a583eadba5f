"""What `nnkit release` makes, and what `release --check` notices."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from nnkit.grading.course.release import release
from nnkit.grading.errors import UseError

RELEASED = "course/exercises/01_tiny/tiny.ipynb"
SOURCE = "solutions/01_tiny/tiny.ipynb"
LECTURE = "course/lectures/01_tiny.ipynb"


def snapshot(folder):
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_release_has_stubs_and_neither_answers_nor_hidden_tests(course):
    assert release(course) == 0
    notebook = nbformat.read(course / RELEASED, as_version=4)
    square, test = notebook.cells[1:]
    assert "raise NotImplementedError" in square.source
    assert '"""Return x * x."""' in square.source
    assert "total" not in square.source
    assert test.source.splitlines() == ["assert square(3) == 9", "2"]


def test_a_release_is_the_same_bytes_every_time_and_makes_no_gradebook(course):
    release(course)
    first = snapshot(course)
    assert release(course) == 0
    assert snapshot(course) == first
    shutil.rmtree(course / "course/exercises")
    assert release(course) == 0
    assert snapshot(course) == first
    assert {p.name for p in course.iterdir()} == {"course", "nbgrader_config.py", "solutions"}


def test_check_writes_nothing(course, capsys):
    before = snapshot(course)
    assert release(course, check=True) == 1
    assert snapshot(course) == before
    assert capsys.readouterr().out == f"{RELEASED} is missing: run nnkit release\n"


def test_check_passes_after_a_release(course, capsys):
    release(course)
    capsys.readouterr()
    assert release(course, check=True) == 0
    assert capsys.readouterr().out == "course/exercises: 1 unit, up to date; nothing leaks\n"


def test_check_names_the_cell_that_was_edited(course, capsys):
    release(course)
    path = course / RELEASED
    path.write_text(path.read_text().replace("square(3) == 9", "square(3) == 8"))
    capsys.readouterr()
    assert release(course, check=True) == 1
    assert capsys.readouterr().out == (
        f"{RELEASED} differs from what solutions/01_tiny gives (first in cell test-square): "
        "run nnkit release\n"
    )


def test_check_names_an_exercise_without_a_source_and_release_leaves_it(course, capsys, write):
    orphan = course / "course/exercises/09_old/old.ipynb"
    write(orphan, [new_markdown_cell("old", id="old")])
    assert release(course) == 1
    assert orphan.exists()
    assert (course / RELEASED).exists()
    assert release(course, check=True) == 1
    assert "course/exercises/09_old/old.ipynb has no source" in capsys.readouterr().out


def test_a_renamed_notebook_does_not_stay_behind(course):
    release(course)
    (course / SOURCE).rename(course / "solutions/01_tiny/other.ipynb")
    assert release(course) == 0
    assert [p.name for p in (course / RELEASED).parent.iterdir()] == ["other.ipynb"]


def test_data_files_are_released_with_the_notebook(course):
    (course / "solutions/01_tiny/points.csv").write_text("x,y\n1,2\n")
    assert release(course) == 0
    assert (course / "course/exercises/01_tiny/points.csv").read_text() == "x,y\n1,2\n"
    assert release(course, check=True) == 0


@pytest.mark.parametrize("name", ["hidden_checks.py", "answers.md", "notes", "sub/key.json"])
@pytest.mark.parametrize("check", [True, False])
def test_a_file_that_is_not_for_students_stops_the_release(course, capsys, name, check):
    path = course / "solutions/01_tiny" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("secret")
    assert release(course, check=check) == 1
    assert f"{path}: not meant for students" in capsys.readouterr().out
    assert not (course / "course/exercises").exists()


SOLUTION_IN_OTHER_WORDS = """
def my_square(x):
    total = sum( x for _ in
                 range(abs(x)) )   # adds x up
    return (-total if x < 0 and total > 0 else total)
"""


@pytest.mark.parametrize(
    "cell",
    [
        new_code_cell(SOLUTION_IN_OTHER_WORDS, id="code"),
        new_code_cell(
            "if True:\n    " + SOLUTION_IN_OTHER_WORDS.replace("\n", "\n    "), id="code"
        ),
        new_markdown_cell(
            "```\n    total = sum(x for _ in range(abs(x)))\n"
            "    return -total if x < 0 and total > 0 else total\n```",
            id="text",
        ),
        new_code_cell(
            "??square",
            id="code",
            outputs=[
                new_output(
                    "stream",
                    text="total = sum(x for _ in range(abs(x)))\n"
                    "return -total if x < 0 and total > 0 else total",
                )
            ],
        ),
    ],
    ids=["reformatted", "nested", "markdown", "output"],
)
def test_an_answer_in_a_lecture_is_found(course, capsys, cell, write):
    release(course)
    write(course / LECTURE, [cell])
    capsys.readouterr()
    assert release(course, check=True) == 1
    assert capsys.readouterr().out == (
        f"{LECTURE}, cell {cell.id}: contains the answer of {SOURCE}, cell square\n"
    )


def test_a_single_line_of_an_answer_is_found_in_its_own_exercise_only(
    course, unit_cells, capsys, write
):
    line = "total = sum(x for _ in range(abs(x)))"
    write(course / LECTURE, [new_code_cell(f"x = 3\n{line}", id="code")])
    assert release(course) == 0
    write(course / SOURCE, [*unit_cells, new_markdown_cell(f"Hint:\n\n    {line}", id="hint")])
    capsys.readouterr()
    assert release(course) == 1
    assert "cell hint: contains the line 'total = sum" in capsys.readouterr().out


CUBE = """\
def cube(x):
    \"\"\"Return x * x * x.\"\"\"
    ### BEGIN SOLUTION
    square = x * x
    return square * x
    ### END SOLUTION
"""
CUBE_ANSWER = "square = x * x\nreturn square * x"
CUBES = f"def mine(x):\n    {CUBE_ANSWER.replace(chr(10), chr(10) + '    ')}"


@pytest.fixture
def with_library(course, unit_cells, write, code):
    """The small course with an exercise whose function the library has, and a second unit."""
    write(course / SOURCE, [*unit_cells, code("cube", CUBE, solution=True)])
    write(course / "solutions/02_next/next.ipynb", [new_markdown_cell("# Next", id="title")])
    library = course / "nnkit/layers.py"
    library.parent.mkdir()
    library.write_text(CUBE.replace("square", "two"))
    return course


def test_what_the_library_has_may_stand_in_lessons(with_library, write):
    write(with_library / LECTURE, [new_code_cell(CUBES, id="code")])
    write(with_library / "solutions/02_next/next.ipynb", [new_code_cell(CUBES, id="setup")])
    assert release(with_library) == 0
    assert release(with_library, check=True) == 0


def test_what_the_library_has_is_found_in_its_own_exercise(
    with_library, unit_cells, code, capsys, write
):
    hint = new_markdown_cell(f"Hint:\n\n```\n{CUBE_ANSWER}\n```", id="hint")
    write(with_library / SOURCE, [*unit_cells, code("cube", CUBE, solution=True), hint])
    assert release(with_library) == 1
    assert f"{RELEASED}, cell hint: contains the answer of {SOURCE}, cell cube" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("name", ["course/answers.py", "course/hints.md"])
def test_what_the_library_has_is_found_in_other_files(with_library, capsys, name):
    (with_library / name).write_text(CUBES)
    assert release(with_library) == 1
    assert f"{name}: contains the answer of {SOURCE}, cell cube" in capsys.readouterr().out


def test_what_only_the_grading_side_has_is_found_in_lessons(with_library, capsys, write):
    library = with_library / "nnkit/layers.py"
    (with_library / "nnkit/grading").mkdir()
    library.rename(with_library / "nnkit/grading/cube.py")
    write(with_library / LECTURE, [new_code_cell(CUBES, id="code")])
    assert release(with_library) == 1
    assert f"contains the answer of {SOURCE}, cell cube" in capsys.readouterr().out


def test_a_line_that_is_printed_to_be_put_right_may_stay_right(
    course, unit_cells, capsys, write, code
):
    printed = "def printed_lines(x):\n    A = (1 + x) * (1 - x)\n    B = x - 1 / x\n    return A, B"
    answer = printed.replace("x - 1", "1 - 1").replace("printed_lines(x):", "put_right(x):")
    answer = answer.replace(":\n", ":\n    ### BEGIN SOLUTION\n") + "\n    ### END SOLUTION"
    cells = [code("printed", printed, locked=True), code("put_right", answer, solution=True)]
    write(course / SOURCE, [*unit_cells, *cells])
    assert release(course) == 0
    hint = new_markdown_cell("Hint:\n\n    B = 1 - 1 / x", id="hint")
    write(course / SOURCE, [*unit_cells, *cells, hint])
    capsys.readouterr()
    assert release(course) == 1
    assert "cell hint: contains the line 'B = 1 - 1 / x'" in capsys.readouterr().out


def test_a_hidden_test_is_found_wherever_it_lies(course, capsys):
    release(course)
    (course / "course/README.md").write_text(
        "We test `assert [square(n) for n in (5, 11, 200)] == [25, 121, 40000]`.\n"
        "assert [square(n) for n in (5, 11, 200)] == [25, 121, 40000]\n"
    )
    assert release(course, check=True) == 1
    assert "course/README.md: contains the hidden test" in capsys.readouterr().out


def test_a_hidden_case_of_the_package_is_found(course, capsys, write):
    release(course)
    hidden = course / "nnkit/grading/units/hidden/u01_tiny.py"
    hidden.parent.mkdir(parents=True)
    cases = "def cases(rng):\n    return [rng.normal(size=(7, 3)), rng.normal(size=(1, 3)), -1e9]\n"
    hidden.write_text(cases)
    assert release(course, check=True) == 0
    write(course / LECTURE, [new_code_cell(cases.replace("cases", "mine"), id="code")])
    assert release(course, check=True) == 1
    assert "hidden/u01_tiny.py, cases" in capsys.readouterr().out


@pytest.mark.parametrize("marker", ["### BEGIN SOLUTION", "# begin hidden tests", "END SOLUTION"])
def test_a_marker_left_in_the_course_is_found(course, capsys, marker, write):
    release(course)
    write(course / LECTURE, [new_code_cell(f"x = 1\n{marker}", id="code")])
    assert release(course, check=True) == 1
    assert "contains the marker" in capsys.readouterr().out


def test_an_answer_cell_that_keeps_its_answer_stops_the_release(course, capsys, write, code):
    source = "def half(x):\n    return x / 2\n### BEGIN SOLUTION\n### END SOLUTION\n"
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("raise NotImplementedError", "pass"))
    write(course / SOURCE, [code("half", source, solution=True)])
    assert release(course) == 1
    assert "cell half: the student version does not raise" in capsys.readouterr().out
    assert not (course / RELEASED).exists()


def test_a_course_without_units_says_so(course, capsys):
    shutil.rmtree(course / "solutions/01_tiny")
    for check in (True, False):
        assert release(course, check=check) == 0
        assert capsys.readouterr().out.startswith("solutions/ has no unit yet")


def old_format(text):
    return json.dumps({**json.loads(text), "nbformat_minor": 4})


def unclosed(text):
    return text.replace("    ### END SOLUTION\\n", "")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: "", "is not a notebook"),
        (lambda text: text[:-40], "is not a notebook"),
        (lambda text: '{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', "is not a notebook"),
        (lambda text: "[]", "is not a notebook"),
        (old_format, "old format without cell ids"),
        (unclosed, "no end solution statement found"),
        (lambda text: text.replace('"points": 2,', ""), "nbgrader cannot release it"),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_a_damaged_source_is_named_in_one_line_and_nothing_is_written(course, damage, words, check):
    path = course / SOURCE
    damaged = damage(path.read_text())
    assert damaged != path.read_text()
    path.write_text(damaged)
    before = snapshot(course)
    with pytest.raises(UseError, match=words) as caught:
        release(course, check=check)
    assert "\n" not in str(caught.value)
    assert str(path.parent) in str(caught.value)
    assert snapshot(course) == before


def no_solutions(root):
    shutil.rmtree(root / "solutions")


def no_config(root):
    (root / "nbgrader_config.py").unlink()


def wrong_name(root):
    (root / "solutions/01_tiny").rename(root / "solutions/Unit 1")


def empty_unit(root):
    (root / SOURCE).unlink()


def not_utf8(root):
    (root / SOURCE).write_bytes(b"\xff\xfe\x00")


def no_place_to_write(root):
    (root / "course/exercises").write_text("a file, not a folder")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_solutions, "is not a folder"),
        (no_config, r"nbgrader_config.py is missing"),
        (wrong_name, "named like 01_one_neuron"),
        (empty_unit, "holds no notebook"),
        (not_utf8, "is not a notebook"),
        (no_place_to_write, "cannot be written"),
    ],
)
def test_wrong_use_is_named_in_one_line(course, spoil, words):
    spoil(course)
    with pytest.raises(UseError, match=words) as caught:
        release(course)
    assert "\n" not in str(caught.value)
    assert not [p for p in Path(course).rglob(".nnkit-*")]
