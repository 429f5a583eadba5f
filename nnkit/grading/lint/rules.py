"""The patterns of tests that do not work on students' code in another room, and what does.

Each was tried in the rooms: tests/grading/lint has a test cell that fails there for every rule,
and one that works, written as the advice says.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterator

from nnkit.grading.judge.notebook import hidden_lines, missed
from nnkit.grading.lint.known import FUNCTIONS, Known, imported, statements, walk
from nnkit.grading.sandbox import cells

NAMES = (
    "{} does not hold the students' names: use the name itself, "
    "as in  try: f  except NameError: raise AssertionError('f is missing')"
)
CLASS = (
    "the student's class {} is a stand-in here, no type: call its methods and compare what they "
    "return"
)
ERROR = (
    "the student's error {} cannot be caught by its class: catch the built-in error it derives "
    "from, or  except Exception as error:  and compare str(error)"
)
OBJECT = (
    "a student's object has no {} in tests, for it could answer anything: compare what its "
    "methods and attributes return"
)
SOURCE = (
    "{} of a student's function cannot be looked at: test what it returns (whether it calls a "
    "function g shows with  keep = g; del g  before and  g = keep  after)"
)
PATCH = (
    "replacing {} does not reach the student's code: let the function take it as an argument; a "
    "function g of the notebook is replaced by  keep = g; del g; g = other  and at the end  "
    "del g; g = keep"
)
INPUT = (
    "{} does not reach the student's code: let the function take the text as an argument, or a "
    "function that asks:  def f(ask=input)  is tested by  f(lambda *_: 'text')"
)
PRINTED = (
    "what a student's function prints does not come to the tests ({}): let it return the text, "
    "or take a function to print with:  lines = []; f(lines.append)"
)
MAGIC = "{!r} is for IPython and does not run in a test: write it in Python"
SEED = (
    "{} does not reach the student's code: let the function take a generator, "
    "f(np.random.default_rng(1)), or random numbers as an argument"
)
FILES = (
    "{}: students' functions work in a folder of their own: pass and return the contents, or put "
    "the file beside the notebook in the source folder"
)
IN_PLACE = (
    "{} changes an argument, which is an error in tests: put  from nnkit.grading import "
    "in_place; {} = in_place({})  in hidden lines above, or let the function return its result"
)
ARGUMENT = (
    "{} cannot be passed to the students' code: pass numbers, text, lists, dicts, arrays, "
    "functions or a generator of random numbers"
)
AWAIT = "await does not run in a test: let the answer be a function that returns the value"
JUDGE_ONLY = (
    "students do not have {}: import it and use it between BEGIN HIDDEN TESTS and END HIDDEN TESTS"
)

FOREIGN_CALLS = ("map", "filter", "zip", "enumerate", "iter", "reversed", "bytearray", "memoryview",
                 "open")  # fmt: skip
FOREIGN_MODULES = ("io", "unittest", "numpy.ma")
FOREIGN_NAMES = ("functools.partial", "numpy.random.RandomState", "itertools.count",
                 "collections.ChainMap")  # fmt: skip
CHANGED_LATER = ("list", "dict", "set", "bytearray")
RAISES = ("raises", "assert_raises", "assertRaises", "assert_raises_regex", "assertRaisesRegex")
WRITES = ("write_text", "write_bytes", "savetxt", "savez", "to_csv")
SHELL_NAMES = ("get_ipython", "In", "Out", "_ih", "_oh")
CONVERSIONS = ("bool", "str", "repr", "float", "int", "abs", "round", "format", "complex")

Found = Iterator[tuple[int, str]]


@dataclasses.dataclass
class Test:
    """One test cell, or a function of a read-only cell, and what is known about its names."""

    known: Known
    nodes: list[tuple[ast.AST, int]]
    modules: dict[str, str]
    values: dict[str, ast.expr]
    excused: set[int]

    def dotted(self, node: ast.AST) -> str:
        """``np.random.seed`` as ``numpy.random.seed``; nothing for what is no dotted name."""
        if isinstance(node, ast.Name):
            return self.modules.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (owner := self.dotted(node.value)):
            return f"{owner}.{node.attr}"
        return ""

    def is_function(self, node: ast.AST | None) -> bool:
        """Whether this is a function or class of the students."""
        both = self.known.functions | self.known.classes
        return isinstance(node, ast.Name) and node.id in both

    def is_class(self, node: ast.AST | None) -> bool:
        """Whether this is a class of the students, or a tuple with one in it."""
        if isinstance(node, ast.Tuple):
            return any(map(self.is_class, node.elts))
        return isinstance(node, ast.Name) and node.id in self.known.classes

    def is_object(self, node: ast.AST | None) -> bool:
        """Whether this is an object of a student's class."""
        if isinstance(node, ast.Name) and node.id in self.values:
            node = self.values[node.id]
        return isinstance(node, ast.Call) and self.is_class(node.func)

    def foreign(self, node: ast.AST, *, deep: bool = True) -> str:
        """What this argument is that cannot be passed, in words, or nothing."""
        if isinstance(node, ast.Name) and node.id in self.values and deep:
            return self.foreign(self.values[node.id], deep=False)
        if isinstance(node, ast.GeneratorExp):
            return "a generator expression"
        if isinstance(node, ast.Name) and self.modules.get(node.id) in MODULES_ONLY:
            return f"the module {node.id}"
        if not isinstance(node, ast.Call):
            return ""
        name = self.dotted(node.func)
        if name in self.known.trusted:
            return f"an object of your class {name}"
        if name in FOREIGN_CALLS + FOREIGN_NAMES or name.startswith(
            tuple(f"{module}." for module in FOREIGN_MODULES)
        ):
            return f"what {ast.unparse(node.func)} makes"
        if any(word.arg == "dtype" and _odd_dtype(word.value) for word in node.keywords):
            return "an array of objects or records"
        return ""


