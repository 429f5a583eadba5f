"""The whole line on the whole sample class: what `nnkit demo` does, and what each deserves."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nnkit.grading.demo import training
from nnkit.grading.demo.answers import WRONG
from nnkit.grading.demo.demo import MARK as MARK_FILE
from nnkit.grading.demo.demo import demo
from nnkit.grading.demo.sample_class import ABSENT, ASSIGNMENT, BLANK, CLASS, READ
from nnkit.grading.reports import findings
from nnkit.grading.reports.classbook import GRADED, MISSING, UNGRADABLE, WAITING
from nnkit.grading.reports.reading import read

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("default")]
MARK = "taken over by a submission"


class Demo:
    """A demo that has run: its folder and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.status = demo(folder, log=self.said.append)
        self.book = read(folder, ASSIGNMENT)
        self.points = {task.label: task.points for task in self.book.tasks}
        self.rows = {row.student: row for row in self.book.rows}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("course") / "demo")


def planted(pupil) -> dict[str, str]:
    """The mistakes that the report should name for this pupil."""
    lost = pupil.lost.split()
    return {t: m for t, m in pupil.mistakes.items() if m != BLANK and t not in lost}


@pytest.mark.parametrize("pupil", CLASS, ids=lambda pupil: pupil.id)
def test_each_student_gets_what_the_hand_in_deserves(ran, pupil) -> None:
    row = ran.rows[pupil.id]
    assert row.score == pytest.approx(pupil.deserves(ran.points)), (pupil.what, row)
    waits = pupil.mistakes.get(READ) != BLANK or "equals everything" in pupil.what
    read = WAITING if waits else GRADED
    assert row.status == (read if pupil.gradable else UNGRADABLE)


@pytest.mark.parametrize("pupil", [p for p in CLASS if p.gradable], ids=lambda pupil: pupil.id)
def test_each_mistake_is_named(ran, pupil) -> None:
    labels = {task.key: task.label for task in ran.book.tasks}
    said = {
        labels[key]: mark.finding.text
        for key, mark in ran.rows[pupil.id].marks.items()
        if mark.finding and mark.finding.misconception
    }
    assert set(said) == set(planted(pupil))
    for mistake in planted(pupil).items():
        assert WRONG[mistake].says in said[mistake[0]], mistake


def test_every_hand_in_is_accounted_for(ran) -> None:
    assert set(ran.rows) == {pupil.id for pupil in [*CLASS, ABSENT]}
    assert ran.rows[ABSENT.id].status == MISSING
    reasons = {concern.row.student: concern.reasons for concern in findings.concerns(ran.book)}
    for pupil in CLASS:
        if not pupil.gradable:
            assert reasons[pupil.id], pupil.what


def test_what_is_unusual_is_told_to_the_instructor(ran) -> None:
    concerned = {concern.row.student for concern in findings.concerns(ran.book)}
    for student in (
        "samir.haddad",
        "umar.farouk",
        "pablo.garcia",
        "quentin.moreau",
        "xenia.popova",
    ):
        assert student in concerned
    assert not concerned & {"ada.bianchi", "elif.yilmaz", "felix.braun", "olga.petrova"}


def test_the_commonest_mistakes_come_first(ran) -> None:
    counted = Counter(item for p in CLASS if p.gradable for item in planted(p).items())
    found = [m for m in findings.misunderstandings(ran.book) if m.name]
    assert [len(m.students) for m in found[:6]] == [n for _, n in counted.most_common(6)]
    for (task, name), n in counted.items():
        says = WRONG[task, name].says
        assert [len(m.students) for m in found if m.task.label == task and says in m.advice] == [n]


def test_the_late_one_is_late_and_the_gradebook_is_nbgraders(ran) -> None:
    assert [row.student for row in findings.late(ran.book)] == ["grace.mensah"]
    with Gradebook(f"sqlite:///{ran.folder / 'gradebook.db'}") as book:
        assert book.assignment_submissions(ASSIGNMENT)
        assert book.find_submission(ASSIGNMENT, "ada.bianchi").score == 18


class Active(HTMLParser):
    """What in a page would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = False
        self.found = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script"
        self.found += "".join(str(value) for name, value in attrs if name.startswith("on"))

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.found += data if self.inside else ""


def test_feedback_has_no_hidden_test_and_nothing_active_of_a_submission(ran) -> None:
    for pupil in CLASS:
        pages = list((ran.folder / "feedback" / pupil.id / ASSIGNMENT).glob("*.html"))
        assert len(pages) == 1, pupil.id
        text = pages[0].read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in text
        assert "hidden=True" not in re.sub(r"<[^>]*>", "", text)
        assert MARK not in Active(text).found
    assert MARK in text_of(ran, "zoe.martin")


def text_of(ran: Demo, student: str) -> str:
    page = ran.folder / "feedback" / student / ASSIGNMENT / "one_neuron.html"
    return page.read_text(encoding="utf-8")


def test_feedback_gives_the_advice_on_a_mistake(ran) -> None:
    assert "erratum E28" in text_of(ran, "felix.braun")


def test_those_who_train_and_draw_get_what_they_deserve_too(ran) -> None:
    book = read(ran.folder, training.ASSIGNMENT)
    labels = {task.key: task.label for task in book.tasks}
    rows = {row.student: row for row in book.rows if row.status != MISSING}
    assert set(rows) == set(training.CLASS)
    for student, wrong in training.CLASS.items():
        found = {
            labels[key]
            for key, mark in rows[student].marks.items()
            if mark.finding and mark.finding.misconception
        }
        assert found == set(wrong.split()), student
        page = ran.folder / "feedback" / student / training.ASSIGNMENT / "training.html"
        assert "data:image/png" in page.read_text(encoding="utf-8")


def test_it_says_where_all_lies_what_went_wrong_most_and_how_long_it_took(ran) -> None:
    said = "\n".join(ran.said)
    assert ran.status == 0
    assert "sigmoid: The values are right, but" in said
    for place in ("report.html", "course.html", "gradebook.db", "feedback"):
        assert place in said
    assert re.search(r"took \d+ s", said)
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "where a square is lost" in page


def test_it_replaces_an_earlier_demo(tmp_path) -> None:
    (tmp_path / MARK_FILE).touch()
    (tmp_path / "gradebook.db").write_text("of an earlier demo")
    assert demo(tmp_path, students=2, log=lambda line: None) == 0
    assert len(read(tmp_path, ASSIGNMENT).rows) == 3
