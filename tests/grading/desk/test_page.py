"""The desk as a person uses it: a class of 300, in a real browser, by keyboard and by mouse."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest_course import Course
from essays import make_class
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

SIZE = 300
READY = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=\S+")


@contextmanager
def desk(course: Course, *options: str) -> Iterator[str]:
    """Run ``nnkit mark``; give the address that it prints."""
    command = [sys.executable, "-m", "nnkit", "mark", "--no-browser", "--root", str(course.root)]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert READY.search(line), line
        yield READY.search(line)[0]  # type: ignore[index]
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "the marking desk is closed" in out
    assert err == ""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), SIZE).root


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Page]]:
    """Open a desk's page; nothing on it may fail, ask or leave the machine."""
    pages = []

    def opened(address: str, width: int = 1280, scheme: Any = "light") -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        pages.append(page)
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("dialog", lambda dialog: page.wrong.append(dialog.message))
        page.on("request", lambda r: "127.0.0.1" in r.url or page.wrong.append(r.url))
        page.goto(address)
        expect(page.locator(".card.here")).to_be_visible()
        return page

    yield opened
    for page in pages:
        assert page.wrong == []
        assert page.evaluate("window.hacked") is None
        page.close()


def marks(course: Course) -> list[float | None]:
    return [row[2] for row in course.rows().values() if not row[1]]


def comments(course: Course) -> list[str]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        found = [
            nb.comments[0].manual_comment
            for submission in book.assignment_submissions("ps1")
            for nb in submission.notebooks
        ]
    return [comment for comment in found if comment]


def status(page: Page) -> Any:
    return expect(page.locator("#count"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 400])
def test_300_answers_are_marked_by_keyboard(
    course: Course, open_page: Callable[..., Page], width: int
) -> None:
    with desk(course) as address:
        page = open_page(address, width)
        status(page).to_contain_text(f"0 of {SIZE - 1} marked, 1 blank")
        assert "student" not in page.locator("#answers").inner_text()
        page.keyboard.press("1")
        for number in range(SIZE):  # fewer are needed: equal answers are marked at once
            page.keyboard.press("2" if number % 3 else "Shift+1")
        status(page).to_contain_text(f"{SIZE - 1} of {SIZE - 1} marked", timeout=60_000)
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".card.here.given")).to_be_visible()
    given = marks(course)
    assert len([mark for mark in given if mark is not None]) == SIZE - 1
    assert set(given) == {1.0, 2.0, None}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 400])
def test_points_comments_and_undo_by_mouse(
    course: Course, open_page: Callable[..., Page], width: int
) -> None:
    with desk(course) as address:
        page = open_page(address, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("#asked math")).to_have_count(1)  # $b=-20$
        card = page.locator(".card").first
        many = int(card.locator(".who").inner_text().split()[0])
        card.get_by_role("button", name="1.5", exact=True).click()
        status(page).to_contain_text(f"{many} of")
        card.locator("textarea").fill("Why <b>for ever</b>?")
        card.locator("textarea").blur()
        expect(card.locator(".all")).to_be_visible()
        card.locator(".all").click()
        page.get_by_role("button", name="Next waiting").click()
        assert set(comments(course)) == {"Why <b>for ever</b>?"}
        group = len(comments(course))
        assert group >= many
        assert marks(course).count(1.5) == group
        page.get_by_role("button", name="Undo").click()
        status(page).to_contain_text(f"{many} of")
        expect(page.locator("#said")).to_contain_text("Taken back: what was given last to ")
        expect(page.locator(".card.here textarea")).to_have_value("Why <b>for ever</b>?")
        assert (marks(course).count(1.5), len(comments(course))) == (many, many)


@pytest.mark.browser
def test_a_comment_that_is_being_typed_is_written_when_the_page_is_left(
    course: Course, open_page: Callable[..., Page]
) -> None:
    with desk(course) as address:
        page = open_page(address)
        page.keyboard.press("c")
        page.keyboard.type("Not finis")
        page.reload()
        expect(page.locator(".card.here textarea")).to_have_value("Not finis")
    assert set(comments(course)) == {"Not finis"}


