"""A right answer as a program that can be edited: one named quantity a line, run from any line.

A program is read from the source of a function. Words about a line stand beside it: the comment
behind it names the quantity ("the error of each example"), comments on lines of their own above
it are added to what is said about a mistake in it. Loops are `for` loops without a `return` inside.
"""

from __future__ import annotations

import ast
import copy
import functools
import inspect
import io
import textwrap
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import copied

ANSWER = "__answer__"
Path = tuple[tuple[str, int | None], ...]
"""The way from a statement to a node in it: fields, with the place in a list or None."""


@dataclass(frozen=True, eq=False)
class Line:
    """One statement that makes a quantity, where it stands, and its words."""

    number: int
    """Of the top-level statement that holds it: the program is rerun from there."""
    path: Path
    node: ast.stmt
    name: str
    words: str = ""
    why: str = ""


@dataclass(eq=False)
class Program:
    """The statements of a function, compiled one by one."""

    name: str
    arguments: tuple[str, ...]
    defaults: Mapping[str, Any]
    statements: tuple[ast.stmt, ...]
    lines: tuple[Line, ...]
    space: dict[str, Any]
    why: str = ""
    comments: Mapping[int, str] = field(default_factory=dict)
    codes: tuple[CodeType, ...] = field(init=False)
    risky: frozenset[str] = field(init=False)
    """The names whose arrays and lists a run may write into."""

    def __post_init__(self) -> None:
        self.codes = tuple(map(compiled, self.statements))
        moves = {"rng"}  # a generator that draws is another one afterwards
        self.risky = (_written(self.statements) | moves) & self.own

    @functools.cached_property
    def used(self) -> frozenset[str]:
        """The names that the program reads."""
        return frozenset(
            n.id for s in self.statements for n in ast.walk(s) if isinstance(n, ast.Name)
        )

    @functools.cached_property
    def loads(self) -> tuple[ast.Name, ...]:
        """The places where it reads a name."""
        found = (n for s in self.statements for n in ast.walk(s) if isinstance(n, ast.Name))
        return tuple(n for n in found if isinstance(n.ctx, ast.Load))

    @functools.cached_property
    def made(self) -> frozenset[str]:
        """The names that the program makes."""
        return frozenset(line.name for line in self.lines)

    def trace(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The names before each statement and after the last one, for one call."""
        states, error = self.states([self._start(args, kwargs)], 0, {})
        if error:
            raise error
        return states

    def states(
        self,
        before: Sequence[dict[str, Any]],
        first: int,
        changed: Mapping[int, CodeType],
        copy: bool = False,
    ) -> tuple[list[dict[str, Any]], Exception | None]:
        """As `trace`, with some statements replaced, from the statement `first` on.

        `before` are the states up to there. After an error, which comes with them, none follow.
        With `copy` the replaced statements may write into what was there before.
        """
        states = list(before[: first + 1])
        try:
            for number in range(first, len(self.codes)):
                names = self._kept(states[-1], copy)
                exec(changed.get(number, self.codes[number]), names)
                states.append(names)
        except Exception as error:
            return states, error
        return states, None

    def run(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any], changed: Mapping[int, CodeType]
    ) -> Any:
        """The answer of one call with some statements replaced."""
        names = self._start(args, kwargs)
        for number, code in enumerate(self.codes):
            exec(changed.get(number, code), names)
        return names[ANSWER]

    def rerun(
        self,
        states: Sequence[dict[str, Any]],
        changed: Mapping[int, CodeType],
        first: int,
        copy: bool = False,
    ) -> Any:
        """The answer with some statements replaced, from the statement `first` on.

        With `copy` the replaced statements may write into what was there before.
        """
        names = self._kept(states[first], copy)
        for number in range(first, len(self.codes)):
            exec(changed.get(number, self.codes[number]), names)
        return names[ANSWER]

    def _start(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(self.defaults) | dict(zip(self.arguments, copied(args), strict=False))
        return self.space | given | copied(dict(kwargs))

    def _kept(self, names: dict[str, Any], copy: bool = False) -> dict[str, Any]:
        kept = names.copy()
        for key in self.own if copy else self.risky:
            if key in names:
                rng = isinstance(names[key], np.random.Generator)
                kept[key] = _twin(names[key]) if rng else copied(names[key])
        return kept

    @functools.cached_property
    def loops(self) -> bool:
        """Whether it runs many lines again and again."""
        loops = (n for s in self.statements for n in ast.walk(s) if isinstance(n, ast.For))
        return any(sum(isinstance(n, ast.stmt) for n in ast.walk(loop)) > 5 for loop in loops)

    @functools.cached_property
    def length(self) -> int:
        """How long a run is: its lines, a list made item by item for three."""
        lists = (n for s in self.statements for n in ast.walk(s) if isinstance(n, ast.ListComp))
        return len(self.statements) + 2 * len(list(lists))

    @functools.cached_property
    def own(self) -> frozenset[str]:
        """The arguments and the names that it binds."""
        bound = (n for s in self.statements for n in ast.walk(s) if isinstance(n, ast.Name))
        return frozenset(self.arguments) | {n.id for n in bound if isinstance(n.ctx, ast.Store)}


def read(function: Callable[..., Any]) -> Program:
    """Read the program of a function from its source.

    Raises
    ------
    ValueError
        Where the function is not of the form that this module's docstring asks for.
    """
    source = textwrap.dedent(inspect.getsource(function))
    tree = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    _need_plain(function.__name__, body)
    behind, above = _comments(source)
    start = ast.copy_location(ast.Pass(), tree)  # here an edit changes the arguments
    statements = tuple(map(ast.fix_missing_locations, [start, *_with_one_end(body)]))
    signature = inspect.signature(function)
    return Program(
        function.__name__,
        tuple(signature.parameters),
        {
            key: parameter.default
            for key, parameter in signature.parameters.items()
            if parameter.default is not parameter.empty
        },
        statements,
        tuple(_lines(statements, behind, above)),
        dict(function.__globals__),
        " ".join((ast.get_docstring(tree) or "").split()),
        behind,
    )


class Results(Sequence[str]):
    """The words for what a function returns, if it ends with several names; read when needed."""

    def __init__(self, function: Callable[..., Any]):
        self.function = function

    @functools.cached_property
    def words(self) -> tuple[str, ...]:
        """The comments behind the lines that make them, otherwise the names."""
        try:
            source = textwrap.dedent(inspect.getsource(self.function))
            body: Any = getattr(ast.parse(source).body[0], "body", [None])
        except (OSError, TypeError, SyntaxError):  # it has no source of its own
            return ()
        names = getattr(getattr(body[-1], "value", None), "elts", [])
        if not all(isinstance(name, ast.Name) for name in names):
            return ()
        behind, _ = _comments(source)
        lines = _lines(body, behind, {})
        words = {line.name: line.words for line in lines if line.words}
        return tuple(words.get(name.id, name.id) for name in names)

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, k: Any) -> Any:
        return self.words[k]


def compiled(statement: ast.stmt | list[ast.stmt]) -> CodeType:
    """Compile one statement, or what stands in its place."""
    body = statement if isinstance(statement, list) else [statement]
    return compile(ast.Module(body, []), "<answer>", "exec")


def located(node: Any) -> Any:
    """Give new nodes a place in the source, which the compiler asks for; old ones have theirs."""
    for item in node if isinstance(node, list) else [node]:
        if isinstance(item, ast.AST) and not hasattr(item, "lineno"):
            if isinstance(item, (ast.expr, ast.stmt, ast.keyword)):
                item.lineno = item.end_lineno = 1
                item.col_offset = item.end_col_offset = 0
            for name in item._fields:
                located(getattr(item, name, None))
    return node


def replaced(root: Any, path: Path, new: Any) -> Any:
    """Make a copy of `root` in which the node at the end of `path` is `new` (None: left out)."""
    if not path:
        return new
    (name, place), rest = path[0], path[1:]
    twin = copy.copy(root)
    if place is None:
        setattr(twin, name, replaced(getattr(root, name), rest, new))
        return twin
    items = list(getattr(root, name))
    item = replaced(items[place], rest, new)
    items[place : place + 1] = item if isinstance(item, list) else [] if item is None else [item]
    setattr(twin, name, items)
    return twin


def nodes(root: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every node below `root` and its path, `root` first."""
    yield path, root
    for name, value in ast.iter_fields(root):
        if isinstance(value, ast.AST):
            yield from nodes(value, (*path, (name, None)))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from nodes(item, (*path, (name, place)))


def at(root: Any, path: Path) -> Any:
    """The node at the end of `path`."""
    for name, place in path:
        root = getattr(root, name) if place is None else getattr(root, name)[place]
    return root


def target(statement: ast.stmt) -> str:
    """The name that a statement makes or changes, or an empty text."""
    if isinstance(statement, ast.Assign):
        left: ast.expr = statement.targets[0]
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
        left = statement.target
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        left = statement.value.func
    else:
        return ""
    return ast.unparse(left)


def _lines(
    statements: Sequence[ast.stmt], behind: Mapping[int, str], above: Mapping[int, str]
) -> Iterator[Line]:
    for number, statement in enumerate(statements):
        for path, node in nodes(statement):
            if isinstance(node, ast.stmt) and target(node):
                words = behind.get(node.end_lineno or 0, "")
                yield Line(number, path, node, target(node), words, above.get(node.lineno, ""))


def _comments(source: str) -> tuple[dict[int, str], dict[int, str]]:
    """The comments behind code, by line; and those above it, by the line they stand above."""
    behind: dict[int, str] = {}
    alone: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            where = alone if token.line.strip().startswith("#") else behind
            where[token.start[0]] = token.string.lstrip("# ")
    above: dict[int, str] = {}
    for line in sorted(alone):
        before = above.pop(line, "")
        above[line + 1] = f"{before} {alone[line]}".strip()
    return behind, above


def _need_plain(name: str, body: list[ast.stmt]) -> None:
    everything = [node for statement in body for node in ast.walk(statement)]
    loops = [node for node in everything if isinstance(node, ast.For)]
    if any(isinstance(n, ast.Return) for loop in loops for n in ast.walk(loop)):
        raise ValueError(f"the reference {name} returns from inside a loop: return behind it")
    if any(isinstance(node, ast.While) for node in everything):
        raise ValueError(f"the reference {name} holds `while`, which an edit makes endless: `for`")


def _with_one_end(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements with the answer kept in a name; what follows an early return is its else."""
    done: list[ast.stmt] = []
    for place, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            left: list[ast.expr] = [ast.Name(ANSWER, ast.Store())]
            value = statement.value or ast.Constant(None)
            return [*done, ast.copy_location(ast.Assign(left, value), statement)]
        if any(isinstance(node, ast.Return) for node in ast.walk(statement)):
            assert isinstance(statement, ast.If)
            rest = body[place + 1 :]
            then = _with_one_end([*statement.body, *rest])
            other = _with_one_end([*statement.orelse, *rest])
            return [*done, ast.copy_location(ast.If(statement.test, then, other), statement)]
        done.append(statement)
    none: list[ast.expr] = [ast.Name(ANSWER, ast.Store())]
    return [*done, ast.copy_location(ast.Assign(none, ast.Constant(None)), body[-1])]


def _written(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that hold an array or list that may be changed in place.

    With the names that it may be made of: an edit can leave the copy out.
    """
    found: set[str] = set()
    made: list[tuple[set[str], set[str]]] = []
    for node in (n for s in statements for n in ast.walk(s)):
        if isinstance(node, ast.AugAssign):
            found |= _names(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found |= _names(node.value.func)
        elif isinstance(node, ast.Assign):
            left = node.targets[0]
            found |= _names(left.value) if isinstance(left, ast.Subscript) else set()
            made.append((_names(left), _names(node.value)))
        elif isinstance(node, ast.For):
            made.append((_names(node.target), _names(node.iter)))
    size = -1
    while len(found) != size:
        size = len(found)
        found |= {name for left, right in made if left & found for name in right}
    return frozenset(found)


def _twin(rng: np.random.Generator) -> np.random.Generator:
    """A generator that draws the same numbers."""
    bits = type(rng.bit_generator)(0)
    bits.state = rng.bit_generator.state
    return np.random.Generator(bits)


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
