"""Starting, limiting and ending the rooms."""

# ruff: noqa: E501
from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from notebooks import SETUP, hidden, marks, notebook, run, text_of

from nnkit.grading.errors import UseError
from nnkit.grading.judge import Limits, Rooms, confinement
from nnkit.grading.judge.rooms import BOOT

RIGHT = ("student", "def f(x):\n    return x * x")
TEST = ("test", hidden("assert f(3) == 9"))


def children(pid: int) -> set[int]:
    """Every process below `pid`."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        if text.rpartition(")")[2].split()[0] != "Z":
            parents[int(stat.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def gone(pids: set[int], seconds: float = 5.0) -> bool:
    """Whether the processes end within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        threading.Event().wait(0.01)
    return False


def in_session(session: int) -> list[str]:
    """The processes of a session that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, its = path.read_text().rpartition(")")[2].split()[:4]
            found += [path.parent.name] if int(its) == session and state != "Z" else []
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_where_nothing_can_confine_the_rooms_do_not_open_unless_unsafe():
    with pytest.raises(UseError, match="cannot be confined") as caught, Rooms(walls=()):
        pass
    assert "--unsafe" in str(caught.value)
    assert "\n" not in str(caught.value)
    with Rooms(walls=(), unsafe=True) as rooms:
        assert not rooms.confinement.safe
        nb = notebook(SETUP, RIGHT, TEST)
        rooms.execute(nb)
        assert marks(nb) == [1]
        nb = notebook(
            SETUP, ("student", "import os\nif os.fork() == 0:\n    while True: pass"), RIGHT, TEST
        )
        before = children(os.getpid())
        rooms.execute(nb)
        assert gone(children(os.getpid()) - before)
        assert marks(nb) == [1]


def test_confinement_says_in_words_what_is_in_force(rooms):
    found = confinement()
    assert found.safe
    assert found.words[0].split()[0] in str(rooms.confinement)
    assert not confinement(walls=()).safe
    assert confinement(walls=()).words


def test_rooms_can_be_used_only_inside_with():
    with pytest.raises(RuntimeError, match="with Rooms"):
        Rooms().execute(notebook(TEST))


def test_nothing_is_left_when_the_rooms_close(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    tmp_path.chmod(0o755)
    before = children(os.getpid())
    shared = set(Path("/dev/shm").iterdir())
    for walls in (("namespaces",), ("landlock",)):
        with Rooms(walls=walls) as rooms:
            mine = children(os.getpid()) - before
            run(
                rooms,
                ("student", "open('left', 'w').write('x')\nimport os\nos.makedirs('a/b')"),
                RIGHT,
            )
            assert len(mine) >= 2
        assert gone(mine)
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert list(tmp_path.iterdir()) == []
    assert set(Path("/dev/shm").iterdir()) == shared


@pytest.mark.parametrize("walls", ["namespaces", "landlock"])
@pytest.mark.parametrize("all_at_once", [False, True])
def test_nothing_is_left_when_the_caller_is_killed(tmp_path, monkeypatch, walls, all_at_once):
    code = (
        "import sys, time\nfrom nnkit.grading.judge import Rooms\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom notebooks import run\n"
        f"with Rooms(walls=({walls!r},)) as rooms:\n    print('ready', flush=True)\n"
        "    run(rooms, ('student', 'k = 0\\nwhile True: open(f\"{k}\", \"w\"); k += 1'))\n"
    )
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    tmp_path.chmod(0o755)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    end = time.monotonic() + 10
    while len(below := children(process.pid)) < 3 and time.monotonic() < end:
        pass
    process.send_signal(signal.SIGKILL)
    for pid in below if all_at_once else ():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    assert len(below) >= 3
    assert gone(below)
    while not all_at_once and list(tmp_path.iterdir()) and time.monotonic() < end + 15:
        pass
    assert all_at_once or list(tmp_path.iterdir()) == []
    with Rooms():  # whatever nobody was left to remove, the next rooms do
        pass
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert list(tmp_path.iterdir()) == []


def test_who_clears_up_removes_nothing_but_the_rooms_own_folder(tmp_path):
    """The caller is killed while the judge starts, and the rooms' folder is gone already."""
    others, gone_already = tmp_path / "others", tmp_path / "rooms-gone"
    others.mkdir()
    (others / "thesis.txt").write_text("three years of work")
    lifeline, end = os.pipe()
    os.close(end)
    control, theirs = socket.socketpair()
    places = {"TMPDIR": str(gone_already), "TEMP": str(others), "TMP": str(others)}
    numbers = [str(control.fileno()), str(lifeline), str(lifeline)]
    process = subprocess.Popen(
        [sys.executable, "-c", BOOT, json.dumps(sys.path), str(gone_already), *numbers],
        env={**os.environ, **places}, pass_fds=(control.fileno(), lifeline), cwd=others,
        start_new_session=True,
    )  # fmt: skip
    theirs.close()
    control.close()
    os.close(lifeline)
    process.wait()
    while in_session(process.pid):  # who clears up is a child of the judge's, and ends last
        pass
    assert [path.name for path in others.iterdir()] == ["thesis.txt"]


def test_the_judge_is_replaced_when_a_test_does_not_end(monkeypatch):
    limits = Limits(cell_seconds=0.5, call_seconds=0.5, total_seconds=1)
    monkeypatch.setattr("nnkit.grading.judge.rooms.EXTRA_SECONDS", 0.5)
    stuck = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nwhile True: pass"
    with Rooms(limits) as rooms:
        nb, verdict = run(rooms, RIGHT, TEST, ("test", hidden(stuck)))
        assert marks(nb) == [0, 0]
        assert "did not come to an end" in verdict.stopped
        nb, verdict = run(rooms, RIGHT, ("test", hidden("import os\nos._exit(1)")))
        assert marks(nb) == [0]
        assert "the test test2 ended the judge's process" in verdict.stopped
        nb, verdict = run(rooms, RIGHT, TEST)
        assert (marks(nb), verdict.stopped) == ([1], None)


