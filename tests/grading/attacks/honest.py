"""Honest work of many shapes: it stands beside the attacks and gets full marks."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from attack import Attack
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small_assignment import POINTS, RIGHT


def honest(id: str, tries: str, answers: dict[str, str] | None = None, **more: Any) -> Attack:
    """A submission that deserves full marks."""
    return Attack(f"honest-{id}", tries, answers or {}, POINTS, **more)


def colab(nb: Any, file: Path) -> None:
    """What an editor leaves that strips nbgrader's metadata and the cell ids."""
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)
        cell.pop("id", None)


def bom(nb: Any, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(nb, ensure_ascii=False).encode())


def misnamed(nb: Any, file: Path) -> None:
    file.with_name("one (1).ipynb").write_text(json.dumps(nb))
    nb.cells.clear()


def copied_cells(nb: Any, file: Path) -> None:
    """Every answer cell is there twice, as copy and paste leaves it."""
    for cell in [cell for cell in nb.cells if cell.id in RIGHT]:
        nb.cells.insert(nb.cells.index(cell), copy.deepcopy(cell))


def notes_and_trials(nb: Any, file: Path) -> None:
    """Own text and cells between the others; one has an error, one a figure."""
    for position, source in (
        (3, "double(4), double(np.arange(3))"),
        (6, "1 / 0"),
        (9, "plt.plot(centre(np.arange(4.0)))"),
        (12, "sigmoid(0.0)\nprint('looks right')"),
        (2, "%matplotlib inline\n!ls\ndouble?"),
    ):
        nb.cells.insert(position, new_code_cell(source))
    nb.cells.append(new_markdown_cell("> done\n\n$a<b$"))


def moved(nb: Any, file: Path) -> None:
    """The answer cells stand in another order."""
    answers = [cell for cell in nb.cells if cell.id in RIGHT]
    nb.cells = [cell for cell in nb.cells if cell not in answers]
    nb.cells[2:2] = answers[::-1]


def run_before(nb: Any, file: Path) -> None:
    """With the outputs of the student's own run, errors among them."""
    for number, cell in enumerate(cell for cell in nb.cells if cell.cell_type == "code"):
        cell.execution_count = number + 1
        cell.outputs = [new_output("stream", name="stderr", text="Warning: careful\n")]


