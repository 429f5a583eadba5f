"""How hard tasks are, and what was misunderstood over time, worked out again by other means."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from invented import UNITS, course_of, gradebook, marks

from nnkit.grading.reports import items, over_time, page
from nnkit.grading.reports.reading import read
from nnkit.grading.reports.summary import course_summary


def test_difficulty_and_discrimination_are_those_of_the_marks(root: Path) -> None:
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    waits = {(row["student_id"], row["name"]) for row in marks(root) if row["waits"]}
    for row in marks(root):
        if row["name"] == UNITS[0] and (row["student_id"], UNITS[0]) not in waits:
            scores[row["student_id"]][row["cell"]] = row["score"]
    cells = sorted(next(iter(scores.values())))
    table = np.array([[mine[cell] for cell in cells] for mine in scores.values()])
    found = {item.task.key[1]: item for item in items.items(read(root, UNITS[0]))}
    assert sorted(found) == cells
    for k, cell in enumerate(cells):
        rest = np.delete(table, k, axis=1).sum(axis=1)
        assert found[cell].share == pytest.approx(table[:, k].mean() / found[cell].task.points)
        assert found[cell].discrimination == pytest.approx(np.corrcoef(table[:, k], rest)[0, 1])
    words = {item.tells for item in found.values()}
    assert words <= {"very clear", "clear", "weak", "hardly any", "the wrong way round"}
    assert len(words) > 2


def test_discrimination_is_left_out_of_a_small_class(klass) -> None:
    small = items.items(read(klass.root, "u01"))
    assert {item.discrimination for item in small} == {None}
    assert items.why_none(small) == "5 students, at least 20 are needed"
    assert "Discrimination is left out: 5 students" in page.html(read(klass.root, "u01"))


def test_discrimination_is_left_out_where_all_are_equal_or_wait(root: Path) -> None:
    with gradebook(root) as db:
        cell = "SELECT id FROM base_cell WHERE name = 'test_sigmoid'"
        db.execute(f"UPDATE grade SET auto_score = 1 WHERE cell_id IN ({cell})")
    found = {item.task.label: item for item in items.items(read(root, UNITS[0]))}
    assert found["sigmoid"].tells == "everyone has the same points"
    assert found["neuron"].discrimination is not None
    waiting = {item.task.label: item for item in items.items(read(root, UNITS[3]))}["own_words"]
    assert (waiting.share, waiting.discrimination) == (None, None)


def test_mistakes_over_time_are_those_of_the_findings(root: Path) -> None:
    made: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in (root / "autograded").glob("*/*/checks.json"):
        for check in json.loads(path.read_text())["checks"]:
            name = check["misconception"]
            if name in ("answer-not-averaged", "w-axis"):
                made[name][path.parent.name].add(path.parent.parent.name)
    course = course_of(root)
    found = {trend.kind: trend for trend in over_time.trends(course)}
    for name, kind in (("answer-not-averaged", "not-averaged"), ("w-axis", "axis")):
        assert found[kind].made == made[name]
        again = [s for s in found[kind].students if sum(s in u for u in made[name].values()) > 1]
        assert found[kind].again == len(again) > 0
    said = f"{found['not-averaged'].again:3} of {len(found['not-averaged'].students):<3} A quantity"
    assert said in course_summary(course)
    assert list(found)[-2:] == [over_time.OWN, over_time.OTHER]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("dw-db-not-averaged", ["not-averaged"]),
        ("z-exponent-sign", ["exponent-sign"]),  # not: sign
        ("sign", ["sign"]),
        ("dz-order+w-axis", ["order", "axis"]),
        ("design", [over_time.OWN]),
        ("this-is-1-z-which-is", [over_time.OWN]),
        (None, [over_time.OTHER]),
    ],
)
def test_a_mistake_is_of_the_kind_its_name_ends_in(name: str | None, kinds: list[str]) -> None:
    assert over_time.kinds(name) == kinds


def test_every_kind_has_a_sentence_of_no_task() -> None:
    for kind in over_time.SAYS:
        title = over_time.Trend(kind).title
        assert title[0].isupper() or title[0] == "`"
        assert not set("{}") & set(title)
