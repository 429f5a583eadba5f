"""The student repository as Binder would build it: repo2docker without Docker."""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from packaging.requirements import Requirement

from nnkit.grading.course.publish import publish

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def students(tmp_path_factory):
    """The student repository of this course."""
    folder = tmp_path_factory.mktemp("binder") / "students"
    assert publish(ROOT, folder) == 0
    return folder


@pytest.fixture(scope="module")
def dockerfile(students):
    """The lines of the Dockerfile that repo2docker would build."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    done = subprocess.run(
        [*command, "--user-id", "1000", "--user-name", "jovyan", "."],
        cwd=students,
        capture_output=True,
        text=True,
        check=True,
    )
    return (done.stdout + done.stderr).splitlines()


@pytest.fixture
def copied(students, monkeypatch):
    """The files that repo2docker would copy into the image."""
    from docker.utils.build import exclude_paths

    monkeypatch.chdir(students)
    ignored = Path("binder/.dockerignore").read_text().splitlines()
    patterns = [line.strip() for line in ignored if line.strip() and not line.startswith("#")]
    return {name for name in exclude_paths(".", patterns) if Path(name).is_file()}


def test_binder_builds_python_3_13(dockerfile):
    assert "Building conda environment for python=3.13" in dockerfile


def test_binder_installs_the_package_with_its_extra_after_the_files_are_there(dockerfile):
    copy = dockerfile.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    install = next(i for i, line in enumerate(dockerfile) if "pip install" in line)
    assert install > copy
    assert '-r "binder/requirements.txt"' in dockerfile[install]


def test_what_binder_installs_is_what_the_course_was_tested_with(students):
    *pins, last = [
        line
        for line in (students / "binder/requirements.txt").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert last == ".[course]"
    locked = map(Requirement, (ROOT / "requirements.lock").read_text().splitlines())
    binder = {"python_version": "3.13", "python_full_version": "3.13.0"}
    versions = {
        f"{requirement.name}{requirement.specifier}"
        for requirement in locked
        if requirement.marker is None or requirement.marker.evaluate(binder)
    }
    assert {pin.split("==")[0] for pin in pins} == {"numpy", "matplotlib", "sympy", "nbgrader"}
    assert [pin for pin in pins if pin not in versions] == []


def test_binder_starts_with_one_blas_thread_and_the_command_it_was_given(dockerfile, students):
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile
    question = "import os, sys; print(os.environ['OPENBLAS_NUM_THREADS'], sys.argv[1:])"
    done = subprocess.run(
        [students / "binder/start", sys.executable, "-c", question, "a b", "$HOME"],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1 ['a b', '$HOME']\n"


def test_of_nbgrader_only_validate_is_on(students):
    question = """
import json
from jupyter_core.paths import jupyter_config_path
from jupyter_server.extension.config import ExtensionConfigManager
from jupyterlab_server.config import get_page_config
servers = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
plugins = get_page_config([])["disabledExtensions"]
print(json.dumps([servers, plugins]))
"""
    done = subprocess.run(
        [students / "binder/start", sys.executable, "-c", question],
        capture_output=True,
        text=True,
        check=True,
    )
    servers, disabled = json.loads(done.stdout)
    on = [name for name, enabled in servers.items() if enabled and name.startswith("nbgrader")]
    assert on == ["nbgrader.server_extensions.validate_assignment"]
    ours = {name.split(":")[1] for name in disabled if name.startswith("@jupyter/nbgrader:")}
    assert ours == {"assignment-list", "course-list", "create-assignment", "formgrader", "menu"}


def test_binder_copies_the_course_and_no_history(copied):
    assert {"binder/start", "pyproject.toml", "README.md", "LICENSE"} <= copied
    assert "nnkit/grading/exercise/ladder.py" in copied
    lectures = {str(p.relative_to(ROOT)) for p in ROOT.glob("course/lectures/*.ipynb")}
    exercises = {str(p.relative_to(ROOT)) for p in ROOT.glob("course/exercises/*/*.ipynb")}
    assert lectures
    assert exercises
    assert lectures | exercises <= copied
    assert not [name for name in copied if name.split("/")[0] in {".git", "solutions", "tests"}]
    assert "nnkit/grading/sealed/tables/sigmoid.npz" in copied
    assert not [name for name in copied if name.startswith("nnkit/grading/units")]


def test_no_file_of_the_image_holds_an_answer_or_a_hidden_test(copied):
    words = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "hidden=True, partial=True")
    texts = {name: Path(name).read_text() for name in copied if not name.startswith("nnkit/")}
    assert not [(name, word) for name, text in texts.items() for word in words if word in text]


def test_the_student_repository_has_one_commit_and_nothing_else(students):
    log = subprocess.run(
        ["git", "rev-list", "--all", "--count"], cwd=students, capture_output=True, check=True
    )
    assert log.stdout.strip() == b"1"
    config = configparser.ConfigParser(strict=False)
    config.read(students / ".git/config")
    assert not [section for section in config.sections() if section.startswith("remote")]


def markdown(path):
    """Return the Markdown of a file, of a notebook's cells, without code spans."""
    text = path.read_text()
    if path.suffix != ".md":
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"`[^`\n]*`", "", text)


def test_every_link_between_the_students_files_leads_to_a_file(students):
    link = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
    pages = [p for suffix in ("md", "ipynb") for p in students.rglob(f"*.{suffix}")]
    links = [(page, target) for page in pages for target in link.findall(markdown(page))]
    assert links
    assert [(p.name, to) for p, to in links if not (p.parent / unquote(to)).exists()] == []