ANSWERS: list[Attack] = [
    honest(
        "plain",
        "as the instructor does it",
    ),
    honest(
        "short",
        "lambdas and names of NumPy's own functions",
        {
            "double": """
double = lambda x: x + x
""",
            "centre": """
from functools import partial
centre = lambda x: np.subtract(x, np.mean(x))
""",
            "sigmoid": """
from math import e
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0, -z))
""",
            "countdown": """
countdown = lambda n: range(n, 0, -1)
""",
            "draw": """
draw = lambda rng, n: rng.normal(0.0, 1.0, n)
""",
        },
    ),
    honest(
        "objects",
        "callable objects, bound methods, closures, partial functions",
        {
            "double": """
class Times:
    def __init__(self, k): self.k = k
    def __call__(self, x): return self.k * x
double = Times(2)
""",
            "centre": """
class Tools:
    def centre(self, x): return x - np.average(x)
centre = Tools().centre
""",
            "slope": """
import functools
def quotient(h, f, x):
    return (f(x + h) - f(x - h)) / (2 * h)
slope = functools.partial(quotient, 1e-6)
""",
            "countdown": """
class Down:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n < 1:
            raise StopIteration
        self.n -= 1
        return self.n + 1
countdown = Down
""",
        },
    ),
    honest(
        "loops",
        "loops over entries, recursion, lists",
        {
            "double": """
def double(x):
    total = 0
    for _ in range(2):
        total += x
    return total
""",
            "centre": """
def centre(x):
    mean = sum(x) / len(x)
    out = np.empty(len(x))
    for i, value in enumerate(x):
        out[i] = value - mean
    return out
""",
            "sigmoid": """
import math
def one(v):
    return 1 / (1 + math.exp(-v)) if v > 0 else math.exp(v) / (1 + math.exp(v))
def sigmoid(z):
    z = np.asarray(z, float)
    out = np.empty(z.shape)
    for i in np.ndindex(z.shape):
        out[i] = one(z[i])
    return out
""",
            "countdown": """
def countdown(n):
    return [n] + countdown(n - 1) if n else []
""",
        },
    ),
    honest(
        "decorated",
        "decorators, caches, annotations, dataclasses",
        {
            "double": """
import functools
@functools.lru_cache(maxsize=None)
def double(x: float) -> float:
    '''Twice x.'''
    return 2 * x
""",
            "centre": """
def noisy(f):
    @functools.wraps(f)
    def g(*args, **options):
        print('called', f.__name__)
        return f(*args, **options)
    return g
@noisy
def centre(x):
    return x - x.mean()
""",
            "Account": """
from dataclasses import dataclass
@dataclass
class Account:
    balance: int = 0
    def pay(self, amount):
        self.balance += amount
        return self.balance
""",
        },
    ),
    honest(
        "noisy",
        "prints, warnings, logging and figures on the way",
        {
            "double": """
import logging, sys, warnings
def double(x):
    print('x =', x)
    print('to stderr', file=sys.stderr)
    warnings.warn('careful')
    logging.warning('here')
    return 2 * x
plt.plot([1, 2]); plt.show()
""",
            "centre": """
def centre(x):
    np.log(0.0)
    plt.plot(x)
    return x - x.mean()
""",
        },
    ),
    honest(
        "types",
        "NumPy scalars, arrays without axes, other orders and views",
        {
            "double": """
def double(x):
    return np.float64(2 * x)
""",
            "centre": """
def centre(x):
    y = np.asfortranarray(x - x.mean())
    return y[::-1][::-1]
""",
            "slope": """
def slope(f, x):
    return np.array((f(x + 1e-5) - f(x - 1e-5)) / 2e-5)
""",
            "Account": """
class Account:
    balance = np.int64(0)
    def pay(self, amount):
        self.balance = self.balance + amount
        return self.balance
""",
        },
    ),
    honest(
        "helpers",
        "helpers in a cell of its own, used by the answers",
        {
            "double": """
def double(x):
    return times(2, x)
""",
            "sigmoid": """
def sigmoid(z):
    return safe(z)
""",
        },
        before="""
import numpy as np
LIMIT = 700
def times(a, b):
    return a * b
def safe(z):
    z = np.clip(np.asarray(z, float), -LIMIT, LIMIT)
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))),
                    np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
""",
    ),
    honest(
        "threads",
        "threads, timers and temporary files, used properly",
        {
            "double": """
from concurrent.futures import ThreadPoolExecutor
import tempfile
def double(x):
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(lambda v: v, [x, x]))
with tempfile.TemporaryFile() as file:
    file.write(b'1')
""",
        },
    ),
    honest(
        "renamed-imports",
        "own imports and names that hide others",
        {
            "centre": """
import numpy as xp
from numpy import *
def centre(x):
    return x - xp.mean(x)
""",
            "double": """
list = [1, 2]
max = 3
result = 'mine'
n = 7
def double(x):
    return 2 * x
""",
        },
    ),
    honest(
        "in-one-cell",
        "all answers in the first cell, the others say where",
        {
            "double": "\n".join(RIGHT.values()),
            **{task: "# see above" for task in POINTS if task != "double"},
        },
    ),
    honest(
        "unfinished-trial",
        "raises in its own last cell",
        after="double(1) + unknown",
    ),
    honest(
        "colab",
        "an editor has stripped all metadata",
        breaks=colab,
    ),
    honest(
        "bom",
        "saved with a byte order mark",
        breaks=bom,
    ),
    honest(
        "misnamed",
        "a browser has renamed the file",
        breaks=misnamed,
    ),
    honest(
        "copied",
        "answer cells copied with their metadata",
        breaks=copied_cells,
    ),
    honest(
        "trials",
        "own cells, magics, an error, a figure",
        breaks=notes_and_trials,
    ),
    honest(
        "moved",
        "answers in another order",
        breaks=moved,
    ),
    honest(
        "run-before",
        "with outputs of an earlier run",
        breaks=run_before,
    ),
]
