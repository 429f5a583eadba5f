"""Running the source of one cell without IPython, on either side."""

from __future__ import annotations

import ast
import contextlib
import linecache
import re
import traceback
from types import CodeType
from typing import Any, NamedTuple

NOTHING: Any = object()  # the cell ends in no expression
MAX_MAGICS = 200
MAX_TRACE = 4000
_SHELL = re.compile(r"\s*(?:(?P<name>[\w, ]+)=\s*)?(?:[%!]|\?)|.*\?\s*$")
_RUN = re.compile(r"\s*%%?(?:time|prun)\b(?P<rest>.*)")
_PYTHON_CELLS = ("%%time", "%%capture", "%%prun", "%%timeit")


class Compiled(NamedTuple):
    """A cell that can be run: its statements, its last expression, the lines left out, its text."""

    body: CodeType
    last: CodeType | None
    skipped: list[str]
    text: str


def compile_cell(source: str, filename: str) -> Compiled:
    """Compile a cell.

    Lines that only IPython understands (``%magic``, ``!command``, ``name?``) are left out;
    ``%time statement`` runs the statement. SyntaxError when the rest is not Python.
    """
    tree, text, skipped = _parsed(source, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not _silenced(text):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), filename, "eval")
    return Compiled(compile(tree, filename, "exec"), last, skipped, text)


def parse(source: str, filename: str) -> ast.Module:
    """Parse a cell as `compile_cell` does."""
    return _parsed(source, filename)[0]


def run_cell(source: str, namespace: dict[str, Any], filename: str) -> tuple[Any, list[str]]:
    """Run a cell; the value of its last expression (or NOTHING), and the lines left out."""
    return run(compile_cell(source, filename), namespace, filename)


def run(cell: Compiled, namespace: dict[str, Any], filename: str) -> tuple[Any, list[str]]:
    """Run a compiled cell, as `run_cell` does."""
    lines = cell.text.splitlines(keepends=True)
    linecache.cache[filename] = (len(cell.text), None, lines, filename)
    exec(cell.body, namespace)
    return (NOTHING if cell.last is None else eval(cell.last, namespace)), cell.skipped


def _silenced(text: str) -> bool:
    return text.rstrip().endswith(";")


def _parsed(source: str, filename: str) -> tuple[ast.Module, str, list[str]]:
    """Parse a cell: its tree, the text that was parsed, the lines left out."""
    skipped: list[str] = []
    lines = source.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(_PYTHON_CELLS):
        return ast.Module([], []), "", [first]
    for _ in range(MAX_MAGICS):
        text = "\n".join(lines)
        try:
            return ast.parse(text, filename), text, skipped
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not _SHELL.match(lines[number]):
                raise
            skipped.append(lines[number].strip())
            lines[number] = _without_magic(lines[number])
    text = "\n".join(lines)
    return ast.parse(text, filename), text, skipped


def _without_magic(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if (run := _RUN.match(line)) and run["rest"].strip():
        return indent + run["rest"].strip()
    match = _SHELL.match(line)
    name = match["name"] if match else None
    return f"{indent}{name}= None" if name else f"{indent}pass"


def trace_text(error: BaseException, files: str = "cell ") -> str:
    """The traceback of `error`: only the lines of cells, bounded."""
    lines = []
    with contextlib.suppress(Exception):
        for frame in traceback.extract_tb(error.__traceback__, limit=-200):
            if frame.filename.startswith(files):
                lines.append(
                    f"  {frame.filename.capitalize()}, line {frame.lineno}, in {frame.name}"
                )
                lines.append(f"    {frame.line}")
    if isinstance(error, SyntaxError) and str(error.filename).startswith(files):
        lines.append(f"  {str(error.filename).capitalize()}, line {error.lineno}")
        lines.append(f"    {(error.text or '').rstrip()}")
    if len(lines) > 20:
        lines[8:-8] = ["  ..."]
    head = ["Traceback (most recent call last):"] if lines else []
    return "\n".join([*head, *lines, describe(error)])[:MAX_TRACE]


def describe(error: BaseException) -> str:
    """``Type: text`` of an error, whatever its own methods do."""
    name = type(error).__name__
    text = message_of(error)
    return f"{name}: {text}" if text else name


def message_of(error: BaseException) -> str:
    """The text of an error, bounded, whatever its own methods do."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return str(text)[:2000]
    except BaseException:
        return "(its text cannot be read)"
