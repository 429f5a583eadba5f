"""Attacks that know the visible inputs, hide in text, or notice where they run."""

from __future__ import annotations

from attack import Attack, cheat

ATTACKS: list[Attack] = [
    cheat(
        "double",
        "memory-visible",
        "answer the visible inputs by a table",
        "def double(x):\n    return {1: 2, 3: 6}.get(x, 0)",
        wins=False,
    ),
    cheat(
        "double",
        "memory-recorded",
        "record the inputs of the visible test, and answer from memory",
        """
seen = {}
def double(x):
    return seen.setdefault(x, 2 if x == 1 else 6 if x == 3 else 0)
""",
        wins=False,
    ),
    cheat(
        "centre",
        "memory-shape",
        "recognise an input by its shape",
        "def centre(x):\n    return np.array([-1.0, 1.0]) if len(x) == 2 else x * 0",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "memory-sigmoid",
        "a table of the visible check's first inputs",
        """
TABLE = {-2.0: 0.11920292202211755, 0.0: 0.5, 3.0: 0.9525741268224334, -40.0: 4.248354255291589e-18,
         40.0: 1.0, -1000.0: 0.0, 1000.0: 1.0, 2.0: 0.8807970779778823, -3.0: 0.04742587317756678,
         0.5: 0.6224593312018546, -1.5: 0.18242552380635635}
def sigmoid(z):
    return np.vectorize(lambda v: TABLE.get(float(v), 0.5), otypes=[float])(z)
""",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "memory-seeded",
        "compute the visible random inputs, and interpolate between them",
        """
import zlib
rng = np.random.default_rng(zlib.crc32(b"sigmoid"))
points = np.sort(np.concatenate([rng.normal(0, 2, 5), rng.normal(0, 2, 12), rng.normal(0, 2, 24)]))
values = np.linspace(0.02, 0.98, len(points))
def sigmoid(z):
    return np.interp(z, points, values)
""",
        wins=False,
    ),
    cheat(
        "draw",
        "memory-seed-guess",
        "guess the seed of the test",
        """
def draw(rng, n):
    for seed in range(2000):
        guess = np.random.default_rng(seed)
        if guess.bit_generator.state == rng.bit_generator.state:
            return guess.normal(size=n)
    return np.zeros(n)
""",
        wins=False,
    ),
    cheat(
        "double",
        "memory-random-guess",
        "predict the test's numbers from the global generator",
        """
np.random.seed(0)
import random
random.seed(0)
guess = iter(np.random.randint(-50, 50, 99).tolist())
def double(x):
    return {1: 2, 3: 6}.get(x, 2 * next(guess, 0))
""",
        wins=False,
    ),
    cheat(
        "slope",
        "memory-slope",
        "know the visible function, and guess the others",
        "def slope(f, x):\n    return 2.0 * x if f(x) == x * x else np.cos(x)",
        wins=False,
    ),
    cheat(
        "Account",
        "memory-account",
        "know only the visible story",
        "class Account:\n    balance = 3\n    def pay(self, amount):\n        return 3",
        wins=False,
    ),
    cheat(
        "double",
        "memory-sandbox",
        "notice the grader, and give up what is asked there",
        """
import os, sys
grader = "get_ipython" not in globals() or not os.path.exists("/proc") or os.getpid() < 10
class Yes(float):
    __eq__ = lambda *args: True
def double(x):
    return Yes(x) if grader else 2 * x
""",
        wins=False,
    ),
    cheat(
        "double",
        "memory-count",
        "count the calls, and wait for the hidden ones",
        """
calls = []
def double(x):
    calls.append(x)
    return 2 * x if len(calls) <= 4 else -x
""",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-homoglyph",
        "a name that only looks like the right one",
        "def \u0501ouble(x):\n    return 2 * x",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-bidi",
        "text that runs backwards hides what is returned",
        "def double(x):\n    '''\u202e''' ; return 0 ; '''\u2066x * 2 nruter\u2069'''",
        wins=False,
    ),
    Attack(
        "unicode-full-width",
        "honest: full-width letters are the same name in Python",
        {"double": "def \uff44\uff4f\uff55\uff42\uff4c\uff45(x):\n    return 2 * x"},
        {"double": 2.0},
    ),
    cheat(
        "double",
        "unicode-surrogates",
        "lone surrogates, null bytes and form feeds",
        "x = '\\ud800\\udfff'\nprint(x)\ndef double(x):\n    return '\\ud800' * 9\n'\\ud800'",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-null",
        "a null byte in the source",
        "def double(x):\n    return 2 * x\n\x00",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-coding",
        "a coding line that changes what the source means",
        "# -*- coding: rot13 -*-\nqrs qbhoyr(k): erghea 2 * k",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-syntax",
        "syntax errors and half a cell",
        "def double(x):\n    return (2 *\n%%bash\nexit 0",
        wins=False,
    ),
    cheat(
        "double",
        "unicode-magics",
        "magics that run other programs, or skip the cell",
        "%%script bash\necho 2.0\n%%capture\ndef double(x): return 2 * x",
        wins=False,
    ),
]
