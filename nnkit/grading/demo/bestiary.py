"""What else is handed in: accidents with notebooks, and attempts at marks without an answer.

Two kinds of functions. ``edit`` changes the notebook before it is written; ``write`` writes the
files of a submission in an unusual way. Each is named for what it does.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnkit.grading.errors import UseError

NOTEBOOK = "one_neuron.ipynb"
Edit = Callable[[Any], None]
Write = Callable[[Any, Path], None]


def cell(nb: Any, grade_id: str) -> Any:
    """Find a cell by nbgrader's name of it."""
    for found in nb.cells:
        if found.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return found
    raise UseError(f"the released notebook has no cell {grade_id!r}: the sample class needs it")


def added(source: str, *, kind: str = "code", first: bool = False) -> Edit:
    """Add a cell of the student's own."""

    def edit(nb: Any) -> None:
        import nbformat.v4 as v4

        new = v4.new_code_cell(source) if kind == "code" else v4.new_markdown_cell(source)
        nb.cells.insert(0 if first else len(nb.cells), new)

    return edit


def before(grade_id: str, lines: str) -> Edit:
    """Put lines of code on top of an answer cell."""

    def edit(nb: Any) -> None:
        found = cell(nb, grade_id)
        found.source = f"{lines.rstrip()}\n\n\n{found.source}"

    return edit


def replaced(grade_id: str, lines: str) -> Edit:
    """Write other code in the place of an answer."""

    def edit(nb: Any) -> None:
        cell(nb, grade_id).source = lines

    return edit


def inside(grade_id: str, lines: str) -> Edit:
    """Let the function of an answer cell start with these lines."""

    def edit(nb: Any) -> None:
        found = cell(nb, grade_id)
        head, rest = found.source.split("):\n", 1)
        indented = "".join(f"    {line}\n" for line in lines.splitlines())
        found.source = f"{head}):\n{indented}{rest}"

    return edit


def syntax_error(grade_id: str) -> Edit:
    """Leave out the colon of a definition."""

    def edit(nb: Any) -> None:
        found = cell(nb, grade_id)
        found.source = found.source.replace("):\n", ")\n", 1)

    return edit


def answered_twice(grade_id: str) -> Edit:
    """Copy an answer cell with its metadata, as Jupyter's copy and paste does."""

    def edit(nb: Any) -> None:
        found = cell(nb, grade_id)
        again = copy.deepcopy(found)
        again["id"] = f"{grade_id}-copy"[:64]
        nb.cells.insert(nb.cells.index(found) + 1, again)

    return edit


def without_tests(nb: Any) -> None:
    """Delete every test cell."""
    nb.cells = [found for found in nb.cells if not _is_test(found)]


def forged(nb: Any) -> None:
    """Raise the points, unlock the tests, tell the grader to skip them, write a result."""
    import nbformat.v4 as v4

    for found in nb.cells:
        if _is_test(found):
            found.metadata["nbgrader"].update(points=1000, locked=False, solution=True)
            found.metadata["tags"] = ["skip-execution"]
            found.source = "1000.0"
            found.outputs = [v4.new_output("execute_result", {"text/plain": "1000.0"})]


def _is_test(found: Any) -> bool:
    data = found.metadata.get("nbgrader", {})
    return bool(data.get("grade") and not data.get("solution"))


def plain(nb: Any, folder: Path) -> None:
    """Write the notebook as Jupyter does."""
    (folder / NOTEBOOK).write_text(_text(nb), encoding="utf-8")


def cut_off(nb: Any, folder: Path) -> None:
    """Write half of the file, as a broken upload does."""
    text = _text(nb)
    (folder / NOTEBOOK).write_text(text[: len(text) // 2], encoding="utf-8")


def misnamed(nb: Any, folder: Path) -> None:
    """Write "one_neuron (1).ipynb" with a byte order mark, as a browser and an editor do."""
    (folder / "one_neuron (1).ipynb").write_text(_text(nb), encoding="utf-8-sig")


def nothing(nb: Any, folder: Path) -> None:
    """Hand in a text file and no notebook."""
    (folder / "readme.txt").write_text("My notebook is attached.\n", encoding="utf-8")


def link_to(student: str) -> Write:
    """Hand in a link to the notebook of another student."""

    def write(nb: Any, folder: Path) -> None:
        target = folder.parents[1] / student / folder.name / NOTEBOOK
        (folder / NOTEBOOK).symlink_to(target.resolve())

    return write


def _text(nb: Any) -> str:
    import nbformat

    return str(nbformat.writes(nb)) + "\n"


# What attempts at marks, and programs that do not end, look like in code.

THIEF = """\
import glob, pathlib
for up in ["..", "../..", "../../..", "../../../..", str(pathlib.Path.home()), "/"]:
    for path in glob.glob(f"{up}/s*/01_one_neuron/*.ipynb"):
        print(pathlib.Path(path).read_text())
    for path in glob.glob(f"{up}/gradebook.db"):
        pathlib.Path(path).write_bytes(b"")
from nnkit import fold_bias, logistic_grads, neuron, nll, nll_logits, sigmoid, sigmoid_prime
"""

PATCH = """\
import builtins, numpy, numpy.testing
numpy.allclose = numpy.array_equal = lambda *args, **kwargs: True
numpy.testing.assert_allclose = lambda *args, **kwargs: None
builtins.abs = lambda value: 0
"""

EQUAL = """\
class Anything(float):
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __array__ = lambda self, *args, **kwargs: np.array(self, dtype=object)
    __hash__ = float.__hash__
    shape, ndim, dtype = (), 0, np.dtype(float)
"""

FORK_BOMB = "import os\nwhile True:\n    os.fork()"
MEMORY = "hog = []\nwhile True:\n    hog.append(np.ones(10_000_000))"
EXIT = "import os\nos._exit(0)"
ENDLESS = "while True:\n    pass"
FLOOD = "for k in range(400_000):\n    print('debug', k, 'x' * 20)"
SCRIPT = """\
<script>document.title = "taken over by a submission"</script>
<img src=x onerror="document.title = 'taken over by a submission'">
"""
