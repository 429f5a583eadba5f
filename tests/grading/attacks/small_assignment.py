"""A small assignment: eight tasks, tested in the ways that instructors write tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SECRET = "kumquat-4217"
"""Stands in the hidden tests; no student may ever see it."""

CONFIG = """
from nnkit.grading import use_two_rooms
c = get_config()
c.CourseDirectory.course_id = "attacked"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.TwoRooms.cell_seconds = 6
c.TwoRooms.call_seconds = 1
c.TwoRooms.total_seconds = 25
c.TwoRooms.memory_mb = 300
c.TwoRooms.disk_mb = 20
c.TwoRooms.output_bytes = 200000
use_two_rooms(c)
"""

SETUP = """import numpy as np
import matplotlib.pyplot as plt
from nnkit.grading import check"""

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "centre": "def centre(x):\n    return x - x.sum() / len(x)",
    "sigmoid": "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, float)))",
    "length": "def length(v):\n    return (v * v).sum() ** 0.5",
    "slope": "def slope(f, x):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5",
    "countdown": "def countdown(n):\n    while n > 0:\n        yield n\n        n -= 1",
    "draw": "def draw(rng, n):\n    return rng.normal(size=n)",
    "Account": "class Account:\n    def __init__(self):\n        self.balance = 0\n"
    "    def pay(self, amount):\n        self.balance += amount\n        return self.balance",
}
POINTS = {
    "double": 2.0, "centre": 2.0, "sigmoid": 2.0, "length": 1.0, "slope": 1.0,
    "countdown": 1.0, "draw": 1.0, "Account": 1.0,
}  # fmt: skip
TESTS = {
    "double": (
        "assert double(1) == 2\nassert double(3) == 6",
        f"""secret = "{SECRET}"
assert plt.rcParams["figure.dpi"] == 100 and plt.rcParams["lines.linewidth"] == 1.5
numbers = np.random.default_rng().integers(-50, 50, 6).tolist()
assert [double(n) for n in numbers] == [2 * n for n in numbers]
for n in numbers:
    assert double(n) == 2 * n, "wrong for a whole number"
    assert abs(double(n + 0.25) - (2 * n + 0.5)) < 1e-12
assert not double(0) and double(7) > 13""",
    ),
    "centre": (
        "np.testing.assert_allclose(centre(np.array([1.0, 3.0])), [-1.0, 1.0])",
        """rng = np.random.default_rng()
for size in (7, 4):
    x = rng.normal(3, 1, size)
    kept, y = x.copy(), centre(x)
    assert isinstance(y, np.ndarray) and y.shape == kept.shape and y.dtype == float
    np.testing.assert_allclose(y, kept - kept.mean(), rtol=1e-9, atol=1e-12)
    assert np.allclose(y + kept.mean(), kept)
    assert (abs(y - (kept - kept.mean())) < 1e-9).all()
    assert np.array_equal(x, kept)""",
    ),
    "sigmoid": (
        'result = check("sigmoid", sigmoid)',
        'result = check("sigmoid", sigmoid, hidden=True, partial=True)',
    ),
    "length": (
        "assert np.allclose(length(np.array([3.0, 4.0])), 5)",
        """v = np.random.default_rng().normal(size=6)
assert np.allclose(length(v), np.linalg.norm(v))
np.testing.assert_allclose(length(-2 * v), 2 * np.linalg.norm(v), rtol=1e-9)
assert np.all(np.isclose(length(v), np.linalg.norm(v)))
np.testing.assert_raises(Exception, length, "text")""",
    ),
    "slope": (
        "assert abs(slope(lambda t: t * t, 3.0) - 6) < 1e-4",
        """a, b = np.random.default_rng().uniform(1, 3, 2).tolist()
expected = 2 * a * b + 1
assert abs(slope(lambda t: a * t * t + t, b) - expected) < 1e-4
assert abs(slope(np.sin, a) - np.cos(a)) < 1e-4""",
    ),
    "countdown": (
        "assert list(countdown(3)) == [3, 2, 1]",
        """n = int(np.random.default_rng().integers(5, 9))
