"""The command ``nnkit doctor``: what this machine can do, and how to get what is missing.

Three uses are looked at: taking the course, grading, and working on the course. Only the first
two decide the exit status.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from nnkit.grading.errors import UseError

OK, NOTE, MISSING = "ok", "note", "MISSING"
OLDEST_PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
GET_CHROMIUM = "install the package chromium, e.g. on Debian or Ubuntu: apt-get install chromium"


@dataclass(frozen=True)
class Finding:
    """One line of the report: `state` is OK, NOTE (not needed for the exit status) or MISSING."""

    state: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"  {self.state:<9}{self.text}"
        if self.state == OK:
            return textwrap.fill(line, 100, subsequent_indent=" " * 11, break_on_hyphens=False)
        return f"{line}\n{'get it:':>18} {self.remedy}" if self.remedy else line


def doctor() -> int:
    """Print what this machine can do; return 0 when course and grading can run, 1 otherwise."""
    print(f"nnkit {metadata.version('nnkit')}, {platform.platform(terse=True)}, {sys.executable}")
    missing = 0
    for title, needed, look in (
        ("Taking the course", True, course),
        ("Grading", True, grading),
        ("Working on the course", False, development),
    ):
        findings = list(look())
        print(title if needed else f"{title} (not needed for the above)")
        print("\n".join(map(str, findings)))
        missing += needed * sum(finding.state == MISSING for finding in findings)
    if missing:
        print(f"Missing for the course or the grading: {missing}")
    else:
        print("The course and the grading can run here.")
    return int(missing > 0)


def course() -> Iterator[Finding]:
    """Yield what taking the course needs."""
    yield python(sys.version_info[:3])
    yield from packages("course")
    yield from _jupyter(kernel, lambda: extension("validate_assignment", "Validate"))


def grading() -> Iterator[Finding]:
    """Yield what grading needs."""
    yield from packages("grading")
    yield sandbox()
    yield program("alembic", f"{_pip()} --force-reinstall alembic", "nbgrader's database")
    yield writable(Path.cwd())
    yield program("git", "install the package git", "nnkit publish", needed=False)
    yield from _jupyter(lambda: extension("formgrader", "formgrader", needed=False))


def development() -> Iterator[Finding]:
    """Yield what working on the course needs."""
    yield from packages("dev")
    yield browser()


def python(version: tuple[int, ...]) -> Finding:
    """Say whether this Python is new enough."""
    text = f"Python {'.'.join(map(str, version))}"
    oldest = ".".join(map(str, OLDEST_PYTHON))
    if version >= OLDEST_PYTHON:
        return Finding(OK, text)
    return Finding(MISSING, f"{text}, {oldest} is needed", f"https://www.python.org, {oldest}")


def packages(extra: str) -> Iterator[Finding]:
    """Yield what is there, in one line, and what is missing or unfit, a line each."""
    good: list[str] = []
    for name, wanted in requirements(extra):
        found = _version(name)
        if found is None:
            yield Finding(MISSING, f"{name} is not installed", f'{_pip()} "{name}{wanted}"')
        elif not _fits(found, wanted):
            text = f"{name} {found} is installed, {wanted} is needed"
            yield Finding(MISSING, text, f'{_pip()} "{name}{wanted}"')
        else:
            good.append(f"{name} {found}")
    if good:
        yield Finding(OK, ", ".join(good))


def requirements(extra: str) -> list[tuple[str, str]]:
    """Return (package, versions) for every requirement of nnkit itself and of one extra."""
    found = []
    for line in metadata.requires("nnkit") or []:
        text, _, marker = line.partition(";")
        match = re.fullmatch(r"([\w.-]+)(?:\[.*\])?(.*)", text.strip())
        if (
            match
            and match[1] != "nnkit"
            and (not marker or f"'{extra}'" in marker.replace('"', "'"))
        ):
            found.append((match[1], match[2].strip(" ()")))
    return found


def kernel() -> Finding:
    """Say whether notebooks start in this Python, so that they find nnkit."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    where = "--user" if sys.prefix == sys.base_prefix else "--sys-prefix"
    remedy = f"{sys.executable} -m ipykernel install {where}"
    try:
        command = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
    except NoSuchKernel:
        return Finding(MISSING, "no kernel called python3", remedy)
    if command.is_absolute() and not command.exists():
        return Finding(MISSING, f"the kernel python3 starts {command}, which is not there", remedy)
    if command.is_absolute() and command.parent != Path(sys.executable).parent:
        return Finding(NOTE, f"the kernel python3 starts another Python, {command}", remedy)
    return Finding(OK, "kernel python3")


