"""Parts of a line that operators look at and make: nodes of its syntax tree."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from nnkit.grading.mistakes.program import located

Slip = tuple[Any, str, float, Any, Any]
"""The node in place, the kind, the weight, what it is about, and what stands there instead."""


@dataclass
class Place:
    """Where an operator is asked: the names at hand there, with the shapes that they have."""

    shapes: dict[str, Any] = field(default_factory=dict)
    """Name -> its shape in a probing case (None: no array)."""
    examples: str = ""
    """The argument whose rows are the examples."""
    source: str = ""
    """The whole line."""
    answer: bool = False
    """Whether the line is what is returned."""
    roles: dict[str, str] = field(default_factory=dict)
    """Name -> what kind of thing it is; names are only exchanged within a role."""


def expression(text: str, **parts: ast.AST) -> Any:
    """Parse an expression; its upper-case names are replaced by the nodes of `parts`."""
    tree = ast.parse(text, mode="eval").body

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> Any:
            return located(parts[node.id]) if node.id in parts else node

    return Fill().visit(tree)


def dotted(node: Any) -> str:
    """The last name of a function: ``np.exp`` and ``x.sum`` -> exp, sum."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_count(node: Any) -> bool:
    """Say whether a node is a number of examples: ``len(X)``, ``X.shape[0]`` or the name N."""
    if isinstance(node, ast.Name):
        return node.id == "N"
    if isinstance(node, ast.Call):
        return dotted(node.func) == "len"
    return isinstance(node, ast.Subscript) and ast.unparse(node).endswith(".shape[0]")


def same(a: Any, b: Any) -> bool:
    """Say whether two nodes are the same source."""
    return ast.dump(a) == ast.dump(b)


def factors(node: Any) -> list[Any]:
    """The factors of a product, left to right."""
    if not is_op(node, ast.Mult):
        return [node]
    return [*factors(node.left), *factors(node.right)]


def product(parts: list[Any]) -> Any:
    """Multiply some factors."""
    whole = parts[0]
    for part in parts[1:]:
        whole = ast.BinOp(whole, ast.Mult(), part)
    return whole


def is_op(node: Any, *kinds: type) -> bool:
    """Say whether a node is one of some operations of two sides."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, kinds)


def with_op(node: Any, op: ast.operator, left: Any = None, right: Any = None) -> ast.BinOp:
    """The operation with another operator or another side."""
    return ast.BinOp(left or node.left, op, right or node.right)


def argument(node: ast.Call) -> Any:
    """What a call is about: its first argument, or the object of a method."""
    if isinstance(node.func, ast.Attribute) and dotted(node.func.value) not in (
        "np",
        "nnkit",
        "math",
    ):
        return node.func.value
    return node.args[0] if node.args else None


def with_argument(node: ast.Call, new: Any) -> ast.Call:
    """The call with another argument."""
    if isinstance(node.func, ast.Attribute) and dotted(node.func.value) not in (
        "np",
        "nnkit",
        "math",
    ):
        return ast.Call(ast.Attribute(new, node.func.attr, ast.Load()), node.args, node.keywords)
    return ast.Call(node.func, [new, *node.args[1:]], node.keywords)


def renamed(node: Any, name: str) -> Any:
    """The function under another name."""
    if isinstance(node, ast.Attribute):
        return ast.Attribute(node.value, name, ast.Load())
    return ast.Name(name, ast.Load())
