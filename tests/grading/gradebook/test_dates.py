"""Due dates, extensions and penalties hold from the next run on, without grading."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest_course import Course
from nbgrader.api import Gradebook

from nnkit.grading.cli import main
from nnkit.grading.handin.timestamp import UnknownZone, moment, read_timestamp
from nnkit.grading.reports.reading import read

DUE = datetime(2026, 10, 20, 12)
PER_DAY = """
from nbgrader.plugins import BasePlugin
class PerDay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.1 * score * (1 + total_seconds_late // 86400)
"""


@pytest.fixture
def late(course: Course) -> Course:
    """Due on the 20th at noon; ann is three hours late, bob is two days late."""
    (course.root / "per_day.py").write_text(PER_DAY)
    course.configure('c.AssignLatePenalties.plugin_class = "per_day.PerDay"')
    due(course, DUE)
    for student, hours in {"ann": 3, "bob": 50}.items():
        course.hand_in(student, course.solved(explain=None))
        stamp = f"{DUE + timedelta(hours=hours):%Y-%m-%d %H:%M} UTC"
        (course.folder(student) / "timestamp.txt").write_text(stamp)
    return course


def due(course: Course, when: datetime | None) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "small") as book:
        book.update_or_create_assignment("ps1", duedate=when)
        for student in ("ann", "bob"):
            book.update_or_create_student(student)


def final(course: Course) -> dict[str, float | None]:
    return {row.student: row.final for row in read(course.root, "ps1").rows}


def extend(course: Course, *arguments: str) -> int:
    return main(["extend", *arguments, "--root", str(course.root)])


def test_a_due_date_that_is_moved_holds_in_the_next_run(late: Course) -> None:
    late.grade()
    assert final(late) == {"ann": 4.5, "bob": 3.5}
    due(late, DUE + timedelta(days=1))
    summary = late.grade()
    assert [row.status for row in summary.rows] == ["skipped", "skipped"]
    assert final(late) == {"ann": 5.0, "bob": 4.0}
    assert {row.student: row.score for row in summary.rows} == final(late)
    assert "ann: late penalty of one.ipynb 0.5, now 0" in late.lines
    due(late, None)
    late.grade()
    assert final(late) == {"ann": 5.0, "bob": 5.0}


def test_an_extension_before_the_hand_in_and_after_it(
    late: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extend(late, "ann", "ps1", "1", "day") == 0
    assert capsys.readouterr().out == ("ann: ps1 is due 2026-10-21 12:00 UTC, 1 day later\n")
    late.grade()
    assert final(late) == {"ann": 5.0, "bob": 3.5}
    assert extend(late, "bob", "ps1", "2026-10-22 16:00 Europe/Berlin") == 0
    assert capsys.readouterr().out == (
        "bob: ps1 is due 2026-10-22 14:00 UTC, 50 hours later\n"
        "bob: late penalty of one.ipynb 1.5, now 0\n"
    )
    assert final(late)["bob"] == 5.0
    assert extend(late, "bob", "ps1", "none") == 0
    assert final(late)["bob"] == 3.5
    assert [row.status for row in late.grade().rows] == ["skipped", "skipped"]


def test_an_extension_does_not_make_a_hand_in(late: Course) -> None:
    extend(late, "ann", "ps1", "2 days")
    with Gradebook(f"sqlite:///{late.root}/gradebook.db", "small") as book:
        assert book.assignment_submissions("ps1") == []
    late.grade(students=["bob"])
    (late.folder("ann") / "one.ipynb").unlink()
    (late.folder("ann") / "timestamp.txt").unlink()
    late.folder("ann").rmdir()
    assert read(late.root, "ps1").rows[0].status == "not handed in"


def test_a_mark_by_hand_changes_a_penalty_that_is_a_share(late: Course) -> None:
    late.grade()
    with Gradebook(f"sqlite:///{late.root}/gradebook.db", "small") as book:
        book.find_grade("explain", "one", "ps1", "ann").manual_score = 4.0
        book.db.commit()
    late.grade()
    assert final(late)["ann"] == pytest.approx(8.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("amn", "ps1", "2 days"), "no student 'amn' in the gradebook; did you mean 'ann'?"),
        (("zoe", "ps1", "2 days"), "no student 'zoe' in the gradebook; add with: nbgrader db"),
        (("ann", "ps9", "2 days"), "there is no assignment 'ps9' (in source there is: ps1)"),
        (("ann", "ps1", "soon"), "TIME is 'soon'; write a span (2 days, 36 hours), a date"),
        (("ann", "ps1", "99999999999 weeks"), "TIME is '99999999999 weeks': that is too long"),
        (("ann", "ps1", "2026-10-32"), "TIME: '2026-10-32' is not a date; write 2026"),
        (("ann", "ps1", "2026-10-23 12:00 PST"), "TIME: the time zone 'PST' is not known; write"),
        (("ann", "ps1", "2026-10-19"), "TIME is 2026-10-19 00:00 UTC, not after the due date"),
    ],
)
def test_what_cannot_be_granted_is_one_sentence(
    late: Course, capsys: pytest.CaptureFixture[str], arguments: Any, said: str
) -> None:
    assert extend(late, *arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"nnkit extend: {said}")
    assert error.count("\n") == 1


def test_without_a_due_date_nothing_can_be_extended(
    late: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    due(late, None)
    assert extend(late, "ann", "ps1", "2 days") == 2
    assert "'ps1' has no due date; set it in the formgrader" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("2026-10-20 12:00:00", "UTC", 12),
        ("2026-10-20 12:00:00.5 UTC", "UTC", 12),
        ("2026-10-20T12:00:00Z", "UTC", 12),
        ("2026-10-20 12:00:00 +0200", "UTC", 10),
        ("2026-10-20 12:00:00+02:00", "UTC", 10),
        ("2026-10-20 12:00 Europe/Berlin", "UTC", 10),
        ("2026-12-20 12:00 Europe/Berlin", "UTC", 11),
        ("2026-10-20 12:00:00.000000 CEST", "Europe/Berlin", 10),
        ("2026-10-20 12:00:00.000000 PDT", "America/Los_Angeles", 19),
        ("2026-12-20 12:00:00.000000 PST", "America/Los_Angeles", 20),
        ("20 Oct 2026 1:00 PM", "UTC", 13),
    ],
)
def test_a_zone_that_is_known_is_taken_at_its_word(text: str, zone: str, hour: int) -> None:
    assert moment(text, zone).hour == hour


@pytest.mark.parametrize(
    "text", ["2026-10-20 12:00 PST", "12:00 PST 2026-10-20", "2026-10-20 12:00 Mars/Base"]
)
def test_a_zone_that_is_not_known_is_refused_in_words(course: Course, text: str) -> None:
    with pytest.raises(UnknownZone):
        moment(text)
    course.hand_in("ann", course.solved())
    (course.folder("ann") / "timestamp.txt").write_text(text)
    stamp, said = read_timestamp(course.folder("ann"))
    assert stamp is None
    assert said.startswith("timestamp.txt names a time zone that is not known (")
    assert "write UTC, an offset as +01:00 or a name as Europe/Berlin" in said


def test_the_zone_of_the_course_is_that_of_its_configuration(course: Course) -> None:
    course.configure('c.Exchange.timezone = "America/Los_Angeles"')
    course.hand_in("ann", course.solved())
    (course.folder("ann") / "timestamp.txt").write_text("2026-12-20 12:00:00.000000 PST")
    (row,) = course.grade().rows
    assert row.reason == ""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "small") as book:
        assert book.find_submission("ps1", "ann").timestamp == datetime(2026, 12, 20, 20)


def test_the_clocks_of_the_course_hold_for_what_is_graded_already(late: Course) -> None:
    (late.folder("ann") / "timestamp.txt").write_text("2026-10-20 17:00 CEST")
    unknown = "timestamp.txt names a time zone that is not known ('CEST'; "
    for force in (True, False, False):  # each run names it, whether it grades or not
        assert unknown in "\n".join(late.grade(force=force).lines())
        assert final(late)["ann"] == 5.0
    late.configure('c.Exchange.timezone = "Europe/Berlin"')
    summary = late.grade()
    assert [row.status for row in summary.rows] == ["skipped", "skipped"]
    assert unknown not in "\n".join(summary.lines())
    assert final(late)["ann"] == 4.5
