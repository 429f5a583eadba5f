import io
import os

import pytest

from nnkit._progress import progress


@pytest.fixture
def terminal():
    """A terminal to write to, and a function that reads what it was sent."""
    reader, writer = os.openpty()
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        yield stream, lambda: os.read(reader, 100_000).decode()
    os.close(reader)


def test_terminal_shows_a_bar_that_fills_up(terminal):
    stream, shown = terminal
    assert list(progress("abcd", 4, "grading", stream=stream)) == list("abcd")
    *bars, end = shown().split("\r")[1:]
    assert [bar.count("█") for bar in bars] == [7, 15, 22, 30]
    assert {bar.count("█") + bar.count("░") for bar in bars} == {30}
    assert "grading 4/4, 0 s" in bars[-1]
    assert end == "\n"


def test_nothing_to_do_shows_nothing(terminal):
    stream, _ = terminal
    assert list(progress([], 0, "grading", stream=stream)) == []
    text = io.StringIO()
    assert list(progress([], 0, "grading", stream=text)) == []
    assert text.getvalue() == ""


@pytest.mark.parametrize(("total", "printed"), [(3, [1, 2, 3]), (25, [*range(2, 25, 2), 25])])
def test_plain_lines_are_few_and_the_last_is_always_there(total, printed):
    text = io.StringIO()
    for _ in progress(range(total), total, "epochs", stream=text):
        pass
    assert text.getvalue().splitlines() == [f"epochs {n}/{total}, 0 s" for n in printed]


def test_item_counts_as_done_when_the_next_is_asked_for():
    text = io.StringIO()
    items = progress("ab", 2, "reading", stream=text)
    next(items)
    assert text.getvalue() == ""
    next(items)
    assert text.getvalue() == "reading 1/2, 0 s\n"
