"""What people get wrong in a line, as edits of its expression: one flat table.

An operator is a generator: from a node of an expression it makes nodes that may stand in its
place, each with the kind of slip (its words are in `words`), a weight (small: likely), and the
parts of the right line that the words name. `OPERATORS` is the table; `STATEMENTS` the same for
whole statements.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from nnkit.grading.mistakes.menus import calls, errors, means, slopes
from nnkit.grading.mistakes.nodes import (
    Place,
    Slip,
    argument,
    dotted,
    expression,
    factors,
    is_count,
    is_op,
    product,
    with_argument,
    with_op,
)
from nnkit.grading.mistakes.results import cases, loops, sequences, updates

MANY = 8  # among more names than this, each that is not akin is less likely
RATES = {"lr", "eta", "rate"}  # what a gradient is multiplied by in a step of descent
REDUCTIONS = ("sum", "mean", "max", "min", "argmax", "argmin", "var", "std", "prod")


def _flat(place: Place, node: Any) -> bool:
    return isinstance(node, ast.Name) and len(place.shapes.get(node.id) or ()) == 1


def differences(node: Any, place: Place) -> Iterator[Slip]:
    """A - b: the wrong way round, a part missing, a plus."""
    if not is_op(node, ast.Sub):
        return
    one = isinstance(node.left, ast.Constant)
    yield with_op(node, ast.Sub(), node.right, node.left), "order", 1.2 if one else 0.9, node, None
    yield node.left, "subtrahend", 1.5, node.right, None
    yield node.right, "minuend", 1.6, node.left, None
    yield ast.UnaryOp(ast.USub(), node.right), "minuend", 1.8, node.left, None
    step = {n.id for n in factors(node.right) if isinstance(n, ast.Name)} & RATES
    kind, weight = ("uphill", 0.6) if step else ("plus", 1.6)
    yield with_op(node, ast.Add()), kind, weight, node, None
    if _flat(place, node.left) and _flat(place, node.right):
        for text in ("A[:, None] - B", "A - B[:, None]"):
            yield expression(text, A=node.left, B=node.right), "all-pairs", 1.5, node, None


def sums(node: Any, place: Place) -> Iterator[Slip]:
    """A + b: a summand missing, a minus."""
    if not is_op(node, ast.Add):
        return
    yield node.left, "summand", 1.3, node.right, None
    yield node.right, "summand", 1.4, node.left, None
    yield with_op(node, ast.Sub()), "minus", 1.6, node, None
    yield with_op(node, ast.Sub(), node.right, node.left), "minus", 1.9, node, None
    yield with_op(node, ast.Mult()), "times-for-plus", 2.6, node, None
    if is_op(node.left, ast.MatMult) and _flat(place, node.left.left):
        for text, kind in (("Z + len(A) * B", "summand-each"), ("Z - len(A) * B", "minus-each")):
            each = expression(text, Z=node.left, A=node.left.left, B=node.right)
            yield each, kind, 1.5, node.right, None


def products(node: Any, place: Place) -> Iterator[Slip]:
    """A * b: a factor missing or twice, a plus, a matrix product."""
    if not is_op(node, ast.Mult):
        return
    yield node.left, "factor", 1.2, node.right, None
    minus = isinstance(node.left, ast.UnaryOp) and isinstance(node.left.operand, ast.Constant)
    if minus:
        yield ast.UnaryOp(node.left.op, node.right), "factor", 1.3, node.left.operand, None
    yield node.right, "factor", 1.7 if minus else 1.3, node.left, None
    yield expression("A * B * B", A=node.left, B=node.right), "factor-twice", 2.6, node.right, None
    yield expression("A * A * B", A=node.left, B=node.right), "factor-twice", 2.7, node.left, None
    yield with_op(node, ast.Add()), "plus-for-times", 2.5, node, None
    yield with_op(node, ast.Div()), "divided", 2.4, node.right, None
    yield with_op(node, ast.MatMult()), "matrix-product", 2.3, node, None
    turned = expression("A @ B.T", A=node.left, B=node.right)
    yield turned, "matrix-product", 2.8, node, None


def quotients(node: Any, place: Place) -> Iterator[Slip]:
    """A / b: not divided, turned, multiplied."""
    if not is_op(node, ast.Div):
        return
    if not is_count(node.right):
        yield node.left, "divisor", 1.3, node.right, None
        yield (
            expression("A / B**2", A=node.left, B=node.right),
            "divisor-squared",
            2.4,
            node.right,
            None,
        )
    if not isinstance(node.left, ast.Constant):
        yield node.right, "dividend", 2.6, node.left, None
    yield with_op(node, ast.Div(), node.right, node.left), "turned-over", 2.0, node, None
    yield with_op(node, ast.Mult()), "times-for-divided", 1.9, node.right, None
    yield with_op(node, ast.FloorDiv()), "whole-division", 2.6, node, None


def powers(node: Any, place: Place) -> Iterator[Slip]:
    """A ** n: without the power, another one."""
    if not is_op(node, ast.Pow):
        return
    yield node.left, "power-left-out", 1.2, node, None
    if isinstance(node.right, ast.Constant):
        yield expression("abs(A)", A=node.left), "absolute-for-square", 1.7, node, None
        yield expression("2 * A", A=node.left), "power-as-factor", 2.0, node, None
        yield expression("A ** 3", A=node.left), "power", 2.8, node, None
        yield expression("A ** 0.5", A=node.left), "power", 2.8, node, None


def matrix_products(node: Any, place: Place) -> Iterator[Slip]:
    """A @ b: order, transposes, entry by entry."""
    if not is_op(node, ast.MatMult):
        return
    a, b = node.left, node.right
    yield with_op(node, ast.MatMult(), b, a), "product-order", 1.3, node, None
    yield with_op(node, ast.Mult()), "entry-by-entry", 1.5, node, None
    yield expression("A.T @ B", A=a, B=b), "turned", 1.6, a, None
    yield expression("A @ B.T", A=a, B=b), "turned", 1.6, b, None
    yield expression("B.T @ A", A=a, B=b), "turned", 2.0, node, None
    yield expression("B.T @ A.T", A=a, B=b), "result-turned", 1.7, node, None
    yield expression("np.outer(A, B)", A=a, B=b), "outer", 2.4, node, None
    yield with_op(node, ast.Add()), "plus-for-times", 2.6, node, None
    yield a, "matrix-factor", 1.8, b, None
    yield b, "matrix-factor", 1.9, a, None
    yield expression("A[..., :1] @ B[:1]", A=a, B=b), "one-path", 1.9, node, None
    yield expression("A[..., -1:] @ B[-1:]", A=a, B=b), "last-path", 2.1, node, None
    yield expression("A[..., :-1] @ B[:-1]", A=a, B=b), "path-left-out", 1.9, node, None
    yield expression("A * B[:, 0]", A=a, B=b), "one-path", 2.4, node, None
    for x, y in ((_unturned(a), b), (a, _unturned(b)), (_unturned(a), _unturned(b))):
        if x is not a or y is not b:
            yield (
                with_op(node, ast.MatMult(), x, y),
                "not-turned",
                1.1,
                a if x is not a else b,
                None,
            )
            yield with_op(node, ast.MatMult(), y, x), "product-order", 1.8, node, None
            yield with_op(node, ast.Mult(), x, y), "entry-by-entry", 1.8, node, None


def _unturned(node: Any) -> Any:
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node


def minuses(node: Any, place: Place) -> Iterator[Slip]:
    """-a without its minus."""
    if not isinstance(node, ast.UnaryOp) or not isinstance(node.op, ast.USub):
        return
    inner: Any = node.operand
    if not isinstance(inner, ast.Constant):
        yield inner, "minus-lost", 0.8, inner, None
    if is_op(inner, ast.Add, ast.Sub):
        reach = with_op(inner, inner.op, ast.UnaryOp(ast.USub(), inner.left))
        yield reach, "minus-reach", 1.0, inner, None


def reaches(node: Any, place: Place) -> Iterator[Slip]:
    """f(a + b) for f(a) + b, f(a) b for f(a b), and the other way round; lost brackets."""
    inner: Any
    if isinstance(node, ast.Call):
        inner = argument(node)
        if is_op(inner, ast.Pow):
            outside = with_op(inner, inner.op, with_argument(node, inner.left))
            yield outside, "power-outside", 1.7, node, None
        elif isinstance(inner, ast.BinOp):
            for kept, rest, turned in (
                (inner.left, inner.right, False),
                (inner.right, inner.left, True),
            ):
                short = with_argument(node, kept)
                new = (
                    with_op(inner, inner.op, rest, short)
                    if turned
                    else with_op(inner, inner.op, short, rest)
                )
                yield new, "reach-short", 2.2, node, rest
    if isinstance(node, ast.BinOp):
        left: Any = node.left
        right: Any = node.right
        for side, other in ((left, right), (right, left)):
            inner = argument(side) if isinstance(side, ast.Call) else None
            if inner is not None and dotted(side.func) not in ("len", "range"):
                wide = with_op(node, node.op, inner, other)
                if side is right:
                    wide = with_op(node, node.op, other, inner)
                yield with_argument(side, wide), "reach-wide", 2.3, side, other
        if is_op(node, ast.Add, ast.Sub) and is_op(left, ast.Mult, ast.Div):
            inside = with_op(node, node.op, left.right, right)
            yield with_op(left, left.op, None, inside), "brackets-added", 1.8, left, None
        if is_op(node, ast.Add, ast.Sub) and is_op(right, ast.Mult, ast.Div):
            inside = with_op(node, node.op, left, right.left)
            yield with_op(right, right.op, inside), "brackets-added", 1.9, right, None
            if is_op(right, ast.Mult):
                inside = with_op(node, node.op, left, right.right)
                yield product([right.left, inside]), "brackets-added", 1.9, right, None
        first, *others = factors(node)
        if others and is_op(first, ast.Add, ast.Sub):
            last = with_op(first, first.op, None, product([first.right, *others]))
            yield last, "brackets", 1.5, first, None
        tight = (ast.Mult, ast.Div, ast.MatMult, ast.Pow)
        if is_op(node, *tight) and is_op(right, ast.Add, ast.Sub):
            first = with_op(node, node.op, left, right.left)
            yield with_op(right, right.op, first), "brackets", 1.4, right, None
        if is_op(node, ast.Div, ast.Sub) and is_op(right, ast.Mult, ast.Div, ast.Add, ast.Sub):
            first = with_op(node, node.op, left, right.left)
            yield with_op(right, right.op, first), "brackets", 1.6, right, None
        if is_op(node, *tight) and is_op(left, ast.Add, ast.Sub):
            last = with_op(node, node.op, left.right)
            yield with_op(left, left.op, None, last), "brackets", 1.5, left, None


def axes(node: Any, place: Place) -> Iterator[Slip]:
    """The axis of a sum: another one, none; keepdims."""
    if not isinstance(node, ast.Call) or dotted(node.func) not in REDUCTIONS:
        return
    given = {k.arg: k.value for k in node.keywords}
    method = isinstance(node.func, ast.Attribute) and dotted(node.func.value) not in ("np",)
    bare = [k for k in node.keywords if k.arg not in ("axis", "keepdims")]
    args = node.args if method else node.args[:1]

    def again(**options: Any) -> ast.Call:
        keywords = [ast.keyword(k, ast.Constant(v)) for k, v in options.items()]
        return ast.Call(node.func, args, [*bare, *keywords])

    old = ast.literal_eval(given["axis"]) if isinstance(given.get("axis"), ast.Constant) else None
    kept = "keepdims" in given
    if "axis" in given:
        for axis in (0, 1):
            if axis != old and not (old == -1 and axis == 1):
                if kept:
                    yield again(axis=axis, keepdims=True), "axis", 1.0, node, old
                yield again(axis=axis), "axis", 1.4 if kept else 1.0, node, old
        yield again(), "no-axis", 1.0, node, old
        if kept:
            yield again(axis=old), "no-keepdims", 1.1, node, old
        else:
            yield again(axis=old, keepdims=True), "keepdims", 1.5, node, old
    else:
        yield again(axis=0), "axis-too-many", 1.5, node, 0
        yield again(axis=1), "axis-too-many", 1.6, node, 1
        yield again(axis=-1), "axis-too-many", 1.7, node, 1


def transposes(node: Any, place: Place) -> Iterator[Slip]:
    """a.T without the T."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value, "not-turned", 1.4, node.value, None


