"""Tests that say something only where answers and tests share a process, by their text."""

from __future__ import annotations

import ast

from nnkit.grading.sandbox import cells

SEEDS = ("random.seed", "np.random.seed", "numpy.random.seed")


def needs_one_process(source: str, names: set[str]) -> str:
    """Return what in a test cell two processes would answer by chance or wrongly; "" for nothing.

    Copies of the student's values are never the same object, and a seed is set in one process.

    Parameters
    ----------
    source : str
        A test cell.
    names : set of str
        What the answers of the notebook define.
    """
    try:
        body = cells.parse(source, "cell").body
    except (SyntaxError, ValueError):
        return ""
    nodes = [part for statement in body for part in ast.walk(statement)]
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    seeds = [name for name in calls if name in SEEDS]
    if seeds and names.intersection(calls):
        return f"{seeds[0]} is to reach the answer's random numbers"
    for node in nodes:
        if isinstance(node, ast.Compare) and (same := _same(node, names)):
            return f"it compares by `is` what the answers made ({same})"
    return ""


def _same(node: ast.Compare, names: set[str]) -> str:
    sides = [node.left, *node.comparators]
    for left, how, right in zip(sides, node.ops, sides[1:], strict=False):
        both = _begins_with(left) in names and _begins_with(right) in names
        if isinstance(how, (ast.Is, ast.IsNot)) and both:
            return ast.unparse(node)[:60]
    return ""


def _begins_with(node: ast.expr) -> str:
    """The name that ``a.b(c)[0]`` begins with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
