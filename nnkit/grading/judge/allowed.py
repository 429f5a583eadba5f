"""Which installed packages answers may import, where a course lists them (``c.TwoRooms.packages``).

What is not listed is neither found nor readable in the student's room. What a listed package
needs comes with it; Python's own modules and NumPy, which the room itself uses, are always there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from nnkit.grading.errors import UseError

ALWAYS = ("numpy",)
_NEED = re.compile(r"[\w.-]+")


def left_out(packages: Sequence[str], folders: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the modules in `folders` that belong to none of `packages`, and their paths.

    Parameters
    ----------
    packages : sequence of str
        By the names that they are imported or installed by.
    folders : iterable of str
        Where packages are installed.

    Raises
    ------
    UseError
        When one of them is not installed.
    """
    allowed = _modules({need for name in packages for need in _needs(_distributions(name))})
    allowed |= {*packages, *ALWAYS, "nnkit"}
    found = [pair for folder in dict.fromkeys(folders) for pair in _found(Path(folder))]
    refused = {name for name, _ in found} - allowed
    return sorted(refused), sorted({path for name, path in found if name in refused})


def _distributions(name: str) -> list[str]:
    """Return what is installed under a name, or has a module of that name."""
    try:
        return [metadata.distribution(name).name]
    except (metadata.PackageNotFoundError, ValueError):
        owners = metadata.packages_distributions().get(name)
    if not owners:
        raise UseError(
            f"c.TwoRooms.packages names {name!r}, and no package of that name is installed here"
        )
    return owners


def _needs(names: Iterable[str]) -> set[str]:
    """Return the installed distributions among `names`, and what they need."""
    todo, done = [*names, *ALWAYS], set()
    while todo:
        name = todo.pop()
        plain = re.sub(r"[-_.]+", "-", name).lower()
        if plain in done:
            continue
        done.add(plain)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # for another system or Python
            continue
        todo += [
            match[0] for need in needs if "extra ==" not in need and (match := _NEED.match(need))
        ]
    return done


def _modules(distributions: Iterable[str]) -> set[str]:
    """Return the names of the modules of distributions."""
    names = set()
    for distribution in distributions:
        names.add(distribution.replace("-", "_"))
        try:
            files = metadata.files(distribution) or []
        except metadata.PackageNotFoundError:
            continue
        names |= {file.parts[0].partition(".")[0] for file in files}
    return names


def _found(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of each module in a folder of packages, and of its bytecode."""
    for place in (folder, folder / "__pycache__"):
        try:
            entries = sorted(place.iterdir())
        except OSError:
            continue
        for path in entries:
            name, _, rest = path.name.partition(".")
            if not rest:
                module = path.is_dir() and name != "__pycache__"
            else:
                module = rest.endswith(("py", "pyc", "so"))
            if module and name.isidentifier():
                yield name, str(path)
