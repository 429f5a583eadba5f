"""A formula's tree as LaTeX, in the order in which it was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping

from nnkit.widgets.formulas import FormulaError

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
    *("ell", "Delta", "Sigma", "Theta"),
}
FUNCTIONS = {"sigma": r"\sigma", "dsigma": r"\sigma'", "softmax": r"\operatorname{softmax}",
             "diag": r"\operatorname{diag}", "total": r"{\textstyle\sum}",
             "rows": r"\sum_{\text{rows}}", "mean": r"\operatorname{mean}"}  # fmt: skip
SIGNS = {ast.Eq: "=", ast.NotEq: r"\neq", ast.Lt: r"\lt", ast.LtE: r"\le", ast.Gt: r"\gt",
         ast.GtE: r"\ge"}  # fmt: skip
PLAIN = {"log": r"\log", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos"}
SUM, PRODUCT, FRACTION, POWER, ATOM = range(5)


def latex(
    tree: ast.expr, words: Mapping[str, str] | None = None, arrays: Collection[str] = ()
) -> str:
    r"""LaTeX of a formula.

    Parameters
    ----------
    tree : what `formulas.parse` returned
    words : LaTeX for names that are not written as they stand, such as {"L": r"\ell"}
    arrays : names of arrays, whose product by entries is written with a circle
    """
    return _Writer(words or {}, arrays).write(tree)[0]


class _Writer:
    """Each method gives the text and how strongly it holds together."""

    def __init__(self, words: Mapping[str, str], arrays: Collection[str]) -> None:
        self.words, self.arrays = words, arrays

    def write(self, node: ast.AST) -> tuple[str, int]:
        return getattr(self, f"_{type(node).__name__.lower()}", self._unknown)(node)

    def _unknown(self, node: ast.AST) -> tuple[str, int]:
        raise FormulaError(f"{ast.unparse(node)} has no way to be printed")

    def at_least(self, node: ast.AST, level: int) -> str:
        text, has = self.write(node)
        return text if has >= level else _bracketed(text)

    def _constant(self, node: ast.Constant) -> tuple[str, int]:
        if type(node.value) not in (int, float):
            return self._unknown(node)
        digits, _, power = repr(node.value).partition("e")
        return (rf"{digits} \cdot 10^{{{int(power)}}}", PRODUCT) if power else (digits, ATOM)

    def _name(self, node: ast.Name) -> tuple[str, int]:
        return self.name(node.id), ATOM

    def name(self, text: str) -> str:
        if text in self.words:
            return self.words[text]
        stem, _, low = text.partition("_")
        hat = stem.endswith("hat") and len(stem) > 3
        stem = stem.removesuffix("hat") if hat else stem
        stem = "\\" + stem if stem in GREEK else stem if len(stem) == 1 else rf"\mathit{{{stem}}}"
        stem = rf"\hat{{{stem}}}" if hat else stem
        if stem.startswith(r"\mathit") and stem[8:-1].rstrip("0123456789").isalpha():
            letters = stem[8:-1].rstrip("0123456789")
            digits = stem[8:-1][len(letters) :]
            if len(letters) == 1 and digits:
                stem = f"{letters}_{{{digits}}}"
        return stem + (f"_{{{low}}}" if low else "")

    def _unaryop(self, node: ast.UnaryOp) -> tuple[str, int]:
        if not isinstance(node.op, ast.USub):
            return self._unknown(node)
        return f"-{self.at_least(node.operand, PRODUCT)}", SUM

    def _binop(self, node: ast.BinOp) -> tuple[str, int]:
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self.write(left)[0]} + {self.at_least(right, PRODUCT)}", SUM
            case ast.Sub():
                return f"{self.write(left)[0]} - {self.at_least(right, PRODUCT)}", SUM
            case ast.Mult() | ast.MatMult():
                one, two = self._first(node), self._second(node)
                return f"{one}{self._times(node, two)}{two}", PRODUCT
            case ast.Div() if isinstance(left, ast.UnaryOp):
                return f"-{self._binop(ast.BinOp(left.operand, node.op, right))[0]}", SUM
            case ast.Div():
                return rf"\frac{{{self.write(left)[0]}}}{{{self.write(right)[0]}}}", FRACTION
            case ast.Pow():
                return f"{self.at_least(left, ATOM)}^{{{self.write(right)[0]}}}", POWER
        return self._unknown(node)

    def _first(self, node: ast.BinOp) -> str:
        left = node.left
        text, level = self.write(left)
        adds = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub)
        minus = text.startswith("-") and not adds  # a minus in front needs no brackets
        plain = (level >= PRODUCT or minus) and not _ends_in_sum(left)
        return text if plain and not self._other_kind(left, node) else _bracketed(text)

    def _second(self, node: ast.BinOp) -> str:
        if self._other_kind(node.right, node):
            return _bracketed(self.write(node.right)[0])
        return self.at_least(node.right, PRODUCT)

    def _times(self, node: ast.BinOp, right: str) -> str:
        if isinstance(node.op, ast.MatMult):
            return r"\,"
        if self._by_entries(node):
            return r" \odot "
        dot = re.match(r"(\\frac{)?\d", right) or isinstance(node.left, ast.Call)
        return r" \cdot " if dot else r"\,"

    def _by_entries(self, node: ast.AST) -> bool:
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
            return False
        return self._is_array(node.left) and self._is_array(node.right)

    def _other_kind(self, part: ast.AST, whole: ast.BinOp) -> bool:
        """A product by entries in a matrix product, or the other way round."""
        matrix = isinstance(part, ast.BinOp) and isinstance(part.op, ast.MatMult)
        return matrix if self._by_entries(whole) else self._by_entries(part)

    def _is_array(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            inner = isinstance(node.func, ast.Name) and node.func.id not in ("total", "mean", "sum")
            return inner and any(self._is_array(a) for a in node.args)
        if isinstance(node, ast.Subscript):
            return False
        if isinstance(node, ast.Name):
            return node.id in self.arrays
        return any(self._is_array(c) for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr))

    def _attribute(self, node: ast.Attribute) -> tuple[str, int]:
        if node.attr != "T":
            return self._unknown(node)
        return rf"{self.at_least(node.value, ATOM)}^{{\top}}", POWER

    def _subscript(self, node: ast.Subscript) -> tuple[str, int]:
        at = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        low = "".join(self.write(i)[0] for i in at)
        text = self.at_least(node.value, ATOM)
        if "_" in text and text.endswith("}"):
            return f"{text[:-1]},{low}}}", ATOM
        return f"{text}_{{{low}}}", ATOM

    def _call(self, node: ast.Call) -> tuple[str, int]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "D":
            f, x = node.args
            text, bottom = self.write(f)[0], rf"\partial {self.write(x)[0]}"
            if isinstance(f, ast.Name | ast.Subscript):
                return rf"\frac{{\partial {text}}}{{{bottom}}}", FRACTION
            return rf"\frac{{\partial}}{{{bottom}}}\left[{text}\right]", PRODUCT
        if name == "sum":
            return self._sum(node.args[0])
        if name == "exp":
            return f"e^{{{self.write(node.args[0])[0]}}}", POWER
        if name == "sqrt":
            return rf"\sqrt{{{self.write(node.args[0])[0]}}}", ATOM
        if name == "norm":
            return rf"\lVert {self.write(node.args[0])[0]}\rVert", ATOM
        if name == "outer":
            u, v = (self.at_least(a, ATOM) for a in node.args)
            return rf"{u}\,{v}^{{\top}}", PRODUCT
        head = FUNCTIONS.get(name) or PLAIN.get(name) or rf"\operatorname{{{name}}}"
        return head + _bracketed(", ".join(self.write(a)[0] for a in node.args)), ATOM

    def _sum(self, node: ast.expr) -> tuple[str, int]:
        if not isinstance(node, ast.GeneratorExp):
            return self._unknown(node)
        below = []
        for part in node.generators:
            if not re.fullmatch(r"range\([^\W\d]\w*\)", ast.unparse(part.iter)):
                raise FormulaError(f"{ast.unparse(node)} has no way to be printed, use range(N)")
            below += [self._condition(c) for c in part.ifs] or [self.write(part.target)[0]]
        return rf"\sum_{{{', '.join(below)}}} {self.at_least(node.elt, PRODUCT)}", PRODUCT

    def _condition(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Compare) or type(node.ops[0]) not in SIGNS:
            return self._unknown(node)[0]
        left, right = self.write(node.left)[0], self.write(node.comparators[0])[0]
        return f"{left} {SIGNS[type(node.ops[0])]} {right}"


def _ends_in_sum(node: ast.AST) -> bool:
    """Whether what is written behind it could be read as part of a sum."""
    while isinstance(node, ast.BinOp | ast.UnaryOp) and not isinstance(
        getattr(node, "op", None), ast.Div | ast.Pow
    ):
        node = node.right if isinstance(node, ast.BinOp) else node.operand
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "sum"


def _bracketed(text: str) -> str:
    """Text in brackets, tall ones where it is tall."""
    tall = any(part in text for part in (r"\frac", r"\sum"))
    return rf"\left({text}\right)" if tall else f"({text})"
