"""What people get wrong in a line, as edits of its expression: one flat table.

An operator is a generator: from a node of an expression it makes nodes that may stand in its
place, each with the kind of slip (its words are in `words`), a weight (small: likely), and the
parts of the right line that the words name. `OPERATORS` is the table; `STATEMENTS` the same for
whole statements.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnkit.grading.mistakes.program import located

Slip = tuple[Any, str, float, Any, Any]
"""The node in place, the kind, the weight, what it is about, and what stands there instead."""

ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
SLOPES = ("sigmoid_prime", "tanh_prime", "relu_prime")
TWINS = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min", "sum"),
    "min": ("max",),
    "argmax": ("argmin", "max"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "exp": ("log", "exp2"),
    "log": ("log2", "log10", "exp", "log1p"),
    "sin": ("cos",),
    "cos": ("sin",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "hstack": ("vstack",),
    "vstack": ("hstack",),
    "ceil": ("floor",),
    "floor": ("ceil",),
    "square": ("abs",),
    "abs": ("square",),
    "outer": ("multiply", "dot"),
}
NAIVE = {
    "sigmoid": (
        ("1 / (1 + np.exp(-Z))", "overflow-down"),
        ("np.exp(Z) / (1 + np.exp(Z))", "overflow-up"),
    ),
    "softmax": (
        ("np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)", "overflow-up"),
        ("np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=-1, keepdims=True)", "one-maximum"),
    ),
    "tanh": (
        ("(np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))", "overflow-up"),
        ("(np.exp(2 * Z) - 1) / (np.exp(2 * Z) + 1)", "overflow-up"),
        ("(1 - np.exp(-2 * Z)) / (1 + np.exp(-2 * Z))", "overflow-down"),
    ),
}
REDUCTIONS = ("sum", "mean", "max", "min", "argmax", "argmin", "var", "std", "prod")


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


def _flat(place: Place, node: ast.Name) -> bool:
    return len(place.shapes.get(node.id) or ()) == 1


def _is_target(node: Any) -> bool:
    """Say whether a node is what an output should be."""
    return bool(re.match(r"y|t$|target|labels", ast.unparse(node).lower()))


def _op(node: Any, *kinds: type) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, kinds)


def _with(node: Any, op: ast.operator, left: Any = None, right: Any = None) -> ast.BinOp:
    return ast.BinOp(left or node.left, op, right or node.right)


def differences(node: Any, place: Place) -> Iterator[Slip]:
    """A - b: the wrong way round, a part missing, a plus."""
    if not _op(node, ast.Sub):
        return
    one = isinstance(node.left, ast.Constant)
    yield _with(node, ast.Sub(), node.right, node.left), "order", 1.2 if one else 0.9, node, None
    yield node.left, "subtrahend", 1.5, node.right, None
    yield node.right, "minuend", 1.6, node.left, None
    yield ast.UnaryOp(ast.USub(), node.right), "minuend", 1.8, node.left, None
    yield _with(node, ast.Add()), "plus", 1.6, node, None
    if all(isinstance(n, ast.Name) and _flat(place, n) for n in (node.left, node.right)):
        for text in ("A[:, None] - B", "A - B[:, None]"):
            yield expression(text, A=node.left, B=node.right), "all-pairs", 1.5, node, None


def errors(node: Any, place: Place) -> Iterator[Slip]:
    """A - y: squared, absolute, decided."""
    if not _op(node, ast.Sub) or isinstance(node.left, ast.Constant):
        return
    if not _is_target(node.right):
        return
    yield expression("(E) ** 2", E=node), "error-squared", 1.7, node, None
    yield expression("abs(E)", E=node), "error-absolute", 2.2, node, None
    yield expression("(A > 0.5) - Y", A=node.left, Y=node.right), "error-decided", 2.3, node, None
    sloped = f"(1 - {ast.unparse(node.left)}" in place.source
    for text, kind, weight in (
        ("-A - Y", "minus-both", 0.95),
        ("(A - Y) * A * (1 - A)", "slope-too-many", 0.95),
        ("(A - Y) * (1 - A**2)", "slope-too-many", 1.8),
        ("(A - Y) / (A * (1 - A))", "slope-divided", 1.4),
        ("np.mean(A - Y)", "averaged-early", 2.4),
    ):
        if sloped and kind.startswith("slope"):
            continue
        yield expression(text, A=node.left, Y=node.right), kind, weight, node, None


def sums(node: Any, place: Place) -> Iterator[Slip]:
    """A + b: a summand missing, a minus."""
    if not _op(node, ast.Add):
        return
    yield node.left, "summand", 1.3, node.right, None
    yield node.right, "summand", 1.4, node.left, None
    yield _with(node, ast.Sub()), "minus", 1.6, node, None
    yield _with(node, ast.Sub(), node.right, node.left), "minus", 1.9, node, None
    yield _with(node, ast.Mult()), "times-for-plus", 2.6, node, None


def products(node: Any, place: Place) -> Iterator[Slip]:
    """A * b: a factor missing or twice, a plus, a matrix product."""
    if not _op(node, ast.Mult):
        return
    yield node.left, "factor", 1.2, node.right, None
    yield node.right, "factor", 1.3, node.left, None
    yield expression("A * B * B", A=node.left, B=node.right), "factor-twice", 2.6, node.right, None
    yield expression("A * A * B", A=node.left, B=node.right), "factor-twice", 2.7, node.left, None
    yield _with(node, ast.Add()), "plus-for-times", 2.5, node, None
    yield _with(node, ast.Div()), "divided", 2.4, node.right, None
    yield _with(node, ast.MatMult()), "matrix-product", 2.3, node, None
    turned = expression("A @ B.T", A=node.left, B=node.right)
    yield turned, "matrix-product", 2.8, node, None


def slopes(node: Any, place: Place) -> Iterator[Slip]:
    """A (1 - a) and 1 - a²: left out, halved, of another function, at the wrong place."""
    a: Any = None
    flat = factors(node)
    if _op(node, ast.Mult) and flat:
        for x, y in itertools.permutations(range(len(flat)), 2):
            one_minus = flat[y]
            if (
                _op(one_minus, ast.Sub)
                and ast.unparse(one_minus.left) == "1"
                and same(one_minus.right, flat[x])
            ):
                a, others = flat[x], [f for i, f in enumerate(flat) if i not in (x, y)]
                others = [f for f in others if any(f is g for g in flat)]
                for text, kind, weight in (
                    ("1", "slope-left-out", 0.6),
                    ("A", "slope-half", 1.1),
                    ("1 - A", "slope-half", 1.1),
                    ("(1 - A**2)", "slope-of-tanh", 1.2),
                    ("S * (1 - S)", "slope-of-slope", 1.0),
                    ("A * (1 + A)", "slope-plus", 2.0),
                    ("A * (A - 1)", "slope-sign", 1.4),
                    ("(1 - A) / A", "slope-quotient", 2.4),
                    ("A", "slope-activation", 2.4),
                    ("A**2 * (1 - A)", "slope-square", 2.0),
                    ("A * (1 - A) * A * (1 - A)", "slope-twice", 1.8),
                    ("A * (1 - A)**2", "slope-square", 2.4),
                    ("A * (1 - A**2)", "slope-mixed", 2.2),
                    ("(A > 0)", "slope-of-relu", 2.6),
                ):
                    again = expression("1 / (1 + np.exp(-A))", A=a)
                    new = expression(text, A=a, S=again)
                    yield _product([*others, new]), kind, weight, a, None
    if _op(node, ast.Sub) and ast.unparse(node.left) == "1" and _op(node.right, ast.Pow):
        a = node.right.left
        for text, kind, weight in (
            ("A * (1 - A)", "slope-of-sigmoid", 1.0),
            ("1", "slope-left-out", 0.7),
            ("A", "slope-half", 1.5),
            ("1 - A", "slope-half", 1.4),
            ("A**2", "slope-half", 1.5),
            ("1 + A**2", "slope-plus", 1.6),
            ("A**2 - 1", "slope-sign", 1.6),
            ("(1 - A)**2", "slope-bracket", 1.6),
            ("1 - 2 * A", "slope-bracket", 2.2),
            ("1 - np.tanh(A)**2", "slope-of-slope", 1.0),
            ("1 / (1 - A**2)", "slope-quotient", 2.4),
            ("(1 - A**2)**2", "slope-twice", 1.8),
            ("1 - A**3", "power", 2.8),
            ("(A > 0)", "slope-of-relu", 2.6),
        ):
            yield expression(text, A=a), kind, weight, a, None


def factors(node: Any) -> list[Any]:
    """The factors of a product, left to right."""
    if not _op(node, ast.Mult):
        return [node]
    return [*factors(node.left), *factors(node.right)]


def _product(parts: list[Any]) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = ast.BinOp(whole, ast.Mult(), part)
    return whole


def quotients(node: Any, place: Place) -> Iterator[Slip]:
    """A / b: not divided, turned, multiplied."""
    if not _op(node, ast.Div):
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
    yield _with(node, ast.Div(), node.right, node.left), "turned-over", 2.0, node, None
    yield _with(node, ast.Mult()), "times-for-divided", 1.9, node.right, None
    yield _with(node, ast.FloorDiv()), "whole-division", 2.6, node, None


def means(node: Any, place: Place) -> Iterator[Slip]:
    """A mean over N examples: a sum, N - 1, another count, twice."""
    inner: Any = None
    if _op(node, ast.Div) and is_count(node.right):
        inner, count = node.left, node.right
    elif _op(node, ast.Mult, ast.MatMult) and _op(node.left, ast.Div) and is_count(node.left.right):
        inner, count = _with(node, node.op, node.left.left), node.left.right
    elif isinstance(node, ast.Call) and dotted(node.func) == "mean" and place.examples:
        inner = ast.Call(_renamed(node.func, "sum"), node.args, node.keywords)
        count = expression(f"len({place.examples})")
    else:
        return
    yield inner, "not-averaged", 0.5, count, None
    for text, kind, weight in (
        ("A / N / N", "averaged-twice", 1.0),
        ("A / (N - 1)", "one-less", 1.8),
        ("A / 2", "two-for-count", 2.0),
        ("A / (2 * N)", "half", 1.6),
        ("2 * A / N", "double", 1.4),
        ("A * N", "times-for-divided", 2.4),
    ):
        yield expression(text, A=inner, N=count), kind, weight, count, None
    if place.examples and len(place.shapes.get(place.examples) or ()) == 2:
        X = ast.Name(place.examples, ast.Load())
        for name, shape in place.shapes.items():
            if shape and len(shape) == 2 and not name.startswith("_"):
                other = expression("A / X.shape[1]", A=inner, X=ast.Name(name, ast.Load()))
                yield other, "mean-over-columns", 1.5, count, None
                every = expression("A / X.size", A=inner, X=ast.Name(name, ast.Load()))
                yield every, "mean-over-entries", 1.5, count, None
        del X


def powers(node: Any, place: Place) -> Iterator[Slip]:
    """A ** n: without the power, another one."""
    if not _op(node, ast.Pow):
        return
    yield node.left, "power-left-out", 1.2, node, None
    if isinstance(node.right, ast.Constant):
        yield expression("abs(A)", A=node.left), "absolute-for-square", 1.7, node, None
        yield expression("2 * A", A=node.left), "power-as-factor", 2.0, node, None
        yield expression("A ** 3", A=node.left), "power", 2.8, node, None
        yield expression("A ** 0.5", A=node.left), "power", 2.8, node, None


def matrix_products(node: Any, place: Place) -> Iterator[Slip]:
    """A @ b: order, transposes, entry by entry."""
    if not _op(node, ast.MatMult):
        return
    a, b = node.left, node.right
    yield _with(node, ast.MatMult(), b, a), "product-order", 1.3, node, None
    yield _with(node, ast.Mult()), "entry-by-entry", 1.5, node, None
    yield expression("A.T @ B", A=a, B=b), "turned", 1.6, a, None
    yield expression("A @ B.T", A=a, B=b), "turned", 1.6, b, None
    yield expression("B.T @ A", A=a, B=b), "turned", 2.0, node, None
    yield expression("B.T @ A.T", A=a, B=b), "result-turned", 1.7, node, None
    yield expression("np.outer(A, B)", A=a, B=b), "outer", 2.4, node, None
    yield _with(node, ast.Add()), "plus-for-times", 2.6, node, None
    yield a, "matrix-factor", 1.8, b, None
    yield b, "matrix-factor", 1.9, a, None
    yield expression("A[..., :1] @ B[:1]", A=a, B=b), "one-path", 1.9, node, None
    yield expression("A[..., -1:] @ B[-1:]", A=a, B=b), "last-path", 2.1, node, None
    yield expression("A * B[:, 0]", A=a, B=b), "one-path", 2.4, node, None
    for x, y in ((_unturned(a), b), (a, _unturned(b)), (_unturned(a), _unturned(b))):
        if x is not a or y is not b:
            yield _with(node, ast.MatMult(), x, y), "not-turned", 1.1, a if x is not a else b, None
            yield _with(node, ast.MatMult(), y, x), "product-order", 1.8, node, None
            yield _with(node, ast.Mult(), x, y), "entry-by-entry", 1.8, node, None


def _unturned(node: Any) -> Any:
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node


def minuses(node: Any, place: Place) -> Iterator[Slip]:
    """-a without its minus."""
    if not isinstance(node, ast.UnaryOp) or not isinstance(node.op, ast.USub):
        return
    inner: Any = node.operand
    if not isinstance(inner, ast.Constant):
        yield inner, "minus-lost", 0.8, inner, None
    if _op(inner, ast.Add, ast.Sub):
        reach = _with(inner, inner.op, ast.UnaryOp(ast.USub(), inner.left))
        yield reach, "minus-reach", 1.0, inner, None


def calls(node: Any, place: Place) -> Iterator[Slip]:
    """f(x): left out, another function, twice."""
    if not isinstance(node, ast.Call):
        return
    name = dotted(node.func)
    inner = _argument(node)
    if inner is None or name in ("len", "range", "zip", "enumerate", "list", "tuple"):
        return
    if name not in ("where", "zeros", "ones", "eye", "empty", "copy", "asarray", "array"):
        yield inner, "call-left-out", 1.3, node, None
    for other in TWINS.get(name, ()):
        yield _called(node, other), f"{name}-{other}", 1.5, node, other
    for group in (ACTIVATIONS, SLOPES):
        if name in group and isinstance(node.func, ast.Name):
            for other in group:
                if other not in (name, "identity"):
                    yield _activation(other, inner), "other-activation", 1.6, node, other
    if name in NAIVE:
        for text, kind in NAIVE[name]:
            yield expression(text, Z=inner), kind, 2.9, node, None
    if name in ACTIVATIONS:
        yield ast.Call(node.func, [node], []), "call-twice", 2.0, node, None
        for other in SLOPES:
            weight = 2.6 if other == "relu_prime" else 2.2
            yield _activation(other, inner), "slope-for-value", weight, node, other
    if name in SLOPES:
        yield _activation(name.removesuffix("_prime"), inner), "value-for-slope", 1.6, node, None
        value = _activation(name.removesuffix("_prime"), inner)
        yield _activation(name, value), "slope-of-slope", 1.2, inner, None
        yield ast.Constant(1), "slope-left-out", 0.6, node, None
    if name == "exp" and isinstance(inner, ast.UnaryOp):
        yield (
            expression("-E", E=_with_argument(node, inner.operand)),
            "minus-reach",
            1.6,
            node,
            None,
        )


def reaches(node: Any, place: Place) -> Iterator[Slip]:
    """f(a + b) for f(a) + b, f(a) b for f(a b), and the other way round; lost brackets."""
    inner: Any
    if isinstance(node, ast.Call):
        inner = _argument(node)
        if isinstance(inner, ast.BinOp):
            for kept, rest, turned in (
                (inner.left, inner.right, False),
                (inner.right, inner.left, True),
            ):
                short = _with_argument(node, kept)
                new = (
                    _with(inner, inner.op, rest, short)
                    if turned
                    else _with(inner, inner.op, short, rest)
                )
                yield new, "reach-short", 2.2, node, None
    if isinstance(node, ast.BinOp):
        left: Any = node.left
        right: Any = node.right
        for side, other in ((left, right), (right, left)):
            inner = _argument(side) if isinstance(side, ast.Call) else None
            if inner is not None and dotted(side.func) not in ("len", "range"):
                wide = _with(node, node.op, inner, other)
                if side is right:
                    wide = _with(node, node.op, other, inner)
                yield _with_argument(side, wide), "reach-wide", 2.3, side, None
        if _op(node, ast.Add, ast.Sub) and _op(left, ast.Mult, ast.Div):
            inside = _with(node, node.op, left.right, right)
            yield _with(left, left.op, None, inside), "brackets-added", 1.8, left, None
        if _op(node, ast.Add, ast.Sub) and _op(right, ast.Mult, ast.Div):
            inside = _with(node, node.op, left, right.left)
            yield _with(right, right.op, inside), "brackets-added", 1.9, right, None
        first, *others = factors(node)
        if others and _op(first, ast.Add, ast.Sub):
            last = _with(first, first.op, None, _product([first.right, *others]))
            yield last, "brackets", 1.5, first, None
        tight = (ast.Mult, ast.Div, ast.MatMult, ast.Pow)
        if _op(node, *tight) and _op(right, ast.Add, ast.Sub):
            first = _with(node, node.op, left, right.left)
            yield _with(right, right.op, first), "brackets", 1.4, right, None
        if _op(node, ast.Div, ast.Sub) and _op(right, ast.Mult, ast.Div, ast.Add, ast.Sub):
            first = _with(node, node.op, left, right.left)
            yield _with(right, right.op, first), "brackets", 1.6, right, None
        if _op(node, *tight) and _op(left, ast.Add, ast.Sub):
            last = _with(node, node.op, left.right)
            yield _with(left, left.op, None, last), "brackets", 1.5, left, None


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
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        v = node.value
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
    for other, role in place.roles.items():
        if other != node.id and role == mine:
            alike = place.shapes.get(other) == place.shapes.get(node.id)
            kin = other.rstrip("0123456789") == node.id.rstrip("0123456789")
            weight = 1.5 - 0.2 * alike - 0.2 * kin
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


def sequences(node: Any, place: Place) -> Iterator[Slip]:
    """(a, b, …): another order, one missing, one alone."""
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(node.ctx, ast.Load):
        return
    parts, make = node.elts, type(node)
    if len(parts) < 2 or len(parts) > 12:
        return
    if len(parts) > 2:
        yield make(parts[::-1], ast.Load()), "reversed", 1.1, node, None
    for i, j in itertools.combinations(range(len(parts)), 2):
        swapped = list(parts)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield make(swapped, ast.Load()), "exchanged", 1.3 if j == i + 1 else 1.7, parts[i], parts[j]
    if len(parts) == 4:
        a, b, c, d = parts
        for order in ([a, c, b, d], [c, d, a, b], [b, a, d, c]):
            yield make(order, ast.Load()), "another-order", 1.2, node, None
        for some in ([a, b], [c, d], [a, c], [b, d]):
            yield make(some, ast.Load()), "some-missing", 1.5, node, None
        yield expression("((A, B), (C, D))", A=a, B=b, C=c, D=d), "in-pairs", 1.5, node, None
        yield expression("[(A, B), (C, D)]", A=a, B=b, C=c, D=d), "in-pairs", 1.6, node, None
    for text in ("np.hstack(E)", "np.array(E)", "np.concatenate([np.ravel(x) for x in E])"):
        yield expression(text, E=ast.List(parts, ast.Load())), "joined", 1.8, node, None
    grads = [p.id[1:] if isinstance(p, ast.Name) else "" for p in parts]
    if all(name in place.shapes for name in grads):
        for rate in ("", "0.1 *", "0.01 *", "0.5 *"):
            steps = [expression(f"{n} - {rate} d{n}") for n in grads]
            yield make(steps, ast.Load()), "step-made", 1.4, node, None
    for i, part in enumerate(parts):
        rest = [p for k, p in enumerate(parts) if k != i]
        if len(rest) > 1:
            yield make(rest, ast.Load()), "one-missing", 1.6, part, None
        yield part, "one-alone", 1.7, part, None
        yield (
            make([*parts[:i], expression("0 * A", A=part), *parts[i + 1 :]], ast.Load()),
            "zero",
            2.4,
            part,
            None,
        )


def any_value(node: Any, place: Place) -> Iterator[Slip]:
    """The whole of a line, bent."""
    for text, kind, weight in (
        ("-E", "sign", 1.0),
        ("2 * E", "double", 1.5),
        ("E / 2", "half", 1.5),
        ("E ** 2", "squared", 2.0),
        ("E ** 0.5", "root", 2.6),
        ("abs(E)", "absolute", 2.0),
        ("1 - E", "complement", 2.0),
        ("1 / E", "reciprocal", 2.4),
        ("E * 0", "zero", 1.9),
        ("E * 0 + 1", "one", 1.9),
        ("(E).T", "turned-result", 1.6),
        ("np.sum(E)", "summed", 1.9),
        ("np.mean(E)", "averaged", 2.0),
        ("np.sum(E, axis=0)", "summed-rows", 2.0),
        ("np.sum(E, axis=1)", "summed-columns", 2.0),
        ("np.mean(E, axis=0)", "averaged-rows", 2.2),
        ("np.mean(E, axis=1)", "averaged-columns", 2.2),
        ("np.round(E)", "rounded", 2.6),
        ("np.round(E, 2)", "rounded", 2.6),
        ("np.round(E, 3)", "rounded", 2.6),
        ("np.round(E, 4)", "rounded", 2.6),
        ("np.trunc(E)", "truncated", 2.6),
        ("np.exp(E)", "exponential-too-many", 2.4),
        ("np.log(E)", "logarithm-too-many", 2.4),
        ("(E)[0]", "first-only", 2.2),
        ("(E)[-1]", "last-only", 2.2),
        ("(E)[:, None]", "axis-more", 2.2),
        ("(E)[None]", "axis-more", 2.3),
        ("np.ravel(E)", "flat", 2.3),
        ("(E)[1:]", "first-missing", 2.1),
        ("(E)[:-1]", "last-missing", 2.1),
        ("(E)[::-1]", "reversed", 2.1),
        ("(E >= 0.5) * 1.0", "decided", 2.4),
        ("(E > 0) * 1.0", "decided", 2.5),
        ("np.argmax(E, axis=-1)", "position-for-value", 2.4),
    ):
        yield expression(text, E=node), kind, weight, node, None
    for name in ("sigmoid", "tanh", "relu"):
        yield _activation(name, node), "activation-too-many", 2.3, node, name
    for name in place.shapes if place.answer else ():
        like = expression(f"np.asarray(E).astype(np.asarray({name}).dtype)", E=node)
        yield like, "type-of-argument", 2.9, ast.Name(name, ast.Load()), None
    if place.answer:
        yield expression("float(E)", E=node), "single", 2.9, node, None
        yield expression("np.squeeze(E)", E=node), "single", 2.9, node, None
    if place.examples:
        count = expression(f"len({place.examples})")
        yield expression("E / N", E=node, N=count), "averaged-again", 1.5, count, None
        yield expression("E * N", E=node, N=count), "times-count", 1.9, count, None


def arguments(
    arrays: dict[str, tuple[int, ...]], examples: str
) -> Iterator[tuple[str, str, float, Any]]:
    """What is taken for the arguments (with their shapes), before the first line: source, kind."""
    N = arrays[examples][0] if arrays.get(examples) else 0
    rows = [name for name, shape in arrays.items() if shape and shape[0] == N]
    for part, kind, weight in (
        ("[:1]", "first-example", 1.5),
        ("[-1:]", "last-example", 1.6),
        ("[1:]", "all-but-first", 2.2),
        ("[:-1]", "all-but-last", 2.0),
    ):
        if N > 1 and rows:
            yield "; ".join(f"{name} = {name}{part}" for name in rows), kind, weight, examples
    for name in arrays:
        for text, kind, weight in (
            ("-{}", "argument-sign", 2.3),
            ("2 * {}", "argument-double", 2.5),
            ("{} / 2", "argument-half", 2.5),
            ("{} ** 2", "argument-square", 2.6),
            ("abs({})", "argument-absolute", 2.6),
            ("{}.T", "argument-turned", 2.4),
        ):
            yield f"{name} = {text.format(name)}", kind, weight, name
    for a, b in itertools.combinations(arrays, 2):
        if arrays[a] == arrays[b]:
            yield f"{a}, {b} = {b}, {a}", "arguments-exchanged", 1.3, (a, b)


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


def loops(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """A loop: its first or last pass left out, one pass only, the other direction."""
    if not isinstance(node, ast.For):
        return
    for text, kind, weight in (
        ("list(I)[:-1]", "last-pass-left-out", 1.4),
        ("list(I)[1:]", "first-pass-left-out", 1.4),
        ("list(I)[:1]", "first-pass-only", 1.3),
        ("list(I)[-1:]", "last-pass-only", 1.6),
        ("list(I)[::-1]", "other-direction", 1.8),
        ("list(I) + list(I)[-1:]", "pass-too-many", 2.0),
    ):
        over = expression(text, I=node.iter)
        yield ast.For(node.target, over, node.body, node.orelse, None), kind, weight


def updates(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """A += b: overwritten, subtracted, left out."""
    if not isinstance(node, ast.AugAssign):
        return
    yield ast.Assign([node.target], node.value), "overwritten", 1.0
    other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    yield ast.AugAssign(node.target, other, node.value), "update-sign", 1.3


def cases(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """If c: a, else: b; one for both."""
    if isinstance(node, ast.If):
        always = ast.Constant(True)
        if node.orelse:
            yield ast.If(always, node.orelse, []), "case-left-out", 1.0
        yield ast.If(always, node.body, []), "case-left-out", 1.2


STATEMENTS: tuple[Callable[[ast.stmt], Iterator[tuple[Any, str, float]]], ...] = (
    loops,
    updates,
    cases,
)


def _argument(node: ast.Call) -> Any:
    """What a call is about: its first argument, or the object of a method."""
    if isinstance(node.func, ast.Attribute) and dotted(node.func.value) not in (
        "np",
        "nnkit",
        "math",
    ):
        return node.func.value
    return node.args[0] if node.args else None


def _with_argument(node: ast.Call, new: Any) -> ast.Call:
    if isinstance(node.func, ast.Attribute) and dotted(node.func.value) not in (
        "np",
        "nnkit",
        "math",
    ):
        return ast.Call(ast.Attribute(new, node.func.attr, ast.Load()), node.args, node.keywords)
    return ast.Call(node.func, [new, *node.args[1:]], node.keywords)


def _renamed(node: Any, name: str) -> Any:
    if isinstance(node, ast.Attribute):
        return ast.Attribute(node.value, name, ast.Load())
    return ast.Name(name, ast.Load())


def _called(node: ast.Call, name: str) -> ast.Call:
    func = node.func
    if isinstance(func, ast.Attribute) and (
        name == "mean" or hasattr(__import__("numpy").ndarray, name) or dotted(func.value) == "np"
    ):
        return ast.Call(ast.Attribute(func.value, name, ast.Load()), node.args, node.keywords)
    return ast.Call(expression(f"np.{name}"), node.args, node.keywords)


def _activation(name: str, inner: Any) -> Any:
    forms = {
        "sigmoid": "1 / (1 + np.exp(-Z))",
        "tanh": "np.tanh(Z)",
        "relu": "np.maximum(Z, 0)",
        "identity": "Z",
        "sigmoid_prime": "np.exp(-Z) / (1 + np.exp(-Z)) ** 2",
        "tanh_prime": "1 - np.tanh(Z) ** 2",
        "relu_prime": "(Z > 0) * 1.0",
    }
    return expression(forms[name], Z=inner)
