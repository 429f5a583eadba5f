"""The gradebook is the one that stock nbgrader writes, but where ours differs on purpose."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus
import pytest
from conftest_course import Course

Books = dict[str, dict[str, list[str]]]
KINDS = ("stock", "rooms", "command")
STAGES = ("registered", "graded", "graded again", "a stranger")


def nnkit(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nnkit", "grade", *arguments, "--root", str(course.root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240)


def through_nbgrader(course: Course, released: Path) -> Books:
    """``nbgrader autograde``, with the rooms or without them."""
    books = {}
    course.command("generate_assignment", "hw")
    corpus.set_up_book(course)
    books["registered"] = corpus.tables(course)
    corpus.hand_in(course, released)
    course.command("autograde", "hw")
    books["graded"] = corpus.tables(course)
    corpus.mark_by_hand(course)
    corpus.hand_in_again(course, released)
    course.command("autograde", "hw", "--force", "--student", "[abc]*")
    books["graded again"] = corpus.tables(course)
    corpus.hand_in_as_a_stranger(course, released)
    run = course.command("autograde", "hw", "--student", "zoe", check=False)
    said = ("No student with ID 'zoe'", "zoe  ungradable: not a student of this course")
    assert any(words in run.stderr for words in said)
    books["a stranger"] = corpus.tables(course)
    return books


def through_nnkit(course: Course, released: Path) -> Books:
    """``nnkit grade``, which enters the assignment in the gradebook by itself."""
    from nnkit.grading.gradebook.book import Book
    from nnkit.grading.handin.folder import open_classroom
    from nnkit.grading.run.prepare import register

    books = {}
    room = open_classroom(course.root)
    with Book(room) as book:
        book.make()
    register(room, "hw")
    corpus.set_up_book(course)
    books["registered"] = corpus.tables(course)
    corpus.hand_in(course, released)
    run = nnkit(course, "hw")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "dan  ungradable: two.ipynb was not handed in" in run.stdout
    books["graded"] = corpus.tables(course)
    corpus.mark_by_hand(course)
    corpus.hand_in_again(course, released)
    run = nnkit(course, "hw", "--force", "--student=ann", "--student=bob", "--student=cyd")
    assert run.returncode == 0, run.stdout + run.stderr
    books["graded again"] = corpus.tables(course)
    corpus.hand_in_as_a_stranger(course, released)
    run = nnkit(course, "hw", "--student=zoe")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "zoe  ungradable: not a student of this course" in run.stdout
    assert "nbgrader db student add zoe" in run.stdout
    books["a stranger"] = corpus.tables(course)
    return books


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Books]:
    """The gradebook of each way of grading after each stage."""
    root = tmp_path_factory.mktemp("books")
    courses = {kind: corpus.make(root / kind, stock=kind == "stock") for kind in KINDS}
    released = courses["stock"].root / "release" / "hw"
    run: dict[str, Callable[[Course, Path], Books]] = dict.fromkeys(KINDS, through_nbgrader)
    run["command"] = through_nnkit
    courses["stock"].command("generate_assignment", "hw")
    with ThreadPoolExecutor(2) as pool:
        jobs = {kind: pool.submit(run[kind], courses[kind], released) for kind in KINDS}
        return {kind: job.result() for kind, job in jobs.items()}


@pytest.mark.parametrize("kind", ["rooms", "command"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_table_is_that_of_stock_nbgrader(
    books: dict[str, Books], stage: str, kind: str
) -> None:
    stock = books["stock"][stage]
    assert list(books[kind][stage]) == list(stock)
    for table, rows in stock.items():
        assert books[kind][stage][table] == sorted(map(settled, rows))


def settled(row: str) -> str:
    """Our row for one of stock's: a mark by hand stands while its text is the same."""
    by_hand = "'manual_score': None" not in row
    return row.replace("'needs_manual_grade': 1", "'needs_manual_grade': 0") if by_hand else row
