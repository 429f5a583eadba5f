"""The command line: wrong use is one line and status 2."""

import subprocess
import sys

import pytest

COMMANDS = ("demo", "release", "publish", "lint", "grade", "report", "doctor")


def nnkit(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "nnkit", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command():
    shown = nnkit("--help")
    assert shown.returncode == 0
    assert all(command in shown.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sing"], "invalid choice: 'sing'"),
        (["grade"], "ASSIGNMENT"),
        (["grade", "01_one_neuron", "--jobs", "0"], "not a whole number from 1 up"),
        (["grade", "ps1", "--jobs", "2", "--scheduler", "x:1"], "not allowed with argument --jobs"),
        (["report", "--lms", "pigeon"], "invalid choice: 'pigeon'"),
    ],
)
def test_a_wrong_word_is_named_and_exits_2(arguments, words):
    shown = nnkit(*arguments)
    assert shown.returncode == 2
    assert words in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade", "01_one_neuron"],
        ["grade", "no_such_assignment"],
        ["release"],
        ["release", "--check"],
        ["publish", "out"],
        ["lint"],
        ["report", "--html", "class.html"],
    ],
)
def test_an_empty_folder_is_one_line_and_status_2_and_stays_empty(arguments, tmp_path):
    shown = nnkit(*arguments, cwd=tmp_path)
    assert shown.returncode == 2, shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1, shown.stderr
    assert shown.stderr.startswith(f"nnkit {arguments[0]}: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["grade 01_one_neuron", "release", "publish out", "report"])
def test_a_missing_root_is_one_line_and_status_2(command, tmp_path):
    shown = nnkit(*command.split(), "--root", tmp_path / "nowhere", cwd=tmp_path)
    assert shown.returncode == 2
    assert len(shown.stderr.strip().splitlines()) == 1, shown.stderr
    assert "nowhere" in shown.stderr
