"""A class of attacks is graded once; each attack gets what it deserves, and so does honest work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacked_class import REPOSITORY, AttackedClass
from kinds import ATTACKS, HONEST
from small_assignment import SECRET

CONTROL = {chr(n) for n in (*range(9), *range(11, 32), 0x7F, 0x202E, 0x2066)}
ACTIVE = re.compile(r"<(?!/?(?:div|strong|code|p|ul|li)\b)|\bon\w+=[\"']|javascript:\S*[\"']")
"""What is not in the panel of a check: other tags, handlers, links."""
UNGRADABLE = {"notebook-link-source", "notebook-link-other", "notebook-corrupt-name"}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackedClass]:
    attacked = AttackedClass(
        tmp_path_factory.mktemp("attacked"), [*ATTACKS.values(), *HONEST.values()]
    )
    attacked.grade()
    yield attacked
    attacked.ears.close()


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_what_it_deserves(attacked: AttackedClass, name: str) -> None:
    marks = attacked.marks[name]
    assert marks == ATTACKS[name].deserves, f"{ATTACKS[name].tries}: {attacked.told(name)}"
    wanted = "ungradable" if name in UNGRADABLE else "graded"
    assert attacked.rows[name].status == wanted


@pytest.mark.parametrize("name", HONEST)
def test_honest_work_beside_the_attacks_gets_full_marks(attacked: AttackedClass, name: str) -> None:
    assert attacked.marks[name] == HONEST[name].deserves, attacked.told(name)
    assert attacked.rows[name].reason == ""


def test_nobody_reached_a_server(attacked: AttackedClass) -> None:
    assert attacked.ears.heard() == []


def test_nothing_was_written_outside_of_the_rooms(attacked: AttackedClass) -> None:
    traces = ("nnkit-attack-4217", "litter-4217", "written-")
    places = [
        attacked.root,
        Path("/tmp"),
        Path("/var/tmp"),
        Path("/dev/shm"),
        REPOSITORY,
        Path("/"),
    ]
    found = [
        p
        for place in places
        if place.is_dir()
        for p in place.iterdir()
        if p.name.startswith(traces)
    ]
    found += [p for p in attacked.root.rglob("*") if p.name.startswith(traces)]
    assert found == []


def test_nothing_stays_when_the_class_is_graded(attacked: AttackedClass) -> None:
    assert attacked.alive == [], "processes that were started for the class still run"
    assert list(attacked.temporary.iterdir()) == []
    for name in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc") / name
        keys = (
            [line.split()[0] for line in table.read_text().splitlines()] if table.exists() else []
        )
        assert "4217" not in keys, f"shared memory was left: {name}"


def test_what_is_stored_tells_no_secret_and_has_no_active_part(attacked: AttackedClass) -> None:
    for folder in (attacked.root / "autograded").glob("*/ps1"):
        for file in folder.rglob("*"):
            assert not file.is_symlink(), file
        for cell_text in _outputs(folder / "one.ipynb"):
            assert SECRET not in cell_text, folder
            assert not set(cell_text) & CONTROL, folder


def _outputs(path: Path) -> Iterator[str]:
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] == "code":
            for output in cell["outputs"]:
                data = output.get("data", {})
                assert set(data) <= {"text/plain", "text/html", "image/png"}, path
                assert not ACTIVE.search("".join(data.get("text/html", ""))), path
                if output.get("output_type") != "execute_result":
                    yield str(output.get("text", "")) + "".join(output.get("traceback", []))


def test_what_the_instructor_reads_does_not_act_on_a_terminal(attacked: AttackedClass) -> None:
    assert not set("".join(attacked.lines)) & CONTROL
    told = "".join(row.reason + row.notebook for row in attacked.rows.values())
    assert not set(told) & CONTROL


def test_feedback_shows_no_hidden_test(attacked: AttackedClass) -> None:
    from nnkit.grading.gradebook.feedback import feedback

    students = [name for name in ATTACKS if name.startswith(("forging-", "notebook-"))]
    students += ["reading-memory", "value-own-name", "control-hostile-error", "files-config"]
    feedback(attacked.root, "ps1", students=students)
    for student in students:
        page = attacked.root / "feedback" / student / "ps1" / "one.html"
        html = page.read_text()
        assert SECRET not in html, page
        assert "alert(4217)</script>" not in html, page
        assert "<img src=x" not in html, page


def test_no_page_of_a_student_stands_among_the_feedback(attacked: AttackedClass) -> None:
    from nnkit.grading.gradebook.feedback import feedback

    feedback(attacked.root, "ps1", students=["files-config"])
    pages = (attacked.root / "feedback" / "files-config" / "ps1").rglob("*.html")
    assert [page.name for page in pages] == ["one.html"]