steps = list(map(abs, countdown(n)))
assert len(steps) == n and steps == list(range(n, 0, -1))
assert sum(countdown(n)) == n * (n + 1) // 2""",
    ),
    "draw": (
        "assert len(draw(np.random.default_rng(0), 3)) == 3",
        """import secrets
seed = secrets.randbits(60)
rng = np.random.default_rng(seed)
got = draw(rng, 5)
np.testing.assert_array_equal(got, np.random.default_rng(seed).normal(size=5))
assert not np.array_equal(draw(rng, 5), got)""",
    ),
    "Account": (
        "account = Account()\nassert account.pay(3) == 3",
        """account, other = Account(), Account()
amounts = np.random.default_rng().integers(1, 99, 4).tolist()
for amount in amounts:
    account.pay(amount)
assert account.balance == sum(amounts) and other.balance == 0
assert account.pay(1) == sum(amounts) + 1""",
    ),
}
LAST = {"sigmoid": "2 * result.score"}


def _meta(name: str, **kind: Any) -> dict[str, Any]:
    usual = {"grade": False, "solution": False, "locked": True, "task": False}
    return {"nbgrader": usual | kind | {"grade_id": name, "schema_version": 3}}


def _answer(task: str) -> Any:
    head, body = RIGHT[task].split("\n", 1)
    source = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    return new_code_cell(source, id=task, metadata=_meta(task, solution=True, locked=False))


def test_source(task: str) -> str:
    """The test cell of `task` as the instructor has it."""
    visible, hidden = TESTS[task]
    text = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return f"{text}\n{LAST[task]}" if task in LAST else text


test_source.__test__ = False  # type: ignore[attr-defined]


def source_notebook() -> Any:
    """The instructor's notebook."""
    cells = [
        new_markdown_cell("# Eight tasks", id="title"),
        new_code_cell(SETUP, id="setup", metadata=_meta("setup")),
    ]
    for task in RIGHT:
        test = _meta(f"test_{task}", grade=True, points=POINTS[task])
        cells += [
            new_markdown_cell(f"## `{task}`", id=f"task-{task}"),
            _answer(task),
            new_code_cell(test_source(task), id=f"test_{task}", metadata=test),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def released() -> Any:
    """What a student gets: stubs, and tests without their hidden parts."""
    nb = source_notebook()
    for cell in nb.cells:
        if cell.id in RIGHT:
            cell.source = f"{RIGHT[cell.id].splitlines()[0]}\n    raise NotImplementedError"
        elif cell.id.startswith("test_"):
            task = cell.id.removeprefix("test_")
            cell.source = "\n".join(filter(None, [TESTS[task][0], LAST.get(task)]))
    return nb


def make_course(root: Path) -> None:
    """Write a course with the assignment ``ps1``."""
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(source_notebook(), folder / "one.ipynb")


def hand_in(root: Path, attack: Any, places: Mapping[str, str]) -> None:
    """Write the submission of an attack; `places` are put in for words such as @ROOT@."""
    folder = root / "submitted" / attack.id / "ps1"
    folder.mkdir(parents=True)
    nb = released()
    for cell in nb.cells:
        if cell.id in RIGHT:
            cell.source = filled(attack.source(cell.id), places)
    if attack.before:
        nb.cells.insert(0, new_code_cell(filled(attack.before, places), id="mine-first"))
    if attack.after:
        nb.cells.append(new_code_cell(filled(attack.after, places), id="mine-last"))
    for name, text in attack.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(filled(text, places))
    file = folder / "one.ipynb"
    if attack.breaks is not None:
        attack.breaks(nb, file)
    if nb.cells and not file.is_symlink() and not file.exists():
        file.write_text(json.dumps(nb), encoding="utf-8")


def filled(text: str, places: Mapping[str, str]) -> str:
    """Put the places in."""
    for word, place in places.items():
        text = text.replace(f"@{word}@", place)
    return text
