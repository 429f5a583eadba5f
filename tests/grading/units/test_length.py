"""The definitions of units 09 to 15 are short: at most 400 lines a unit."""

from pathlib import Path

import pytest

from nnkit.grading import units

MOST = 400
UNITS = sorted(Path(units.__file__).parent.glob("u09_*")) + sorted(
    Path(units.__file__).parent.glob("u1[0-5]_*")
)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_definitions_of_a_unit_are_short(unit):
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in unit.glob("*.py"))
    assert lines <= MOST, f"{unit.name} has {lines} lines"


def test_all_seven_units_are_looked_at():
    assert [unit.name[:3] for unit in UNITS] == ["u09", "u10", "u11", "u12", "u13", "u14", "u15"]
