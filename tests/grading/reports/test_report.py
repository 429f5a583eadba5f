"""The report's numbers, against a gradebook made by nbgrader itself."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nnkit.grading.errors import UseError
from nnkit.grading.reports import findings, page, tables
from nnkit.grading.reports.classbook import BLANK, FULL, NONE, PART, ClassBook
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.report import report

HOSTILE = "<script>alert(1)<_script>"
FORMULA = "=HYPERLINK(1)"
OMAR = "عمر"


class Page(HTMLParser):
    """All tags with their attributes, and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def book(klass) -> ClassBook:
    return read(klass.root, "u01")


def row(book: ClassBook, student: str):
    return next(row for row in book.rows if row.student == student)


def test_every_student_is_accounted_for_with_the_status_that_is_true(book) -> None:
    status = {row.student: row.status for row in book.rows}
    assert status == {
        "ada": "graded",
        "bob": "graded",
        HOSTILE: "graded",
        FORMULA: "graded",
        OMAR: "graded",
        "corrupt": "could not be graded",
        "stranger": "not graded yet",
        "never": "not handed in",
    }


def test_scores_are_those_of_the_gradebook_and_an_honest_zero_is_a_score(klass, book) -> None:
    assert book.points == 7
    for found in book.rows:
        if found.status == "graded":
            theirs = klass.book.find_submission("u01", found.student)
            assert found.score == theirs.score
            assert found.final == max(0, theirs.score - theirs.late_submission_penalty)
    assert row(book, "ada").score == 7
    assert row(book, OMAR).score == 0.0
    assert row(book, "never").score is None
    assert row(book, "corrupt").score is None


def test_a_manual_score_replaces_the_automatic_one(klass) -> None:
    klass.book.find_grade("test_nll", "one", "u01", "bob").manual_score = 2.5
    klass.book.db.commit()
    marks = row(read(klass.root, "u01"), "bob").marks
    assert marks["one", "test_nll"].score == 2.5


def test_an_answer_that_waits_for_a_person_is_said_to_wait(klass) -> None:
    klass.book.find_grade("test_nll", "one", "u01", "ada").needs_manual_grade = True
    klass.book.db.commit()
    book = read(klass.root, "u01")
    assert row(book, "ada").status == "waits for manual grading"
    assert {task.label: n for task, n in findings.to_read(book).items()} == {"nll": 1}
    assert "ada" not in tables.upload(book, "canvas")


def test_a_task_that_waits_for_a_person_does_not_count_as_lost(klass) -> None:
    for student in ("ada", "bob", HOSTILE, FORMULA, OMAR):
        klass.book.find_grade("test_nll", "one", "u01", student).needs_manual_grade = True
    klass.book.db.commit()
    book = read(klass.root, "u01")
    assert findings.reachable(book) == 4
    assert sorted(findings.scores(book)) == [0, 0.5, 1, 2, 4]
    assert findings.hardest(book).label == "sigmoid_prime"
    assert "Half of the class has <strong>1 of 4" in page.html(book)


def test_states_tell_wrong_from_not_attempted(book) -> None:
    by_name = {task.label: findings.states(book, task) for task in book.tasks}
    prime = by_name["sigmoid_prime"]
    assert (prime[FULL], prime[PART], prime[NONE], prime[BLANK]) == (1, 0, 3, 1)
    assert (by_name["sigmoid"][PART], by_name["nll"][BLANK]) == (2, 2)


def test_the_commonest_misunderstanding_comes_first_with_who_and_advice(book) -> None:
    first, second, third = findings.misunderstandings(book)
    assert first.name == "e_minus_z_over_one_plus_e_minus_z"
    assert set(first.students) == {"bob", HOSTILE, FORMULA}
    assert first.advice == "The square is missing."
    assert (len(first.students), first.tried) == (3, 4)
    assert (second.name, len(second.students)) == ("naive", 2)
    assert (third.name, third.students) == (None, ("bob",))


@pytest.mark.parametrize(
    ("advice", "title", "rest"),
    [
        ("The square is missing.", "The square is missing", ""),
        (
            "A minus is lost. At z = 3.5 it must be small.",
            "A minus is lost",
            "At z = 3.5 it must be small.",
        ),
        ("Can a loss be negative? See E09.", "Can a loss be negative?", "See E09."),
        ("`W` is 0.5 too large. `b` is right.", "`W` is 0.5 too large", "`b` is right."),
        ("Two things. First: A. Second: B.", "Two things. First: A. Second: B", ""),
        ("no full stop", "no full stop", ""),
    ],
)
def test_a_mistake_is_called_by_the_first_sentence_of_its_advice(advice, title, rest) -> None:
    assert findings.first_sentence(advice) == (title, rest)