HOSTILE = {
    "an endless iterator": ("def f(x):\n    while True: yield 1", "for v in f(1): pass"),
    "an endless iterator and a patient test": (
        "def f(x):\n    while True: yield 1",
        "while True:\n    try:\n        for v in f(1): pass\n    except Exception: pass",
    ),
    "a count": ("def f(x): return 10**12", "for i in range(f(1)): pass"),
    "a long range": ("def f(x): return range(10**12)", "list(f(1))"),
    "a range": ("def f(x): return range(10**12)", "assert sum(f(1)) == 3"),
    "a size": ("def f(x): return 10**11", "np.zeros(f(1))[:] = 1"),
    "a callback for ever": ("def f(g):\n    while True: g(1)", "f(lambda x: x)"),
    "a recursive callback": ("def f(g): return g(g)", "h = lambda g: f(h)\nf(h)"),
    "slow calls": ("import time\ndef f(x): time.sleep(0.2)", "for i in range(1000): f(i)"),
    "a long length": (
        "class L:\n    def __len__(self): return 10**15\nf = L()",
        "list(range(len(f)))",
    ),
}


@pytest.fixture(scope="module")
def hasty():
    with Rooms(Limits(cell_seconds=0.6, call_seconds=0.5, total_seconds=4, memory_mb=256)) as rooms:
        yield rooms


@pytest.mark.parametrize("name", HOSTILE)
def test_a_test_cell_ends_whatever_the_student_answers(hasty, name):
    answer, test = HOSTILE[name]
    nb, verdict = run(hasty, ("student", answer), ("student", "def g(x): return x"), ("test", hidden(test)),
                      ("test", hidden("assert g(3) == 3")))  # fmt: skip
    assert marks(nb) == [0, 1], text_of(nb)
    assert verdict.seconds < 7


def test_a_submission_has_a_limit_of_its_own(hasty):
    cells = [("student", "while True: pass")] * 12
    nb, verdict = run(hasty, RIGHT, TEST, *cells, TEST)
    assert verdict.seconds < 10
    assert "took longer than 4 s" in verdict.stopped
    assert marks(nb) == [1, 0]
    assert "took longer than 4 s" in nb.cells[-1].outputs[0].evalue


def test_a_stopped_cell_keeps_what_it_printed(hasty):
    nb, _ = run(hasty, ("student", "print('before')\nwhile True: pass"))
    first, second = nb.cells[1].outputs
    assert first.text == "before\n"
    assert second.evalue == "the cell was stopped after 0.6 s"


def test_two_rooms_in_two_threads_do_not_disturb_each_other():
    found = []

    def grade(factor: int) -> None:
        with Rooms() as rooms:
            for _ in range(3):
                test = ("test", hidden(f"assert f(3) == {3 * factor}"))
                nb, _ = run(rooms, ("student", f"f = lambda x: x * {factor}"), test)
                found.append(marks(nb))

    threads = [threading.Thread(target=grade, args=(n,)) for n in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[1]] * 6


def test_submissions_know_nothing_of_each_other(rooms):
    nb, _ = run(
        rooms, ("student", "answer = 42\nimport sys\nsys.left = 1\nopen('left', 'w').close()")
    )
    cell = "import os, sys\nfound = [os.listdir(), hasattr(sys, 'left'), 'answer' in globals()]"
    nb, _ = run(
        rooms, ("student", cell), ("test", hidden("assert found == [[], False, False], found"))
    )
    assert marks(nb) == [1], text_of(nb)


def test_random_numbers_differ_between_submissions(rooms):
    cell = "import random\nprint(np.random.rand(), random.random())"
    texts = {run(rooms, ("student", cell))[0].cells[1].outputs[0].text for _ in range(3)}
    assert len(texts) == 3


def test_the_stub_of_nnkit(rooms):
    cell = (
        "from nnkit.grading import check, CheckFailed\nimport nnkit, nnkit.plotting, nnkit.data\n"
        "r = check('sigmoid', None, hidden=True)\nassert (r.score, r.passed) == (0.0, False)\n"
        "assert nnkit.plotting.anything(1, x=2) is None and nnkit.data.moons(3) is None\n"
        "said = []\n"
        "for code in ('nnkit.sigmoid', 'from nnkit import sigmoid', 'import nnkit.activations',\n"
        "             'from nnkit.grading.units.hidden import HIDDEN'):\n"
        "    try: exec(code)\n    except ImportError as error: said.append(str(error))\n"
        "assert len(said) == 4 and all('not available where answers are graded' in s for s in said)\n"
        "print('fine')"
    )
    nb, _ = run(rooms, ("student", cell))
    assert text_of(nb).count("fine") == 1, text_of(nb)


def test_unlocked_cells_run_only_in_the_students_room(rooms):
    nb, _ = run(
        rooms,
        ("free", "import os\nraise_it = os.getpid()"),
        ("free", "import numpy as np"),
        RIGHT,
        TEST,
    )
    assert marks(nb) == [1]
    cheat = ("free", "def close(a, b): return True")
    nb, _ = run(rooms, ("locked", "def close(a, b): return abs(a - b) < 1"), cheat, ("student", "f = lambda x: 0"),
                ("test", hidden("assert close(f(3), 9)")))  # fmt: skip
    assert marks(nb) == [0]
