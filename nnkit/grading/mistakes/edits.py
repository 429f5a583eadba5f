"""All edits of a program: each operator at each place, like places together, lines given in words.

An edit that stands in several lines at once (both layers, both biases) is one mistake, told once.
"""

from __future__ import annotations

import ast
import builtins
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

import numpy as np

from nnkit.grading.exercise.spec import Function
from nnkit.grading.mistakes.menus import any_value, arguments
from nnkit.grading.mistakes.nodes import Place
from nnkit.grading.mistakes.operators import OPERATORS, STATEMENTS, reaches
from nnkit.grading.mistakes.program import (
    ANSWER,
    Line,
    Path,
    Program,
    at,
    compiled,
    located,
    nodes,
    replaced,
    target,
)
from nnkit.grading.mistakes.results import sequences

WHOLE = (
    "not-averaged",
    "averaged-twice",
    "averaged-again",
    "mean-over-columns",
    "mean-over-entries",
    "one-less",
    "double",
    "half",
    "sign",
    "uphill",
    "reversed",
)  # one mistake in all lines where it can be made, whatever these look like
BELOW = {"factor": "divisor", "factor-twice": "divisor-squared", "divided": "times-for-divided"}
"""What a kind of mistake is called in a divisor: there a factor divides."""
unparsed = functools.lru_cache(maxsize=4096)(ast.unparse)
IN_PLACE = ("append", "at", "extend", "fill", "insert", "pop", "reverse", "shuffle", "sort")
EXCHANGED = "exchanged"
Change = tuple[int, Path, Any]
"""Statement, way to a node in it, and what stands there instead."""


