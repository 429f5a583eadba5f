"""A formula as text: read once, computed by NumPy or SymPy, and printed as LaTeX.

So what stands on a page is what the machine computed. A formula is a Python expression of names,
numbers, ``+ - * / ** @``, ``x[i]``, ``W.T``, the functions below, sums such as
``sum(e[i] * x[i] for i in range(N))`` and slopes ``D(f, x)``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnkit._types import Array

STEP = 1e-30  # of the complex step: nothing is lost to rounding
EASY = 60  # operations that SymPy simplifies at once


class FormulaError(ValueError):
    """A formula that cannot be read or computed."""


def parse(text: str) -> ast.expr:
    """The tree of a formula."""
    try:
        return ast.parse(str(text).strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        told = getattr(error, "msg", error)
        raise FormulaError(f"{text!r} cannot be read as a formula: {told}") from None


def names(tree: ast.expr) -> set[str]:
    """The free names of a formula: no functions, no indices of sums."""
    bound = {n.id for c in ast.walk(tree) if isinstance(c, ast.comprehension)
             for n in ast.walk(c.target) if isinstance(n, ast.Name)}  # fmt: skip
    called = {id(c.func) for c in ast.walk(tree) if isinstance(c, ast.Call)}
    found = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called}
    return found - bound


class _Ready(ast.NodeTransformer):
    """Make integers exact, and give each slope a function with all definitions put in."""

    def __init__(self, where: Mapping[str, ast.expr], inside: bool = False) -> None:
        self.where, self.inside = where, inside

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not self.inside or node.id not in self.where:
            return node
        copy = ast.parse(ast.unparse(self.where[node.id]), mode="eval").body
        result: ast.expr = self.visit(copy)
        return result

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if type(node.value) is not int:
            return node
        return ast.Call(ast.Name("_whole", ast.Load()), [node], [])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not (isinstance(node.func, ast.Name) and node.func.id == "D"):
            return ast.Call(node.func, [self.visit(a) for a in node.args], [])
        if len(node.args) != 2 or not isinstance(node.args[1], ast.Name):
            raise FormulaError(f"{ast.unparse(node)} is no slope, expected D(formula, name)")
        inner, name = node.args[0], node.args[1].id
        rest = {k: v for k, v in self.where.items() if k != name}
        body = _Ready(rest, inside=True).visit(ast.parse(ast.unparse(inner), mode="eval").body)
        lambda_ = ast.parse(f"lambda {name}: 0", mode="eval").body
        assert isinstance(lambda_, ast.Lambda)
        lambda_.body = body
        at = self.visit(ast.Name(name, ast.Load()))
        return ast.Call(ast.Name("D", ast.Load()), [lambda_, at], [])


def ready(tree: ast.expr, where: Mapping[str, ast.expr]) -> Callable[[Mapping[str, Any]], Any]:
    """A formula as a function of the values of its names (see `settled`).

    The function runs the text with `eval`: it is for what the author of a page writes, never for
    what a student hands in or types.
    """
    copy = ast.parse(ast.unparse(tree), mode="eval").body
    whole = ast.fix_missing_locations(ast.Expression(_Ready(where).visit(copy)))
    code = compile(whole, "<formula>", "eval")

    def value(given: Mapping[str, Any]) -> Any:
        try:
            with np.errstate(all="ignore"):
                return eval(code, {"__builtins__": {}, "range": range, "sum": sum, **given})
        except Exception as error:
            raise FormulaError(f"{ast.unparse(tree)} cannot be computed: {error}") from None

    return value


def settled(where: Mapping[str, ast.expr], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values `given`, and those of the names that `where` defines, each by earlier ones."""
    known = dict(given)
    for name, tree in where.items():
        known[name] = ready(tree, where)(known)
    return known


def _slope(f: Callable[[Any], Any], x: Any) -> Any:
    """Complex step: the gradient of a number, or the Jacobian (row = output) of a vector."""
    x = np.asarray(x, dtype=complex)
    columns = []
    for k in range(x.size):
        moved = x.copy().ravel()
        moved[k] += 1j * STEP
        columns.append(np.imag(f(moved.reshape(x.shape)[()])) / STEP)
    slopes = np.array(columns)
    return slopes.reshape(x.shape)[()] if slopes.ndim == 1 else slopes.T


