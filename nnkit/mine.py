"""Mine: what a student wrote is kept when its check passes, and lectures use it.

The functions stand in ``course/my_nnkit.py``, as plain source: one part each, with the helpers and
imports that it uses. The file is read and run in the student's own kernel and nowhere else.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import linecache
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from symtable import SymbolTable, symtable
from typing import Any

import nnkit
from nnkit._types import Function

__all__ = ["mine"]

FILE = "my_nnkit.py"
HEAD = "# My own functions: each was kept when its check passed; passing again replaces it.\n"
KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)


def mine(name: str) -> Function:
    """Return the student's own function, or nnkit's where it is not written yet; print which.

    Raises ValueError when nnkit has no function of this name.

    >>> softmax = mine("softmax")
    softmax: nnkit's so far
    """
    if name not in nnkit.__all__:
        near = difflib.get_close_matches(str(name), nnkit.__all__, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"name is {name!r}, but nnkit has no function of that name{hint}")
    fn, why = None, " so far"
    try:
        fn = _load(name)
    except (Exception, SystemExit) as error:
        words = " ".join(str(error).split())[:100] or type(error).__name__
        why = f" (yours in {FILE} cannot be used: {words})"
    print(f"{name}: yours" if fn else f"{name}: nnkit's{why}")
    return fn or getattr(nnkit, name)


def keep(name: str, fn: Function) -> None:
    """Keep `fn`, which passed the check `name`, when this is a notebook of the exercises.

    Whatever goes wrong here does not concern the check: then nothing is kept.
    """
    with contextlib.suppress(Exception):
        shell, course = sys.modules["IPython"].get_ipython(), _course()
        if course and course / "exercises" in Path.cwd().parents and name in nnkit.__all__:
            _store(course / FILE, name, _source(name, fn, shell))


def _course() -> Path | None:
    """The folder of the course above the notebook, the working directory of its kernel."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "lectures").is_dir() and (folder / "exercises").is_dir():
            return folder
    return None


def _part(name: str, text: str) -> re.Match[str] | None:
    """The part of a function: what follows the line ``# %% name``, up to the next such line."""
    return re.search(rf"^# %% {name} *\n(.*?)(?=^# %% \w+ *$|\Z)", text, re.M | re.S)


def _read(path: Path) -> str:
    if not path.exists():
        return HEAD
    if not path.is_file() or path.stat().st_size > 1_000_000:
        raise ValueError("it is no file, or too large")
    return path.read_text(encoding="utf-8")


def _load(name: str) -> Function | None:
    course = _course()
    text = _read(course / FILE) if course else ""
    if (part := _part(name, text)) is None:
        return None
    tree = ast.parse("\n" * text.count("\n", 0, part.start(1)) + part[1], FILE)
    if other := [node for node in tree.body if not isinstance(node, KEPT)]:
        raise ValueError(f"line {other[0].lineno} is no function, constant or import")
    space: dict[str, Any] = {"__name__": "my_nnkit"}
    exec(compile(tree, str(Path(course or "", FILE)), "exec"), space)
    if not callable(space.get(name)):
        raise ValueError(f"its part has no function {name}")
    return space[name]


def _store(path: Path, name: str, source: str) -> None:
    text = _read(path)
    part = _part(name, text)
    before = text[: part.start(1)] if part else f"{text.rstrip()}\n\n\n# %% {name}\n"
    new = path.with_name(f".{FILE}.new")
    new.write_text(before + source + (text[part.end(1) :] if part else ""), encoding="utf-8")
    new.replace(path)


def _source(name: str, fn: Function, shell: Any) -> str:
    """The statements of the notebook that make `fn`: imports and helpers, then itself."""
    space, given = shell.user_ns, shell.user_ns_hidden
    own = next(n for n in (name, *space) if space.get(n) is fn)
    found: dict[str, None] = {}
    asked = {own}

    def add(statement: str) -> None:
        for used in sorted({*_used(symtable(statement, FILE, "exec"))} & {*space} - asked):
            if used not in asked and space[used] is not given.get(used, found):
                asked.add(used)
                add(_statement(used, shell))
        found[statement] = None

    add(_statement(own, shell))
    if next(reversed(found)).startswith(("import ", "from ")):
        raise LookupError(f"{name} was imported, not written")
    alias = [] if own == name else [f"{name} = {own}"]
    return "\n\n\n".join([*found, *alias]) + "\n\n\n"


def _statement(name: str, shell: Any) -> str:
    """The last statement that bound `name`, in the cell that defined its function or in any."""
    value, cells = shell.user_ns[name], list(shell.user_ns["In"])
    if getattr(value, "__globals__", None) is shell.user_ns:
        cells.append("".join(linecache.getlines(value.__code__.co_filename)))
    for cell in reversed(cells):
        with contextlib.suppress(SyntaxError):
            for node in reversed(ast.parse(cell).body):
                first = min(n.lineno for n in (node, *getattr(node, "decorator_list", [])))
                text = "\n".join(cell.splitlines()[first - 1 : node.end_lineno])
                symbols = symtable(text, FILE, "exec").get_symbols()
                bound = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
                if isinstance(node, KEPT) and name in bound:
                    return text
    raise LookupError(f"no cell defines {name}")


def _used(table: SymbolTable) -> Iterator[str]:
    """Every global name that is read, inside functions too."""
    yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and s.is_global())
    for inner in table.get_children():
        yield from _used(inner)
