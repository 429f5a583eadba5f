"""A formula's tree as LaTeX, in the order in which it was written."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
    *("ell", "Delta", "Sigma", "Theta"),
}
FUNCTIONS = {"sigma": r"\sigma", "dsigma": r"\sigma'", "softmax": r"\operatorname{softmax}",
             "diag": r"\operatorname{diag}", "total": r"\textstyle\sum",
             "rows": r"\sum_{\text{rows}}",             "mean": r"\operatorname{mean}"}  # fmt: skip
PLAIN = {"log": r"\log", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos"}
SUM, PRODUCT, MINUS, POWER, ATOM = range(5)


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
        raise ValueError(f"{ast.unparse(node)} has no way to be printed")

    def at_least(self, node: ast.AST, level: int) -> str:
        text, has = self.write(node)
        return text if has >= level else _bracketed(text)

    def _constant(self, node: ast.Constant) -> tuple[str, int]:
        return f"{node.value:g}" if isinstance(node.value, float) else str(node.value), ATOM

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
        return f"-{self.at_least(node.operand, PRODUCT)}", MINUS - 2

    def _binop(self, node: ast.BinOp) -> tuple[str, int]:
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self.write(left)[0]} + {self.at_least(right, PRODUCT)}", SUM
            case ast.Sub():
                return f"{self.write(left)[0]} - {self.at_least(right, PRODUCT)}", SUM
            case ast.Mult():
                times = self._times(left, right)
                return f"{self._left(left)}{times}{self.at_least(right, PRODUCT)}", PRODUCT
            case ast.MatMult():
                return f"{self._left(left)}\\,{self.at_least(right, PRODUCT)}", PRODUCT
            case ast.Div() if isinstance(left, ast.UnaryOp):
                text = self._binop(ast.BinOp(left.operand, node.op, right))[0]
                return f"-{text}", MINUS - 2
            case ast.Div():
                return rf"\frac{{{self.write(left)[0]}}}{{{self.write(right)[0]}}}", MINUS
            case ast.Pow():
                return f"{self.at_least(left, ATOM)}^{{{self.write(right)[0]}}}", POWER
        return self._unknown(node)

    def _left(self, node: ast.expr) -> str:
        text = self.write(node)[0]
        alone = text.startswith("-") and not isinstance(
            getattr(node, "op", None), ast.Add | ast.Sub
        )
        return text if alone else self.at_least(node, PRODUCT)  # a minus in front needs no brackets

    def _times(self, left: ast.expr, right: ast.expr) -> str:
        if self._is_array(left) and self._is_array(right):
            return r" \odot "
        first = right
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
            first = first.left
        number = isinstance(first, ast.Constant) or isinstance(left, ast.Call | ast.Constant)
        simple = isinstance(left, ast.Constant) and not isinstance(first, ast.Constant)
        return r"\," if simple or not number else r" \cdot "

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
            text, level = self.write(f)
            bottom = rf"\partial {self.write(x)[0]}"
            if isinstance(f, ast.Name):
                return rf"\frac{{\partial {text}}}{{{bottom}}}", MINUS
            inner = text if level == ATOM else rf"\left[{text}\right]"
            return rf"\frac{{\partial}}{{{bottom}}}{inner}", PRODUCT
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
        below = ", ".join(self.write(c.target)[0] for c in node.generators)
        return rf"\sum_{{{below}}} {self.at_least(node.elt, PRODUCT)}", PRODUCT


def _bracketed(text: str) -> str:
    """Text in brackets, tall ones where it is tall."""
    tall = any(part in text for part in (r"\frac", r"\sum"))
    return rf"\left({text}\right)" if tall else f"({text})"
