"""What the student repository holds, and what `nnkit publish` refuses."""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace

import nbclient
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import nnkit
from nnkit.grading.course.files import files_in
from nnkit.grading.course.publish import publish, student_leaks
from nnkit.grading.course.tables import sealed_file
from nnkit.grading.errors import UseError
from nnkit.grading.mistakes import cache
from nnkit.grading.mistakes.cache import table_of
from nnkit.grading.sealed.write import sealed
from nnkit.grading.units import SPECS
from nnkit.grading.units.kept_digits import kept_digits

TABLES = "nnkit/grading/sealed/tables/"


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def tree(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and ".git" not in p.relative_to(folder).parts
    }


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "for students"


def test_a_new_repository_has_one_clean_commit_and_no_other_object(whole_course, dest):
    assert publish(whole_course, dest) == 0
    assert git(dest, "rev-list", "--all", "--count").strip() == "1"
    assert git(dest, "status", "--porcelain", "--ignored") == ""
    objects = git(dest, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    reachable = git(dest, "rev-list", "--objects", "--no-object-names", "HEAD").split()
    assert sorted(objects) == sorted(reachable)
    assert git(dest, "remote") == ""


def test_what_is_shipped_and_what_is_not(whole_course, dest):
    (whole_course / "gradebook.db").write_text("marks")
    (whole_course / "submitted").mkdir()
    (whole_course / "course/my_nnkit.py").write_text("# %% square\ndef square(x): return x * x")
    checkpoints = whole_course / "course/lectures/.ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "answers-checkpoint.ipynb").write_text("{}")
    publish(whole_course, dest)
    there = tree(dest)
    assert "course/exercises/01_tiny/tiny.ipynb" in there
    assert "nnkit/grading/exercise/ladder.py" in there
    assert "binder/start" in there
    assert "course/my_nnkit.py" not in there
    assert os.access(dest / "binder/start", os.X_OK)
    top = {name.split("/")[0] for name in there}
    assert top == {
        *("course", "nnkit", "binder", "README.md", "LICENSE", "pyproject.toml"),
        *(".gitignore", ".nnkit-published"),
    }
    grading = {name.split("/")[2] for name in there if name.startswith("nnkit/grading/")}
    assert grading == {
        *("__init__.py", "errors.py"),
        *("exercise", "mistakes", "sealed"),
    }
    assert not [name for name in there if "checkpoint" in name or "units" in name]
    tables = {name.removeprefix(TABLES) for name in there if name.startswith(TABLES)}
    assert tables == {"names.txt", *(f"{name}.npz" for name in SPECS)}


def test_no_answer_and_no_hidden_test_is_in_any_object(whole_course, dest):
    publish(whole_course, dest)
    names = git(dest, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    everything = "".join(git(dest, "cat-file", "-p", name) for name in names)
    assert "def square(x):" in everything
    assert "assert square(3) == 9" in everything
    for secret in ("sum(x for _", "121, 40000", "BEGIN SOLUTION", "BEGIN HIDDEN TESTS"):
        assert secret not in everything


def test_no_digit_that_is_kept_for_grading_is_published(whole_course, dest):
    assert (whole_course / "nnkit/grading/units/hidden/digits.npz").is_file()
    publish(whole_course, dest)
    kept = {image.tobytes() for image in kept_digits()[0]}
    published = set()
    for path in dest.rglob("*.npz"):
        with np.load(path) as file:
            published |= {row.tobytes() for name in file for row in np.atleast_1d(file[name])}
    assert len(kept) == 2000
    assert not kept & published
    assert {image.tobytes() for image in nnkit.data.handwritten()[0]} <= published
    names = git(dest, "log", "--all", "--name-only", "--format=").split()
    data = [name for name in names if "sealed/tables" not in name]  # two exercises end like it
    assert [name for name in data if name.endswith("digits.npz")] == [
        "nnkit/data/trained_digits.npz"
    ]


def not_packaged(root):
    """The files of the package at `root` that are no Python and that an installation leaves out."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]
    there = {path for path in files_in(root / "nnkit") if path.suffix != ".py"}
    for package, patterns in settings["package-data"].items():
        folder = root / package.replace(".", "/")
        there -= {path for pattern in patterns for path in folder.glob(pattern)}
    return there


def test_an_installation_has_all_that_the_package_reads(whole_course, dest):
    publish(whole_course, dest)
    assert not_packaged(whole_course) == set()
    assert not_packaged(dest) == set()


PATH = "import sys\nsys.path.insert(0, sys.argv[1])\n"
STUDENT = """
import pkgutil, sys, importlib
sys.path.insert(0, sys.argv[1])
import nnkit
assert nnkit.__file__.startswith(sys.argv[1]), nnkit.__file__
for module in pkgutil.walk_packages(nnkit.__path__, "nnkit."):
    if module.name != "nnkit.__main__":
        importlib.import_module(module.name)
from nnkit.grading import check
assert check("sigmoid", nnkit.sigmoid).passed
assert len(nnkit.data.handwritten()[0]) == 8000 and len(nnkit.data.trained_digits()) == 3
try:
    check("sigmoid", nnkit.sigmoid, hidden=True)
except Exception as error:
    print(type(error).__name__, error)
"""


def run(dest, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=dest.parent, capture_output=True, text=True, check=False
    )


def test_the_published_package_works_and_leaves_hidden_checks_to_the_instructor(whole_course, dest):
    publish(whole_course, dest)
    done = run(dest, "-B", "-c", STUDENT, str(dest))
    assert done.returncode == 0, done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("WithInstructor hidden=True works where the course is graded")
    assert "instructor" in last


KEEP = [
    "import numpy as np, nnkit\nfrom nnkit.grading import check\nfrom nnkit.mine import mine",
    "def relu(z):\n    return np.maximum(np.asarray(z), 0) + 0 * np.asarray(z)",
    "found = check('relu', relu)",
    "relu = mine('relu')",
    "assert nnkit.__file__.startswith({!r})",
]


def test_the_students_copy_keeps_what_passes_and_uses_it(whole_course, dest):
    publish(whole_course, dest)
    cells = [new_code_cell(cell.format(str(dest))) for cell in KEEP]
    client = nbclient.NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=60)
    where = str(dest / "course/exercises/01_tiny")
    client.execute(cwd=where, env={**os.environ, "PYTHONPATH": str(dest)})
    assert cells[3].outputs[0].text == "relu: yours\n"
    assert "def relu(z):" in (dest / "course/my_nnkit.py").read_text()
    assert git(dest, "status", "--porcelain").strip() == ""


def test_what_only_instructors_have_says_so(whole_course, dest):
    publish(whole_course, dest)
    done = run(dest, "-B", "-c", f"{PATH}from nnkit.grading import check_against", str(dest))
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        "ImportError: check_against works where courses are made: students have `check` alone"
    )


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda tables: (tables / "relu.npz").unlink(), "exercise relu is missing"),
        (lambda tables: (tables / "relu.npz").write_bytes(b"PK nothing"), "relu is damaged"),
        (lambda tables: cut(tables / "relu.npz"), "the table of the exercise relu is damaged"),
        (lambda tables: pickled(tables / "relu.npz"), "the table of the exercise relu is damaged"),
        (lambda tables: (tables / "names.txt").unlink(), "the tables of the exercises are missing"),
    ],
    ids=["no file", "other file", "half a file", "pickled", "no list"],
)
def test_a_table_that_cannot_be_read_says_what_to_do(whole_course, dest, spoil, words):
    publish(whole_course, dest)
    spoil(dest / TABLES)
    ask = f"{PATH}from nnkit.grading import check\ncheck('relu', abs)"
    done = run(dest, "-B", "-c", ask, str(dest))
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("nnkit.grading.errors.GraderFault: the table")
    assert words in last
    assert last.endswith("fetch the course again")
    assert "zipfile" not in done.stderr


def cut(path):
    path.write_bytes(path.read_bytes()[:-2000])


def pickled(path):
    np.savez(path, text=np.array([print], dtype=object), table=np.zeros(1))


def test_the_checker_that_students_get_is_small(whole_course, dest):
    publish(whole_course, dest)
    files = list((dest / "nnkit/grading").rglob("*.py"))
    assert sum(len(path.read_text().splitlines()) for path in files) <= 2000
    tables = list((dest / TABLES).iterdir())
    assert sum(path.stat().st_size for path in tables) < 7e4 * len(tables)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def kept(z, y):\n    s = sigmoid(z)\n    ones = y * np.log(s)\n"
            "    zeros = (1 - y) * np.log(1 - s)\n    C = -(ones + zeros)\n    D = s - y\n"
            "    e = np.exp(-z)\n    A = e / (1 + e) ** 2\n    B = e / (1 + e) ** 2\n"
            "    return A, B, C, D\n",
            "contains the program of nnkit/grading/units/u01_one_neuron/notes.py, corrected_lines",
        ),
        (
            "def kept(z):\n    return 1 / (1 + np.exp(-1 / (1 + e)))\n",
            "contains the known mistake of sigmoid of unit 01",
        ),
    ],
    ids=["a right answer", "a known mistake"],
)
def test_nothing_is_published_when_an_exercise_would_be(whole_course, dest, capsys, text, words):
    (whole_course / "nnkit/grading/exercise/extra.py").write_text(text)
    assert publish(whole_course, dest) == 1
    assert f"nnkit/grading/exercise/extra.py: {words}" in capsys.readouterr().out
    assert not dest.exists()


def test_a_known_mistake_is_found_in_a_sealed_file(whole_course, dest):
    publish(whole_course, dest)
    assert student_leaks(whole_course, dest) == []
    known = replace(SPECS["relu"], returns="return np.maximum(0, np.tanh(z))")
    table = table_of(SPECS["relu"])
    (dest / TABLES / "relu.npz").write_bytes(sealed(known, table))
    found = student_leaks(whole_course, dest)
    assert found == [f"{TABLES}relu.npz: contains the known mistake of relu of unit 02"]


def test_what_cannot_be_sealed_stops_publishing(whole_course, dest, capsys, monkeypatch):
    sealed_file.cache_clear()
    loose = replace(SPECS["relu"], gradient=lambda fn, rng: None)
    monkeypatch.setitem(SPECS, "relu", loose)
    try:
        assert publish(whole_course, dest) == 1
    finally:
        sealed_file.cache_clear()
    assert "relu, gradient: the function" in capsys.readouterr().out
    assert not dest.exists()


def test_the_commands_are_not_there_and_say_so(whole_course, dest):
    publish(whole_course, dest)
    done = subprocess.run(
        [sys.executable, "-m", "nnkit"], cwd=dest, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("nnkit: the commands are the instructor's")


def test_publishing_again_adds_a_commit_only_when_something_changed(whole_course, dest, write):
    publish(whole_course, dest)
    git(dest, "remote", "add", "origin", "https://example.org/students.git")
    assert publish(whole_course, dest) == 0
    assert git(dest, "rev-list", "--count", "HEAD").strip() == "1"
    lecture = whole_course / "course/lectures/02_more.ipynb"
    write(lecture, [new_code_cell("1 + 1", id="sum")])
    (whole_course / "course/lectures/01_tiny.ipynb").unlink()
    assert publish(whole_course, dest) == 0
    assert git(dest, "rev-list", "--count", "HEAD").strip() == "2"
    assert [p.name for p in (dest / "course/lectures").iterdir()] == ["02_more.ipynb"]
    assert git(dest, "remote").strip() == "origin"


def test_a_person_without_a_git_identity_and_with_hooks_can_publish(
    whole_course, dest, tmp_path, monkeypatch
):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    config = f"[core]\n hooksPath = {hooks}\n excludesFile = {hooks}/ignore\n"
    (tmp_path / ".gitconfig").write_text(config + "[user]\n useConfigOnly = true\n")
    (hooks / "ignore").write_text("*.ipynb\n")
    monkeypatch.setenv("NNKIT_CACHE", str(cache.folder().parent))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another.git"))
    assert publish(whole_course, dest) == 0
    monkeypatch.delenv("GIT_DIR")
    assert "course/exercises/01_tiny/tiny.ipynb" in git(dest, "ls-files")
    assert git(dest, "log", "--format=%an").strip() == "nnkit publish"


def test_nothing_is_published_when_the_release_is_old(whole_course, dest, capsys):
    (whole_course / "course/exercises/01_tiny/tiny.ipynb").unlink()
    assert publish(whole_course, dest) == 1
    assert "tiny.ipynb is missing: run nnkit release" in capsys.readouterr().out
    assert not dest.exists()


def test_nothing_is_published_when_an_answer_would_be(whole_course, dest, capsys):
    publish(whole_course, dest)
    before = tree(dest)
    answer = (
        "total = sum(x for _ in range(abs(x)))\nreturn -total if x < 0 and total > 0 else total\n"
    )
    (whole_course / "binder/notes.txt").write_text(answer)
    assert publish(whole_course, dest) == 1
    assert "binder/notes.txt: contains the answer" in capsys.readouterr().out
    assert tree(dest) == before
    assert [p.name for p in dest.parent.iterdir() if p.name.startswith(".")] == []


def test_nothing_is_published_when_a_hidden_case_lies_in_the_package(whole_course, dest, capsys):
    cases = "def cases(rng):\n    return [rng.normal(size=(7, 3)), rng.normal(size=(1, 3)), -1e9]\n"
    (whole_course / "nnkit/grading/units/hidden/u77_new.py").write_text(cases)
    (whole_course / "nnkit/extra.py").write_text(cases)
    assert publish(whole_course, dest) == 1
    assert "nnkit/extra.py: contains the hidden cases" in capsys.readouterr().out
    assert not dest.exists()


def a_file(dest, root):
    dest.write_text("mine")
    return dest


def other_work(dest, root):
    dest.mkdir()
    (dest / "thesis.tex").write_text("mine")
    return dest


def uncommitted(dest, root):
    publish(root, dest)
    (dest / "course/notes.md").write_text("mine")
    return dest


def the_course(dest, root):
    return root


def above(dest, root):
    return root.parent


def inside(dest, root):
    return root / "course/students"


def below_a_file(dest, root):
    dest.write_text("mine")
    return dest / "repository"


def no_license(dest, root):
    (root / "LICENSE").unlink()
    return dest


def no_project(dest, root):
    (root / "pyproject.toml").write_text("not toml")
    return dest


def no_units(dest, root):
    shutil.rmtree(root / "solutions/01_tiny")
    shutil.rmtree(root / "course/exercises/01_tiny")
    return dest


@pytest.mark.parametrize(
    ("arrange", "words"),
    [
        (a_file, "is a file"),
        (other_work, "holds other files"),
        (uncommitted, "changes that are not committed"),
        (the_course, "part of the course"),
        (above, "part of the course"),
        (inside, "part of the course"),
        (below_a_file, "cannot be written"),
        (no_license, "LICENSE is missing"),
        (no_project, "pyproject.toml cannot be read"),
        (no_units, "nothing to publish"),
    ],
)
def test_wrong_use_is_named_in_one_line_and_changes_nothing(whole_course, dest, arrange, words):
    target = arrange(dest, whole_course)
    before = tree(dest.parent)
    with pytest.raises(UseError, match=words) as caught:
        publish(whole_course, target)
    assert "\n" not in str(caught.value)
    assert tree(dest.parent) == before


def test_an_empty_folder_is_accepted(whole_course, dest):
    dest.mkdir()
    assert publish(whole_course, dest) == 0
    assert (dest / "README.md").is_file()