def test_lateness_is_measured_against_the_deadline_and_its_extension(klass) -> None:
    from datetime import timedelta

    book = read(klass.root, "u01")
    assert [r.student for r in findings.late(book)] == ["bob", FORMULA]
    assert row(book, "bob").late == timedelta(hours=26)
    klass.book.find_submission("u01", "bob").extension = timedelta(days=2)
    klass.book.db.commit()
    assert [r.student for r in findings.late(read(klass.root, "u01"))] == [FORMULA]


def test_what_needs_a_person_is_named_with_the_reason(book) -> None:
    reasons = {c.row.student: c.reasons for c in findings.concerns(book)}
    assert reasons["corrupt"] == ("The file is not a notebook: it is cut off.",)
    assert reasons[OMAR] == ("Too slow.",)
    assert "stranger" not in reasons  # it was not graded yet: its number is said
    assert "ada" not in reasons


def test_only_odd_failures_of_a_test_are_told_to_the_instructor(klass) -> None:
    path = klass.root / "autograded" / "bob" / "u01" / "checks.json"
    found = json.loads(path.read_text())
    found["checks"] = []
    found["notes"] = [
        "test_nll: NameError: name 'nll' is not defined",
        "test_sigmoid_prime: CheckFailed: For z = 0: it raises TimeoutError: longer than 2 s.",
        "test_sigmoid: CheckFailed: For z = 0: 1 of 1 numbers differ.",
        "The answer cell 'nll' is there 2 times.",
    ]
    path.write_text(json.dumps(found))
    bob = row(read(klass.root, "u01"), "bob")
    assert bob.notes == (
        "nll: its cell does not run (name 'nll' is not defined)",
        "sigmoid_prime: For z = 0: it raises TimeoutError: longer than 2 s.",
        "The answer cell 'nll' is there 2 times.",
    )
    assert bob.marks["one", "test_nll"].finding.text == "NameError: name 'nll' is not defined"


def test_the_pages_hold_nothing_active_and_ask_nothing_of_the_network(klass, book) -> None:
    file = klass.root / "report.html"
    pages = [page.html(book, root=klass.root, at=file)]
    for what in ({}, {"student": HOSTILE}):
        report(klass.root, html=file, **what)
        pages.append(file.read_text())
    for html in pages:
        found = Page(html)
        assert not {tag for tag, _ in found.tags} & {"script", "img", "link", "iframe", "object"}
        for _, attributes in found.tags:
            assert not [name for name in attributes if name.startswith("on")]
            assert not str(attributes.get("href", "")).startswith(("http", "javascript", "//"))
        assert HOSTILE in found.text
        assert "url(http" not in html
        assert "@import" not in html


def test_every_picture_says_its_numbers_in_words(book) -> None:
    found = Page(page.html(book))
    labels = [a["aria-label"] for tag, a in found.tags if tag == "svg" and a.get("role") == "img"]
    assert len(labels) == 2
    assert "not handed in: 1" in labels[0]
    assert "sigmoid_prime: 1 full points, 3 no points, 1 not attempted" in labels[1]


def test_the_page_links_the_feedback_that_exists(klass, book) -> None:
    folder = klass.root / "feedback" / HOSTILE / "u01"
    folder.mkdir(parents=True)
    (folder / "one.html").touch()
    found = Page(page.html(book, root=klass.root, at=klass.root / "report.html"))
    links = [a["href"] for tag, a in found.tags if tag == "a"]
    assert links == ["feedback/%3Cscript%3Ealert%281%29%3C_script%3E/u01/one.html"]


def test_the_table_tells_zero_from_missing_and_holds_no_formula(book) -> None:
    lines = {line["student_id"]: line for line in csv.DictReader(io.StringIO(tables.table(book)))}
    assert (lines[OMAR]["status"], lines[OMAR]["score"]) == ("graded", "0")
    assert lines[OMAR]["not_attempted"].split() == ["nll", "sigmoid", "sigmoid_prime"]
    assert (lines["never"]["status"], lines["never"]["score"]) == ("not handed in", "")
    assert (lines["corrupt"]["status"], lines["corrupt"]["nll"]) == ("could not be graded", "")
    assert (lines["bob"]["nll"], lines["bob"]["late_hours"]) == ("0", "26.0")
    assert f"'{FORMULA}" in lines
    assert lines[f"'{FORMULA}"]["score"] == "0.5"


