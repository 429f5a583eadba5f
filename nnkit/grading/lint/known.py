"""Whose the names of a notebook are: what a test means when it says ``f``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nnkit.grading.handin.cells import Cell, is_answer
from nnkit.grading.handin.cells import nbgrader as data_of
from nnkit.grading.judge import notebook
from nnkit.grading.judge.names import MODULES
from nnkit.grading.sandbox import cells

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Known:
    """The names of one notebook.

    Parameters
    ----------
    functions, classes : set of str
        What the students write, and classes in cells that they may edit.
    trusted : set of str
        Classes of the instructor's read-only cells.
    modules : dict
        What an imported name stands for, e.g. ``{"np": "numpy"}``.
    judge_only : set of str
        Modules that students do not have.
    beside : set of str
        The files beside the notebook.
    """

    functions: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    trusted: set[str] = field(default_factory=set)
    modules: dict[str, str] = field(default_factory=lambda: dict(MODULES))
    judge_only: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)


def known_names(code: Iterable[Cell]) -> Known:
    """Return whose the names of a notebook are, from its code cells with their solutions."""
    known = Known()
    for cell in code:
        kind = kind_of(cell)
        for node in statements(cell["source"]):
            known.modules |= imported(node)
            names = notebook.bound(node)
            if isinstance(node, ast.ClassDef):
                (known.trusted if kind == "locked" else known.classes).update(names)
            elif kind == "answer" and isinstance(node, FUNCTIONS):
                known.functions |= names
    known.classes -= known.trusted
    return known


def kind_of(cell: Cell) -> str:
    """``"answer"``, ``"test"``, ``"locked"`` or ``"open"``, for an instructor's code cell."""
    data = data_of(cell)
    if is_answer(cell):
        return "answer"
    if data.get("grade"):
        return "test"
    return "locked" if data.get("locked") else "open"


def statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell, none when it is not Python."""
    try:
        return cells.parse(source, "cell").body
    except (SyntaxError, ValueError):
        return []


def imported(node: ast.AST) -> dict[str, str]:
    """Return what the names that an import binds stand for."""
    if isinstance(node, ast.Import):
        return {
            a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
            for a in node.names
        }
    if isinstance(node, ast.ImportFrom) and node.module:
        return {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return {}


def walk(nodes: Iterable[ast.AST], depth: int = 0) -> Iterator[tuple[ast.AST, int]]:
    """Yield every node below `nodes` in order, with the number of functions around it."""
    for node in nodes:
        yield node, depth
        inner = depth + isinstance(node, (*FUNCTIONS, ast.Lambda))
        yield from walk(ast.iter_child_nodes(node), inner)
