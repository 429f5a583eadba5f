"""Which files beside a notebook nbgrader's converters copy.

nbgrader copies whatever lies beside a notebook and follows links on the way: a dead link ends
the grading of a submission, one to ``/dev/zero`` never ends, one to another student's work hands
it over. Its ``generate_feedback`` gives a page that a student has handed in back among the pages
of the grader. nbgrader has no option for this step, so the exporters of this package put another
one in its place (`replace_copying`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.converters.base import BaseConverter

from nnkit.grading.handin.files import copy_handed_in, copy_instructors
from nnkit.grading.handin.folder import CHECKS
from nnkit.grading.handin.settings import TwoRooms

PICTURES = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class CopyHandedIn(BaseConverter):  # type: ignore[misc]
    """For ``Autograde``: ordinary files within the limits, as `grade.grade` has it."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what was handed in beside the notebooks."""
        source = Path(self._format_source(assignment_id, student_id))
        target = Path(self._format_dest(assignment_id, student_id))
        if source.is_symlink() or not source.is_dir():
            return
        limit = int(TwoRooms(config=self.config).disk_mb) * 1_000_000
        ignore = [*self.coursedir.ignore, CHECKS]
        for note in copy_handed_in(source, target, ignore, limit):
            self.log.warning("%s: %s", source, note)


class CopyPictures(BaseConverter):  # type: ignore[misc]
    """For ``GenerateFeedback``: the pictures of the instructor, and nothing of a student's.

    The page that is made is all that is given back; what a student has handed in he has.
    """

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the pictures that the page may show."""
        directory = self.coursedir.source_directory
        source = Path(self.coursedir.format_path(directory, ".", assignment_id))
        target = Path(self._format_dest(assignment_id, student_id))
        copy_instructors(source, target, self.coursedir.ignore, (), only=PICTURES)


def replace_copying(converter: Any, step: type[BaseConverter]) -> None:
    """Let `converter` copy files by `step`, which comes right before nbgrader's own step."""
    kind = type(converter)
    if isinstance(converter, BaseConverter) and not isinstance(converter, step):
        converter.__class__ = type(kind.__name__, (kind, step), {"__module__": kind.__module__})
