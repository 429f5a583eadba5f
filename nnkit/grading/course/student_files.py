"""The files that only the student repository has: README, packaging, ``python -m nnkit``."""

from __future__ import annotations

import json
from typing import Any

#: Marks a folder as one that ``nnkit publish`` made and may replace.
MARK = ".nnkit-published"

README = """\
# A course on neural networks

Lectures that derive every formula and run it, and exercises that say which mistake was made.

## Start

In the browser, without installing anything: enter the address of this repository at
<https://mybinder.org>.

On your own machine (Python {python}):

    python3 -m venv .venv
    . .venv/bin/activate                   # Windows: .venv\\Scripts\\activate
    python -m pip install -e ".[course]"
    jupyter lab course

## What is here

| Folder | What |
| --- | --- |
| `course/lectures/` | the lectures; run them from top to bottom, change what you like |
| `course/exercises/` | one folder a unit; the notebook in it is what you hand in |
| `nnkit/` | the small library that the lectures use, NumPy only |
| `binder/` | what mybinder.org builds from |

## An exercise

1. Replace `raise NotImplementedError` by your answer and run the cell.
2. Run the test cell below it. It says what differs and gives one idea to look at.
3. Press *Validate* above the notebook: it runs everything from the start, as the grading does.
4. Save, and hand in the notebook under its own name.

What passes its check is kept in `course/my_nnkit.py`, and the lectures use it.

Grading calls your functions with further inputs. The library `nnkit` is not available there, so
an answer has to do its own work.

Code: BSD-3-Clause. Text and figures of the course: CC BY 4.0. Handwritten digits: MNIST by
LeCun, Cortes and Burges, CC BY-SA 3.0. See `LICENSE`.
"""

MAIN = '''\
"""Say where the commands are: this is the students' copy."""

import sys

sys.exit("nnkit: the commands are the instructor's; to open the course: jupyter lab course")
'''

GRADING = '''\
"""Checks that name the mistake: ``check("sigmoid", sigmoid)``."""

from nnkit.grading.sealed.check import check

__all__ = ["check"]


def __getattr__(name: str) -> None:
    """Say what is not here."""
    if name in ("check_against", "in_place", "use_two_rooms"):
        raise ImportError(f"{name} works where courses are made: students have `check` alone")
    raise AttributeError(f"nnkit.grading has no attribute {name!r}")
'''

GITIGNORE = """\
__pycache__/
*.egg-info/
.ipynb_checkpoints/
.nbgrader.log
/.venv/
/build/
/course/my_nnkit.py
"""


def readme(project: dict[str, Any]) -> str:
    """Return the README; `project` is the table of that name in the instructor's pyproject."""
    return README.format(python=project["requires-python"].replace(">=", "") + " or newer")


def pyproject(project: dict[str, Any]) -> str:
    """Return the packaging of the student repository: the library, and the extra ``course``."""
    text = {key: json.dumps(project[key]) for key in ("version", "description", "requires-python")}
    course = project["optional-dependencies"]["course"]
    return f"""\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "nnkit"
version = {text["version"]}
description = {text["description"]}
readme = "README.md"
requires-python = {text["requires-python"]}
license = {json.dumps(project["license"])}
license-files = ["LICENSE"]
dependencies = {json.dumps(project["dependencies"])}

[project.optional-dependencies]
course = {json.dumps(course)}

[tool.setuptools.packages.find]
include = ["nnkit*"]

[tool.setuptools.package-data]
nnkit = ["py.typed", "data/*.npz", "widgets/*.mjs", "widgets/questions/*.toml"]
"nnkit.grading.mistakes" = ["*.toml"]
"nnkit.grading.sealed" = ["tables/*"]
"""
