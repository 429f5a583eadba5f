"""Locks and wrong use: one clear line, nothing lost, nothing half-written."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest_course import Course, in_a_mount_namespace

from nnkit.grading.errors import UseError
from nnkit.grading.run.grade import grade

GRADE = """
import sys
from pathlib import Path
import nnkit
from nnkit.grading.run.grade import grade
from nnkit.grading.errors import UseError
try:
    grade(Path(sys.argv[1]), "ps1", jobs=int(sys.argv[2]))
except UseError as error:
    sys.exit(f"UseError: {error}")
"""


def start(course: Course, jobs: int = 2) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", GRADE, str(course.root), str(jobs)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


def wait_for(what: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        os.sched_yield()


def is_held(folder: Path) -> bool:
    """Whether another process holds the lock of a run."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


@pytest.fixture
def locked(course: Course) -> Iterator[Course]:
    course.hand_in("ann", course.solved())
    course.configure("c.TwoRooms.lock_seconds = 0.5")
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield course
    other.execute("ROLLBACK")
    other.close()


def test_a_locked_gradebook_is_one_clear_line(locked: Course) -> None:
    with pytest.raises(UseError, match=r"gradebook.db is locked by another program") as caught:
        locked.grade()
    assert "\n" not in str(caught.value)


def test_a_run_waits_for_a_locked_gradebook_and_keeps_a_second_run_out(course: Course) -> None:
    course.hand_in("ann", course.solved())
    hold = "import sqlite3, sys\nb = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    hold += "b.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.read(1)"
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(course.root / "gradebook.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    run = start(course, jobs=1)
    wait_for(lambda: is_held(course.root))
    with pytest.raises(UseError, match="another nnkit grade is running"):
        course.grade()
    other.communicate("x")
    text, _ = run.communicate(timeout=240)
    assert run.returncode == 0, text
    assert course.scores("ann")["test_area"] == 3.0


def test_a_gradebook_that_is_not_one_is_said_so(course: Course) -> None:
    course.hand_in("ann", course.solved())
    (course.root / "gradebook.db").write_bytes(b"not a data base" * 100)
    with pytest.raises(UseError, match=r"gradebook.db cannot be used: file is not a database"):
        course.grade()


def test_wrong_use_is_said_in_one_line(course: Course, tmp_path: Path) -> None:
    said = {}
    calls = {
        "nothing": lambda: course.grade(),
        "assignment": lambda: course.grade(assignment="ps9"),
        "root": lambda: grade(tmp_path / "nowhere", "ps1"),
        "not a course": lambda: grade(course.root / "source", "ps1"),
    }
    for name, call in calls.items():
        with pytest.raises(UseError) as caught:
            call()
        said[name] = str(caught.value)
    course.hand_in("ann", course.solved())
    with pytest.raises(UseError) as caught:
        course.grade(students=["ann", "zoe"])
    said["student"] = str(caught.value)
    course.configure("c.x = 1 / 0")
    with pytest.raises(UseError) as caught:
        course.grade()
    said["config"] = str(caught.value)
    parts = {
        "nothing": "nothing was handed in for 'ps1'",
        "assignment": "no assignment 'ps9' (in source there is: ps1)",
        "root": "nowhere is not a folder",
        "not a course": "no nbgrader_config.py",
        "student": "nothing handed in by 'zoe' for 'ps1' (handed in: ann)",
        "config": "nbgrader_config.py fails: ZeroDivisionError",
    }
    for name, part in parts.items():
        assert part in said[name]
        assert "\n" not in said[name]
    assert not (course.root / "autograded").exists()


def test_a_source_that_nbgrader_refuses_is_named(course: Course) -> None:
    course.hand_in("ann", course.solved())
    nb = course.source()
    nb.cells[3].source = "### BEGIN SOLUTION\nx = 1"
    course.add_source("ps1", {"one": nb})
    with pytest.raises(UseError, match=r"one.ipynb cannot be released: .*no end solution"):
        course.grade()


def test_no_permission_to_write_is_said_before_anything_is_done(
    course: Course, as_plain_user: Callable[[list[str]], list[str]]
) -> None:
    course.hand_in("ann", course.solved())
    for folder in [course.root, *course.root.parents]:
        if folder.is_relative_to(tempfile.gettempdir()) and folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o755)
    os.chmod(course.root / "gradebook.db", 0o444)  # noqa: PTH101
    course.root.chmod(0o555)
    command = as_plain_user([sys.executable, "-c", GRADE, str(course.root), "1"])
    run = subprocess.run(command, capture_output=True, text=True, timeout=240)
    course.root.chmod(0o755)
    assert run.stderr == f"UseError: no permission to write {course.root}\n"
    assert not (course.root / "autograded").exists()