@dataclass(frozen=True, eq=False)
class Edit:
    """One mistake: places of a program changed, and what is said about it."""

    program: Program
    changes: tuple[Change, ...]
    kind: str
    weight: float
    lines: tuple[Line, ...]
    what: Any = None
    instead: Any = None
    advice: str = ""
    id: str = ""
    function: Function | None = None
    codes: dict[int, CodeType] = field(default_factory=dict)

    @functools.cached_property
    def start(self) -> int:
        """The first statement that it changes."""
        return min(number for number, _, _ in self.changes)

    @functools.cached_property
    def writes(self) -> bool:
        """Whether lines written out may write into what there was before them."""
        new = [node for _, _, made in self.changes for node in _walked(made)]
        return self.kind == "given" and any(map(_may_write, new))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The answer of who makes this mistake."""
        if self.function is not None:
            return self.function(*args, **kwargs)
        return self.program.run(args, kwargs, self.code())

    def code(self) -> Mapping[int, CodeType]:
        """The changed statements, compiled (once)."""
        if not self.codes:
            new: dict[int, Any] = {}
            for number, path, node in self.changes:
                located(node)
                statement = new.get(number, self.program.statements[number])
                new[number] = replaced(statement, path, node) if path else node
            for number, statement in new.items():
                self.codes[number] = compiled(statement)
        return self.codes


def _walked(made: Any) -> Iterator[ast.AST]:
    for node in made if isinstance(made, list) else [made]:
        yield from ast.walk(node)


def _may_write(node: ast.AST) -> bool:
    """Say whether a part of a line may change an array or a list in place."""
    if isinstance(node, (ast.Subscript, ast.Attribute)):
        called = getattr(node, "attr", "") in IN_PLACE
        return called or isinstance(node.ctx, ast.Store)
    return isinstance(node, (ast.AugAssign, ast.Expr)) or getattr(node, "arg", "") == "out"


def edits(program: Program, states: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """All first-order edits of a program, likely ones first; `states` is a trace of one call."""
    single = [
        *_of_arguments(program, states[0]),
        *_of_lines(program, states),
        *_of_statements(program),
    ]
    return sorted([*single, *_alike(single)], key=lambda edit: edit.weight)


def given(program: Program, text: str, advice: str, id: str) -> Edit:
    """An edit that is written out: the lines of `text` stand in place of those they name.

    Raises
    ------
    ValueError
        Where a line of `text` names nothing that the program makes, or more than one line.
    """
    tree = ast.parse(text.replace("return ", f"{ANSWER} = "))
    if unknown := _unknown(program, tree):
        raise ValueError(
            f"the mistake {text!r} of {program.name} reads {unknown}: nothing makes it"
        )
    changes: list[Change] = []
    lines, first = [], []
    for statement in tree.body:
        name = target(statement)
        same = [line for line in program.lines if line.name == name]
        if not same and set(re.findall(r"\w+", name)) <= {*program.arguments, *program.used}:
            first.append(statement)
            continue
        if len(same) != 1:
            made = ", ".join(dict.fromkeys(line.name for line in program.lines))
            raise ValueError(
                f"the mistake {text!r} of {program.name} changes {name!r}, which "
                f"{len(same) or 'no'} lines make; the program makes {made}"
            )
        changes.append((same[0].number, same[0].path, statement))
        lines.append(same[0])
    if first:
        changes.append((0, (), first))
    return Edit(program, tuple(changes), "given", 0.0, tuple(lines), advice=advice, id=id)


def _unknown(program: Program, tree: ast.Module) -> str:
    """A name that some lines read and that neither they nor the program have, or an empty text."""
    found = [node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.arg))]
    read = {n.id for n in found if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    own = {n.id for n in found if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in found if isinstance(n, ast.arg)}
    there = {*program.own, *program.made, *program.space, *dir(builtins)}
    return min(read - own - there, default="")


def _of_arguments(program: Program, names: Mapping[str, Any]) -> Iterator[Edit]:
    arrays = {a: names[a].shape for a in program.arguments if isinstance(names.get(a), np.ndarray)}
    for text, kind, weight, what in arguments(arrays, _examples(program, names)):
        what, instead = what if isinstance(what, tuple) else (what, None)
        change = (0, (), ast.parse(text).body)
        yield Edit(program, (change,), kind, weight, program.lines[-1:], what, instead)


def _of_lines(program: Program, states: Sequence[Mapping[str, Any]]) -> Iterator[Edit]:
    for line in program.lines:
        value = getattr(line.node, "value", None)
        if value is None:
            continue
        root: Path = (*line.path, ("value", None))
        place = _place(program, states[line.number + 1 if line.path else line.number])
        place.answer, place.source = line.name == ANSWER, unparsed(line.node)
        for path, node in nodes(value, root):
            if any(name == "keywords" for name, _ in path[len(root) :]):
                continue  # the operators of a call change these
            inside = any(name == "slice" for name, _ in path[len(root) :])
            called = isinstance(line.node, ast.Expr) and path[len(root) :][:1] == (("func", None),)
            exponent = path[-1:] == (("right", None),) and _is_power(program, line, path[:-1])
            below = BELOW if _is_below(program, line, path) else {}
            for operator in OPERATORS:
                if inside and operator is sequences:
                    continue
                for new, kind, weight, what, instead in operator(node, place):
                    if called and isinstance(new, ast.Name) and new.id not in program.risky:
                        continue  # nothing else may be written into: states are kept
                    change = (line.number, path, new)
                    kind = "index" if inside else "power" if exponent else below.get(kind, kind)
                    yield Edit(program, (change,), kind, weight, (line,), what, instead)
            if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
                each = replace(place, answer=False)
                for new, kind, weight, what, instead in any_value(node.elt, each):
                    change = (line.number, (*path, ("elt", None)), new)
                    yield Edit(program, (change,), kind, weight + 0.2, (line,), what, instead)
        yield from _across(program, line, value, root, place)
        reads = any(isinstance(n, ast.Name) and n.id in program.own for n in ast.walk(value))
        if reads and not isinstance(value, (ast.Tuple, ast.List)):
            for new, kind, weight, what, instead in any_value(value, place):
                change = (line.number, root, new)
                yield Edit(program, (change,), kind, weight, (line,), what, instead)


def _across(
    program: Program, line: Line, value: ast.expr, root: Path, place: Place
) -> Iterator[Edit]:
    """What brackets and calls reach in a line and in the line before, if both were one."""
    made = {o.name: o.node.value for o in program.lines if isinstance(o.node, ast.Assign)}
    for way, node in nodes(value):
        if line.path or not isinstance(node, ast.Name) or node.id not in made:
            continue
        part, uses = made[node.id], sum(n.id == node.id for n in program.loads)
        again = [o for o in program.lines if o.name == node.id]
        if uses != 1 or len(again) != 1 or again[0].path:
            continue
        whole = replaced(value, way, part)
        for path, outer in nodes(whole):
            if path != way[: len(path)]:
                continue
            for new, kind, weight, what, instead in reaches(outer, place):
                change = (line.number, root, replaced(whole, path, new))
                yield Edit(program, (change,), kind, weight - 0.3, (line,), what, instead)


def _is_below(program: Program, line: Line, path: Path) -> bool:
    """Say whether a part of a line stands below the bar of a fraction."""
    statement = program.statements[line.number]
    ups = [at(statement, path[:k]) for k in range(len(path)) if path[k] == ("right", None)]
    return any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) for n in ups)


def _is_power(program: Program, line: Line, path: Path) -> bool:
    node = at(program.statements[line.number], path)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)


def _of_statements(program: Program) -> Iterator[Edit]:
    for number, statement in enumerate(program.statements):
        for path, node in nodes(statement):
            if not isinstance(node, ast.stmt):
                continue
            line = _line(program, number, path)
            for operator in STATEMENTS:
                for new, kind, weight in operator(node):
                    yield Edit(program, ((number, path, new),), kind, weight, (line,), node)
    for line in program.lines:
        again = [o for o in program.lines if o.name == line.name and o is not line]
        given = line.name in program.arguments
        if again or given or isinstance(line.node, ast.AugAssign):
            change = (line.number, line.path, ast.Pass())
            kind = "kept-as-given" if given and not again else "step-left-out"
            yield Edit(program, (change,), kind, 1.4, (line,))
    for line in program.lines:
        made, name = line.name, line.name.removeprefix("d")
        if made != name in program.arguments and not line.path:
            for rate in ("", "0.1 * ", "0.5 * ", "0.01 * "):
                step = ast.parse(f"{name} = {name} - {rate}{made}").body
                first: Change = (line.number, (), [line.node, *step])
                yield Edit(program, (first,), "updated-first", 1.4, (line,), None, name)
    for a, b in itertools.pairwise(program.lines):
        apart = a.path == b.path == () and b.name != ANSWER
        in_one_body = a.path and a.number == b.number and a.path[:-1] == b.path[:-1]
        if not apart and not in_one_body:
            continue
        both = ((a.number, a.path, b.node), (b.number, b.path, a.node))
        early = any(
            isinstance(n, ast.Name) and n.id == a.name
            for n in ast.walk(getattr(b.node, "value", b.node))
        )
        one, two, kind = (b, a, "too-early") if early else (a, b, "too-late")
        yield Edit(program, both, kind, 2.0, (one,), two.name)


def _line(program: Program, number: int, path: Path) -> Line:
    """The line at a place, or the first one below it: for a loop, the first of its body."""
    below = [o for o in program.lines if o.number == number and o.path[: len(path)] == path]
    return below[0] if below else program.lines[-1]


def _alike(single: Sequence[Edit]) -> Iterator[Edit]:
    """The same edit at all like places."""
    groups: dict[tuple[str, ...], list[Edit]] = {}
    for edit in single:
        if len(edit.changes) != 1:
            continue
        number, path, new = edit.changes[0]
        old = at(edit.program.statements[number], path)
        if isinstance(old, ast.stmt) or not isinstance(new, ast.AST):
            continue
        key: tuple[str, ...]
        if edit.kind == "other-name":
            key = (edit.kind, unparsed(old), unparsed(new))
            groups.setdefault(key, []).append(edit)
            key = (edit.kind, str(edit.lines[0].path), str(number), *key)
            groups.setdefault(key, []).append(edit)
            both = unparsed(old), unparsed(new)
            for where in (EXCHANGED, f"{EXCHANGED} {number} {edit.lines[0].path}"):
                groups.setdefault((where, *sorted(both)), []).append(edit)
                if shift := _shift(*both):
                    groups.setdefault((where, *shift), []).append(edit)
        if edit.kind in WHOLE:
            by = unparsed(new.right) if isinstance(new, ast.BinOp) else ""
            groups.setdefault((edit.kind, by if "over" in edit.kind else ""), []).append(edit)
        key = (edit.kind, _plain(old), _plain(new), str(path[-1:]))
        groups.setdefault(key, []).append(edit)
    for key, group in groups.items():
        places = {(number, path) for edit in group for number, path, _ in edit.changes}
        if not 1 < len(group) == len(places) <= 8:
            continue
        if any(p != q and n == m and p == q[: len(p)] for n, p in places for m, q in places):
            continue
        lines = tuple(dict.fromkeys(line for edit in group for line in edit.lines))
        if group[0].kind in WHOLE and _depend(lines):
            continue
        first = group[0]
        weight = max(edit.weight for edit in group) + (0.7 if EXCHANGED in key[0] else 0.1)
        changes = tuple(change for edit in group for change in edit.changes)
        what, instead = _several([e.what for e in group]), _several([e.instead for e in group])
        kind = first.kind
        if kind == "other-name" and isinstance(what, tuple):
            swapped = {unparsed(old) for old in what} == set(instead or ())
            kind = "names-exchanged" if swapped else kind
        yield Edit(first.program, changes, kind, weight, lines, what, instead)


def _shift(old: str, new: str) -> tuple[str, ...]:
    """The name without its number and the step from one number to the other, for w1 and w2."""
    one, two = (re.fullmatch(r"(\D+)(\d+)", name) for name in (old, new))
    if one is None or two is None or one[1] != two[1]:
        return ()
    return one[1], f"{int(two[2]) - int(one[2]):+d}"


def _several(parts: Sequence[Any]) -> Any:
    """The different ones among some parts: one, or a tuple."""
    found = {ast.dump(p) if isinstance(p, ast.AST) else p: p for p in parts}
    return tuple(found.values()) if len(found) > 1 else parts[0]


def _depend(lines: Sequence[Line]) -> bool:
    """Say whether one of some lines is made from another of them."""
    made = {line.name for line in lines}
    return any(
        isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id in made - {line.name}
        for line in lines
        for n in ast.walk(line.node)
    )


@functools.lru_cache(maxsize=4096)
def _plain(node: ast.AST) -> str:
    """The source of a node with the numbers of layers left out."""
    return re.sub(r"(?<=[A-Za-z])\d+", "", unparsed(node))


def _place(program: Program, names: Mapping[str, Any]) -> Place:
    own = {k: v for k, v in names.items() if k in program.own}
    own = {k: v for k, v in own.items() if not k.startswith("__")}
    shapes = {k: v.shape if isinstance(v, np.ndarray) else None for k, v in own.items()}
    roles = {k: r for k, v in own.items() if (r := _role(v))}
    return Place(shapes, _examples(program, own), roles=roles)


def _examples(program: Program, names: Mapping[str, Any]) -> str:
    """The first argument that is a table or, if none is, a row of numbers."""
    arrays = [a for a in program.arguments if isinstance(names.get(a), np.ndarray)]
    arrays = [a for a in arrays if not re.match(r"[wb]\d*$|[WB]|theta|params", a)]
    tables = [a for a in arrays if names[a].ndim == 2]
    return next(iter([*tables, *arrays]), "")


def _role(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array {value.ndim}" if value.ndim else "number"
    if isinstance(value, (bool, str)) or value is None:
        return ""
    if isinstance(value, (int, float, np.number)):
        return "number"
    if isinstance(value, (list, tuple)):
        return f"list {len(value)}"
    return "function" if callable(value) else ""
