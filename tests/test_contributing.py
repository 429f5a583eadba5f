"""CONTRIBUTING.md followed to the letter, in a copy of the course."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TOLD, *BLOCKS = re.findall(r"```(?:python|markdown)?\n(.*?)```", PAGE, flags=re.DOTALL)
PROGRAM, HIDDEN, RIGHT, WRONG, TEXT, ANSWER, TEST, WRITTEN, LOOK, PANEL = BLOCKS
FILES = re.findall(r"`((?:nnkit|tests)/\S*\.py)`", PAGE)
NEW, PLACES_FILE, HIDDEN_FILE, RIGHT_FILE, WRONG_FILE = FILES
NOTEBOOK = re.findall(r"`(solutions/\S*\.ipynb)`", PAGE)[0]
COPIED = ("nnkit", "solutions", "course", "tests", "binder", "LICENSE", "pyproject.toml")
COPIED += ("nbgrader_config.py",)

pytestmark = pytest.mark.e2e


class Copy:
    """A copy of the course, and commands run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            if (ROOT / name).is_file():
                shutil.copy(ROOT / name, root)
            else:
                ignored = shutil.ignore_patterns("__pycache__", "benchmarks", "browser")
                shutil.copytree(ROOT / name, root / name, ignore=ignored)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            timeout=600,
        )

    def tests(self) -> subprocess.CompletedProcess[str]:
        (command,) = re.findall(r"^    pytest (.*)$", PAGE, flags=re.MULTILINE)
        return self.run("-m", "pytest", "-p", "no:cacheprovider", *command.split())

    def append(self, name: str, text: str) -> None:
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}")

    def define(self) -> None:
        """Steps 1 and 2."""
        assert not (self.root / NEW).exists()
        (self.root / NEW).write_text(PROGRAM, encoding="utf-8")
        (line,) = re.findall(r"write last `(.*)`", PAGE)
        places = self.root / PLACES_FILE
        text = places.read_text(encoding="utf-8").rstrip()
        assert text.endswith("}")
        places.write_text(f"{text[:-1]}    {line}\n}}\n", encoding="utf-8")

    def complete(self) -> None:
        """Steps 3 to 5."""
        self.append(HIDDEN_FILE, HIDDEN)
        self.append(RIGHT_FILE, RIGHT)
        self.append(WRONG_FILE, WRONG)
        nb = nbformat.read(self.root / NOTEBOOK, as_version=4)
        points, worth = re.findall(r"(\d+) points become (\d+)", PAGE)[0]
        minutes, longer = re.findall(r"(\d+) minutes become (\d+)", PAGE)[0]
        assert f"\n{points} points, " in nb.cells[0].source
        nb.cells[0].source = nb.cells[0].source.replace(f"\n{points} ", f"\n{worth} ")
        syllabus = self.root / "course/README.md"
        text = syllabus.read_text(encoding="utf-8")
        text = re.sub(rf"(?m)^(\| 01 .* \+ ){minutes} \|$", rf"\g<1>{longer} |", text)
        syllabus.write_text(text, encoding="utf-8")
        nb.cells += [
            marked(new_markdown_cell(TEXT.strip()), "task_logit", locked=True),
            marked(new_code_cell(ANSWER.strip()), "logit", solution=True),
            marked(new_code_cell(TEST.strip()), "test_logit", grade=True, locked=True, points=1),
        ]
        nbformat.write(nb, self.root / NOTEBOOK)


def marked(cell, name, **kind):
    """A cell as *Create Assignment* marks it."""
    data = {"grade": False, "solution": False, "locked": False, "task": False} | kind
    cell["id"] = name.replace("_", "-")
    cell.metadata["nbgrader"] = data | {"grade_id": name, "schema_version": 3}
    return cell


def test_an_exercise_is_added_as_the_page_says(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.define()
    missing = copy.tests()
    assert missing.returncode == 1
    for line in TOLD.splitlines():
        assert line in missing.stdout, (line, missing.stdout[-3000:])
    copy.complete()
    done = copy.tests()
    assert done.returncode == 0, done.stdout[-3000:]
    released = copy.run("-m", "nnkit", "release")
    assert released.stdout == WRITTEN, released.stderr
    shown = copy.run("-c", LOOK)
    assert shown.stdout.strip() == PANEL.strip(), shown.stderr
    for check in (("check", "--fix"), ("format", "--check")):
        style = copy.run("-m", "ruff", *check, NEW, HIDDEN_FILE, RIGHT_FILE, WRONG_FILE)
        assert style.returncode == 0, style.stdout
    exercises = copy.run("-m", "pytest", "-q", "tests/course/test_exercises.py", "-k", "neuron")
    assert exercises.returncode == 0, exercises.stdout[-3000:]
    written = next((tmp_path / "course/exercises/01_one_neuron").glob("*.ipynb")).read_text()
    assert "def logit(p)" in written
    assert "np.log(1 - p)" not in written
    answer = re.findall(r"### BEGIN SOLUTION\n(.*?) *### END", ANSWER, flags=re.DOTALL)[0]
    published = copy.run("-m", "nnkit", "publish", "students")
    assert published.returncode == 0, published.stdout + published.stderr
    texts = [path.read_bytes() for path in (tmp_path / "students").rglob("*") if path.is_file()]
    assert any(b"def logit(p)" in text for text in texts)
    secrets = ["np.log(p) - np.log(1 - p)", "odds = p /", "# the odds", "(0.015, 0.985"]
    for line in secrets:
        assert line in ANSWER + PROGRAM + HIDDEN
        assert not any(line.encode() in text for text in texts), line
    for folder in ("course", "course/lectures"):
        (tmp_path / folder / "hint.md").write_text(f"A hint:\n\n{answer}\n")
        refused = copy.run("-m", "nnkit", "release")
        assert refused.returncode == 1
        assert (
            f"{folder}/hint.md: contains the answer of {NOTEBOOK}, cell logit" in refused.stdout
        ), refused.stdout
        (tmp_path / folder / "hint.md").unlink()
