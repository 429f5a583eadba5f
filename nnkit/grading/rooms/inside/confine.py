"""(being built) the walls of the room."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any


class Walls:
    """No walls."""

    patrol_seconds = 0.0
    safe = False

    def ready(self) -> None: ...

    def describe(self) -> list[str]:
        return ["nothing"]

    def before_fork(self) -> None:
        self.work = tempfile.mkdtemp()

    def enter(self, fd: int, limits: dict[str, Any]) -> None:
        os.chdir(self.work)

    def after_close(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)

    def complaint(self, pid: int) -> str:
        return ""


def build(options: dict[str, Any]) -> Walls:
    return Walls()