def constants(node: Any, place: Place) -> Iterator[Slip]:
    """A number: another one."""
    minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    number = node.operand if minus else node
    if isinstance(number, ast.Constant) and isinstance(number.value, (int, float)):
        v = -number.value if minus else number.value
        if isinstance(v, bool):
            yield ast.Constant(not v), "constant", 2.0, node, None
            return
        for new in dict.fromkeys((v + 1, v - 1, 2 * v, v / 2, -v, 0)):
            if new != v:
                whole = int(new) if isinstance(v, int) and new == int(new) else new
                yield ast.Constant(whole), "constant", 2.1 if abs(new) <= 2 else 2.6, node, whole


def comparisons(node: Any, place: Place) -> Iterator[Slip]:
    """A > b: with or without equality, the other way."""
    pairs: dict[type, tuple[type, ...]] = {
        ast.Gt: (ast.GtE, ast.Lt),
        ast.GtE: (ast.Gt, ast.LtE),
        ast.Lt: (ast.LtE, ast.Gt),
        ast.LtE: (ast.Lt, ast.GtE),
        ast.Eq: (ast.NotEq,),
        ast.NotEq: (ast.Eq,),
    }
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for n, op in enumerate(pairs.get(type(node.ops[0]), ())):
            new = ast.Compare(node.left, [op()], node.comparators)
            kind = (
                "comparison-equal"
                if n == 0 and len(pairs[type(node.ops[0])]) == 2
                else "comparison"
            )
            yield new, kind, 1.2 if n == 0 else 1.4, node, None


