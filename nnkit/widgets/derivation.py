"""A derivation as one block: what is printed is made from what was checked, and can be broken."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from nnkit._types import Array, count
from nnkit.widgets.formulas import NUMBERS, FormulaError, broken, names, parse, ready, same, settled
from nnkit.widgets.latex import latex
from nnkit.widgets.part import KEEP

__all__ = ["Derivation"]

DRAWS, NEAR = 5, 1e-9
NOTHING = "no finite value"
BAR = "padding:4px 4px 4px 14px;border-left:3px solid #009E73"
TICK = '<span style="color:#009E73">✓</span>'
Slip = tuple[str, str, str]  # what was broken, the false line, how it differs


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
        Names that are arrays. Others are numbers. A shape may hold names of `sizes`: these are
        larger from draw to draw, so that no number can stand in their place.
    sizes : dict of name -> int
        Upper ends of sums, and counts.
    between : dict of name -> (low, high)
        Names that are drawn from there, not from -2 .. 2.
    words : dict of name -> LaTeX
        Names that are printed in another way.
    shown : int, optional
        So many lines are in sight, the others one click away. All, if left out.

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
        shapes: Mapping[str, tuple[int | str, ...]] | None = None,
        sizes: Mapping[str, int] | None = None,
        between: Mapping[str, tuple[float, float]] | None = None,
        words: Mapping[str, str] | None = None,
        shown: int | None = None,
    ) -> None:
        self._where = {name: parse(text) for name, text in (where or {}).items()}
        self._shapes, self._sizes = dict(shapes or {}), dict(sizes or {})
        self._between, self._words = dict(between or {}), dict(words or {})
        for name, shape in self._shapes.items():
            if missing := [n for n in shape if isinstance(n, str) and n not in self._sizes]:
                raise ValueError(
                    f"shapes has {missing[0]!r} for {name!r}, expected a name of sizes"
                )
        self.lines = _chains(lines)
        self.shown = len(self.lines) if shown is None else count("shown", shown)
        self._draws = [self._draw(seed) for seed in range(DRAWS)]
        self._arrays = {n for n, v in self._draws[0].items() if n not in NUMBERS and np.ndim(v)}
        self.ticks: list[str] = []
        self.tried = 0
        self.slips: list[list[Slip]] = []
        for k, line in enumerate(self.lines, 1):
            told, before = ast.unparse(line.tree), ast.unparse(line.before)
            try:
                values = self._values(line.before)
                difference = self._differs(values, line.tree)
                self._latex(line.before), self._latex(line.tree)
            except FormulaError as error:
                raise FormulaError(f"line {k}: {error}") from None
            if difference:
                raise ValueError(f"line {k}: {told} is not {before}: {difference}")
            self.ticks.append(self._how(line, np.shape(values[0])))
            self.slips.append(self._breaks(values, line.tree))
            if not self.slips[-1] and told != "0":
                raise ValueError(f"line {k}: {told} stays true whatever is broken in it")

    def _trees(self) -> list[ast.expr]:
        both = [tree for line in self.lines for tree in (line.before, line.tree)]
        return both + list(self._where.values())

    def _draw(self, seed: int) -> dict[str, Any]:
        """Random values for every free name."""
        rng = np.random.default_rng(seed)
        free: set[str] = set().union(*map(names, self._trees()))
        grown = {n for shape in self._shapes.values() for n in shape if isinstance(n, str)}
        sizes = {name: n + seed * (name in grown) for name, n in self._sizes.items()}
        given: dict[str, Any] = {**NUMBERS, **sizes}
        for name in sorted(free - set(self._where) - set(self._sizes) - set(NUMBERS) - {"range"}):
            low, high = self._between.get(name, (-2.0, 2.0))
            shape = [sizes[n] if isinstance(n, str) else n for n in self._shapes.get(name, ())]
            given[name] = rng.uniform(low, high, shape)[()]
        return settled(self._where, given)

    def _values(self, tree: ast.expr) -> list[Array]:
        """What a formula gives at each draw."""
        value = ready(tree, self._where)
        found = [np.asarray(np.real(value(given))) for given in self._draws]
        if not all(np.isfinite(one).all() for one in found):
            raise FormulaError(f"{ast.unparse(tree)} has {NOTHING} at some draws: use between")
        return found

    def _differs(self, values: list[Array], line: ast.expr) -> str:
        """Say where a line differs from the values wanted; nothing when it does not."""
        value = ready(line, self._where)
        for one, given in zip(values, self._draws, strict=True):
            two = np.asarray(np.real(value(given)))
            if np.shape(one) != np.shape(two):
                return f"shape {np.shape(two)} instead of {np.shape(one)}"
            if not np.isfinite(two).all():
                return NOTHING
            gap = np.abs(one - two)
            if np.max(gap, initial=0) > NEAR * (1 + np.max(np.abs(one), initial=0)):
                k = np.unravel_index(np.argmax(gap), np.shape(one))
                at = f" in entry {tuple(int(i) + 1 for i in k)}" if np.ndim(one) else ""
                return f"{two[k]:.4f} instead of {one[k]:.4f}{at}"
        return ""

    def _how(self, line: Line, shape: tuple[int, ...]) -> str:
        """What ticks a line."""
        free = set(self._draws[0]) - set(NUMBERS) - set(self._where)
        if not self._shapes | self._sizes and same(line.before, line.tree, self._where, free):
            return "equal for all values (SymPy)"
        return f"equal at {DRAWS} random draws" + (f", shape {shape}" if shape else "")

    def _breaks(self, values: list[Array], line: ast.expr) -> list[Slip]:
        """Slips of a line that the comparison finds: what, the false line, what it gives."""
        tried: dict[str, Slip] = {}
        for what, false in broken(line):
            try:
                difference = self._differs(values, false)
            except FormulaError:
                difference = "the shapes do not fit"
            text = self._latex(false)
            tried.setdefault(text, (what, text, difference))
        self.tried += len(tried)
        return [slip for slip in tried.values() if slip[2]]

    def _latex(self, tree: ast.expr) -> str:
        return latex(tree, self._words, self._arrays)

    def __repr__(self) -> str:
        n, slips = len(self.lines), sum(map(len, self.slips))
        heads = ", ".join(ast.unparse(line.before) for line in self.lines if line.starts)
        how = "; ".join(dict.fromkeys(self.ticks))
        lines = f"{n} line{'s' * (n != 1)}"
        rest = "" if slips == self.tried else f" that change it ({self.tried - slips} do not)"
        plural = "s" * (slips != 1)
        return (
            f"Derivation of {heads}: {lines}, {how}; {slips} slip{plural}{rest} tried, all found."
        )

    def html(self) -> str:
        """The block, as HTML whose formulas MathJax sets."""
        rows = []
        for line, tick, slips in zip(self.lines, self.ticks, self.slips, strict=True):
            left = self._latex(line.before) if line.starts else r"\quad"
            formula = rf"\displaystyle {left} = {self._latex(line.tree)}"
            rows.append(
                '<div style="display:flex;flex-wrap:wrap;gap:2px 18px;align-items:baseline;'
                f'overflow-x:auto;overflow-y:hidden;{BAR}">'
                f"<span>${formula}$</span>"
                f'<span style="opacity:.85">{escape(line.reason)}</span>'
                f'<span style="font-size:85%">{TICK} {escape(tick)}</span>'
                f"{_breakable(slips)}</div>"
            )
        seen, rest = rows[: self.shown], rows[self.shown :]
        if rest:
            more = f"{len(rest)} more line{'s' * (len(rest) != 1)}"
            head = f'<summary {KEEP} style="{BAR}">{more}</summary>'
            seen.append(f"<details>{head}{''.join(rest)}</details>")
        return f'<div class="nnkit-derivation" style="margin:8px 0">{"".join(seen)}</div>'

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/html": self.html(), "text/plain": repr(self)}, raw=True)


def _chains(lines: Sequence[tuple[str, str]]) -> list[Line]:
    """What each line is compared with."""
    if isinstance(lines, str) or not isinstance(lines, Iterable):
        raise ValueError(f"lines is {lines!r}, expected a list of (formula, reason)")
    found: list[Line] = []
    for k, pair in enumerate(lines, 1):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError(f"line {k} is {pair!r}, expected (formula, reason)")
        tree = parse(pair[0])
        match tree:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                found.append(Line(True, left, right, pair[1]))
            case ast.Compare():
                raise ValueError(f"line {k} is {pair[0]!r}, expected one '==' in it")
            case _ if found:
                found.append(Line(False, found[-1].tree, tree, pair[1]))
            case _:
                raise ValueError(f"line 1 is {pair[0]!r}, expected 'left == right'")
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
        f'<p><span style="color:#C04E00">✗</span> {what}: ${text}$ gives {escape(gap)}</p>'
        for what, text, gap in _spread(slips)
    )
    details = '<details style="font-size:85%;flex:1 1 14em">'
    return f"{details}<summary {KEEP}>break it</summary>{shown}</details>" if shown else ""
