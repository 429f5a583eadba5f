"""Which files beside a notebook nbgrader's feedback copies, and how its steps are replaced.

nbgrader's ``generate_feedback`` gives a page that a student has handed in back among the pages of
the grader, and follows links on the way. nbgrader has no option for this step, so the exporters
of this package put another one in its place (`replace_step`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.converters.base import BaseConverter

from nnkit.grading.handin.files import copy_instructors, instructors

PICTURES = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class CopyPictures(BaseConverter):  # type: ignore[misc]
    """For ``GenerateFeedback``: the pictures of the instructor, and nothing of a student's.

    The page that is made is all that is given back; what a student has handed in he has.
    """

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the pictures that the page may show."""
        directory = self.coursedir.source_directory
        source = Path(self.coursedir.format_path(directory, ".", assignment_id))
        target = Path(self._format_dest(assignment_id, student_id))
        files = instructors(source, self.coursedir.ignore)
        pictures = [path for path in files if path.name.lower().endswith(PICTURES)]
        copy_instructors(source, target, pictures)


def replace_step(converter: Any, step: type[BaseConverter]) -> None:
    """Let `converter` do what `step` says where it would do as every converter does."""
    kind = type(converter)
    if isinstance(converter, BaseConverter) and not isinstance(converter, step):
        converter.__class__ = type(kind.__name__, (kind, step), {"__module__": kind.__module__})