def nnkit_grade(
    course: Course, prefix: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nnkit", "grade", "ps1", "--jobs", "1"]
    return subprocess.run(
        [*(prefix or []), *command, "--root", str(course.root)],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip


def test_a_gradebook_that_is_locked_in_the_middle_of_a_run(course: Course) -> None:
    course.configure("c.TwoRooms.lock_seconds = 0.5")
    students = [f"kim{number}" for number in range(4)]
    for student in students:
        course.hand_in(student, course.solved(double=SLOW))
    run = start(course, jobs=1)
    wait_for(lambda: list(course.root.glob("autograded/*/ps1")))
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, timeout=30)
    other.execute("BEGIN EXCLUSIVE")
    text, _ = run.communicate(timeout=240)
    other.execute("ROLLBACK")
    other.close()
    assert run.returncode == 1
    assert "is locked by another program (waited 0.5 s); close it and run again" in text
    assert "Traceback" not in text
    done = {path.parent.parent.name for path in course.root.glob("autograded/*/ps1/checks.json")}
    assert 0 < len(done) < len(students)
    assert {student for student, _ in course.rows()} == done
    summary = course.grade()
    assert {row.student for row in summary.rows if row.status == "skipped"} == done
    assert {row.score for row in summary.rows} == {5.0}


SLOW = "import time\ntime.sleep(0.3)\ndef double(x):\n    return 2 * x"


def test_a_late_penalty_that_fails_is_said_in_one_line(course: Course) -> None:
    course.hand_in("ann", course.solved())
    course.configure('c.AssignLatePenalties.plugin_class = "no_such_rule.Late"')
    with pytest.raises(UseError, match=r"the late penalty \(c.AssignLatePenalties") as caught:
        course.grade()
    assert "no_such_rule" in str(caught.value)
    assert "\n" not in str(caught.value)


READ_ONLY = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
shift
exec "$@"
"""


def test_folders_that_cannot_be_written(course: Course) -> None:
    for student in ("ann", "bob"):
        course.hand_in(student, course.solved())
    bob = course.root / "autograded" / "bob"
    bob.mkdir(parents=True)
    read_only = in_a_mount_namespace("sh", "-c", READ_ONLY, "sh")
    run = nnkit_grade(course, [*read_only, str(bob)])
    assert run.returncode == 2
    *_, line = run.stderr.splitlines()
    assert line.startswith(f"nnkit grade: {bob}")
    assert line.endswith("Read-only file system; what is graded already is kept, run again")
    run = nnkit_grade(course, [*read_only, str(course.root / "submitted")])
    assert run.returncode == 0, run.stdout + run.stderr
    assert {row[0] for (_, cell), row in course.rows().items() if cell == "test_area"} == {3.0}


def test_a_folder_that_cannot_be_read(course: Course) -> None:
    for student in ("ann", "bob"):
        course.hand_in(student, course.solved())
    course.folder("bob").chmod(0)
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    run = nnkit_grade(course, prefix if os.getuid() == 0 else [])
    course.folder("bob").chmod(0o755)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "  bob  ungradable: the folder cannot be read: no permission" in run.stdout
    assert course.scores("ann")["test_area"] == 3.0