MODULES_ONLY = ("numpy", "math", "random", "os", "sys", "scipy", "pandas", "matplotlib.pyplot")


def look(source: str, known: Known, *, test: bool = True) -> list[tuple[int, str]]:
    """Return (line, what is wrong and what to write instead) for a cell of the instructor's.

    Without `test` only its functions are looked at.
    """
    found = list(_magics(source, known)) if test else []
    try:
        body = cells.parse(source, "cell").body
    except (SyntaxError, ValueError) as error:
        if test:
            line = getattr(error, "lineno", None) or 1
            found.append((line, f"this is not Python ({error}): the test gives nobody points"))
        return found
    if not test:
        body = [node for node in body if isinstance(node, FUNCTIONS)]
    about = _about(body, known)
    for node, depth in about.nodes:
        for rule in RULES:
            line = getattr(node, "lineno", 0)
            found += [(line, text) for text in rule(about, node, depth)]
    if test:
        found += [*_rebound(about, body), *_in_place(about, body)]
    return sorted(set(found))


def _about(body: list[ast.stmt], known: Known) -> Test:
    nodes = list(walk(body))
    modules, values, excused = dict(known.modules), {}, set()
    trusted = set(known.trusted)
    for node, _ in nodes:
        modules |= imported(node)
        if isinstance(node, ast.ClassDef):
            trusted.add(node.name)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = node.value
            if isinstance(node.value, ast.Call) and "namedtuple" in ast.unparse(node.value.func):
                trusted.add(node.targets[0].id)
        if isinstance(node, (ast.Subscript, ast.keyword)):
            excused.add(id(node.value))
    return Test(dataclasses.replace(known, trusted=trusted), nodes, modules, values, excused)


Rule = Callable[[Test, ast.AST, int], Iterator[str]]