@pytest.mark.browser
def test_one_of_many_equal_answers_is_set_apart(
    course: Course, open_page: Callable[..., Page]
) -> None:
    with desk(course, "ps1", "--names") as address:
        page = open_page(address)
        assert "student" in page.locator(".card").first.inner_text()
        page.keyboard.press("s")
        expect(page.locator(".card .who").first).to_contain_text("Answer student")
        page.keyboard.press("h")
        status(page).to_contain_text(f"1 of {SIZE - 1} marked")
        page.keyboard.press("c")
        page.keyboard.type("2 c u")  # no key means anything but itself here
        page.keyboard.press("Control+Enter")
        page.keyboard.press("j")
        status(page).to_contain_text("1 of")
    assert (marks(course).count(0.5), comments(course)) == (1, ["2 c u"])


@pytest.mark.browser
def test_a_second_desk_is_told_and_shown_what_the_first_has_given(
    course: Course, open_page: Callable[..., Page]
) -> None:
    with desk(course) as one, desk(course) as other:
        first, second = open_page(one), open_page(other)
        first.keyboard.press("2")
        status(first).not_to_contain_text("0 of 299")
        second.locator(".card").first.get_by_role("button", name="0", exact=True).click()
        said = second.get_by_role("alert")
        expect(said).to_contain_text("marked or handed in again elsewhere meanwhile; nothing was")
        expect(second.locator(".card.given").first).to_be_visible()
        assert 0.0 not in marks(course)
        second.locator(".card").first.get_by_role("button", name="0", exact=True).click()
        expect(said).to_be_hidden()
    assert 0.0 in marks(course)
    assert 2.0 not in marks(course)


def turn_to(page: Page, selector: str) -> None:
    """Go from the first group to the one that shows this."""
    title = page.locator("#answers h2")
    expect(title).to_contain_text("Group 1 of")
    number = 1
    while not page.locator(selector).count():
        page.keyboard.press("ArrowRight")
        number += 1
        expect(title).to_contain_text(f"Group {number} of")


@pytest.mark.browser
def test_a_megabyte_and_active_html_are_text(
    course: Course, open_page: Callable[..., Page]
) -> None:
    with desk(course) as address:
        page = open_page(address)
        turn_to(page, ".text >> text=onerror")
        assert page.locator("#answers img, #answers script").count() == 0
        page.reload()
        turn_to(page, ".more:visible")
        page.locator(".more:visible").click()
        expect(page.locator(".more:visible")).to_have_count(0)
        assert page.evaluate("document.querySelector('.card.here .text').innerText.length > 1e6")


@pytest.mark.browser
def test_a_desk_that_is_gone_is_said(course: Course, open_page: Callable[..., Page]) -> None:
    with desk(course) as address:
        page = open_page(address)
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_contain_text("is nnkit mark still running?")
    assert marks(course) == [None]


def answer(address: str, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    server, _, token = address.partition("/?token=")
    cookie = {"Cookie": f"nnkit-desk-{server.rpartition(':')[2]}={token}"}
    sent = {key.replace("_", "-"): value for key, value in (cookie | headers).items()}
    request = urllib.request.Request(server + path, data, sent)
    try:
        with urllib.request.urlopen(request) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_only_this_page_on_this_machine_is_answered(course: Course) -> None:
    with desk(course) as address:
        assert answer(address, "/api/questions")[0] == 200
        for headers in (
            {"Cookie": ""},
            {"Cookie": "nnkit-desk=guess"},
            {"Host": "evil.example:80"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            assert answer(address, "/api/questions", **headers)[0] == 403
            assert answer(address, "/api/undo", b"{}", **headers)[0] == 403
        for path, data in {
            "/api/mark?question=0": b"[]",
            "/api/mark?question=9": b'{"grades": {}}',
            "/api/mark?question=0&x": b'{"grades": {"a": "b"}, "points": "many"}',
            "/api/answers?question=-1": None,
            "/api/text": None,
        }.items():
            code, said = answer(address, path, data)
            assert (code, said) == (400, '{"error": "this is not what the page sends"}')
        assert answer(address, "/../desk.py")[0] == 404
