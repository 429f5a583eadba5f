"""Feedback pages: what went wrong in words, no hidden test, nothing that runs."""

from __future__ import annotations

import base64

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
    assert "<mi>a</mi><mo>&lt;</mo><mi>b</mi>" in page
    assert "<td>b</td>" in page
    assert [path.name for path in folder.iterdir()] == ["one.html"]


def test_feedback_without_marks_is_refused(course: Course) -> None:
    with pytest.raises(UseError, match=r"no feedback for .* in 'ps1'"):
        feedback(course.root, "ps1", students=["ann"])


def test_the_page_is_all_that_is_given_back(course: Course) -> None:
    nb = course.source()
    nb.cells[0].source += "\n\n![a plot](my%20plot.png) ![none](none.png) [next](two.ipynb)"
    course.add_source("ps1", {"one": nb})
    for name in ("my plot.png", "key.csv"):
        (course.root / "source" / "ps1" / name).write_bytes(b"the instructor's")
    mine = "![a plot](my%20plot.png) ![mine](one.png)"
    course.hand_in("ann", course.solved(explain=mine))
    active = ("feedback.html", "one.htm", "one.html/x.png", "a.svg", "b.xhtml", "my plot.png")
    for name in (*active, "one.png"):
        path = course.folder("ann") / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<script>alert(1)</script>")
    course.grade()
    folder = course.root / "feedback" / "ann" / "ps1"
    pages = []
    for how in (lambda: feedback(course.root, "ps1"), lambda: by_command(course)):
        how()
        assert [path.name for path in folder.rglob("*")] == ["one.html"]
        pages.append((folder / "one.html").read_text())
    assert pages[0] == pages[1]
    inside = base64.b64encode(b"the instructor's").decode()
    assert pages[0].count(f'src="data:image/png;base64,{inside}"') == 1
    assert "data:image" not in pages[0].replace(inside, "").partition('id="explain"')[2]
    assert '<a href="none.png">none</a>' in pages[0]
    assert "two.ipynb" not in pages[0]


def by_command(course: Course) -> None:
    course.command("generate_feedback", "ps1", "--force")
