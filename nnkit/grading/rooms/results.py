"""What the checks of one test cell found, and whether the room failed it meanwhile."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from nnkit.grading.checks import ladder, panel
from nnkit.grading.checks.result import CheckResult
from nnkit.grading.errors import StudentError
from nnkit.grading.rooms import outputs


class Results:
    """The results of one test cell.

    A call that was cut off (the room was closed, or the time was over) is no answer, although it
    raises: ``assert_raises(Exception, f, -1)`` must not pass by it. So it fails the cell, unless
    the check ladder saw it and gave its points for the rest.
    """

    def __init__(self, grade_id: str):
        self.hidden: list[dict[str, Any]] = []
        self._grade_id = grade_id
        self._shown: dict[str, CheckResult] = {}
        self._cut: StudentError | None = None
        self._cut_in_check: StudentError | None = None

    @contextlib.contextmanager
    def collected(self) -> Iterator[None]:
        """Collect what checks find and show."""
        ladder.listeners.append(self._listen)
        before, panel.display_hook = panel.display_hook, self._show
        try:
            yield
        finally:
            ladder.listeners.remove(self._listen)
            panel.display_hook = before

    def cut(self, error: StudentError) -> None:
        """Remember that a call was cut off."""
        if _inside_check():
            self._cut_in_check = self._cut_in_check or error
        else:
            self._cut = self._cut or error

    def raise_cut(self) -> None:
        """Raise the error of the first call that was cut off and that no check saw."""
        if self._cut is not None:
            raise self._cut

    def panels(self) -> list[dict[str, Any]]:
        """The last result of each exercise, as outputs."""
        return [outputs.panel(panel.html(r), panel.text(r)) for r in self._shown.values()]

    def _listen(self, result: CheckResult) -> None:
        if result.passed:
            self._cut = self._cut or self._cut_in_check
        self._cut_in_check = None
        if result.hidden:
            self.hidden.append({**result.as_dict(), "cell": self._grade_id})

    def _show(self, result: CheckResult) -> None:
        self._shown.pop(result.name, None)
        self._shown[result.name] = result


def _inside_check() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is ladder.climb.__code__:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
