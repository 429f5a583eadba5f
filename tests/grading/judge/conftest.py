from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nnkit.grading.judge import Limits, Rooms

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="package")
def rooms():
    """The rooms as this machine offers them, with limits that tests can wait for."""
    limits = Limits(cell_seconds=5, call_seconds=1, total_seconds=30, memory_mb=256, disk_mb=20)
    with Rooms(limits) as rooms:
        yield rooms
