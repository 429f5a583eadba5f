"""A feedback page as a student reads it: what it says, and in a real browser how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from active import RUN, attacks
from bs4 import BeautifulSoup
from conftest_course import answer, code, graded_cell, make_course, nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from nnkit.grading.gradebook.feedback import feedback
from nnkit.grading.gradebook.page_tasks import tasks

CONTRAST = (Path(__file__).parents[2] / "widgets" / "contrast.js").read_text(encoding="utf-8")
PANEL = """from nnkit.grading import check
result = check("sigmoid", double)
### BEGIN HIDDEN TESTS
result = check("sigmoid", double, hidden=True, partial=True)
### END HIDDEN TESTS
2 * result.score"""
RIGHT = """def double(x):
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e))[()]"""
WRONG = "def double(x):\n    return 1 / (1 + np.exp(x))"
PICTURE = """import struct, zlib
class Wide:
    def _repr_png_(self):
        part = lambda kind, text: (struct.pack(">I", len(text)) + kind + text
                                   + struct.pack(">I", zlib.crc32(kind + text)))
        size = struct.pack(">IIBBBBB", 701, 30, 8, 0, 0, 0, 0)
        rows = zlib.compress(b"".join(b"\\0" + b"\\x60" * 701 for _ in range(30)))
        head = b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", size)
        return head + part(b"IDAT", rows) + part(b"IEND", b"")
Wide()"""
FORMULA = r"So $\sigma(z)=\frac{1}{1+e^{-z}}$, and \begin{align*}a&=b\\&=c\end{align*}"
HOSTILE = """<script>top.ran=1</script><img src=x onerror="top.ran=2">

