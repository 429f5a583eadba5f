"""The source of what judges an exercise, and what it uses: so it reaches students in a file."""

from __future__ import annotations
import __future__

import ast
import dis
import functools
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

Node = ast.Lambda | ast.FunctionDef | ast.ClassDef


def source_of(thing: Any) -> tuple[str, str] | None:
    """Return a name and the text that defines it, for a function or a class of a module.

    None where the source is not to be had. A lambda must be the only one in its line.
    """
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    if module is None or module.__file__ is None:
        return None
    text, tree = _read(module.__file__)
    found = [node for node in ast.walk(tree) if isinstance(node, Node) and _is(node, thing)]
    if len(found) != 1:
        return None
    node = found[0]
    if isinstance(node, ast.Lambda):
        return "made", f"made = ({ast.get_source_segment(text, node)})\n"
    lines = text.splitlines()[_first(node) - 1 : node.end_lineno]
    return node.name, textwrap.dedent("\n".join(lines)) + "\n"


def used_by(thing: Any, name: str, text: str) -> dict[str, Any]:
    """Return what a definition uses, by name: of its module, and of the function around it."""
    there = dict(vars(sys.modules[thing.__module__]))
    if isinstance(thing, FunctionType):
        cells = zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=True)
        there |= {free: cell.cell_contents for free, cell in cells}
    code = compile(text, name, "exec", __future__.annotations.compiler_flag)
    names = sorted(set(_names(code)) & there.keys() - {name, "__name__"})
    return {used: there[used] for used in names}


def _is(node: Node, thing: Any) -> bool:
    if isinstance(thing, type):
        return isinstance(node, ast.ClassDef) and node.name == thing.__qualname__
    code = getattr(thing, "__code__", None)
    if code is None or _first(node) != code.co_firstlineno:
        return False
    return bool(getattr(node, "name", "<lambda>") == code.co_name)


def _first(node: Node) -> int:
    """The first line of a definition, with its decorators."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def _names(code: CodeType) -> Iterator[str]:
    """The names that a text looks up in its module, and some of its own."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


@functools.cache
def _read(path: str) -> tuple[str, ast.Module]:
    text = Path(path).read_text(encoding="utf-8")
    return text, ast.parse(text)
