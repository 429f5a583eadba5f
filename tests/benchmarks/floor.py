"""The floor of grading: every cell and check of every submission in one warm process.

``python floor.py COURSE`` prints the seconds it takes, imports left out. Nothing is confined and
nothing is stored; figures are drawn as a notebook shows them.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any


def main(course: Path) -> float:
    import matplotlib

    matplotlib.use("Agg")
    tests = full_tests(next(course.glob("source/*/*.ipynb")))
    notebooks = [json.loads(path.read_text()) for path in course.glob("submitted/*/*/*.ipynb")]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        run(notebooks[0], tests)
        start = time.perf_counter()
        for nb in notebooks:
            run(nb, tests)
        return time.perf_counter() - start


def full_tests(source: Path) -> dict[str, str]:
    """Return the test cells with their hidden parts: {name: source}."""
    cells = json.loads(source.read_text())["cells"]
    about = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells]
    return {
        data["grade_id"]: "".join(cell["source"])
        for cell, data in about
        if data.get("grade") and not data.get("solution")
    }


def run(nb: dict[str, Any], tests: dict[str, str]) -> None:
    """Run the code cells of a notebook, and render its figures."""
    import matplotlib.pyplot as plt

    from nnkit.grading.sandbox import cells

    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in nb["cells"]:
        if cell["cell_type"] != "code":
            continue
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        with contextlib.suppress(Exception), warnings.catch_warnings():
            cells.run_cell(tests.get(name, "".join(cell["source"])), names, "cell")
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
        plt.close("all")


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
