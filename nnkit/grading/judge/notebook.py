"""What the judge needs to know of a notebook: kinds of cells, hidden lines, trusted statements."""

from __future__ import annotations

import ast
import functools
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from nnkit.grading.sandbox import cells

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
NOT_DATA = (".ipynb", ".db", ".pyc")
SETTINGS = ("matplotlibrc",)  # read from the working folder by whatever is imported there
MAX_FILES = 1000
BINDING = {"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython"}
USUAL = ("%matplotlib", "%config", "%load_ext", "%autoreload", "%time", "%%time", "%%capture")
"""Lines for IPython that a cell does without."""
_SHOWS = re.compile(
    r"!\s*(?:cat|date|df|du|echo|head|hostname|ls|pwd|tail|uname|wc|whoami)\b[^>|;&$`]*"
)
LATER = {"plt": "matplotlib.pyplot", "matplotlib": "matplotlib", "plotting": "nnkit.plotting"}
"""Slow imports that the judge does without until a test uses the name (`Names.import_later`)."""
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


def _told(cell: dict[str, Any]) -> dict[str, Any]:
    return cell.get("metadata", {}).get("nnkit") or {}


def way(cell: dict[str, Any]) -> str:
    """How a test cell is judged (`judge`)."""
    return str(_told(cell).get("way") or "rooms") if kind(cell) == "test" else ""


def ends_in_anything(cell: dict[str, Any]) -> bool:
    """Whether a test cell ends in no number when the instructor's own answers are there."""
    return _told(cell).get("ends") is False


def changed_by(cell: dict[str, Any]) -> set[str]:
    """The names whose values the instructor's own answer changes."""
    return set(_told(cell).get("changes", []))


def asked_for(cells_: Iterable[dict[str, Any]]) -> set[str]:
    """The names that the instructor wants answers to define."""
    return {name for cell in cells_ for name in _told(cell).get("defines", [])}


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


def missed(skipped: Iterable[str]) -> list[str]:
    """The lines for IPython that were left out of a test, and on which its marks may rest."""
    return [line for line in skipped if not line.startswith(USUAL) and not _SHOWS.fullmatch(line)]


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


@functools.lru_cache(maxsize=256)
def visible(source: str) -> str:
    """The source without hidden tests."""
    hidden = hidden_lines(source)
    lines = source.splitlines()
    return "\n".join(line for n, line in enumerate(lines, start=1) if n not in hidden)


@functools.lru_cache(maxsize=256)
def statements(
    source: str, name: str, kinds: tuple[type[ast.stmt], ...] = (ast.stmt,)
) -> tuple[tuple[CodeType, frozenset[str], frozenset[str]], ...]:
    """Compile the statements of a cell: code, the names each binds, the names each needs.

    With `kinds`, those of these kinds only.
    """
    found = []
    for node in _body(source, name):
        if isinstance(node, kinds) and not _later(node):
            names = frozenset(bound(node))
            code = compile(ast.Module([node], []), name, "exec")
            found.append((code, names, frozenset(_needed(node)) - names))
    return tuple(found)


def _later(node: ast.stmt) -> dict[str, str]:
    """The names of an import of slow modules and of nothing else: {name: module}."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return {}
    inside = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    found = {alias.asname or alias.name: inside + alias.name for alias in node.names}
    return found if found.items() <= LATER.items() else {}


@functools.lru_cache(maxsize=256)
def imported_later(source: str) -> dict[str, str]:
    """The slow imports of a cell, which `statements` leaves out: {name: module}."""
    return {name: m for node in _body(source, "cell") for name, m in _later(node).items()}


def of_tests_only(cells_: Sequence[dict[str, Any]]) -> set[int]:
    """The test cells that need not run in the student's room, by their position.

    They check, and bind at most names that only such test cells mention.
    """
    sources = [visible(c["source"]) if kind(c) == "test" else c["source"] for c in cells_]
    words = [_words(source) for source in sources]
    found = {i for i, c in enumerate(cells_) if kind(c) == "test" and _only_checks(sources[i])}
    while True:
        others = set[str]().union(*(words[i] for i in range(len(cells_)) if i not in found))
        used = {i for i in found if bound_in(sources[i]) & others}
        if not used:
            return found
        found -= used


def _words(source: str) -> set[str]:
    return set(re.findall(r"\w+", source))


@functools.lru_cache(maxsize=256)
def _only_checks(source: str) -> bool:
    """Whether a test cell is made of expressions, assertions and assignments to names."""
    return not _words(source) & BINDING and all(
        isinstance(node, (ast.Expr, ast.Assert))
        or (isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets))
        for node in _body(source, "cell")
    )


@functools.lru_cache(maxsize=256)
def bound_in(source: str) -> frozenset[str]:
    """Return the names that a cell binds."""
    return frozenset().union(*map(bound, _body(source, "cell")))


def _body(source: str, name: str) -> list[ast.stmt]:
    try:
        return cells.parse(source, name).body
    except (SyntaxError, ValueError):
        return []


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