def _softmax(z: Array) -> Array:
    e = np.exp(z - np.max(np.real(z), axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _rows(A: Array) -> Array:
    return np.asarray(A).sum(axis=0)


NUMBERS: dict[str, Any] = {
    "_whole": int,
    "D": _slope,
    "sigma": lambda z: 1 / (1 + np.exp(-z)),
    "dsigma": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "sqrt": np.sqrt,
    "softmax": _softmax,
    "diag": np.diag,
    "outer": np.outer,
    "total": np.sum,
    "rows": _rows,
    "mean": np.mean,
    "norm": lambda v: np.sqrt(np.sum(v * v)),
}


def same(before: ast.expr, line: ast.expr, where: Mapping[str, ast.expr], free: set[str]) -> bool:
    """Whether SymPy shows quickly that two formulas of numbers are equal for all values."""
    import sympy as sp

    rule = {"fdiff": lambda self, argindex=1: self * (1 - self)}
    Sigma: Any = type("Sigma", (sp.Function,), rule)

    def slope(f: Callable[[Any], Any], x: Any) -> Any:
        t = sp.Dummy(real=True)
        return sp.diff(f(t), t).subs(t, x)

    kept = {name: getattr(sp, name) for name in ("exp", "log", "tanh", "sin", "cos", "sqrt")}
    own = {"_whole": sp.Integer, "D": slope, "sigma": Sigma}
    own["dsigma"] = lambda z: Sigma(z) * (1 - Sigma(z))
    given = kept | own | {name: sp.Symbol(name, real=True) for name in free}
    try:
        given = settled(where, given)
        gap = sp.expand(ready(before, where)(given) - ready(line, where)(given))
        if gap == 0 or gap.count_ops() > EASY:
            return bool(gap == 0)
        gap = gap.replace(Sigma, lambda z: 1 / (1 + sp.exp(-z))).rewrite(sp.tanh, sp.exp)
        top = sp.expand(sp.numer(sp.together(gap)))
        return bool(top == 0 or (top.count_ops() <= EASY and sp.simplify(top) == 0))
    except (FormulaError, TypeError, AttributeError):
        return False


def broken(tree: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Formulas with one slip in them: what was done, and the formula."""
    places = [(k, slip) for k, node in enumerate(ast.walk(tree)) for slip in _slips(node)]
    for k, (what, change) in places:
        copy = ast.parse(ast.unparse(tree), mode="eval").body
        target = next(n for m, n in enumerate(ast.walk(copy)) if m == k)
        yield what, _replace(copy, target, change(target))
    if not places:
        yield "a minus too many", ast.UnaryOp(ast.USub(), tree)


def _slips(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.expr]]]:
    if isinstance(node, ast.UnaryOp):
        yield "a minus lost", lambda n: n.operand
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "a sign flipped", lambda n: ast.BinOp(n.left, other, n.right)
            yield "a term lost", lambda n: n.left
        if isinstance(node.op, ast.Mult | ast.MatMult):
            yield "a factor lost", lambda n: n.left
            yield "a factor lost", lambda n: n.right
        if isinstance(node.op, ast.Div | ast.Pow):
            word = "a divisor lost" if isinstance(node.op, ast.Div) else "a power lost"
            yield word, lambda n: n.left
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in ("D", "sum", "range"):
        if len(node.args) == 2:
            yield "two exchanged", lambda n: ast.Call(n.func, n.args[::-1], [])
        else:
            yield f"{ast.unparse(node.func)} lost", lambda n: n.args[0]
    if isinstance(node, ast.Attribute):
        yield "a transpose lost", lambda n: n.value


def _replace(tree: ast.expr, old: ast.AST, new: ast.expr) -> ast.expr:
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is old else self.generic_visit(node)

    result: ast.expr = Swap().visit(tree)
    return result