![seen](https://example.org/seen.png) <img src="https://example.org/too.png">
<meta http-equiv="refresh" content="0;url=https://example.org"><a href="javascript:top.ran=3">x</a>
<svg onload="top.ran=4"></svg> $\\text{<img src=x onerror=top.ran=5>}$
<style>*{display:none}</style>"""


def source() -> Any:
    heading = [
        new_markdown_cell(f"## {text}", id=f"task{i}", metadata=nbgrader(f"task{i}", locked=True))
        for i, text in enumerate(("1. The *double*", "2. Area of $a^2$", "3. In your own words"))
    ]
    written = nbgrader("explain", grade=True, solution=True, points=4)
    return new_notebook(
        cells=[
            code("setup", "import numpy as np", locked=True),
            *(heading[0], answer("double")),
            code("test_double", PANEL, grade=True, locked=True, points=2),
            *(heading[1], answer("area")),
            graded_cell("area", "assert area(1, 1) == 1", "assert area(6, 7) == 42", 3),
            *(heading[2], new_markdown_cell("your words", id="explain", metadata=written)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, registered: Path) -> dict[str, Path]:
    """The pages of a class: {student: page}."""
    course = make_course(tmp_path_factory.mktemp("class"), registered)
    course.add_source("ps1", {"one": source()})
    full = course.solved(double=RIGHT, explain=FORMULA)
    half = course.solved(double=WRONG, area="def area(a, b):\n    return a + b", explain=HOSTILE)
    half.cells += [new_code_cell(PICTURE), new_code_cell(f"print('{'long ' * 60}')")]
    course.hand_in("full", full)
    course.hand_in("marked", full)
    course.hand_in("half", half)
    course.hand_in("empty", course.solved(double=None, area=None, explain=None), "one (1).ipynb")
    course.hand_in("corrupt", b'{"cells": [')
    course.hand_in("stock", full)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.add_student("marked", first_name="Ada", last_name="Lovelace")
        book.add_student("half", first_name=f"<img src=x onerror={RUN}('name')>", last_name="H")
    course.grade()
    make_active(course.root / "autograded" / "stock" / "ps1" / "one.ipynb")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        grade = book.find_grade("explain", "one", "ps1", "marked")
        grade.manual_score, grade.needs_manual_grade = 3, False
        comment = book.find_comment("explain", "one", "ps1", "marked")
        comment.manual_comment = "Say **why** $b$ <script>top.ran=6</script>"
        book.find_comment("area", "one", "ps1", "corrupt").manual_comment = "Come and see me"
        late = book.find_submission_notebook("one", "ps1", "marked")
        late.late_submission_penalty = 0.5
        book.db.commit()
    return {path.parent.name: path / "one.html" for path in feedback(course.root, "ps1")}


def make_active(path: Path) -> None:
    """Turn a notebook into one that stock nbgrader has graded, of a student who attacks."""
    nb = nbformat.read(path, 4)
    for part in (nb, *nb.cells):
        part.metadata.pop("nnkit", None)
    nb.cells += [new_markdown_cell(text) for text in attacks()]
    for cell in nb.cells:
        for text in attacks() if cell.cell_type == "code" else []:
            mimes = ("text/html", "text/latex", "text/markdown", "image/svg+xml", "text/plain")
            cell.outputs += [new_output("display_data", data={mime: text}) for mime in mimes]
            script = {"application/javascript": f"{RUN}('js')"}
            cell.outputs.append(new_output("display_data", data=script))
            cell.outputs.append(new_output("stream", name="stderr", text=text))
            cell.outputs.append(new_output("error", ename=text, evalue=text, traceback=[text]))
    path.chmod(0o644)
    nbformat.write(nb, path)


def without_policy(path: Path, folder: Path) -> Path:
    """Write the page without its content security policy."""
    text = path.read_text()
    without = re.sub(r'<meta [^>]*http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert without != text
    (folder / "without.html").write_text(without)
    return folder / "without.html"


def said(path: Path) -> list[str]:
    """The lines of the summary."""
    page = BeautifulSoup(path.read_text(), "html.parser")
    items = [page.select_one(".lead"), *page.select(".summary li")]
    return [" ".join(item.get_text(" ").split()) for item in items if item]


def test_the_summary_says_what_was_right_and_what_was_not(pages: dict[str, Path]) -> None:
    assert said(pages["full"]) == [
        "5 of 9 points so far",
        "1. The double 2 of 2 ✓ right",
        "2. Area of a 2 3 of 3 ✓ right",
        "3. In your own words – of 4 … waits to be read",
    ]
    lead, double, area, words = said(pages["half"])
    assert lead == "0 of 9 points so far"
    assert double.startswith("1. The double 0 of 2 ✗ not right yet For z")
    assert "Look at this: " in double
    assert area.endswith("0 of 3 ✗ not right yet This does not hold: assert area(1, 1) == 1")
    assert words.endswith("waits to be read")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (("AssertionError", "", "t, line 2:", "assert f(1) < 2", "AssertionError"), "f(1) &lt; 2"),
        (("AssertionError", "a<b", "t, line 2:", "assert 0", "AssertionError: a<b"), ": a&lt;b"),
        (("KeyError", "", "t, line 2:", "f(1)", "KeyError"), "KeyError"),
        (("AssertionError", "", "AssertionError"), "AssertionError"),
        (("CheckFailed", "It could not be run.", "CheckFailed: It"), "It could not be run."),
    ],
)
def test_why_a_test_failed_is_said_in_words(error: tuple[str, ...], said: str) -> None:
    name, text, *trace = error
    cell = code("t", "assert f(1) < 2", grade=True, locked=True, points=2)
    cell.metadata.nbgrader.update(score=0.0, waits=False)
    cell.outputs = [new_output("error", ename=name, evalue=text, traceback=trace)]
    (task,) = tasks(new_notebook(cells=[cell], metadata={"nnkit": {"judged": True}}))
    assert (task.title, task.state) == ("`t`", "wrong")
    (line,) = task.why
    assert line.removesuffix("</code>").endswith(said)
    assert ("does not hold" in line) == (name == "AssertionError" and len(trace) > 1 and not text)


def test_marks_of_a_person_and_comments_are_shown(pages: dict[str, Path]) -> None:
    lead, *_, words = said(pages["marked"])
    assert lead == "7.5 of 9 points , after 0.5 taken off for being late"
    assert words == "3. In your own words 3 of 4 ◐ partly right"
    page = BeautifulSoup(pages["marked"].read_text(), "html.parser")
    comment = page.select_one("section.answer#explain aside")
    assert comment is not None
    assert comment.get_text(" ", strip=True).startswith("Comment Say why b")
    assert "Ada Lovelace" in page.select_one("header.top").get_text()  # type: ignore[union-attr]
    assert "· full" in BeautifulSoup(pages["full"].read_text(), "html.parser").get_text()


def test_what_is_said_of_the_hand_in_stands_at_the_top(pages: dict[str, Path]) -> None:
    top, main = BeautifulSoup(pages["empty"].read_text(), "html.parser").select("header.top, main")
    assert "one (1).ipynb was graded in its place" in top.get_text()
    assert "graded in its place" not in main.get_text()


def test_what_was_not_answered_or_not_graded_is_not_called_wrong(pages: dict[str, Path]) -> None:
    assert [line.rpartition(" of ")[2][2:] for line in said(pages["empty"])[1:]] == [
        "· not answered"
    ] * 3
    lead, *tasks = said(pages["corrupt"])
    assert lead.startswith("This notebook could not be graded. one.ipynb is damaged")
    assert [task.rpartition("… ")[2] for task in tasks] == ["not graded"] * 3
    assert "0 of" not in " ".join(tasks)
    page = BeautifulSoup(pages["corrupt"].read_text(), "html.parser")
    assert page.aside.get_text(" ", strip=True) == "Comment on area Come and see me"


WHO = ("full", "half", "empty", "marked", "corrupt", "stock")


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; `page.asked` is what it asked for."""
    made = []

    def opened(path: Path, width: int = 400, scheme: str = "light") -> Any:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        made.append(page)
        page.asked = []

        def asks(route: Any) -> None:
            page.asked.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith(("data:", path.as_uri())), asks)
        page.goto(path.as_uri(), wait_until="load")
        return page

    yield opened
    for page in made:
        page.close()


