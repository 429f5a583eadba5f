"""A derivation as one block: what is printed is made from what was checked, and can be broken."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from nnkit.widgets.formulas import NUMBERS, FormulaError, broken, compute, names, parse, symbols
from nnkit.widgets.latex import latex

__all__ = ["Derivation"]

DRAWS, NEAR = 5, 1e-9
Slip = tuple[str, str, str]  # what was broken, the false line, how it differs
EASY = 60  # operations that SymPy simplifies at once


class Line(NamedTuple):
    """A line of a derivation: whether it begins a chain, what it must equal, and the line."""

    starts: bool
    before: ast.expr
    tree: ast.expr
    reason: str


class Derivation:
    """Lines of which each equals the one before, with what ticked it and slips that lose the tick.

    Parameters
    ----------
    lines : list of (formula, reason)
        Python expressions (see `nnkit.widgets.formulas`), each with a few words: what was done.
        A line "left == right" begins a chain; a line without "==" goes on from the one before.
    where : dict of name -> formula
        Abbreviations, such as {"a": "sigma(z)"}; later ones may use earlier ones.
    shapes : dict of name -> shape
        Names that are arrays. Others are numbers.
    sizes : dict of name -> int
        Upper ends of sums.
    between : dict of name -> (low, high)
        Names that are drawn from there, not from -2 .. 2.
    words : dict of name -> LaTeX
        Names that are printed in another way.

    Raises
    ------
    ValueError
        A line that is not equal to the one before (with values that show it), a line that no slip
        can break, a formula that cannot be read.

    Notes
    -----
    Numbers are compared by SymPy for all values where it can, arrays and sums at random values,
    slopes by complex steps. Each line is then broken on purpose (a sign, a factor, a term): the
    same comparison must fail.

    Examples
    --------
    >>> Derivation([("D(L, a) == -(y - a)", "2 cancels ½, the inner slope is -1")],
    ...            where={"L": "(y - a)**2 / 2"})
    Derivation of D(L, a): 1 line, equal for all values (SymPy); 3 slips tried, all found.
    """

    def __init__(
        self,
        lines: Sequence[tuple[str, str]],
        *,
        where: Mapping[str, str] | None = None,
        shapes: Mapping[str, tuple[int, ...]] | None = None,
        sizes: Mapping[str, int] | None = None,
        between: Mapping[str, tuple[float, float]] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self._where = {name: parse(text) for name, text in (where or {}).items()}
        self._shapes, self._sizes = dict(shapes or {}), dict(sizes or {})
        self._between, self._words = dict(between or {}), dict(words or {})
        self.lines = _chains(lines)
        self._draws = [self._draw(seed) for seed in range(DRAWS)]
        self._arrays = set(self._shapes)
        for name, tree in self._where.items():
            if np.ndim(compute(tree, self._where, self._draws[0])):
                self._arrays.add(name)
        self.ticks: list[str] = []
        self.slips: list[list[Slip]] = []
        for k, line in enumerate(self.lines, 1):
            difference = self._differs(line.before, line.tree)
            if difference:
                told, before = ast.unparse(line.tree), ast.unparse(line.before)
                raise ValueError(f"line {k}: {told} is not {before}: {difference}")
            self.ticks.append(self._how(line.before, line.tree))
            self.slips.append(self._breaks(k, line.before, line.tree))

    def _trees(self) -> list[ast.expr]:
        both = [tree for line in self.lines for tree in (line.before, line.tree)]
        return both + list(self._where.values())

    def _draw(self, seed: int) -> dict[str, Any]:
        """Random values for every free name."""
        rng = np.random.default_rng(seed)
        free: set[str] = set().union(*map(names, self._trees()))
        given: dict[str, Any] = {**NUMBERS, **self._sizes}
        for name in sorted(free - set(self._where) - set(self._sizes) - set(NUMBERS) - {"range"}):
            low, high = self._between.get(name, (-2.0, 2.0))
            given[name] = rng.uniform(low, high, self._shapes.get(name, ()))[()]
        return given

    def _differs(self, before: ast.expr, line: ast.expr) -> str:
        """Say where the two differ; nothing when they do not."""
        for given in self._draws:
            one, two = (np.asarray(np.real(compute(t, self._where, given))) for t in (before, line))
            if np.shape(one) != np.shape(two):
                return f"shape {np.shape(two)} instead of {np.shape(one)}"
            scale = 1 + np.max(np.abs(one), initial=0)
            if not np.all(np.abs(one - two) <= NEAR * scale):
                k = np.unravel_index(np.argmax(np.abs(one - two)), np.shape(one))
                at = f" in entry {tuple(int(i) + 1 for i in k)}" if np.ndim(one) else ""
                return f"{two[k]:.4f} instead of {one[k]:.4f}{at}"
        return ""

    def _how(self, before: ast.expr, line: ast.expr) -> str:
        """What ticks a line."""
        if self._shapes or self._sizes:
            shape = np.shape(compute(line, self._where, self._draws[0]))
            size = f", shape {shape}" if shape else ""
            return f"equal at {DRAWS} random draws{size}"
        try:
            import sympy as sp

            free = {n: sp.Symbol(n, real=True) for n in self._draws[0] if n not in NUMBERS}
            given = symbols() | free
            gap = compute(before, self._where, given) - compute(line, self._where, given)
            if gap == 0 or (sp.count_ops(gap) <= EASY and sp.simplify(gap) == 0):
                return "equal for all values (SymPy)"
        except (FormulaError, TypeError):
            pass
        return f"equal at {DRAWS} random draws"

    def _breaks(self, k: int, before: ast.expr, line: ast.expr) -> list[Slip]:
        """Slips of a line that the comparison finds: what, the false line, what it gives."""
        found: list[Slip] = []
        for what, false in broken(line):
            try:
                difference = self._differs(before, false)
            except FormulaError:
                difference = "the shapes do not fit"
            text = self._latex(false)
            if difference and text not in [t for _, t, _ in found]:
                found.append((what, text, difference))
        if not found and not isinstance(line, ast.Name | ast.Constant):
            raise ValueError(f"line {k}, {ast.unparse(line)}, stays true whatever is broken in it")
        return found

    def _latex(self, tree: ast.expr) -> str:
        return latex(tree, self._words, self._arrays)

    def __repr__(self) -> str:
        n, slips = len(self.lines), sum(map(len, self.slips))
        heads = ", ".join(ast.unparse(line.before) for line in self.lines if line.starts)
        how = "; ".join(dict.fromkeys(self.ticks))
        lines = f"{n} line{'s' * (n != 1)}"
        return f"Derivation of {heads}: {lines}, {how}; {slips} slips tried, all found."

    def html(self) -> str:
        """The block, as HTML whose formulas MathJax sets."""
        rows = []
        for line, tick, slips in zip(self.lines, self.ticks, self.slips, strict=True):
            left = self._latex(line.before) if line.starts else r"\quad"
            formula = rf"\displaystyle {left} = {self._latex(line.tree)}"
            rows.append(
                '<div style="display:flex;flex-wrap:wrap;gap:2px 18px;align-items:baseline;'
                'padding:4px 0 4px 14px;border-left:3px solid #009E73">'
                f'<span style="overflow-x:auto;max-width:100%">${formula}$</span>'
                f'<span style="opacity:.85">{escape(line.reason)}</span>'
                f'<span style="font-size:85%;color:#00795A">✓ {escape(tick)}</span>'
                f"{_breakable(slips)}</div>"
            )
        return f'<div class="nnkit-derivation" style="margin:8px 0">{"".join(rows)}</div>'

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/html": self.html(), "text/plain": repr(self)}, raw=True)


def _chains(lines: Sequence[tuple[str, str]]) -> list[Line]:
    """What each line is compared with."""
    found: list[Line] = []
    for formula, reason in lines:
        tree = parse(formula)
        starts = isinstance(tree, ast.Compare)
        if isinstance(tree, ast.Compare):
            before, tree = tree.left, tree.comparators[0]
        elif found:
            before = found[-1].tree
        else:
            raise ValueError(f"lines begins with {formula!r}, expected 'left == right'")
        found.append(Line(starts, before, tree, reason))
    if not found:
        raise ValueError("lines is empty, expected at least one (formula, reason)")
    return found


def _spread(slips: list[Slip]) -> list[Slip]:
    """At most three slips, of different kinds first."""
    kinds = list({what: (what, text, gap) for what, text, gap in reversed(slips)}.values())[::-1]
    return (kinds + [slip for slip in slips if slip not in kinds])[:3]


def _breakable(slips: list[Slip]) -> str:
    """A few slips behind a word that opens them."""
    shown = "".join(
        f'<p style="overflow-x:auto"><span style="color:#C04E00">✗</span> {what}: '
        f"${text}$ gives {escape(gap)}</p>"
        for what, text, gap in _spread(slips)
    )
    style = "font-size:85%;flex:1 1 6em"
    return f'<details style="{style}"><summary>break it</summary>{shown}</details>' if shown else ""
