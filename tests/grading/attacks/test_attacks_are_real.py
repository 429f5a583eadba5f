"""The attacks are real: where answers and tests share a process, they win."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import one_room
from attacked_class import PREY, AttackedClass
from kinds import ATTACKS, HONEST
from small_assignment import POINTS, RIGHT, SETUP, filled, test_source

WINNERS = {name: attack for name, attack in ATTACKS.items() if attack.wins}


def test_in_one_room_with_the_tests_they_win(tmp_path: Path) -> None:
    honest = HONEST["honest-plain"]
    course = AttackedClass(tmp_path, [honest])
    attacks = {}
    for name, attack in {**WINNERS, honest.id: honest}.items():
        cells = [[None, SETUP]]
        for task in POINTS:
            cells += [[None, filled(attack.source(task), course.places)], [task, test_source(task)]]
        attacks[name] = {
            "cells": cells,
            "folder": str(course.root / "submitted" / honest.id / "ps1"),
        }
    (tmp_path / "attacks.json").write_text(json.dumps({"attacks": attacks, "points": POINTS}))
    course.enter_in_gradebook()
    run = subprocess.run(
        [sys.executable, one_room.__file__, str(tmp_path / "attacks.json")],
        env=os.environ | {PREY: RIGHT["double"], "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    marks = json.loads(run.stdout)
    course.ears.close()
    mine = marks.pop(honest.id)
    assert mine == POINTS, mine
    lost = {name for name in WINNERS if not marks[name].get(WINNERS[name].wins)}
    assert lost == set()