WIDE = """() => [...document.querySelectorAll("body *")].filter(e => {
    const scrolls = e.closest("pre, .text, .html");
    return e.checkVisibility() && (scrolls === null || scrolls === e || e.tagName === "IMG")
        && e.getBoundingClientRect().right > innerWidth + 1;
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("who", WHO)
def test_pages_fit_and_can_be_read(
    pages: dict[str, Path], opened: Callable[..., Any], who: str, width: int, scheme: str
) -> None:
    page = opened(pages[who], width, scheme)
    assert page.asked == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(WIDE) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[scheme]
    texts = page.evaluate(CONTRAST, "body *")
    assert len(texts) > 10
    assert [text for text in texts if text["contrast"] < 4.5] == []
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.browser
def test_code_scrolls_inside_itself_and_pictures_shrink(
    pages: dict[str, Path], opened: Callable[..., Any]
) -> None:
    page = opened(pages["half"])
    code_ = page.locator("section.extra pre").first
    assert code_.evaluate("e => e.scrollWidth > e.clientWidth")
    assert code_.evaluate("e => getComputedStyle(e).overflowX") == "auto"
    assert page.locator("section.extra pre.out").evaluate("e => e.scrollWidth <= e.clientWidth")
    picture = page.locator("section.extra img")
    assert picture.evaluate("e => e.naturalWidth") == 701
    assert picture.evaluate("e => e.clientWidth") < 400


@pytest.mark.browser
def test_formulas_are_set_without_a_script(
    pages: dict[str, Path], opened: Callable[..., Any]
) -> None:
    page = opened(pages["full"])
    assert page.locator("#explain math").count() == 2
    assert "$" not in page.inner_text("#explain")
    number, fraction = (page.locator(f"#explain {tag}").first for tag in ("mi", "mfrac"))
    assert fraction.bounding_box()["height"] > 1.5 * number.bounding_box()["height"]


@pytest.mark.browser
@pytest.mark.parametrize("who", ["half", "marked", "stock"])
def test_nothing_of_a_submission_or_comment_acts_even_without_the_policy(
    pages: dict[str, Path], opened: Callable[..., Any], who: str, tmp_path: Path
) -> None:
    page = opened(without_policy(pages[who], tmp_path))
    for link in page.query_selector_all("a[href^='javascript:'], a[href^='data:']"):
        link.evaluate("link => link.click()")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("window.ran") is None
    assert page.locator("script, svg, meta[http-equiv=refresh], main style").count() == 0
    assert "Your tasks" in page.inner_text("main")


ACTS = """<script>top.ran=1</script><img src=x onerror="top.ran=2">
<img src="https://example.org/a.png"><iframe srcdoc="<script>top.ran=3</script>"></iframe>
<link rel=stylesheet href="https://example.org/b.css"><p style="background:url(https://example.org/c)">
<form action="https://example.org/d"></form><script src="https://example.org/e.js"></script>"""


@pytest.mark.browser
def test_the_policy_of_the_page_stops_what_would_act(
    pages: dict[str, Path], opened: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "with.html"
    path.write_text(pages["full"].read_text().replace("</main>", f"{ACTS}</main>"))
    page = opened(path)
    assert page.evaluate("window.ran") is None
    assert page.asked == []
    page = opened(without_policy(path, tmp_path))
    assert page.evaluate("window.ran") is not None
    assert {url.rpartition("/")[2] for url in page.asked} >= {"a.png", "b.css", "c", "e.js"}


@pytest.mark.browser
def test_a_page_prints_in_light_colours_and_cuts_nothing(
    pages: dict[str, Path], opened: Callable[..., Any]
) -> None:
    page = opened(pages["half"], 700, "dark")
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    cut = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    assert page.locator("pre, .text, .html, body").evaluate_all(cut) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 700