def test_canvas_takes_the_upload(book) -> None:
    lines = list(csv.reader(io.StringIO(tables.upload(book, "canvas"))))
    assert lines[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "u01"]
    assert lines[1] == ["Points Possible", "", "", "", "", "7"]
    assert ["Lovelace, Ada", "", "", "ada", "", "7"] in lines
    assert not {"never", "corrupt"} & {line[3] for line in lines}
    assert len(lines) == 2 + len(book.having("graded"))


def test_moodle_takes_the_upload(book) -> None:
    lines = list(csv.DictReader(io.StringIO(tables.upload(book, "moodle"))))
    marks = {line["Username"]: line["u01"] for line in lines}
    assert (marks["ada"], marks[OMAR]) == ("7", "0")
    assert not {"never", "corrupt"} & set(marks)


def test_blackboard_takes_the_upload(book) -> None:
    text = tables.upload(book, "blackboard")
    assert text.startswith('"Last Name","First Name","Username","u01"\r\n')
    assert '"Lovelace","Ada","ada","7"\r\n' in text
    assert "never" not in text


def test_a_gradebook_that_is_locked_is_said_to_be(klass) -> None:
    klass.book.db.close()
    with contextlib.closing(sqlite3.connect(klass.root / "gradebook.db")) as other:
        other.execute("begin exclusive")
        with pytest.raises(UseError, match="is locked by another program; close it"):
            read(klass.root, "u01")


def test_report_writes_all_it_is_asked_for_and_prints_a_summary(klass, capsys) -> None:
    root = klass.root
    report(root, "u01", html=root / "r.html", csv=root / "t.csv", lms="csv")
    out = capsys.readouterr().out
    assert "u01: 8 students, 5 graded, 1 could not be graded, 1 not graded yet, 1 not" in out
    assert "1 not handed in, 2 late" in out
    assert "3 of 4   sigmoid_prime: The square is missing" in out
    assert (root / "r.html").read_text().startswith("<!DOCTYPE html>")
    assert (root / "t.csv").exists()
    assert "ada,u01,7,7" in (root / "u01-csv.csv").read_text()
    assert not [path for path in root.iterdir() if path.name.startswith(".")]


def test_reading_leaves_the_gradebook_as_it_was_even_while_it_is_written(klass) -> None:
    path = klass.root / "gradebook.db"
    before = path.read_bytes()
    with sqlite3.connect(path) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert read(klass.root, "u01").rows
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ({"assignment": "u99"}, "no assignment 'u99'"),
        ({"lms": "webct"}, "unknown platform 'webct'"),
        ({"html": Path("/no/such/folder/r.html")}, "No such file or directory"),
        ({"csv": Path("/")}, "it is a folder"),
    ],
)
def test_wrong_use_is_one_line(klass, ask, says) -> None:
    with pytest.raises(UseError, match=says) as told:
        report(klass.root, **({"assignment": "u01"} | ask))
    assert "\n" not in str(told.value)


def test_a_folder_without_a_gradebook_or_with_a_broken_one_is_refused(tmp_path) -> None:
    with pytest.raises(UseError, match="not an nbgrader course"):
        report(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(UseError, match=r"no gradebook .*gradebook\.db"):
        report(tmp_path)
    assert not (tmp_path / "gradebook.db").exists()
    (tmp_path / "gradebook.db").write_bytes(b"not a database, but long enough to be taken for one")
    with pytest.raises(UseError, match="cannot be read as a gradebook"):
        report(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_leaves_the_old_report(klass) -> None:
    folder = klass.root / "reports"
    folder.mkdir()
    (folder / "r.html").write_text("old")
    folder.chmod(0o500)
    with pytest.raises(UseError, match="Permission denied"):
        report(klass.root, "u01", html=folder / "r.html")
    assert (folder / "r.html").read_text() == "old"


def test_a_class_where_nothing_was_handed_in_has_a_report_too(course) -> None:
    course.enrol("ada")
    book = read(course.root, "u01")
    assert "No submission has a mark yet." in page.html(book)
    assert tables.upload(book, "moodle").count("\r\n") == 1


def test_a_course_without_students_or_marks_has_a_report_too(course, capsys) -> None:
    report(course.root, html=course.root / "c.html", csv=course.root / "c.csv", lms="moodle")
    course.enrol("ada")
    report(course.root, html=course.root / "c.html")
    report(course.root, student="ada", html=course.root / "s.html")
    said = capsys.readouterr().out
    assert "course: 1 assignment, 0 students" in said
    assert "ada: No assignment is graded yet." in said
    assert "No assignment is graded yet." in (course.root / "c.html").read_text()
    assert not list(course.root.glob("*-moodle.csv"))
