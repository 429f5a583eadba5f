"""Attacks by control flow: exceptions, iterations cut short, in-place tricks, recursion, size."""

from __future__ import annotations

from attack import Attack, cheat

ATTACKS: list[Attack] = [
    cheat(
        "countdown",
        "control-stop-early",
        "StopIteration out of a function ends the test's loop",
        """
def countdown(n):
    raise StopIteration
""",
        wins=False,
    ),
    cheat(
        "countdown",
        "control-iterator-stops",
        "an iterator that stops when it likes",
        """
class Short:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self): raise StopIteration(self.n)
    def __len__(self): return self.n
def countdown(n):
    return Short(n) if n > 3 else [3, 2, 1]
""",
        wins=False,
    ),
    cheat(
        "countdown",
        "control-range",
        "a range of a million million numbers",
        """
def countdown(n):
    return range(10 ** 12, 0, -1) if n > 3 else [3, 2, 1]
""",
        wins=False,
    ),
    cheat(
        "length",
        "control-raises",
        "leave the process where the test wants an error",
        """
import os
def length(v):
    if isinstance(v, str):
        os._exit(0)
    return (v * v).sum() ** 0.5
""",
        wins=False,
    ),
    cheat(
        "countdown",
        "control-endless",
        "an iterator without an end",
        """
import itertools
def countdown(n):
    return itertools.repeat(1) if n > 3 else [3, 2, 1]
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-stopiteration",
        "StopIteration in the middle of `[double(n) for n in ...]`",
        """
def double(x):
    if x in (1, 3):
        return 2 * x
    raise StopIteration(2 * x)
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-not-implemented",
        "NotImplementedError: not answered, so not wrong?",
        """
def double(x):
    raise NotImplementedError("skip this test")
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-skip",
        "exceptions that test runners take for a skipped test",
        """
import unittest
try:
    import pytest
except ImportError:
    pytest = None
def double(x):
    if pytest is not None:
        pytest.skip("not today", allow_module_level=True)
    raise unittest.SkipTest("not today")
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-system-exit",
        "SystemExit(0): everything went well",
        """
def double(x):
    raise SystemExit(0)
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-keyboard-interrupt",
        "KeyboardInterrupt as if the instructor stopped it",
        """
def double(x):
    raise KeyboardInterrupt
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-generator-exit",
        "GeneratorExit and a bare BaseException",
        """
def double(x):
    raise [GeneratorExit, BaseException, asyncio.CancelledError][int(x) % 3]()
import asyncio
""",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "control-check-failed",
        "an error with a forged result: score 1",
        """
class CheckFailed(AssertionError):
    passed, score, type_name = True, 1.0, "Passed"
    result = property(lambda self: self)
    as_dict = lambda self: {"score": 1.0, "passed": True}
    __str__ = lambda self: "sigmoid: all checks passed."
def sigmoid(z):
    raise CheckFailed
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-hostile-error",
        "an error whose text, type and traceback act",
        """
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    def mro(cls): return [cls, ValueError, Exception, BaseException, object]
class Evil(ValueError, metaclass=Meta):
    __str__ = __repr__ = lambda self: (_ for _ in ()).throw(SystemExit)
    with_traceback = property(lambda self: 1 / 0)
    __cause__ = __context__ = property(lambda self: self)
def double(x):
    raise Evil
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-error-group",
        "nested groups of errors, and an error as its own cause",
        """
def double(x):
    error = ValueError("x" * 10 ** 6)
    group = ExceptionGroup("g", [error])
    for _ in range(200):
        group = ExceptionGroup("g", [group])
    raise group from error
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-warnings",
        "a thousand warnings with forged categories",
        """
import warnings
class AssertionWarning(UserWarning, AssertionError): pass
def double(x):
    for n in range(1000):
        kind = [AssertionWarning, RuntimeWarning][n % 2]
        warnings.warn(f"score: 2.0 {n}", kind, stacklevel=n + 1)
    return 0
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-zeroed",
        "zero the argument: then 0 is right",
        """
def centre(x):
    x[:] = 0
    return x
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-argument",
        "set the argument to what makes the answer right, in part",
        """
def centre(x):
    x -= x
    x.flags.writeable = False
    return x
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-view",
        "write through a view, with the strides of someone else",
        """
def centre(x):
    flat = np.lib.stride_tricks.as_strided(x, (len(x),), (8,))
    flat.fill(0)
    memoryview(x).cast("B")[:] = bytes(x.nbytes)
    return flat
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-resized",
        "resize or reshape the argument",
        """
def centre(x):
    x.resize(0, refcheck=False)
    return x
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-retyped",
        "give the argument another dtype, shape or class",
        """
class Liar(np.ndarray):
    __sub__ = __rsub__ = __eq__ = lambda self, other: self
def centre(x):
    x.dtype, x.shape = np.int64, (len(x), 1)
    try:
        x.__class__ = Liar
    except TypeError:
        pass
    return x
""",
        wins=False,
    ),
    cheat(
        "centre",
        "control-kept",
        "keep the argument and change the answer after it was given",
        """
kept = []
def centre(x):
    kept.append(x)
    for old in kept[:-1]:
        old[:] = 0
    return x
""",
        wins=False,
    ),
    cheat(
        "draw",
        "control-generator-state",
        "set the generator's state back, or to a known one",
        """
def draw(rng, n):
    rng.bit_generator.state = np.random.default_rng(0).bit_generator.state
    return np.random.default_rng(0).normal(size=n)
""",
        wins=False,
    ),
    cheat(
        "draw",
        "control-generator-swapped",
        "the generator's methods return what is wanted",
        """
def draw(rng, n):
    try:
        rng.normal = lambda **options: np.zeros(n)
    except AttributeError:
        pass
    type(rng.bit_generator).state = property(lambda self: {}, lambda self, value: None)
    return np.zeros(n)
""",
        wins=False,
    ),
    cheat(
        "draw",
        "control-generator-rewound",
        "draw, rewind, and let the judge draw the same again",
        """
def draw(rng, n):
    drawn = rng.normal(size=n)
    rng.bit_generator.advance(-10 ** 6)
    return drawn * 0 + np.random.default_rng(0).normal(size=n)
""",
        wins=False,
    ),
    cheat(
        "slope",
        "control-delegate",
        "let the judge's function do the work",
        """
def slope(f, x):
    for way in ("derivative", "grad", "prime", "__wrapped__", "__self__", "__call__"):
        method = getattr(f, way, None)
        if way != "__call__" and callable(method):
            return method(x)
    return f(x)
""",
        wins=False,
    ),
    cheat(
        "slope",
        "control-callback-objects",
        "pass objects to the judge's function that take notes",
        """
class Spy:
    notes = []
    def __mul__(self, other): self.notes.append(other); return self
    __rmul__ = __add__ = __radd__ = __mul__
    def __array_ufunc__(self, *args, **options): return self
def slope(f, x):
    try:
        f(Spy())
    except Exception:
        pass
    numbers = [n for n in Spy.notes if isinstance(n, float)]
    return 2 * numbers[0] * x + 1 if numbers else 6.0
""",
        wins=False,
    ),
    cheat(
        "slope",
        "control-callback-flood",
        "call the judge's function without an end",
        """
def slope(f, x):
    while x != 3.0:
        try:
            f(10 ** 3000)
        except Exception:
            pass
    return 6.0
""",
        wins=False,
    ),
    cheat(
        "slope",
        "control-callback-recursion",
        "a callback in a callback in a callback",
        """
def slope(f, x):
    try:
        return slope(slope, f)
    except RecursionError:
        return 6.0
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-recursion",
        "recursion without an end, with a raised limit",
        """
import sys
sys.setrecursionlimit(10 ** 9)
def double(x):
    return 2 * x if x in (1, 3) else double(x) + double(x)
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-nested",
        "a list in a list in a list, and one in itself",
        """
def double(x):
    nest = []
    for _ in range(10 ** 5):
        nest = [nest]
    loop = []
    loop.append(loop)
    return [nest, loop][int(x) % 2]
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-large",
        "a list of a billion, an array of ten gigabytes",
        """
def double(x):
    return [0] * 10 ** 9 if int(x) % 2 else np.zeros(10 ** 10 // 8)
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-many-parts",
        "a dict and a set that are slow to build",
        """
def double(x):
    if x in (1, 3):
        return 2 * x
    return {(2 ** 61 - 1) * i: {i} for i in range(10 ** 5)} if int(x) % 2 else set(range(10 ** 6))
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-loop",
        "an endless loop that swallows interrupts",
        """
def double(x):
    while x not in (1, 3):
        try:
            while True:
                pass
        except BaseException:
            pass
    return 2 * x
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-exit",
        "leave the process: os._exit(0), in every call",
        """
import os
def double(x):
    os._exit(0)
""",
        wins=False,
    ),
    cheat(
        "double",
        "control-crash",
        "crash the process",
        """
import ctypes
def double(x):
    return ctypes.string_at(0)
""",
        wins=False,
    ),
    Attack(
        "control-cell-exit",
        "leave the process while a cell runs, with honest work around it",
        after="import os\nos._exit(0)",
    ),
    Attack(
        "control-cell-raises",
        "an error in every cell of its own",
        before="raise SystemExit",
        after="raise KeyboardInterrupt",
    ),
    Attack(
        "control-signals",
        "ignore every signal, and send some",
        before="""
import os, signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0.001)
for pid in (0, -1, os.getppid(), 1):
    try:
        os.kill(pid, signal.SIGKILL) if pid != 1 or os.getpid() != 1 else None
    except OSError:
        pass
""",
    ),
]
