"""A class whose written answers are to be marked, graded for real."""

from __future__ import annotations

import random
from pathlib import Path

import nbformat
from conftest_course import Course, code, nbgrader
from nbformat.v4 import new_markdown_cell, new_notebook

QUESTION = "## 1. In your own words\n\n*2 points*\n\nWhat becomes of a ReLU neuron with $b=-20$?"
MODEL = (
    "1 point for the slope, 1 point for what follows.\n\n"
    "- The slope is **exactly 0**, so no step changes it: the unit is dead."
)
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> It is dead.'
LONG = "It is dead. " * 90_000
COMMON = (
    "The slope is 0 left of the kink, so the gradient is 0 and the neuron is dead.",
    "the slope is 0 left of the kink so the gradient is 0 and the neuron is  dead",
    "The slope is 0 left of the kink, so its gradient is 0 and this neuron is dead for ever.",
    "It learns slowly.",
)
WORDS = ["slope", "weight", "zero", "dead", "small", "step", "gradient", "never", "sum", "moves"]


def make_class(root: Path, size: int) -> Course:
    """Hand in and grade `size` answers: hostile ones, one left blank, common ones, and others."""
    course = Course(root)
    written = nbgrader("own_words", grade=True, solution=True, points=2)
    source = new_notebook(
        cells=[
            code("setup", "import math", locked=True),
            new_markdown_cell(QUESTION, id="asked"),
            new_markdown_cell(MODEL, id="own_words", metadata=written),
        ]
    )
    course.add_source("ps1", {"one": source})
    texts: list[str | None] = [HOSTILE, LONG, None]
    drawn = random.Random(1)
    while len(texts) < size:
        own = " ".join(drawn.choices(WORDS, k=drawn.randint(12, 60)))
        texts.append(drawn.choice([*COMMON, own, own, own]))
    nb = course.released()
    stub = nb.cells[-1].source
    for number, text in enumerate(texts):
        nb.cells[-1].source = stub if text is None else text
        nbformat.write(nb, course.folder(f"student{number:03}") / "one.ipynb")
    course.grade(jobs=2)
    return course
