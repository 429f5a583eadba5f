"""The battery of attacks in every kind of walls, as root and as a plain user.

All of it runs with namespaces and with Landlock alone; what reaches outside runs in every way.
"""

# ruff: noqa: E501
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import battery
import pytest

HERE = Path(__file__).parent
PYTHON = sys.executable
USER = 54_321
AS_USER = [PYTHON, str(HERE / "as_user.py"), str(USER)]
BATTERY = [PYTHON, str(HERE / "battery.py")]

WAYS = {
    "namespaces": [*BATTERY, "namespaces"],
    "landlock": [*BATTERY, "landlock"],
    "plain user, namespaces": [*AS_USER, "may", *BATTERY, "namespaces,landlock"],
    "plain user, namespaces denied": [*AS_USER, "deny", *BATTERY, "namespaces,landlock"],
}
ALL = ("namespaces", "plain user, namespaces denied" if os.geteuid() == 0 else "landlock")
# Who takes away the names and modules of his own room has nothing left to be tested
SELF_HARM = {"no modules", "no builtins", "no names"}


@pytest.fixture(scope="module")
def running():
    started = {}
    for way, command in WAYS.items():
        if way.startswith("plain") and os.geteuid() != 0:
            continue
        started[way] = subprocess.Popen(
            [*command, "all" if way in ALL else "reach"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.fixture(scope="module", params=WAYS)
def results(request, running):
    return outcome(request.param, running)


@pytest.fixture(scope="module", params=ALL)
def everything(request, running):
    return outcome(request.param, running)[1]


def outcome(way, running):
    if way not in running:
        pytest.skip("only root can become another user")
    if way not in found_already:
        out, err = running[way].communicate(timeout=120)
        assert running[way].returncode == 0, err[-2000:]
        found_already[way] = json.loads(out)
    return way, found_already[way]


found_already: dict[str, dict] = {}


def test_the_walls_are_those_that_were_asked_for(results):
    way, found = results
    words = found["confinement"]
    assert words.startswith("namespaces") == (way in ("namespaces", "plain user, namespaces"))
    assert "seccomp" in words
    assert found["uid"] == (USER if way.startswith("plain") else os.getuid())


@pytest.mark.parametrize("group", ["forbidden", "secrets"])
def test_no_forbidden_thing_happens_and_no_secret_is_found(results, group):
    found = results[1][group]
    assert found["done"] == []
    assert found["silent"] == []
    assert found["marks"] == [1], found
    assert found["stopped"] is None
    assert found["ran"] == list(battery.FORBIDDEN if group == "forbidden" else battery.SECRETS)


def test_other_files_are_as_they_were(results):
    assert results[1]["secrets"]["gradebook"] == ["SECRET", "666"]


def test_greedy_code_gets_an_error_and_the_rest_its_marks(everything):
    for name, trial in everything["greedy"].items():
        assert not trial["done"], name
        assert (trial["marks"], trial["after"]) == ([1, 1], [1]), (name, trial)
        assert trial["seconds"] < 6, (name, trial)
    assert set(everything["greedy"]) == set(battery.GREEDY)


def test_rough_code_costs_its_own_submission_at_most(everything):
    for name, trial in everything["rough"].items():
        assert trial["after"] == [1], (name, trial)
        assert trial["seconds"] < 10, (name, trial)
        assert trial["size"] < 2 * battery.LIMITS.output_bytes, (name, trial)
        if name not in SELF_HARM:
            assert trial["marks"] == [1, 1], (name, trial)
    assert set(everything["rough"]) == set(battery.ROUGH)


def test_a_call_that_ends_the_process_fails_and_the_next_test_runs(everything):
    for name, call in everything["calls"].items():
        assert call["marks"] == [0, 1], (name, call)
        assert call["notes"], name


def test_each_look_for_a_secret_succeeds_without_walls(tmp_path):
    """Guards the test above: what finds nothing anywhere proves nothing."""
    book = tmp_path / "gradebook.db"
    places = {"FOLDER": tmp_path, "REPO": HERE.parents[2], "HOMEDIR": "/etc", "HOMECOUNT": 2}
    for name in ("a gradebook", "a gradebook by link", "a gradebook by hard link", "the home folder",
                 "the users of the machine", "files of the repository", "the environment of others",
                 "own memory map", "the command lines of others", "closing a gradebook",
                 "deleting a gradebook"):  # fmt: skip
        code = battery.SECRETS[name]
        book.unlink(missing_ok=True)
        book.write_text("SECRET")
        for word, place in places.items():
            code = code.replace(word, str(place))
        run = tmp_path / name.replace(" ", "_")
        run.mkdir()
        environment = {**os.environ, "A": "SECRET"}
        done = subprocess.run(
            [PYTHON, "-c", code], cwd=run, env=environment, stderr=subprocess.PIPE
        )
        assert done.returncode == 0, (name, done.stderr)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("may", "words"), [("may", "namespaces (user,"), ("deny", "Landlock ")])
def test_the_doctor_tells_a_plain_user_what_is_in_force(may, words):
    command = [*AS_USER, may, PYTHON, "-m", "nnkit", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert f"ok       submissions are confined: {words}" in done.stdout, done.stderr
