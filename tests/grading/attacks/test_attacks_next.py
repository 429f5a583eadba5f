"""A student can do nothing to, and learn nothing of, those who are graded before and after."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacked_class import AttackedClass
from kinds import EVERY, HONEST, ONE_AFTER_THE_OTHER


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> AttackedClass:
    """Graded one after the other by the same worker: the attacks, then honest work."""
    chosen = [*(EVERY[name] for name in ONE_AFTER_THE_OTHER), HONEST["honest-plain"]]
    attacked = AttackedClass(tmp_path_factory.mktemp("next"), chosen)
    attacked.ears.close()
    attacked.grade(jobs=1)
    return attacked


@pytest.mark.parametrize("name", [*ONE_AFTER_THE_OTHER, "honest-plain"])
def test_who_is_graded_later_gets_what_is_deserved(in_order: AttackedClass, name: str) -> None:
    assert in_order.marks[name] == {**EVERY, **HONEST}[name].deserves, in_order.told(name)


def test_no_traces_are_left(in_order: AttackedClass) -> None:
    places = [Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm", "/")]
    found = [p for place in places if place.is_dir() for p in place.glob("litter-4217*")]
    assert found + list(in_order.root.rglob("litter-4217*")) == []
    assert list(in_order.temporary.iterdir()) == []
    assert in_order.alive == []
