"""``nbgrader autograde`` and the formgrader's button: nbgrader's way to `grade.grade_in`.

`use_two_rooms` names `GradesInTwoRooms` as the exporter of ``Autograde``. nbgrader makes it when
the hand-ins are found and nothing has been touched; it puts `InTwoRooms` in the place of the step
that would convert them, one after the other. This module is imported by every nbgrader command,
so what costs time is imported when used.
"""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import BaseConverter, NbGraderException

from nnkit.grading.errors import UseError
from nnkit.grading.handin.copy_rules import replace_step
from nnkit.grading.handin.folder import Classroom
from nnkit.grading.handin.settings import TwoRooms


class GradesInTwoRooms(NotebookExporter):  # type: ignore[misc]
    """What ``c.Autograde.exporter_class`` names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        replace_step(self.parent, InTwoRooms)


class InTwoRooms(BaseConverter):  # type: ignore[misc]
    """The step of ``Autograde`` that grades: as `grade.grade` does it."""

    def convert_notebooks(self) -> None:
        """Grade what was handed in by the students that nbgrader was asked for."""
        from nnkit.grading.run.grade import cores, grade_in
        from nnkit.grading.run.pool import Workers

        coursedir = self.coursedir
        name, wanted = coursedir.assignment_id, coursedir.student_id
        room = Classroom(Path(coursedir.root), coursedir, self.config, TwoRooms(parent=self))
        students = [
            student
            for student in set(room.handed_in(name)) - set(coursedir.student_id_exclude.split(","))
            if student == wanted or fnmatch.fnmatchcase(student, wanted)
        ]
        if not students:
            return
        self.notebooks = sorted(path for found in self.assignments.values() for path in found)
        self.run_pre_convert_hook()
        try:
            with Workers(room.beginning(name), min(cores(), len(students))) as workers:
                summary = grade_in(
                    room, name, self, workers,
                    students=sorted(students), force=self.force, log=self.log.info,
                )  # fmt: skip
        except UseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        self.log.info("%s", summary.counts())
        for line in summary.told():
            self.log.warning("%s", line)
        self.run_post_convert_hook()
