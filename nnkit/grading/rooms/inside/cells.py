"""Running the source of one cell without IPython, on either side."""

from __future__ import annotations

import ast
import contextlib
import linecache
import re
import traceback
from types import CodeType
from typing import Any

NOTHING: Any = object()  # the cell ends in no expression
MAX_MAGICS = 200
MAX_TRACE = 4000
_SHELL = re.compile(r"\s*(?:(?P<name>[\w, ]+)=\s*)?(?:[%!]|\?)|.*\?\s*$")
_RUN = re.compile(r"\s*%%?(?:time|prun)\b(?P<rest>.*)")
_PYTHON_CELLS = ("%%time", "%%capture", "%%prun", "%%timeit")


def compile_cell(source: str, filename: str) -> tuple[CodeType, CodeType | None, list[str]]:
    """Compile a cell: its statements, its last expression, the lines that were left out.

    Lines that only IPython understands (``%magic``, ``!command``, ``name?``) are left out;
    ``%time statement`` runs the statement. SyntaxError when the rest is not Python.
    """
    text, skipped = _plain_python(source)
    tree = _tree(text, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not _silenced(text):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), filename, "eval")
    return compile(tree, filename, "exec"), last, skipped


def parse(source: str, filename: str) -> ast.Module:
    """Parse a cell as `compile_cell` does."""
    return _tree(_plain_python(source)[0], filename)


def _tree(text: str, filename: str) -> ast.Module:
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return ast.parse(text, filename)


def run_cell(source: str, namespace: dict[str, Any], filename: str) -> tuple[Any, list[str]]:
    """Run a cell; the value of its last expression (or NOTHING), and the lines left out."""
    body, last, skipped = compile_cell(source, filename)
    exec(body, namespace)
    return (NOTHING if last is None else eval(last, namespace)), skipped


def _silenced(text: str) -> bool:
    return text.rstrip().endswith(";")


def _plain_python(source: str) -> tuple[str, list[str]]:
    skipped: list[str] = []
    lines = source.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(_PYTHON_CELLS):
        return "", [first]
    for _ in range(MAX_MAGICS):
        text = "\n".join(lines)
        try:
            ast.parse(text)
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not _SHELL.match(lines[number]):
                break
            skipped.append(lines[number].strip())
            lines[number] = _without_magic(lines[number])
        else:
            return text, skipped
    return "\n".join(lines), skipped


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
