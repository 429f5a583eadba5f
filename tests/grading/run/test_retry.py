"""One policy for what is lost or fails: tried once more, then given up, and the run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest_course import source_notebook

from nnkit.grading.errors import UseError
from nnkit.grading.handin.rebuild import Template
from nnkit.grading.run import staging
from nnkit.grading.run.assignment import Assignment, Task
from nnkit.grading.run.retry import Retry

LOST = {"lost": "its process ended"}


@pytest.fixture
def retry(tmp_path: Path) -> Retry:
    notebook = Template("one", dict(source_notebook()))
    return Retry(Assignment("ps1", (notebook,), str(tmp_path), str(tmp_path)), print)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    (tmp_path / "handed_in" / "one.ipynb").mkdir(parents=True)
    return Task("ann", str(tmp_path / "handed_in"), str(tmp_path / "graded"), "key")


def given_up(outcome: Any) -> str:
    (graded,) = outcome
    assert graded.status == "ungradable"
    assert set(graded.marks.scores.values()) == {0.0}
    assert graded.marks.attention
    return str(graded.reason)


def test_a_submission_that_is_lost_is_tried_once_more_then_given_up(
    retry: Retry, task: Task
) -> None:
    assert retry.outcome(task, LOST) is None
    assert given_up(retry.outcome(task, LOST)).endswith("its process ended, 2 times")
    files = {path.name for path in staging.partial_folder(Path(task.final)).iterdir()}
    assert files == {"one.ipynb", "checks.json"}  # nothing that was handed in


def test_a_submission_that_fails_is_given_up_at_once(retry: Retry, task: Task) -> None:
    assert given_up(retry.outcome(task, {"failed": "it fell"})).endswith("it fell")


def test_what_is_given_up_ends_no_run_when_it_cannot_be_stored(retry: Retry, task: Task) -> None:
    Path(task.final).parent.joinpath("file").write_text("")
    nowhere = Task("ann", task.folder, str(Path(task.final).parent / "file" / "x"), "key")
    assert given_up(retry.outcome(nowhere, {"failed": "it fell"})).endswith("it fell")


def test_what_no_other_submission_would_be_without_ends_the_run(retry: Retry, task: Task) -> None:
    with pytest.raises(UseError, match="there: the disk is full; what is graded already is kept"):
        retry.outcome(task, {"stop": "the disk is full"}, "there: ")
