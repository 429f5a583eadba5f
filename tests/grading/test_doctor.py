"""What `nnkit doctor` says on this machine, and on this machine with something taken away."""

import json
import os
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest

from nnkit.grading import doctor
from nnkit.grading.judge import confinement


def run(*, cwd, python=sys.executable, **variables):
    """Run the command in a process of its own, without the person's own Jupyter settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    home = {"HOME": str(cwd), "JUPYTER_CONFIG_DIR": str(cwd), "JUPYTER_DATA_DIR": str(cwd)}
    return subprocess.run(
        [python, "-m", "nnkit", "doctor"],
        cwd=cwd,
        env={**kept, **home, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def remedies(output):
    lines = output.splitlines()
    found = [i for i, line in enumerate(lines) if line.strip().startswith("MISSING")]
    return [(lines[i].split("MISSING")[1].strip(), lines[i + 1].strip()) for i in found]


def test_here_the_course_and_the_grading_can_run(tmp_path):
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "The course and the grading can run here."
    for words in ("kernel python3", "Validate", "formgrader", "alembic", "confined"):
        assert words in done.stdout


def test_an_extension_that_is_off_is_missing(tmp_path):
    folder = tmp_path / "jupyter_server_config.d"
    folder.mkdir()
    off = {"nbgrader.server_extensions.validate_assignment": False}
    (folder / "off.json").write_text(json.dumps({"ServerApp": {"jpserver_extensions": off}}))
    done = run(cwd=tmp_path, JUPYTER_CONFIG_PATH=str(tmp_path))
    assert done.returncode == 1
    ((what, how),) = remedies(done.stdout)
    assert what == "nbgrader's Validate is off in the Jupyter server"
    assert how.endswith("jupyter server extension enable --sys-prefix " + next(iter(off)))


def test_the_interface_may_be_off_as_well(tmp_path):
    folder = tmp_path / "labconfig"
    folder.mkdir()
    off = {"disabledExtensions": {"@jupyter/nbgrader:validate-assignment": True}}
    (folder / "page_config.json").write_text(json.dumps(off))
    done = run(cwd=tmp_path, JUPYTER_CONFIG_PATH=str(tmp_path))
    assert done.returncode == 1
    ((what, how),) = remedies(done.stdout)
    assert what == "nbgrader's Validate is off in JupyterLab"
    assert how.endswith("jupyter labextension enable @jupyter/nbgrader:validate-assignment")


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ("/nowhere/bin/python", 1, "MISSING  the kernel python3 starts /nowhere/bin/python"),
        ("/usr/bin/env", 0, "note     the kernel python3 starts another Python, /usr/bin/env"),
    ],
)
def test_a_kernel_of_another_python_is_named(tmp_path, command, status, words):
    folder = tmp_path / "kernels/python3"
    folder.mkdir(parents=True)
    spec = {"argv": [command, "-m", "ipykernel_launcher"], "display_name": "Python 3"}
    (folder / "kernel.json").write_text(json.dumps({**spec, "language": "python"}))
    done = run(cwd=tmp_path, JUPYTER_PATH=str(tmp_path))
    assert done.returncode == status
    assert words in done.stdout


def test_without_its_packages_it_still_says_what_to_install(tmp_path):
    """An environment that has nothing but NumPy and nnkit."""
    venv.create(tmp_path / "bare", symlinks=True)
    packages = tmp_path / "packages"
    packages.mkdir()
    for name in ("numpy", "nnkit"):
        info = Path(metadata.distribution(name)._path)
        (packages / info.name).symlink_to(info)
    numpy = Path(metadata.distribution("numpy").locate_file("numpy"))
    for folder in (numpy, numpy.with_name("numpy.libs"), Path(doctor.__file__).parents[1]):
        if folder.exists():
            (packages / folder.name).symlink_to(folder)
    python = str(tmp_path / "bare/bin/python")
    done = run(cwd=tmp_path, python=python, PYTHONPATH=str(packages))
    assert (done.returncode, done.stderr) == (1, "")
    found = dict(remedies(done.stdout))
    assert found["jupyterlab is not installed"].startswith(f"get it: {python} -m pip install")
    assert '"nbgrader==0.9.6"' in found["nbgrader is not installed"]
    assert done.stdout.splitlines()[-1].startswith("Missing for the course or the grading: ")


def test_what_only_authors_need_does_not_count(tmp_path):
    done = run(cwd=tmp_path, PATH="/nowhere")
    assert done.returncode == 0
    what = dict(remedies(done.stdout))
    assert doctor.GET_CHROMIUM in what["no Chromium, for the tests in a browser"]
    assert "note     git is not found" in done.stdout


def test_a_folder_that_cannot_be_written_is_named():
    found = doctor.writable(Path("/proc"))
    assert found.state == doctor.MISSING
    assert "/proc cannot be written" in str(found)


def test_old_versions_are_named(tmp_path, monkeypatch):
    assert doctor.python((3, 10, 4)).state == doctor.MISSING
    info = tmp_path / "nbgrader-0.8.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nbgrader\nVersion: 0.8.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    bad = [finding for finding in doctor.packages("grading") if finding.state == doctor.MISSING]
    assert [finding.text for finding in bad] == ["nbgrader 0.8.1 is installed, ==0.9.6 is needed"]


def test_what_confines_submissions_is_what_the_rooms_say():
    found = doctor.sandbox()
    assert (found.state == doctor.OK) == confinement().safe
    assert str(confinement()) in found.text
