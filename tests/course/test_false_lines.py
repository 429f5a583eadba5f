"""No line is checked by a cell that could not fail.

Each checking cell of the lectures is run once more with a single sign, operation or number of it
changed. Each of its checks must notice at least one such false line.
"""

import ast
import contextlib
import copy
import io

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from lecture_cells import LECTURES, cells_of, code

matplotlib.use("Agg")

OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
UNTOUCHED = {"rtol", "atol", "axis", "h", "size", "figsize"}  # options, not mathematics


def changes(node):
    """Yield each single change at or below `node`: the node, its attribute and another value."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ):
        return
    if isinstance(node, ast.keyword) and node.arg in UNTOUCHED:
        return
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER:
        yield node, "op", OTHER[type(node.op)]()
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node, "op", ast.UAdd()
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield node, "value", node.value + 1
    for below in ast.iter_child_nodes(node):
        yield from changes(below)


class LoseSign(ast.NodeTransformer):
    """Put a minus in front of one name, wherever it is read."""

    def __init__(self, name):
        self.name = name

    def visit_Name(self, node):
        read = node.id == self.name and isinstance(node.ctx, ast.Load)
        return ast.UnaryOp(ast.USub(), node) if read else node


def false_versions(source):
    """Yield the source once for each change, and for each name that loses its sign in a line."""
    tree = ast.parse(source)
    for line in tree.body:
        for node, name, other in changes(line):
            kept = getattr(node, name)
            setattr(node, name, other)
            yield ast.unparse(tree)
            setattr(node, name, kept)
    for k, line in enumerate(tree.body):
        for name in sorted({node.id for node in ast.walk(line) if isinstance(node, ast.Name)}):
            changed = LoseSign(name).visit(copy.deepcopy(line))
            yield ast.unparse(ast.Module([*tree.body[:k], changed, *tree.body[k + 1 :]], []))


def run(source, names):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(source, names)
    plt.close("all")


class Record(ast.NodeTransformer):
    """Tell `noticed` how each check came out, and go on."""

    def __init__(self):
        self.checks = 0

    def visit_Assert(self, node):
        call = f"noticed({self.checks}, lambda: {ast.unparse(node.test)})"
        self.checks += 1
        return ast.parse(call).body[0]


def idle(source, names):
    """The checks of a cell that no false version of it loses, as numbers from 0."""
    tree = ast.parse(source)
    left = set(range(sum(isinstance(node, ast.Assert) for node in ast.walk(tree))))

    def noticed(check, holds):
        with contextlib.suppress(Exception):  # a change that makes no sense, such as another shape
            if not holds():
                left.discard(check)

    mutable = (list, dict, np.random.Generator)
    for false in false_versions(source):
        if not left:
            break
        fresh = {k: v for k, v in names.items() if k != "__builtins__"}
        fresh |= {k: copy.deepcopy(v) for k, v in fresh.items() if isinstance(v, mutable)}
        with contextlib.suppress(Exception):
            changed = Record().visit(ast.parse(false))
            run(ast.unparse(ast.fix_missing_locations(changed)), {**fresh, "noticed": noticed})
    return left


@pytest.mark.filterwarnings("ignore")  # false lines divide by zero and overflow
@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_every_check_can_fail(path):
    names, found = {}, []
    for cell in code(cells_of(path)):
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        source = cell.source.replace("%matplotlib inline", "")
        found += [f"{cell.id}: check {k}" for k in sorted(idle(source, names))]
        run(source, names)
    assert not found


def test_a_check_that_cannot_fail_is_found():
    source = "ways = 2 + 1\nassert ways == 3\nassert len(name) == 4"
    assert idle(source, {"name": "loss"}) == set()
    assert idle("assert isinstance(name, str)\nassert name == 'loss'", {"name": "loss"}) == {0, 1}
