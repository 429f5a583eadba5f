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
        (3, "double(4), double(np.arange(3))"), (6, "1 / 0"), (9, "plt.plot(centre(np.arange(4.0)))"),
        (12, "sigmoid(0.0)\nprint('looks right')"), (2, "%matplotlib inline\n!ls\ndouble?"),
    ):  # fmt: skip
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
    honest("plain", "as the instructor does it"),
    honest("short", "lambdas and names of NumPy's own functions", {
        "double": "double = lambda x: x + x",
        "centre": "from functools import partial\ncentre = lambda x: np.subtract(x, np.mean(x))",
        "sigmoid": "from math import e\ndef sigmoid(z):\n"
                   "    z = np.asarray(z, dtype=float)\n"
                   "    return np.exp(-np.logaddexp(0, -z))",
        "countdown": "countdown = lambda n: range(n, 0, -1)",
        "draw": "draw = lambda rng, n: rng.normal(0.0, 1.0, n)",
    }),
    honest("objects", "callable objects, bound methods, closures, partial functions", {
        "double": "class Times:\n    def __init__(self, k): self.k = k\n"
                  "    def __call__(self, x): return self.k * x\ndouble = Times(2)",
        "centre": "class Tools:\n    def centre(self, x): return x - np.average(x)\n"
                  "centre = Tools().centre",
        "slope": "import functools\ndef quotient(h, f, x):\n"
                 "    return (f(x + h) - f(x - h)) / (2 * h)\nslope = functools.partial(quotient, 1e-6)",
        "countdown": "class Down:\n    def __init__(self, n): self.n = n\n"
                     "    def __iter__(self): return self\n"
                     "    def __next__(self):\n        if self.n < 1:\n            raise StopIteration\n"
                     "        self.n -= 1\n        return self.n + 1\ncountdown = Down",
    }),
    honest("loops", "loops over entries, recursion, lists", {
        "double": "def double(x):\n    total = 0\n    for _ in range(2):\n        total += x\n    return total",
        "centre": "def centre(x):\n    mean = sum(x) / len(x)\n    out = np.empty(len(x))\n"
                  "    for i, value in enumerate(x):\n        out[i] = value - mean\n    return out",
        "sigmoid": "import math\ndef one(v):\n    return 1 / (1 + math.exp(-v)) if v > 0 else "
                   "math.exp(v) / (1 + math.exp(v))\ndef sigmoid(z):\n"
                   "    z = np.asarray(z, float)\n    out = np.empty(z.shape)\n"
                   "    for i in np.ndindex(z.shape):\n        out[i] = one(z[i])\n    return out",
        "countdown": "def countdown(n):\n    return [n] + countdown(n - 1) if n else []",
    }),
    honest("decorated", "decorators, caches, annotations, dataclasses", {
        "double": "import functools\n@functools.lru_cache(maxsize=None)\ndef double(x: float) -> float:\n"
                  "    '''Twice x.'''\n    return 2 * x",
        "centre": "def noisy(f):\n    @functools.wraps(f)\n    def g(*args, **options):\n"
                  "        print('called', f.__name__)\n        return f(*args, **options)\n    return g\n"
                  "@noisy\ndef centre(x):\n    return x - x.mean()",
        "Account": "from dataclasses import dataclass\n@dataclass\nclass Account:\n    balance: int = 0\n"
                   "    def pay(self, amount):\n        self.balance += amount\n        return self.balance",
    }),
    honest("noisy", "prints, warnings, logging and figures on the way", {
        "double": "import logging, sys, warnings\ndef double(x):\n    print('x =', x)\n"
                  "    print('to stderr', file=sys.stderr)\n    warnings.warn('careful')\n"
                  "    logging.warning('here')\n    return 2 * x\nplt.plot([1, 2]); plt.show()",
        "centre": "def centre(x):\n    np.log(0.0)\n    plt.plot(x)\n    return x - x.mean()",
    }),
    honest("types", "NumPy scalars, arrays without axes, other orders and views", {
        "double": "def double(x):\n    return np.float64(2 * x)",
        "centre": "def centre(x):\n    y = np.asfortranarray(x - x.mean())\n    return y[::-1][::-1]",
        "slope": "def slope(f, x):\n    return np.array((f(x + 1e-5) - f(x - 1e-5)) / 2e-5)",
        "Account": "class Account:\n    balance = np.int64(0)\n    def pay(self, amount):\n"
                   "        self.balance = self.balance + amount\n        return self.balance",
    }),
    honest("helpers", "helpers in a cell of its own, used by the answers", {
        "double": "def double(x):\n    return times(2, x)",
        "sigmoid": "def sigmoid(z):\n    return safe(z)",
    }, before="import numpy as np\nLIMIT = 700\ndef times(a, b):\n    return a * b\n"
              "def safe(z):\n    z = np.clip(np.asarray(z, float), -LIMIT, LIMIT)\n"
              "    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))),\n"
              "                    np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))"),
    honest("threads", "threads, timers and temporary files, used properly", {
        "double": "from concurrent.futures import ThreadPoolExecutor\nimport tempfile\n"
                  "def double(x):\n    with ThreadPoolExecutor(2) as pool:\n"
                  "        return sum(pool.map(lambda v: v, [x, x]))\n"
                  "with tempfile.TemporaryFile() as file:\n    file.write(b'1')",
    }),
    honest("renamed-imports", "own imports and names that hide others", {
        "centre": "import numpy as xp\nfrom numpy import *\ndef centre(x):\n    return x - xp.mean(x)",
        "double": "list = [1, 2]\nmax = 3\nresult = 'mine'\nn = 7\ndef double(x):\n    return 2 * x",
    }),
    honest("in-one-cell", "all answers in the first cell, the others say where", {
        "double": "\n".join(RIGHT.values()),
        **{task: "# see above" for task in POINTS if task != "double"},
    }),
    honest("unfinished-trial", "raises in its own last cell", after="double(1) + unknown"),
    honest("colab", "an editor has stripped all metadata", breaks=colab),
    honest("bom", "saved with a byte order mark", breaks=bom),
    honest("misnamed", "a browser has renamed the file", breaks=misnamed),
    honest("copied", "answer cells copied with their metadata", breaks=copied_cells),
    honest("trials", "own cells, magics, an error, a figure", breaks=notes_and_trials),
    honest("moved", "answers in another order", breaks=moved),
    honest("run-before", "with outputs of an earlier run", breaks=run_before),
]  # fmt: skip
