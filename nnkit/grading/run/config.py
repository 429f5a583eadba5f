"""The line in ``nbgrader_config.py`` that makes nbgrader grade in two rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnkit.grading.gradebook.config import show_safely
from nnkit.grading.handin.folder import CHECKS, put_alembic_on_path

_EXPORTER = "nnkit.grading.run.autograde.GradesInTwoRooms"


def use_two_rooms(c: Any, *, judge_only: Sequence[str] = ()) -> None:
    """Make ``nbgrader autograde``, the formgrader and ``generate_feedback`` use the two rooms.

    Parameters
    ----------
    c : traitlets Config
        What ``get_config()`` returns in ``nbgrader_config.py``. Limits are set beside this line,
        e.g. ``c.TwoRooms.memory_mb = 4096``.
    judge_only : sequence of str
        Modules with answers, beside ``nbgrader_config.py`` or installed: tests can import them,
        submissions can neither import nor read them.

    Notes
    -----
    - The exporter of ``Autograde`` hands the work to `grade.grade_in` (`autograde`).
      nbgrader's own preprocessors are taken out: if that ever failed, nothing would run.
    - Feedback and the formgrader render a student's text without anything active, and feedback
      leaves out hidden tests.
    - Of the files beside a notebook ordinary ones are graded with it, no links; none is given
      back with the feedback but the instructor's pictures (`handin.copy_rules`).
    """
    if judge_only:
        c.TwoRooms.judge_only = [judge_only] if isinstance(judge_only, str) else list(judge_only)
    c.Autograde.exporter_class = _EXPORTER
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = []
    show_safely(c)
    c.CourseDirectory.ignore.append(CHECKS)
    put_alembic_on_path()
