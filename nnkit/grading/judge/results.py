"""What the checks of one test cell found, and whether the room failed it meanwhile."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from nnkit.grading import checking
from nnkit.grading.carried import Carried
from nnkit.grading.errors import StudentError
from nnkit.grading.exercise import ladder, panel
from nnkit.grading.exercise.host import Host
from nnkit.grading.exercise.result import CheckResult
from nnkit.grading.judge import outputs


@contextlib.contextmanager
def hosted(host: Host) -> Iterator[None]:
    """Let the checks of the block run in another place than a notebook."""
    token = checking.HOST.set(host)
    try:
        yield
    finally:
        checking.HOST.reset(token)


class Visible:
    """The result of a visible check, which runs when somebody looks at it.

    In a test cell the hidden check of the same exercise comes right after it, and the panel
    shows that one; then nobody does.
    """

    def __init__(self, name: str, run: Callable[[], CheckResult]):
        self.name, self._run = name, run

    @functools.cached_property
    def found(self) -> CheckResult:
        """What the check found."""
        return self._run()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.found, name)

    def __repr__(self) -> str:
        return repr(self.found)


class Results:
    """The results of one test cell.

    A call that was cut off (the room was closed, or the time was over) is no answer, although it
    raises: ``assert_raises(Exception, f, -1)`` must not pass by it. So it fails the cell, unless
    the check ladder saw it and gave its points for the rest.
    """

    def __init__(self, grade_id: str, host: Host, check_ended: Callable[[], object]):
        self._check_ended = check_ended
        self.passed: dict[str, bool] = {}
        self.hidden: list[dict[str, Any]] = []
        self._grade_id = grade_id
        self._host = replace(host, told=self._listen, show=self._show, later=self._later)
        self._shown: dict[str, CheckResult | Visible] = {}
        self._cut: StudentError | None = None
        self._cut_in_check: StudentError | None = None

    @contextlib.contextmanager
    def collected(self) -> Iterator[None]:
        """Collect what checks find and show."""
        with hosted(self._host):
            yield

    def cut(self, error: StudentError) -> None:
        """Remember that a call was cut off."""
        if inside_check():
            self._cut_in_check = self._cut_in_check or error
        else:
            self._cut = self._cut or error

    def raise_cut(self) -> None:
        """Raise the error of the first call that was cut off and that no check saw."""
        if self._cut is not None:
            raise self._cut

    def look(self) -> None:
        """Run the visible checks that are still shown when the test cell ends."""
        for result in self._shown.values():
            if isinstance(result, Visible):
                assert result.found is not None

    def panels(self) -> list[dict[str, Any]]:
        """The last result of each exercise, as outputs."""
        shown = [
            r.__dict__.get("found") if isinstance(r, Visible) else r for r in self._shown.values()
        ]
        return [outputs.panel(panel.html(r), panel.text(r)) for r in shown if r is not None]

    def _listen(self, result: CheckResult) -> None:
        self._check_ended()
        self.passed[result.name] = result.passed
        if result.passed and not isinstance(result, Carried):
            self._cut = self._cut or self._cut_in_check
        self._cut_in_check = None
        if result.hidden:
            rungs = [[rung.name, rung.state] for rung in result.rungs]
            self.hidden.append({**vars(result), "rungs": rungs, "cell": self._grade_id})

    def _later(self, name: str, run: Callable[[], CheckResult]) -> Visible:
        visible = Visible(name, run)
        self._show(visible)
        return visible

    def _show(self, result: CheckResult | Visible) -> None:
        self._shown.pop(result.name, None)
        self._shown[result.name] = result


def inside_check() -> bool:
    """Whether a check is being climbed just now."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is ladder.climb.__code__:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