def extension(name: str, title: str, *, needed: bool = True) -> Finding:
    """Say whether nbgrader's extension `name` is on, in the server and in the interface."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path
    from jupyter_server.extension.config import ExtensionConfigManager
    from jupyterlab_server.config import get_page_config

    state, module = MISSING if needed else NOTE, f"nbgrader.server_extensions.{name}"
    manager: Any = ExtensionConfigManager(read_config_path=jupyter_config_path())
    if not manager.get_jpserver_extensions().get(module):
        command = f"jupyter server extension enable --sys-prefix {module}"
        return Finding(state, f"nbgrader's {title} is off in the Jupyter server", command)
    folders = [Path(folder, "labextensions/@jupyter/nbgrader") for folder in jupyter_path()]
    if not any(os.access(folder, os.R_OK) for folder in folders):
        return Finding(state, f"JupyterLab has no {title}", f"{_pip()} --force-reinstall nbgrader")
    plugin = f"@jupyter/nbgrader:{name.replace('_', '-')}"
    disabled = get_page_config([]).get("disabledExtensions", [])
    if plugin in disabled or plugin.split(":")[0] in disabled:
        command = f"jupyter labextension enable {plugin}"
        return Finding(state, f"nbgrader's {title} is off in JupyterLab", command)
    return Finding(OK, f"nbgrader's {title} in JupyterLab and its server")


def sandbox() -> Finding:
    """Say how submissions are confined on this machine."""
    try:
        from nnkit.grading.judge import confinement
    except ImportError as error:
        return Finding(MISSING, f"how submissions are confined is not known: {error}")
    try:
        found = confinement()
    except UseError as error:
        return Finding(MISSING, f"submissions cannot be confined: {error}")
    if found.safe:
        return Finding(OK, f"submissions are confined: {found}")
    return Finding(
        MISSING, f"submissions cannot be confined: {found}", "grade on Linux 5.13 or newer"
    )


def program(name: str, remedy: str, use: str, *, needed: bool = True) -> Finding:
    """Say whether the program `name` is found, beside this Python or on the path."""
    if shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"):
        return Finding(OK, f"{name}, for {use}")
    return Finding(MISSING if needed else NOTE, f"{name} is not found; for {use}", remedy)


def writable(folder: Path) -> Finding:
    """Say whether files can be made in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(OK, f"{folder} can be written")
    except OSError as error:
        text = f"{folder} cannot be written: {error.strerror}"
        return Finding(MISSING, text, f"chmod u+w {folder}, or work in a folder of your own")


def browser() -> Finding:
    """Say whether there is a Chromium for the tests in a browser."""
    path = chromium()
    if path is None:
        return Finding(MISSING, "no Chromium, for the tests in a browser", GET_CHROMIUM)
    return Finding(OK, f"Chromium for the tests in a browser: {path}")


def chromium() -> str | None:
    """Return where Chromium is, None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _jupyter(*looks: Callable[[], Finding]) -> Iterable[Finding]:
    """Yield the findings of `looks`; none without Jupyter, whose absence `packages` reports."""
    if _version("jupyterlab") and _version("nbgrader"):
        for look in looks:
            yield look()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _fits(version: str, wanted: str) -> bool:
    """Compare by packaging, which Jupyter brings; without it whatever is there is accepted."""
    try:
        from packaging.specifiers import SpecifierSet
    except ImportError:
        return True
    return SpecifierSet(wanted).contains(version, prereleases=True)


def _pip() -> str:
    return f"{sys.executable} -m pip install"
