"""What stands for the exercises that a notebook asks for: the files that define them.

A change in another exercise's file must not have a class graded again. The files are found by
their text; nothing is imported, which would take longer than a run with nothing to do.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_UNITS = Path(__file__).parents[1] / "units"
_QUOTED = re.compile(r"""["'](\w+)["']""")
_DEFINED = re.compile(r"^(?:def | {4}name=\")?(\w+)(?=\(|\"| = |: )", re.MULTILINE)
_HERE = "nnkit.grading.units"


def asked_for(source: str, units: Path = _UNITS) -> bytes:
    """Return a digest of all that defines the exercises whose names stand in `source`.

    These are the module of each exercise, what it imports of the units, the exercises it names
    in a string, the hidden cases of its unit, and where its lecture is to be read again.
    """
    files = sorted(exercise_files(source, units))
    names = set(_QUOTED.findall(source))
    places = (units / "places.py").read_text(encoding="utf-8").splitlines()
    digest = hashlib.sha256()
    for file in files:
        if file.name != "places.py":
            digest.update(f"{file.relative_to(units)}\0".encode() + file.read_bytes())
    digest.update("\n".join(p for p in places if names & set(_QUOTED.findall(p))).encode())
    return digest.digest()


def exercise_files(source: str, units: Path = _UNITS) -> set[Path]:
    """Return the files that define the exercises whose names stand in `source`, quoted."""
    named = set(_QUOTED.findall((units / "places.py").read_text(encoding="utf-8")))
    home = {
        name.lower(): f"{_HERE}.{file.parent.name}.{file.stem}"
        for file in sorted(units.glob("u*/[!_]*.py"))
        for name in named.intersection(_DEFINED.findall(file.read_text(encoding="utf-8")))
    }
    found: set[Path] = set()

    def add(file: Path) -> None:
        if file in found or not file.is_file():
            return
        found.add(file)
        imported, strings = _mentions(file)
        for module in imported:
            add(_file(units, module))
        if file.parent != units:  # an exercise may call another
            add_exercises(strings)

    def add_exercises(names: Iterable[str]) -> None:
        for name in {name.lower() for name in names} & set(home):
            add(_file(units, home[name]))
            add(units / "hidden" / f"{home[name].split('.')[-2]}.py")

    add(units / "__init__.py")
    add_exercises(_QUOTED.findall(source))
    return found


def _file(units: Path, module: str) -> Path:
    path = units.joinpath(*module.removeprefix(_HERE).strip(".").split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def _mentions(file: Path) -> tuple[set[str], set[str]]:
    """Return the modules of the units that a file imports, and its short strings."""
    modules, strings = set(), set()
    for node in ast.walk(_tree(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(_HERE):
            modules |= {str(node.module), *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.add(node.value)
    return modules, strings
