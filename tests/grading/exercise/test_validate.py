"""nbgrader's Validate says of each cell what its check says."""

from __future__ import annotations

from pathlib import Path

import nbformat
from conftest_course import code
from nbformat.v4 import new_notebook
from nbgrader.validator import Validator


def test_validate_says_what_the_check_says(tmp_path: Path) -> None:
    answers = {
        "sigmoid": "def sigmoid(z):\n    raise NotImplementedError",
        "neuron": "def neuron(x, w, b):\n    return x",
        "predict_label": "def predict_label(p, threshold=0.5):\n"
        "    return (np.asarray(p) >= threshold).astype(int)[()]",
    }
    cells = [code("setup", "import numpy as np\nfrom nnkit.grading import check", locked=True)]
    for name, answer in answers.items():
        cells.append(code(name, answer, solution=True))
        test = f'result = check("{name}", {name})\n1 * result.score'
        cells.append(code(f"test_{name}", test, grade=True, locked=True, points=1))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "one.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    untouched, wrong = (cell["raw_error"] for cell in Validator().validate(str(path))["failed"])
    assert untouched.startswith("· sigmoid: not attempted yet")
    assert wrong.startswith("✗ neuron: not right yet")
    assert "Partial credit" not in untouched + wrong
