"""Grading on a dask cluster of real processes, which join, leave and are killed meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
from conftest_course import Course, code, graded_cell, make_course
from distributed import Client
from kinds_of_tests import KINDS
from nbformat.v4 import new_notebook

import nnkit
from nnkit.grading.errors import UseError
from nnkit.grading.judge import Rooms

SLOW = "import time\ntime.sleep(0.3)\ndef double(x):\n    return 2 * x"
CRASH = 'import os, signal\nif double(2) == "crash":\n    os.kill(os.getppid(), signal.SIGKILL)\n'


class Cluster:
    """A scheduler and its workers; the workers of the tests have one thread."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.processes = folder, []
        self.environment = {**os.environ, **environment}
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = line_with("Scheduler at:", self.scheduler).split()[-1]

    def worker(self, nanny: str = "--no-nanny", **environment: str) -> subprocess.Popen[str]:
        place = str(self.folder / f"worker-{len(self.processes)}")
        options = ("--nthreads", "1", nanny, "--local-directory", place)
        return self._start("worker", self.address, *options, **environment)

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard"],
            env=self.environment | environment,
            cwd=self.folder,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=20)


def line_with(words: str, process: subprocess.Popen[str]) -> str:
    """Wait for a line on a program's standard error."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if words in line:
            return line
    raise AssertionError(f"{words!r} does not come: {seen}")


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Cluster]]:
    made: list[Cluster] = []

    def make(**environment: str) -> Cluster:
        made.append(Cluster(tmp_path_factory.mktemp("cluster"), **environment))
        return made[-1]

    yield make
    for entry in made:
        entry.end()


def start(course: Course, *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "nnkit", "grade", "ps1", "--root", str(course.root)]
    return subprocess.Popen(
        [*command, *options], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **environment}, cwd=course.root,
    )  # fmt: skip


def graded(course: Course) -> list[Path]:
    return sorted(course.root.glob("autograded/*/ps1"))


def hand_in_all_sorts(course: Course) -> None:
    """Hand in what a class does: right, wrong, broken, misnamed, with files and with links."""
    reads = "def double(x):\n    return int(open('two.txt').read()) * x"
    course.hand_in("data", course.solved(double=reads)).with_name("two.txt").write_text("2")
    wide = course.solved(double="def double(x):\n    return 3 * x if x < 0 else 2 * x")
    path = course.hand_in("links", wide)
    path.with_name("home").symlink_to(Path.home())
    path.with_name("two.txt").symlink_to("/etc/passwd")
    course.hand_in("raises", course.solved(area="def area(a, b):\n    raise SystemExit"))
    course.hand_in("misnamed", course.solved(), "ps1 (1).ipynb")
    course.hand_in("torn", json.dumps(course.solved()).encode()[:900])
    course.folder("nothing")
    os.mkfifo(course.folder("pipe") / "one.ipynb")
    with (course.folder("huge") / "one.ipynb").open("wb") as file:
        file.truncate(70_000_000)
    (course.root / "submitted" / "elsewhere").mkdir()
    (course.root / "submitted" / "elsewhere" / "ps1").symlink_to(course.folder("data"))
    for number in range(9):
        course.hand_in(f"slow{number}", course.solved(double=SLOW))


def stored(course: Course) -> dict[str, Any]:
    """The marks, and each file that a submission left, without how long it took."""
    files: dict[str, Any] = {}
    for path in sorted(course.root.glob("autograded/**/*")):
        name = str(path.relative_to(course.root))
        files[name] = path.read_text() if path.is_file() else ""
        if path.name == "checks.json":
            files[name] = json.loads(files[name]) | {"seconds": 0}
    return files | {"marks": course.rows()}


def submissions_in(course: Course) -> int:
    with sqlite3.connect(course.root / "gradebook.db") as book:
        (number,) = book.execute("SELECT count(*) FROM submitted_assignment").fetchone()
    book.close()
    return int(number)


def test_workers_that_join_leave_and_are_killed_change_nothing(
    course: Course, cluster: Callable[..., Cluster], tmp_path: Path
) -> None:
    hand_in_all_sorts(course)
    (tmp_path / "local").mkdir()
    local = make_course(tmp_path / "local", course.root)
    subprocess.run(["cp", "-a", course.root / "submitted", local.root], check=True)
    local.grade(jobs=2)
    many = cluster()
    killed, leaves = many.worker(), many.worker()
    run = start(course, "--scheduler", many.address)
    line_with("grading ps1 2/18", run)
    many.worker()
    killed.kill()
    line_with("grading ps1 5/18", run)
    leaves.terminate()
    out, errors = run.communicate(timeout=240)
    assert run.returncode == 1, errors
    assert "Traceback" not in errors
    first, confined, *_ = out.splitlines()
    assert first == "ps1: 18 submissions to grade"
    assert confined.startswith("confinement: ")
    assert stored(course) == stored(local)
    assert submissions_in(course) == 18
    assert not list(course.root.glob("autograded/*/.*"))


def test_tests_that_cannot_be_judged_apart_give_the_same_marks(
    course: Course, cluster: Callable[..., Cluster], tmp_path: Path
) -> None:
    """Also where the machine with the gradebook can confine nothing: a worker finds out."""
    (tmp_path / "local").mkdir()
    local = Course(tmp_path / "local")
    for place in (course, local):
        (place.root / "gradebook.db").unlink(missing_ok=True)
        place.add_source(
            "ps1", {"one": of_kinds("right", "### BEGIN SOLUTION\n{}\n### END SOLUTION")}
        )
        (place.root / "source" / "ps1" / "out1.txt").write_text("ready")  # an answer writes it
        for who in ("right", "wrong"):
            place.hand_in(who, of_kinds(who))
    local.grade()
    many = cluster()
    many.worker()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Rooms.__init__.__kwdefaults__, "walls", ())  # type: ignore[misc]
        course.grade(scheduler=many.address)
    assert [line for line in course.lines if " runs in one process " in line]
    told = [[line for line in c.lines if "one.ipynb: " in line] for c in (course, local)]
    assert told[0] == told[1]
    assert stored(course) == stored(local)
    assert set(course.scores("right").values()) == {1.0}


def of_kinds(answers: str, form: str = "{}") -> Any:
    cells = []
    for number, name in enumerate(
        ("in globals", "printed", "equality", "a file is written", "number")
    ):
        kind = KINDS[name]
        answer = form.format(getattr(kind, answers))
        cells.append(code(f"answer{number}", answer, solution=True))
        cells.append(code(f"test{number}", kind.test, grade=True, locked=True, points=1))
    return new_notebook(cells=cells)


def test_a_run_that_is_killed_leaves_nothing_on_the_cluster(
    course: Course, cluster: Callable[..., Cluster]
) -> None:
    course.configure("c.TwoRooms.cell_seconds = 3")
    course.hand_in("ann", course.solved(double="while True: pass"))
    many = cluster()
    worker = many.worker()
    run = start(course, "--scheduler", many.address)
    deadline = time.monotonic() + 120
    with Client(many.address, set_as_default=False) as client:
        while not (judges := judges_of(worker.pid)) and time.monotonic() < deadline:
            plugins(client)
        assert judges
        run.kill()
        run.communicate(timeout=60)
        while plugins(client) and time.monotonic() < deadline:
            pass
        assert plugins(client) == []
        while judges_of(worker.pid) and time.monotonic() < deadline:
            plugins(client)
        assert judges_of(worker.pid) == []


def plugins(client: Client) -> list[str]:
    names = client.run_on_scheduler(
        lambda dask_scheduler: [*dask_scheduler.worker_plugins, *dask_scheduler.plugins]
    )
    return [name for name in names if name.startswith("nnkit")]


def judges_of(worker: int) -> list[str]:
    found = subprocess.run(["pgrep", "-P", str(worker), "-f", "judge.process"], capture_output=True)
    return found.stdout.decode().split()


def test_a_submission_that_kills_its_worker_is_given_up_and_no_other(
    course: Course, cluster: Callable[..., Cluster]
) -> None:
    nb = course.source()
    nb.cells[4] = graded_cell("double", "", f"{CRASH}assert double(2) == 4", 2)
    course.add_source("ps1", {"one": nb})
    course.hand_in("crash", course.solved(double='def double(x):\n    return "crash"'))
    for name in ("ann", "ben", "zoe"):
        course.hand_in(name, course.solved())
    many = cluster(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    many.worker("--nanny")
    summary = course.grade(scheduler=many.address)
    assert [row.student for row in summary.failed] == ["crash"]
    assert summary.failed[0].reason.startswith("the grader could not finish this submission: ")
    assert "its process ended, 2 times" in summary.failed[0].reason
    for name in ("ann", "ben", "zoe"):
        assert course.scores(name) == {"test_double": 2.0, "test_area": 3.0, "explain": None}
    assert course.scores("crash")["test_area"] == 0.0


def test_a_scheduler_that_is_lost_leaves_what_is_graded(
    course: Course, cluster: Callable[..., Cluster]
) -> None:
    for number in range(4):
        course.hand_in(f"s{number}", course.solved(double=SLOW))
    many = cluster()
    run = start(course, "--scheduler", many.address)
    assert run.stdout is not None
    assert run.stdout.readline().startswith(f"no worker at {many.address}; waiting for one")
    many.worker()
    line_with("grading ps1 1/4", run)
    many.scheduler.kill()
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 2
    assert errors.splitlines()[-1] == (
        f"nnkit grade: the scheduler at {many.address} is lost; "
        "what is graded already is kept, run again"
    )
    assert "Traceback" not in errors
    before = {path: path.stat().st_mtime_ns for path in graded(course)}
    assert len(course.grade().rows) == 4
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in before.items())
    assert submissions_in(course) == 4


def test_a_worker_that_does_not_fit_or_confine_is_refused(
    course: Course, cluster: Callable[..., Cluster], tmp_path: Path
) -> None:
    course.hand_in("ann", course.solved())
    ours = Path(nnkit.__file__).parent
    shutil.copytree(ours, tmp_path / "nnkit", ignore=shutil.ignore_patterns("__pycache__"))
    rooms = tmp_path / "nnkit" / "grading" / "judge" / "rooms.py"
    rooms.write_text(rooms.read_text().replace('WALLS = ("namespaces", "landlock")', "WALLS = ()"))
    many = cluster()
    many.worker(PYTHONPATH=str(tmp_path))
    with pytest.raises(UseError, match=r"the worker tcp://\S+ has Python .* install the same"):
        course.grade(scheduler=many.address)
    run = start(course, "--scheduler", many.address, PYTHONPATH=str(tmp_path))
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 2
    assert "student code cannot be confined on this machine" in errors
    assert errors.splitlines()[-1].startswith("nnkit grade: the worker tcp://")
    assert not graded(course)


def test_a_scheduler_that_is_not_there_is_one_line(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.hand_in("ann", course.solved())
    said = {}
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        for address in ("tcp://127.0.0.1:1", "here", "tls://127.0.0.1:1", "http://x:1"):
            with pytest.raises(UseError) as caught:
                course.grade(scheduler=address)
            said[address] = str(caught.value)
    for address, text in said.items():
        assert text.startswith(f"no scheduler answers at {address} ("), text
        assert text.endswith("; start one with: dask scheduler")
        assert "\n" not in text
    assert "ssl" in said["tls://127.0.0.1:1"]
    monkeypatch.setitem(sys.modules, "distributed", None)
    for name in [name for name in sys.modules if name.startswith("nnkit.grading.run.clu")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(UseError, match=r"--scheduler needs .* -m pip install 'nnkit\[dask\]'"):
        course.grade(scheduler="tcp://127.0.0.1:1")
