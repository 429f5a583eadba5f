"""Feedback pages: what went wrong in words, no hidden test, nothing that runs."""

from __future__ import annotations

from typing import Any

import pytest
from conftest_course import Course, code
from nbformat.v4 import new_code_cell, new_markdown_cell

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.feedback import feedback

PANEL = "from nnkit.grading import check\nresult = check('sigmoid', double)\n"
PANEL += "### BEGIN HIDDEN TESTS\nresult = check('sigmoid', double, hidden=True, partial=True)\n"
PANEL += "### END HIDDEN TESTS\n2 * result.score"


def test_a_page_tells_the_mistake_and_is_harmless(course: Course) -> None:
    nb = course.source()
    nb.cells[1] = code("setup", "import numpy as np", locked=True)
    nb.cells[4] = code("test_double", PANEL, grade=True, locked=True, points=2)
    course.add_source("ps1", {"one": nb})
    wrong = "def double(x):\n    return 1 / (1 + np.exp(x))"
    hand_in = course.solved(double=wrong, area="def area(a, b):\n    raise ValueError('<b>oh</b>')")
    html = "class H:\n    def _repr_html_(self): return '<img src=x onerror=alert(1)><td>kept</td>'"
    hand_in.cells += [
        new_code_cell(f"{html}\nH()"),
        new_code_cell("print('</pre><script>alert(2)</script>')"),
        new_markdown_cell("> so $a<b$\n\n<script>alert(3)</script>\n\n| a |\n|---|\n| b |"),
    ]
    course.hand_in("ann", hand_in)
    course.grade()
    (folder,) = feedback(course.root, "ps1")
    assert folder == course.root / "feedback" / "ann" / "ps1"
    page = (folder / "one.html").read_text()
    (check,) = course.checks("ann")["checks"]
    assert check["grade_id"] == "test_double"
    assert not check["passed"]
    assert check["message"].split(".")[0][:30] in page
    assert "hidden=True" not in page
    assert "HIDDEN" not in page
    assert "area(6" not in page
    for number in (1, 2, 3):
        assert f"alert({number})</script>" not in page
    assert "<img src=x" not in page
    assert "kept" in page
    assert "<blockquote>\n<p>so $a&lt;b$</p>\n</blockquote>" in page
    assert "<td>b</td>" in page
    assert [path.name for path in folder.iterdir()] == ["one.html"]


def test_feedback_without_marks_is_refused(course: Course) -> None:
    with pytest.raises(UseError, match=r"no feedback for .* in 'ps1'"):
        feedback(course.root, "ps1", students=["ann"])


def test_only_the_page_and_the_instructors_pictures_are_given_back(course: Course) -> None:
    for name in ("plot.png", "key.csv"):
        (course.root / "source" / "ps1" / name).write_bytes(b"the instructor's")
    course.hand_in("ann", course.solved())
    active = ("feedback.html", "one.htm", "one.html/x.png", "a.svg", "a.js", "b.xhtml", "plot.png")
    for name in active:
        path = course.folder("ann") / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<script>alert(1)</script>")
    course.grade()
    folder = course.root / "feedback" / "ann" / "ps1"
    for how in (lambda: feedback(course.root, "ps1"), lambda: by_command(course)):
        how()
        assert sorted(path.name for path in folder.rglob("*")) == ["one.html", "plot.png"]
        assert (folder / "plot.png").read_bytes() == b"the instructor's"
        assert "Score" in (folder / "one.html").read_text()


def by_command(course: Course) -> None:
    course.command("generate_feedback", "ps1", "--force")


@pytest.mark.browser
def test_a_page_shows_the_panel_in_its_style_and_cuts_no_line(course: Course, browser: Any) -> None:
    nb = course.source()
    nb.cells[1] = code("setup", "import numpy as np", locked=True)
    nb.cells[4] = code("test_double", PANEL, grade=True, locked=True, points=2)
    course.add_source("ps1", {"one": nb})
    wrong = "def double(x):\n    return 1 / (1 + np.exp(x))"
    long = f"def area(a, b):\n    raise ValueError('{'long ' * 60}')"
    course.hand_in("ann", course.solved(double=wrong, area=long))
    course.grade()
    (folder,) = feedback(course.root, "ps1")
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.route("http*://**", lambda route: route.abort())
    page.goto((folder / "one.html").as_uri())
    panel = page.locator("div[role=status]")
    style = panel.evaluate("e => getComputedStyle(e).borderLeft + getComputedStyle(e).maxWidth")
    assert style.startswith("5px solid rgb(213, 94, 0)")
    assert not style.endswith("none")
    assert "Look at this: " in panel.inner_text()
    assert "CheckFailed" not in page.inner_text("body")
    cut = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    assert page.locator("pre, div[role=status], body").evaluate_all(cut) == []


def test_the_page_says_its_language_and_names_what_is_in_it(course: Course) -> None:
    course.hand_in("ann", course.solved(area=None))
    course.grade()
    (folder,) = feedback(course.root, "ps1")
    page = (folder / "one.html").read_text()
    assert '<html lang="en">' in page
    contents = page[page.index('<div id="toc">') : page.index('id="notebook"')]
    assert ">Test double</a> (Score: 2.0 / 2.0)" in contents
    assert ">Test area</a> (Score: 0.0 / 3.0)" in contents
    assert ">Answer explain</a>" in contents
    assert '<a href="#comment-area">Comment on area</a>' in contents
    for name in ("test_double", "comment-area"):
        assert f'<a name="{name}"></a>' in page
    assert "max-width: 100%" in page
    assert page.count("</head>") == 1
