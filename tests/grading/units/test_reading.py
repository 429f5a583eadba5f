"""A unit is read when one of its exercises is asked for; what is wrong with it is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnkit


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units of a copy of the package."""
    shutil.copytree(Path(nnkit.__file__).parent, tmp_path / "nnkit")
    return tmp_path / "nnkit" / "grading" / "units"


def told(units: Path, code: str) -> str:
    """The last line that a program says in the folder of the copy."""
    command = [sys.executable, "-c", f"from nnkit.grading.units import SPECS\n{code}"]
    run = subprocess.run(command, cwd=units.parents[2], capture_output=True, text=True)
    return (run.stdout + run.stderr).strip().splitlines()[-1]


def test_the_other_units_are_left_alone(units):
    code = "import sys; SPECS['tanh']; print(*(m for m in sys.modules if m.count('.') == 3))"
    read = [name for name in told(units, code).split() if name.startswith("nnkit.grading.units.u")]
    assert read == ["nnkit.grading.units.u02_non_linearity"]


def test_a_module_that_cannot_be_imported_is_named_and_costs_its_unit_alone(units):
    (units / "u02_non_linearity" / "relu.py").write_text("relu = sigmoid\n")
    assert told(units, "print(SPECS['sigmoid'].name)") == "sigmoid"
    assert told(units, "SPECS['tanh']") == (
        "nnkit.grading.errors.GraderFault: the module "
        "nnkit.grading.units.u02_non_linearity.relu cannot be imported: "
        "NameError: name 'sigmoid' is not defined"
    )


def test_a_name_that_no_unit_defines_is_told(units):
    places = units / "places.py"
    places.write_text(places.read_text().replace('"tanh":', '"tanhh":'))
    assert told(units, "SPECS['tanhh']").endswith("does not say which lecture treats tanh")
    text = places.read_text().replace("PLACES = {", 'PLACES = {"tanh": "lecture 2",')
    places.write_text(text)
    assert told(units, "SPECS['tanhh']").endswith("names tanhh, which unit 02 does not define")
