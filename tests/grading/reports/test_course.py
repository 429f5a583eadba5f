"""The course's total and its files, worked out again by other means."""

from __future__ import annotations

import csv
import io
import itertools
import random
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from invented import UNITS, configure, course_of, gradebook, marks

from nnkit.grading.cli import main
from nnkit.grading.reports import figures, findings, page, tables
from nnkit.grading.reports.reading import read, reading
from nnkit.grading.reports.report import report
from nnkit.grading.reports.rules import best
from nnkit.grading.reports.summary import course_summary, rules, summary


def totals(root: Path, weights: dict[str, float], drop: int, hope: bool) -> dict[str, float]:
    """Every total in percent: all ways to drop are tried, the best one counts."""
    earned: dict[tuple[str, str], float] = defaultdict(float)
    penalty, worth = {}, defaultdict(dict)
    for row in marks(root):
        key = row["student_id"], row["name"]
        earned[key] += (row["worth"] if hope else 0) if row["waits"] else row["score"]
        penalty[key] = row["penalty"]
        worth[row["name"]][row["cell"]] = row["worth"]
    points = {unit: sum(worth[unit].values()) for unit in UNITS}
    weigh = {unit: w for unit in UNITS if (w := weights.get(unit, points[unit]))}
    found = {}
    for student in {student for student, _ in earned}:
        share = {
            u: max(0.0, earned[student, u] - penalty.get((student, u), 0)) / points[u]
            for u in weigh
        }
        found[student] = 100 * max(
            sum(weigh[u] * share[u] for u in kept) / sum(weigh[u] for u in kept)
            for kept in itertools.combinations(weigh, len(weigh) - drop)
        )
    return found


@pytest.mark.parametrize(
    ("weights", "drop"),
    [
        ({}, 0),
        ({}, 2),
        (dict(zip(UNITS, (10, 20, 30, 40), strict=True)), 1),
        (dict(zip(UNITS, (1, 5, 0, 1), strict=True)), 1),
    ],
)
def test_totals_are_those_of_the_gradebook(
    root: Path, weights: dict[str, float], drop: int
) -> None:
    configure(root, f"c.Course.weights = {weights}", f"c.Course.drop_lowest = {drop}")
    course = course_of(root)
    low, high = (totals(root, weights, drop, hope) for hope in (False, True))
    assert len(low) >= 38
    for student, total in course.students.items():
        assert total.low == pytest.approx(low.get(student, 0.0))
        assert total.high == pytest.approx(high.get(student, 0.0))
        assert len(total.dropped) == drop
    waits = {s for s in low if high[s] - low[s] > 1e-9}
    assert {s for s, total in course.students.items() if not total.final} == waits != set()


def test_a_better_mark_never_makes_a_total_worse() -> None:
    rng = random.Random(3)
    for _ in range(300):
        n = rng.randint(2, 7)
        weights = [rng.choice([0.5, 1, 3, 10]) for _ in range(n)]
        shares = [rng.choice([0, 0.3, 0.5, 0.9, 1]) for _ in range(n)]
        drop = rng.randrange(n)
        mean, kept = best(shares, weights, drop)
        ways = itertools.combinations(range(n), n - drop)
        tried = [np.average([shares[i] for i in k], weights=[weights[i] for i in k]) for k in ways]
        assert mean == pytest.approx(max(tried))
        assert len(kept) == n - drop
        better = shares.copy()
        better[rng.randrange(n)] += 0.2
        assert best(better, weights, drop)[0] >= mean - 1e-12


def test_the_lowest_of_equal_weights_is_dropped(root: Path) -> None:
    configure(root, f"c.Course.weights = {dict.fromkeys(UNITS, 1)}", "c.Course.drop_lowest = 1")
    for total in course_of(root).students.values():
        earned = {u: row.earned({}) for u, row in total.rows.items()}
        worth = {book.assignment: book.points for book in course_of(root).books}
        assert earned[total.dropped[0]] / worth[total.dropped[0]] == pytest.approx(
            min(earned[u] / worth[u] for u in UNITS)
        )
        break


def test_who_passes_is_said_and_not_before_it_is_known(root: Path) -> None:
    configure(root, "c.Course.pass_percent = 70")
    course = course_of(root)
    low, high = (totals(root, {}, 0, hope) for hope in (False, True))
    for student, total in course.students.items():
        wanted = "passed" if low[student] >= 70 else "not passed" if high[student] < 70 else None
        assert total.result(70) == (wanted or "not known yet")
    assert {total.result(70) for total in course.students.values()} == {
        "passed", "not passed", "not known yet",
    }  # fmt: skip
    counts = [sum(t.result(70) == word for t in course.students.values()) for word in RESULTS]
    said = ", ".join(f"{n} {word}" for n, word in zip(counts, RESULTS, strict=True))
    assert said in course_summary(course)
    assert "70 % are needed to pass" in page.course_html(course)


