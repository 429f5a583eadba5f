"""A class is graded again for what its own exercises are made of, and for nothing else."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from nnkit.grading.exercise.spec import Spec
from nnkit.grading.run.asked_for import asked_for, exercise_files
from nnkit.grading.units import SPECS

ROOT = Path(__file__).parents[3]
UNITS = ROOT / "nnkit" / "grading" / "units"
MADE: dict[str, set[Path]] = {}
for _module in [m for name, m in sys.modules.items() if name.startswith("nnkit.grading.units.u")]:
    for _value in vars(_module).values():
        if isinstance(_value, Spec):
            MADE.setdefault(_value.name, set()).add(Path(str(_module.__file__)))


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return Path(shutil.copytree(UNITS, tmp_path / "units"))


def notebook(unit: str) -> str:
    (path,) = (ROOT / "solutions").glob(f"{unit}_*/*.ipynb")
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells)


@pytest.mark.parametrize("name", SPECS)
def test_every_exercise_is_found_in_the_module_of_its_unit(name: str) -> None:
    files = exercise_files(f'check("{name}", answer)')
    assert any(f.parent.name.startswith("u") for f in files), name
    assert MADE[name] & files, name
    assert any(f.parent.name == "hidden" for f in files), name


def test_a_change_in_another_unit_does_not_touch_a_class(units: Path) -> None:
    before = asked_for(notebook("01"), units)
    for path in (*units.glob("u05*/*.py"), *units.glob("hidden/u05*.py")):
        path.write_text(path.read_text() + "\n# a comment\n")
    places = units / "places.py"
    places.write_text(places.read_text().replace("lecture 5, section 1", "lecture 5, section 9"))
    assert asked_for(notebook("01"), units) == before


@pytest.mark.parametrize(
    "touched",
    [
        "u01_one_neuron/loss.py",
        "hidden/u01_one_neuron.py",
        "drawing.py",
        "places.py",
        "__init__.py",
    ],
)
def test_a_change_in_its_own_files_does(units: Path, touched: str) -> None:
    before = asked_for(notebook("01"), units)
    path = units / touched
    changed = path.read_text().replace("lecture 1, section 2", "lecture 1, section 8")
    path.write_text(changed if touched == "places.py" else changed + "\n# a comment\n")
    assert asked_for(notebook("01"), units) != before


def test_what_an_exercise_imports_and_calls_belongs_to_it() -> None:
    files = {str(f.relative_to(UNITS)) for f in exercise_files('check("relu", relu)')}
    assert {"u02_non_linearity/relu.py", "u02_non_linearity/common.py"} <= files
    assert not any(f.startswith(("u05", "u06", "u07", "u08")) for f in files)
