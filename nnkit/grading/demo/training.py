"""The second unit of the sample class: 09, in which each hand-in trains a network and draws it.

The right answers are those of the instructor's notebook; a student has a few of `WRONG` instead.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nnkit.grading.demo.bestiary import cell

ASSIGNMENT = "09_training"
NOTEBOOK = "training.ipynb"
MARKED = re.compile(r"^( *)### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n?", re.S | re.M)

WRONG = {
    "init_layer": "return rng.normal(0, 2 / n_in, (n_in, n_out)), np.zeros(n_out)",
    "standardize": (
        "return ((X_train - X_train.mean(axis=0)) / X_train.std(axis=0),\n"
        "        (X_test - X_test.mean(axis=0)) / X_test.std(axis=0))"
    ),
    "softmax_step": (
        "dZ = softmax(X @ W + b) - Y\nreturn W - lr * X.T @ dZ, b - lr * dZ.sum(axis=0)"
    ),
    "batch_gradient": "return G[idx].sum(axis=0)",
    "to_bits": "return np.asarray(labels)[:, None] >> np.arange(n) & 1",
    "sgd": "return theta - lr * sum(grad(theta, i) for i in order)",
}
CLASS = {
    "ada.bianchi": "",
    "ben.okafor": "standardize",
    "chloe.dubois": "softmax_step",
    "daniel.kowalski": "batch_gradient to_bits",
    "elif.yilmaz": "",
    "felix.braun": "init_layer sgd",
    "grace.mensah": "standardize softmax_step",
    "hugo.lindqvist": "to_bits",
    "ines.carvalho": "init_layer",
    "jonas.weber": "sgd standardize",
}


def notebook(solved: Any, wrong: str) -> Any:
    """Return the instructor's notebook as a student hands it in, with these tasks wrong."""
    import nbformat

    nb = nbformat.from_dict(solved)
    for found in nb.cells:
        found.source = MARKED.sub(r"\2", found.source)
    for task in wrong.split():
        found = cell(nb, task)
        head = found.source[: found.source.index('"""')]
        found.source = head + "\n    ".join(['"""Mine."""', *WRONG[task].splitlines()]) + "\n"
    return nb


def hand_in(solutions: Path, folder: Path, students: int) -> int:
    """Write what the first of `CLASS` hand in; return how many these are."""
    import nbformat

    solved = nbformat.read(solutions / ASSIGNMENT / NOTEBOOK, as_version=4)
    some = list(CLASS.items())[:students]
    for student, wrong in some:
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        nbformat.write(notebook(solved, wrong), place / NOTEBOOK)
    return len(some)