def conditions(node: Any, place: Place) -> Iterator[Slip]:
    """A if c else b, np.where(c, a, b): exchanged, one for both."""
    if isinstance(node, ast.IfExp):
        yield node.body, "one-branch", 1.0, node.test, None
        yield node.orelse, "one-branch", 1.1, node.test, None
        yield ast.IfExp(node.test, node.orelse, node.body), "branches", 1.4, node.test, None
    if isinstance(node, ast.Call) and dotted(node.func) == "where" and len(node.args) == 3:
        c, a, b = node.args
        yield ast.Call(node.func, [c, b, a], []), "branches", 1.4, node, None
        yield a, "one-branch", 1.1, c, None
        yield b, "one-branch", 1.1, c, None


def names(node: Any, place: Place) -> Iterator[Slip]:
    """Another name of the same role in place of one."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    mine = place.roles.get(node.id)
    if mine is None:
        return
    many = sum(role == mine for role in place.roles.values()) - MANY
    for other, role in place.roles.items():
        if other != node.id and role == mine:
            alike = place.shapes.get(other) == place.shapes.get(node.id)
            kin = other.rstrip("0123456789") == node.id.rstrip("0123456789")
            weight = 1.5 - 0.2 * alike - 0.2 * kin + (0 if kin else min(max(many, 0), 8) / 10)
            yield ast.Name(other, ast.Load()), "other-name", weight, node, other


def indices(node: Any, place: Place) -> Iterator[Slip]:
    """a[i]: another place; a[:, i] and a[i, :] exchanged."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        turned = ast.Tuple(node.slice.elts[::-1], ast.Load())
        yield ast.Subscript(node.value, turned, ast.Load()), "indices-exchanged", 1.6, node, None
    if isinstance(node.slice, (ast.Name, ast.BinOp)):
        for step, kind in ((1, "index-later"), (-1, "index-earlier")):
            index = ast.BinOp(node.slice, ast.Add(), ast.Constant(step))
            yield ast.Subscript(node.value, index, ast.Load()), kind, 1.5, node, None
        for place_of, kind in ((0, "index-first"), (-1, "index-last")):
            end = ast.Constant(place_of)
            yield ast.Subscript(node.value, end, ast.Load()), kind, 1.3, node, None
    if isinstance(node.slice, ast.Slice):
        yield node.value, "slice-left-out", 1.9, node, None


OPERATORS: tuple[Callable[[Any, Place], Iterator[Slip]], ...] = (
    differences,
    errors,
    sums,
    products,
    slopes,
    quotients,
    means,
    powers,
    matrix_products,
    minuses,
    calls,
    reaches,
    axes,
    transposes,
    constants,
    comparisons,
    conditions,
    names,
    indices,
    sequences,
)


STATEMENTS: tuple[Callable[[ast.stmt], Iterator[tuple[Any, str, float]]], ...] = (
    loops,
    updates,
    cases,
)