def _names(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in SHELL_NAMES:
        yield NAMES.format(node.id)
    if isinstance(node, ast.Import) and any(a.name == "__main__" for a in node.names):
        yield NAMES.format("__main__")
    if test.dotted(node) == "sys.modules":
        yield NAMES.format("sys.modules")
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return
    name = node.func.id
    if name == "globals" and id(node) not in test.excused:
        yield NAMES.format("globals()")
    if name in ("locals", "vars", "dir") and not node.args and depth == 0:
        yield NAMES.format(f"{name}()")
    if name in ("eval", "exec") and depth > 0:
        yield NAMES.format(f"{name} in a function")


def _classes(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and any(map(test.is_class, node.bases)):
        yield CLASS.format(ast.unparse(next(filter(test.is_class, node.bases))))
    if isinstance(node, ast.ExceptHandler) and test.is_class(node.type):
        assert node.type is not None
        yield ERROR.format(ast.unparse(node.type))
    if not isinstance(node, ast.Call):
        return
    name = test.dotted(node.func)
    if name.rpartition(".")[2] in RAISES and node.args and test.is_class(node.args[0]):
        yield ERROR.format(ast.unparse(node.args[0]))
    elif name == "issubclass" and any(map(test.is_class, node.args)):
        yield CLASS.format(ast.unparse(next(filter(test.is_class, node.args))))


def _objects(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if isinstance(node, ast.Compare) and not isinstance(node.ops[0], (ast.Is, ast.IsNot)):
        inside = isinstance(node.ops[0], (ast.In, ast.NotIn))
        sides = node.comparators if inside else [node.left, *node.comparators]
        if any(test.is_object(side) or test.is_function(side) for side in sides):
            yield OBJECT.format("comparison")
    elif isinstance(node, ast.BinOp) and (test.is_object(node.left) or test.is_object(node.right)):
        yield OBJECT.format("operators")
    elif isinstance(node, (ast.Assert, ast.If, ast.While, ast.IfExp)):
        yield from _truth(test, node.test)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _truth(test, node.operand)
    elif isinstance(node, ast.FormattedValue) and test.is_object(node.value):
        yield OBJECT.format("text")
    elif isinstance(node, ast.Call) and any(map(test.is_object, node.args)):
        name = test.dotted(node.func)
        if name in CONVERSIONS or name in ("copy.copy", "copy.deepcopy", "numpy.array"):
            yield OBJECT.format(f"{ast.unparse(node.func)}()")


def _truth(test: Test, node: ast.AST) -> Iterator[str]:
    if test.is_object(node):
        yield OBJECT.format("truth value")


def _sources(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if isinstance(node, ast.Call) and any(map(test.is_function, node.args)):
        name = test.dotted(node.func)
        if name.startswith(("inspect.", "dis.", "doctest.")):
            yield SOURCE.format(ast.unparse(node.func))


def _patches(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = test.dotted(node.func)
        if name.startswith("unittest.mock.patch"):
            yield PATCH.format("names by patch")
        if name.rpartition(".")[2] in ("redirect_stdout", "redirect_stderr", "capture_output"):
            yield PRINTED.format(name.rpartition(".")[2])
        if name in ("random.seed", "numpy.random.seed"):
            yield SEED.format(ast.unparse(node.func))
    for target in node.targets if isinstance(node, ast.Assign) else []:
        name = test.dotted(target)
        if name in ("sys.stdin", "builtins.input"):
            yield INPUT.format(name)
        elif name in ("sys.stdout", "sys.stderr"):
            yield PRINTED.format(name)
        elif isinstance(target, ast.Attribute) and test.dotted(target.value) in (
            *MODULES_ONLY, "builtins", "time", "numpy.random",
        ):  # fmt: skip
            yield PATCH.format(ast.unparse(target))


def _files(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name, last = test.dotted(node.func), getattr(node.func, "attr", "")
    if name == "open" and node.args:
        mode = node.args[1] if len(node.args) > 1 else None
        mode = next((word.value for word in node.keywords if word.arg == "mode"), mode)
        writes = isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax+")
        path = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        if writes:
            yield FILES.format("this writes a file")
        elif isinstance(path, str) and path not in test.known.beside:
            yield FILES.format(f"there is no file {path!r} beside the notebook")
    elif last in WRITES or name in ("numpy.save", "os.remove", "os.path.exists", "os.path.isfile"):
        yield FILES.format(f"this uses files ({ast.unparse(node.func)})")


def _arguments(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    method = isinstance(node.func, ast.Attribute) and test.is_object(node.func.value)
    if method or test.is_function(node.func):
        for value in [*node.args, *(word.value for word in node.keywords)]:
            if what := test.foreign(value):
                yield ARGUMENT.format(what)


def _odd_dtype(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in ("O", "object")
    return isinstance(node, (ast.List, ast.Dict)) or ast.unparse(node) in ("object", "np.object_")


def _waits(test: Test, node: ast.AST, depth: int) -> Iterator[str]:
    if depth == 0 and isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        yield AWAIT


RULES: tuple[Rule, ...] = (
    _names, _classes, _objects, _sources, _patches, _files, _arguments, _waits,
)  # fmt: skip


def _magics(source: str, known: Known) -> Found:
    lines = source.splitlines()
    try:
        skipped = cells.compile_cell(source, "cell").skipped
    except (SyntaxError, ValueError):
        skipped = []
    for text in skipped:
        number = next((n for n, line in enumerate(lines, 1) if line.strip() == text), 1)
        if text.startswith("%%capture") and len(text.split()) > 1:
            yield number, PRINTED.format(text)
        elif missed([text]):
            yield number, MAGIC.format(text[:60])


def _rebound(test: Test, body: list[ast.stmt]) -> Found:
    """Names of the students that a test binds anew without taking them away before."""
    taken: set[str] = set()
    for node in body:
        for part, _ in walk([node]):
            if isinstance(part, ast.Delete):
                taken |= {t.id for t in part.targets if isinstance(t, ast.Name)}
        names = [t for t in node.targets if test.is_function(t)] if type(node) is ast.Assign else []
        for target in names:
            name = ast.unparse(target)
            if name not in taken and "in_place" not in ast.unparse(node):
                yield node.lineno, PATCH.format(name)
        if isinstance(node, FUNCTIONS) and node.name in test.known.functions - taken:
            yield node.lineno, PATCH.format(node.name)


def _in_place(test: Test, body: list[ast.stmt]) -> Found:
    """Calls whose result is dropped and whose argument is looked at afterwards."""
    safe = {
        node.targets[0].id
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if "in_place" in ast.unparse(node.value)
    }
    for place, node in enumerate(body):
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        name = call.func.id
        if name not in test.known.functions or name in safe:
            continue
        given = {a.id for a in call.args if isinstance(a, ast.Name) and _changeable(test, a.id)}
        later = {
            part.id
            for after in body[place + 1 :]
            if isinstance(after, (ast.Assert, ast.Expr))
            for part, _ in walk([after])
            if isinstance(part, ast.Name)
        }
        if given & later:
            yield node.lineno, IN_PLACE.format(name, name, name)


def _changeable(test: Test, name: str) -> bool:
    value = test.values.get(name)
    if isinstance(value, ast.Call):
        called = test.dotted(value.func)
        return called in CHANGED_LATER or called.startswith("numpy.")
    return isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp))


def visible(source: str, known: Known) -> Found:
    """Modules that students do not have, in lines that they see."""
    hidden = hidden_lines(source)
    for node in (part for statement in statements(source) for part in ast.walk(statement)):
        wanted = {name.partition(".")[0] for name in imported(node).values()}
        for name in sorted(wanted & known.judge_only):
            if node.lineno not in hidden:  # type: ignore[attr-defined]
                yield node.lineno, JUDGE_ONLY.format(name)  # type: ignore[attr-defined]
