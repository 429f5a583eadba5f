"""The report on one student, and every page in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from invented import UNITS, configure, gradebook

from nnkit.grading.cli import main
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.own_tables import EXTENSION
from nnkit.grading.reports import findings
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.report import report

CONTRAST = (Path(__file__).parents[2] / "widgets" / "contrast.js").read_text(encoding="utf-8")


def test_one_student_has_all_units_dates_and_remarks(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = next(r for r in read(root, UNITS[0]).rows if r.late and r.penalty and not r.open)
    with gradebook(root) as db:
        where = """SELECT n.id, c.id FROM submitted_notebook n
            JOIN submitted_assignment s ON s.id = n.assignment_id
            JOIN assignment a ON a.id = s.assignment_id JOIN base_cell c
            WHERE a.name = ? AND s.student_id = ? AND c.name = 'own_words'
            AND c.type = 'SolutionCell' AND c.notebook_id = n.notebook_id"""
        sheet, cell = db.execute(where, [UNITS[0], late.student]).fetchone()
        text = "Well put. <script>alert(1)</script>"
        new = ("k", sheet, cell, "No response.", text)
        db.execute("INSERT INTO comment VALUES (?, ?, ?, ?, ?)", new)
        mine = "student_id = ? AND assignment_id = (SELECT id FROM assignment WHERE name = ?)"
        db.execute(f"DELETE FROM submitted_assignment WHERE {mine}", [late.student, UNITS[1]])
        db.execute("CREATE TABLE nnkit_extension (assignment_id, student_id, seconds)")
        more = "INSERT INTO nnkit_extension SELECT id, ?, 172800 FROM assignment WHERE name = ?"
        db.execute(more, [late.student, UNITS[1]])
    shutil.rmtree(root / "submitted" / late.student / UNITS[1])
    file = root / "one.html"
    call = ["report", "--root", str(root), "--student", late.student, "--html", str(file)]
    assert main(call) == 0
    out, shown = capsys.readouterr().out, file.read_text()
    assert EXTENSION.name == "nnkit_extension"
    name = f"{late.first_name} {late.last_name}"
    assert f"{late.student} ({name}): " in out
    assert name in shown
    for text in (out, shown):
        assert f"{findings.number(late.final)} of 20 points" in text
        assert "1 d 6 h late, " + f"{findings.number(late.penalty)} points less" in text
        assert "due 2025-10-29 12:00 UTC (2 d 0 h more than the class)" in text
        assert all(unit in text for unit in UNITS)
        assert "Well put." in text
        assert "No response." not in text
    assert "<script" not in shown
    others = {f"student{k:03}" for k in range(1, 41)} - {late.student}
    assert not [other for other in others if other in out + shown]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("studnet003", "no student 'studnet003' in the gradebook; did you mean 'student003' ("),
        ("chidi garcia", "did you mean 'student003' (Chidi Garcia)"),
        ("chidi", "did you mean 'student003' (Chidi Garcia), 'student013' (Chidi"),
        ("nobody at all", "it holds 40 students"),
    ],
)
def test_an_unknown_student_is_one_sentence(root: Path, asked: str, says: str) -> None:
    with pytest.raises(UseError) as told:
        report(root, student=asked)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_one_student_is_not_for_a_platform(root: Path) -> None:
    with pytest.raises(UseError, match="leave the rest out"):
        report(root, student="student001", lms="canvas")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_the_pages_fit_and_say_in_text_what_they_draw(
    root: Path, browser, width: int, scheme: str
) -> None:
    configure(root, "c.Course.pass_percent = 50", "c.Course.drop_lowest = 1")
    asked: dict[str, dict] = {"course": {}, "unit": {"assignment": UNITS[3]}}
    asked["student"] = {"student": "student003"}
    for name, what in asked.items():
        report(root, html=root / f"{name}.html", **what)
        view = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        requests: list[str] = []
        view.on("request", lambda request, found=requests: found.append(request.url))
        view.goto((root / f"{name}.html").as_uri())
        assert requests == [(root / f"{name}.html").as_uri()]
        assert view.evaluate("document.documentElement.scrollWidth") == width
        assert view.evaluate("document.documentElement.lang") == "en"
        assert view.locator("[title]").count() == 0
        pictures = view.locator("svg[role=img]")
        assert pictures.count() >= 1
        for picture in pictures.all():
            assert len(picture.get_attribute("aria-label")) > 20
        for figure in view.locator("figure").all():
            assert len(figure.locator("figcaption").inner_text()) > 20
            assert figure.bounding_box()["width"] <= width
        texts = view.evaluate(CONTRAST, "body :not(svg, svg *)")
        assert len(texts) > 10
        assert [text for text in texts if text["contrast"] < 4.5] == []
        view.close()
