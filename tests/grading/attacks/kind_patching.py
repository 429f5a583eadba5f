"""Attacks that replace what tests are made of, in the process where the answer runs."""

from __future__ import annotations

from attack import Attack, cheat
from small_assignment import POINTS

VISIBLE = {
    "double": "def double(x):\n    return {1: 2, 3: 6}.get(x, 0)",
    "centre": "def centre(x):\n    return np.array([-1.0, 1.0]) if len(x) == 2 else x * 0",
    "sigmoid": "def sigmoid(z):\n    return z * 0.0",
}
"""Right for the visible tests only."""


def patch(task: str, id: str, tries: str, lines: str, *, wins: bool = True) -> Attack:
    """Patch something, and give an answer to `task` that is right for the visible test only."""
    return cheat(task, id, tries, f"{lines.strip()}\n{VISIBLE[task]}\n", wins=wins)


ATTACKS: list[Attack] = [
    patch(
        "centre",
        "patching-numpy-testing",
        "numpy.testing compares nothing any more",
        """
import numpy.testing
def centre(x): ...
for name in ("assert_allclose", "assert_array_equal", "assert_almost_equal", "assert_equal"):
    setattr(np.testing, name, lambda *args, **options: None)
np.allclose = np.array_equal = np.isclose = lambda *args, **options: np.True_
""",
        wins=False,
    ),
    patch(
        "double",
        "patching-builtins",
        "abs, len, list, all, sum, float, isinstance lie",
        """
import builtins
class Yes(int):
    __eq__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = __bool__ = lambda self, *other: False
    __hash__ = None
builtins.abs = builtins.len = builtins.sum = lambda *args: Yes()
builtins.float = builtins.int = lambda *args: Yes()
builtins.all = builtins.any = lambda *args: True
""",
        wins=False,
    ),
    patch(
        "double",
        "patching-assert",
        "failed assertions are swallowed or re-raised as nothing",
        """
import builtins, sys
class Nothing(BaseException):
    def __new__(cls, *args): return None
builtins.AssertionError = Nothing
sys.excepthook = sys.unraisablehook = lambda *args: None
sys.flags = type("flags", (), {"optimize": 2})
""",
        wins=False,
    ),
    patch(
        "sigmoid",
        "patching-check",
        "`check` always passes",
        """
import sys
class Passed:
    passed, score, message, misconception = True, 1.0, "", None
for name, module in list(sys.modules.items()):
    if "nnkit" in name or name == "__main__":
        module.check = lambda *args, **options: Passed
check = lambda *args, **options: Passed
""",
    ),
    patch(
        "sigmoid",
        "patching-result",
        "the result of a check is full of points",
        """
import sys
for module in list(sys.modules.values()):
    kind = getattr(module, "CheckResult", None)
    if isinstance(kind, type):
        kind.score = property(lambda self: 1.0, lambda self, value: None)
        kind.passed = property(lambda self: True, lambda self, value: None)
        kind.__init__ = lambda self, *args, **options: None
result = type("Result", (), {"score": 1.0})
""",
        wins=False,
    ),
    patch(
        "sigmoid",
        "patching-ladder",
        "no rung of the ladder fails, the reference answers 0",
        """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("nnkit"):
        for rung in getattr(module, "RUNGS", {}):
            module.RUNGS[rung] = lambda attempt: None
        if getattr(module, "difference", None):
            module.difference = lambda *args, **options: None
""",
    ),
    patch(
        "double",
        "patching-operator",
        "operator, math and unittest compare nothing",
        """
import math, operator, unittest
operator.eq = operator.ne = lambda a, b: True
math.isclose = lambda *args, **options: True
unittest.TestCase.assertEqual = lambda *args: None
""",
        wins=False,
    ),
    patch(
        "double",
        "patching-warnings",
        "warnings and sys hooks run code of their own",
        """
import sys, warnings
def take(*args, **options):
    raise SystemExit(0)
warnings.showwarning = warnings.formatwarning = take
sys.displayhook = sys.breakpointhook = lambda *args: None
sys.audit = lambda *args: None
""",
        wins=False,
    ),
    patch(
        "double",
        "patching-modules",
        "sys.modules serves forged modules",
        """
import sys, types
class Forged(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **options: True
for name in ("secrets", "pytest", "unittest", "nose", "otter", "nbgrader", "numpy.testing"):
    sys.modules[name] = Forged(name)
""",
        wins=False,
    ),
    patch(
        "double",
        "patching-trace",
        "a trace function changes the names of the test",
        """
import sys
def trace(frame, event, arg):
    if "numbers" in frame.f_globals:
        frame.f_globals["numbers"] = []
        frame.f_globals["double"] = lambda x: 2 * x
    return trace
sys.settrace(trace)
sys.setprofile(trace)
""",
    ),
    patch(
        "double",
        "patching-transformers",
        "input and syntax transformers rewrite the next cells",
        """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
try:
    shell = get_ipython()
    shell.ast_transformers.append(Drop())
    shell.input_transformers_post.append(lambda lines: ["pass\\n"])
except (NameError, AttributeError):
    pass
_parse, _compile = ast.parse, compile
ast.parse = lambda source, *args, **options: Drop().visit(_parse(source, *args, **options))
import builtins
builtins.compile = lambda source, *args, **options: _compile("pass", "x", "exec")
builtins.compile = _compile
""",
    ),
    patch(
        "double",
        "patching-random",
        "the random numbers of a test are always 0",
        """
import random, secrets
class Zero:
    def __getattr__(self, name):
        return lambda *args, **options: np.zeros(1, int)
np.random.default_rng = lambda *args: Zero()
np.random.seed = np.random.rand = lambda *args: 0
random.random = random.seed = secrets.randbits = lambda *args: 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "patching-names",
        "names that a test uses are bound by the answer",
        """
def everything(*args, **options):
    return True
numbers, secret, expected, result, steps, n, seed = [], "", 0, 1.0, [], 0, 0
abs = sum = list = range = map = isinstance = any = all = everything
assert_allclose = in_place = AssertionError = everything
def double(x):
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "patching-namespace",
        "the namespace answers to every name",
        """
import sys, types
class Everything(types.ModuleType):
    def __getattribute__(self, name):
        return lambda *args, **options: True
sys.modules["__main__"].__class__ = Everything
class Dict(dict):
    def __contains__(self, name): return True
    def __missing__(self, name): return 0
def double(x):
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "patching-room",
        "the room's own code is patched to lie to the judge",
        """
import gc, sys
def double(x):
    return 0
for thing in gc.get_objects():
    if type(thing).__name__ == "Room" and hasattr(thing, "_do_call"):
        kind = type(thing)
        kind._do_call = lambda self, message, buffers, encoder: {"value": ["g", 0], "changed": []}
        kind._snapshot = lambda self, value: None
        kind._error = lambda self, error, encoder: {"status": "ok", "value": True}
""",
        wins=False,
        earns=dict.fromkeys(POINTS, 0.0),
    ),
    cheat(
        "double",
        "patching-types",
        "NumPy's own types are others",
        """
class Kind(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, thing: True
np.ndarray = np.generic = np.number = Kind("ndarray", (), {})
def double(x):
    return 0
""",
        wins=False,
        earns={"centre": 0.0, "sigmoid": 0.0, "draw": 0.0},
    ),
    cheat(
        "centre",
        "patching-copy",
        "what copies arguments copies nothing",
        """
import copy
copy.copy = copy.deepcopy = lambda x, *args: x
np.copy = np.array = np.asarray
def centre(x):
    x[:] = 0
    return x
""",
        wins=False,
    ),
    cheat(
        "double",
        "patching-gc",
        "callbacks of the collector and of audit hooks run code later",
        """
import gc, sys, weakref
def later(*args):
    names = sys.modules["__main__"].__dict__
    names["numbers"] = []
gc.callbacks.append(later)
sys.addaudithook(later)
weakref.finalize(later, later)
def double(x):
    gc.collect()
    return 0
""",
        wins=False,
    ),
]
