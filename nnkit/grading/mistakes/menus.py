"""What people get wrong by the kind of a quantity: an error, a slope, a mean, an activation.

Written once for all exercises; these have the best words.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

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
    renamed,
    same,
    with_argument,
    with_op,
)

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
        ("np.where(Z < 0, np.exp(Z) / (1 + np.exp(Z)), 1 / (1 + np.exp(-Z)))", "where-both"),
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


def errors(node: Any, place: Place) -> Iterator[Slip]:
    """A - y: squared, absolute, decided."""
    if not is_op(node, ast.Sub) or isinstance(node.left, ast.Constant):
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
        if (sloped or "**" in place.source) and kind.startswith("slope"):
            continue
        yield expression(text, A=node.left, Y=node.right), kind, weight, node, None


def _is_target(node: Any) -> bool:
    """Say whether a node is what an output should be."""
    return bool(re.match(r"y|t$|target|labels", ast.unparse(node).lower()))


def slopes(node: Any, place: Place) -> Iterator[Slip]:
    """A (1 - a) and 1 - a²: left out, halved, of another function, at the wrong place."""
    a: Any = None
    flat = factors(node)
    if is_op(node, ast.Mult) and flat:
        for x, y in itertools.permutations(range(len(flat)), 2):
            one_minus = flat[y]
            if (
                is_op(one_minus, ast.Sub)
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
                    yield product([*others, new]), kind, weight, a, None
    if is_op(node, ast.Sub) and ast.unparse(node.left) == "1" and is_op(node.right, ast.Pow):
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


def means(node: Any, place: Place) -> Iterator[Slip]:
    """A mean over N examples: a sum, N - 1, another count, twice."""
    inner: Any = None
    if is_op(node, ast.Div) and is_count(node.right):
        inner, count = node.left, node.right
    elif (
        is_op(node, ast.Mult, ast.MatMult)
        and is_op(node.left, ast.Div)
        and is_count(node.left.right)
    ):
        inner, count = with_op(node, node.op, node.left.left), node.left.right
    elif isinstance(node, ast.Call) and dotted(node.func) == "mean" and place.examples:
        inner = ast.Call(renamed(node.func, "sum"), node.args, node.keywords)
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


def calls(node: Any, place: Place) -> Iterator[Slip]:
    """f(x): left out, another function, twice."""
    if not isinstance(node, ast.Call):
        return
    name = dotted(node.func)
    inner = argument(node)
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
    if name == "exp" and not isinstance(inner, ast.UnaryOp):
        yield with_argument(node, ast.UnaryOp(ast.USub(), inner)), "exponent-sign", 1.5, node, None
    if name == "exp" and isinstance(inner, ast.UnaryOp):
        yield (
            expression("-E", E=with_argument(node, inner.operand)),
            "minus-reach",
            1.6,
            node,
            None,
        )


def _called(node: ast.Call, name: str) -> ast.Call:
    func = node.func
    if isinstance(func, ast.Attribute) and (
        name == "mean" or hasattr(np.ndarray, name) or dotted(func.value) == "np"
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
        ("(E)[::-1]", "reversed", 1.7),
        ("(E >= 0.5) * 1.0", "decided", 2.4),
        ("(E > 0) * 1.0", "decided", 2.5),
        ("np.argmax(E, axis=-1)", "position-for-value", 2.4),
    ):
        # what holds of the result may hold of a line before it: then it is said of the result
        yield expression(text, E=node), kind, weight - 0.05 * place.answer, node, None
    for name in ("sigmoid", "tanh", "relu"):
        weight = 1.8 if place.answer and name == "sigmoid" else 2.3
        yield _activation(name, node), "activation-too-many", weight, node, name
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
    if place.source.startswith("line_"):
        yield from extra_factors(node, place)


def extra_factors(node: Any, place: Place) -> Iterator[Slip]:
    """A line of a derivation, or a term of it, with a factor too many: 2, or what is there."""
    names = (n for n, role in place.roles.items() if role != "function" and "line_" not in n)
    more: list[Any] = [ast.Constant(2), *(ast.Name(name, ast.Load()) for name in names)]
    for factor in more:
        yield expression("E * F", E=node, F=factor), "factor-extra", 1.6, node, factor
        if is_op(node, ast.Add, ast.Sub):
            for new in _in_each_term(node, factor):
                yield new, "factor-extra", 1.8, node, factor


def _in_each_term(node: Any, factor: Any) -> Iterator[Any]:
    """A sum with a factor in the first of its terms, in the second, ..."""
    if not is_op(node, ast.Add, ast.Sub):
        yield expression("E * F", E=node, F=factor)
        return
    yield from (with_op(node, node.op, left) for left in _in_each_term(node.left, factor))
    yield from (with_op(node, node.op, None, right) for right in _in_each_term(node.right, factor))


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
            ("2 * {}", "argument-double", 1.9),
            ("{} / 2", "argument-half", 1.9),
            ("{} ** 2", "argument-square", 2.6),
            ("abs({})", "argument-absolute", 2.6),
            ("{}.T", "argument-turned", 2.4),
        ):
            yield f"{name} = {text.format(name)}", kind, weight, name
    for a, b in itertools.combinations(arrays, 2):
        if arrays[a] == arrays[b]:
            yield f"{a}, {b} = {b}, {a}", "arguments-exchanged", 1.3, (a, b)
