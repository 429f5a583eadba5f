"""What the judge needs to know of a notebook: kinds of cells, hidden lines, trusted statements."""

from __future__ import annotations

import ast
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from nnkit.grading.rooms.inside import cells

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
NOT_DATA = (".ipynb", ".db", ".pyc")
SETTINGS = ("matplotlibrc",)  # read from the working folder by whatever is imported there
MAX_FILES = 1000
HOLD = (ast.Import, ast.ImportFrom, ast.FunctionDef)
"""What of an open cell holds in tests, unless an answer is to define the name as well.

Its variables and classes are the student's."""


def kind(cell: dict[str, Any]) -> str:
    """``"student"``, ``"test"``, ``"locked"`` or ``"open"``, from the metadata.

    An open cell is the instructor's, but students may edit it: what runs of it is the
    instructor's text, and what a student made of it runs after it as a cell of the student's.
    """
    metadata = cell.get("metadata", {})
    other = "open" if (metadata.get("nnkit") or {}).get("origin") == "instructor" else "student"
    meta = metadata.get("nbgrader")
    if not isinstance(meta, dict):
        return other
    if meta.get("solution") is not False:
        return "student"
    if meta.get("grade") is True:
        return "test"
    return "locked" if meta.get("locked") is True else other


def asked_for(cells_: Iterable[dict[str, Any]]) -> set[str]:
    """The names that the instructor wants answers to define."""
    told = (cell.get("metadata", {}).get("nnkit") or {} for cell in cells_)
    return {name for about in told for name in about.get("defines", [])}


def tested(before: Sequence[dict[str, Any]]) -> set[str]:
    """The names that the answers last asked for are to define, of the cells before a test.

    These are the answers since the test before them.
    """
    found: set[str] = set()
    for cell in reversed(before):
        if found and kind(cell) == "test":
            break
        found |= asked_for([cell])
    return found


def hidden_lines(source: str) -> set[int]:
    """The numbers (from 1) of the lines of hidden tests, markers included."""
    found, inside = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        inside = inside or BEGIN in line
        if inside:
            found.add(number)
        if END in line:
            inside = False
    return found


def visible(source: str) -> str:
    """The source without hidden tests."""
    hidden = hidden_lines(source)
    lines = source.splitlines()
    return "\n".join(line for n, line in enumerate(lines, start=1) if n not in hidden)


def statements(
    source: str, name: str, kinds: tuple[type[ast.stmt], ...] = (ast.stmt,)
) -> Iterator[tuple[CodeType, set[str], set[str]]]:
    """Compile the statements of a cell: code, the names each binds, the names each needs.

    With `kinds`, those of these kinds only.
    """
    try:
        tree = cells.parse(source, name)
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        if not isinstance(node, kinds):
            continue
        code = compile(ast.Module([node], []), name, "exec")
        names = bound(node)
        yield code, names, _needed(node) - names


def bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds."""
    found: set[str] = set()
    for part in _outside_functions(node):
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            found.add(part.id)
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(part.name)
        elif isinstance(part, ast.alias):
            found.add(part.asname or part.name.partition(".")[0])
        elif isinstance(part, ast.ExceptHandler) and part.name:
            found.add(part.name)
    return found


def _needed(node: ast.stmt) -> set[str]:
    return {
        part.id
        for part in _outside_functions(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is below it, without what runs only when a function is called."""
    yield node
    for field, value in ast.iter_fields(node):
        if field == "body" and isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _outside_functions(child)


def copy_files(folder: Path, to: Path, most: int, note: Callable[[str], object]) -> None:
    """Copy the data files beside a notebook: regular files only, at most `most` bytes.

    Notebooks are left out (an autograded one holds the hidden tests), and so are links,
    devices, names that start with a dot and settings of matplotlib.
    """
    left, count = most, 0
    for path in sorted(_files(folder)):
        size = path.lstat().st_size
        count += 1
        if size > left or count > MAX_FILES:
            note(f"the file {path.name} was left out: too much beside the notebook")
            continue
        left -= size
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(path, target, size)


def _files(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base) / name
            if name.startswith(".") or name in SETTINGS or path.suffix.lower() in NOT_DATA:
                continue
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def _copy(path: Path, target: Path, size: int) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(fd, "rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, min(size, 1 << 20) or 1)
