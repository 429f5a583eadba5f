"""The line in ``nbgrader_config.py`` that makes nbgrader grade in two rooms."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHECKS = "checks.json"  # what the judge found, beside the autograded notebooks

_HERE = "nnkit.grading.classroom"
_NBGRADER = "nbgrader.preprocessors"
_EXPORTER = f"{_HERE}.exporter.HandInExporter"
_SANITIZE = (f"{_NBGRADER}.CheckCellMetadata",)
_AUTOGRADE = (
    f"{_HERE}.hooks.RunInTwoRooms",
    f"{_NBGRADER}.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    f"{_NBGRADER}.LimitOutput",
    f"{_NBGRADER}.SaveAutoGrades",
    f"{_NBGRADER}.AssignLatePenalties",
    f"{_HERE}.hooks.AskForALook",
    f"{_NBGRADER}.CheckCellMetadata",
)
_FEEDBACK_EXPORTER = f"{_HERE}.feedback.FeedbackExporter"
_FEEDBACK = (
    f"{_HERE}.feedback.HideTests",
    f"{_NBGRADER}.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)
_MARKDOWN_FILTER = f"{_HERE}.feedback.markdown2html"


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
    - The exporter of ``Autograde`` reads hand-ins (`exporter.HandInExporter`): what it gives to
      nbgrader is the instructor's notebook with the student's answers in it.
    - ``Execute`` is replaced by `hooks.RunInTwoRooms`; the preprocessors after it are nbgrader's.
    - Feedback and the formgrader render a student's text without anything active, and feedback
      leaves out hidden tests.
    - Of the files beside a notebook ordinary ones are graded with it, no links; none is given
      back with the feedback but the instructor's pictures (`beside`).
    """
    if judge_only:
        c.TwoRooms.judge_only = [judge_only] if isinstance(judge_only, str) else list(judge_only)
    c.Autograde.exporter_class = _EXPORTER
    c.Autograde.sanitize_preprocessors = list(_SANITIZE)
    c.Autograde.autograde_preprocessors = list(_AUTOGRADE)
    c.GenerateFeedback.exporter_class = _FEEDBACK_EXPORTER
    c.GenerateFeedback.preprocessors = list(_FEEDBACK)
    c.HTMLExporter.filters = {"markdown2html": _MARKDOWN_FILTER}
    c.CourseDirectory.ignore.append(CHECKS)
    put_alembic_on_path()


def put_alembic_on_path() -> None:
    """Let nbgrader find ``alembic``, which it calls by bare name when it makes a gradebook."""
    here = str(Path(sys.executable).parent)
    if shutil.which("alembic") is None and (Path(here) / "alembic").exists():
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", os.defpath)])