RESULTS = ("passed", "not passed", "not known yet")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("weight = {}", "c.Course.weight is no setting; did you mean 'weights'?"),
        ("bonus = 1", "is no setting; there are: drop_lowest, pass_percent, weights"),
        ("weights = {'01_one_neuro': 1}", "is no assignment; did you mean '01_one_neuron'?"),
        ("weights = {'01_one_neuron': 1}", "has none for '02_non_linearity'; write 0"),
        (f"weights = {dict.fromkeys(UNITS, 0)}", "are all 0"),
        (f"weights = {dict.fromkeys(UNITS, -1)}", "gives '01_one_neuron' -1; needed is a number"),
        (f"weights = dict.fromkeys({UNITS}, float('nan'))", "gives '01_one_neuron' nan"),
        ("weights = 3", "weights"),
        ("weights = {'01_one_neuron': 'much'}", "weights"),
        ("drop_lowest = 4", "c.Course.drop_lowest is 4, but only 4 assignments count"),
        ("drop_lowest = -1", "drop_lowest"),
        ("drop_lowest = 'one'", "drop_lowest"),
        ("pass_percent = 150", "pass_percent"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(
    root: Path, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    configure(root, f"c.Course.{line}")
    assert main(["report", "--root", str(root)]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("nnkit report: nbgrader_config.py: ")
    assert says in told


def test_what_is_not_graded_yet_does_not_count(root: Path) -> None:
    with gradebook(root) as db:
        (key,) = db.execute("SELECT id FROM assignment WHERE name = ?", [UNITS[3]]).fetchone()
        db.execute("DELETE FROM submitted_assignment WHERE assignment_id = ?", [key])
    shutil.rmtree(root / "submitted")
    shutil.rmtree(root / "autograded")
    configure(root, "c.Course.drop_lowest = 3")
    course = course_of(root)
    assert list(course.counted) == UNITS[:3]
    assert all(len(total.dropped) == 2 for total in course.students.values())  # one has to count


@pytest.mark.parametrize(
    ("graded", "said"),
    [
        (0, "No assignment is graded yet."),
        (1, "The total is in percent; the one assignment graded so far weighs as much as it has "),
        (4, "The total is in percent; each of the 4 assignments graded so far weighs as much as "),
    ],
)
def test_how_the_total_is_made_is_said(root: Path, graded: int, said: str) -> None:
    course = course_of(root)
    counted = dict(itertools.islice(course.counted.items(), graded))
    assert rules(replace(course, counted=counted)).startswith(said)


def test_the_files_for_a_platform_hold_final_marks_only(root: Path) -> None:
    report(root, lms="canvas")
    assert sorted(p.name for p in root.glob("*-canvas.csv")) == sorted(
        f"{name}-canvas.csv" for name in [*UNITS, "Course_total"]
    )
    low, high = (totals(root, {}, 0, hope) for hope in (False, True))
    lines = list(csv.reader(io.StringIO((root / "Course_total-canvas.csv").read_text())))
    assert lines[0][-1] == "Course total"
    assert (lines[1][0], lines[1][-1]) == ("Points Possible", "100")
    final = {s: f"{low[s]:.2f}".rstrip("0").rstrip(".") for s in low if high[s] - low[s] < 1e-9}
    assert {line[3]: line[-1] for line in lines[2:]} == final
    assert 5 < len(final) < 40


def test_the_csv_of_the_course_has_all(root: Path) -> None:
    configure(root, "c.Course.drop_lowest = 1")
    report(root, csv=root / "all.csv")
    lines = {
        line["student_id"]: line
        for line in csv.DictReader(io.StringIO((root / "all.csv").read_text()))
    }
    low, high = (totals(root, {}, 1, hope) for hope in (False, True))
    assert len(lines) == 40
    for student, line in lines.items():
        assert float(line["total"]) == pytest.approx(low[student], abs=0.006)
        assert float(line["total_at_most"]) == pytest.approx(high[student], abs=0.006)
        assert line["dropped"] in UNITS
    assert tables.course_table(course_of(root)).startswith("student_id,")


def test_one_who_waits_in_everything_does_not_take_the_median_along(root: Path) -> None:
    """An endless loop in a notebook: all marks of one wait; the others have theirs."""
    before = findings.reachable(read(root, UNITS[0]))
    with gradebook(root) as db:
        sheet = """SELECT n.id FROM submitted_notebook n
            JOIN submitted_assignment s ON s.id = n.assignment_id
            JOIN assignment a ON a.id = s.assignment_id
            WHERE a.name = ? AND s.student_id = 'student001'"""
        (key,) = db.execute(sheet, [UNITS[0]]).fetchone()
        db.execute("UPDATE grade SET needs_manual_grade = 1 WHERE notebook_id = ?", [key])
    book = read(root, UNITS[0])
    assert [row.student for row in findings.partly(book)] == ["student001"]
    assert findings.reachable(book) == before == 20
    assert len(findings.scores(book)) == len(book.having("graded"))
    said = summary(book)
    assert f"{len(book.having('graded'))} graded, 1 partly marked" in said
    assert "of 0 points" not in said
    assert ("partly marked", "1") in figures.distribution(book).table


def test_units_follow_their_due_dates_or_their_numbers(root: Path) -> None:
    with gradebook(root) as db:
        for name, new in zip(UNITS, ("ps2", "ps10", "ps1", "ps3"), strict=True):
            db.execute("UPDATE assignment SET name = ? WHERE name = ?", [new, name])
    with reading(root) as reader:
        assert reader.names() == ["ps2", "ps10", "ps1", "ps3"]
    with gradebook(root) as db:
        db.execute("UPDATE assignment SET duedate = NULL WHERE name = 'ps1'")
    with reading(root) as reader:
        assert reader.names() == ["ps1", "ps2", "ps3", "ps10"]
