"""Files of the instructor's that their own answers write: data for tests, or the answer itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest_course import Course, code
from nbformat.v4 import new_notebook

from nnkit.grading.reports.reading import read

KEEPS = "import json\nfrom pathlib import Path\nPath('mean.json').write_text(json.dumps(mean))"
READS = (
    "import json\nfrom pathlib import Path\nassert json.loads(Path('mean.json').read_text()) == {}"
)


def notebook(answer: str, compared: str, *, own: bool = False) -> object:
    text = f"### BEGIN SOLUTION\n{answer}\n{KEEPS}\n### END SOLUTION" if own else answer
    return new_notebook(
        cells=[
            code("mean", text, solution=True),
            code("test_mean", READS.format(compared), grade=True, locked=True, points=2),
        ]
    )


@pytest.fixture
def made(tmp_path: Path) -> Course:
    course = Course(tmp_path)
    course.add_source("ps1", {"one": notebook("mean = 4.5", "mean", own=True)})
    (tmp_path / "source/ps1/mean.json").write_text("4.5")
    return course


def test_a_right_answer_that_only_lacks_the_file_waits_for_a_person(made: Course) -> None:
    made.hand_in("ann", notebook("mean = 9 / 2", ""))
    made.hand_in("bob", notebook("mean = 5.4", ""))
    made.hand_in("cyd", notebook(f"mean = 9 / 2\n{KEEPS}", ""))
    rows = made.grade().rows
    assert made.rows()["ann", "test_mean"] == (0.0, True, None)
    assert made.rows()["bob", "test_mean"] == (0.0, False, None)
    assert made.rows()["cyd", "test_mean"] == (2.0, False, None)
    assert rows[0].reason == (
        "test_mean waits for a person: it passes only with mean.json of the assignment, "
        "which this answer did not write"
    )
    assert [row.reason for row in rows[1:]] == ["", ""]
    assert not list(made.root.glob("autograded/*/ps1/mean.json"))


def test_the_instructor_reads_which_file_it_is_and_what_to_do(made: Course) -> None:
    made.hand_in("ann", notebook("mean = 9 / 2", ""))
    made.grade()
    words = "mean.json: your own answers write it, so students' answers run without it."
    assert sum(line.startswith(words) for line in made.lines) == 1, made.lines
    assert any(line.startswith(words) for line in read(made.root, "ps1").apart)


def test_a_file_left_over_from_the_own_answer_gives_no_points(made: Course) -> None:
    made.add_source("ps1", {"one": notebook("mean = 4.5", "4.5", own=True)})
    made.hand_in("ann", notebook("pass", ""))
    made.hand_in("bob", notebook(f"mean = 4.5\n{KEEPS}", ""))
    made.grade()
    assert made.rows()["ann", "test_mean"] == (0.0, True, None)
    assert made.rows()["bob", "test_mean"] == (2.0, False, None)


def test_nothing_is_said_when_the_file_is_deleted(made: Course) -> None:
    (made.root / "source/ps1/mean.json").unlink()
    made.hand_in("ann", notebook("mean = 9 / 2", ""))
    (row,) = made.grade().rows
    assert row.reason == ""
    assert made.rows()["ann", "test_mean"] == (0.0, False, None)
    assert not any("your own answers write it" in line for line in made.lines)
