"""What a cell of the instructor's notebook is, and what is in it."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from typing import Any, TypeGuard

Cell = dict[str, Any]
Marks = tuple[tuple[str, str], ...]
ABOUT = "nnkit_about"
"""Metadata of a cell that lasts until it is rebuilt: of an answer cell what the instructor's own
answer ``binds`` and ``changes``, of a test cell how it is judged (``way``, ``ends``, ``why``)."""

CHANGING = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "add", "discard", "sort",
    "reverse", "setdefault", "popitem", "fill", "drop", "push",
})  # fmt: skip
MAX_PARSED = 200_000  # characters of one cell
MARKS: Marks = (
    ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),
    ("BEGIN MARK SCHEME", "END MARK SCHEME"),
)


def nbgrader(cell: Cell) -> dict[str, Any]:
    """Return the nbgrader metadata of an instructor's cell, empty when it has none."""
    data: dict[str, Any] = cell["metadata"].get("nbgrader") or {}
    return data


def is_added(cell: Cell) -> bool:
    """Tell whether the student added this cell of a rebuilt notebook."""
    return bool(cell["metadata"].get("nnkit", {}).get("origin") == "extra")


def is_students(cell: Cell) -> bool:
    """Tell whether what is in this cell of a rebuilt notebook is the student's."""
    return cell["metadata"].get("nnkit", {}).get("origin") in ("answer", "extra")


def is_answer(cell: Cell) -> bool:
    """Tell whether the student is meant to edit this cell of the instructor's notebook."""
    data = nbgrader(cell)
    open_task = bool(data.get("task")) and not data.get("locked")
    return bool(data.get("solution")) or open_task


def hidden_marks(config: Any) -> Marks:
    """Return what begins and ends hidden parts in this course, by its nbgrader configuration."""
    tests, scheme = config.get("ClearHiddenTests", {}), config.get("ClearMarkScheme", {})
    (begin, end), (begin_scheme, end_scheme) = MARKS
    return (
        (tests.get("begin_test_delimeter", begin), tests.get("end_test_delimeter", end)),
        (
            scheme.get("begin_mark_scheme_delimeter", begin_scheme),
            scheme.get("end_mark_scheme_delimeter", end_scheme),
        ),
    )


def without_hidden(source: str, marks: Marks) -> str:
    """Return `source` without its hidden tests and mark schemes: what the student has seen."""
    for begin, end in marks:
        kept, inside = [], False
        for line in source.split("\n"):
            if begin in line:
                inside = True
            elif end in line:
                inside = False
            elif not inside:
                kept.append(line)
        source = "\n".join(kept)
    return source


def definitions(source: str) -> set[str]:
    r"""Return the names of the functions and classes that a cell defines.

    Examples
    --------
    >>> definitions("def f(x):\n    return x")
    {'f'}
    >>> definitions("def g(x:\n    a syntax error")
    {'g'}
    """
    try:
        body = ast.parse(source[:MAX_PARSED]).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = re.findall(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", source, re.MULTILINE)
        return set(found)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in body if isinstance(node, kinds)}


def bindings(source: str) -> set[str]:
    r"""Return the names that a cell binds when it runs, those of imports left out.

    Examples
    --------
    >>> sorted(bindings("import math\nfor i in range(3):\n    x = i\ndef f():\n    y = 1"))
    ['f', 'i', 'x']
    """
    try:
        names = symtable.symtable(source, "cell", "exec").get_symbols()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return definitions(source)
    return {name.get_name() for name in names if name.is_assigned() and not name.is_imported()}


def bound(source: str) -> dict[str, list[str]]:
    """Return what an answer of the instructor's binds and changes, as `ABOUT` keeps it."""
    return {"binds": sorted(bindings(source)), "changes": sorted(changes(source))}


def changes(source: str) -> set[str]:
    r"""Return the names whose values a cell changes when it runs, as far as its text tells.

    Examples
    --------
    >>> sorted(changes("a[1] = 2\nb.c = 3\nd.append(4)\nprint(e)\ndef f():\n    g[0] = 1"))
    ['a', 'b', 'd']
    """
    try:
        body = ast.parse(source[:MAX_PARSED]).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    for node in (part for statement in body for part in _at_once(statement)):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            found.add(_root(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.add(_root(node.value.func) if _is_method(node.value.func) else "")
        elif isinstance(node, ast.Call) and _is_method(node.func) and node.func.attr in CHANGING:
            found.add(_root(node.func))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "next" and node.args:
            found.add(_root(node.args[0]))
    return found - {""}


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is below it, without what runs only when a function is called."""
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        for child in ast.iter_child_nodes(node):
            yield from _at_once(child)


def _is_method(node: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute)


def _root(node: ast.expr) -> str:
    """The name that ``a.b[0].c`` begins with; nothing for what begins with no name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
